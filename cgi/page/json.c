/* JSON out; see json.h. */
#include <stdio.h>
#include <string.h>

#include "base/utf8.h"
#include "page/json.h"

void
json_begin(struct json *j, struct buf *out)
{
	*j = (struct json){ .out = out };
}

/* The bit of the level we are in; there is none outermost. */
static uint32_t
level(const struct json *j)
{
	return UINT32_C(1) << (j->depth - 1);
}

static void
write_escape(struct buf *out, uint32_t cp)
{
	switch (cp) {
	case '"':
		buf_text(out, "\\\"");
		break;
	case '\\':
		buf_text(out, "\\\\");
		break;
	case '\n':
		buf_text(out, "\\n");
		break;
	default:
		buf_printf(out, "\\u%04x", (unsigned)cp);
	}
}

/*
 * '<' is escaped too, and the two line ends JavaScript once disliked, so
 * that an answer looked at in a browser stays text.
 */
static int
wants_escape(uint32_t cp)
{
	return cp < 0x20 || cp == '"' || cp == '\\' || cp == '<' ||
	    cp == 0x7f || cp == 0x2028 || cp == 0x2029;
}

/* How many bytes stand as they are: most of most texts, all of base64. */
static size_t
plain_run(const char *p, size_t n)
{
	size_t	 i;

	for (i = 0; i < n; i++)
		if ((unsigned char)p[i] >= 0x80 ||
		    wants_escape((unsigned char)p[i]))
			break;
	return i;
}

static void
write_string(struct buf *out, struct bytes s)
{
	const char	*p = (const char *)s.p;
	uint32_t	 cp;
	size_t		 n = s.n, len;

	buf_byte(out, '"');
	for (; n > 0; p += len, n -= len) {
		if ((len = plain_run(p, n)) > 0)
			buf_put(out, p, len);
		else if ((len = utf8_next(p, n, &cp)) == 0) {
			buf_text(out, "\xef\xbf\xbd");
			len = 1;
		} else if (wants_escape(cp))
			write_escape(out, cp);
		else
			buf_put(out, p, len);
	}
	buf_byte(out, '"');
}

/* Comma and key as the place asks for; 0 where a value may not stand. */
static int
place(struct json *j, const char *key)
{
	int	 in_object;

	in_object = j->depth > 0 && (j->is_array & level(j)) == 0;
	if (j->failed || j->done || in_object != (key != NULL)) {
		j->failed = 1;
		return 0;
	}
	if (j->depth > 0) {
		if (j->has_item & level(j))
			buf_byte(j->out, ',');
		j->has_item |= level(j);
	} else
		j->done = 1;
	if (key != NULL) {
		write_string(j->out, bytes_text(key));
		buf_byte(j->out, ':');
	}
	return 1;
}

static void
open_level(struct json *j, const char *key, int array)
{
	if (j->depth == JSON_DEPTH) {
		j->failed = 1;
		return;
	}
	if (!place(j, key))
		return;
	j->done = 0;
	j->depth++;
	j->has_item &= ~level(j);
	j->is_array &= ~level(j);
	if (array)
		j->is_array |= level(j);
	buf_byte(j->out, array ? '[' : '{');
}

void
json_map(struct json *j, const char *key)
{
	open_level(j, key, 0);
}

void
json_list(struct json *j, const char *key)
{
	open_level(j, key, 1);
}

void
json_end(struct json *j)
{
	if (j->failed || j->depth == 0) {
		j->failed = 1;
		return;
	}
	buf_byte(j->out, j->is_array & level(j) ? ']' : '}');
	if (--j->depth == 0)
		j->done = 1;
}

void
json_bytes(struct json *j, const char *key, struct bytes s)
{
	if (place(j, key))
		write_string(j->out, s);
}

void
json_text(struct json *j, const char *key, const char *s)
{
	if (s == NULL)
		json_none(j, key);
	else
		json_bytes(j, key, bytes_text(s));
}

void
json_int(struct json *j, const char *key, int64_t n)
{
	if (place(j, key))
		buf_printf(j->out, "%lld", (long long)n);
}

void
json_bool(struct json *j, const char *key, int yes)
{
	if (place(j, key))
		buf_text(j->out, yes ? "true" : "false");
}

void
json_none(struct json *j, const char *key)
{
	if (place(j, key))
		buf_text(j->out, "null");
}

int
json_ok(const struct json *j)
{
	return !j->failed && j->done && j->depth == 0 && buf_ok(j->out);
}
