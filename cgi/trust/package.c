/* Seals on their way to a device; see package.h. */
#include <string.h>

#include "base/id.h"
#include "base/wipe.h"
#include "trust/cert_local.h"
#include "trust/package.h"

enum { CONTENT_V1 = 1, MESSAGE_V1 = 1 };

/* --- writing ------------------------------------------------------------- */

enum status
package_content_write(const struct package_content *c, struct buf *out,
    struct fault *f)
{
	struct der_out	 o;
	size_t		 i;

	der_out_start(&o, out);
	der_begin(&o, DER_SEQ);
	der_put_int(&o, CONTENT_V1);
	der_put(&o, DER_UTF8, c->request);
	der_put(&o, DER_UTF8, c->code);
	der_put_octets(&o, c->seal);
	der_begin(&o, DER_SEQ);
	for (i = 0; i < c->ncerts; i++)
		der_put_octets(&o, c->certs[i]);
	der_end(&o);
	der_end(&o);
	return der_out_end(&o, f);
}

static void
put_algorithm(struct der_out *o, enum oid oid)
{
	der_begin(o, DER_SEQ);
	der_put_oid(o, oid);
	der_put_null(o);
	der_end(o);
}

/* IssuerAndSerialNumber of a certificate. */
static void
put_issuer(struct der_out *o, const struct cert *c)
{
	der_begin(o, DER_SEQ);
	der_put_raw(o, c->issuer_der);
	der_put_unsigned(o, bytes_of(c->serial, c->nserial));
	der_end(o);
}

static enum status
put_envelope(const struct cert *to, struct bytes key, struct bytes iv,
    struct bytes cipher, struct buf *out, struct fault *f)
{
	struct der_out	 o;

	der_out_start(&o, out);
	der_begin(&o, DER_SEQ);
	der_put_int(&o, MESSAGE_V1);
	der_begin(&o, DER_SET);
	der_begin(&o, DER_SEQ);			/* RecipientInfo */
	der_put_int(&o, MESSAGE_V1);
	put_issuer(&o, to);
	put_algorithm(&o, OID_SM2_ENCRYPT);
	der_put_octets(&o, key);
	der_end(&o);
	der_end(&o);
	der_begin(&o, DER_SEQ);			/* EncryptedContentInfo */
	der_put_oid(&o, OID_GM_DATA);
	der_begin(&o, DER_SEQ);
	der_put_oid(&o, OID_SM4_CBC);
	der_put_octets(&o, iv);
	der_end(&o);
	der_put(&o, DER_CTX_PRIM(0), cipher);
	der_end(&o);
	der_end(&o);
	return der_out_end(&o, f);
}

enum status
package_envelope_write(const struct cert *to, struct bytes content,
    struct buf *out, struct fault *f)
{
	unsigned char	 key[SM4_KEY], iv[SM4_IV], *p;
	unsigned char	 sealed[SM2_CIPHER_MAX(SM4_KEY)];
	struct sm2	*holder = NULL;
	struct buf	 cipher;
	size_t		 n = 0, nkey = 0;
	enum status	 st;

	random_bytes(key, sizeof(key));
	random_bytes(iv, sizeof(iv));
	buf_init(&cipher, PACKAGE_MAX);
	if ((p = buf_room(&cipher, content.n + SM4_IV)) == NULL) {
		st = fault_set(f, ST_INVALID, "package: too long");
		goto out;
	}
	if ((st = sm4_cbc_seal(key, iv, content, p, &n, f)) == ST_OK &&
	    (st = sm2_from_public(to->key, &holder, f)) == ST_OK &&
	    (st = sm2_encrypt(holder, bytes_of(key, sizeof(key)), sealed,
	    sizeof(sealed), &nkey, f)) == ST_OK)
		st = put_envelope(to, bytes_of(sealed, nkey), bytes_of(iv,
		    sizeof(iv)), bytes_of(p, n), out, f);
out:
	wipe(key, sizeof(key));
	sm2_free(holder);
	buf_free(&cipher);
	return st;
}

struct bytes
package_signed_part(struct bytes envelope)
{
	struct der	 d;

	return der_take(&envelope, DER_SEQ, &d) ? d.body : bytes_of(NULL, 0);
}

static void
put_signer(struct der_out *o, const struct cert *maker, struct bytes sig)
{
	der_begin(o, DER_SET);
	der_begin(o, DER_SEQ);
	der_put_int(o, MESSAGE_V1);
	put_issuer(o, maker);
	put_algorithm(o, OID_SM3);
	put_algorithm(o, OID_SM2_SIGN);
	der_put_octets(o, sig);
	der_end(o);
	der_end(o);
}

enum status
package_wrap(struct bytes envelope, const struct cert *maker,
    struct bytes sig, struct buf *out, struct fault *f)
{
	struct der_out	 o;

	der_out_start(&o, out);
	der_begin(&o, DER_SEQ);			/* ContentInfo */
	der_put_oid(&o, OID_GM_SIGNED);
	der_begin(&o, DER_CTX(0));
	der_begin(&o, DER_SEQ);			/* SignedData */
	der_put_int(&o, MESSAGE_V1);
	der_begin(&o, DER_SET);
	put_algorithm(&o, OID_SM3);
	der_end(&o);
	der_begin(&o, DER_SEQ);
	der_put_oid(&o, OID_GM_ENVELOPED);
	der_begin(&o, DER_CTX(0));
	der_put_raw(&o, envelope);
	der_end(&o);
	der_end(&o);
	der_begin(&o, DER_CTX(0));
	der_put_raw(&o, maker->der);
	der_end(&o);
	put_signer(&o, maker, sig);
	der_end(&o);
	der_end(&o);
	der_end(&o);
	return der_out_end(&o, f);
}

/* --- reading ------------------------------------------------------------- */

/* SEQUENCE { oid, parameters NULL or absent }. */
static int
take_algorithm(struct bytes *rest, enum oid oid)
{
	struct der	 alg, id, null;

	return der_take(rest, DER_SEQ, &alg) &&
	    der_take(&alg.body, DER_OID, &id) && oid_is(id.body, oid) &&
	    (alg.body.n == 0 || der_take(&alg.body, DER_NULL, &null)) &&
	    alg.body.n == 0;
}

static int
take_version(struct bytes *rest)
{
	struct der	 v;
	int64_t		 n;

	return der_take(rest, DER_INTEGER, &v) && der_number(v.body, &n) &&
	    n == MESSAGE_V1;
}

/* The one element of a SET or of what is EXPLICIT, into its own body. */
static int
take_only(struct bytes *rest, unsigned char outer, unsigned char inner,
    struct der *out)
{
	struct der	 all;

	return der_take(rest, outer, &all) &&
	    der_take(&all.body, inner, out) && all.body.n == 0;
}

static int
take_issuer(struct bytes *rest, struct bytes *issuer, struct bytes *serial)
{
	struct der	 all, name, number;

	if (!der_take(rest, DER_SEQ, &all) ||
	    !der_take(&all.body, DER_SEQ, &name) ||
	    !der_take(&all.body, DER_INTEGER, &number) || all.body.n != 0)
		return 0;
	*issuer = name.whole;
	*serial = number.body;
	if (serial->n > 1 && serial->p[0] == 0)
		*serial = bytes_of(serial->p + 1, serial->n - 1);
	return serial->n > 0 && serial->n <= CERT_SERIAL;
}

static int
read_encrypted(struct bytes in, struct package *out)
{
	struct der	 id, alg, iv, cipher;

	if (!der_take(&in, DER_OID, &id) || !oid_is(id.body, OID_GM_DATA) ||
	    !der_take(&in, DER_SEQ, &alg) ||
	    !der_take(&in, DER_CTX_PRIM(0), &cipher) || in.n != 0 ||
	    !der_take(&alg.body, DER_OID, &id) ||
	    !oid_is(id.body, OID_SM4_CBC) ||
	    !der_take(&alg.body, DER_OCTETS, &iv) || alg.body.n != 0 ||
	    iv.body.n != SM4_IV)
		return 0;
	out->iv = iv.body;
	out->cipher = cipher.body;
	return 1;
}

static int
read_envelope(struct bytes in, struct package *out)
{
	struct der	 who, key, info;

	if (!take_version(&in) || !take_only(&in, DER_SET, DER_SEQ, &who) ||
	    !take_version(&who.body) ||
	    !take_issuer(&who.body, &out->issuer, &out->serial) ||
	    !take_algorithm(&who.body, OID_SM2_ENCRYPT) ||
	    !der_take(&who.body, DER_OCTETS, &key) || who.body.n != 0 ||
	    !der_take(&in, DER_SEQ, &info) || in.n != 0)
		return 0;
	out->key = key.body;
	return read_encrypted(info.body, out);
}

/* What the signature needs besides. */
struct signer {
	struct bytes	 issuer, serial, sig;
};

static int
read_signer(struct bytes in, struct signer *out)
{
	struct der	 sig;

	if (!take_version(&in) ||
	    !take_issuer(&in, &out->issuer, &out->serial) ||
	    !take_algorithm(&in, OID_SM3) ||
	    !take_algorithm(&in, OID_SM2_SIGN) ||
	    !der_take(&in, DER_OCTETS, &sig) || in.n != 0)
		return 0;
	out->sig = sig.body;
	return 1;
}

static int
read_signed(struct bytes in, struct package *out, struct bytes *envelope,
    struct signer *who)
{
	struct der	 md, info, id, env, cert, one;

	if (!take_version(&in) || !der_take(&in, DER_SET, &md) ||
	    !take_algorithm(&md.body, OID_SM3) || md.body.n != 0 ||
	    !der_take(&in, DER_SEQ, &info) ||
	    !der_take(&info.body, DER_OID, &id) ||
	    !oid_is(id.body, OID_GM_ENVELOPED) ||
	    !take_only(&info.body, DER_CTX(0), DER_SEQ, &env) ||
	    info.body.n != 0 || !take_only(&in, DER_CTX(0), DER_SEQ, &cert) ||
	    !take_only(&in, DER_SET, DER_SEQ, &one) || in.n != 0)
		return 0;
	out->maker = cert.whole;
	*envelope = env.body;
	return read_envelope(env.body, out) && read_signer(one.body, who);
}

static enum status
verify(const struct package *p, struct bytes envelope,
    const struct signer *who, struct fault *f)
{
	struct cert	 maker;
	struct sm2	*key = NULL;
	enum status	 st;

	if ((st = cert_read(p->maker, &maker, NULL, f)) != ST_OK)
		return st;
	if (!bytes_same(maker.issuer_der, who->issuer) ||
	    !bytes_same(bytes_of(maker.serial, maker.nserial), who->serial))
		return fault_set(f, ST_INVALID,
		    "package: signed by another than its certificate");
	if ((st = sm2_from_public(maker.key, &key, f)) == ST_OK)
		st = sm2_verify(key, envelope, who->sig, f);
	sm2_free(key);
	return st;
}

enum status
package_read(struct bytes der, struct package *out, struct fault *f)
{
	struct bytes	 in = der, envelope;
	struct signer	 who;
	struct der	 all, id, body;
	enum status	 st;

	memset(out, 0, sizeof(*out));
	if (der.p == NULL || der.n == 0 || der.n > PACKAGE_MAX)
		return fault_set(f, ST_INVALID, "package: %zu bytes", der.n);
	if ((st = der_strict(der, f)) != ST_OK)
		return fault_in(f, st, "package");
	if (!der_take(&in, DER_SEQ, &all) ||
	    !der_take(&all.body, DER_OID, &id) ||
	    !oid_is(id.body, OID_GM_SIGNED) ||
	    !take_only(&all.body, DER_CTX(0), DER_SEQ, &body) ||
	    all.body.n != 0 || !read_signed(body.body, out, &envelope, &who))
		return fault_set(f, ST_INVALID,
		    "package: no SignedData around EnvelopedData");
	return verify(out, envelope, &who, f);
}

enum status
package_open(const struct package *p, const unsigned char key[SM4_KEY],
    struct buf *content, struct fault *f)
{
	unsigned char	*room = buf_room(content, p->cipher.n + SM4_IV);
	size_t		 n = 0;
	enum status	 st;

	if (room == NULL)
		return fault_set(f, ST_BROKEN, "package: no room");
	st = sm4_cbc_open(key, p->iv.p, p->cipher, room, &n, f);
	content->n -= p->cipher.n + SM4_IV - n;
	return st;
}

enum status
package_content_read(struct bytes content, struct package_content *out,
    struct fault *f)
{
	struct der	 all, request, code, seal, certs, one;
	struct bytes	 in = content;
	enum status	 st;

	memset(out, 0, sizeof(*out));
	if ((st = der_strict(content, f)) != ST_OK)
		return fault_in(f, st, "package");
	if (!der_take(&in, DER_SEQ, &all) || !take_version(&all.body) ||
	    !der_take(&all.body, DER_UTF8, &request) ||
	    !der_take(&all.body, DER_UTF8, &code) ||
	    !der_take(&all.body, DER_OCTETS, &seal) ||
	    !der_take(&all.body, DER_SEQ, &certs) || all.body.n != 0)
		return fault_set(f, ST_INVALID, "package: content");
	out->request = request.body;
	out->code = code.body;
	out->seal = seal.body;
	while (out->ncerts < PACKAGE_CERTS &&
	    der_take(&certs.body, DER_OCTETS, &one))
		out->certs[out->ncerts++] = one.body;
	if (certs.body.n != 0 || out->ncerts == 0)
		return fault_set(f, ST_INVALID, "package: certificates");
	return ST_OK;
}
