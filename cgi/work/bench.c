/* The bench's pages; see bench.h. */
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "form/codes.h"
#include "page/keys.h"
#include "work/answers.h"
#include "work/bench.h"
#include "work/fees.h"
#include "work/list.h"
#include "work/orders.h"
#include "work/package.h"
#include "work/rules.h"

/* --- forms -------------------------------------------------------------------- */

static const struct choice identities[] = {
	{ "idcard", "居民身份证" }, { "passport", "护照" },
	{ "permit", "港澳台居民居住证" }, { "officer", "工作证件" },
	{ NULL, NULL }
};

static void
cross_delivery(const void *values, struct form_state *state)
{
	const struct bench_delivery	*d = values;

	if (strcmp(d->kind, "idcard") == 0 && *d->number != '\0' &&
	    code_citizen(d->number) != NULL)
		form_error(state, "number", code_citizen(d->number));
	if (package_device_flaw(d->form, d->device) != NULL)
		form_error(state, "device", package_device_flaw(d->form,
		    d->device));
	if (package_device_cert_flaw(d->form, d->device_cert) != NULL)
		form_error(state, "device_cert", package_device_cert_flaw(
		    d->form, d->device_cert));
}

#define AT(member) .at = offsetof(struct bench_delivery, member)
static const struct field delivery_fields[] = {
	{ .name = "form", .label = "交付形式", .kind = FIELD_CHOICE,
	  .required = true, .choices = case_deliveries, AT(form) },
	{ .name = "device", .label = "设备类型", .kind = FIELD_CHOICE,
	  .hint = "印章存放在本单位设备里时填写", .choices = carrier_devices,
	  AT(device) },
	{ .name = "device_cert", .label = "设备的商用密码产品认证证书编号",
	  .kind = FIELD_LINE, .hint = "软件设备没有证书，填“无”", .max = 60,
	  AT(device_cert) },
	{ .name = "receiver", .label = "领取人姓名", .kind = FIELD_LINE,
	  .required = true, .min = 2, .max = 50, AT(receiver) },
	{ .name = "kind", .label = "身份证明", .kind = FIELD_CHOICE,
	  .required = true, .choices = identities, AT(kind) },
	{ .name = "number", .label = "证件号码", .kind = FIELD_LINE,
	  .hint = "只保存遮盖后的号码", .required = true, .min = 4, .max = 30,
	  .clean = CLEAN_CODE, AT(number) },
	{ .name = "rev", .label = "", .kind = FIELD_HIDDEN, .max = 20,
	  AT(rev) },
};
const struct form bench_delivery_form = {
	.fields = delivery_fields, .n = NITEMS(delivery_fields),
	.size = sizeof(struct bench_delivery), .cross = cross_delivery,
};

static const struct field cert_fields[] = {
	{ .name = "pem", .label = "证书（PEM，可连同上级证书）",
	  .kind = FIELD_TEXT, .required = true, .min = 1, .max = 20000,
	  .at = offsetof(struct bench_cert, pem) },
	{ .name = "rev", .label = "", .kind = FIELD_HIDDEN, .max = 20,
	  .at = offsetof(struct bench_cert, rev) },
};
const struct form bench_cert_form = {
	.fields = cert_fields, .n = NITEMS(cert_fields),
	.size = sizeof(struct bench_cert),
};

static const struct field act_fields[] = {
	{ .name = "note", .label = "原因", .kind = FIELD_LINE, .max = 200,
	  .at = offsetof(struct bench_act, note) },
	{ .name = "rev", .label = "", .kind = FIELD_HIDDEN, .max = 20,
	  .at = offsetof(struct bench_act, rev) },
};
const struct form bench_act_form = {
	.fields = act_fields, .n = NITEMS(act_fields),
	.size = sizeof(struct bench_act),
};

/* --- the steps ------------------------------------------------------------------ */

/* What is done in a state; in the order of the work. */
struct step {
	int		 state, event;
	const char	*label, *heading, *about;
	const char	*act, *button;		/* a button that acts at once */
};

#define DELIVERY_STEPS(HANDING)						\
	{ A11_MADE, EV_LOAD, "写入载体", "写入载体",			\
	  "由服务器托管，或者写入申请时登记的那台设备的数据包。", "load", "写入载体" },		\
	{ A12_LOADED, EV_DELIVER, "交付", "交付印章",			\
	  HANDING, NULL, NULL },						\
	{ A13_DELIVERED, EV_ACTIVATE, "启用", "等待保管人启用",		\
	  "保管人登录后启用，启用前印章不能使用。", NULL, NULL },	\
	{ A14_COMPLETED, -1, "办结", "已办结", "印章已启用。", NULL, NULL }

#define PICTURE_STEPS							\
	{ A3_VERIFIED, EV_PUT_IMAGE, "制作印模", "制作印模",		\
	  "按要素绘制，或从采集表扫描件提取。", NULL, NULL },		\
	{ A5_IMAGE, EV_CONFIRM_IMAGE, "申请人确认印模",			\
	  "等待申请人确认印模",						\
	  "申请人可确认，也可说明问题后退回重做。", NULL, NULL },	\
	{ A6_CONFIRMED, EV_ENTER, "录入申请数据", "录入申请数据",	\
	  "补全审批单位；其余内容以核验通过的申请为准。", NULL, NULL },	\
	{ A7_ENTERED, EV_APPROVE, "审批", "等待审批",			\
	  "录入与审批由不同的人办理。", NULL, NULL }
#define CERTIFY_STEP(STATE, ABOUT)					\
	{ STATE, EV_CERTIFY, "签发证书", "签发证书", ABOUT, "certify",	\
	  "签发证书" }
#define CODE_STEP(STATE)						\
	{ STATE, EV_CODE, "赋码", "赋码",				\
	  "按行业规则取得唯一编码，一经取得不再使用第二次。", "code",	\
	  "取得编码" }
#define SEAL_STEPS							\
	{ A10_CODED, EV_GENERATE, "生成印章", "生成印章",		\
	  "按 GB/T 38540 生成电子印章，由制作人员签名。", "generate",	\
	  "生成印章" },							\
	DELIVERY_STEPS("核对领取人身份，打印领取单由双方签字。")

static const struct step apply_steps[] = {
	PICTURE_STEPS,
	CERTIFY_STEP(A8_APPROVED, "生成印章密钥，签发印章证书。"),
	CODE_STEP(A9_CERTIFIED),
	SEAL_STEPS,
};

/* P-34: some CAs ask for the code, and theirs comes before. */
static const struct step coded_steps[] = {
	PICTURE_STEPS,
	CODE_STEP(A8_APPROVED),
	CERTIFY_STEP(A20_CODED_FIRST, "生成印章密钥，签发印章证书；"
	    "证书写明已经取得的编码。"),
	SEAL_STEPS,
};

static const struct step renew_steps[] = {
	{ A3_VERIFIED, EV_CERTIFY, "签发证书", "签发新证书",
	  "生成新的印章密钥，以原有的名称签发证书；原证书用到新章启用为止。",
	  "certify", "签发证书" },
	{ A9_CERTIFIED, EV_GENERATE, "生成印章", "生成续期的印章",
	  "编码和印模不变，有效期随新证书，由制作人员签名。", "generate",
	  "生成印章" },
	DELIVERY_STEPS("书面续期的，核对领取人身份，打印领取单由双方签字；"
	    "自助续期的，由保管人在网上接收。"),
};

static const struct {
	const struct flow	*flow;
	const struct step	*step;
	size_t			 n;
} works[] = {
	{ &flow_apply, apply_steps, NITEMS(apply_steps) },
	{ &flow_renew, renew_steps, NITEMS(renew_steps) },
};

/* As it went; where neither is there yet, as the rules say now. */
static int
takes_code_first(const struct dossier *d)
{
	const struct flow	*flow = d->business->flow;
	size_t			 i;

	for (i = 0; i < d->nhistory; i++)
		if (flow_state(flow, d->history[i].to) == A20_CODED_FIRST)
			return 1;
	return !d->facts.certified && d->facts.code_first;
}

/* The steps of a case's business at the bench; NULL: it has none. */
static const struct step *
steps_of(const struct dossier *d, size_t *n)
{
	size_t	 i;

	if (d->business->flow == &flow_apply && takes_code_first(d)) {
		*n = NITEMS(coded_steps);
		return coded_steps;
	}
	for (i = 0; i < NITEMS(works); i++)
		if (works[i].flow == d->business->flow) {
			*n = works[i].n;
			return works[i].step;
		}
	*n = 0;
	return NULL;
}

static const struct {
	const char	*name;
	int		 event;
} buttons[] = {
	{ "certify", EV_CERTIFY }, { "code", EV_CODE },
	{ "generate", EV_GENERATE }, { "load", EV_LOAD },
	{ "retry", EV_RETRY }, { "spoil", EV_SPOIL },
};

int
bench_event(const char *name)
{
	size_t	 i;

	for (i = 0; name != NULL && i < NITEMS(buttons); i++)
		if (strcmp(buttons[i].name, name) == 0)
			return buttons[i].event;
	return -1;
}

int
bench_works(const struct dossier *d)
{
	size_t	 n;

	return steps_of(d, &n) != NULL;
}

/* The step a case stands at; *n where at none. */
static size_t
step_of(const struct dossier *d, const struct step **out, size_t *n)
{
	const int	 failed = d->request.failed == NULL ? -1 :
	    flow_event(d->business->flow, d->request.failed);
	const struct step *steps = *out = steps_of(d, n);
	size_t		 i;

	for (i = 0; i < *n; i++)
		if (d->request.state == steps[i].state ||
		    (d->request.state == A16_FAILED &&
		    steps[i].event == failed))
			break;
	return i;
}

/* The newest line of history that raised the event. */
static const struct request_line *
line_of(const struct dossier *d, int event)
{
	size_t	 i;

	for (i = d->nhistory; event >= 0 && i-- > 0;)
		if (flow_event(d->business->flow, d->history[i].event) ==
		    event)
			return &d->history[i];
	return NULL;
}

static void
fill_steps(struct req *r, const struct dossier *d, struct page *page)
{
	const struct step		*steps;
	size_t				 n, i;
	const size_t			 now = step_of(d, &steps, &n);
	const struct request_line	*l;
	struct page			*p;

	for (i = 0; i < n; i++) {
		p = page_add(page, K_STEP);
		page_set(p, K_LABEL, steps[i].label);
		page_show_if(p, K_PAST, now < n && (i < now ||
		    d->request.state == A14_COMPLETED));
		page_show_if(p, K_NOW, i == now &&
		    d->request.state != A14_COMPLETED);
		l = i < now ? line_of(d, steps[i].event) : NULL;
		if (l != NULL && now < n)
			page_printf(page_add(p, K_WHEN), K_TIME, "%s %s",
			    show_minute(r, l->at), l->person_name == NULL ?
			    "系统" : l->person_name);
		if (i == now && d->request.state == A16_FAILED &&
		    (l = line_of(d, EV_FAIL)) != NULL)
			page_set(page_add(p, K_FAILED), K_SENTENCE, l->note);
	}
}

/* --- what can be done now --------------------------------------------------------- */

static int
is_external(const struct req *r)
{
	return strcmp(r->config->ca, "external") == 0;
}

/* a renewal goes back into the device that holds the seal. */
static enum status
same_device(struct req *r, const struct dossier *d,
    struct bench_delivery *out)
{
	struct carrier	 c;
	enum status	 st;

	if (d->business->flow != &flow_renew || !case_in_device(&d->app))
		return ST_OK;
	st = carrier_of_seal(r->db, r->pool, d->seal.id, &c, r->fault);
	if (st != ST_OK)
		return st;
	out->device = c.device;
	out->device_cert = c.certificate;
	return ST_OK;
}

enum status
bench_start(struct req *r, const struct dossier *d)
{
	const char		*rev = pool_printf(r->pool, "%lld",
	    (long long)d->request.rev);
	const struct entry	 entry = {
		.approving_name = *d->app.approving_name != '\0' ?
		    d->app.approving_name : d->desk.name,
		.approving_region = *d->app.approving_region != '\0' ?
		    d->app.approving_region : d->desk.region, .rev = rev,
	};
	struct bench_delivery	 delivery = {
		.form = d->app.delivery,
		.device = strcmp(d->app.delivery, DELIVERY_SOFT) == 0 ?
		    "software" : "", .device_cert = "", .receiver = d->app.agent_name,
		.kind = "idcard", .number = "", .rev = rev,
	};
	const struct bench_cert	 cert = { .pem = "", .rev = rev };
	const enum status	 st = same_device(r, d, &delivery);

	if (st != ST_OK)
		return st;
	if (d->request.state == A6_CONFIRMED)
		return form_start(&entry_form, &entry, r->pool, &r->form);
	if (d->request.state == A12_LOADED)
		return form_start(&bench_delivery_form, &delivery, r->pool,
		    &r->form);
	return form_start(&bench_cert_form, &cert, r->pool, &r->form);
}

/* The form of the state in the section that shows it. */
static void
fill_form(struct req *r, const struct dossier *d, struct page *page,
    enum page_key section, const char *more)
{
	struct page	*p = page_add(page, section);
	const char	*names[2] = { NULL, NULL };
	size_t		 i;

	page_set(p, K_ACTION, desk_path(r, d, more));
	page_set(p, K_CSR, desk_path(r, d, "/csr"));
	for (i = 0; i < r->form.form->n; i++) {
		names[0] = r->form.form->fields[i].name;
		/* the applicant has handed it in */
		if (*d->app.asked == '\0' || strcmp(names[0], "package") != 0)
			form_fill_some(p, names, &r->form);
	}
	form_fill_errors(page, &r->form);
}

static void
fill_button(struct req *r, const struct dossier *d, struct page *page,
    enum page_key section, const char *name, const char *label)
{
	struct page	*p = page_add(page, section);

	page_set(p, K_ACTION, desk_path(r, d, "/step"));
	page_int(p, K_REV, d->request.rev);
	page_set(p, K_NAME, name);
	page_set(p, K_LABEL, label);
}

/* Everything typed on the page is taken as given (hopeful). */
static int
may_now(const struct req *r, const struct dossier *d, int event,
    const char **why)
{
	struct dossier	 then = *d;

	then.facts.has_receiver = 1;
	then.facts.has_reason = 1;
	then.facts.bad_entry = NULL;
	then.facts.bad_coding = NULL;
	return case_may(r, &then, event, why);
}

static void
fill_failed(struct req *r, const struct dossier *d, struct page *page)
{
	const struct request_line	*l = line_of(d, EV_FAIL);
	const char			*why;

	page_set(page, K_HEADING, "上一步没有成功");
	page_set(page_add(page, K_ABOUT), K_SENTENCE, pool_printf(r->pool,
	    "%s。可以重试；确实无法制作的，由审批人员终止。",
	    l == NULL || l->note == NULL ? "原因未记录" : l->note));
	if (may_now(r, d, EV_RETRY, &why))
		fill_button(r, d, page, K_ACT, "retry", "重试");
	else
		page_set(page_add(page, K_CANNOT), K_SENTENCE, why);
}

/* told, not refused. */
static void
fill_unpaid(struct req *r, const struct dossier *d, struct page *page)
{
	const char	*words;
	int		 paid = 1;

	if (fees_words(r, d, &words, &paid) != ST_OK)
		log_fault(r->fault);
	if (!paid)
		page_set(page_add(page, K_UNPAID), K_ID, d->request.id);
}

/* P-34: what the certification authority is told. */
static void
fill_code(struct req *r, const struct dossier *d, struct page *page)
{
	const char	*code;

	if (seal_code_of(r->db, r->pool, d->request.id, &code,
	    r->fault) == ST_OK)
		page_set(page_add(page, K_CODED), K_SEAL_CODE, code);
	else
		log_fault(r->fault);
}

/* P-17: which picture the region's rules want, in their order. */
static void
fill_source(struct req *r, struct page *page)
{
	const char	*words;

	if (rules_now(r, "P-17", &words) != ST_OK)
		log_fault(r->fault);
	page_set(page, K_RULE, words);
}

/* its certificate comes by another way; where that stands. */
static void
fill_order(struct req *r, const struct dossier *d, struct page *page)
{
	struct page	*p = page_add(page, K_ORDER);
	const char	*sentence, *href;

	if (orders_of_case(r, d, &sentence, &href) != ST_OK) {
		log_fault(r->fault);
		return;
	}
	page_set(p, K_SENTENCE, sentence);
	if (href != NULL)
		page_set(page_add(p, K_LINK), K_HREF, href);
}

static const char *
about_now(const struct dossier *d, const struct step *s)
{
	if (s->event == EV_CODE && d->facts.cross)
		return "跨行业印章的编码由国家平台赋予；取得编码以后才能生成"
		    "印章。";
	if (s->event == EV_ENTER && *d->app.asked != '\0')
		return "补全审批单位。申请数据包由申请人提交，设备的签名有效，"
		    "不用再上传。";
	return s->about;
}

static void
fill_now(struct req *r, const struct dossier *d, struct page *page)
{
	const struct step *steps, *s;
	size_t		 n;
	const size_t	 now = step_of(d, &steps, &n);
	const char	*why;
	struct page	*p;

	if (now == n) {
		page_set(page, K_HEADING,
		    d->business->flow->states[d->request.state].label);
		return;
	}
	if (d->request.state == A16_FAILED) {
		fill_failed(r, d, page);
		return;
	}
	s = &steps[now];
	page_set(page, K_HEADING, s->heading);
	page_set(page_add(page, K_ABOUT), K_SENTENCE, about_now(d, s));
	if (s->event == EV_CERTIFY && d->facts.coded)
		fill_code(r, d, page);
	if (s->event < 0 || s->event == EV_CONFIRM_IMAGE ||
	    s->event == EV_APPROVE || s->event == EV_ACTIVATE)
		return;			/* another's to do, elsewhere */
	if (s->event == EV_CERTIFY && case_is_third(r, d))
		fill_order(r, d, page);
	if (!may_now(r, d, s->event, &why)) {
		page_set(page_add(page, K_CANNOT), K_SENTENCE, why);
		return;
	}
	if (s->event == EV_CERTIFY && case_is_third(r, d))
		return;
	if (s->event == EV_PUT_IMAGE) {
		p = page_add(page, K_PICTURE);
		fill_source(r, p);
		page_set(p, K_DRAW, desk_path(r, d, "/draw"));
		page_set(p, K_SCAN, desk_path(r, d, "/scan"));
		page_set(p, K_COLLECT, desk_path(r, d, "/paper/collect"));
	} else if (s->event == EV_ENTER) {
		fill_form(r, d, page, K_ENTER, "/enter");
	} else if (s->event == EV_DELIVER) {
		fill_unpaid(r, d, page);
		fill_form(r, d, page, K_DELIVER, "/deliver");
	} else if (s->event == EV_CODE && d->facts.cross) {
		page_set(page_add(page, K_CODING), K_HREF, desk_path(r, d,
		    "/coding"));
	} else if (s->event == EV_CERTIFY && is_external(r)) {
		fill_form(r, d, page, K_OUTSIDE, "/certificate");
	} else {
		fill_button(r, d, page, K_ACT, s->act, s->button);
	}
	if (s->event == EV_LOAD)
		fill_button(r, d, page, K_SPOIL, "spoil", "");
}

static void
fill_papers(struct req *r, const struct dossier *d, struct page *page)
{
	const struct {
		const char	*name, *label;
		int		 there;
	} papers[] = {
		{ "collect", "印模采集表",
		  d->business->flow == &flow_apply },
		{ "proof", "1∶1 样张", d->has_imprint },
		{ "receipt", "领取单", d->request.state >= A12_LOADED &&
		  d->request.state <= A14_COMPLETED },
		{ "scan", "采集的扫描件", d->has_imprint &&
		  d->imprint.scan.n == 32 },
	};
	struct page	*p;
	size_t		 i;

	for (i = 0; i < NITEMS(papers); i++) {
		if (!papers[i].there)
			continue;
		p = page_add(page, K_PAPER);
		page_set(p, K_LABEL, papers[i].label);
		page_set(p, K_HREF, desk_path(r, d, pool_printf(r->pool,
		    "/paper/%s", papers[i].name)));
	}
}

enum status
bench_page(struct req *r, struct dossier *d)
{
	struct page	*p;
	enum status	 st;

	p = web_page_new(r, "issue/show", pool_printf(r->pool, "制章 %s",
	    d->request.number));
	if ((st = show_case(r, d, p, desk_path(r, d, ""), 1)) != ST_OK)
		return st;
	fill_steps(r, d, p);
	fill_now(r, d, p);
	fill_papers(r, d, p);
	st = package_fill(r, d, p, desk_path(r, d, ""), web_has(r,
	    DESK_CLERKS));
	return st == ST_OK ? web_page(r, p) : st;
}
