#include <stdlib.h>
#include <string.h>

#include "base/id.h"
#include "base/pool.h"
#include "web/web.h"
#include "work/view.h"

const char *
view_given(const struct req *r, const char *name)
{
	const char	*v = web_query(r, name);

	return v == NULL ? "" : v;
}

const struct view_tab *
view_tab(const struct req *r, const struct view_tab *tabs, size_t n)
{
	size_t	 i;

	for (i = 0; i < n; i++)
		if (strcmp(tabs[i].name, view_given(r, "tab")) == 0)
			return &tabs[i];
	return &tabs[0];
}

void
view_after(const struct req *r, const char **id, int64_t *key)
{
	if (!id_is(view_given(r, "id")))
		return;
	*id = view_given(r, "id");
	*key = strtoll(view_given(r, "after"), NULL, 10);
}

void
view_say(const struct req *r, const char **rest, const char *name,
    const char *value, const char *usual)
{
	if (strcmp(value, usual) != 0)
		*rest = pool_printf(r->pool, "%s&%s=%s", *rest, name,
		    web_path_escape(r->pool, value));
}
