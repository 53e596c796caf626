/* A device's renewal of its seal; see device_renew.h. */
#include <string.h>

#include "base/clock.h"
#include "base/coding.h"
#include "der/der.h"
#include "trust/action.h"
#include "trust/device_renew.h"
#include "trust/signed.h"

enum { RENEW_V1 = 1 };

static const char *const flaws[] = {
	[DEVICE_RENEW_FINE] = "",
	[DEVICE_RENEW_SEAL] = "这个数据包是另一枚印章的续期申请",
	[DEVICE_RENEW_KEY] = "这个数据包不是由印章现在使用的密钥签名的，"
	    "请在存放这枚印章的设备上重新生成",
	[DEVICE_RENEW_CHANGED] = "数据包的签名无效，可能已被改动，或者印章"
	    "已经续期，请在设备上重新生成",
	[DEVICE_RENEW_NAMES] = "数据包中的单位或印章名称与这枚印章不一致",
	[DEVICE_RENEW_SAME] = "续期须由设备生成新的密钥，不能沿用原来的密钥",
	[DEVICE_RENEW_FUTURE] = "数据包的签名时间晚于现在，请校准设备的时钟后"
	    "重新生成",
	[DEVICE_RENEW_OLD] = "数据包已超过 30 天的有效期，请在设备上重新生成",
};
_Static_assert(NITEMS(flaws) == DEVICE_RENEW_FLAW__N, "a sentence each");
_Static_assert(DEVICE_RENEW_DAYS == 30, "as the sentence says");

const char *
device_renew_flaw_text(enum device_renew_flaw flaw)
{
	return flaw < DEVICE_RENEW_FLAW__N ? flaws[flaw] :
	    flaws[DEVICE_RENEW_CHANGED];
}

/* --- what is said --------------------------------------------------------- */

enum status
device_renew_subject(struct bytes request, char out[STATEMENT_TEXT],
    struct fault *f)
{
	unsigned char	 sum[SM3_LEN];

	_Static_assert(STATEMENT_TEXT == HEX_TEXT(SM3_LEN), "fits exactly");
	if (sm3(request, sum) != ST_OK)
		return fault_set(f, ST_BROKEN, "renewal: SM3");
	hex_write(sum, sizeof(sum), out);
	return ST_OK;
}

enum status
device_renew_digest(const char *code, struct bytes seal, struct bytes request,
    unsigned char out[DIGEST_LEN], struct fault *f)
{
	unsigned char	 of_seal[SM3_LEN], of_request[SM3_LEN];

	if (sm3(seal, of_seal) != ST_OK || sm3(request, of_request) != ST_OK)
		return fault_set(f, ST_BROKEN, "renewal: SM3");
	const struct digest_field fields[] = {
		digest_text("code", code),
		digest_bytes("seal", bytes_of(of_seal, SM3_LEN)),
		digest_bytes("request", bytes_of(of_request, SM3_LEN)),
	};

	return digest_fields("device.renew", fields, NITEMS(fields), out, f);
}

enum status
device_renew_write(struct bytes said, struct bytes request, struct buf *out,
    struct fault *f)
{
	struct der_out	 o;

	der_out_start(&o, out);
	der_begin(&o, DER_SEQ);
	der_put_int(&o, RENEW_V1);
	der_put_octets(&o, said);
	der_put_octets(&o, request);
	der_end(&o);
	return der_out_end(&o, f);
}

/* --- reading ------------------------------------------------------------- */

static int
read_parts(struct bytes in, struct device_renew *out)
{
	struct der	 all, version, said, request;
	int64_t		 v;

	if (!der_take(&in, DER_SEQ, &all) || in.n != 0 ||
	    !der_take(&all.body, DER_INTEGER, &version) ||
	    !der_number(version.body, &v) || v != RENEW_V1 ||
	    !der_take(&all.body, DER_OCTETS, &said) ||
	    !der_take(&all.body, DER_OCTETS, &request) || all.body.n != 0)
		return 0;
	out->said = said.body;
	out->request = request.body;
	return 1;
}

/* The statement is of this kind, and about this request. */
static enum status
fits(const struct device_renew *p, struct fault *f)
{
	const struct statement_fields	*s = &p->statement.f;
	char				 subject[STATEMENT_TEXT];
	enum status			 st;

	if ((st = device_renew_subject(p->request, subject, f)) != ST_OK)
		return st;
	if (s->kind != STATEMENT_SEAL || s->seal[0] == '\0' ||
	    strcmp(s->action, ACT_SEAL_RENEW) != 0 ||
	    strcmp(s->subject, subject) != 0)
		return fault_set(f, ST_INVALID,
		    "R-095: the statement is not about this request");
	return ST_OK;
}

enum status
device_renew_read(struct bytes der, struct device_renew *out,
    struct fault *f)
{
	enum status	 st;

	memset(out, 0, sizeof(*out));
	if (der.p == NULL || der.n == 0 || der.n > DEVICE_RENEW_MAX)
		return fault_set(f, ST_INVALID, "renewal: %zu bytes", der.n);
	if ((st = der_strict(der, f)) != ST_OK)
		return fault_in(f, st, "renewal");
	if (!read_parts(der, out))
		st = fault_set(f, ST_INVALID, "R-095: no renewal package");
	else if ((st = statement_read(out->said, &out->statement,
	    f)) == ST_OK && (st = csr_read(out->request, &out->csr,
	    f)) == ST_OK)
		st = fits(out, f);
	if (st != ST_OK)
		memset(out, 0, sizeof(*out));
	return st;
}

/* --- judging -------------------------------------------------------------- */

static int
names_differ(const struct cert_name *name, const struct device_renew_of *of)
{
	return !cert_text_same(name->org, of->unit_name) ||
	    !cert_text_same(name->cn, of->name) ||
	    strcmp(name->number, of->unit_code) != 0;
}

static int
is_signed(const struct device_renew *p, const struct device_renew_of *of,
    const struct cert *cert)
{
	unsigned char	 digest[DIGEST_LEN];

	return trust_verify_signed(p->said, STATEMENT_MAX, cert->key,
	    NULL) == ST_OK && device_renew_digest(of->code, of->seal,
	    p->request, digest, NULL) == ST_OK &&
	    statement_matches(&p->statement, digest);
}

enum device_renew_flaw
device_renew_judge(const struct device_renew *p,
    const struct device_renew_of *of)
{
	const struct statement_fields	*s = &p->statement.f;
	struct cert			 cert;

	if (strcmp(s->seal, of->code) != 0)
		return DEVICE_RENEW_SEAL;
	if (!bytes_same(p->statement.cert, of->cert) ||
	    cert_read(of->cert, &cert, NULL, NULL) != ST_OK)
		return DEVICE_RENEW_KEY;
	if (!is_signed(p, of, &cert))
		return DEVICE_RENEW_CHANGED;
	if (memcmp(p->csr.key, cert.key, SM2_PUBLIC) == 0)
		return DEVICE_RENEW_SAME;
	if (names_differ(&p->csr.subject, of))
		return DEVICE_RENEW_NAMES;
	if (s->time > of->now)
		return DEVICE_RENEW_FUTURE;
	return of->now - s->time > DEVICE_RENEW_DAYS * MS_DAY ||
	    s->not_after < of->now ? DEVICE_RENEW_OLD : DEVICE_RENEW_FINE;
}
