/*
 * What the public programs write: numbers, wrong codes per address, what
 * people report.  "db" is the store "public" everywhere here; each function
 * that writes takes its own transaction.  office.h includes this.
 */
#ifndef OFFICE_PUBLIC_H
#define OFFICE_PUBLIC_H

#include <stdint.h>

#include "base/bytes.h"
#include "base/fault.h"
#include "base/id.h"
#include "base/pool.h"
#include "store/store.h"

/* Count one of a kind today ("verify.file"); never fails the caller. */
void		 tally_add(struct store *db, const char *name);
enum status	 tally_sum(struct store *db, const char *name, int64_t since,
		    int64_t *n, struct fault *f);

/* A wrong code came from this address; never fails the caller. */
void		 attempt_add(struct store *db, const char *address);
/*
 * How many came from it within the last "minutes"; callers refuse past
 * their limit before they look a code up.
 */
enum status	 attempt_count(struct store *db, const char *address,
		    int minutes, int64_t *n, struct fault *f);
/* For jobs: forget those before a moment. */
enum status	 attempt_purge(struct store *db, int64_t before,
		    struct fault *f);

/* What the public reports. */
#define REPORT_FORGERY	"forgery"
#define REPORT_REFUSED	"refused"
#define REPORT_NUMBER	24		/* JB-20261120-7K3M9Q and room */

struct public_report {
	const char	*id, *number;	/* read only */
	int64_t		 at;
	const char	*kind;		/* REPORT_... */
	const char	*code;		/* what was typed or scanned */
	const char	*text;		/* in the reporter's words */
	const char	*place;		/* who has it, or would not take it */
	const char	*unit;		/* whose seal it is about, or "" */
	const char	*address;
	struct bytes	 file;		/* SM3 of the file; may be empty */
};

/*
 * Keep it, unless one address or all together have reported too much today
 * (LIMIT_REPORTS...): ST_CONFLICT then.
 */
enum status	 public_report_add(struct store *db,
		    const struct public_report *r,
		    char number[REPORT_NUMBER], struct fault *f);
enum status	 public_report_load(struct store *db, struct pool *pool,
		    const char *id, struct public_report *out,
		    struct fault *f);
/* Of a kind, newest first, those before the id "before" (NULL: from the
 * end). */
#define PUBLIC_REPORTS	200
enum status	 public_report_list(struct store *db, struct pool *pool,
		    const char *kind, const char *before, size_t max,
		    struct public_report **out, size_t *n, struct fault *f);

#endif
