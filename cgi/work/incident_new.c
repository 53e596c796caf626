/*
 * Recording an incident, by hand or from an alarm: what is linked must exist
 * and be the actor's to see; all of it is in words in the first line,
 * which the actor signs.
 */
#include <string.h>

#include "base/calendar.h"
#include "base/clock.h"
#include "base/wipe.h"
#include "form/codes.h"
#include "page/part.h"
#include "seal/ledger.h"
#include "trust/action.h"
#include "work/case.h"
#include "work/incident.h"
#include "work/people.h"
#include "work/show.h"

struct values {
	const char	*kind, *summary, *seal, *request, *org;
	const char	*source, *ref;
	int64_t		 day;
};

static const struct choice kinds[] = {
	{ "forgery", "伪造、变造" }, { "misuse", "冒用、滥用" },
	{ "theft", "盗用" }, { "false", "虚假申请" }, { "other", "其他" },
	{ NULL, NULL }
};
_Static_assert(NITEMS(kinds) == INCIDENT_KIND__N + 1, "each kind");

#define AT(member) .at = offsetof(struct values, member)
static const struct field fields[] = {
	{ .name = "kind", .label = "类别", .kind = FIELD_CHOICE,
	  .required = true, .choices = kinds, AT(kind) },
	{ .name = "day", .label = "发生或者发现的日期", .kind = FIELD_DATE,
	  .required = true, AT(day) },
	{ .name = "summary", .label = "情况", .kind = FIELD_TEXT,
	  .hint = "谁、何时、怎样发现，涉及哪些文件", .required = true,
	  .min = 10, .max = 2000, AT(summary) },
	{ .name = "seal", .label = "涉及的印章编码", .kind = FIELD_LINE,
	  .hint = "没有的可以不填", .max = 30, .clean = CLEAN_CODE, AT(seal) },
	{ .name = "request", .label = "涉及的办件编号", .kind = FIELD_LINE,
	  .hint = "没有的可以不填", .max = 30,
	  .clean = CLEAN_NARROW | CLEAN_UPPER, AT(request) },
	{ .name = "org", .label = "涉及单位的统一社会信用代码",
	  .kind = FIELD_LINE, .hint = "不填的，按印章或者办件的单位",
	  .max = 30, .clean = CLEAN_CODE, .check = code_credit, AT(org) },
	{ .name = "source", .label = "", .kind = FIELD_HIDDEN, .max = 20,
	  AT(source) },
	{ .name = "ref", .label = "", .kind = FIELD_HIDDEN, .max = 60,
	  AT(ref) },
};
#undef AT

static void
cross(const void *values, struct form_state *state)
{
	const struct values	*v = values;

	if (v->day > clock_now())
		form_error(state, "day", "日期不能晚于今天");
}

const struct form incident_new_form = {
	.fields = fields, .n = NITEMS(fields), .size = sizeof(struct values),
	.cross = cross,
};

/* The auditor has another door to the same form. */
static const char *
own_path(const struct req *r)
{
	return web_has(r, INCIDENT_STAFF) ? "/admin/incidents/new" :
	    "/audit/incident";
}

static enum status
new_page(struct req *r, const struct incident_lead *lead)
{
	return web_page(r, people_form_page(r, "登记安全事件",
	    pool_printf(r->pool, "来源：%s。登记以后由本单位跟进，上级单位可以"
	    "查看。", incident_source_label(lead->source)), own_path(r),
	    "登记", web_has(r, INCIDENT_STAFF) ? "/admin/incidents" :
	    "/audit"));
}

static const char *
given(const struct req *r, const char *name, const char *otherwise)
{
	const char	*v = web_query(r, name);

	return v == NULL || *v == '\0' ? otherwise : v;
}

enum status
incident_show_new(struct req *r)
{
	struct incident_lead	 lead;
	struct values		 v;
	const char		*kind;
	enum status		 st;

	st = incident_lead_load(r, given(r, "source", "hand"),
	    given(r, "ref", ""), &lead);
	if (st != ST_OK)
		return st;
	kind = incident_kind_name(lead.kind);
	v = (struct values){
		.kind = kind == NULL ? "" : kind, .summary = lead.summary,
		.seal = lead.seal_code, .request = lead.request,
		.org = lead.org_code, .source = lead.source, .ref = lead.ref,
		.day = lead.day,
	};
	st = form_start(&incident_new_form, &v, r->pool, &r->form);
	return st == ST_OK ? new_page(r, &lead) : st;
}

/* --- what it is about ------------------------------------------------------ */

static enum status
link_seal(struct req *r, const char *code, struct incident *i)
{
	struct seal	 s;
	enum status	 st;
	int		 yes = 0;

	if (*code == '\0')
		return ST_OK;
	st = seal_by_code(r->db, r->pool, code, &s, r->fault);
	if (st == ST_OK)
		st = ledger_sees(r->db, r->actor->unit, s.id, &yes, r->fault);
	if (st != ST_OK && st != ST_ABSENT)
		return st;
	if (!yes) {			/* the same of none and of another's */
		form_error(&r->form, "seal", "本单位的办理范围内没有这枚印章");
		return ST_OK;
	}
	i->seal = s.id;
	i->seal_name = s.name;
	i->seal_code = s.code;
	i->org = pool_text(r->pool, s.unit);
	return ST_OK;
}

static enum status
link_request(struct req *r, const char *number, struct incident *i)
{
	struct request	 q;
	enum status	 st;
	int		 yes = 0;

	if (*number == '\0')
		return ST_OK;
	st = request_by_number(r->db, r->pool, number, &q, r->fault);
	if (st == ST_OK)
		st = unit_is_under(r->db, q.desk, r->actor->unit, &yes,
		    r->fault);
	if (st == ST_OK && !yes)
		st = unit_is_under(r->db, q.unit, r->actor->unit, &yes,
		    r->fault);
	if (st != ST_OK && st != ST_ABSENT)
		return st;
	if (!yes) {
		form_error(&r->form, "request",
		    "本单位的办理范围内没有这个办件");
		return ST_OK;
	}
	i->request = q.id;
	i->request_number = q.number;
	if (i->org == NULL)
		i->org = q.unit;
	return ST_OK;
}

static enum status
link_org(struct req *r, const char *code, struct incident *i)
{
	struct unit	 u;
	enum status	 st;

	if (*code != '\0') {
		st = unit_by_code(r->db, r->pool, code, &u, r->fault);
		if (st == ST_ABSENT) {
			form_error(&r->form, "org", "没有登记过这个单位");
			return ST_OK;
		}
		if (st != ST_OK)
			return st;
		i->org = pool_text(r->pool, u.id);
	} else if (i->org != NULL) {
		st = unit_load(r->db, r->pool, i->org, &u, r->fault);
		if (st != ST_OK)
			return st;
	} else
		return ST_OK;
	i->org_name = u.name;
	return ST_OK;
}

const char *
incident_words(struct req *r, const struct incident *i)
{
	const char	*out;
	char		 day[CALENDAR_TEXT];

	calendar_date(i->day, day);
	out = pool_printf(r->pool, "%s，%s。来源：%s%s%s。", incident_kind_label(
	    i->kind), day, incident_source_label(i->source),
	    *i->source_ref == '\0' ? "" : " ", i->source_ref);
	if (i->seal_code != NULL)
		out = pool_printf(r->pool, "%s印章：%s（%s）。", out,
		    i->seal_name, i->seal_code);
	if (i->request_number != NULL)
		out = pool_printf(r->pool, "%s办件：%s。", out,
		    i->request_number);
	if (i->org_name != NULL)
		out = pool_printf(r->pool, "%s单位：%s。", out, i->org_name);
	return pool_printf(r->pool, "%s\n%s", out, i->summary);
}

/* --- recording -------------------------------------------------------------- */

/* The number is taken in a transaction of its own, once the key is at hand:
 * it is part of what is signed. */
static enum status
take_number(struct req *r, struct incident *i, const char **why)
{
	unsigned char	 key[KEYD_HANDLE];
	char		*number = pool_alloc(r->pool, NUMBER_TEXT);
	char		*id = pool_alloc(r->pool, ID_LEN + 1);
	enum status	 st;

	if (number == NULL || id == NULL)
		return fault_set(r->fault, ST_BROKEN, "incident: memory");
	id_new(id);
	i->id = id;
	i->number = number;
	st = case_handle(r, r->keyd, key, why);
	wipe(key, sizeof(key));
	if (st != ST_OK || (st = store_begin(r->db, STORE_WRITE,
	    r->fault)) != ST_OK)
		return st;
	return store_end(r->db, request_number(r->db, "AQ", clock_now(),
	    number, r->fault), r->fault);
}

static enum status
write(struct req *r, const struct incident *i, struct incident_move *m,
    struct bytes said)
{
	const struct audit_entry entry = {
		.action = "incident.record", .kind = "incident",
		.object = i->number, .result = "ok",
		.reason = pool_printf(r->pool, "%s %s", i->source,
		    i->source_ref),
	};
	char			 id[ID_LEN + 1];
	enum status		 st;

	if ((st = store_begin(r->db, STORE_WRITE, r->fault)) != ST_OK)
		return st;
	st = statement_keep(r->db, i->id, said, id, r->fault);
	m->statement = id;
	if (st == ST_OK)
		st = incident_add(r->db, r->actor, i, m, r->fault);
	if (st == ST_OK)
		st = audit_add(r->db, r->actor, &entry, r->fault);
	return store_end(r->db, st, r->fault);
}

static enum status
record(struct req *r, struct incident *i, const char **why)
{
	struct incident_move	 m = {
		.event = IE_RECORD, .note = incident_words(r, i),
	};
	unsigned char		 digest[DIGEST_LEN];
	struct bytes		 said;
	enum status		 st;

	if (m.note == NULL)
		return fault_set(r->fault, ST_BROKEN, "past the pool");
	if ((st = take_number(r, i, why)) != ST_OK)
		return st;
	st = incident_digest(i, flow_incident.events[IE_RECORD].name, "",
	    m.note, NULL, digest, r->fault);
	if (st == ST_OK)
		st = people_say(r, r->keyd, ACT_INCIDENT, INCIDENT_STAFF |
		    ROLE_BIT(ROLE_AUDIT_ADMIN), i->id, digest,
		    bytes_of(NULL, 0), &said, why);
	if (st != ST_OK)
		return st;
	st = write(r, i, &m, said);
	if (st == ST_CONFLICT)
		*why = "这条线索已经登记为安全事件";
	return st;
}

enum status
incident_post_new(struct req *r)
{
	const struct values	*v = r->values;
	struct incident_lead	 lead;
	struct incident		 i = {
		.unit = r->actor->unit, .summary = v->summary, .day = v->day,
		.kind = incident_kind_find(v->kind),
	};
	const char		*why = NULL;
	enum status		 st;

	st = incident_lead_load(r, *v->source == '\0' ? "hand" : v->source,
	    v->ref, &lead);
	if (st != ST_OK)
		return st;
	i.source = lead.source;
	i.source_ref = lead.ref;
	if ((st = link_seal(r, v->seal, &i)) != ST_OK ||
	    (st = link_request(r, v->request, &i)) != ST_OK ||
	    (st = link_org(r, v->org, &i)) != ST_OK)
		return st;
	if (r->form.nerrors > 0)
		return new_page(r, &lead);
	st = record(r, &i, &why);
	if (st == ST_OK)
		return web_has(r, INCIDENT_STAFF) ? web_redirectf(r,
		    "/admin/incident/%s", i.id) : web_redirectf(r,
		    "/audit?object=%s", i.number);
	if (st == ST_ABSENT || st == ST_INVALID)
		return case_ask_pin(r, why);
	if (why == NULL)
		return st;
	form_error(&r->form, NULL, why);
	return new_page(r, &lead);
}
