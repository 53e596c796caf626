/* Memory for secrets: locked, left out of core dumps, wiped when given back. */
#ifndef KEYS_VAULT_H
#define KEYS_VAULT_H

#include <stddef.h>

#include "base/fault.h"

/*
 * Forbid core dumps and tracing of this process and give OpenSSL a locked
 * heap for private numbers.  Once, before any key is read.  "strict": fail
 * where memory cannot be locked (production); else only log it.
 */
enum status	 vault_start(int strict, struct fault *f);
void		 vault_stop(void);
/* Zeroed pages; NULL where there are none. */
void		*vault_alloc(size_t n);
void		 vault_free(void *p, size_t n);

#endif
