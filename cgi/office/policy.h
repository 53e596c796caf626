/*
 * The rules where the papers differ or leave a value open (Part 4 of the
 * requirements, P-01..P-38; those behind are ours).  Each has a default here, a region profile sets
 * some of them together, and an administrator any one of them; every change
 * is a new version of the whole, kept for ever.  office.h includes this.
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

/*
 * Change one rule, in a transaction: a new version.  ST_INVALID where the
 * rule or the value is unknown, ST_CONFLICT where the set has moved on from
 * version "seen" (0: do not compare).
 */
enum status	 policy_set(struct store *db, const char *name,
		    const char *value, const char *who, const char *reason,
		    int64_t seen, struct fault *f);

struct policy_profile {
	const char	*name;		/* "guangdong" */
	const char	*label;		/* 广东 */
	const char	*document;	/* whose values these are */
	/* "2021-11-01", the first and the last day it is in force; NULL: the
	 * first is not known, no last one is fixed. */
	const char	*from, *to;
	int		 draft;		/* never issued in this form */
	const struct {
		const char	*rule, *value;
	}		 sets[16];	/* ended by NULL */
};
/* national ldt xinyang guangdong weihai weihai-employment; NULL past them. */
const struct policy_profile *policy_profile_nth(size_t k);
const struct policy_profile *policy_profile_find(const char *name);

/* Whether a profile's document is in force. */
enum policy_force {
	FORCE_YES, FORCE_DRAFT, FORCE_UNDATED, FORCE_NOT_YET, FORCE_OVER
};
enum policy_force policy_force(const struct policy_profile *p, int64_t now);
/* "2021年11月1日至2026年10月31日，已届满": its time, beside a clause of it. */
const char	*policy_period(struct pool *pool,
		    const struct policy_profile *p, int64_t now);
/* Of whose document a clause is, "WH 13"; NULL: of none of these. */
const struct policy_profile *policy_profile_of(const char *clause);
/* Why it is not, for an administrator; NULL where it is. */
const char	*policy_force_words(struct pool *pool,
		    const struct policy_profile *p, int64_t now);
/* The region whose article may be cited: this one, or "national" where its
 * document is not in force, or unknown. */
const char	*policy_cited(const char *region, int64_t now);
/* What a profile makes of a rule: its own value, or the default. */
const char	*policy_profile_value(const struct policy_profile *p,
		    const struct policy_rule *rule);
/*
 * All of a profile as one version, in a transaction; what it does not name is
 * its default.  ST_CONFLICT as policy_set.  reason NULL: the profile's label.
 */
enum status	 policy_apply(struct store *db, const char *profile,
		    const char *who, const char *reason, int64_t seen,
		    struct fault *f);
/* The profile applied last; ST_ABSENT: none. */
enum status	 policy_profile_now(struct store *db, struct pool *pool,
		    const struct policy_profile **out, struct fault *f);

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
};
/* Changes of a rule (name NULL: of all), newest first. */
enum status	 policy_history(struct store *db, struct pool *pool,
		    const char *name, struct policy_change *out,
		    size_t room, size_t *n, struct fault *f);

#endif
