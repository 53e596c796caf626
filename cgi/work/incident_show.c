/*
 * One incident: what it is about, with the ways to the deeds that exist
 * elsewhere, every step with its signature checked now, its evidence.
 */
#include <string.h>

#include "base/calendar.h"
#include "base/wipe.h"
#include "page/keys.h"
#include "page/part.h"
#include "work/incident.h"
#include "work/local.h"
#include "work/show.h"
#include "work/trace.h"

static const struct choice results[] = {
	{ "confirmed", "属实" }, { "unfounded", "不属实" },
	{ "unclear", "无法查实" }, { NULL, NULL }
};

const char *
incident_result_label(const char *result)
{
	return choice_label(results, result);
}

int
incident_tone(int state)
{
	static const enum tone tones[] = {
		[I0_RECORDED] = TONE_ACT, [I1_INVESTIGATING] = TONE_WAIT,
		[I2_MEASURED] = TONE_WAIT, [I3_NOTIFIED] = TONE_WAIT,
		[I4_CLOSED] = TONE_OVER,
	};

	_Static_assert(NITEMS(tones) == INCIDENT_STATE__N, "tones");
	return tones[state];
}

enum status
incident_of_path(struct req *r, struct incident *out)
{
	const char	*id = web_piece(r, "id");
	enum status	 st;
	int		 yes = 0;

	if (!id_is(id))
		return fault_set(r->fault, ST_ABSENT, "not an id");
	st = incident_load(r->db, r->pool, id, out, r->fault);
	if (st == ST_OK)
		st = incident_sees(r->db, r->actor->unit, id, &yes, r->fault);
	if (st != ST_OK || yes)
		return st;
	audit_refusal(r->db, r->actor, "incident.view", "incident",
	    out->number, "不是本单位及其下级跟进的事件（R-009）");
	return fault_set(r->fault, ST_DENIED, "%s: scope", out->number);
}

int
incident_may(const struct req *r, const struct incident *i, int event)
{
	static const struct incident_facts	 willing = {
		.has_note = 1, .has_proof = 1, .has_result = 1,
	};
	const struct flow_row			*row;
	const char				*why;

	return flow_ask(&flow_incident, i->state, event, r->actor->roles,
	    &willing, NULL, &row, &why) == FLOW_YES;
}

/* --- the page ------------------------------------------------------------ */

static void
link_to(struct page *tasks, const char *label, const char *href,
    const char *about)
{
	part_task(tasks, label, href, "", TONE_PLAIN, about);
}

/* What can be done stands where it is done; here it is only noted. */
static void
fill_ways(struct req *r, const struct incident *i, struct page *page)
{
	struct page	*t = page_include(page, K_TASKS, "part/tasks");

	if (i->seal != NULL) {
		link_to(t, "冻结印章", pool_printf(r->pool,
		    "/loss?seal=%s", i->seal_code), "在“挂失”里立即停用");
		link_to(t, "印章台账", pool_printf(r->pool,
		    "/approve/seals/%s", i->seal), "状态、用章、备案和注销");
	}
	if (i->request != NULL)
		link_to(t, "涉及的办件", pool_printf(r->pool, "/approve/%s",
		    i->request), "虚假材料在办件里认定");
	if (i->org != NULL)
		link_to(t, "涉及的单位", pool_printf(r->pool,
		    "/admin/unit/%s", i->org), "资料、状态和人员");
}

static void
fill_facts(struct req *r, const struct incident *i, struct page *p)
{
	char	 day[CALENDAR_TEXT];

	calendar_date(i->day, day);
	part_fact(p, "编号", i->number);
	part_fact(p, "类别", incident_kind_label(i->kind));
	part_fact(p, "日期", pool_text(r->pool, day));
	part_fact(p, "来源", incident_source_label(i->source));
	part_fact(p, "跟进单位", i->unit_name);
	if (i->seal != NULL)
		part_fact(p, "印章", pool_printf(r->pool, "%s（%s）",
		    i->seal_name, i->seal_code));
	part_fact(p, "办件", i->request_number);
	part_fact(p, "单位", i->org_name);
	part_fact(p, "措施", pool_printf(r->pool, "%lld 项",
	    (long long)i->measures));
	part_fact(p, "通报", pool_printf(r->pool, "%lld 次",
	    (long long)i->notified));
	if (i->result != NULL)
		part_fact(p, "结论", incident_result_label(i->result));
	page_set(p, K_TEXT, i->summary);
}

static enum status
judge(struct req *r, const struct incident *i, const struct incident_line *l,
    const struct kept_statement *k, enum statement_state *state)
{
	struct statement	 read;
	struct anchors		*anchors;
	unsigned char		 digest[DIGEST_LEN];
	enum status		 st;

	if ((st = case_anchors(r, r->keyd, &anchors)) != ST_OK ||
	    (st = trace_judge(r, k, anchors, &read, state)) != ST_OK ||
	    *state != STATEMENT_VALID)
		return st;
	st = incident_digest(i, l->event, l->from, l->note, l->sum, digest,
	    r->fault);
	if (st == ST_OK && (!statement_matches(&read, digest) ||
	    strcmp(read.f.subject, i->id) != 0))
		*state = STATEMENT_SIGNATURE;
	return st;
}

static enum status
fill_history(struct req *r, const struct incident *i, struct page *page)
{
	struct page			*part, *p;
	struct incident_line		*l;
	struct kept_statement		*kept;
	const struct kept_statement	*k;
	enum statement_state		 state;
	enum status			 st;
	size_t				 n, nk, x;
	int				 event;

	part = page_include(page, K_HISTORY_PART, "work/history");
	st = incident_history(r->db, r->pool, i->id, &l, &n, r->fault);
	if (st == ST_OK)
		st = statement_list(r->db, r->pool, i->id, &kept, &nk,
		    r->fault);
	for (x = 0; st == ST_OK && x < n; x++) {
		event = flow_event(&flow_incident, l[x].event);
		p = page_add(part, K_LINE);
		page_set(p, K_EVENT, event < 0 ? l[x].event :
		    flow_incident.events[event].label);
		page_set(p, K_WHEN, show_minute(r, l[x].at));
		page_set(p, K_WHO, l[x].person_name);
		if (*l[x].note != '\0')
			page_set(page_add(p, K_NOTE), K_SENTENCE, l[x].note);
		if (l[x].file != NULL) {
			struct page *v = page_add(page, K_FILE);

			page_printf(v, K_HREF, "/admin/incident/%s/file/%s",
			    i->id, l[x].file);
			page_set(v, K_NAME, l[x].file_name);
			page_set(v, K_WHEN, show_minute(r, l[x].at));
		}
		k = trace_find(kept, nk, l[x].statement);
		if (k != NULL && (st = judge(r, i, &l[x], k, &state)) ==
		    ST_OK)
			trace_signature(p, k, state);
	}
	return st;
}

enum status
incident_show(struct req *r)
{
	struct incident	 i;
	struct page	*p, *act;
	enum status	 st;
	int		 event;

	if ((st = incident_of_path(r, &i)) != ST_OK)
		return st;
	p = web_page_new(r, "admin/incident", "安全事件");
	page_printf(p, K_HEADING, "%s：%s", i.number,
	    incident_kind_label(i.kind));
	part_tag(p, K_TAG, flow_incident.states[i.state].label,
	    (enum tone)incident_tone(i.state));
	fill_facts(r, &i, p);
	for (event = IE_BEGIN; event < INCIDENT_EVENT__N; event++)
		if (incident_may(r, &i, event)) {
			act = page_add(p, K_ACT);
			page_printf(act, K_HREF, "/admin/incident/%s/act/%s",
			    i.id, flow_incident.events[event].name);
			page_set(act, K_LABEL,
			    flow_incident.events[event].label);
		}
	if (i.state != I4_CLOSED)
		fill_ways(r, &i, p);
	st = fill_history(r, &i, p);
	return st == ST_OK ? web_page(r, p) : st;
}

/* --- evidence ---------------------------------------------------------------- */

static enum status
open_file(struct req *r, const struct incident *i,
    const struct incident_file *v, struct bytes *plain)
{
	unsigned char	 key[SM_BOX_KEY], *out;
	enum status	 st;

	if (v->box.n < SM_BOX_MORE ||
	    (out = pool_alloc(r->pool, v->box.n)) == NULL)
		return fault_set(r->fault, ST_BROKEN, "evidence %s", v->id);
	st = keyd_data_key(r->keyd, i->id, key, r->fault);
	if (st == ST_OK)
		st = sm_box_open(key, v->id, v->box, out, r->fault);
	wipe(key, sizeof(key));
	*plain = bytes_of(out, v->box.n - SM_BOX_MORE);
	return st;
}

enum status
incident_file_give(struct req *r)
{
	struct web_file		 file = { .show = 1, .stranger = 1 };
	struct incident_file	 v;
	struct incident		 i;
	struct audit_entry	 entry = {
		.action = "incident.evidence", .kind = "incident",
		.result = "ok",
	};
	enum status		 st;

	if ((st = incident_of_path(r, &i)) != ST_OK ||
	    (st = incident_file_load(r->db, r->pool, i.id,
	    web_piece(r, "file"), &v, r->fault)) != ST_OK ||
	    (st = open_file(r, &i, &v, &file.bytes)) != ST_OK)
		return st;
	entry.object = i.number;
	entry.reason = v.name;
	st = audit_write(r->db, r->actor, &entry, r->fault);
	file.name = v.name;
	file.type = v.type;
	return st == ST_OK ? web_file(r, &file) : st;
}
