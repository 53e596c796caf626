/*
 * A case (办件): one request with all that belongs to it, and the taking of
 * its steps.  Every program that touches requests comes through here, so
 * that visibility, the state tables, signatures, keyd, the register, notices
 * and audit cannot be forgotten or done in two ways.
 *
 * A step, start to end (design.md, "How a request travels"): ask the table;
 * have the actor sign; commit the intent and call keyd where a key is used;
 * then in one transaction compare rev, move the rows, keep the statement,
 * give notice, end the intent, write the audit entry.
 */
#ifndef WORK_CASE_H
#define WORK_CASE_H

#include "seal/coding.h"
#include "seal/need.h"
#include "seal/request.h"
#include "seal/seal.h"
#include "trust/keyd.h"
#include "web/web.h"

/* --- businesses ----------------------------------------------------------- */

struct business {
	const char		*name;		/* "apply" */
	const char		*letters;	/* SL, of its numbers */
	const char		*label;		/* 申领 */
	const char		*path;		/* "/apply" */
	const struct flow	*flow;
	const struct material	*materials;	/* tables 1 to 6 */
	size_t			 nmaterials;
	const struct choice	*reasons;	/* NULL: none asked */
	const char		*asked;		/* what they are called */
};

/* The reason that is none of those listed: explained in the note. */
#define REASON_OTHER	"other"
/* A seal is to be used across industries: a new one, newly coded. */
#define REASON_SCOPE	"scope"
/* Only the unit's contact data change: no new seal. */
#define REASON_CONTACT	"contact"
/* What may follow a loss (P-06): a new seal, a release, or its end. */
#define LOSS_ANEW	"freeze-reissue"
#define LOSS_RETURNS	"freeze-release"
#define LOSS_ENDS	"revoke"

/* By name; NULL where there is none. */
const struct business	*business_find(const char *name);
/* The k-th, NULL past the end. */
const struct business	*business_nth(size_t k);

/* Words for stored values; for forms and pages. */
extern const struct choice case_categories[], case_sub_kinds[],
		    case_holder_roles[], case_scopes[], case_deliveries[];

/* --- loading -------------------------------------------------------------- */

/* What keeps a draft, or what came back, from being submitted. */
enum case_gap_kind {
	GAP_ANSWER,			/* to fill in, or wrong */
	GAP_REASON,
	GAP_PACKAGE,			/* of the device: not uploaded */
	GAP_MATERIAL,			/* not uploaded */
	GAP_FAULT,			/* found faulty, not brought anew */
	GAP__N
};
struct case_gap {
	enum case_gap_kind	 kind;
	const char		*label;	/* of the field or the material */
};

struct dossier {
	struct request		 request;
	const struct business	*business;
	struct application	 app;
	struct unit		 unit, desk;
	struct material_row	*materials;
	size_t			 nmaterials;
	struct imprint		 imprint;
	int			 has_imprint;
	struct coding		*codings;	/* cross-industry: its code, and
						 * what came after it */
	size_t			 ncodings;
	struct need_said	 need;		/* of its staff */
	int			 has_need;
	struct seal		 seal;		/* the one made or concerned */
	int			 has_seal;
	struct request		 child;
	int			 has_child;
	const char		*parent_number;	/* NULL: of none */
	const char		*parent_reason;	/* NULL: none given */
	struct request_line	*history;
	size_t			 nhistory;
	struct request_facts	 facts;		/* for this actor */
	struct case_gap		*gaps;		/* in the order of the kinds */
	size_t			 ngaps;
	struct takeover_found	*found;		/* 接收: what was brought, or
						 * NULL; work/takeover.h */
	struct keyd		*keyd;
};

/*
 * Load a case by its id.  A person sees the own requests, those of the own
 * unit's subtree and of the desk or maker they work for; anything
 * else is ST_DENIED, audited.  ST_ABSENT: no such case.
 */
enum status	 case_load(struct req *r, const char *id,
		    struct dossier *out);
/* The same by number, for who has proved the query code; no actor needed. */
enum status	 case_load_number(struct req *r, const char *number,
		    struct dossier *out);

/* How many gaps of a kind there are. */
size_t		 case_gaps(const struct dossier *d, enum case_gap_kind kind);

/* Whether this actor may raise the event now; *why says why not. */
int		 case_may(const struct req *r, const struct dossier *d,
		    int event, const char **why);

/* --- opening -------------------------------------------------------------- */

struct case_new {
	const struct business	*business;
	const char		*unit;		/* the using unit's id */
	const char		*seal;		/* loss, cancel; else NULL */
	const char		*parent;
	int			 counter;	/* a visitor at the desk */
	int			 by_maker;	/* 接收: nobody applies, the own
						 * unit makes for the desk */
	int			 urgent;
	const struct application *app;		/* copied; NULL: empty */
};
/* Open a case in its draft state, with its number.  Own transaction. */
enum status	 case_open(struct req *r, const struct case_new *what,
		    char id[ID_LEN + 1], char number[NUMBER_TEXT]);
/*
 * What the seal's own application says of unit and seal, for a case about
 * it: without the agent's numbers, agreement and declaration.
 */
enum status	 case_seal_answers(struct req *r, const struct seal *s,
		    struct application *out);
/*
 * The query code (查询码) of a case: 8 characters made from its id with
 * keyd's search key, so that its owner can be shown it again and nothing
 * that is stored gives it away.  Compare in constant time.
 */
#define QUERY_CODE_TEXT 9
enum status	 case_query_code(struct req *r, const char *id,
		    char out[QUERY_CODE_TEXT]);

/* --- taking a step -------------------------------------------------------- */

struct case_act {
	int			 event;		/* enum request_event */
	const char		*note;		/* reason, opinion; may be NULL */
	/*
	 * Called inside the transaction before the row moves, to change the
	 * records the step is about.  May be NULL.
	 */
	enum status		(*inside)(struct req *r, struct dossier *d,
				    void *arg);
	void			*arg;
	int64_t			 rev;	/* as the page showed; 0: not asked */
	/* EV_CERTIFY with an external CA: its certificate, DER, and what it
	 * sent of its chain. */
	struct bytes		 cert;
	struct keyd_tickets	 chain;
};

/*
 * Take it.  ST_OK: done, d->request is the new one.  ST_DENIED and
 * ST_CONFLICT: *why is the sentence for the page (audited).  ST_ABSENT: the
 * person's key is locked; answer with case_ask_pin.
 */
enum status	 case_take(struct req *r, struct dossier *d,
		    const struct case_act *act, const char **why);

/*
 * What a step that delivers does inside its transaction: the struct delivery
 * in "arg" with the statement just kept, of the desk that has seen the
 * receiver or of the receiver.
 */
enum status	 case_keep_delivery(struct req *r, struct dossier *d,
		    void *arg);

/*
 * What statements of this event are about: recomputed from the stored
 * records when they are shown.
 */
enum status	 case_digest(struct req *r, const struct dossier *d,
		    int event, const char *note, unsigned char out[32]);
/*
 * The request for an external CA, PKCS#10 DER; the seal's key is made when
 * it is first asked for.  Only of an approved case (keyd sees to it).
 */
enum status	 case_csr(struct req *r, struct dossier *d,
		    struct bytes *out);
/* A step could not be done: to A16 with the reason, where T1 has that row;
 * an answer from outside that says no does the same. */
enum status	 case_fail(struct req *r, struct dossier *d, int event,
		    const char *why,
		    enum status (*inside)(struct req *r, struct dossier *d,
		    void *arg), void *arg);
/* What the organisation signs of its staff's need. */
enum status	 case_need_digest(struct req *r, const struct dossier *d,
		    const struct need_said *n, unsigned char out[32]);
/* Whether the organisation's word is asked for with this case. */
int		 case_wants_need(const struct dossier *d);
/* What is signed of a thing brought for a code: with it, and after it. */
enum status	 case_coding_digest(struct req *r, const struct dossier *d,
		    const struct coding *c, unsigned char out[32]);
/*
 * Whether the certificate comes from a third party's CA: as it was
 * approved, before that by the rule in force (P-47).
 */
int		 case_is_third(struct req *r, const struct dossier *d);
/* What an approval covers, in keyd's terms. */
enum status	 case_facts(struct req *r, const struct dossier *d,
		    struct keyd_facts *out);

/* --- the person's key ----------------------------------------------------- */

/*
 * The unlock handle of this session.  Where the form carries "pin" the key
 * is unlocked first.  ST_ABSENT: locked (case_ask_pin); ST_INVALID: the PIN
 * was wrong, *why says how many tries remain.
 */
enum status	 case_handle(struct req *r, struct keyd *keyd,
		    unsigned char handle[KEYD_HANDLE], const char **why);
/*
 * A statement with the person's own key, unlocked first where the form
 * carries "pin"; say->person is filled in.  ST_ABSENT and ST_INVALID as
 * above; ST_DENIED: the certificate has no role that may say this.  *why is
 * the sentence for the page.
 */
enum status	 case_say(struct req *r, struct keyd *keyd,
		    struct keyd_say *say, struct bytes *out,
		    const char **why);
/*
 * Ask for the PIN on a page that carries all that was typed and posts it to
 * the same address again.
 */
enum status	 case_ask_pin(struct req *r, const char *why);
/*
 * Whether what cannot be undone was looked at once more (case_ask_sure).
 */
int		 case_is_sure(const struct req *r);
/* Not yet, and what is asked about is still as it was shown ("shown" 0: not
 * told); an old page is refused by the act itself. */
int		 case_wants_sure(const struct req *r, int64_t shown,
		    int64_t rev);
/*
 * The page before such an act: what it is about (part_fact), the
 * sentence that says what follows, a button with the act's name, the way
 * back: "back", or where that is NULL the form as it was typed (its handler
 * asks case_is_edit).  Answer with web_page.  All that was typed goes through.
 */
struct page	*case_ask_sure(struct req *r, const char *label,
		    const char *sentence, const char *back);
int		 case_is_edit(const struct req *r);
/* Which case it is, as such a page says it. */
void		 case_sure_facts(const struct dossier *d, struct page *page);
/* This process' client of keyd. */
enum status	 case_keyd(struct req *r, struct keyd **out);

/* --- files ---------------------------------------------------------------- */

/* Keep an uploaded material: boxed, stored, recorded (own transaction). */
enum status	 case_material_put(struct req *r, struct dossier *d,
		    const struct material *m, const struct form_file *file,
		    const char **why);
/*
 * A file that belongs to a case but is not of its materials: boxed under the
 * key "subject" and the context "id", stored, and described in *row.  Nothing
 * is recorded.  Opened with the same subject.
 */
enum status	 case_file_put(struct req *r, const struct dossier *d,
		    const char *subject, const char *id, struct bytes plain,
		    struct material_row *row);
enum status	 case_file_open(struct req *r, const struct dossier *d,
		    const char *subject, const struct material_row *m,
		    struct bytes *plain);
/* Give a material to the browser: opened, checked, never executed. */
enum status	 case_material_send(struct req *r, struct dossier *d,
		    const char *material);

#endif
