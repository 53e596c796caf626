/* Certificate requests (RFC 2986); see csr.h. */
#include <string.h>

#include "base/limits.h"
#include "trust/cert_local.h"
#include "trust/csr.h"
#include "trust/signed.h"

/* attributes [0]: extensionRequest with the usage of a signing certificate. */
static void
put_attributes(struct der_out *o)
{
	der_begin(o, DER_CTX(0));
	der_begin(o, DER_SEQ);
	der_put(o, DER_OID, bytes_of(
	    "\x2a\x86\x48\x86\xf7\x0d\x01\x09\x0e", 9)); /* PKCS#9 14 */
	der_begin(o, DER_SET);
	der_begin(o, DER_SEQ);
	ext_put_usage(o, KU_DIGITAL_SIGNATURE | KU_NON_REPUDIATION);
	der_end(o);
	der_end(o);
	der_end(o);
	der_end(o);
}

enum status
csr_info_write(const struct cert_name *subject,
    const unsigned char key[SM2_PUBLIC], struct buf *out, struct fault *f)
{
	struct der_out	 o;
	struct sm2	*k = NULL;
	enum status	 st;

	st = sm2_from_public(key, &k, f);
	sm2_free(k);
	if (st != ST_OK)
		return st;
	if (!name_is_sound(subject))
		return fault_set(f, ST_INVALID, "request: name");
	der_out_start(&o, out);
	der_begin(&o, DER_SEQ);
	der_put_int(&o, CSR_V1);
	name_put(&o, subject);
	der_put_sm2_key(&o, key);
	put_attributes(&o);
	der_end(&o);
	return der_out_end(&o, f);
}

enum status
csr_wrap(struct bytes info, struct bytes sig, struct buf *out,
    struct fault *f)
{
	return trust_wrap(info, sig, out, f);
}

static int
read_info(struct bytes tbs, struct csr *out)
{
	struct der	 info, version, name, attributes;
	unsigned	 cns;
	int64_t		 v;

	if (!der_take(&tbs, DER_SEQ, &info) ||
	    !der_take(&info.body, DER_INTEGER, &version) ||
	    !der_number(version.body, &v) || v != CSR_V1 ||
	    !der_take(&info.body, DER_SEQ, &name) ||
	    !name_read(name.whole, &out->subject, &cns) || cns != 1 ||
	    key_take(&info.body, out->key) != CERT_FINE)
		return 0;
	out->subject_der = name.whole;
	der_take(&info.body, DER_CTX(0), &attributes);
	return info.body.n == 0;
}

enum status
csr_read(struct bytes der, struct csr *out, struct fault *f)
{
	struct trust_signed	 s;
	enum status		 st;

	memset(out, 0, sizeof(*out));
	if ((st = trust_split(der, LIMIT_CERT, &s, f)) != ST_OK)
		return fault_in(f, st, "request: ");
	if (s.rest.n != 0 || !read_info(s.tbs, out))
		st = fault_set(f, ST_INVALID, "request: malformed (RFC 2986)");
	else
		st = trust_verify_signed(der, LIMIT_CERT, out->key, f);
	if (st != ST_OK)
		memset(out, 0, sizeof(*out));
	return st;
}

/* NULL, "not to look", for a part the request leaves out. */
static const char *
asked(const char *s)
{
	return s[0] == '\0' ? NULL : s;
}

enum cert_match
csr_answer(const struct csr *csr, const struct cert *cert)
{
	const struct cert_expect	 want = {
		.key = csr->key,
		.name = asked(csr->subject.cn),
		.unit = asked(csr->subject.org),
		.code = asked(csr->subject.number),
	};

	return cert_matches(cert, &want);
}
