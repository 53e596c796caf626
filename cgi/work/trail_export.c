/*
 * The trail as a file: signed by who asked for it, and itself an entry, before
 * it may leave.
 */
#include "base/calendar.h"
#include "base/coding.h"
#include "base/limits.h"
#include "sm/sm.h"
#include "trust/digest.h"
#include "work/case.h"
#include "work/csv.h"
#include "work/people.h"
#include "work/trail.h"

#define EXPORT_MAX	(8 * MIB)	/* about 40,000 entries */
#define EXPORT_ROWS	50000

struct export {
	struct trail_names	 names;
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
	csv_cell(e->out, when, ",");
	csv_cell(e->out, trail_name(&e->names, l->person), ",");
	csv_cell(e->out, people_roles(pool, l->roles), ",");
	csv_cell(e->out, l->unit, ",");
	csv_cell(e->out, l->function, ",");
	csv_cell(e->out, l->serial, ",");
	csv_cell(e->out, l->address, ",");
	csv_cell(e->out, l->action, ",");
	csv_cell(e->out, l->kind, ",");
	csv_cell(e->out, l->object, ",");
	csv_cell(e->out, l->result, ",");
	csv_cell(e->out, l->reason, ",");
	hex_write(l->before.p, l->before.n == 32 ? 32 : 0, hex);
	csv_cell(e->out, hex, ",");
	hex_write(l->after.p, l->after.n == 32 ? 32 : 0, hex);
	csv_cell(e->out, hex, "\r\n");
	pool_free(pool);
	e->n++;
	return buf_ok(e->out);
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
	    (st = people_say(r, keyd, ACT_AUDIT_EXPORT,
	    ROLE_BIT(ROLE_AUDIT_ADMIN), subject,
	    digest, bytes_of(doc, sizeof(doc)), &said, why)) != ST_OK ||
	    (st = store_begin(r->db, STORE_WRITE, r->fault)) != ST_OK)
		return st;
	st = statement_keep(r->db, subject, said, id, r->fault);
	if (st == ST_OK)
		st = audit_add(r->db, r->actor, &entry, r->fault);
	return store_end(r->db, st, r->fault);
}

enum status
trail_export(struct req *r)
{
	struct buf	*csv = web_buf(r, EXPORT_MAX);
	struct export	 e = { .names = { .r = r }, .out = csv };
	struct trail_walk	 w = { .fn = export_row, .arg = &e,
			    .most = EXPORT_ROWS, .scan = EXPORT_ROWS };
	const char	*why = NULL;
	struct trail_filter	 f;
	enum status	 st;

	if (csv == NULL)
		return ST_BROKEN;
	if ((st = trail_ask(r, web_input, &f)) != ST_OK)
		return st;
	buf_text(csv, CSV_MARK "序号,时间,账号,岗位,单位,职能,证书序列号,"
	    "终端,操作,对象类别,对象,结果,理由,变动前摘要,变动后摘要\r\n");
	if ((st = trail_walk(r, &f, &w)) != ST_OK)
		return st;
	if (!buf_ok(csv) || w.next != 0)
		return web_problem(r, 413, "记录太多",
		    "一次最多导出五万条。请先按账号、对象或者操作筛选。");
	st = sign_export(r, buf_view(csv), e.n, trail_words(r, &f), &why);
	if ((st == ST_ABSENT || st == ST_INVALID) && why != NULL)
		return case_ask_pin(r, why);
	return st == ST_OK ? web_file(r, &(struct web_file){
	    .name = "审计记录.csv", .type = "text/csv; charset=utf-8",
	    .bytes = buf_view(csv) }) : st;
}
