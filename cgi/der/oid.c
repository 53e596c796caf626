/*
 * The table of object identifiers.  A test encodes every dotted form again
 * and compares; OpenSSL is asked as well.
 */
#include <stdio.h>
#include <string.h>

#include "base/fault.h"
#include "der/oid.h"

#define DER_BYTES(s) { (const unsigned char *)(s), sizeof(s) - 1 }

static const struct oid_row rows[] = {
	/* algorithms and curves (GM/T 0006) */
	[OID_SM2] = { "SM2",
	    "1.2.156.10197.1.301",
	    "SM2 椭圆曲线公钥密码", DER_BYTES(
	    "\x2a\x81\x1c\xcf\x55\x01\x82\x2d") },
	[OID_SM2_SIGN] = { "SM2-sign",
	    "1.2.156.10197.1.301.1",
	    "SM2 数字签名", DER_BYTES(
	    "\x2a\x81\x1c\xcf\x55\x01\x82\x2d\x01") },
	[OID_SM2_EXCHANGE] = { "SM2-exchange",
	    "1.2.156.10197.1.301.2",
	    "SM2 密钥交换", DER_BYTES(
	    "\x2a\x81\x1c\xcf\x55\x01\x82\x2d\x02") },
	[OID_SM2_ENCRYPT] = { "SM2-encrypt",
	    "1.2.156.10197.1.301.3",
	    "SM2 公钥加密", DER_BYTES(
	    "\x2a\x81\x1c\xcf\x55\x01\x82\x2d\x03") },
	[OID_SM3] = { "SM3",
	    "1.2.156.10197.1.401",
	    "SM3 密码杂凑", DER_BYTES(
	    "\x2a\x81\x1c\xcf\x55\x01\x83\x11") },
	[OID_SM3_PLAIN] = { "SM3-plain",
	    "1.2.156.10197.1.401.1",
	    "SM3 密码杂凑（无密钥）", DER_BYTES(
	    "\x2a\x81\x1c\xcf\x55\x01\x83\x11\x01") },
	[OID_SM3_KEYED] = { "SM3-keyed",
	    "1.2.156.10197.1.401.2",
	    "SM3 密码杂凑（有密钥）", DER_BYTES(
	    "\x2a\x81\x1c\xcf\x55\x01\x83\x11\x02") },
	[OID_SM3_WITH_SM2] = { "SM3withSM2",
	    "1.2.156.10197.1.501",
	    "基于 SM3 的 SM2 签名", DER_BYTES(
	    "\x2a\x81\x1c\xcf\x55\x01\x83\x75") },
	[OID_SM3_WITH_SM2_TYPO] = { "SM3withSM2-typo",
	    "1.2.156.10197.501",
	    "基于 SM3 的 SM2 签名（误写的标识）", DER_BYTES(
	    "\x2a\x81\x1c\xcf\x55\x83\x75") },
	[OID_SM4] = { "SM4",
	    "1.2.156.10197.1.104",
	    "SM4 分组密码", DER_BYTES(
	    "\x2a\x81\x1c\xcf\x55\x01\x68") },
	[OID_SM4_ECB] = { "SM4-ECB",
	    "1.2.156.10197.1.104.1",
	    "SM4 分组密码（ECB）", DER_BYTES(
	    "\x2a\x81\x1c\xcf\x55\x01\x68\x01") },
	[OID_SM4_CBC] = { "SM4-CBC",
	    "1.2.156.10197.1.104.2",
	    "SM4 分组密码（CBC）", DER_BYTES(
	    "\x2a\x81\x1c\xcf\x55\x01\x68\x02") },
	[OID_EC_KEY] = { "ecPublicKey",
	    "1.2.840.10045.2.1",
	    "椭圆曲线公钥", DER_BYTES(
	    "\x2a\x86\x48\xce\x3d\x02\x01") },
	[OID_P256] = { "prime256v1",
	    "1.2.840.10045.3.1.7",
	    "P-256 曲线", DER_BYTES(
	    "\x2a\x86\x48\xce\x3d\x03\x01\x07") },
	[OID_ECDSA_SHA256] = { "ecdsa-with-SHA256",
	    "1.2.840.10045.4.3.2",
	    "ECDSA 签名（SHA-256）", DER_BYTES(
	    "\x2a\x86\x48\xce\x3d\x04\x03\x02") },
	[OID_RSA] = { "rsaEncryption",
	    "1.2.840.113549.1.1.1",
	    "RSA 公钥", DER_BYTES(
	    "\x2a\x86\x48\x86\xf7\x0d\x01\x01\x01") },
	[OID_RSA_SHA1] = { "sha1WithRSA",
	    "1.2.840.113549.1.1.5",
	    "RSA 签名（SHA-1）", DER_BYTES(
	    "\x2a\x86\x48\x86\xf7\x0d\x01\x01\x05") },
	[OID_RSA_SHA256] = { "sha256WithRSA",
	    "1.2.840.113549.1.1.11",
	    "RSA 签名（SHA-256）", DER_BYTES(
	    "\x2a\x86\x48\x86\xf7\x0d\x01\x01\x0b") },
	[OID_SHA1] = { "SHA-1",
	    "1.3.14.3.2.26",
	    "SHA-1 杂凑", DER_BYTES(
	    "\x2b\x0e\x03\x02\x1a") },
	[OID_SHA256] = { "SHA-256",
	    "2.16.840.1.101.3.4.2.1",
	    "SHA-256 杂凑", DER_BYTES(
	    "\x60\x86\x48\x01\x65\x03\x04\x02\x01") },

	/* messages (GM/T 0010, PKCS#7) */
	[OID_GM_DATA] = { "gm-data",
	    "1.2.156.10197.6.1.4.2.1",
	    "国密数据", DER_BYTES(
	    "\x2a\x81\x1c\xcf\x55\x06\x01\x04\x02\x01") },
	[OID_GM_SIGNED] = { "gm-signedData",
	    "1.2.156.10197.6.1.4.2.2",
	    "国密签名数据", DER_BYTES(
	    "\x2a\x81\x1c\xcf\x55\x06\x01\x04\x02\x02") },
	[OID_GM_ENVELOPED] = { "gm-envelopedData",
	    "1.2.156.10197.6.1.4.2.3",
	    "国密数字信封", DER_BYTES(
	    "\x2a\x81\x1c\xcf\x55\x06\x01\x04\x02\x03") },
	[OID_GM_SIGNED_ENVELOPED] = { "gm-signedAndEnvelopedData",
	    "1.2.156.10197.6.1.4.2.4",
	    "国密签名及数字信封", DER_BYTES(
	    "\x2a\x81\x1c\xcf\x55\x06\x01\x04\x02\x04") },
	[OID_GM_ENCRYPTED] = { "gm-encryptedData",
	    "1.2.156.10197.6.1.4.2.5",
	    "国密加密数据", DER_BYTES(
	    "\x2a\x81\x1c\xcf\x55\x06\x01\x04\x02\x05") },
	[OID_GM_AGREEMENT] = { "gm-keyAgreementInfo",
	    "1.2.156.10197.6.1.4.2.6",
	    "国密密钥协商", DER_BYTES(
	    "\x2a\x81\x1c\xcf\x55\x06\x01\x04\x02\x06") },
	[OID_P7_DATA] = { "pkcs7-data",
	    "1.2.840.113549.1.7.1",
	    "数据", DER_BYTES(
	    "\x2a\x86\x48\x86\xf7\x0d\x01\x07\x01") },
	[OID_P7_SIGNED] = { "pkcs7-signedData",
	    "1.2.840.113549.1.7.2",
	    "签名数据", DER_BYTES(
	    "\x2a\x86\x48\x86\xf7\x0d\x01\x07\x02") },
	[OID_AT_CONTENT_TYPE] = { "contentType",
	    "1.2.840.113549.1.9.3",
	    "内容类型", DER_BYTES(
	    "\x2a\x86\x48\x86\xf7\x0d\x01\x09\x03") },
	[OID_AT_MESSAGE_DIGEST] = { "messageDigest",
	    "1.2.840.113549.1.9.4",
	    "消息摘要", DER_BYTES(
	    "\x2a\x86\x48\x86\xf7\x0d\x01\x09\x04") },
	[OID_AT_SIGNING_TIME] = { "signingTime",
	    "1.2.840.113549.1.9.5",
	    "签名时间", DER_BYTES(
	    "\x2a\x86\x48\x86\xf7\x0d\x01\x09\x05") },
	[OID_TST_INFO] = { "id-ct-TSTInfo",
	    "1.2.840.113549.1.9.16.1.4",
	    "时间戳信息", DER_BYTES(
	    "\x2a\x86\x48\x86\xf7\x0d\x01\x09\x10\x01\x04") },

	/* names (X.520) */
	[OID_CN] = { "CN",
	    "2.5.4.3",
	    "通用名", DER_BYTES(
	    "\x55\x04\x03") },
	[OID_SURNAME] = { "SN",
	    "2.5.4.4",
	    "姓", DER_BYTES(
	    "\x55\x04\x04") },
	[OID_SERIAL] = { "serialNumber",
	    "2.5.4.5",
	    "编号", DER_BYTES(
	    "\x55\x04\x05") },
	[OID_C] = { "C",
	    "2.5.4.6",
	    "国家", DER_BYTES(
	    "\x55\x04\x06") },
	[OID_L] = { "L",
	    "2.5.4.7",
	    "城市", DER_BYTES(
	    "\x55\x04\x07") },
	[OID_ST] = { "ST",
	    "2.5.4.8",
	    "省份", DER_BYTES(
	    "\x55\x04\x08") },
	[OID_STREET] = { "street",
	    "2.5.4.9",
	    "街道", DER_BYTES(
	    "\x55\x04\x09") },
	[OID_O] = { "O",
	    "2.5.4.10",
	    "单位", DER_BYTES(
	    "\x55\x04\x0a") },
	[OID_OU] = { "OU",
	    "2.5.4.11",
	    "部门", DER_BYTES(
	    "\x55\x04\x0b") },
	[OID_TITLE] = { "title",
	    "2.5.4.12",
	    "职务", DER_BYTES(
	    "\x55\x04\x0c") },
	[OID_GIVEN_NAME] = { "GN",
	    "2.5.4.42",
	    "名", DER_BYTES(
	    "\x55\x04\x2a") },
	[OID_ORG_ID] = { "organizationIdentifier",
	    "2.5.4.97",
	    "单位代码", DER_BYTES(
	    "\x55\x04\x61") },
	[OID_EMAIL] = { "emailAddress",
	    "1.2.840.113549.1.9.1",
	    "电子邮箱", DER_BYTES(
	    "\x2a\x86\x48\x86\xf7\x0d\x01\x09\x01") },
	[OID_DC] = { "DC",
	    "0.9.2342.19200300.100.1.25",
	    "域组件", DER_BYTES(
	    "\x09\x92\x26\x89\x93\xf2\x2c\x64\x01\x19") },
	[OID_UID] = { "UID",
	    "0.9.2342.19200300.100.1.1",
	    "用户标识", DER_BYTES(
	    "\x09\x92\x26\x89\x93\xf2\x2c\x64\x01\x01") },

	/* certificate and CRL extensions (X.509, RFC 5280) */
	[OID_X_SUBJECT_KEY] = { "subjectKeyIdentifier",
	    "2.5.29.14",
	    "主体密钥标识", DER_BYTES(
	    "\x55\x1d\x0e") },
	[OID_X_KEY_USAGE] = { "keyUsage",
	    "2.5.29.15",
	    "密钥用法", DER_BYTES(
	    "\x55\x1d\x0f") },
	[OID_X_KEY_PERIOD] = { "privateKeyUsagePeriod",
	    "2.5.29.16",
	    "私钥使用期", DER_BYTES(
	    "\x55\x1d\x10") },
	[OID_X_SUBJECT_ALT] = { "subjectAltName",
	    "2.5.29.17",
	    "主体可选名", DER_BYTES(
	    "\x55\x1d\x11") },
	[OID_X_BASIC] = { "basicConstraints",
	    "2.5.29.19",
	    "基本限制", DER_BYTES(
	    "\x55\x1d\x13") },
	[OID_X_CRL_NUMBER] = { "cRLNumber",
	    "2.5.29.20",
	    "撤销列表序号", DER_BYTES(
	    "\x55\x1d\x14") },
	[OID_X_REASON] = { "reasonCode",
	    "2.5.29.21",
	    "撤销原因", DER_BYTES(
	    "\x55\x1d\x15") },
	[OID_X_INVALIDITY] = { "invalidityDate",
	    "2.5.29.24",
	    "失效日期", DER_BYTES(
	    "\x55\x1d\x18") },
	[OID_X_DELTA] = { "deltaCRLIndicator",
	    "2.5.29.27",
	    "增量撤销列表", DER_BYTES(
	    "\x55\x1d\x1b") },
	[OID_X_IDP] = { "issuingDistributionPoint",
	    "2.5.29.28",
	    "签发分布点", DER_BYTES(
	    "\x55\x1d\x1c") },
	[OID_X_NAMES] = { "nameConstraints",
	    "2.5.29.30",
	    "名称限制", DER_BYTES(
	    "\x55\x1d\x1e") },
	[OID_X_CRL_POINTS] = { "cRLDistributionPoints",
	    "2.5.29.31",
	    "撤销列表分布点", DER_BYTES(
	    "\x55\x1d\x1f") },
	[OID_X_POLICIES] = { "certificatePolicies",
	    "2.5.29.32",
	    "证书策略", DER_BYTES(
	    "\x55\x1d\x20") },
	[OID_X_AUTHORITY_KEY] = { "authorityKeyIdentifier",
	    "2.5.29.35",
	    "颁发者密钥标识", DER_BYTES(
	    "\x55\x1d\x23") },
	[OID_X_EXT_USAGE] = { "extKeyUsage",
	    "2.5.29.37",
	    "扩展密钥用法", DER_BYTES(
	    "\x55\x1d\x25") },
	[OID_X_INFO_ACCESS] = { "authorityInfoAccess",
	    "1.3.6.1.5.5.7.1.1",
	    "颁发者信息访问", DER_BYTES(
	    "\x2b\x06\x01\x05\x05\x07\x01\x01") },
	[OID_AD_OCSP] = { "ocsp",
	    "1.3.6.1.5.5.7.48.1",
	    "在线状态查询", DER_BYTES(
	    "\x2b\x06\x01\x05\x05\x07\x30\x01") },
	[OID_AD_ISSUERS] = { "caIssuers",
	    "1.3.6.1.5.5.7.48.2",
	    "颁发者证书", DER_BYTES(
	    "\x2b\x06\x01\x05\x05\x07\x30\x02") },
	[OID_OCSP_BASIC] = { "ocspBasic",
	    "1.3.6.1.5.5.7.48.1.1",
	    "在线状态答复", DER_BYTES(
	    "\x2b\x06\x01\x05\x05\x07\x30\x01\x01") },
	[OID_OCSP_NONCE] = { "ocspNonce",
	    "1.3.6.1.5.5.7.48.1.2",
	    "在线状态随机数", DER_BYTES(
	    "\x2b\x06\x01\x05\x05\x07\x30\x01\x02") },
	[OID_OCSP_NO_CHECK] = { "ocspNoCheck",
	    "1.3.6.1.5.5.7.48.1.5",
	    "免查状态", DER_BYTES(
	    "\x2b\x06\x01\x05\x05\x07\x30\x01\x05") },
	[OID_EKU_SERVER] = { "serverAuth",
	    "1.3.6.1.5.5.7.3.1",
	    "服务器身份鉴别", DER_BYTES(
	    "\x2b\x06\x01\x05\x05\x07\x03\x01") },
	[OID_EKU_CLIENT] = { "clientAuth",
	    "1.3.6.1.5.5.7.3.2",
	    "客户端身份鉴别", DER_BYTES(
	    "\x2b\x06\x01\x05\x05\x07\x03\x02") },
	[OID_EKU_EMAIL] = { "emailProtection",
	    "1.3.6.1.5.5.7.3.4",
	    "邮件保护", DER_BYTES(
	    "\x2b\x06\x01\x05\x05\x07\x03\x04") },
	[OID_EKU_TIME] = { "timeStamping",
	    "1.3.6.1.5.5.7.3.8",
	    "时间戳", DER_BYTES(
	    "\x2b\x06\x01\x05\x05\x07\x03\x08") },
	[OID_EKU_OCSP] = { "OCSPSigning",
	    "1.3.6.1.5.5.7.3.9",
	    "在线状态签名", DER_BYTES(
	    "\x2b\x06\x01\x05\x05\x07\x03\x09") },

	/* GM certificate extensions (GB/T 20518) */
	[OID_GM_PERSON_ID] = { "identifyCode",
	    "1.2.156.10260.4.1.1",
	    "个人身份标识码", DER_BYTES(
	    "\x2a\x81\x1c\xd0\x14\x04\x01\x01") },
	[OID_GM_INSURANCE] = { "insuranceNumber",
	    "1.2.156.10260.4.1.2",
	    "个人社会保险号", DER_BYTES(
	    "\x2a\x81\x1c\xd0\x14\x04\x01\x02") },
	[OID_GM_REGISTRATION] = { "iCRegistrationNumber",
	    "1.2.156.10260.4.1.3",
	    "企业工商注册号", DER_BYTES(
	    "\x2a\x81\x1c\xd0\x14\x04\x01\x03") },
	[OID_GM_ORG_CODE] = { "organizationCode",
	    "1.2.156.10260.4.1.4",
	    "企业组织机构代码", DER_BYTES(
	    "\x2a\x81\x1c\xd0\x14\x04\x01\x04") },
	[OID_GM_TAX] = { "taxationNumber",
	    "1.2.156.10260.4.1.5",
	    "企业税号", DER_BYTES(
	    "\x2a\x81\x1c\xd0\x14\x04\x01\x05") },

	/* seals of others */
	[OID_SEAL_GOMAIN_EXT] = { "gomain-seal-ext",
	    "1.2.156.10197.6.7.2.2.1",
	    "印章扩展（国脉）", DER_BYTES(
	    "\x2a\x81\x1c\xcf\x55\x06\x07\x02\x02\x01") },

	/* our own, under 2.25.<uuid> (X.667): see OID_JIANYIN in oid.h */
	[OID_JIANYIN] = { "jianyin",
	    "2.25.157074894660746109798377947263932233216",
	    "鉴印", DER_BYTES(
	    "\x69\x81\xec\xab\xc3\x8e\xad\xee\x92\x8d\xc9\xa6\xaf\xaf"
	    "\xb1\x91\xc2\xeb\xec\x00") },
	[OID_JY_ROLE] = { "jianyin-role",
	    "2.25.157074894660746109798377947263932233216.1",
	    "人员角色（鉴印）", DER_BYTES(
	    "\x69\x81\xec\xab\xc3\x8e\xad\xee\x92\x8d\xc9\xa6\xaf\xaf"
	    "\xb1\x91\xc2\xeb\xec\x00\x01") },
	[OID_JY_STATEMENT] = { "jianyin-statement",
	    "2.25.157074894660746109798377947263932233216.2",
	    "操作声明（鉴印）", DER_BYTES(
	    "\x69\x81\xec\xab\xc3\x8e\xad\xee\x92\x8d\xc9\xa6\xaf\xaf"
	    "\xb1\x91\xc2\xeb\xec\x00\x02") },
	[OID_JY_REQUEST] = { "jianyin-request",
	    "2.25.157074894660746109798377947263932233216.3",
	    "用章申请编号（鉴印）", DER_BYTES(
	    "\x69\x81\xec\xab\xc3\x8e\xad\xee\x92\x8d\xc9\xa6\xaf\xaf"
	    "\xb1\x91\xc2\xeb\xec\x00\x03") },
	[OID_JY_ORIGINAL] = { "jianyin-original-sm3",
	    "2.25.157074894660746109798377947263932233216.4",
	    "送审原文 SM3（鉴印）", DER_BYTES(
	    "\x69\x81\xec\xab\xc3\x8e\xad\xee\x92\x8d\xc9\xa6\xaf\xaf"
	    "\xb1\x91\xc2\xeb\xec\x00\x04") },
	[OID_JY_QR] = { "jianyin-qr",
	    "2.25.157074894660746109798377947263932233216.5",
	    "二维码声明（鉴印）", DER_BYTES(
	    "\x69\x81\xec\xab\xc3\x8e\xad\xee\x92\x8d\xc9\xa6\xaf\xaf"
	    "\xb1\x91\xc2\xeb\xec\x00\x05") },
	[OID_JY_STATUS] = { "jianyin-status",
	    "2.25.157074894660746109798377947263932233216.6",
	    "印章状态答复（鉴印）", DER_BYTES(
	    "\x69\x81\xec\xab\xc3\x8e\xad\xee\x92\x8d\xc9\xa6\xaf\xaf"
	    "\xb1\x91\xc2\xeb\xec\x00\x06") },
	[OID_JY_SEAL] = { "jianyin-seal",
	    "2.25.157074894660746109798377947263932233216.7",
	    "印章编码与来源（鉴印）", DER_BYTES(
	    "\x69\x81\xec\xab\xc3\x8e\xad\xee\x92\x8d\xc9\xa6\xaf\xaf"
	    "\xb1\x91\xc2\xeb\xec\x00\x07") },
	[OID_JY_SEAL_LIST] = { "jianyin-seal-list",
	    "2.25.157074894660746109798377947263932233216.8",
	    "电子印章吊销列表（鉴印）", DER_BYTES(
	    "\x69\x81\xec\xab\xc3\x8e\xad\xee\x92\x8d\xc9\xa6\xaf\xaf"
	    "\xb1\x91\xc2\xeb\xec\x00\x08") },
	[OID_JY_FILING] = { "jianyin-filing",
	    "2.25.157074894660746109798377947263932233216.9",
	    "印章备案报文（鉴印）", DER_BYTES(
	    "\x69\x81\xec\xab\xc3\x8e\xad\xee\x92\x8d\xc9\xa6\xaf\xaf"
	    "\xb1\x91\xc2\xeb\xec\x00\x09") },
	[OID_JY_OFFLINE] = { "jianyin-offline",
	    "2.25.157074894660746109798377947263932233216.10",
	    "离线用章登记（鉴印）", DER_BYTES(
	    "\x69\x81\xec\xab\xc3\x8e\xad\xee\x92\x8d\xc9\xa6\xaf\xaf"
	    "\xb1\x91\xc2\xeb\xec\x00\x0a") },
};

_Static_assert(NITEMS(rows) == OID__N, "a row for every identifier");

const struct oid_row *
oid_row(enum oid oid)
{
	return &rows[oid];
}

int
oid_is(struct bytes der, enum oid oid)
{
	return bytes_same(der, rows[oid].der);
}

enum oid
oid_find(struct bytes der)
{
	for (unsigned k = 0; k < OID__N; k++)
		if (bytes_same(der, rows[k].der))
			return (enum oid)k;
	return OID__N;
}

typedef unsigned __int128 wide;		/* a UUID is one number */

/* The number at *at in base 128, minimal; 1 and *at moved if it fits. */
static int
arc_read(struct bytes der, size_t *at, wide *out)
{
	wide	 v = 0;

	if (*at >= der.n || der.p[*at] == 0x80)
		return 0;
	while (*at < der.n) {
		const unsigned char	 c = der.p[(*at)++];

		if (v >> (128 - 7) != 0)
			return 0;
		v = v << 7 | (c & 0x7f);
		if ((c & 0x80) == 0) {
			*out = v;
			return 1;
		}
	}
	return 0;
}

/* Append ".number"; 0 where there is no room. */
static int
arc_write(wide v, char *out, size_t n, size_t *used)
{
	char	 digits[41];
	size_t	 at = sizeof(digits), len;

	do
		digits[--at] = (char)('0' + (int)(v % 10));
	while ((v /= 10) != 0);
	if (*used > 0)
		digits[--at] = '.';
	len = sizeof(digits) - at;
	if (len >= n - *used)
		return 0;
	memcpy(out + *used, digits + at, len);
	*used += len;
	out[*used] = '\0';
	return 1;
}

int
oid_dotted(struct bytes der, char *out, size_t n)
{
	size_t	 at = 0, used = 0;
	wide	 v, first;

	out[0] = '\0';
	if (!arc_read(der, &at, &v))
		return 0;
	first = v < 40 ? 0 : v < 80 ? 1 : 2;
	if (!arc_write(first, out, n, &used) ||
	    !arc_write(v - 40 * first, out, n, &used))
		goto bad;
	while (at < der.n)
		if (!arc_read(der, &at, &v) || !arc_write(v, out, n, &used))
			goto bad;
	return 1;
bad:
	out[0] = '\0';
	return 0;
}

void
oid_text(struct bytes der, char *out, size_t n)
{
	const enum oid	 oid = oid_find(der);
	char		 dotted[OID_TEXT];

	if (!oid_dotted(der, dotted, sizeof(dotted)))
		snprintf(out, n, "%s", "无法识别的标识");
	else if (oid == OID__N)
		snprintf(out, n, "%s", dotted);
	else
		snprintf(out, n, "%s %s", rows[oid].label, dotted);
}

static const char *const usages[KU__N] = {
	"数字签名", "抗抵赖", "密钥加密", "数据加密", "密钥协商", "证书签名",
	"撤销列表签名", "仅加密", "仅解密",
};

const char *
key_usage_label(unsigned k)
{
	return k < KU__N ? usages[k] : NULL;
}

static const char *const reasons[] = {
	[CRL_UNSPECIFIED] = "未说明",
	[CRL_KEY_COMPROMISE] = "密钥泄露",
	[CRL_CA_COMPROMISE] = "颁发机构密钥泄露",
	[CRL_AFFILIATION_CHANGED] = "隶属关系变更",
	[CRL_SUPERSEDED] = "已被替换",
	[CRL_CESSATION] = "停止使用",
	[CRL_HOLD] = "暂时冻结",
	[CRL_REMOVE] = "解除冻结",
	[CRL_PRIVILEGE_WITHDRAWN] = "权限撤回",
	[CRL_AA_COMPROMISE] = "属性机构密钥泄露",
};

const char *
crl_reason_label(int reason)
{
	return reason < 0 || (size_t)reason >= NITEMS(reasons) ?
	    NULL : reasons[reason];
}
