/*
 * The desk's standing grant in the demonstration: proposed and agreed to by two
 * people, as on the pages, so that a newcomer's first receipt is sealed.
 */
#include "base/calendar.h"
#include "trust/automatic.h"
#include "work/demo_local.h"
#include "work/sealing_grant.h"

#define GRANT_DAY	200	/* stamps a day: a desk's busiest by far */
#define GRANT_MONTHS	11

static enum status
propose(struct demo *d, const char *seal, const char **id)
{
	const struct grant_wish	 wish = {
		.seal = seal, .step = STEP_NOTICE,
		.class = auto_step_find(STEP_NOTICE)->class,
		.last = calendar_add_months(calendar_midnight(clock_now()),
		    GRANT_MONTHS),
		.per_day = GRANT_DAY,
		.assessment = "自动盖章的只是受理单、补正通知书、不予受理（许可）通知书"
		    "和领取单，内容由系统按办件记录生成，不能自行填写；最大的风险是"
		    "系统被他人控制后以本单位名义出具回执。每天限 200 件，用章逐件登记，印章挂失"
		    "或授权终止后立即停止，任何人都可以验真。",
	};
	const char		*field, *why = NULL;
	enum status		 st = demo_become(d, DEMO_WINDOW_REVIEWER);

	if (st == ST_OK)
		st = grant_propose(d->r, &wish, id, &field, &why);
	if (st != ST_OK && why != NULL)
		fault_in(d->f, st, why);
	return st;
}

static enum status
agree(struct demo *d, const char *id)
{
	struct standing	 s;
	struct seal	 seal;
	const char	*why = NULL;
	enum status	 st = demo_become(d, DEMO_WINDOW_KEEPER);

	if (st == ST_OK)
		st = grant_load(d->r, id, &s, &seal);
	if (st == ST_OK)
		st = grant_take(d->r, &s, &seal, SG_GRANT, NULL, &why);
	if (st != ST_OK && why != NULL)
		fault_in(d->f, st, why);
	return st;
}

enum status
demo_grant(struct demo *d)
{
	struct seal	*list;
	const char	*id = NULL;
	enum status	 st;
	size_t		 n;

	st = seal_list_unit(d->r->db, d->c->pool, d->unit[DU_DESK].id, 1,
	    &list, &n, d->f);
	if (st == ST_OK && n == 0)
		st = fault_set(d->f, ST_BROKEN, "demo: the desk has no seal");
	if (st == ST_OK)
		st = propose(d, list[0].code, &id);
	return st == ST_OK ? agree(d, id) : st;
}
