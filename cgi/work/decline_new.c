/*
 * A clerk reports a refusal: the document is named by its code or brought as
 * a file, what it is worth is found out here, and only a ground of the list
 * that fits what was found is taken.
 */
#include <string.h>

#include "base/clock.h"
#include "base/coding.h"
#include "base/wipe.h"
#include "page/part.h"
#include "qr/code.h"
#include "trust/action.h"
#include "work/case.h"
#include "work/decline.h"
#include "work/people.h"
#include "work/sealing.h"
#include "work/show.h"
#include "work/verdict.h"
#include "work/verdict_pages.h"

struct values {
	const char		*code, *title, *reason, *note, *pin;
	const struct form_file	*file;
};

#define AT(member) .at = offsetof(struct values, member)
static const struct field fields[] = {
	{ .name = "code", .label = "文件上的验证码", .kind = FIELD_LINE,
	  .hint = "印在纸质件底部；有电子件的，上传电子件", .max = 60, AT(code) },
	{ .name = "file", .label = "收到的电子件", .kind = FIELD_FILE,
	  .hint = "PDF；当场核验，不保存", .types = "application/pdf",
	  .size = LIMIT_DOCUMENT, AT(file) },
	{ .name = "title", .label = "文件名称", .kind = FIELD_LINE,
	  .required = true, .min = 2, .max = 100, AT(title) },
	{ .name = "reason", .label = "法定理由", .kind = FIELD_CHOICE,
	  .hint = "没有列出的理由不能拒收", .required = true, AT(reason) },
	{ .name = "note", .label = "具体情况", .kind = FIELD_TEXT,
	  .hint = "依据哪部法律的哪一条、文件办什么事、怎样答复来人的",
	  .required = true, .min = 5, .max = 1000, AT(note) },
	{ .name = "pin", .label = "签名口令", .kind = FIELD_SECRET,
	  .hint = "登录后时间较长的，签名前须再次输入；不需要时可以不填",
	  .max = 64, .autocomplete = "current-password", AT(pin) },
};
#undef AT
const struct form decline_form = {
	.fields = fields, .n = NITEMS(fields), .size = sizeof(struct values),
};

int
decline_tone(int state)
{
	static const enum tone tones[] = {
		[D0_REPORTED] = TONE_WAIT, [D1_UPHELD] = TONE_OVER,
		[D2_OVERRULED] = TONE_BAD,
	};

	_Static_assert(NITEMS(tones) == DECLINE_STATE__N, "tones");
	return tones[state];
}

/* --- the unit's own ------------------------------------------------------- */

enum status
decline_own(struct req *r)
{
	const struct decline_ask ask = {
		.unit = r->actor->unit, .tab = DECLINES_ALL, .max = 100,
	};
	struct page	*p = web_page_new(r, "stamp/declines", "拒收报告");
	struct page	*row;
	struct decline	*list;
	enum status	 st;
	size_t		 i, n;
	int		 more;

	st = decline_list(r->db, r->pool, &ask, &list, &n, &more, r->fault);
	page_show_if(p, K_MAY_ASK, web_has(r, DECLINE_CLERKS));
	page_show_if(p, K_NONE, st == ST_OK && n == 0);
	for (i = 0; st == ST_OK && i < n; i++) {
		row = page_add(p, K_ROW);
		page_set(row, K_NUMBER, list[i].number);
		page_set(row, K_NAME, list[i].title);
		page_set(row, K_LABEL, decline_reason_find(
		    list[i].reason)->label);
		page_set(row, K_SENTENCE, list[i].answer == NULL ? "" :
		    list[i].answer);
		page_set(row, K_WHEN, show_minute(r, list[i].created));
		part_tag_here(row, flow_decline.states[list[i].state].label,
		    (enum tone)decline_tone(list[i].state));
	}
	return st == ST_OK ? web_page(r, p) : st;
}

/* --- what was brought -------------------------------------------------------- */

/* By the register alone: a code says that we hold such a document. */
static enum status
look_up(struct req *r, const char *typed, struct decline *d, int *excluded)
{
	char			 code[CODE_LEN + 1];
	struct stamp_facts	 row;
	enum scan		 scan;
	enum status		 st;

	if (!code_clean(typed, code) || !code_check(code)) {
		form_error(&r->form, "code", "验证码有误，请逐位核对");
		return ST_OK;
	}
	st = stamp_facts_by_code(r->db, r->pool, code, &row, r->fault);
	if (st == ST_ABSENT)
		st = stamp_facts_by_handle(r->db, r->pool, code, &row,
		    r->fault);
	d->handle = pool_text(r->pool, code);
	if (st == ST_ABSENT) {
		d->found = FOUND_UNISSUED;
		d->words = "本系统没有签发过这个编号";
		return ST_OK;
	}
	if (st != ST_OK)
		return st;
	scan = verdict_scan(row.seal_state, row.valid_to, clock_now());
	d->handle = row.handle;
	d->found = scan == SCAN_LOST ? FOUND_STOPPED : scan == SCAN_UNKNOWN ?
	    FOUND_UNKNOWN : FOUND_HELD;
	d->words = verdict_scan_text(scan);
	d->seal = row.seal;
	*excluded = sealing_class_refusal(r, row.class) != NULL;
	return ST_OK;
}

/* A seal on the file that is ours, and whether its class is excluded. */
static enum status
own_seal(struct req *r, const struct stamp_report *rep, struct decline *d)
{
	struct seal	 s;
	enum status	 st;

	if (rep->n == 0)
		return ST_OK;
	st = seal_by_code(r->db, r->pool, rep->list[0].esid, &s, r->fault);
	if (st == ST_OK)
		d->seal = s.id;
	return st == ST_ABSENT ? ST_OK : st;
}

static enum status
judge_file(struct req *r, const struct form_file *file, struct decline *d)
{
	static const enum decline_found of[VERDICT__N] = {
		[VERDICT_ALTERED] = FOUND_BAD, [VERDICT_INVALID] = FOUND_BAD,
		[VERDICT_UNKNOWN] = FOUND_UNKNOWN,
		[VERDICT_LAPSED] = FOUND_GENUINE,
		[VERDICT_GENUINE] = FOUND_GENUINE,
		[VERDICT_NONE] = FOUND_BARE,
	};
	struct stamp_report	 rep;
	const char		*why = NULL;
	char			*sum = pool_alloc(r->pool, HEX_TEXT(SM3_LEN));
	enum status		 st;

	if (sum == NULL)
		return fault_set(r->fault, ST_BROKEN, "refusal: memory");
	st = verdict_upload(r, file, &rep, sum, &why);
	if (st == ST_INVALID) {
		form_error(&r->form, "file", why);
		return ST_OK;
	}
	if (st != ST_OK)
		return st;
	d->file = sum;
	d->found = of[rep.verdict];
	d->words = pool_printf(r->pool, "%s：%s", verdict_text(rep.verdict),
	    rep.text);
	return own_seal(r, &rep, d);
}

/* --- reporting ------------------------------------------------------------------ */

static enum status
new_page(struct req *r)
{
	struct choice		*list = pool_array(r->pool, 16, sizeof(*list));
	const struct decline_reason *x;
	size_t			 k;

	if (list == NULL)
		return fault_set(r->fault, ST_BROKEN, "past the pool");
	for (k = 0; (x = decline_reason_nth(k)) != NULL; k++) {
		list[k].value = x->name;
		list[k].label = pool_printf(r->pool, "%s（%s）", x->label,
		    x->clause);
	}
	form_choices(&r->form, "reason", list);
	return web_page(r, people_form_page(r, "报告拒收", "除法律法规明确不适用"
	    "的情形外，行政机关和履行公共管理、服务职能的事业单位不得拒绝电子印章。"
	    "确有法定理由拒收的，在这里报告，由上级审查。",
	    "/stamp/declines/new", "报告拒收", "/stamp/declines"));
}

enum status
decline_show_new(struct req *r)
{
	const struct values	 v = { "", "", "", "", "", NULL };
	enum status		 st;

	st = form_start(&decline_form, &v, r->pool, &r->form);
	return st == ST_OK ? new_page(r) : st;
}

/* Once the key is at hand, so that asking for the PIN leaves no gap. */
static enum status
take_number(struct req *r, struct decline *d, const char **why)
{
	unsigned char	 key[KEYD_HANDLE];
	char		*number = pool_alloc(r->pool, NUMBER_TEXT);
	char		*id = pool_alloc(r->pool, ID_LEN + 1);
	enum status	 st;

	if (number == NULL || id == NULL)
		return fault_set(r->fault, ST_BROKEN, "refusal: memory");
	id_new(id);
	d->id = id;
	d->number = number;
	d->created = clock_now();
	st = case_handle(r, r->keyd, key, why);
	wipe(key, sizeof(key));
	if (st != ST_OK || (st = store_begin(r->db, STORE_WRITE,
	    r->fault)) != ST_OK)
		return st;
	return store_end(r->db, request_number(r->db, "JJ", d->created,
	    number, r->fault), r->fault);
}

static enum status
keep(struct req *r, struct decline *d, struct bytes said)
{
	const struct audit_entry entry = {
		.action = "decline.report", .kind = "decline",
		.object = d->number, .result = "ok", .reason = d->reason,
	};
	char			 id[ID_LEN + 1];
	enum status		 st;

	if ((st = store_begin(r->db, STORE_WRITE, r->fault)) != ST_OK)
		return st;
	st = statement_keep(r->db, d->id, said, id, r->fault);
	d->statement = id;
	if (st == ST_OK)
		st = decline_add(r->db, d, r->fault);
	if (st == ST_OK)
		st = audit_add(r->db, r->actor, &entry, r->fault);
	return store_end(r->db, st, r->fault);
}

static enum status
report(struct req *r, struct decline *d, const char **why, int *ask)
{
	unsigned char	 digest[DIGEST_LEN];
	struct bytes	 said;
	enum status	 st;

	st = take_number(r, d, why);
	if (st == ST_OK)
		st = decline_digest(d, digest, r->fault);
	if (st == ST_OK)
		st = people_say(r, r->keyd, ACT_DECLINE, DECLINE_CLERKS,
		    d->id, digest, bytes_of(NULL, 0), &said, why);
	*ask = st == ST_ABSENT || st == ST_INVALID;
	return st == ST_OK ? keep(r, d, said) : st;
}

/* The table's word; a refusal without a ground is in the trail. */
static int
may(struct req *r, const struct decline *d, int excluded)
{
	const struct decline_facts facts = {
		.unfit = decline_unfit(d->reason, (enum decline_found)d->found,
		    excluded),
		.has_note = *d->note != '\0',
	};
	const struct flow_row	*row;
	const char		*why;

	if (r->form.nerrors == 0 && flow_ask(&flow_decline, FLOW_NEW,
	    DE_REPORT, r->actor->roles, &facts, NULL, &row, &why) == FLOW_YES)
		return 1;
	if (r->form.nerrors == 0)
		form_error(&r->form, d->found == FOUND_NOTHING ? "code" :
		    "reason", why);
	audit_refusal(r->db, r->actor, "decline.report", "unit",
	    r->actor->unit, facts.unfit != NULL ? facts.unfit :
	    "拒收报告没有填好");
	return 0;
}

enum status
decline_post_new(struct req *r)
{
	const struct values	*v = r->values;
	struct decline		 d = {
		.unit = r->actor->unit, .handle = "", .file = "", .words = "",
		.title = v->title, .reason = v->reason, .note = v->note,
		.person = r->actor->person, .found = FOUND_NOTHING,
	};
	const char		*why = NULL;
	enum status		 st = ST_OK;
	int			 excluded = 0, ask = 0;

	if (v->file != NULL)
		st = judge_file(r, v->file, &d);
	else if (*v->code != '\0')
		st = look_up(r, v->code, &d, &excluded);
	if (st != ST_OK)
		return st;
	if (!may(r, &d, excluded))
		return new_page(r);
	st = report(r, &d, &why, &ask);
	if (st == ST_OK)
		return web_redirect(r, "/stamp/declines");
	if (ask && v->file == NULL)
		return case_ask_pin(r, why);
	if (why == NULL)
		return st;
	form_error(&r->form, ask ? "pin" : NULL, ask ? pool_printf(r->pool,
	    "%s；文件请重新选择", why) : why);
	return new_page(r);
}
