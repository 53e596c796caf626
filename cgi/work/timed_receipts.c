/*
 * Receipts and notices that wait for their seal.  Each is composed
 * from the line of history it tells of, stored, opened as a use under the
 * grant, stamped and registered; broken off anywhere, the same use is taken
 * up again and keyd gives the same signature.  Whoever claims one has it for
 * a while, so two processes do not make it twice.  What cannot be sealed
 * waits or is given up with its reason, and never holds up the case.
 */
#include <string.h>

#include "base/calendar.h"
#include "base/log.h"
#include "office/content.h"
#include "seal/receipt.h"
#include "trust/automatic.h"
#include "work/paper.h"
#include "work/sealing.h"
#include "work/timed_local.h"

#define BATCH		20		/* of one look; the rest a second later */
#define LEASE		(2 * MS_MINUTE)	/* longer takes no stamp */
#define WAIT_LEAST	MS_MINUTE	/* before it is tried again, doubled */
#define WAIT_MOST	MS_HOUR
#define WAIT_ALL	(7 * MS_DAY)	/* a receipt later is of no use */

/* One receipt under way. */
struct making {
	struct timed	*t;
	struct receipt	 c;
	struct dossier	 d;
	struct sealing	 s;
	struct standing	 grant;
};

int64_t
timed_receipt_wait(int64_t tries)
{
	int64_t	 wait = WAIT_LEAST;

	while (--tries > 0 && wait < WAIT_MOST)
		wait *= 2;
	return wait < WAIT_MOST ? wait : WAIT_MOST;
}

/* --- it waits, or is given up ------------------------------------------- */

static enum status
write_delay(struct making *m, int over, int64_t next, const char *why)
{
	struct timed			*t = m->t;
	const struct audit_entry	 entry = {
		.action = over ? "receipt.drop" : "receipt.wait",
		.kind = "request", .object = m->d.request.number,
		.result = "refused", .reason = why,
	};
	const int	 told = m->c.why != NULL &&
			    strcmp(m->c.why, why) == 0;
	enum status	 st;

	st = over ? receipt_end(t->office, &m->c, 0, why, &t->fault) :
	    receipt_wait(t->office, &m->c, next, why, &t->fault);
	if (st == ST_OK && (over || !told))	/* once a reason */
		st = audit_add(t->office, &t->actor, &entry, &t->fault);
	return st;
}

static enum status
delay(struct making *m, int over, int64_t next, const char *why)
{
	struct timed	*t = m->t;
	const int	 late = next > m->c.at + WAIT_ALL;
	enum status	 st;

	log_line(LOG_WARN, "receipt of %s: %s%s", m->d.request.number, why,
	    over || late ? ", given up" : "");
	if ((st = store_begin(t->office, STORE_WRITE, &t->fault)) != ST_OK)
		return st;
	return store_end(t->office, write_delay(m, over || late, next, why),
	    &t->fault);
}

/*
 * What stands against it for good ends it; a seal that is stopped may be
 * released, and tomorrow has its own number of stamps.
 */
static enum status
may_be_made(struct making *m, const char **why, int *over, int64_t *next)
{
	struct timed	*t = m->t;
	const int64_t	 now = clock_now();
	const int	 state = seal_state_now(&m->s.seal, now);
	int64_t		 today = 0;
	enum status	 st;

	*over = standing_state_now(&m->grant, now) != STANDING_ACTIVE ||
	    state == S7_REVOKED;
	*next = now + timed_receipt_wait(m->c.tries);
	st = standing_used(t->office, m->grant.id, calendar_midnight(now),
	    &today, &t->fault);
	if (st != ST_OK)
		return st;
	*why = standing_refusal(&m->grant, STEP_NOTICE, m->grant.class,
	    m->s.seal.id, today, now);
	if (*why != NULL && !*over)
		*next = calendar_midnight(now) + MS_DAY;
	if (*why == NULL)
		*why = seal_state_refusal(state);
	if (*why == NULL && (*why = sealing_class_refusal(&t->req,
	    m->grant.class)) != NULL)
		*over = 1;
	return ST_OK;
}

/* --- composed and opened ------------------------------------------------ */

/* The sheet's own place for this seal. */
static enum status
place(struct making *m, const struct paper *p, struct use *u)
{
	struct placement	 at;
	enum status		 st;

	st = sheet_seal(&p->sheet, (int)m->s.seal.um_w,
	    (int)m->s.seal.um_h, &at, &m->t->fault);
	u->place_page = at.page;
	u->place_x = at.um_x;
	u->place_y = at.um_y;
	return st;
}

static enum status
compose(struct making *m, struct use *u, unsigned char sm3_out[32])
{
	struct timed			*t = m->t;
	const struct request_line	*line = paper_line_at(&m->d, m->c.seq);
	struct paper			*p = pool_alloc(t->pool, sizeof(*p));
	struct bytes			 pdf;
	enum status			 st;

	if (line == NULL || p == NULL)
		return fault_set(&t->fault, ST_BROKEN, "receipt of %s: line "
		    "%lld", m->d.request.number, (long long)m->c.seq);
	if ((st = paper_notice(&t->req, &m->d, m->c.kind, line, 1, p)) !=
	    ST_OK || (st = paper_write(&t->req, p, &pdf)) != ST_OK ||
	    (st = place(m, p, u)) != ST_OK ||
	    (st = content_put(t->content, pdf, "application/pdf", sm3_out,
	    &t->fault)) != ST_OK)
		return st;
	u->title = pool_printf(t->pool, "%s %s", paper_title(&m->d,
	    m->c.kind, line), m->d.request.number);
	u->file_name = pool_printf(t->pool, "%s-%s.pdf", paper_title(&m->d,
	    m->c.kind, line), m->d.request.number);
	u->original = bytes_of(sm3_out, 32);
	u->size = (int64_t)pdf.n;
	return ST_OK;
}

/* The pages are counted by who opens strangers' files, as for any use. */
static enum status
count_pages(struct making *m, struct use *u)
{
	struct sealing		 s = { .use = *u };
	struct pdf_facts	 facts;
	enum status		 st = sealing_look(&m->t->req, &s, &facts);

	u->pages = facts.npages;
	return st;
}

static enum status
write_use(struct making *m, struct use *u, char number[NUMBER_TEXT])
{
	struct timed		*t = m->t;
	struct audit_entry	 entry = {
		.action = "use.create", .kind = "use", .result = "ok",
		.reason = m->grant.number, .after = u->original,
	};
	enum status		 st;

	st = request_number(t->office, "YZ", u->created, number, &t->fault);
	u->number = entry.object = number;
	if (st == ST_OK)
		st = use_add(t->office, &t->actor, u, &t->fault);
	if (st == ST_OK)
		st = receipt_set_use(t->office, &m->c, u->id, &t->fault);
	return st == ST_OK ? audit_add(t->office, &t->actor, &entry,
	    &t->fault) : st;
}

static enum status
open_use(struct making *m)
{
	struct timed	*t = m->t;
	unsigned char	 sm3_out[32];
	char		 number[NUMBER_TEXT], id[ID_LEN + 1];
	struct use	 u = {
		.state = U0_DRAFT, .rev = 1, .seal = m->s.seal.id,
		.unit = m->grant.unit, .requester = "",
		.class = m->grant.class, .purpose = "", .format = "pdf",
		.standing = m->grant.id,
	};
	enum status	 st;

	if ((st = compose(m, &u, sm3_out)) != ST_OK ||
	    (st = count_pages(m, &u)) != ST_OK)
		return st;
	id_new(id);
	u.id = pool_text(t->pool, id);
	u.policy = policy_version(t->office);
	u.created = u.changed = clock_now();
	if ((st = store_begin(t->office, STORE_WRITE, &t->fault)) != ST_OK)
		return st;
	return store_end(t->office, write_use(m, &u, number), &t->fault);
}

/* --- stamped --------------------------------------------------------------- */

/* In the stamp's transaction: the receipt is sealed, the applicant told. */
static enum status
keep_sealed(struct req *r, struct sealing *s, void *arg)
{
	struct making		*m = arg;
	const struct request	*q = &m->d.request;
	enum status		 st;

	st = receipt_end(r->db, &m->c, 1, NULL, r->fault);
	if (st != ST_OK || q->applicant == NULL)
		return st;
	return notice_add(r->db, q->applicant, "receipt", pool_printf(
	    r->pool, "%s已加盖电子印章，可以下载", s->use.title),
	    pool_printf(r->pool, "%s/%s/paper/%s", m->d.business->path,
	    q->id, receipt_name(m->c.kind)), r->fault);
}

/* What was signed with other bytes (a policy moved in between) is opened
 * anew, under another number. */
static enum status
forget_use(struct making *m)
{
	struct timed	*t = m->t;
	enum status	 st;

	if ((st = store_begin(t->office, STORE_WRITE, &t->fault)) != ST_OK)
		return st;
	return store_end(t->office, receipt_set_use(t->office, &m->c, NULL,
	    &t->fault), &t->fault);
}

static enum status
stamp(struct making *m, const char **why)
{
	struct timed	*t = m->t;
	enum status	 st;

	if (m->c.use == NULL && (st = open_use(m)) != ST_OK)
		return st;
	st = use_load(t->office, t->pool, m->c.use, &m->s.use, &t->fault);
	if (st == ST_OK)
		st = sealing_stamp_auto(&t->req, &m->s, keep_sealed, m, why);
	if (st == ST_CONFLICT)
		forget_use(m);
	return st;
}

/* --- one, and all that wait --------------------------------------------- */

static enum status
load(struct making *m)
{
	struct timed	*t = m->t;
	struct request	 q;
	enum status	 st;

	st = request_load(t->office, t->pool, m->c.request, &q, &t->fault);
	if (st == ST_OK)
		st = case_load_number(&t->req, q.number, &m->d);
	if (st == ST_OK)
		st = standing_load(t->office, t->pool, m->c.standing,
		    &m->grant, &t->fault);
	if (st == ST_OK)
		st = seal_load(t->office, t->pool, m->grant.seal,
		    &m->s.seal, &t->fault);
	m->s.grant = &m->grant;
	m->s.keyd = t->keyd;
	return st;
}

static enum status
claim(struct timed *t, const char *id, struct receipt *c)
{
	enum status	 st;

	st = receipt_load(t->office, t->pool, id, c, &t->fault);
	if (st == ST_OK)
		st = store_begin(t->office, STORE_WRITE, &t->fault);
	if (st != ST_OK)
		return st;
	return store_end(t->office, receipt_claim(t->office, c,
	    clock_now() + LEASE, &t->fault), &t->fault);
}

static enum status
make(struct making *m, int64_t *n)
{
	const char	*why = NULL;
	int64_t		 next;
	enum status	 st;
	int		 over = 0;

	if ((st = load(m)) != ST_OK ||
	    (st = may_be_made(m, &why, &over, &next)) != ST_OK)
		return st;
	if (why != NULL)
		return delay(m, over, next, why);
	if ((st = stamp(m, &why)) == ST_OK) {
		++*n;
		return ST_OK;
	}
	log_fault(&m->t->fault);
	store_rollback(m->t->office);
	return delay(m, 0, next, why != NULL ? why : "系统繁忙，稍后再办");
}

void
timed_receipts(struct timed *t)
{
	char		 ids[BATCH][ID_LEN + 1];
	struct making	*m;
	enum status	 st;
	int64_t		 done = 0;
	size_t		 i, n = 0;

	st = receipt_due(t->office, clock_now(), BATCH, ids, &n, &t->fault);
	if (st != ST_OK)
		log_fault(&t->fault);
	for (i = 0; i < n; i++) {
		m = pool_alloc(t->pool, sizeof(*m));
		st = m == NULL ? fault_set(&t->fault, ST_BROKEN,
		    "receipt: memory") : claim(t, ids[i], &m->c);
		if (st == ST_OK) {
			m->t = t;
			st = make(m, &done);
		}
		if (st != ST_OK && st != ST_CONFLICT)
			log_fault(&t->fault);
		store_rollback(t->office);
		pool_reset(t->pool);
	}
	if (done > 0)
		log_line(LOG_INFO, "receipts: %lld sealed", (long long)done);
}
