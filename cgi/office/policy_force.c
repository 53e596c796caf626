/*
 * Since when and until when a profile's document is in force.  One
 * that is not keeps its values, but is not cited; see policy.h.
 */
#include <string.h>

#include "base/calendar.h"
#include "base/clock.h"
#include "office/local.h"

enum policy_force
policy_force(const struct policy_profile *p, int64_t now)
{
	int64_t	 from, to;

	if (p->draft)
		return FORCE_DRAFT;
	if (p->from == NULL || !calendar_read_day(p->from, &from))
		return FORCE_UNDATED;
	if (now < from)
		return FORCE_NOT_YET;
	if (p->to != NULL && (!calendar_read_day(p->to, &to) ||
	    now >= to + MS_DAY))		/* its last day is in force */
		return FORCE_OVER;
	return FORCE_YES;
}

static const char *
day_words(struct pool *pool, const char *day)
{
	char	 text[CALENDAR_TEXT];
	int64_t	 at;

	if (day == NULL || !calendar_read_day(day, &at))
		return "";
	calendar_date(at, text);
	return pool_text(pool, text);
}

const char *
policy_period(struct pool *pool, const struct policy_profile *p, int64_t now)
{
	const enum policy_force	 force = policy_force(p, now);

	if (force == FORCE_DRAFT)
		return "征求意见稿，没有施行";
	if (force == FORCE_UNDATED)
		return "施行日期不明";
	if (p->to == NULL)
		return pool_printf(pool, "%s起施行", day_words(pool,
		    p->from));
	return pool_printf(pool, "%s至%s%s", day_words(pool, p->from),
	    day_words(pool, p->to), force == FORCE_OVER ? "，已届满" : "");
}

const char *
policy_force_words(struct pool *pool, const struct policy_profile *p,
    int64_t now)
{
	switch (policy_force(p, now)) {
	case FORCE_YES:
		return NULL;
	case FORCE_DRAFT:
		return pool_printf(pool, "所依据的《%s》是征求意见稿",
		    p->document);
	case FORCE_UNDATED:
		return pool_printf(pool, "所依据的《%s》没有注明施行日期，"
		    "不能确定是否仍在有效期内", p->document);
	case FORCE_NOT_YET:
		return pool_printf(pool, "所依据的《%s》自%s起施行",
		    p->document, day_words(pool, p->from));
	case FORCE_OVER:
		return pool_printf(pool, "所依据的《%s》有效期至%s，已经届满",
		    p->document, day_words(pool, p->to));
	}
	return NULL;
}

const char *
policy_cited(const struct policy_profile *p, int64_t now)
{
	return p != NULL && policy_force(p, now) == FORCE_YES &&
	    (p->base == NULL || *p->article != '\0') ? p->name : "national";
}

enum status
policy_citing(struct store *db, struct pool *pool, int64_t now,
    struct policy_profile *out, struct fault *f)
{
	struct policy_profile	 p;
	const char		*name;
	enum status		 st;

	*out = *policy_profile_find("national");
	if ((st = policy_text(db, pool, POLICY_LEGAL, &name, f)) != ST_OK)
		return st;
	st = policy_profile_load(db, pool, name, &p, f);
	if (st == ST_OK && strcmp(policy_cited(&p, now), p.name) == 0)
		*out = p;
	return st == ST_ABSENT ? ST_OK : st;
}
