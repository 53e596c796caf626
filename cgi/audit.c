/*
 * The trail of audit for audit administrators alone: reading,
 * searching, proving and exporting it.  Nothing here can change an entry,
 * and looking is an entry itself.
 */
#include <stdlib.h>
#include <string.h>

#include "base/calendar.h"
#include "base/clock.h"
#include "base/coding.h"
#include "base/limits.h"
#include "page/part.h"
#include "sm/sm.h"
#include "trust/digest.h"
#include "work/case.h"
#include "work/people.h"
#include "work/refusals.h"

#define AUDITOR		ROLE_BIT(ROLE_AUDIT_ADMIN)
#define PAGE_ROWS	100
#define SCAN_STEP	500	/* entries read at once while filtering */
#define SCAN_MAX	20000	/* and at most for one page; then "go on" */
#define EXPORT_MAX	(8 * MIB)	/* about 40,000 entries */
#define EXPORT_ROWS	50000
#define PROOFS_SHOWN	10
#define REFUSAL_DAYS	7
#define REFUSAL_ROWS	500

/* --- what is looked for ------------------------------------------- */

struct filter {
	const char	*login;		/* as typed; "" any */
	const char	*person;	/* its id; NULL any */
	const char	*object, *action, *result;	/* "" any */
	int64_t		 below;		/* 0: from the end */
};

/* The words of actions that are not statements, for people. */
static const struct {
	const char	*name, *label;
} action_words[] = {
	{ "session.close", "退出" }, { "session.unit", "更换单位" },
	{ "pin.change", "更换口令" }, { "pin.enter", "输入口令" },
	{ "person.register", "注册经办人" }, { "person.add", "登记人员" },
	{ "person.roles", "修改岗位" }, { "person.confirm", "确认经办人" },
	{ "person.decline", "不予确认经办人" },
	{ "unit.add", "增加单位" }, { "unit.edit", "修改单位" },
	{ "unit.propose", "登记新单位" }, { "unit.verify", "核验单位" },
	{ "unit.decline", "不予登记单位" }, { "unit.close", "撤销单位" },
	{ "unit.approve-making", "批准制作单位" },
	{ "unit.suspend-making", "暂停制作" },
	{ "unit.resume-making", "恢复制作" },
	{ "unit.withdraw-making", "撤回制作批准" },
	{ "unit.read", "查看单位" }, { "person.read", "查看人员" },
	{ "audit.read", "查看审计记录" }, { "audit.verify", "核验审计链" },
	{ "seal.keeper", "指定保管人" }, { "web.refuse", "访问页面" },
	{ "notice.seen", "查看消息" },
	{ "material.add", "上传材料" }, { "material.view", "查看材料" },
	{ "imprint.view", "查看印模" }, { "request.view", "查看办件" },
	{ "request.check", "保存核验意见" },
	{ "request.export", "导出办件" }, { "request.take", "接着办理" },
	{ "seal.csr", "导出证书请求" }, { "seal.picture", "查看印章图样" },
	{ "use.create", "新建用章申请" }, { "use.place", "选择盖章位置" },
	{ "use.view", "查看用章申请" },
	{ "person.end", "停用人员" }, { "person.enrol", "签发人员证书" },
	{ "office.init", "建立系统" }, { "office.demo", "建立演示数据" },
};

/* "request.certify": the row of the state table that was taken. */
static const char *
event_label(const char *name)
{
	static const struct {
		const char		*kind;
		const struct flow	*flow;
	} kinds[] = {
		{ "request.", &flow_apply }, { "use.", &flow_use },
	};
	size_t	 i, k, n;

	for (i = 0; i < NITEMS(kinds); i++) {
		n = strlen(kinds[i].kind);
		if (strncmp(name, kinds[i].kind, n) != 0)
			continue;
		for (k = 0; k < kinds[i].flow->nevents; k++)
			if (strcmp(kinds[i].flow->events[k].name,
			    name + n) == 0)
				return kinds[i].flow->events[k].label;
	}
	return name;
}

static const char *
action_label(const char *name)
{
	const struct action	*a = action_find(name);
	size_t			 i;

	if (a != NULL)
		return a->label;
	for (i = 0; i < NITEMS(action_words); i++)
		if (strcmp(action_words[i].name, name) == 0)
			return action_words[i].label;
	return event_label(name);
}

/* Reasons programs write down as a word. */
static const struct choice reasons[] = {
	{ "role", "岗位不能访问" }, { "origin", "不是从本站页面提交" },
	{ "token", "页面令牌不符" }, { "signin", "登录：没有这个账号" },
	{ "register", "注册：资料不能使用" }, { NULL, NULL }
};

static const struct choice results[] = {
	{ "", "全部" }, { "ok", "成功" }, { "refused", "被拒绝" },
	{ "failed", "失败" }, { NULL, NULL }
};

static const char *
text_of(const char *s)
{
	return s == NULL ? "" : s;
}

/* The filter of a query or a posted form; ST_INVALID: no such number. */
static enum status
filter_read(struct req *r,
    const char *(*value)(const struct req *r, const char *name),
    struct filter *f)
{
	const char	*below = value(r, "below");
	struct person	 p;
	char		*end;
	enum status	 st;

	f->login = text_of(value(r, "person"));
	f->object = text_of(value(r, "object"));
	f->action = text_of(value(r, "action"));
	f->result = text_of(value(r, "result"));
	f->person = NULL;
	f->below = 0;
	if (below != NULL) {
		f->below = strtoll(below, &end, 10);
		if (*end != '\0' || f->below <= 0)
			return fault_set(r->fault, ST_INVALID, "below");
	}
	if (*f->login == '\0')
		return ST_OK;
	st = person_by_login(r->db, r->pool, f->login, &p, r->fault);
	if (st == ST_OK)
		f->person = pool_text(r->pool, p.id);
	else if (st == ST_ABSENT)
		f->person = f->login;	/* an id, or nobody */
	return st == ST_ABSENT ? ST_OK : st;
}

static int
fits(const struct filter *f, const struct audit_line *l)
{
	return (f->person == NULL || strcmp(l->person, f->person) == 0) &&
	    (*f->object == '\0' || strcmp(l->object, f->object) == 0) &&
	    (*f->result == '\0' || strcmp(l->result, f->result) == 0) &&
	    (*f->action == '\0' || strcmp(l->action, f->action) == 0 ||
	    strcmp(action_label(l->action), f->action) == 0);
}

/* The next entries, by the index that fits best. */
static enum status
read_step(struct req *r, struct pool *pool, const struct filter *f,
    int64_t below, struct audit_line *out, size_t room, size_t *n)
{
	if (*f->object != '\0')
		return audit_of_object(r->db, pool, f->object, below, out,
		    room, n, r->fault);
	if (f->person != NULL)
		return audit_of_person(r->db, pool, f->person, below, out,
		    room, n, r->fault);
	return audit_page(r->db, pool, below, out, room, n, r->fault);
}

/*
 * Walk down the trail and hand what fits to fn, until it says 0, "most" were
 * taken or the end is reached.  *next: where to go on, 0 at the end.
 */
struct walk {
	int	(*fn)(void *arg, const struct audit_line *l);
	void	*arg;
	size_t	 most, scan;
	int64_t	 next;
};

static enum status
walk(struct req *r, const struct filter *f, struct walk *w)
{
	struct pool		*pool = pool_new(4 * MIB);
	struct audit_line	*step = NULL;
	int64_t			 below = f->below;
	size_t			 n, i, taken = 0, seen = 0;
	enum status		 st = ST_OK;

	w->next = 0;
	while (pool != NULL && st == ST_OK) {
		pool_reset(pool);
		step = pool_array(pool, SCAN_STEP, sizeof(*step));
		if (step == NULL)
			break;
		st = read_step(r, pool, f, below, step, SCAN_STEP, &n);
		for (i = 0; st == ST_OK && i < n; i++) {
			below = w->next = step[i].seq;
			if (fits(f, &step[i]) &&
			    (!w->fn(w->arg, &step[i]) || ++taken == w->most))
				goto out;
		}
		if (st != ST_OK || n < SCAN_STEP) {
			w->next = 0;
			break;
		}
		if ((seen += n) >= w->scan)
			break;
	}
out:
	if (pool == NULL || (st == ST_OK && step == NULL))
		st = fault_set(r->fault, ST_BROKEN, "no memory");
	pool_free(pool);
	return st;
}

/* Looking at the trail is an entry too. */
static enum status
note_access(struct req *r, const char *action, const char *object,
    const char *result, const char *reason)
{
	const struct audit_entry entry = {
		.action = action, .kind = "audit", .object = object,
		.result = result, .reason = reason,
	};

	return audit_write(r->db, r->actor, &entry, r->fault);
}

/* --- names -------------------------------------------------------- */

/* 账号 of an id, asked once for each person of a page. */
struct names {
	struct req	*r;
	struct {
		char		 id[ID_LEN + 1];
		const char	*name;
	}		 known[64];
	size_t		 n;
};

static const char *
name_of(struct names *names, const char *id)
{
	struct person	 p;
	const char	*name;
	size_t		 i;

	if (*id == '\0')
		return "系统";
	for (i = 0; i < names->n; i++)
		if (strcmp(names->known[i].id, id) == 0)
			return names->known[i].name;
	name = person_load(names->r->db, names->r->pool, id, &p,
	    names->r->fault) == ST_OK ? pool_printf(names->r->pool,
	    "%s（%s）", p.name, p.login) : pool_text(names->r->pool, id);
	if (id_is(id) && names->n < NITEMS(names->known)) {
		memcpy(names->known[names->n].id, id, ID_LEN + 1);
		names->known[names->n++].name = name;
	}
	return name;
}

/* --- the list ----------------------------------------------------- */

struct listing {
	struct names	 names;
	struct page	*some, *page;
	size_t		 n;
};

static int
list_row(void *arg, const struct audit_line *l)
{
	struct listing	*list = arg;
	struct page	*row;
	char		 when[CALENDAR_TEXT];

	if (list->some == NULL)
		list->some = page_add(list->page, K_SOME);
	row = page_add(list->some, K_ROW);
	calendar_exact(l->at, when);
	when[19] = '\0';		/* every time here is +08:00 */
	page_int(row, K_SEQ, l->seq);
	page_set(row, K_AT, when);
	page_set(row, K_NAME, name_of(&list->names, l->person));
	page_set(row, K_ROLE, people_roles(list->names.r->pool, l->roles));
	page_set(row, K_LABEL, action_label(l->action));
	page_set(row, K_OBJECT, l->object);
	page_set(row, K_RESULT, choice_label(results, l->result));
	page_set(row, K_REASON, choice_label(reasons, l->reason));
	page_set(row, K_ADDRESS, l->address);
	list->n++;
	return 1;
}

/* A query value by itself: '/' would be safe, '&' and '=' are not. */
static const char *
filter_query(struct req *r, const struct filter *f)
{
	return pool_printf(r->pool, "person=%s&object=%s&action=%s&result=%s",
	    web_path_escape(r->pool, f->login),
	    web_path_escape(r->pool, f->object),
	    web_path_escape(r->pool, f->action),
	    web_path_escape(r->pool, f->result));
}

/* What was looked for, for the trail. */
static const char *
filter_words(struct req *r, const struct filter *f)
{
	const struct { const char *word, *value; } parts[] = {
		{ "账号", f->login }, { "对象", f->object },
		{ "操作", f->action },
		{ "结果", *f->result == '\0' ? "" :
		    choice_label(results, f->result) },
	};
	const char	*out = "";
	size_t		 i;

	for (i = 0; i < NITEMS(parts) && out != NULL; i++)
		if (*parts[i].value != '\0')
			out = pool_printf(r->pool, "%s%s%s %s", out,
			    *out == '\0' ? "" : "；", parts[i].word,
			    parts[i].value);
	return out == NULL || *out == '\0' ? "全部记录" : out;
}

static void
fill_filter(struct page *p, const struct filter *f)
{
	struct page	*row;
	size_t		 i;

	page_set(p, K_PERSON, f->login);
	page_set(p, K_OBJECT, f->object);
	page_set(p, K_ACTION_NAME, f->action);
	page_set(p, K_RESULT_NAME, f->result);
	for (i = 0; results[i].value != NULL; i++) {
		row = page_add(p, K_CHOICE);
		page_set(row, K_VALUE, results[i].value);
		page_set(row, K_LABEL, results[i].label);
		page_show_if(row, K_CHOSEN,
		    strcmp(results[i].value, f->result) == 0);
	}
}

static enum status
show_list(struct req *r)
{
	struct page	*p = web_page_new(r, "audit/list", "审计记录");
	struct listing	 list = { .names = { .r = r }, .page = p };
	struct walk	 w = { .fn = list_row, .arg = &list,
			    .most = PAGE_ROWS, .scan = SCAN_MAX };
	struct filter	 f;
	const char	*query;
	enum status	 st;

	if ((st = filter_read(r, web_query, &f)) != ST_OK)
		return st;
	query = filter_query(r, &f);
	if ((st = walk(r, &f, &w)) != ST_OK ||
	    (st = note_access(r, "audit.read", "list", "ok",
	    filter_words(r, &f))) != ST_OK)
		return st;
	fill_filter(p, &f);
	page_show_if(p, K_EMPTY, list.n == 0);
	part_pager(p, K_PAGER, f.below == 0 ? NULL :
	    pool_printf(r->pool, "/audit?%s", query), w.next == 0 ? NULL :
	    pool_printf(r->pool, "/audit?%s&below=%lld", query,
	    (long long)w.next), list.n == 0 && w.next != 0 ?
	    "这一段没有，继续往前查找" : pool_printf(r->pool, "本页 %zu 条",
	    list.n));
	return web_page(r, p);
}

/* --- one entry ---------------------------------------------------- */

static const char *
hex_of(struct req *r, struct bytes b)
{
	char	*out = pool_alloc(r->pool, HEX_TEXT(b.n));

	if (out == NULL || b.n == 0)
		return "无";
	hex_write(b.p, b.n, out);
	return out;
}

static void
fill_entry(struct req *r, struct page *p, const struct audit_line *l)
{
	struct page	*list = page_include(p, K_ANSWERS, "part/answers");
	struct names	 names = { .r = r };
	char		 when[CALENDAR_TEXT];
	struct unit	 u;

	calendar_exact(l->at, when);
	part_answer(list, "时间", when, NULL);
	part_answer(list, "账号", name_of(&names, l->person), NULL);
	part_answer(list, "岗位", people_roles(r->pool, l->roles), NULL);
	part_answer(list, "单位", *l->unit == '\0' ? "无" : unit_load(r->db,
	    r->pool, l->unit, &u, r->fault) == ST_OK ? u.name : l->unit,
	    NULL);
	part_answer(list, "职能", *l->function == '\0' ? "无" : l->function,
	    NULL);
	part_answer(list, "证书序列号", *l->serial == '\0' ? "无" : l->serial,
	    NULL);
	part_answer(list, "终端", l->address, NULL);
	part_answer(list, "操作", pool_printf(r->pool, "%s（%s）",
	    action_label(l->action), l->action), NULL);
	part_answer(list, "对象", pool_printf(r->pool, "%s %s", l->kind,
	    l->object), NULL);
	part_answer(list, "结果", choice_label(results, l->result), NULL);
	part_answer(list, "理由", *l->reason == '\0' ? "无" :
	    choice_label(reasons, l->reason), NULL);
	part_answer(list, "变动前摘要", hex_of(r, l->before), NULL);
	part_answer(list, "变动后摘要", hex_of(r, l->after), NULL);
	part_answer(list, "程序和请求", pool_printf(r->pool, "%s %s",
	    l->program, l->request), NULL);
}

static enum status
show_entry(struct req *r)
{
	const char		*piece = web_piece(r, "seq");
	struct audit_line	 l;
	struct page		*p;
	int64_t			 seq, last = 0;
	unsigned char		 head[32];
	char			*end;
	size_t			 n;
	enum status		 st;

	seq = strtoll(piece, &end, 10);
	if (*end != '\0' || seq <= 0 || seq == INT64_MAX)
		return fault_set(r->fault, ST_ABSENT, "no number");
	st = audit_page(r->db, r->pool, seq + 1, &l, 1, &n, r->fault);
	if (st == ST_OK)
		st = audit_head(r->db, 0, &last, head, r->fault);
	if (st != ST_OK)
		return st;
	if (n == 0 || l.seq != seq)
		return fault_set(r->fault, ST_ABSENT, "no entry %lld",
		    (long long)seq);
	if ((st = note_access(r, "audit.read", piece, "ok", NULL)) != ST_OK)
		return st;
	p = web_page_new(r, "audit/entry", "审计记录");
	page_int(p, K_SEQ, seq);
	fill_entry(r, p, &l);
	if (seq > 1)
		page_int(page_add(p, K_PREVIOUS), K_SEQ, seq - 1);
	if (seq < last)
		page_int(page_add(p, K_FOLLOWING), K_SEQ, seq + 1);
	return web_page(r, p);
}

/* --- proof -------------------------------------------------------- */

struct proofs {
	struct names	 names;
	struct page	*page;
	size_t		 n;
};

static int
proof_row(void *arg, const struct audit_line *l)
{
	struct proofs	*t = arg;
	struct page	*line = page_add(t->page, K_LINE);
	char		 when[CALENDAR_TEXT];

	calendar_minute(l->at, when);
	if (t->n++ == 0)
		page_set(page_add(t->page, strcmp(l->result, "ok") == 0 ?
		    K_RESULT_GOOD : K_RESULT_BAD), K_SENTENCE, pool_printf(
		    t->names.r->pool, "%s：%s", when, l->reason));
	page_set(line, K_AT, when);
	page_set(line, K_NAME, name_of(&t->names, l->person));
	page_set(line, K_REASON, l->reason);
	page_int(line, K_SEQ, l->seq);
	return 1;
}

static enum status
show_proof(struct req *r)
{
	const struct filter	 f = { .login = "", .object = "chain",
				    .action = "audit.verify", .result = "" };
	struct page		*p = web_page_new(r, "audit/proof",
				    "审计记录完整性");
	struct proofs		 t = { .names = { .r = r }, .page = p };
	struct walk		 w = { .fn = proof_row, .arg = &t,
				    .most = PROOFS_SHOWN, .scan = SCAN_MAX };
	enum status		 st;

	if ((st = walk(r, &f, &w)) != ST_OK ||
	    (st = note_access(r, "audit.read", "proofs", "ok", NULL)) !=
	    ST_OK)
		return st;
	page_show_if(p, K_NEVER, t.n == 0);
	part_confirm(p, K_CONFIRM, "/audit/proof", "现在核验", NULL, NULL, 0);
	return web_page(r, p);
}

static enum status
post_proof(struct req *r)
{
	static const struct { const char *what, *word; } breaks[] = {
		{ "changed", "被改动" }, { "missing", "缺失" },
		{ "reordered", "被调换" },
	};
	struct audit_finding	 bad = { 0 };
	const char		*word = "异常";
	int64_t			 count = 0;
	size_t			 i;
	enum status		 st;

	st = audit_verify(r->db, 0, &count, &bad, r->fault);
	if (st != ST_OK && st != ST_INVALID)
		return st;
	for (i = 0; st == ST_INVALID && i < NITEMS(breaks); i++)
		if (strcmp(bad.what, breaks[i].what) == 0)
			word = breaks[i].word;
	st = note_access(r, "audit.verify", "chain", st == ST_OK ? "ok" :
	    "failed", st == ST_OK ? pool_printf(r->pool, "共 %lld 条，逐条核验"
	    "，完整至第 %lld 条", (long long)count, (long long)count) :
	    pool_printf(r->pool, "第 %lld 条%s，此前的记录完整",
	    (long long)bad.seq, word));
	return st == ST_OK ? web_redirect(r, "/audit/proof") : st;
}

/* --- refusals of nobody known ------------------------------------- */

static enum status
show_refusals(struct req *r)
{
	struct refusals	*list = pool_array(r->pool, REFUSAL_ROWS,
			    sizeof(*list));
	struct page	*p = web_page_new(r, "audit/refusals",
			    "匿名拒绝计数"), *some, *row;
	char		 day[CALENDAR_TEXT];
	size_t		 n, i;
	enum status	 st;

	if (list == NULL)
		return fault_set(r->fault, ST_BROKEN, "past the pool");
	st = refusals_since(r, clock_now() - REFUSAL_DAYS * MS_DAY, list,
	    REFUSAL_ROWS, &n);
	if (st != ST_OK)
		return st;
	page_show_if(p, K_EMPTY, n == 0);
	some = n == 0 ? NULL : page_add(p, K_SOME);
	for (i = 0; i < n; i++) {
		row = page_add(some, K_ROW);
		calendar_date(list[i].day, day);
		page_set(row, K_AT, day);
		page_set(row, K_NAME, list[i].program);
		page_set(row, K_REASON, choice_label(reasons,
		    list[i].reason));
		page_int(row, K_COUNT, list[i].n);
	}
	st = note_access(r, "audit.read", "refusals", "ok", NULL);
	return st == ST_OK ? web_page(r, p) : st;
}

/* --- export ------------------------------------------------------- */

/* RFC 4180, and a quote before what a spreadsheet would calculate. */
static void
cell(struct buf *out, const char *s, const char *end)
{
	buf_byte(out, '"');
	if (*s != '\0' && strchr("=+-@\t", *s) != NULL)
		buf_byte(out, '\'');
	for (; *s != '\0'; s++) {
		if (*s == '"')
			buf_byte(out, '"');
		buf_byte(out, (unsigned char)*s);
	}
	buf_byte(out, '"');
	buf_text(out, end);
}

struct export {
	struct names	 names;
	struct buf	*out;
	size_t		 n;
};

static int
export_row(void *arg, const struct audit_line *l)
{
	struct export	*e = arg;
	struct pool	*pool = pool_new(64 * KIB);
	char		 when[CALENDAR_TEXT];
	char		 hex[HEX_TEXT(32)];

	if (pool == NULL)
		return 0;
	calendar_exact(l->at, when);
	buf_printf(e->out, "%lld,", (long long)l->seq);
	cell(e->out, when, ",");
	cell(e->out, name_of(&e->names, l->person), ",");
	cell(e->out, people_roles(pool, l->roles), ",");
	cell(e->out, l->unit, ",");
	cell(e->out, l->function, ",");
	cell(e->out, l->serial, ",");
	cell(e->out, l->address, ",");
	cell(e->out, l->action, ",");
	cell(e->out, l->kind, ",");
	cell(e->out, l->object, ",");
	cell(e->out, l->result, ",");
	cell(e->out, l->reason, ",");
	hex_write(l->before.p, l->before.n == 32 ? 32 : 0, hex);
	cell(e->out, hex, ",");
	hex_write(l->after.p, l->after.n == 32 ? 32 : 0, hex);
	cell(e->out, hex, "\r\n");
	pool_free(pool);
	e->n++;
	return buf_ok(e->out);
}

static void
free_buf(void *b)
{
	buf_free(b);
}

/* Sign it, keep the statement, write the entry: then it may leave. */
static enum status
sign_export(struct req *r, struct bytes csv, size_t n, const char *query,
    const char **why)
{
	unsigned char		 doc[SM3_LEN], digest[DIGEST_LEN];
	char			 subject[ID_LEN + 1], id[ID_LEN + 1];
	const struct digest_field d[] = {
		digest_text("filter", query), digest_int("n", (int64_t)n),
	};
	struct audit_entry	 entry = {
		.action = ACT_AUDIT_EXPORT, .kind = "audit",
		.object = subject, .result = "ok",
		.reason = pool_printf(r->pool, "%zu 条；%s", n, query),
		.after = bytes_of(doc, sizeof(doc)),
	};
	struct keyd		*keyd;
	struct bytes		 said;
	enum status		 st;

	id_new(subject);
	if ((st = sm3(csv, doc)) != ST_OK ||
	    (st = digest_fields("audit.export", d, NITEMS(d), digest,
	    r->fault)) != ST_OK || (st = case_keyd(r, &keyd)) != ST_OK ||
	    (st = people_say(r, keyd, ACT_AUDIT_EXPORT, AUDITOR, subject,
	    digest, bytes_of(doc, sizeof(doc)), &said, why)) != ST_OK ||
	    (st = store_begin(r->db, STORE_WRITE, r->fault)) != ST_OK)
		return st;
	st = statement_keep(r->db, subject, said, id, r->fault);
	if (st == ST_OK)
		st = audit_add(r->db, r->actor, &entry, r->fault);
	return store_end(r->db, st, r->fault);
}

static enum status
post_export(struct req *r)
{
	struct buf	*csv = pool_alloc(r->pool, sizeof(*csv));
	struct export	 e = { .names = { .r = r }, .out = csv };
	struct walk	 w = { .fn = export_row, .arg = &e,
			    .most = EXPORT_ROWS, .scan = EXPORT_ROWS };
	const char	*why = NULL;
	struct filter	 f;
	enum status	 st;

	if (csv == NULL)
		return fault_set(r->fault, ST_BROKEN, "past the pool");
	buf_init(csv, EXPORT_MAX);
	if (!pool_defer(r->pool, free_buf, csv))
		return fault_set(r->fault, ST_BROKEN, "past the pool");
	if ((st = filter_read(r, web_input, &f)) != ST_OK)
		return st;
	buf_text(csv, "\xef\xbb\xbf序号,时间,账号,岗位,单位,职能,证书序列号,"
	    "终端,操作,对象类别,对象,结果,理由,变动前摘要,变动后摘要\r\n");
	if ((st = walk(r, &f, &w)) != ST_OK)
		return st;
	if (!buf_ok(csv) || w.next != 0)
		return web_problem(r, 413, "记录太多",
		    "一次最多导出五万条。请先按账号、对象或者操作筛选。");
	st = sign_export(r, buf_view(csv), e.n, filter_words(r, &f), &why);
	if ((st == ST_ABSENT || st == ST_INVALID) && why != NULL)
		return case_ask_pin(r, why);
	return st == ST_OK ? web_file(r, &(struct web_file){
	    .name = "审计记录.csv", .type = "text/csv; charset=utf-8",
	    .bytes = buf_view(csv) }) : st;
}

/* --- routes ------------------------------------------------------- */

static const struct route routes[] = {
	{ WEB_GET, "/audit", AUDITOR, show_list, NULL, 0, 0 },
	{ WEB_GET, "/audit/proof", AUDITOR, show_proof, NULL, 0, 0 },
	{ WEB_POST, "/audit/proof", AUDITOR, post_proof, NULL, 0, 0 },
	{ WEB_GET, "/audit/refusals", AUDITOR, show_refusals, NULL, 0, 0 },
	{ WEB_POST, "/audit/export", AUDITOR, post_export, NULL, 0, 0 },
	{ WEB_GET, "/audit/{seq}", AUDITOR, show_entry, NULL, 0, 0 },
};

int
main(void)
{
	return web_run("audit", routes, NITEMS(routes));
}
