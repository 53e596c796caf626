/*
 * A software device in a file: its PIN, its keys, the package
 * that keyd makes for it, and its log of offline stamps.
 */
#include "unit/keys_kit.h"

#include <fcntl.h>

#include "base/file.h"
#include "keys/devfile.h"
#include "keys/limits.h"
#include "keys/vault.h"
#include "trust/csr.h"

#define CODE	"3700001200001"
#define REQUEST	"REQ-D"

static struct kit	kit;
static char		mine[128], others[128];
static struct bytes	package;

static struct cert_name
asked(void)
{
	struct cert_name	 name = { .country = "CN" };

	snprintf(name.org, sizeof(name.org), "测试局");
	snprintf(name.cn, sizeof(name.cn), "测试局");
	snprintf(name.number, sizeof(name.number), "12345678MB0000000X");
	return name;
}

/* A device with one key asked for; *request is its PKCS#10, in the pool. */
static void
device(const char *path, struct bytes *request)
{
	const struct cert_name	 name = asked();
	struct devfile		*d;
	size_t			 k;

	OK(devfile_create(path, PIN, KEYS_ROUNDS_TEST, &f));
	OK(devfile_open(path, &d, &f));
	OK(devfile_request(d, PIN, &name, &k, &f));
	assert_int_equal(k, 0);
	*request = pool_bytes(kit.pool, devfile_key(d, 0)->request);
	devfile_close(d);
}

static int
setup(void **state)
{
	struct keyd_facts	 facts = kit_facts(REQUEST);
	struct keyd_seal	 seal;
	struct bytes		 t[2], other;
	struct keyd_tickets	 tickets = { t, 2 };

	(void)state;
	kit_new(&kit);
	kit_start(&kit);
	kit_people(&kit);
	OK(vault_start(0, &f));
	snprintf(mine, sizeof(mine), "%s/mine.device", kit.dir);
	snprintf(others, sizeof(others), "%s/others.device", kit.dir);
	device(mine, &facts.device);
	device(others, &other);
	kit_make(&kit, &facts, CODE, &seal);
	kit_handed(&kit, REQUEST, CODE, t);
	OK(keyd_seal_pack(kit.issue, kit.pool, kit_step(&kit), REQUEST,
	    tickets, &package, &f));
	return 0;
}

static int
teardown(void **state)
{
	(void)state;
	vault_stop();
	kit_free(&kit);
	return 0;
}

/* --- the file ------------------------------------------------------------ */

static void
r140_files_are_the_owners_alone(void **state)
{
	char		 log[160];
	struct devfile	*d, *second;
	struct stat	 sb;

	(void)state;
	snprintf(log, sizeof(log), "%s.log", mine);
	assert_int_equal(stat(mine, &sb), 0);
	assert_int_equal(sb.st_mode & 0777, 0600);
	assert_int_equal(stat(log, &sb), 0);
	assert_int_equal(sb.st_mode & 0777, 0600);
	IS(ST_CONFLICT, devfile_create(mine, PIN, KEYS_ROUNDS_TEST, &f));
	IS(ST_INVALID, devfile_create("/nonexistent/x", "12345678",
	    KEYS_ROUNDS_TEST, &f));		/* no letter */
	OK(devfile_open(mine, &d, &f));
	IS(ST_CONFLICT, devfile_open(mine, &second, &f));
	assert_memory_equal(devfile_serial(d), "SW-", 3);
	devfile_close(d);
}

static void
r140_the_private_number_is_wrapped(void **state)
{
	struct devfile	*d;
	struct buf	 raw;
	struct csr	 csr;

	(void)state;
	OK(devfile_open(mine, &d, &f));
	OK(csr_read(devfile_key(d, 0)->request, &csr, &f));
	assert_memory_equal(csr.key, devfile_key(d, 0)->pub, SM2_PUBLIC);
	IS(ST_DENIED, devfile_sign(d, bytes_text("x"), (unsigned char[72]){ 0
	    }, &(size_t){ 0 }, &f));
	devfile_close(d);
	/* cut anywhere, it is no device */
	buf_init(&raw, 4 * MIB);
	OK(file_read(others, &raw, &f));
	OK(file_write(others, bytes_of(raw.p, raw.n - 1), 0600, &f));
	IS(ST_INVALID, devfile_open(others, &d, &f));
	OK(file_write(others, buf_view(&raw), 0600, &f));
	OK(devfile_open(others, &d, &f));
	devfile_close(d);
	buf_free(&raw);
}

/* Counted on disk: each try opens the file anew. */
static void
wrong_pin(const char *path, int left)
{
	struct devfile	*d;

	OK(devfile_open(path, &d, &f));
	assert_int_equal(devfile_left(d), left);
	IS(ST_DENIED, devfile_unlock(d, "wrong0000", 0, &f));
	assert_int_equal(devfile_left(d), left - 1);
	devfile_close(d);
}

static void
r146_five_wrong_pins_lock_it_for_good(void **state)
{
	char		 path[160];
	struct bytes	 request;
	struct devfile	*d;
	int		 i;

	(void)state;
	snprintf(path, sizeof(path), "%s/locked.device", kit.dir);
	device(path, &request);
	for (i = 0; i < 4; i++)
		wrong_pin(path, 5 - i);
	OK(devfile_open(path, &d, &f));
	OK(devfile_unlock(d, PIN, 0, &f));	/* starts over */
	devfile_close(d);
	for (i = 0; i < 5; i++)
		wrong_pin(path, 5 - i);
	OK(devfile_open(path, &d, &f));
	IS(ST_CONFLICT, devfile_unlock(d, PIN, 0, &f));
	devfile_close(d);
}

/* --- the package --------------------------------------------------------- */

static void
r138_the_right_device_imports_and_another_refuses(void **state)
{
	struct devfile	*d;
	size_t		 k;

	(void)state;
	OK(devfile_open(others, &d, &f));
	IS(ST_ABSENT, devfile_import(d, PIN, package, &k, &f));
	assert_int_equal(devfile_key(d, 0)->content.n, 0);
	devfile_close(d);
	OK(devfile_open(mine, &d, &f));
	IS(ST_DENIED, devfile_import(d, "wrong0000", package, &k, &f));
	OK(devfile_import(d, PIN, package, &k, &f));
	OK(devfile_import(d, PIN, package, &k, &f));
	assert_true(bytes_same(devfile_key(d, k)->in.code, bytes_text(CODE)));
	devfile_close(d);
	OK(devfile_open(mine, &d, &f));	/* it stays */
	assert_true(devfile_key(d, 0)->content.n > 0);
	devfile_close(d);
}

static void
r138_a_changed_package_is_refused(void **state)
{
	unsigned char	*copy = pool_copy(kit.pool, package.p, package.n);
	struct devfile	*d;
	size_t		 k, at;

	(void)state;
	OK(devfile_open(mine, &d, &f));
	for (at = 7; at < package.n; at += package.n / 9) {
		copy[at] ^= 0x20;
		IS(ST_INVALID, devfile_import(d, PIN, bytes_of(copy,
		    package.n), &k, &f));
		copy[at] ^= 0x20;
		IS(ST_INVALID, devfile_import(d, PIN, bytes_of(copy, at), &k,
		    &f));
	}
	devfile_close(d);
}

/* --- the log ------------------------------------------------------------- */

static void
use(struct devfile *d, int k)
{
	struct offline_entry	 e = { .at = 1790000000000 + k, .page = k };

	memset(e.before, k, sizeof(e.before));
	memset(e.after, k + 1, sizeof(e.after));
	snprintf(e.operator, sizeof(e.operator), "保管");
	snprintf(e.title, sizeof(e.title), "证明 %d", k);
	OK(devfile_log(d, &e, &f));
	assert_int_equal(e.n, k);
}

static enum status
find(void *arg, const char *serial, const char *code,
    unsigned char key[SM2_PUBLIC], struct fault *f)
{
	const struct devkey	*k = arg;

	(void)serial;
	(void)f;
	if (strcmp(code, CODE) != 0)
		return ST_ABSENT;
	memcpy(key, k->pub, SM2_PUBLIC);
	return ST_OK;
}

static void
r161_the_log_is_chained_and_settled(void **state)
{
	char			 path[160], file[200];
	struct offline_entry	 last;
	struct offline_log	 log;
	struct devfile		*d;
	struct buf		 out, was;
	int			 fd;

	(void)state;
	buf_init(&out, OFFLINE_MAX);
	buf_init(&was, 4 * MIB);
	OK(devfile_open(mine, &d, &f));
	OK(devfile_unlock(d, PIN, 0, &f));
	use(d, 1);
	use(d, 2);
	OK(file_read(mine, &was, &f));	/* before the third is counted */
	use(d, 3);
	OK(devfile_log_export(d, &out, &f));
	OK(offline_check(buf_view(&out), find, (void *)(uintptr_t)
	    devfile_key(d, 0), kit.pool, &log, &f));
	assert_int_equal(log.n, 3);
	OK(offline_read(log.uses[2], &last, &f));
	assert_string_equal(last.title, "证明 3");
	assert_string_equal(log.head.device, devfile_serial(d));
	devfile_close(d);
	/* a crash between log and file: one entry more is taken over */
	OK(file_write(mine, buf_view(&was), 0600, &f));
	OK(devfile_open(mine, &d, &f));
	assert_int_equal(devfile_key(d, 0)->n, 3);
	devfile_close(d);
	/* the log cut or gone: the device says so and does not go on */
	snprintf(path, sizeof(path), "%s.log", mine);
	snprintf(file, sizeof(file), "%s.kept", path);
	assert_int_equal(rename(path, file), 0);
	fd = open(path, O_CREAT | O_RDWR, 0600);
	close(fd);
	IS(ST_INVALID, devfile_open(mine, &d, &f));
	assert_int_equal(rename(file, path), 0);
	OK(devfile_open(mine, &d, &f));
	devfile_close(d);
	buf_free(&out);
	buf_free(&was);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(r140_files_are_the_owners_alone),
		cmocka_unit_test(r140_the_private_number_is_wrapped),
		cmocka_unit_test(r146_five_wrong_pins_lock_it_for_good),
		cmocka_unit_test(
		    r138_the_right_device_imports_and_another_refuses),
		cmocka_unit_test(r138_a_changed_package_is_refused),
		cmocka_unit_test(r161_the_log_is_chained_and_settled),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
