/*
 * Certificate requests (PKCS#10, RFC 2986) for a CA outside: keyd signs what
 * csr_info_write gives, the office exports the PEM, and the certificate that
 * comes back is held against the request (csr_answer).
 */
#ifndef TRUST_CSR_H
#define TRUST_CSR_H

#include "base/buf.h"
#include "base/bytes.h"
#include "base/fault.h"
#include "sm/sm.h"
#include "trust/cert.h"

#define CSR_LABEL	"CERTIFICATE REQUEST"	/* for trust_pem_write */

struct csr {
	struct bytes	 subject_der;		/* borrowed */
	struct cert_name subject;
	unsigned char	 key[SM2_PUBLIC];
};

/*
 * Append the CertificationRequestInfo; asks for the key usage of seals
 * (digitalSignature, nonRepudiation).  Checks as cert_tbs_write.
 */
enum status	 csr_info_write(const struct cert_name *subject,
		    const unsigned char key[SM2_PUBLIC], struct buf *out,
		    struct fault *f);
enum status	 csr_wrap(struct bytes info, struct bytes sig,
		    struct buf *out, struct fault *f);
/* Read DER and verify that its key signed it. */
enum status	 csr_read(struct bytes der, struct csr *out,
		    struct fault *f);
/*
 * Hold a certificate that came back against the request: its key, its kind
 * of use, CN, O and serialNumber (each only where the request names it).
 */
enum cert_match	 csr_answer(const struct csr *csr, const struct cert *cert);

#endif
