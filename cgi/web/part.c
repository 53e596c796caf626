/*
 * The header of one part: Content-Disposition: form-data; name="…";
 * filename="…", as browsers write it, and filename* (RFC 5987) as some
 * libraries do.
 */
#include <string.h>
#include <strings.h>

#include "web/multipart.h"
#include "web/urlencoded.h"

static int
header_is_clean(const char *h, size_t n)
{
	size_t	 i;

	for (i = 0; i < n; i++) {
		if (h[i] == '\r') {
			if (i + 1 == n || h[i + 1] != '\n')
				return 0;
			i++;
		} else if (((unsigned char)h[i] < 0x20 && h[i] != '\t') ||
		    h[i] == 0x7f)
			return 0;
	}
	return 1;
}

/*
 * A quoted string at *p (behind the quote) into out; \" is a quote, any
 * other backslash is itself (old browsers send paths).  0 where it does not
 * end or fit.
 */
static int
take_quoted(const char **p, const char *end, char *out, size_t room)
{
	size_t	 n = 0;

	for (; *p < end && **p != '"'; (*p)++) {
		if (**p == '\\' && *p + 1 < end && (*p)[1] == '"')
			(*p)++;
		if (n + 1 == room)
			return 0;
		out[n++] = **p;
	}
	out[n] = '\0';
	if (*p == end)
		return 0;
	(*p)++;
	return 1;
}

static int
take_token(const char **p, const char *end, char *out, size_t room)
{
	size_t	 n = 0;

	for (; *p < end && **p != ';' && **p != ' ' && **p != '\t'; (*p)++) {
		if (n + 1 == room)
			return 0;
		out[n++] = **p;
	}
	out[n] = '\0';
	return 1;
}

/* UTF-8''%E4%B8%AD → the bytes it stands for, in place; 0 if it is not so. */
static int
decode_extended(char *s)
{
	char	*v;
	size_t	 n;

	if (strncasecmp(s, "UTF-8'", 6) != 0 ||
	    (v = strchr(s + 6, '\'')) == NULL)
		return 0;
	memmove(s, v + 1, strlen(v + 1) + 1);
	return url_decode(s, strlen(s), 0, &n);
}

static void
skip_blanks(const char **p, const char *end)
{
	while (*p < end && (**p == ' ' || **p == '\t'))
		(*p)++;
}

/* One "; key=value" into the names; 0 where it cannot be read. */
static int
take_parameter(const char **p, const char *end, struct part_names *out)
{
	char		 key[32], value[MULTIPART_FILENAME];
	size_t		 n = 0;
	int		 ok;

	skip_blanks(p, end);
	for (; *p < end && **p != '='; (*p)++) {
		if (n + 1 == sizeof(key))
			return 0;
		key[n++] = **p;
	}
	key[n] = '\0';
	if (*p == end)
		return 0;
	(*p)++;
	if (*p < end && **p == '"') {
		(*p)++;
		ok = take_quoted(p, end, value, sizeof(value));
	} else
		ok = take_token(p, end, value, sizeof(value));
	if (!ok)
		return 0;
	if (strcasecmp(key, "name") == 0) {
		if (out->has_name || strlen(value) >= MULTIPART_NAME)
			return 0;
		memcpy(out->name, value, strlen(value) + 1);
		out->has_name = 1;
	} else if (strcasecmp(key, "filename") == 0) {
		if (out->has_filename & 1)
			return 0;
		if (!out->has_filename)
			memcpy(out->filename, value, strlen(value) + 1);
		out->has_filename |= 1;
	} else if (strcasecmp(key, "filename*") == 0) {
		if ((out->has_filename & 2) || !decode_extended(value))
			return 0;
		memcpy(out->filename, value, strlen(value) + 1);
		out->has_filename |= 2;
	}
	return 1;
}

static int
take_disposition(const char *p, const char *end, struct part_names *out)
{
	char	 kind[16];

	skip_blanks(&p, end);
	if (out->has_name || !take_token(&p, end, kind, sizeof(kind)) ||
	    strcasecmp(kind, "form-data") != 0)
		return 0;
	for (;;) {
		skip_blanks(&p, end);
		if (p == end)
			return out->has_name;
		if (*p++ != ';' || !take_parameter(&p, end, out))
			return 0;
	}
}

/* Nobody encodes form data any more; taking it undecoded would be wrong. */
static int
encoding_is_plain(const char *p, const char *end)
{
	static const char *const plain[] = { "binary", "8bit", "7bit" };
	char	 value[16];
	size_t	 i;

	skip_blanks(&p, end);
	if (!take_token(&p, end, value, sizeof(value)))
		return 0;
	for (i = 0; i < NITEMS(plain); i++)
		if (strcasecmp(value, plain[i]) == 0)
			return 1;
	return 0;
}

static int
take_line(const char *p, const char *end, struct part_names *out)
{
	static const char	 disposition[] = "content-disposition:";
	static const char	 encoding[] = "content-transfer-encoding:";
	size_t			 n = (size_t)(end - p);

	if (*p == ' ' || *p == '\t')
		return 0;		/* a folded line */
	if (n >= sizeof(disposition) - 1 &&
	    strncasecmp(p, disposition, sizeof(disposition) - 1) == 0)
		return take_disposition(p + sizeof(disposition) - 1, end,
		    out);
	if (n >= sizeof(encoding) - 1 &&
	    strncasecmp(p, encoding, sizeof(encoding) - 1) == 0)
		return encoding_is_plain(p + sizeof(encoding) - 1, end);
	return 1;
}

enum status
part_names_read(const char *header, size_t n, struct part_names *out,
    struct fault *f)
{
	const char	*p = header, *end = header + n, *eol;

	out->has_name = out->has_filename = 0;
	out->name[0] = out->filename[0] = '\0';
	if (!header_is_clean(header, n))
		return fault_set(f, ST_INVALID, "multipart: bad header");
	for (; p < end; p = eol + 2) {
		eol = memchr(p, '\r', (size_t)(end - p));
		if (eol == NULL || eol == p || !take_line(p, eol, out))
			return fault_set(f, ST_INVALID,
			    "multipart: bad header");
	}
	if (!out->has_name)
		return fault_set(f, ST_INVALID, "multipart: part not named");
	return ST_OK;
}
