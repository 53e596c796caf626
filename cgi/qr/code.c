/* Codes people type and scan; see code.h. */
#include <stdint.h>
#include <string.h>

#include "base/id.h"
#include "base/utf8.h"
#include "qr/code.h"

#define PAYLOAD	(CODE_LEN - 1)

/* Without 0 1 I L O, which people confuse. */
static const char signs[] = "23456789ABCDEFGHJKMNPQRSTUVWXYZ";
#define NSIGNS	(sizeof(signs) - 1)
_Static_assert(NSIGNS == 31, "the check needs a prime");

/* Blanks and dashes that word processors and phones put in. */
static const uint32_t fillers[] = {
	' ', '\t', '\r', '\n', '-', '_', '.', 0x00A0, 0x00AD, 0x2002, 0x2003,
	0x2009, 0x200B, 0x2010, 0x2011, 0x2012, 0x2013, 0x2014, 0x2015, 0x2212,
	0x3000, 0xFE58, 0xFE63, 0xFEFF, 0xFF0D,
};

static int
sign_value(char c)
{
	const char	*at = c == '\0' ? NULL : strchr(signs, c);

	return at == NULL ? -1 : (int)(at - signs);
}

/* Sum of value times position over the first 16, or -1. */
static int
check_value(const char *code)
{
	unsigned	 sum = 0, i;
	int		 v;

	for (i = 0; i < PAYLOAD; i++) {
		if ((v = sign_value(code[i])) < 0)
			return -1;
		sum += (unsigned)v * (i + 1);
	}
	return (int)(sum % NSIGNS);
}

void
code_new(char out[CODE_LEN + 1])
{
	unsigned	 i;

	for (i = 0; i < PAYLOAD; i++)
		out[i] = signs[random_below(NSIGNS)];
	out[PAYLOAD] = signs[check_value(out)];
	out[CODE_LEN] = '\0';
}

static int
is_filler(uint32_t cp)
{
	size_t	 i;

	for (i = 0; i < sizeof(fillers) / sizeof(fillers[0]); i++)
		if (fillers[i] == cp)
			return 1;
	return 0;
}

/* Full-width forms stand 0xFEE0 above ASCII. */
static uint32_t
plain(uint32_t cp)
{
	if (cp >= 0xFF01 && cp <= 0xFF5E)
		cp -= 0xFEE0;
	if (cp >= 'a' && cp <= 'z')
		cp -= 'a' - 'A';
	return cp;
}

/* The clean characters so far into out; their count, or -1. */
static int
clean(const char *typed, char out[CODE_LEN + 1])
{
	size_t		 left = strlen(typed), n;
	uint32_t	 cp, sign;
	int		 len = 0;

	for (; left > 0; typed += n, left -= n) {
		if ((n = utf8_next(typed, left, &cp)) == 0)
			return -1;
		if ((sign = plain(cp)) <= 'Z' && sign_value((char)sign) >= 0) {
			if (len == CODE_LEN)
				return -1;
			out[len++] = (char)sign;
		} else if (!is_filler(cp))
			return -1;
	}
	return len;
}

int
code_clean(const char *typed, char out[CODE_LEN + 1])
{
	int	 whole = clean(typed, out) == CODE_LEN;

	out[whole ? CODE_LEN : 0] = '\0';
	return whole;
}

int
code_check(const char *code)
{
	int	 want;

	if (strlen(code) != CODE_LEN || (want = check_value(code)) < 0)
		return 0;
	return code[PAYLOAD] == signs[want];
}

void
code_print(const char *code, char out[CODE_PRINTED])
{
	size_t	 i, n = 0;

	for (i = 0; i < CODE_LEN && code[i] != '\0'; i++) {
		if (i == 4 || i == 8 || i == 12)
			out[n++] = '-';
		out[n++] = code[i];
	}
	out[n] = '\0';
}
