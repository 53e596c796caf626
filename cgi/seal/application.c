/*
 * The answers of an application.  The columns stand in one table, so that
 * reading, writing and what a person signs cannot disagree.
 */
#include <stddef.h>
#include <string.h>

#include "base/clock.h"
#include "seal/gram.h"
#include "seal/request.h"
#include "trust/digest.h"

#define COLUMNS								\
	"org_code, org_region, org_type, org_name, agent_name,"		\
	" agent_idno_mask, agent_phone_mask, org_address,"		\
	" approving_name, approving_region, seal_name, package,"	\
	" category, sub_kind, holder_name, holder_role, scope,"		\
	" delivery, keeper_name, keeper_login, physical_number,"	\
	" physical_date, physical_none, secret, asked, org_phone, org_email"

#define AT(member) offsetof(struct application, member)

/* The text columns, in the order of COLUMNS. */
static const size_t texts[] = {
	AT(org_code), AT(org_region), AT(org_type), AT(org_name),
	AT(agent_name), AT(agent_idno_mask), AT(agent_phone_mask),
	AT(org_address), AT(approving_name), AT(approving_region),
	AT(seal_name), AT(package), AT(category), AT(sub_kind),
	AT(holder_name), AT(holder_role), AT(scope), AT(delivery),
	AT(keeper_name), AT(keeper_login), AT(physical_number),
	AT(physical_date), AT(physical_none), AT(secret), AT(asked),
	AT(org_phone), AT(org_email),
};

enum { TEXTS = 27, IN = TEXTS + 8 };
_Static_assert(NITEMS(texts) == TEXTS, "COLUMNS and texts differ");

enum { APP_LOAD, APP_SAVE, APP_NAMES, APP_PROMISE, APP_TAKEN, APP_KIND,
	APP_PACKAGE, APP_SQL__N };

static const struct sql app_sql[APP_SQL__N] = {
	[APP_LOAD] = { .nin = 2, .text =
	    "SELECT " COLUMNS ", agent_box, importing, agreement, declared,"
	    "       agent_right, saved"
	    "  FROM application WHERE request = $1 AND version = $2" },
	[APP_SAVE] = { .nin = IN, .text =
	    "INSERT INTO application (" COLUMNS ", agent_box, importing,"
	    " agreement, declared, agent_right, saved, request, version)"
	    " VALUES"
	    " ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14,"
	    "  $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25, $26,"
	    "  $27, $28, $29, $30, $31, $32, $33, $34, $35)"
	    " ON CONFLICT (request, version) DO UPDATE SET"
	    " org_code = $1, org_region = $2, org_type = $3, org_name = $4,"
	    " agent_name = $5, agent_idno_mask = $6, agent_phone_mask = $7,"
	    " org_address = $8, approving_name = $9, approving_region = $10,"
	    " seal_name = $11, package = $12, category = $13,"
	    " sub_kind = $14, holder_name = $15, holder_role = $16,"
	    " scope = $17, delivery = $18, keeper_name = $19,"
	    " keeper_login = $20, physical_number = $21,"
	    " physical_date = $22, physical_none = $23, secret = $24,"
	    " asked = $25, org_phone = $26, org_email = $27,"
	    " agent_box = $28, importing = $29, agreement = $30,"
	    " declared = $31, agent_right = $32, saved = $33" },
	[APP_NAMES] = { .nin = 3, .text =
	    "UPDATE request SET org_name = $1, seal_name = $2 WHERE id = $3"
	    " AND (org_name <> $1 OR seal_name <> $2)" },
	[APP_PROMISE] = { .nin = 5, .text =
	    "UPDATE application SET agreement = $1, declared = $2, saved = $3"
	    " WHERE request = $4 AND version = $5" },
	[APP_TAKEN] = { .nin = 2, .text =
	    "SELECT 1 FROM seal"
	    " WHERE unit = $1 AND name = $2 AND state <> 'revoked' LIMIT 1" },
	/* nothing was made of what its applicant took back */
	[APP_PACKAGE] = { .nin = 2, .text =
	    "SELECT 1 FROM application a JOIN request q ON q.id = a.request"
	    " WHERE a.package = $1 AND a.request <> $2"
	    "   AND q.state <> 'withdrawn' LIMIT 1" },
	[APP_KIND] = { .nin = 3, .text =
	    "SELECT 1 FROM seal s LEFT JOIN seal_version v"
	    "   ON v.seal = s.id AND v.version = s.version"
	    " WHERE s.unit = $1 AND s.sub_kind = $2 AND s.state <> 'revoked'"
	    "   AND (v.valid_to IS NULL OR v.valid_to > $3) LIMIT 1" },
};

static const char **
text_at(struct application *a, size_t at)
{
	return (const char **)((char *)a + at);
}

static const char *
text_of(const struct application *a, size_t at)
{
	return *(const char *const *)((const char *)a + at);
}

void
application_init(struct application *a)
{
	size_t	 i;

	memset(a, 0, sizeof(*a));
	for (i = 0; i < TEXTS; i++)
		*text_at(a, texts[i]) = "";
}

void
application_drop_numbers(struct application *a)
{
	a->agent_idno_mask = a->agent_phone_mask = "";
	a->agent_box = bytes_of(NULL, 0);
	a->agent_right = 0;
}

enum status
application_load(struct store *db, struct pool *pool, const char *request,
    int64_t version, struct application *out, struct fault *f)
{
	const struct value	 in[] = { v_text(request), v_int(version) };
	struct rows		*rows = NULL;
	enum status		 st;
	int			 i;

	application_init(out);
	st = store_query(db, &app_sql[APP_LOAD], in, NITEMS(in), &rows, f);
	if (st == ST_OK && (st = rows_next(rows, f)) == ST_ABSENT)
		fault_set(f, st, "no application %s/%lld", request,
		    (long long)version);
	if (st != ST_OK)
		goto out;
	for (i = 0; i < TEXTS; i++)
		*text_at(out, texts[i]) = rows_text(rows, i, pool);
	out->agent_box = pool_bytes(pool, rows_bytes(rows, i++));
	out->importing = (int)rows_int(rows, i++);
	out->agreement = rows_int(rows, i++);
	out->declared = (int)rows_int(rows, i++);
	out->agent_right = (int)rows_int(rows, i++);
	out->saved = rows_int(rows, i);
	if (pool_failed(pool))
		st = fault_set(f, ST_BROKEN, "application: memory");
out:
	rows_free(rows);
	return st;
}

enum status
application_save(struct store *db, const char *request, int64_t version,
    const struct application *a, struct fault *f)
{
	const struct value	 shown[] = {
		v_text(a->org_name), v_text(a->seal_name), v_text(request)
	};
	struct value		 in[IN];
	size_t			 i;
	enum status		 st;

	for (i = 0; i < TEXTS; i++)
		in[i] = v_text(text_of(a, texts[i]));
	in[i++] = a->agent_box.n == 0 ? v_null() : v_bytes(a->agent_box);
	in[i++] = v_int(a->importing);
	in[i++] = v_int(a->agreement);
	in[i++] = v_int(a->declared);
	in[i++] = v_int(a->agent_right);
	in[i++] = v_int(clock_now());
	in[i++] = v_text(request);
	in[i++] = v_int(version);
	st = store_run(db, &app_sql[APP_SAVE], in, IN, NULL, f);
	return st != ST_OK ? st : store_run(db, &app_sql[APP_NAMES], shown,
	    NITEMS(shown), NULL, f);
}

enum status
application_promise(struct store *db, const char *request, int64_t version,
    const struct application *a, struct fault *f)
{
	const struct value	 in[] = {
		v_int(a->agreement), v_int(a->declared), v_int(clock_now()),
		v_text(request), v_int(version),
	};

	return store_run(db, &app_sql[APP_PROMISE], in, NITEMS(in), NULL, f);
}

enum status
application_index(struct store *db, const char *request,
    const struct application *a, struct fault *f)
{
	enum status	 st;

	st = gram_add(db, "request", request, a->org_name, f);
	return st == ST_OK ? gram_add(db, "request", request, a->seal_name,
	    f) : st;
}

/* The column names of COLUMNS, for the digest; in the same order. */
static const char *const names[] = {
	"org_code", "org_region", "org_type", "org_name", "agent_name",
	"agent_idno_mask", "agent_phone_mask", "org_address",
	"approving_name", "approving_region", "seal_name", "package",
	"category", "sub_kind", "holder_name", "holder_role", "scope",
	"delivery", "keeper_name", "keeper_login", "physical_number",
	"physical_date", "physical_none", "secret", "asked", "org_phone",
	"org_email",
};
_Static_assert(NITEMS(names) == TEXTS, "COLUMNS and names differ");

enum status
application_digest(const struct application *a, unsigned char out[32],
    struct fault *f)
{
	struct digest_field	 d[TEXTS + 4];
	size_t			 i;

	for (i = 0; i < TEXTS; i++)
		d[i] = digest_text(names[i], text_of(a, texts[i]));
	d[i++] = digest_bytes("agent_box", a->agent_box);
	d[i++] = digest_int("importing", a->importing);
	d[i++] = digest_int("agreement", a->agreement);
	d[i++] = digest_int("declared", a->declared);
	return digest_fields("application", d, i, out, f);
}

static enum status
has_one(struct store *db, int which, const struct value *in, size_t n,
    int *yes, struct fault *f)
{
	struct rows	*rows = NULL;
	enum status	 st;

	*yes = 0;
	st = store_query(db, &app_sql[which], in, n, &rows, f);
	if (st == ST_OK && (st = rows_next(rows, f)) == ST_OK)
		*yes = 1;
	rows_free(rows);
	return st == ST_ABSENT ? ST_OK : st;
}

enum status
application_name_taken(struct store *db, const char *unit,
    const char *seal_name, int *taken, struct fault *f)
{
	const struct value	 in[] = { v_text(unit), v_text(seal_name) };

	return has_one(db, APP_TAKEN, in, NITEMS(in), taken, f);
}

enum status
application_kind_taken(struct store *db, const char *unit,
    const char *sub_kind, int64_t now, int *taken, struct fault *f)
{
	const struct value	 in[] = {
		v_text(unit), v_text(sub_kind), v_int(now)
	};

	return has_one(db, APP_KIND, in, NITEMS(in), taken, f);
}

enum status
application_package_taken(struct store *db, const char *package,
    const char *request, int *taken, struct fault *f)
{
	const struct value	 in[] = { v_text(package), v_text(request) };

	return has_one(db, APP_PACKAGE, in, NITEMS(in), taken, f);
}
