/*
 * What stands behind a making: the facts as they were sent, and the words
 * somebody said over them; of a renewal those of a checker, or of the seal's
 * own live key.
 */
#include "keys/seal.h"
#include "trust/device_renew.h"

/*
 * A renewal is agreed to over the same facts; where a device holds the seal,
 * by what its live key said of the request it made (trust/device_renew.h).
 */
static enum status
agreed(struct call *c, enum rule_id rule, struct making *m, struct ask *ask)
{
	const int	 made = rule == RULE_SEAL_MAKE;
	const int	 outside = m->facts.device.n > 0;
	char		 request[STATEMENT_TEXT];
	unsigned char	 digest[DIGEST_LEN];
	struct seal_row	 row;
	enum status	 st;

	if ((st = renewal_check(c, m, &row)) != ST_OK)
		return st;
	if (!outside)
		return call_rule(c, made ? RULE_RENEW_MAKE : RULE_RENEW_CERT,
		    ask);
	if ((st = device_renew_subject(m->facts.device, request,
	    c->f)) != ST_OK || (st = device_renew_digest(row.code, row.der,
	    m->facts.device, digest, c->f)) != ST_OK)
		return st;
	ask->request = request;
	ask->request_digest = digest;
	ask->live = row.serial;
	return call_rule(c, made ? RULE_RENEW_DEVICE_MAKE :
	    RULE_RENEW_DEVICE_CERT, ask);
}

enum status
making_approved(struct call *c, enum rule_id rule, struct making *m)
{
	struct ask	 ask = { .now = c->now, .digest = m->digest };
	enum status	 st;

	if ((st = keyd_get_facts(&c->m, c->pool, &m->facts, c->f)) != ST_OK ||
	    (st = keyd_facts_digest(&m->facts, m->digest, c->f)) != ST_OK ||
	    (st = device_request_check(m, c->f)) != ST_OK)
		return st;
	ask.subject = m->facts.request;
	ask.unit = m->facts.unit;
	ask.seal = m->facts.renews;
	return ask.seal == NULL ? call_rule(c, rule, &ask) :
	    agreed(c, rule, m, &ask);
}
