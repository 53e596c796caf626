/*
 * What the public programs write: numbers, wrong codes per address, reports
 * of forgeries.  "db" is the store "public" everywhere here; each function
 * that writes takes its own transaction.  office.h includes this.
 */
#ifndef OFFICE_PUBLIC_H
#define OFFICE_PUBLIC_H

#include <stdint.h>

#include "base/bytes.h"
#include "base/fault.h"
#include "base/id.h"
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

struct forgery_report {
	const char	*code;		/* what was typed or scanned */
	const char	*text;		/* in the reporter's words */
	const char	*address;
	struct bytes	 file;		/* SM3 of the file; may be empty */
	struct bytes	 contact;	/* boxed; may be empty */
};

enum status	 forgery_report_add(struct store *db,
		    const struct forgery_report *r, char id[ID_LEN + 1],
		    struct fault *f);

#endif
