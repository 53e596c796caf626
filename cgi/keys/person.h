/* Between person.c and pin.c. */
#ifndef KEYS_PERSON_H
#define KEYS_PERSON_H

#include "keys/local.h"

#define PIN_SALT 16

/* All roles of all units. */
unsigned	 person_roles(const struct keyd_person *p);
/* Put a PIN's mark into the history and drop what is older than five. */
enum status	 pin_remember(struct call *c, const char *person,
		    const unsigned char mark[SM3_LEN]);

#endif
