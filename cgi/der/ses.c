/*
 * What readers of seals and of signatures share: the tables of versions and
 * quirks, reading a row of fields, extensions, entries of the signer list.
 */
#include <string.h>

#include "base/limits.h"
#include "der/ses_local.h"

static const struct ses_quirk_row quirks[] = {
	[SES_Q_RAW_SIGNATURE] = { "raw-signature",
	    "签名值为64字节原始格式，不是DER编码。", "Koal; keyword.ofd" },
	[SES_Q_FALSE_WRITTEN] = { "false-written",
	    "扩展项写出了缺省的非关键标志。", "Gomain, Koal, Gede" },
	[SES_Q_TIME_TEXT] = { "time-text",
	    "签章时间以文本书写。", "iOFD, ofdrw" },
	[SES_Q_OCTETS_FOR_BITS] = { "octets-for-bits",
	    "时间或摘要以八位串代替比特串。", "ofdrw" },
	[SES_Q_CERT_ENTRY] = { "cert-entry",
	    "签章人证书列表中有不是证书的内容。", "iOFD" },
	[SES_Q_OID_SIGNED_DATA] = { "oid-signed-data",
	    "签名算法标识误用了签名数据标识。", "easyofd-java" },
	[SES_Q_OID_TYPO] = { "oid-typo",
	    "签名算法标识有误（缺少一节）。", "ofdrw OIDs.java" },
	[SES_Q_V1_LONG_TIME] = { "v1-long-time",
	    "印章日期使用了四位年份的时间类型。", "ofdrw v1" },
	[SES_Q_SEAL_WRAPPED] = { "seal-wrapped",
	    "印章外多包了一层八位串。", "ofdrw v1" },
	[SES_Q_SIGN_INFO_WRAPPED] = { "sign-info-wrapped",
	    "制章人签名信息外多包了一层比特串。", "ofdrw v1" },
	[SES_Q_EXT_TAGGED] = { "ext-tagged",
	    "扩展数据带有上下文标记。", "NetSeal" },
	[SES_Q_EXT_WRAPPED] = { "ext-wrapped",
	    "扩展数据外多包了一层八位串。", "ofdrw v1" },
	[SES_Q_TBS_VERSION] = { "tbs-version",
	    "待签名数据的版本号为3。", "C0119" },
	[SES_Q_PADDING] = { "padding",
	    "数据末尾有补零。", "PDF Contents" },
};

_Static_assert(NITEMS(quirks) == SES_Q__N, "a row for every quirk");
_Static_assert(SES_Q__N <= 32, "quirks are bits of an unsigned");

const struct ses_quirk_row *
ses_quirk_row(enum ses_quirk q)
{
	return &quirks[q];
}

const char *
ses_version_label(enum ses_version v)
{
	switch (v) {
	case SES_V1:
		return "GM/T 0031-2014（第1版）";
	case SES_V4:
		return "GB/T 38540-2020（第4版）";
	case SES_V5:
		return "GM/T 0031-2025（第5版）";
	}
	return NULL;
}

static enum status
part_read(const struct der *d, const struct ses_part *p, void *to,
    struct fault *f)
{
	struct bytes	*b = to;
	struct ses_time	*t = to;
	int64_t		*v = to;

	switch (p->tag) {
	case DER_INTEGER:
		if (der_number(d->body, v) && *v >= p->min && *v <= p->max)
			return ST_OK;
		return fault_set(f, ST_INVALID, "%s: out of range", p->name);
	case DER_TIME:
	case DER_UTCTIME:
		t->raw = d->body;
		if (der_moment(d, &t->ms)) {
			t->form = SES_TIME_DER;
			return ST_OK;
		}
		return fault_set(f, ST_INVALID, "%s: no moment", p->name);
	case DER_BITS:
		if (der_bit_bytes(d->body, b))
			return ST_OK;
		return fault_set(f, ST_INVALID, "%s: unused bits", p->name);
	default:
		*b = d->body;
		if (p->max == 0 || b->n <= (size_t)p->max)
			return ST_OK;
		return fault_set(f, ST_INVALID, "%s: too long", p->name);
	}
}

enum status
ses_parts_read(struct bytes *in, const struct ses_part *p, size_t n,
    void *out, struct fault *f)
{
	enum status	 st;
	struct der	 d;

	for (size_t i = 0; i < n; i++) {
		if (!der_take(in, p[i].tag, &d))
			return fault_set(f, ST_INVALID,
			    "%s: missing or of another type", p[i].name);
		if ((st = part_read(&d, &p[i], (char *)out + p[i].at,
		    f)) != ST_OK)
			return st;
	}
	return ST_OK;
}

enum status
ses_end(struct bytes in, const char *name, struct fault *f)
{
	if (in.n == 0)
		return ST_OK;
	return fault_set(f, ST_INVALID, "%s: more elements than known", name);
}

/* Anything but zeros behind the SEQUENCE is refused, and said so. */
enum status
ses_outer(struct bytes in, struct der *outer, size_t *nel,
    struct bytes *padding, struct fault *f)
{
	struct bytes	 rest;
	enum status	 st;

	if (in.n > LIMIT_SIGNATURE)
		return fault_set(f, ST_INVALID, "seal data: past %zu bytes",
		    (size_t)LIMIT_SIGNATURE);
	if ((st = der_strict_first(in, &rest, f)) != ST_OK)
		return st;
	if (!der_take(&rest, DER_SEQ, outer))
		return fault_set(f, ST_INVALID, "seal data: no SEQUENCE");
	*padding = bytes_of(in.p + outer->whole.n, in.n - outer->whole.n);
	for (size_t i = 0; i < padding->n; i++)
		if (padding->p[i] != 0)
			return fault_set(f, ST_INVALID,
			    "seal data: something behind it");
	*nel = der_count(outer->body);
	return ST_OK;
}

unsigned
ses_signer_quirks(struct bytes algorithm, struct bytes signature)
{
	unsigned	 q = 0;

	if (oid_is(algorithm, OID_GM_SIGNED))
		q |= SES_Q(SES_Q_OID_SIGNED_DATA);
	if (oid_is(algorithm, OID_SM3_WITH_SM2_TYPO))
		q |= SES_Q(SES_Q_OID_TYPO);
	if (signature.n == 64)
		q |= SES_Q(SES_Q_RAW_SIGNATURE);
	return q;
}

/*
 * ExtData: OID, BOOLEAN DEFAULT FALSE, OCTET STRING.  *rest moves only past
 * a good one, so that what is left tells the end from a bad one.
 */
static int
ext_read(struct bytes *rest, struct ses_ext *out, int *written_false)
{
	struct bytes	 in, behind = *rest;
	struct der	 d, oid, critical, value;

	*written_false = 0;
	out->critical = 0;
	if (!der_take(&behind, DER_SEQ, &d))
		return 0;
	in = d.body;
	if (!der_take(&in, DER_OID, &oid))
		return 0;
	if (der_take(&in, DER_BOOLEAN, &critical)) {
		if (critical.body.n != 1)
			return 0;
		out->critical = critical.body.p[0] != 0;
		*written_false = !out->critical;
	}
	if (!der_take(&in, DER_OCTETS, &value) || in.n != 0)
		return 0;
	out->oid = oid.body;
	out->value = value.body;
	*rest = behind;
	return 1;
}

int
ses_ext_next(struct bytes *rest, struct ses_ext *out)
{
	int	 written;

	return ext_read(rest, out, &written);
}

int
ses_ext_find(struct bytes ext, enum oid oid, struct ses_ext *out)
{
	while (ses_ext_next(&ext, out))
		if (oid_is(out->oid, oid))
			return 1;
	return 0;
}

enum status
ses_ext_check(struct bytes ext, unsigned *q, struct fault *f)
{
	struct ses_ext	 e;
	size_t		 n = 0;
	int		 written;

	for (; ext_read(&ext, &e, &written); n++)
		if (written)
			*q |= SES_Q(SES_Q_FALSE_WRITTEN);
	if (ext.n != 0 || n > SES_EXTS)
		return fault_set(f, ST_INVALID,
		    "ExtensionDatas: malformed or too many");
	return ST_OK;
}

int
ses_signer_next(const struct ses_seal *s, struct bytes *rest,
    struct ses_signer *out)
{
	struct bytes	 in, behind = *rest;
	struct der	 d, type, value;

	memset(out, 0, sizeof(*out));
	if (!der_next(&behind, &d))
		return 0;
	if (s->cert_list_type != 2) {
		if (d.tag == DER_OCTETS)
			out->cert = d.body;
		*rest = behind;
		return 1;
	}
	in = d.body;
	if (d.tag != DER_SEQ || !der_take(&in, DER_PRINTABLE, &type) ||
	    !der_take(&in, DER_OCTETS, &value) || in.n != 0)
		return 0;
	out->digest_type = type.body;
	out->digest = value.body;
	*rest = behind;
	return 1;
}

void
ses_seal_signed(const struct ses_seal *s, struct buf *out)
{
	struct der_out	 o;

	if (s->nsigned == 1) {
		buf_bytes(out, s->signed_part[0]);
		return;
	}
	der_out_start(&o, out);
	der_begin(&o, DER_SEQ);
	for (size_t i = 0; i < s->nsigned; i++)
		der_put_raw(&o, s->signed_part[i]);
	der_end(&o);
}
