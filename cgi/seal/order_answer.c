/* A certificate agent's answer; see order_answer.h. */
#include <string.h>

#include "base/coding.h"
#include "base/limits.h"
#include "der/der.h"
#include "seal/order_answer.h"
#include "seal/signed_json.h"
#include "sm/sm.h"

static enum status
wrong(const char **why, const char *words, const struct cert_batch *b,
    struct fault *f)
{
	*why = words;
	return fault_set(f, ST_INVALID, "batch %s: answer not taken",
	    b->number);
}

static int
is_for(const struct json_value *v, const struct target *agent,
    const struct cert_batch *b)
{
	unsigned char	 sum[SM3_LEN];
	char		 hex[HEX_TEXT(SM3_LEN)];

	if (!signed_json_is(v, "type", "cert-answer") ||
	    !signed_json_is(v, "agent", agent->code) ||
	    !signed_json_is(v, "batch", b->id) ||
	    sm3(bytes_text(b->message), sum) != ST_OK)
		return 0;
	hex_write(sum, sizeof(sum), hex);
	return signed_json_is(v, "digest", hex);
}

/* One DER element and nothing else, as one certificate behind another. */
static int
append_der(const char *text, struct pool *pool, struct buf *out)
{
	struct bytes	 der = signed_json_bytes(text, pool), rest = der;
	struct der	 one;

	if (der.p == NULL || der.n > LIMIT_CERT ||
	    !der_take(&rest, DER_SEQ, &one) || rest.n != 0)
		return 0;
	buf_bytes(out, der);
	return 1;
}

static int
read_certificate(const struct json_value *v, struct pool *pool,
    struct order_answer *out)
{
	const struct json_value	*chain = json_member(v, "chain", JV_LIST);
	struct buf		 der;
	size_t			 n = 0;
	int			 good;

	buf_init(&der, (ORDER_CHAIN + 1) * LIMIT_CERT);
	good = append_der(json_member_text(v, "certificate"), pool, &der);
	chain = chain == NULL ? NULL : chain->first;
	for (; good && chain != NULL; chain = chain->next)
		good = chain->kind == JV_TEXT && ++n <= ORDER_CHAIN &&
		    append_der(chain->text, pool, &der);
	if (good && buf_ok(&der))
		out->certificate = pool_bytes(pool, buf_view(&der));
	buf_free(&der);
	return good && out->certificate.n > 0;
}

static int
read_result(const struct json_value *v, struct pool *pool,
    struct order_answer *out)
{
	if (signed_json_is(v, "result", "received"))
		return 1;
	if (signed_json_is(v, "result", "refused")) {
		out->result = ORDER_REFUSED;
		out->reason = signed_json_words(v, "reason", ORDER_REASON);
		return out->reason != NULL;
	}
	out->result = ORDER_ISSUED;
	return signed_json_is(v, "result", "issued") &&
	    read_certificate(v, pool, out);
}

/* Its place among the orders of the batch; norders where it has none. */
static size_t
place_of(const struct json_value *v, const struct cert_order *orders,
    size_t norders)
{
	size_t	 i;

	for (i = 0; i < norders && !signed_json_is(v, "order", orders[i].id);
	    i++)
		continue;
	return i;
}

enum status
order_answer_read(struct bytes body, const struct target *agent,
    const struct cert_batch *b, const struct cert_order *orders,
    size_t norders, struct pool *pool, struct order_answer **out, size_t *n,
    const char **why, struct fault *f)
{
	static const char *const words[SIGNED_JSON__N] = {
		[SIGNED_JSON_LONG] = "应答过长",
		[SIGNED_JSON_NONE] = "不是对证书申请的应答",
		[SIGNED_JSON_BAD] = "应答的签名与代理服务商的公钥不符",
	};
	const struct json_value	*v, *list;
	enum signed_json_flaw	 flaw;
	unsigned		 seen = 0;
	size_t			 k;
	enum status		 st;

	*n = 0;
	*why = NULL;
	st = signed_json_read(body, ORDER_ANSWER_MAX, agent->receipt_key,
	    pool, &v, &flaw, f);
	if (st != ST_OK)
		return st == ST_BROKEN ? st : wrong(why, words[flaw], b, f);
	if (!is_for(v, agent, b))
		return wrong(why, "应答是另一批申请的", b, f);
	if ((list = json_member(v, "orders", JV_LIST)) == NULL)
		return wrong(why, "应答里没有各件的结果", b, f);
	*out = pool_array(pool, ORDERS_MAX, sizeof(**out));
	if (*out == NULL)
		return fault_set(f, ST_BROKEN, "answer: memory");
	for (v = list->first; v != NULL; v = v->next) {
		k = place_of(v, orders, norders);
		if (k == norders || (seen & (1u << k)))
			return wrong(why, "应答里有不属于本批的申请，或者"
			    "同一件有两个结果", b, f);
		seen |= 1u << k;
		(*out)[*n].order = orders[k].id;
		if (!read_result(v, pool, &(*out)[(*n)++]))
			return wrong(why, pool_printf(pool, "应答里第 %d 件的"
			    "结果、证书或理由不完整", (int)k + 1), b, f);
	}
	return ST_OK;
}

size_t
order_certificates(struct bytes kept, struct bytes out[ORDER_CHAIN + 1])
{
	struct der	 one;
	size_t		 n = 0;

	while (n <= ORDER_CHAIN && der_take(&kept, DER_SEQ, &one))
		out[n++] = one.whole;
	return n;
}
