/* Memory for secrets; see vault.h. */
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>

#include <openssl/crypto.h>

#include "base/limits.h"
#include "base/log.h"
#include "base/wipe.h"
#include "keys/limits.h"
#include "keys/vault.h"

#define SMALLEST 32	/* of the locked heap: half a private number */

enum status
vault_start(int strict, struct fault *f)
{
	const struct rlimit	 none = { 0, 0 };

	if (prctl(PR_SET_DUMPABLE, 0) != 0 || setrlimit(RLIMIT_CORE, &none))
		return fault_set(f, ST_BROKEN, "core dumps: cannot forbid");
	if (CRYPTO_secure_malloc_initialized())
		return ST_OK;
	if (CRYPTO_secure_malloc_init(KEYS_SECURE, SMALLEST) == 1)
		return ST_OK;
	/* 2: it works, but the pages may be written to swap */
	if (strict)
		return fault_set(f, ST_BROKEN, "memory cannot be locked: "
		    "raise LimitMEMLOCK to 4M");
	log_line(LOG_WARN, "memory for keys is not locked");
	return ST_OK;
}

void
vault_stop(void)
{
	CRYPTO_secure_malloc_done();
}

void *
vault_alloc(size_t n)
{
	void	*p;

	p = mmap(NULL, n, PROT_READ | PROT_WRITE,
	    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (p == MAP_FAILED)
		return NULL;
	madvise(p, n, MADV_DONTDUMP);
	if (mlock(p, n) != 0)
		log_line(LOG_WARN, "%zu bytes for keys are not locked", n);
	return p;
}

void
vault_free(void *p, size_t n)
{
	if (p == NULL)
		return;
	wipe(p, n);
	munmap(p, n);
}
