/*
 * What a device and the register take from outside: packages with a seal in
 * them, logs of offline stamps, and what a device asks for.  Nothing a fuzzer
 * makes up is signed.
 *
 * clang -fsanitize=fuzzer,address,undefined; corpus: tests/data/generated.
 */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include "trust/device_apply.h"
#include "trust/device_renew.h"
#include "trust/offline.h"
#include "trust/package.h"

int	 LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
must(int yes)
{
	if (!yes)
		abort();
}

static enum status
no_key(void *arg, const char *serial, const char *code,
    unsigned char key[SM2_PUBLIC], struct fault *f)
{
	(void)arg;
	(void)serial;
	(void)code;
	(void)f;
	key[0] = 4;
	return ST_OK;		/* any, which signs nothing */
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct bytes	 in = bytes_of(data, size);
	struct package_content	 content;
	const struct device_renew_of of = { .code = "H1", .name = "",
				    .unit_name = "", .unit_code = "" };
	struct device_apply	 application;
	struct device_renew	 renewal;
	struct offline_entry	 entry;
	struct offline_mark	 mark;
	struct offline_log	 log;
	struct package		 p;
	struct pool		*pool = pool_new(64 * MIB);
	struct buf		 again;

	must(pool != NULL);
	package_read(in, &p, NULL);
	if (package_content_read(in, &content, NULL) == ST_OK) {
		buf_init(&again, size + 16);
		must(package_content_write(&content, &again, NULL) == ST_OK);
		buf_free(&again);
	}
	device_apply_read(in, &application, NULL);
	if (device_renew_read(in, &renewal, NULL) == ST_OK)
		must(device_renew_judge(&renewal, &of) != DEVICE_RENEW_FINE);
	offline_read(in, &entry, NULL);
	offline_mark_read(in, &mark);
	must(offline_check(in, no_key, NULL, pool, &log, NULL) != ST_OK);
	must(log.flaw != OFFLINE_FINE);
	pool_free(pool);
	return 0;
}
