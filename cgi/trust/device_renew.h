/*
 * The renewal package: the device that holds a seal has made the key
 * of its next version, and the seal's own key says so.
 *
 *	Package ::= SEQUENCE { version INTEGER (1),
 *	    statement OCTET STRING,	-- ActionStatement, statement.h
 *	    request OCTET STRING }	-- PKCS#10, signed by the new key
 *
 * The statement is of the kind "seal": seal.renew, seal = its code, subject =
 * SM3 of the request in hex, fields = device_renew_digest() of code, seal and
 * request, under the certificate of the version in force.  The device knows
 * neither the office's request nor its ids; the seal's DER it signs over holds
 * name, kind and picture, and keyd holds the rest against the seal there is.
 */
#ifndef TRUST_DEVICE_RENEW_H
#define TRUST_DEVICE_RENEW_H

#include "base/limits.h"
#include "trust/csr.h"
#include "trust/statement.h"

#define DEVICE_RENEW_LABEL	"JIANYIN SEAL RENEWAL"	/* as PEM */
#define DEVICE_RENEW_MAX	(STATEMENT_MAX + 2 * LIMIT_CERT)
/* How long it may be brought: a lost file is not good for ever, and posting
 * one to the desk takes days.  What was brought is good for a year of making,
 * as every statement. */
#define DEVICE_RENEW_DAYS	30
#define DEVICE_RENEW_GOOD	365

struct device_renew {			/* borrowed from the DER */
	struct bytes	 said;		/* the statement */
	struct bytes	 request;
	struct statement statement;
	struct csr	 csr;
};

/* SM3 of the request in hex: the statement's subject. */
enum status	 device_renew_subject(struct bytes request,
		    char out[STATEMENT_TEXT], struct fault *f);
/* What the statement is over: the seal in force (its DER), and the request. */
enum status	 device_renew_digest(const char *code, struct bytes seal,
		    struct bytes request, unsigned char out[DIGEST_LEN],
		    struct fault *f);
enum status	 device_renew_write(struct bytes said, struct bytes request,
		    struct buf *out, struct fault *f);
/*
 * Read: strict, at most DEVICE_RENEW_MAX, its request signed by its own key
 * and named by the statement.  Who made the statement is not looked at.
 */
enum status	 device_renew_read(struct bytes der, struct device_renew *out,
		    struct fault *f);

/* The seal as the register has it. */
struct device_renew_of {
	const char	*code, *name, *unit_name, *unit_code;
	struct bytes	 cert, seal;	/* of the version in force, DER */
	int64_t		 now;
};
enum device_renew_flaw {
	DEVICE_RENEW_FINE,
	DEVICE_RENEW_SEAL,	/* of another seal */
	DEVICE_RENEW_KEY,	/* by another key than the one in force */
	DEVICE_RENEW_CHANGED,	/* over another seal or request, or changed */
	DEVICE_RENEW_NAMES,	/* asks for other names */
	DEVICE_RENEW_SAME,	/* asks with the key there is */
	DEVICE_RENEW_FUTURE,	/* the device's clock is ahead */
	DEVICE_RENEW_OLD,
	DEVICE_RENEW_FLAW__N
};
/* Judge one that was read. */
enum device_renew_flaw device_renew_judge(const struct device_renew *p,
		    const struct device_renew_of *of);
/* A sentence for people; "" for DEVICE_RENEW_FINE. */
const char	*device_renew_flaw_text(enum device_renew_flaw flaw);

#endif
