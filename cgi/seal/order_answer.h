/*
 * What a certificate agent answers to a batch, signed as in signed_json.h:
 *
 *	{ "type": "cert-answer", "agent": CODE, "batch": ID,
 *	  "digest": SM3 of the batch's message in hex,
 *	  "orders": [ { "order": ID, "result": "received" }
 *	    or { "order": ID, "result": "issued", "certificate": DER in base
 *	      64, "chain": [ DER in base 64 ... ] }	(chain may be left out)
 *	    or { "order": ID, "result": "refused", "reason": TEXT } ] }
 *
 * Each order is named once at most; those left out are as they were.  The
 * same file serves what is brought by hand.  Pure.
 */
#ifndef SEAL_ORDER_ANSWER_H
#define SEAL_ORDER_ANSWER_H

#include "seal/order.h"

#define ORDER_ANSWER_MAX ((size_t)(512 * 1024))	/* twenty certificates, each
						 * with three of its issuers */
#define ORDER_REASON	600		/* bytes of a reason: 200 characters */
#define ORDER_CHAIN	3		/* issuers sent with one */

enum order_result { ORDER_RECEIVED, ORDER_ISSUED, ORDER_REFUSED };

struct order_answer {
	const char		*order;		/* id, one of the batch */
	enum order_result	 result;
	struct bytes		 certificate;	/* and its chain behind it */
	const char		*reason;
};

/*
 * The answers to this batch, whose orders are "orders".  ST_INVALID for
 * anything else, *why in words for the desk: garbage, another signer, another
 * batch, an order that is not in it or comes twice.
 */
enum status	 order_answer_read(struct bytes body,
		    const struct target *agent, const struct cert_batch *b,
		    const struct cert_order *orders, size_t norders,
		    struct pool *pool, struct order_answer **out, size_t *n,
		    const char **why, struct fault *f);

/*
 * The certificates kept of an order (its own first); at most ORDER_CHAIN + 1.
 * How many; 0 where it has none.
 */
size_t		 order_certificates(struct bytes kept,
		    struct bytes out[ORDER_CHAIN + 1]);

#endif
