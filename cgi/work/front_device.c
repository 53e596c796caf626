/*
 * The package a device made, handed in with a draft: an application for a new
 * seal fills in the answers, a renewal brings the key of the next
 * version.  What is refused is refused for a reason of its own.
 */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/coding.h"
#include "base/file.h"
#include "office/content.h"
#include "page/keys.h"
#include "page/part.h"
#include "trust/signed.h"
#include "work/device_file.h"
#include "work/front.h"
#include "work/package.h"
#include "work/renew.h"

struct handin {
	const struct form_file	*file;
	const char		*rev;
};

static const struct field handin_fields[] = {
	{ .name = "file", .label = "数据包文件", .kind = FIELD_FILE,
	  .required = true, .size = DEVICE_FILE_ROOM,
	  .at = offsetof(struct handin, file) },
	{ .name = "rev", .label = "", .kind = FIELD_HIDDEN, .max = 20,
	  .at = offsetof(struct handin, rev) },
};
const struct form front_device_form = {
	.fields = handin_fields, .n = NITEMS(handin_fields),
	.size = sizeof(struct handin),
};

/* A package that was read and found right. */
struct handed {
	struct bytes	 file, request;	/* DER */
};

/* Take what came in DER; *why where it is refused.  "d" has its answers. */
typedef enum status take_package(struct req *r, struct dossier *d,
		    struct handed *h, const char **why);

/* --- the two -------------------------------------------------------------- */

static enum status
take_application(struct req *r, struct dossier *d, struct handed *h,
    const char **why)
{
	struct device_apply	*p = pool_alloc(r->pool, sizeof(*p));
	enum status		 st;

	if (p == NULL)
		return fault_set(r->fault, ST_BROKEN, "package: memory");
	st = device_apply_read(h->file, p, r->fault);
	if (st == ST_INVALID) {
		*why = "不是有效的申请数据包，或者已被改动，请由业务系统或设备"
		    "重新生成";
		return ST_OK;
	}
	if (st != ST_OK)
		return st;
	if ((*why = device_apply_flaw(p, &d->unit, clock_now())) != NULL)
		return ST_OK;
	if (p->software && !config_is_demo(r->config)) {
		*why = "数据包由软件设备生成，只用于演示和测试，请使用密码设备";
		return ST_OK;
	}
	h->request = p->request;
	device_apply_fill(p, &d->app);
	return ST_OK;
}

static enum status
take_renewal(struct req *r, struct dossier *d, struct handed *h,
    const char **why)
{
	struct device_renew	 p;
	enum status		 st;

	/* a loss, an end, the window: before what is in the file */
	if ((st = renewal_unfit(r, &d->seal, why)) != ST_OK || *why != NULL)
		return st;
	st = device_renew_read(h->file, &p, r->fault);
	if (st == ST_INVALID) {
		*why = "不是有效的续期数据包，或者已被改动，请在设备上重新生成";
		return ST_OK;
	}
	h->request = p.request;
	return st == ST_OK ? device_renew_unfit(r, d, &p, why) : st;
}

static const struct kind {
	const struct flow	*flow;
	const char		*label, *title, *about, *command, *next;
	take_package		*take;
} kinds[] = {
	{ &flow_apply, DEVICE_APPLY_LABEL, "申请数据包",
	  "印章要导入业务系统、存放在本单位自己的密码设备里的，上传由那台设备"
	  "生成并签名的申请数据包：单位、印章名称和种类从数据包里带出，不用再填；"
	  "印章只为这台设备里的密钥制作。",
	  "jianyin device apply 设备文件 --unit 单位名称 "
	  "--code 统一社会信用代码 --seal 印章名称 --kind 种类 "
	  "--out 申请数据包", "/answers", take_application },
	{ &flow_renew, DEVICE_RENEW_LABEL, "续期数据包",
	  "这枚印章存放在本单位的设备里。请在那台设备上生成续期数据包并上传："
	  "设备为下一个有效期生成新的密钥，由印章现在的密钥签名。数据包 30 天内"
	  "有效。",
	  "jianyin device renew 设备文件 --out 续期数据包", "",
	  take_renewal },
};

static const struct kind *
kind_of(const struct dossier *d)
{
	size_t	 i;

	for (i = 0; i < NITEMS(kinds); i++)
		if (kinds[i].flow == d->business->flow)
			return kinds[i].flow == &flow_renew &&
			    !case_in_device(&d->app) ? NULL : &kinds[i];
	return NULL;
}

const char *
front_device_title(const struct dossier *d)
{
	const struct kind	*k = kind_of(d);

	return k == NULL ? NULL : k->title;
}

static enum status
load(struct req *r, struct dossier *d, const struct kind **k)
{
	enum status	 st;

	if ((st = front_load(r, d)) != ST_OK)
		return st;
	if ((*k = kind_of(d)) == NULL)
		return fault_set(r->fault, ST_ABSENT,
		    "%s has no package of a device", d->request.number);
	if (!d->facts.own && !d->facts.opener)
		return fault_set(r->fault, ST_DENIED, "not the applicant");
	return front_is_editable(d) ? ST_OK : fault_set(r->fault,
	    ST_CONFLICT, "%s: submitted already", d->request.number);
}

/* --- the page ------------------------------------------------------------- */

static enum status
fill_given(struct req *r, const struct dossier *d, struct page *page)
{
	const int		 renews = d->business->flow == &flow_renew;
	struct device_apply	 a = { .software = 0 };
	struct device_renew	 p = { .request = { NULL, 0 } };
	struct page		*given, *b;
	enum status		 st;

	if (*d->app.asked == '\0')
		return ST_OK;
	st = renews ? device_file_renewal(r, &d->app, &p) :
	    device_file_application(r, &d->app, &a);
	if (st != ST_OK)
		return st;
	given = page_add(page, K_GIVEN);
	part_fact(given, "单位", renews ? p.csr.subject.org :
	    a.csr.subject.org);
	part_fact(given, "印章", renews ? p.csr.subject.cn :
	    a.csr.subject.cn);
	if (!renews)
		part_fact(given, "种类", choice_label(case_sub_kinds,
		    a.kind));
	if (!renews)
		part_fact(given, "设备", pool_printf(r->pool, "%s%s",
		    a.device, a.software ? "（软件设备，演示和测试用）" : ""));
	part_fact(given, "生成时间", show_minute(r, renews ?
	    p.statement.f.time : a.time));
	part_fact(given, "SM3", d->app.asked);
	b = part_confirm(given, K_DEEDS, front_path(r, d, "/device/drop"),
	    "撤下数据包", NULL, NULL, 0);
	part_hidden(b, "rev", pool_printf(r->pool, "%lld",
	    (long long)d->request.rev));
	return ST_OK;
}

static enum status
device_page(struct req *r, struct dossier *d, const struct kind *k)
{
	const struct handin	 start = {
		.file = NULL, .rev = pool_printf(r->pool, "%lld",
		    (long long)d->request.rev),
	};
	const size_t		 wrong = r->method == WEB_GET ? 0 :
	    r->form.nerrors;
	struct page		*p, *form;
	enum status		 st = ST_OK;

	if (wrong == 0)
		st = form_start(&front_device_form, &start, r->pool,
		    &r->form);
	if (st != ST_OK)
		return st;
	p = web_page_new(r, "front/device", k->title);
	show_head(r, d, p, 0);
	page_set(p, K_HEADING, k->title);
	page_set(p, K_ABOUT, k->about);
	if (config_is_demo(r->config))
		page_set(page_add(p, K_SOFT), K_TEXT, k->command);
	if ((st = fill_given(r, d, p)) != ST_OK)
		return st;
	form = page_include(p, K_FORM, "part/form");
	page_set(form, K_ACTION, front_path(r, d, "/device"));
	page_set(form, K_BUTTON, *d->app.asked == '\0' ? "上传并核验" :
	    "换一个数据包");
	page_set(page_add(form, K_BACK), K_HREF, front_path(r, d, ""));
	form_fill(form, &r->form);
	return wrong == 0 ? web_page(r, p) : web_page_as(r, p, 400);
}

enum status
front_show_device(struct req *r)
{
	const struct kind	*k;
	struct dossier		 d;
	enum status		 st;

	if ((st = load(r, &d, &k)) == ST_CONFLICT)
		return web_redirect(r, front_path(r, &d, ""));
	return st == ST_OK ? device_page(r, &d, k) : st;
}

enum status
front_package(struct req *r)
{
	struct dossier	 d;
	const char	*why = NULL;
	enum status	 st;

	if ((st = front_load(r, &d)) != ST_OK)
		return st;
	st = package_send(r, &d, &why);
	return why != NULL ? web_problem(r, 409, "不能下载数据包", why) : st;
}

/* --- taking --------------------------------------------------------------- */

/* The upload as DER; *why where it is neither that nor PEM. */
static enum status
read_file(struct req *r, const struct form_file *file, const char *label,
    struct bytes *out, const char **why)
{
	struct buf	 raw, der;
	enum status	 st;

	if (lseek(file->fd, 0, SEEK_SET) == -1)
		return fault_set(r->fault, ST_BROKEN, "upload: no rewind");
	buf_init(&raw, DEVICE_FILE_ROOM);
	buf_init(&der, DEVICE_FILE_ROOM);
	st = file_read_fd(file->fd, &raw, r->fault);
	if (st == ST_OK)
		st = trust_pem_read(buf_view(&raw), label, &der, r->fault);
	if (st == ST_OK)
		*out = pool_bytes(r->pool, buf_view(&der));
	buf_free(&der);
	buf_free(&raw);
	if (st != ST_INVALID)
		return st;
	*why = "无法识别这个文件，请上传设备生成的数据包原文件";
	return ST_OK;
}

/* Both into "content" before anything names them. */
static enum status
store(struct req *r, struct dossier *d, const struct handed *h)
{
	const struct { struct bytes what; const char **name; } parts[] = {
		{ h->file, &d->app.asked }, { h->request, &d->app.package },
	};
	unsigned char	 sm3[SM3_LEN];
	char		 hex[HEX_TEXT(SM3_LEN)];
	enum status	 st = ST_OK;
	size_t		 i;

	for (i = 0; st == ST_OK && i < NITEMS(parts); i++) {
		st = content_put(r->content, parts[i].what,
		    "application/octet-stream", sm3, r->fault);
		hex_write(sm3, sizeof(sm3), hex);
		*parts[i].name = pool_text(r->pool, hex);
	}
	return st;
}

/* a device makes a key for each version of each seal. */
static enum status
check_fresh(struct req *r, const struct dossier *d,
    const struct handed *h, const char **why)
{
	unsigned char	 sum[SM3_LEN];
	char		 hex[HEX_TEXT(SM3_LEN)];
	enum status	 st;
	int		 taken = 0;

	if (sm3(h->request, sum) != ST_OK)
		return fault_set(r->fault, ST_BROKEN, "package: SM3");
	hex_write(sum, sizeof(sum), hex);
	st = application_package_taken(r->db, hex, d->request.id, &taken,
	    r->fault);
	if (st == ST_OK && taken)
		*why = "这个数据包已用于别的申请，请在设备上用新的密钥重新生成"
		    "（--new）";
	return st;
}

static enum status
keep(struct req *r, struct dossier *d, void *arg)
{
	enum status	 st;

	(void)arg;
	st = application_save(r->db, d->request.id, d->request.version,
	    &d->app, r->fault);
	return st == ST_OK ? application_index(r->db, d->request.id, &d->app,
	    r->fault) : st;
}

static enum status
save(struct req *r, struct dossier *d, const char *rev, const char *then)
{
	const struct case_act	 act = {
		.event = EV_SAVE, .inside = keep,
		.rev = strtoll(rev, NULL, 10),
	};

	return front_take(r, d, &act, front_path(r, d, then));
}

static enum status
judge(struct req *r, struct dossier *d, const struct kind *k,
    const struct form_file *file, struct handed *h, const char **why)
{
	enum status	 st;

	st = read_file(r, file, k->label, &h->file, why);
	if (st == ST_OK && *why == NULL)
		st = k->take(r, d, h, why);
	if (st == ST_OK && *why == NULL)
		st = check_fresh(r, d, h, why);
	return st;
}

enum status
front_post_device(struct req *r)
{
	const struct handin	*v = r->values;
	const char		*why = NULL;
	const struct kind	*k;
	struct handed		 h = { .file = { NULL, 0 } };
	struct dossier		 d, before;
	enum status		 st;

	if ((st = load(r, &d, &k)) != ST_OK)
		return st;
	if (r->form.nerrors > 0)
		return device_page(r, &d, k);
	before = d;
	if ((st = judge(r, &d, k, v->file, &h, &why)) != ST_OK)
		return st;
	if (why != NULL) {
		audit_refusal(r->db, r->actor, "package.hand-in", "request",
		    d.request.number, why);
		form_error(&r->form, "file", why);
		return device_page(r, &before, k);
	}
	st = store(r, &d, &h);
	return st == ST_OK ? save(r, &d, v->rev, k->next) : st;
}

static enum status
drop(struct req *r, struct dossier *d, void *arg)
{
	d->app.asked = d->app.package = "";
	return keep(r, d, arg);
}

enum status
front_drop_device(struct req *r)
{
	return front_deed(r, EV_SAVE, drop);
}
