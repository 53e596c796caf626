/*
 * Judging a statement: its signature, the certificate it was signed
 * under at that moment, and whether that certificate may claim what it does.
 */
#include <string.h>

#include "trust/signed.h"
#include "trust/statement_local.h"

static const char *const texts[] = {
	[STATEMENT_VALID] = "签名有效",
	[STATEMENT_FUTURE] = "签名无效：签名时间晚于当前时间",
	[STATEMENT_ROLE] = "签名无效：签名人不具有所述岗位",
	[STATEMENT_HOLDER] = "签名无效：证书不属于所述人员",
	[STATEMENT_SIGNER] = "签名无效：证书种类不符",
	[STATEMENT_CHAIN] = "签名无效：签名时证书无效",
	[STATEMENT_SIGNATURE] = "签名无效：内容在签名后被改动",
	[STATEMENT_MALFORMED] = "签名无效：签名数据无法识别",
};

_Static_assert(NITEMS(texts) == STATEMENT_STATE__N, "a state has no words");

static const enum chain_purpose purposes[] = {
	[STATEMENT_OWN] = FOR_PERSON,
	[STATEMENT_WITNESSED] = FOR_SYSTEM,
	[STATEMENT_SYSTEM] = FOR_SYSTEM,
	[STATEMENT_PARTNER] = FOR_PARTNER,
	[STATEMENT_SEAL] = FOR_SEAL,
};

_Static_assert(NITEMS(purposes) == STATEMENT__N, "a kind has no purpose");

const char *
statement_state_text(enum statement_state s)
{
	return s < STATEMENT_STATE__N ? texts[s] : texts[STATEMENT_MALFORMED];
}

static void
find(struct statement_result *r, enum statement_state s)
{
	if (s > r->state)
		r->state = s;
}

/*
 * Who signed, for whom and in which role.  A witnessed statement is signed
 * by the desk for the person named, so that person is not the holder.
 */
static void
check_claims(const struct statement_fields *s, const struct cert *c,
    struct statement_result *r)
{
	const struct cert_grant	*g = cert_grant_for(c, s->unit);

	if (s->kind != STATEMENT_WITNESSED && s->person[0] != '\0' &&
	    strcmp(s->person, c->holder) != 0)
		find(r, STATEMENT_HOLDER);
	if (g != NULL) {
		r->roles = g->roles;
		r->functions = g->functions;
	}
	if (s->unit[0] != '\0' && g == NULL)
		find(r, STATEMENT_ROLE);
	if (s->role != ROLE__N && !(r->roles & ROLE_BIT(s->role)))
		find(r, STATEMENT_ROLE);
}

/* The chain's worst as a state of the statement. */
static void
check_chain(const struct chain_result *chain, struct statement_result *r)
{
	if (chain->state == CHAIN_OK || chain->state == CHAIN_NO_STATUS)
		return;
	find(r, chain->state == CHAIN_USAGE ? STATEMENT_SIGNER :
	    STATEMENT_CHAIN);
}

static enum status
judge(struct bytes der, const struct statement_ask *ask,
    const struct statement *st, struct statement_result *r, struct fault *f)
{
	const struct chain_ask	 chain = {
		.purpose = purposes[st->f.kind], .at = st->f.time,
		.extra = ask->extra, .nextra = ask->nextra,
		.crl = ask->crl, .crl_arg = ask->crl_arg,
	};
	struct cert		 c;
	enum status		 s;

	s = chain_check(st->cert, ask->anchors, &chain, &c, &r->chain, f);
	if (s != ST_OK)
		return s;
	check_chain(&r->chain, r);
	if (r->chain.findings & (1u << CHAIN_MALFORMED))
		return ST_OK;
	memcpy(r->serial, c.serial_hex, sizeof(r->serial));
	memcpy(r->signer, c.subject.cn, sizeof(r->signer));
	s = trust_verify_signed(der, STATEMENT_MAX, c.key, f);
	if (s == ST_INVALID)
		find(r, STATEMENT_SIGNATURE);
	else if (s != ST_OK)
		return s;
	check_claims(&st->f, &c, r);
	return ST_OK;
}

enum status
statement_check(struct bytes der, const struct statement_ask *ask,
    struct statement *st, struct statement_result *out, struct fault *f)
{
	enum status	 s;

	memset(out, 0, sizeof(*out));
	if ((s = statement_read(der, st, f)) == ST_INVALID) {
		out->state = STATEMENT_MALFORMED;
		return ST_OK;
	}
	if (s == ST_OK)
		s = judge(der, ask, st, out, f);
	if (s != ST_OK)
		return s;
	if (st->f.time > ask->now + CHAIN_CLOCK)
		find(out, STATEMENT_FUTURE);
	out->expired = ask->now > st->f.not_after;
	return ST_OK;
}
