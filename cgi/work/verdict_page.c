/* Every stamp of a judged file on a page (templates/verify/result). */
#include "page/keys.h"
#include "work/verdict.h"

/* What signed and how, where that is not the usual. */
static void
fill_way(const struct stamp_result *x, struct pool *pool, struct page *s)
{
	const char	*way = verdict_way(pool, x);
	const char	*module = verdict_module(pool, x);

	if (*way != '\0')
		page_set(page_add(s, K_WAY), K_SENTENCE, way);
	if (*module != '\0')
		page_set(page_add(s, K_MODULE), K_SENTENCE, module);
	if (*verdict_origin(x) != '\0')
		page_set(page_add(s, K_ORIGIN), K_SENTENCE, verdict_origin(x));
}

static const char *const finding_tones[] = {
	[FIND_OK] = "good", [FIND_WARNING] = "warn", [FIND_UNKNOWN] = "",
	[FIND_BROKEN] = "bad",
};
static const char *const grade_tones[] = {
	[GRADE_GOOD] = "good", [GRADE_UNKNOWN] = "", [GRADE_BAD] = "bad",
};
static const char *const tag_tones[] = {
	[VERDICT_ALTERED] = "bad", [VERDICT_INVALID] = "bad",
	[VERDICT_UNKNOWN] = "plain", [VERDICT_LAPSED] = "wait",
	[VERDICT_GENUINE] = "good", [VERDICT_NONE] = "plain",
};

static void
fill_checks(struct page *s, const struct stamp_result *x)
{
	struct page	*p;
	int		 i;

	for (i = 0; i < AXIS__N; i++) {
		p = page_add(s, K_AXIS);
		page_set(p, K_TONE, grade_tones[x->axis[i].grade]);
		page_set(p, K_LABEL, verdict_axis_label((enum stamp_axis)i));
		page_set(p, K_SENTENCE, x->axis[i].text);
		page_set(p, K_CODE, x->axis[i].code);
		page_set(p, K_CLAUSE, x->axis[i].clause);
	}
	for (i = 0; i < CHECK__N; i++) {
		const struct finding *f = &x->ses.found[i];

		p = page_add(s, K_CHECK);
		page_set(p, K_TONE, finding_tones[f->state]);
		page_set(p, K_LABEL, ses_check_label((enum ses_check)i));
		page_set(p, K_STATE, finding_state_label(f->state));
		page_set(p, K_CLAUSE, f->clause);
		if (f->state != FIND_OK)
			page_set(page_add(p, K_DETAIL), K_SENTENCE, f->text);
	}
}

static void
fill_stamp(struct pool *pool, struct page *s, const struct stamp_result *x,
    unsigned k)
{
	page_int(s, K_N, k);
	page_set(s, K_SEAL_NAME, verdict_plain(pool, x->seal_name));
	page_set(s, K_SEAL_CODE, verdict_plain(pool, x->esid));
	page_set(s, K_SIGNER, verdict_plain(pool, x->signer));
	page_set(s, K_TONE, tag_tones[x->verdict]);
	page_set(s, K_WORD, verdict_text(x->verdict));
	page_set(s, K_WHEN, verdict_when(pool, x));
	fill_way(x, pool, s);
	page_set(s, K_SOURCE, verdict_time_source(x));
	page_set(s, K_PLACE, verdict_place(pool, x));
	if (*x->scope != '\0')
		page_set(page_add(s, K_SCOPE), K_SENTENCE,
		    verdict_plain(pool, x->scope));
	if (x->now.as_of != 0)
		page_set(page_add(s, K_AS_OF), K_WHEN,
		    verdict_time(pool, x->now.as_of));
	fill_checks(s, x);
}

void
verdict_fill(const struct stamp_report *rep, struct pool *pool,
    struct page *page)
{
	unsigned	 i;

	for (i = 0; i < rep->n; i++)
		fill_stamp(pool, page_add(page, K_STAMP), &rep->list[i],
		    i + 1);
	if (rep->foreign > 0)
		page_int(page_add(page, K_OTHER), K_N, rep->foreign);
}
