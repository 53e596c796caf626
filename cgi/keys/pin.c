/*
 * PINs: counted durably before they are looked at, changed with a
 * history, unlocked by the desk; and the handles that come
 * of them.
 */
#include <string.h>

#include <openssl/crypto.h>

#include "keys/person.h"

enum { PIN_TRY, PIN_RIGHT, PIN_SET, PIN_UNLOCK, MARK_ADD, MARK_LIST,
	MARK_DROP, SQL__N };

static const struct sql pin_sql[SQL__N] = {
	[PIN_TRY] = { .nin = 2, .text =
	    "UPDATE key_person SET wrong = wrong + 1"
	    " WHERE id = $1 AND wrong < $2 RETURNING wrong" },
	[PIN_RIGHT] = { .nin = 1, .text =
	    "UPDATE key_person SET wrong = 0 WHERE id = $1" },
	/* only over the blob that was opened: two changes at once */
	[PIN_SET] = { .nin = 4, .text =
	    "UPDATE key_person SET blob = $3, pin_at = $4, wrong = 0,"
	    " must_change = 0 WHERE id = $1 AND blob = $2" },
	[PIN_UNLOCK] = { .nin = 1, .text =
	    "UPDATE key_person SET wrong = 0, must_change = 1"
	    " WHERE id = $1" },
	[MARK_ADD] = { .nin = 3, .text =
	    "INSERT INTO key_pin (person, at, mark) VALUES ($1, $2, $3)"
	    " ON CONFLICT (person, at) DO UPDATE SET mark = $3" },
	[MARK_LIST] = { .nin = 1, .text =
	    "SELECT mark FROM key_pin WHERE person = $1 ORDER BY at DESC" },
	[MARK_DROP] = { .nin = 2, .text =
	    "DELETE FROM key_pin WHERE person = $1 AND at NOT IN"
	    " (SELECT at FROM key_pin WHERE person = $1"
	    " ORDER BY at DESC LIMIT $2)" },
};

/* --- counting ----------------------------------------------------------- */

/* One short transaction of its own. */
static enum status
write_alone(struct call *c, const struct sql *sql, const struct value *in,
    size_t n, int64_t *changed)
{
	enum status	 st;

	if ((st = store_begin(c->db, STORE_WRITE, c->f)) != ST_OK)
		return st;
	st = store_run(c->db, sql, in, n, changed, c->f);
	if (st == ST_OK)
		return store_commit(c->db, c->f);
	store_rollback(c->db);
	return st;
}

/*
 * Take one of the five tries, on disk before the PIN is looked at, so that
 * neither a crash nor many at once gives a sixth.  *left counts what remains
 * if this one is wrong; ST_DENIED: none was left.
 */
static enum status
try_take(struct call *c, const char *person, int *left)
{
	const struct value	 in[] = { v_text(person),
				    v_int(KEYS_PIN_TRIES) };
	struct rows		*rows = NULL;
	enum status		 st;

	*left = 0;
	if ((st = store_begin(c->db, STORE_WRITE, c->f)) != ST_OK)
		return st;
	st = store_query(c->db, &pin_sql[PIN_TRY], in, NITEMS(in), &rows,
	    c->f);
	if (st == ST_OK)
		st = rows_next(rows, c->f);
	if (st == ST_OK)
		*left = KEYS_PIN_TRIES - (int)rows_int(rows, 0);
	rows_free(rows);
	if (st == ST_OK)
		return store_commit(c->db, c->f);
	store_rollback(c->db);
	return st == ST_ABSENT ? fault_set(c->f, ST_DENIED,
	    "R-146: PIN of %s is locked", person) : st;
}

static void
tell(struct call *c, enum keyd_pin state, int left)
{
	c->keep_fields = 1;
	wire_int(c->out, KF_PIN_STATE, state);
	wire_int(c->out, KF_LEFT, left);
}

/*
 * Count, then open the key with the PIN.  A right one sets the count back.
 * Refusals have told their state already.
 */
static enum status
pin_open(struct call *c, const struct person_row *row, struct bytes pin,
    void **key)
{
	const struct device	*d = &c->k->device;
	const struct value	 in = v_text(row->id);
	char			 context[KEYD_NAME + 16];
	int			 left;
	enum status		 st;

	*key = NULL;
	if (pin.n == 0 || pin.n > KEYS_PIN_MAX)
		return fault_set(c->f, ST_INVALID, "PIN missing or too long");
	if ((st = try_take(c, row->id, &left)) != ST_OK) {
		if (st == ST_DENIED)
			tell(c, KEYD_PIN_LOCKED, 0);
		return st;
	}
	person_context(row->id, context);
	st = d->ops->open(d->dev, context, pin, row->blob, key, c->f);
	if (st == ST_DENIED)
		tell(c, left > 0 ? KEYD_PIN_WRONG : KEYD_PIN_LOCKED, left);
	if (st != ST_OK)
		return st;
	st = write_alone(c, &pin_sql[PIN_RIGHT], &in, 1, NULL);
	if (st != ST_OK) {
		d->ops->shut(*key);
		*key = NULL;
	}
	return st;
}

static enum status
find_person(struct call *c, struct person_row *row)
{
	const char	*person;
	enum status	 st;

	if ((st = call_name(c, KF_PERSON, &person)) != ST_OK)
		return st;
	st = person_find(c->db, c->pool, person, row, c->f);
	if (st == ST_OK && row->ended != 0)
		st = fault_set(c->f, ST_ABSENT, "person %s has ended", person);
	return st;
}

/* --- unlocking ---------------------------------------------------------- */

static enum status
get_handle(struct call *c, const unsigned char **handle)
{
	struct bytes	 v = wire_get(&c->m, KF_HANDLE);

	*handle = v.p;
	if (v.n != KEYD_HANDLE)
		return fault_set(c->f, ST_INVALID, "handle: not 32 bytes");
	return ST_OK;
}

/* The first role of the first unit: what a session is opened in. */
static enum role
first_role(unsigned roles)
{
	int	 r;

	for (r = 0; r < ROLE__N && !(roles & ROLE_BIT(r)); r++)
		;
	return (enum role)r;
}

static enum status
state_opening(struct call *c, const struct cert *cert, void *key,
    struct bytes *out)
{
	const struct signer	 who = { key, cert->key, cert->der };
	struct statement_fields	 s = { .kind = STATEMENT_OWN };

	snprintf(s.action, sizeof(s.action), "%s", ACT_SESSION_OPEN);
	snprintf(s.subject, sizeof(s.subject), "%s", cert->holder);
	s.role = first_role(cert->grants[0].roles);
	snprintf(s.unit, sizeof(s.unit), "%s", cert->grants[0].unit);
	snprintf(s.person, sizeof(s.person), "%s", cert->holder);
	return statement_make(c, &who, &s, out);
}

/* The certificate as it is now; over, or ended: KEYD_PIN_EXPIRED. */
static enum status
current_cert(struct call *c, const struct person_row *row, struct cert *cert)
{
	struct known_cert	 known;
	enum status		 st;

	st = cert_load(c->db, c->pool, row->serial, &known, c->f);
	if (st == ST_OK)
		st = cert_read(known.der, cert, NULL, c->f);
	if (st == ST_OK && (known.ended != 0 ||
	    cert_period(cert, c->now) != 0)) {
		tell(c, KEYD_PIN_EXPIRED, KEYS_PIN_TRIES);
		st = fault_set(c->f, ST_DENIED,
		    "certificate of %s is over", row->id);
	}
	return st;
}

static enum status
unlock_with(struct call *c, const struct person_row *row, void **key,
    const unsigned char *handle, const char *terminal)
{
	struct unlocked	 u = { .must_change = row->must_change };
	struct cert	 cert;
	struct bytes	 statement;
	enum status	 st;

	if ((st = current_cert(c, row, &cert)) != ST_OK ||
	    (st = state_opening(c, &cert, *key, &statement)) != ST_OK)
		return st;
	snprintf(u.person, sizeof(u.person), "%s", row->id);
	snprintf(u.terminal, sizeof(u.terminal), "%s", terminal);
	memcpy(u.pub, row->pub, SM2_PUBLIC);
	u.key = *key;
	*key = NULL;		/* the handle has it, or shuts it */
	st = handle_keep(c->k->handles, handle, &u, c->now, c->f);
	if (st == ST_CONFLICT) {
		tell(c, KEYD_PIN_ELSEWHERE, KEYS_PIN_TRIES);
		st = ST_DENIED;
	}
	if (st != ST_OK)
		return st;
	tell(c, KEYD_PIN_OK, KEYS_PIN_TRIES);
	wire_int(c->out, KF_MUST_CHANGE, row->must_change);
	wire_int(c->out, KF_PIN_AT, row->pin_at);
	wire_int(c->out, KF_ROLES, cert.grants[0].roles);
	wire_text(c->out, KF_UNIT, cert.grants[0].unit);
	wire_text(c->out, KF_SERIAL, cert.serial_hex);
	wire_put(c->out, KF_STATEMENT, statement);
	return ST_OK;
}

enum status
op_unlock(struct call *c)
{
	const unsigned char	*handle = NULL;
	const char		*terminal;
	struct person_row	 row;
	void			*key = NULL;
	enum status		 st;

	if ((st = get_handle(c, &handle)) != ST_OK ||
	    (st = call_name(c, KF_TERMINAL, &terminal)) != ST_OK ||
	    (st = find_person(c, &row)) != ST_OK)
		return st;
	st = pin_open(c, &row, wire_get(&c->m, KF_PIN), &key);
	if (st == ST_OK)
		st = unlock_with(c, &row, &key, handle, terminal);
	if (key != NULL)
		c->k->device.ops->shut(key);
	return st;
}

enum status
op_lock(struct call *c)
{
	const unsigned char	*handle = NULL;
	enum status		 st;

	if ((st = get_handle(c, &handle)) == ST_OK)
		handle_drop(c->k->handles, handle);
	return st;
}

enum status
op_handle(struct call *c)
{
	const unsigned char	*handle = NULL;
	const struct unlocked	*u;
	int			 slot;
	enum status		 st;

	if ((st = get_handle(c, &handle)) != ST_OK ||
	    (st = handle_take(c->k->handles, handle, c->now, &u, &slot,
	    c->f)) != ST_OK)
		return st;
	wire_text(c->out, KF_PERSON, u->person);
	wire_int(c->out, KF_MUST_CHANGE, u->must_change);
	handle_done(c->k->handles, slot);
	return ST_OK;
}

/* --- another PIN -------------------------------------------------------- */

enum status
pin_remember(struct call *c, const char *person,
    const unsigned char mark[SM3_LEN])
{
	const struct value	 add[] = { v_text(person), v_int(c->now),
				    v_bytes(bytes_of(mark, SM3_LEN)) };
	const struct value	 drop[] = { v_text(person),
				    v_int(KEYS_PIN_HISTORY) };
	enum status		 st;

	st = store_run(c->db, &pin_sql[MARK_ADD], add, NITEMS(add), NULL,
	    c->f);
	if (st == ST_OK)
		st = store_run(c->db, &pin_sql[MARK_DROP], drop, NITEMS(drop),
		    NULL, c->f);
	return st;
}

/* ST_DENIED where the mark is one of the last five. */
static enum status
history_check(struct call *c, const char *person,
    const unsigned char mark[SM3_LEN])
{
	const struct value	 in = v_text(person);
	struct rows		*rows = NULL;
	struct bytes		 old;
	enum status		 st;
	int			 used = 0;

	st = store_query(c->db, &pin_sql[MARK_LIST], &in, 1, &rows, c->f);
	while (st == ST_OK && (st = rows_next(rows, c->f)) == ST_OK) {
		old = rows_bytes(rows, 0);
		used |= old.n == SM3_LEN &&
		    CRYPTO_memcmp(old.p, mark, SM3_LEN) == 0;
	}
	rows_free(rows);
	if (st != ST_ABSENT)
		return st;
	if (!used)
		return ST_OK;
	tell(c, KEYD_PIN_USED, KEYS_PIN_TRIES);
	return fault_set(c->f, ST_DENIED, "R-148: PIN was used before");
}

static enum status
pin_write(struct call *c, const struct person_row *row, struct bytes blob,
    const unsigned char mark[SM3_LEN])
{
	const struct value	 in[] = { v_text(row->id),
				    v_bytes(row->blob), v_bytes(blob),
				    v_int(c->now) };
	int64_t			 changed = 0;
	enum status		 st;

	if ((st = store_begin(c->db, STORE_WRITE, c->f)) != ST_OK)
		return st;
	st = store_run(c->db, &pin_sql[PIN_SET], in, NITEMS(in), &changed,
	    c->f);
	if (st == ST_OK && changed != 1)
		st = fault_set(c->f, ST_CONFLICT, "PIN changed meanwhile");
	if (st == ST_OK)
		st = pin_remember(c, row->id, mark);
	if (st == ST_OK)
		return store_commit(c->db, c->f);
	store_rollback(c->db);
	return st;
}

static enum status
pin_replace(struct call *c, const struct person_row *row, struct bytes old,
    struct bytes fresh)
{
	const struct device	*d = &c->k->device;
	char			 context[KEYD_NAME + 16];
	unsigned char		 mark[SM3_LEN];
	struct buf		 blob;
	enum status		 st;

	if (!pin_is_sound(fresh)) {
		tell(c, KEYD_PIN_WEAK, KEYS_PIN_TRIES);
		return fault_set(c->f, ST_DENIED,
		    "R-145: PIN of 8 characters, letters and digits");
	}
	st = d->ops->pin_mark(d->dev, fresh, row->salt, mark, c->f);
	if (st == ST_OK)
		st = history_check(c, row->id, mark);
	if (st != ST_OK)
		return st;
	person_context(row->id, context);
	buf_init(&blob, 1 * KIB);
	st = d->ops->repin(d->dev, context, old, fresh, row->blob, &blob,
	    c->f);
	if (st == ST_OK)
		st = pin_write(c, row, buf_view(&blob), mark);
	buf_free(&blob);
	if (st == ST_OK) {
		handle_pin_changed(c->k->handles, row->id);
		tell(c, KEYD_PIN_OK, KEYS_PIN_TRIES);
	}
	return st;
}

enum status
op_pin_change(struct call *c)
{
	struct bytes		 old = wire_get(&c->m, KF_PIN);
	struct person_row	 row;
	void			*key = NULL;
	enum status		 st;

	if ((st = find_person(c, &row)) != ST_OK ||
	    (st = pin_open(c, &row, old, &key)) != ST_OK)
		return st;
	c->k->device.ops->shut(key);
	return pin_replace(c, &row, old, wire_get(&c->m, KF_NEW_PIN));
}

enum status
op_pin_unlock(struct call *c)
{
	struct person_row	 row;
	struct ask		 ask = { .now = c->now };
	enum status		 st;

	if ((st = find_person(c, &row)) != ST_OK)
		return st;
	ask.subject = row.id;
	ask.speakers = rule_speakers(row.roles);
	if ((st = call_rule(c, RULE_PIN_UNLOCK, &ask)) != ST_OK)
		return st;
	{
		const struct value in = v_text(row.id);

		st = store_run(c->db, &pin_sql[PIN_UNLOCK], &in, 1, NULL,
		    c->f);
	}
	handle_drop_person(c->k->handles, row.id);
	return st;
}
