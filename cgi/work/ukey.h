/*
 * The UKey ledger (UKey 台账): RA operators keep the stock of their desk and
 * hand UKeys out, RA administrators the stock of the municipal organisation,
 * its supply and its reports.  It stands in the program
 * "admin", the one that both of them have, beside the people whose keys are
 * unlocked there.
 */
#ifndef WORK_UKEY_H
#define WORK_UKEY_H

#include "seal/carrier_paper.h"
#include "work/admin.h"

/* Who keeps a stock; who may look at it besides. */
#define UKEY_STOCK	(ADMIN_ROLE(RA_OPERATOR) | ADMIN_ROLE(RA_ADMIN))

/* --- shared -------------------------------------------------------------- */

/* The carrier of the path ({id}) in the books of the own unit or one below
 * (R-009). */
enum status	 ukey_load(struct req *r, struct carrier *c);
/* The unit asked for (?unit=) where it lies below the own; else the own. */
enum status	 ukey_unit(struct req *r, struct unit *u);

/* A paper of the own unit or one below; "number" for the refusal. */
enum status	 ukey_paper_mine(struct req *r, const char *unit,
		    const char *number);

struct ukey_list {
	const char	**serials;
	size_t		 n;
};
/* Serials of one form: what is scanned in one go. */
#define UKEY_LINES	500
/*
 * A list pasted or scanned, one serial a line, at most "max".  What cannot be
 * one and what stands there twice is named with its line in an error of the
 * field.
 */
enum status	 ukey_lines(struct req *r, const char *field,
		    const char *text, size_t max, struct ukey_list *out);
/* Note what is wrong with a line; ukey_bad_done makes it an error. */
struct ukey_bad {
	const char	*words;
	size_t		 n;
};
void		 ukey_bad_line(struct req *r, struct ukey_bad *bad,
		    size_t line, const char *serial, const char *why);
void		 ukey_bad_done(struct req *r, const struct ukey_bad *bad,
		    const char *field);
/* All of them, a line each. */
const char	*ukey_joined(struct req *r, const struct ukey_list *list);

/*
 * The actor says it with the own key.  ST_ABSENT and ST_INVALID: for the PIN;
 * ST_DENIED: *why.
 */
struct digest_field;
enum status	 ukey_say(struct req *r, const char *action,
		    const char *subject, const struct digest_field *fields,
		    size_t n, struct bytes *said, const char **why);
/* P-46 */
int64_t		 ukey_least(struct store *db);

/*
 * Whether the stock of a unit has become too small, or is enough again: who
 * keeps it and who supplies it is told once each time it falls.
 * Inside the transaction that moved it.  *told (may be NULL) is raised by one
 * where they are told now.
 */
enum status	 ukey_level(struct store *db, struct pool *pool,
		    const char *unit, int64_t *told, struct fault *f);
/* How many units from "top" down have too few. */
enum status	 ukey_low_units(struct req *r, const char *top, int64_t *n);
/* The same of one unit: 1 or 0. */
enum status	 ukey_low_here(struct req *r, const char *unit, int64_t *n);

/* Who keeps the stock of a unit is told of a transfer. */
enum status	 ukey_transfer_tell(struct req *r, const char *unit,
		    const char *text, const char *transfer);
/* One move of T5 for each of its carriers, in the caller's transaction. */
enum status	 ukey_transfer_move(struct req *r, struct carrier *c, size_t n,
		    const struct carrier_move *m);

/* --- acts ---------------------------------------------------------------- */

/* An act with a carrier in hand, and what its form asks for. */
struct ukey_deed {
	int		 event;
	const char	*sentence;
	size_t		 needed;	/* the first of "fields": not empty */
	const char	*fields[7];	/* ended by NULL */
};
/* By the event's name; the k-th; NULL where there is none. */
const struct ukey_deed *ukey_deed_find(const char *name);
const struct ukey_deed *ukey_deed_nth(size_t k);
/* What is known of a carrier before anything is typed. */
enum status	 ukey_facts(struct req *r, const struct carrier *c,
		    struct carrier_facts *out);
/* What T5 says to this person, with these facts or (ukey_ask_typed) with all
 * the rest as it would be once it was typed. */
enum flow_answer ukey_ask(const struct req *r, const struct carrier *c,
		    int event, const struct carrier_facts *facts,
		    const struct flow_row **row, const char **why);
enum flow_answer ukey_ask_typed(const struct req *r, const struct carrier *c,
		    int event, const struct carrier_facts *facts,
		    const char **why);
/* The number of the receipt that is signed next. */
const char	*ukey_receipt_number(struct req *r, const struct carrier *c);
/* Signed by the actor, then written, all of it or nothing; *asks: for the
 * PIN. */
enum status	 ukey_take(struct req *r, struct carrier *c,
		    const struct carrier_move *m, int *asks,
		    const char **why);
struct ukey_batch {
	const char	*serials, *device, *model, *certificate, *note;
};
enum status	 ukey_book_in(struct req *r, const struct ukey_batch *what,
		    const struct ukey_list *list, int *asks,
		    const char **why);
/* "t" but its number is filled in; "c" are its carriers, in stock. */
enum status	 ukey_send_out(struct req *r, struct carrier_transfer *t,
		    struct carrier *c, const struct flow_row *row, int *asks,
		    const char **why);

/* --- pages --------------------------------------------------------------- */

web_handler	 ukey_table;		/* GET /admin/carriers */
web_handler	 ukey_csv;		/* GET /admin/carriers.csv */
web_handler	 ukey_stock;		/* GET /admin/carriers/stock */
web_handler	 ukey_show_book;	/* GET, POST /admin/carriers/book */
web_handler	 ukey_post_book;
web_handler	 ukey_show_send;	/* GET, POST /admin/carriers/send */
web_handler	 ukey_post_send;
web_handler	 ukey_transfers;	/* GET /admin/carriers/transfers */
web_handler	 ukey_show_transfer;	/* GET, POST …/transfer/{id} */
web_handler	 ukey_post_transfer;
web_handler	 ukey_papers;		/* GET /admin/carriers/papers */
web_handler	 ukey_show_count;	/* GET, POST /admin/carriers/count */
web_handler	 ukey_post_count;
web_handler	 ukey_count_sheet;	/* GET /admin/carriers/count/{id} */
web_handler	 ukey_show_order;	/* GET, POST /admin/carriers/order */
web_handler	 ukey_post_order;
web_handler	 ukey_order_sheet;	/* GET /admin/carriers/order/{id} */
web_handler	 ukey_order_csv;	/* GET …/order/{id}/csv */
web_handler	 ukey_card;		/* GET /admin/carrier/{id} */
web_handler	 ukey_receipt;		/* GET /admin/carrier/{id}/receipt */
web_handler	 ukey_show_act;		/* GET, POST …/{id}/act/{act} */
web_handler	 ukey_post_act;

extern const struct form ukey_book_form, ukey_send_form, ukey_answer_form,
		    ukey_count_form, ukey_order_form, ukey_act_form;

#endif
