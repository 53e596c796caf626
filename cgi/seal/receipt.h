/*
 * Receipts and notices of a case (受理单, 补正通知书 ...) that are sealed under a
 * standing grant: put down within the step they tell of, sealed by jobs.
 */
#ifndef SEAL_RECEIPT_H
#define SEAL_RECEIPT_H

#include "base/id.h"
#include "seal/request.h"

enum receipt_kind {
	RECEIPT_ACCEPT,		/* 受理单 */
	RECEIPT_CORRECT,	/* 补正通知书 */
	RECEIPT_REFUSE,		/* 不予受理、不予许可通知书 */
	RECEIPT_HANDOVER,	/* 领取单 */
	RECEIPT_KIND__N
};
/* As stored, and the last piece of a paper's address. */
const char	*receipt_name(enum receipt_kind kind);
enum receipt_kind receipt_find(const char *name);	/* or RECEIPT_KIND__N */
/* What an event of T1 gives the applicant; RECEIPT_KIND__N: nothing. */
enum receipt_kind receipt_of_event(int event);

struct receipt {
	const char	*id, *request, *standing;
	enum receipt_kind kind;
	int64_t		 seq, at, tries, next;
	const char	*use;		/* id of the use request, or NULL */
	const char	*why;
};

/* For the line of history that is about to be written. */
enum status	 receipt_add(struct store *db, const struct receipt *r,
		    struct fault *f);
enum status	 receipt_load(struct store *db, struct pool *pool,
		    const char *id, struct receipt *out, struct fault *f);
/* The ids of those whose time has come, the longest waiting first. */
enum status	 receipt_due(struct store *db, int64_t now, size_t max,
		    char (*ids)[ID_LEN + 1], size_t *n, struct fault *f);
/*
 * Take it until "next": ST_CONFLICT where another process has, or where it
 * waits no more.
 */
enum status	 receipt_claim(struct store *db, struct receipt *r,
		    int64_t next, struct fault *f);
/* What it is stamped as; NULL: to be opened anew. */
enum status	 receipt_set_use(struct store *db, struct receipt *r,
		    const char *use, struct fault *f);
/* It waits until "next", with the reason. */
enum status	 receipt_wait(struct store *db, struct receipt *r,
		    int64_t next, const char *why, struct fault *f);
/* It is over: sealed, or dropped with the reason. */
enum status	 receipt_end(struct store *db, const struct receipt *r,
		    int sealed, const char *why, struct fault *f);

/* What became of the newest of each kind of a case. */
struct receipt_made {
	int64_t		 seq;		/* 0: none of that kind */
	int		 waiting;
	struct bytes	 file;		/* SM3 of the sealed paper; or empty */
	const char	*why;		/* it waits, or was dropped; NULL */
};
enum status	 receipts_made(struct store *db, struct pool *pool,
		    const char *request,
		    struct receipt_made out[RECEIPT_KIND__N],
		    struct fault *f);
/* How many of a grant wait, or were dropped. */
enum status	 receipt_count(struct store *db, const char *standing,
		    int64_t *waiting, int64_t *dropped, struct fault *f);

#endif
