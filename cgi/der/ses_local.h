/* What the readers of seals and signatures share. */
#ifndef DER_SES_LOCAL_H
#define DER_SES_LOCAL_H

#include "der/ses.h"

/*
 * One field of a SEQUENCE: which tag, whose name in the standard, where it
 * goes.  INTEGER goes to an int64_t and must lie in min..max; times to a
 * struct ses_time; BIT STRING to struct bytes without its first byte;
 * everything else to struct bytes, at most max bytes where max is not 0.
 */
struct ses_part {
	unsigned char	 tag;
	const char	*name;
	size_t		 at;
	int64_t		 min, max;
};

/* Read the parts in order out of *in. */
enum status	 ses_parts_read(struct bytes *in, const struct ses_part *p,
		    size_t n, void *out, struct fault *f);
/* ST_INVALID where something is left. */
enum status	 ses_end(struct bytes in, const char *name, struct fault *f);
/* The outer SEQUENCE: strict, only zero bytes behind; how many elements. */
enum status	 ses_outer(struct bytes in, struct der *outer, size_t *nel,
		    struct bytes *padding, struct fault *f);
/* Elements of extDatas; quirk bits are added. */
enum status	 ses_ext_check(struct bytes ext, unsigned *quirks,
		    struct fault *f);
/* Quirks an algorithm identifier or a signature's length tell. */
unsigned	 ses_signer_quirks(struct bytes algorithm,
		    struct bytes signature);
/* A seal in place of TBS_Sign.eseal: no padding. */
enum status	 ses_seal_read_at(struct bytes whole, struct ses_seal *out,
		    struct fault *f);
/* timeInfo of version 1. */
enum status	 ses_time_info(struct bytes content, struct ses_time *out,
		    unsigned *quirks);

#endif
