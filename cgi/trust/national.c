/* Reading the national platform's answers; see national.h. */
#include <stddef.h>
#include <string.h>

#include "base/coding.h"
#include "base/utf8.h"
#include "base/wipe.h"
#include "trust/national.h"

#define FIRST_LINE "jianyin-code-answer 1"

#define IN_BOTH		3u
#define IN_GIVEN	1u
#define IN_REFUSED	2u
#define MUST		4u

/* The values by name, each at most once, and when it may or must stand. */
static const struct line {
	const char	*name;
	unsigned	 when;
} lines[] = {
	{ "application", IN_BOTH | MUST }, { "request", IN_BOTH | MUST },
	{ "result", IN_BOTH | MUST }, { "reason", IN_REFUSED | MUST },
	{ "code", IN_GIVEN | MUST }, { "police-info", IN_GIVEN },
	{ "police-key-sm3", IN_GIVEN }, { "receipt", IN_GIVEN },
	{ "signature", IN_BOTH | MUST }, { "police-key", IN_GIVEN },
};
enum {
	L_APPLICATION, L_REQUEST, L_RESULT, L_REASON, L_CODE, L_INFO,
	L_KEY_SM3, L_RECEIPT, L_SIGNATURE, L_KEY, L__N
};
_Static_assert(NITEMS(lines) == L__N, "the lines of an answer");

/* What was found; "behind" is where the signed bytes end. */
struct found {
	struct bytes	 value[L__N];
	size_t		 behind, kept;
};

int
national_key_read(const char *hex, unsigned char key[POLICE_KEY_MAX],
    size_t *n)
{
	const size_t	 digits = strlen(hex);

	*n = digits / 2;
	return (digits == 32 || digits == 64) && hex_read(hex, key, *n);
}

static int
is(struct bytes v, const char *s)
{
	return bytes_same(v, bytes_text(s));
}

/* "name: value" as one of the lines; L__N where it is none. */
static int
line_of(struct bytes l, struct bytes *value)
{
	size_t	 n;
	int	 k;

	for (k = 0; k < L__N; k++) {
		n = strlen(lines[k].name);
		if (l.n > n + 2 && memcmp(l.p, lines[k].name, n) == 0 &&
		    memcmp(l.p + n, ": ", 2) == 0)
			break;
	}
	if (k < L__N)
		*value = bytes_of(l.p + n + 2, l.n - n - 2);
	return k;
}

/* One line of text, as it may go onto a page. */
static int
is_plain(struct bytes v)
{
	size_t	 i;

	if (v.n > NATIONAL_LINE * 4 ||
	    !utf8_valid((const char *)v.p, v.n))
		return 0;
	for (i = 0; i < v.n; i++)
		if (v.p[i] < ' ' || v.p[i] == 127)
			return 0;
	return 1;
}

/* Take the file apart; 0 where it is not of this form. */
static int
take_lines(struct bytes file, struct found *out)
{
	const unsigned char	*end;
	struct bytes		 l, v;
	size_t			 at = 0;
	int			 k, last = -1;

	memset(out, 0, sizeof(*out));
	while (at < file.n) {
		end = memchr(file.p + at, '\n', file.n - at);
		if (end == NULL)
			return 0;
		l = bytes_of(file.p + at, (size_t)(end - file.p) - at);
		if (at == 0 && !is(l, FIRST_LINE))
			return 0;
		if (at > 0) {
			/* in the order of the table, so none comes twice */
			k = line_of(l, &v);
			if (k == L__N || k <= last || !is_plain(v))
				return 0;
			out->value[last = k] = v;
			if (k == L_SIGNATURE)
				out->behind = at;
		}
		at += l.n + 1;
		if (last == L_SIGNATURE)
			out->kept = at;
	}
	return out->behind > 0;
}

/* What must stand with this result does, and nothing else. */
static int
fits_result(const struct found *f, int given)
{
	const unsigned	 as = given ? IN_GIVEN : IN_REFUSED;
	int		 k;

	for (k = 0; k < L__N; k++) {
		if (f->value[k].p != NULL && !(lines[k].when & as))
			return 0;
		if (f->value[k].p == NULL && (lines[k].when & as) &&
		    (lines[k].when & MUST))
			return 0;
	}
	return (f->value[L_KEY].p == NULL) == (f->value[L_KEY_SM3].p == NULL);
}

static enum status
verify(struct bytes file, const struct found *found,
    const unsigned char pub[SM2_PUBLIC], struct fault *f)
{
	unsigned char	 sig[SM2_DER_MAX];
	char		 text[BASE64_TEXT(SM2_DER_MAX)];
	struct bytes	 v = found->value[L_SIGNATURE];
	struct sm2	*key = NULL;
	size_t		 n = 0;
	enum status	 st;

	if (v.n >= sizeof(text))
		return fault_set(f, ST_INVALID, "answer: signature too long");
	memcpy(text, v.p, v.n);
	text[v.n] = '\0';
	if (!base64_read(text, sig, sizeof(sig), &n))
		return fault_set(f, ST_INVALID, "answer: signature");
	if ((st = sm2_from_public(pub, &key, f)) == ST_OK)
		st = sm2_verify(key, bytes_of(file.p, found->behind),
		    bytes_of(sig, n), f);
	sm2_free(key);
	return st;
}

/* The key behind the signature is the one that was signed for. */
static int
take_key(const struct found *found, struct national_answer *out)
{
	const struct bytes	 v = found->value[L_KEY];
	char			 text[2 * POLICE_KEY_MAX + 1];
	unsigned char		 said[SM3_LEN], sm3_of[SM3_LEN];
	char			 hex[HEX_TEXT(SM3_LEN)];
	int			 ok;

	if (v.p == NULL)
		return 1;
	if (v.n >= sizeof(text) || found->value[L_KEY_SM3].n !=
	    sizeof(hex) - 1)
		return 0;
	memcpy(text, v.p, v.n);
	text[v.n] = '\0';
	memcpy(hex, found->value[L_KEY_SM3].p, sizeof(hex) - 1);
	hex[sizeof(hex) - 1] = '\0';
	ok = national_key_read(text, out->key, &out->nkey) &&
	    hex_read(hex, said, sizeof(said)) &&
	    sm3(bytes_of(out->key, out->nkey), sm3_of) == ST_OK &&
	    memcmp(said, sm3_of, sizeof(said)) == 0;
	wipe(text, sizeof(text));
	return ok;
}

static const char *
text_of(struct pool *pool, struct bytes v)
{
	return v.p == NULL ? "" : pool_copy(pool, v.p, v.n);
}

static enum status
refuse(struct national_answer *out, const char **why, const char *sentence,
    struct fault *f)
{
	wipe(out->key, sizeof(out->key));
	out->nkey = 0;
	*why = sentence;
	return fault_set(f, ST_INVALID, "answer of the platform refused");
}

enum status
national_answer_read(struct bytes file, const unsigned char pub[SM2_PUBLIC],
    struct pool *pool, struct national_answer *out, const char **why,
    struct fault *f)
{
	struct found	 found;
	enum status	 st;

	memset(out, 0, sizeof(*out));
	*why = NULL;
	if (file.n > NATIONAL_MAX || !take_lines(file, &found) ||
	    found.value[L_RESULT].p == NULL)
		return refuse(out, why, "不是国家平台答复文件，或者文件不完整",
		    f);
	out->given = is(found.value[L_RESULT], "given");
	if ((!out->given && !is(found.value[L_RESULT], "refused")) ||
	    !fits_result(&found, out->given))
		return refuse(out, why, "答复文件的内容不齐全，请向国家平台"
		    "重新取得", f);
	if ((st = verify(file, &found, pub, f)) == ST_INVALID)
		return refuse(out, why, "答复文件的签名无效，不能采用", f);
	if (st != ST_OK)
		return st;
	if (!take_key(&found, out))
		return refuse(out, why, "答复文件中的公安对称密钥与签名的内容"
		    "不符", f);
	out->application = text_of(pool, found.value[L_APPLICATION]);
	out->request = text_of(pool, found.value[L_REQUEST]);
	out->reason = text_of(pool, found.value[L_REASON]);
	out->code = text_of(pool, found.value[L_CODE]);
	out->police_info = text_of(pool, found.value[L_INFO]);
	out->receipt = text_of(pool, found.value[L_RECEIPT]);
	out->kept = bytes_of(file.p, found.kept);
	return pool_failed(pool) ? fault_set(f, ST_BROKEN,
	    "answer: memory") : ST_OK;
}
