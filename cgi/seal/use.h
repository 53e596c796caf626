/*
 * Uses of a seal (T3) and the stamps that came of them.  Records and their
 * SQL; functions that write belong inside the caller's transaction.
 */
#ifndef SEAL_USE_H
#define SEAL_USE_H

#include "seal/seal.h"

struct use {
	const char	*id, *number;
	int		 state;			/* enum use_state */
	int64_t		 rev;
	const char	*seal, *unit, *requester, *reviewer;
	const char	*title, *class, *purpose, *format, *file_name;
	struct bytes	 original, result;	/* SM3; result empty: none */
	int64_t		 size, pages;
	int		 repaired;
	int64_t		 place_page, place_x, place_y;	/* um */
	const char	*opinion, *handle, *code;
	int64_t		 intent, policy, created, changed, due;	/* 0 none */
	const char	*standing;	/* the grant's id; NULL: a person's */
};

enum status	 use_load(struct store *db, struct pool *pool,
		    const char *id, struct use *out, struct fault *f);
/* Insert with its first line of history. */
enum status	 use_add(struct store *db, const struct actor *who,
		    const struct use *u, struct fault *f);
/* As request_step: all that may change, and a line of history. */
struct use_move {
	const struct flow_row	*row;
	const char		*note, *statement;
};
enum status	 use_step(struct store *db, const struct actor *who,
		    struct use *u, const struct use_move *move,
		    struct fault *f);
/* Save handle, code and "intent" before stamping; compares rev. */
enum status	 use_save(struct store *db, struct use *u, struct fault *f);
/* Save where the seal goes; ST_CONFLICT unless still a draft of that rev. */
enum status	 use_place(struct store *db, struct use *u, struct fault *f);

enum use_list {
	USES_MINE,		/* key: requester */
	USES_TO_REVIEW,		/* key: unit; submitted and in review */
	USES_OF_UNIT,		/* key: unit; drafts are their owner's */
	USES_OF_SEAL,		/* key: seal */
	USES_TO_STAMP,		/* key: keeper; approved, not stamped yet */
	USE_LIST__N
};
/*
 * Newest first, after the record "after" (created, id) where given; asks
 * one more than "max" to tell whether there are more.
 */
enum status	 use_list(struct store *db, struct pool *pool,
		    enum use_list which, const char *key, int64_t created,
		    const char *after, size_t max, struct use **out,
		    size_t *n, int *more, struct fault *f);
/* One line of a seal's use log. */
struct use_log {
	const char	*id, *number, *title, *handle;
	const char	*requester, *reviewer, *operator;	/* names */
	const char	*grant;		/* its number; NULL: a person stamped */
	int64_t		 at;
	struct bytes	 original, result;	/* SM3 before and after */
};
/* Newest first, behind the stamp "after" (at, handle) where given. */
enum status	 use_log(struct store *db, struct pool *pool,
		    const char *seal, int64_t at, const char *after,
		    size_t max, struct use_log **out, size_t *n, int *more,
		    struct fault *f);
struct use_line {
	int64_t		 seq, at, policy;	/* of the rules then */
	const char	*event, *from, *to, *person, *person_name, *note;
	const char	*statement;
};
enum status	 use_history(struct store *db, struct pool *pool,
		    const char *use, struct use_line **out, size_t *n,
		    struct fault *f);

/* --- who reviews ---------------------------------------------------------- */

#define REVIEW_STEPS	3	/* of one use, at most */

struct review_path {
	size_t		 n;		/* steps; 1 where nothing is set */
	const char	*person[REVIEW_STEPS];	/* NULL: any reviewer */
};
enum status	 review_path_load(struct store *db, struct pool *pool,
		    const char *unit, struct review_path *out,
		    struct fault *f);
enum status	 review_path_save(struct store *db, const char *unit,
		    const struct review_path *path, struct fault *f);

/* --- stamps -------------------------------------------------------------- */

struct stamp_row {
	const char	*handle, *code, *use, *seal;
	int64_t		 version;
	const char	*unit, *unit_name, *seal_name, *seal_code;
	const char	*title, *class, *disclosure;
	int64_t		 pages, at, valid_to;
	struct bytes	 original, data_hash, result, signature;	/* SM3 */
};

/* What the public page of a code shows, and the seal as it is now: by one
 * look-up. */
struct stamp_facts {
	const char	*handle, *seal, *unit_name, *seal_name, *seal_code;
	const char	*title, *class, *disclosure;
	int64_t		 pages, at;
	int		 seal_state;
	int64_t		 valid_to;
};

enum status	 stamp_add(struct store *db, const struct stamp_row *s,
		    struct fault *f);
enum status	 stamp_by_handle(struct store *db, struct pool *pool,
		    const char *handle, struct stamp_row *out,
		    struct fault *f);
/* The stamp whose SES_Signature has this SM3: our own record. */
enum status	 stamp_by_signature(struct store *db, struct pool *pool,
		    struct bytes sm3, struct stamp_row *out,
		    struct fault *f);
/* ST_ABSENT: no such stamp was made. */
enum status	 stamp_facts_by_handle(struct store *db, struct pool *pool,
		    const char *handle, struct stamp_facts *out,
		    struct fault *f);
enum status	 stamp_facts_by_code(struct store *db, struct pool *pool,
		    const char *code, struct stamp_facts *out,
		    struct fault *f);

#endif
