/* What may be said of a seal or signature; the words are in ses_words.c. */
#ifndef TRUST_SES_LOCAL_H
#define TRUST_SES_LOCAL_H

#include "trust/ses.h"

enum ses_say {
	SAY_FORMAT_OK, SAY_FORMAT_BROKEN,
	SAY_ALGORITHM_OK, SAY_ALGORITHM_ODD, SAY_ALGORITHM_UNKNOWN,
	SAY_ALGORITHM_KEY,
	SAY_DIGEST_OK, SAY_DIGEST_LENGTH,
	SAY_SIGNATURE_OK, SAY_SIGNATURE_BROKEN, SAY_SIGNATURE_NO_KEY,
	SAY_LIST_OK, SAY_LIST_Z, SAY_LIST_ABSENT,
	SAY_SEAL_OK, SAY_SEAL_BROKEN, SAY_SEAL_NO_KEY,
	SAY_MAKER_OK, SAY_MAKER_UNREADABLE, SAY_MAKER_USAGE,
	SAY_MAKER_NOT_YET, SAY_MAKER_EXPIRED, SAY_MAKER_OVER_NOW,
	SAY_MAKER_NO_CHAIN,
	SAY_SIGNER_OK, SAY_SIGNER_UNREADABLE, SAY_SIGNER_USAGE,
	SAY_SIGNER_NOT_YET, SAY_SIGNER_EXPIRED, SAY_SIGNER_NO_CHAIN,
	SAY_TIME_OK, SAY_TIME_FUTURE, SAY_TIME_TOKEN,
	SAY_DOCUMENT_OK, SAY_DOCUMENT_CHANGED, SAY_DOCUMENT_NOT_GIVEN,
	SAY_PERIOD_OK, SAY_PERIOD_ORDER, SAY_PERIOD_BEFORE, SAY_PERIOD_AFTER,
	SAY_STAMP_NONE, SAY_STAMP_BROKEN, SAY_STAMP_UNCHECKED,
	SAY_STAMP_ORDER,
	SAY_QUIRKS_NONE, SAY_QUIRKS,
	SAY__N
};

/* Keep it where it is worse than what was said of the same check. */
void	 verdict_say(struct ses_verdict *v, enum ses_say say);
void	 verdict_add(struct ses_verdict *v, const struct finding *found);
/* All checks "not made", which is unknown; "none" for a seal alone. */
void	 verdict_start(struct ses_verdict *v);
void	 verdict_none(struct ses_verdict *v, enum ses_check check);
/* The worst and the first of it. */
void	 verdict_end(struct ses_verdict *v);

#endif
