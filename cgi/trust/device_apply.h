/*
 * The application package (电子印章申请数据包, R-256): what a device that made
 * a key for a seal says of itself and of the seal it asks for, as one file an
 * applicant hands in.  The form is ours (LDT names the parts alone):
 *
 *	Package ::= SEQUENCE { tbs, SM2-with-SM3, BIT STRING }	-- signed.h
 *	tbs ::= SEQUENCE { title UTF8String ("jianyin seal application"),
 *	    version INTEGER (1), unit, code, seal, kind UTF8String,
 *	    SEQUENCE { device, mark UTF8String }, time INTEGER (ms),
 *	    request OCTET STRING }				-- PKCS#10
 *
 * The key of the request signs it, so that whoever made the package has the
 * private number; the names stand in the request too and must be the same.
 * The moment is the device's own word.
 */
#ifndef TRUST_DEVICE_APPLY_H
#define TRUST_DEVICE_APPLY_H

#include <stdint.h>

#include "base/buf.h"
#include "base/bytes.h"
#include "base/fault.h"
#include "base/limits.h"
#include "trust/csr.h"

#define DEVICE_APPLY_LABEL	"JIANYIN SEAL APPLICATION"	/* as PEM */
#define DEVICE_APPLY_MAX	(2 * LIMIT_CERT)
#define DEVICE_APPLY_KIND	3	/* two letters of codes.md 8 and NUL */
#define DEVICE_APPLY_SERIAL	80
#define DEVICE_APPLY_SOFT	"software"	/* mark, as device.h has it */

struct device_apply {
	char		 kind[DEVICE_APPLY_KIND];
	char		 device[DEVICE_APPLY_SERIAL];
	int		 software;	/* */
	int64_t		 time;		/* ms */
	struct bytes	 request;	/* PKCS#10; borrowed once read */
	struct csr	 csr;		/* its names and key */
};

/*
 * What the device signs with the key of the request; then trust_wrap.  Of
 * "csr" the names are written.  ST_INVALID: a text too long.
 */
enum status	 device_apply_tbs_write(const struct device_apply *a,
		    struct buf *out, struct fault *f);
/*
 * Read and verify: strict DER of at most DEVICE_APPLY_MAX, a request its key
 * signed, the same names in both, signed by that key.  ST_INVALID else.
 */
enum status	 device_apply_read(struct bytes der, struct device_apply *out,
		    struct fault *f);

#endif
