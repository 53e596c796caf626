/* The envelope of a filing and the target's answer; see filing_receipt.h. */
#include <string.h>

#include "base/calendar.h"
#include "base/coding.h"
#include "base/limits.h"
#include "page/json.h"
#include "page/json_read.h"
#include "seal/filing_receipt.h"

#define ENVELOPE_MAX	(64 * KIB)	/* message 16 KiB, certificate 16 */

static void
put_base64(struct json *j, const char *name, struct bytes v, struct buf *text)
{
	unsigned char	*room;

	buf_clear(text);
	if ((room = buf_room(text, BASE64_TEXT(v.n))) == NULL) {
		j->failed = 1;
		return;
	}
	base64_write(v.p, v.n, (char *)room);
	json_text(j, name, (const char *)room);
}

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
	put_base64(&j, "payload", bytes_text(g->message), &text);
	put_base64(&j, "statement", g->statement, &text);
	put_base64(&j, "certificate", g->certificate, &text);
	json_end(&j);
	good = json_ok(&j);
	buf_free(&text);
	return good ? ST_OK : fault_set(f, ST_BROKEN, "filing %s: too long",
	    g->id);
}

/* --- the answer --------------------------------------------------------------- */

/* The bytes of a member in base 64; p NULL where it is none. */
static struct bytes
member_bytes(const struct json_value *object, const char *name,
    struct pool *pool)
{
	const char	*text = json_member_text(object, name);
	unsigned char	*room;
	size_t		 most, n;

	if (text == NULL || *text == '\0')
		return bytes_of(NULL, 0);
	most = strlen(text) / 4 * 3 + 3;
	if ((room = pool_alloc(pool, most)) == NULL ||
	    !base64_read(text, room, most, &n))
		return bytes_of(NULL, 0);
	return bytes_of(room, n);
}

static enum status
verify(const struct target *t, struct bytes payload, struct bytes sig,
    struct fault *f)
{
	struct sm2	*key = NULL;
	enum status	 st;

	if (t->receipt_key.n != SM2_PUBLIC)
		return fault_set(f, ST_INVALID, "target %s: no key", t->code);
	if ((st = sm2_from_public(t->receipt_key.p, &key, f)) == ST_OK)
		st = sm2_verify(key, payload, sig, f);
	sm2_free(key);
	return st;
}

static int
is(const struct json_value *v, const char *name, const char *want)
{
	const char	*text = json_member_text(v, name);

	return text != NULL && strcmp(text, want) == 0;
}

/* Text a person will read: of bounded length, without control characters. */
static const char *
words(const struct json_value *v, const char *name, size_t most)
{
	const char	*text = json_member_text(v, name), *p;

	if (text == NULL || *text == '\0' || strlen(text) > most)
		return NULL;
	for (p = text; *p != '\0'; p++)
		if ((unsigned char)*p < ' ' || *p == 0x7f)
			return NULL;
	return text;
}

static int
is_for(const struct json_value *v, const struct target *t,
    const struct filing *g)
{
	return is(v, "type", "receipt") && is(v, "target", t->code) &&
	    is(v, "filing", g->id);
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
	return is(v, "digest", hex);
}

static int
read_result(const struct json_value *v, struct filing_receipt *out)
{
	const char	*at = json_member_text(v, "at");

	if (at == NULL || !calendar_read_iso(at, &out->at))
		return 0;
	if (is(v, "result", "filed")) {
		out->filed = 1;
		return (out->number = words(v, "number", RECEIPT_TEXT)) !=
		    NULL;
	}
	return is(v, "result", "refused") &&
	    (out->reason = words(v, "reason", RECEIPT_REASON)) != NULL;
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
	const struct json_value	*outer, *inner;
	struct bytes		 payload, sig;
	enum status		 st;

	memset(out, 0, sizeof(*out));
	*why = NULL;
	if (body.n > RECEIPT_MAX)
		return wrong(why, "对方的应答过长", g, f);
	if ((st = json_read(body, pool, &outer, f)) == ST_BROKEN)
		return st;
	payload = st == ST_OK ? member_bytes(outer, "payload", pool) :
	    bytes_of(NULL, 0);
	sig = st == ST_OK ? member_bytes(outer, "signature", pool) :
	    bytes_of(NULL, 0);
	if (payload.p == NULL || sig.p == NULL)
		return wrong(why, "对方的应答不是回执", g, f);
	if ((st = verify(t, payload, sig, f)) != ST_OK)
		return st == ST_BROKEN ? st :
		    wrong(why, "回执的签名与对方的公钥不符", g, f);
	if ((st = json_read(payload, pool, &inner, f)) != ST_OK)
		return st == ST_BROKEN ? st :
		    wrong(why, "对方的应答不是回执", g, f);
	if (!is_for(inner, t, g))
		return wrong(why, "回执是另一件备案的", g, f);
	if (!is_of_version(inner, g))
		return wrong(why, "回执是先前报文的，不是这一次的", g, f);
	return read_result(inner, out) ? ST_OK :
	    wrong(why, "回执缺少结果、编号或时间", g, f);
}
