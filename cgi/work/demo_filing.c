/*
 * Filings of a demonstration: no network is asked, the targets have no
 * address; so that the page shows each state, a person and the system take
 * the steps that an answer would have brought.
 */
#include "base/clock.h"
#include "seal/filing.h"
#include "work/demo_local.h"

static const struct {
	unsigned		 roles;
	struct filing_move	 moves[2];	/* event FE_BEGIN: none more */
} lives[] = {
	/* what the other side would have refused */
	{ FLOW_SYSTEM, { { .event = FE_TRY }, { .event = FE_REFUSE,
	  .note = "演示：统一社会信用代码与登记机关不一致" } } },
	{ ROLE_BIT(ROLE_RA_OPERATOR), { { .event = FE_HAND,
	  .note = "演示：在公安窗口书面备案，回执存档案室",
	  .receipt_number = "演公备〔2026〕1 号" } } },
	{ FLOW_SYSTEM, { { .event = FE_TRY }, { .event = FE_FAIL,
	  .note = "演示：对方没有应答" } } },
};

static enum status
live(struct demo *d, struct filing *g, size_t k)
{
	const struct filing_facts facts = {
		.has_reason = 1, .has_proof = 1,
	};
	struct actor		 who = *d->r->actor;
	struct filing_move	 m;
	enum status		 st = ST_OK;
	size_t			 i;

	if (lives[k].roles == FLOW_SYSTEM)
		who.person[0] = '\0';
	for (i = 0; st == ST_OK && i < NITEMS(lives[k].moves) &&
	    lives[k].moves[i].event != FE_BEGIN; i++) {
		m = lives[k].moves[i];
		m.filed = m.next_try = clock_now();
		st = filing_step(d->r->db, &who, lives[k].roles, &facts, g,
		    &m, d->f);
	}
	return st;
}

static enum status
live_all(struct demo *d)
{
	const struct audit_entry entry = {
		.action = "filing.demo", .kind = "filing",
		.object = "demonstration", .result = "ok",
	};
	struct filing_ask	 ask = {
		.unit = d->unit[DU_DESK].id, .tab = FILINGS_WAITING,
		.now = clock_now(), .max = NITEMS(lives),
	};
	struct filing_row	*rows;
	struct filing		 g;
	enum status		 st;
	size_t			 i, n;
	int			 more;

	st = filing_list(d->r->db, d->c->pool, &ask, &rows, &n, &more, d->f);
	for (i = 0; st == ST_OK && i < n; i++) {
		st = filing_load(d->r->db, d->c->pool, rows[i].id, &g, d->f);
		if (st == ST_OK)
			st = live(d, &g, i);
	}
	return st == ST_OK ? audit_add(d->r->db, d->r->actor, &entry, d->f) :
	    st;
}

enum status
demo_filings(struct demo *d)
{
	enum status	 st = store_begin(d->r->db, STORE_WRITE, d->f);

	return st == ST_OK ? store_end(d->r->db, live_all(d), d->f) : st;
}
