/*
 * Keys for personal data: one per subject, made at first use,
 * wrapped by the device, erased with the person.
 */
#include "keys/local.h"

#define FIND_SUBJECT	":find"		/* no record id starts so */
#define KEY_LEN		32

enum { DATA_FIND, DATA_ADD, DATA_ERASE, SQL__N };

static const struct sql data_sql[SQL__N] = {
	[DATA_FIND] = { .nin = 1, .text =
	    "SELECT blob FROM key_data WHERE subject = $1" },
	[DATA_ADD] = { .nin = 2, .text =
	    "INSERT INTO key_data (subject, blob) VALUES ($1, $2)" },
	[DATA_ERASE] = { .nin = 1, .text =
	    "INSERT INTO key_data (subject, blob) VALUES ($1, NULL)"
	    " ON CONFLICT (subject) DO UPDATE SET blob = NULL" },
};

static void
data_context(const char *subject, char out[KEYD_NAME + 16])
{
	snprintf(out, KEYD_NAME + 16, "data:%s", subject);
}

/* ST_ABSENT with *erased set: there was one, and it is gone for good. */
static enum status
data_find(struct call *c, const char *subject, unsigned char key[KEY_LEN],
    int *erased)
{
	const struct device	*d = &c->k->device;
	const struct value	 in = v_text(subject);
	struct rows		*rows = NULL;
	char			 context[KEYD_NAME + 16];
	enum status		 st;

	*erased = 0;
	st = store_query(c->db, &data_sql[DATA_FIND], &in, 1, &rows, c->f);
	if (st == ST_OK)
		st = rows_next(rows, c->f);
	if (st == ST_OK && rows_is_null(rows, 0)) {
		*erased = 1;
		st = fault_set(c->f, ST_ABSENT, "the key was erased");
	}
	data_context(subject, context);
	if (st == ST_OK)
		st = d->ops->unwrap(d->dev, context, rows_bytes(rows, 0),
		    key, KEY_LEN, c->f);
	rows_free(rows);
	return st;
}

static enum status
data_add(struct call *c, const char *subject, unsigned char key[KEY_LEN])
{
	const struct device	*d = &c->k->device;
	char			 context[KEYD_NAME + 16];
	struct buf		 blob;
	enum status		 st;

	data_context(subject, context);
	buf_init(&blob, 1 * KIB);
	if ((st = d->ops->random(d->dev, key, KEY_LEN, c->f)) == ST_OK &&
	    (st = d->ops->wrap(d->dev, context, bytes_of(key, KEY_LEN),
	    &blob, c->f)) == ST_OK) {
		const struct value in[] = { v_text(subject),
			v_bytes(buf_view(&blob)) };

		st = store_run(c->db, &data_sql[DATA_ADD], in, NITEMS(in),
		    NULL, c->f);
	}
	buf_free(&blob);
	return st;
}

/* The second look is inside the transaction: two may come first at once. */
static enum status
data_take(struct call *c, const char *subject, unsigned char key[KEY_LEN])
{
	int		 erased;
	enum status	 st;

	st = data_find(c, subject, key, &erased);
	if (st != ST_ABSENT || erased)
		return st;
	if ((st = store_begin(c->db, STORE_WRITE, c->f)) != ST_OK)
		return st;
	st = data_find(c, subject, key, &erased);
	if (st == ST_ABSENT && !erased)
		st = data_add(c, subject, key);
	if (st == ST_OK)
		return store_commit(c->db, c->f);
	store_rollback(c->db);
	return st;
}

static enum status
answer_key(struct call *c, const char *subject)
{
	unsigned char	 key[KEY_LEN];
	enum status	 st;

	st = data_take(c, subject, key);
	if (st == ST_OK)
		wire_put(c->out, KF_KEY, bytes_of(key, KEY_LEN));
	wipe(key, sizeof(key));
	return st;
}

static enum status
get_subject(struct call *c, const char **subject)
{
	enum status	 st;

	st = call_name(c, KF_SUBJECT, subject);
	if (st == ST_OK && **subject == FIND_SUBJECT[0])
		st = fault_set(c->f, ST_INVALID, "subject: no record id");
	return st;
}

enum status
op_data_key(struct call *c)
{
	const char	*subject;
	enum status	 st;

	st = get_subject(c, &subject);
	return st == ST_OK ? answer_key(c, subject) : st;
}

enum status
op_find_key(struct call *c)
{
	return answer_key(c, FIND_SUBJECT);
}

enum status
op_data_erase(struct call *c)
{
	const char	*subject;
	enum status	 st;

	if ((st = get_subject(c, &subject)) != ST_OK)
		return st;
	{
		const struct value in = v_text(subject);

		return store_run(c->db, &data_sql[DATA_ERASE], &in, 1, NULL,
		    c->f);
	}
}
