/*
 * The forms a signing time has been seen in (seal-format.md 1.1).  Text
 * without a zone is taken as +08:00, the time of the whole country.
 */
#include "base/calendar.h"
#include "base/clock.h"
#include "der/ses_local.h"

/* Digits where the pattern has '0', else the pattern's own character. */
static int
pattern_fits(struct bytes s, const char *pattern)
{
	for (size_t i = 0; pattern[i] != '\0'; i++) {
		if (i >= s.n)
			return 0;
		if (pattern[i] == '0' ? s.p[i] < '0' || s.p[i] > '9' :
		    s.p[i] != (unsigned char)pattern[i])
			return 0;
	}
	return 1;
}

static int
number_at(struct bytes s, size_t at, size_t n)
{
	int	 v = 0;

	for (size_t i = 0; i < n; i++)
		v = v * 10 + (s.p[at + i] - '0');
	return v;
}

static int
civil_at(struct bytes s, struct civil *c)
{
	c->year = number_at(s, 0, 4);
	c->month = number_at(s, 5, 2);
	c->day = number_at(s, 8, 2);
	c->hour = number_at(s, 11, 2);
	c->minute = number_at(s, 14, 2);
	c->second = number_at(s, 17, 2);
	c->weekday = 0;
	return c->year >= 1 && calendar_is_day(c->year, c->month, c->day) &&
	    c->hour < 24 && c->minute < 60 && c->second < 60;
}

/* "Z" alone, or a fraction of 1 to 9 digits before it. */
static int
iso_tail(struct bytes s, int64_t *ms)
{
	int64_t	 scale = 100;
	size_t	 i = 1;

	*ms = 0;
	if (s.n == 1)
		return s.p[0] == 'Z';
	if (s.n < 3 || s.n > 11 || s.p[0] != '.' || s.p[s.n - 1] != 'Z')
		return 0;
	for (; i < s.n - 1; i++, scale /= 10) {
		if (s.p[i] < '0' || s.p[i] > '9')
			return 0;
		*ms += (s.p[i] - '0') * scale;
	}
	return 1;
}

static enum ses_time_form
text_read(struct bytes s, int64_t *ms)
{
	struct civil	 c;
	int64_t		 fraction;

	if (s.n == 19 && pattern_fits(s, "0000-00-00 00:00:00") &&
	    civil_at(s, &c)) {
		*ms = calendar_join(&c);
		return SES_TIME_LOCAL;
	}
	if (s.n >= 20 && pattern_fits(s, "0000-00-00T00:00:00") &&
	    civil_at(s, &c) &&
	    iso_tail(bytes_of(s.p + 19, s.n - 19), &fraction)) {
		*ms = calendar_join_utc(&c) + fraction;
		return SES_TIME_ISO;
	}
	return SES_TIME_NONE;
}

enum status
ses_time_info(struct bytes content, struct ses_time *out, unsigned *quirks)
{
	struct bytes	 rest = content;
	struct der	 d;

	out->raw = content;
	out->ms = 0;
	out->form = SES_TIME_NONE;
	if (der_next(&rest, &d) && rest.n == 0 && der_moment(&d, &out->ms)) {
		out->raw = d.body;
		out->form = SES_TIME_DER;
	} else if (ses_token_time(content, &out->ms)) {
		out->form = SES_TIME_TOKEN;
	} else {
		out->form = text_read(content, &out->ms);
		if (out->form != SES_TIME_NONE)
			*quirks |= SES_Q(SES_Q_TIME_TEXT);
	}
	return out->form == SES_TIME_NONE ? ST_INVALID : ST_OK;
}

/* Into the first element with this tag that stands next. */
static int
enter(struct bytes *in, unsigned char tag)
{
	struct der	 d;

	if (!der_take(in, tag, &d))
		return 0;
	*in = d.body;
	return 1;
}

static int
skip(struct bytes *in, unsigned char tag)
{
	struct der	 d;

	return der_take(in, tag, &d);
}

/* genTime may have a fraction (RFC 3161 2.4.2); it is dropped. */
static int
gen_time(struct der t, int64_t *ms)
{
	unsigned char	 whole[15];

	if (t.body.n > 15 && t.body.p[14] == '.' &&
	    t.body.p[t.body.n - 1] == 'Z') {
		memcpy(whole, t.body.p, 14);
		whole[14] = 'Z';
		t.body = bytes_of(whole, sizeof(whole));
	}
	return der_moment(&t, ms);
}

/* ContentInfo { OID, [0] { SignedData { .. { id-ct-TSTInfo, [0] .. } } } } */
int
ses_token_time(struct bytes token, int64_t *ms)
{
	struct bytes	 in = token;
	struct der	 type, t;

	if (!enter(&in, DER_SEQ) || !skip(&in, DER_OID) ||
	    !enter(&in, DER_CTX(0)) || !enter(&in, DER_SEQ) ||
	    !skip(&in, DER_INTEGER) || !skip(&in, DER_SET) ||
	    !enter(&in, DER_SEQ) || !der_take(&in, DER_OID, &type) ||
	    !oid_is(type.body, OID_TST_INFO) || !enter(&in, DER_CTX(0)) ||
	    !enter(&in, DER_OCTETS))
		return 0;
	if (!enter(&in, DER_SEQ) || !skip(&in, DER_INTEGER) ||
	    !skip(&in, DER_OID) || !skip(&in, DER_SEQ) ||
	    !skip(&in, DER_INTEGER) || !der_take(&in, DER_TIME, &t))
		return 0;
	return gen_time(t, ms);
}
