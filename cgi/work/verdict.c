/*
 * Joining a file's judgement with what we know: see verdict.h.  The seal's
 * state comes from the register where the seal is ours and the certificate
 * that signed is the seal's, else from the revocation list, else
 * from nobody.
 */
#include <dirent.h>
#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/config.h"
#include "base/file.h"
#include "base/limits.h"
#include "seal/device.h"
#include "seal/import.h"
#include "sm/sm.h"
#include "trust/crl.h"
#include "trust/ses_chain.h"
#include "trust/takeover.h"
#include "work/verdict.h"

#define ANCHORS_MAX 32		/* files read from a folder of CAs */

struct join {
	const struct verdict_ask *ask;
	struct pool		*pool;
	struct crl		*crl;		/* opened, or NULL */
	const struct cert	*issuer;	/* the CA it is of */
	struct ses_trust	 trust;
	/* Of the stamp being judged: the certificate that signed it. */
	struct cert		 signer;
	int			 has_signer, is_listed;
	/* Where its maker is known by a seal taken over: what came
	 * with that, and whether this is the very seal. */
	struct bytes		 extra[CHAIN_EXTRA];
	int			 imported, same_seal;
};

/* --- the revocation list -------------------------------------------------- */

static void
list_open(struct join *j)
{
	const struct cert	*ca;
	size_t			 i;

	if (j->ask->crl.n == 0 || j->ask->anchors == NULL)
		return;
	for (i = 0; j->crl == NULL &&
	    (ca = anchors_nth(j->ask->anchors, i)) != NULL; i++)
		if (crl_open(j->ask->crl, ca, &j->crl, NULL) == ST_OK)
			j->issuer = ca;
}

static enum status
list_find(void *arg, const struct cert *issuer, const struct crl **out)
{
	struct join	*j = arg;

	if (j->crl == NULL || !crl_is_of(j->crl, issuer))
		return j->ask->outside == NULL ? ST_ABSENT :
		    ca_list_crl(j->ask->outside, issuer, out);
	*out = j->crl;
	return ST_OK;
}

/* A list's entry as a state, if it held at that moment. */
static void
ended_by(const struct crl_entry *e, struct span at, struct stamp_state *out)
{
	if (e->time >= at.until)
		return;
	out->state = e->reason == CRL_HOLD ? STAMP_SEAL_FROZEN :
	    STAMP_SEAL_REVOKED;
	out->since = e->time;
}

/* The seal lives and dies with its certificate. */
static enum status
state_by_list(struct join *j, struct span at, struct stamp_state *out)
{
	struct crl_entry	 e;
	struct crl_info		 info;

	if (j->crl == NULL || !j->is_listed)
		return ST_ABSENT;
	crl_info(j->crl, &info);
	out->as_of = info.this_update;
	if (info.next_update == 0 || info.next_update < at.from)
		return ST_ABSENT;	/* an old list says nothing of then */
	out->state = STAMP_SEAL_VALID;
	if (crl_find(j->crl, j->signer.serial, j->signer.nserial, &e))
		ended_by(&e, at, out);
	if (out->state == STAMP_SEAL_VALID &&
	    cert_period(&j->signer, at.from) > 0) {
		out->state = STAMP_SEAL_EXPIRED;
		out->since = j->signer.not_after;
	}
	return ST_OK;
}

/* --- the register --------------------------------------------------------- */

enum stamp_seal
verdict_state(int seal_state)
{
	switch (seal_state) {
	case S3_ACTIVE:
		return STAMP_SEAL_VALID;
	case S6_EXPIRED:
		return STAMP_SEAL_EXPIRED;
	case S7_REVOKED:
		return STAMP_SEAL_REVOKED;
	default:	/* lost, suspended, not activated, not yet made */
		return STAMP_SEAL_FROZEN;
	}
}

/*
 * The version of the seal that has the certificate that signed; those made
 * and not yet put in force as well, whose keys may lie in a device.
 * ST_ABSENT: none.
 */
static enum status
find_version(struct join *j, const struct seal *s, struct seal_version *v,
    struct fault *f)
{
	enum status	 st = j->has_signer ? ST_OK : ST_ABSENT;
	int64_t		 n;

	for (n = 1; st == ST_OK; n++) {
		st = seal_version_load(j->ask->db, j->pool, s->id, n, v, f);
		if (st == ST_OK && bytes_same(v->cert, j->signer.der))
			return ST_OK;
	}
	return st == ST_ABSENT ? fault_set(f, st, "%s: not its certificate",
	    s->code) : st;
}

/* A renewal stamps from when it is put in force; the first is as the seal. */
static int
is_to_come(const struct seal_version *v, struct span at)
{
	return v->version > 1 && (v->activated == 0 || at.from < v->activated);
}

static enum status
state_by_register(struct join *j, const char *esid, struct span at,
    struct stamp_state *out, struct fault *f)
{
	struct crl_entry	 e;
	struct seal_version	 v;
	struct seal		 s;
	enum status		 st;
	int			 state;

	if (j->ask->db == NULL)
		return ST_ABSENT;
	if ((st = seal_by_code(j->ask->db, j->pool, esid, &s, f)) != ST_OK ||
	    (st = find_version(j, &s, &v, f)) != ST_OK)
		return st;
	if (s.imported && !j->same_seal)
		return fault_set(f, ST_ABSENT, "%s: not the seal taken over",
		    esid);
	if ((st = seal_state_in(j->ask->db, &s, at, &state, f)) != ST_OK)
		return st;
	if (s.imported && state < 0)
		return fault_set(f, ST_ABSENT, "%s: not yet taken over",
		    esid);
	out->state = verdict_state(state);
	if (out->state == STAMP_SEAL_VALID && is_to_come(&v, at))
		out->state = STAMP_SEAL_FROZEN;
	/* a CA outside ends a certificate without asking us */
	if (out->state == STAMP_SEAL_VALID && j->ask->outside != NULL &&
	    ca_list_ended(j->ask->outside, &j->signer, &e))
		ended_by(&e, at, out);
	return ST_OK;
}

static enum status
ask_state(void *arg, const char *esid, struct span at,
    struct stamp_state *out, struct fault *f)
{
	struct join	*j = arg;
	enum status	 st;

	st = state_by_register(j, esid, at, out, f);
	return st == ST_ABSENT ? state_by_list(j, at, out) : st;
}

/* when a log with this signature reached us, if the seal was good
 * then: it was made before. */
static enum status
brought_in(struct join *j, struct bytes signature, int64_t *ms,
    struct fault *f)
{
	const char	*id;
	struct seal	 s;
	int64_t		 at;
	int		 state;
	enum status	 st;

	st = offline_use_known(j->ask->db, j->pool, signature, &at, &id, f);
	if (st == ST_OK)
		st = seal_load(j->ask->db, j->pool, id, &s, f);
	if (st == ST_OK)
		st = seal_state_in(j->ask->db, &s, span_of(at), &state, f);
	if (st == ST_OK && state != S3_ACTIVE)
		st = fault_set(f, ST_ABSENT, "record: brought in too late");
	if (st == ST_OK)
		*ms = at;
	return st;
}

/* the same bytes were signed by us, at the time our record has. */
static enum status
ask_record(void *arg, const unsigned char digest[32], struct bytes signature,
    int64_t *ms, struct fault *f)
{
	struct join		*j = arg;
	struct stamp_row	 row;
	unsigned char		 hash[SM3_LEN];
	enum status		 st;

	if ((st = sm3(signature, hash)) != ST_OK)
		return fault_set(f, st, "record: digest");
	st = stamp_by_signature(j->ask->db, j->pool,
	    bytes_of(hash, sizeof(hash)), &row, f);
	if (st == ST_ABSENT)
		return brought_in(j, bytes_of(hash, sizeof(hash)), ms, f);
	if (st == ST_OK && !bytes_same(row.data_hash, bytes_of(digest, 32)))
		st = fault_set(f, ST_ABSENT, "record: another document");
	if (st == ST_OK)
		*ms = row.at;
	return st;
}

/*
 * Offline nobody can say whether a certificate was revoked: that is a remark
 * on a chain that is right, and the states then and now stay unknown.
 */
static void
without_status(struct finding *out)
{
	if (strcmp(out->code, "chain.unknown-status") != 0)
		return;
	out->state = FIND_WARNING;
	out->code = "chain.offline";
	out->text = "证书链正确，未联网核对证书是否吊销。";
}

/* a seal's maker outside is known by the seals that were taken over,
 * each by two persons; the certificates that came along lead on from it. */
static int
find_maker(struct join *j, struct bytes cert)
{
	unsigned char	 sum[SM3_LEN];
	struct bytes	 chain;
	struct fault	 f = { 0 };
	struct der	 one;

	j->trust.nextra = 0;
	j->trust.extra = j->extra;
	if (j->ask->db == NULL || sm3(cert, sum) != ST_OK ||
	    seal_import_maker(j->ask->db, j->pool, sum, &chain, &f) != ST_OK)
		return 0;
	while (j->trust.nextra < CHAIN_EXTRA && der_next(&chain, &one))
		j->extra[j->trust.nextra++] = one.whole;
	return 1;
}

static int
ask_maker(struct join *j, struct bytes cert, int64_t at, struct finding *out)
{
	const struct chain_ask	 ask = {
		.at = at, .extra = j->trust.extra, .nextra = j->trust.nextra,
		.crl = j->trust.crl, .crl_arg = j->trust.crl_arg,
	};
	struct chain_result	 r;

	if (takeover_maker_check(cert, j->trust.anchors, &ask, &r, NULL) !=
	    ST_OK)
		return 0;
	ses_chain_say(&r, j->trust.crl != NULL, out);
	return 1;
}

/* Whether the register took this seal over, and this very file of it: its
 * maker may have made another under the same code. */
static void
meet(void *arg, struct stamp_result *r)
{
	struct join		*j = arg;
	struct seal_version	 v;
	struct fault		 f = { 0 };
	struct seal		 s;

	j->imported = j->same_seal = 0;
	if (j->ask->db == NULL || !r->ses.read || seal_by_code(j->ask->db,
	    j->pool, r->esid, &s, &f) != ST_OK || !s.imported ||
	    seal_version_load(j->ask->db, j->pool, s.id, 1, &v, &f) != ST_OK)
		return;
	j->imported = 1;
	j->same_seal = bytes_same(v.der, r->stamp.seal.whole);
	r->imported = j->same_seal;
}

/* The judge asks for the chain first, so the signer is known afterwards. */
static void
ask_chain(void *arg, struct bytes cert, enum ses_use use, int64_t at,
    struct finding *out)
{
	struct join	*j = arg;

	if (use != SES_MAKER || !find_maker(j, cert) ||
	    !ask_maker(j, cert, at, out))
		ses_chain_anchors(&j->trust, cert, use, at, out);
	if (j->ask->db == NULL && j->ask->crl.n == 0)
		without_status(out);
	if (use != SES_SIGNER)
		return;
	j->has_signer = cert_read(cert, &j->signer, NULL, NULL) == ST_OK;
	j->is_listed = j->has_signer && out->state == FIND_OK &&
	    j->issuer != NULL && bytes_same(j->signer.issuer_der,
	    j->issuer->subject_der);
}

enum status
verdict_judge(const struct verdict_ask *ask, const struct reader *reader,
    struct bytes file, struct pool *pool, struct stamp_report *out,
    struct stamp_refusal *why, struct fault *f)
{
	struct join		*j = pool_alloc(pool, sizeof(*j));
	struct stamp_trust	 trust = { .now = ask->now };
	enum status		 st;

	*why = stamp_refusal_of(PDF_OUR_FAULT);
	if (j == NULL)
		return fault_set(f, ST_BROKEN, "verdict: memory");
	j->ask = ask;
	j->pool = pool;
	list_open(j);
	trust.arg = trust.chain_arg = j;
	if (ask->anchors != NULL) {
		j->trust = (struct ses_trust){ .anchors = ask->anchors,
		    .crl = j->crl == NULL && ask->outside == NULL ? NULL :
		    list_find, .crl_arg = j };
		trust.chain = ask_chain;
	}
	if (ask->db != NULL || j->crl != NULL)
		trust.state = ask_state;
	if (ask->db != NULL) {
		trust.record = ask_record;
		trust.meet = meet;
	}
	st = stamp_judge(reader, file, &trust, pool, out, why, f);
	crl_free(j->crl);
	return st;
}

/* --- the CAs in a folder -------------------------------------------------- */

static unsigned
uses_of(const char *name)
{
	static const struct { const char *name; unsigned uses; } known[] = {
		{ "making-ca.der", ANCHOR_SEALS },
		{ "staff-ca.der", ANCHOR_STAFF },
		{ "root.der", 0 },
	};
	size_t	 i, n = strlen(name);

	for (i = 0; i < NITEMS(known); i++)
		if (strcmp(known[i].name, name) == 0)
			return known[i].uses;
	if (n < 5 || strcmp(name + n - 4, ".der") != 0 || name[0] == '.')
		return 0;
	return ANCHOR_FOR(FOR_SEAL) | ANCHOR_PLAIN;
}

static enum status
anchor_read(struct anchors *a, const char *dir, const char *name,
    unsigned uses, struct fault *f)
{
	char		 path[512];
	struct buf	 b;
	enum status	 st;

	if (snprintf(path, sizeof(path), "%s/%s", dir, name) >=
	    (int)sizeof(path))
		return fault_set(f, ST_INVALID, "CA: path too long");
	buf_init(&b, LIMIT_CERT);
	if ((st = file_read(path, &b, f)) == ST_OK)
		st = anchors_add(a, buf_view(&b), uses, f);
	if (st != ST_OK)
		fault_in(f, st, name);
	buf_free(&b);
	return st;
}

enum status
verdict_anchors(const char *dir, struct anchors **out, struct fault *f)
{
	struct anchors	*a = anchors_new();
	struct dirent	*e;
	DIR		*d = a == NULL ? NULL : opendir(dir);
	enum status	 st = ST_OK;
	unsigned	 uses;

	*out = NULL;
	if (a == NULL)
		return fault_set(f, ST_BROKEN, "CA: memory");
	while (st == ST_OK && d != NULL && (e = readdir(d)) != NULL &&
	    anchors_count(a) < ANCHORS_MAX)
		if ((uses = uses_of(e->d_name)) != 0)
			st = anchor_read(a, dir, e->d_name, uses, f);
	if (d != NULL)
		closedir(d);
	if (st == ST_OK && anchors_count(a) == 0)
		st = fault_set(f, ST_ABSENT, "no CA certificates in %.200s",
		    dir);
	if (st == ST_OK)
		*out = a;
	else
		anchors_free(a);
	return st;
}

enum status
verdict_outside(const char *data, struct anchors *to, struct ca_list **out,
    struct fault *f)
{
	char		 dir[CONFIG_PATH];
	enum status	 st;

	config_path(data, CA_LIST_FOLDER, dir);
	if ((st = ca_list_read(dir, out, f)) == ST_OK)
		st = ca_list_join(*out, to, f);
	return st;
}
