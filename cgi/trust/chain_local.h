/* The list of CAs as the chain files see it; for "trust" alone. */
#ifndef TRUST_CHAIN_LOCAL_H
#define TRUST_CHAIN_LOCAL_H

#include "trust/chain.h"

struct anchor {
	unsigned char	*der;		/* own copy, cert borrows from it */
	unsigned	 uses;
	struct cert	 cert;
};

struct anchors {
	struct anchor	**v;
	size_t		 n, room;
};

/* A path from the end certificate up; the last is on the list. */
struct path {
	const struct cert *c[CHAIN_LEN];
	size_t		 n;
	unsigned	 uses;		/* of the listed CA */
	int		 anchored;
	int		 bad_signature;	/* an issuer by name did not sign */
};

/* The best path for a purpose; not .anchored where there is none. */
void		 path_find(const struct cert *leaf,
		    const struct anchors *anchors, const struct cert *extra,
		    size_t nextra, enum chain_purpose purpose,
		    struct path *out);

#endif
