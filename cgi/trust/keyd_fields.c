/* Persons and facts as fields: sent, hashed and read back; keyd_wire.h. */
#include <string.h>

#include "base/limits.h"
#include "base/utf8.h"
#include "sm/sm.h"
#include "trust/keyd_wire.h"

#define FIELDS_MAX	(LIMIT_CERT + 16 * KIB)	/* 20 texts of at most 200
					 * bytes, and a certificate */

/* One field a grant: functions and roles (4 bytes each), then the unit. */
static void
put_grant(struct buf *b, const struct cert_grant *g)
{
	unsigned char	 v[8 + ID_LEN];
	size_t		 i, n = strnlen(g->unit, ID_LEN);

	for (i = 0; i < 4; i++) {
		v[i] = (unsigned char)(g->functions >> (24 - 8 * i));
		v[4 + i] = (unsigned char)(g->roles >> (24 - 8 * i));
	}
	memcpy(v + 8, g->unit, n);
	wire_put(b, KF_MORE, bytes_of(v, 8 + n));
}

void
keyd_put_person(struct buf *b, const struct keyd_person *p)
{
	size_t	 i;

	wire_text(b, KF_PERSON, p->person);
	wire_text(b, KF_NAME, p->name);
	wire_text(b, KF_UNIT, p->unit);
	wire_text(b, KF_UNIT_NAME, p->unit_name);
	wire_text(b, KF_UNIT_CODE, p->unit_code);
	wire_int(b, KF_FUNCTIONS, p->functions);
	wire_int(b, KF_ROLES, p->roles);
	for (i = 0; i < p->nmore; i++)
		put_grant(b, &p->more[i]);
}

void
keyd_put_facts(struct buf *b, const struct keyd_facts *facts)
{
	wire_text(b, KF_REQUEST, facts->request);
	wire_text(b, KF_UNIT, facts->unit);
	wire_text(b, KF_UNIT_NAME, facts->unit_name);
	wire_text(b, KF_UNIT_CODE, facts->unit_code);
	wire_text(b, KF_SEAL_NAME, facts->seal_name);
	wire_text(b, KF_PROVINCE, facts->province);
	wire_text(b, KF_CITY, facts->city);
	wire_int(b, KF_SEAL_TYPE, facts->seal_type);
	wire_text(b, KF_PICTURE_TYPE, facts->picture_type);
	wire_put(b, KF_PICTURE_SM3, bytes_of(facts->picture_sm3, 32));
	wire_int(b, KF_MM_W, facts->mm_w);
	wire_int(b, KF_MM_H, facts->mm_h);
	wire_int(b, KF_MONTHS, facts->months);
	wire_text(b, KF_RENEWS, facts->renews);
	if (facts->device.n > 0)
		wire_put(b, KF_DEVICE, facts->device);
	wire_text(b, KF_CERTIFIER, facts->certifier);
}

void
keyd_put_auto(struct buf *b, const struct keyd_auto *grant)
{
	wire_text(b, KF_GRANT, grant->grant);
	wire_text(b, KF_SEAL, grant->seal);
	wire_text(b, KF_WORK, grant->step);
	wire_text(b, KF_CLASS, grant->class);
	wire_put(b, KF_ASSESSMENT, bytes_of(grant->assessment, 32));
	wire_int(b, KF_FROM, grant->from);
	wire_int(b, KF_UNTIL, grant->until);
	wire_int(b, KF_PER_DAY, grant->per_day);
}

void
keyd_put_takeover(struct buf *b, const struct keyd_takeover *t)
{
	wire_text(b, KF_REQUEST, t->request);
	wire_text(b, KF_UNIT, t->unit);
	wire_text(b, KF_UNIT_NAME, t->unit_name);
	wire_text(b, KF_UNIT_CODE, t->unit_code);
	wire_text(b, KF_SEAL_NAME, t->seal_name);
	wire_text(b, KF_CODE, t->code);
	wire_int(b, KF_FROM, t->from);
	wire_int(b, KF_UNTIL, t->until);
	wire_put(b, KF_FILE_SM3, bytes_of(t->file, 32));
	wire_put(b, KF_RECORD, bytes_of(t->record, 32));
	wire_put(b, KF_DER, t->cert);
}

/* SM3 over a label and the fields; the encoding is without ambiguity. */
/* What is digested begins with what it is; digest_end frees it. */
static void
digest_begin(struct buf *b, const char *what)
{
	buf_init(b, FIELDS_MAX);
	buf_text(b, what);
}

static enum status
digest_end(struct buf *b, unsigned char out[32], struct fault *f)
{
	enum status	 st = ST_OK;

	if (!buf_ok(b))
		st = fault_set(f, ST_INVALID, "fields too long");
	else if (sm3(buf_view(b), out) != ST_OK)
		st = fault_set(f, ST_BROKEN, "SM3 failed");
	buf_free(b);
	return st;
}

enum status
keyd_person_digest(const struct keyd_person *p, unsigned char out[32],
    struct fault *f)
{
	struct buf	 b;

	digest_begin(&b, "jianyin person 1\n");
	keyd_put_person(&b, p);
	return digest_end(&b, out, f);
}

enum status
keyd_facts_digest(const struct keyd_facts *facts, unsigned char out[32],
    struct fault *f)
{
	struct buf	 b;

	digest_begin(&b, "jianyin facts 1\n");
	keyd_put_facts(&b, facts);
	return digest_end(&b, out, f);
}

enum status
keyd_auto_digest(const struct keyd_auto *grant, unsigned char out[32],
    struct fault *f)
{
	struct buf	 b;

	digest_begin(&b, "jianyin auto 1\n");
	keyd_put_auto(&b, grant);
	return digest_end(&b, out, f);
}

enum status
keyd_takeover_digest(const struct keyd_takeover *t, unsigned char out[32],
    struct fault *f)
{
	struct buf	 b;

	digest_begin(&b, "jianyin take-over 1\n");
	keyd_put_takeover(&b, t);
	return digest_end(&b, out, f);
}

enum status
keyd_heads_digest(const struct keyd_head *heads, size_t n,
    unsigned char out[32], struct fault *f)
{
	struct buf	 b;
	size_t		 i;

	digest_begin(&b, "jianyin heads 1\n");
	for (i = 0; i < n; i++) {
		wire_int(&b, KF_LANE, heads[i].lane);
		wire_int(&b, KF_SEQ, heads[i].seq);
		wire_put(&b, KF_HASH, bytes_of(heads[i].hash, 32));
	}
	return digest_end(&b, out, f);
}

int64_t
keyd_num(struct bytes v)
{
	uint64_t	 n = 0;
	size_t		 i;

	for (i = 0; v.n == 8 && i < 8; i++)
		n = n << 8 | v.p[i];
	return (int64_t)n;
}

/* Control characters have no place in names, ids and numbers. */
static int
is_plain(struct bytes v)
{
	size_t	 i;

	for (i = 0; i < v.n; i++)
		if (v.p[i] < 0x20 || v.p[i] == 0x7f)
			return 0;
	return utf8_valid((const char *)v.p, v.n);
}

enum status
keyd_get_text(const struct wire_msg *m, uint16_t field, size_t max,
    int required, struct pool *pool, const char **out, struct fault *f)
{
	struct bytes	 v = wire_get(m, field);

	*out = NULL;
	if (v.p == NULL && !required)
		return ST_OK;
	if (v.p == NULL || (v.n == 0 && required))
		return fault_set(f, ST_INVALID, "field %u is missing", field);
	if (v.n > max || !is_plain(v))
		return fault_set(f, ST_INVALID, "field %u: malformed", field);
	if ((*out = pool_copy(pool, v.p, v.n)) == NULL)
		return fault_set(f, ST_BROKEN, "out of memory");
	return ST_OK;
}

struct text_field {
	uint16_t	 field;
	size_t		 max;
	int		 required;
	const char	**to;
};

static enum status
get_texts(const struct wire_msg *m, const struct text_field *t, size_t n,
    struct pool *pool, struct fault *f)
{
	enum status	 st = ST_OK;
	size_t		 i;

	for (i = 0; i < n && st == ST_OK; i++)
		st = keyd_get_text(m, t[i].field, t[i].max, t[i].required,
		    pool, t[i].to, f);
	return st;
}

static enum status
get_grants(const struct wire_msg *m, struct pool *pool,
    struct keyd_person *out, struct fault *f)
{
	struct cert_grant	*g;
	struct bytes		 v;
	size_t			 i, k;

	g = pool_array(pool, CERT_GRANTS, sizeof(*g));
	if (g == NULL)
		return fault_set(f, ST_BROKEN, "out of memory");
	for (k = 0; (v = wire_nth(m, KF_MORE, k)).p != NULL; k++) {
		if (k >= CERT_GRANTS - 1 || v.n < 9 || v.n > 8 + ID_LEN ||
		    !is_plain(bytes_of(v.p + 8, v.n - 8)))
			return fault_set(f, ST_INVALID, "grants: malformed");
		for (i = 0; i < 4; i++) {
			g[k].functions = g[k].functions << 8 | v.p[i];
			g[k].roles = g[k].roles << 8 | v.p[4 + i];
		}
		memcpy(g[k].unit, v.p + 8, v.n - 8);
		if (g[k].roles == 0 || (g[k].roles & ~ROLE_ANY) != 0 ||
		    g[k].functions > CERT_FUNCTION_ALL)
			return fault_set(f, ST_INVALID, "grants: unknown");
	}
	out->more = g;
	out->nmore = k;
	return ST_OK;
}

enum status
keyd_get_person(const struct wire_msg *m, struct pool *pool,
    struct keyd_person *out, struct fault *f)
{
	const struct text_field	 texts[] = {
		{ KF_PERSON, ID_LEN, 1, &out->person },
		{ KF_NAME, KEYD_TEXT, 1, &out->name },
		{ KF_UNIT, ID_LEN, 1, &out->unit },
		{ KF_UNIT_NAME, KEYD_TEXT, 1, &out->unit_name },
		{ KF_UNIT_CODE, KEYD_NAME, 0, &out->unit_code },
	};
	int64_t			 roles, functions;
	enum status		 st;

	memset(out, 0, sizeof(*out));
	if ((st = get_texts(m, texts, NITEMS(texts), pool, f)) != ST_OK)
		return st;
	roles = wire_num(m, KF_ROLES, 0);
	functions = wire_num(m, KF_FUNCTIONS, -1);
	if (roles <= 0 || (roles & ~(int64_t)ROLE_ANY) != 0)
		return fault_set(f, ST_INVALID, "roles: none or unknown");
	if (functions < 0 || functions > (int64_t)CERT_FUNCTION_ALL)
		return fault_set(f, ST_INVALID, "functions: out of range");
	out->roles = (unsigned)roles;
	out->functions = (unsigned)functions;
	return get_grants(m, pool, out, f);
}

enum status
keyd_get_facts(const struct wire_msg *m, struct pool *pool,
    struct keyd_facts *out, struct fault *f)
{
	const struct text_field	 texts[] = {
		{ KF_REQUEST, KEYD_NAME, 1, &out->request },
		{ KF_UNIT, ID_LEN, 1, &out->unit },
		{ KF_UNIT_NAME, KEYD_TEXT, 1, &out->unit_name },
		{ KF_UNIT_CODE, KEYD_NAME, 1, &out->unit_code },
		{ KF_SEAL_NAME, KEYD_TEXT, 1, &out->seal_name },
		{ KF_PROVINCE, KEYD_NAME, 0, &out->province },
		{ KF_CITY, KEYD_NAME, 0, &out->city },
		{ KF_PICTURE_TYPE, 8, 1, &out->picture_type },
		{ KF_RENEWS, KEYD_NAME, 0, &out->renews },
		{ KF_CERTIFIER, KEYD_NAME, 0, &out->certifier },
	};
	struct bytes		 hash = wire_get(m, KF_PICTURE_SM3);
	enum status		 st;

	memset(out, 0, sizeof(*out));
	if ((st = get_texts(m, texts, NITEMS(texts), pool, f)) != ST_OK)
		return st;
	if (hash.n != 32)
		return fault_set(f, ST_INVALID, "picture digest: not SM3");
	memcpy(out->picture_sm3, hash.p, 32);
	out->device = pool_bytes(pool, wire_get(m, KF_DEVICE));
	if (out->device.n > KEYD_DEVICE)
		return fault_set(f, ST_INVALID, "device's request: too long");
	if (out->certifier != NULL &&
	    strcmp(out->certifier, FACTS_THIRD) != 0)
		return fault_set(f, ST_INVALID, "certifier: unknown");
	out->seal_type = wire_num(m, KF_SEAL_TYPE, -1);
	out->mm_w = wire_num(m, KF_MM_W, 0);
	out->mm_h = wire_num(m, KF_MM_H, 0);
	out->months = wire_num(m, KF_MONTHS, 0);
	if (out->seal_type < 0 || out->seal_type > 255)
		return fault_set(f, ST_INVALID, "seal type: out of range");
	if (out->mm_w < 1 || out->mm_w > 100 || out->mm_h < 1 ||
	    out->mm_h > 100)
		return fault_set(f, ST_INVALID, "picture size: 1 to 100 mm");
	if (out->months < 1 || out->months > 60)
		return fault_set(f, ST_INVALID, "validity: 1 to 60 months");
	return ST_OK;
}

enum status
keyd_get_auto(const struct wire_msg *m, struct pool *pool,
    struct keyd_auto *out, struct fault *f)
{
	const struct text_field	 texts[] = {
		{ KF_GRANT, KEYD_NAME, 1, &out->grant },
		{ KF_SEAL, KEYD_NAME, 1, &out->seal },
		{ KF_WORK, KEYD_NAME, 1, &out->step },
		{ KF_CLASS, KEYD_NAME, 1, &out->class },
	};
	struct bytes		 hash = wire_get(m, KF_ASSESSMENT);
	enum status		 st;

	memset(out, 0, sizeof(*out));
	if ((st = get_texts(m, texts, NITEMS(texts), pool, f)) != ST_OK)
		return st;
	if (hash.n != 32)
		return fault_set(f, ST_INVALID, "assessment: not SM3");
	memcpy(out->assessment, hash.p, 32);
	out->from = wire_num(m, KF_FROM, 0);
	out->until = wire_num(m, KF_UNTIL, 0);
	out->per_day = wire_num(m, KF_PER_DAY, 0);
	return ST_OK;
}

enum status
keyd_get_takeover(const struct wire_msg *m, struct pool *pool,
    struct keyd_takeover *out, struct fault *f)
{
	const struct text_field	 texts[] = {
		{ KF_REQUEST, KEYD_NAME, 1, &out->request },
		{ KF_UNIT, ID_LEN, 1, &out->unit },
		{ KF_UNIT_NAME, KEYD_TEXT, 1, &out->unit_name },
		{ KF_UNIT_CODE, KEYD_NAME, 1, &out->unit_code },
		{ KF_SEAL_NAME, KEYD_TEXT, 1, &out->seal_name },
		{ KF_CODE, KEYD_NAME, 1, &out->code },
	};
	const struct bytes	 file = wire_get(m, KF_FILE_SM3);
	const struct bytes	 record = wire_get(m, KF_RECORD);
	enum status		 st;

	memset(out, 0, sizeof(*out));
	if ((st = get_texts(m, texts, NITEMS(texts), pool, f)) != ST_OK)
		return st;
	out->cert = pool_bytes(pool, wire_get(m, KF_DER));
	out->from = wire_num(m, KF_FROM, 0);
	out->until = wire_num(m, KF_UNTIL, 0);
	if (file.n != 32 || record.n != 32)
		return fault_set(f, ST_INVALID, "take-over: not SM3");
	if (out->cert.n == 0 || out->cert.n > LIMIT_CERT)
		return fault_set(f, ST_INVALID, "take-over: certificate");
	if (out->from <= 0 || out->from > out->until)
		return fault_set(f, ST_INVALID, "take-over: validity");
	memcpy(out->file, file.p, 32);
	memcpy(out->record, record.p, 32);
	return ST_OK;
}
