/* Verified signatures; see seen.h. */
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "keys/seen.h"

#define SEEN_SETS	1024	/* of WAYS digests each: 128 KiB in all */
#define SEEN_WAYS	4

struct seen {
	pthread_mutex_t	 lock;
	unsigned char	 digest[SEEN_SETS][SEEN_WAYS][SM3_LEN];
	unsigned char	 next[SEEN_SETS];	/* the way to be overwritten */
};

struct seen *
seen_new(void)
{
	struct seen	*s = calloc(1, sizeof(*s));

	if (s != NULL && pthread_mutex_init(&s->lock, NULL) != 0) {
		free(s);
		return NULL;
	}
	return s;
}

void
seen_free(struct seen *s)
{
	if (s == NULL)
		return;
	pthread_mutex_destroy(&s->lock);
	free(s);
}

static unsigned
set_of(const unsigned char digest[SM3_LEN])
{
	return ((unsigned)digest[0] << 8 | digest[1]) % SEEN_SETS;
}

int
seen_has(struct seen *s, const unsigned char digest[SM3_LEN])
{
	const unsigned	 set = set_of(digest);
	int		 w, found = 0;

	pthread_mutex_lock(&s->lock);
	for (w = 0; w < SEEN_WAYS; w++)
		found |= memcmp(s->digest[set][w], digest, SM3_LEN) == 0;
	pthread_mutex_unlock(&s->lock);
	return found;
}

void
seen_add(struct seen *s, const unsigned char digest[SM3_LEN])
{
	const unsigned	 set = set_of(digest);

	pthread_mutex_lock(&s->lock);
	memcpy(s->digest[set][s->next[set]], digest, SM3_LEN);
	s->next[set] = (unsigned char)((s->next[set] + 1) % SEEN_WAYS);
	pthread_mutex_unlock(&s->lock);
}
