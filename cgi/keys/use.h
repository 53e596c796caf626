/* One use of a seal inside keyd: between use.c and auto.c. */
#ifndef KEYS_USE_H
#define KEYS_USE_H

#include "keys/seal.h"

/* What is asked, the same whoever agreed to it. */
struct use {
	const char	*what;		/* seal qr */
	const char	*request, *code;
	const char	*grant;		/* standing; NULL: a person's use */
	unsigned char	 doc[SM3_LEN];
	unsigned char	 digest[SM3_LEN];	/* of all fields */
	struct seal_row	 seal;
};

/* What an earlier use left. */
struct used {
	const char	*serial;
	struct bytes	 value;
	int64_t		 at;
};

enum status	 use_read(struct call *c, const char *what, struct use *u);
/* ST_OK: signed before, with the same fields; ST_ABSENT: go on. */
enum status	 use_find(struct call *c, const struct use *u,
		    struct used *out);
/* The seal, if it may sign now. */
enum status	 use_seal(struct call *c, struct use *u,
		    struct seal_key *key, struct cert *cert);
/* The signature, kept and answered. */
enum status	 use_sign(struct call *c, const struct use *u,
		    const struct seal_key *key, struct bytes cert);
/* The same bytes as the first time, whatever the seal's state is now. */
enum status	 use_sign_again(struct call *c, struct use *u,
		    const struct used *before);

#endif
