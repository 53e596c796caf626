/* Packages a device made, in a case; see device_file.h. */
#include <string.h>

#include "base/calendar.h"
#include "base/clock.h"
#include "work/device_file.h"
#include "work/package.h"

/* --- applying ------------------------------------------------------------- */

enum status
device_file_application(struct req *r, const struct application *a,
    struct device_apply *out)
{
	struct bytes	 der;
	enum status	 st;

	st = package_stored(r, a->asked, DEVICE_APPLY_MAX, &der);
	return st == ST_OK ? device_apply_read(der, out, r->fault) : st;
}

static int
same(const char *a, const char *b)
{
	return a != NULL && b != NULL && strcmp(a, b) == 0;
}

static int
is_kind(const char *kind)
{
	const struct choice	*c = case_sub_kinds;

	while (c->value != NULL && strcmp(c->value, kind) != 0)
		c++;
	return c->value != NULL;
}

const char *
device_apply_flaw(const struct device_apply *p, const struct unit *unit,
    int64_t now)
{
	if (!same(p->csr.subject.number, unit->code))
		return "数据包不是本单位的：其中的统一社会信用代码与本单位不一致";
	if (!same(p->csr.subject.org, unit->name))
		return "数据包不是本单位的：其中的单位名称与本单位不一致";
	if (!is_kind(p->kind))
		return "数据包里的印章种类无法识别，请在设备上重新生成";
	return p->time <= now + 5 * MS_MINUTE ? NULL :
	    "数据包的生成时间晚于现在，请校准设备的时钟后重新生成";
}

/* What a person holds goes by its kind. */
static const char *
category_of(const char *kind)
{
	static const struct { const char *kind, *category; } held[] = {
		{ "ZW", "post" }, { "SM", "personal" },
	};
	size_t	 i;

	for (i = 0; i < NITEMS(held); i++)
		if (strcmp(held[i].kind, kind) == 0)
			return held[i].category;
	return "unit";
}

void
device_apply_fill(const struct device_apply *p, struct application *a)
{
	a->seal_name = p->csr.subject.cn;
	a->sub_kind = p->kind;
	a->category = category_of(p->kind);
	a->delivery = p->software ? DELIVERY_SOFT : DELIVERY_PACKAGE;
	a->importing = 1;
}

enum status
device_apply_agree(struct req *r, const struct application *a,
    const struct answers *typed, struct form_state *state)
{
	struct device_apply	 p;
	enum status		 st;

	if (*a->asked == '\0')
		return ST_OK;
	if ((st = device_file_application(r, a, &p)) != ST_OK)
		return st;
	const struct {
		const char	*field, *typed, *asked, *wrong;
	} both[] = {
		{ "org_code", typed->org_code, p.csr.subject.number,
		  "与申请数据包里的统一社会信用代码不一致" },
		{ "org_name", typed->org_name, p.csr.subject.org,
		  "与申请数据包里的单位名称不一致" },
		{ "seal_name", typed->seal_name, p.csr.subject.cn,
		  "与申请数据包里的印章名称不一致，改名须在设备上重新生成数据包" },
		{ "sub_kind", typed->sub_kind, p.kind,
		  "与申请数据包里的印章种类不一致" },
		{ "delivery", typed->delivery, p.software ? DELIVERY_SOFT :
		  DELIVERY_PACKAGE, p.software ?
		  "申请数据包由软件设备生成，请选择软件设备文件" :
		  "申请数据包由密码设备生成，印章须存放在那台设备里" },
	};
	size_t	 i;

	for (i = 0; i < NITEMS(both); i++)
		if (*both[i].typed != '\0' && !same(both[i].typed,
		    both[i].asked))
			form_error(state, both[i].field, both[i].wrong);
	return ST_OK;
}

/* --- renewing ------------------------------------------------------------- */

enum status
device_file_renewal(struct req *r, const struct application *a,
    struct device_renew *out)
{
	struct bytes	 der;
	enum status	 st;

	st = package_stored(r, a->asked, DEVICE_RENEW_MAX, &der);
	return st == ST_OK ? device_renew_read(der, out, r->fault) : st;
}

enum status
device_renew_unfit(struct req *r, const struct dossier *d,
    const struct device_renew *p, const char **why)
{
	struct device_renew_of	 of = {
		.code = d->seal.code, .name = d->seal.name,
		.unit_name = d->app.org_name, .unit_code = d->app.org_code,
		.now = clock_now(),
	};
	enum device_renew_flaw	 flaw;
	struct seal_version	 v;
	enum status		 st;

	*why = NULL;
	st = seal_version_load(r->db, r->pool, d->seal.id, d->seal.version,
	    &v, r->fault);
	if (st != ST_OK)
		return st;
	of.cert = v.cert;
	of.seal = v.der;
	if ((flaw = device_renew_judge(p, &of)) != DEVICE_RENEW_FINE)
		*why = device_renew_flaw_text(flaw);
	return ST_OK;
}

enum status
device_renew_about(struct req *r, const struct dossier *d,
    unsigned char out[32])
{
	struct device_renew	 p;
	struct seal_version	 v = { .der = { NULL, 0 } };
	enum status		 st;
	int64_t			 n;

	st = device_file_renewal(r, &d->app, &p);
	for (n = d->seal.version; st == ST_OK && n > 0; n--) {
		st = seal_version_load(r->db, r->pool, d->seal.id, n, &v,
		    r->fault);
		if (st == ST_OK && bytes_same(v.cert, p.statement.cert))
			break;
	}
	if (st == ST_OK && n == 0)
		st = fault_set(r->fault, ST_CONFLICT,
		    "R-095: by none of the seal's versions");
	return st == ST_OK ? device_renew_digest(d->seal.code, v.der,
	    p.request, out, r->fault) : st;
}
