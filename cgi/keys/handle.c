/* Unlocked keys; see handle.h.  Ages count in base/clock, as tests shift it. */
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include <openssl/crypto.h>

#include "base/clock.h"
#include "base/limits.h"
#include "base/wipe.h"
#include "keys/handle.h"
#include "keys/limits.h"
#include "keys/vault.h"

struct slot {
	int		 used, dead;	/* dead: shut when nobody holds it */
	unsigned	 held;
	int64_t		 born, seen;
	unsigned char	 mark[SM3_LEN];	/* SM3 of the handle */
	struct unlocked	 u;
};

struct handles {
	pthread_mutex_t	 lock;
	struct device	 device;
	struct slot	*slots;		/* KEYS_HANDLES of them */
};

enum status
handles_new(const struct device *d, struct handles **out, struct fault *f)
{
	struct handles	*h;

	*out = NULL;
	if ((h = calloc(1, sizeof(*h))) == NULL ||
	    (h->slots = vault_alloc(KEYS_HANDLES * sizeof(*h->slots))) ==
	    NULL) {
		free(h);
		return fault_set(f, ST_BROKEN, "no memory for handles");
	}
	pthread_mutex_init(&h->lock, NULL);
	h->device = *d;
	*out = h;
	return ST_OK;
}

static void
slot_shut(struct handles *h, struct slot *s)
{
	h->device.ops->shut(s->u.key);
	wipe(s, sizeof(*s));
}

/* Nobody shall use it any more; it goes at once or with its last holder. */
static void
slot_kill(struct handles *h, struct slot *s)
{
	s->dead = 1;
	if (s->held == 0)
		slot_shut(h, s);
}

void
handles_free(struct handles *h)
{
	size_t	 i;

	if (h == NULL)
		return;
	for (i = 0; i < KEYS_HANDLES; i++)
		if (h->slots[i].used)
			slot_shut(h, &h->slots[i]);
	vault_free(h->slots, KEYS_HANDLES * sizeof(*h->slots));
	pthread_mutex_destroy(&h->lock);
	free(h);
}

static int
is_live(const struct slot *s, int64_t now)
{
	return s->used && !s->dead && now >= s->born &&
	    now - s->seen <= KEYS_IDLE_MS && now - s->born <= KEYS_ABSOLUTE_MS;
}

static void
sweep(struct handles *h, int64_t now)
{
	size_t	 i;

	for (i = 0; i < KEYS_HANDLES; i++)
		if (h->slots[i].used && !h->slots[i].dead &&
		    !is_live(&h->slots[i], now))
			slot_kill(h, &h->slots[i]);
}

static int
elsewhere(const struct handles *h, const char *person, const char *terminal,
    int64_t now)
{
	const struct slot	*s;
	size_t			 i;

	for (i = 0; i < KEYS_HANDLES; i++) {
		s = &h->slots[i];
		if (is_live(s, now) && strcmp(s->u.person, person) == 0 &&
		    strcmp(s->u.terminal, terminal) != 0)
			return 1;
	}
	return 0;
}

int
handle_elsewhere(struct handles *h, const char *person,
    const char *terminal, int64_t now)
{
	int	 yes;

	pthread_mutex_lock(&h->lock);
	yes = elsewhere(h, person, terminal, now);
	pthread_mutex_unlock(&h->lock);
	return yes;
}

static struct slot *
slot_find(struct handles *h, const unsigned char mark[SM3_LEN])
{
	size_t	 i;

	for (i = 0; i < KEYS_HANDLES; i++)
		if (h->slots[i].used && !h->slots[i].dead &&
		    CRYPTO_memcmp(h->slots[i].mark, mark, SM3_LEN) == 0)
			return &h->slots[i];
	return NULL;
}

/* A free place; the person's oldest goes where there are too many. */
static struct slot *
slot_new(struct handles *h, const char *person)
{
	struct slot	*s, *oldest = NULL, *place = NULL;
	size_t		 i, own = 0;

	for (i = 0; i < KEYS_HANDLES; i++) {
		s = &h->slots[i];
		if (!s->used)
			place = place == NULL ? s : place;
		else if (!s->dead && strcmp(s->u.person, person) == 0) {
			own++;
			if (oldest == NULL || s->seen < oldest->seen)
				oldest = s;
		}
	}
	if (own >= KEYS_PER_PERSON)
		slot_kill(h, oldest);
	return place;
}

static enum status
keep(struct handles *h, const unsigned char mark[SM3_LEN],
    const struct unlocked *u, int64_t now, struct fault *f)
{
	struct slot	*s;

	sweep(h, now);
	if (elsewhere(h, u->person, u->terminal, now))
		return fault_set(f, ST_CONFLICT,
		    "R-152: key in use at another terminal");
	if ((s = slot_find(h, mark)) != NULL)
		slot_kill(h, s);
	if ((s = slot_new(h, u->person)) == NULL)
		return fault_set(f, ST_BROKEN, "too many unlocked keys");
	s->used = 1;
	s->born = s->seen = now;
	memcpy(s->mark, mark, SM3_LEN);
	s->u = *u;
	return ST_OK;
}

enum status
handle_keep(struct handles *h, const unsigned char handle[KEYD_HANDLE],
    const struct unlocked *u, int64_t now, struct fault *f)
{
	unsigned char	 mark[SM3_LEN];
	enum status	 st;

	if (sm3(bytes_of(handle, KEYD_HANDLE), mark) != ST_OK)
		st = fault_set(f, ST_BROKEN, "SM3 failed");
	else {
		pthread_mutex_lock(&h->lock);
		st = keep(h, mark, u, now, f);
		pthread_mutex_unlock(&h->lock);
	}
	if (st != ST_OK)
		h->device.ops->shut(u->key);
	return st;
}

enum status
handle_take(struct handles *h, const unsigned char handle[KEYD_HANDLE],
    int64_t now, const struct unlocked **out, int *slot, struct fault *f)
{
	unsigned char	 mark[SM3_LEN];
	struct slot	*s;

	*out = NULL;
	*slot = -1;
	if (sm3(bytes_of(handle, KEYD_HANDLE), mark) != ST_OK)
		return fault_set(f, ST_BROKEN, "SM3 failed");
	pthread_mutex_lock(&h->lock);
	s = slot_find(h, mark);
	if (s != NULL && !is_live(s, now)) {
		slot_kill(h, s);
		s = NULL;
	}
	if (s != NULL) {
		s->held++;
		s->seen = now;
		*out = &s->u;
		*slot = (int)(s - h->slots);
	}
	pthread_mutex_unlock(&h->lock);
	return s != NULL ? ST_OK :
	    fault_set(f, ST_ABSENT, "no such unlocked key: ask for the PIN");
}

void
handle_done(struct handles *h, int slot)
{
	struct slot	*s;

	if (slot < 0)
		return;
	pthread_mutex_lock(&h->lock);
	s = &h->slots[slot];
	if (--s->held == 0 && s->dead)
		slot_shut(h, s);
	pthread_mutex_unlock(&h->lock);
}

void
handle_drop(struct handles *h, const unsigned char handle[KEYD_HANDLE])
{
	unsigned char	 mark[SM3_LEN];
	struct slot	*s;

	if (sm3(bytes_of(handle, KEYD_HANDLE), mark) != ST_OK)
		return;
	pthread_mutex_lock(&h->lock);
	if ((s = slot_find(h, mark)) != NULL)
		slot_kill(h, s);
	pthread_mutex_unlock(&h->lock);
}

void
handle_drop_person(struct handles *h, const char *person)
{
	struct slot	*s;
	size_t		 i;

	pthread_mutex_lock(&h->lock);
	for (i = 0; i < KEYS_HANDLES; i++) {
		s = &h->slots[i];
		if (s->used && !s->dead && strcmp(s->u.person, person) == 0)
			slot_kill(h, s);
	}
	pthread_mutex_unlock(&h->lock);
}

void
handle_pin_changed(struct handles *h, const char *person)
{
	size_t	 i;

	pthread_mutex_lock(&h->lock);
	for (i = 0; i < KEYS_HANDLES; i++)
		if (h->slots[i].used &&
		    strcmp(h->slots[i].u.person, person) == 0)
			h->slots[i].u.must_change = 0;
	pthread_mutex_unlock(&h->lock);
}

void
handle_sweep(struct handles *h, int64_t now)
{
	pthread_mutex_lock(&h->lock);
	sweep(h, now);
	pthread_mutex_unlock(&h->lock);
}
