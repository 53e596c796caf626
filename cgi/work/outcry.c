/* Reports of the public; see outcry.h. */
#include <string.h>

#include "base/coding.h"
#include "page/part.h"
#include "qr/code.h"
#include "seal/seal.h"
#include "seal/use.h"
#include "sm/sm.h"
#include "work/addressee.h"
#include "work/outcry.h"
#include "work/people.h"

struct outcry {
	const char	*kind, *code, *place, *text, *file;
};

static const struct choice kinds[] = {
	{ REPORT_FORGERY, "文件或印章可能是伪造、变造、冒用的" },
	{ REPORT_REFUSED, "办事时对方不接受盖了电子印章的文件" },
	{ NULL, NULL }
};

#define AT(member) .at = offsetof(struct outcry, member)
static const struct field fields[] = {
	{ .name = "kind", .label = "要反映的情况", .kind = FIELD_CHOICE,
	  .required = true, .choices = kinds, AT(kind) },
	{ .name = "code", .label = "文件上的验证码", .kind = FIELD_LINE,
	  .hint = "印在纸质件底部；没有的可以不填", .max = 60, AT(code) },
	{ .name = "place", .label = "涉及的单位", .kind = FIELD_LINE,
	  .hint = "哪里出示的，或者哪个单位、哪个窗口不接受", .max = 100,
	  AT(place) },
	{ .name = "text", .label = "情况", .kind = FIELD_TEXT,
	  .hint = "时间、经过、可疑的地方；不要写您自己的姓名、电话和证件号码",
	  .required = true, .min = 5, .max = 1000, AT(text) },
	{ .name = "file", .label = "", .kind = FIELD_HIDDEN,
	  .max = HEX_TEXT(SM3_LEN), AT(file) },
};
#undef AT

static void
cross(const void *values, struct form_state *state)
{
	const struct outcry	*v = values;
	unsigned char		 sum[SM3_LEN];

	if (strcmp(v->kind, REPORT_REFUSED) == 0 && *v->place == '\0')
		form_error(state, "place", "请写明是哪个单位不接受");
	if (*v->file != '\0' && !hex_read(v->file, sum, sizeof(sum)))
		form_error(state, NULL, "文件摘要有误，请从核验结果重新进入");
}

const struct form outcry_form = {
	.fields = fields, .n = NITEMS(fields), .size = sizeof(struct outcry),
	.cross = cross,
};

static const char *
given(const struct req *r, const char *name)
{
	const char	*v = web_query(r, name);

	return v == NULL ? "" : v;
}

static enum status
outcry_page(struct req *r, int http)
{
	return web_page_as(r, people_form_page(r, "反映情况", "不用登录，不问"
	    "姓名。提交后得到一个编号，凭编号可以向综合管理部门询问处理的结果。",
	    "/verify/report", "提交", "/verify"), http);
}

enum status
outcry_show(struct req *r)
{
	const struct outcry	 v = {
		.kind = choice_known(kinds, given(r, "kind")),
		.code = given(r, "c"), .place = "", .text = "",
		.file = given(r, "file"),
	};
	enum status		 st;

	st = form_start(&outcry_form, &v, r->pool, &r->form);
	return st == ST_OK ? outcry_page(r, 200) : st;
}

/*
 * Whose seal the code belongs to; it goes into the record alone, so that
 * nobody learns here which codes there are.
 */
static enum status
seal_of_code(struct req *r, const char *typed, struct seal *s)
{
	char			 code[CODE_LEN + 1];
	struct stamp_facts	 row;
	enum status		 st;

	if (!code_clean(typed, code) || !code_check(code))
		return ST_ABSENT;
	st = stamp_facts_by_code(r->db, r->pool, code, &row, r->fault);
	if (st == ST_ABSENT)
		st = stamp_facts_by_handle(r->db, r->pool, code, &row,
		    r->fault);
	return st == ST_OK ? seal_load(r->db, r->pool, row.seal, s,
	    r->fault) : st;
}

static enum status
done_page(struct req *r, const char *number, const char *unit)
{
	struct page	*p = web_page_new(r, "verify/reported", "已经收到");
	const char	*whom = NULL;
	enum status	 st = ST_OK;

	if (*unit != '\0')
		st = addressee_of_unit(r, unit, AUTHORITY_MANAGEMENT, &whom);
	if (st != ST_OK)
		return st;
	page_set(p, K_NUMBER, number);
	if (whom != NULL)
		page_set(page_add(p, K_ADDRESSEE), K_SENTENCE, whom);
	return web_page(r, p);
}

enum status
outcry_post(struct req *r)
{
	const struct outcry	*v = r->values;
	unsigned char		 sum[SM3_LEN];
	char			 number[REPORT_NUMBER];
	struct seal		 s = { .unit = NULL };
	struct public_report	 rep = {
		.kind = v->kind, .code = v->code, .place = v->place,
		.text = v->text, .address = r->actor->address,
	};
	enum status		 st;

	if (r->form.nerrors > 0)
		return outcry_page(r, 400);
	st = seal_of_code(r, v->code, &s);
	if (st != ST_OK && st != ST_ABSENT)
		return st;
	rep.unit = st == ST_OK ? s.unit : "";
	if (*v->file != '\0' && hex_read(v->file, sum, sizeof(sum)))
		rep.file = bytes_of(sum, sizeof(sum));
	st = public_report_add(r->pub, &rep, number, r->fault);
	if (st == ST_CONFLICT) {
		audit_count(r->pub, "verify", "reports");
		return web_problem(r, 429, "今天收到的反映太多",
		    "您所在的网络今天反映的次数已满，请明天再试，或者直接联系盖章"
		    "单位。");
	}
	if (st != ST_OK)
		return st;
	tally_add(r->pub, strcmp(v->kind, REPORT_FORGERY) == 0 ?
	    "report.forgery" : "report.refused");
	return done_page(r, number, rep.unit);
}
