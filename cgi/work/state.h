/*
 * The state of a seal at a moment, as the status service answers it: from
 * the register, overruled by keyd where keyd knows better, and signed
 * (R-202, R-204, R-209).
 */
#ifndef WORK_STATE_H
#define WORK_STATE_H

#include <stdint.h>

#include "seal/seal.h"
#include "trust/keyd.h"

#define STATE_NONE (-1)		/* not made yet at that moment */

struct state_answer {
	struct seal	 seal;
	int		 state;		/* enum seal_state or STATE_NONE */
	int64_t		 at;		/* the moment asked for */
	int		 past;		/* asked for a moment, not for now */
	struct bytes	 der;		/* trust/answer.h; empty: unsigned */
	struct bytes	 cert;		/* it is signed with */
};

/*
 * An answer about "now" without a nonce is given again for so long, kept in
 * the store "public": the register is read each time, only the signature is
 * not made anew.  It must say what the register says now, and keyd must have
 * counted no change since (keyd_changes); so a freeze is in the next answer,
 * and a flood of questions costs a signature every five seconds a seal.
 */
#define STATE_KEEP	(5 * 1000)	/* ms */

/*
 * "at" 0 is now.  ST_ABSENT: no seal of that code; ST_INVALID: a moment in
 * the future.  Where keyd does not answer the state is the register's and
 * der is empty: whoever shows it must not call it valid.
 */
struct state_from {
	struct store	*office;
	struct store	*pub;		/* may be NULL: nothing is kept */
	struct keyd	*keyd;
};
enum status	 state_ask(const struct state_from *from, struct pool *pool,
		    const char *code, int64_t at, const char *nonce,
		    struct state_answer *out, struct fault *f);
/* Whether an answer kept at "at" under "number" may be given; pure. */
int		 state_stands(int64_t at, int64_t number, int64_t number_now,
		    int64_t now);
/* Forget those of before, for jobs. */
enum status	 state_purge(struct store *pub, int64_t before,
		    struct fault *f);
/* "active", "lost" …, "none" before it was made; and 有效, 已挂失 …. */
const char	*state_name(int state);
const char	*state_label(int state);
/* "good" "warn" "bad" or "". */
const char	*state_look(int state);
/* keyd's own word as a state of T2.  Pure. */
int		 state_of_keyd(const char *word, int64_t until, int64_t now);
/*
 * A moment as machines and people write it: 2026-11-20T06:05:09Z, or
 * 2026-11-20 14:05[:09] at +08:00.  1 if so.  Pure.
 */
int		 state_read_moment(const char *s, int64_t *ms);

#endif
