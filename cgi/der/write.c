/*
 * Writing DER behind what a buffer holds.  Lengths are put in when an
 * element ends, by moving its content: simple, and a seal's picture moves
 * four times only.
 */
#include <string.h>

#include "base/calendar.h"
#include "base/utf8.h"
#include "der/der.h"
#include "der/local.h"

void
der_out_start(struct der_out *o, struct buf *b)
{
	memset(o, 0, sizeof(*o));
	o->b = b;
}

enum status
der_out_end(struct der_out *o, struct fault *f)
{
	if (o->failed || o->depth != 0)
		return fault_set(f, ST_BROKEN,
		    "DER: unbalanced, or a value not of its kind");
	if (!buf_ok(o->b))
		return fault_set(f, ST_BROKEN, "DER: more than %zu bytes",
		    o->b->ceiling);
	return ST_OK;
}

void
der_begin(struct der_out *o, unsigned char tag)
{
	if (o->depth == DER_OUT_DEPTH) {
		o->failed = 1;
		return;
	}
	buf_byte(o->b, tag);
	o->open[o->depth++] = o->b->n;
}

void
der_begin_bits(struct der_out *o)
{
	der_begin(o, DER_BITS);
	buf_byte(o->b, 0);
}

/* The bytes of a length, most significant first; how many. */
static size_t
length_bytes(size_t len, unsigned char out[1 + sizeof(len)])
{
	size_t	 k = 0;

	if (len < 0x80) {
		out[0] = (unsigned char)len;
		return 1;
	}
	for (size_t v = len; v != 0; v >>= 8)
		k++;
	out[0] = (unsigned char)(0x80 | k);
	for (size_t i = 0; i < k; i++)
		out[1 + i] = (unsigned char)(len >> 8 * (k - 1 - i));
	return 1 + k;
}

void
der_end(struct der_out *o)
{
	unsigned char	 bytes[1 + sizeof(size_t)], *p;
	size_t		 start, len, k;

	if (o->failed || o->depth == 0) {
		o->failed = 1;
		return;
	}
	start = o->open[--o->depth];
	if (!buf_ok(o->b) || o->b->n < start)
		return;			/* told by der_out_end */
	len = o->b->n - start;
	k = length_bytes(len, bytes);
	if (buf_room(o->b, k) == NULL)
		return;
	p = o->b->p + start;
	memmove(p + k, p, len);
	memcpy(p, bytes, k);
}

void
der_put(struct der_out *o, unsigned char tag, struct bytes body)
{
	unsigned char	 bytes[1 + sizeof(size_t)];

	buf_byte(o->b, tag);
	buf_put(o->b, bytes, length_bytes(body.n, bytes));
	buf_bytes(o->b, body);
}

void
der_put_raw(struct der_out *o, struct bytes der)
{
	buf_bytes(o->b, der);
}

void
der_put_bool(struct der_out *o, int yes)
{
	const unsigned char	 v = yes ? 0xff : 0x00;

	der_put(o, DER_BOOLEAN, bytes_of(&v, 1));
}

/* The shortest two's complement. */
static void
number_put(struct der_out *o, unsigned char tag, int64_t v)
{
	unsigned char	 be[8];
	size_t		 skip = 0;

	for (int i = 0; i < 8; i++)
		be[i] = (unsigned char)((uint64_t)v >> 8 * (7 - i));
	while (skip < 7 && ((be[skip] == 0x00 && be[skip + 1] < 0x80) ||
	    (be[skip] == 0xff && be[skip + 1] >= 0x80)))
		skip++;
	der_put(o, tag, bytes_of(be + skip, 8 - skip));
}

void
der_put_int(struct der_out *o, int64_t v)
{
	number_put(o, DER_INTEGER, v);
}

void
der_put_enum(struct der_out *o, int64_t v)
{
	number_put(o, DER_ENUM, v);
}

void
der_put_unsigned(struct der_out *o, struct bytes m)
{
	while (m.n > 0 && m.p[0] == 0) {
		m.p++;
		m.n--;
	}
	if (m.n > 0 && m.p[0] < 0x80) {
		der_put(o, DER_INTEGER, m);
		return;
	}
	der_begin(o, DER_INTEGER);
	buf_byte(o->b, 0);
	buf_bytes(o->b, m);
	der_end(o);
}

void
der_put_null(struct der_out *o)
{
	der_put(o, DER_NULL, bytes_of(NULL, 0));
}

void
der_put_oid(struct der_out *o, enum oid oid)
{
	der_put(o, DER_OID, oid_row(oid)->der);
}

void
der_put_octets(struct der_out *o, struct bytes v)
{
	der_put(o, DER_OCTETS, v);
}

void
der_put_bits(struct der_out *o, struct bytes v)
{
	der_begin_bits(o);
	buf_bytes(o->b, v);
	der_end(o);
}

/* X.690 11.2.2: a named bit list ends with its last 1. */
void
der_put_named(struct der_out *o, unsigned bits)
{
	unsigned char	 v[1 + 4] = { 0 };
	unsigned	 last = 0;

	for (unsigned k = 0; k < 32; k++)
		if ((bits >> k & 1) != 0) {
			v[1 + k / 8] |= (unsigned char)(0x80 >> k % 8);
			last = k;
		}
	v[0] = bits == 0 ? 0 : (unsigned char)(7 - last % 8);
	der_put(o, DER_BITS, bytes_of(v, bits == 0 ? 1 : 2 + last / 8));
}

void
der_put_utf8(struct der_out *o, const char *s)
{
	const struct bytes	 b = bytes_text(s);

	if (s == NULL || !utf8_valid(s, b.n))
		o->failed = 1;
	der_put(o, DER_UTF8, b);
}

void
der_put_ia5(struct der_out *o, const char *s)
{
	const struct bytes	 b = bytes_text(s);

	if (s == NULL)
		o->failed = 1;
	for (size_t i = 0; i < b.n; i++)
		if (b.p[i] >= 0x80)
			o->failed = 1;
	der_put(o, DER_IA5, b);
}

int
der_is_printable(struct bytes b)
{
	static const char	 others[] = " '()+,-./:=?";

	for (size_t i = 0; i < b.n; i++) {
		const unsigned char	 c = b.p[i];

		if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
		    (c >= '0' && c <= '9') || (c != 0 &&
		    strchr(others, c) != NULL)))
			return 0;
	}
	return 1;
}

void
der_put_printable(struct der_out *o, const char *s)
{
	if (s == NULL || !der_is_printable(bytes_text(s)))
		o->failed = 1;
	der_put(o, DER_PRINTABLE, bytes_text(s));
}

void
der_put_time(struct der_out *o, int64_t ms)
{
	char	 text[CALENDAR_TEXT];

	calendar_der(ms, text);
	der_put(o, DER_TIME, bytes_text(text));
}

void
der_put_x509_time(struct der_out *o, int64_t ms)
{
	char		 text[CALENDAR_TEXT];
	struct civil	 c;

	calendar_split_utc(ms, &c);
	calendar_der(ms, text);
	if (c.year >= 1950 && c.year < 2050)
		der_put(o, DER_UTCTIME, bytes_text(text + 2));
	else
		der_put(o, DER_TIME, bytes_text(text));
}

void
der_put_algorithm(struct der_out *o, enum oid oid)
{
	der_begin(o, DER_SEQ);
	der_put_oid(o, oid);
	der_end(o);
}

void
der_put_sm2_key(struct der_out *o, const unsigned char point[65])
{
	der_begin(o, DER_SEQ);
	der_begin(o, DER_SEQ);
	der_put_oid(o, OID_EC_KEY);
	der_put_oid(o, OID_SM2);
	der_end(o);
	der_put_bits(o, bytes_of(point, 65));
	der_end(o);
}
