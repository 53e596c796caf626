/*
 * Signed statements kept beside the records they speak of.  What
 * stands in the columns is read out of the DER here, so that it cannot say
 * other than what was signed.
 */
#include <string.h>

#include "office/local.h"
#include "trust/statement.h"

#define STATEMENT_LIST_MAX 500	/* of one subject: T1 has 40 steps */

enum { STATEMENT_INSERT, STATEMENT_BY_SUBJECT, STATEMENT_SQL__N };

static const struct sql statement_sql[STATEMENT_SQL__N] = {
	[STATEMENT_INSERT] = { .nin = 8, .text =
	    "INSERT INTO statement (id, subject, action, kind, person,"
	    " serial, at, der) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)" },
	[STATEMENT_BY_SUBJECT] = { .nin = 2, .text =
	    "SELECT id, action, person, serial, at, der FROM statement"
	    " WHERE subject = $1 ORDER BY at, id LIMIT $2" },
};

enum status
statement_keep(struct store *db, const char *subject, struct bytes der,
    char id[ID_LEN + 1], struct fault *f)
{
	struct statement	 s;
	struct cert		 cert;
	struct value		 in[8];
	enum status		 st;

	id[0] = '\0';
	if ((st = statement_read(der, &s, f)) != ST_OK ||
	    (st = cert_read(s.cert, &cert, NULL, f)) != ST_OK)
		return st;
	id_new(id);
	in[0] = v_text(id);
	in[1] = v_text(subject);
	in[2] = v_text(s.f.action);
	in[3] = v_text(statement_kind_name(s.f.kind));
	in[4] = v_name(s.f.person);
	in[5] = v_text(cert.serial_hex);
	in[6] = v_int(s.f.time);
	in[7] = v_bytes(der);
	st = store_run(db, &statement_sql[STATEMENT_INSERT], in, 8, NULL, f);
	if (st != ST_OK)
		id[0] = '\0';
	return st;
}

static enum status
read_kept(const struct rows *rows, struct pool *pool, void *out,
    struct fault *f)
{
	struct kept_statement	*k = out;

	copy_id(k->id, rows_str(rows, 0));
	k->action = rows_text(rows, 1, pool);
	k->person = rows_text(rows, 2, pool);
	k->serial = rows_text(rows, 3, pool);
	k->at = rows_int(rows, 4);
	k->der = copy_bytes(pool, rows_bytes(rows, 5));
	return pool_held(pool, f);
}

static const struct record kept_record = {
	"statement", sizeof(struct kept_statement), read_kept
};

enum status
statement_list(struct store *db, struct pool *pool, const char *subject,
    struct kept_statement **out, size_t *n, struct fault *f)
{
	const struct value	 in[] = { v_text(subject),
				    v_int(STATEMENT_LIST_MAX) };

	return store_list(db, pool, &statement_sql[STATEMENT_BY_SUBJECT], in,
	    2, &kept_record, STATEMENT_LIST_MAX, out, n, f);
}
