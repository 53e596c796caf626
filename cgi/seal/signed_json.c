/* Signed JSON of others; see signed_json.h. */
#include <string.h>

#include "base/coding.h"
#include "base/fault.h"
#include "seal/signed_json.h"
#include "sm/sm.h"

void
signed_json_put(struct json *j, const char *name, struct bytes v,
    struct buf *text)
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

struct bytes
signed_json_bytes(const char *text, struct pool *pool)
{
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

const char *
signed_json_words(const struct json_value *object, const char *name,
    size_t most)
{
	const char	*text = json_member_text(object, name), *p;

	if (text == NULL || *text == '\0' || strlen(text) > most)
		return NULL;
	for (p = text; *p != '\0'; p++)
		if ((unsigned char)*p < ' ' || *p == 0x7f)
			return NULL;
	return text;
}

int
signed_json_is(const struct json_value *object, const char *name,
    const char *want)
{
	const char	*text = json_member_text(object, name);

	return text != NULL && strcmp(text, want) == 0;
}

static enum status
verify(struct bytes key, struct bytes payload, struct bytes sig,
    struct fault *f)
{
	struct sm2	*k = NULL;
	enum status	 st;

	if (key.n != SM2_PUBLIC)
		return fault_set(f, ST_INVALID, "answer: no key");
	if ((st = sm2_from_public(key.p, &k, f)) == ST_OK)
		st = sm2_verify(k, payload, sig, f);
	sm2_free(k);
	return st;
}

static enum status
flawed(enum signed_json_flaw *flaw, enum signed_json_flaw what,
    struct fault *f)
{
	*flaw = what;
	return fault_set(f, ST_INVALID, "answer not taken");
}

enum status
signed_json_read(struct bytes body, size_t most, struct bytes key,
    struct pool *pool, const struct json_value **out,
    enum signed_json_flaw *flaw, struct fault *f)
{
	const struct json_value	*outer;
	struct bytes		 payload, sig;
	enum status		 st;

	*out = NULL;
	*flaw = SIGNED_JSON_FINE;
	if (body.n > most)
		return flawed(flaw, SIGNED_JSON_LONG, f);
	if ((st = json_read(body, pool, &outer, f)) != ST_OK)
		return st == ST_BROKEN ? st :
		    flawed(flaw, SIGNED_JSON_NONE, f);
	payload = signed_json_bytes(json_member_text(outer, "payload"), pool);
	sig = signed_json_bytes(json_member_text(outer, "signature"), pool);
	if (payload.p == NULL || sig.p == NULL)
		return flawed(flaw, SIGNED_JSON_NONE, f);
	if ((st = verify(key, payload, sig, f)) != ST_OK)
		return st == ST_BROKEN ? st :
		    flawed(flaw, SIGNED_JSON_BAD, f);
	if ((st = json_read(payload, pool, out, f)) != ST_OK)
		return st == ST_BROKEN ? st :
		    flawed(flaw, SIGNED_JSON_NONE, f);
	return ST_OK;
}
