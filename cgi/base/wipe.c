/* Overwriting secrets; see wipe.h. */
#include <string.h>

#include "base/wipe.h"

/* Called through a volatile pointer, so the compiler must really call it. */
static void *(*const volatile overwrite)(void *, int, size_t) = memset;

void
wipe(void *p, size_t n)
{
	if (p != NULL && n > 0)
		overwrite(p, 0, n);
}
