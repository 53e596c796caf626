/*
 * Refusals as the administration sees them: the table with its filters, its
 * CSV, one of them with its signatures and the word on it, and what citizens
 * reported.
 */
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "page/keys.h"
#include "page/part.h"
#include "trust/action.h"
#include "work/admin.h"
#include "work/case.h"
#include "work/csv.h"
#include "work/csv_file.h"
#include "work/decline.h"
#include "work/list.h"
#include "work/local.h"
#include "work/people.h"
#include "work/show.h"
#include "work/trace.h"
#include "work/view.h"

static const struct view_tab tabs[] = {
	{ "reported", NULL, D0_REPORTED }, { "upheld", NULL, D1_UPHELD },
	{ "overruled", NULL, D2_OVERRULED }, { "all", "全部", DECLINES_ALL },
};
_Static_assert(NITEMS(tabs) == DECLINE_STATE__N + 1, "each state, and all");

static const struct choice page_rows[] = {
	{ "20", "20 件" }, { "50", "50 件" }, { "100", "100 件" },
	{ NULL, NULL }
};

struct view {
	const struct view_tab	*tab;
	const char		*reason, *rows;
	struct decline_ask	 ask;
};

static void
read_view(struct req *r, struct view *v)
{
	memset(v, 0, sizeof(*v));
	v->tab = view_tab(r, tabs, NITEMS(tabs));
	v->reason = decline_reason_find(view_given(r, "reason")) == NULL ?
	    "" : view_given(r, "reason");
	v->rows = choice_known(page_rows, view_given(r, "rows"));
	v->ask.unit = r->actor->unit;
	v->ask.tab = v->tab->value;
	v->ask.reason = *v->reason == '\0' ? NULL : v->reason;
	v->ask.max = strtoul(v->rows, NULL, 10);
	view_after(r, &v->ask.after, &v->ask.key);
}

static const char *
view_path(struct req *r, const struct view *v, const char *page,
    const char *tab, const char *more)
{
	const char	*rest = "";

	view_say(r, &rest, "reason", v->reason, "");
	view_say(r, &rest, "rows", v->rows, page_rows[0].value);
	return pool_printf(r->pool, "/admin/%s?tab=%s%s%s", page, tab, rest,
	    more);
}

static void
fill_controls(struct req *r, const struct view *v, struct page *page)
{
	const struct decline_reason	*x;
	struct page			*p;
	size_t				 i;

	for (i = 0; i < NITEMS(tabs); i++) {
		p = page_add(page, K_TAB);
		page_set(p, K_HREF, view_path(r, v, "declines", tabs[i].name,
		    ""));
		page_set(p, K_LABEL, tabs[i].label != NULL ? tabs[i].label :
		    flow_decline.states[tabs[i].value].label);
		page_show_if(p, K_CHOSEN, v->tab == &tabs[i]);
	}
	for (i = 0; (x = decline_reason_nth(i)) != NULL; i++) {
		p = page_add(page, K_CHOICE);
		page_set(p, K_VALUE, x->name);
		page_set(p, K_LABEL, x->label);
		page_show_if(p, K_CHOSEN, strcmp(x->name, v->reason) == 0);
	}
	choice_fill(page, K_ROWS, page_rows, v->rows);
	page_set(page, K_TAB_NAME, v->tab->name);
	page_set(page, K_CSV, view_path(r, v, "declines.csv", v->tab->name,
	    ""));
	page_printf(page, K_CLEAR, "/admin/declines?tab=%s", v->tab->name);
}

static void
fill_row(struct req *r, const struct decline *d, struct page *p)
{
	page_set(p, K_ID, d->id);
	page_set(p, K_NUMBER, d->number);
	page_set(p, K_UNIT_NAME, d->unit_name);
	page_set(p, K_NAME, d->title);
	page_set(p, K_SEAL_NAME, d->seal_name);
	page_set(p, K_LABEL, decline_reason_find(d->reason)->label);
	page_set(p, K_WHEN, show_minute(r, d->created));
	part_tag_here(p, flow_decline.states[d->state].label,
	    (enum tone)decline_tone(d->state));
}

enum status
decline_table(struct req *r)
{
	static const char *const labels[] = {
		"编号", "拒收单位", "文件", "印章", "理由", "状态", "报告",
	};
	struct page	*p = web_page_new(r, "admin/declines", "拒收报告");
	struct page	*some, *head;
	struct decline	*rows;
	const char	*next = NULL;
	struct view	 v;
	enum status	 st;
	size_t		 i, n;
	int		 more;

	read_view(r, &v);
	fill_controls(r, &v, p);
	st = decline_list(r->db, r->pool, &v.ask, &rows, &n, &more, r->fault);
	if (st != ST_OK)
		return st;
	page_show_if(p, K_NONE, n == 0);
	if (n == 0)
		return web_page(r, p);
	some = page_add(p, K_SOME);
	head = page_include(some, K_HEAD, "part/head");
	for (i = 0; i < NITEMS(labels); i++)
		part_column(head, labels[i], NULL, 0);
	for (i = 0; i < n; i++)
		fill_row(r, &rows[i], page_add(some, K_ROW));
	if (more)
		next = view_path(r, &v, "declines", v.tab->name, pool_printf(
		    r->pool, "&after=%lld&id=%s",
		    (long long)rows[n - 1].created, rows[n - 1].id));
	part_pager(some, K_PAGER, v.ask.after != NULL ? view_path(r, &v,
	    "declines", v.tab->name, "") : NULL, next, pool_printf(r->pool,
	    "本页 %zu 件", n));
	return web_page(r, p);
}

/* --- CSV -------------------------------------------------------------------- */

static void
csv_row(const struct decline *d, struct buf *out)
{
	const struct decline_reason	*x = decline_reason_find(d->reason);

	csv_cell(out, d->number, ",");
	csv_cell(out, d->unit_name, ",");
	csv_cell(out, d->title, ",");
	csv_cell(out, d->seal_code == NULL ? "" : d->seal_code, ",");
	csv_cell(out, d->words, ",");
	csv_cell(out, x->label, ",");
	csv_cell(out, x->clause, ",");
	csv_cell(out, d->note, ",");
	csv_cell(out, flow_decline.states[d->state].label, ",");
	csv_time(out, d->created, ",");
	csv_cell(out, d->answer == NULL ? "" : d->answer, "\r\n");
}

static enum status
csv_page(struct req *r, struct pool *pool, void *arg, struct buf *out,
    int *more)
{
	struct view	*v = arg;
	struct decline	*rows;
	enum status	 st;
	size_t		 i, n;

	st = decline_list(r->db, pool, &v->ask, &rows, &n, more, r->fault);
	for (i = 0; st == ST_OK && i < n; i++)
		csv_row(&rows[i], out);
	if (st == ST_OK && n > 0) {
		v->ask.key = rows[n - 1].created;
		v->ask.after = pool_text(r->pool, rows[n - 1].id);
	}
	return st;
}

enum status
decline_csv(struct req *r)
{
	struct view		 v;
	struct audit_entry	 entry = {
		.action = "decline.export", .kind = "list",
		.object = r->actor->unit, .result = "ok",
	};
	const struct csv_file	 file = {
		.name = "拒收报告.csv", .head = "编号,拒收单位,文件,印章编码,核验"
		    "结果,理由,依据,具体情况,状态,报告时间,审查意见\r\n",
		.page = csv_page, .arg = &v, .entry = &entry,
	};

	read_view(r, &v);
	v.ask.max = DECLINES_MAX;
	v.ask.after = NULL;
	entry.reason = pool_printf(r->pool, "tab=%s reason=%s", v.tab->name,
	    v.reason);
	return csv_send(r, &file);
}

enum status
decline_waiting(struct req *r, int64_t *n)
{
	return decline_count(r->db, r->actor->unit, LIST_COUNT, n, r->fault);
}

/* --- what citizens reported ---------------------------------------------------- */

enum status
decline_public(struct req *r)
{
	struct page		*p = web_page_new(r, "admin/refused",
				    "群众反映的拒收"), *row;
	struct public_report	*list;
	enum status		 st;
	size_t			 i, n, shown = 0;
	int			 mine;

	st = public_report_list(r->pub, r->pool, REPORT_REFUSED, NULL,
	    PUBLIC_REPORTS, &list, &n, r->fault);
	for (i = 0; st == ST_OK && i < n; i++) {
		mine = 1;
		if (*list[i].unit != '\0')
			st = unit_is_under(r->db, list[i].unit,
			    r->actor->unit, &mine, r->fault);
		if (st != ST_OK || !mine)
			continue;
		row = page_add(p, K_ROW);
		page_set(row, K_NUMBER, list[i].number);
		page_set(row, K_PLACE, list[i].place);
		page_set(row, K_SENTENCE, list[i].text);
		page_set(row, K_CODE, list[i].code);
		page_set(row, K_WHEN, show_minute(r, list[i].at));
		shown++;
	}
	page_int(p, K_COUNT, (int64_t)shown);
	return st == ST_OK ? web_page(r, p) : st;
}

/* --- one of them ----------------------------------------------------------------- */

struct answer {
	const char	*note, *rev;
};
static const struct field answer_fields[] = {
	{ .name = "note", .label = "审查意见", .kind = FIELD_TEXT,
	  .hint = "拒收的单位可以看到", .required = true, .min = 2, .max = 1000,
	  .at = offsetof(struct answer, note) },
	{ .name = "rev", .label = "", .kind = FIELD_HIDDEN, .max = 20,
	  .at = offsetof(struct answer, rev) },
};
const struct form decline_answer_form = {
	answer_fields, NITEMS(answer_fields), sizeof(struct answer), NULL
};

static enum status
load(struct req *r, struct decline *d)
{
	const char	*id = web_piece(r, "id");
	enum status	 st;
	int		 yes = 0;

	if (!id_is(id))
		return fault_set(r->fault, ST_ABSENT, "not an id");
	st = decline_load(r->db, r->pool, id, d, r->fault);
	if (st == ST_OK)
		st = decline_sees(r->db, r->actor->unit, id, &yes, r->fault);
	if (st != ST_OK || yes)
		return st;
	audit_refusal(r->db, r->actor, "decline.view", "decline", d->number,
	    "不是本单位及其下级的拒收报告（R-009）");
	return fault_set(r->fault, ST_DENIED, "%s: scope", d->number);
}

static enum status
judge(struct req *r, const struct decline *d, const struct kept_statement *k,
    int answered, enum statement_state *state)
{
	struct statement	 read;
	struct anchors		*anchors;
	unsigned char		 digest[DIGEST_LEN];
	enum status		 st;

	if ((st = case_anchors(r, r->keyd, &anchors)) != ST_OK ||
	    (st = trace_judge(r, k, anchors, &read, state)) != ST_OK ||
	    *state != STATEMENT_VALID)
		return st;
	st = answered ? decline_answer_digest(d, d->state, d->answer, digest,
	    r->fault) : decline_digest(d, digest, r->fault);
	if (st == ST_OK && (!statement_matches(&read, digest) ||
	    strcmp(read.f.subject, d->id) != 0))
		*state = STATEMENT_SIGNATURE;
	return st;
}

static enum status
fill_history(struct req *r, const struct decline *d, struct page *page)
{
	const struct {
		const char	*event, *who, *note, *said;
		int64_t		 at;
	} lines[] = {
		{ "报告拒收", d->person_name, d->note, d->statement,
		  d->created },
		{ flow_decline.states[d->state].label, d->answerer_name,
		  d->answer, d->answer_said, d->answered },
	};
	struct page			*part, *p;
	struct kept_statement		*kept;
	const struct kept_statement	*k;
	enum statement_state		 state;
	enum status			 st;
	size_t				 i, n;

	part = page_include(page, K_HISTORY_PART, "work/history");
	st = statement_list(r->db, r->pool, d->id, &kept, &n, r->fault);
	for (i = 0; st == ST_OK && i < NITEMS(lines); i++) {
		if (lines[i].at == 0)
			continue;
		p = page_add(part, K_LINE);
		page_set(p, K_EVENT, lines[i].event);
		page_set(p, K_WHEN, show_minute(r, lines[i].at));
		page_set(p, K_WHO, lines[i].who);
		page_set(page_add(p, K_NOTE), K_SENTENCE, lines[i].note);
		k = trace_find(kept, n, lines[i].said);
		if (k != NULL && (st = judge(r, d, k, i == 1, &state)) ==
		    ST_OK)
			trace_signature(p, k, state);
	}
	return st;
}

static enum status
show_page(struct req *r, const struct decline *d)
{
	const struct decline_reason *x = decline_reason_find(d->reason);
	struct page	*p = web_page_new(r, "admin/decline", "拒收报告");
	struct page	*form;
	enum status	 st;

	page_printf(p, K_HEADING, "%s：%s", d->number, d->title);
	part_tag(p, K_TAG, flow_decline.states[d->state].label,
	    (enum tone)decline_tone(d->state));
	part_fact(p, "拒收单位", d->unit_name);
	part_fact(p, "核验结果", d->words);
	if (d->seal != NULL)
		part_fact(p, "印章", pool_printf(r->pool, "%s（%s）",
		    d->seal_name, d->seal_code));
	part_fact(p, "文件摘要", d->file);
	part_fact(p, "查询码", d->handle);
	part_fact(p, "理由", x->label);
	part_fact(p, "依据", x->clause);
	if (d->state == D0_REPORTED && web_has(r, DECLINE_ADMINS)) {
		form = page_add(p, K_ANSWER);
		page_set(form, K_ID, d->id);
		form_fill(form, &r->form);
	}
	if ((st = fill_history(r, d, p)) != ST_OK)
		return st;
	return r->form.nerrors > 0 ? web_page_as(r, p, 400) : web_page(r, p);
}

enum status
decline_show(struct req *r)
{
	struct answer	 a = { "", "" };
	struct decline	 d;
	enum status	 st;

	if ((st = load(r, &d)) != ST_OK)
		return st;
	a.rev = admin_rev_text(r, d.rev);
	st = form_start(&decline_answer_form, &a, r->pool, &r->form);
	return st == ST_OK ? show_page(r, &d) : st;
}

/* --- the word on it ---------------------------------------------------------------- */

static enum status
keep(struct req *r, struct decline *d, int event, struct bytes said)
{
	const struct audit_entry entry = {
		.action = pool_printf(r->pool, "decline.%s",
		    flow_decline.events[event].name),
		.kind = "decline", .object = d->number, .result = "ok",
		.reason = d->answer,
	};
	char			 id[ID_LEN + 1];
	enum status		 st;

	if ((st = store_begin(r->db, STORE_WRITE, r->fault)) != ST_OK)
		return st;
	st = statement_keep(r->db, d->id, said, id, r->fault);
	d->answer_said = id;
	if (st == ST_OK)
		st = decline_save(r->db, d, r->fault);
	if (st == ST_OK)		/* who refused reads what was said */
		st = notice_add(r->db, d->person, "decline", pool_printf(
		    r->pool, "拒收报告 %s：%s", d->number,
		    flow_decline.states[d->state].label), "/stamp/declines",
		    r->fault);
	if (st == ST_OK)
		st = audit_add(r->db, r->actor, &entry, r->fault);
	return store_end(r->db, st, r->fault);
}

static enum status
answer(struct req *r, struct decline *d, const struct flow_row *row,
    const char *note, const char **why)
{
	unsigned char	 digest[DIGEST_LEN];
	struct bytes	 said;
	enum status	 st;

	st = decline_answer_digest(d, row->to, note, digest, r->fault);
	if (st == ST_OK)
		st = people_say(r, r->keyd, ACT_DECLINE_ANSWER,
		    DECLINE_ADMINS, d->id, digest, bytes_of(NULL, 0), &said,
		    why);
	if (st != ST_OK)
		return st;
	d->state = row->to;
	d->answer = note;
	d->answerer = r->actor->person;
	d->answered = clock_now();
	return keep(r, d, row->event, said);
}

enum status
decline_post_act(struct req *r)
{
	const struct answer	*a = r->values;
	const int		 event = flow_event(&flow_decline,
				    web_piece(r, "act"));
	struct decline_facts	 facts = { .has_note = *a->note != '\0' };
	const struct flow_row	*row;
	const char		*why = NULL;
	struct decline		 d;
	enum status		 st;

	if (event <= DE_REPORT)
		return fault_set(r->fault, ST_ABSENT, "no such step");
	if ((st = load(r, &d)) != ST_OK)
		return st;
	facts.own = strcmp(d.person, r->actor->person) == 0;
	admin_is_stale(r, *a->rev == '\0' ? "-" : a->rev, d.rev,
	    "decline.answer", d.number);
	if (r->form.nerrors == 0 && flow_ask(&flow_decline, d.state, event,
	    r->actor->roles, &facts, NULL, &row, &why) != FLOW_YES) {
		audit_refusal(r->db, r->actor, "decline.answer", "decline",
		    d.number, why);
		form_error(&r->form, NULL, why);
	}
	if (r->form.nerrors > 0)
		return show_page(r, &d);
	st = answer(r, &d, row, a->note, &why);
	if (st == ST_OK)
		return web_redirectf(r, "/admin/decline/%s", d.id);
	if (st == ST_ABSENT || st == ST_INVALID)
		return case_ask_pin(r, why);
	return st == ST_CONFLICT ? web_problem(r, 409, "没有办理",
	    "这份报告刚刚被他人审查，请返回核对现在的内容。") : st;
}
