/* What keeps a seal of another system from being taken over; takeover.h. */
#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "base/utf8.h"
#include "trust/takeover.h"

#define NO_CA	"管理员信任的证书颁发机构里没有它，请管理员核实后把该机构的"	\
		"证书和吊销列表放入信任目录，再重新提出"
#define NO_LIST	"的吊销状态查不到：信任目录里没有签发机构现行的吊销列表，"	\
		"请管理员更新后再提出"

static const struct takeover_words words[] = {
	[TAKE_TOO_BIG] = { "too-big", TAKE_AT_SEAL,
	  "印章文件超过 1 MB，不是电子印章", "R-122" },
	[TAKE_FORMAT] = { "format", TAKE_AT_SEAL,
	  "不是电子印章文件，或者不完整：应为 GB/T 38540、GM/T 0031 的印章"
	  "（.esl），请从原系统重新导出", "GB/T 38540-2020 6.3" },
	[TAKE_CODE] = { "code", TAKE_AT_SEAL,
	  "印章的编码为空、超过 40 个字符或者含有字母、数字和 - . _ : / 以外的"
	  "字符，不能登记", "R-128" },
	[TAKE_NAME] = { "name", TAKE_AT_SEAL,
	  "印章的名称为空、太长或者不是可读的文字，不能登记",
	  "GB/T 38540-2020 6.3" },
	[TAKE_SIGNERS] = { "signers", TAKE_AT_SEAL,
	  "印章列出的签章证书不是恰好一张；一枚印章只对应一张证书，请办理"
	  "申领", "R-114" },
	[TAKE_CERTS] = { "certificates", TAKE_AT_CERTS,
	  "证书文件里有不能识别的内容，或者超过 8 张：应为 PEM 或 DER 格式的"
	  "证书", "R-115" },
	[TAKE_NO_CERT] = { "no-certificate", TAKE_AT_CERTS,
	  "印章里只有签章证书的摘要，请上传与它相符的签章证书", "R-114" },
	[TAKE_OTHER_CERT] = { "other-certificate", TAKE_AT_CERTS,
	  "上传的签章证书不是印章里列出的那一张，请核对", "R-114" },
	[TAKE_ALGORITHM] = { "algorithm", TAKE_AT_SEAL,
	  "印章不是用 SM2 和 SM3 签名的，不能接收", "R-115" },
	[TAKE_SIGNATURE] = { "signature", TAKE_AT_SEAL,
	  "制章人的签名值不正确，印章数据被改动或伪造",
	  "GB/T 38540-2020 6.3" },
	[TAKE_MAKER] = { "maker", TAKE_AT_SEAL,
	  "制章人证书在制章时无效，或者不能用来签名", "R-117" },
	[TAKE_MAKER_CA] = { "maker-ca", TAKE_AT_CERTS,
	  "制章人证书的签发机构不受信任：" NO_CA, "R-121" },
	[TAKE_MAKER_STATUS] = { "maker-status", TAKE_AT_CERTS,
	  "制章人证书" NO_LIST, "R-127" },
	[TAKE_MAKER_REVOKED] = { "maker-revoked", TAKE_AT_SEAL,
	  "制章人证书在制章时已被吊销，或者此后因密钥泄露被吊销，不能确认"
	  "印章是真的", "R-127" },
	[TAKE_PERIOD] = { "period", TAKE_AT_SEAL,
	  "印章有效期的起止颠倒，或者与证书的有效期没有重合", "R-119" },
	[TAKE_NOT_YET] = { "not-yet", TAKE_AT_SEAL,
	  "印章尚未生效，到生效日期以后再提出", "R-119" },
	[TAKE_OVER] = { "over", TAKE_AT_SEAL,
	  "印章已过有效期，不能接收，请办理申领", "R-119" },
	[TAKE_CERT] = { "certificate", TAKE_AT_CERTS,
	  "签章证书不能识别、签名不正确或者不能用来签名", "R-126" },
	[TAKE_CERT_CA] = { "certificate-ca", TAKE_AT_CERTS,
	  "签章证书的签发机构不受信任：" NO_CA, "R-121" },
	[TAKE_CERT_STATUS] = { "certificate-status", TAKE_AT_CERTS,
	  "签章证书" NO_LIST, "R-127" },
	[TAKE_CERT_REVOKED] = { "certificate-revoked", TAKE_AT_CERTS,
	  "签章证书已被吊销或者冻结，不能接收，请办理申领", "R-127" },
	[TAKE_CERT_PERIOD] = { "certificate-period", TAKE_AT_CERTS,
	  "签章证书不在有效期内，不能接收，请办理申领", "R-117" },
	[TAKE_CERT_UNIT] = { "certificate-unit", TAKE_AT_UNIT,
	  "签章证书上的单位与登记的单位名称不一致", "R-118" },
	[TAKE_CERT_CODE] = { "certificate-code", TAKE_AT_UNIT,
	  "签章证书上的统一社会信用代码与登记的不一致", "R-118" },
	[TAKE_SEAL_UNIT] = { "seal-unit", TAKE_AT_UNIT,
	  "印章的名称不是这个单位的：应以登记的单位名称开头", "R-118" },
	[TAKE_PICTURE] = { "picture", TAKE_AT_SEAL,
	  "印章图像不是 PNG 或 JPEG，本系统不能显示和盖章，请办理申领",
	  "R-111" },
	[TAKE_SIDES] = { "sides", TAKE_AT_SEAL,
	  "印章图像的尺寸不在 1 到 100 毫米之间", "R-105" },
};
_Static_assert(NITEMS(words) == TAKE__N, "a flaw without words");

const struct takeover_words *
takeover_words(enum takeover_flaw flaw)
{
	return &words[flaw];
}

/* --- what it says of itself ----------------------------------------------- */

int
takeover_code_is_fit(struct bytes code)
{
	static const char	 marks[] = "-._:/";
	size_t			 i;
	unsigned char		 c;

	for (i = 0; i < code.n; i++) {
		c = code.p[i];
		if (!(c >= '0' && c <= '9') && !(c >= 'A' && c <= 'Z') &&
		    !(c >= 'a' && c <= 'z') &&
		    memchr(marks, c, sizeof(marks) - 1) == NULL)
			return 0;
	}
	return code.n > 0 && code.n <= TAKEOVER_CODE;
}

static int
name_is_fit(struct bytes name)
{
	size_t	 i;

	for (i = 0; i < name.n; i++)
		if (name.p[i] < 0x20 || name.p[i] == 0x7f)
			return 0;
	return name.n > 0 && name.n <= TAKEOVER_NAME &&
	    utf8_valid((const char *)name.p, name.n);
}

/* By its first bytes; what the seal calls it is free text (seal-format 1.2). */
static int
picture_is_known(struct bytes p)
{
	return (p.n > 8 && memcmp(p.p, "\x89PNG\r\n\x1a\n", 8) == 0) ||
	    (p.n > 3 && memcmp(p.p, "\xff\xd8\xff", 3) == 0);
}

static uint64_t
own_flaws(const struct ses_seal *s, int64_t now)
{
	uint64_t	 flaws = 0;

	if (!takeover_code_is_fit(s->es_id))
		flaws |= TAKE(TAKE_CODE);
	if (!name_is_fit(s->name))
		flaws |= TAKE(TAKE_NAME);
	if (s->nsigners != 1)
		flaws |= TAKE(TAKE_SIGNERS);
	if (!picture_is_known(s->picture))
		flaws |= TAKE(TAKE_PICTURE);
	if (s->width < 1 || s->width > TAKEOVER_SIDE || s->height < 1 ||
	    s->height > TAKEOVER_SIDE)
		flaws |= TAKE(TAKE_SIDES);
	if (s->start.ms > s->end.ms)
		flaws |= TAKE(TAKE_PERIOD);
	else if (now < s->start.ms)
		flaws |= TAKE(TAKE_NOT_YET);
	else if (now > s->end.ms)
		flaws |= TAKE(TAKE_OVER);
	return flaws;
}

/* --- who made it ----------------------------------------------------------- */

struct judging {
	const struct takeover_ask	*ask;
	struct takeover			*out;
	struct bytes			 maker;
	enum status			 st;
};

/*
 * A CA outside is listed for seals alone (ca_list.c); a maker below it is
 * whoever the clerk and the approver took for one, or one of another office
 * of our kind, whose certificate says so.
 */
enum status
takeover_maker_check(struct bytes der, const struct anchors *anchors,
    const struct chain_ask *ask, struct chain_result *out, struct fault *f)
{
	const unsigned	 usage = 1u << CHAIN_USAGE;
	struct chain_ask chain = *ask;
	struct cert	*leaf = calloc(1, sizeof(*leaf));
	enum status	 st;
	int		 s;

	if (leaf == NULL)
		return fault_set(f, ST_BROKEN, "maker: memory");
	chain.purpose = FOR_SEAL;
	st = chain_check(der, anchors, &chain, leaf, out, f);
	if (st == ST_OK && leaf->kind == CERT_MAKER && cert_may_sign(leaf))
		out->findings &= ~usage;
	if (st == ST_OK && leaf->kind != CERT_MAKER &&
	    leaf->kind != CERT_PLAIN)
		out->findings |= usage;
	for (s = CHAIN__N - 1; s > CHAIN_OK; s--)
		if (out->findings >> s & 1)
			break;
	out->state = (enum chain_state)s;
	free(leaf);
	return st;
}

static struct chain_ask
chain_asked(const struct takeover_ask *ask, int64_t at)
{
	return (struct chain_ask){ .purpose = FOR_SEAL, .at = at,
	    .extra = ask->certs, .nextra = ask->ncerts, .crl = ask->crl,
	    .crl_arg = ask->crl_arg };
}

/* ses_check asks for the maker, at the moment the seal was made. */
static void
ask_maker(void *arg, struct bytes cert, enum ses_use use, int64_t at,
    struct finding *out)
{
	struct judging		*j = arg;
	const struct chain_ask	 chain = chain_asked(j->ask, at);

	(void)use;
	j->maker = cert;
	j->st = takeover_maker_check(cert, j->ask->anchors, &chain,
	    &j->out->maker_chain, NULL);
	out->state = FIND_OK;		/* told below, flaw by flaw */
}

/* Of the links above it, the CA that nobody has laid beside. */
static void
name_unknown(const struct takeover_ask *ask, struct bytes der,
    char out[CERT_TEXT])
{
	struct ses_cert	 one, above;
	struct bytes	 name;
	size_t		 steps, i;

	if (*out != '\0' || ses_cert_read(der, &one, NULL) != ST_OK)
		return;
	for (steps = 0; steps < CHAIN_LEN; steps++) {
		for (i = 0; i < ask->ncerts; i++)
			if (ses_cert_read(ask->certs[i], &above, NULL) ==
			    ST_OK && bytes_same(above.subject, one.issuer) &&
			    !bytes_same(above.subject, above.issuer))
				break;
		if (i == ask->ncerts)
			break;
		one = above;
	}
	name = ses_name_part(one.issuer, OID_CN);
	if (name.n == 0)
		name = ses_name_part(one.issuer, OID_O);
	if (name_is_fit(name) && name.n < CERT_TEXT)
		memcpy(out, name.p, name.n);
}

/* What a chain says, as flaws; each state has a row. */
static uint64_t
chain_flaws(const struct chain_result *r, const uint64_t rows[CHAIN__N])
{
	uint64_t	 flaws = 0;
	int		 s;

	for (s = CHAIN_OK + 1; s < CHAIN__N; s++)
		if (r->findings >> s & 1)
			flaws |= rows[s];
	return flaws;
}

static uint64_t
maker_flaws(struct judging *j, const struct ses_verdict *v)
{
	static const uint64_t	 rows[CHAIN__N] = {
		[CHAIN_NO_STATUS] = TAKE(TAKE_MAKER_STATUS),
		[CHAIN_NOT_YET] = TAKE(TAKE_MAKER),
		[CHAIN_EXPIRED] = TAKE(TAKE_MAKER),
		[CHAIN_HELD] = TAKE(TAKE_MAKER_REVOKED),
		[CHAIN_REVOKED] = TAKE(TAKE_MAKER_REVOKED),
		[CHAIN_USAGE] = TAKE(TAKE_MAKER),
		[CHAIN_CONSTRAINT] = TAKE(TAKE_MAKER),
		[CHAIN_NOT_LISTED] = TAKE(TAKE_MAKER_CA),
		[CHAIN_UNKNOWN_CA] = TAKE(TAKE_MAKER_CA),
		[CHAIN_SIGNATURE] = TAKE(TAKE_MAKER),
		[CHAIN_MALFORMED] = TAKE(TAKE_MAKER),
	};
	const struct chain_result *r = &j->out->maker_chain;
	uint64_t		 flaws = 0;

	if (v->found[CHECK_MAKER].state == FIND_BROKEN || j->maker.p == NULL)
		flaws |= TAKE(TAKE_MAKER);
	j->out->maker_over = v->found[CHECK_MAKER].state == FIND_WARNING;
	if (j->maker.p != NULL)
		flaws |= chain_flaws(r, rows);
	/* who has the key since may date a seal before the revocation */
	if (r->revoked && (r->revoked_why == CRL_KEY_COMPROMISE ||
	    r->revoked_why == CRL_CA_COMPROMISE))
		flaws |= TAKE(TAKE_MAKER_REVOKED);
	if (flaws & TAKE(TAKE_MAKER_CA))
		name_unknown(j->ask, j->maker, j->out->unknown_ca);
	return flaws;
}

static uint64_t
signature_flaws(const struct ses_verdict *v)
{
	uint64_t	 flaws = 0;

	if (v->found[CHECK_ALGORITHM].state >= FIND_UNKNOWN)
		flaws |= TAKE(TAKE_ALGORITHM);
	if (v->found[CHECK_SEAL_SIGNATURE].state != FIND_OK)
		flaws |= TAKE(TAKE_SIGNATURE);
	return flaws;
}

/* --- what it stamps with --------------------------------------------------- */

/* An end certificate that came and is not the maker's. */
static int
is_signers(const struct takeover_ask *ask, size_t k, struct bytes maker)
{
	struct cert	*c = calloc(1, sizeof(*c));
	int		 yes;

	yes = c != NULL && cert_read(ask->certs[k], c, NULL, NULL) == ST_OK &&
	    !c->is_ca && !bytes_same(ask->certs[k], maker);
	free(c);
	return yes;
}

/*
 * The certificate the seal lists, out of what came; where it holds the
 * certificate itself (type 1), that one unless another was brought for it.
 */
static uint64_t
find_signer(const struct takeover_ask *ask, const struct ses_seal *s,
    struct bytes maker, struct bytes *out)
{
	struct bytes		 rest = s->cert_list;
	struct ses_signer	 e = { 0 };
	size_t			 i;

	*out = bytes_of(NULL, 0);
	for (i = 0; i < ask->ncerts; i++)
		if (ses_seal_lists(s, ask->certs[i]) != SES_NOT_LISTED) {
			*out = ask->certs[i];
			return 0;
		}
	for (i = 0; i < ask->ncerts; i++)
		if (is_signers(ask, i, maker))
			return TAKE(TAKE_OTHER_CERT);
	if (!ses_signer_next(s, &rest, &e) || e.cert.p == NULL)
		return TAKE(TAKE_NO_CERT);
	*out = e.cert;
	return 0;
}

static uint64_t
signer_flaws(const struct takeover_ask *ask, struct takeover *out)
{
	static const uint64_t	 rows[CHAIN__N] = {
		[CHAIN_NO_STATUS] = TAKE(TAKE_CERT_STATUS),
		[CHAIN_NOT_YET] = TAKE(TAKE_CERT_PERIOD),
		[CHAIN_EXPIRED] = TAKE(TAKE_CERT_PERIOD),
		[CHAIN_HELD] = TAKE(TAKE_CERT_REVOKED),
		[CHAIN_REVOKED] = TAKE(TAKE_CERT_REVOKED),
		[CHAIN_USAGE] = TAKE(TAKE_CERT),
		[CHAIN_CONSTRAINT] = TAKE(TAKE_CERT),
		[CHAIN_NOT_LISTED] = TAKE(TAKE_CERT_CA),
		[CHAIN_UNKNOWN_CA] = TAKE(TAKE_CERT_CA),
		[CHAIN_SIGNATURE] = TAKE(TAKE_CERT),
		[CHAIN_MALFORMED] = TAKE(TAKE_CERT),
	};
	uint64_t		 flaws = chain_flaws(&out->signer_chain, rows);

	out->has_signer = (out->signer_chain.findings >> CHAIN_MALFORMED &
	    1) == 0;
	if (flaws & TAKE(TAKE_CERT_CA))
		name_unknown(ask, out->signer.der, out->unknown_ca);
	return flaws;
}

/* --- whose it is (R-118) ---------------------------------------------------- */

/* A name that begins with another, spaces and brackets as R-118 has them. */
static int
begins_with(struct bytes name, const char *unit)
{
	char	 head[TAKEOVER_NAME + 1];
	size_t	 n;

	for (n = 1; n <= name.n && n < sizeof(head); n++) {
		if (n < name.n && (name.p[n] & 0xc0) == 0x80)
			continue;	/* within a character */
		memcpy(head, name.p, n);
		head[n] = '\0';
		if (cert_text_same(head, unit))
			return 1;
	}
	return 0;
}

static uint64_t
name_flaws(const struct takeover_ask *ask, const struct takeover *out)
{
	const struct cert_name	*c = &out->signer.subject;
	uint64_t		 flaws = 0;

	if (ask->is_units && name_is_fit(out->seal.name) &&
	    !begins_with(out->seal.name, ask->unit_name))
		flaws |= TAKE(TAKE_SEAL_UNIT);
	if (!out->has_signer)
		return flaws;
	if (!cert_text_same(c->org, ask->unit_name) &&
	    !cert_text_same(c->cn, ask->unit_name))
		flaws |= TAKE(TAKE_CERT_UNIT);
	if (*c->number != '\0' && strlen(c->number) == strlen(ask->unit_code) &&
	    strcmp(c->number, ask->unit_code) != 0)
		flaws |= TAKE(TAKE_CERT_CODE);
	return flaws;
}

/* --- all of it -------------------------------------------------------------- */

static int64_t
later(int64_t a, int64_t b)
{
	return a > b ? a : b;
}

static int64_t
sooner(int64_t a, int64_t b)
{
	return a < b ? a : b;
}

static void
set_period(struct takeover *out)
{
	out->from = out->seal.start.ms;
	out->until = out->seal.end.ms;
	if (out->has_signer) {
		out->from = later(out->from, out->signer.not_before);
		out->until = sooner(out->until, out->signer.not_after);
	}
	if (out->from > out->until)
		out->flaws |= TAKE(TAKE_PERIOD);
}

static enum status
judge_signer(struct judging *j, struct fault *f)
{
	const struct chain_ask	 chain = chain_asked(j->ask, j->ask->now);
	struct takeover		*out = j->out;
	struct bytes		 der;
	enum status		 st;

	out->flaws |= find_signer(j->ask, &out->seal, j->maker, &der);
	if (der.p == NULL)
		return ST_OK;
	st = chain_check(der, j->ask->anchors, &chain, &out->signer,
	    &out->signer_chain, f);
	out->signer.der = der;
	if (st == ST_OK)
		out->flaws |= signer_flaws(j->ask, out);
	return st;
}

enum status
takeover_judge(const struct takeover_ask *ask, struct takeover *out,
    struct fault *f)
{
	struct judging		 j = { .ask = ask, .out = out };
	const struct ses_ask	 ses = { .now = ask->now, .chain = ask_maker,
				    .chain_arg = &j };
	struct ses_verdict	 v;
	enum status		 st;

	memset(out, 0, sizeof(*out));
	if (ask->ncerts > TAKEOVER_CERTS)
		out->flaws |= TAKE(TAKE_CERTS);
	if (ask->seal.n > LIMIT_SEAL)
		out->flaws |= TAKE(TAKE_TOO_BIG);
	if (out->flaws != 0)
		return ST_OK;
	st = ses_seal_judge(ask->seal, &ses, &out->seal, &v, f);
	if (st == ST_OK)
		st = j.st;
	if (st != ST_OK)
		return st;
	if (!v.read) {
		out->flaws = TAKE(TAKE_FORMAT);
		return ST_OK;
	}
	out->read = 1;
	out->flaws |= own_flaws(&out->seal, ask->now) | signature_flaws(&v) |
	    maker_flaws(&j, &v);
	if ((st = judge_signer(&j, f)) != ST_OK)
		return st;
	out->flaws |= name_flaws(ask, out);
	set_period(out);
	return ST_OK;
}
