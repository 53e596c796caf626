/*
 * The trail of audit for audit administrators alone: reading,
 * searching, proving and exporting it.  Nothing here can change an entry,
 * and looking is an entry itself.
 */
#include <stdlib.h>
#include <string.h>

#include "base/calendar.h"
#include "base/clock.h"
#include "base/coding.h"
#include "form/form.h"
#include "page/part.h"
#include "work/incident.h"
#include "work/people.h"
#include "work/refusals.h"
#include "work/trail.h"

#define AUDITOR		ROLE_BIT(ROLE_AUDIT_ADMIN)
#define PAGE_ROWS	100
#define PROOFS_SHOWN	10
#define REFUSAL_DAYS	7
#define REFUSAL_ROWS	500

/* --- the list ------------------------------------------------------------ */

/* The rows of a page wait for the names of what they are about. */
struct listing {
	struct req		*r;
	struct page		*some, *page, *rows[PAGE_ROWS];
	struct trail_thing	*things;	/* two a row: who, and what */
	size_t			 n;
};

static int
list_row(void *arg, const struct audit_line *l)
{
	struct listing		*list = arg;
	struct pool		*pool = list->r->pool;
	struct trail_thing	*t = list->things + 2 * list->n;
	struct page		*row;
	char			 when[CALENDAR_TEXT];

	if (list->some == NULL)
		list->some = page_add(list->page, K_SOME);
	row = list->rows[list->n++] = page_add(list->some, K_ROW);
	calendar_second(l->at, when);
	*strrchr(when, ' ') = '\0';	/* the head of the column has the zone */
	page_int(row, K_SEQ, l->seq);
	page_set(row, K_AT, when);
	page_set(row, K_ROLE, people_roles(pool, l->roles));
	page_set(row, K_LABEL, trail_action(l->action));
	page_set(row, K_RESULT, choice_label(trail_results, l->result));
	page_set(row, K_REASON, choice_label(trail_reasons, l->reason));
	page_set(row, K_ADDRESS, l->address);
	t[0] = (struct trail_thing){ .kind = "person",
	    .object = pool_text(pool, l->person) };
	t[1] = (struct trail_thing){ .kind = pool_text(pool, l->kind),
	    .object = pool_text(pool, l->object) };
	return t[0].object != NULL && t[1].kind != NULL &&
	    t[1].object != NULL;
}

/* 姓名（账号）, 系统 where nobody acted. */
static const char *
who_words(struct req *r, const struct trail_thing *t)
{
	if (*t->object == '\0')
		return "系统";
	return *t->code == '\0' ? t->name : pool_printf(r->pool, "%s（%s）",
	    t->name, t->code);
}

static void
fill_thing(struct page *row, const struct trail_thing *t)
{
	struct page	*known, *p;

	if (*t->object == '\0')
		return;
	known = page_add(row, K_KNOWN);
	page_set(known, K_KIND, trail_kind(t->kind));
	p = page_include(known, K_THING, "audit/thing");
	page_set(p, K_OBJECT, t->object);
	page_set(p, K_NAME, t->name);
	if (*t->code != '\0')
		page_set(page_add(p, K_CODED), K_CODE, t->code);
	page_show_if(p, K_ID, strcmp(t->name, t->object) != 0);
}

static enum status
fill_things(struct listing *list)
{
	size_t		 i;
	enum status	 st;

	st = trail_things(list->r, list->things, 2 * list->n);
	for (i = 0; st == ST_OK && i < list->n; i++) {
		page_set(list->rows[i], K_NAME, who_words(list->r,
		    &list->things[2 * i]));
		fill_thing(list->rows[i], &list->things[2 * i + 1]);
	}
	return st;
}

/* A query value by itself: '/' would be safe, '&' and '=' are not. */
static const char *
filter_query(struct req *r, const struct trail_filter *f)
{
	return pool_printf(r->pool, "person=%s&object=%s&action=%s&result=%s",
	    web_path_escape(r->pool, f->login),
	    web_path_escape(r->pool, f->object),
	    web_path_escape(r->pool, f->action),
	    web_path_escape(r->pool, f->result));
}

static void
fill_filter(struct page *p, const struct trail_filter *f)
{
	page_set(p, K_PERSON, f->login);
	page_set(p, K_OBJECT, f->object);
	page_set(p, K_ACTION_NAME, f->action);
	page_set(p, K_RESULT_NAME, f->result);
	choice_fill(p, K_CHOICE, trail_results, f->result);
}

static enum status
show_list(struct req *r)
{
	struct page	*p = web_page_new(r, "audit/list", "审计记录");
	struct listing	 list = { .r = r, .page = p };
	struct trail_walk	 w = { .fn = list_row, .arg = &list,
			    .most = PAGE_ROWS, .scan = TRAIL_SCAN };
	struct trail_filter	 f;
	const char	*query;
	enum status	 st;

	if ((st = trail_ask(r, web_query, &f)) != ST_OK)
		return st;
	query = filter_query(r, &f);
	list.things = pool_array(r->pool, 2 * PAGE_ROWS,
	    sizeof(*list.things));
	if (list.things == NULL)
		return fault_set(r->fault, ST_BROKEN, "past the pool");
	if ((st = trail_walk(r, &f, &w)) != ST_OK ||
	    (st = fill_things(&list)) != ST_OK ||
	    (st = trail_note(r, "audit.read", "list", "ok",
	    trail_words(r, &f))) != ST_OK)
		return st;
	fill_filter(p, &f);
	page_show_if(p, K_EMPTY, list.n == 0);
	part_pager(p, K_PAGER, f.below == 0 ? NULL :
	    pool_printf(r->pool, "/audit?%s", query), w.next == 0 ? NULL :
	    pool_printf(r->pool, "/audit?%s&below=%lld", query,
	    (long long)w.next), list.n == 0 && w.next != 0 ?
	    "这一段没有，继续往前查找" : pool_printf(r->pool, "本页 %zu 条",
	    list.n));
	return web_page(r, p);
}

/* --- one entry ----------------------------------------------------------- */

static const char *
hex_of(struct req *r, struct bytes b)
{
	char	*out = pool_alloc(r->pool, HEX_TEXT(b.n));

	if (out == NULL || b.n == 0)
		return "无";
	hex_write(b.p, b.n, out);
	return out;
}

static enum status
fill_entry(struct req *r, struct page *p, const struct audit_line *l)
{
	struct page		*list = page_include(p, K_ANSWERS,
				    "part/answers");
	struct trail_thing	 t[] = {
		{ .kind = "person", .object = l->person },
		{ .kind = "unit", .object = l->unit },
		{ .kind = l->kind, .object = l->object },
	};
	char			 when[CALENDAR_TEXT];
	enum status		 st = trail_things(r, t, NITEMS(t));

	if (st != ST_OK)
		return st;
	calendar_second(l->at, when);
	part_answer(list, "时间", when, NULL);
	part_answer(list, "账号", who_words(r, &t[0]), NULL);
	part_answer(list, "岗位", people_roles(r->pool, l->roles), NULL);
	part_answer(list, "单位", *l->unit == '\0' ? "无" : t[1].name, NULL);
	part_answer(list, "职能", *l->function == '\0' ? "无" : l->function,
	    NULL);
	part_answer(list, "证书序列号", *l->serial == '\0' ? "无" : l->serial,
	    NULL);
	part_answer(list, "终端", l->address, NULL);
	part_answer(list, "操作", pool_printf(r->pool, "%s（%s）",
	    trail_action(l->action), l->action), NULL);
	part_answer(list, "对象", pool_printf(r->pool, "%s %s %s",
	    trail_kind(l->kind), t[2].name, t[2].code), NULL);
	part_answer(list, "对象编号", *l->object == '\0' ? "无" : l->object,
	    NULL);
	if (*l->object != '\0')
		page_set(page_add(p, K_KNOWN), K_OBJECT, l->object);
	part_answer(list, "结果", choice_label(trail_results, l->result), NULL);
	part_answer(list, "理由", *l->reason == '\0' ? "无" :
	    choice_label(trail_reasons, l->reason), NULL);
	part_answer(list, "变动前摘要", hex_of(r, l->before), NULL);
	part_answer(list, "变动后摘要", hex_of(r, l->after), NULL);
	part_answer(list, "程序和请求", pool_printf(r->pool, "%s %s",
	    l->program, l->request), NULL);
	return ST_OK;
}

static enum status
show_entry(struct req *r)
{
	const char		*piece = web_piece(r, "seq");
	struct audit_line	 l;
	struct page		*p;
	int64_t			 seq, last = 0;
	unsigned char		 head[32];
	char			*end;
	size_t			 n;
	enum status		 st;

	seq = strtoll(piece, &end, 10);
	if (*end != '\0' || seq <= 0 || seq == INT64_MAX)
		return fault_set(r->fault, ST_ABSENT, "no number");
	st = audit_page(r->db, r->pool, seq + 1, &l, 1, &n, r->fault);
	if (st == ST_OK)
		st = audit_head(r->db, 0, &last, head, r->fault);
	if (st != ST_OK)
		return st;
	if (n == 0 || l.seq != seq)
		return fault_set(r->fault, ST_ABSENT, "no entry %lld",
		    (long long)seq);
	if ((st = trail_note(r, "audit.read", piece, "ok", NULL)) != ST_OK)
		return st;
	p = web_page_new(r, "audit/entry", "审计记录");
	page_int(p, K_SEQ, seq);
	if (strcmp(l.result, "refused") == 0)		/* */
		page_int(page_add(p, K_ALARM), K_SEQ, seq);
	if ((st = fill_entry(r, p, &l)) != ST_OK)
		return st;
	if (seq > 1)
		page_int(page_add(p, K_PREVIOUS), K_SEQ, seq - 1);
	if (seq < last)
		page_int(page_add(p, K_FOLLOWING), K_SEQ, seq + 1);
	return web_page(r, p);
}

/* --- proof --------------------------------------------------------------- */

struct proofs {
	struct trail_names	 names;
	struct page	*page;
	size_t		 n;
};

static int
proof_row(void *arg, const struct audit_line *l)
{
	struct proofs	*t = arg;
	struct page	*line = page_add(t->page, K_LINE);
	char		 when[CALENDAR_TEXT];

	calendar_minute(l->at, when);
	if (t->n++ == 0)
		page_set(page_add(t->page, strcmp(l->result, "ok") == 0 ?
		    K_RESULT_GOOD : K_RESULT_BAD), K_SENTENCE, pool_printf(
		    t->names.r->pool, "%s：%s", when, l->reason));
	page_set(line, K_AT, when);
	page_set(line, K_NAME, trail_name(&t->names, l->person));
	page_set(line, K_REASON, l->reason);
	page_int(line, K_SEQ, l->seq);
	return 1;
}

static enum status
show_proof(struct req *r)
{
	const struct trail_filter	 f = { .login = "", .object = "chain",
				    .action = "audit.verify", .result = "" };
	struct page		*p = web_page_new(r, "audit/proof",
				    "审计记录完整性");
	struct proofs		 t = { .names = { .r = r }, .page = p };
	struct trail_walk		 w = { .fn = proof_row, .arg = &t,
				    .most = PROOFS_SHOWN, .scan = TRAIL_SCAN };
	enum status		 st;

	if ((st = trail_walk(r, &f, &w)) != ST_OK ||
	    (st = trail_note(r, "audit.read", "proofs", "ok", NULL)) !=
	    ST_OK)
		return st;
	page_show(p, t.n == 0 ? K_NEVER : K_ONCE);
	part_confirm(p, K_CONFIRM, "/audit/proof", "现在核验", NULL, NULL, 0);
	return web_page(r, p);
}

static enum status
post_proof(struct req *r)
{
	static const struct { const char *what, *word; } breaks[] = {
		{ "changed", "被改动" }, { "missing", "缺失" },
		{ "reordered", "被调换" },
	};
	struct audit_finding	 bad = { 0 };
	const char		*word = "异常";
	int64_t			 count = 0;
	size_t			 i;
	enum status		 st;

	st = audit_verify(r->db, 0, &count, &bad, r->fault);
	if (st != ST_OK && st != ST_INVALID)
		return st;
	for (i = 0; st == ST_INVALID && i < NITEMS(breaks); i++)
		if (strcmp(bad.what, breaks[i].what) == 0)
			word = breaks[i].word;
	st = trail_note(r, "audit.verify", "chain", st == ST_OK ? "ok" :
	    "failed", st == ST_OK ? pool_printf(r->pool, "共 %lld 条，逐条核验"
	    "，完整至第 %lld 条", (long long)count, (long long)count) :
	    pool_printf(r->pool, "第 %lld 条%s，此前的记录完整",
	    (long long)bad.seq, word));
	return st == ST_OK ? web_redirect(r, "/audit/proof") : st;
}

/* --- refusals of nobody known -------------------------------------------- */

static enum status
show_refusals(struct req *r)
{
	struct refusals	*list = pool_array(r->pool, REFUSAL_ROWS,
			    sizeof(*list));
	struct page	*p = web_page_new(r, "audit/refusals",
			    "匿名拒绝计数"), *some, *row;
	char		 day[CALENDAR_TEXT];
	size_t		 n, i;
	enum status	 st;

	if (list == NULL)
		return fault_set(r->fault, ST_BROKEN, "past the pool");
	st = refusals_since(r, clock_now() - REFUSAL_DAYS * MS_DAY, list,
	    REFUSAL_ROWS, &n);
	if (st != ST_OK)
		return st;
	page_show_if(p, K_EMPTY, n == 0);
	some = n == 0 ? NULL : page_add(p, K_SOME);
	for (i = 0; i < n; i++) {
		row = page_add(some, K_ROW);
		calendar_date(list[i].day, day);
		page_set(row, K_AT, day);
		page_set(row, K_NAME, choice_label(trail_programs,
		    list[i].program));
		page_set(row, K_REASON, choice_label(trail_reasons,
		    list[i].reason));
		page_int(row, K_COUNT, list[i].n);
	}
	st = trail_note(r, "audit.read", "refusals", "ok", NULL);
	return st == ST_OK ? web_page(r, p) : st;
}

/* --- routes -------------------------------------------------------------- */

static const struct route routes[] = {
	{ WEB_GET, "/audit", AUDITOR, show_list, NULL, 0, 0 },
	{ WEB_GET, "/audit/proof", AUDITOR, show_proof, NULL, 0, 0 },
	{ WEB_POST, "/audit/proof", AUDITOR, post_proof, NULL, 0, 0 },
	{ WEB_GET, "/audit/refusals", AUDITOR, show_refusals, NULL, 0, 0 },
	{ WEB_POST, "/audit/export", AUDITOR, trail_export, NULL, 0, 0 },
	{ WEB_GET, "/audit/incident", AUDITOR, incident_show_new, NULL, 0, 0 },
	{ WEB_POST, "/audit/incident", AUDITOR, incident_post_new,
	  &incident_new_form, 0, 0 },
	{ WEB_GET, "/audit/{seq}", AUDITOR, show_entry, NULL, 0, 0 },
};

int
main(void)
{
	return web_run("audit", routes, NITEMS(routes));
}
