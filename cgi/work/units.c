/* Changing units; see units.h. */
#include <string.h>

#include "office/directory.h"
#include "trust/action.h"
#include "trust/digest.h"
#include "work/case.h"
#include "work/people.h"
#include "work/exchange.h"
#include "work/units.h"

#define R(x)	ROLE_BIT(ROLE_##x)
#define DESK_STAFF 50		/* notices go to so many people at most */

static const char *const levels[LEVEL__N] = {
	[LEVEL_MINISTRY] = "部级", [LEVEL_PROVINCE] = "省级",
	[LEVEL_CITY] = "市级", [LEVEL_DESK] = "区县受理机构",
	[LEVEL_USING] = "用章单位",
};

const char *
units_level_label(int level)
{
	return level >= 0 && level < LEVEL__N ? levels[level] : NULL;
}

const char *
units_functions(struct pool *pool, unsigned functions)
{
	static const struct { unsigned bit; const char *word; } words[] = {
		{ FUNCTION_SUPERVISING, "监管" },
		{ FUNCTION_ISSUING, "制发" }, { FUNCTION_MAKING, "制作" },
	};
	const char	*out = "";
	size_t		 i;

	for (i = 0; i < NITEMS(words) && out != NULL; i++)
		if (functions & words[i].bit)
			out = pool_printf(pool, "%s%s%s", out,
			    *out == '\0' ? "" : "、", words[i].word);
	return out;
}

const char *
units_state(const struct unit *u, enum tone *tone)
{
	*tone = TONE_OVER;
	if (strcmp(u->state, "closed") == 0)
		return "已撤销";
	*tone = TONE_WAIT;
	if (strcmp(u->state, "proposed") == 0)
		return "待核验";
	if ((u->functions & FUNCTION_MAKING) && !u->making_approved)
		return "待批准制作";
	*tone = TONE_BAD;
	if (u->falsified != NULL)
		return "提供虚假材料";
	if (u->making_suspended)
		return "暂停制作";
	*tone = TONE_GOOD;
	return "已启用";
}

/* --- acts --------------------------------------------------------- */

static const char *
not_proposed(const struct unit *u)
{
	return strcmp(u->state, "proposed") == 0 ? NULL : "单位不在待核验状态";
}

static const char *
not_active(const struct unit *u)
{
	return strcmp(u->state, "active") == 0 ? NULL : "单位不在启用状态";
}

static const char *
no_making(const struct unit *u)
{
	return u->functions & FUNCTION_MAKING ? not_active(u) :
	    "单位没有制作职能";
}

static const char *
cannot_approve(const struct unit *u)
{
	return no_making(u) != NULL ? no_making(u) :
	    u->making_approved ? "已经批准" : NULL;
}

static const char *
cannot_suspend(const struct unit *u)
{
	return no_making(u) != NULL ? no_making(u) :
	    !u->making_approved ? "尚未批准" :
	    u->making_suspended ? "已经暂停" : NULL;
}

static const char *
cannot_resume(const struct unit *u)
{
	return no_making(u) != NULL ? no_making(u) :
	    !u->making_suspended ? "没有暂停" : NULL;
}

static const char *
cannot_withdraw(const struct unit *u)
{
	return no_making(u) != NULL ? no_making(u) :
	    !u->making_approved ? "尚未批准" : NULL;
}

static const char *
not_falsified(const struct unit *u)
{
	return u->falsified != NULL ? NULL : "没有提供虚假材料的认定";
}

static void	open_it(struct unit *u) { u->state = "active"; }
static void	close_it(struct unit *u) { u->state = "closed"; }
static void	approve_it(struct unit *u) { u->making_approved = 1; }
static void	suspend_it(struct unit *u) { u->making_suspended = 1; }
static void	resume_it(struct unit *u) { u->making_suspended = 0; }
static void	forgive_it(struct unit *u) { u->falsified = NULL; }

static void
withdraw_it(struct unit *u)
{
	u->making_approved = u->making_suspended = 0;
}

static const struct units_act acts[] = {
	{ "verify", "核验通过", "单位资料与证照一致，启用这个单位。",
	  R(BUSINESS_ADMIN) | R(RA_ADMIN), 0, not_proposed, open_it },
	{ "decline", "不予登记", "单位资料不实或者重复，不启用这个单位。",
	  R(BUSINESS_ADMIN) | R(RA_ADMIN), 1, not_proposed, close_it },
	{ "close", "撤销单位",
	  "撤销以后本单位人员不能登录办理业务，印章须另行注销。",
	  R(BUSINESS_ADMIN), 1, not_active, close_it },
	{ "approve-making", "批准为制作单位",
	  "批准以后可以制作电子印章（R-003）。", R(SUPERVISOR), 0,
	  cannot_approve, approve_it },
	{ "suspend-making", "暂停制作",
	  "暂停期间不能制作电子印章，已制作的印章不受影响（R-005）。",
	  R(SUPERVISOR), 1, cannot_suspend, suspend_it },
	{ "resume-making", "恢复制作", "恢复以后可以继续制作电子印章。",
	  R(SUPERVISOR), 0, cannot_resume, resume_it },
	{ "withdraw-making", "撤回制作批准",
	  "撤回以后不再是批准的制作单位。", R(SUPERVISOR), 1,
	  cannot_withdraw, withdraw_it },
	{ "lift-falsified", "解除虚假材料认定",
	  "解除以后本单位可以再提交申请（R-069）。", R(SUPERVISOR), 1,
	  not_falsified, forgive_it },
};

const struct units_act *
units_act_nth(size_t k)
{
	return k < NITEMS(acts) ? &acts[k] : NULL;
}

const struct units_act *
units_act_find(const char *name)
{
	size_t	 i;

	for (i = 0; i < NITEMS(acts); i++)
		if (strcmp(acts[i].name, name) == 0)
			return &acts[i];
	return NULL;
}

/* Whether anything below is still in use. */
static enum status
has_living_child(struct req *r, const struct unit *u, int *yes)
{
	struct unit	 child[20], last;
	const struct unit *after = NULL;
	size_t		 n, i;
	enum status	 st = ST_OK;

	*yes = 0;
	do {
		st = unit_children(r->db, r->pool, u->id, after, child,
		    NITEMS(child), &n, r->fault);
		for (i = 0; st == ST_OK && i < n; i++)
			*yes |= strcmp(child[i].state, "closed") != 0;
		if (st == ST_OK && n > 0) {
			last = child[n - 1];
			after = &last;
		}
	} while (st == ST_OK && !*yes && n == NITEMS(child));
	return st;
}

enum status
units_act_refusal(struct req *r, const struct units_act *act,
    const struct unit *u, int *shown, const char **why)
{
	struct unit	 mine;
	enum status	 st = ST_OK;
	int		 yes;

	*why = NULL;
	*shown = web_has(r, act->roles);
	if (!*shown) {
		*why = "您的岗位不能办理这一项";
		return ST_OK;
	}
	if (act->roles == R(SUPERVISOR)) {
		st = unit_load(r->db, r->pool, r->actor->unit, &mine,
		    r->fault);
		if (st == ST_OK && !(mine.functions & FUNCTION_SUPERVISING))
			*why = "本单位不是监管单位（R-003）";
	}
	if (st == ST_OK && *why == NULL)
		*why = act->refusal(u);
	if (st != ST_OK || *why != NULL || act->apply != close_it)
		return st;
	if (strcmp(u->id, r->actor->unit) == 0)
		*why = "不能撤销自己所在的单位";
	else if ((st = has_living_child(r, u, &yes)) == ST_OK && yes)
		*why = "还有未撤销的下级单位";
	return st;
}

/* --- writing ------------------------------------------------------ */

static enum status
digest_of(const struct unit *u, const char *reason, unsigned char out[32],
    struct fault *f)
{
	const struct digest_field	 d[] = {
		digest_text("id", u->id), digest_text("parent", u->parent),
		digest_int("level", u->level),
		digest_int("functions", (int64_t)u->functions),
		digest_text("name", u->name), digest_text("code", u->code),
		digest_text("region", u->region),
		digest_text("kind", u->type),
		digest_text("address", u->address),
		digest_text("phone", u->phone),
		digest_text("email", u->email),
		digest_text("state", u->state),
		digest_int("making_approved", u->making_approved),
		digest_int("making_suspended", u->making_suspended),
		digest_text("falsified", u->falsified),
		digest_text("reason", reason),
	};

	return digest_fields("unit", d, NITEMS(d), out, f);
}

static enum status
refuse(struct req *r, const struct unit *u, const char *action,
    enum status st, const char *why)
{
	audit_refusal(r->db, r->actor, action, "unit",
	    u->id[0] != '\0' ? u->id : u->name, why);
	return fault_set(r->fault, st, "%s: %s", action, why);
}

/* Those who asked for it, or work there, hear of it. */
static enum status
tell(struct req *r, const struct unit *before, const struct unit *u)
{
	struct person	 people[DESK_STAFF];
	size_t		 n = 0, i;
	enum tone	 tone;
	enum status	 st = ST_OK;

	if (before->id[0] == '\0' || (strcmp(before->state, u->state) == 0 &&
	    before->making_approved == u->making_approved &&
	    before->making_suspended == u->making_suspended &&
	    (before->falsified == NULL) == (u->falsified == NULL)))
		return ST_OK;
	st = person_in_unit(r->db, r->pool, u->id, NULL, people, DESK_STAFF,
	    &n, r->fault);
	for (i = 0; st == ST_OK && i < n; i++)
		st = notice_add(r->db, people[i].id, "unit.state",
		    pool_printf(r->pool, "单位“%s”的状态变为：%s", u->name,
		    units_state(u, &tone)), "", r->fault);
	return st;
}

/* a new desk serves its region, unless another of it does already;
 * until then cases go to whom the city or province is mapped. */
static enum status
serve_region(struct req *r, const struct unit *u)
{
	struct unit	 now;
	enum status	 st;

	if (u->level != LEVEL_DESK)
		return ST_OK;
	st = unit_route(r->db, r->pool, u->region, "", &now, r->fault);
	if (st == ST_OK && now.level == LEVEL_DESK &&
	    strcmp(now.region, u->region) == 0)
		return ST_OK;
	return st != ST_OK && st != ST_ABSENT ? st :
	    unit_map_desk(r->db, u->region, "", u->id, r->fault);
}

static enum status
write_all(struct req *r, const struct unit *before, struct unit *u,
    const struct audit_entry *e, struct bytes said)
{
	struct audit_entry	 entry = *e;
	char			 id[ID_LEN + 1];
	enum status		 st;

	if ((st = store_begin(r->db, STORE_WRITE, r->fault)) != ST_OK)
		return st;
	st = before->id[0] == '\0' ? unit_add(r->db, u, r->fault) :
	    unit_save(r->db, u, r->fault);
	entry.object = u->id;
	if (st == ST_OK && before->id[0] == '\0')
		st = serve_region(r, u);
	if (st == ST_OK)
		st = statement_keep(r->db, u->id, said, id, r->fault);
	if (st == ST_OK)
		st = tell(r, before, u);
	if (st == ST_OK)
		st = exchange_tell(r, before, u);
	if (st == ST_OK)
		st = audit_add(r->db, r->actor, &entry, r->fault);
	return store_end(r->db, st, r->fault);
}

enum status
units_write(struct req *r, struct unit *u, const char *action,
    const char *reason, int *ask, const char **why)
{
	unsigned char		 before[32], after[32];
	struct audit_entry	 entry = {
		.action = action, .kind = "unit", .result = "ok",
		.reason = reason,
	};
	struct unit		 was = { .id = "" };
	struct keyd		*keyd;
	struct bytes		 said;
	enum status		 st;

	*ask = 0;
	*why = NULL;
	st = unit_check_place(r->db, u, why, r->fault);
	if (*why != NULL && strcmp(u->state, "closed") != 0)
		return refuse(r, u, action, ST_INVALID, *why);
	if (st == ST_INVALID)		/* a closed parent: may still close */
		st = ST_OK;
	*why = NULL;
	if (st == ST_OK && u->id[0] != '\0')
		st = unit_load(r->db, r->pool, u->id, &was, r->fault);
	if (st == ST_OK && was.id[0] != '\0')
		st = digest_of(&was, NULL, before, r->fault);
	if (st == ST_OK)
		st = digest_of(u, reason, after, r->fault);
	if (st != ST_OK || (st = case_keyd(r, &keyd)) != ST_OK)
		return st;
	/* A new one has no id yet: the statement names its name. */
	st = people_say(r, keyd, ACT_UNIT_CHANGE, action_find(
	    ACT_UNIT_CHANGE)->roles, u->id[0] != '\0' ? u->id : "new",
	    after, bytes_of(NULL, 0), &said, why);
	*ask = st == ST_ABSENT || st == ST_INVALID;
	if (st != ST_OK)
		return st;
	if (was.id[0] != '\0')
		entry.before = bytes_of(before, sizeof(before));
	entry.after = bytes_of(after, sizeof(after));
	st = write_all(r, &was, u, &entry, said);
	if (st == ST_CONFLICT) {
		*why = "单位资料刚刚被他人修改，或者已有启用的单位使用这个代码";
		return refuse(r, u, action, st, *why);
	}
	if (st == ST_INVALID) {
		*why = "单位的级别或者上级不符合规定（R-001）";
		return refuse(r, u, action, st, *why);
	}
	return st;
}
