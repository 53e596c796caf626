/* Overwriting secrets where they die. */
#ifndef BASE_WIPE_H
#define BASE_WIPE_H

#include <stddef.h>

/* Overwrite; never optimised away.  (Ours, so that base needs no library.) */
void	 wipe(void *p, size_t n);

#endif
