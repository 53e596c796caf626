/* Business steps with a seal of their own accord; see automatic.h. */
#include <string.h>

#include "trust/automatic.h"

static const struct auto_step steps[] = {
	{ STEP_NOTICE, "办件回执和通知", "receipt",
	  "受理单、补正通知书、不予受理（许可）通知书、领取单" },
};

const struct auto_step *
auto_step_nth(size_t k)
{
	return k < sizeof(steps) / sizeof(*steps) ? &steps[k] : NULL;
}

const struct auto_step *
auto_step_find(const char *name)
{
	const struct auto_step	*s;
	size_t			 k;

	for (k = 0; name != NULL && (s = auto_step_nth(k)) != NULL; k++)
		if (strcmp(s->name, name) == 0)
			return s;
	return NULL;
}
