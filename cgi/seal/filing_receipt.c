/* The envelope of a filing and the target's answer; see filing_receipt.h. */
#include <string.h>

#include "base/calendar.h"
#include "base/coding.h"
#include "base/limits.h"
#include "page/json.h"
#include "page/json_read.h"
#include "seal/filing_receipt.h"
#include "seal/signed_json.h"

#define ENVELOPE_MAX	(64 * KIB)	/* message 16 KiB, certificate 16 */

enum status
filing_envelope(const struct filing *g, struct buf *out, struct fault *f)
{
	struct json	 j;
	struct buf	 text;
	int		 good;

	if (g->statement.n == 0)
		return fault_set(f, ST_BROKEN, "filing %s: not signed",
		    g->id);
	buf_init(&text, ENVELOPE_MAX);
	json_begin(&j, out);
	json_map(&j, NULL);
	signed_json_put(&j, "payload", bytes_text(g->message), &text);
	signed_json_put(&j, "statement", g->statement, &text);
	signed_json_put(&j, "certificate", g->certificate, &text);
	json_end(&j);
	good = json_ok(&j);
	buf_free(&text);
	return good ? ST_OK : fault_set(f, ST_BROKEN, "filing %s: too long",
	    g->id);
}

/* --- the answer --------------------------------------------------------------- */

static int
is_for(const struct json_value *v, const struct target *t,
    const struct filing *g)
{
	return signed_json_is(v, "type", "receipt") &&
	    signed_json_is(v, "target", t->code) &&
	    signed_json_is(v, "filing", g->id);
}

static int
is_of_version(const struct json_value *v, const struct filing *g)
{
	const struct json_value	*n = json_member(v, "revision", JV_INT);
	unsigned char		 sum[SM3_LEN];
	char			 hex[HEX_TEXT(SM3_LEN)];

	if (n == NULL || n->n != g->version ||
	    sm3(bytes_text(g->message), sum) != ST_OK)
		return 0;
	hex_write(sum, sizeof(sum), hex);
	return signed_json_is(v, "digest", hex);
}

static int
read_result(const struct json_value *v, struct filing_receipt *out)
{
	const char	*at = json_member_text(v, "at");

	if (at == NULL || !calendar_read_iso(at, &out->at))
		return 0;
	if (signed_json_is(v, "result", "filed")) {
		out->filed = 1;
		out->number = signed_json_words(v, "number", RECEIPT_TEXT);
		return out->number != NULL;
	}
	out->reason = signed_json_words(v, "reason", RECEIPT_REASON);
	return signed_json_is(v, "result", "refused") && out->reason != NULL;
}

static enum status
wrong(const char **why, const char *words_, const struct filing *g,
    struct fault *f)
{
	*why = words_;
	return fault_set(f, ST_INVALID, "filing %s: answer not taken", g->id);
}

enum status
filing_receipt_read(struct bytes body, const struct target *t,
    const struct filing *g, struct pool *pool, struct filing_receipt *out,
    const char **why, struct fault *f)
{
	static const char *const words[SIGNED_JSON__N] = {
		[SIGNED_JSON_LONG] = "对方的应答过长",
		[SIGNED_JSON_NONE] = "对方的应答不是回执",
		[SIGNED_JSON_BAD] = "回执的签名与对方的公钥不符",
	};
	const struct json_value	*inner;
	enum signed_json_flaw	 flaw;
	enum status		 st;

	memset(out, 0, sizeof(*out));
	*why = NULL;
	st = signed_json_read(body, RECEIPT_MAX, t->receipt_key, pool,
	    &inner, &flaw, f);
	if (st != ST_OK)
		return st == ST_BROKEN ? st : wrong(why, words[flaw], g, f);
	if (!is_for(inner, t, g))
		return wrong(why, "回执是另一件备案的", g, f);
	if (!is_of_version(inner, g))
		return wrong(why, "回执是先前报文的，不是这一次的", g, f);
	return read_result(inner, out) ? ST_OK :
	    wrong(why, "回执缺少结果、编号或时间", g, f);
}
