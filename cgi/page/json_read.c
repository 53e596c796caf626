/* JSON in; see json_read.h. */
#include <string.h>

#include "base/utf8.h"
#include "page/json_read.h"

struct reading {
	const unsigned char	*p, *end;
	struct pool		*pool;
	size_t			 nodes;
};

static int	 read_value(struct reading *r, struct json_value *v,
		    unsigned depth);

static void
skip(struct reading *r)
{
	while (r->p < r->end && (*r->p == ' ' || *r->p == '\t' ||
	    *r->p == '\n' || *r->p == '\r'))
		r->p++;
}

/* The byte that stands next, taken where it is the one wanted. */
static int
take(struct reading *r, unsigned char c)
{
	if (r->p == r->end || *r->p != c)
		return 0;
	r->p++;
	return 1;
}

static int
take_word(struct reading *r, const char *word)
{
	const size_t	 n = strlen(word);

	if ((size_t)(r->end - r->p) < n || memcmp(r->p, word, n) != 0)
		return 0;
	r->p += n;
	return 1;
}

/* --- texts ------------------------------------------------------------------ */

static int
read_hex(struct reading *r, uint32_t *out)
{
	int	 i;

	*out = 0;
	for (i = 0; i < 4; i++, r->p++) {
		const unsigned char	 c = r->p < r->end ? *r->p : 0;
		const unsigned char	 low = c | 0x20;

		if (c >= '0' && c <= '9')
			*out = *out << 4 | (uint32_t)(c - '0');
		else if (low >= 'a' && low <= 'f')
			*out = *out << 4 | (uint32_t)(low - 'a' + 10);
		else
			return 0;
	}
	return 1;
}

/* A character above the first plane comes as two escapes. */
static int
read_code(struct reading *r, uint32_t *cp)
{
	uint32_t	 low;

	if (!read_hex(r, cp) || *cp == 0 || (*cp >= 0xdc00 && *cp < 0xe000))
		return 0;
	if (*cp < 0xd800 || *cp >= 0xdc00)
		return 1;
	if (!take(r, '\\') || !take(r, 'u') || !read_hex(r, &low) ||
	    low < 0xdc00 || low >= 0xe000)
		return 0;
	*cp = 0x10000 + ((*cp - 0xd800) << 10) + (low - 0xdc00);
	return 1;
}

static int
read_escape(struct reading *r, char **to)
{
	static const char	 from[] = "\"\\/bfnrt", is[] = "\"\\/\b\f\n\r\t";
	const unsigned char	 c = r->p < r->end ? *r->p++ : 0;
	const char		*at;
	uint32_t		 cp;

	if (c == 'u') {
		if (!read_code(r, &cp))
			return 0;
		*to += utf8_put(cp, *to);
		return 1;
	}
	if (c == 0 || (at = strchr(from, c)) == NULL)
		return 0;
	*(*to)++ = is[at - from];
	return 1;
}

/* An escape is never shorter than what it stands for. */
static const char *
read_text(struct reading *r)
{
	const unsigned char	*q;
	char			*text, *to;

	if (!take(r, '"'))
		return NULL;
	for (q = r->p; q < r->end && *q != '"'; q++)
		q += *q == '\\' && q + 1 < r->end;
	if (q >= r->end ||
	    (text = to = pool_alloc(r->pool, (size_t)(q - r->p) + 1)) == NULL)
		return NULL;
	while (r->p < r->end && *r->p != '"') {
		if (*r->p < 0x20)
			return NULL;
		if (*r->p != '\\')
			*to++ = (char)*r->p++;
		else if (r->p++, !read_escape(r, &to))
			return NULL;
	}
	*to = '\0';
	return take(r, '"') && utf8_valid(text, (size_t)(to - text)) ? text :
	    NULL;
}

/* --- numbers ------------------------------------------------------------------ */

static size_t
digits(struct reading *r)
{
	const unsigned char	*from = r->p;

	while (r->p < r->end && *r->p >= '0' && *r->p <= '9')
		r->p++;
	return (size_t)(r->p - from);
}

#define INT_DIGITS 18		/* what surely fits into 64 bits */

static int
read_number(struct reading *r, struct json_value *v)
{
	const unsigned char	*from = r->p;
	const int		 minus = take(r, '-');
	const int		 zero = r->p < r->end && *r->p == '0';
	size_t			 i, n;

	n = digits(r);
	if (n == 0 || (zero && n > 1))
		return 0;
	v->kind = n <= INT_DIGITS ? JSON_INT : JSON_NUMBER;
	for (i = 0; v->kind == JSON_INT && i < n; i++)
		v->n = v->n * 10 + (from[minus + (int)i] - '0');
	if (minus)
		v->n = -v->n;
	if (take(r, '.')) {
		v->kind = JSON_NUMBER;
		if (digits(r) == 0)
			return 0;
	}
	if (r->p < r->end && (*r->p == 'e' || *r->p == 'E')) {
		v->kind = JSON_NUMBER;
		r->p++;
		if (!take(r, '+'))
			take(r, '-');
		if (digits(r) == 0)
			return 0;
	}
	return 1;
}

/* --- values --------------------------------------------------------------------- */

static int
has_member(const struct json_value *object, const char *name)
{
	const struct json_value	*m;

	for (m = object->first; m != NULL; m = m->next)
		if (m->name != NULL && strcmp(m->name, name) == 0)
			return 1;
	return 0;
}

/* One member or item behind the last; NULL where it is none. */
static struct json_value *
read_child(struct reading *r, struct json_value *v, struct json_value *last,
    unsigned depth)
{
	struct json_value	*child;
	const char		*name = NULL;

	skip(r);
	if (v->kind == JSON_OBJECT) {
		if ((name = read_text(r)) == NULL || has_member(v, name))
			return NULL;
		skip(r);
		if (!take(r, ':'))
			return NULL;
	}
	if (++r->nodes > JSON_READ_NODES ||
	    (child = pool_alloc(r->pool, sizeof(*child))) == NULL ||
	    !read_value(r, child, depth))
		return NULL;
	child->name = name;
	if (last == NULL)
		v->first = child;
	else
		last->next = child;
	return child;
}

static int
read_children(struct reading *r, struct json_value *v, unsigned char close,
    unsigned depth)
{
	struct json_value	*last = NULL;

	if (depth == JSON_READ_DEPTH)
		return 0;
	skip(r);
	if (take(r, close))
		return 1;
	do {
		last = read_child(r, v, last, depth + 1);
		if (last == NULL)
			return 0;
		skip(r);
	} while (take(r, ','));
	return take(r, close);
}

static int
read_value(struct reading *r, struct json_value *v, unsigned depth)
{
	skip(r);
	if (take_word(r, "null"))
		return 1;
	if (take_word(r, "true") || take_word(r, "false")) {
		v->kind = JSON_BOOL;
		v->n = r->p[-2] == 'u';
		return 1;
	}
	if (r->p < r->end && *r->p == '"') {
		v->kind = JSON_TEXT;
		return (v->text = read_text(r)) != NULL;
	}
	if (take(r, '{')) {
		v->kind = JSON_OBJECT;
		return read_children(r, v, '}', depth);
	}
	if (take(r, '[')) {
		v->kind = JSON_ARRAY;
		return read_children(r, v, ']', depth);
	}
	return read_number(r, v);
}

enum status
json_read(struct bytes in, struct pool *pool, const struct json_value **out,
    struct fault *f)
{
	struct reading		 r = { in.p, in.p + in.n, pool, 0 };
	struct json_value	*v = pool_alloc(pool, sizeof(*v));
	int			 good;

	*out = NULL;
	if (in.p == NULL)
		return fault_set(f, ST_INVALID, "JSON: nothing");
	good = v != NULL && read_value(&r, v, 0);
	skip(&r);
	if (pool_failed(pool))
		return fault_set(f, ST_BROKEN, "JSON: past the pool");
	if (!good || r.p != r.end)
		return fault_set(f, ST_INVALID, "JSON: wrong at byte %zu",
		    (size_t)(r.p - in.p));
	*out = v;
	return ST_OK;
}

const struct json_value *
json_member(const struct json_value *object, const char *name,
    enum json_kind kind)
{
	const struct json_value	*m;

	if (object == NULL || object->kind != JSON_OBJECT)
		return NULL;
	for (m = object->first; m != NULL; m = m->next)
		if (m->kind == kind && strcmp(m->name, name) == 0)
			return m;
	return NULL;
}

const char *
json_member_text(const struct json_value *object, const char *name)
{
	const struct json_value	*m = json_member(object, name, JSON_TEXT);

	return m == NULL ? NULL : m->text;
}
