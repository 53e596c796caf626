/*
 * Region profiles: which values a document sets together, and since when and
 * until when it is in force.  Those of the house are a table; a
 * region's own are made from one there is and lie in the store.  Both are
 * found by one name.  office.h includes this.
 */
#ifndef OFFICE_POLICY_PROFILE_H
#define OFFICE_POLICY_PROFILE_H

#include "office/policy.h"

struct policy_profile {
	const char	*name;		/* "guangdong" */
	const char	*label;		/* 广东 */
	const char	*document;	/* whose values these are */
	/* "2021-11-01", the first and the last day it is in force; NULL: the
	 * first is not known, no last one is fixed. */
	const char	*from, *to;
	int		 draft;		/* never issued in this form */
	struct policy_value	 sets[POLICY_RULES + 1];	/* ended by NULL */
	/* of an own one alone; base NULL: the house's */
	const char	*base;		/* made from this */
	const char	*article;	/* 第三条, on legal effect; "" none */
	int64_t		 rev;
};

/* --- the house's ------------------------------------------------------------ */

/* national ldt xinyang guangdong weihai weihai-employment; NULL past them. */
const struct policy_profile *policy_profile_nth(size_t k);
const struct policy_profile *policy_profile_find(const char *name);
/* The one whose document a clause is of, "WH 13"; NULL: of none. */
const struct policy_profile *policy_profile_of(const char *clause);

/* --- all -------------------------------------------------------------------- */

#define POLICY_PROFILES_MAX	50	/* own ones: a page lists them all */

/* One by its name, the house's or an own one. */
enum status	 policy_profile_load(struct store *db, struct pool *pool,
		    const char *name, struct policy_profile *out,
		    struct fault *f);
/* The house's, then the own ones by name. */
enum status	 policy_profile_list(struct store *db, struct pool *pool,
		    struct policy_profile **out, size_t *n, struct fault *f);
/* What a rule is by it. */
const char	*policy_profile_value(const struct policy_profile *p,
		    const struct policy_rule *rule);
/* The one in use: applied last, or "init" where none has been since. */
enum status	 policy_profile_now(struct store *db, struct pool *pool,
		    const char *init, struct policy_profile *out,
		    struct fault *f);
/* All of a profile as one version; what it does not name is its default.  For
 * init, before anybody is there to ask and to approve. */
enum status	 policy_apply(struct store *db, const char *profile,
		    const char *who, struct fault *f);

/* --- own ones --------------------------------------------------------------- */

/* Pure: NULL, or a sentence why it cannot be the name (a-z, 0-9, dashes). */
const char	*policy_profile_name_unfit(const char *name);
/* The same of a label or an article: Chinese, letters, digits, ·（）-. */
const char	*policy_profile_words_unfit(const char *words);
/* Insert, inside a transaction.  ST_CONFLICT: name or label is taken, or
 * there are POLICY_PROFILES_MAX. */
enum status	 policy_profile_add(struct store *db,
		    const struct policy_profile *p, const char *who,
		    struct fault *f);
/* Write all but name and base; ST_CONFLICT unless rev is as it was read. */
enum status	 policy_profile_save(struct store *db,
		    const struct policy_profile *p, const char *who,
		    struct fault *f);
/* In the transaction that asks for it: nobody changed it since it was read,
 * and who changes it now comes too late.  ST_CONFLICT otherwise. */
enum status	 policy_profile_hold(struct store *db,
		    const struct policy_profile *p, struct fault *f);
/* Whether it was ever applied or is asked to be: then it stays as it is. */
enum status	 policy_profile_is_held(struct store *db, const char *name,
		    int *yes, struct fault *f);

/* --- in force --------------------------------------------------------------- */

enum policy_force {
	FORCE_YES, FORCE_DRAFT, FORCE_UNDATED, FORCE_NOT_YET, FORCE_OVER
};
enum policy_force policy_force(const struct policy_profile *p, int64_t now);
/* "2021年11月1日至2026年10月31日，已届满": its time, beside a clause of it. */
const char	*policy_period(struct pool *pool,
		    const struct policy_profile *p, int64_t now);
/* Why it is not, for an administrator; NULL where it is. */
const char	*policy_force_words(struct pool *pool,
		    const struct policy_profile *p, int64_t now);
/* The region whose article may be cited: this one, or "national" where its
 * document is not in force or names none, or p is NULL. */
const char	*policy_cited(const struct policy_profile *p, int64_t now);
/* The profile that is to be cited now by P-28, never one not in force. */
enum status	 policy_citing(struct store *db, struct pool *pool,
		    int64_t now, struct policy_profile *out,
		    struct fault *f);

#endif
