/*
 * The applicant's own requests: each with its state, the last step,
 * what is missing, and what the desk said.  What is missing is the case's own
 * list, the one that keeps it from being submitted.
 */
#include "page/keys.h"
#include "work/front.h"

#define MINE_MAX 100		/* of one person, on one page */

static const char *const gap_titles[] = {
	[GAP_ANSWER] = "待填写或修改", [GAP_REASON] = "待选择",
	[GAP_MATERIAL] = "待上传材料", [GAP_FAULT] = "待重新上传",
};
_Static_assert(NITEMS(gap_titles) == GAP__N, "a title for each gap");

/* One line a kind: how many, and their names. */
static void
fill_gaps(struct req *r, const struct dossier *d, struct page *row)
{
	const char	*names;
	struct page	*p;
	size_t		 i, n;
	int		 kind;

	for (kind = 0; kind < GAP__N; kind++) {
		if ((n = case_gaps(d, (enum case_gap_kind)kind)) == 0)
			continue;
		names = "";
		for (i = 0; i < d->ngaps && names != NULL; i++)
			if ((int)d->gaps[i].kind == kind)
				names = pool_printf(r->pool, "%s%s%s", names,
				    *names == '\0' ? "" : "、",
				    d->gaps[i].label);
		p = page_add(row, K_GAP);
		page_set(p, K_LABEL, gap_titles[kind]);
		page_int(p, K_COUNT, (int64_t)n);
		page_set(p, K_VALUE, names);
	}
}

/* Only what can still be submitted is looked at whole. */
static enum status
fill_missing(struct req *r, const struct request *q, struct page *row)
{
	struct dossier	 d;
	enum status	 st;

	if (q->state != A0_DRAFT && q->state != A2_RETURNED)
		return ST_OK;
	if ((st = case_load(r, q->id, &d)) == ST_OK)
		fill_gaps(r, &d, row);
	return st;
}

static enum status
fill_last(struct req *r, const struct request *q, struct page *row)
{
	const struct flow	*flow = business_find(q->business)->flow;
	struct request_line	 line;
	enum status		 st;
	int			 event;

	st = request_last(r->db, r->pool, q->id, &line, r->fault);
	if (st != ST_OK)
		return st == ST_ABSENT ? ST_OK : st;
	event = flow_event(flow, line.event);
	page_set(row, K_EVENT, event < 0 ? line.event :
	    flow->events[event].label);
	page_set(row, K_AT, show_minute(r, line.at));
	return ST_OK;
}

static enum status
fill_mine(struct req *r, const struct request *q, struct page *row)
{
	const struct business	*b = business_find(q->business);
	enum status		 st;

	page_set(row, K_NUMBER, q->number);
	page_printf(row, K_HREF, "%s/%s", b->path, q->id);
	page_set(row, K_LABEL, b->label);
	part_tag(row, K_STATE, request_public_label(q->state,
	    q->urgent), show_tone(request_tone(q->state, q->urgent)));
	if ((st = fill_last(r, q, row)) != ST_OK)
		return st;
	if (q->due != 0)
		page_set(page_add(row, K_DUE), K_WHEN,
		    show_minute(r, q->due));
	show_answered(q, row);
	return fill_missing(r, q, row);
}

enum status
front_mine(struct req *r)
{
	struct request	*list;
	struct page	*p;
	enum status	 st;
	size_t		 i, n;

	st = request_list_mine(r->db, r->pool, r->actor->person, MINE_MAX,
	    &list, &n, r->fault);
	if (st != ST_OK)
		return st;
	p = web_page_new(r, "apply/mine", "我的办件");
	for (i = 0; i < n && st == ST_OK; i++)
		st = fill_mine(r, &list[i], page_add(p, K_ROW));
	page_show(p, n == 0 ? K_NONE : K_SOME);
	return st == ST_OK ? web_page(r, p) : st;
}
