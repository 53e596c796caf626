/*
 * The steps of an incident: what the guards look at is gathered from the
 * register, what is said is put into words, signed, and kept with the step.
 */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/calendar.h"
#include "base/clock.h"
#include "base/coding.h"
#include "base/file.h"
#include "base/wipe.h"
#include "page/part.h"
#include "seal/standing.h"
#include "trust/action.h"
#include "work/addressee.h"
#include "work/case.h"
#include "work/incident.h"
#include "work/people.h"

struct values {
	const char		*note, *measure, *authority, *how, *number;
	const char		*result, *pin, *rev;
	int64_t			 day;
	const struct form_file	*file;
};

static const struct choice measures[] = {
	{ "freeze", "冻结印章" }, { "revoke", "注销印章" },
	{ "grant", "终止系统授权" }, { "papers", "认定虚假材料" },
	{ "other", "其他措施" }, { NULL, NULL }
};
_Static_assert(NITEMS(measures) == INCIDENT_MEASURE__N + 1, "each");
static const struct choice ways[] = {
	{ "letter", "公函" }, { "system", "对方的系统" }, { "visit", "当面报案" },
	{ "phone", "电话" }, { NULL, NULL }
};
static const struct choice results[] = {
	{ "confirmed", "属实" }, { "unfounded", "不属实" },
	{ "unclear", "无法查实" }, { NULL, NULL }
};

#define AT(member) .at = offsetof(struct values, member)
static const struct field fields[] = {
	{ .name = "measure", .label = "采取的措施", .kind = FIELD_CHOICE,
	  .hint = "先在相应的业务里办理，再在这里登记", .choices = measures,
	  AT(measure) },
	{ .name = "authority", .label = "通报的机关", .kind = FIELD_CHOICE,
	  AT(authority) },
	{ .name = "how", .label = "通报的方式", .kind = FIELD_CHOICE,
	  .choices = ways, AT(how) },
	{ .name = "number", .label = "文号或者回执编号", .kind = FIELD_LINE,
	  .hint = "电话通报的，写对方接听人的工号或者姓氏", .max = 60,
	  AT(number) },
	{ .name = "day", .label = "通报日期", .kind = FIELD_DATE, AT(day) },
	{ .name = "result", .label = "结论", .kind = FIELD_CHOICE,
	  .choices = results, AT(result) },
	{ .name = "note", .label = "情况", .kind = FIELD_TEXT, .max = 2000,
	  AT(note) },
	{ .name = "file", .label = "证据材料", .kind = FIELD_FILE,
	  .hint = "PDF 或图片，不超过 2 MB；没有的可以不选",
	  .types = "application/pdf image/jpeg image/png",
	  .size = INCIDENT_FILE, AT(file) },
	{ .name = "pin", .label = "签名口令", .kind = FIELD_SECRET,
	  .hint = "登录后时间较长的，签名前须再次输入；不需要时可以不填",
	  .max = 64, .autocomplete = "current-password", AT(pin) },
	{ .name = "rev", .label = "", .kind = FIELD_HIDDEN, .max = 20,
	  AT(rev) },
};
#undef AT
const struct form incident_act_form = {
	.fields = fields, .n = NITEMS(fields), .size = sizeof(struct values),
};

/* What a step asks for. */
static const struct deed {
	const char	*fields[9];
	const char	*about;
} deeds[INCIDENT_EVENT__N] = {
	[IE_BEGIN] = { { "note", "pin", "rev", NULL },
	    "从现在起由您调查；可以写明打算怎样查。" },
	[IE_ADD] = { { "note", "file", "pin", "rev", NULL },
	    "调查中了解到的情况和证据。" },
	[IE_MEASURE] = { { "measure", "note", "pin", "rev", NULL },
	    "冻结、注销、终止授权在各自的业务里办理，系统核对以后才能登记。" },
	[IE_NOTIFY] = { { "authority", "how", "number", "day", "note", "pin",
	    "rev", NULL }, "向谁、怎样通报，对方怎样收到。" },
	[IE_CLOSE] = { { "result", "note", "pin", "rev", NULL },
	    "属实的须已采取措施；伪造、盗用属实的须已通报。" },
	[IE_REOPEN] = { { "note", "pin", "rev", NULL },
	    "写明为什么重新调查。" },
};

struct view {
	struct incident	 i;
	int		 event;
	const char	*whom[AUTHORITY__N];	/* in words; NULL: nobody */
};

static enum status
load(struct req *r, struct view *v)
{
	struct choice	*list = pool_array(r->pool, AUTHORITY__N + 1,
			    sizeof(*list));
	enum status	 st;
	int		 k;

	if (list == NULL)
		return fault_set(r->fault, ST_BROKEN, "past the pool");
	v->event = flow_event(&flow_incident, web_piece(r, "act"));
	if (v->event <= IE_RECORD)
		return fault_set(r->fault, ST_ABSENT, "no such step");
	st = incident_of_path(r, &v->i);
	for (k = 0; st == ST_OK && k < AUTHORITY__N; k++) {
		st = addressee_of_region(r, v->i.org_region,
		    (enum authority_kind)k, &v->whom[k]);
		list[k].value = authority_kind_name(k);
		list[k].label = pool_printf(r->pool, "%s：%s",
		    authority_kind_label(k), v->whom[k] == NULL ? "没有登记" :
		    v->whom[k]);
	}
	form_choices(&r->form, "authority", list);
	return st;
}

static enum status
act_page(struct req *r, const struct view *v)
{
	return web_page(r, people_form_page_some(r, deeds[v->event].fields,
	    pool_printf(r->pool, "%s：%s", v->i.number,
	    flow_incident.events[v->event].label), deeds[v->event].about,
	    pool_printf(r->pool, "/admin/incident/%s/act/%s", v->i.id,
	    flow_incident.events[v->event].name),
	    flow_incident.events[v->event].label, pool_printf(r->pool,
	    "/admin/incident/%s", v->i.id)));
}

enum status
incident_show_act(struct req *r)
{
	struct values	 start = { "", "", "", "", "", "", "", "", 0, NULL };
	struct view	 v;
	enum status	 st;

	start.day = calendar_midnight(clock_now());
	st = form_start(&incident_act_form, &start, r->pool, &r->form);
	if (st != ST_OK || (st = load(r, &v)) != ST_OK)
		return st;
	start.rev = pool_printf(r->pool, "%lld", (long long)v.i.rev);
	st = form_start(&incident_act_form, &start, r->pool, &r->form);
	if (st != ST_OK || (st = load(r, &v)) != ST_OK)
		return st;
	return act_page(r, &v);
}

/* --- what the guards look at --------------------------------------------------- */

static int
is_choice(const struct choice *list, const char *value)
{
	for (; list->value != NULL; list++)
		if (strcmp(list->value, value) == 0)
			return 1;
	return 0;
}

static int
measure_of(const char *name)
{
	int	 m;

	for (m = 0; m < INCIDENT_MEASURE__N; m++)
		if (strcmp(measures[m].value, name) == 0)
			break;
	return m;
}

/* What the register says of the seal and the unit now. */
static enum status
look(struct req *r, const struct incident *i, const char *measure,
    const char **undone)
{
	const int	 m = measure_of(measure);
	struct seal	 s;
	struct unit	 u = { .falsified = NULL };
	enum status	 st = ST_OK;
	int		 state = -1, granted = 0;

	*undone = NULL;
	if (m == INCIDENT_MEASURE__N) {
		*undone = "请选择采取的措施";
		return ST_OK;
	}
	if (i->seal != NULL) {
		st = seal_load(r->db, r->pool, i->seal, &s, r->fault);
		if (st == ST_OK)
			st = standing_of_seal(r->db, i->seal, clock_now(),
			    &granted, r->fault);
		state = s.state;
	}
	if (st == ST_OK && i->org != NULL)
		st = unit_load(r->db, r->pool, i->org, &u, r->fault);
	if (st == ST_OK)
		*undone = incident_undone((enum incident_measure)m, state,
		    granted, u.falsified != NULL);
	return st;
}

static enum status
gather(struct req *r, const struct view *v, const struct values *said,
    struct incident_facts *f)
{
	const int	 whom = authority_kind_find(said->authority);

	*f = (struct incident_facts){
		.has_note = *said->note != '\0',
		.has_result = is_choice(results, said->result),
		.confirmed = strcmp(said->result, "confirmed") == 0,
		.criminal = incident_is_criminal(v->i.kind),
		.measured = v->i.measures > 0, .notified = v->i.notified > 0,
		.has_proof = is_choice(ways, said->how) &&
		    *said->number != '\0' && said->day != 0,
	};
	if (whom == AUTHORITY__N)
		f->nobody = "请选择通报的机关";
	else if (v->whom[whom] == NULL)
		f->nobody = "这个区划没有登记该机关，请业务管理员在“主管部门”里登记";
	return v->event == IE_MEASURE ? look(r, &v->i, said->measure,
	    &f->undone) : ST_OK;
}

/* All that is said with the step, in words: what is signed and shown. */
static const char *
words_of(struct req *r, const struct view *v, const struct values *said)
{
	char	 day[CALENDAR_TEXT];

	switch (v->event) {
	case IE_MEASURE:
		return pool_printf(r->pool, "%s：%s", choice_label(measures,
		    said->measure), said->note);
	case IE_NOTIFY:
		calendar_date(said->day, day);
		return pool_printf(r->pool, "%s；%s，%s，%s%s%s",
		    v->whom[authority_kind_find(said->authority)], day,
		    choice_label(ways, said->how), said->number,
		    *said->note == '\0' ? "" : "\n", said->note);
	case IE_CLOSE:
		return pool_printf(r->pool, "结论：%s。%s",
		    choice_label(results, said->result), said->note);
	default:
		return said->note;
	}
}

/* --- taking it ------------------------------------------------------------------- */

/* Boxed under the incident's own key; "sum" is of the box, so that what is
 * signed gives nothing of the content away. */
static enum status
box_file(struct req *r, const struct incident *i,
    const struct form_file *file, struct incident_file *out)
{
	unsigned char	 key[SM_BOX_KEY], digest[SM3_LEN], *box;
	char		*id = pool_alloc(r->pool, ID_LEN + 1);
	char		*sum = pool_alloc(r->pool, HEX_TEXT(SM3_LEN));
	struct buf	*plain = web_buf(r, INCIDENT_FILE);
	enum status	 st;

	if (id == NULL || sum == NULL || plain == NULL)
		return fault_set(r->fault, ST_BROKEN, "evidence: memory");
	if (lseek(file->fd, 0, SEEK_SET) == -1)
		return fault_set(r->fault, ST_BROKEN, "upload: no rewind");
	if ((st = file_read_fd(file->fd, plain, r->fault)) != ST_OK)
		return st;
	if ((box = pool_alloc(r->pool, plain->n + SM_BOX_MORE)) == NULL)
		return fault_set(r->fault, ST_BROKEN, "evidence: memory");
	id_new(id);
	st = keyd_data_key(r->keyd, i->id, key, r->fault);
	if (st == ST_OK)
		st = sm_box_seal(key, id, buf_view(plain), box, r->fault);
	wipe(key, sizeof(key));
	*out = (struct incident_file){
		.id = id, .name = file->name, .type = file->type, .sum = sum,
		.size = (int64_t)plain->n,
		.box = bytes_of(box, plain->n + SM_BOX_MORE),
	};
	if (st == ST_OK && sm3(out->box, digest) != ST_OK)
		st = fault_set(r->fault, ST_BROKEN, "evidence: sm3");
	if (st == ST_OK)
		hex_write(digest, sizeof(digest), sum);
	return st;
}

static enum status
write_step(struct req *r, struct view *v, const struct incident_facts *facts,
    struct incident_move *m, struct bytes said)
{
	const struct audit_entry entry = {
		.action = pool_printf(r->pool, "incident.%s",
		    flow_incident.events[v->event].name),
		.kind = "incident", .object = v->i.number, .result = "ok",
	};
	char			 id[ID_LEN + 1];
	enum status		 st;

	if ((st = store_begin(r->db, STORE_WRITE, r->fault)) != ST_OK)
		return st;
	st = statement_keep(r->db, v->i.id, said, id, r->fault);
	m->statement = id;
	if (st == ST_OK)
		st = incident_step(r->db, r->actor, r->actor->roles, facts,
		    &v->i, m, r->fault);
	if (st == ST_OK)
		st = audit_add(r->db, r->actor, &entry, r->fault);
	return store_end(r->db, st, r->fault);
}

static enum status
take(struct req *r, struct view *v, const struct incident_facts *facts,
    struct incident_move *m, const char **why, int *ask)
{
	unsigned char	 digest[DIGEST_LEN];
	struct bytes	 said;
	enum status	 st;

	st = incident_digest(&v->i, flow_incident.events[v->event].name,
	    flow_incident.states[v->i.state].name, m->note,
	    m->file == NULL ? NULL : m->file->sum, digest, r->fault);
	if (st == ST_OK)
		st = people_say(r, r->keyd, ACT_INCIDENT, INCIDENT_STAFF,
		    v->i.id, digest, bytes_of(NULL, 0), &said, why);
	*ask = st == ST_ABSENT || st == ST_INVALID;
	if (st != ST_OK)
		return st;
	st = write_step(r, v, facts, m, said);
	if (st == ST_CONFLICT)
		*why = "这个事件刚刚被他人办理，请返回核对现在的内容后再办";
	return st;
}

/* The table's word; a refusal is in the trail. */
static int
may(struct req *r, const struct view *v, const struct values *said,
    const struct incident_facts *facts)
{
	const struct flow_row	*row;
	const char		*why = NULL;

	if (strtoll(said->rev, NULL, 10) != v->i.rev)
		why = "这个事件刚刚有变化，请返回核对现在的内容后再办";
	else if (said->day > clock_now())
		why = "通报日期不能晚于今天";
	else if (flow_ask(&flow_incident, v->i.state, v->event,
	    r->actor->roles, facts, NULL, &row, &why) == FLOW_YES)
		return 1;
	audit_refusal(r->db, r->actor, pool_printf(r->pool, "incident.%s",
	    flow_incident.events[v->event].name), "incident", v->i.number,
	    why);
	form_error(&r->form, NULL, why);
	return 0;
}

enum status
incident_post_act(struct req *r)
{
	const struct values	*said = r->values;
	struct incident_facts	 facts;
	struct incident_file	 file;
	struct incident_move	 m = { .event = 0 };
	struct view		 v;
	const char		*why = NULL;
	enum status		 st;
	int			 ask = 0;

	if ((st = load(r, &v)) != ST_OK ||
	    (st = gather(r, &v, said, &facts)) != ST_OK)
		return st;
	if (r->form.nerrors > 0 || !may(r, &v, said, &facts))
		return act_page(r, &v);
	m.event = v.event;
	m.result = said->result;
	m.note = words_of(r, &v, said);
	if (v.event == IE_ADD && said->file != NULL) {
		if ((st = box_file(r, &v.i, said->file, &file)) != ST_OK)
			return st;
		m.file = &file;
	}
	st = take(r, &v, &facts, &m, &why, &ask);
	if (st == ST_OK)
		return web_redirectf(r, "/admin/incident/%s", v.i.id);
	if (ask && m.file == NULL)
		return case_ask_pin(r, why);
	if (why == NULL)
		return st;
	form_error(&r->form, ask ? "pin" : NULL, ask ? pool_printf(r->pool,
	    "%s；文件请重新选择", why) : why);
	return act_page(r, &v);
}
