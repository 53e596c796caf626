/*
 * Changing service institutions: every change is signed, compares
 * the institution's rev and has its audit entry.
 */
#include <string.h>

#include "base/calendar.h"
#include "base/clock.h"
#include "form/codes.h"
#include "trust/action.h"
#include "trust/digest.h"
#include "work/admin_institution.h"
#include "work/case.h"
#include "work/people.h"

struct values {
	const char	*name, *code, *unit, *supervisor;
	const char	*number, *person, *what, *measure, *reason, *rev;
	int64_t		 from, last, day;
};

#define AT(member) .at = offsetof(struct values, member)
#define REASON								\
	{ .name = "reason", .label = "理由", .kind = FIELD_LINE,		\
	  .required = true, .min = 2, .max = 200, AT(reason) },		\
	{ .name = "rev", .label = "", .kind = FIELD_HIDDEN, .max = 20,	\
	  AT(rev) }
#define NAME								\
	{ .name = "name", .label = "机构名称", .kind = FIELD_LINE,	\
	  .required = true, .min = 2, .max = 100, AT(name) }
#define SUPERVISED							\
	{ .name = "supervisor", .label = "监管单位", .kind = FIELD_CHOICE,	\
	  .required = true, AT(supervisor) }
#define CONTRACT							\
	{ .name = "number", .label = "合同编号", .kind = FIELD_LINE,	\
	  .group = "合同", .required = true, .min = 2, .max = 60,	\
	  AT(number) },							\
	{ .name = "from", .label = "第一天", .kind = FIELD_DATE,		\
	  .required = true, AT(from) },					\
	{ .name = "last", .label = "最后一天", .kind = FIELD_DATE,	\
	  .required = true, AT(last) }

static const struct field add_fields[] = {
	NAME,
	{ .name = "code", .label = "统一社会信用代码", .kind = FIELD_LINE,
	  .required = true, .max = 30, .clean = CLEAN_CODE,
	  .check = code_credit, AT(code) },
	{ .name = "unit", .label = "服务的单位", .kind = FIELD_CHOICE,
	  .required = true, AT(unit) },
	SUPERVISED, CONTRACT, REASON,
};
static const struct field edit_fields[] = { NAME, SUPERVISED, REASON };
static const struct field contract_fields[] = { CONTRACT, REASON };
static const struct field staff_fields[] = {
	{ .name = "person", .label = "人员", .kind = FIELD_CHOICE,
	  .required = true, AT(person) },
	REASON,
};
static const struct field finding_fields[] = {
	{ .name = "day", .label = "检查日期", .kind = FIELD_DATE,
	  .required = true, AT(day) },
	{ .name = "what", .label = "发现的问题", .kind = FIELD_TEXT,
	  .required = true, .min = 2, .max = 1000, AT(what) },
	{ .name = "measure", .label = "处理措施", .kind = FIELD_TEXT,
	  .required = true, .min = 2, .max = 1000, AT(measure) },
	{ .name = "rev", .label = "", .kind = FIELD_HIDDEN, .max = 20,
	  AT(rev) },
};
#undef AT

#define CONTRACT_YEARS	20	/* a longer one is a slip of the pen */

static void
cross_contract(const void *values, struct form_state *state)
{
	const struct values	*v = values;

	if (v->from == 0 || v->last == 0)
		return;
	if (v->last < v->from)
		form_error(state, "last", "最后一天不能早于第一天");
	else if (v->last > calendar_add_months(v->from, 12 * CONTRACT_YEARS))
		form_error(state, "last", "合同期限过长，请核对日期");
}

static void
cross_finding(const void *values, struct form_state *state)
{
	const struct values	*v = values;

	if (v->day > clock_now())
		form_error(state, "day", "检查日期不能在今天以后");
}

#define FORM(NAME, CROSS)						\
	{ NAME##_fields, NITEMS(NAME##_fields), sizeof(struct values),	\
	  (CROSS) }
const struct form admin_institution_add_form = FORM(add, cross_contract);
const struct form admin_institution_edit_form = FORM(edit, NULL);
const struct form admin_contract_form = FORM(contract, cross_contract);
const struct form admin_staff_form = FORM(staff, NULL);
const struct form admin_finding_form = FORM(finding, cross_finding);

/* --- choices ---------------------------------------------------------------------- */

/* A unit and the offices below it, in use; at most TREE_MAX. */
static enum status
offices(struct req *r, const char *top, struct unit **out, size_t *n)
{
	struct unit	*queue = pool_array(r->pool, TREE_MAX,
			    sizeof(*queue));
	size_t		 k, got, i;
	enum status	 st;

	*out = queue;
	*n = 1;
	if (queue == NULL)
		return fault_set(r->fault, ST_BROKEN, "past the pool");
	st = unit_load(r->db, r->pool, top, &queue[0], r->fault);
	for (k = 0; st == ST_OK && k < *n && *n < TREE_MAX; k++) {
		if (queue[k].level >= LEVEL_DESK)
			continue;
		st = unit_children(r->db, r->pool, queue[k].id, NULL,
		    &queue[*n], TREE_MAX - *n, &got, r->fault);
		for (i = *n; st == ST_OK && got > 0; got--, i++)
			if (queue[i].level != LEVEL_USING &&
			    strcmp(queue[i].state, "active") == 0)
				queue[(*n)++] = queue[i];
	}
	return st;
}

/* Those of the own subtree with one of "functions"; of what lies above too. */
static enum status
units_with(struct req *r, unsigned functions, int above,
    struct choice **out)
{
	struct choice	*list = pool_array(r->pool, TREE_MAX + 9,
			    sizeof(*list));
	struct unit	*queue, up;
	const char	*ids[8];
	size_t		 n, k, m = 0;
	enum status	 st;

	*out = list;
	if (list == NULL)
		return fault_set(r->fault, ST_BROKEN, "past the pool");
	st = offices(r, r->actor->unit, &queue, &n);
	for (k = 0; st == ST_OK && k < n; k++)
		if (queue[k].functions & functions)
			list[m++] = (struct choice){ queue[k].id,
			    queue[k].name };
	if (st != ST_OK || !above)
		return st;
	st = unit_ancestors(r->db, r->pool, r->actor->unit, ids, &n,
	    r->fault);
	for (k = 1; st == ST_OK && k < n; k++) {
		st = unit_load(r->db, r->pool, ids[k], &up, r->fault);
		if (st == ST_OK && (up.functions & functions))
			list[m++] = (struct choice){ ids[k], up.name };
	}
	return st;
}

static enum status
unit_choices(struct req *r, int with_unit)
{
	struct choice	*list;
	enum status	 st;

	st = units_with(r, FUNCTION_SUPERVISING, 1, &list);
	if (st != ST_OK)
		return st;
	form_choices(&r->form, "supervisor", list);
	if (!with_unit)
		return ST_OK;
	st = units_with(r, FUNCTION_ISSUING | FUNCTION_MAKING, 0, &list);
	if (st == ST_OK)
		form_choices(&r->form, "unit", list);
	return st;
}

/* Who has a service role in a unit; more to the list. */
static enum status
add_people(struct req *r, const struct unit *u, struct choice *list,
    size_t *m)
{
	const int64_t	 now = clock_now();
	struct grant	*g;
	size_t		 n, k;
	enum status	 st;

	st = grant_of_unit(r->db, r->pool, u->id, &g, &n, r->fault);
	for (k = 0; st == ST_OK && k < n && *m < INSTITUTIONS_MAX; k++)
		if ((ROLE_BIT(g[k].role) & ROLES_SERVICE) &&
		    (g[k].to == 0 || g[k].to > now) &&
		    !admin_is_among(list, g[k].person))
			list[(*m)++] = (struct choice){ g[k].person,
			    pool_printf(r->pool, "%s（%s）",
			    g[k].person_name, u->name) };
	return st;
}

/* Who works where it does, at a desk or a bench; or who is its own. */
static enum status
person_choices(struct req *r, const struct institution *i, int leaving)
{
	struct choice	*list = pool_array(r->pool, INSTITUTIONS_MAX + 1,
			    sizeof(*list));
	struct unit	*units;
	struct staff	*s;
	size_t		 n, k, m = 0;
	enum status	 st;

	if (list == NULL)
		return fault_set(r->fault, ST_BROKEN, "past the pool");
	form_choices(&r->form, "person", list);
	if (!leaving) {
		st = offices(r, i->unit, &units, &n);
		for (k = 0; st == ST_OK && k < n; k++)
			st = add_people(r, &units[k], list, &m);
		return st;
	}
	st = staff_list(r->db, r->pool, i->id, &s, &n, r->fault);
	for (k = 0; st == ST_OK && k < n; k++)
		list[m++] = (struct choice){ s[k].person, s[k].name };
	return st;
}

/* --- the deeds ------------------------------------------------------------------------ */

static enum status
write_new(struct req *r, struct institution *i, const struct values *v)
{
	const struct contract	 c = {
		.number = v->number, .since = v->from,
		.until = v->last + MS_DAY,
	};
	enum status		 st;

	st = institution_add(r->db, i, r->fault);
	return st == ST_OK ? contract_add(r->db, i->id, &c, r->fault) : st;
}

static enum status
write_edit(struct req *r, struct institution *i, const struct values *v)
{
	(void)r;
	i->name = v->name;
	memcpy(i->supervisor, v->supervisor, sizeof(i->supervisor));
	return ST_OK;
}

static enum status
write_contract(struct req *r, struct institution *i, const struct values *v)
{
	const struct contract	 c = {
		.number = v->number, .since = v->from,
		.until = v->last + MS_DAY,
	};

	return contract_add(r->db, i->id, &c, r->fault);
}

static enum status
write_end(struct req *r, struct institution *i, const struct values *v)
{
	(void)v;
	return contract_end(r->db, i->id, clock_now(), r->fault);
}

static enum status
write_staff(struct req *r, struct institution *i, const struct values *v)
{
	return staff_add(r->db, i->id, v->person, r->fault);
}

static enum status
write_leave(struct req *r, struct institution *i, const struct values *v)
{
	return staff_remove(r->db, i->id, v->person, r->fault);
}

static enum status
write_finding(struct req *r, struct institution *i, const struct values *v)
{
	const struct institution_finding f = {
		.day = v->day, .what = v->what, .measure = v->measure,
		.person = r->actor->person,
	};

	return finding_add(r->db, i->id, &f, r->fault);
}

enum choosing { CHOOSE_NOTHING, CHOOSE_UNITS, CHOOSE_BOTH, CHOOSE_STAFF,
	CHOOSE_LEAVING };

static const struct deed {
	const struct form	*form;
	const char		*action, *statement;
	unsigned		 roles;
	const char		*path, *heading, *button;
	enum choosing		 choosing;
	enum status		(*write)(struct req *r, struct institution *i,
				    const struct values *v);
	const char		*conflict;
} deeds[] = {
	{ &admin_institution_add_form, "institution.add", ACT_INSTITUTION,
	  DIRECTORY, "/admin/institutions/add", "登记服务机构", "登记",
	  CHOOSE_BOTH, write_new, "这个单位已经登记过这个机构" },
	{ &admin_institution_edit_form, "institution.edit", ACT_INSTITUTION,
	  DIRECTORY, "/admin/institution/*/edit", "修改服务机构资料",
	  "保存修改", CHOOSE_UNITS, write_edit, NULL },
	{ &admin_contract_form, "institution.contract", ACT_INSTITUTION,
	  DIRECTORY, "/admin/institution/*/contract", "登记合同",
	  "登记合同", CHOOSE_NOTHING, write_contract, NULL },
	{ &admin_act_form, "institution.end", ACT_INSTITUTION, DIRECTORY,
	  "/admin/institution/*/end", "终止合同", "立即终止合同",
	  CHOOSE_NOTHING, write_end, NULL },
	{ &admin_staff_form, "institution.staff", ACT_INSTITUTION, DIRECTORY,
	  "/admin/institution/*/staff", "增加服务机构人员", "增加人员",
	  CHOOSE_STAFF, write_staff, "此人已经是服务机构的人员" },
	{ &admin_staff_form, "institution.leave", ACT_INSTITUTION, DIRECTORY,
	  "/admin/institution/*/leave", "移出服务机构人员", "移出人员",
	  CHOOSE_LEAVING, write_leave, NULL },
	{ &admin_finding_form, "institution.finding", ACT_FINDING,
	  ADMIN_ROLE(SUPERVISOR), "/admin/institution/*/finding",
	  "登记监督检查", "登记", CHOOSE_NOTHING, write_finding, NULL },
};
enum { DEED_ADD, DEED_EDIT, DEED_CONTRACT, DEED_END, DEED_STAFF, DEED_LEAVE,
	DEED_FINDING, DEED_COUNT };
_Static_assert(NITEMS(deeds) == DEED_COUNT, "one each");

static enum status
choose(struct req *r, const struct deed *d, const struct institution *i)
{
	switch (d->choosing) {
	case CHOOSE_UNITS:
	case CHOOSE_BOTH:
		return unit_choices(r, d->choosing == CHOOSE_BOTH);
	case CHOOSE_STAFF:
	case CHOOSE_LEAVING:
		return person_choices(r, i, d->choosing == CHOOSE_LEAVING);
	case CHOOSE_NOTHING:
		break;
	}
	return ST_OK;
}

static const char *
path_of(struct req *r, const struct deed *d, const struct institution *i)
{
	return i->id[0] == '\0' ? d->path : admin_path(r, d->path, i->id);
}

static enum status
deed_page(struct req *r, const struct deed *d, const struct institution *i)
{
	return web_page(r, people_form_page(r, d->heading,
	    i->id[0] == '\0' ? NULL : i->name, path_of(r, d, i), d->button,
	    i->id[0] == '\0' ? "/admin/institutions" :
	    admin_path(r, "/admin/institution/*", i->id)));
}

/* The record of the path; who supervises only what is theirs to. */
static enum status
load(struct req *r, const struct deed *d, struct institution *i)
{
	enum status	 st;
	int		 yes = 1;

	memset(i, 0, sizeof(*i));
	if (d == &deeds[DEED_ADD])
		return ST_OK;
	st = institution_of_path(r, i);
	if (st == ST_OK && d == &deeds[DEED_FINDING])
		st = institution_supervised(r, i, &yes);
	if (st != ST_OK || yes)
		return st;
	audit_refusal(r->db, r->actor, d->action, "institution", i->id,
	    "本单位不是它的监管单位");
	return fault_set(r->fault, ST_DENIED, "%s: not its supervisor",
	    i->id);
}

static enum status
show(struct req *r, const struct deed *d)
{
	struct institution	 i;
	struct values		 v;
	struct act_values	 a = { .reason = "" };
	enum status		 st;

	if ((st = load(r, d, &i)) != ST_OK)
		return st;
	v = (struct values){
		.name = i.name == NULL ? "" : i.name, .code = "", .unit = "",
		.supervisor = i.supervisor, .number = "", .person = "",
		.what = "", .measure = "", .reason = "",
		.rev = admin_rev_text(r, i.rev),
	};
	a.rev = v.rev;
	st = form_start(d->form, d->form == &admin_act_form ?
	    (const void *)&a : (const void *)&v, r->pool, &r->form);
	if (st == ST_OK)
		st = choose(r, d, &i);
	return st == ST_OK ? deed_page(r, d, &i) : st;
}

/* What was posted is among what could be chosen. */
static void
check_chosen(struct req *r, const struct deed *d, const struct values *v)
{
	static const struct {
		const char	*name;
		size_t		 at;
	} chosen[] = {
		{ "unit", offsetof(struct values, unit) },
		{ "supervisor", offsetof(struct values, supervisor) },
		{ "person", offsetof(struct values, person) },
	};
	const char	*value;
	size_t		 i, k;

	for (i = 0; i < d->form->n; i++)
		for (k = 0; k < NITEMS(chosen); k++) {
			if (strcmp(d->form->fields[i].name,
			    chosen[k].name) != 0)
				continue;
			value = *(const char *const *)(const void *)
			    ((const char *)v + chosen[k].at);
			if (*value != '\0' && !admin_is_among(
			    r->form.entries[i].choices, value))
				form_error(&r->form, chosen[k].name,
				    "请从列出的选项中选择");
		}
}

static enum status
digest_of(struct req *r, const struct deed *d, const struct institution *i,
    const struct values *v, unsigned char out[32])
{
	const struct digest_field	 f[] = {
		digest_text("action", d->action),
		digest_text("institution", i->id),
		digest_int("rev", i->rev), digest_text("name", v->name),
		digest_text("code", v->code), digest_text("unit", v->unit),
		digest_text("supervisor", v->supervisor),
		digest_text("number", v->number),
		digest_int("from", v->from), digest_int("last", v->last),
		digest_text("person", v->person), digest_int("day", v->day),
		digest_text("what", v->what),
		digest_text("measure", v->measure),
		digest_text("reason", v->reason),
	};

	return digest_fields("institution", f, NITEMS(f), out, r->fault);
}

static enum status
keep(struct req *r, const struct deed *d, struct institution *i,
    const struct values *v, const unsigned char digest[32],
    struct bytes said)
{
	struct audit_entry	 entry = {
		.action = d->action, .kind = "institution", .result = "ok",
		.reason = v->reason != NULL ? v->reason : v->measure,
		.after = bytes_of(digest, 32),
	};
	const int		 is_new = i->id[0] == '\0';
	char			 id[ID_LEN + 1];
	enum status		 st;

	if ((st = store_begin(r->db, STORE_WRITE, r->fault)) != ST_OK)
		return st;
	st = d->write(r, i, v);
	if (st == ST_OK && !is_new)
		st = institution_save(r->db, i, r->fault);
	entry.object = i->id;
	if (st == ST_OK)
		st = statement_keep(r->db, i->id, said, id, r->fault);
	if (st == ST_OK)
		st = audit_add(r->db, r->actor, &entry, r->fault);
	return store_end(r->db, st, r->fault);
}

/* The form of "end" is the shared one, with its own struct. */
static struct values
values_of(struct req *r, const struct deed *d)
{
	const struct act_values	*a = r->values;
	struct values		 v = { .reason = NULL };

	if (d->form != &admin_act_form)
		return *(const struct values *)r->values;
	v.reason = a->reason;
	v.rev = a->rev;
	return v;
}

static enum status
post(struct req *r, const struct deed *d)
{
	const struct values	 v = values_of(r, d);
	struct institution	 i;
	struct keyd		*keyd;
	struct bytes		 said;
	unsigned char		 digest[32];
	const char		*why = NULL;
	enum status		 st;
	int			 again, ask;

	if ((st = load(r, d, &i)) != ST_OK ||
	    (st = choose(r, d, &i)) != ST_OK ||
	    (st = case_keyd(r, &keyd)) != ST_OK)
		return st;
	check_chosen(r, d, &v);
	if (i.id[0] != '\0')
		admin_is_stale(r, v.rev, i.rev, d->action, i.id);
	if (r->form.nerrors > 0)
		return deed_page(r, d, &i);
	if (i.id[0] == '\0') {
		i.name = v.name;
		i.code = v.code;
		memcpy(i.unit, v.unit, sizeof(i.unit));
		memcpy(i.supervisor, v.supervisor, sizeof(i.supervisor));
	}
	st = digest_of(r, d, &i, &v, digest);
	if (st == ST_OK)
		st = people_say(r, keyd, d->statement, d->roles,
		    i.id[0] == '\0' ? "new" : i.id, digest,
		    bytes_of(NULL, 0), &said, &why);
	ask = st == ST_ABSENT || st == ST_INVALID;
	if (st == ST_OK) {
		const int	 is_new = i.id[0] == '\0';

		st = keep(r, d, &i, &v, digest, said);
		if (st != ST_OK && is_new)
			i.id[0] = '\0';
		if (st == ST_CONFLICT)
			why = d->conflict != NULL ? d->conflict :
			    "资料刚刚被他人修改，请核对现在的内容后再办";
	}
	st = admin_answer(r, st, ask, why, i.id[0] == '\0' ? d->path :
	    admin_path(r, "/admin/institution/*", i.id), &again);
	return again ? deed_page(r, d, &i) : st;
}

#define HANDLERS(NAME, DEED)						\
	enum status							\
	admin_show_##NAME(struct req *r) { return show(r, &deeds[DEED]); }\
	enum status							\
	admin_post_##NAME(struct req *r) { return post(r, &deeds[DEED]); }

HANDLERS(institution_add, DEED_ADD)
HANDLERS(institution_edit, DEED_EDIT)
HANDLERS(contract, DEED_CONTRACT)
HANDLERS(contract_end, DEED_END)
HANDLERS(institution_staff, DEED_STAFF)
HANDLERS(institution_leave, DEED_LEAVE)
HANDLERS(finding, DEED_FINDING)
