/* What was found of a seal that is taken over, as parts of pages; takeover.h. */
#include <string.h>

#include "base/calendar.h"
#include "page/keys.h"
#include "seal/carrier.h"
#include "work/sealing.h"
#include "work/show.h"
#include "work/takeover.h"

static const char *
period(struct req *r, int64_t from, int64_t until)
{
	char	 a[CALENDAR_TEXT], b[CALENDAR_TEXT];

	calendar_second(from, a);
	calendar_second(until, b);
	return pool_printf(r->pool, "%s 至 %s", a, b);
}

static const char *
text_of(struct req *r, struct bytes v)
{
	const char	*s = v.p == NULL ? "" : pool_copy(r->pool, v.p, v.n);

	return s == NULL ? "" : s;
}

static void
fill_maker(struct req *r, const struct takeover *t, struct page *p)
{
	struct ses_cert	 c;

	if (ses_cert_read(t->seal.cert, &c, NULL) != ST_OK)
		return;
	part_fact(p, "制章人证书", pool_printf(r->pool, "%s（%s）",
	    text_of(r, ses_name_part(c.subject, OID_CN)),
	    text_of(r, ses_name_part(c.subject, OID_O))));
	part_fact(p, "制章人证书的签发者", text_of(r, ses_name_part(c.issuer,
	    OID_CN)));
	part_fact(p, "制章人证书序列号", sealing_hex(r, c.serial,
	    c.serial.n));
	part_fact(p, "制章人证书有效期", period(r, c.not_before,
	    c.not_after));
}

static void
fill_signer(struct req *r, const struct takeover *t, struct page *p)
{
	const struct cert	*c = &t->signer;

	if (!t->has_signer)
		return;
	part_fact(p, "签章证书", pool_printf(r->pool, "%s（%s）",
	    c->subject.cn, c->subject.org));
	part_fact(p, "签章证书的签发者", c->issuer.cn);
	part_fact(p, "签章证书序列号", c->serial_hex);
	part_fact(p, "签章证书有效期", period(r, c->not_before,
	    c->not_after));
}

static void
fill_facts(struct req *r, const struct takeover_found *f, struct page *p)
{
	const struct seal_import	*i = &f->import;
	const struct ses_seal		*s = &f->judged.seal;
	unsigned char			 sum[SM3_LEN];

	part_fact(p, "编码", i->code);
	part_fact(p, "名称", i->name);
	part_fact(p, "依据的标准", ses_version_label(s->version));
	part_fact(p, "制作厂商标识", i->vendor);
	part_fact(p, "制作时间", show_minute(r, s->create.ms));
	part_fact(p, "印章有效期", period(r, s->start.ms, s->end.ms));
	part_fact(p, "在本系统的有效期", period(r, i->valid_from,
	    i->valid_to));
	part_fact(p, "图像", pool_printf(r->pool, "%s，%lld × %lld 毫米",
	    text_of(r, s->picture_type), (long long)s->width,
	    (long long)s->height));
	fill_maker(r, &f->judged, p);
	fill_signer(r, &f->judged, p);
	if (sm3(i->der, sum) == ST_OK)
		part_fact(p, "印章文件 SM3", sealing_hex(r, bytes_of(sum,
		    sizeof(sum)), sizeof(sum)));
	part_fact(p, "来自", i->source);
	part_fact(p, "存放设备", pool_printf(r->pool, "%s%s%s",
	    choice_label(carrier_devices, i->device),
	    *i->device_cert == '\0' ? "" : "，认证证书 ", i->device_cert));
}

/* What is right where none of these flaws is found. */
static const struct {
	uint64_t	 without;
	const char	*sentence, *clause;
} checks[] = {
	{ TAKE(TAKE_SIGNATURE) | TAKE(TAKE_ALGORITHM),
	  "制章人的签名值正确，用的是 SM2 和 SM3", "GB/T 38540-2020 6.3" },
	{ TAKE(TAKE_MAKER) | TAKE(TAKE_MAKER_CA) | TAKE(TAKE_MAKER_STATUS) |
	  TAKE(TAKE_MAKER_REVOKED), "制章人证书在制章时有效，签发机构受信任，"
	  "已查吊销列表", "R-117 R-121 R-127" },
	{ TAKE(TAKE_CERT) | TAKE(TAKE_CERT_CA) | TAKE(TAKE_CERT_STATUS) |
	  TAKE(TAKE_CERT_REVOKED) | TAKE(TAKE_CERT_PERIOD) |
	  TAKE(TAKE_OTHER_CERT) | TAKE(TAKE_NO_CERT),
	  "签章证书是印章列出的那一张，现在有效，签发机构受信任，已查吊销"
	  "列表", "R-114 R-117 R-121 R-127" },
	{ TAKE(TAKE_OVER) | TAKE(TAKE_NOT_YET) | TAKE(TAKE_PERIOD),
	  "在有效期内", "R-119" },
	{ TAKE(TAKE_CERT_UNIT) | TAKE(TAKE_SEAL_UNIT) | TAKE(TAKE_CERT_CODE),
	  "证书和印章的名称与登记的单位一致", "R-118" },
};

static void
remark(struct page *p, const char *sentence)
{
	page_set(page_add(p, K_REMARK), K_SENTENCE, sentence);
}

static void
fill_remarks(struct req *r, const struct takeover *t, struct page *p)
{
	unsigned	 q;

	if (t->maker_over)
		remark(p, "制章人证书在制章时有效，现已过期；不影响印章");
	if (t->seal.version == SES_V1)
		remark(p, "印章按 GM/T 0031-2014 制作，是较早的格式");
	if (t->seal.timestamp.p != NULL)
		remark(p, "印章带有时间戳，本系统没有核验时间戳");
	for (q = 0; q < SES_Q__N; q++)
		if (t->seal.quirks & SES_Q(q))
			remark(p, pool_printf(r->pool, "与标准有出入，已知并"
			    "容许：%s",
			    ses_quirk_row((enum ses_quirk)q)->label));
	remark(p, "证书由其他机构签发：本系统的证书吊销列表不列它，挂失和注销"
	    "以本系统的印章状态和不可信印章清单为准");
	remark(p, "本系统不能为它续期；到期前请办理更换，或者申领新章");
}

static void
fill_checks(struct req *r, const struct takeover *t, struct page *p)
{
	struct page	*c;
	size_t		 i;
	int		 k;

	for (k = 0; k < TAKE__N; k++) {
		if (!(t->flaws & TAKE(k)))
			continue;
		c = page_add(p, K_FLAW);
		page_set(c, K_SENTENCE, takeover_sentence(r->pool, t,
		    (enum takeover_flaw)k));
		page_set(c, K_CLAUSE,
		    takeover_words((enum takeover_flaw)k)->clause);
	}
	for (i = 0; i < NITEMS(checks); i++) {
		if (t->flaws & checks[i].without)
			continue;
		c = page_add(p, K_CHECK);
		page_set(c, K_SENTENCE, checks[i].sentence);
		page_set(c, K_CLAUSE, checks[i].clause);
	}
}

void
takeover_fill(struct req *r, const struct dossier *d, struct page *page)
{
	struct page	*p;

	if (d->found == NULL)
		return;
	p = page_include(page, K_TAKEOVER_PART, "work/takeover");
	fill_facts(r, d->found, p);
	fill_checks(r, &d->found->judged, p);
	if (d->found->judged.read)
		fill_remarks(r, &d->found->judged, p);
}
