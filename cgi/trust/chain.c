/* Judging a path: periods, CA rules, use, revocation; see chain.h. */
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "trust/chain_local.h"

static const struct {
	const char	*name, *text;
} states[] = {
	[CHAIN_OK] = { "ok", "证书有效" },
	[CHAIN_NO_STATUS] = { "unknown-status", "证书的吊销状态无法查询" },
	[CHAIN_NOT_YET] = { "not-yet-valid", "证书尚未生效" },
	[CHAIN_EXPIRED] = { "expired", "证书已过有效期" },
	[CHAIN_HELD] = { "on-hold", "证书已被冻结" },
	[CHAIN_REVOKED] = { "revoked", "证书已被吊销" },
	[CHAIN_USAGE] = { "wrong-usage", "证书用途不符，不能用于此项业务" },
	[CHAIN_CONSTRAINT] = { "ca-constraint",
	    "证书链中有证书不符合签发规则" },
	[CHAIN_NOT_LISTED] = { "ca-not-listed",
	    "签发机构不在此项业务的信任列表中" },
	[CHAIN_UNKNOWN_CA] = { "unknown-ca", "签发机构不在信任列表中" },
	[CHAIN_SIGNATURE] = { "bad-signature", "证书的签名不正确" },
	[CHAIN_MALFORMED] = { "malformed", "证书无法识别" },
};

_Static_assert(NITEMS(states) == CHAIN__N, "a state has no words");

/* Which kinds of ours serve which purpose. */
static const unsigned kinds_for[] = {
	[FOR_MAKER] = 1u << CERT_MAKER,
	[FOR_SEAL] = 1u << CERT_SEAL_UNIT | 1u << CERT_SEAL_PERSON,
	[FOR_PERSON] = 1u << CERT_PERSON,
	[FOR_SYSTEM] = 1u << CERT_SYSTEM,
	[FOR_PARTNER] = 1u << CERT_PARTNER,
	[FOR_STATUS] = 1u << CERT_STATUS,
};

_Static_assert(NITEMS(kinds_for) == FOR__N, "a purpose has no kinds");

/* Which kinds a CA of ours may sign; a CA without the mark, any. */
static const unsigned kinds_below[CERT__N] = {
	[CERT_PLAIN] = ~0u,
	[CERT_ROOT] = 1u << CERT_MAKING_CA | 1u << CERT_STAFF_CA |
	    1u << CERT_STATUS,
	[CERT_MAKING_CA] = 1u << CERT_MAKER | 1u << CERT_SEAL_UNIT |
	    1u << CERT_SEAL_PERSON | 1u << CERT_STATUS,
	[CERT_STAFF_CA] = 1u << CERT_PERSON | 1u << CERT_SYSTEM |
	    1u << CERT_PARTNER | 1u << CERT_STATUS,
};

const char *
chain_state_name(enum chain_state s)
{
	return s < CHAIN__N ? states[s].name : states[CHAIN_MALFORMED].name;
}

const char *
chain_state_text(enum chain_state s)
{
	return s < CHAIN__N ? states[s].text : states[CHAIN_MALFORMED].text;
}

/* The first link a finding is about is the one kept. */
static void
find(struct chain_result *r, enum chain_state s, size_t link)
{
	if (s == CHAIN_OK)
		return;
	if (!(r->findings & (1u << s)))
		r->where[s] = link;
	r->findings |= 1u << s;
	if (s > r->state)
		r->state = s;
}

static void
check_periods(const struct path *p, int64_t at, struct chain_result *r)
{
	size_t	 i;
	int	 when;

	for (i = 0; i < p->n; i++) {
		when = cert_period(p->c[i], at);
		if (when != 0)
			find(r, when < 0 ? CHAIN_NOT_YET : CHAIN_EXPIRED, i);
	}
}

/* R-126, and our own kinds only for what they are. */
static void
check_use(const struct path *p, enum chain_purpose purpose,
    struct chain_result *r)
{
	const struct cert	*leaf = p->c[0];

	if (!cert_may_sign(leaf) ||
	    (purpose == FOR_STATUS && !leaf->ocsp_signing))
		find(r, CHAIN_USAGE, 0);
	if (leaf->kind != CERT_PLAIN &&
	    !(kinds_for[purpose] & (1u << leaf->kind)))
		find(r, CHAIN_USAGE, 0);
	if (leaf->kind == CERT_PLAIN && p->anchored &&
	    !(p->uses & ANCHOR_PLAIN))
		find(r, CHAIN_USAGE, 0);
	if (p->anchored && !(p->uses & ANCHOR_FOR(purpose)))
		find(r, CHAIN_NOT_LISTED, p->n - 1);
}

/* RFC 5280 6.1.4: what stands above the end certificate must be a CA. */
static int
may_issue(const struct path *p, size_t i)
{
	const struct cert	*ca = p->c[i], *below = p->c[i - 1];

	if (!ca->is_ca || (ca->has_usage && !(ca->usage & KU_KEY_CERT_SIGN)))
		return 0;
	if (ca->path_len >= 0 && i - 1 > (size_t)ca->path_len)
		return 0;
	return below->kind == CERT_PLAIN ||
	    (kinds_below[ca->kind] & (1u << below->kind)) != 0;
}

static void
check_rules(const struct path *p, struct chain_result *r)
{
	size_t	 i;

	for (i = 0; i < p->n; i++)
		if (p->c[i]->unknown_critical || (i > 0 && !may_issue(p, i)))
			find(r, CHAIN_CONSTRAINT, i);
}

/* The entry of a link at the moment; a later one is noted, not held. */
static void
judge_entry(const struct crl_entry *e, int64_t at, size_t link,
    struct chain_result *r)
{
	if (!r->revoked || e->time < r->revoked_at) {
		r->revoked = 1;
		r->revoked_at = e->time;
		r->revoked_why = e->reason;
	}
	if (e->time / MS_SECOND > at / MS_SECOND)
		return;
	find(r, e->reason == CRL_HOLD ? CHAIN_HELD : CHAIN_REVOKED, link);
}

/* without a list in force the answer is "unknown". */
static void
check_link_status(const struct path *p, size_t i,
    const struct chain_ask *ask, struct chain_result *r)
{
	const struct crl	*crl = NULL;
	struct crl_entry	 e;
	struct crl_info		 info;

	if (ask->crl(ask->crl_arg, p->c[i + 1], &crl) != ST_OK ||
	    crl == NULL || !crl_is_of(crl, p->c[i + 1])) {
		find(r, CHAIN_NO_STATUS, i);
		return;
	}
	crl_info(crl, &info);
	if (r->as_of == 0 || info.this_update < r->as_of)
		r->as_of = info.this_update;
	if (info.next_update == 0 ||
	    info.next_update / MS_SECOND < ask->at / MS_SECOND)
		find(r, CHAIN_NO_STATUS, i);
	if (crl_find(crl, p->c[i]->serial, p->c[i]->nserial, &e))
		judge_entry(&e, ask->at, i, r);
}

static void
check_status(const struct path *p, const struct chain_ask *ask,
    struct chain_result *r)
{
	size_t	 i;

	if (ask->crl == NULL)
		return;
	for (i = 0; i + 1 < p->n; i++)
		check_link_status(p, i, ask, r);
}

static void
describe(const struct path *p, struct chain_result *r)
{
	struct chain_link	*l;
	size_t			 i;

	r->n = p->n;
	r->anchored = p->anchored;
	for (i = 0; i < p->n; i++) {
		l = &r->links[i];
		memcpy(l->cn, p->c[i]->subject.cn, sizeof(l->cn));
		memcpy(l->serial_hex, p->c[i]->serial_hex,
		    sizeof(l->serial_hex));
		l->not_before = p->c[i]->not_before;
		l->not_after = p->c[i]->not_after;
	}
}

static void
judge(const struct path *p, const struct chain_ask *ask,
    struct chain_result *r)
{
	describe(p, r);
	if (!p->anchored)
		find(r, p->bad_signature ? CHAIN_SIGNATURE :
		    CHAIN_UNKNOWN_CA, p->n - 1);
	check_periods(p, ask->at, r);
	check_use(p, ask->purpose, r);
	check_rules(p, r);
	check_status(p, ask, r);
}

/* Intermediates that can be read; others cannot help a path. */
static struct cert *
read_extra(const struct chain_ask *ask, size_t *n)
{
	struct cert	*v;
	size_t		 i;

	*n = 0;
	v = calloc(ask->nextra + 1, sizeof(*v));	/* +1 for the leaf */
	for (i = 0; v != NULL && i < ask->nextra; i++)
		if (cert_read(ask->extra[i], &v[1 + *n], NULL, NULL) == ST_OK)
			++*n;
	return v;
}

enum status
chain_check(struct bytes der, const struct anchors *anchors,
    const struct chain_ask *ask, struct cert *leaf, struct chain_result *out,
    struct fault *f)
{
	struct cert	*v;
	struct path	 p;
	size_t		 n;

	memset(out, 0, sizeof(*out));
	if (leaf != NULL)
		memset(leaf, 0, sizeof(*leaf));
	if (ask->nextra > CHAIN_EXTRA || ask->purpose >= FOR__N)
		return fault_set(f, ST_INVALID, "chain: asked wrongly");
	if ((v = read_extra(ask, &n)) == NULL)
		return fault_set(f, ST_BROKEN, "chain: memory");
	if (cert_read(der, &v[0], &out->flaw, f) != ST_OK)
		find(out, CHAIN_MALFORMED, 0);
	else {
		path_find(&v[0], anchors, v + 1, n, ask->purpose, &p);
		judge(&p, ask, out);
		if (leaf != NULL)
			*leaf = v[0];
	}
	free(v);
	return ST_OK;
}
