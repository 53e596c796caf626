/*
 * The OCSP responder as the public gets it (RFC 6960, RFC 5019): answers are
 * composed and signed by keyd and kept in the store "public", so that a flood
 * of questions costs a look into that store and no signature.
 *
 * What keeps them right: keyd counts its public changes.  An answer is kept
 * with the number it was composed under, and given again only while that is
 * the number there is; this process asks keyd for it at most each half second
 * (CHANGES_AGE), so a revocation, a hold or a release shows within a second
 * in every process, whoever asked before.  After a change of any certificate
 * keyd is asked once about each that is asked for: it says that this one did
 * not change (the number is moved, nothing is signed) or signs a new answer.
 * An answer of an older number that comes late into the store is therefore
 * not given, only asked about.  Past half its time it is made anew.
 *
 * keyd away: nothing can change then but through it, so what stands at its
 * last number is given until its end; anything else is "tryLater".
 */
#ifndef WORK_RESPONDER_H
#define WORK_RESPONDER_H

#include "base/pool.h"
#include "trust/ocsp.h"
#include "work/publish.h"

struct responder_answer {
	struct bytes	 der;		/* the OCSPResponse, in the pool */
	unsigned char	 mark[SM3_LEN];	/* SM3 of it, where it is kept */
	int64_t		 from, until;	/* ms; 0 where it is a refusal */
};

/*
 * Answer a request, whatever came: a refusal is an answer too.  ST_BROKEN only
 * without memory.
 */
enum status	 responder_answer(const struct publish *p, struct pool *pool,
		    struct bytes request, struct responder_answer *out,
		    struct fault *f);
/* Whether a kept answer may be given; pure.  "number" is keyd's now. */
int		 responder_stands(const struct keyd_ocsp *kept,
		    int64_t number, int64_t now, int keyd_answers);
/* Forget what is over, for jobs. */
enum status	 responder_purge(struct store *pub, int64_t before,
		    struct fault *f);

#endif
