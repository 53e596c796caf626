/* SEQUENCE { tbs, algorithm, signature }; see signed.h. */
#include <string.h>

#include "base/coding.h"
#include "der/der.h"
#include "trust/signed.h"

/* 1.2.156.10197.1.501, its parameters absent or NULL (seal-format.md 3.5). */
int
trust_is_sm2_with_sm3(struct bytes alg)
{
	struct der	 oid, null;

	if (!der_take(&alg, DER_OID, &oid) ||
	    !oid_is(oid.body, OID_SM3_WITH_SM2))
		return 0;
	return alg.n == 0 || (der_take(&alg, DER_NULL, &null) && alg.n == 0);
}

enum status
trust_split(struct bytes der, size_t max, struct trust_signed *out,
    struct fault *f)
{
	unsigned char	 raw[SM2_RAW];
	struct bytes	 in = der;
	struct der	 all, tbs, alg, bits;
	enum status	 st;

	memset(out, 0, sizeof(*out));
	if (der.p == NULL || der.n == 0 || der.n > max)
		return fault_set(f, ST_INVALID, "signed: %zu bytes", der.n);
	if ((st = der_strict(der, f)) != ST_OK)
		return fault_in(f, st, "signed: ");
	if (!der_take(&in, DER_SEQ, &all))
		return fault_set(f, ST_INVALID, "signed: no SEQUENCE");
	in = all.body;
	if (!der_take(&in, DER_SEQ, &tbs) || !der_take(&in, DER_SEQ, &alg) ||
	    !der_take(&in, DER_BITS, &bits) ||
	    !der_bit_bytes(bits.body, &out->sig))
		return fault_set(f, ST_INVALID,
		    "signed: not tbs, algorithm, signature");
	if (!trust_is_sm2_with_sm3(alg.body))
		return fault_set(f, ST_INVALID, "signed: not SM2 with SM3");
	if (sm2_to_raw(out->sig, raw, f) != ST_OK)
		return fault_in(f, ST_INVALID, "signed: ");
	out->tbs = tbs.whole;
	out->alg = alg.whole;
	out->rest = in;
	return ST_OK;
}

enum status
trust_verify_signed(struct bytes der, size_t max,
    const unsigned char pub[SM2_PUBLIC], struct fault *f)
{
	struct trust_signed	 s;
	struct sm2		*key = NULL;
	enum status		 st;

	if ((st = trust_split(der, max, &s, f)) != ST_OK)
		return st;
	if ((st = sm2_from_public(pub, &key, f)) == ST_OK)
		st = sm2_verify(key, s.tbs, s.sig, f);
	sm2_free(key);
	return st;
}

static enum status
wrap(struct bytes tbs, struct bytes sig, struct bytes cert,
    struct buf *out, struct fault *f)
{
	unsigned char	 raw[SM2_RAW];
	struct der_out	 o;

	if (tbs.p == NULL || tbs.n == 0)
		return fault_set(f, ST_INVALID, "wrap: nothing signed");
	if (sm2_to_raw(sig, raw, f) != ST_OK)
		return fault_in(f, ST_INVALID, "wrap: ");
	der_out_start(&o, out);
	der_begin(&o, DER_SEQ);
	der_put_raw(&o, tbs);
	der_put_algorithm(&o, OID_SM3_WITH_SM2);
	der_put_bits(&o, sig);
	if (cert.n > 0) {
		der_begin(&o, DER_CTX(0));
		der_begin(&o, DER_SEQ);
		der_put_raw(&o, cert);
		der_end(&o);
		der_end(&o);
	}
	der_end(&o);
	return der_out_end(&o, f);
}

enum status
trust_wrap(struct bytes tbs, struct bytes sig, struct buf *out,
    struct fault *f)
{
	return wrap(tbs, sig, bytes_of(NULL, 0), out, f);
}

enum status
trust_wrap_with(struct bytes tbs, struct bytes sig, struct bytes cert,
    struct buf *out, struct fault *f)
{
	if (cert.p == NULL || cert.n == 0)
		return fault_set(f, ST_INVALID, "wrap: no certificate");
	return wrap(tbs, sig, cert, out, f);
}

/* --- PEM ----------------------------------------------------------------- */

#define PEM_BYTES 48			/* 64 characters a line (RFC 7468) */
#define PEM_MARK 80			/* a BEGIN or END line */

/* Where "-----BEGIN label-----" or END starts in s; NULL if nowhere. */
static const char *
find_mark(const char *s, const char *word, const char *label, size_t *n)
{
	char	 mark[PEM_MARK];

	snprintf(mark, sizeof(mark), "-----%s %s-----", word, label);
	*n = strlen(mark);
	return strstr(s, mark);
}

/* Base64 with line ends and blanks in it; the decoded bytes appended. */
static enum status
read_lines(const char *p, const char *end, struct buf *out, struct fault *f)
{
	struct buf	 text;
	unsigned char	*room;
	size_t		 n = 0, most;
	enum status	 st = ST_INVALID;

	buf_init(&text, (size_t)(end - p) + 1);
	for (; p < end; p++)
		if (strchr("\r\n \t", *p) == NULL)
			buf_byte(&text, (unsigned char)*p);
	most = text.n / 4 * 3;
	if (most > 0 && (room = buf_room(out, most)) != NULL &&
	    base64_read(buf_str(&text), room, most, &n)) {
		out->n -= most - n;
		st = ST_OK;
	}
	buf_free(&text);
	return st == ST_OK ? st : fault_set(f, st, "PEM: base64");
}

enum status
trust_pem_read(struct bytes in, const char *label, struct buf *out,
    struct fault *f)
{
	struct buf	 text;
	const char	*begin, *end = NULL;
	size_t		 n, skip;
	enum status	 st;

	if (in.n > 0 && in.p[0] == DER_SEQ) {
		buf_bytes(out, in);
		return buf_ok(out) ? ST_OK :
		    fault_set(f, ST_INVALID, "too big");
	}
	buf_init(&text, in.n + 1);
	buf_bytes(&text, in);
	begin = find_mark(buf_str(&text), "BEGIN", label, &skip);
	if (begin != NULL)
		end = find_mark(begin + skip, "END", label, &n);
	if (end == NULL)
		st = fault_set(f, ST_INVALID, "PEM: no %s", label);
	else
		st = read_lines(begin + skip, end, out, f);
	buf_free(&text);
	return st;
}

void
trust_pem_write(struct bytes der, const char *label, struct buf *out)
{
	char		 line[BASE64_TEXT(PEM_BYTES)];
	size_t		 i, n;

	buf_printf(out, "-----BEGIN %s-----\n", label);
	for (i = 0; i < der.n; i += n) {
		n = der.n - i < PEM_BYTES ? der.n - i : PEM_BYTES;
		base64_write(der.p + i, n, line);
		buf_printf(out, "%s\n", line);
	}
	buf_printf(out, "-----END %s-----\n", label);
}
