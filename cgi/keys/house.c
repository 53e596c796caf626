/* Keys of the house and settings fixed at init; see local.h. */
#include <stdlib.h>
#include <string.h>

#include "keys/local.h"

enum { META_FIND, META_KEEP, HOUSE_FIND, HOUSE_KEEP, HOUSE_CERT, SQL__N };

static const struct sql house_sql[SQL__N] = {
	[META_FIND] = { .nin = 1, .text =
	    "SELECT text, bytes FROM key_meta WHERE name = $1" },
	[META_KEEP] = { .nin = 3, .text =
	    "INSERT INTO key_meta (name, text, bytes) VALUES ($1, $2, $3)" },
	[HOUSE_FIND] = { .nin = 1, .text =
	    "SELECT blob, cert FROM key_house WHERE name = $1" },
	[HOUSE_KEEP] = { .nin = 4, .text =
	    "INSERT INTO key_house (name, blob, pub, cert)"
	    " VALUES ($1, $2, $3, $4)" },
	[HOUSE_CERT] = { .nin = 2, .text =
	    "UPDATE key_house SET cert = $2 WHERE name = $1" },
};

#define RENEW_MS (30 * MS_DAY)	/* system certificates: a month before */

static const struct house_row {
	const char	*name;
	enum house	 ca;		/* who certifies it */
	enum cert_kind	 kind;
	const char	*title;		/* CN */
} known[HOUSE__N] = {
	[HOUSE_ROOT] = { "root", HOUSE_ROOT, CERT_ROOT, "电子印章根CA" },
	[HOUSE_MAKING] = { "making-ca", HOUSE_ROOT, CERT_MAKING_CA,
	    "电子印章制作CA" },
	[HOUSE_STAFF] = { "staff-ca", HOUSE_ROOT, CERT_STAFF_CA,
	    "人员与系统CA" },
	[HOUSE_MAKER] = { "maker", HOUSE_MAKING, CERT_MAKER,
	    "电子印章制作者" },
	[HOUSE_DESK] = { "desk", HOUSE_STAFF, CERT_SYSTEM, "窗口见证" },
	[HOUSE_SYSTEM] = { "system", HOUSE_STAFF, CERT_SYSTEM, "业务系统" },
	[HOUSE_STATUS] = { "status", HOUSE_STAFF, CERT_SYSTEM, "状态发布" },
	[HOUSE_QR] = { "qr", HOUSE_STAFF, CERT_SYSTEM, "二维码签发" },
	/* RFC 6960 4.2.2.2: of the very CA it answers for */
	[HOUSE_OCSP_SEALS] = { "ocsp-seals", HOUSE_MAKING, CERT_STATUS,
	    "印章证书状态" },
	[HOUSE_OCSP_STAFF] = { "ocsp-staff", HOUSE_STAFF, CERT_STATUS,
	    "人员证书状态" },
};

const char *
house_name(enum house h)
{
	return known[h].name;
}

enum house
house_ca(enum house h)
{
	return known[h].ca;
}

void
house_context(enum house h, char out[KEYD_NAME])
{
	snprintf(out, KEYD_NAME, "house:%s", known[h].name);
}

enum status
meta_keep(struct store *db, const char *name, const char *text,
    struct bytes bytes, struct fault *f)
{
	const struct value	 in[] = { v_text(name), v_text(text),
				    v_bytes(bytes) };

	return store_run(db, &house_sql[META_KEEP], in, NITEMS(in), NULL, f);
}

enum status
meta_find(struct store *db, struct pool *pool, const char *name,
    const char **text, struct bytes *bytes, struct fault *f)
{
	const struct value	 in = v_text(name);
	struct rows		*rows = NULL;
	enum status		 st;

	st = store_query(db, &house_sql[META_FIND], &in, 1, &rows, f);
	if (st == ST_OK)
		st = rows_next(rows, f);
	if (st == ST_ABSENT)
		st = fault_set(f, ST_ABSENT, "no setting %s", name);
	if (st == ST_OK && text != NULL)
		*text = rows_text(rows, 0, pool);
	if (st == ST_OK && bytes != NULL)
		*bytes = pool_bytes(pool, rows_bytes(rows, 1));
	rows_free(rows);
	return st;
}

enum status
house_keep(struct store *db, enum house h, struct bytes blob,
    const unsigned char pub[SM2_PUBLIC], struct bytes cert, struct fault *f)
{
	const struct value	 in[] = {
		v_text(known[h].name), v_bytes(blob),
		v_bytes(bytes_of(pub, SM2_PUBLIC)), v_bytes(cert),
	};

	return store_run(db, &house_sql[HOUSE_KEEP], in, NITEMS(in), NULL, f);
}

/* Copy and read the certificate; it borrows from the copy. */
static enum status
take_cert(struct house_key *hk, struct bytes der, struct fault *f)
{
	if ((hk->der = malloc(der.n > 0 ? der.n : 1)) == NULL ||
	    (hk->cert = malloc(sizeof(*hk->cert))) == NULL)
		return fault_set(f, ST_BROKEN, "out of memory");
	if (der.n > 0)
		memcpy(hk->der, der.p, der.n);
	return cert_read(bytes_of(hk->der, der.n), hk->cert, NULL, f);
}

static enum status
open_one(struct keys *k, struct store *db, enum house h, struct fault *f)
{
	const struct value	 in = v_text(known[h].name);
	struct house_key	*hk = &k->house[h];
	struct rows		*rows = NULL;
	char			 context[KEYD_NAME];
	enum status		 st;

	st = store_query(db, &house_sql[HOUSE_FIND], &in, 1, &rows, f);
	if (st == ST_OK)
		st = rows_next(rows, f);
	if (st == ST_OK)
		st = take_cert(hk, rows_bytes(rows, 1), f);
	house_context(h, context);
	if (st == ST_OK && h != HOUSE_ROOT)
		st = k->device.ops->open(k->device.dev, context,
		    bytes_of(NULL, 0), rows_bytes(rows, 0), &hk->key, f);
	rows_free(rows);
	return st == ST_ABSENT ? fault_set(f, ST_BROKEN,
	    "no key %s: run 'jianyin init'", known[h].name) : st;
}

enum status
house_open(struct keys *k, struct store *db, struct fault *f)
{
	enum status	 st = ST_OK;
	int		 h;

	for (h = 0; h < HOUSE__N && st == ST_OK; h++)
		st = open_one(k, db, (enum house)h, f);
	return st;
}

void
house_close(struct keys *k)
{
	int	 h;

	for (h = 0; h < HOUSE__N; h++) {
		if (k->house[h].key != NULL)
			k->device.ops->shut(k->house[h].key);
		free(k->house[h].cert);
		free(k->house[h].der);
		k->house[h] = (struct house_key){ 0 };
	}
}

struct signer
house_signer(const struct keys *k, enum house h)
{
	const struct house_key	*hk = &k->house[h];

	return (struct signer){ hk->key, hk->cert->key, hk->cert->der };
}

/* --- system certificates ------------------------------------------------ */

void
house_fields(enum house h, const char *org,
    const unsigned char pub[SM2_PUBLIC], int64_t now, struct cert_fields *out)
{
	memset(out, 0, sizeof(*out));
	out->kind = known[h].kind;
	memcpy(out->subject.country, "CN", 3);
	snprintf(out->subject.org, sizeof(out->subject.org), "%s", org);
	snprintf(out->subject.cn, sizeof(out->subject.cn), "%s",
	    known[h].title);
	memcpy(out->key, pub, SM2_PUBLIC);
	out->not_before = now / MS_SECOND * MS_SECOND;
	out->not_after = out->not_before + KEYS_PERSON_DAYS * MS_DAY;
	if (out->kind == CERT_SYSTEM)
		snprintf(out->holder, sizeof(out->holder), "%s",
		    known[h].name);
}

/* The new certificate, kept and in *fresh; the old one goes on until all is
 * committed. */
static enum status
renew_one(struct keys *k, struct store *db, struct pool *pool, enum house h,
    int64_t now, struct house_key *fresh, struct fault *f)
{
	const struct cert	*old = k->house[h].cert;
	struct cert_fields	 fields;
	struct cert		 cert;
	struct bytes		 der;
	enum status		 st;

	house_fields(h, old->subject.org, old->key, now, &fields);
	if ((st = cert_make(k, db, pool, known[h].ca, &fields, known[h].name,
	    &cert, &der, f)) != ST_OK)
		return st;
	{
		const struct value in[] = { v_text(known[h].name),
			v_bytes(der) };

		st = store_run(db, &house_sql[HOUSE_CERT], in, NITEMS(in),
		    NULL, f);
	}
	return st == ST_OK ? take_cert(fresh, der, f) : st;
}

static void
swap_cert(struct house_key *a, struct house_key *b)
{
	const struct house_key	 was = *a;

	a->cert = b->cert;
	a->der = b->der;
	b->cert = was.cert;
	b->der = was.der;
}

int
house_is_due(const struct keys *k, int64_t now)
{
	int	 h;

	for (h = HOUSE_DESK; h < HOUSE__N; h++)
		if (k->house[h].cert->not_after - now < RENEW_MS)
			return 1;
	return 0;
}

enum status
house_renew(struct keys *k, struct store *db, struct pool *pool,
    struct fault *f)
{
	struct house_key fresh[HOUSE__N] = { { 0 } };
	int64_t		 now = clock_now();
	enum status	 st;
	int		 h;

	if ((st = store_begin(db, STORE_WRITE, f)) != ST_OK)
		return st;
	for (h = HOUSE_DESK; h < HOUSE__N && st == ST_OK; h++)
		if (k->house[h].cert->not_after - now < RENEW_MS)
			st = renew_one(k, db, pool, (enum house)h, now,
			    &fresh[h], f);
	st = store_end(db, st, f);
	for (h = HOUSE_DESK; h < HOUSE__N; h++) {
		if (st == ST_OK && fresh[h].cert != NULL)
			swap_cert(&k->house[h], &fresh[h]);
		free(fresh[h].cert);
		free(fresh[h].der);
	}
	return st;
}
