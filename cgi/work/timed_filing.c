/*
 * Sending filings (T7; ).  Never inside a
 * transaction: a try is taken first (its lease keeps other processes away),
 * then sent, then what came of it is written.  Killed in between, the same
 * filing goes out again when the lease is over, and the target's second
 * answer is as good as the first.  A target that does not answer is left
 * alone until the next minute, so that it holds up nobody else's.
 */
#include <string.h>

#include "base/clock.h"
#include "base/limits.h"
#include "base/log.h"
#include "net/net.h"
#include "page/json_read.h"
#include "seal/filing_receipt.h"
#include "sm/sm.h"
#include "work/tell.h"
#include "work/timed_local.h"

#define LEASE		(2 * MS_MINUTE)	/* a try takes a quarter of one */
#define BATCH		20		/* filings named at once */
#define RUN_TICKS	(30 * 1000000)	/* us a run may take, then others */
#define CLERKS		(ROLE_BIT(ROLE_CHECKER) | ROLE_BIT(ROLE_RA_OPERATOR))

/* --- the statement ------------------------------------------------------------ */

/* What keyd signs is read out of what is sent. */
static enum status
sign(struct timed *t, const struct target *to, struct filing *g)
{
	const struct json_value	*m, *items;
	struct keyd_filing	 k = {
		.target = to->code, .filing = g->id, .kind = g->kind,
		.revision = g->version, .code = g->seal_code, .at = g->at,
	};
	struct bytes		 said, certificate;
	enum status		 st;

	if ((st = json_read(bytes_text(g->message), t->pool, &m,
	    &t->fault)) != ST_OK)
		return st;
	items = json_member(m, "items", JV_MAP);
	k.name = json_member_text(items, "sealName");
	k.unit_code = json_member_text(items, "unitCode");
	if ((st = sm3(bytes_text(g->message), k.message)) != ST_OK ||
	    (st = keyd_filing_sign(t->keyd, t->pool, &k, &said, &certificate,
	    &t->fault)) != ST_OK ||
	    (st = store_begin(t->office, STORE_WRITE, &t->fault)) != ST_OK)
		return st;
	st = filing_sign(t->office, g, said, certificate, &t->fault);
	return store_end(t->office, st, &t->fault);
}

/* --- one try -------------------------------------------------------------------- */

static enum status
step(struct timed *t, struct filing *g, const struct filing_move *m)
{
	struct filing_facts	 facts;

	filing_gather(g, clock_now(), &facts);
	return filing_step(t->office, &t->actor, FLOW_SYSTEM, &facts, g, m,
	    &t->fault);
}

/* ST_CONFLICT: another process has it, or somebody has changed it. */
static enum status
take(struct timed *t, struct filing *g)
{
	const struct filing_move m = {
		.event = FE_TRY, .lease = clock_now() + LEASE,
	};
	enum status		 st;

	st = store_begin(t->office, STORE_WRITE, &t->fault);
	if (st != ST_OK)
		return st;
	return store_end(t->office, step(t, g, &m), &t->fault);
}

/* What came of a try. */
struct outcome {
	struct filing_move	 move;
	int			 silent;	/* nobody answered */
};

static void
failed(struct timed *t, const struct target *to, const struct filing *g,
    const char *why, struct bytes body, struct outcome *out)
{
	out->move = (struct filing_move){
		.event = FE_FAIL, .note = pool_text(t->pool, why),
		.next_try = clock_now() + filing_wait(to->plan, g->tries),
		.receipt = body,
	};
}

static enum status
judge(struct timed *t, const struct target *to, const struct filing *g,
    struct bytes body, struct outcome *out)
{
	struct filing_receipt	 r;
	const char		*why;
	enum status		 st;

	st = filing_receipt_read(body, to, g, t->pool, &r, &why, &t->fault);
	if (st == ST_INVALID) {
		/* garbage is not kept: it may be anything */
		failed(t, to, g, why, bytes_of(NULL, 0), out);
		return ST_OK;
	}
	if (st != ST_OK)
		return st;
	out->move = (struct filing_move){
		.event = r.filed ? FE_FILE : FE_REFUSE,
		.note = r.filed ? r.number : r.reason,
		.filed = filing_filed_at(g->at, r.at, clock_now()),
		.receipt_number = r.number, .receipt = body,
	};
	return ST_OK;
}

static enum status
post(struct timed *t, const struct target *to, const struct filing *g,
    struct outcome *out)
{
	struct net_post	 message = { .url = to->address,
			    .type = "application/json" };
	struct buf	 body, answer;
	enum status	 st;
	long		 code = 0;

	buf_init(&body, 64 * KIB);
	buf_init(&answer, RECEIPT_MAX);
	if ((st = filing_envelope(g, &body, &t->fault)) == ST_OK) {
		message.body = buf_view(&body);
		st = net_post(&message, &answer, &code, &t->fault);
	}
	if (st == ST_OK && code == 200)
		st = judge(t, to, g, pool_bytes(t->pool, buf_view(&answer)),
		    out);
	else if (st == ST_OK)
		failed(t, to, g, pool_printf(t->pool, "对方应答 HTTP %ld", code),
		    bytes_of(NULL, 0), out);
	else if (st == ST_ABSENT || st == ST_INVALID) {
		out->silent = st == ST_ABSENT;
		failed(t, to, g, st == ST_ABSENT ? "对方没有应答" :
		    "对方的应答过长", bytes_of(NULL, 0), out);
		log_line(LOG_WARN, "filing %s: %s", g->id, t->fault.text);
		st = ST_OK;
	}
	buf_free(&body);
	buf_free(&answer);
	return st;
}

/* --- what came of it ----------------------------------------------------------- */

static enum status
tell_desk(struct timed *t, const struct filing *g, const char *text)
{
	const struct tell	 told = {
		.db = t->office, .pool = t->pool, .fault = &t->fault,
		.kind = "task", .text = text,
		.link = pool_printf(t->pool, "/approve/filings/%s", g->id),
	};
	struct seal		 s;
	enum status		 st;

	st = seal_load(t->office, t->pool, g->seal, &s, &t->fault);
	return st == ST_OK ? tell_unit(&told, s.desk, CLERKS) : st;
}

static enum status
write_outcome(struct timed *t, struct filing *g, const struct filing_move *m)
{
	const struct audit_entry entry = {
		.action = m->event == FE_FILE ? "filing.file" :
		    "filing.refuse", .kind = "filing", .object = g->id,
		.result = m->event == FE_FILE ? "ok" : "failed",
		.reason = m->note,
	};
	enum status		 st = step(t, g, m);

	if (st == ST_OK && m->event == FE_REFUSE)
		st = tell_desk(t, g, pool_printf(t->pool,
		    "印章“%s”的%s被%s退回：%s", g->seal_name,
		    filing_kind_label(g->kind), g->target_name, m->note));
	/* a try that failed stands in the filing's own history */
	return st != ST_OK || m->event == FE_FAIL ? st :
	    audit_add(t->office, &t->actor, &entry, &t->fault);
}

static enum status
send_one(struct timed *t, const struct target *to, const char *id,
    int *silent)
{
	struct outcome	 out = { .silent = 0 };
	struct filing	 g;
	enum status	 st;

	st = filing_load(t->office, t->pool, id, &g, &t->fault);
	if (st == ST_OK && g.state == J0_WAITING && g.statement.n == 0)
		st = sign(t, to, &g);
	if (st == ST_OK)
		st = take(t, &g);
	if (st == ST_OK)
		st = post(t, to, &g, &out);
	if (st == ST_OK)
		st = store_begin(t->office, STORE_WRITE, &t->fault);
	if (st == ST_OK)
		st = store_end(t->office, write_outcome(t, &g, &out.move),
		    &t->fault);
	*silent = out.silent;
	return st;
}

/* --- a run ---------------------------------------------------------------------- */

/* Ids taken out of a list, so that the pool can go after each. */
struct names {
	char			 id[BATCH][ID_LEN + 1];
	int64_t			 key[BATCH];
	size_t			 n;
	char			 last[ID_LEN + 1];	/* behind points here */
	struct filing_next	 behind;
};

static void
begin_names(struct names *b)
{
	memset(b, 0, sizeof(*b));
	b->behind.id = b->last;
}

static void
keep_names(struct names *b, const struct filing_next *list, size_t n)
{
	for (b->n = 0; b->n < n; b->n++) {
		memcpy(b->id[b->n], list[b->n].id, ID_LEN + 1);
		b->key[b->n] = list[b->n].key;
	}
	if (n > 0) {
		memcpy(b->last, b->id[n - 1], sizeof(b->last));
		b->behind.key = b->key[n - 1];
	}
}

static enum status
send_all(struct timed *t, const struct target *to, int64_t until, int64_t *n)
{
	const int64_t		 now = clock_now();
	struct filing_next	*list;
	struct names		 b;
	enum status		 st;
	size_t			 i, k;
	int			 silent = 0;

	begin_names(&b);
	do {
		st = filing_sendable(t->office, t->pool, to->id, now,
		    &b.behind, BATCH, &list, &k, &t->fault);
		if (st != ST_OK)
			return st;
		keep_names(&b, list, k);
		for (i = 0; i < b.n && !silent && clock_ticks() < until; i++)
			*n += timed_noted(t, "filing", b.id[i],
			    send_one(t, to, b.id[i], &silent));
	} while (b.n == BATCH && i == b.n && !silent);
	return ST_OK;
}

/* --- overdue ---------------------------------------------------------------------- */

static enum status
write_alarm(struct timed *t, struct filing *g)
{
	const struct filing_move m = { .event = FE_OVERDUE };
	const struct audit_entry entry = {
		.action = "filing.overdue", .kind = "filing", .object = g->id,
		.result = "failed", .reason = g->reason,
	};
	const char		*text;
	enum status		 st;

	text = pool_printf(t->pool, "印章“%s”的%s已超过时限，仍未报到%s",
	    g->seal_name, filing_kind_label(g->kind), g->target_name);
	st = step(t, g, &m);
	if (st == ST_OK)
		st = tell_desk(t, g, text);
	if (st == ST_OK)
		st = channel_alarm(t, text);
	return st == ST_OK ? audit_add(t->office, &t->actor, &entry,
	    &t->fault) : st;
}

static enum status
alarm_one(struct timed *t, const char *id)
{
	struct filing	 g;
	enum status	 st;

	st = filing_load(t->office, t->pool, id, &g, &t->fault);
	if (st == ST_OK)
		st = store_begin(t->office, STORE_WRITE, &t->fault);
	return st == ST_OK ? store_end(t->office, write_alarm(t, &g),
	    &t->fault) : st;
}

static enum status
alarm_all(struct timed *t, int64_t *n)
{
	const int64_t		 now = clock_now();
	struct filing_next	*list;
	struct names		 b;
	enum status		 st;
	size_t			 i, k;

	begin_names(&b);
	do {
		st = filing_unalarmed(t->office, t->pool, now, &b.behind,
		    BATCH, &list, &k, &t->fault);
		if (st != ST_OK)
			return st;
		keep_names(&b, list, k);
		for (i = 0; i < b.n; i++) {
			log_line(LOG_WARN, "filing %s: overdue", b.id[i]);
			*n += timed_noted(t, "filing", b.id[i],
			    alarm_one(t, b.id[i]));
		}
	} while (b.n == BATCH);
	return ST_OK;
}

#define TARGETS_POOL	(256 * KIB)	/* twenty of them, with room */

/* What can still be sent now is not late: first send, then look. */
enum status
timed_filings(struct timed *t, int64_t *n)
{
	const int64_t	 until = clock_ticks() + RUN_TICKS;
	struct pool	*pool = pool_new(TARGETS_POOL);
	struct target	*list;
	enum status	 st;
	size_t		 i, k;

	if (pool == NULL)
		return fault_set(&t->fault, ST_BROKEN, "filings: memory");
	st = target_list(t->office, pool, &list, &k, &t->fault);
	for (i = 0; st == ST_OK && i < k; i++)
		if (target_can_send(t->office, &list[i],
		    config_is_demo(&t->config)))
			st = send_all(t, &list[i], until, n);
	pool_free(pool);
	return st == ST_OK ? alarm_all(t, n) : st;
}
