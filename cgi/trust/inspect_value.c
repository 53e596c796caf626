/*
 * Writing single values.  Everything here may come from a stranger: text is
 * checked character by character and shortened.
 */
#include <string.h>

#include "base/calendar.h"
#include "base/utf8.h"
#include "trust/inspect_local.h"
#include "trust/ses.h"

#define TEXT_CHARS	120	/* longer text is cut: a line on a screen */
#define HEX_BYTES	20	/* a key identifier whole */

/* Characters that steer a terminal or turn the direction of writing. */
static int
steers(uint32_t c)
{
	return c < 0x20 || (c >= 0x7f && c < 0xa0) ||
	    (c >= 0x200b && c <= 0x200f) || (c >= 0x2028 && c <= 0x202e) ||
	    (c >= 0x2060 && c <= 0x206f) || c == 0xfeff;
}

void
inspect_text(struct buf *out, struct bytes s)
{
	const char	*p = (const char *)s.p;
	size_t		 n = s.n, step;
	uint32_t	 c;

	for (int chars = 0; n > 0; p += step, n -= step, chars++) {
		if (chars == TEXT_CHARS) {
			buf_printf(out, "…(%zu字节)", s.n);
			return;
		}
		if ((step = utf8_next(p, n, &c)) == 0) {
			step = 1;
			buf_printf(out, "\\x%02x", (unsigned char)*p);
		} else if (steers(c)) {
			buf_printf(out, "\\u{%x}", (unsigned)c);
		} else {
			buf_put(out, p, step);
		}
	}
}

void
inspect_hex(struct buf *out, struct bytes b)
{
	for (size_t i = 0; i < b.n && i < HEX_BYTES; i++)
		buf_printf(out, "%02x", b.p[i]);
	buf_printf(out, "%s（%zu字节）", b.n > HEX_BYTES ? "…" : "", b.n);
}

void
inspect_moment(struct buf *out, int64_t ms)
{
	char	 text[CALENDAR_TEXT];

	calendar_exact(ms, text);
	buf_text(out, text);
}

/* BMPString has two bytes a character. */
static void
bmp_text(struct buf *out, struct bytes b)
{
	char	 text[4 * TEXT_CHARS];
	size_t	 n = 0;

	for (size_t i = 0; i + 1 < b.n && n + 4 <= sizeof(text); i += 2)
		n += utf8_put((uint32_t)b.p[i] << 8 | b.p[i + 1], text + n);
	inspect_text(out, bytes_of(text, n));
}

void
inspect_name(struct buf *out, struct bytes name)
{
	char		 dotted[OID_TEXT];
	struct bytes	 set, pair;
	struct der	 d, rdn, ava, type, value;
	enum oid	 oid;
	int		 first = 1;

	if (!der_take(&name, DER_SEQ, &d))
		return;
	while (der_take(&d.body, DER_SET, &rdn)) {
		set = rdn.body;
		while (der_take(&set, DER_SEQ, &ava)) {
			pair = ava.body;
			if (!der_take(&pair, DER_OID, &type) ||
			    !der_next(&pair, &value))
				continue;
			oid = oid_find(type.body);
			oid_dotted(type.body, dotted, sizeof(dotted));
			buf_printf(out, "%s%s=", first ? "" : ", ",
			    oid == OID__N ? dotted : oid_row(oid)->name);
			if (value.tag == 0x1e)
				bmp_text(out, value.body);
			else
				inspect_text(out, value.body);
			first = 0;
		}
	}
}

static void
usage_value(struct buf *out, struct bytes bits)
{
	const char	*sep = "";

	for (unsigned k = 0; k < KU__N; k++)
		if (der_bit(bits, k)) {
			buf_printf(out, "%s%s", sep, key_usage_label(k));
			sep = "、";
		}
}

static void
basic_value(struct buf *out, struct bytes seq)
{
	struct der	 ca, len;
	int64_t		 n;

	buf_text(out, der_take(&seq, DER_BOOLEAN, &ca) && ca.body.n == 1 &&
	    ca.body.p[0] != 0 ? "是颁发机构" : "不是颁发机构");
	if (der_take(&seq, DER_INTEGER, &len) && der_number(len.body, &n))
		buf_printf(out, "，下级层数至多%lld", (long long)n);
}

/* Uses, or addresses found at any depth: [6] of GeneralName. */
static void
list_value(struct buf *out, struct bytes in, int depth)
{
	char		 text[OID_TEXT + 128];
	struct der	 d;

	while (depth < 8 && der_next(&in, &d)) {
		if (d.tag == DER_OID) {
			oid_text(d.body, text, sizeof(text));
			buf_printf(out, " %s", text);
		} else if (d.tag == DER_CTX_PRIM(6)) {
			buf_text(out, " ");
			inspect_text(out, d.body);
		} else if ((d.tag & 0x20) != 0) {
			list_value(out, d.body, depth + 1);
		}
	}
}

static void
extension_value(struct buf *out, enum oid oid, struct bytes value)
{
	struct bytes	 in = value;
	struct der	 d;

	if (der_strict(value, NULL) != ST_OK || !der_next(&in, &d))
		inspect_hex(out, value);
	else if (oid == OID_X_KEY_USAGE && d.tag == DER_BITS)
		usage_value(out, d.body);
	else if (oid == OID_X_BASIC && d.tag == DER_SEQ)
		basic_value(out, d.body);
	else if (oid == OID_X_SUBJECT_KEY)
		inspect_hex(out, d.body);
	else if (oid == OID_X_EXT_USAGE || oid == OID_X_CRL_POINTS ||
	    oid == OID_X_INFO_ACCESS || oid == OID_X_POLICIES)
		list_value(out, value, 0);
	else
		inspect_hex(out, value);
}

void
inspect_extension(struct buf *out, struct bytes ext)
{
	char		 text[OID_TEXT + 128];
	struct der	 d, oid, critical, octets;
	int		 is_critical;

	if (!der_take(&ext, DER_SEQ, &d) ||
	    !der_take(&d.body, DER_OID, &oid)) {
		inspect_hex(out, ext);
		return;
	}
	is_critical = der_take(&d.body, DER_BOOLEAN, &critical) &&
	    critical.body.n == 1 && critical.body.p[0] != 0;
	oid_text(oid.body, text, sizeof(text));
	buf_printf(out, "%s%s：", text, is_critical ? "（关键）" : "");
	if (der_take(&d.body, DER_OCTETS, &octets))
		extension_value(out, oid_find(oid.body), octets.body);
}

void
inspect_cert_line(struct buf *out, struct bytes der)
{
	struct ses_cert	 c;

	if (ses_cert_read(der, &c, NULL) != ST_OK) {
		buf_text(out, "不是证书：");
		inspect_hex(out, der);
		return;
	}
	inspect_name(out, c.subject);
	buf_printf(out, "；颁发者 ");
	inspect_name(out, c.issuer);
	buf_text(out, "；有效期 ");
	inspect_moment(out, c.not_before);
	buf_text(out, " 至 ");
	inspect_moment(out, c.not_after);
	if (!c.is_sm2)
		buf_text(out, "；不是SM2证书");
}

static void
number_value(struct buf *out, struct bytes body)
{
	int64_t	 v;

	if (der_number(body, &v))
		buf_printf(out, "%lld", (long long)v);
	else
		inspect_hex(out, body);
}

static void
time_value(struct buf *out, const struct der *d)
{
	int64_t	 ms;

	if (der_moment(d, &ms)) {
		inspect_moment(out, ms);
		buf_text(out, "（");
		inspect_text(out, d->body);
		buf_text(out, "）");
	} else {
		inspect_text(out, d->body);
	}
}

static void
bits_value(struct buf *out, struct bytes body)
{
	struct bytes	 whole;

	if (der_bit_bytes(body, &whole))
		inspect_hex(out, whole);
	else
		inspect_hex(out, body);
}

void
inspect_value(struct buf *out, const struct der *d)
{
	char	 text[OID_TEXT + 128];

	switch (d->tag) {
	case DER_BOOLEAN:
		buf_text(out, d->body.n == 1 && d->body.p[0] != 0 ?
		    "是" : "否");
		break;
	case DER_INTEGER:
	case DER_ENUM:
		number_value(out, d->body);
		break;
	case DER_OID:
		oid_text(d->body, text, sizeof(text));
		buf_text(out, text);
		break;
	case DER_UTCTIME:
	case DER_TIME:
		time_value(out, d);
		break;
	case DER_BITS:
		bits_value(out, d->body);
		break;
	case DER_UTF8:
	case DER_PRINTABLE:
	case DER_IA5:
	case 0x12:
	case 0x1a:
		inspect_text(out, d->body);
		break;
	case 0x1e:
		bmp_text(out, d->body);
		break;
	default:
		inspect_hex(out, d->body);
	}
}
