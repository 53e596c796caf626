/*
 * 制章: the picture, the clerk's entry, certificate, code, seal, carrier and
 * delivery of a 申领 (T1, A3 to A13).  What may be done stands in the state
 * table; the bench's pages are in work/bench, its pictures in work/workshop.
 */
#include <string.h>

#include "base/limits.h"
#include "office/content.h"
#include "page/keys.h"
#include "trust/csr.h"
#include "trust/signed.h"
#include "work/answers.h"
#include "work/bench.h"
#include "work/imprint.h"
#include "work/orders.h"
#include "work/package.h"
#include "work/takeover.h"

static enum status
show(struct req *r)
{
	struct dossier	 d;
	enum status	 st;

	if ((st = bench_load(r, &d)) != ST_OK || (st = bench_start(r, &d)) != ST_OK)
		return st;
	return bench_page(r, &d);
}

/* --- the picture --------------------------------------------------------- */

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

	if ((st = bench_load(r, &d)) != ST_OK)
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

	if ((st = bench_load(r, &d)) != ST_OK)
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
	st = desk_try(r, &d, &act, &why);
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

	if ((st = bench_load(r, &d)) != ST_OK ||
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
	return st == ST_OK ? imprint_send(r, &d, "bench", &file) : st;
}

/* --- certificate, code, seal, carrier ------------------------------------ */

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

static const char	 ordered[] =
    "本件的证书由第三方证书机构签发，请在“证书申请”里报送。";

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

	if ((st = bench_load(r, &d)) != ST_OK)
		return st;
	if (act.event < 0)
		return fault_set(r->fault, ST_INVALID, "no such step");
	if (act.event == EV_CERTIFY && case_is_third(r, &d))
		return web_problem(r, 409, "没有办理", ordered);
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

	if ((st = bench_load(r, &d)) != ST_OK)
		return st;
	if (!case_may(r, &d, EV_CERTIFY, &why))
		return web_problem(r, 409, "现在不能导出证书请求", why);
	if (case_is_third(r, &d))
		return web_problem(r, 409, "没有导出", ordered);
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

/* a wrong answer of the CA leaves the case where it is. */
static enum status
post_certificate(struct req *r)
{
	const struct bench_cert	*c = r->values;
	struct case_act		 act = {
		.event = EV_CERTIFY, .rev = desk_rev(c->rev),
	};
	const char		*why = NULL;
	struct dossier		 d;
	enum status		 st;

	if ((st = bench_load(r, &d)) != ST_OK)
		return st;
	if (case_is_third(r, &d))
		return web_problem(r, 409, "没有办理", ordered);
	if (r->form.nerrors == 0 && read_pem(r, c->pem, &act) != ST_OK)
		form_error(&r->form, "pem", "不是 PEM 格式的证书，请完整粘贴");
	if (r->form.nerrors > 0)
		return bench_page(r, &d);
	if ((st = case_take(r, &d, &act, &why)) == ST_INVALID) {
		form_error(&r->form, "pem", why);
		return bench_page(r, &d);
	}
	return desk_taken(r, &d, act.event, st, why, desk_path(r, &d, ""));
}

/* --- the package (R-138) -------------------------------------------------- */

struct again {
	const char	*reason;
};
static const struct field again_fields[] = {
	{ .name = "reason", .label = "原因", .kind = FIELD_LINE,
	  .required = true, .min = 2, .max = 200,
	  .at = offsetof(struct again, reason) },
};
static const struct form again_form = {
	again_fields, NITEMS(again_fields), sizeof(struct again), NULL
};

static enum status
post_package(struct req *r)
{
	struct dossier	 d;
	const char	*why = NULL;
	enum status	 st;

	if ((st = bench_load(r, &d)) != ST_OK)
		return st;
	st = package_send(r, &d, &why);
	return why != NULL ? web_problem(r, 409, "不能下载数据包", why) : st;
}

static enum status
post_again(struct req *r)
{
	const struct again	*a = r->values;
	struct dossier		 d;
	const char		*why = NULL;
	enum status		 st;

	if ((st = bench_load(r, &d)) != ST_OK)
		return st;
	st = package_again(r, &d, r->form.nerrors > 0 ? "" : a->reason, &why);
	if (why != NULL)
		return web_problem(r, 409, "没有登记", why);
	return st == ST_OK ? web_redirect(r, desk_path(r, &d, "")) : st;
}

/* --- routes -------------------------------------------------------------- */

#define MAKER	ROLE_BIT(ROLE_MAKER)
#define CODERS	(MAKER | ROLE_BIT(ROLE_RA_OPERATOR))
#define TAKEOVER_BODY (LIMIT_SEAL + TAKEOVER_CERTS * 2 * LIMIT_CERT +	\
	LIMIT_MATERIAL + LIMIT_FORM)
#define PICTURE_BODY (2 * LIMIT_PICTURE + LIMIT_FORM)

static const struct route routes[] = {
	{ WEB_GET, "/issue", BENCH_ROLES, bench_list, NULL, 0, 0 },
	{ WEB_GET, "/issue/orders", ORDER_READERS, orders_table, NULL, 0, 0 },
	{ WEB_POST, "/issue/orders", ORDER_SENDERS, orders_post,
	  &order_batch_form, 0, 0 },
	{ WEB_GET, "/issue/orders/{batch}", ORDER_READERS, orders_show, NULL,
	  0, 0 },
	{ WEB_GET, "/issue/orders/{batch}/file", ORDER_SENDERS, orders_file,
	  NULL, 0, 0 },
	{ WEB_POST, "/issue/orders/{batch}/resend", ORDER_SENDERS,
	  orders_resend, NULL, 0, 0 },
	{ WEB_POST, "/issue/orders/{batch}/hand", ORDER_SENDERS,
	  orders_post_hand, &order_hand_form, 0, 0 },
	{ WEB_POST, "/issue/orders/{batch}/answer", ORDER_SENDERS,
	  orders_post_answer, &order_answer_form, 0, 0 },
	{ WEB_POST, "/issue/orders/{batch}/line", ORDER_SENDERS,
	  orders_post_line, &order_line_form, 0, 0 },
	{ WEB_GET, "/issue/import", MAKER, takeover_new, &takeover_form,
	  0, 0 },
	{ WEB_POST, "/issue/import", MAKER, takeover_post, &takeover_form,
	  0, TAKEOVER_BODY },
	{ WEB_GET, "/issue/import/{id}", BENCH_ROLES, takeover_show, NULL,
	  0, 0 },
	{ WEB_POST, "/issue/import/{id}/propose", MAKER, takeover_propose,
	  &bench_act_form, 0, 0 },
	{ WEB_POST, "/issue/import/{id}/withdraw", MAKER, takeover_withdraw,
	  &bench_act_form, 0, 0 },
	{ WEB_GET, "/issue/{id}", BENCH_ROLES, show, NULL, 0, 0 },
	{ WEB_GET, "/issue/{id}/draw", BENCH_ROLES, show_draw, NULL, 0, 0 },
	{ WEB_POST, "/issue/{id}/draw", BENCH_ROLES, post_draw,
	  &workshop_drawn_form, 0, PICTURE_BODY },
	{ WEB_GET, "/issue/{id}/scan", BENCH_ROLES, show_scan, NULL, 0, 0 },
	{ WEB_POST, "/issue/{id}/scan", BENCH_ROLES, post_scan,
	  &workshop_scan_form, 0, PICTURE_BODY },
	{ WEB_GET, "/issue/{id}/worked/{token}", BENCH_ROLES, show_worked, NULL,
	  0, 0 },
	{ WEB_POST, "/issue/{id}/enter", MAKER, bench_enter, &entry_form,
	  0, 0 },
	{ WEB_POST, "/issue/{id}/step", MAKER, post_step, &bench_act_form,
	  0, 0 },
	{ WEB_GET, "/issue/{id}/coding", BENCH_ROLES, coding_show, NULL,
	  0, 0 },
	{ WEB_GET, "/issue/{id}/coding/hand", CODERS, coding_show_hand,
	  NULL, 0, 0 },
	{ WEB_POST, "/issue/{id}/coding/hand", CODERS, coding_hand,
	  &coding_hand_form, 0, 0 },
	{ WEB_GET, "/issue/{id}/coding/late", CODERS, coding_show_late,
	  NULL, 0, 0 },
	{ WEB_POST, "/issue/{id}/coding/late", CODERS, coding_add_late,
	  &coding_late_form, 0, 0 },
	{ WEB_POST, "/issue/{id}/coding/ask", CODERS, coding_post_ask, NULL,
	  0, 0 },
	{ WEB_GET, "/issue/{id}/coding/ask/{ask}", BENCH_ROLES,
	  coding_package, NULL, 0, 0 },
	{ WEB_GET, "/issue/{id}/coding/answer", CODERS, coding_show_answer,
	  NULL, 0, 0 },
	{ WEB_POST, "/issue/{id}/coding/answer", CODERS, coding_post_answer,
	  &coding_answer_form, 0, 0 },
	{ WEB_GET, "/issue/{id}/coding/evidence/{entry}", BENCH_ROLES,
	  coding_evidence, NULL, 0, 0 },
	{ WEB_POST, "/issue/{id}/csr", MAKER, post_csr, NULL, 0, 0 },
	{ WEB_POST, "/issue/{id}/certificate", MAKER, post_certificate,
	  &bench_cert_form, 0, 0 },
	{ WEB_POST, "/issue/{id}/deliver", DESK_CLERKS, bench_deliver,
	  &bench_delivery_form, 0, 0 },
	{ WEB_POST, "/issue/{id}/package", DESK_CLERKS, post_package, NULL, 0, 0
	  },
	{ WEB_POST, "/issue/{id}/package-again", DESK_CLERKS, post_again,
	  &again_form, 0, 0 },
	{ WEB_GET, "/issue/{id}/paper/{paper}", BENCH_ROLES, bench_paper, NULL,
	  0, 0 },
	{ WEB_GET, "/issue/{id}/material/{material}", BENCH_ROLES,
	  desk_material, NULL, 0, 0 },
	{ WEB_GET, "/issue/{id}/imprint", BENCH_ROLES, desk_imprint, NULL,
	  0, 0 },
};

int
main(void)
{
	return web_run("issue", routes, NITEMS(routes));
}
