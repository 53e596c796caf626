/* Whether a seal can be renewed; see renew.h. */
#include <string.h>

#include "base/calendar.h"
#include "base/clock.h"
#include "work/device_file.h"
#include "work/exchange.h"
#include "work/package.h"
#include "work/renew.h"

enum renewal
renewal_judge(int state, const struct renewal_span *span, int64_t now)
{
	if (state != S3_ACTIVE)
		return RENEWAL_STATE;
	if (now < span->opens)
		return RENEWAL_EARLY;
	/* to the millisecond as the seal itself: no grace is none (P-02) */
	return now <= span->closes ? RENEWAL_OPEN : RENEWAL_LATE;
}

enum status
renewal_span(struct store *db, const struct seal *s,
    struct renewal_span *out, struct fault *f)
{
	enum status	 st;

	out->ends = s->valid_to;
	st = policy_moment(db, "P-01", s->valid_to, -1, &out->opens, f);
	return st == ST_OK ? policy_moment(db, "P-02", s->valid_to, 1,
	    &out->closes, f) : st;
}

/* --- the way ------------------------------------------------------------- */

#define WAY_SELF	"self"

int
renewal_is_self(const struct request *q)
{
	return strcmp(q->business, "renew") == 0 && q->reason != NULL &&
	    strcmp(q->reason, WAY_SELF) == 0;
}

/*
 * P-04: who asks in which way by which words of the rule.  "system" is the
 * unit's own asking here, with its papers; "desk" and "written" take them over
 * the counter too.
 */
static const struct {
	const char	*way;
	unsigned	 roles;
	const char	*words[4];
} ways[] = {
	{ WAY_SELF, ROLE_BIT(ROLE_KEEPER), { WAY_SELF } },	/* */
	{ "papers", FRONT_USING, { "desk", "written", "system" } },
	{ "papers", FRONT_DESK, { "desk", "written" } },
};

static int
may_ask(const struct req *r, const char *way)
{
	size_t	 i, k;

	for (i = 0; i < NITEMS(ways); i++) {
		if ((way != NULL && strcmp(ways[i].way, way) != 0) ||
		    !web_has(r, ways[i].roles))
			continue;
		for (k = 0; ways[i].words[k] != NULL; k++)
			if (policy_has(r->db, "P-04", ways[i].words[k]))
				return 1;
	}
	return 0;
}

static const char *
state_words(int state)
{
	static const struct { int state; const char *words; } known[] = {
		{ S4_LOST, "印章已挂失，须先解除挂失才能续期" },
		{ S5_SUSPENDED, "印章已停用，须先重新启用才能续期" },
		{ S7_REVOKED, "印章已注销，不能续期，请申领新章" },
	};
	size_t	 i;

	for (i = 0; i < NITEMS(known); i++)
		if (known[i].state == state)
			return known[i].words;
	return "印章还没有启用，不能续期";
}

/* A device's key proves its renewal while it is live: what it signs after the
 * end may bear any date (keyd refuses it). */
static enum status
over_in_device(struct req *r, const struct seal *s, const char *ends,
    const char **why)
{
	struct carrier	 c;
	enum status	 st;

	if (clock_now() <= s->valid_to)
		return ST_OK;
	st = carrier_of_seal(r->db, r->pool, s->id, &c, r->fault);
	if (st == ST_OK && delivery_in_device(c.kind))
		*why = pool_printf(r->pool, "印章存放在本单位的设备里，已于 %s "
		    "到期，原密钥不能再证明续期，请注销后申领新章", ends);
	return st == ST_ABSENT ? ST_OK : st;
}

enum status
renewal_unfit(struct req *r, const struct seal *s, const char **why)
{
	struct renewal_span	 span;
	char			 ends[CALENDAR_TEXT], opens[CALENDAR_TEXT];
	enum status		 st;

	*why = NULL;
	if (s->state != S3_ACTIVE) {
		*why = state_words(s->state);
		return ST_OK;
	}
	if (s->imported) {	/* another maker's, another CA's */
		*why = "这枚印章由其他系统制作，证书也由其他机构签发，本系统不能"
		    "为它续期；请办理更换，或者到期后申领新章";
		return ST_OK;
	}
	if (!web_has(r, FRONT_USING) && web_has(r, FRONT_DESK) &&
	    !may_ask(r, NULL)) {
		*why = "按本地规则（P-04），窗口不办理续期，由使用单位登录办理";
		return ST_OK;
	}
	if ((st = renewal_span(r->db, s, &span, r->fault)) != ST_OK)
		return st;
	calendar_date(span.ends, ends);
	calendar_date(span.opens, opens);
	switch (renewal_judge(s->state, &span, clock_now())) {
	case RENEWAL_EARLY:
		*why = pool_printf(r->pool, "印章有效期至 %s，%s 起可以办理续期",
		    ends, opens);
		break;
	case RENEWAL_LATE:
		*why = pool_printf(r->pool, "印章已于 %s 到期，超过了可以续期的"
		    "期限，请注销后申领新章", ends);
		break;
	default:
		return over_in_device(r, s, ends, why);
	}
	return ST_OK;
}

enum status
renewal_ways(struct req *r, const struct choice **out)
{
	const struct choice	*all = business_find("renew")->reasons;
	struct choice		*some;
	size_t			 n = 0, i;

	for (i = 0; all[i].value != NULL; i++)
		continue;
	if ((some = pool_array(r->pool, i + 1, sizeof(*some))) == NULL)
		return fault_set(r->fault, ST_BROKEN, "past the pool");
	for (i = 0; all[i].value != NULL; i++)
		if (may_ask(r, all[i].value))
			some[n++] = all[i];
	*out = some;
	return ST_OK;
}

/* --- facts --------------------------------------------------------------- */

/* T1: no change of the master data; that is 变更. */
static const char *
changed_unit(const struct dossier *d)
{
	return !exchange_needed(&d->unit, &d->app) ? NULL :
	    "单位名称或统一社会信用代码已经变更，不能续期，请办理变更";
}

/* Asked for in time, it may be finished after the end of the grace. */
static int
is_decided(int state)
{
	return state != A0_DRAFT && state != A1_SUBMITTED &&
	    state != A2_RETURNED;
}

/* what the device signed still fits the seal there is. */
static enum status
package_unfit(struct req *r, struct dossier *d)
{
	struct device_renew	 p;
	enum status		 st;

	if (!case_in_device(&d->app) || *d->app.asked == '\0' ||
	    r->content == NULL)
		return ST_OK;
	st = device_file_renewal(r, &d->app, &p);
	return st == ST_OK ? device_renew_unfit(r, d, &p,
	    &d->facts.unfit) : st;
}

enum status
renewal_gather(struct req *r, struct dossier *d)
{
	struct request_facts	*f = &d->facts;
	enum status		 st = ST_OK;

	f->self = renewal_is_self(&d->request);
	f->image_confirmed = 1;		/* it is the picture there is */
	if (!d->has_seal)
		return fault_set(r->fault, ST_BROKEN, "%s: no seal",
		    d->request.number);
	if (is_decided(d->request.state)) {
		if (d->seal.state != S3_ACTIVE)
			f->unfit = state_words(d->seal.state);
		return ST_OK;
	}
	/* once submitted the window has been asked */
	if (d->request.state != A1_SUBMITTED)
		st = renewal_unfit(r, &d->seal, &f->unfit);
	else if (d->seal.state != S3_ACTIVE)
		f->unfit = state_words(d->seal.state);
	if (st == ST_OK && f->unfit == NULL)
		f->unfit = changed_unit(d);
	if (st == ST_OK && f->unfit == NULL)
		st = package_unfit(r, d);
	if (st != ST_OK || !f->self)
		return st;
	if (!policy_has(r->db, "P-04", WAY_SELF))
		f->cannot_prove = "现行规则不办理自助续期，请提交书面材料";
	else if (!web_has(r, ROLE_BIT(ROLE_KEEPER)))
		f->cannot_prove = "自助续期由印章的保管人办理";
	else if (seal_state_now(&d->seal, clock_now()) == S6_EXPIRED)
		f->cannot_prove = "印章已过有效期，不能自助续期，请提交书面材料";
	if (f->unfit == NULL && d->request.state != A1_SUBMITTED)
		f->unfit = f->cannot_prove;
	return ST_OK;
}
