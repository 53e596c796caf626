/*
 * Search in names and numbers by their pieces of two and of three characters:
 * the same on both engines, and it finds two-character Chinese words.  A piece
 * says only "maybe"; the whole text is then matched with what it found.
 *
 * What has a piece stands in the order of ids, which begin with their moment
 * (base/id.h): in the order things were made.  A list in that order is read
 * along the piece, however many have it; a list in another order is sorted
 * where few have it, or gone along where many do.
 */
#ifndef SEAL_GRAM_H
#define SEAL_GRAM_H

#include <stddef.h>
#include <stdint.h>

#include "base/fault.h"
#include "store/store.h"

/* Index the pieces of a text for a record; spaces, hyphens and case ignored. */
enum status	 gram_add(struct store *db, const char *kind, const char *id,
		    const char *text, struct fault *f);

#define GRAM_MAX 16	/* three characters of at most 4 bytes, and NUL */
struct gram_choice {
	char	 gram[GRAM_MAX];
	char	 second[GRAM_MAX];	/* the same where there is one alone */
	int	 few;		/* so few have the rarest that any order is
				 * soonest made by sorting them */
};
enum gram_order {
	GRAM_CREATED,		/* of ids */
	GRAM_OTHER
};
/*
 * The two rarest pieces of a text: of three characters, of two where it has no
 * more.  For a list in the order of creation a piece that is alone is not
 * counted.  ST_INVALID: less than two characters.
 */
enum status	 gram_choose(struct store *db, const char *kind,
		    const char *text, enum gram_order order,
		    struct gram_choice *out, struct fault *f);
int		 gram_matches(const char *haystack, const char *needle);

/*
 * A list of at most so many rows is sooner gone through row by row than a
 * piece that many have, most of them in other lists.
 */
#define GRAM_SHORT 3000

/* How a list is searched. */
enum gram_way {
	GRAM_NONE,		/* not at all */
	GRAM_LIST,		/* along the list, asking each row for the piece */
	GRAM_PIECE		/* along (or sorting) what has both pieces */
};

/*
 * A page of a list that may be searched: rows are read until max of them
 * matched and one more, or none is left.
 */
struct gram_page {
	const struct sql	*sql;
	/* [1], [2]: key and id the page begins behind; [3]: max + 1. */
	struct value		*in;
	size_t			 nin, max;
	/* Take a row as the nth of the list, which has room for max + 1; its
	 * key and id, borrowed as long as the list; whether it matches. */
	int			(*take)(struct rows *rows, void *arg, size_t n,
				    int64_t *key, const char **id);
	void			*arg;
};
enum status	 gram_page(struct store *db, const struct gram_page *page,
		    size_t *n, int *more, struct fault *f);

#endif
