/* Certificates (RFC 5280) and OCSP (RFC 6960) as tables; see inspect.c. */
#include "trust/inspect_local.h"

static const struct node algorithm[] = {
	{ DER_OID, 0, SHOW_VALUE, "algorithm", "算法", LEAF },
	{ 0, OPTIONAL, SHOW_VALUE, "parameters", "参数", LEAF },
};
static const struct node validity[] = {
	{ 0, 0, SHOW_VALUE, "notBefore", "有效期起", LEAF },
	{ 0, 0, SHOW_VALUE, "notAfter", "有效期止", LEAF },
};
static const struct node public_key[] = {
	{ DER_SEQ, 0, SHOW_INSIDE, "algorithm", "公钥算法",
	    KIDS(algorithm) },
	{ DER_BITS, 0, SHOW_VALUE, "subjectPublicKey", "公钥", LEAF },
};
static const struct node extensions[] = {
	{ DER_SEQ, REPEATED, SHOW_EXTENSION, "Extension", "扩展", LEAF },
};
static const struct node tagged_extensions[] = {
	{ DER_SEQ, 0, SHOW_INSIDE, "Extensions", "扩展", KIDS(extensions) },
};
static const struct node tagged_version[] = {
	{ DER_INTEGER, 0, SHOW_VALUE, "version", "版本（2为第3版）", LEAF },
};
static const struct node tbs_cert[] = {
	{ DER_CTX(0), OPTIONAL, SHOW_INSIDE, "version", "版本",
	    KIDS(tagged_version) },
	{ DER_INTEGER, 0, SHOW_VALUE, "serialNumber", "序列号", LEAF },
	{ DER_SEQ, 0, SHOW_INSIDE, "signature", "签名算法",
	    KIDS(algorithm) },
	{ DER_SEQ, 0, SHOW_NAME, "issuer", "颁发者", LEAF },
	{ DER_SEQ, 0, SHOW_INSIDE, "validity", "有效期", KIDS(validity) },
	{ DER_SEQ, 0, SHOW_NAME, "subject", "主体", LEAF },
	{ DER_SEQ, 0, SHOW_INSIDE, "subjectPublicKeyInfo", "主体公钥",
	    KIDS(public_key) },
	{ DER_CTX_PRIM(1), OPTIONAL, SHOW_VALUE, "issuerUniqueID",
	    "颁发者唯一标识", LEAF },
	{ DER_CTX_PRIM(2), OPTIONAL, SHOW_VALUE, "subjectUniqueID",
	    "主体唯一标识", LEAF },
	{ DER_CTX(3), OPTIONAL, SHOW_INSIDE, "extensions", "扩展",
	    KIDS(tagged_extensions) },
};
const struct node inspect_certificate[] = {
	{ DER_SEQ, 0, SHOW_INSIDE, "tbsCertificate", "待签名证书",
	    KIDS(tbs_cert) },
	{ DER_SEQ, 0, SHOW_INSIDE, "signatureAlgorithm", "签名算法",
	    KIDS(algorithm) },
	{ DER_BITS, 0, SHOW_VALUE, "signatureValue", "颁发者签名值", LEAF },
};

_Static_assert(NITEMS(inspect_certificate) == INSPECT_CERTIFICATE, "rows");

/* --- OCSP ---------------------------------------------------------------- */

static const struct node ocsp_version[] = {
	{ DER_INTEGER, 0, SHOW_VALUE, "version", "版本（0为第1版）", LEAF },
};
static const struct node cert_id[] = {
	{ DER_SEQ, 0, SHOW_INSIDE, "hashAlgorithm", "杂凑算法",
	    KIDS(algorithm) },
	{ DER_OCTETS, 0, SHOW_VALUE, "issuerNameHash", "颁发者名称杂凑值",
	    LEAF },
	{ DER_OCTETS, 0, SHOW_VALUE, "issuerKeyHash", "颁发者公钥杂凑值",
	    LEAF },
	{ DER_INTEGER, 0, SHOW_VALUE, "serialNumber", "证书序列号", LEAF },
};
static const struct node request[] = {
	{ DER_SEQ, 0, SHOW_INSIDE, "reqCert", "所查证书", KIDS(cert_id) },
	{ DER_CTX(0), OPTIONAL, SHOW_INSIDE, "singleRequestExtensions",
	    "此项的扩展", KIDS(tagged_extensions) },
};
static const struct node requests[] = {
	{ DER_SEQ, REPEATED, SHOW_INSIDE, "Request", "查询项",
	    KIDS(request) },
};
static const struct node tbs_request[] = {
	{ DER_CTX(0), OPTIONAL, SHOW_INSIDE, "version", "版本",
	    KIDS(ocsp_version) },
	{ DER_CTX(1), OPTIONAL, SHOW_INSIDE, "requestorName", "查询者",
	    LEAF },
	{ DER_SEQ, 0, SHOW_INSIDE, "requestList", "查询列表",
	    KIDS(requests) },
	{ DER_CTX(2), OPTIONAL, SHOW_INSIDE, "requestExtensions", "扩展",
	    KIDS(tagged_extensions) },
};
const struct node inspect_ocsp_request[] = {
	{ DER_SEQ, 0, SHOW_INSIDE, "tbsRequest", "待签名查询",
	    KIDS(tbs_request) },
	{ DER_CTX(0), OPTIONAL, SHOW_INSIDE, "optionalSignature",
	    "查询者签名", LEAF },
};
_Static_assert(NITEMS(inspect_ocsp_request) == INSPECT_OCSP_REQUEST, "rows");

static const struct node reason[] = {
	{ DER_ENUM, 0, SHOW_REASON, "CRLReason", "原因", LEAF },
};
static const struct node revoked[] = {
	{ DER_TIME, 0, SHOW_VALUE, "revocationTime", "吊销或冻结时间", LEAF },
	{ DER_CTX(0), OPTIONAL, SHOW_INSIDE, "revocationReason", "原因",
	    KIDS(reason) },
};
static const struct node moment[] = {
	{ DER_TIME, 0, SHOW_VALUE, "time", "时间", LEAF },
};
static const struct node single[] = {
	{ DER_SEQ, 0, SHOW_INSIDE, "certID", "所答证书", KIDS(cert_id) },
	{ DER_CTX_PRIM(0), OPTIONAL, SHOW_NOTHING, "good", "状态：有效",
	    LEAF },
	{ DER_CTX(1), OPTIONAL, SHOW_INSIDE, "revoked", "状态：已吊销或冻结",
	    KIDS(revoked) },
	{ DER_CTX_PRIM(2), OPTIONAL, SHOW_NOTHING, "unknown", "状态：未知",
	    LEAF },
	{ DER_TIME, 0, SHOW_VALUE, "thisUpdate", "本次更新", LEAF },
	{ DER_CTX(0), OPTIONAL, SHOW_INSIDE, "nextUpdate", "下次更新",
	    KIDS(moment) },
	{ DER_CTX(1), OPTIONAL, SHOW_INSIDE, "singleExtensions",
	    "此项的扩展", KIDS(tagged_extensions) },
};
static const struct node singles[] = {
	{ DER_SEQ, REPEATED, SHOW_INSIDE, "SingleResponse", "答复项",
	    KIDS(single) },
};
static const struct node key_hash[] = {
	{ DER_OCTETS, 0, SHOW_VALUE, "KeyHash", "公钥SHA-1", LEAF },
};
static const struct node by_name[] = {
	{ DER_SEQ, 0, SHOW_NAME, "Name", "名称", LEAF },
};
static const struct node tbs_answer[] = {
	{ DER_CTX(0), OPTIONAL, SHOW_INSIDE, "version", "版本",
	    KIDS(ocsp_version) },
	{ DER_CTX(1), OPTIONAL, SHOW_INSIDE, "byName", "答复者",
	    KIDS(by_name) },
	{ DER_CTX(2), OPTIONAL, SHOW_INSIDE, "byKey", "答复者",
	    KIDS(key_hash) },
	{ DER_TIME, 0, SHOW_VALUE, "producedAt", "答复时间", LEAF },
	{ DER_SEQ, 0, SHOW_INSIDE, "responses", "答复列表", KIDS(singles) },
	{ DER_CTX(1), OPTIONAL, SHOW_INSIDE, "responseExtensions", "扩展",
	    KIDS(tagged_extensions) },
};
static const struct node certificates[] = {
	{ DER_SEQ, REPEATED, SHOW_INSIDE, "Certificate", "证书",
	    KIDS(inspect_certificate) },
};
static const struct node certs[] = {
	{ DER_SEQ, 0, SHOW_INSIDE, "certs", "证书列表", KIDS(certificates) },
};
static const struct node basic[] = {
	{ DER_SEQ, 0, SHOW_INSIDE, "tbsResponseData", "待签名答复",
	    KIDS(tbs_answer) },
	{ DER_SEQ, 0, SHOW_INSIDE, "signatureAlgorithm", "签名算法",
	    KIDS(algorithm) },
	{ DER_BITS, 0, SHOW_VALUE, "signature", "答复者签名值", LEAF },
	{ DER_CTX(0), OPTIONAL, SHOW_INSIDE, "certs", "答复者证书",
	    KIDS(certs) },
};
static const struct node basic_one[] = {
	{ DER_SEQ, 0, SHOW_INSIDE, "BasicOCSPResponse", "基本答复",
	    KIDS(basic) },
};
static const struct node response_bytes[] = {
	{ DER_OID, 0, SHOW_VALUE, "responseType", "答复类型", LEAF },
	{ DER_OCTETS, 0, SHOW_INSIDE, "response", "答复内容",
	    KIDS(basic_one) },
};
static const struct node tagged_bytes[] = {
	{ DER_SEQ, 0, SHOW_INSIDE, "ResponseBytes", "答复",
	    KIDS(response_bytes) },
};
const struct node inspect_ocsp_answer[] = {
	{ DER_ENUM, 0, SHOW_VALUE, "responseStatus", "结果（0为成功）", LEAF },
	{ DER_CTX(0), OPTIONAL, SHOW_INSIDE, "responseBytes", "答复",
	    KIDS(tagged_bytes) },
};
_Static_assert(NITEMS(inspect_ocsp_answer) == INSPECT_OCSP_ANSWER, "rows");
