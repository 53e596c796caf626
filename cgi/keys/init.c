/*
 * The first keys: store key, root, the two CAs, maker and system keys, all
 * in one transaction; and what the console does with the root later.
 */
#include <sys/stat.h>

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/calendar.h"
#include "base/id.h"
#include "keys/keys.h"
#include "keys/local.h"
#include "keys/storekey.h"
#include "keys/vault.h"

#define PHRASE_MIN 12		/* bytes: they guard the whole store */

/* What is made at init, parents first. */
static const struct {
	enum house	 h;
	int		 years;		/* 0: as system certificates */
} plan[] = {
	{ HOUSE_ROOT, KEYS_CA_YEARS },
	{ HOUSE_MAKING, KEYS_CA_YEARS / 2 },
	{ HOUSE_STAFF, KEYS_CA_YEARS / 2 },
	{ HOUSE_MAKER, KEYS_CA_YEARS / 2 },
	{ HOUSE_DESK, 0 }, { HOUSE_SYSTEM, 0 }, { HOUSE_STATUS, 0 },
	{ HOUSE_QR, 0 }, { HOUSE_OCSP_SEALS, 0 }, { HOUSE_OCSP_STAFF, 0 },
};
_Static_assert(NITEMS(plan) == HOUSE__N, "a key of the house unplanned");

struct console {
	struct keys	 k;
	struct store	*db;
	struct pool	*pool;
	unsigned char	 pins[2 * KEYS_PIN_MAX + 1];	/* both, wiped */
	size_t		 npins;
};

/* --- opening and closing the console's view ----------------------------- */

static enum status
take_pins(struct console *c, const char *const pin[KEYS_OFFICERS],
    struct fault *f)
{
	size_t	 a, b;

	if (pin[0] == NULL || pin[1] == NULL ||
	    !pin_is_sound(bytes_text(pin[0])) ||
	    !pin_is_sound(bytes_text(pin[1])) || strcmp(pin[0], pin[1]) == 0)
		return fault_set(f, ST_INVALID, "R-145: two officers' own "
		    "PINs of 8 characters, letters and digits");
	a = strlen(pin[0]);
	b = strlen(pin[1]);
	memcpy(c->pins, pin[0], a);
	c->pins[a] = '\0';
	memcpy(c->pins + a + 1, pin[1], b);
	c->npins = a + 1 + b;
	return ST_OK;
}

static enum status
console_open(struct console *c, const struct config *config,
    const unsigned char store_key[SM_BOX_KEY], struct fault *f)
{
	char		 where[CONFIG_PATH];
	unsigned	 rounds;
	enum status	 st;

	c->k.config = *config;
	c->k.demo = config_is_demo(config);
	keys_where(config, where);
	if ((st = keys_addresses(&c->k, f)) != ST_OK ||
	    (st = keys_rounds(config, &rounds, f)) != ST_OK ||
	    (st = soft_open(store_key, rounds, &c->k.device, f)) != ST_OK ||
	    (st = store_open(where, "keyd", 0, &c->db, f)) != ST_OK)
		return st;
	if ((c->pool = pool_new(KEYS_POOL)) == NULL)
		return fault_set(f, ST_BROKEN, "out of memory");
	return ST_OK;
}

static void
console_close(struct console *c)
{
	if (c->k.device.ops != NULL)
		house_close(&c->k);
	store_close(c->db);
	device_close(&c->k.device);
	if (c->pool != NULL)
		pool_free(c->pool);
	wipe(c->pins, sizeof(c->pins));
}

/* --- making the keys ---------------------------------------------------- */

static struct bytes
pin_for(const struct console *c, enum house h)
{
	return h == HOUSE_ROOT ? bytes_of(c->pins, c->npins) :
	    bytes_of(NULL, 0);
}

/* The root's own certificate; nobody stands above it. */
static enum status
self_sign(struct console *c, struct cert_fields *fields, struct bytes *der,
    struct fault *f)
{
	struct house_key	*root = &c->k.house[HOUSE_ROOT];
	unsigned char		 sig[SM2_DER_MAX];
	struct buf		 tbs, b;
	size_t			 n = 0;
	enum status		 st;

	cert_serial_new(fields->serial);
	buf_init(&tbs, LIMIT_CERT);
	buf_init(&b, LIMIT_CERT);
	if ((st = cert_tbs_write(fields, &tbs, f)) == ST_OK &&
	    (st = device_sign(&c->k.device, root->key, fields->key,
	    buf_view(&tbs), sig, &n, f)) == ST_OK &&
	    (st = cert_wrap(buf_view(&tbs), bytes_of(sig, n), &b, f)) ==
	    ST_OK) {
		*der = pool_bytes(c->pool, buf_view(&b));
		st = der->p != NULL ? ST_OK :
		    fault_set(f, ST_BROKEN, "out of memory");
	}
	buf_free(&tbs);
	buf_free(&b);
	return st;
}

static enum status
certify(struct console *c, size_t i, const char *org,
    const unsigned char *pub, struct bytes *der, struct fault *f)
{
	struct cert_fields	 fields;
	struct cert		 cert;
	enum status		 st;

	house_fields(plan[i].h, org, pub, clock_now(), &fields);
	if (plan[i].years > 0)
		fields.not_after = calendar_add_months(fields.not_before,
		    12 * plan[i].years);
	if (plan[i].h != HOUSE_ROOT)
		return cert_make(&c->k, c->db, c->pool,
		    house_ca(plan[i].h), &fields,
		    house_name(plan[i].h), &cert, der, f);
	if ((st = self_sign(c, &fields, der, f)) != ST_OK ||
	    (st = cert_read(*der, &cert, NULL, f)) != ST_OK)
		return st;
	return cert_keep(c->db, &cert, LIST_OUTSIDE, "root", f);
}

/* Hold key and certificate so that the next in the plan can use them. */
static enum status
hold(struct console *c, enum house h, struct bytes der, struct fault *f)
{
	struct house_key	*hk = &c->k.house[h];

	if ((hk->der = malloc(der.n)) == NULL ||
	    (hk->cert = malloc(sizeof(*hk->cert))) == NULL)
		return fault_set(f, ST_BROKEN, "out of memory");
	memcpy(hk->der, der.p, der.n);
	return cert_read(bytes_of(hk->der, der.n), hk->cert, NULL, f);
}

static enum status
make_one(struct console *c, size_t i, const char *org, struct fault *f)
{
	const struct device	*d = &c->k.device;
	enum house		 h = plan[i].h;
	unsigned char		 pub[SM2_PUBLIC];
	char			 context[KEYD_NAME];
	struct bytes		 der;
	struct buf		 blob;
	enum status		 st;

	house_context(h, context);
	buf_init(&blob, 1 * KIB);
	if ((st = d->ops->generate(d->dev, context, pin_for(c, h), &blob,
	    pub, f)) != ST_OK ||
	    (st = d->ops->open(d->dev, context, pin_for(c, h),
	    buf_view(&blob), &c->k.house[h].key, f)) != ST_OK ||
	    (st = certify(c, i, org, pub, &der, f)) != ST_OK ||
	    (st = hold(c, h, der, f)) != ST_OK)
		goto out;
	st = house_keep(c->db, h, buf_view(&blob), pub, der, f);
out:
	buf_free(&blob);
	return st;
}

static enum status
make_all(struct console *c, const char *org, struct fault *f)
{
	enum status	 st;
	size_t		 i;

	if ((st = store_begin(c->db, STORE_WRITE, f)) != ST_OK)
		return st;
	st = meta_find(c->db, c->pool, "mode", NULL, NULL, f);
	if (st == ST_OK)
		st = fault_set(f, ST_CONFLICT, "keyd has its keys already");
	else if (st == ST_ABSENT)
		st = meta_keep(c->db, "mode", c->k.config.mode,
		    bytes_of(NULL, 0), f);
	for (i = 0; i < NITEMS(plan) && st == ST_OK; i++)
		st = make_one(c, i, org, f);
	if (st == ST_OK)
		return store_commit(c->db, f);
	store_rollback(c->db);
	return st;
}

/* --- init --------------------------------------------------------------- */

static enum status
check_phrases(const char *const phrase[KEYS_OFFICERS], struct fault *f)
{
	if (phrase[0] == NULL || phrase[1] == NULL ||
	    strlen(phrase[0]) < PHRASE_MIN || strlen(phrase[1]) < PHRASE_MIN ||
	    strcmp(phrase[0], phrase[1]) == 0)
		return fault_set(f, ST_INVALID, "two officers' own "
		    "passphrases of %d bytes", PHRASE_MIN);
	return ST_OK;
}

static enum status
make_folder(const struct config *config, struct fault *f)
{
	char	 path[CONFIG_PATH];

	config_path(config->data, "keyd", path);
	if (mkdir(path, 0700) != 0 && errno != EEXIST)
		return fault_set(f, ST_BROKEN, "%s: %s", path,
		    strerror(errno));
	return ST_OK;
}

/* Use the one that is there (a credential, or an init that was cut). */
static enum status
new_store_key(const struct config *config, unsigned char key[SM_BOX_KEY],
    struct fault *f)
{
	enum status	 st;

	st = storekey_load(config, 1, key, f);
	if (st != ST_ABSENT)
		return st;
	random_bytes(key, SM_BOX_KEY);
	return storekey_write(config, key, f);
}

enum status
keys_init(const struct config *config, const struct keys_ask *ask,
    struct fault *f)
{
	struct console	 c = { 0 };
	unsigned char	 key[SM_BOX_KEY] = { 0 };
	char		 where[CONFIG_PATH], path[CONFIG_PATH];
	unsigned	 rounds = 0;
	enum status	 st;

	umask(077);		/* a folder of ours, and files in it */
	keys_where(config, where);
	if ((st = vault_start(!config_is_demo(config), f)) != ST_OK ||
	    (st = take_pins(&c, ask->pin, f)) != ST_OK ||
	    (st = check_phrases(ask->phrase, f)) != ST_OK ||
	    (st = make_folder(config, f)) != ST_OK ||
	    (st = keys_rounds(config, &rounds, f)) != ST_OK ||
	    (st = new_store_key(config, key, f)) != ST_OK ||
	    (st = store_create(where, "keyd", config->share, f)) != ST_OK ||
	    (st = console_open(&c, config, key, f)) != ST_OK)
		goto out;
	config_path(config->data, "keyd/recovery", path);
	/* first: keys without a way back must not be used */
	if ((st = meta_find(c.db, c.pool, "mode", NULL, NULL, f)) == ST_ABSENT)
		st = recovery_write(path, ask->phrase, key, rounds, f);
	if (st == ST_OK)
		st = make_all(&c, ask->org, f);
out:
	wipe(key, sizeof(key));
	console_close(&c);
	return st;
}

enum status
keys_recover(const struct config *config, const char *path,
    const char *const phrase[KEYS_OFFICERS], struct fault *f)
{
	unsigned char	 key[SM_BOX_KEY];
	enum status	 st;

	if ((st = recovery_read(path, phrase, key, f)) == ST_OK)
		st = storekey_write(config, key, f);
	wipe(key, sizeof(key));
	return st;
}

/* --- the root, later ---------------------------------------------------- */

enum { ROOT_FIND, CA_CERT, SQL__N };

static const struct sql root_sql[SQL__N] = {
	[ROOT_FIND] = { .nin = 0, .text =
	    "SELECT blob FROM key_house WHERE name = 'root'" },
	[CA_CERT] = { .nin = 2, .text =
	    "UPDATE key_house SET cert = $2 WHERE name = $1" },
};

static enum status
open_root(struct console *c, struct fault *f)
{
	const struct device	*d = &c->k.device;
	struct rows		*rows = NULL;
	char			 context[KEYD_NAME];
	enum status		 st;

	house_context(HOUSE_ROOT, context);
	st = store_query(c->db, &root_sql[ROOT_FIND], NULL, 0, &rows, f);
	if (st == ST_OK)
		st = rows_next(rows, f);
	if (st == ST_OK)
		st = d->ops->open(d->dev, context, pin_for(c, HOUSE_ROOT),
		    rows_bytes(rows, 0), &c->k.house[HOUSE_ROOT].key, f);
	rows_free(rows);
	return st;
}

static enum status
reissue(struct console *c, enum house h, struct fault *f)
{
	size_t		 i = h == HOUSE_MAKING ? 1 : 2;
	struct bytes	 der;
	enum status	 st;

	if ((st = store_begin(c->db, STORE_WRITE, f)) != ST_OK)
		return st;
	st = certify(c, i, c->k.house[h].cert->subject.org,
	    c->k.house[h].cert->key, &der, f);
	if (st == ST_OK) {
		const struct value in[] = { v_text(house_name(h)),
			v_bytes(der) };

		st = store_run(c->db, &root_sql[CA_CERT], in, NITEMS(in),
		    NULL, f);
	}
	if (st == ST_OK)
		return store_commit(c->db, f);
	store_rollback(c->db);
	return st;
}

/* Both officers' PINs open the root: that is their consent. */
static enum status
console_root(struct console *c, const struct config *config,
    const char *const pin[KEYS_OFFICERS], struct fault *f)
{
	unsigned char	 key[SM_BOX_KEY] = { 0 };
	enum status	 st;

	if ((st = vault_start(!config_is_demo(config), f)) == ST_OK &&
	    (st = take_pins(c, pin, f)) == ST_OK &&
	    (st = storekey_load(config, 1, key, f)) == ST_OK &&
	    (st = console_open(c, config, key, f)) == ST_OK &&
	    (st = house_open(&c->k, c->db, f)) == ST_OK)
		st = open_root(c, f);
	wipe(key, sizeof(key));
	return st;
}

enum status
keys_ca_reissue(const struct config *config,
    const char *const pin[KEYS_OFFICERS], enum keys_ca which,
    struct fault *f)
{
	struct console	 c = { 0 };
	enum status	 st;

	if ((st = console_root(&c, config, pin, f)) == ST_OK)
		st = reissue(&c, which == KEYS_MAKING_CA ? HOUSE_MAKING :
		    HOUSE_STAFF, f);
	console_close(&c);
	return st;
}

static enum status
recover_person(struct call *call, struct buf *cert, struct fault *f)
{
	struct wire_msg	 answer = { 0 };
	enum status	 st;

	if ((st = op_reset_prepare(call)) != ST_OK ||
	    (st = store_begin(call->db, STORE_WRITE, f)) != ST_OK)
		return st;
	if ((st = person_reset(call)) == ST_OK)
		st = store_commit(call->db, f);
	store_rollback(call->db);
	answer.body = buf_view(call->out);
	if (st == ST_OK)
		buf_bytes(cert, wire_get(&answer, KF_DER));
	return st;
}

enum status
keys_person_recover(const struct config *config,
    const char *const pin[KEYS_OFFICERS], const char *person,
    const char *one_time_pin, struct buf *cert, struct fault *f)
{
	struct console	 c = { 0 };
	struct call	 call = { .k = &c.k, .now = clock_now(), .f = f };
	struct buf	 in, out;
	enum status	 st;

	buf_init(&in, 1 * KIB);
	buf_init(&out, 64 * KIB);
	wire_text(&in, KF_PERSON, person);
	wire_text(&in, KF_PIN, one_time_pin);
	call.m.body = buf_view(&in);
	call.out = &out;
	if ((st = console_root(&c, config, pin, f)) == ST_OK) {
		call.db = c.db;
		call.pool = c.pool;
		st = recover_person(&call, cert, f);
	}
	console_close(&c);
	buf_wipe(&in);
	buf_free(&out);
	return st;
}
