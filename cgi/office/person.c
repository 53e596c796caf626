/*
 * Accounts and what they may do.  Nobody may do anything unless granted
 * a grant that would let one account hold what must be apart is
 * refused.  Phone and identity numbers come here boxed.
 */
#include <string.h>

#include "base/clock.h"
#include "office/local.h"

#define PERSON_COLUMNS \
	"SELECT id, rev, login, name, phone_mask, idno_mask, serial, cert," \
	" state, created, last_login"

enum {
	PERSON_BY_ID, PERSON_BY_LOGIN, PERSON_BY_PHONE, PERSON_INSERT,
	PERSON_CERT, PERSON_CONTACT, PERSON_BOXES, PERSON_STATE, PERSON_LOGIN,
	PERSON_LOCK, PERSON_IN_UNIT, PERSON__N
};

static const struct sql person_sql[PERSON__N] = {
	[PERSON_BY_ID] = { .nin = 1, .text =
	    PERSON_COLUMNS " FROM person WHERE id = $1" },
	[PERSON_BY_LOGIN] = { .nin = 1, .text =
	    PERSON_COLUMNS " FROM person WHERE login = $1" },
	[PERSON_BY_PHONE] = { .nin = 1, .text =
	    PERSON_COLUMNS " FROM person WHERE phone_find = $1"
	    " AND state = 'active' ORDER BY id LIMIT 1" },
	[PERSON_INSERT] = { .nin = 7, .text =
	    "INSERT INTO person (id, rev, login, name, phone_mask,"
	    " idno_mask, state, created, changed)"
	    " VALUES ($1, 1, $2, $3, $4, $5, $6, $7, $7)" },
	[PERSON_CERT] = { .nin = 4, .text =
	    "UPDATE person SET rev = rev + 1, serial = $2, cert = $3,"
	    " changed = $4 WHERE id = $1" },
	[PERSON_CONTACT] = { .nin = 8, .text =
	    "UPDATE person SET rev = rev + 1, phone_mask = $2,"
	    " phone_box = $3, phone_find = $4, idno_mask = $5,"
	    " idno_box = $6, idno_find = $7, changed = $8 WHERE id = $1" },
	[PERSON_BOXES] = { .nin = 1, .text =
	    "SELECT phone_mask, phone_box, phone_find, idno_mask, idno_box,"
	    " idno_find FROM person WHERE id = $1" },
	[PERSON_STATE] = { .nin = 4, .text =
	    "UPDATE person SET rev = rev + 1, state = $2, changed = $3"
	    " WHERE id = $1 AND rev = $4" },
	[PERSON_LOGIN] = { .nin = 2, .text =
	    "UPDATE person SET last_login = $2 WHERE id = $1" },
	[PERSON_LOCK] = { .nin = 1, .text =
	    "UPDATE person SET rev = rev + 1 WHERE id = $1"
	    " AND state = 'active' RETURNING rev" },
	[PERSON_IN_UNIT] = { .nin = 3, .text =
	    PERSON_COLUMNS " FROM person WHERE login > $2 AND id IN"
	    " (SELECT person FROM role_grant WHERE unit = $1)"
	    " ORDER BY login LIMIT $3" },
};

static void
person_read(const struct rows *rows, struct pool *pool, struct person *out)
{
	memset(out, 0, sizeof(*out));
	copy_id(out->id, rows_str(rows, 0));
	out->rev = rows_int(rows, 1);
	out->login = rows_text(rows, 2, pool);
	out->name = rows_text(rows, 3, pool);
	out->phone_mask = rows_text(rows, 4, pool);
	out->idno_mask = rows_text(rows, 5, pool);
	out->serial = rows_text(rows, 6, pool);
	out->cert = copy_bytes(pool, rows_bytes(rows, 7));
	out->state = rows_text(rows, 8, pool);
	out->created = rows_int(rows, 9);
	out->last_login = rows_int(rows, 10);
}

static enum status
person_one(struct store *db, struct pool *pool, const struct sql *sql,
    struct value key, struct person *out, struct fault *f)
{
	struct rows	*rows;
	enum status	 st;

	/* The key may be out->id itself: clear only now. */
	st = one_row(db, sql, &key, 1, &rows, f);
	memset(out, 0, sizeof(*out));
	if (st != ST_OK)
		return st == ST_ABSENT ?
		    fault_set(f, st, "no such person") : st;
	person_read(rows, pool, out);
	rows_free(rows);
	return pool_held(pool, f);
}

enum status
person_load(struct store *db, struct pool *pool, const char *id,
    struct person *out, struct fault *f)
{
	return person_one(db, pool, &person_sql[PERSON_BY_ID], v_text(id),
	    out, f);
}

enum status
person_by_login(struct store *db, struct pool *pool, const char *login,
    struct person *out, struct fault *f)
{
	return person_one(db, pool, &person_sql[PERSON_BY_LOGIN],
	    v_text(login), out, f);
}

enum status
person_by_phone(struct store *db, struct pool *pool, struct bytes find,
    struct person *out, struct fault *f)
{
	return person_one(db, pool, &person_sql[PERSON_BY_PHONE],
	    v_bytes(find), out, f);
}

enum status
person_in_unit(struct store *db, struct pool *pool, const char *unit,
    const char *after, struct person *out, size_t room, size_t *n,
    struct fault *f)
{
	const struct value	 in[] = { v_text(unit),
				    v_text(or_empty(after)),
				    v_int((int64_t)room) };
	struct rows		*rows;
	enum status		 st;

	*n = 0;
	st = store_query(db, &person_sql[PERSON_IN_UNIT], in, 3, &rows, f);
	if (st != ST_OK)
		return st;
	while (*n < room && (st = rows_next(rows, f)) == ST_OK)
		person_read(rows, pool, &out[(*n)++]);
	rows_free(rows);
	return st == ST_OK || st == ST_ABSENT ? pool_held(pool, f) : st;
}

enum status
person_add(struct store *db, struct person *p, struct fault *f)
{
	struct value	 in[7];
	enum status	 st;

	p->id[0] = '\0';
	if (*or_empty(p->login) == '\0' || *or_empty(p->name) == '\0')
		return fault_set(f, ST_INVALID,
		    "person without login or name");
	id_new(p->id);
	p->created = clock_now();
	in[0] = v_text(p->id);
	in[1] = v_text(p->login);
	in[2] = v_text(p->name);
	in[3] = v_text(or_empty(p->phone_mask));
	in[4] = v_text(or_empty(p->idno_mask));
	in[5] = v_text(p->state == NULL ? "active" : p->state);
	in[6] = v_int(p->created);
	st = store_run(db, &person_sql[PERSON_INSERT], in, 7, NULL, f);
	if (st == ST_OK)
		p->rev = 1;
	else
		p->id[0] = '\0';
	return st;
}

static enum status
person_change(struct store *db, int which, const struct value *in, size_t n,
    struct fault *f)
{
	int64_t		 changed;
	enum status	 st;

	st = store_run(db, &person_sql[which], in, n, &changed, f);
	if (st == ST_OK && changed == 0)
		return fault_set(f, ST_ABSENT, "no such person");
	return st;
}

enum status
person_set_cert(struct store *db, const char *id, const char *serial,
    struct bytes cert, struct fault *f)
{
	const struct value	 in[] = { v_text(id), v_name(serial),
				    v_bytes(cert), v_int(clock_now()) };

	return person_change(db, PERSON_CERT, in, NITEMS(in), f);
}

enum status
person_set_contact(struct store *db, const char *id,
    const struct person_contact *c, struct fault *f)
{
	const struct value	 in[] = {
		v_text(id), v_text(or_empty(c->phone_mask)),
		v_bytes(c->phone_box), v_bytes(c->phone_find),
		v_text(or_empty(c->idno_mask)), v_bytes(c->idno_box),
		v_bytes(c->idno_find), v_int(clock_now()),
	};

	return person_change(db, PERSON_CONTACT, in, NITEMS(in), f);
}

enum status
person_contact(struct store *db, struct pool *pool, const char *id,
    struct person_contact *out, struct fault *f)
{
	const struct value	 in[] = { v_text(id) };
	struct rows		*rows;
	enum status		 st;

	memset(out, 0, sizeof(*out));
	st = one_row(db, &person_sql[PERSON_BOXES], in, 1, &rows, f);
	if (st != ST_OK)
		return st;
	out->phone_mask = rows_text(rows, 0, pool);
	out->phone_box = copy_bytes(pool, rows_bytes(rows, 1));
	out->phone_find = copy_bytes(pool, rows_bytes(rows, 2));
	out->idno_mask = rows_text(rows, 3, pool);
	out->idno_box = copy_bytes(pool, rows_bytes(rows, 4));
	out->idno_find = copy_bytes(pool, rows_bytes(rows, 5));
	rows_free(rows);
	return pool_held(pool, f);
}

enum status
person_set_state(struct store *db, struct person *p, const char *state,
    struct fault *f)
{
	const struct value	 in[] = { v_text(p->id), v_text(state),
				    v_int(clock_now()), v_int(p->rev) };
	int64_t			 changed;
	enum status		 st;

	st = store_run(db, &person_sql[PERSON_STATE], in, 4, &changed, f);
	if (st != ST_OK)
		return st;
	if (changed == 0)
		return fault_set(f, ST_CONFLICT, "person %s was changed by "
		    "another", p->id);
	p->rev++;
	p->state = state;
	return ST_OK;
}

enum status
person_signed_in(struct store *db, const char *id, struct fault *f)
{
	const struct value	 in[] = { v_text(id), v_int(clock_now()) };

	return person_change(db, PERSON_LOGIN, in, 2, f);
}

enum status
person_lock(struct store *db, const char *id, struct fault *f)
{
	const struct value	 in[] = { v_text(id) };
	struct rows		*rows;
	enum status		 st;

	st = one_row(db, &person_sql[PERSON_LOCK], in, 1, &rows, f);
	if (st == ST_ABSENT)
		return fault_set(f, st, "no active person %.40s", id);
	rows_free(rows);
	return st;
}
