/* The device behind keyd, handles in memory, and another device's place. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "keys/handle.h"
#include "keys/local.h"
#include "keys/vault.h"

#define NOW INT64_C(1800000000000)

static const unsigned char	store_key[SM_BOX_KEY] = { 1, 2, 3 };
static const unsigned char	other_key[SM_BOX_KEY] = { 9 };
static struct device		soft;

static int
setup(void **state)
{
	struct fault	 f;

	(void)state;
	return vault_start(0, &f) != ST_OK ||
	    soft_open(store_key, KEYS_ROUNDS_TEST, &soft, &f) != ST_OK;
}

static int
teardown(void **state)
{
	(void)state;
	device_close(&soft);
	vault_stop();
	return 0;
}

static struct bytes
pin(const char *s)
{
	return bytes_text(s);
}

static int
contains(struct bytes in, const unsigned char *what, size_t n)
{
	return memmem(in.p, in.n, what, n) != NULL;
}

static void
r229_a_blob_opens_only_with_pin_store_key_and_context(void **state)
{
	unsigned char	 pub[SM2_PUBLIC], d[SM2_PRIVATE];
	struct device	 other;
	struct fault	 f;
	struct buf	 blob;
	void		*key;

	(void)state;
	buf_init(&blob, 1 * KIB);
	assert_int_equal(soft.ops->generate(soft.dev, "person:A",
	    pin("abcd1234"), &blob, pub, &f), ST_OK);
	assert_int_equal(soft.ops->open(soft.dev, "person:A",
	    pin("abcd1234"), buf_view(&blob), &key, &f), ST_OK);
	assert_int_equal(sm2_private(key, d, &f), ST_OK);
	assert_false(contains(buf_view(&blob), d, sizeof(d)));
	assert_false(contains(buf_view(&blob), d, sizeof(d) / 2));
	soft.ops->shut(key);
	assert_int_equal(soft.ops->open(soft.dev, "person:A",
	    pin("abcd1235"), buf_view(&blob), &key, &f), ST_DENIED);
	assert_null(key);
	assert_int_equal(soft.ops->open(soft.dev, "person:B",
	    pin("abcd1234"), buf_view(&blob), &key, &f), ST_DENIED);
	assert_int_equal(soft.ops->open(soft.dev, "person:A", pin(""),
	    buf_view(&blob), &key, &f), ST_BROKEN);
	assert_int_equal(soft_open(other_key, KEYS_ROUNDS_TEST, &other, &f),
	    ST_OK);
	assert_int_equal(other.ops->open(other.dev, "person:A",
	    pin("abcd1234"), buf_view(&blob), &key, &f), ST_DENIED);
	device_close(&other);
	buf_free(&blob);
}

static void
r228_a_changed_blob_is_detected(void **state)
{
	unsigned char	 pub[SM2_PUBLIC];
	struct fault	 f;
	struct buf	 blob;
	void		*key;
	size_t		 i;

	(void)state;
	buf_init(&blob, 1 * KIB);
	assert_int_equal(soft.ops->generate(soft.dev, "seal:R", pin(""),
	    &blob, pub, &f), ST_OK);
	for (i = 0; i < blob.n; i++) {
		blob.p[i] ^= 1;
		assert_int_equal(soft.ops->open(soft.dev, "seal:R", pin(""),
		    buf_view(&blob), &key, &f), ST_BROKEN);
		blob.p[i] ^= 1;
	}
	for (i = 0; i < blob.n; i++)
		assert_int_equal(soft.ops->open(soft.dev, "seal:R", pin(""),
		    bytes_of(blob.p, i), &key, &f), ST_BROKEN);
	buf_free(&blob);
}

static void
another_pin_opens_the_same_key(void **state)
{
	unsigned char	 pub[SM2_PUBLIC], again[SM2_PUBLIC];
	struct fault	 f;
	struct buf	 blob, fresh;
	void		*key;

	(void)state;
	buf_init(&blob, 1 * KIB);
	buf_init(&fresh, 1 * KIB);
	assert_int_equal(soft.ops->generate(soft.dev, "person:A",
	    pin("abcd1234"), &blob, pub, &f), ST_OK);
	assert_int_equal(soft.ops->repin(soft.dev, "person:A", pin("wrong"),
	    pin("efgh5678"), buf_view(&blob), &fresh, &f), ST_DENIED);
	buf_clear(&fresh);
	assert_int_equal(soft.ops->repin(soft.dev, "person:A",
	    pin("abcd1234"), pin("efgh5678"), buf_view(&blob), &fresh, &f),
	    ST_OK);
	assert_int_equal(soft.ops->open(soft.dev, "person:A",
	    pin("efgh5678"), buf_view(&fresh), &key, &f), ST_OK);
	assert_int_equal(sm2_public(key, again, &f), ST_OK);
	assert_memory_equal(pub, again, SM2_PUBLIC);
	soft.ops->shut(key);
	assert_int_equal(soft.ops->open(soft.dev, "person:A",
	    pin("abcd1234"), buf_view(&fresh), &key, &f), ST_DENIED);
	buf_free(&blob);
	buf_free(&fresh);
}

static void
too_few_rounds_are_refused(void **state)
{
	struct device	 d;
	struct fault	 f;

	(void)state;
	assert_int_equal(soft_open(store_key, KEYS_ROUNDS_TEST - 1, &d, &f),
	    ST_INVALID);
	assert_null(d.dev);
}

/* --- production --------------------------------------------------------- */

static void
production_refuses_fewer_rounds(void **state)
{
	struct config	 c = { .mode = "production" };
	struct fault	 f;
	unsigned	 n;

	(void)state;
	unsetenv("JIANYIN_KEYD_ROUNDS");
	assert_int_equal(keys_rounds(&c, &n, &f), ST_OK);
	assert_int_equal(n, KEYS_ROUNDS);
	setenv("JIANYIN_KEYD_ROUNDS", "1000", 1);
	assert_int_equal(keys_rounds(&c, &n, &f), ST_INVALID);
	snprintf(c.mode, sizeof(c.mode), "demonstration");
	assert_int_equal(keys_rounds(&c, &n, &f), ST_OK);
	assert_int_equal(n, 1000);
	setenv("JIANYIN_KEYD_ROUNDS", "10", 1);
	assert_int_equal(keys_rounds(&c, &n, &f), ST_INVALID);
	setenv("JIANYIN_KEYD_ROUNDS", "1000x", 1);
	assert_int_equal(keys_rounds(&c, &n, &f), ST_INVALID);
	unsetenv("JIANYIN_KEYD_ROUNDS");
}

/* --- another device ----------------------------------------------------- */

static unsigned	stub_signed, stub_made;

/* A stand-in for a GM/T 0018 device: it hands out slot numbers, not blobs. */
static struct { struct sm2 *key; } stub_slots[4];

static enum status
stub_generate(void *dev, const char *context, struct bytes secret,
    struct buf *blob, unsigned char pub[SM2_PUBLIC], struct fault *f)
{
	enum status	 st;

	(void)dev;
	(void)context;
	(void)secret;
	st = sm2_generate(&stub_slots[stub_made].key, f);
	if (st == ST_OK)
		st = sm2_public(stub_slots[stub_made].key, pub, f);
	buf_byte(blob, (unsigned char)stub_made++);
	return st;
}

static enum status
stub_open(void *dev, const char *context, struct bytes secret,
    struct bytes blob, void **key, struct fault *f)
{
	(void)dev;
	(void)context;
	(void)secret;
	if (blob.n != 1 || blob.p[0] >= stub_made)
		return fault_set(f, ST_BROKEN, "no such slot");
	*key = &stub_slots[blob.p[0]];
	return ST_OK;
}

static enum status
stub_sign(void *key, const unsigned char e[SM3_LEN],
    unsigned char sig[SM2_DER_MAX], size_t *n, struct fault *f)
{
	stub_signed++;
	return sm2_sign_e(*(struct sm2 **)key, e, sig, n, f);
}

static void
stub_shut(void *key)
{
	(void)key;
}

static void
r230_another_device_gives_the_same_results(void **state)
{
	static const unsigned char msg[] = "what a device never sees whole";
	struct device_ops	 ops = *soft.ops;
	struct device		 devices[2];
	unsigned char		 pub[SM2_PUBLIC], sig[SM2_DER_MAX];
	struct sm2		*verifier;
	struct fault		 f;
	struct buf		 blob;
	void			*key;
	size_t			 i, n;

	(void)state;
	ops.name = "stub";
	ops.mark = "";
	ops.generate = stub_generate;
	ops.open = stub_open;
	ops.sign = stub_sign;
	ops.shut = stub_shut;
	devices[0] = soft;
	devices[1] = (struct device){ &ops, soft.dev };
	for (i = 0; i < NITEMS(devices); i++) {
		const struct device *d = &devices[i];

		buf_init(&blob, 1 * KIB);
		assert_int_equal(d->ops->generate(d->dev, "seal:R", pin(""),
		    &blob, pub, &f), ST_OK);
		assert_int_equal(d->ops->open(d->dev, "seal:R", pin(""),
		    buf_view(&blob), &key, &f), ST_OK);
		assert_int_equal(device_sign(d, key, pub,
		    bytes_of(msg, sizeof(msg)), sig, &n, &f), ST_OK);
		d->ops->shut(key);
		assert_int_equal(sm2_from_public(pub, &verifier, &f), ST_OK);
		assert_int_equal(sm2_verify(verifier,
		    bytes_of(msg, sizeof(msg)), bytes_of(sig, n), &f), ST_OK);
		sm2_free(verifier);
		buf_free(&blob);
	}
	assert_int_equal(stub_signed, 1);
	sm2_free(stub_slots[0].key);
}

/* --- handles ------------------------------------------------------------ */

static void *
some_key(void)
{
	struct sm2	*key;
	struct fault	 f;

	assert_int_equal(sm2_generate(&key, &f), ST_OK);
	return key;
}

static enum status
keep(struct handles *h, int mark, const char *person, const char *terminal,
    int64_t now)
{
	unsigned char	 handle[KEYD_HANDLE];
	struct unlocked	 u = { .key = some_key() };
	struct fault	 f;

	memset(handle, mark, sizeof(handle));
	snprintf(u.person, sizeof(u.person), "%s", person);
	snprintf(u.terminal, sizeof(u.terminal), "%s", terminal);
	return handle_keep(h, handle, &u, now, &f);
}

static int
lives(struct handles *h, int mark, int64_t now)
{
	unsigned char		 handle[KEYD_HANDLE];
	const struct unlocked	*u;
	struct fault		 f;
	int			 slot;

	memset(handle, mark, sizeof(handle));
	if (handle_take(h, handle, now, &u, &slot, &f) != ST_OK)
		return 0;
	handle_done(h, slot);
	return 1;
}

static void
handles_end_idle_and_in_all(void **state)
{
	struct handles	*h;
	struct fault	 f;
	int64_t		 t;

	(void)state;
	assert_int_equal(handles_new(&soft, &h, &f), ST_OK);
	assert_int_equal(keep(h, 1, "A", "t1", NOW), ST_OK);
	assert_false(lives(h, 2, NOW));
	assert_true(lives(h, 1, NOW + KEYS_IDLE_MS));
	assert_false(lives(h, 1, NOW + 2 * KEYS_IDLE_MS + 1));
	assert_false(lives(h, 1, NOW));			/* gone for good */
	assert_int_equal(keep(h, 1, "A", "t1", NOW), ST_OK);
	for (t = NOW; t <= NOW + KEYS_ABSOLUTE_MS; t += 10 * MS_MINUTE)
		assert_true(lives(h, 1, t));
	assert_false(lives(h, 1, NOW + KEYS_ABSOLUTE_MS + 1));
	handles_free(h);
}

static void
r152_one_terminal_at_a_time(void **state)
{
	struct handles	*h;
	struct fault	 f;
	int		 i;

	(void)state;
	assert_int_equal(handles_new(&soft, &h, &f), ST_OK);
	assert_int_equal(keep(h, 1, "A", "t1", NOW), ST_OK);
	assert_int_equal(keep(h, 2, "A", "t2", NOW), ST_CONFLICT);
	assert_int_equal(keep(h, 3, "B", "t2", NOW), ST_OK);
	/* windows of one terminal: the oldest makes room */
	for (i = 10; i < 10 + KEYS_PER_PERSON; i++)
		assert_int_equal(keep(h, i, "A", "t1", NOW + i), ST_OK);
	assert_false(lives(h, 1, NOW + 20));
	assert_true(lives(h, 10, NOW + 20));
	handle_drop_person(h, "A");
	assert_false(lives(h, 10, NOW + 20));
	assert_true(lives(h, 3, NOW + 20));
	assert_int_equal(keep(h, 2, "A", "t2", NOW + 20), ST_OK);
	handles_free(h);
}

static void
a_key_in_use_outlives_its_handle(void **state)
{
	unsigned char		 handle[KEYD_HANDLE], sig[SM2_DER_MAX];
	unsigned char		 e[SM3_LEN] = { 1 };
	const struct unlocked	*u;
	struct handles		*h;
	struct fault		 f;
	size_t			 n;
	int			 slot;

	(void)state;
	memset(handle, 1, sizeof(handle));
	assert_int_equal(handles_new(&soft, &h, &f), ST_OK);
	assert_int_equal(keep(h, 1, "A", "t1", NOW), ST_OK);
	assert_int_equal(handle_take(h, handle, NOW, &u, &slot, &f), ST_OK);
	handle_drop(h, handle);
	assert_false(lives(h, 1, NOW));
	assert_int_equal(soft.ops->sign(u->key, e, sig, &n, &f), ST_OK);
	handle_done(h, slot);
	handles_free(h);
}

static void
the_places_are_bounded(void **state)
{
	struct handles	*h;
	struct fault	 f;
	char		 who[16];
	int		 i;

	(void)state;
	assert_int_equal(handles_new(&soft, &h, &f), ST_OK);
	for (i = 0; i < KEYS_HANDLES; i++) {
		unsigned char	 handle[KEYD_HANDLE] = { 0 };
		struct unlocked	 u = { .key = some_key() };

		memcpy(handle, &i, sizeof(i));
		snprintf(u.person, sizeof(u.person), "P%d", i);
		assert_int_equal(handle_keep(h, handle, &u, NOW, &f), ST_OK);
	}
	snprintf(who, sizeof(who), "PX");
	assert_int_equal(keep(h, 0xff, who, "t", NOW), ST_BROKEN);
	/* the next day there is room again */
	assert_int_equal(keep(h, 0xff, who, "t", NOW + MS_DAY), ST_OK);
	handles_free(h);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    r229_a_blob_opens_only_with_pin_store_key_and_context),
		cmocka_unit_test(r228_a_changed_blob_is_detected),
		cmocka_unit_test(another_pin_opens_the_same_key),
		cmocka_unit_test(too_few_rounds_are_refused),
		cmocka_unit_test(production_refuses_fewer_rounds),
		cmocka_unit_test(r230_another_device_gives_the_same_results),
		cmocka_unit_test(handles_end_idle_and_in_all),
		cmocka_unit_test(r152_one_terminal_at_a_time),
		cmocka_unit_test(a_key_in_use_outlives_its_handle),
		cmocka_unit_test(the_places_are_bounded),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
