/*
 * Seals whose key lies in a device of the unit's own (R-137..R-139).  The
 * device made the key; what comes from it is a request signed by that key
 * (PKCS#10), and what goes to it is a package that only it can open.  keyd
 * never has the private number, so there is nothing to export, to back up or
 * to destroy.
 */
#include <string.h>

#include "keys/seal.h"
#include "trust/csr.h"
#include "trust/package.h"

enum status
device_request_check(struct making *m, struct fault *f)
{
	const struct keyd_facts	*facts = &m->facts;
	struct csr		 csr;
	enum status		 st;

	memset(m->device, 0, sizeof(m->device));
	if (facts->device.n == 0)
		return ST_OK;
	if ((st = csr_read(facts->device, &csr, f)) != ST_OK)
		return fault_in(f, st, "R-062");
	if (!cert_text_same(csr.subject.org, facts->unit_name) ||
	    strcmp(csr.subject.number, facts->unit_code) != 0 ||
	    !cert_text_same(csr.subject.cn, facts->seal_name))
		return fault_set(f, ST_INVALID,
		    "R-062: the device's request names another");
	memcpy(m->device, csr.key, sizeof(m->device));
	return ST_OK;
}

static enum status
write_content(struct call *c, const struct version_row *v,
    const struct cert *cert, struct buf *out)
{
	const struct package_content what = {
		.request = bytes_text(v->request), .code = bytes_text(v->code),
		.seal = v->der,
		.certs = { cert->der, c->k->house[HOUSE_MAKER].cert->der,
		    c->k->house[HOUSE_MAKING].cert->der,
		    c->k->house[HOUSE_ROOT].cert->der },
		.ncerts = 4,
	};

	return package_content_write(&what, out, c->f);
}

static enum status
pack(struct call *c, const struct version_row *v, const struct cert *cert)
{
	const struct signer	 maker = house_signer(c->k, HOUSE_MAKER);
	const struct cert	*mine = c->k->house[HOUSE_MAKER].cert;
	unsigned char		 sig[SM2_DER_MAX];
	struct buf		 content, envelope, der;
	size_t			 n = 0;
	enum status		 st;

	buf_init(&content, PACKAGE_MAX);
	buf_init(&envelope, PACKAGE_MAX);
	buf_init(&der, PACKAGE_MAX);
	if ((st = write_content(c, v, cert, &content)) == ST_OK &&
	    (st = package_envelope_write(cert, buf_view(&content), &envelope,
	    c->f)) == ST_OK &&
	    (st = device_sign(&c->k->device, maker.key, maker.pub,
	    package_signed_part(buf_view(&envelope)), sig, &n,
	    c->f)) == ST_OK &&
	    (st = package_wrap(buf_view(&envelope), mine, bytes_of(sig, n),
	    &der, c->f)) == ST_OK)
		wire_put(c->out, KF_DER, buf_view(&der));
	buf_free(&der);
	buf_free(&envelope);
	buf_free(&content);
	return st;
}

enum status
op_seal_pack(struct call *c)
{
	struct ask		 ask = { .now = c->now };
	struct version_row	 v;
	struct seal_key		 key;
	struct known_cert	 known;
	struct cert		 cert;
	enum status		 st;

	if ((st = call_name(c, KF_REQUEST, &ask.subject)) != ST_OK ||
	    (st = kept_version_find(c->db, c->pool, ask.subject, &v,
	    c->f)) != ST_OK ||
	    (st = kept_seal_key_find(c->db, c->pool, v.request, &key,
	    c->f)) != ST_OK)
		return st;
	ask.subject = v.request;	/* it may have been found by serial */
	ask.seal = v.code;
	if ((st = call_rule(c, RULE_PACK, &ask)) != ST_OK)
		return st;
	if (!kept_key_is(&key, HELD_DEVICE))
		return fault_set(c->f, ST_DENIED,
		    "R-138: the key of %s is not a device's", v.code);
	if ((st = cert_load(c->db, c->pool, v.serial, &known, c->f)) ==
	    ST_OK && (st = cert_read(known.der, &cert, NULL, c->f)) == ST_OK)
		st = pack(c, &v, &cert);
	return st;
}
