/*
 * Taking elements one after the other.  Headers are read as DER allows them
 * (one identifier byte, definite minimal length); anything else ends the
 * reading.  Nothing here needs the strict walk to have been made.
 */
#include <stdint.h>

#include "base/calendar.h"
#include "base/clock.h"
#include "der/der.h"
#include "der/local.h"

/* Length bytes behind the identifier; how many, 0 where not minimal. */
static size_t
length_read(const unsigned char *p, size_t n, size_t *out)
{
	size_t	 k, len = 0;

	if (n == 0)
		return 0;
	if (p[0] < 0x80) {
		*out = p[0];
		return 1;
	}
	k = p[0] & 0x7f;
	if (k == 0 || k > 4 || k >= n || p[1] == 0)
		return 0;		/* indefinite, huge, cut, padded */
	for (size_t i = 1; i <= k; i++)
		len = len << 8 | p[i];
	if (len < 0x80)
		return 0;
	*out = len;
	return 1 + k;
}

int
der_next(struct bytes *rest, struct der *out)
{
	size_t	 head, len = 0;

	if (rest->n < 2 || (rest->p[0] & 0x1f) == 0x1f ||
	    (head = length_read(rest->p + 1, rest->n - 1, &len)) == 0)
		return 0;
	head++;
	if (len > rest->n - head)
		return 0;
	out->tag = rest->p[0];
	out->whole = bytes_of(rest->p, head + len);
	out->body = bytes_of(rest->p + head, len);
	*rest = bytes_of(rest->p + head + len, rest->n - head - len);
	return 1;
}

unsigned char
der_peek(struct bytes rest)
{
	return rest.n == 0 ? 0 : rest.p[0];
}

int
der_take(struct bytes *rest, unsigned char tag, struct der *out)
{
	return der_peek(*rest) == tag && der_next(rest, out);
}

size_t
der_count(struct bytes rest)
{
	struct der	 d;
	size_t		 n = 0;

	while (der_next(&rest, &d))
		n++;
	return rest.n == 0 ? n : SIZE_MAX;
}

int
der_number(struct bytes body, int64_t *out)
{
	uint64_t	 v;

	if (body.n == 0 || body.n > sizeof(v))
		return 0;
	v = (body.p[0] & 0x80) != 0 ? UINT64_MAX : 0;
	for (size_t i = 0; i < body.n; i++)
		v = v << 8 | body.p[i];
	*out = (int64_t)v;
	return 1;
}

int
der_bit_bytes(struct bytes body, struct bytes *out)
{
	if (body.n == 0 || body.p[0] != 0)
		return 0;
	*out = bytes_of(body.p + 1, body.n - 1);
	return 1;
}

int
der_bit(struct bytes body, unsigned k)
{
	if (body.n == 0 || k / 8 >= body.n - 1)
		return 0;
	return body.p[1 + k / 8] >> (7 - k % 8) & 1;
}

/* Two digits; -1 where they are none. */
static int
two(const unsigned char *p)
{
	if (p[0] < '0' || p[0] > '9' || p[1] < '0' || p[1] > '9')
		return -1;
	return (p[0] - '0') * 10 + (p[1] - '0');
}

int
der_time_split(const struct der *t, struct civil *c)
{
	const unsigned char	*p = t->body.p;
	const size_t		 year = t->tag == DER_TIME ? 4 : 2;
	int			 high = 0, low;

	if ((t->tag != DER_TIME && t->tag != DER_UTCTIME) ||
	    t->body.n != year + 11 || p[year + 10] != 'Z')
		return 0;
	low = two(p + year - 2);
	if (year == 4)
		high = two(p);
	else
		high = low < 50 ? 20 : 19;	/* RFC 5280 4.1.2.5.1 */
	if (high < 0 || low < 0)
		return 0;
	c->year = high * 100 + low;
	c->month = two(p + year);
	c->day = two(p + year + 2);
	c->hour = two(p + year + 4);
	c->minute = two(p + year + 6);
	c->second = two(p + year + 8);
	c->weekday = 0;
	return c->year >= 1 && calendar_is_day(c->year, c->month, c->day) &&
	    c->hour >= 0 && c->hour < 24 && c->minute >= 0 &&
	    c->minute < 60 && c->second >= 0 && c->second < 60;
}

int
der_moment(const struct der *t, int64_t *ms)
{
	struct civil	 c;

	if (!der_time_split(t, &c))
		return 0;
	*ms = calendar_join_utc(&c);
	return 1;
}

enum status
der_signed_read(struct bytes der, struct der_signed *out, struct fault *f)
{
	struct bytes	 in, alg;
	struct der	 outer, tbs, id, oid, bits;
	enum status	 st;

	if ((st = der_strict(der, f)) != ST_OK)
		return st;
	in = der;
	if (!der_take(&in, DER_SEQ, &outer))
		return fault_set(f, ST_INVALID, "signed object: no SEQUENCE");
	in = outer.body;
	if (!der_take(&in, DER_SEQ, &tbs) || !der_take(&in, DER_SEQ, &id) ||
	    !der_take(&in, DER_BITS, &bits))
		return fault_set(f, ST_INVALID,
		    "signed object: not tbs, algorithm, signature");
	alg = id.body;
	if (!der_take(&alg, DER_OID, &oid) ||
	    !der_bit_bytes(bits.body, &out->signature))
		return fault_set(f, ST_INVALID,
		    "signed object: algorithm or signature malformed");
	out->tbs = tbs.whole;
	out->algorithm = oid.body;
	return ST_OK;
}
