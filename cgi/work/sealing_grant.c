/* Giving and ending standing grants; see sealing_grant.h. */
#include <string.h>

#include "base/calendar.h"
#include "base/wipe.h"
#include "trust/automatic.h"
#include "work/sealing.h"
#include "work/sealing_grant.h"

#define R(x) ROLE_BIT(ROLE_##x)

static enum status
refuse(struct req *r, int event, const char *kind, const char *object,
    enum status st, const char *why)
{
	audit_refusal(r->db, r->actor, pool_printf(r->pool, "standing.%s",
	    flow_standing.events[event].name), kind, object, why);
	return fault_set(r->fault, st, "%s: %s", object, why);
}

enum status
grant_load(struct req *r, const char *id, struct standing *out,
    struct seal *seal)
{
	enum status	 st;

	if (!id_is(id))
		return fault_set(r->fault, ST_ABSENT, "not an id");
	st = standing_load(r->db, r->pool, id, out, r->fault);
	if (st == ST_OK && strcmp(out->unit, r->actor->unit) != 0) {
		audit_refusal(r->db, r->actor, "standing.view", "standing",
		    out->number, "不是本单位的系统授权");
		return fault_set(r->fault, ST_DENIED, "%s: another unit",
		    out->number);
	}
	return st == ST_OK ? seal_load(r->db, r->pool, out->seal, seal,
	    r->fault) : st;
}

/* --- what the table looks at ---------------------------------------------- */

/* only what the step itself writes, and nothing important. */
static const char *
class_unfit(struct req *r, const char *step, const char *class)
{
	const struct auto_step	*known = auto_step_find(step);
	const char		*label = choice_label(sealing_classes, class);

	if (known == NULL)
		return "没有这个业务环节";
	if (sealing_class_important(class))
		return pool_printf(r->pool, "“%s”属于重要文件，每次都须审核后"
		    "由人盖章，不能系统授权", label);
	if (strcmp(known->class, class) != 0)
		return pool_printf(r->pool, "“%s”环节不出具“%s”", known->label,
		    label);
	return sealing_class_refusal(r, class);
}

static const char *
seal_unfit(const struct seal *seal)
{
	if (seal->category != NULL && strcmp(seal->category, "unit") != 0)
		return "职务章、个人章只能由本人使用，不能系统授权";
	return seal_state_refusal(seal_state_now(seal, clock_now()));
}

static enum status
gather(struct req *r, const struct standing *s, const struct seal *seal,
    struct standing_facts *f)
{
	struct standing	 other;
	enum status	 st;

	memset(f, 0, sizeof(*f));
	f->own = strcmp(s->assessor, r->actor->person) == 0;
	f->over = standing_state_now(s, clock_now()) == STANDING_OVER;
	f->unfit = class_unfit(r, s->step, s->class);
	if (f->unfit == NULL)
		f->unfit = seal_unfit(seal);
	st = standing_live(r->db, r->pool, s->unit, s->step, clock_now(),
	    &other, r->fault);
	if (st == ST_OK)
		f->other = pool_printf(r->pool, "这个业务环节已有有效的系统授权 "
		    "%s，请先终止", other.number);
	return st == ST_ABSENT ? ST_OK : st;
}

/* --- signing ---------------------------------------------------------------- */

static enum status
say(struct req *r, const struct standing *s, const struct seal *seal,
    const char *action, enum role role, struct bytes *out, const char **why)
{
	unsigned char	 digest[32];
	struct keyd_auto terms;
	struct keyd_say	 say = {
		.action = action, .subject = s->number, .seal = seal->code,
		.digest = bytes_of(digest, sizeof(digest)), .role = role,
		.unit = r->actor->unit,
	};
	enum status	 st;

	if (strcmp(action, ACT_USE_GRANT_END) != 0)
		say.not_after = s->until;
	if ((st = standing_terms(s, seal, &terms, r->fault)) != ST_OK ||
	    (st = keyd_auto_digest(&terms, digest, r->fault)) != ST_OK)
		return st;
	return case_say(r, r->keyd, &say, out, why);
}

/* --- proposing --------------------------------------------------------------- */

/* One of the own unit's, by its code. */
static enum status
find_seal(struct req *r, const char *code, struct seal *out,
    const char **why)
{
	enum status	 st;

	st = seal_by_code(r->db, r->pool, code, out, r->fault);
	if (st == ST_OK && strcmp(out->unit, r->actor->unit) == 0)
		return ST_OK;
	if (st != ST_OK && st != ST_ABSENT)
		return st;
	*why = "不是本单位的印章";
	return ST_CONFLICT;
}

static const char *
day_unfit(int64_t last, int64_t now)
{
	const int64_t	 today = calendar_midnight(now);

	if (last < today)
		return "最后一天不能早于今天";
	return last > calendar_add_months(today, 12) ?
	    "系统授权最长一年，请缩短期限" : NULL;
}

/* The number is taken once the person's key is at hand, so that asking for
 * the PIN leaves no gap. */
static enum status
take_number(struct req *r, struct standing *s, const char **why)
{
	unsigned char	 key[KEYD_HANDLE];
	char		*number = pool_alloc(r->pool, NUMBER_TEXT);
	enum status	 st;

	if (number == NULL)
		return fault_set(r->fault, ST_BROKEN, "grant: memory");
	st = case_handle(r, r->keyd, key, why);
	wipe(key, sizeof(key));
	if (st != ST_OK || (st = store_begin(r->db, STORE_WRITE,
	    r->fault)) != ST_OK)
		return st;
	s->number = number;
	return store_end(r->db, request_number(r->db, "SQ", s->created,
	    number, r->fault), r->fault);
}

/* The unit's keepers learn that something waits for one of them. */
static enum status
tell_keepers(struct req *r, const struct standing *s)
{
	const int64_t	 now = clock_now();
	const char	*text, *link;
	struct grant	*g;
	enum status	 st;
	size_t		 i, n;

	text = pool_printf(r->pool, "系统授权 %s 等待保管人同意", s->number);
	link = pool_printf(r->pool, "/stamp/grants/%s", s->id);
	st = grant_of_unit(r->db, r->pool, s->unit, &g, &n, r->fault);
	for (i = 0; st == ST_OK && i < n; i++)
		if (g[i].role == ROLE_KEEPER && g[i].from <= now &&
		    (g[i].to == 0 || g[i].to > now) &&
		    strcmp(g[i].person, s->assessor) != 0)
			st = notice_add(r->db, g[i].person, "use", text,
			    link, r->fault);
	return st;
}

static enum status
write_proposal(struct req *r, struct standing *s, struct bytes said)
{
	char			 id[ID_LEN + 1];
	const struct audit_entry entry = {
		.action = "standing.propose", .kind = "standing",
		.object = s->number, .result = "ok", .reason = s->assessment,
	};
	enum status		 st;

	st = statement_keep(r->db, s->number, said, id, r->fault);
	s->assess_said = id;
	if (st == ST_OK)
		st = standing_add(r->db, s, r->fault);
	if (st == ST_OK)
		st = tell_keepers(r, s);
	return st == ST_OK ? audit_add(r->db, r->actor, &entry, r->fault) :
	    st;
}

static enum status
unfit(struct req *r, const struct grant_wish *w, struct seal *seal,
    const char **field, const char **why)
{
	enum status	 st;

	*field = "seal";
	if ((st = find_seal(r, w->seal, seal, why)) != ST_OK)
		return st;
	if ((*why = seal_unfit(seal)) == NULL) {
		*field = auto_step_find(w->step) == NULL ? "step" : "class";
		*why = class_unfit(r, w->step, w->class);
	}
	if (*why == NULL) {
		*field = "last";
		*why = day_unfit(w->last, clock_now());
	}
	if (*why == NULL && w->assessment[0] == '\0') {
		*field = "assessment";
		*why = "请写明风险评估";		/* */
	}
	return *why == NULL ? ST_OK : ST_CONFLICT;
}

enum status
grant_propose(struct req *r, const struct grant_wish *w, const char **id,
    const char **field, const char **why)
{
	struct standing	 s = {
		.state = STANDING_PROPOSED, .rev = 1, .step = w->step,
		.class = w->class, .assessment = w->assessment,
		.per_day = w->per_day, .assessor = r->actor->person,
	};
	struct bytes	 said;
	struct seal	 seal;
	char		*new = pool_alloc(r->pool, ID_LEN + 1);
	enum status	 st;

	*field = *why = NULL;
	if (new == NULL)
		return fault_set(r->fault, ST_BROKEN, "grant: memory");
	if ((st = unfit(r, w, &seal, field, why)) != ST_OK)
		return *why == NULL ? st : refuse(r, SG_PROPOSE, "seal",
		    w->seal, st, *why);
	*field = NULL;
	id_new(new);
	s.id = *id = new;
	s.seal = seal.id;
	s.unit = seal.unit;
	s.created = clock_now();
	s.from = s.created / MS_SECOND * MS_SECOND;	/* as signed */
	s.until = w->last + MS_DAY - MS_SECOND;
	if ((st = take_number(r, &s, why)) != ST_OK ||
	    (st = say(r, &s, &seal, ACT_USE_ASSESS, ROLE_REVIEWER, &said,
	    why)) != ST_OK)
		return st == ST_DENIED && *why != NULL ? refuse(r,
		    SG_PROPOSE, "seal", w->seal, st, *why) : st;
	if ((st = store_begin(r->db, STORE_WRITE, r->fault)) != ST_OK)
		return st;
	return store_end(r->db, write_proposal(r, &s, said), r->fault);
}

/* --- agreeing and ending ------------------------------------------------------ */

int
grant_may(struct req *r, const struct standing *s, const struct seal *seal,
    int event, const char **why)
{
	const struct flow_row	*row;
	struct standing_facts	 facts;

	if (gather(r, s, seal, &facts) != ST_OK) {
		*why = NULL;
		return 0;
	}
	facts.has_reason = 1;
	return flow_ask(&flow_standing, s->state, event, r->actor->roles,
	    &facts, NULL, &row, why) == FLOW_YES;
}

static const struct {
	const char	*action, *audit;
} deeds[STANDING_EVENT__N] = {
	[SG_GRANT] = { ACT_USE_GRANT, "standing.grant" },
	[SG_END] = { ACT_USE_GRANT_END, "standing.end" },
};

static enum status
write_step(struct req *r, struct standing *s, const struct flow_row *row,
    const char *reason, struct bytes said)
{
	char			 id[ID_LEN + 1];
	const struct audit_entry entry = {
		.action = deeds[row->event].audit, .kind = "standing",
		.object = s->number, .result = "ok", .reason = reason,
	};
	enum status		 st;

	st = statement_keep(r->db, s->number, said, id, r->fault);
	s->state = row->to;
	if (row->event == SG_GRANT) {
		s->granter = r->actor->person;
		s->grant_said = id;
		s->granted = clock_now();
	} else {
		s->ender = r->actor->person;
		s->end_said = id;
		s->ended = clock_now();
		s->reason = reason;
	}
	if (st == ST_OK)
		st = standing_save(r->db, s, r->fault);
	return st == ST_OK ? audit_add(r->db, r->actor, &entry, r->fault) :
	    st;
}

/* keyd first: broken off behind it, nothing more is stamped, and ending it
 * again is fine. */
static enum status
end_in_keyd(struct req *r, const struct standing *s, const struct seal *seal,
    struct bytes said)
{
	const struct keyd_tickets	 tickets = { &said, 1 };
	char				 step[ID_LEN + 1];

	id_new(step);
	return keyd_grant_end(r->keyd, step, s->number, seal->code, tickets,
	    r->fault);
}

static enum status
sign(struct req *r, const struct standing *s, const struct seal *seal,
    const struct flow_row *row, struct bytes *said, const char **why)
{
	enum status	 st;

	st = say(r, s, seal, deeds[row->event].action,
	    role_first(row->roles & r->actor->roles), said, why);
	if (st == ST_OK && row->event == SG_END &&
	    (st = end_in_keyd(r, s, seal, *said)) == ST_DENIED)
		*why = "密钥服务没有接受终止：须由印章所属单位的审核员或保管人办理";
	return st == ST_DENIED && *why != NULL ? refuse(r, row->event,
	    "standing", s->number, st, *why) : st;
}

enum status
grant_take(struct req *r, struct standing *s, const struct seal *seal,
    int event, const char *reason, const char **why)
{
	const struct flow_row	*row;
	struct standing_facts	 facts;
	struct bytes		 said;
	enum flow_answer	 a;
	enum status		 st;

	*why = NULL;
	if ((st = gather(r, s, seal, &facts)) != ST_OK)
		return st;
	facts.has_reason = reason != NULL && *reason != '\0';
	a = flow_ask(&flow_standing, s->state, event, r->actor->roles,
	    &facts, NULL, &row, why);
	if (a != FLOW_YES)
		return refuse(r, event, "standing", s->number,
		    a == FLOW_NO_ROLE ? ST_DENIED : ST_CONFLICT, *why);
	if ((st = sign(r, s, seal, row, &said, why)) != ST_OK)
		return st;
	if ((st = store_begin(r->db, STORE_WRITE, r->fault)) != ST_OK)
		return st;
	st = store_end(r->db, write_step(r, s, row, reason, said), r->fault);
	if (st == ST_CONFLICT) {
		*why = "这项系统授权刚刚被他人办理，请核对现在的内容后再办";
		return refuse(r, event, "standing", s->number, st, *why);
	}
	return st;
}
