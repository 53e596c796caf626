/* JSON in: jansson reads, what we take is copied; see json_read.h. */
#include <string.h>

#include <jansson.h>

#include "page/json_read.h"

struct taking {
	struct pool	*pool;
	size_t		 nodes;
};

static int	 take(struct taking *t, json_t *from, struct json_value *to,
		    unsigned depth);

/* A new value behind *last of the list that begins at *first; NULL: too many. */
static struct json_value *
add(struct taking *t, struct json_value *to, struct json_value **last)
{
	struct json_value	*v;

	if (++t->nodes > JSON_READ_NODES ||
	    (v = pool_alloc(t->pool, sizeof(*v))) == NULL)
		return NULL;
	if (*last == NULL)
		to->first = v;
	else
		(*last)->next = v;
	return *last = v;
}

static int
take_map(struct taking *t, json_t *from, struct json_value *to,
    unsigned depth)
{
	struct json_value	*v, *last = NULL;
	const char		*name;
	json_t			*member;

	json_object_foreach(from, name, member) {
		if ((v = add(t, to, &last)) == NULL ||
		    !take(t, member, v, depth))
			return 0;
		v->name = pool_text(t->pool, name);
	}
	return 1;
}

static int
take_list(struct taking *t, json_t *from, struct json_value *to,
    unsigned depth)
{
	struct json_value	*v, *last = NULL;
	size_t			 i;
	json_t			*item;

	json_array_foreach(from, i, item)
		if ((v = add(t, to, &last)) == NULL ||
		    !take(t, item, v, depth))
			return 0;
	return 1;
}

/* 0: deeper or more than we read. */
static int
take(struct taking *t, json_t *from, struct json_value *to, unsigned depth)
{
	static const enum json_kind kinds[] = {
		[JSON_OBJECT] = JV_MAP, [JSON_ARRAY] = JV_LIST,
		[JSON_STRING] = JV_TEXT, [JSON_INTEGER] = JV_INT,
		[JSON_REAL] = JV_NUMBER, [JSON_TRUE] = JV_BOOL,
		[JSON_FALSE] = JV_BOOL, [JSON_NULL] = JV_NONE,
	};

	to->kind = kinds[json_typeof(from)];
	switch (to->kind) {
	case JV_MAP:
		return depth < JSON_READ_DEPTH &&
		    take_map(t, from, to, depth + 1);
	case JV_LIST:
		return depth < JSON_READ_DEPTH &&
		    take_list(t, from, to, depth + 1);
	case JV_TEXT:
		to->text = pool_text(t->pool, json_string_value(from));
		return 1;
	case JV_INT:
		to->n = json_integer_value(from);
		return 1;
	case JV_BOOL:
		to->n = json_is_true(from);
		return 1;
	default:
		return 1;
	}
}

enum status
json_read(struct bytes in, struct pool *pool, const struct json_value **out,
    struct fault *f)
{
	struct taking		 t = { .pool = pool };
	struct json_value	*v = pool_alloc(pool, sizeof(*v));
	json_error_t		 why;
	json_t			*all;
	int			 good;

	*out = NULL;
	if (in.n == 0 || in.n > JSON_READ_MAX)
		return fault_set(f, ST_INVALID, "JSON: %zu bytes", in.n);
	all = json_loadb((const char *)in.p, in.n, JSON_DECODE_ANY |
	    JSON_REJECT_DUPLICATES, &why);
	if (all == NULL)
		return fault_set(f, ST_INVALID, "JSON: %s at byte %d",
		    why.text, why.position);
	good = v != NULL && take(&t, all, v, 0);
	json_decref(all);
	if (pool_failed(pool))
		return fault_set(f, ST_BROKEN, "JSON: past the pool");
	if (!good)
		return fault_set(f, ST_INVALID, "JSON: too deep or too much");
	*out = v;
	return ST_OK;
}

const struct json_value *
json_member(const struct json_value *object, const char *name,
    enum json_kind kind)
{
	const struct json_value	*m;

	if (object == NULL || object->kind != JV_MAP)
		return NULL;
	for (m = object->first; m != NULL; m = m->next)
		if (m->kind == kind && strcmp(m->name, name) == 0)
			return m;
	return NULL;
}

const char *
json_member_text(const struct json_value *object, const char *name)
{
	const struct json_value	*m = json_member(object, name, JV_TEXT);

	return m == NULL ? NULL : m->text;
}
