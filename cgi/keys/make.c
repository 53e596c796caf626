/*
 * Making: the hosted key of a request, its certificate (ours or an external
 * CA's) and the seal itself, each only over an approval that keyd has read
 * for itself; a renewal by the same steps; see keyd.h.
 */
#include <string.h>

#include "base/calendar.h"
#include "keys/seal.h"
#include "trust/csr.h"
#include "trust/ses.h"

enum { KEY_FIND, KEY_ADD, KEY_TAKEN, KEY_CERT, SQL__N };

static const struct sql make_sql[SQL__N] = {
	[KEY_FIND] = { .nin = 1, .text =
	    "SELECT digest, blob, pub, serial, renews, held FROM key_seal_key"
	    " WHERE request = $1" },
	[KEY_ADD] = { .nin = 6, .text =
	    "INSERT INTO key_seal_key"
	    " (request, digest, blob, pub, renews, held)"
	    " VALUES ($1, $2, $3, $4, $5, $6)" },
	[KEY_TAKEN] = { .nin = 1, .text =
	    "SELECT request FROM key_seal_key WHERE pub = $1" },
	[KEY_CERT] = { .nin = 2, .text =
	    "UPDATE key_seal_key SET serial = $2"
	    " WHERE request = $1 AND serial IS NULL" },
};

enum status
kept_seal_key_find(struct store *db, struct pool *pool, const char *request,
    struct seal_key *out, struct fault *f)
{
	const struct value	 in = v_text(request);
	struct rows		*rows = NULL;
	struct bytes		 digest, pub;
	enum status		 st;

	memset(out, 0, sizeof(*out));
	st = store_query(db, &make_sql[KEY_FIND], &in, 1, &rows, f);
	if (st != ST_OK || (st = rows_next(rows, f)) != ST_OK)
		goto out;
	digest = rows_bytes(rows, 0);
	out->blob = pool_bytes(pool, rows_bytes(rows, 1));
	pub = rows_bytes(rows, 2);
	out->serial = rows_text(rows, 3, pool);
	out->renews = rows_text(rows, 4, pool);
	out->held = rows_text(rows, 5, pool);
	if (digest.n != SM3_LEN || pub.n != SM2_PUBLIC || pool_failed(pool))
		st = fault_set(f, ST_BROKEN, "seal key of %s", request);
	else {
		memcpy(out->digest, digest.p, SM3_LEN);
		memcpy(out->pub, pub.p, SM2_PUBLIC);
	}
out:
	rows_free(rows);
	return st == ST_ABSENT ?
	    fault_set(f, ST_ABSENT, "no seal key for %s", request) : st;
}

void
kept_seal_key_context(const char *request, char out[KEYD_NAME + 16])
{
	snprintf(out, KEYD_NAME + 16, "seal:%s", request);
}

/* --- the key ------------------------------------------------------------ */

/* The request's key, made over exactly these facts. */
static enum status
making_key(struct call *c, const struct making *m, struct seal_key *key)
{
	enum status	 st;

	st = kept_seal_key_find(c->db, c->pool, m->facts.request, key, c->f);
	if (st == ST_OK && memcmp(key->digest, m->digest, SM3_LEN) != 0)
		st = fault_set(c->f, ST_CONFLICT,
		    "the key of %s was made over other facts",
		    m->facts.request);
	return st;
}

/* a device's key serves one seal; it is asked for by one request. */
static enum status
check_unused(struct call *c, const unsigned char pub[SM2_PUBLIC])
{
	const struct value	 in = v_bytes(bytes_of(pub, SM2_PUBLIC));
	struct rows		*rows = NULL;
	enum status		 st;

	st = store_query(c->db, &make_sql[KEY_TAKEN], &in, 1, &rows, c->f);
	if (st == ST_OK)
		st = rows_next(rows, c->f);
	rows_free(rows);
	if (st == ST_ABSENT)
		return ST_OK;
	return st == ST_OK ? fault_set(c->f, ST_CONFLICT,
	    "R-114: the device's key is another request's") : st;
}

/* Made here and kept wrapped, or the device's, whose number stays there. */
static enum status
key_add(struct call *c, const struct making *m, struct seal_key *key)
{
	const struct device	*d = &c->k->device;
	const int		 outside = m->facts.device.n > 0;
	char			 context[KEYD_NAME + 16];
	struct buf		 blob;
	enum status		 st;

	buf_init(&blob, 1 * KIB);
	kept_seal_key_context(m->facts.request, context);
	if (outside) {
		memcpy(key->pub, m->device, SM2_PUBLIC);
		if ((st = check_unused(c, key->pub)) == ST_OK)
			st = renewal_take_over(c, m);
	} else {
		st = d->ops->generate(d->dev, context, bytes_of(NULL, 0),
		    &blob, key->pub, c->f);
	}
	if (st == ST_OK) {
		const struct value in[] = {
			v_text(m->facts.request),
			v_bytes(bytes_of(m->digest, SM3_LEN)),
			v_bytes(outside ? bytes_of("", 0) : buf_view(&blob)),
			v_bytes(bytes_of(key->pub, SM2_PUBLIC)),
			v_text(m->facts.renews),
			v_text(outside ? HELD_DEVICE : HELD_HERE),
		};

		st = store_run(c->db, &make_sql[KEY_ADD], in, NITEMS(in),
		    NULL, c->f);
	}
	buf_free(&blob);
	return st;
}

enum status
op_seal_key(struct call *c)
{
	struct making	 m;
	struct seal_key	 key;
	enum status	 st;

	if ((st = making_approved(c, RULE_CERT, &m)) != ST_OK)
		return st;
	st = making_key(c, &m, &key);
	if (st == ST_ABSENT)
		st = key_add(c, &m, &key);
	if (st == ST_OK)
		wire_put(c->out, KF_PUBLIC, bytes_of(key.pub, SM2_PUBLIC));
	return st;
}

static void
fill_name(const struct keyd_facts *facts, struct cert_name *name)
{
	memset(name, 0, sizeof(*name));
	memcpy(name->country, "CN", 3);
	if (facts->province != NULL)
		snprintf(name->province, sizeof(name->province), "%s",
		    facts->province);
	if (facts->city != NULL)
		snprintf(name->locality, sizeof(name->locality), "%s",
		    facts->city);
	snprintf(name->org, sizeof(name->org), "%s", facts->unit_name);
	snprintf(name->cn, sizeof(name->cn), "%s", facts->seal_name);
	snprintf(name->number, sizeof(name->number), "%s", facts->unit_code);
}

enum status
op_seal_csr(struct call *c)
{
	const struct device	*d = &c->k->device;
	struct making		 m;
	struct seal_key		 key;
	struct cert_name	 name;
	struct buf		 info, der;
	unsigned char		 sig[SM2_DER_MAX];
	char			 context[KEYD_NAME + 16];
	void			*opened = NULL;
	size_t			 n = 0;
	enum status		 st;

	if ((st = making_approved(c, RULE_CERT, &m)) != ST_OK ||
	    (st = making_key(c, &m, &key)) != ST_OK)
		return st;
	if (kept_key_is(&key, HELD_DEVICE)) {
		wire_put(c->out, KF_DER, m.facts.device);
		return ST_OK;
	}
	buf_init(&info, LIMIT_CERT);
	buf_init(&der, LIMIT_CERT);
	fill_name(&m.facts, &name);
	kept_seal_key_context(m.facts.request, context);
	if ((st = csr_info_write(&name, key.pub, &info, c->f)) != ST_OK ||
	    (st = d->ops->open(d->dev, context, bytes_of(NULL, 0), key.blob,
	    &opened, c->f)) != ST_OK ||
	    (st = device_sign(d, opened, key.pub, buf_view(&info), sig, &n,
	    c->f)) != ST_OK)
		goto out;
	st = csr_wrap(buf_view(&info), bytes_of(sig, n), &der, c->f);
	if (st == ST_OK)
		wire_put(c->out, KF_DER, buf_view(&der));
out:
	if (opened != NULL)
		d->ops->shut(opened);
	buf_free(&info);
	buf_free(&der);
	return st;
}

/* --- the certificate ---------------------------------------------------- */

/* One certificate, one seal. */
static enum status
bind_cert(struct call *c, const struct making *m, const struct cert *cert)
{
	const struct value	 in[] = { v_text(m->facts.request),
				    v_text(cert->serial_hex) };
	int64_t			 changed = 0;
	enum status		 st;

	st = store_run(c->db, &make_sql[KEY_CERT], in, NITEMS(in), &changed,
	    c->f);
	if (st == ST_OK && changed != 1)
		st = fault_set(c->f, ST_CONFLICT,
		    "R-114: %s has its certificate", m->facts.request);
	if (st != ST_OK)
		return st;
	wire_text(c->out, KF_SERIAL, cert->serial_hex);
	wire_put(c->out, KF_DER, cert->der);
	wire_int(c->out, KF_FROM, cert->not_before);
	wire_int(c->out, KF_UNTIL, cert->not_after);
	return ST_OK;
}

/*
 * The seal's code where it came before the certificate (P-34), NULL where it
 * did not; one that another seal bears is refused.
 */
static enum status
code_before(struct call *c, const char **code)
{
	struct seal_row	 row;
	enum status	 st;

	st = keyd_get_text(&c->m, KF_CODE, CERT_CODE - 1, 0, c->pool, code,
	    c->f);
	if (st != ST_OK || *code == NULL)
		return st;
	st = kept_seal_find(c->db, c->pool, *code, &row, c->f);
	return st == ST_ABSENT ? ST_OK : st == ST_OK ? fault_set(c->f,
	    ST_CONFLICT, "R-128: code %s is another seal's", *code) : st;
}

static enum status
free_key(struct call *c, const struct making *m, struct seal_key *key)
{
	enum status	 st;

	if ((st = making_key(c, m, key)) == ST_OK && key->serial != NULL)
		st = fault_set(c->f, ST_CONFLICT,
		    "R-114: %s has its certificate", m->facts.request);
	return st;
}

/*
 * The office's own CA is one outside, or what the approval was given to says
 * that this one certificate comes from a third party's: so no
 * program decides it.
 */
static int
comes_from_outside(const struct call *c, const struct making *m)
{
	return strcmp(c->k->config.ca, "external") == 0 ||
	    m->facts.certifier != NULL;
}

enum status
op_cert_issue(struct call *c)
{
	struct making		 m;
	struct seal_key		 key;
	struct cert_fields	 fields = { 0 };
	struct cert		 cert;
	struct bytes		 der;
	enum status		 st;

	if ((st = making_approved(c, RULE_CERT, &m)) != ST_OK ||
	    (st = free_key(c, &m, &key)) != ST_OK ||
	    (st = code_before(c, &fields.seal_code)) != ST_OK)
		return st;
	if (comes_from_outside(c, &m))
		return fault_set(c->f, ST_DENIED,
		    "R-115: the certificate comes from a CA outside");
	fields.kind = m.facts.seal_type == 2 ? CERT_SEAL_PERSON :
	    CERT_SEAL_UNIT;
	fill_name(&m.facts, &fields.subject);
	memcpy(fields.key, key.pub, SM2_PUBLIC);
	fields.not_before = c->now / MS_SECOND * MS_SECOND;
	fields.not_after = calendar_add_months(fields.not_before,
	    (int)m.facts.months);
	st = cert_make(c->k, c->db, c->pool, HOUSE_MAKING, &fields,
	    m.facts.request, &cert, &der, c->f);
	return st == ST_OK ? bind_cert(c, &m, &cert) : st;
}

/* With the intermediates that came along. */
static enum status
check_outside(struct call *c, struct bytes der, struct cert *cert)
{
	struct bytes	 extra[KEYD_TICKETS];
	size_t		 n;

	for (n = 0; n < NITEMS(extra); n++) {
		extra[n] = wire_nth(&c->m, KF_CHAIN, n);
		if (extra[n].p == NULL)
			break;
	}
	return outside_check(c->k, der, extra, n, c->now, cert, c->f);
}

enum status
op_cert_import(struct call *c)
{
	struct bytes		 der = pool_bytes(c->pool,
				    wire_get(&c->m, KF_DER));
	struct cert_expect	 want = { 0 };
	struct making		 m;
	struct seal_key		 key;
	struct cert		 cert;
	enum cert_match		 match;
	enum status		 st;

	if ((st = making_approved(c, RULE_CERT, &m)) != ST_OK ||
	    (st = free_key(c, &m, &key)) != ST_OK ||
	    (st = code_before(c, &want.seal_code)) != ST_OK)
		return st;
	if (!comes_from_outside(c, &m))
		return fault_set(c->f, ST_DENIED,
		    "certificates come from the embedded CA");
	if ((st = check_outside(c, der, &cert)) != ST_OK)
		return st;
	want.key = key.pub;
	want.name = m.facts.seal_name;
	want.unit = m.facts.unit_name;
	want.code = m.facts.unit_code;
	want.months = m.facts.months;
	if ((match = cert_matches(&cert, &want)) != MATCH_OK)
		return fault_set(c->f, ST_INVALID, "R-118 R-126: %s",
		    cert_match_text(match));
	st = cert_keep(c->db, &cert, LIST_OUTSIDE, m.facts.request, c->f);
	return st == ST_OK ? bind_cert(c, &m, &cert) : st;
}

/* --- the seal ----------------------------------------------------------- */

/* Self-check: only our own maker's certificate will do. */
static void
own_maker(void *arg, struct bytes cert, enum ses_use use, int64_t at,
    struct finding *out)
{
	const struct cert	*maker = arg;

	out->code = "chain.own-maker";
	out->text = "";
	out->clause = "R-117";
	out->state = use == SES_MAKER && bytes_same(cert, maker->der) &&
	    cert_period(maker, at) == 0 ? FIND_OK : FIND_BROKEN;
}

static enum status
self_check(struct call *c, struct bytes der)
{
	const struct ses_ask	 ask = { .now = c->now, .chain = own_maker,
				    .chain_arg =
				    c->k->house[HOUSE_MAKER].cert };
	struct ses_verdict	 v;
	struct ses_seal		 seal;
	enum status		 st;

	if ((st = ses_seal_judge(der, &ask, &seal, &v, c->f)) != ST_OK)
		return st;
	return ses_is_good(&v) ? ST_OK : fault_set(c->f, ST_BROKEN,
	    "R-122: the seal made does not verify: %s",
	    ses_check_name(v.reason));
}

static enum status
compose_seal(struct call *c, const struct making *m, const char *code,
    struct bytes picture, const struct cert *cert, struct buf *der)
{
	const struct signer	 maker = house_signer(c->k, HOUSE_MAKER);
	const struct device	*d = &c->k->device;
	struct ses_seal_fields	 s = {
		.vid = d->ops->mark[0] != '\0' ? SEAL_VID_SOFT : SEAL_VID,
		.es_id = code, .type = (int)m->facts.seal_type,
		.name = m->facts.seal_name, .certs = &cert->der, .ncerts = 1,
		.create = c->now / MS_SECOND * MS_SECOND,
		.start = cert->not_before, .end = cert->not_after,
		.picture_type = m->facts.picture_type, .picture = picture,
		.width = (int)m->facts.mm_w, .height = (int)m->facts.mm_h,
	};
	unsigned char		 sig[SM2_DER_MAX];
	struct buf		 info;
	size_t			 n = 0;
	enum status		 st;

	buf_init(&info, LIMIT_SEAL);
	if ((st = ses_seal_info_write(&s, &info, c->f)) == ST_OK &&
	    (st = device_sign(d, maker.key, maker.pub, buf_view(&info), sig,
	    &n, c->f)) == ST_OK)
		st = ses_seal_write(buf_view(&info), maker.cert,
		    bytes_of(sig, n), der, c->f);
	buf_free(&info);
	return st == ST_OK ? self_check(c, buf_view(der)) : st;
}

/* good now, and R-125: still the certificate of this key. */
enum status
kept_seal_cert_current(struct call *c, const char *serial,
    const unsigned char *pub, struct cert *cert)
{
	struct known_cert	 known;
	enum status		 st;

	if ((st = cert_load(c->db, c->pool, serial, &known, c->f)) != ST_OK ||
	    (st = cert_read(known.der, cert, NULL, c->f)) != ST_OK)
		return st;
	if (known.ended != 0)
		return fault_set(c->f, ST_DENIED,
		    "R-117: certificate %s is revoked or held", serial);
	if (cert_period(cert, c->now) != 0)
		return fault_set(c->f, ST_DENIED,
		    "R-117: certificate %s is not valid now", serial);
	/* its CA may have revoked it; one below the listed CA (P-29) */
	if (known.list == LIST_OUTSIDE && outside_check(c->k, known.der, NULL,
	    0, c->now, cert, c->f) != ST_OK)
		return ST_DENIED;
	if (!cert_may_sign(cert) || memcmp(cert->key, pub, SM2_PUBLIC) != 0)
		return fault_set(c->f, ST_DENIED,
		    "R-126: certificate %s does not fit the seal", serial);
	return ST_OK;
}

static int
picture_fits(const struct making *m, struct bytes picture)
{
	unsigned char	 hash[SM3_LEN];

	return picture.n > 0 && sm3(picture, hash) == ST_OK &&
	    memcmp(hash, m->facts.picture_sm3, SM3_LEN) == 0;
}

static void
answer_made(struct call *c, const struct version_row *v,
    const struct cert *cert)
{
	wire_text(c->out, KF_CODE, v->code);
	wire_text(c->out, KF_STATE, "made");
	wire_text(c->out, KF_MARK, c->k->device.ops->mark);
	wire_text(c->out, KF_SERIAL, v->serial);
	wire_int(c->out, KF_FROM, cert->not_before);
	wire_int(c->out, KF_UNTIL, cert->not_after);
	wire_int(c->out, KF_CHANGED, v->made);
	wire_put(c->out, KF_DER, v->der);
}

enum status
op_seal_make(struct call *c)
{
	struct bytes	 picture = wire_get(&c->m, KF_PICTURE);
	struct making	 m;
	struct seal_key	 key;
	struct version_row row;
	struct cert	 cert;
	const char	*code;
	struct buf	 der;
	enum status	 st;

	if ((st = call_name(c, KF_CODE, &code)) != ST_OK ||
	    (st = making_approved(c, RULE_SEAL_MAKE, &m)) != ST_OK ||
	    (st = making_key(c, &m, &key)) != ST_OK)
		return st;
	if (key.serial == NULL)
		return fault_set(c->f, ST_DENIED,
		    "R-117: %s has no certificate", m.facts.request);
	if (m.facts.renews != NULL && strcmp(m.facts.renews, code) != 0)
		return fault_set(c->f, ST_INVALID,
		    "R-094: a renewal keeps its code");
	if (!picture_fits(&m, picture))
		return fault_set(c->f, ST_INVALID,
		    "the picture is not the one approved");
	st = kept_seal_cert_current(c, key.serial, key.pub, &cert);
	if (st != ST_OK)
		return st;
	if (cert.seal_code[0] != '\0' && strcmp(cert.seal_code, code) != 0)
		return fault_set(c->f, ST_INVALID,
		    "P-34: the certificate is for %s", cert.seal_code);
	buf_init(&der, LIMIT_SEAL);
	st = compose_seal(c, &m, code, picture, &cert, &der);
	if (st == ST_OK)
		st = kept_seal_add(c, &m, code, &cert, buf_view(&der), &row);
	if (st == ST_OK)
		answer_made(c, &row, &cert);
	buf_free(&der);
	return st;
}
