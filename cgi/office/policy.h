/*
 * The rules where the papers differ or leave a value open (Part 4 of the
 * requirements, P-01..P-38; those behind are ours).  Each has a default here, a region profile sets
 * some of them together, and administrators any of them, one proposing and
 * another approving (policy_request.h); every change is a new version of the
 * whole, kept for ever.  office.h includes this.
 */
#ifndef OFFICE_POLICY_H
#define OFFICE_POLICY_H

#include <stddef.h>
#include <stdint.h>

#include "base/fault.h"
#include "base/pool.h"
#include "store/store.h"

enum policy_kind {
	POLICY_FLAG,		/* "0" or "1" */
	POLICY_NUMBER,		/* "5" */
	POLICY_SPAN,		/* "30d" days, "3m" months, "24h", "5w"
				 * working days; "0d" is none */
	POLICY_MONTHS,		/* a span in months alone, "36m" */
	POLICY_CHOICE,		/* one of the words in "choices" */
	POLICY_WORDS		/* several of them, with spaces between */
};

struct policy_rule {
	const char		*name;		/* "P-01" */
	const char		*word;		/* "renewal.window" */
	enum policy_kind	 kind;
	const char		*value;		/* the default */
	const char		*choices;	/* "before after", or NULL */
	const char		*label;		/* 续期窗口 */
	const char		*note;		/* what it decides */
	const char		*clause;	/* where it comes from */
};

/* By "P-01" or "renewal.window"; NULL where there is none. */
const struct policy_rule *policy_find(const char *name);
/* The k-th, in order of number; NULL past the end. */
const struct policy_rule *policy_nth(size_t k);
/* Why it has its default alone, for the page; NULL: it may have others. */
const char	*policy_fixed(const struct policy_rule *rule);
/* Whether the rule may have the value. */
int		 policy_value_fits(const struct policy_rule *rule,
		    const char *value);

#define POLICY_RULES	64	/* room for every rule there is */
/* The one whose words name a profile: own profiles are words of it too. */
#define POLICY_LEGAL	"P-28"

struct policy_value {
	const char	*rule, *value;
};
struct policy_why {
	const char	*who;		/* person; NULL: init */
	const char	*reason;
	const char	*request;	/* policy_request.h; NULL: none */
};
/*
 * Change rules together, in a transaction: one new version.  ST_INVALID
 * where a rule or a value is unknown, ST_CONFLICT where the set has moved on
 * from version "seen".
 */
#define POLICY_ANY	(-1)	/* "seen": not compared */
enum status	 policy_set(struct store *db, const struct policy_value *v,
		    size_t n, const struct policy_why *why, int64_t seen,
		    int64_t *version, struct fault *f);
/*
 * Whether the rule may have the value: as policy_value_fits, and the legal
 * note may be that of an own profile which has been applied, or is "profile",
 * the one being applied (NULL: none).
 */
enum status	 policy_value_known(struct store *db,
		    const struct policy_rule *rule, const char *value,
		    const char *profile, int *yes, struct fault *f);
/* The version in force, inside a statement: decisions keep it. */
#define POLICY_NOW							\
	"COALESCE((SELECT n FROM counter"				\
	" WHERE series = 'policy.version'), 0)"

/*
 * The moment that lies one span of the rule after "at" (sign 1) or before it
 * (-1), in the calendar of Asia/Shanghai.  ST_INVALID unless a span.
 */
enum status	 policy_moment(struct store *db, const char *name,
		    int64_t at, int sign, int64_t *out, struct fault *f);
/* The same for a span itself, "24h"; 0 unless it is one. */
int		 policy_span(const char *span, int64_t at, int sign,
		    int64_t *out);
/* Whether a word is (one of) the rule's value: policy_has(db, "P-35",
 * "three").  0 where it cannot be read. */
int		 policy_has(struct store *db, const char *name,
		    const char *word);

struct policy_change {
	int64_t		 version, since;
	const char	*name, *value, *who, *reason;
	const char	*request;	/* NULL: set by init */
};
/* Changes of a rule (name NULL: of all), newest first. */
enum status	 policy_history(struct store *db, struct pool *pool,
		    const char *name, struct policy_change *out,
		    size_t room, size_t *n, struct fault *f);

#endif
