/* Seals in devices, and their packages; see package.h. */
#include <string.h>

#include "base/coding.h"
#include "base/limits.h"
#include "office/content.h"
#include "page/keys.h"
#include "work/local.h"
#include "work/package.h"
#include "work/show.h"

#define NO_CERT	"无"		/* a software device has none */

int
case_in_device(const struct application *a)
{
	return delivery_in_device(a->delivery);
}

enum status
package_stored(struct req *r, const char *name, size_t max,
    struct bytes *out)
{
	unsigned char	 sm3[32];
	struct buf	 b;
	enum status	 st;

	*out = bytes_of(NULL, 0);
	if (r->content == NULL)
		return fault_set(r->fault, ST_BROKEN, "package: no contents");
	if (!hex_read(name, sm3, sizeof(sm3)))
		return fault_set(r->fault, ST_ABSENT, "no package");
	buf_init(&b, max);
	st = content_read(r->content, sm3, &b, r->fault);
	if (st == ST_OK)
		*out = pool_bytes(r->pool, buf_view(&b));
	buf_free(&b);
	return st;
}

enum status
package_request(struct req *r, const struct application *a,
    struct bytes *out)
{
	if (*a->package != '\0')
		return package_stored(r, a->package, KEYD_DEVICE, out);
	*out = bytes_of(NULL, 0);
	return fault_set(r->fault, ST_CONFLICT, "no request of the device");
}

/* --- the device ----------------------------------------------------------- */

const char *
package_device_flaw(const char *form, const char *device)
{
	const int	 soft = strcmp(device, "software") == 0;

	if (!delivery_in_device(form))
		return *device == '\0' ? NULL :
		    "服务器托管的印章不登记领取设备";
	if (*device == '\0')
		return "请选择存放印章的设备类型";
	if (strcmp(form, DELIVERY_SOFT) == 0)
		return soft ? NULL : "软件设备文件只能登记为软件设备";
	return soft ? "软件设备只用于演示和测试，不能作为密码设备交付" : NULL;
}

const char *
package_device_cert_flaw(const char *form, const char *device_cert)
{
	if (!delivery_in_device(form))
		return *device_cert == '\0' ? NULL :
		    "服务器托管的印章不登记领取设备";
	if (strcmp(form, DELIVERY_SOFT) == 0)
		return *device_cert == '\0' || strcmp(device_cert,
		    NO_CERT) == 0 ? NULL : "软件设备没有型号证书，请填“无”";
	if (*device_cert == '\0')
		return "请填写商用密码产品认证证书编号";
	return strcmp(device_cert, NO_CERT) == 0 ?
	    "密码设备须有商用密码产品认证证书" : NULL;
}

const char *
package_words(struct pool *pool, const struct carrier *c)
{
	const char	*label;

	if (!delivery_in_device(c->kind))
		return "服务器托管（软件密钥）";
	if (*c->device == '\0')
		return "本单位设备（尚未交付）";
	label = choice_label(carrier_devices, c->device);
	return strcmp(c->kind, DELIVERY_SOFT) == 0 ?
	    pool_printf(pool, "%s，没有型号证书", label) :
	    pool_printf(pool, "%s，证书编号 %s", label, c->certificate);
}

/* --- handing out ---------------------------------------------------------- */

/* Delivered, and not over. */
static int
is_delivered(const struct dossier *d)
{
	return case_in_device(&d->app) && d->has_seal &&
	    (d->request.state == A13_DELIVERED ||
	    d->request.state == A14_COMPLETED);
}

static void
fill_copies(struct req *r, const struct package_copy *list, size_t n,
    struct page *part)
{
	struct page	*p;
	size_t		 i;

	for (i = 0; i < n; i++) {
		p = page_add(part, K_COPY);
		if (list[i].taken == 0)
			page_set(p, K_WHEN, "尚未下载");
		else
			page_printf(p, K_WHEN, "%s 由 %s 下载",
			    show_minute(r, list[i].taken), list[i].taken_by);
		if (*list[i].reason != '\0')
			page_printf(page_add(p, K_NOTE), K_SENTENCE,
			    "%s 准予再次下载：%s", list[i].allowed_by,
			    list[i].reason);
	}
}

enum status
package_fill(struct req *r, const struct dossier *d, struct page *page,
    const char *base, int desk)
{
	struct package_copy	*list;
	struct page		*part;
	size_t			 n;
	enum status		 st;

	if (!is_delivered(d))
		return ST_OK;
	st = package_copy_list(r->db, r->pool, d->request.id, &list, &n,
	    r->fault);
	if (st != ST_OK)
		return st;
	part = page_include(page, K_PACKAGE_PART, "work/package");
	fill_copies(r, list, n, part);
	if (n > 0 && list[n - 1].taken == 0)
		page_printf(page_add(part, K_DOWNLOAD), K_ACTION,
		    "%s/package", base);
	else if (desk)
		page_printf(page_add(part, K_AGAIN), K_ACTION,
		    "%s/package-again", base);
	else
		page_show(part, K_TAKEN);
	return ST_OK;
}

static enum status
refuse(struct req *r, const struct dossier *d, const char *action,
    const char *why)
{
	audit_refusal(r->db, r->actor, action, "request", d->request.number,
	    why);
	return fault_set(r->fault, ST_CONFLICT, "%s: %s", d->request.number,
	    why);
}

/* One of both in a transaction with its entry. */
static enum status
write_copy(struct req *r, struct dossier *d, const char *reason)
{
	const struct audit_entry entry = {
		.action = reason == NULL ? "package.take" : "package.allow",
		.kind = "request", .object = d->request.number,
		.result = "ok", .reason = reason != NULL ? reason :
		    d->seal.code,
	};
	enum status		 st;

	if ((st = store_begin(r->db, STORE_WRITE, r->fault)) != ST_OK)
		return st;
	st = reason == NULL ? package_copy_take(r->db, d->request.id,
	    r->actor->person, r->fault) : package_copy_allow(r->db,
	    d->request.id, reason, r->actor->person, r->fault);
	if (st == ST_OK)
		st = audit_add(r->db, r->actor, &entry, r->fault);
	return store_end(r->db, st, r->fault);
}

enum status
package_send(struct req *r, struct dossier *d, const char **why)
{
	struct web_file	 file = { .type = "application/octet-stream" };
	enum status	 st;

	*why = NULL;
	if (!is_delivered(d)) {
		*why = "印章还没有交付，或者不存放在本单位的设备里";
		return refuse(r, d, "package.take", *why);
	}
	if ((st = case_package(r, d, &file.bytes)) != ST_OK)
		return st;
	if ((st = write_copy(r, d, NULL)) == ST_CONFLICT) {
		*why = "数据包已经下载过，再次下载须由受理单位登记原因";
		return refuse(r, d, "package.take", *why);
	}
	if (st != ST_OK)
		return st;
	file.name = pool_printf(r->pool, "印章数据包-%s.jyp", d->seal.code);
	return web_file(r, &file);
}

enum status
package_again(struct req *r, struct dossier *d, const char *reason,
    const char **why)
{
	enum status	 st;

	*why = NULL;
	if (!is_delivered(d))
		*why = "印章还没有交付，或者不存放在本单位的设备里";
	else if (*reason == '\0')
		*why = "请写明再次下载的原因";
	if (*why != NULL)
		return refuse(r, d, "package.allow", *why);
	if ((st = write_copy(r, d, reason)) == ST_CONFLICT) {
		*why = "上一次准予的下载还没有使用";
		return refuse(r, d, "package.allow", *why);
	}
	return st;
}
