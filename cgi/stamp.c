/*
 * 用章: a requester of the unit asks for a seal on a file, a reviewer agrees,
 * the requester or the seal's keeper stamps (T3).  The steps themselves, what
 * they refuse and what they sign are in work/sealing.
 */
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/image.h"
#include "base/limits.h"
#include "base/log.h"
#include "page/keys.h"
#include "qr/code.h"
#include "qr/qr.h"
#include "work/sealing.h"
#include "work/show.h"

#define R(x)		ROLE_BIT(ROLE_##x)
#define USERS		(R(REQUESTER) | R(REVIEWER) | R(KEEPER))
#define SEALS_MAX	200	/* seals of one unit */
#define SVG_MAX		(256 * KIB)	/* a QR code: 57 modules a side */

static enum status
load(struct req *r, struct sealing *s)
{
	return sealing_load(r, web_piece(r, "id"), s);
}

/* "/stamp/ID" and more. */
static const char *
path(struct req *r, const struct sealing *s, const char *more)
{
	return pool_printf(r->pool, "/stamp/%s%s", s->use.id, more);
}

/* How a step that was not taken is answered. */
static enum status
not_taken(struct req *r, enum status st, const char *why)
{
	if (st == ST_ABSENT || st == ST_INVALID)
		return case_ask_pin(r, why != NULL ? why :
		    "为确认是您本人，请再次输入口令");
	if (why != NULL && st != ST_BROKEN)
		return web_problem(r, st == ST_DENIED ? 403 : 409,
		    "这一步没有办成", why);
	return st;
}

/* --- a new request ------------------------------------------------------------- */

struct wish {
	const char		*seal, *title, *class, *purpose, *secret;
	const struct form_file	*file;
};
#define AT(member) .at = offsetof(struct wish, member)
static const struct choice secrecy[] = {
	{ "open", "不涉及国家秘密" }, { "secret", "涉及国家秘密" },
	{ NULL, NULL }
};
static const struct field wish_fields[] = {
	{ .name = "seal", .label = "", .kind = FIELD_HIDDEN, .max = ID_LEN,
	  AT(seal) },
	{ .name = "title", .label = "文件标题", .kind = FIELD_LINE,
	  .hint = "验真页面会显示这个标题，请与文件上的一致",
	  .required = true, .max = 100, AT(title) },
	{ .name = "class", .label = "文件种类", .kind = FIELD_CHOICE,
	  .required = true, .choices = sealing_classes, AT(class) },
	{ .name = "purpose", .label = "用途", .kind = FIELD_TEXT,
	  .hint = "说明文件发给谁、办什么事", .max = 500, AT(purpose) },
	{ .name = "secret", .label = "文件密级", .kind = FIELD_CHOICE,
	  .required = true, .choices = secrecy, AT(secret) },
	{ .name = "file", .label = "要盖章的文件", .kind = FIELD_FILE,
	  .required = true, .types = "application/pdf",
	  .size = LIMIT_DOCUMENT, AT(file) },
};
#undef AT

static void
cross_wish(const void *values, struct form_state *state)
{
	const struct wish	*w = values;

	if (w->secret != NULL && strcmp(w->secret, "secret") == 0)
		form_error(state, "secret",	/* */
		    "涉及国家秘密的文件不得在本系统办理，请按保密规定办理");
}

static const struct form wish_form = {
	wish_fields, NITEMS(wish_fields), sizeof(struct wish), cross_wish
};

static enum status
choose_page(struct req *r, const struct seal *list, size_t n)
{
	struct page	*p, *card;
	const char	*no;
	size_t		 i;
	int		 state;

	p = web_page_new(r, "stamp/choose", "申请用章");
	page_show_if(p, K_NONE, n == 0);
	for (i = 0; i < n; i++) {
		state = seal_state_now(&list[i], clock_now());
		card = page_add(p, K_SEAL);
		page_set(card, K_ID, list[i].id);
		page_set(card, K_NAME, list[i].name);
		page_set(card, K_CODE, list[i].code);
		part_tag(card, K_STATE, flow_seal.states[state].label,
		    show_tone(seal_tone(state)));
		no = sealing_seal_refusal(r, &list[i]);
		if (no == NULL)
			page_show(card, K_USABLE);
		else
			page_set(page_add(card, K_REFUSED), K_SENTENCE, no);
	}
	return web_page(r, p);
}

static enum status
wish_page(struct req *r, const struct seal *seal)
{
	struct page	*p = web_page_new(r, "stamp/new", "申请用章");

	page_set(p, K_ID, seal->id);
	page_set(p, K_NAME, seal->name);
	page_set(p, K_CODE, seal->code);
	form_fill(p, &r->form);
	return web_page(r, p);
}

static enum status
show_new(struct req *r)
{
	const char	*id = web_query(r, "seal"), *why;
	struct wish	 w = { .seal = id };
	struct seal	*list, seal;
	enum status	 st;
	size_t		 i, n, usable = 0, last = 0;

	if (id == NULL) {
		st = seal_list_unit(r->db, r->pool, r->actor->unit, SEALS_MAX,
		    &list, &n, r->fault);
		if (st != ST_OK)
			return st;
		for (i = 0; i < n; i++)
			if (sealing_seal_refusal(r, &list[i]) == NULL) {
				usable++;
				last = i;
			}
		if (usable != 1 || web_query(r, "choose") != NULL)
			return choose_page(r, list, n);
		w.seal = list[last].id;	/* nothing to choose */
	}
	if ((st = sealing_seal(r, w.seal, &seal, &why)) != ST_OK)
		return why != NULL ? not_taken(r, st, why) : st;
	st = form_start(&wish_form, &w, r->pool, &r->form);
	return st == ST_OK ? wish_page(r, &seal) : st;
}

/* The file is looked at only where everything else is right. */
static enum status
take_wish(struct req *r, const struct wish *w, const struct seal *seal,
    struct use *u)
{
	struct sealing_file	 file;
	const char		*why = NULL;
	enum status		 st;

	st = sealing_take_file(r, w->file, &file, &why);
	if (st == ST_OK)
		st = sealing_default_place(r, &file.facts, seal, u, &why);
	if (st == ST_INVALID && why != NULL)
		form_error(&r->form, "file", why);
	if (st != ST_OK)
		return st;
	u->seal = seal->id;
	u->title = w->title;
	u->class = w->class;
	u->purpose = w->purpose;
	u->file_name = w->file->name;
	return sealing_open(r, u, &file);
}

static enum status
post_new(struct req *r)
{
	const struct wish	*w = r->values;
	struct use		 u = { 0 };
	const char		*why;
	struct seal		 seal;
	enum status		 st;

	if ((st = sealing_seal(r, w->seal, &seal, &why)) != ST_OK)
		return why != NULL ? not_taken(r, st, why) : st;
	if (w->secret != NULL && strcmp(w->secret, "secret") == 0)
		audit_refusal(r->db, r->actor, "use.create", "seal",
		    seal.id, "R-233: 文件涉及国家秘密");
	if (r->form.nerrors > 0)
		return wish_page(r, &seal);
	st = take_wish(r, w, &seal, &u);
	if (st == ST_INVALID && r->form.nerrors > 0)
		return wish_page(r, &seal);
	return st == ST_OK ? web_redirectf(r, "/stamp/%s/place", u.id) : st;
}

/* --- the place ------------------------------------------------------------------ */

struct spot {
	int64_t		 page;
	const char	*x, *y;
};
static const char *
check_mm(const char *text)
{
	return sealing_mm(text) == -1 ?
	    "请填写毫米数，最多两位小数，例如 120 或 120.5" : NULL;
}
#define AT(member) .at = offsetof(struct spot, member)
static const struct field spot_fields[] = {
	{ .name = "page", .label = "页码", .kind = FIELD_NUMBER,
	  .required = true, .least = 1, .most = LIMIT_PAGES, AT(page) },
	{ .name = "x", .label = "印章左边到页面左边（毫米）",
	  .kind = FIELD_LINE, .required = true, .min = 1, .max = 8,
	  .clean = CLEAN_NARROW, .check = check_mm, .inputmode = "decimal",
	  AT(x) },
	{ .name = "y", .label = "印章上边到页面上边（毫米）",
	  .kind = FIELD_LINE, .required = true, .min = 1, .max = 8,
	  .clean = CLEAN_NARROW, .check = check_mm, .inputmode = "decimal",
	  AT(y) },
};
#undef AT
static const struct form spot_form = {
	spot_fields, NITEMS(spot_fields), sizeof(struct spot), NULL
};

#define PREVIEW_WIDTH 827	/* pixels of A4 at the preview's 100 dpi */

static void
fill_preview(struct req *r, const struct sealing *s, struct page *p)
{
	page_printf(p, K_SRC, "/stamp/%s/preview/%lld?v=%lld", s->use.id,
	    (long long)s->use.place_page + 1, (long long)s->use.rev);
	page_int(p, K_PAGE, s->use.place_page + 1);
	(void)r;
}

static enum status
place_page(struct req *r, const struct sealing *s,
    const struct pdf_facts *facts)
{
	const struct pdf_page	*size = &facts->pages[s->use.place_page];
	struct page		*p;

	p = web_page_new(r, "stamp/place", "盖章位置");
	sealing_head(r, s, p);
	fill_preview(r, s, p);
	page_set(p, K_HREF, path(r, s, ""));
	page_int(p, K_PAGES, facts->npages);
	page_set(p, K_PAGE_W, sealing_mm_text(r->pool, size->um_w));
	page_set(p, K_PAGE_H, sealing_mm_text(r->pool, size->um_h));
	page_set(p, K_SEAL_W, sealing_mm_text(r->pool, s->seal.um_w));
	page_set(p, K_SEAL_H, sealing_mm_text(r->pool, s->seal.um_h));
	page_int(p, K_WIDTH, PREVIEW_WIDTH);
	page_int(p, K_HEIGHT, size->um_w == 0 ? 0 :
	    (int64_t)PREVIEW_WIDTH * size->um_h / size->um_w);
	page_show_if(p, K_REPAIRED, s->use.repaired);
	form_fill(p, &r->form);
	return web_page(r, p);
}

/* Only the requester's draft can be placed; others go to the request. */
static enum status
load_draft(struct req *r, struct sealing *s, struct pdf_facts *facts)
{
	enum status	 st;

	if ((st = load(r, s)) != ST_OK)
		return st;
	if (s->use.state != U0_DRAFT)
		return ST_OK;
	if ((st = sealing_look(r, s, facts)) != ST_OK)
		return st;
	return s->use.place_page < (int64_t)facts->npages ? ST_OK :
	    fault_set(r->fault, ST_BROKEN, "%s: placed off the file",
	    s->use.number);
}

static enum status
start_spot(struct req *r, const struct sealing *s)
{
	const struct spot	 spot = {
		.page = s->use.place_page + 1,
		.x = sealing_mm_text(r->pool, s->use.place_x),
		.y = sealing_mm_text(r->pool, s->use.place_y),
	};

	return form_start(&spot_form, &spot, r->pool, &r->form);
}

static enum status
show_place(struct req *r)
{
	struct pdf_facts	 facts = { 0 };
	struct sealing		 s;
	enum status		 st;

	if ((st = load_draft(r, &s, &facts)) != ST_OK)
		return st;
	if (s.use.state != U0_DRAFT)
		return web_redirect(r, path(r, &s, ""));
	st = start_spot(r, &s);
	return st == ST_OK ? place_page(r, &s, &facts) : st;
}

#define CORNER (20 * UM_PER_MM)		/* 右下: from both edges */

/* 本页右下: as far as the seal's size allows. */
static void
put_corner(const struct pdf_page *page, const struct seal *seal,
    struct use *to)
{
	const int64_t	 x = page->um_w - seal->um_w,
			 y = page->um_h - seal->um_h;

	to->place_x = x > CORNER ? x - CORNER : x;
	to->place_y = y > CORNER ? y - CORNER : y;
}

/* What was typed, or what a preset says, into "to". */
static enum status
find_spot(struct req *r, const struct sealing *s,
    const struct pdf_facts *facts, struct use *to, const char **why)
{
	const struct spot	*spot = r->values;
	const char		*go = web_input(r, "go");
	const int		 corner = go != NULL &&
	    strcmp(go, "corner") == 0;

	if (go != NULL && strcmp(go, "sign") == 0)
		return sealing_default_place(r, facts, &s->seal, to, why);
	if (form_error_of(&r->form, "page") != NULL ||
	    (!corner && r->form.nerrors > 0))
		return fault_set(r->fault, ST_INVALID, "place: form");
	if (spot->page > (int64_t)facts->npages) {
		form_error(&r->form, "page", pool_printf(r->pool,
		    "文件共 %u 页，没有第 %lld 页", facts->npages,
		    (long long)spot->page));
		return fault_set(r->fault, ST_INVALID, "place: no page");
	}
	to->place_page = spot->page - 1;
	to->place_x = corner ? 0 : sealing_mm(spot->x);
	to->place_y = corner ? 0 : sealing_mm(spot->y);
	if (corner)
		put_corner(&facts->pages[to->place_page], &s->seal, to);
	return ST_OK;
}

static enum status
post_place(struct req *r)
{
	const char		*go = web_input(r, "go"), *why = NULL;
	struct pdf_facts	 facts = { 0 };
	struct sealing		 s, now;
	struct use		 to = { 0 };
	enum status		 st;

	if ((st = load_draft(r, &s, &facts)) != ST_OK)
		return st;
	if (s.use.state != U0_DRAFT)
		return not_taken(r, ST_CONFLICT,
		    "申请已经提交，不能再调整盖章位置");
	now = s;
	st = find_spot(r, &s, &facts, &to, &why);
	if (st == ST_OK)
		st = sealing_place(r, &now, to.place_page, to.place_x,
		    to.place_y, &why);
	if (st == ST_DENIED || st == ST_BROKEN)
		return not_taken(r, st, why);
	if (st != ST_OK) {		/* beside the form, nothing is lost */
		if (why != NULL)
			form_error(&r->form, "x", why);
		return place_page(r, &s, &facts);
	}
	return web_redirect(r, path(r, &s, go != NULL &&
	    strcmp(go, "next") == 0 ? "/check" : "/place"));
}

/* --- pictures and files ------------------------------------------------------------ */

static enum status
show_preview(struct req *r)
{
	const char	*piece = web_piece(r, "page"), *why = NULL;
	char		*end;
	const long	 page = strtol(piece, &end, 10);
	struct web_file	 file = { .name = "page.png", .type = "image/png",
				.show = 1 };
	struct sealing	 s;
	enum status	 st;

	if ((st = load(r, &s)) != ST_OK)
		return st;
	if (*end != '\0' || page < 1 || page > s.use.pages)
		return fault_set(r->fault, ST_ABSENT, "no page %s", piece);
	st = sealing_preview(r, &s, (unsigned)page - 1, &file.bytes, &why);
	if (st != ST_OK)
		return why != NULL ? not_taken(r, st, why) : st;
	return web_file(r, &file);
}

static enum status
send_original(struct req *r)
{
	struct sealing	 s;
	enum status	 st = load(r, &s);

	return st == ST_OK ? sealing_send(r, &s, 0) : st;
}

static enum status
send_stamped(struct req *r)
{
	struct sealing	 s;
	enum status	 st = load(r, &s);

	return st == ST_OK ? sealing_send(r, &s, 1) : st;
}

static enum status
show_qr(struct req *r)
{
	struct sealing	 s;
	struct qr	 qr;
	struct buf	 svg;
	enum status	 st;

	if ((st = load(r, &s)) != ST_OK)
		return st;
	if (s.use.state != U5_STAMPED)
		return fault_set(r->fault, ST_ABSENT, "not stamped");
	st = qr_make(r->pool, qr_address(r->pool, r->config->url,
	    s.use.handle), &qr, r->fault);
	if (st != ST_OK)
		return st;
	buf_init(&svg, SVG_MAX);
	qr_svg(&qr, s.use.number, &svg);
	st = buf_ok(&svg) ? web_bytes(r, 200, "image/svg+xml",
	    pool_bytes(r->pool, buf_view(&svg))) :
	    fault_set(r->fault, ST_BROKEN, "qr: memory");
	buf_free(&svg);
	return st;
}

/* --- check and submit ---------------------------------------------------------------- */

struct deed {
	const char	*rev;
};
static const struct field deed_fields[] = {
	{ .name = "rev", .label = "", .kind = FIELD_HIDDEN, .max = 20,
	  .at = offsetof(struct deed, rev) },
};
static const struct form deed_form = {
	deed_fields, NITEMS(deed_fields), sizeof(struct deed), NULL
};

static void
add_deed(struct req *r, const struct sealing *s, struct page *p,
    enum page_key key, const char *more, const char *label,
    const char *sentence)
{
	struct page	*b = part_confirm(p, key, path(r, s, more), label,
	    sentence, NULL, 0);

	part_hidden(b, "rev", pool_printf(r->pool, "%lld",
	    (long long)s->use.rev));
}

static enum status
show_check(struct req *r)
{
	const char	*why;
	struct sealing	 s;
	struct page	*p;
	enum status	 st;

	if ((st = load(r, &s)) != ST_OK)
		return st;
	if (s.use.state != U0_DRAFT)
		return web_redirect(r, path(r, &s, ""));
	p = web_page_new(r, "stamp/check", "核对并提交");
	sealing_head(r, &s, p);
	fill_preview(r, &s, p);
	sealing_facts(r, &s, p, path(r, &s, "/place"));
	page_set(p, K_HREF, path(r, &s, ""));
	if (sealing_may(r, &s, UE_SUBMIT, &why))
		add_deed(r, &s, p, K_CONFIRM, "/submit", "提交用章申请",
		    "提交时用您的密钥签名，提交后文件和位置不能再改。"
		    "由本单位的用章审核员审核。");
	else
		page_set(page_add(p, K_REFUSED), K_SENTENCE, why);
	return web_page(r, p);
}

static enum status
take(struct req *r, int event)
{
	const struct deed	*deed = r->values;
	struct sealing_act	 act = { .event = event };
	const char		*why = NULL;
	struct sealing		 s;
	enum status		 st;

	if ((st = load(r, &s)) != ST_OK)
		return st;
	act.rev = strtoll(deed->rev, NULL, 10);
	st = sealing_take(r, &s, &act, &why);
	return st == ST_OK ? web_redirect(r, path(r, &s, "")) :
	    not_taken(r, st, why);
}

static enum status
post_submit(struct req *r)
{
	return take(r, UE_SUBMIT);
}

static enum status
post_withdraw(struct req *r)
{
	return take(r, UE_WITHDRAW);
}

static enum status
post_take(struct req *r)
{
	return take(r, UE_TAKE);
}

/* --- the request's own page -------------------------------------------------------------- */

struct review {
	const char	*decision, *note, *rev;
};
#define AT(member) .at = offsetof(struct review, member)
static const struct choice decisions[] = {
	{ "agree", "同意用章" }, { "refuse", "不同意" }, { NULL, NULL }
};
static const struct field review_fields[] = {
	{ .name = "decision", .label = "审核意见", .kind = FIELD_CHOICE,
	  .required = true, .choices = decisions, AT(decision) },
	{ .name = "note", .label = "说明", .kind = FIELD_TEXT, .max = 500,
	  .hint = "不同意时请说明原因", AT(note) },
	{ .name = "rev", .label = "", .kind = FIELD_HIDDEN, .max = 20,
	  AT(rev) },
};
#undef AT

static void
cross_review(const void *values, struct form_state *state)
{
	const struct review	*v = values;

	if (strcmp(v->decision, "refuse") == 0 && *v->note == '\0')
		form_error(state, "note", "不同意时请填写意见");
}

static const struct form review_form = {
	review_fields, NITEMS(review_fields), sizeof(struct review),
	cross_review
};

/* what the keeper looks at, each ticked. */
struct ticks {
	int	 requester, file, reviewer, seal;
};
#define AT(member) .at = offsetof(struct ticks, member)
static const struct field tick_fields[] = {
	{ .name = "requester", .label = "申请人", .kind = FIELD_CHECK,
	  AT(requester) },
	{ .name = "file", .label = "文件", .kind = FIELD_CHECK, AT(file) },
	{ .name = "reviewer", .label = "审核人", .kind = FIELD_CHECK,
	  AT(reviewer) },
	{ .name = "seal", .label = "印章名称", .kind = FIELD_CHECK,
	  AT(seal) },
};
#undef AT
static const struct form tick_form = {
	tick_fields, NITEMS(tick_fields), sizeof(struct ticks), NULL
};

static void
fill_ticks(struct req *r, const struct sealing *s, struct page *p)
{
	const char	*const values[NITEMS(tick_fields)] = {
		sealing_person(r, s->use.requester),
		pool_printf(r->pool, "%s（%s，SM3 %s）", s->use.title,
		    s->use.file_name, sealing_hex(r, s->use.original, 8)),
		sealing_person(r, s->use.reviewer), s->seal.name,
	};
	struct page	*t;
	const char	*bad;
	size_t		 i;

	for (i = 0; i < NITEMS(tick_fields); i++) {
		t = page_add(p, K_TICK);
		page_set(t, K_NAME, tick_fields[i].name);
		page_set(t, K_LABEL, tick_fields[i].label);
		page_set(t, K_VALUE, values[i]);
		page_show_if(t, K_TICKED,
		    web_input(r, tick_fields[i].name) != NULL);
		bad = r->form.form == &tick_form ?
		    form_error_of(&r->form, tick_fields[i].name) : NULL;
		if (bad != NULL)
			page_set(page_add(t, K_BAD), K_SENTENCE, bad);
	}
}

/* What the reader may do now, each a button of its own. */
static const struct {
	int		 event;
	const char	*more, *label, *sentence;
} deeds[] = {
	{ UE_TAKE, "/take", "开始审核", NULL },
	{ UE_STAMP, "/stamp", "盖章", "盖章前会再次核对您的身份。" },
	{ UE_WITHDRAW, "/withdraw", "撤回申请", NULL },
};

static void
fill_tasks(struct req *r, const struct sealing *s, struct page *p)
{
	struct page	*draft = page_add(p, K_DRAFT);
	struct page	*tasks = page_include(draft, K_TASKS, "part/tasks");
	const char	*why = NULL;
	const int	 may = sealing_may(r, s, UE_SUBMIT, &why);

	part_task(tasks, "选择盖章位置", path(r, s, "/place"), "已有位置",
	    TONE_GOOD, NULL);
	part_task(tasks, "核对并提交", path(r, s, "/check"), may ?
	    "可以提交" : "暂不可办", may ? TONE_ACT : TONE_PLAIN,
	    may ? NULL : why);
}

static void
fill_result(struct req *r, const struct sealing *s, struct page *p)
{
	struct page	*res = page_add(p, K_RESULT), *log;
	char		 code[CODE_PRINTED];
	const char	*who = "", *seal;
	size_t		 i;
	int64_t		 at = 0;

	for (i = 0; i < s->nhistory; i++)
		if (strcmp(s->history[i].to, "stamped") == 0) {
			at = s->history[i].at;
			who = s->history[i].person_name;
		}
	code_print(s->use.code, code);
	page_set(res, K_CODE, code);
	page_set(res, K_WHEN, show_minute(r, at));
	page_set(res, K_WHO, who);
	page_set(res, K_HREF, path(r, s, ""));
	page_printf(res, K_VERIFY, "/v/%s", s->use.handle);
	log = page_include(res, K_LOG, "part/answers");
	seal = pool_printf(r->pool, "%s，%s", s->seal.name, s->seal.code);
	part_answer(log, "印章", seal, NULL);
	part_answer(log, "盖章人", who, NULL);
	part_answer(log, "盖章时间", show_minute(r, at), NULL);
	part_answer(log, "盖章前文件摘要（SM3）", sealing_hex(r,
	    s->use.original, 32), NULL);
	part_answer(log, "盖章后文件摘要（SM3）", sealing_hex(r,
	    s->use.result, 32), NULL);
}

/* A step that is this person's, and cannot be taken now: why. */
static void
fill_blocked(const struct req *r, const struct sealing *s, struct page *p,
    int event, int theirs)
{
	const char	*why;

	if (theirs && !sealing_may(r, s, event, &why))
		page_set(page_add(p, K_BLOCKED), K_SENTENCE, why);
}

static void
fill_forms(struct req *r, struct sealing *s, struct page *p)
{
	const char	*why;
	struct page	*part;

	if (s->use.state == U2_REVIEW && s->facts.reviewer) {
		fill_blocked(r, s, p, UE_APPROVE, 1);
		part = page_add(p, K_REVIEW);
		page_set(part, K_HREF, path(r, s, ""));
		form_fill(part, &r->form);
	}
	if (s->use.state == U3_APPROVED && s->facts.own)
		fill_blocked(r, s, p, UE_STAMP, web_has(r, R(REQUESTER)));
	if (s->use.state != U3_APPROVED || s->facts.own || !s->facts.keeper)
		return;
	s->facts.checks_ticked = 1;	/* whether it is theirs at all */
	if (sealing_may(r, s, UE_STAMP_KEEPER, &why)) {
		part = page_add(p, K_KEEPER);
		page_set(part, K_HREF, path(r, s, ""));
		fill_ticks(r, s, part);
		if (r->form.form == &tick_form)
			form_fill(part, &r->form);
	} else
		page_set(page_add(p, K_BLOCKED), K_SENTENCE, why);
	s->facts.checks_ticked = 0;
}

static enum status
use_page(struct req *r, struct sealing *s)
{
	struct page	*p;
	const char	*why;
	enum status	 st;
	size_t		 i;

	p = web_page_new(r, "stamp/show", pool_printf(r->pool, "用章 %s",
	    s->use.number));
	sealing_head(r, s, p);
	fill_preview(r, s, p);
	page_show_if(p, K_PREVIEW, s->use.state != U5_STAMPED);
	if (s->use.state == U0_DRAFT)
		fill_tasks(r, s, p);
	if (s->use.state == U5_STAMPED)
		fill_result(r, s, p);
	if (s->use.state == U3_APPROVED)
		page_set(page_add(p, K_APPROVED), K_WHEN,
		    show_minute(r, s->use.due));
	fill_forms(r, s, p);
	for (i = 0; i < NITEMS(deeds); i++)
		if (sealing_may(r, s, deeds[i].event, &why))
			add_deed(r, s, p, K_DEEDS, deeds[i].more,
			    deeds[i].label, deeds[i].sentence);
	sealing_facts(r, s, p, NULL);
	st = sealing_history(r, s, p);
	return st == ST_OK ? web_page(r, p) : st;
}

static enum status
show_use(struct req *r)
{
	struct review	 v = { 0 };
	struct sealing	 s;
	enum status	 st;

	if ((st = load(r, &s)) != ST_OK)
		return st;
	v.rev = pool_printf(r->pool, "%lld", (long long)s.use.rev);
	st = form_start(&review_form, &v, r->pool, &r->form);
	return st == ST_OK ? use_page(r, &s) : st;
}

static enum status
post_review(struct req *r)
{
	const struct review	*v = r->values;
	struct sealing_act	 act = { .note = NULL };
	const char		*why = NULL;
	struct sealing		 s;
	enum status		 st;

	if ((st = load(r, &s)) != ST_OK)
		return st;
	if (r->form.nerrors > 0)
		return use_page(r, &s);
	act.event = strcmp(v->decision, "agree") == 0 ? UE_APPROVE :
	    UE_REFUSE;
	act.note = *v->note == '\0' ? NULL : v->note;
	act.rev = strtoll(v->rev, NULL, 10);
	st = sealing_take(r, &s, &act, &why);
	return st == ST_OK ? web_redirect(r, path(r, &s, "")) :
	    not_taken(r, st, why);
}

/* --- stamping -------------------------------------------------------------------------- */

static enum status
stamp(struct req *r, struct sealing *s, int event, int ticked)
{
	const char	*why = NULL;
	enum status	 st;

	st = sealing_stamp(r, s, event, ticked, &why);
	return st == ST_OK ? web_redirect(r, path(r, s, "")) :
	    not_taken(r, st, why);
}

static enum status
post_stamp(struct req *r)
{
	struct sealing	 s;
	enum status	 st = load(r, &s);

	return st == ST_OK ? stamp(r, &s, UE_STAMP, 0) : st;
}

static enum status
post_keeper(struct req *r)
{
	const struct ticks	*t = r->values;
	const int		 ticked[NITEMS(tick_fields)] = {
		t->requester, t->file, t->reviewer, t->seal,
	};
	struct sealing		 s;
	enum status		 st;
	size_t			 i;

	if ((st = load(r, &s)) != ST_OK)
		return st;
	for (i = 0; i < NITEMS(tick_fields); i++)
		if (!ticked[i])
			form_error(&r->form, tick_fields[i].name,
			    pool_printf(r->pool, "请核对%s",
			    tick_fields[i].label));
	if (r->form.nerrors > 0 && s.use.state == U3_APPROVED &&
	    s.facts.keeper)
		return use_page(r, &s);
	return stamp(r, &s, UE_STAMP_KEEPER, r->form.nerrors == 0);
}

static const struct route routes[] = {
	{ WEB_GET, "/stamp", USERS, sealing_list, NULL, 0, 0 },
	{ WEB_GET, "/stamp/log", SEALING_WATCHERS, sealing_logs, NULL, 0, 0 },
	{ WEB_GET, "/stamp/log/{seal}", SEALING_WATCHERS, sealing_log, NULL, 0, 0 },
	{ WEB_GET, "/stamp/seal/{seal}/picture", USERS, sealing_picture, NULL,
	  0, 0 },
	{ WEB_GET, "/stamp/new", R(REQUESTER), show_new, &wish_form, 0, 0 },
	{ WEB_POST, "/stamp/new", R(REQUESTER), post_new, &wish_form, 0, 0 },
	{ WEB_GET, "/stamp/{id}", USERS, show_use, NULL, 0, 0 },
	{ WEB_GET, "/stamp/{id}/place", R(REQUESTER), show_place, &spot_form,
	  0, 0 },
	{ WEB_POST, "/stamp/{id}/place", R(REQUESTER), post_place, &spot_form,
	  0, 0 },
	{ WEB_GET, "/stamp/{id}/preview/{page}", USERS, show_preview, NULL,
	  0, 0 },
	{ WEB_GET, "/stamp/{id}/file", USERS, send_original, NULL, 0, 0 },
	{ WEB_GET, "/stamp/{id}/stamped", USERS, send_stamped, NULL, 0, 0 },
	{ WEB_GET, "/stamp/{id}/qr", USERS, show_qr, NULL, 0, 0 },
	{ WEB_GET, "/stamp/{id}/check", R(REQUESTER), show_check, NULL, 0, 0 },
	{ WEB_POST, "/stamp/{id}/submit", R(REQUESTER), post_submit,
	  &deed_form, 0, 0 },
	{ WEB_POST, "/stamp/{id}/withdraw", R(REQUESTER), post_withdraw,
	  &deed_form, 0, 0 },
	{ WEB_POST, "/stamp/{id}/take", R(REVIEWER), post_take, &deed_form,
	  0, 0 },
	{ WEB_POST, "/stamp/{id}/review", R(REVIEWER), post_review,
	  &review_form, 0, 0 },
	{ WEB_POST, "/stamp/{id}/stamp", USERS, post_stamp, &deed_form, 0, 0 },
	{ WEB_POST, "/stamp/{id}/keeper", R(KEEPER), post_keeper, &tick_form,
	  0, 0 },
};

int
main(void)
{
	struct web	*web;
	struct fault	 f = { 0 };

	if (web_open(&web, "stamp", &f) != ST_OK) {
		log_fault(&f);
		return 1;
	}
	while (web_next(web))
		web_serve(web, routes, NITEMS(routes));
	web_close(web);
	return 0;
}
