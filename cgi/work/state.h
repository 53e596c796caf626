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
};

/*
 * "at" 0 is now.  ST_ABSENT: no seal of that code; ST_INVALID: a moment in
 * the future.  Where keyd does not answer the state is the register's and
 * der is empty: whoever shows it must not call it valid.
 */
enum status	 state_ask(struct store *db, struct keyd *keyd,
		    struct pool *pool, const char *code, int64_t at,
		    const char *nonce, struct state_answer *out,
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
