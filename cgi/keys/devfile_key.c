/*
 * Keys of a software device: made here and asked for (PKCS#10), and the
 * seal that comes back in a package; see devfile.h.
 */
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/wipe.h"
#include "keys/devfile_local.h"
#include "trust/csr.h"
#include "trust/ses.h"
#include "trust/signed.h"

/* --- asking --------------------------------------------------------------- */

/* The pair under the PIN, its request signed with it, both on disk. */
static enum status
make_key(struct devfile *d, const char *pin, const struct cert_name *name,
    struct buf *blob, struct buf *request, struct fault *f)
{
	struct devkey	*k = &d->keys[d->n];
	unsigned char	 sig[SM2_DER_MAX];
	char		 context[DEVFILE_CONTEXT];
	struct buf	 info;
	void		*key = NULL;
	size_t		 n = 0;
	enum status	 st;

	buf_init(&info, LIMIT_CERT);
	devfile_context(d->n, context);
	if ((st = d->device.ops->generate(d->device.dev, context,
	    bytes_text(pin), blob, k->pub, f)) == ST_OK &&
	    (st = csr_info_write(name, k->pub, &info, f)) == ST_OK &&
	    (st = d->device.ops->open(d->device.dev, context, bytes_text(pin),
	    buf_view(blob), &key, f)) == ST_OK &&
	    (st = device_sign(&d->device, key, k->pub, buf_view(&info), sig,
	    &n, f)) == ST_OK)
		st = csr_wrap(buf_view(&info), bytes_of(sig, n), request, f);
	if (key != NULL)
		d->device.ops->shut(key);
	buf_free(&info);
	if (st != ST_OK)
		return st;
	k->blob = buf_view(blob);
	k->request = buf_view(request);
	d->n++;
	return devfile_save(d, f);
}

enum status
devfile_request(struct devfile *d, const char *pin,
    const struct cert_name *name, size_t *k, struct fault *f)
{
	struct buf	 blob, request;
	void		*own = NULL;
	enum status	 st;

	if (d->n == DEVFILE_KEYS)
		return fault_set(f, ST_INVALID, "device: %d keys, full",
		    DEVFILE_KEYS);
	st = devfile_pin(d, pin, NULL, d->blob, &own, f);
	if (own != NULL)
		d->device.ops->shut(own);
	if (st != ST_OK)
		return st;
	buf_init(&blob, 1 * KIB);
	buf_init(&request, LIMIT_CERT);
	*k = d->n;
	st = make_key(d, pin, name, &blob, &request, f);
	buf_free(&blob);
	buf_free(&request);
	return st;
}

/* --- what came ------------------------------------------------------------ */

/*
 * To a root in the package, each link verified; ST_ABSENT where a certificate
 * on the way is not in it.
 */
static enum status
check_links(const struct package_content *in, struct bytes of, struct fault *f)
{
	struct cert	*one, *above;
	size_t		 i, steps;
	enum status	 st;

	one = calloc(2, sizeof(*one));
	if (one == NULL)
		return fault_set(f, ST_BROKEN, "package: memory");
	above = one + 1;
	st = cert_read(of, one, NULL, f);
	for (steps = 0; st == ST_OK && !cert_is_self_signed(one); steps++) {
		for (i = 0; i < in->ncerts; i++)
			if (cert_read(in->certs[i], above, NULL, NULL) ==
			    ST_OK && above->is_ca && bytes_same(
			    above->subject_der, one->issuer_der))
				break;
		st = i == in->ncerts ? fault_set(f, ST_ABSENT,
		    "package: no certificate of an issuer") :
		    trust_verify_signed(one->der, LIMIT_CERT, above->key, f);
		if (st == ST_OK && steps == PACKAGE_CERTS)
			st = fault_set(f, ST_INVALID, "package: a loop");
		if (st == ST_OK)
			*one = *above;
	}
	free(one);
	return st;
}

/* The seal is sound, by that maker, and for this key alone. */
static enum status
check_seal(const struct devkey *k, const struct package *p,
    const struct package_content *in, struct fault *f)
{
	struct ses_seal		 seal;
	struct ses_signer	 who;
	struct ses_cert		 maker;
	struct cert		 cert;
	struct buf		 part;
	struct sm2		*key = NULL;
	struct bytes		 rest;
	enum status		 st;

	if ((st = cert_read(in->certs[0], &cert, NULL, f)) != ST_OK ||
	    (st = ses_seal_read(in->seal, &seal, f)) != ST_OK ||
	    (st = ses_cert_read(seal.cert, &maker, f)) != ST_OK)
		return st;
	rest = seal.cert_list;
	if (memcmp(cert.key, k->pub, SM2_PUBLIC) != 0 ||
	    !bytes_same(p->issuer, cert.issuer_der) ||
	    !bytes_same(p->serial, bytes_of(cert.serial, cert.nserial)) ||
	    !bytes_same(seal.cert, p->maker) || seal.nsigners != 1 ||
	    !ses_signer_next(&seal, &rest, &who) ||
	    !bytes_same(who.cert, cert.der) ||
	    !bytes_same(seal.es_id, in->code))
		return fault_set(f, ST_INVALID,
		    "package: its parts do not belong together");
	buf_init(&part, LIMIT_SEAL);
	ses_seal_signed(&seal, &part);
	if ((st = sm2_from_public(maker.key, &key, f)) == ST_OK)
		st = sm2_verify(key, buf_view(&part), seal.signature, f);
	sm2_free(key);
	buf_free(&part);
	return st;
}

/* the seal asked for, of the unit that asked. */
static enum status
check_names(const struct devkey *k, const struct package_content *in,
    struct fault *f)
{
	const struct cert_expect want = {
		.key = k->pub, .name = k->name.cn, .unit = k->name.org,
		.code = k->name.number,
	};
	struct cert		 cert;
	struct ses_seal		 seal;
	enum status		 st;

	if ((st = cert_read(in->certs[0], &cert, NULL, f)) != ST_OK ||
	    (st = ses_seal_read(in->seal, &seal, f)) != ST_OK)
		return st;
	if (cert_matches(&cert, &want) != MATCH_OK ||
	    !bytes_same(seal.name, bytes_text(k->name.cn)))
		return fault_set(f, ST_INVALID,
		    "R-256: a seal of another unit, or another of its names");
	return ST_OK;
}

/* what comes under a code there is looks as it did. */
static enum status
check_renewed(const struct devfile *d, size_t k,
    const struct package_content *in, struct fault *f)
{
	struct ses_seal	 now, before;
	size_t		 i;

	for (i = 0; i < d->n; i++) {
		if (i == k || d->keys[i].content.n == 0 ||
		    !bytes_same(d->keys[i].in.code, in->code))
			continue;
		if (ses_seal_read(in->seal, &now, NULL) != ST_OK ||
		    ses_seal_read(d->keys[i].in.seal, &before,
		    NULL) != ST_OK || !bytes_same(now.picture,
		    before.picture) || !bytes_same(now.name, before.name))
			return fault_set(f, ST_INVALID,
			    "R-094: a renewal with another picture or name");
	}
	return ST_OK;
}

static enum status
check_content(const struct devfile *d, size_t at, const struct package *p,
    struct bytes content, struct fault *f)
{
	const struct devkey	*k = &d->keys[at];
	struct package_content	 in;
	enum status		 st;

	if ((st = package_content_read(content, &in, f)) != ST_OK ||
	    (st = check_seal(k, p, &in, f)) != ST_OK ||
	    (st = check_names(k, &in, f)) != ST_OK ||
	    (st = check_renewed(d, at, &in, f)) != ST_OK ||
	    (st = check_links(&in, p->maker, f)) != ST_OK)
		return st == ST_ABSENT ? ST_INVALID : st;
	/* a CA outside the office may have issued the seal's own */
	st = check_links(&in, in.certs[0], f);
	return st == ST_ABSENT ? ST_OK : st;
}

/* ST_ABSENT: none of the keys decrypts it. */
static enum status
find_key(struct devfile *d, const char *pin, const struct package *p,
    unsigned char sm4[SM4_KEY], size_t *k, struct fault *f)
{
	size_t		 n;
	enum status	 st;

	for (*k = 0; *k < d->n; (*k)++) {
		if ((st = devfile_unlock(d, pin, *k, f)) != ST_OK)
			return st;
		st = d->device.ops->decrypt(d->opened, p->key, sm4, SM4_KEY,
		    &n, f);
		devfile_lock(d);
		if (st == ST_OK && n == SM4_KEY)
			return ST_OK;
		if (st == ST_BROKEN)
			return st;
	}
	return fault_set(f, ST_ABSENT, "R-138: made for another device");
}

static enum status
keep(struct devfile *d, size_t k, struct bytes content, struct fault *f)
{
	if (bytes_same(d->keys[k].content, content))
		return ST_OK;		/* a second time */
	if (d->keys[k].content.n > 0)
		return fault_set(f, ST_INVALID,
		    "package: the key has another seal");
	d->keys[k].content = content;
	return devfile_save(d, f);
}

enum status
devfile_import(struct devfile *d, const char *pin, struct bytes package,
    size_t *k, struct fault *f)
{
	unsigned char	 sm4[SM4_KEY];
	struct package	 p;
	struct buf	 content;
	enum status	 st;

	if ((st = package_read(package, &p, f)) != ST_OK)
		return st == ST_BROKEN ? st : ST_INVALID;
	buf_init(&content, PACKAGE_MAX);
	if ((st = find_key(d, pin, &p, sm4, k, f)) == ST_OK &&
	    (st = package_open(&p, sm4, &content, f)) == ST_OK &&
	    (st = check_content(d, *k, &p, buf_view(&content), f)) == ST_OK)
		st = keep(d, *k, buf_view(&content), f);
	wipe(sm4, sizeof(sm4));
	buf_free(&content);
	return st;
}
