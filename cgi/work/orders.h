/*
 * 证书申请: requests whose certificates a third party issues are
 * collected here, sent to its agent in batches, and what is answered is taken
 * into their cases.  The pages stand in the program issue (/issue/orders),
 * sending and checking in jobs.
 *
 * What travels to the agent, over HTTPS or as a file:
 *
 *	{ "payload": MESSAGE (seal/order.h), "statement": DER of who sends it,
 *	  "materials": [ { "order": ID, "item": TEXT, "sm3": hex,
 *	    "data": bytes } ] }
 *
 * all bytes in base 64.  The statement is ACT_CERT_ORDER over
 * digest_fields("cert.order") of the batch's id and the SM3 of the message,
 * which names each material's SM3.  The same again without "materials" asks
 * how far it is.
 */
#ifndef WORK_ORDERS_H
#define WORK_ORDERS_H

#include "seal/order_answer.h"
#include "work/case.h"

/* --- pages ------------------------------------------------------------------- */

web_handler	 orders_table;		/* GET /issue/orders */
web_handler	 orders_post;		/* POST /issue/orders */
web_handler	 orders_show;		/* GET /issue/orders/{batch} */
web_handler	 orders_file;		/* GET /issue/orders/{batch}/file */
web_handler	 orders_resend;		/* POST .../resend */
web_handler	 orders_post_hand;	/* POST .../hand */
web_handler	 orders_post_answer;	/* POST .../answer */
web_handler	 orders_post_line;	/* POST .../line */

struct order_batch_values {
	const char	*agent;		/* and "case", as often as chosen */
};
extern const struct form order_batch_form, order_hand_form,
		    order_answer_form, order_line_form;
/* Who reads them, and who sends them. */
#define ORDER_READERS (ROLE_BIT(ROLE_MAKER) | ROLE_BIT(ROLE_RA_OPERATOR))
#define ORDER_SENDERS ROLE_BIT(ROLE_RA_OPERATOR)

/* Where the order of a case stands, as a sentence for its page; "href" is its
 * batch's page, or that of what waits; NULL where the actor may not see it. */
enum status	 orders_of_case(struct req *r, const struct dossier *d,
		    const char **sentence, const char **href);
/* A tag's label and look: what stands in T8, or that it is overdue. */
const char	*cert_order_label(int state, int64_t due, int64_t now);
const char	*cert_order_tone(int state, int64_t due, int64_t now);

/* --- sending -------------------------------------------------------------------- */

struct orders_chosen {
	const char	*ids[ORDERS_MAX];	/* of requests */
	size_t		 n;
};
/*
 * Compose, sign and keep a batch for an agent; its id.  ST_CONFLICT: *why,
 * naming the case, nothing is written; else as case_say.
 */
enum status	 orders_make(struct req *r, const struct target *agent,
		    const struct orders_chosen *chosen,
		    char id[ID_LEN + 1], const char **why);
/* What travels; "whole": with the materials. */
#define ORDERS_ENVELOPE	(34 * MIB)	/* materials and message in base 64 */
enum status	 orders_envelope(struct req *r, const struct cert_batch *b,
		    int whole, struct buf *out);

/* --- answers -------------------------------------------------------------------- */

/*
 * Take an answer into the orders and their cases, each in a transaction of its
 * own, then note it with the batch.  What was taken before changes nothing.
 * How many orders moved goes to *moved.
 */
enum status	 orders_take(struct req *r, struct cert_batch *b,
		    const struct target *agent,
		    const struct order_answer *answers, size_t n,
		    size_t *moved);
/*
 * The system holds the certificate of an order against what was approved
 * (keyd does), and the making goes on, or the order says why not.
 */
enum status	 orders_certify(struct req *r, const char *order, int *moved);

#endif
