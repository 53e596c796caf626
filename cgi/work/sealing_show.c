/*
 * What the pages of a use request show: its head, what is to be stamped with
 * which seal, and the history with the state of each signature.
 */
#include <string.h>

#include "base/clock.h"
#include "page/keys.h"
#include "page/part.h"
#include "work/local.h"
#include "work/sealing_local.h"
#include "work/show.h"
#include "work/trace.h"

/* The look of a state's tag. */
static const enum tone tones[] = {
	[U0_DRAFT] = TONE_PLAIN, [U1_SUBMITTED] = TONE_WAIT,
	[U2_REVIEW] = TONE_WAIT, [U3_APPROVED] = TONE_ACT,
	[U4_REFUSED] = TONE_BAD, [U5_STAMPED] = TONE_GOOD,
	[U6_EXPIRED] = TONE_OVER, [U7_WITHDRAWN] = TONE_OVER,
};

_Static_assert(NITEMS(tones) == USE_STATE__N, "T3 tones");

/* An approval past its time reads as such before the job has seen it. */
static int
state_seen(const struct use *u)
{
	if (u->state == U3_APPROVED && u->due != 0 && clock_now() >= u->due)
		return U6_EXPIRED;
	return u->state;
}

void
sealing_tag(struct page *page, enum page_key key, const struct use *u)
{
	const int	 state = state_seen(u);

	part_tag(page, key, flow_use.states[state].label, tones[state]);
}

const char *
sealing_person(struct req *r, const char *id)
{
	struct person	 p;

	if (id == NULL || *id == '\0' ||
	    person_load(r->db, r->pool, id, &p, r->fault) != ST_OK)
		return "";
	return p.name;
}

const char *
sealing_reviewers(struct req *r, const struct sealing *s)
{
	const char	*out = "";
	size_t		 i;

	for (i = 0; i < s->nhistory && out != NULL; i++)
		if (strcmp(s->history[i].event,
		    flow_use.events[UE_APPROVE].name) == 0 &&
		    s->history[i].person_name != NULL)
			out = pool_printf(r->pool, "%s%s%s", out,
			    *out == '\0' ? "" : "、",
			    s->history[i].person_name);
	if (out != NULL && *out != '\0')
		return out;
	return sealing_person(r, s->use.reviewer);
}

static const char *
unit_name(struct req *r, const char *id)
{
	struct unit	 u;

	return unit_load(r->db, r->pool, id, &u, r->fault) == ST_OK ?
	    u.name : "";
}

void
sealing_head(struct req *r, const struct sealing *s, struct page *page)
{
	const struct use	*u = &s->use;
	struct page		*p = page_include(page, K_HEAD, "stamp/head");

	page_set(p, K_NUMBER, u->number);
	page_printf(p, K_HEADING, "用章：%s", u->title);
	sealing_tag(p, K_STATE, u);
	part_fact(p, "申请人", sealing_person(r, u->requester));
	part_fact(p, "盖章依据", sealing_grant_words(r, s));
	part_fact(p, "所属单位", unit_name(r, u->unit));
	part_fact(p, "申请时间", show_minute(r, u->created));
	part_fact(p, "审核人", sealing_reviewers(r, s));
	if (s->facts.steps > 1 && u->state != U0_DRAFT)
		part_fact(p, "审核进度", pool_printf(r->pool,
		    "共 %d 步，已同意 %d 步", s->facts.steps, s->facts.done));
}

/* --- what is stamped ------------------------------------------------------------- */

const char *
sealing_hex(struct req *r, struct bytes b, size_t most)
{
	static const char	 digits[] = "0123456789abcdef";
	const size_t		 n = b.n < most ? b.n : most;
	char			*out = pool_alloc(r->pool, n * 2 + 4);
	size_t			 i;

	if (out == NULL)
		return "";
	for (i = 0; i < n; i++) {
		out[i * 2] = digits[b.p[i] >> 4];
		out[i * 2 + 1] = digits[b.p[i] & 15];
	}
	out[n * 2] = '\0';
	return n < b.n ? pool_printf(r->pool, "%s…", out) : out;
}

static void
fill_seal(struct req *r, const struct sealing *s, struct page *part)
{
	const struct seal	*seal = &s->seal;
	const int		 state = seal_state_now(seal, clock_now());
	const char		*no = seal_state_refusal(state);

	(void)r;
	page_set(part, K_ID, seal->id);
	page_set(part, K_LABEL, seal->name);
	page_set(part, K_CODE, seal->code);
	part_tag(part, K_SEAL_STATE, flow_seal.states[state].label,
	    show_tone(seal_tone(state)));
	if (no != NULL)
		page_set(page_add(part, K_REFUSED), K_SENTENCE, no);
}

void
sealing_facts(struct req *r, const struct sealing *s, struct page *page,
    const char *change)
{
	const struct use	*u = &s->use;
	struct page		*part = page_include(page, K_FACTS,
	    "stamp/facts");
	struct page		*list = page_include(part, K_ANSWERS,
	    "part/answers");
	const char		*place;

	place = pool_printf(r->pool,
	    "第 %lld 页，距左边 %s 毫米，距上边 %s 毫米",
	    (long long)u->place_page + 1, sealing_mm_text(r->pool, u->place_x),
	    sealing_mm_text(r->pool, u->place_y));
	part_answer(list, "文件标题", u->title, NULL);
	part_answer(list, "文件种类", choice_label(sealing_classes, u->class),
	    NULL);
	if (*u->purpose != '\0')
		part_answer(list, "用途", u->purpose, NULL);
	part_answer(list, "盖章位置", place, change);
	part_answer(list, "文件摘要（SM3）", sealing_hex(r, u->original, 32),
	    NULL);
	if (u->opinion != NULL && *u->opinion != '\0')
		part_answer(list, "审核意见", u->opinion, NULL);
	page_printf(part, K_HREF, "/stamp/%s", u->id);
	page_set(part, K_NAME, u->file_name);
	page_set(part, K_SIZE, show_size(r, u->size));
	page_int(part, K_PAGES, u->pages);
	page_show_if(part, K_REPAIRED, u->repaired);
	fill_seal(r, s, part);
}

/* --- history ----------------------------------------------------------------- */

static struct page *
show_line(struct req *r, struct page *part, const struct use_line *l)
{
	const int	 event = flow_event(&flow_use, l->event);
	struct page	*p = page_add(part, K_LINE);

	page_set(p, K_EVENT, event < 0 ? l->event :
	    flow_use.events[event].label);
	page_set(p, K_WHEN, show_minute(r, l->at));
	trace_policy(p, l->policy);
	page_set(p, K_WHO, l->person_name != NULL ? l->person_name : "系统");
	if (l->note != NULL && *l->note != '\0')
		page_set(page_add(p, K_NOTE), K_SENTENCE, l->note);
	return p;
}

/* The signature, and that what was signed is what is stored. */
static enum status
judge(struct req *r, const struct sealing *s, const struct use_line *l,
    const struct kept_statement *k, const struct anchors *anchors,
    enum statement_state *state)
{
	struct statement	 read;
	unsigned char		 digest[32];
	enum status		 st;

	*state = STATEMENT_MALFORMED;
	if (k->der.n == 0)
		return ST_OK;
	st = trace_judge(r, k, anchors, &read, state);
	if (st != ST_OK || *state != STATEMENT_VALID)
		return st;
	st = strcmp(l->event, flow_use.events[UE_STAMP_AUTO].name) == 0 ?
	    sealing_auto_digest(r, s, digest) :
	    sealing_digest(r, s, l->note, digest);
	if (st == ST_OK && (!statement_matches(&read, digest) ||
	    strcmp(read.f.subject, s->use.number) != 0 ||
	    !read.f.has_document || !bytes_same(s->use.original,
	    bytes_of(read.f.document, SM3_LEN))))
		*state = STATEMENT_SIGNATURE;
	return st;
}

enum status
sealing_history(struct req *r, const struct sealing *s, struct page *page)
{
	static const struct kept_statement lost = { .serial = "" };
	const struct kept_statement	*k;
	struct kept_statement		*kept;
	struct anchors			*anchors;
	enum statement_state		 state;
	struct page			*part, *p;
	enum status			 st;
	size_t				 i, n;

	part = page_include(page, K_HISTORY_PART, "work/history");
	st = statement_list(r->db, r->pool, s->use.number, &kept, &n,
	    r->fault);
	if (st == ST_OK)
		st = case_anchors(r, s->keyd, &anchors);
	for (i = 0; st == ST_OK && i < s->nhistory; i++) {
		p = show_line(r, part, &s->history[i]);
		if (s->history[i].statement == NULL)
			continue;
		k = trace_find(kept, n, s->history[i].statement);
		if (k == NULL)
			k = &lost;	/* named, and not there */
		st = judge(r, s, &s->history[i], k, anchors, &state);
		if (st == ST_OK)
			trace_signature(p, k, state);
	}
	return st;
}
