/*
 * Making the checks of seal-format.md 1.7.  Each is a small function that
 * says one thing; nothing stops at the first failure.
 */
#include <string.h>

#include "base/clock.h"
#include "base/limits.h"
#include "trust/ses_local.h"

#define CLOCK_SLACK	(5 * MS_MINUTE)	/* a signer's clock may be ahead */

/* A certificate of the seal's two, with its key where there is one. */
struct party {
	struct bytes	 der;
	struct ses_cert	 cert;
	int		 readable;
	struct sm2	*key;		/* NULL: no SM2 key, or off the curve */
};

static void
party_read(struct party *p, struct bytes der)
{
	memset(p, 0, sizeof(*p));
	p->der = der;
	p->readable = ses_cert_read(der, &p->cert, NULL) == ST_OK;
	if (p->readable && p->cert.is_sm2)
		sm2_from_public(p->cert.key, &p->key, NULL);
}

static void
check_algorithm(struct ses_verdict *v, struct bytes algorithm,
    const struct party *p)
{
	if (oid_is(algorithm, OID_SM3_WITH_SM2))
		verdict_say(v, SAY_ALGORITHM_OK);
	else if (oid_is(algorithm, OID_SM3_WITH_SM2_TYPO) ||
	    oid_is(algorithm, OID_GM_SIGNED))
		verdict_say(v, SAY_ALGORITHM_ODD);
	else
		verdict_say(v, SAY_ALGORITHM_UNKNOWN);
	if (p->readable && p->key == NULL)
		verdict_say(v, SAY_ALGORITHM_KEY);
}

/* One value against one key; ok, broken and no_key are what to say. */
static enum status
check_value(struct ses_verdict *v, const struct party *p, struct bytes msg,
    struct bytes sig, enum ses_say ok, enum ses_say broken,
    enum ses_say no_key, struct fault *f)
{
	enum status	 st;

	if (p->key == NULL) {
		verdict_say(v, no_key);
		return ST_OK;
	}
	if ((st = sm2_verify(p->key, msg, sig, f)) == ST_BROKEN)
		return st;
	verdict_say(v, st == ST_OK ? ok : broken);
	return ST_OK;
}

/* The caller's word on chain and revocation. */
static void
check_chain(struct ses_verdict *v, const struct ses_ask *ask,
    const struct party *p, enum ses_use use, int64_t at)
{
	struct finding	 said = { 0 };

	if (ask->chain == NULL) {
		verdict_say(v, use == SES_MAKER ? SAY_MAKER_NO_CHAIN :
		    SAY_SIGNER_NO_CHAIN);
		return;
	}
	said.state = FIND_UNKNOWN;
	said.code = said.number = said.text = said.clause = "";
	ask->chain(ask->chain_arg, p->der, use, at, &said);
	said.check = use == SES_MAKER ? CHECK_MAKER : CHECK_SIGNER;
	if (said.state != FIND_OK)
		verdict_add(v, &said);
}

/* The maker is judged when the seal was made (GM/T 0031-2025). */
static void
check_maker(struct ses_verdict *v, const struct ses_ask *ask,
    const struct party *p, const struct ses_seal *s)
{
	const int	 then = ses_cert_period(&p->cert, s->create.ms);

	if (!p->readable) {
		verdict_say(v, SAY_MAKER_UNREADABLE);
		return;
	}
	verdict_say(v, SAY_MAKER_OK);
	if (!ses_cert_may_sign(&p->cert))
		verdict_say(v, SAY_MAKER_USAGE);
	if (then != 0)
		verdict_say(v, then < 0 ? SAY_MAKER_NOT_YET :
		    SAY_MAKER_EXPIRED);
	else if (ses_cert_period(&p->cert, ask->now) > 0)
		verdict_say(v, SAY_MAKER_OVER_NOW);
	check_chain(v, ask, p, SES_MAKER, s->create.ms);
}

static void
check_signer(struct ses_verdict *v, const struct ses_ask *ask,
    const struct party *p, int64_t at)
{
	const int	 then = ses_cert_period(&p->cert, at);

	if (!p->readable) {
		verdict_say(v, SAY_SIGNER_UNREADABLE);
		return;
	}
	verdict_say(v, SAY_SIGNER_OK);
	if (!ses_cert_may_sign(&p->cert))
		verdict_say(v, SAY_SIGNER_USAGE);
	if (then != 0)
		verdict_say(v, then < 0 ? SAY_SIGNER_NOT_YET :
		    SAY_SIGNER_EXPIRED);
	check_chain(v, ask, p, SES_SIGNER, at);
}

static void
check_period(struct ses_verdict *v, const struct ses_seal *s, int64_t at)
{
	if (s->start.ms > s->end.ms)
		verdict_say(v, SAY_PERIOD_ORDER);
	else if (at / MS_SECOND < s->start.ms / MS_SECOND)
		verdict_say(v, SAY_PERIOD_BEFORE);
	else if (at / MS_SECOND > s->end.ms / MS_SECOND)
		verdict_say(v, SAY_PERIOD_AFTER);
	else
		verdict_say(v, SAY_PERIOD_OK);
}

/* A token proves a time not before what it stands for. */
static void
check_timestamp(struct ses_verdict *v, struct bytes token, int64_t claimed)
{
	int64_t	 ms;

	if (token.p == NULL) {
		verdict_say(v, SAY_STAMP_NONE);
	} else if (!ses_token_time(token, &ms)) {
		verdict_say(v, SAY_STAMP_BROKEN);
	} else {
		verdict_say(v, SAY_STAMP_UNCHECKED);
		if (ms + MS_SECOND < claimed)
			verdict_say(v, SAY_STAMP_ORDER);
	}
}

/* Padding is how a PDF holds a signature, not a deviation. */
static void
check_quirks(struct ses_verdict *v, unsigned quirks)
{
	verdict_say(v, (quirks & ~SES_Q(SES_Q_PADDING)) == 0 ?
	    SAY_QUIRKS_NONE : SAY_QUIRKS);
}

/* What holds of the seal itself, alone or inside a signature. */
static enum status
seal_judge(struct ses_verdict *v, const struct ses_ask *ask,
    const struct ses_seal *s, int64_t at, struct fault *f)
{
	struct party	 maker;
	enum status	 st;
	struct buf	 m;

	party_read(&maker, s->cert);
	buf_init(&m, LIMIT_SIGNATURE + 64);
	ses_seal_signed(s, &m);
	if (!buf_ok(&m))
		st = fault_set(f, ST_BROKEN, "seal: no memory");
	else
		st = check_value(v, &maker, buf_view(&m), s->signature,
		    SAY_SEAL_OK, SAY_SEAL_BROKEN, SAY_SEAL_NO_KEY, f);
	check_algorithm(v, s->algorithm, &maker);
	check_maker(v, ask, &maker, s);
	check_period(v, s, at);
	check_timestamp(v, s->timestamp, s->create.ms);
	check_quirks(v, s->quirks);
	buf_free(&m);
	sm2_free(maker.key);
	return st;
}

/* SM3 over the certificate, with Z of its own key before it or without. */
static int
digest_fits(struct bytes want, const struct party *p, int with_z)
{
	unsigned char	 got[SM3_LEN];

	if (want.n != SM3_LEN)
		return 0;
	if (with_z)
		return p->key != NULL && sm2_e(p->cert.key, p->der, got,
		    NULL) == ST_OK && memcmp(got, want.p, SM3_LEN) == 0;
	return sm3(p->der, got) == ST_OK &&
	    memcmp(got, want.p, SM3_LEN) == 0;
}

/* Type 1 compares certificates, type 2 their digests (seal-format 1.2). */
static enum ses_listed
lists(const struct ses_seal *s, const struct party *signer)
{
	struct bytes		 rest = s->cert_list;
	struct ses_signer	 e;
	int			 z = 0;

	while (ses_signer_next(s, &rest, &e)) {
		if ((e.cert.p != NULL && bytes_same(e.cert, signer->der)) ||
		    digest_fits(e.digest, signer, 0))
			return SES_LISTED;
		z |= digest_fits(e.digest, signer, 1);
	}
	return z ? SES_LISTED_Z : SES_NOT_LISTED;
}

enum ses_listed
ses_seal_lists(const struct ses_seal *seal, struct bytes cert)
{
	struct party	 p;
	enum ses_listed	 how;

	party_read(&p, cert);
	how = lists(seal, &p);
	sm2_free(p.key);
	return how;
}

static void
check_list(struct ses_verdict *v, const struct ses_seal *s,
    const struct party *signer)
{
	static const enum ses_say says[] = {
		[SES_NOT_LISTED] = SAY_LIST_ABSENT,
		[SES_LISTED] = SAY_LIST_OK, [SES_LISTED_Z] = SAY_LIST_Z,
	};

	verdict_say(v, says[lists(s, signer)]);
}

static void
check_document(struct ses_verdict *v, const struct ses_ask *ask,
    struct bytes hash)
{
	verdict_say(v, hash.n == SM3_LEN ? SAY_DIGEST_OK : SAY_DIGEST_LENGTH);
	if (ask->digest == NULL)
		verdict_say(v, SAY_DOCUMENT_NOT_GIVEN);
	else if (bytes_same(hash, bytes_of(ask->digest, SM3_LEN)))
		verdict_say(v, SAY_DOCUMENT_OK);
	else
		verdict_say(v, SAY_DOCUMENT_CHANGED);
}

static void
check_time(struct ses_verdict *v, const struct ses_ask *ask,
    const struct ses_time *t)
{
	verdict_say(v, t->form == SES_TIME_TOKEN ? SAY_TIME_TOKEN :
	    SAY_TIME_OK);
	if (t->ms > ask->now + CLOCK_SLACK)
		verdict_say(v, SAY_TIME_FUTURE);
}

enum status
ses_seal_judge(struct bytes der, const struct ses_ask *ask,
    struct ses_seal *seal, struct ses_verdict *v, struct fault *f)
{
	static const enum ses_check absent[] = {
		CHECK_DIGEST, CHECK_SIGNATURE, CHECK_LIST, CHECK_SIGNER,
		CHECK_TIME, CHECK_DOCUMENT,
	};
	enum status	 st = ST_OK;

	verdict_start(v);
	for (size_t i = 0; i < NITEMS(absent); i++)
		verdict_none(v, absent[i]);
	v->read = ses_seal_read(der, seal, f) == ST_OK;
	if (v->read) {
		verdict_say(v, SAY_FORMAT_OK);
		st = seal_judge(v, ask, seal, ask->now, f);
	} else {
		verdict_say(v, SAY_FORMAT_BROKEN);
	}
	verdict_end(v);
	return st;
}

enum status
ses_signature_judge(struct bytes der, const struct ses_ask *ask,
    struct ses_signature *sig, struct ses_verdict *v, struct fault *f)
{
	struct party	 signer;
	enum status	 st;

	verdict_start(v);
	v->read = ses_signature_read(der, sig, f) == ST_OK;
	if (!v->read) {
		verdict_say(v, SAY_FORMAT_BROKEN);
		verdict_end(v);
		return ST_OK;
	}
	verdict_say(v, SAY_FORMAT_OK);
	party_read(&signer, sig->cert);
	check_algorithm(v, sig->algorithm, &signer);
	st = check_value(v, &signer, sig->tbs, sig->signature,
	    SAY_SIGNATURE_OK, SAY_SIGNATURE_BROKEN, SAY_SIGNATURE_NO_KEY, f);
	check_list(v, &sig->seal, &signer);
	if (st == ST_OK)
		st = seal_judge(v, ask, &sig->seal, sig->time.ms, f);
	check_signer(v, ask, &signer, sig->time.ms);
	check_time(v, ask, &sig->time);
	check_document(v, ask, sig->data_hash);
	check_timestamp(v, sig->timestamp, sig->time.ms);
	check_quirks(v, sig->quirks);
	verdict_end(v);
	sm2_free(signer.key);
	return st;
}
