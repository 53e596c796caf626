/*
 * Signatures this process has verified, or made itself, by the SM3 of key
 * and DER.  A signature that fitted once fits for ever, so remembering it is
 * free of risk: dates, revocation and what it says are looked at every time.
 * Nothing here outlives the process.
 */
#ifndef KEYS_SEEN_H
#define KEYS_SEEN_H

#include "sm/sm.h"

struct seen;

struct seen	*seen_new(void);		/* NULL without memory */
void		 seen_free(struct seen *s);
/* 1 if this very digest was added and has not been pushed out. */
int		 seen_has(struct seen *s, const unsigned char digest[SM3_LEN]);
void		 seen_add(struct seen *s, const unsigned char digest[SM3_LEN]);

#endif
