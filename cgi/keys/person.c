/*
 * Persons: a key under PIN and store key, a certificate with roles, made,
 * issued anew and ended; see local.h and keyd.h.
 */
#include <string.h>

#include "base/utf8.h"
#include "keys/person.h"

#define FIELDS_MAX	(4 * KIB)

enum { PERSON_FIND, PERSON_ADD, PERSON_REISSUE, PERSON_END, PERSON_RESET,
	PERSON_ROLE, SQL__N };

static const struct sql person_sql[SQL__N] = {
	[PERSON_FIND] = { .nin = 1, .text =
	    "SELECT id, serial, fields, blob, salt, pub, roles, pin_at,"
	    " wrong, must_change, ended FROM key_person WHERE id = $1" },
	[PERSON_ADD] = { .nin = 9, .text =
	    "INSERT INTO key_person (id, fields, roles, serial, blob, pub,"
	    " salt, pin_at, wrong, must_change)"
	    " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 0, $9)" },
	[PERSON_REISSUE] = { .nin = 4, .text =
	    "UPDATE key_person SET fields = $2, roles = $3, serial = $4"
	    " WHERE id = $1" },
	[PERSON_END] = { .nin = 2, .text =
	    "UPDATE key_person SET ended = $2"
	    " WHERE id = $1 AND ended IS NULL" },
	[PERSON_RESET] = { .nin = 5, .text =
	    "UPDATE key_person SET serial = $2, blob = $3, pub = $4,"
	    " pin_at = $5, wrong = 0, must_change = 1 WHERE id = $1" },
	/* bit $1 of the roles, without an operator the engines spell apart */
	[PERSON_ROLE] = { .nin = 1, .text =
	    "SELECT id FROM key_person"
	    " WHERE ended IS NULL AND (roles / $1) % 2 = 1 LIMIT 1" },
};

enum status
person_find(struct store *db, struct pool *pool, const char *id,
    struct person_row *out, struct fault *f)
{
	const struct value	 in = v_text(id);
	struct rows		*rows = NULL;
	struct bytes		 pub;
	enum status		 st;

	memset(out, 0, sizeof(*out));
	st = store_query(db, &person_sql[PERSON_FIND], &in, 1, &rows, f);
	if (st != ST_OK || (st = rows_next(rows, f)) != ST_OK)
		goto out;
	out->id = rows_text(rows, 0, pool);
	out->serial = rows_text(rows, 1, pool);
	out->fields = pool_bytes(pool, rows_bytes(rows, 2));
	out->blob = pool_bytes(pool, rows_bytes(rows, 3));
	out->salt = pool_bytes(pool, rows_bytes(rows, 4));
	pub = rows_bytes(rows, 5);
	if (pub.n == SM2_PUBLIC)
		memcpy(out->pub, pub.p, SM2_PUBLIC);
	out->roles = (unsigned)rows_int(rows, 6);
	out->pin_at = rows_int(rows, 7);
	out->wrong = rows_int(rows, 8);
	out->must_change = rows_int(rows, 9) != 0;
	out->ended = rows_int(rows, 10);
	if (pool_failed(pool))
		st = fault_set(f, ST_BROKEN, "out of memory");
out:
	rows_free(rows);
	return st == ST_ABSENT ? fault_set(f, ST_ABSENT, "no person %s", id) :
	    st;
}

void
person_context(const char *id, char out[KEYD_NAME + 16])
{
	snprintf(out, KEYD_NAME + 16, "person:%s", id);
}

int
pin_is_sound(struct bytes pin)
{
	size_t	 i, letters = 0, digits = 0, chars = 0;

	if (pin.n > KEYS_PIN_MAX || !utf8_valid((const char *)pin.p, pin.n))
		return 0;
	for (i = 0; i < pin.n; i++) {
		if (pin.p[i] < 0x20 || pin.p[i] == 0x7f)
			return 0;
		digits += pin.p[i] >= '0' && pin.p[i] <= '9';
		letters += (pin.p[i] | 0x20) >= 'a' &&
		    (pin.p[i] | 0x20) <= 'z';
		chars += (pin.p[i] & 0xc0) != 0x80;	/* UTF-8 */
	}
	return letters > 0 && digits > 0 && chars >= KEYS_PIN_MIN;
}

/* --- certificate and key ------------------------------------------------ */

unsigned
person_roles(const struct keyd_person *p)
{
	unsigned	 roles = p->roles;
	size_t		 i;

	for (i = 0; i < p->nmore; i++)
		roles |= p->more[i].roles;
	return roles;
}

static void
fill_fields(const struct keyd_person *p, const unsigned char *pub,
    int64_t now, struct cert_fields *c)
{
	size_t	 i;

	memset(c, 0, sizeof(*c));
	c->kind = CERT_PERSON;
	memcpy(c->subject.country, "CN", 3);
	snprintf(c->subject.org, sizeof(c->subject.org), "%s", p->unit_name);
	snprintf(c->subject.cn, sizeof(c->subject.cn), "%s", p->name);
	if (p->unit_code != NULL)
		snprintf(c->subject.number, sizeof(c->subject.number), "%s",
		    p->unit_code);
	memcpy(c->key, pub, SM2_PUBLIC);
	c->not_before = now / MS_SECOND * MS_SECOND;
	c->not_after = c->not_before + KEYS_PERSON_DAYS * MS_DAY;
	snprintf(c->holder, sizeof(c->holder), "%s", p->person);
	snprintf(c->grants[0].unit, sizeof(c->grants[0].unit), "%s", p->unit);
	c->grants[0].functions = p->functions;
	c->grants[0].roles = p->roles;
	for (i = 0; i < p->nmore && i + 1 < CERT_GRANTS; i++)
		c->grants[i + 1] = p->more[i];
	c->ngrants = i + 1;
}

static enum status
issue(struct call *c, const struct keyd_person *p, const unsigned char *pub,
    struct cert *cert)
{
	struct cert_fields	 fields;
	struct bytes		 der;
	enum status		 st;

	fill_fields(p, pub, c->now, &fields);
	st = cert_make(c->k, c->db, c->pool, HOUSE_STAFF, &fields, p->person,
	    cert, &der, c->f);
	if (st != ST_OK)
		return st;
	wire_text(c->out, KF_SERIAL, cert->serial_hex);
	wire_put(c->out, KF_DER, cert->der);
	wire_int(c->out, KF_FROM, cert->not_before);
	wire_int(c->out, KF_UNTIL, cert->not_after);
	return ST_OK;
}

/* --- who may be enrolled ------------------------------------------------ */

/* R-028 and the first day: whether nobody holds this role yet. */
static int
nobody_is(struct call *c, enum role role)
{
	const struct value	 in = v_int(ROLE_BIT(role));
	struct rows		*rows = NULL;
	enum status		 st;

	st = store_query(c->db, &person_sql[PERSON_ROLE], &in, 1, &rows,
	    c->f);
	if (st == ST_OK)
		st = rows_next(rows, c->f);
	rows_free(rows);
	return st == ST_ABSENT;
}

static int
is_first(struct call *c, unsigned roles)
{
	if (c->program != PROGRAM(CONSOLE))
		return 0;
	return (roles == ROLE_BIT(ROLE_SYSTEM_ADMIN) &&
	    nobody_is(c, ROLE_SYSTEM_ADMIN)) ||
	    (roles == ROLE_BIT(ROLE_RA_ADMIN) && nobody_is(c, ROLE_RA_ADMIN));
}

static enum status
enrol_rule(struct call *c, const struct keyd_person *p)
{
	unsigned char	 digest[SM3_LEN];
	struct ask	 ask = { .now = c->now, .subject = p->person,
			    .digest = digest };
	enum status	 st;

	if ((st = keyd_person_digest(p, digest, c->f)) != ST_OK)
		return st;
	return call_rule(c, rule_for_roles(person_roles(p)), &ask);
}

static enum status
roles_check(struct call *c, const struct keyd_person *p)
{
	const char	*why = role_conflict(person_roles(p));

	return why == NULL ? ST_OK :
	    fault_set(c->f, ST_DENIED, "R-023: %s", why);
}

/* --- making one --------------------------------------------------------- */

struct prep {
	struct keyd_person	 p;
	struct bytes		 blob;		/* wrapped */
	unsigned char		 pub[SM2_PUBLIC], salt[PIN_SALT];
	unsigned char		 mark[SM3_LEN];
};

/* The slow part: a key under the PIN, and the PIN's mark. */
static enum status
prepare_key(struct call *c, const char *person, struct prep *prep)
{
	const struct device	*d = &c->k->device;
	struct bytes		 pin = wire_get(&c->m, KF_PIN);
	char			 context[KEYD_NAME + 16];
	struct buf		 blob;
	enum status		 st;

	if (!pin_is_sound(pin))
		return fault_set(c->f, ST_INVALID,
		    "R-145: PIN of 8 characters, letters and digits");
	person_context(person, context);
	buf_init(&blob, 1 * KIB);
	st = d->ops->generate(d->dev, context, pin, &blob, prep->pub, c->f);
	if (st == ST_OK)
		st = d->ops->pin_mark(d->dev, pin,
		    bytes_of(prep->salt, PIN_SALT), prep->mark, c->f);
	prep->blob = pool_bytes(c->pool, buf_view(&blob));
	buf_free(&blob);
	if (st == ST_OK && prep->blob.p == NULL)
		st = fault_set(c->f, ST_BROKEN, "out of memory");
	c->prep = prep;
	return st;
}

enum status
op_person_prepare(struct call *c)
{
	struct prep	*prep = pool_alloc(c->pool, sizeof(*prep));
	enum status	 st;

	if (prep == NULL)
		return fault_set(c->f, ST_BROKEN, "out of memory");
	st = keyd_get_person(&c->m, c->pool, &prep->p, c->f);
	if (st == ST_OK)
		st = roles_check(c, &prep->p);
	if (st != ST_OK)
		return st;
	st = c->k->device.ops->random(c->k->device.dev, prep->salt, PIN_SALT,
	    c->f);
	return st == ST_OK ? prepare_key(c, prep->p.person, prep) : st;
}

static enum status
add_row(struct call *c, const struct prep *prep, const struct cert *cert,
    int must_change)
{
	struct buf	 b;
	enum status	 st;

	buf_init(&b, FIELDS_MAX);
	keyd_put_person(&b, &prep->p);
	{
		const struct value in[] = {
			v_text(prep->p.person), v_bytes(buf_view(&b)),
			v_int(person_roles(&prep->p)),
			v_text(cert->serial_hex), v_bytes(prep->blob),
			v_bytes(bytes_of(prep->pub, SM2_PUBLIC)),
			v_bytes(bytes_of(prep->salt, PIN_SALT)),
			v_int(c->now), v_int(must_change),
		};

		st = store_run(c->db, &person_sql[PERSON_ADD], in,
		    NITEMS(in), NULL, c->f);
	}
	buf_free(&b);
	return st == ST_OK ? pin_remember(c, prep->p.person, prep->mark) : st;
}

enum status
op_person_make(struct call *c)
{
	const struct prep	*prep = c->prep;
	struct person_row	 row;
	struct cert		 cert;
	int			 own_pin;
	enum status		 st;

	st = person_find(c->db, c->pool, prep->p.person, &row, c->f);
	if (st == ST_OK)
		return fault_set(c->f, ST_CONFLICT,
		    "R-035: person %s has a key", prep->p.person);
	if (st != ST_ABSENT)
		return st;
	/* who chose the PIN alone need not change it at once */
	own_pin = person_roles(&prep->p) == ROLE_BIT(ROLE_APPLICANT) ||
	    is_first(c, person_roles(&prep->p));
	if (!own_pin && (st = enrol_rule(c, &prep->p)) != ST_OK)
		return st;
	if ((st = issue(c, &prep->p, prep->pub, &cert)) != ST_OK)
		return st;
	return add_row(c, prep, &cert, !own_pin);
}

/* --- a new certificate, an end, a new key ------------------------------- */

static enum status
find_working(struct call *c, const char *person, struct person_row *row)
{
	enum status	 st;

	st = person_find(c->db, c->pool, person, row, c->f);
	if (st == ST_OK && row->ended != 0)
		st = fault_set(c->f, ST_ABSENT, "person %s has ended", person);
	return st;
}

enum status
op_person_reissue(struct call *c)
{
	struct keyd_person	 p;
	struct person_row	 row;
	struct cert		 cert;
	struct buf		 b;
	enum status		 st;

	if ((st = keyd_get_person(&c->m, c->pool, &p, c->f)) != ST_OK ||
	    (st = roles_check(c, &p)) != ST_OK ||
	    (st = find_working(c, p.person, &row)) != ST_OK ||
	    (st = enrol_rule(c, &p)) != ST_OK ||
	    (st = cert_end(c->db, row.serial, c->now, CRL_SUPERSEDED,
	    c->f)) != ST_OK || (st = issue(c, &p, row.pub, &cert)) != ST_OK)
		return st;
	buf_init(&b, FIELDS_MAX);
	keyd_put_person(&b, &p);
	{
		const struct value in[] = {
			v_text(p.person), v_bytes(buf_view(&b)),
			v_int(person_roles(&p)), v_text(cert.serial_hex),
		};

		st = store_run(c->db, &person_sql[PERSON_REISSUE], in,
		    NITEMS(in), NULL, c->f);
	}
	buf_free(&b);
	return st;
}

enum status
op_person_end(struct call *c)
{
	const char		*person;
	struct person_row	 row;
	struct ask		 ask = { .now = c->now };
	enum status		 st;

	if ((st = call_name(c, KF_PERSON, &person)) != ST_OK ||
	    (st = find_working(c, person, &row)) != ST_OK)
		return st;
	ask.subject = person;
	ask.speakers = rule_speakers(row.roles);
	if ((st = call_rule(c, RULE_PERSON_END, &ask)) != ST_OK ||
	    (st = cert_end(c->db, row.serial, c->now, CRL_CESSATION,
	    c->f)) != ST_OK)
		return st;
	{
		const struct value in[] = { v_text(person), v_int(c->now) };

		st = store_run(c->db, &person_sql[PERSON_END], in, NITEMS(in),
		    NULL, c->f);
	}
	/* a failed commit costs the person one more PIN, no more */
	handle_drop_person(c->k->handles, person);
	return st;
}

enum status
op_reset_prepare(struct call *c)
{
	struct prep		*prep = pool_alloc(c->pool, sizeof(*prep));
	struct wire_msg		 fields = { 0 };
	struct person_row	 row;
	const char		*person;
	enum status		 st;

	if (prep == NULL)
		return fault_set(c->f, ST_BROKEN, "out of memory");
	if ((st = call_name(c, KF_PERSON, &person)) != ST_OK ||
	    (st = find_working(c, person, &row)) != ST_OK)
		return st;
	fields.body = row.fields;
	if ((st = keyd_get_person(&fields, c->pool, &prep->p, c->f)) != ST_OK)
		return st;
	memcpy(prep->salt, row.salt.p, PIN_SALT);
	return prepare_key(c, person, prep);
}

enum status
op_key_reset(struct call *c)
{
	const struct prep	*prep = c->prep;
	struct ask		 ask = { .now = c->now,
				    .subject = prep->p.person,
				    .speakers = rule_speakers(
				    person_roles(&prep->p)) };
	enum status		 st;

	if ((st = call_rule(c, RULE_KEY_RESET, &ask)) == ST_OK)
		st = person_reset(c);
	if (st == ST_OK)
		handle_drop_person(c->k->handles, prep->p.person);
	return st;
}

enum status
person_reset(struct call *c)
{
	const struct prep	*prep = c->prep;
	struct person_row	 row;
	struct cert		 cert;
	enum status		 st;

	if ((st = find_working(c, prep->p.person, &row)) != ST_OK ||
	    (st = cert_end(c->db, row.serial, c->now, CRL_SUPERSEDED,
	    c->f)) != ST_OK ||
	    (st = issue(c, &prep->p, prep->pub, &cert)) != ST_OK)
		return st;
	{
		const struct value in[] = {
			v_text(prep->p.person), v_text(cert.serial_hex),
			v_bytes(prep->blob),
			v_bytes(bytes_of(prep->pub, SM2_PUBLIC)),
			v_int(c->now),
		};

		st = store_run(c->db, &person_sql[PERSON_RESET], in,
		    NITEMS(in), NULL, c->f);
	}
	return st == ST_OK ? pin_remember(c, prep->p.person, prep->mark) : st;
}
