/* Identifiers and other random things. */
#ifndef BASE_ID_H
#define BASE_ID_H

#include <stddef.h>

#define ID_LEN	26		/* characters, without the NUL */
#define ID_LAST	"~"		/* sorts behind every id */

/* Random bytes from the kernel; never fails (aborts where it cannot). */
void	 random_bytes(void *p, size_t n);
/* An even choice out of 0 .. below-1. */
unsigned random_below(unsigned below);

/*
 * A record's id: 48 bits of time and 80 random ones as 26 characters of
 * Crockford's base 32, so that ids sort by age.  Never printed on paper.
 */
void	 id_new(char out[ID_LEN + 1]);
/* Whether s has the form of an id, as something from a URL must have. */
int	 id_is(const char *s);

#endif
