/* Numbers in OFD: millimetres with decimals, and the digits of an ID. */
#include <string.h>

#include "ofd/local.h"

#define MM_MOST	1000000		/* a kilometre: no page is, no int wraps */

static int
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* One number at *s, behind blanks or a comma; thousandths, rest cut off. */
static int
um_take(const char **s, int *um)
{
	const char	*p = *s;
	int		 minus, whole = 0, part = 0, unit = 100, digits = 0;

	while (*p == ' ' || *p == ',' || *p == '\t' || *p == '\n' ||
	    *p == '\r')
		p++;
	minus = *p == '-';
	if (*p == '-' || *p == '+')
		p++;
	for (; is_digit(*p); p++, digits++)
		if ((whole = whole * 10 + (*p - '0')) > MM_MOST)
			return 0;
	if (*p == '.')
		for (p++; is_digit(*p); p++, digits++, unit /= 10)
			part += (*p - '0') * unit;
	if (digits == 0)
		return 0;
	*um = (whole * UM_PER_MM + part) * (minus ? -1 : 1);
	*s = p;
	return 1;
}

int
ofd_box(const char *s, int *um, size_t n)
{
	size_t	 i;

	for (i = 0; i < n; i++)
		if (!um_take(&s, &um[i]))
			return 0;
	return *s == '\0';
}

int64_t
ofd_number(const char *s)
{
	int64_t	 v = 0;
	size_t	 n = strlen(s), i;

	if (n == 0 || n > 15)
		return -1;
	for (i = 0; i < n; i++) {
		if (!is_digit(s[i]))
			return -1;
		v = v * 10 + (s[i] - '0');
	}
	return v;
}

int64_t
ofd_id_number(const char *s)
{
	size_t	 n = strlen(s), from = n;
	int64_t	 v;

	while (from > 0 && is_digit(s[from - 1]))
		from--;
	v = ofd_number(s + from);
	return v < 0 ? 0 : v;
}
