/*
 * Certificates: their kinds by name, small questions about one, and whether
 * it is the one that was asked for; see cert.h.
 */
#include <stdint.h>
#include <string.h>

#include "base/calendar.h"
#include "base/clock.h"
#include "base/utf8.h"
#include "trust/cert.h"

#define ARE_SAME(a, b, n) (memcmp((a), (b), (n)) == 0)

static const char *const kinds[] = {
	[CERT_PLAIN] = "plain",
	[CERT_ROOT] = "root",
	[CERT_MAKING_CA] = "making-ca",
	[CERT_STAFF_CA] = "staff-ca",
	[CERT_MAKER] = "maker",
	[CERT_SEAL_UNIT] = "seal-unit",
	[CERT_SEAL_PERSON] = "seal-person",
	[CERT_PERSON] = "person",
	[CERT_SYSTEM] = "system",
	[CERT_PARTNER] = "partner",
	[CERT_STATUS] = "status",
};

_Static_assert(NITEMS(kinds) == CERT__N, "a kind has no name");

static const char *const flaws[] = {
	[CERT_FINE] = "",
	[CERT_TOO_BIG] = "证书文件过大",
	[CERT_NOT_DER] = "不是有效的数字证书文件",
	[CERT_NOT_SM2] = "不是SM2算法的证书",
	[CERT_BAD_KEY] = "证书中的公钥无效",
	[CERT_BAD_FIELD] = "证书的内容不符合证书格式规范",
};

_Static_assert(NITEMS(flaws) == CERT_FLAW__N, "a flaw has no sentence");

static const char *const matches[] = {
	[MATCH_OK] = "",
	[MATCH_KEY] = "证书公钥与证书申请文件中的公钥不一致",
	[MATCH_USAGE] = "证书不是签名证书，不能用于电子印章",
	[MATCH_NAME] = "证书名称与印章名称不一致",
	[MATCH_UNIT] = "证书中的单位名称与申请单位不一致",
	[MATCH_CODE] = "证书中的统一社会信用代码与申请单位不一致",
	[MATCH_SEAL] = "证书中的印章编码与本印章不一致",
	[MATCH_PERIOD] = "证书的有效期长于批准的期限",
};

_Static_assert(NITEMS(matches) == MATCH__N, "a mismatch has no sentence");

const char *
cert_kind_name(enum cert_kind k)
{
	return k < CERT__N ? kinds[k] : NULL;
}

enum cert_kind
cert_kind_find(const char *name)
{
	enum cert_kind	 k;

	for (k = 0; k < CERT__N; k++)
		if (strcmp(kinds[k], name) == 0)
			break;
	return k;
}

const char *
cert_flaw_text(enum cert_flaw flaw)
{
	return flaw < CERT_FLAW__N ? flaws[flaw] : flaws[CERT_NOT_DER];
}

const char *
cert_match_text(enum cert_match m)
{
	return m < MATCH__N ? matches[m] : matches[MATCH_KEY];
}

const struct cert_grant *
cert_grant_for(const struct cert *c, const char *unit)
{
	size_t	 i;

	for (i = 0; i < c->ngrants; i++)
		if (strcmp(c->grants[i].unit, unit) == 0)
			return &c->grants[i];
	return NULL;
}

/*
 * GM/T 0015: a signing certificate names digitalSignature or
 * nonRepudiation.  Further bits are seen in the field and accepted (one of
 * keyCertSign gives nothing without cA); an absent extension says nothing
 * and is not enough (seal-format.md 3.5).
 */
int
cert_may_sign(const struct cert *c)
{
	return !c->is_ca && c->has_usage &&
	    (c->usage & (KU_DIGITAL_SIGNATURE | KU_NON_REPUDIATION)) != 0;
}

/* A moment's second, for times before 1970 too. */
static int64_t
second_of(int64_t ms)
{
	return ms >= 0 ? ms / 1000 : -((-ms + 999) / 1000);
}

int
cert_period(const struct cert *c, int64_t at)
{
	if (second_of(at) < second_of(c->not_before))
		return -1;
	return second_of(at) > second_of(c->not_after);
}

int
cert_same_period(const struct cert *c, int64_t start, int64_t end)
{
	return second_of(start) == second_of(c->not_before) &&
	    second_of(end) == second_of(c->not_after);
}

/* --- names as people compare them ---------------------------------------- */

/* Brackets and spaces of both widths; what is not here stands for itself. */
static const struct {
	uint32_t	 wide, plain;
} widths[] = {
	{ 0xff08, '(' }, { 0xff09, ')' },	/* （ ） */
	{ 0xfe59, '(' }, { 0xfe5a, ')' },	/* small forms */
	{ 0xff3b, '[' }, { 0xff3d, ']' },	/* ［ ］ */
	{ 0xff5b, '{' }, { 0xff5d, '}' },	/* ｛ ｝ */
	{ 0x3000, ' ' }, { 0x00a0, ' ' },	/* ideographic, no-break */
	{ 0x2002, ' ' }, { 0x2003, ' ' },	/* en and em space */
};

static uint32_t
narrow(uint32_t cp)
{
	size_t	 i;

	for (i = 0; i < NITEMS(widths); i++)
		if (widths[i].wide == cp)
			return widths[i].plain;
	return cp;
}

/* Characters beside which a space carries no meaning. */
static int
needs_no_space(uint32_t cp)
{
	return cp == 0 || cp >= 0x2e80 ||
	    (cp < 0x80 && strchr("()[]{}", (int)cp) != NULL);
}

/* A place in a text: the last character given and what is left. */
struct reader {
	const char	*p;
	uint32_t	 last;
};

/* The next character that counts; 0 at the end or at bad UTF-8. */
static uint32_t
reader_next(struct reader *r)
{
	uint32_t	 cp = 0, next;
	size_t		 n;
	int		 space = 0;

	for (;;) {
		if ((n = utf8_next(r->p, strlen(r->p), &cp)) == 0)
			return r->last = 0;
		if ((next = narrow(cp)) != ' ')
			break;
		space = 1;
		r->p += n;
	}
	if (space && !needs_no_space(r->last) && !needs_no_space(next))
		return r->last = ' ';
	r->p += n;
	return r->last = next;
}

int
cert_text_same(const char *a, const char *b)
{
	struct reader	 ra = { a, 0 }, rb = { b, 0 };
	uint32_t	 ca, cb;

	if (!utf8_valid(a, strlen(a)) || !utf8_valid(b, strlen(b)))
		return 0;
	do {
		ca = reader_next(&ra);
		cb = reader_next(&rb);
	} while (ca == cb && ca != 0);
	return ca == cb;
}

/* CAs count the last day of a period in or not. */
static int
is_longer(const struct cert *c, int64_t months)
{
	return c->not_after > calendar_add_months(c->not_before,
	    (int)months) + MS_DAY;
}

/*
 * A certificate with several common names would let each reader pick
 * another, so it fits no name.
 */
enum cert_match
cert_matches(const struct cert *c, const struct cert_expect *want)
{
	if (want->key != NULL && !ARE_SAME(c->key, want->key, SM2_PUBLIC))
		return MATCH_KEY;
	if (!cert_may_sign(c))
		return MATCH_USAGE;
	if (want->name != NULL && (c->cns != 1 ||
	    !cert_text_same(c->subject.cn, want->name)))
		return MATCH_NAME;
	if (want->unit != NULL && !cert_text_same(c->subject.org, want->unit))
		return MATCH_UNIT;
	if (want->code != NULL && strcmp(c->subject.number, want->code) != 0)
		return MATCH_CODE;
	if (want->seal_code != NULL && c->seal_code[0] != '\0' &&
	    strcmp(c->seal_code, want->seal_code) != 0)
		return MATCH_SEAL;
	if (want->months > 0 && is_longer(c, want->months))
		return MATCH_PERIOD;
	return MATCH_OK;
}
