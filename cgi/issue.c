/*
 * 制章: the picture, the clerk's entry, certificate, code, seal, carrier and
 * delivery of a 申领 (T1, A3 to A13).  What may be done stands in the state
 * table; the bench's pages are in work/bench, its pictures in work/workshop.
 */
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/file.h"
#include "base/limits.h"
#include "base/log.h"
#include "form/codes.h"
#include "office/content.h"
#include "page/keys.h"
#include "trust/csr.h"
#include "trust/signed.h"
#include "work/answers.h"
#include "work/bench.h"

/* Load {id}, an 申领: other businesses make no seal of their own. */
static enum status
load(struct req *r, struct dossier *d)
{
	enum status	 st = case_load(r, web_piece(r, "id"), d);

	if (st == ST_OK && d->business->flow != &flow_apply)
		return fault_set(r->fault, ST_ABSENT, "%s makes no seal",
		    d->request.number);
	return st;
}

static enum status
show(struct req *r)
{
	struct dossier	 d;
	enum status	 st;

	if ((st = load(r, &d)) != ST_OK || (st = bench_start(r, &d)) != ST_OK)
		return st;
	return bench_page(r, &d);
}

/* --- the picture -------------------------------------------------------------- */

static enum status
picture_page(struct req *r, struct dossier *d, enum workshop_way way,
    const struct workshop_result *w)
{
	static const char *const names[] = { "/draw", "/scan" };
	static const char *const labels[] = { "按要素绘制", "用扫描件制作" };
	struct page	*p, *t;
	int		 i;

	p = web_page_new(r, "issue/picture", pool_printf(r->pool,
	    "制作印模 %s", d->request.number));
	show_head(r, d, p, 1);
	for (i = WAY_DRAWN; i <= WAY_SCAN; i++) {
		t = page_add(p, K_TAB);
		page_set(t, K_HREF, desk_path(r, d, names[i]));
		page_set(t, K_LABEL, labels[i]);
		page_show_if(t, K_CHOSEN, i == (int)way);
	}
	page_set(p, K_ACTION, desk_path(r, d, names[way]));
	page_set(p, K_BACK, desk_path(r, d, ""));
	page_set(p, K_BUTTON, way == WAY_DRAWN ? "预览" : "上传并预览");
	form_fill(p, &r->form);
	if (w != NULL)
		workshop_fill(r, d, w, p);
	page_show_if(p, K_READY, w != NULL && w->made);
	if (w == NULL || !w->made)
		page_set(page_add(p, K_EMPTY), K_SENTENCE, way == WAY_DRAWN ?
		    "改好要素后预览。" : "上传采集表扫描件后，这里显示提取的印模。");
	return web_page(r, p);
}

/* The page as it opens: a drawing at once, by its rule. */
static enum status
open_picture(struct req *r, enum workshop_way way)
{
	struct workshop_values	 v;
	struct workshop_result	 w;
	struct form_input	 in;
	struct form_value	*given;
	struct dossier		 d;
	const char		*why;
	size_t			 i;
	enum status		 st;

	if ((st = load(r, &d)) != ST_OK)
		return st;
	if (!case_may(r, &d, EV_PUT_IMAGE, &why))
		return web_problem(r, 409, "现在不能制作印模", why);
	if ((st = workshop_start(r, &d, way, &r->form)) != ST_OK ||
	    way == WAY_SCAN)
		return st == ST_OK ? picture_page(r, &d, way, NULL) : st;
	in.n = r->form.form->n;
	if ((given = pool_array(r->pool, in.n, sizeof(*given))) == NULL)
		return fault_set(r->fault, ST_BROKEN, "form: memory");
	for (i = 0; i < in.n; i++)
		given[i] = (struct form_value){ r->form.form->fields[i].name,
		    r->form.entries[i].typed, NULL };
	in.values = given;
	st = form_parse(&workshop_drawn_form, &in, r->pool, &v, &r->form);
	if (st == ST_BROKEN)
		return st;
	st = workshop_make(r, &d, way, &v, &w);
	return st == ST_OK ? picture_page(r, &d, way, &w) : st;
}

/* R-103..R-105, R-111..R-113: put it, or show it again with what is wrong. */
static enum status
post_picture(struct req *r, enum workshop_way way)
{
	struct workshop_values	*v = r->values;
	struct workshop_result	 w;
	struct case_act		 act = {
		.event = EV_PUT_IMAGE, .inside = workshop_keep,
	};
	const char		*what = web_input(r, "act"), *why = NULL;
	struct dossier		 d;
	enum status		 st;

	if ((st = load(r, &d)) != ST_OK)
		return st;
	if (!case_may(r, &d, EV_PUT_IMAGE, &why))
		return web_problem(r, 409, "现在不能制作印模", why);
	if ((st = workshop_make(r, &d, way, v, &w)) != ST_OK)
		return st;
	if (what == NULL || strcmp(what, "put") != 0)
		return picture_page(r, &d, way, &w);
	workshop_check(r, way, v, &w);
	if (r->form.nerrors > 0 || !w.made)
		d.facts.bad_image = "印模还有未处理的问题";
	else
		workshop_imprint(r, &d, way, v, &w);
	act.rev = desk_rev(v->rev);
	st = case_take(r, &d, &act, &why);
	if (st == ST_OK)
		return web_redirect(r, desk_path(r, &d, ""));
	if (st == ST_ABSENT || st == ST_INVALID)
		return case_ask_pin(r, why);
	if (why == NULL)
		return st;
	if (r->form.nerrors == 0)
		form_error(&r->form, NULL, why);
	return picture_page(r, &d, way, &w);
}

static enum status
show_draw(struct req *r)
{
	return open_picture(r, WAY_DRAWN);
}

static enum status
show_scan(struct req *r)
{
	return open_picture(r, WAY_SCAN);
}

static enum status
post_draw(struct req *r)
{
	return post_picture(r, WAY_DRAWN);
}

static enum status
post_scan(struct req *r)
{
	return post_picture(r, WAY_SCAN);
}

/* A picture of the bench, our own PNG, for this case only. */
static enum status
show_worked(struct req *r)
{
	struct web_file	 file = { .name = "imprint.png",
	    .type = "image/png", .show = 1 };
	unsigned char	 sm3[32];
	struct content	 c;
	struct dossier	 d;
	struct buf	 b;
	enum status	 st;

	if ((st = load(r, &d)) != ST_OK ||
	    (st = workshop_token_read(r, &d, web_piece(r, "token"),
	    sm3)) != ST_OK ||
	    (st = content_find(r->content, sm3, &c, r->fault)) != ST_OK)
		return st;
	buf_init(&b, LIMIT_PICTURE);
	st = content_read(r->content, sm3, &b, r->fault);
	if (st == ST_OK)
		file.bytes = pool_bytes(r->pool, buf_view(&b));
	buf_free(&b);
	file.stranger = 1;	/* a token may name the scan itself */
	if (st == ST_OK)
		st = bench_audit_view(r, &d, "bench");
	return st == ST_OK ? web_file(r, &file) : st;
}

/* --- entering ------------------------------------------------------------------ */

/*
 * the package is the request of the device that will hold the seal,
 * signed by its own key, for this unit and this name.
 */
static enum status
check_package(struct req *r, const struct dossier *d,
    const struct form_file *file, struct buf *out)
{
	const char	*bad = "数据包没有有效签名，请由业务系统重新生成";
	struct csr	 csr;
	struct buf	 raw;
	enum status	 st;

	if (lseek(file->fd, 0, SEEK_SET) == -1)
		return fault_set(r->fault, ST_BROKEN, "upload: no rewind");
	buf_init(&raw, LIMIT_FIELD);
	st = file_read_fd(file->fd, &raw, r->fault);
	if (st == ST_OK)
		st = trust_pem_read(buf_view(&raw), CSR_LABEL, out, r->fault);
	if (st == ST_OK)
		st = csr_read(buf_view(out), &csr, r->fault);
	buf_free(&raw);
	if (st == ST_INVALID) {
		form_error(&r->form, "package", bad);
		return ST_OK;
	}
	if (st != ST_OK)
		return st;
	if (strcmp(csr.subject.org, d->app.org_name) != 0 ||
	    strcmp(csr.subject.number, d->app.org_code) != 0)
		form_error(&r->form, "package", "数据包不是本单位的");
	else if (strcmp(csr.subject.cn, d->app.seal_name) != 0)
		form_error(&r->form, "package", "数据包中的印章名称与申请不一致");
	return ST_OK;
}

static enum status
take_package(struct req *r, struct dossier *d, const struct entry *e)
{
	static const char	 digits[] = "0123456789abcdef";
	unsigned char		 sm3[32];
	char			 name[65] = "";
	struct buf		 der;
	size_t			 i;
	enum status		 st;

	if (!d->app.importing) {
		if (e->package != NULL)
			form_error(&r->form, "package",
			    "申请未勾选导入业务系统，不需要数据包");
		return ST_OK;
	}
	if (e->package == NULL) {
		if (form_error_of(&r->form, "package") == NULL)
			form_error(&r->form, "package",
			    "需要导入业务系统的，请上传申请数据包");
		return ST_OK;
	}
	buf_init(&der, LIMIT_FIELD);
	st = check_package(r, d, e->package, &der);
	if (st == ST_OK && r->form.nerrors == 0)
		st = content_put(r->content, buf_view(&der),
		    "application/pkcs10", sm3, r->fault);
	buf_free(&der);
	for (i = 0; st == ST_OK && r->form.nerrors == 0 && i < 32; i++) {
		name[2 * i] = digits[sm3[i] >> 4];
		name[2 * i + 1] = digits[sm3[i] & 15];
	}
	d->app.package = pool_text(r->pool, name);
	return st;
}

static enum status
keep_entry(struct req *r, struct dossier *d, void *arg)
{
	(void)arg;
	return application_save(r->db, d->request.id, d->request.version,
	    &d->app, r->fault);
}

/* What was entered is signed with its words, and refused with its place. */
static enum status
post_enter(struct req *r)
{
	const struct entry	*e = r->values;
	struct case_act		 act = {
		.event = EV_ENTER, .inside = keep_entry,
		.rev = desk_rev(e->rev),
	};
	const char		*name, *why = NULL;
	struct dossier		 d;
	enum status		 st;

	if ((st = load(r, &d)) != ST_OK)
		return st;
	if (form_error_of(&r->form, "approving_region") == NULL &&
	    *e->approving_region != '\0') {
		st = region_name(r->db, r->pool, e->approving_region, &name,
		    r->fault);
		if (st == ST_ABSENT)
			form_error(&r->form, "approving_region",
			    "没有这个行政区划码，请核对");
		else if (st != ST_OK)
			return st;
	}
	if ((st = take_package(r, &d, e)) != ST_OK)
		return st;
	if (r->form.nerrors > 0)
		d.facts.bad_entry = "录入的内容还有需要修改的地方";
	d.app.approving_name = e->approving_name;
	d.app.approving_region = e->approving_region;
	act.note = pool_printf(r->pool, "审批单位：%s（%s）%s%s",
	    e->approving_name, e->approving_region,
	    *d.app.package == '\0' ? "" : "；数据包 SM3 ", d.app.package);
	st = case_take(r, &d, &act, &why);
	if (st == ST_OK)
		return web_redirect(r, desk_path(r, &d, ""));
	if (st == ST_ABSENT || st == ST_INVALID)
		return case_ask_pin(r, why);
	if (why == NULL)
		return st;
	if (r->form.nerrors == 0)
		form_error(&r->form, NULL, why);
	return bench_page(r, &d);
}

/* --- certificate, code, seal, carrier ----------------------------------------------- */

/* the industry's next code; one that was taken stays. */
static enum status
take_code(struct req *r, struct dossier *d, void *arg)
{
	char		 code[SEAL_CODE_TEXT];
	const char	*taken;
	enum status	 st;

	(void)arg;
	st = seal_code_of(r->db, r->pool, d->request.id, &taken, r->fault);
	return st != ST_ABSENT ? st : seal_code_take(r->db,
	    d->app.org_region, d->request.id, code, r->fault);
}

static enum status
post_step(struct req *r)
{
	const struct bench_act	*a = r->values;
	struct case_act		 act = {
		.event = bench_event(web_input(r, "act")),
		.rev = desk_rev(a->rev),
	};
	struct dossier		 d;
	enum status		 st;

	if ((st = load(r, &d)) != ST_OK)
		return st;
	if (act.event < 0)
		return fault_set(r->fault, ST_INVALID, "no such step");
	if (act.event == EV_CERTIFY &&
	    strcmp(r->config->ca, "external") == 0)
		return web_problem(r, 409, "请导入证书",
		    "本机构使用外部证书颁发机构，请导入签发的证书。");
	if (act.event == EV_CODE)
		act.inside = take_code;
	if (*a->note != '\0')
		act.note = a->note;
	d.facts.has_reason = act.note != NULL;
	return desk_take(r, &d, &act, desk_path(r, &d, ""));
}

static enum status
post_csr(struct req *r)
{
	struct web_file	 file = { .type = "application/pkcs10" };
	struct bytes	 der;
	struct dossier	 d;
	struct buf	 pem;
	const char	*why;
	enum status	 st;

	if ((st = load(r, &d)) != ST_OK)
		return st;
	if (!case_may(r, &d, EV_CERTIFY, &why))
		return web_problem(r, 409, "现在不能导出证书请求", why);
	if ((st = case_csr(r, &d, &der)) != ST_OK)
		return st;
	buf_init(&pem, LIMIT_CERT * 2);
	trust_pem_write(der, CSR_LABEL, &pem);
	file.bytes = pool_bytes(r->pool, buf_view(&pem));
	buf_free(&pem);
	file.name = pool_printf(r->pool, "%s.csr", d.request.number);
	return web_file(r, &file);
}

#define CHAIN_MAX	4		/* intermediates a CA sends */
#define PEM_END		"-----END CERTIFICATE-----"

/* The first block is the seal's certificate, what follows its chain. */
static enum status
read_pem(struct req *r, const char *text, struct case_act *act)
{
	struct bytes	*chain = pool_array(r->pool, CHAIN_MAX,
	    sizeof(*chain)), one;
	size_t		 n = 0;
	struct buf	 der;
	enum status	 st = ST_OK;

	if (chain == NULL)
		return fault_set(r->fault, ST_BROKEN, "pem: memory");
	while (st == ST_OK && n <= CHAIN_MAX && strstr(text, PEM_END) != NULL) {
		buf_init(&der, LIMIT_CERT);
		st = trust_pem_read(bytes_text(text), "CERTIFICATE", &der,
		    r->fault);
		one = pool_bytes(r->pool, buf_view(&der));
		buf_free(&der);
		if (n == 0)
			act->cert = one;
		else
			chain[n - 1] = one;
		n++;
		text = strstr(text, PEM_END) + strlen(PEM_END);
	}
	act->chain = (struct keyd_tickets){ chain, n == 0 ? 0 : n - 1 };
	return st == ST_OK && n == 0 ? fault_set(r->fault, ST_INVALID,
	    "no certificate in the text") : st;
}

static enum status
post_certificate(struct req *r)
{
	const struct bench_cert	*c = r->values;
	struct case_act		 act = {
		.event = EV_CERTIFY, .rev = desk_rev(c->rev),
	};
	struct dossier		 d;
	enum status		 st;

	if ((st = load(r, &d)) != ST_OK)
		return st;
	if (r->form.nerrors == 0 && read_pem(r, c->pem, &act) != ST_OK)
		form_error(&r->form, "pem", "不是 PEM 格式的证书，请完整粘贴");
	if (r->form.nerrors > 0)
		return bench_page(r, &d);
	return desk_take(r, &d, &act, desk_path(r, &d, ""));
}

/* --- delivery ------------------------------------------------------------------------ */

/* The statement just kept is the desk's own: it has seen the receiver. */
static enum status
keep_delivery(struct req *r, struct dossier *d, void *arg)
{
	struct delivery		*what = arg;
	struct kept_statement	*kept;
	size_t			 n;
	enum status		 st;

	st = statement_list(r->db, r->pool, d->request.id, &kept, &n,
	    r->fault);
	if (st != ST_OK)
		return st;
	what->statement = n == 0 ? "" : kept[n - 1].id;
	return delivery_add(r->db, d->request.id, what, r->fault);
}

/* "居民身份证 371002********0011": never the whole number. */
static const char *
identity_words(struct req *r, const struct bench_delivery *v)
{
	const size_t	 n = strlen(v->number);
	const char	*label = "";
	char		 mask[CODE_MASK];
	size_t		 i;

	for (i = 0; i < bench_delivery_form.n; i++)
		if (strcmp(bench_delivery_form.fields[i].name, "kind") == 0)
			label = choice_label(
			    bench_delivery_form.fields[i].choices, v->kind);
	if (strcmp(v->kind, "idcard") == 0) {
		code_mask_citizen(v->number, mask);
		return pool_printf(r->pool, "%s %s", label, mask);
	}
	return pool_printf(r->pool, "%s %.2s****%s", label, v->number,
	    v->number + (n > 2 ? n - 2 : 0));
}

static enum status
post_deliver(struct req *r)
{
	const struct bench_delivery *v = r->values;
	struct delivery		 what = {
		.receiver = v->receiver, .form = v->form,
		.clerk = r->actor->person, .at = clock_now(),
	};
	struct case_act		 act = {
		.event = EV_DELIVER, .inside = keep_delivery, .arg = &what,
		.rev = desk_rev(v->rev),
	};
	const char		*why = NULL;
	struct dossier		 d;
	enum status		 st;

	if ((st = load(r, &d)) != ST_OK)
		return st;
	d.facts.has_receiver = r->form.nerrors == 0;
	if (d.facts.has_receiver) {
		what.identity = identity_words(r, v);
		act.note = pool_printf(r->pool, "领取人 %s，%s", v->receiver,
		    what.identity);
	}
	st = case_take(r, &d, &act, &why);
	if (st == ST_OK)
		return web_redirect(r, desk_path(r, &d, ""));
	if (st == ST_ABSENT || st == ST_INVALID)
		return case_ask_pin(r, why);
	if (why == NULL)
		return st;
	if (r->form.nerrors == 0)
		form_error(&r->form, NULL, why);
	return bench_page(r, &d);
}

/* --- routes --------------------------------------------------------------------------- */

#define HANDERS (ROLE_BIT(ROLE_RA_OPERATOR) | ROLE_BIT(ROLE_CHECKER))
#define MAKER	ROLE_BIT(ROLE_MAKER)
#define PICTURE_BODY (2 * LIMIT_PICTURE + LIMIT_FORM)

static const struct route routes[] = {
	{ WEB_GET, "/issue", BENCH_ROLES, bench_list, NULL, 0, 0 },
	{ WEB_GET, "/issue/{id}", BENCH_ROLES, show, NULL, 0, 0 },
	{ WEB_GET, "/issue/{id}/draw", BENCH_ROLES, show_draw, NULL, 0, 0 },
	{ WEB_POST, "/issue/{id}/draw", BENCH_ROLES, post_draw,
	  &workshop_drawn_form, 0, PICTURE_BODY },
	{ WEB_GET, "/issue/{id}/scan", BENCH_ROLES, show_scan, NULL, 0, 0 },
	{ WEB_POST, "/issue/{id}/scan", BENCH_ROLES, post_scan,
	  &workshop_scan_form, 0, PICTURE_BODY },
	{ WEB_GET, "/issue/{id}/worked/{token}", BENCH_ROLES, show_worked,
	  NULL, 0, 0 },
	{ WEB_POST, "/issue/{id}/enter", MAKER, post_enter, &entry_form, 0,
	  0 },
	{ WEB_POST, "/issue/{id}/step", MAKER, post_step, &bench_act_form, 0,
	  0 },
	{ WEB_POST, "/issue/{id}/csr", MAKER, post_csr, NULL, 0, 0 },
	{ WEB_POST, "/issue/{id}/certificate", MAKER, post_certificate,
	  &bench_cert_form, 0, 0 },
	{ WEB_POST, "/issue/{id}/deliver", HANDERS, post_deliver,
	  &bench_delivery_form, 0, 0 },
	{ WEB_GET, "/issue/{id}/paper/{paper}", BENCH_ROLES, bench_paper,
	  NULL, 0, 0 },
	{ WEB_GET, "/issue/{id}/material/{material}", BENCH_ROLES,
	  desk_material, NULL, 0, 0 },
	{ WEB_GET, "/issue/{id}/imprint", BENCH_ROLES, desk_imprint, NULL, 0,
	  0 },
};

int
main(void)
{
	struct web	*web;
	struct fault	 f = { 0 };

	if (web_open(&web, "issue", &f) != ST_OK) {
		log_fault(&f);
		return 1;
	}
	while (web_next(web))
		web_serve(web, routes, NITEMS(routes));
	web_close(web);
	return 0;
}
