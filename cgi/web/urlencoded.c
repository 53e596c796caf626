/* Names and values of a form; see urlencoded.h. */
#include <string.h>

#include "base/limits.h"
#include "base/utf8.h"
#include "web/urlencoded.h"

static int
hex_value(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return -1;
}

int
url_decode(char *s, size_t n, int plus, size_t *len)
{
	size_t	 i, at = 0;
	int	 hi, lo;

	for (i = 0; i < n; i++) {
		if (s[i] == '%') {
			if (n - i < 3 || (hi = hex_value(s[i + 1])) < 0 ||
			    (lo = hex_value(s[i + 2])) < 0 || hi + lo == 0)
				return 0;
			s[at++] = (char)(hi * 16 + lo);
			i += 2;
		} else if (s[i] == '\0')
			return 0;
		else
			s[at++] = s[i] == '+' && plus ? ' ' : s[i];
	}
	s[at] = '\0';
	*len = at;
	return 1;
}

static int
take_pair(char *p, size_t n, struct form_value *v)
{
	char	*eq = memchr(p, '=', n);
	size_t	 nname = eq == NULL ? n : (size_t)(eq - p), len;

	v->file = NULL;
	v->name = p;
	v->text = eq == NULL ? p + n : eq + 1;
	/* The value first: a NUL behind the name falls on the '='. */
	if (eq != NULL && (!url_decode(eq + 1, n - nname - 1, 1, &len) ||
	    !utf8_valid(eq + 1, len)))
		return 0;
	if (!url_decode(p, nname, 1, &len) || !utf8_valid(p, len))
		return 0;
	if (eq == NULL)
		v->text = "";
	return 1;
}

enum status
urlencoded_read(char *text, size_t n, struct pool *pool,
    struct form_input *out, struct fault *f)
{
	struct form_value	*list;
	char			*p = text, *end = text + n, *amp;
	size_t			 count = 1, i;

	*out = (struct form_input){ NULL, 0 };
	if (n == 0)
		return ST_OK;
	for (i = 0; i < n; i++)
		count += text[i] == '&';
	if (count > LIMIT_PARTS)
		return fault_set(f, ST_INVALID, "form: too many values");
	if ((list = pool_array(pool, count, sizeof(*list))) == NULL)
		return fault_set(f, ST_BROKEN, "form: past the pool");
	for (count = 0; p < end; p = amp + 1) {
		if ((amp = memchr(p, '&', (size_t)(end - p))) == NULL)
			amp = end;
		if (amp == p)
			continue;
		if (!take_pair(p, (size_t)(amp - p), &list[count]))
			return fault_set(f, ST_INVALID, "form: bad encoding");
		count++;
	}
	*out = (struct form_input){ list, count };
	return ST_OK;
}
