/*
 * The list of trusted CAs as the answer ses_judge asks for: hand
 * ses_chain_anchors with a struct ses_trust as chain and chain_arg.
 */
#ifndef TRUST_SES_CHAIN_H
#define TRUST_SES_CHAIN_H

#include "trust/chain.h"
#include "trust/ses.h"

struct ses_trust {
	const struct anchors	*anchors;
	const struct bytes	*extra;		/* intermediates, DER */
	size_t			 nextra;	/* <= CHAIN_EXTRA */
	chain_crl		 crl;		/* NULL: revocation is unknown */
	void			*crl_arg;
};

/*
 * A maker as FOR_MAKER, a signer as FOR_SEAL, at the moment asked.  A CA
 * that is not known and a state that could not be looked up are unknown, all
 * else that is wrong is broken.
 */
ses_chain	 ses_chain_anchors;

/* What a chain's result says, as a finding; "looked": for revocations. */
void		 ses_chain_say(const struct chain_result *r, int looked,
		    struct finding *out);

#endif
