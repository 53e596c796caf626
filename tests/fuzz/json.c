/*
 * JSON of strangers on any bytes.  What is taken is written again by our own
 * writer, and read back it is the same.
 */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "page/json.h"
#include "page/json_read.h"

int	 LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
must(int yes)
{
	if (!yes)
		abort();
}

static void
write_value(struct json *j, const struct json_value *v)
{
	const struct json_value	*m;

	switch (v->kind) {
	case JV_NONE:
	case JV_NUMBER:
		json_none(j, v->name);
		return;
	case JV_BOOL:
		json_bool(j, v->name, v->n != 0);
		return;
	case JV_INT:
		json_int(j, v->name, v->n);
		return;
	case JV_TEXT:
		json_text(j, v->name, v->text);
		return;
	case JV_LIST:
		json_list(j, v->name);
		break;
	case JV_MAP:
		json_map(j, v->name);
		break;
	}
	for (m = v->first; m != NULL; m = m->next)
		write_value(j, m);
	json_end(j);
}

static int
same(const struct json_value *a, const struct json_value *b)
{
	const struct json_value	*m, *n;

	if (a->kind == JV_NUMBER)
		return b->kind == JV_NONE;
	if (a->kind != b->kind || a->n != b->n ||
	    (a->kind == JV_TEXT && strcmp(a->text, b->text) != 0))
		return 0;
	for (m = a->first, n = b->first; m != NULL && n != NULL;
	    m = m->next, n = n->next)
		if (!same(m, n))
			return 0;
	return m == n;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct pool		*pool = pool_new(4 * 1024 * 1024);
	const struct json_value	*v, *again;
	struct json		 j;
	struct buf		 b;

	must(pool != NULL);
	if (json_read(bytes_of(data, size), pool, &v, NULL) == ST_OK) {
		buf_init(&b, 64 * 1024 * 1024);
		json_begin(&j, &b);
		write_value(&j, v);
		must(json_ok(&j));
		must(json_read(buf_view(&b), pool, &again, NULL) == ST_OK);
		must(same(v, again));
		buf_free(&b);
	}
	pool_free(pool);
	return 0;
}
