/*
 * The strict walk.  d2i_ functions accept BER, so one signed thing could be
 * spelled in many ways; here there is one.  Which universal tags exist, in
 * which form and with which content is a table.
 */
#include <string.h>

#include "base/limits.h"
#include "base/utf8.h"
#include "der/der.h"
#include "der/local.h"

typedef int content_check(const struct der *d);

static int
is_boolean(const struct der *d)
{
	return d->body.n == 1 && (d->body.p[0] == 0 || d->body.p[0] == 0xff);
}

/* X.690 8.3.2: the first nine bits are not all alike. */
static int
is_integer(const struct der *d)
{
	const unsigned char	*p = d->body.p;

	if (d->body.n == 0)
		return 0;
	return d->body.n == 1 || !((p[0] == 0x00 && p[1] < 0x80) ||
	    (p[0] == 0xff && p[1] >= 0x80));
}

/* X.690 11.2.1: unused bits are zero. */
static int
is_bits(const struct der *d)
{
	const struct bytes	 b = d->body;

	if (b.n == 0 || b.p[0] > 7)
		return 0;
	if (b.n == 1)
		return b.p[0] == 0;
	return (b.p[b.n - 1] & ((1u << b.p[0]) - 1)) == 0;
}

static int
is_empty(const struct der *d)
{
	return d->body.n == 0;
}

/* Numbers in base 128, each minimal, the last one ended. */
static int
is_oid(const struct der *d)
{
	int	 first = 1;

	for (size_t i = 0; i < d->body.n; i++) {
		if (first && d->body.p[i] == 0x80)
			return 0;
		first = (d->body.p[i] & 0x80) == 0;
	}
	return d->body.n > 0 && first;
}

static int
is_utf8(const struct der *d)
{
	return utf8_valid((const char *)d->body.p, d->body.n);
}

static int
is_seven_bit(const struct der *d)
{
	for (size_t i = 0; i < d->body.n; i++)
		if (d->body.p[i] >= 0x80)
			return 0;
	return 1;
}

static int
is_time(const struct der *d)
{
	struct civil	 c;

	return der_time_split(d, &c);
}

static int
is_even(const struct der *d)
{
	return d->body.n % 2 == 0;
}

static int
is_anything(const struct der *d)
{
	(void)d;
	return 1;
}

/*
 * X.690 11.6, and 10.3 for SETs of different tags: ascending.  Where one is
 * the beginning of another the shorter is first; equal ones may repeat.
 */
static int
is_ordered(const struct der *d)
{
	struct bytes	 rest = d->body;
	struct der	 last = { 0 }, now;

	while (der_next(&rest, &now)) {
		const size_t	 n = last.whole.n < now.whole.n ?
		    last.whole.n : now.whole.n;
		const int	 c = n == 0 ? 0 :
		    memcmp(last.whole.p, now.whole.p, n);

		if (c > 0 || (c == 0 && last.whole.n > now.whole.n))
			return 0;
		last = now;
	}
	return 1;
}

#define CONSTRUCTED	0x20

/* PrintableString is held to seven bits only: CAs write "&" and "@" in it. */
static const struct universal {
	const char	*name;
	unsigned char	 tag;		/* with its form */
	content_check	*check;
} universals[] = {
	{ "BOOLEAN", DER_BOOLEAN, is_boolean },
	{ "INTEGER", DER_INTEGER, is_integer },
	{ "BIT STRING", DER_BITS, is_bits },
	{ "OCTET STRING", DER_OCTETS, is_anything },
	{ "NULL", DER_NULL, is_empty },
	{ "OBJECT IDENTIFIER", DER_OID, is_oid },
	{ "ENUMERATED", DER_ENUM, is_integer },
	{ "UTF8String", DER_UTF8, is_utf8 },
	{ "NumericString", 0x12, is_seven_bit },
	{ "PrintableString", DER_PRINTABLE, is_seven_bit },
	{ "TeletexString", 0x14, is_anything },
	{ "IA5String", DER_IA5, is_seven_bit },
	{ "UTCTime", DER_UTCTIME, is_time },
	{ "GeneralizedTime", DER_TIME, is_time },
	{ "VisibleString", 0x1a, is_seven_bit },
	{ "BMPString", 0x1e, is_even },
	{ "SEQUENCE", DER_SEQ, is_anything },
	{ "SET", DER_SET, is_ordered },
};

static enum status
universal_check(const struct der *d, size_t at, struct fault *f)
{
	for (size_t i = 0; i < NITEMS(universals); i++) {
		if (universals[i].tag != d->tag)
			continue;
		if (universals[i].check(d))
			return ST_OK;
		return fault_set(f, ST_INVALID, "DER: %s at %zu malformed",
		    universals[i].name, at);
	}
	return fault_set(f, ST_INVALID, "DER: tag %02x at %zu not used",
	    d->tag, at);
}

/* One element and what it holds; "base" is where offsets count from. */
static enum status
element_check(const struct der *d, const unsigned char *base, unsigned depth,
    struct fault *f)
{
	const size_t	 at = (size_t)(d->whole.p - base);
	struct bytes	 rest = d->body;
	struct der	 child;
	enum status	 st;

	if (depth > LIMIT_DER_DEPTH)
		return fault_set(f, ST_INVALID, "DER: deeper than %d at %zu",
		    LIMIT_DER_DEPTH, at);
	if ((d->tag & CONSTRUCTED) != 0) {
		while (der_next(&rest, &child))
			if ((st = element_check(&child, base, depth + 1,
			    f)) != ST_OK)
				return st;
		if (rest.n != 0)
			return fault_set(f, ST_INVALID,
			    "DER: no element at %zu",
			    (size_t)(rest.p - base));
	}
	if ((d->tag & 0xc0) != 0)
		return ST_OK;		/* application, context, private */
	return universal_check(d, at, f);
}

enum status
der_strict_first(struct bytes in, struct bytes *whole, struct fault *f)
{
	struct bytes	 rest = in;
	struct der	 d;
	enum status	 st;

	*whole = bytes_of(NULL, 0);
	if (!der_next(&rest, &d))
		return fault_set(f, ST_INVALID, "DER: no element at 0");
	if ((st = element_check(&d, in.p, 1, f)) == ST_OK)
		*whole = d.whole;
	return st;
}

enum status
der_strict(struct bytes der, struct fault *f)
{
	struct bytes	 whole;
	enum status	 st = der_strict_first(der, &whole, f);

	if (st == ST_OK && whole.n != der.n)
		return fault_set(f, ST_INVALID, "DER: %zu bytes behind",
		    der.n - whole.n);
	return st;
}
