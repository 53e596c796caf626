/*
 * What people write down at the bench: the clerk's entry with its package
 * and the delivery.
 */
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/file.h"
#include "base/limits.h"
#include "form/codes.h"
#include "office/content.h"
#include "trust/csr.h"
#include "trust/signed.h"
#include "work/answers.h"
#include "work/bench.h"
#include "work/device_file.h"
#include "work/package.h"

/* An 申领: other businesses make no seal of their own. */
enum status
bench_load(struct req *r, struct dossier *d)
{
	enum status	 st = case_load(r, web_piece(r, "id"), d);

	if (st == ST_OK && !bench_works(d))
		return fault_set(r->fault, ST_ABSENT, "%s makes no seal",
		    d->request.number);
	return st;
}

/* --- entering ------------------------------------------------------------ */

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

/* A device makes a key for each seal; keyd would refuse it after approval. */
static enum status
check_fresh(struct req *r, const struct dossier *d)
{
	enum status	 st;
	int		 taken = 0;

	if (!case_in_device(&d->app))
		return ST_OK;
	st = application_package_taken(r->db, d->app.package, d->request.id,
	    &taken, r->fault);
	if (st == ST_OK && taken)
		form_error(&r->form, "package", "这个数据包已用于别的申请，"
		    "请在设备上为这枚印章重新生成");
	return st;
}

/* the applicant handed it in, signed by the device; nothing is brought
 * or typed a second time. */
static enum status
check_asked(struct req *r, const struct dossier *d, const struct entry *e)
{
	struct device_apply	 p;
	enum status		 st;

	if (e->package != NULL)
		form_error(&r->form, "package",
		    "申请人已提交申请数据包，不需要再上传");
	if ((st = device_file_application(r, &d->app, &p)) != ST_OK)
		return st;
	if (strcmp(p.csr.subject.number, d->app.org_code) != 0 ||
	    strcmp(p.csr.subject.org, d->app.org_name) != 0 ||
	    strcmp(p.csr.subject.cn, d->app.seal_name) != 0)
		form_error(&r->form, NULL,
		    "申请数据包与申请不一致，请由审批人员退回补正");
	return check_fresh(r, d);
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

	if (*d->app.asked != '\0')
		return check_asked(r, d, e);
	if (!d->app.importing && !case_in_device(&d->app)) {
		if (e->package != NULL)
			form_error(&r->form, "package",
			    "申请未勾选导入业务系统，不需要数据包");
		return ST_OK;
	}
	if (e->package == NULL) {
		if (form_error_of(&r->form, "package") == NULL)
			form_error(&r->form, "package", case_in_device(
			    &d->app) ? "印章存放在本单位设备里的，请上传那台"
			    "设备生成的申请数据包" :
			    "需要导入业务系统的，请上传申请数据包");
		return ST_OK;
	}
	buf_init(&der, KEYD_DEVICE);
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
	return st == ST_OK && *name != '\0' ? check_fresh(r, d) : st;
}

static enum status
keep_entry(struct req *r, struct dossier *d, void *arg)
{
	(void)arg;
	return application_save(r->db, d->request.id, d->request.version,
	    &d->app, r->fault);
}

/* What was entered is signed with its words, and refused with its place. */
enum status
bench_enter(struct req *r)
{
	const struct entry	*e = r->values;
	struct case_act		 act = {
		.event = EV_ENTER, .inside = keep_entry,
		.rev = desk_rev(e->rev),
	};
	const char		*name, *why = NULL;
	struct dossier		 d;
	enum status		 st;

	if ((st = bench_load(r, &d)) != ST_OK)
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
	st = desk_try(r, &d, &act, &why);
	if (why == NULL)
		return st;
	if (r->form.nerrors == 0)
		form_error(&r->form, NULL, why);
	return bench_page(r, &d);
}

/* --- delivery ------------------------------------------------------------ */

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

/* the device is not changed by a renewal. */
static enum status
check_device(struct req *r, const struct dossier *d,
    const struct bench_delivery *v)
{
	struct carrier	 c;
	enum status	 st;

	if (d->business->flow != &flow_renew || !case_in_device(&d->app))
		return ST_OK;
	st = carrier_of_seal(r->db, r->pool, d->seal.id, &c, r->fault);
	if (st == ST_OK && (strcmp(c.device, v->device) != 0 ||
	    (*v->device_cert != '\0' && *c.certificate != '\0' &&
	    strcmp(c.certificate, v->device_cert) != 0)))
		form_error(&r->form, "device", "续期的印章仍由原来的设备存放；"
		    "设备已更换的，请办理更换");
	return st;
}

enum status
bench_deliver(struct req *r)
{
	const struct bench_delivery *v = r->values;
	struct delivery		 what = {
		.receiver = v->receiver, .form = v->form,
		.clerk = r->actor->person, .at = clock_now(),
		.device = v->device, .device_cert = v->device_cert,
	};
	struct case_act		 act = {
		.event = EV_DELIVER, .inside = case_keep_delivery, .arg = &what,
		.rev = desk_rev(v->rev),
	};
	const char		*why = NULL;
	struct dossier		 d;
	enum status		 st;

	if ((st = bench_load(r, &d)) != ST_OK)
		return st;
	if (form_error_of(&r->form, "form") == NULL &&
	    strcmp(v->form, d.app.delivery) != 0)
		form_error(&r->form, "form", "交付形式与申请的存储形式不一致");
	if ((st = check_device(r, &d, v)) != ST_OK)
		return st;
	d.facts.has_receiver = r->form.nerrors == 0;
	if (d.facts.has_receiver) {
		what.identity = identity_words(r, v);
		act.note = pool_printf(r->pool, "领取人 %s，%s", v->receiver,
		    what.identity);
	}
	st = desk_try(r, &d, &act, &why);
	if (why == NULL)
		return st;
	if (r->form.nerrors == 0)
		form_error(&r->form, NULL, why);
	return bench_page(r, &d);
}
