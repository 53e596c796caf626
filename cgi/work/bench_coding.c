/*
 * The page where a cross-industry seal gets its code: the application
 * to the national platform and its answer, or what a clerk brings by hand;
 * and what may come after the code (P-10).  GET and POST /issue/{id}/coding…
 */
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/limits.h"
#include "base/wipe.h"
#include "page/keys.h"
#include "work/bench_coding.h"
#include "work/coding.h"

static const char *
check_code(const char *s)
{
	return seal_code_national(s) ? NULL :
	    "全国编码为 14 位数字，前 6 位是行政区划码，请核对";
}

static const char *
check_key(const char *s)
{
	unsigned char	 key[POLICE_KEY_MAX];
	size_t		 n;
	const int	 ok = national_key_read(s, key, &n);

	wipe(key, sizeof(key));
	return ok ? NULL : "公安对称密钥为 32 位或 64 位十六进制数字";
}

#define AT(member) .at = offsetof(struct coding_typed, member)
#define EVIDENCE "application/pdf image/jpeg image/png"
#define PIN_FIELD							\
	{ .name = "pin", .label = "签名口令", .kind = FIELD_SECRET,	\
	  .hint = "登录后时间较长的，签名前须再次输入；不需要时可以不填",	\
	  .max = 64, .autocomplete = "current-password", AT(pin) },	\
	{ .name = "rev", .label = "", .kind = FIELD_HIDDEN, .max = 20,	\
	  AT(rev) }
#define BROUGHT_FIELDS							\
	{ .name = "police_info", .label = "公安印章信息",		\
	  .kind = FIELD_LINE, .max = NATIONAL_LINE, AT(police_info) },	\
	{ .name = "police_key", .label = "公安对称密钥",		\
	  .hint = "32 位或 64 位十六进制数字；加密保存，此后不再显示",	\
	  .kind = FIELD_SECRET, .max = 64, .check = check_key,		\
	  .autocomplete = "off", AT(police_key) },			\
	{ .name = "receipt", .label = "备案回执编号", .kind = FIELD_LINE,	\
	  .max = 60, .clean = CLEAN_NARROW, AT(receipt) },		\
	{ .name = "evidence", .label = "证明文件",			\
	  .hint = "国家平台的赋码、备案页面或者文书，PDF 或图片；"	\
	      "请遮住密钥",						\
	  .kind = FIELD_FILE, .required = true, .types = EVIDENCE,	\
	  .size = LIMIT_MATERIAL, AT(evidence) }

static const struct field hand_fields[] = {
	{ .name = "code", .label = "全国编码", .kind = FIELD_LINE,
	  .required = true, .max = 20, .clean = CLEAN_CODE,
	  .check = check_code, .inputmode = "numeric", AT(code) },
	{ .name = "again", .label = "再输入一次编码", .kind = FIELD_LINE,
	  .hint = "这种编码没有校验位，请对照证明文件重新输入",
	  .required = true, .max = 20, .clean = CLEAN_CODE,
	  .inputmode = "numeric", AT(again) },
	BROUGHT_FIELDS, PIN_FIELD,
};
static const struct field late_fields[] = { BROUGHT_FIELDS, PIN_FIELD };
static const struct field answer_fields[] = {
	{ .name = "evidence", .label = "答复文件", .kind = FIELD_FILE,
	  .required = true, .size = NATIONAL_MAX, AT(evidence) },
	PIN_FIELD,
};
#undef AT

static void
cross_hand(const void *values, struct form_state *state)
{
	const struct coding_typed	*v = values;

	if (*v->code != '\0' && *v->again != '\0' &&
	    strcmp(v->code, v->again) != 0)
		form_error(state, "again", "两次输入的编码不一致，请核对");
}

static void
cross_late(const void *values, struct form_state *state)
{
	const struct coding_typed	*v = values;

	if (*v->police_info == '\0' && *v->police_key == '\0' &&
	    *v->receipt == '\0')
		form_error(state, "receipt", "请至少填写一项要补录的内容");
}

const struct form coding_hand_form = {
	.fields = hand_fields, .n = NITEMS(hand_fields),
	.size = sizeof(struct coding_typed), .cross = cross_hand,
};
const struct form coding_late_form = {
	.fields = late_fields, .n = NITEMS(late_fields),
	.size = sizeof(struct coding_typed), .cross = cross_late,
};
const struct form coding_answer_form = {
	.fields = answer_fields, .n = NITEMS(answer_fields),
	.size = sizeof(struct coding_typed),
};

/* --- the page --------------------------------------------------------------------- */

/* What of it can be done: by T1 for the code, by what is missing after it. */
static int
may_code(const struct req *r, const struct dossier *d, const char **why)
{
	struct dossier	 then = *d;

	then.facts.bad_coding = NULL;
	return case_may(r, &then, EV_CODE, why);
}

#define CODERS (ROLE_BIT(ROLE_MAKER) | ROLE_BIT(ROLE_RA_OPERATOR))

static int
may_add(const struct req *r, const struct dossier *d)
{
	return web_has(r, CODERS) && d->ncodings > 0 &&
	    d->ncodings < CODINGS_MAX &&
	    coding_missing(d->codings, d->ncodings) != 0;
}

static void
fill_brought(struct req *r, const struct dossier *d, struct page *page)
{
	const struct coding	*c;
	struct page		*p;
	size_t			 i;

	for (i = 0; i < d->ncodings; i++) {
		c = &d->codings[i];
		p = page_add(page, K_BROUGHT);
		part_fact(p, "编码", c->code);
		if (c->source != NULL)
			part_fact(p, "来源", coding_source_label(c->source));
		part_fact(p, "公安印章信息", c->police_info);
		if (c->police_digest.n > 0)
			part_fact(p, "公安对称密钥", "已加密保存，不再显示");
		part_fact(p, "备案回执编号", c->receipt);
		part_fact(p, "登记", pool_printf(r->pool, "%s，%s",
		    c->person_name, show_minute(r, c->at)));
		page_set(p, K_HREF, desk_path(r, d, pool_printf(r->pool,
		    "/coding/evidence/%s", c->id)));
		page_set(p, K_NAME, c->evidence.name);
	}
}

static enum status
fill_asked(struct req *r, const struct dossier *d, struct page *page)
{
	struct code_request	*list;
	struct page		*p;
	enum status		 st;
	size_t			 i, n;

	st = code_request_list(r->db, r->pool, d->request.id, &list, &n,
	    r->fault);
	for (i = 0; st == ST_OK && i < n; i++) {
		p = page_add(page, K_ASKED);
		page_set(p, K_HREF, desk_path(r, d, pool_printf(r->pool,
		    "/coding/ask/%s", list[i].id)));
		page_set(p, K_WHEN, show_minute(r, list[i].at));
		page_set(p, K_WHO, list[i].person_name);
		page_set(p, K_STATE, list[i].outcome == NULL ? "等待答复" :
		    strcmp(list[i].outcome, CODE_GIVEN) == 0 ? "已赋码" :
		    pool_printf(r->pool, "未予赋码：%s", list[i].reason));
	}
	return st;
}

const struct coding_page coding_pages[] = {
	{ &coding_answer_form, "/coding/answer", "导入国家平台的答复",
	  "答复须是对本件最近一次赋码申请的，签名有效才能采用。",
	  "校验并导入答复", 0 },
	{ &coding_hand_form, "/coding/hand", "人工录入赋码和备案",
	  "编码、公安印章信息、公安对称密钥和备案回执已经在系统外取得的，"
	  "在这里录入，由您签名负责。", "签名并登记编码", 0 },
	{ &coding_late_form, "/coding/late", "补录备案",
	  "取得编码以后收到的内容，由您签名负责。", "签名并补录", 1 },
};
_Static_assert(NITEMS(coding_pages) == CODING_PAGE__N, "one each");

static int
may_enter(const struct req *r, const struct dossier *d,
    const struct coding_page *e, const char **why)
{
	if (!e->late)
		return may_code(r, d, why);
	*why = d->ncodings == 0 ? "还没有取得编码" :
	    "赋码和备案的内容已经齐全";
	return may_add(r, d);
}

static enum status
entry_page(struct req *r, struct dossier *d, const struct coding_page *e)
{
	struct page	*p = web_page_new(r, "issue/coding-form", e->title);
	struct page	*form;

	show_head(r, d, p, 1);
	page_set(p, K_HEADING, e->title);
	page_set(p, K_SENTENCE, e->sentence);
	form = page_include(p, K_FORM, "part/form");
	page_set(form, K_ACTION, desk_path(r, d, e->path));
	page_set(form, K_BUTTON, e->button);
	page_set(page_add(form, K_BACK), K_HREF, desk_path(r, d, "/coding"));
	form_fill(form, &r->form);
	return web_page(r, p);
}

static enum status
coding_overview(struct req *r, struct dossier *d)
{
	const unsigned	 missing = coding_missing(d->codings, d->ncodings);
	struct page	*p = web_page_new(r, "issue/coding", "赋码和备案");
	struct page	*way;
	const char	*why = NULL;
	enum status	 st;
	size_t		 i;

	show_head(r, d, p, 1);
	page_set(p, K_BACK, desk_path(r, d, ""));
	fill_brought(r, d, p);
	if (d->ncodings > 0 && missing != 0)
		page_set(page_add(p, K_MISSING), K_SENTENCE,
		    coding_words(r->pool, missing));
	if ((st = fill_asked(r, d, p)) != ST_OK)
		return st;
	if (may_code(r, d, &why))
		page_set(page_add(p, K_ASK), K_ACTION, desk_path(r, d,
		    "/coding/ask"));
	else if (d->ncodings == 0)
		page_set(page_add(p, K_CANNOT), K_SENTENCE, why);
	for (i = 0; i < NITEMS(coding_pages); i++) {
		if (!may_enter(r, d, &coding_pages[i], &why))
			continue;
		way = page_add(p, K_WAY);
		page_set(way, K_HREF, desk_path(r, d, coding_pages[i].path));
		page_set(way, K_LABEL, coding_pages[i].title);
	}
	return web_page(r, p);
}

/* A cross-industry 申领; others take their code by the industry's rule. */
enum status
coding_load(struct req *r, struct dossier *d)
{
	enum status	 st = bench_load(r, d);

	if (st == ST_OK && (d->business->flow != &flow_apply ||
	    !d->facts.cross))
		return fault_set(r->fault, ST_ABSENT, "%s: no code of the "
		    "platform", d->request.number);
	return st;
}

enum status
coding_show(struct req *r)
{
	struct dossier	 d;
	enum status	 st = coding_load(r, &d);

	return st == ST_OK ? coding_overview(r, &d) : st;
}

static enum status
show_entry(struct req *r, const struct coding_page *e)
{
	struct coding_typed	 fresh = {
		.code = "", .again = "", .police_info = "",
		.police_key = "", .receipt = "", .pin = "",
	};
	struct dossier	 d;
	const char	*why = NULL;
	enum status	 st;

	if ((st = coding_load(r, &d)) != ST_OK)
		return st;
	if (!may_enter(r, &d, e, &why))
		return web_problem(r, 409, "现在不能办理", why);
	fresh.rev = pool_printf(r->pool, "%lld", (long long)d.request.rev);
	st = form_start(e->form, &fresh, r->pool, &r->form);
	return st == ST_OK ? entry_page(r, &d, e) : st;
}

enum status
coding_show_answer(struct req *r)
{
	return show_entry(r, &coding_pages[CODING_ANSWER]);
}

enum status
coding_show_hand(struct req *r)
{
	return show_entry(r, &coding_pages[CODING_BY_HAND]);
}

enum status
coding_show_late(struct req *r)
{
	return show_entry(r, &coding_pages[CODING_LATER]);
}

/* --- what was typed ---------------------------------------------------------------- */

/*
 * The key is unlocked before anything is stored: a page that asks for the PIN
 * would carry the police's key, which no page may.
 */
enum status
coding_check_pin(struct req *r, const struct dossier *d)
{
	unsigned char	 handle[KEYD_HANDLE];
	const char	*why = NULL;
	enum status	 st;

	if (r->form.nerrors > 0)
		return ST_OK;
	st = case_handle(r, d->keyd, handle, &why);
	wipe(handle, sizeof(handle));
	if (st != ST_ABSENT && st != ST_INVALID)
		return st;
	form_error(&r->form, "pin", pool_printf(r->pool, "%s；文件和密钥"
	    "不在页面上保留，请重新选择和填写", why));
	return ST_OK;
}

/* P-10 "before": all of it is there before a seal is generated. */
static void
check_needed(struct req *r, const struct coding_typed *v)
{
	const unsigned	 needed = coding_needed(r);

	if ((needed & CODING_INFO) && *v->police_info == '\0')
		form_error(&r->form, "police_info", "请填写公安印章信息，"
		    "本地区须在生成印章前备案");
	if ((needed & CODING_KEY) && *v->police_key == '\0')
		form_error(&r->form, "police_key", "请填写公安对称密钥，"
		    "本地区须在生成印章前备案");
	if ((needed & CODING_RECEIPT) && *v->receipt == '\0')
		form_error(&r->form, "receipt", "请填写备案回执编号，"
		    "本地区须在生成印章前备案");
}

/* a code that was ever given out is refused in words, and audited. */
enum status
coding_check_free(struct req *r, const struct dossier *d, const char *code,
    const char *field)
{
	const char	*name, *why = NULL;
	char		 region[7] = "";
	enum status	 st;
	int		 taken = 0;

	if (*code == '\0' || form_error_of(&r->form, field) != NULL)
		return ST_OK;
	memcpy(region, code, sizeof(region) - 1);
	st = region_name(r->db, r->pool, region, &name, r->fault);
	if (st == ST_ABSENT)
		why = "编码前 6 位不是已知的行政区划码，请核对";
	else if (st == ST_OK)
		st = coding_is_taken(r, d, code, &taken);
	if (taken)
		why = "这个编码已经使用过，不能再次使用，请核对";
	if (why == NULL)
		return st;
	audit_refusal(r->db, r->actor, "request.code", "request",
	    d->request.number, why);
	form_error(&r->form, field, why);
	return ST_OK;
}

enum status
coding_read_file(struct req *r, const struct form_file *file, struct buf *out)
{
	if (lseek(file->fd, 0, SEEK_SET) == -1)
		return fault_set(r->fault, ST_BROKEN, "upload: no rewind");
	return file_read_fd(file->fd, out, r->fault);
}

/* Boxed as it was brought; the key lies on the stack and is wiped. */
static enum status
make(struct req *r, const struct dossier *d, const struct coding_typed *v,
    const char *code, struct coding *out)
{
	unsigned char		 key[POLICE_KEY_MAX];
	struct coding_brought	 b = {
		.code = code, .source = CODE_HAND,
		.police_info = v->police_info, .receipt = v->receipt,
		.name = v->evidence->name, .type = v->evidence->type,
	};
	struct buf		 file;
	enum status		 st;

	if (*v->police_key != '\0' && national_key_read(v->police_key, key,
	    &b.nkey))
		b.key = key;
	buf_init(&file, LIMIT_MATERIAL);
	st = coding_read_file(r, v->evidence, &file);
	b.evidence = buf_view(&file);
	if (st == ST_OK)
		st = coding_make(r, d, &b, out);
	buf_wipe(&file);
	wipe(key, sizeof(key));
	return st;
}

/* A posted form: who may not is refused and audited, the rest is checked. */
enum status
coding_begin(struct req *r, struct dossier *d, const struct coding_page *e,
    const char **why)
{
	enum status	 st = coding_load(r, d);

	*why = NULL;
	if (st != ST_OK || may_enter(r, d, e, why))
		return st;
	audit_refusal(r->db, r->actor, "request.code", "request",
	    d->request.number, *why);
	return fault_set(r->fault, ST_CONFLICT, "%s: %s", d->request.number,
	    *why);
}

/* After the deed: to "then", or the form with what is wrong. */
enum status
coding_done(struct req *r, struct dossier *d, const struct coding_page *e,
    enum status st, const char *why)
{
	if (st == ST_OK && r->form.nerrors == 0)
		return web_redirect(r, desk_path(r, d, e->late ? "/coding" :
		    ""));
	if (st == ST_OK)
		return entry_page(r, d, e);
	if (why == NULL)
		return st;
	form_error(&r->form, st == ST_ABSENT || st == ST_INVALID ? "pin" :
	    NULL, why);
	return entry_page(r, d, e);
}

enum status
coding_no_more(struct req *r, enum status st, const char *why)
{
	return why == NULL ? st : web_problem(r, 409, "现在不能办理", why);
}

enum status
coding_hand(struct req *r)
{
	const struct coding_page	*e = &coding_pages[CODING_BY_HAND];
	const struct coding_typed	*v = r->values;
	struct dossier		 d;
	struct coding		 c;
	const char		*why;
	enum status		 st;

	if ((st = coding_begin(r, &d, e, &why)) != ST_OK)
		return coding_no_more(r, st, why);
	check_needed(r, v);
	if ((st = coding_check_free(r, &d, v->code, "code")) != ST_OK ||
	    (st = coding_check_pin(r, &d)) != ST_OK)
		return st;
	if (r->form.nerrors == 0)
		st = make(r, &d, v, v->code, &c);
	if (st == ST_OK && r->form.nerrors == 0)
		st = coding_take(r, &d, &c, NULL, desk_rev(v->rev), &why);
	return coding_done(r, &d, e, st, why);
}

enum status
coding_add_late(struct req *r)
{
	const struct coding_page	*e = &coding_pages[CODING_LATER];
	const struct coding_typed	*v = r->values;
	struct dossier		 d;
	struct coding		 c;
	const char		*why;
	enum status		 st;

	if ((st = coding_begin(r, &d, e, &why)) != ST_OK)
		return coding_no_more(r, st, why);
	if ((st = coding_check_pin(r, &d)) != ST_OK)
		return st;
	if (r->form.nerrors == 0)
		st = make(r, &d, v, NULL, &c);
	if (st == ST_OK && r->form.nerrors == 0)
		st = coding_late(r, &d, &c, &why);
	return coding_done(r, &d, e, st, why);
}
