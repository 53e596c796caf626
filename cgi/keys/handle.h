/*
 * Unlocked keys of persons.  A handle is 32 bytes from the client; only its
 * SM3 is kept.  All functions may be called from any thread.
 */
#ifndef KEYS_HANDLE_H
#define KEYS_HANDLE_H

#include <stdint.h>

#include "base/fault.h"
#include "base/id.h"
#include "keys/device.h"
#include "trust/keyd.h"

struct handles;			/* all of them */
struct unlocked {		/* one, as seen by its user */
	char		 person[ID_LEN + 1];
	char		 terminal[KEYD_NAME + 1];
	int		 must_change;
	unsigned char	 pub[SM2_PUBLIC];
	void		*key;		/* the device's */
};

enum status	 handles_new(const struct device *d, struct handles **out,
		    struct fault *f);
void		 handles_free(struct handles *h);

/*
 * Whether the person has a live handle at another terminal.
 */
int		 handle_elsewhere(struct handles *h, const char *person,
		    const char *terminal, int64_t now);
/*
 * Keep an unlocked key (taken over, also on failure).  ST_CONFLICT: in use
 * elsewhere; ST_BROKEN: all places are taken.
 */
enum status	 handle_keep(struct handles *h,
		    const unsigned char handle[KEYD_HANDLE],
		    const struct unlocked *u, int64_t now, struct fault *f);
/*
 * Use one: ST_ABSENT where it is gone or idle too long.  *slot goes back
 * with handle_done; the key stays until then whatever happens.
 */
enum status	 handle_take(struct handles *h,
		    const unsigned char handle[KEYD_HANDLE], int64_t now,
		    const struct unlocked **out, int *slot, struct fault *f);
void		 handle_done(struct handles *h, int slot);
/* Forget one, or all of a person. */
void		 handle_drop(struct handles *h,
		    const unsigned char handle[KEYD_HANDLE]);
void		 handle_drop_person(struct handles *h, const char *person);
/* Shut what is too old; called now and then. */
void		 handle_sweep(struct handles *h, int64_t now);
/* The PIN was changed: live handles need not change it any more. */
void		 handle_pin_changed(struct handles *h, const char *person);

#endif
