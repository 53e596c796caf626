/*
 * What people type, made even: they paste full-width digits, dashes of any
 * kind and blanks, and are right to expect that we cope.
 */
#include <string.h>

#include "base/calendar.h"
#include "base/utf8.h"
#include "form/local.h"

struct range {
	uint32_t	 from, to;
};

static int
in_ranges(const struct range *r, size_t n, uint32_t cp)
{
	size_t	 i;

	for (i = 0; i < n; i++)
		if (cp >= r[i].from && cp <= r[i].to)
			return 1;
	return 0;
}

/* Control characters, and those that turn the direction of writing: a name
 * must read as it is stored. */
static int
is_forbidden(uint32_t cp)
{
	static const struct range r[] = {
		{ 0x00, 0x08 }, { 0x0b, 0x1f }, { 0x7f, 0x9f },
		{ 0x200e, 0x200f }, { 0x2028, 0x202e }, { 0x2066, 0x2069 },
		{ 0xd800, 0xdfff }, { 0xfdd0, 0xfdef }, { 0xfff0, 0xfffc },
		{ 0xfffe, 0xffff },
	};

	return in_ranges(r, NITEMS(r), cp);
}

static int
is_invisible(uint32_t cp)
{
	static const struct range r[] = {
		{ 0xad, 0xad }, { 0x200b, 0x200d }, { 0x2060, 0x2060 },
		{ 0xfeff, 0xfeff },
	};

	return in_ranges(r, NITEMS(r), cp);
}

static int
is_blank(uint32_t cp)
{
	static const struct range r[] = {
		{ '\t', '\n' }, { ' ', ' ' }, { 0xa0, 0xa0 },
		{ 0x2000, 0x200a }, { 0x202f, 0x202f }, { 0x205f, 0x205f },
		{ 0x3000, 0x3000 },
	};

	return in_ranges(r, NITEMS(r), cp);
}

static int
is_dash(uint32_t cp)
{
	static const struct range r[] = {
		{ '-', '-' }, { 0x2010, 0x2015 }, { 0x2212, 0x2212 },
		{ 0xfe58, 0xfe58 }, { 0xfe63, 0xfe63 }, { 0xff0d, 0xff0d },
	};

	return in_ranges(r, NITEMS(r), cp);
}

/* One character as the bits ask; 0 drops it. */
static uint32_t
clean_char(uint32_t cp, unsigned clean)
{
	if ((clean & CLEAN_DASH) && is_dash(cp))
		cp = '-';
	if ((clean & CLEAN_NARROW) && cp >= 0xff01 && cp <= 0xff5e)
		cp -= 0xfee0;
	if ((clean & CLEAN_TIGHT) && (is_blank(cp) || is_dash(cp)))
		return 0;
	if ((clean & CLEAN_UPPER) && cp >= 'a' && cp <= 'z')
		cp -= 'a' - 'A';
	return cp;
}

static char *
without_prefix(char *s)
{
	static const char *const prefixes[] = { "+86", "0086" };
	size_t	 i;

	for (i = 0; i < NITEMS(prefixes); i++)
		if (strncmp(s, prefixes[i], strlen(prefixes[i])) == 0)
			return s + strlen(prefixes[i]);
	return s;
}

const char *
form_clean(struct pool *pool, const char *in, unsigned clean, int lines)
{
	size_t		 n = strlen(in), len, at = 0, end = 0;
	uint32_t	 cp;
	char		*out;

	if (clean & CLEAN_PHONE)
		clean |= CLEAN_NARROW | CLEAN_TIGHT;
	if ((out = pool_alloc(pool, n + 1)) == NULL)
		return NULL;
	for (; n > 0; in += len, n -= len) {
		if ((len = utf8_next(in, n, &cp)) == 0)
			return NULL;
		if (cp == '\r') {	/* \r\n and a lone \r are one end */
			if (n > 1 && in[1] == '\n')
				continue;
			cp = '\n';
		}
		if (is_forbidden(cp) || (cp == '\n' && !lines))
			return NULL;
		if (is_invisible(cp) || (cp = clean_char(cp, clean)) == 0)
			continue;
		if (at == 0 && is_blank(cp))
			continue;
		/* A clean_char never makes a character longer. */
		at += utf8_put(cp, out + at);
		if (!is_blank(cp))
			end = at;
	}
	out[end] = '\0';
	return clean & CLEAN_PHONE ? without_prefix(out) : out;
}

/* Up to "most" digits; their count. */
static size_t
take_digits(const char **p, size_t most, int *out)
{
	size_t	 n;

	*out = 0;
	for (n = 0; n < most && **p >= '0' && **p <= '9'; n++, (*p)++)
		*out = *out * 10 + (**p - '0');
	return n;
}

/* One sign between the parts, or none at all (20260102). */
static void
skip_sign(const char **p)
{
	static const char *const signs[] = {
		"-", "/", ".", "年", "月", "日",
	};
	size_t	 i;

	for (i = 0; i < NITEMS(signs); i++)
		if (strncmp(*p, signs[i], strlen(signs[i])) == 0) {
			*p += strlen(signs[i]);
			return;
		}
}

const char *
form_clean_date(struct pool *pool, const char *in)
{
	const char	*p;
	int		 year, month, day;

	p = form_clean(pool, in, CLEAN_NARROW | CLEAN_DASH, 0);
	if (p == NULL || take_digits(&p, 4, &year) != 4)
		return NULL;
	skip_sign(&p);
	if (take_digits(&p, 2, &month) == 0)
		return NULL;
	skip_sign(&p);
	if (take_digits(&p, 2, &day) == 0)
		return NULL;
	skip_sign(&p);
	if (*p != '\0' || !calendar_is_day(year, month, day))
		return NULL;
	return pool_printf(pool, "%04d-%02d-%02d", year, month, day);
}

int
form_read_number(const char *s, int64_t *out)
{
	int	 minus = *s == '-';
	int64_t	 n = 0;

	if (minus)
		s++;
	if (*s == '\0')
		return 0;
	for (; *s != '\0'; s++) {
		if (*s < '0' || *s > '9' ||
		    n > (INT64_MAX - (*s - '0')) / 10)
			return 0;
		n = n * 10 + (*s - '0');
	}
	*out = minus ? -n : n;
	return 1;
}
