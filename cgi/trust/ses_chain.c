/* From the states of a chain to findings; see ses_chain.h. */
#include "trust/ses_chain.h"

/* The words are chain.c's; here only how bad each state is, and why. */
static const struct {
	const char		*code;
	enum finding_state	 state;
	const char		*clause;
} rows[] = {
	[CHAIN_OK] = { "chain.ok", FIND_OK, "" },
	[CHAIN_NO_STATUS] = { "chain.unknown-status", FIND_UNKNOWN, "R-127" },
	[CHAIN_NOT_YET] = { "chain.not-yet", FIND_BROKEN, "R-117" },
	[CHAIN_EXPIRED] = { "chain.expired", FIND_BROKEN, "R-117" },
	[CHAIN_HELD] = { "chain.held", FIND_BROKEN, "R-127" },
	[CHAIN_REVOKED] = { "chain.revoked", FIND_BROKEN, "R-127" },
	[CHAIN_USAGE] = { "chain.usage", FIND_BROKEN, "R-126" },
	[CHAIN_CONSTRAINT] = { "chain.constraint", FIND_BROKEN, "R-117" },
	[CHAIN_NOT_LISTED] = { "chain.not-listed", FIND_BROKEN, "R-121" },
	[CHAIN_UNKNOWN_CA] = { "chain.unknown-ca", FIND_UNKNOWN, "R-121" },
	[CHAIN_SIGNATURE] = { "chain.signature", FIND_BROKEN, "R-117" },
	[CHAIN_MALFORMED] = { "chain.malformed", FIND_BROKEN, "R-117" },
};

_Static_assert(NITEMS(rows) == CHAIN__N, "a row for every state");

/* The most telling of what was found: broken before unknown, worst last. */
static enum chain_state
chain_reason(const struct chain_result *r)
{
	enum chain_state	 best = r->state;

	for (unsigned s = 0; s < CHAIN__N; s++)
		if ((r->findings >> s & 1) != 0 &&
		    rows[s].state > rows[best].state)
			best = (enum chain_state)s;
	return best;
}

static void
say(enum chain_state s, struct finding *out)
{
	out->state = rows[s].state;
	out->code = rows[s].code;
	out->number = "";
	out->text = chain_state_text(s);
	out->clause = rows[s].clause;
}

void
ses_chain_say(const struct chain_result *r, int looked, struct finding *out)
{
	const enum chain_state	 s = chain_reason(r);

	say(s == CHAIN_OK && !looked ? CHAIN_NO_STATUS : s, out);
}

void
ses_chain_anchors(void *arg, struct bytes cert, enum ses_use use, int64_t at,
    struct finding *out)
{
	const struct ses_trust	*t = arg;
	const struct chain_ask	 ask = {
		.purpose = use == SES_MAKER ? FOR_MAKER : FOR_SEAL,
		.at = at, .extra = t->extra, .nextra = t->nextra,
		.crl = t->crl, .crl_arg = t->crl_arg,
	};
	struct chain_result	 r;

	if (chain_check(cert, t->anchors, &ask, NULL, &r, NULL) == ST_OK)
		ses_chain_say(&r, t->crl != NULL, out);
	else
		say(CHAIN_NO_STATUS, out);
}
