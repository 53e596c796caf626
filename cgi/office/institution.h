/*
 * Service institutions (电子印章服务机构, R-255): registered with the unit they
 * work for, their contracts, their staff and what supervision found.  That a
 * contract runs is asked with every session (session_find).
 */
#ifndef OFFICE_INSTITUTION_H
#define OFFICE_INSTITUTION_H

#include <stdint.h>

#include "base/fault.h"
#include "base/id.h"
#include "base/pool.h"
#include "store/store.h"

struct institution {
	char		 id[ID_LEN + 1];
	int64_t		 rev;
	char		 unit[ID_LEN + 1], supervisor[ID_LEN + 1];
	const char	*unit_name, *supervisor_name;	/* read only */
	const char	*name, *code;
	int64_t		 created;
};
struct contract {
	const char	*id, *number;
	int64_t		 since, until;		/* [since, until) */
	int64_t		 ended;			/* before that; 0: not */
};
struct staff {
	const char	*person, *name, *login;
	int64_t		 since;
};
struct institution_finding {
	const char	*what, *measure, *person;	/* read: the name */
	int64_t		 day, at;
};

#define INSTITUTIONS_MAX	200	/* of one office, and staff of one */

enum contract_state {
	CONTRACT_NONE,		/* there is none */
	CONTRACT_TO_COME, CONTRACT_RUNS, CONTRACT_OVER,
	CONTRACT__N
};
/* The best of a list at a moment.  Pure. */
enum contract_state contract_state_at(const struct contract *list, size_t n,
		    int64_t at);
/* 尚无合同 尚未开始 有效 已到期或终止 */
const char	*contract_state_label(enum contract_state s);

enum status	 institution_load(struct store *db, struct pool *pool,
		    const char *id, struct institution *out,
		    struct fault *f);
/* All of the office, by name. */
enum status	 institution_list(struct store *db, struct pool *pool,
		    struct institution **out, size_t *n, struct fault *f);
/* Insert; fills id.  ST_CONFLICT: the unit has one of this code. */
enum status	 institution_add(struct store *db, struct institution *i,
		    struct fault *f);
/*
 * Name and supervisor as they are in *i, its rev compared and moved: every
 * change of what belongs to it goes through here.
 */
enum status	 institution_save(struct store *db, struct institution *i,
		    struct fault *f);

/* Newest first. */
enum status	 contract_list(struct store *db, struct pool *pool,
		    const char *institution, struct contract **out,
		    size_t *n, struct fault *f);
enum status	 contract_add(struct store *db, const char *institution,
		    const struct contract *c, struct fault *f);
/* Every one that has not ended yet ends at a moment. */
enum status	 contract_end(struct store *db, const char *institution,
		    int64_t at, struct fault *f);

enum status	 staff_list(struct store *db, struct pool *pool,
		    const char *institution, struct staff **out, size_t *n,
		    struct fault *f);
/* ST_CONFLICT: works for one already. */
enum status	 staff_add(struct store *db, const char *institution,
		    const char *person, struct fault *f);
/* ST_ABSENT: does not work for it. */
enum status	 staff_remove(struct store *db, const char *institution,
		    const char *person, struct fault *f);

enum status	 finding_list(struct store *db, struct pool *pool,
		    const char *institution, struct institution_finding **out, size_t *n,
		    struct fault *f);
enum status	 finding_add(struct store *db, const char *institution,
		    const struct institution_finding *v, struct fault *f);

/*
 * Why a person's service roles give nothing to do at a moment, a sentence in
 * the pool; *why NULL where they do.
 */
enum status	 institution_lapsed(struct store *db, struct pool *pool,
		    const char *person, int64_t at, const char **why,
		    struct fault *f);

#endif
