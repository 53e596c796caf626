/*
 * Refusals of electronic seals (拒收, R-247): an administrative body takes a
 * stamped document unless the law says otherwise.  Who does not names the
 * ground, from a list; it is reported to the administration, which says
 * whether the ground holds.
 */
#ifndef SEAL_DECLINE_H
#define SEAL_DECLINE_H

#include "office/office.h"
#include "seal/request.h"
#include "seal/table.h"
#include "trust/digest.h"

enum decline_state { D0_REPORTED, D1_UPHELD, D2_OVERRULED, DECLINE_STATE__N };
enum decline_event { DE_REPORT, DE_UPHOLD, DE_OVERRULE, DECLINE_EVENT__N };

/* What was found of the document before it may be refused. */
enum decline_found {
	FOUND_NOTHING,		/* no document was named */
	FOUND_UNISSUED,		/* the register has no such code */
	FOUND_HELD,		/* the register holds it, in order */
	FOUND_STOPPED,		/* it holds it, but the seal was reported lost */
	FOUND_GENUINE,		/* the file was judged: valid when stamped */
	FOUND_BAD,		/* altered, or the seal is not valid */
	FOUND_BARE,		/* it has no electronic seal */
	FOUND_UNKNOWN,		/* cannot be told now */
	DECLINE_FOUND__N
};
const char	*decline_found_name(int found);
int		 decline_found_find(const char *name);

struct decline_reason {
	const char	*name, *label, *clause;
};
/* The k-th ground, by name; NULL past the end or where there is none. */
const struct decline_reason *decline_reason_nth(size_t k);
const struct decline_reason *decline_reason_find(const char *name);
/*
 * Why this ground does not carry a refusal of what was found, as a sentence;
 * NULL where it does.  "excluded": the local rules (P-43) exclude the class
 * of the document.  Pure.
 */
const char	*decline_unfit(const char *reason, enum decline_found found,
		    int excluded);

struct decline_facts {
	const char	*unfit;		/* as above */
	int		 has_note;
	int		 own;		/* the actor reported it */
};
extern const struct flow flow_decline;

/* --- records ---------------------------------------------------------------- */

struct decline {
	const char	*id, *number, *unit;
	int64_t		 rev;
	int		 state;
	const char	*handle, *file;		/* "" none */
	int		 found;
	const char	*words, *title;
	const char	*seal;			/* or NULL */
	const char	*reason, *note, *person, *statement;
	int64_t		 created;
	const char	*answer, *answerer, *answer_said;	/* NULL: not yet */
	int64_t		 answered;
	/* read only */
	const char	*unit_name, *seal_name, *seal_code, *person_name,
			*answerer_name;
};

/* What is signed when it is reported, and with the answer. */
enum status	 decline_digest(const struct decline *d,
		    unsigned char out[DIGEST_LEN], struct fault *f);
enum status	 decline_answer_digest(const struct decline *d, int state,
		    const char *answer, unsigned char out[DIGEST_LEN],
		    struct fault *f);

enum status	 decline_load(struct store *db, struct pool *pool,
		    const char *id, struct decline *out, struct fault *f);
enum status	 decline_sees(struct store *db, const char *unit,
		    const char *decline, int *yes, struct fault *f);
/* With its scope; the state is the first. */
enum status	 decline_add(struct store *db, const struct decline *d,
		    struct fault *f);
/* State and answer as they are in *d; ST_CONFLICT: it moved. */
enum status	 decline_save(struct store *db, struct decline *d,
		    struct fault *f);

#define DECLINES_ALL	DECLINE_STATE__N
#define DECLINES_MAX	500
struct decline_ask {
	const char	*unit;		/* whose scope */
	int		 tab;		/* enum decline_state, or all */
	const char	*reason;	/* NULL: all */
	int64_t		 key;
	const char	*after;		/* NULL: the first page */
	size_t		 max;
};
/* Newest first. */
enum status	 decline_list(struct store *db, struct pool *pool,
		    const struct decline_ask *ask, struct decline **out,
		    size_t *n, int *more, struct fault *f);
/* How many wait for a word, at most "most". */
enum status	 decline_count(struct store *db, const char *unit,
		    int64_t most, int64_t *n, struct fault *f);

#endif
