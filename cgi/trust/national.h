/*
 * The national platform's answer to an application for a seal's code (R-129,
 * R-130), as a file of lines.  The form is ours: the platform's own is not
 * published (codes.md 14).  UTF-8, each line ended by one LF:
 *
 *	jianyin-code-answer 1
 *	application: the id of the package it answers
 *	request: the number of the case
 *	result: given | refused
 *	reason: one line			(refused)
 *	code: 14 digits				(given)
 *	police-info: one line			(given; may be left out)
 *	police-key-sm3: SM3 of the key, hex	(given; may be left out)
 *	receipt: one line			(given; may be left out)
 *	signature: base64 of SM2 over all bytes before this line
 *	police-key: the key, hex		(where its SM3 stands above)
 *
 * The key stands behind the signature, bound to it by its SM3: what is kept
 * of an answer is the part before it, which can be verified for ever and
 * gives no key away.
 */
#ifndef TRUST_NATIONAL_H
#define TRUST_NATIONAL_H

#include "base/bytes.h"
#include "base/fault.h"
#include "base/pool.h"
#include "sm/sm.h"

#define NATIONAL_MAX	((size_t)(16 * 1024))	/* of an answer: a kilobyte */
#define NATIONAL_LINE	200		/* characters of one value */
#define POLICE_KEY_MAX	32		/* bytes: SM4 has 16 */

struct national_answer {
	const char	*application, *request;
	int		 given;
	const char	*reason;		/* "" unless refused */
	const char	*code;			/* "" unless given */
	const char	*police_info, *receipt;	/* "" left out */
	struct bytes	 kept;		/* the part without the key, borrowed */
	/* The key, where one came: wiped by who has read the answer. */
	unsigned char	 key[POLICE_KEY_MAX];
	size_t		 nkey;
};

/* 16 or 32 bytes as hex; how many into *n; 1 if so.  Pure. */
int		 national_key_read(const char *hex,
		    unsigned char key[POLICE_KEY_MAX], size_t *n);

/*
 * Read it and verify it with the platform's key.  ST_INVALID: *why is a
 * sentence for the page; nothing of it is to be used then.  Texts go into
 * the pool, the key does not.
 */
enum status	 national_answer_read(struct bytes file,
		    const unsigned char pub[SM2_PUBLIC], struct pool *pool,
		    struct national_answer *out, const char **why,
		    struct fault *f);

#endif
