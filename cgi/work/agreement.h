/*
 * 《电子印章使用服务协议》: its words, version and digest.  Whoever
 * submits accepts the version in force; earlier ones stay readable, so a
 * change of words is a new version here, never an edit.
 */
#ifndef WORK_AGREEMENT_H
#define WORK_AGREEMENT_H

#include <stddef.h>
#include <stdint.h>

#include "base/fault.h"

struct agreement_term {
	const char	*text;
	int		 duty;	/* what the using unit answers for */
};
struct agreement {
	int64_t				 version;
	const struct agreement_term	*terms;
	size_t				 n;
};

/* The one in force. */
const struct agreement *agreement_now(void);
/* By number; NULL where there is none. */
const struct agreement *agreement_find(int64_t version);
/* SM3 over the number and the words. */
enum status	 agreement_digest(const struct agreement *a,
		    unsigned char out[32], struct fault *f);

#endif
