/*
 * Pieces of certificates read back: names, keys, serials, extensions.  All
 * are shared with requests and revocation lists.
 */
#include <string.h>

#include "base/utf8.h"
#include "trust/cert_local.h"

/* String types that nobody writes any more, but some CAs still send. */
enum { TELETEX = 0x14, BMP = 0x1e };

int
text_is_plain(const char *s, size_t bytes, size_t chars)
{
	uint32_t	 cp;
	size_t		 n, count = 0;

	for (; bytes > 0; bytes -= n, s += n)
		if ((n = utf8_next(s, bytes, &cp)) == 0 || cp < 0x20 ||
		    (cp >= 0x7f && cp < 0xa0) || ++count > chars)
			return 0;
	return 1;
}

/* Two bytes a character. */
static int
bmp_text(struct bytes b, char *out, size_t room)
{
	uint32_t	 cp;
	size_t		 i, n = 0;

	for (i = 0; i + 1 < b.n; i += 2) {
		cp = (uint32_t)b.p[i] << 8 | b.p[i + 1];
		if ((cp >= 0xd800 && cp < 0xe000) || n + 4 >= room)
			break;
		n += utf8_put(cp, out + n);
	}
	out[n] = '\0';
	return i == b.n && text_is_plain(out, n, n);
}

static int
is_ascii_bytes(struct bytes b)
{
	size_t	 i;

	for (i = 0; i < b.n; i++)
		if (b.p[i] >= 0x80)
			return 0;
	return 1;
}

static int
text_copy(const struct der *t, char *out, size_t room)
{
	if (t->tag == BMP)
		return bmp_text(t->body, out, room);
	if (t->tag != DER_UTF8 && ((t->tag != DER_PRINTABLE &&
	    t->tag != DER_IA5 && t->tag != TELETEX) ||
	    !is_ascii_bytes(t->body)))
		return 0;
	if (t->body.n >= room ||
	    !text_is_plain((const char *)t->body.p, t->body.n, t->body.n))
		return 0;
	memcpy(out, t->body.p, t->body.n);
	out[t->body.n] = '\0';
	return 1;
}

int
text_read(const struct der *t, char *out, size_t room)
{
	if (text_copy(t, out, room))
		return 1;
	out[0] = '\0';
	return 0;
}

/*
 * One AttributeTypeAndValue.  Of several the first counts; one that is no
 * text to us (GBK in a TeletexString) stays "", which fits no name.
 */
static int
ava_read(struct bytes in, struct cert_name *out, unsigned *cns)
{
	const struct name_part	*p;
	struct der		 oid, value;
	char			*text;

	if (!der_take(&in, DER_OID, &oid) || !der_next(&in, &value) ||
	    in.n != 0)
		return 0;
	*cns += (unsigned)oid_is(oid.body, OID_CN);
	for (p = name_parts; p < name_parts + NAME_PARTS; p++) {
		text = (char *)out + p->at;
		if (oid_is(oid.body, p->oid) && text[0] == '\0')
			text_read(&value, text, p->room);
	}
	return 1;
}

int
name_read(struct bytes der, struct cert_name *out, unsigned *cns)
{
	struct der	 name, rdn, ava;

	memset(out, 0, sizeof(*out));
	*cns = 0;
	if (!der_take(&der, DER_SEQ, &name) || der.n != 0)
		return 0;
	while (der_take(&name.body, DER_SET, &rdn)) {
		while (der_take(&rdn.body, DER_SEQ, &ava))
			if (!ava_read(ava.body, out, cns))
				return 0;
		if (rdn.body.n != 0)
			return 0;
	}
	return name.body.n == 0;
}

enum cert_flaw
key_take(struct bytes *rest, unsigned char key[SM2_PUBLIC])
{
	struct der	 info, alg, oid, curve, bits;
	struct bytes	 point;

	if (!der_take(rest, DER_SEQ, &info) ||
	    !der_take(&info.body, DER_SEQ, &alg) ||
	    !der_take(&alg.body, DER_OID, &oid) ||
	    !der_take(&info.body, DER_BITS, &bits) || info.body.n != 0)
		return CERT_BAD_FIELD;
	if (!oid_is(oid.body, OID_EC_KEY) ||
	    !der_take(&alg.body, DER_OID, &curve) || alg.body.n != 0 ||
	    !oid_is(curve.body, OID_SM2))
		return CERT_NOT_SM2;
	if (!der_bit_bytes(bits.body, &point) || point.n != SM2_PUBLIC)
		return CERT_BAD_KEY;
	memcpy(key, point.p, SM2_PUBLIC);
	return sm2_is_point(key) ? CERT_FINE : CERT_BAD_KEY;
}

int
serial_read(struct bytes body, unsigned char out[CERT_SERIAL], size_t *n)
{
	if (body.n > 1 && body.p[0] == 0) {
		body.p++;
		body.n--;
	} else if (body.n > 0 && body.p[0] >= 0x80)
		return 0;
	if (body.n == 0 || body.n > CERT_SERIAL)
		return 0;
	memcpy(out, body.p, body.n);
	*n = body.n;
	return 1;
}

int
ext_take(struct bytes *rest, struct ext *out)
{
	struct der	 all, oid, flag, value;

	if (!der_take(rest, DER_SEQ, &all) ||
	    !der_take(&all.body, DER_OID, &oid))
		return 0;
	out->oid = oid_find(oid.body);
	out->critical = 0;
	if (der_take(&all.body, DER_BOOLEAN, &flag))
		out->critical = flag.body.n == 1 && flag.body.p[0] != 0;
	if (!der_take(&all.body, DER_OCTETS, &value) || all.body.n != 0)
		return 0;
	out->value = value.body;
	return 1;
}

int
issuer_key_read(struct bytes value, unsigned char id[CERT_KEY_ID_MAX],
    size_t *n)
{
	struct der	 all, key;

	*n = 0;
	if (!der_take(&value, DER_SEQ, &all) || value.n != 0)
		return 0;
	if (!der_take(&all.body, DER_CTX_PRIM(0), &key))
		return 1;
	if (key.body.n == 0 || key.body.n > CERT_KEY_ID_MAX)
		return 0;
	memcpy(id, key.body.p, key.body.n);
	*n = key.body.n;
	return 1;
}
