/*
 * A seal of another system put into a device with the key it has there:
 * the key comes in a file of that system's, or in an SM2EnvelopedKey for this
 * device (GB/T 35276, GM/T 0009); see devfile.h.
 *
 *	SM2EnvelopedKey ::= SEQUENCE { AlgorithmIdentifier,	-- SM4, SM4-ECB
 *	    SM2Cipher,			-- the SM4 key, to the device's own key
 *	    sm2PublicKey BIT STRING, sm2EncryptedPrivateKey BIT STRING }
 */
#include <string.h>

#include "base/wipe.h"
#include "keys/devfile_local.h"
#include "trust/csr.h"
#include "trust/ses.h"

/* --- the key in an envelope --------------------------------------------------- */

struct envelope {
	struct bytes	 cipher;	/* SM2Cipher, whole */
	struct bytes	 pub, key;
};

static int
envelope_read(struct bytes in, struct envelope *e)
{
	struct bytes	 alg;
	struct der	 all, id, oid, cipher, pub, key;

	if (der_strict(in, NULL) != ST_OK || !der_take(&in, DER_SEQ, &all) ||
	    in.n != 0 || !der_take(&all.body, DER_SEQ, &id) ||
	    !der_take(&all.body, DER_SEQ, &cipher) ||
	    !der_take(&all.body, DER_BITS, &pub) ||
	    !der_take(&all.body, DER_BITS, &key) || all.body.n != 0)
		return 0;
	alg = id.body;
	if (!der_take(&alg, DER_OID, &oid) ||
	    (!oid_is(oid.body, OID_SM4) && !oid_is(oid.body, OID_SM4_ECB)) ||
	    !der_bit_bytes(pub.body, &e->pub) || e->pub.n != SM2_PUBLIC ||
	    !der_bit_bytes(key.body, &e->key) || e->key.n != SM2_PRIVATE)
		return 0;
	e->cipher = cipher.whole;
	return 1;
}

enum status
devfile_unwrap(struct devfile *d, const char *pin, struct bytes envelope,
    struct sm2 **out, struct fault *f)
{
	unsigned char	 sm4[SM4_KEY], number[SM2_PRIVATE], pub[SM2_PUBLIC];
	struct envelope	 e;
	void		*own = NULL;
	size_t		 n = 0;
	enum status	 st;

	*out = NULL;
	if (!envelope_read(envelope, &e))
		return fault_set(f, ST_INVALID, "no SM2EnvelopedKey");
	if ((st = devfile_pin(d, pin, NULL, d->blob, &own, f)) != ST_OK)
		return st;
	st = d->device.ops->decrypt(own, e.cipher, sm4, sizeof(sm4), &n, f);
	d->device.ops->shut(own);
	if (st != ST_OK || n != SM4_KEY)
		st = st == ST_BROKEN ? st : fault_set(f, ST_ABSENT,
		    "the envelope is another device's");
	if (st == ST_OK)
		st = sm4_ecb_open(sm4, e.key, number, f);
	if (st == ST_OK)
		st = sm2_from_private(number, out, f);
	if (st == ST_OK && (sm2_public(*out, pub, f) != ST_OK ||
	    memcmp(pub, e.pub.p, SM2_PUBLIC) != 0)) {
		sm2_free(*out);
		*out = NULL;
		st = fault_set(f, ST_INVALID, "the envelope's key is not the "
		    "one it names");
	}
	wipe(sm4, sizeof(sm4));
	wipe(number, sizeof(number));
	return st;
}

/* --- the seal of the key -------------------------------------------------------- */

/* The certificate the seal lists, for this key; ST_INVALID: none is. */
static enum status
find_cert(const struct ses_seal *s, const unsigned char pub[SM2_PUBLIC],
    const struct bytes *certs, size_t n, struct cert *out, struct fault *f)
{
	struct bytes		 rest = s->cert_list;
	struct ses_signer	 e = { 0 };
	size_t			 i;

	for (i = 0; i < n; i++)
		if (ses_seal_lists(s, certs[i]) != SES_NOT_LISTED &&
		    cert_read(certs[i], out, NULL, NULL) == ST_OK &&
		    memcmp(out->key, pub, SM2_PUBLIC) == 0)
			return ST_OK;
	while (ses_signer_next(s, &rest, &e))
		if (e.cert.p != NULL &&
		    cert_read(e.cert, out, NULL, NULL) == ST_OK &&
		    memcmp(out->key, pub, SM2_PUBLIC) == 0)
			return ST_OK;
	return fault_set(f, ST_INVALID, "the key is not the seal's");
}

static enum status
check_maker(const struct ses_seal *s, struct fault *f)
{
	struct ses_cert	 maker;
	struct sm2	*key = NULL;
	struct buf	 part;
	enum status	 st;

	if ((st = ses_cert_read(s->cert, &maker, f)) != ST_OK)
		return st;
	if (!maker.is_sm2)
		return fault_set(f, ST_INVALID, "the maker's key is not SM2");
	buf_init(&part, LIMIT_SEAL + KIB);
	ses_seal_signed(s, &part);
	if ((st = sm2_from_public(maker.key, &key, f)) == ST_OK)
		st = sm2_verify(key, buf_view(&part), s->signature, f);
	sm2_free(key);
	buf_free(&part);
	return st;
}

/* Its certificate first, the maker's, then what came along. */
static enum status
write_content(const struct ses_seal *s, const struct cert *cert,
    const struct bytes *certs, size_t n, struct buf *out, struct fault *f)
{
	struct package_content	 c = {
		.request = bytes_text("adopted"), .code = s->es_id,
		.seal = s->whole, .certs = { cert->der, s->cert },
		.ncerts = 2,
	};
	size_t			 i;

	for (i = 0; i < n && c.ncerts < PACKAGE_CERTS; i++)
		if (!bytes_same(certs[i], cert->der) &&
		    !bytes_same(certs[i], s->cert))
			c.certs[c.ncerts++] = certs[i];
	return package_content_write(&c, out, f);
}

/* A key has its request here: what the device knows its name by. */
static enum status
write_request(const struct ses_seal *s, const struct cert *cert,
    const struct sm2 *key, struct buf *out, struct fault *f)
{
	struct cert_name	 name = { .country = "CN" };
	unsigned char		 sig[SM2_DER_MAX];
	struct buf		 info;
	size_t			 n = 0;
	enum status		 st;

	if (s->name.n == 0 || s->name.n >= sizeof(name.cn))
		return fault_set(f, ST_INVALID, "the seal's name");
	memcpy(name.cn, s->name.p, s->name.n);
	memcpy(name.org, *cert->subject.org != '\0' ? cert->subject.org :
	    cert->subject.cn, sizeof(name.org));
	memcpy(name.number, cert->subject.number, sizeof(name.number));
	buf_init(&info, LIMIT_CERT);
	if ((st = csr_info_write(&name, cert->key, &info, f)) == ST_OK &&
	    (st = sm2_sign(key, buf_view(&info), sig, &n, f)) == ST_OK)
		st = csr_wrap(buf_view(&info), bytes_of(sig, n), out, f);
	buf_free(&info);
	return st;
}

/* Under the PIN as a key made here would be. */
static enum status
keep(struct devfile *d, const char *pin, const struct sm2 *key,
    struct bytes request, struct bytes content, struct buf *blob,
    struct fault *f)
{
	struct devkey	*k = &d->keys[d->n];
	char		 context[DEVFILE_CONTEXT];
	enum status	 st;

	memset(k, 0, sizeof(*k));
	devfile_context(d->n, context);
	st = soft_adopt(&d->device, context, bytes_text(pin), key, blob,
	    k->pub, f);
	if (st != ST_OK)
		return st;
	k->blob = buf_view(blob);
	k->request = request;
	k->content = content;
	d->n++;
	return devfile_save(d, f);
}

static int
has_key(const struct devfile *d, const unsigned char pub[SM2_PUBLIC])
{
	size_t	 i;

	for (i = 0; i < d->n; i++)
		if (memcmp(d->keys[i].pub, pub, SM2_PUBLIC) == 0)
			return 1;
	return 0;
}

enum status
devfile_adopt(struct devfile *d, const char *pin, const struct sm2 *key,
    struct bytes seal, const struct bytes *certs, size_t n, size_t *k,
    struct fault *f)
{
	unsigned char	 pub[SM2_PUBLIC];
	struct buf	 blob, request, content;
	struct ses_seal	 s;
	struct cert	 cert;
	void		*own = NULL;
	enum status	 st;

	if (d->n == DEVFILE_KEYS)
		return fault_set(f, ST_INVALID, "device: %d keys, full",
		    DEVFILE_KEYS);
	if ((st = sm2_public(key, pub, f)) != ST_OK ||
	    (st = ses_seal_read(seal, &s, f)) != ST_OK)
		return st;
	if (s.version != SES_V4)
		return fault_set(f, ST_INVALID,
		    "R-123: signatures are written with GB/T 38540 seals alone");
	if (has_key(d, pub))
		return fault_set(f, ST_INVALID, "the device has this key");
	if ((st = find_cert(&s, pub, certs, n, &cert, f)) != ST_OK ||
	    (st = check_maker(&s, f)) != ST_OK ||
	    (st = devfile_pin(d, pin, NULL, d->blob, &own, f)) != ST_OK)
		return st;
	d->device.ops->shut(own);
	buf_init(&blob, KIB);
	buf_init(&request, LIMIT_CERT);
	buf_init(&content, PACKAGE_MAX);
	*k = d->n;
	if ((st = write_request(&s, &cert, key, &request, f)) == ST_OK &&
	    (st = write_content(&s, &cert, certs, n, &content, f)) == ST_OK)
		st = keep(d, pin, key, buf_view(&request), buf_view(&content),
		    &blob, f);
	buf_free(&blob);
	buf_free(&request);
	buf_free(&content);
	return st;
}
