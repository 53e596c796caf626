/* A device's application for a seal; see device_apply.h. */
#include <string.h>

#include "base/utf8.h"
#include "der/der.h"
#include "trust/device_apply.h"
#include "trust/signed.h"

#define TITLE "jianyin seal application"

enum { APPLY_V1 = 1 };

static int
is_kind(const char *kind)
{
	return strlen(kind) == DEVICE_APPLY_KIND - 1 && kind[0] >= 'A' &&
	    kind[0] <= 'Z' && kind[1] >= 'A' && kind[1] <= 'Z';
}

enum status
device_apply_tbs_write(const struct device_apply *a, struct buf *out,
    struct fault *f)
{
	const struct cert_name	*name = &a->csr.subject;
	struct der_out		 o;

	if (!is_kind(a->kind))
		return fault_set(f, ST_INVALID, "R-256: kind of seal");
	der_out_start(&o, out);
	der_begin(&o, DER_SEQ);
	der_put_utf8(&o, TITLE);
	der_put_int(&o, APPLY_V1);
	der_put_utf8(&o, name->org);
	der_put_utf8(&o, name->number);
	der_put_utf8(&o, name->cn);
	der_put_utf8(&o, a->kind);
	der_begin(&o, DER_SEQ);
	der_put_utf8(&o, a->device);
	der_put_utf8(&o, a->software ? DEVICE_APPLY_SOFT : "");
	der_end(&o);
	der_put_int(&o, a->time);
	der_put_octets(&o, a->request);
	der_end(&o);
	return der_out_end(&o, f);
}

/* --- reading ------------------------------------------------------------- */

static int
take_text(struct bytes *rest, char *out, size_t room)
{
	struct der	 d;

	if (!der_take(rest, DER_UTF8, &d) || d.body.n >= room ||
	    !utf8_valid((const char *)d.body.p, d.body.n) ||
	    memchr(d.body.p, 0, d.body.n) != NULL)
		return 0;
	memcpy(out, d.body.p, d.body.n);
	out[d.body.n] = '\0';
	return 1;
}

/* Must be what the request says too. */
static int
take_same(struct bytes *rest, const char *want)
{
	struct der	 d;

	return *want != '\0' && der_take(rest, DER_UTF8, &d) &&
	    bytes_same(d.body, bytes_text(want));
}

static int
take_device(struct bytes *rest, struct device_apply *out)
{
	char		 mark[sizeof(DEVICE_APPLY_SOFT)];
	struct der	 device;

	if (!der_take(rest, DER_SEQ, &device) ||
	    !take_text(&device.body, out->device, sizeof(out->device)) ||
	    !take_text(&device.body, mark, sizeof(mark)) ||
	    device.body.n != 0)
		return 0;
	out->software = strcmp(mark, DEVICE_APPLY_SOFT) == 0;
	return *out->device != '\0' && (out->software || *mark == '\0');
}

/* The request stands last; the names before it are compared with its own. */
static enum status
read_tbs(struct bytes in, struct device_apply *out, struct fault *f)
{
	const struct cert_name	*name = &out->csr.subject;
	struct bytes		 rest, look;
	struct der		 all, d;
	enum status		 st;
	int64_t			 v;

	if (!der_take(&in, DER_SEQ, &all) || in.n != 0 ||
	    !take_same(&all.body, TITLE) ||
	    !der_take(&all.body, DER_INTEGER, &d) ||
	    !der_number(d.body, &v) || v != APPLY_V1)
		return fault_set(f, ST_INVALID, "R-256: no application");
	for (look = rest = all.body; der_next(&look, &d);)
		continue;
	if (look.n != 0 || d.tag != DER_OCTETS)
		return fault_set(f, ST_INVALID, "R-256: no request in it");
	out->request = d.body;
	if ((st = csr_read(out->request, &out->csr, f)) != ST_OK)
		return fault_in(f, st, "R-256");
	if (!take_same(&rest, name->org) || !take_same(&rest, name->number) ||
	    !take_same(&rest, name->cn))
		return fault_set(f, ST_INVALID,
		    "R-256: other names than in its request");
	if (!take_text(&rest, out->kind, sizeof(out->kind)) ||
	    !is_kind(out->kind) || !take_device(&rest, out) ||
	    !der_take(&rest, DER_INTEGER, &d) ||
	    !der_number(d.body, &out->time) ||
	    !der_take(&rest, DER_OCTETS, &d) || rest.n != 0)
		return fault_set(f, ST_INVALID, "R-256: application malformed");
	return ST_OK;
}

enum status
device_apply_read(struct bytes der, struct device_apply *out, struct fault *f)
{
	struct trust_signed	 s;
	enum status		 st;

	memset(out, 0, sizeof(*out));
	if ((st = trust_split(der, DEVICE_APPLY_MAX, &s, f)) != ST_OK)
		return fault_in(f, st, "application");
	if (s.rest.n != 0)
		st = fault_set(f, ST_INVALID, "R-256: something behind it");
	else if ((st = read_tbs(s.tbs, out, f)) == ST_OK)
		st = trust_verify_signed(der, DEVICE_APPLY_MAX, out->csr.key,
		    f);
	if (st != ST_OK)
		memset(out, 0, sizeof(*out));
	return st;
}
