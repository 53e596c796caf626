/*
 * Certificate orders (证书申请, R-116): requests whose certificates a third
 * party's CA issues go out in batches (批次) to the certificate agent of that
 * CA.  A batch is one signed message and never changes; each order in it
 * moves along T8.  Functions that write belong inside the caller's
 * transaction.
 *
 * The message, JSON, signed by who sends it (ACT_CERT_ORDER):
 *
 *	{ "type": "cert-order", "agent": CODE, "batch": ID, "number": TEXT,
 *	  "at": MOMENT, "from": { "name": TEXT, "code": TEXT },
 *	  "orders": [ { "order": ID, "request": NUMBER, "business": "apply" |
 *	    "renew", "unit": { "name", "code", "type", "region", "address" },
 *	    "seal": { "name", "kind", "code": of the one renewed },
 *	    "months": N, "csr": PKCS#10 in base 64,
 *	    "materials": [ { "item", "name", "type", "sm3": hex } ] } ] }
 *
 * What comes back is in order_answer.h.
 */
#ifndef SEAL_ORDER_H
#define SEAL_ORDER_H

#include "base/limits.h"
#include "flow/flow.h"
#include "office/office.h"
#include "seal/target.h"
#include "store/store.h"

/* --- T8 -------------------------------------------------------------------- */

enum order_state {
	C0_WAITING, C1_SENT, C2_ANSWERED, C3_ISSUED, C4_UNFIT, C5_REFUSED,
	C6_VOID,
	ORDER_STATE__N
};

enum order_event {
	OE_BEGIN, OE_RECEIVE, OE_HAND, OE_ANSWER, OE_TAKE, OE_UNFIT,
	OE_RECHECK, OE_REFUSE, OE_VOID, OE_END,
	ORDER_EVENT__N
};

/* What the guards of T8 look at. */
struct order_facts {
	int		 has_reason;	/* what was done is said */
	int		 same;		/* it is the certificate that did not fit */
};

extern const struct flow flow_order;

/* Whether something is still to come: neither issued, refused nor void. */
int		 cert_order_is_open(int state);

/* --- batches ---------------------------------------------------------------- */

#define ORDERS_MAX	20	/* of a batch: what one person looks through */
#define BATCH_MATERIALS	(24 * MIB)	/* forwarded with one batch, in all */
#define BATCH_MESSAGE	(256 * KIB)	/* twenty requests of devices, 8 KiB */
#define BATCH_LETTERS	"ZS"		/* of its number, as request_number */
#define BATCH_NUMBER	24		/* with NUL */

struct cert_batch {
	const char	*id, *number, *agent, *unit, *message, *statement;
	const char	*person, *person_name;
	int64_t		 rev, created, due;
	int		 is_open;
	int64_t		 accepted, alarmed;	/* 0: not */
	int64_t		 tries, next_try, lease;
	const char	*reason;		/* of the last try; NULL */
};

enum status	 batch_add(struct store *db, const struct actor *who,
		    const struct cert_batch *b, struct fault *f);
enum status	 batch_load(struct store *db, struct pool *pool,
		    const char *id, struct cert_batch *out, struct fault *f);

/* What a batch does besides its orders: words of cert_event. */
#define BATCH_SEND	"send"		/* a try is taken */
#define BATCH_FAIL	"fail"		/* it came to nothing */
#define BATCH_RECEIVED	"received"	/* an answer was taken in */
#define BATCH_RESEND	"resend"	/* at once, with all of it */
#define BATCH_OVERDUE	"overdue"	/* the alarm, once */
const char	*batch_event_label(const char *event);

/*
 * Write accepted, alarmed, tries, next_try, lease and reason as they stand in
 * *b, and one line of history ("event" NULL: none).  ST_CONFLICT: somebody was
 * quicker.
 */
enum status	 batch_step(struct store *db, const struct actor *who,
		    struct cert_batch *b, const char *event,
		    const char *note, struct fault *f);

/* --- orders ----------------------------------------------------------------- */

struct cert_order {
	const char	*id, *batch, *unit, *request;
	int64_t		 seq, rev, due, created, changed;
	int		 state;
	const char	*materials;	/* ids of those forwarded, blanks between */
	struct bytes	 certificate;	/* and its issuers behind it, DER */
	const char	*reason;
	/* of its request and batch */
	const char	*number, *business, *org_name, *seal_name,
			*batch_number;
	int		 request_state;
};

/* ST_CONFLICT: the request is ordered already. */
enum status	 cert_order_add(struct store *db, const struct actor *who,
		    const struct cert_order *o, struct fault *f);
enum status	 cert_order_load(struct store *db, struct pool *pool,
		    const char *id, struct cert_order *out, struct fault *f);
/* Of a batch, in its order. */
enum status	 cert_order_list(struct store *db, struct pool *pool,
		    const char *batch, struct cert_order **out, size_t *n,
		    struct fault *f);
/* The newest of a request; ST_ABSENT where it has none. */
enum status	 cert_order_of(struct store *db, struct pool *pool,
		    const char *request, struct cert_order *out,
		    struct fault *f);

struct order_move {
	int		 event;		/* enum order_event */
	const char	*note, *statement;	/* for the history; or NULL */
	struct bytes	 certificate;	/* OE_ANSWER */
};
/*
 * Along T8, if the facts allow it; one line of history, and the batch is no
 * longer open where this was its last open one.  ST_CONFLICT: the table has no
 * such row, a guard says no, or somebody moved it first.
 */
enum status	 cert_order_step(struct store *db, const struct actor *who,
		    unsigned roles, const struct order_facts *facts,
		    struct cert_order *o, const struct order_move *move,
		    struct fault *f);

struct cert_line {
	int64_t		 seq, at, line;		/* line 0: the batch */
	const char	*event, *person_name, *note;
};
#define CERT_LINES	300	/* shown of one batch */
/* The history, newest first. */
enum status	 batch_history(struct store *db, struct pool *pool,
		    const char *batch, struct cert_line **out, size_t *n,
		    struct fault *f);

/* --- what is to be done ------------------------------------------------------ */

#define ORDERS_TODO	50	/* ids named at once */
struct order_next {
	char		 id[ID_LEN + 1];
};
/* Batches to be sent to an agent now; those past due and never said so;
 * orders whose certificate is to be checked, behind an id. */
enum status	 batch_sendable(struct store *db, struct pool *pool,
		    const char *agent, int64_t now, struct order_next **out,
		    size_t *n, struct fault *f);
enum status	 batch_unalarmed(struct store *db, struct pool *pool,
		    int64_t now, struct order_next **out, size_t *n,
		    struct fault *f);
enum status	 cert_order_answered(struct store *db, struct pool *pool,
		    const char *behind, struct order_next **out, size_t *n,
		    struct fault *f);

/* --- tables ------------------------------------------------------------------ */

/* A request that waits to be ordered. */
struct order_case {
	const char	*id, *number, *business, *org_name, *seal_name;
	int64_t		 changed;
};
#define ORDER_CASES	100	/* shown; the others when these are ordered */
/* In the scope of a unit, the longest waiting first. */
enum status	 cert_order_cases(struct store *db, struct pool *pool,
		    const char *unit, struct order_case **out, size_t *n,
		    struct fault *f);

enum order_tab {
	ORDERS_WAITING, ORDERS_SENT, ORDERS_OVERDUE, ORDERS_UNFIT,
	ORDERS_ISSUED, ORDERS_REFUSED, ORDERS_ALL, ORDERS__N
};
struct order_ask {
	const char	*unit;		/* whose orders */
	enum order_tab	 tab;
	int64_t		 now;
	int64_t		 key;		/* page behind this cert_order_key ... */
	const char	*after;		/* ... and this id; NULL: first page */
	size_t		 max;		/* at most ORDERS_PAGE */
};
#define ORDERS_PAGE	500
int64_t		 cert_order_key(const struct order_ask *ask,
		    const struct cert_order *o);
/* Overdue ones by due, the soonest first; others newest first. */
enum status	 cert_order_table(struct store *db, struct pool *pool,
		    const struct order_ask *ask, struct cert_order **out,
		    size_t *n, int *more, struct fault *f);

#endif
