/*
 * The structures as tables of fields in the standards' order, and one walk
 * that sets what came beside them.  An element that does not fit its place
 * is shown all the same, marked as not expected.
 */
#include <string.h>

#include "base/coding.h"
#include "base/limits.h"
#include "trust/inspect.h"
#include "trust/inspect_local.h"
#include "trust/ocsp.h"
#include "trust/ses.h"


static const struct node ext_data[] = {
	{ DER_OID, 0, SHOW_VALUE, "extnID", "扩展标识", LEAF },
	{ DER_BOOLEAN, OPTIONAL, SHOW_VALUE, "critical", "关键", LEAF },
	{ DER_OCTETS, 0, SHOW_VALUE, "extnValue", "扩展内容", LEAF },
};
static const struct node ext_datas[] = {
	{ DER_SEQ, REPEATED, SHOW_INSIDE, "ExtData", "扩展项",
	    KIDS(ext_data) },
};
static const struct node header[] = {
	{ DER_IA5, 0, SHOW_VALUE, "ID", "头标识", LEAF },
	{ DER_INTEGER, 0, SHOW_VALUE, "version", "版本", LEAF },
	{ DER_IA5, 0, SHOW_VALUE, "Vid", "厂商标识", LEAF },
};
static const struct node digest_obj[] = {
	{ DER_PRINTABLE, 0, SHOW_VALUE, "type", "杂凑类型", LEAF },
	{ DER_OCTETS, 0, SHOW_VALUE, "value", "证书杂凑值", LEAF },
};
static const struct node cert_list[] = {
	{ DER_OCTETS, REPEATED, SHOW_CERT, "cert", "签章人证书", LEAF },
	{ DER_SEQ, REPEATED, SHOW_INSIDE, "CertDigestObj", "签章人证书杂凑",
	    KIDS(digest_obj) },
};
static const struct node property[] = {
	{ DER_INTEGER, 0, SHOW_VALUE, "type", "印章类型", LEAF },
	{ DER_UTF8, 0, SHOW_VALUE, "name", "印章名称", LEAF },
	{ DER_INTEGER, OPTIONAL, SHOW_VALUE, "certListType", "列表类型",
	    LEAF },
	{ DER_SEQ, 0, SHOW_INSIDE, "certList", "签章人证书列表",
	    KIDS(cert_list) },
	{ 0, 0, SHOW_VALUE, "createDate", "制作日期", LEAF },
	{ 0, 0, SHOW_VALUE, "validStart", "有效期起", LEAF },
	{ 0, 0, SHOW_VALUE, "validEnd", "有效期止", LEAF },
};
static const struct node picture[] = {
	{ DER_IA5, 0, SHOW_VALUE, "type", "图像类型", LEAF },
	{ DER_OCTETS, 0, SHOW_VALUE, "data", "图像数据", LEAF },
	{ DER_INTEGER, 0, SHOW_VALUE, "width", "宽度（毫米）", LEAF },
	{ DER_INTEGER, 0, SHOW_VALUE, "height", "高度（毫米）", LEAF },
};
static const struct node seal_info[] = {
	{ DER_SEQ, 0, SHOW_INSIDE, "header", "印章头", KIDS(header) },
	{ DER_IA5, 0, SHOW_VALUE, "esID", "印章编码", LEAF },
	{ DER_SEQ, 0, SHOW_INSIDE, "property", "印章属性", KIDS(property) },
	{ DER_SEQ, 0, SHOW_INSIDE, "picture", "印章图像", KIDS(picture) },
	{ 0, OPTIONAL, SHOW_INSIDE, "extDatas", "自定义数据",
	    KIDS(ext_datas) },
};
static const struct node sign_info[] = {
	{ DER_OCTETS, 0, SHOW_CERT, "cert", "制章人证书", LEAF },
	{ DER_OID, 0, SHOW_VALUE, "signatureAlgorithm", "签名算法", LEAF },
	{ DER_BITS, 0, SHOW_VALUE, "signData", "制章人签名值", LEAF },
};
static const struct node stamp[] = {
	{ DER_BITS, 0, SHOW_VALUE, "token", "时间戳内容", LEAF },
};
static const struct node seal_v1[] = {
	{ DER_SEQ, 0, SHOW_INSIDE, "esealInfo", "印章信息",
	    KIDS(seal_info) },
	{ DER_SEQ, 0, SHOW_INSIDE, "signInfo", "制章人签名信息",
	    KIDS(sign_info) },
};
static const struct node seal_v4[] = {
	{ DER_SEQ, 0, SHOW_INSIDE, "eSealInfo", "印章信息",
	    KIDS(seal_info) },
	{ DER_OCTETS, 0, SHOW_CERT, "cert", "制章人证书", LEAF },
	{ DER_OID, 0, SHOW_VALUE, "signAlgID", "签名算法", LEAF },
	{ DER_BITS, 0, SHOW_VALUE, "signedValue", "制章人签名值", LEAF },
	{ DER_CTX(0), OPTIONAL, SHOW_INSIDE, "timeStamp", "时间戳",
	    KIDS(stamp) },
};
static const struct node tbs_v1[] = {
	{ DER_INTEGER, 0, SHOW_VALUE, "version", "版本", LEAF },
	{ 0, 0, SHOW_INSIDE, "eseal", "电子印章", KIDS(seal_v1) },
	{ 0, 0, SHOW_TIME_INFO, "timeInfo", "签章时间", LEAF },
	{ 0, 0, SHOW_VALUE, "dataHash", "原文杂凑值", LEAF },
	{ DER_IA5, 0, SHOW_VALUE, "propertyInfo", "原文属性", LEAF },
	{ DER_OCTETS, 0, SHOW_CERT, "cert", "签章人证书", LEAF },
	{ DER_OID, 0, SHOW_VALUE, "signatureAlgorithm", "签名算法", LEAF },
};
static const struct node tbs_v4_ext[] = {
	{ DER_SEQ, 0, SHOW_INSIDE, "ExtensionDatas", "扩展数据",
	    KIDS(ext_datas) },
};
static const struct node tbs_v4[] = {
	{ DER_INTEGER, 0, SHOW_VALUE, "version", "版本", LEAF },
	{ DER_SEQ, 0, SHOW_INSIDE, "eseal", "电子印章", KIDS(seal_v4) },
	{ DER_TIME, 0, SHOW_VALUE, "timeInfo", "签章时间", LEAF },
	{ DER_BITS, 0, SHOW_VALUE, "dataHash", "原文杂凑值", LEAF },
	{ DER_IA5, 0, SHOW_VALUE, "propertyInfo", "原文属性", LEAF },
	{ DER_CTX(0), OPTIONAL, SHOW_INSIDE, "extDatas", "自定义数据",
	    KIDS(tbs_v4_ext) },
};
static const struct node signature_v1[] = {
	{ DER_SEQ, 0, SHOW_INSIDE, "toSign", "待签名数据", KIDS(tbs_v1) },
	{ DER_BITS, 0, SHOW_VALUE, "signature", "签章人签名值", LEAF },
};
static const struct node signature_v4[] = {
	{ DER_SEQ, 0, SHOW_INSIDE, "toSign", "待签名数据", KIDS(tbs_v4) },
	{ DER_OCTETS, 0, SHOW_CERT, "cert", "签章人证书", LEAF },
	{ DER_OID, 0, SHOW_VALUE, "signatureAlgID", "签名算法", LEAF },
	{ DER_BITS, 0, SHOW_VALUE, "signature", "签章人签名值", LEAF },
	{ DER_CTX(0), OPTIONAL, SHOW_INSIDE, "timeStamp", "时间戳",
	    KIDS(stamp) },
};

struct walk {
	const unsigned char	*base;
	struct buf		*out;
	size_t			 lines;
};

/* Offset and length of the content, then label and name. */
static void
line_start(struct walk *w, const struct der *d, int depth,
    const struct node *n)
{
	buf_printf(w->out, "%8zu %8zu  %*s", (size_t)(d->body.p - w->base),
	    d->body.n, 2 * depth, "");
	if (n != NULL)
		buf_printf(w->out, "%s（%s）", n->label, n->name);
	else
		buf_printf(w->out, "（未预期，类型%02x）", d->tag);
}

static void
time_info_show(struct buf *out, const struct der *d)
{
	struct bytes	 v = d->body, rest;
	struct der	 inner;
	int64_t		 ms;

	if (d->tag == DER_BITS)
		der_bit_bytes(d->body, &v);
	rest = v;
	if (ses_token_time(v, &ms)) {
		buf_text(out, "时间戳，");
		inspect_moment(out, ms);
	} else if (der_next(&rest, &inner) && rest.n == 0) {
		inspect_value(out, &inner);
	} else {
		inspect_text(out, v);
	}
}

static void
reason_show(struct buf *out, const struct der *d)
{
	const char	*label = NULL;
	int64_t		 n;

	if (der_number(d->body, &n) && n >= 0 && n <= CRL_AA_COMPROMISE)
		label = crl_reason_label((int)n);
	if (label != NULL)
		buf_text(out, label);
	else
		inspect_value(out, d);
}

static void
show(struct walk *w, const struct der *d, enum show how)
{
	if (how != SHOW_NOTHING)
		buf_text(w->out, "：");
	switch (how) {
	case SHOW_CERT:
		inspect_cert_line(w->out, d->body);
		break;
	case SHOW_NAME:
		inspect_name(w->out, d->whole);
		break;
	case SHOW_EXTENSION:
		inspect_extension(w->out, d->whole);
		break;
	case SHOW_TIME_INFO:
		time_info_show(w->out, d);
		break;
	case SHOW_REASON:
		reason_show(w->out, d);
		break;
	case SHOW_NOTHING:
		break;
	default:
		inspect_value(w->out, d);
	}
}

/* The node this element stands for, *k moved to it; NULL where none. */
static const struct node *
node_for(const struct node *nodes, size_t n, size_t *k, unsigned char tag)
{
	for (size_t i = *k; i < n; i++) {
		if (nodes[i].tag == 0 || nodes[i].tag == tag) {
			*k = i + ((nodes[i].flags & REPEATED) == 0);
			return &nodes[i];
		}
		if ((nodes[i].flags & (OPTIONAL | REPEATED)) == 0)
			return NULL;
	}
	return NULL;
}

/* An OCTET STRING is only where a table says that DER stands in it. */
static int
is_walked(const struct der *d, const struct node *n)
{
	if (n == NULL || n->tag != DER_OCTETS)
		return (d->tag & 0x20) != 0 &&
		    (n == NULL || n->show == SHOW_INSIDE);
	return n->show == SHOW_INSIDE;
}

/* Elements beside their nodes; the strict walk has capped the depth. */
static void
walk(struct walk *w, struct bytes in, const struct node *nodes, size_t n,
    int depth)
{
	const struct node	*node;
	struct der		 d;
	size_t			 k = 0;

	while (w->lines < INSPECT_LINES && der_next(&in, &d)) {
		node = node_for(nodes, n, &k, d.tag);
		w->lines++;
		line_start(w, &d, depth, node);
		if (is_walked(&d, node)) {
			buf_text(w->out, "\n");
			walk(w, d.body, node == NULL ? NULL : node->kids,
			    node == NULL ? 0 : node->nkids, depth + 1);
			continue;
		}
		show(w, &d, node == NULL ? SHOW_VALUE : node->show);
		buf_text(w->out, "\n");
	}
	if (w->lines == INSPECT_LINES) {
		buf_text(w->out, "（以下从略）\n");
		w->lines++;
	}
}

static void
fields(struct bytes whole, const struct node *nodes, size_t n,
    struct buf *out)
{
	struct walk	 w = { whole.p, out, 0 };
	struct der	 d;

	buf_text(out, "    偏移     长度  内容\n");
	if (nodes == NULL)
		walk(&w, whole, NULL, 0, 0);
	else if (der_next(&whole, &d))
		walk(&w, d.body, nodes, n, 0);
}

static void
quirks_print(unsigned quirks, struct buf *out)
{
	for (unsigned q = 0; q < SES_Q__N; q++)
		if ((quirks & SES_Q(q)) != 0)
			buf_printf(out, "偏差：%s（%s，曾见于%s）\n",
			    ses_quirk_row((enum ses_quirk)q)->label,
			    ses_quirk_row((enum ses_quirk)q)->name,
			    ses_quirk_row((enum ses_quirk)q)->seen);
}

/* What can be told without the document and without a list of CAs. */
static void
verdict_print(const struct ses_verdict *v, struct buf *out)
{
	buf_text(out, "核验：\n");
	for (unsigned c = 0; c < CHECK__N; c++) {
		const struct finding	*f = &v->found[c];

		if (strcmp(f->code, "none") == 0)
			continue;
		buf_printf(out, "  [%s] %s：%s%s%s\n",
		    finding_state_label(f->state),
		    ses_check_label((enum ses_check)c), f->text,
		    f->clause[0] == '\0' ? "" : " —— ", f->clause);
	}
}

static const char *
clause(enum ses_version v, int is_seal)
{
	if (v == SES_V5)
		return "GM/T 0031-2025";
	if (v == SES_V4)
		return is_seal ? "GB/T 38540-2020 6" : "GB/T 38540-2020 7";
	return is_seal ? "GM/T 0031-2014 6.1.1" : "GM/T 0031-2014 6.2.1";
}

static void
heading(enum ses_version v, int is_seal, size_t n, struct buf *out)
{
	buf_printf(out, "%s，%s，%zu字节，依据%s\n",
	    inspect_kind_label(is_seal ? INSPECT_SEAL : INSPECT_SIGNATURE),
	    ses_version_label(v), n, clause(v, is_seal));
}

static int
try_seal(struct bytes in, int64_t now, struct buf *out)
{
	const struct ses_ask	 ask = { now, NULL, NULL, NULL };
	struct ses_verdict	 v;
	struct ses_seal		 s;

	if (ses_seal_judge(in, &ask, &s, &v, NULL) != ST_OK || !v.read)
		return 0;
	heading(s.version, 1, s.whole.n, out);
	if (s.version == SES_V1)
		fields(s.whole, KIDS(seal_v1), out);
	else
		fields(s.whole, KIDS(seal_v4), out);
	quirks_print(s.quirks, out);
	verdict_print(&v, out);
	return 1;
}

static int
try_signature(struct bytes in, int64_t now, struct buf *out)
{
	const struct ses_ask	 ask = { now, NULL, NULL, NULL };
	struct ses_signature	 s;
	struct ses_verdict	 v;

	if (ses_signature_judge(in, &ask, &s, &v, NULL) != ST_OK || !v.read)
		return 0;
	heading(s.version, 0, s.whole.n, out);
	if (s.version == SES_V1)
		fields(s.whole, KIDS(signature_v1), out);
	else
		fields(s.whole, KIDS(signature_v4), out);
	quirks_print(s.quirks | s.seal.quirks, out);
	verdict_print(&v, out);
	return 1;
}

static int
try_cert(struct bytes in, struct buf *out)
{
	struct ses_cert	 c;

	if (ses_cert_read(in, &c, NULL) != ST_OK)
		return 0;
	buf_printf(out, "数字证书，%zu字节，依据GB/T 20518、RFC 5280%s\n",
	    in.n, c.is_sm2 ? "" : "，不是SM2证书");
	fields(in, inspect_certificate, INSPECT_CERTIFICATE, out);
	return 1;
}

static int
try_ocsp(struct bytes in, struct buf *out)
{
	struct ocsp_response	 r;
	struct ocsp_id		 id;

	if (ocsp_response_read(in, &r, NULL) == ST_OK) {
		buf_printf(out, "证书状态答复（OCSP），%zu字节，依据RFC 6960 "
		    "4.2：%s\n", in.n, ocsp_refusal_name(r.refusal));
		fields(in, inspect_ocsp_answer, INSPECT_OCSP_ANSWER, out);
		return 1;
	}
	if (ocsp_request_read(in, &id, NULL) != ST_OK)
		return 0;
	buf_printf(out, "证书状态查询（OCSP），%zu字节，依据RFC 6960 4.1\n",
	    in.n);
	fields(in, inspect_ocsp_request, INSPECT_OCSP_REQUEST, out);
	return 1;
}

/* The certificate between PEM's lines, into room; n 0 where there is none. */
static struct bytes
pem_read(struct bytes in, unsigned char *room, size_t size)
{
	static const char	 head[] = "-----BEGIN CERTIFICATE-----";
	static const char	 tail[] = "-----END CERTIFICATE-----";
	char			 text[BASE64_TEXT(LIMIT_CERT)];
	const unsigned char	*p, *end;
	size_t			 n = 0, len = 0;

	if ((p = memmem(in.p, in.n, head, sizeof(head) - 1)) == NULL)
		return bytes_of(NULL, 0);
	p += sizeof(head) - 1;
	end = memmem(p, in.n - (size_t)(p - in.p), tail, sizeof(tail) - 1);
	for (; end != NULL && p < end; p++) {
		if (*p == '\n' || *p == '\r')
			continue;
		if (n + 1 >= sizeof(text))
			return bytes_of(NULL, 0);
		text[n++] = (char)*p;
	}
	text[n] = '\0';
	if (end == NULL || strlen(text) != n ||
	    !base64_read(text, room, size, &len))
		return bytes_of(NULL, 0);
	return bytes_of(room, len);
}

static const char *const kinds[] = {
	[INSPECT_NOTHING] = "不是DER编码的数据",
	[INSPECT_DER] = "DER数据，不是已知的结构",
	[INSPECT_CERT] = "数字证书",
	[INSPECT_SEAL] = "电子印章",
	[INSPECT_SIGNATURE] = "电子签章数据",
	[INSPECT_OCSP] = "证书状态查询或答复",
};

const char *
inspect_kind_label(enum inspect_kind k)
{
	return kinds[k];
}

enum inspect_kind
inspect_print(struct bytes in, int64_t now, struct buf *out)
{
	unsigned char	 room[LIMIT_CERT];
	struct bytes	 whole, pem;
	struct fault	 f = { 0 };

	if (in.n > 0 && (pem = pem_read(in, room, sizeof(room))).n > 0 &&
	    try_cert(pem, out))
		return INSPECT_CERT;
	if (in.n == 0 || der_strict_first(in, &whole, &f) != ST_OK) {
		buf_printf(out, "%s：", kinds[INSPECT_NOTHING]);
		inspect_hex(out, in);
		buf_printf(out, "\n原因：%s\n", in.n == 0 ? "没有内容" :
		    f.text);
		return INSPECT_NOTHING;
	}
	if (try_signature(in, now, out))
		return INSPECT_SIGNATURE;
	if (try_seal(in, now, out))
		return INSPECT_SEAL;
	if (try_cert(in, out))
		return INSPECT_CERT;
	if (try_ocsp(in, out))
		return INSPECT_OCSP;
	buf_printf(out, "%s，%zu字节", kinds[INSPECT_DER], whole.n);
	ses_signature_read(in, &(struct ses_signature){ 0 }, &f);
	buf_printf(out, "\n作为签章数据不能读取：%s", f.text);
	ses_seal_read(in, &(struct ses_seal){ 0 }, &f);
	buf_printf(out, "\n作为印章不能读取：%s\n", f.text);
	fields(whole, NULL, 0, out);
	return INSPECT_DER;
}
