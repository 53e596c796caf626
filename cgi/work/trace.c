/*
 * The history of a case with the state of each signature, checked when it is
 * shown: the signature itself, the certificate at the time of signing, and
 * that the digest signed fits the records as they are now.
 */
#include <string.h>

#include "base/clock.h"
#include "base/log.h"
#include "page/keys.h"
#include "trust/ca_list.h"
#include "trust/statement.h"
#include "work/local.h"
#include "work/show.h"
#include "work/trace.h"
#include "work/verdict.h"

static void
free_anchors(void *a)
{
	anchors_free(a);
}

/* A seal's own word may be under an outside CA's certificate.  What
 * cannot be read leaves those out, and the pages say so. */
static void
join_outside(struct req *r, struct anchors *to)
{
	struct ca_list	*outside = NULL;
	struct fault	 f = { 0 };

	if (verdict_outside(r->config->data, to, &outside, &f) != ST_OK)
		log_fault(&f);
	ca_list_free(outside);
}

enum status
case_anchors(struct req *r, struct keyd *keyd, struct anchors **out)
{
	struct keyd_info	 info;
	struct anchors		*a;
	enum status		 st;

	*out = NULL;
	if ((a = anchors_new()) == NULL ||
	    !pool_defer(r->pool, free_anchors, a)) {
		anchors_free(a);
		return fault_set(r->fault, ST_BROKEN, "anchors: memory");
	}
	st = keyd_info(keyd, r->pool, &info, r->fault);
	if (st == ST_OK)
		st = anchors_add(a, info.staff_ca, ANCHOR_STAFF, r->fault);
	if (st == ST_OK)
		st = anchors_add(a, info.making_ca, ANCHOR_SEALS, r->fault);
	if (st == ST_OK && strcmp(info.ca, "external") == 0)
		join_outside(r, a);
	if (st == ST_OK)
		*out = a;
	return st;
}

/* The case as it was when a line of its history was written. */
static enum status
as_of(struct req *r, const struct dossier *d, const struct request_line *l,
    struct dossier *out)
{
	enum status	 st;

	*out = *d;
	st = application_load(r->db, r->pool, d->request.id, l->version,
	    &out->app, r->fault);
	if (st == ST_OK)
		st = material_list_of(r->db, r->pool, d->request.id,
		    l->version, &out->materials, &out->nmaterials, r->fault);
	if (st != ST_OK)
		return st;
	st = case_imprint(r, d, l->at, &out->imprint);
	out->has_imprint = st == ST_OK;
	return st == ST_ABSENT ? ST_OK : st;
}

/* The desk's statement about a version names what it was before the step. */
static int
event_of(const struct dossier *d, const struct request_line *l)
{
	return flow_event(d->business->flow, l->event);
}

/*
 * Returned answers belong to the version before: the row of history carries
 * the new one already.
 */
static struct request_line
about(const struct request_line *l, int event)
{
	struct request_line	 line = *l;

	if (event == EV_RETURN || event == EV_APPROVER_RETURN)
		line.version--;
	return line;
}

enum status
trace_judge(struct req *r, const struct kept_statement *k,
    const struct anchors *anchors, struct statement *read,
    enum statement_state *state)
{
	const struct statement_ask	 ask = {
		.anchors = anchors, .now = clock_now(),
	};
	struct statement_result		 result;
	enum status			 st;

	st = statement_check(k->der, &ask, read, &result, r->fault);
	if (st == ST_OK)
		*state = result.state;
	return st;
}

static enum status
judge(struct req *r, const struct dossier *d, const struct request_line *l,
    const struct kept_statement *k, const struct anchors *anchors,
    enum statement_state *state)
{
	const int			 event = event_of(d, l);
	const struct request_line	 line = about(l, event);
	struct statement		 st_read;
	struct dossier			 then;
	unsigned char			 digest[32];
	enum status			 st;

	st = trace_judge(r, k, anchors, &st_read, state);
	if (st != ST_OK || *state != STATEMENT_VALID || event < 0)
		return st;
	st = as_of(r, d, &line, &then);
	if (st == ST_OK)
		st = case_digest(r, &then, event, l->note, digest);
	if (st == ST_OK && !statement_matches(&st_read, digest))
		*state = STATEMENT_SIGNATURE;
	return st;
}

const struct kept_statement *
trace_find(const struct kept_statement *kept, size_t n, const char *id)
{
	size_t	 i;

	for (i = 0; i < n; i++)
		if (strcmp(kept[i].id, id) == 0)
			return &kept[i];
	return NULL;
}

/* Who signed: the person, or a key of ours for what it stands for. */
static const char *
kind_words(const struct kept_statement *k)
{
	static const char *const words[STATEMENT__N] = {
		[STATEMENT_OWN] = "本人签名",
		[STATEMENT_WITNESSED] = "手机验证后由受理系统见证签名",
		[STATEMENT_SYSTEM] = "系统签名",
		[STATEMENT_PARTNER] = "对接系统签名",
		[STATEMENT_SEAL] = "印章密钥签名",
	};
	struct statement	 s;
	struct fault		 f = { 0 };

	return statement_read(k->der, &s, &f) == ST_OK &&
	    s.f.kind < STATEMENT__N ? words[s.f.kind] : "签名";
}

void
trace_signature(struct page *line, const struct kept_statement *k,
    enum statement_state state)
{
	struct page	*p = page_add(line, K_SIGNED);

	page_set(p, K_TONE, state == STATEMENT_VALID ? "good" : "bad");
	page_set(p, K_STATE, statement_state_text(state));
	page_set(p, K_KIND, kind_words(k));
	page_set(p, K_SERIAL, k->serial);
}

void
trace_policy(struct page *line, int64_t version)
{
	if (version > 0)
		page_int(page_add(line, K_RULED), K_VERSION_NO, version);
}

static struct page *
show_line(struct req *r, const struct dossier *d, struct page *part,
    const struct request_line *l)
{
	const int	 event = event_of(d, l);
	struct page	*p = page_add(part, K_LINE);

	page_set(p, K_EVENT, event < 0 ? l->event :
	    d->business->flow->events[event].label);
	page_set(p, K_WHEN, show_minute(r, l->at));
	trace_policy(p, l->policy);
	page_set(p, K_WHO, l->person_name != NULL ? l->person_name :
	    event == EV_URGENT ? "登记的手机" : "系统");
	if (l->unit_name != NULL)
		page_set(page_add(p, K_UNIT), K_NAME, l->unit_name);
	if (l->note != NULL && *l->note != '\0')
		page_set(page_add(p, K_NOTE), K_SENTENCE, l->note);
	return p;
}

enum status
show_history(struct req *r, struct dossier *d, struct page *page)
{
	struct page		*part, *p;
	struct kept_statement	*kept;
	struct anchors		*anchors;
	enum statement_state	 state = STATEMENT_MALFORMED;
	enum status		 st;
	size_t			 i, n;

	part = page_include(page, K_HISTORY_PART, "work/history");
	st = statement_list(r->db, r->pool, d->request.id, &kept, &n,
	    r->fault);
	if (st == ST_OK)
		st = case_anchors(r, d->keyd, &anchors);
	for (i = 0; st == ST_OK && i < d->nhistory; i++) {
		const struct request_line *l = &d->history[i];
		const struct kept_statement *k;

		if (strcmp(l->event, "save") == 0)
			continue;
		p = show_line(r, d, part, l);
		if (l->statement == NULL)
			continue;
		k = trace_find(kept, n, l->statement);
		if (k != NULL)
			st = judge(r, d, l, k, anchors, &state);
		if (k != NULL && st == ST_OK)
			trace_signature(p, k, state);
	}
	return st;
}
