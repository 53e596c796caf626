/*
 * The message of a filing, JSON:
 *
 *	{ "version": 1, "type": "filing", "target": CODE, "filing": ID,
 *	  "revision": N, "kind": KIND, "at": "2026-11-20T06:05:09Z",
 *	  "reason": WORD, "addressee": NAME, "items": { NAME: TEXT, ... } }
 *
 * The addressee is the authority of the seal's region, where its
 * target has one and it is known.
 * Which items a target needs of which event is a table; personal ones are
 * masked where the message is shown.
 */
#ifndef SEAL_FILING_MESSAGE_H
#define SEAL_FILING_MESSAGE_H

#include "seal/filing.h"

#define FILING_MESSAGE_VERSION	1

enum filing_fact {
	FACT_CODE, FACT_NAME, FACT_UNIT, FACT_UNIT_CODE, FACT_REGION,
	FACT_SUB_KIND, FACT_CATEGORY, FACT_SCOPE, FACT_DESK, FACT_MAKER,
	FACT_REPLACES, FACT_SERIAL, FACT_FROM, FACT_UNTIL, FACT_HOLDER,
	FACT_AGENT,
	FACT__N
};

struct filing_item {
	const char	*name, *label;
	unsigned	 kinds;		/* of filings that carry it, bits */
	const char	*target;	/* the kind of target; NULL: every one */
	int		 personal;	/* masked in the view */
};

/* By its name in the message; NULL where there is none. */
const struct filing_item *filing_item(const char *name);
/* enum authority_kind; AUTHORITY__N: none, the target speaks for itself. */
int		 filing_authority(const char *target_kind);
int		 filing_item_wanted(enum filing_fact fact, const char *kind,
		    const char *target_kind);

#endif
