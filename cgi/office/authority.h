/*
 * The authorities a region has for seals: who manages them, where the
 * police files them, who looks after cryptography.  What a county does not
 * say its city does, then its province.  office.h includes this.
 */
#ifndef OFFICE_AUTHORITY_H
#define OFFICE_AUTHORITY_H

#include <stddef.h>
#include <stdint.h>

#include "base/fault.h"
#include "base/pool.h"
#include "store/store.h"

enum authority_kind {
	AUTHORITY_MANAGEMENT, AUTHORITY_POLICE, AUTHORITY_CRYPTO,
	AUTHORITY__N
};
/* "police" and 公安机关; NULL outside the list. */
const char	*authority_kind_name(int kind);
const char	*authority_kind_label(int kind);
/* By name; AUTHORITY__N where there is none. */
int		 authority_kind_find(const char *name);

struct authority {
	const char	*region;	/* it is registered for */
	int		 kind;
	int64_t		 seq;		/* 0: nothing registered yet */
	const char	*name;		/* "": left to the region above */
	const char	*section, *phone, *address, *mail;
	const char	*reason;
	const char	*person;	/* added: id; read: the name; or NULL */
	int64_t		 at;
};

/* --- pure ------------------------------------------------------------- */

#define REGION_TEXT	7		/* six digits and NUL */
#define REGION_CHAIN	3
/*
 * The region itself, its city and its province, nearest first, each once; 0
 * where the code is not six digits.
 */
size_t		 region_chain(const char *code,
		    char out[REGION_CHAIN][REGION_TEXT]);
/* Whether a region is "top" or lies in it; everything lies in the country,
 * 100000. */
int		 region_is_within(const char *code, const char *top);

/* --- records ------------------------------------------------------------ */

/* The one in charge there, its own or one above's; ST_ABSENT: nobody. */
enum status	 authority_find(struct store *db, struct pool *pool,
		    const char *region, enum authority_kind kind,
		    struct authority *out, struct fault *f);
/* All that was ever registered for just this region, newest first. */
#define AUTHORITY_LINES	50		/* shown; years of changes */
enum status	 authority_history(struct store *db, struct pool *pool,
		    const char *region, enum authority_kind kind,
		    struct authority **out, size_t *n, struct fault *f);
/* The next row, inside a transaction; a->seq is the one it was made over.
 * ST_CONFLICT: another came in between. */
enum status	 authority_add(struct store *db, struct authority *a,
		    struct fault *f);

#define AUTHORITY_REGIONS 1000		/* regions that have units, and above */
/*
 * Regions that units in use lie in, within "top", and those above them that
 * are within it too; in the order of their codes.
 */
enum status	 authority_regions(struct store *db, struct pool *pool,
		    const char *top, const char ***out, size_t *n,
		    struct fault *f);
/* How many authorities regions with units are without, within "top"; the
 * first of them, or NULL. */
enum status	 authority_missing(struct store *db, struct pool *pool,
		    const char *top, size_t *n, struct authority *first,
		    struct fault *f);

#endif
