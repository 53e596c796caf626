/*
 * Proving a registered phone without an account (T1: "whoever proves the
 * registered phone", R-086).  A six-digit number goes to the phone; what the
 * page says never tells whether the phone was the right one.
 */
#ifndef WORK_PHONE_H
#define WORK_PHONE_H

#include "work/case.h"

#define PHONE_DIGITS	6
#define PHONE_TRIES	5		/* then a new number must be sent */
#define PHONE_LIFE	(10 * MS_MINUTE)
#define PHONE_SEEN	(30 * MS_MINUTE)	/* the receipt can be shown */
#define PHONE_SUBJECT	5		/* numbers an hour for one code */
#define PHONE_ADDRESS	20		/* and from one address */

struct phone_code {
	char		 id[ID_LEN + 1];
	const char	*subject, *seals, *phone;
	const char	*request;	/* the report it became, or NULL */
	int64_t		 tries, at, used;	/* used 0: not yet */
};

/*
 * Send a number where "phone" is registered for the seal of this code, or
 * for seals of the unit with this credit code; do the same without sending
 * where it is not.  ST_CONFLICT: too many, *why is the sentence.
 */
enum status	 phone_send(struct req *r, const char *subject,
		    const char *phone, char id[ID_LEN + 1],
		    const char **why);
/* ST_ABSENT where there is none. */
enum status	 phone_load(struct req *r, const char *id,
		    struct phone_code *out);
/*
 * Count a try, then compare.  ST_INVALID: wrong or for nobody, or too late;
 * *why is the sentence.  The same right number may be given again until it
 * is used.
 */
enum status	 phone_try(struct req *r, struct phone_code *c,
		    const char *digits, const char **why);
/* It became this request; no number of it counts any more. */
enum status	 phone_used(struct req *r, const char *id,
		    const char *request);
/* What the phone of the demonstration shows; NULL: nothing. */
const char	*phone_shown(struct req *r, const struct phone_code *c);
/* For jobs: drop those sent before a moment. */
enum status	 phone_purge(struct store *db, int64_t before, int64_t *gone,
		    struct fault *f);

/* Whether two hashes are the same, in constant time.  Pure. */
int		 phone_same(const unsigned char a[32],
		    const unsigned char b[32]);

#endif
