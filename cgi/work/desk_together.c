/*
 * 一并办理: one decision on several cases of one business in one step, each
 * signed, checked and moved on its own, with a result per row.  What may be
 * done so is a mark of the deed (DEED_TOGETHER): decisions that ask for no
 * verdict and no reason of their own.
 */
#include <string.h>

#include "base/log.h"
#include "base/wipe.h"
#include "page/keys.h"
#include "work/desk.h"

/*
 * At once: what one person can look through on one page.  Each is a
 * signature and a transaction, 20 of them under a second.
 */
#define TOGETHER_MAX 20

/* --- which deed (pure) ---------------------------------------------------- */

const struct deed *
desk_together_deed(const struct flow *flow, int state, unsigned roles)
{
	const struct deed	*deed;
	size_t			 i, k;

	for (k = 0; (deed = desk_deed_nth(k)) != NULL; k++) {
		if (!(deed->flags & DEED_TOGETHER))
			continue;
		for (i = 0; i < flow->nrows; i++)
			if (flow->rows[i].from == state &&
			    flow->rows[i].event == deed->event &&
			    (flow->rows[i].roles & roles))
				return deed;
	}
	return NULL;
}

const struct deed *
desk_together_rows(const struct list_row *rows, size_t n, unsigned roles)
{
	const struct business	*b;
	const struct deed	*deed = NULL;
	size_t			 i;

	for (i = 0; i < n; i++) {
		b = business_find(rows[i].business);
		if (b == NULL || rows[i].state != rows[0].state ||
		    strcmp(rows[i].business, rows[0].business) != 0)
			return NULL;
		deed = desk_together_deed(b->flow, rows[i].state, roles);
	}
	return deed;
}

/* --- what was chosen -------------------------------------------------------- */

struct chosen {
	char	 id[ID_LEN + 1];
	int64_t	 rev;		/* 0: as it is */
};

static int
is_among(const struct chosen *list, size_t n, const char *id)
{
	size_t	 i;

	for (i = 0; i < n; i++)
		if (memcmp(list[i].id, id, ID_LEN) == 0)
			return 1;
	return 0;
}

/* "ID" of the table, "ID.REV" of the page that was looked at; twice the same
 * is once.  How many came, of which at most TOGETHER_MAX are put down. */
static size_t
read_chosen(const struct form_input *in, struct chosen out[TOGETHER_MAX])
{
	const char	*text;
	size_t		 i, n = 0, more = 0;

	for (i = 0; i < in->n; i++) {
		text = in->values[i].text;
		if (strcmp(in->values[i].name, "case") != 0 || text == NULL ||
		    strlen(text) < ID_LEN || is_among(out, n, text))
			continue;
		if (n == TOGETHER_MAX) {
			more++;
			continue;
		}
		memcpy(out[n].id, text, ID_LEN);
		out[n].id[ID_LEN] = '\0';
		out[n++].rev = text[ID_LEN] == '.' ?
		    desk_rev(text + ID_LEN + 1) : 0;
	}
	return n + more;
}

static const char *
count_fault(struct req *r, size_t n)
{
	if (n == 0)
		return "请先在办件列表中勾选要一并办理的办件。";
	return n <= TOGETHER_MAX ? NULL : pool_printf(r->pool,
	    "一次最多办理 %d 件，您选了 %zu 件，请分次办理。", TOGETHER_MAX, n);
}

/* --- the page that is looked at ------------------------------------------------ */

/* Who did this last, of the history; "" where nobody has. */
static const char *
who_did(const struct dossier *d, int event)
{
	size_t	 i;

	for (i = d->nhistory; i-- > 0;)
		if (strcmp(d->history[i].event,
		    d->business->flow->events[event].name) == 0)
			return d->history[i].person_name;
	return "";
}

/* What makes a case one to be looked at alone, or NULL. */
static const char *
caution(const struct dossier *d)
{
	if (d->has_imprint && d->imprint.override != NULL &&
	    *d->imprint.override != '\0')
		return "印模质量有提示，制作人员已说明理由，请单独查看。";
	if (d->request.version > 1)
		return "曾经补正，请留意前后变化。";
	return NULL;
}

static void
fill_case(struct req *r, const struct dossier *d, struct page *p)
{
	page_set(p, K_NUMBER, d->request.number);
	page_set(p, K_HREF, desk_path(r, d, ""));
	page_set(p, K_UNIT_NAME, d->app.org_name);
	page_set(p, K_SEAL_NAME, d->has_seal ? d->seal.name :
	    d->app.seal_name);
	page_set(p, K_KIND, choice_label(case_sub_kinds, d->app.sub_kind));
	page_set(p, K_CHECKER, who_did(d, EV_VERIFY));
	page_set(p, K_CLERK, who_did(d, EV_ENTER));
	page_set(p, K_REASON, d->business->reasons == NULL ||
	    d->request.reason == NULL ? "" : choice_label(
	    d->business->reasons, d->request.reason));
}

/* One that may be decided: its row, its picture, its field. */
static void
fill_ready(struct req *r, const struct dossier *d, struct page *page)
{
	struct page	*p = page_add(page, K_ROW);
	const char	*words = caution(d);

	fill_case(r, d, p);
	page_printf(p, K_VALUE, "%s.%lld", d->request.id,
	    (long long)d->request.rev);
	if (d->has_imprint)
		page_set(page_add(p, K_PICTURE), K_SRC, desk_path(r, d,
		    "/imprint"));
	if (words != NULL)
		page_set(page_add(p, K_WARNING), K_SENTENCE, words);
}

static void
fill_not(struct req *r, const struct dossier *d, const char *why,
    struct page *page)
{
	struct page	*p = page_add(page, K_CANNOT);

	fill_case(r, d, p);
	page_set(p, K_SENTENCE, why);
}

/* The first case decides what is done; those that do not fit say why. */
struct looking {
	const struct business	*business;
	const struct deed	*deed;
	int			 state;
};

static const char *
fits(const struct req *r, const struct dossier *d, struct looking *l)
{
	const char	*why = NULL;

	if (l->deed == NULL) {
		l->business = d->business;
		l->state = d->request.state;
		l->deed = desk_together_deed(d->business->flow, l->state,
		    r->actor->roles);
	}
	if (l->deed == NULL)
		return "这一步不能由您一并办理，请单独办理。";
	if (d->business != l->business)
		return "事项与其他所选办件不同，请分开办理。";
	if (d->request.state != l->state)
		return "所处的步骤与其他所选办件不同，请分开办理。";
	return case_may(r, d, l->deed->event, &why) ? NULL : why;
}

static enum status
look(struct req *r, const struct chosen *chosen, size_t n, struct page *page,
    struct looking *l, size_t *ready)
{
	struct dossier	 d;
	const char	*why;
	enum status	 st;
	size_t		 i;

	*ready = 0;
	for (i = 0; i < n; i++) {
		if ((st = case_load(r, chosen[i].id, &d)) != ST_OK)
			return st;
		if ((why = fits(r, &d, l)) != NULL) {
			fill_not(r, &d, why, page);
			continue;
		}
		fill_ready(r, &d, page);
		++*ready;
	}
	return ST_OK;
}

enum status
desk_together(struct req *r)
{
	struct page	*p = web_page_new(r, "approve/together", "一并办理");
	struct chosen	 chosen[TOGETHER_MAX];
	struct looking	 l = { .deed = NULL };
	const size_t	 n = read_chosen(&r->query, chosen);
	const char	*fault = count_fault(r, n);
	struct page	*some;
	enum status	 st;
	size_t		 ready;

	if (fault != NULL)
		return web_problem(r, 400, "没有可以办理的办件", fault);
	some = page_add(p, K_SOME);
	if ((st = look(r, chosen, n, some, &l, &ready)) != ST_OK)
		return st;
	page_show_if(p, K_NONE, ready == 0);
	if (ready == 0)
		return web_page(r, p);
	some = page_add(some, K_DECIDES);
	page_set(some, K_NAME, l.deed->name);
	page_printf(some, K_LABEL, "%s这 %zu 件", l.deed->label, ready);
	return web_page(r, p);
}

/* --- deciding --------------------------------------------------------------------- */

static const struct field together_fields[] = {
	{ .name = "act", .label = "", .kind = FIELD_HIDDEN, .max = 20,
	  .at = offsetof(struct together_values, act) },
	{ .name = "note", .label = "意见", .kind = FIELD_LINE, .max = 200,
	  .at = offsetof(struct together_values, note) },
};

const struct form together_form = {
	.fields = together_fields, .n = NITEMS(together_fields),
	.size = sizeof(struct together_values),
};

/* Whoever may not see one of them decides on none. */
static enum status
all_loaded(struct req *r, const struct chosen *chosen, size_t n)
{
	struct dossier	 d;
	enum status	 st = ST_OK;
	size_t		 i;

	for (i = 0; st == ST_OK && i < n; i++)
		st = case_load(r, chosen[i].id, &d);
	return st;
}

/*
 * One case, loaded anew: what was decided a moment ago may count for it.
 * *why NULL where it is done.
 */
static enum status
decide_one(struct req *r, const struct deed *deed, const struct chosen *c,
    const struct business *business, struct dossier *d, const char **why)
{
	const struct together_values	*v = r->values;
	const struct case_act		 act = {
		.event = deed->event, .rev = c->rev,
		.note = *v->note == '\0' ? NULL : v->note,
	};
	enum status	 st;

	if ((st = case_load(r, c->id, d)) != ST_OK)
		return st;
	if (business != NULL && d->business != business) {
		*why = "事项与其他所选办件不同，请单独办理。";
		return ST_OK;
	}
	st = case_take(r, d, &act, why);
	if (st == ST_OK)
		*why = NULL;
	else if (*why != NULL)
		return ST_OK;
	return st;
}

static void
fill_result(struct req *r, const struct dossier *d, const char *why,
    const char *label, struct page *page)
{
	struct page	*p = page_add(page, K_ROW);

	fill_case(r, d, p);
	part_tag_here(p, why == NULL ? "已办" : "未办", why == NULL ?
	    TONE_GOOD : TONE_BAD);
	page_set(p, K_SENTENCE, why == NULL ? label : why);
}

static enum status
decide(struct req *r, const struct deed *deed, const struct chosen *chosen,
    size_t n)
{
	struct page		*p = web_page_new(r, "approve/together-done",
				    "一并办理的结果");
	const struct business	*business = NULL;
	struct dossier		 d;
	const char		*why;
	enum status		 st = ST_OK;
	size_t			 i, done = 0;

	for (i = 0; i < n; i++) {
		why = NULL;
		st = decide_one(r, deed, &chosen[i], business, &d, &why);
		if (st != ST_OK)
			break;
		business = d.business;
		done += why == NULL;
		fill_result(r, &d, why, deed->label, p);
	}
	if (st != ST_OK && i == 0)
		return st;
	if (st != ST_OK) {	/* what was done is done, and is told */
		log_fault(r->fault);
		page_set(page_add(p, K_BAD), K_SENTENCE, pool_printf(r->pool,
		    "系统出错，后面的 %zu 件没有办理，请稍后再办。", n - i));
	}
	page_set(p, K_HEADING, done == n ? pool_printf(r->pool,
	    "%zu 件全部办好", n) : pool_printf(r->pool,
	    "办好 %zu 件，%zu 件没有办成", done, n - done));
	return web_page(r, p);
}

enum status
desk_together_post(struct req *r)
{
	const struct together_values	*v = r->values;
	const struct deed		*deed = desk_deed(v->act);
	struct chosen			 chosen[TOGETHER_MAX];
	const size_t			 n = read_chosen(&r->input, chosen);
	const char			*fault = count_fault(r, n), *why = NULL;
	unsigned char			 handle[KEYD_HANDLE];
	struct keyd			*keyd;
	enum status			 st;

	if (fault == NULL && r->form.nerrors > 0)
		fault = form_error_of(&r->form, "note");
	if (fault != NULL)
		return web_problem(r, 400, "没有办理", fault);
	if (deed == NULL || !(deed->flags & DEED_TOGETHER))
		return fault_set(r->fault, ST_INVALID, "no such act");
	/* The PIN is asked for before the first, not between two. */
	if ((st = case_keyd(r, &keyd)) != ST_OK)
		return st;
	st = case_handle(r, keyd, handle, &why);
	wipe(handle, sizeof(handle));
	if (st == ST_ABSENT || st == ST_INVALID)
		return case_ask_pin(r, why);
	if (st == ST_OK)
		st = all_loaded(r, chosen, n);
	return st == ST_OK ? decide(r, deed, chosen, n) : st;
}
