/*
 * Codes of people: citizen number (GB 11643-1999), mobile number, e-mail,
 * PIN, and how they are masked in lists.  See codes.md 3, 4.
 */
#include <string.h>

#include "base/calendar.h"
#include "base/clock.h"
#include "base/utf8.h"
#include "form/codes.h"

#define CITIZEN_LEN	18
#define AGE_LEAST	16	/* an agent's; codes.md 3, proposal */
#define AGE_MOST	120
#define PIN_LEAST	8	/* */

static int
digits_only(const char *s, size_t n)
{
	size_t	 i;

	for (i = 0; i < n; i++)
		if (s[i] < '0' || s[i] > '9')
			return 0;
	return 1;
}

static int
number_at(const char *s, int n)
{
	int	 v = 0;

	while (n-- > 0)
		v = v * 10 + (*s++ - '0');
	return v;
}

/* The provinces of GB/T 2260; the other four digits may be abolished. */
static int
province_is_known(int p)
{
	static const struct { int from, to; } r[] = {
		{ 11, 15 }, { 21, 23 }, { 31, 37 }, { 41, 46 }, { 50, 54 },
		{ 61, 65 }, { 71, 71 }, { 81, 82 },
	};
	size_t	 i;

	for (i = 0; i < NITEMS(r); i++)
		if (p >= r[i].from && p <= r[i].to)
			return 1;
	return 0;
}

static int
citizen_check_fits(const char *s)
{
	static const int	 weights[CITIZEN_LEN - 1] = {
		7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2
	};
	static const char	 checks[] = "10X98765432";
	int			 i, sum = 0;

	for (i = 0; i < CITIZEN_LEN - 1; i++)
		sum += (s[i] - '0') * weights[i];
	return s[CITIZEN_LEN - 1] == checks[sum % 11];
}

/* Full years from the birthday in s to today; -1 before it. */
static int
age_at(const char *s, int64_t today)
{
	struct civil	 now;
	int		 birth, day;

	calendar_split(today, &now);
	day = now.year * 10000 + now.month * 100 + now.day;
	birth = number_at(s, 8);
	return day < birth ? -1 : (day - birth) / 10000;
}

const char *
code_citizen_number(const char *s, int64_t today)
{
	if (strlen(s) != CITIZEN_LEN)
		return "公民身份号码应为 18 位";
	if (!digits_only(s, CITIZEN_LEN - 1) ||
	    (!digits_only(s + CITIZEN_LEN - 1, 1) &&
	    s[CITIZEN_LEN - 1] != 'X'))
		return "公民身份号码应为 17 位数字加 1 位数字或 X";
	if (!citizen_check_fits(s))
		return "公民身份号码校验位不符，请核对";
	if (!province_is_known(number_at(s, 2)))
		return "公民身份号码前两位不是省级代码，请核对";
	if (!calendar_is_day(number_at(s + 6, 4), number_at(s + 10, 2),
	    number_at(s + 12, 2)))
		return "公民身份号码中的出生日期不存在，请核对";
	if (age_at(s + 6, today) < 0)
		return "公民身份号码中的出生日期晚于今天，请核对";
	return NULL;
}

const char *
code_citizen_at(const char *s, int64_t today)
{
	const char	*no = code_citizen_number(s, today);
	int		 age;

	if (no != NULL)
		return no;
	age = age_at(s + 6, today);
	if (age < AGE_LEAST || age > AGE_MOST)
		return "年龄应在 16 至 120 岁之间，请核对公民身份号码";
	return NULL;
}

const char *
code_citizen(const char *s)
{
	return code_citizen_at(s, clock_now());
}

int
code_mobile_clean(const char *in, char *out, size_t room)
{
	size_t	 n = 0;

	for (; *in != '\0'; in++) {
		if (*in == ' ' || *in == '\t' || *in == '-')
			continue;
		if (n + 1 >= room)
			return 0;
		out[n++] = *in;
	}
	if (room == 0)
		return 0;
	out[n] = '\0';
	if (strncmp(out, "+86", 3) == 0)
		memmove(out, out + 3, n - 2);
	else if (strncmp(out, "0086", 4) == 0)
		memmove(out, out + 4, n - 3);
	return 1;
}

const char *
code_mobile(const char *s)
{
	if (strlen(s) != 11 || !digits_only(s, 11) || s[0] != '1' ||
	    s[1] < '3')
		return "手机号码应为 11 位数字，以 13 至 19 开头";
	return NULL;
}

const char *
code_pin(const char *s)
{
	int	 letters = 0, digits = 0;

	if (utf8_count(s) < PIN_LEAST)
		return "密码至少 8 位，且同时含有字母和数字";
	for (; *s != '\0'; s++) {
		letters |= (*s >= 'a' && *s <= 'z') ||
		    (*s >= 'A' && *s <= 'Z');
		digits |= *s >= '0' && *s <= '9';
	}
	return letters && digits ? NULL :
	    "密码至少 8 位，且同时含有字母和数字";
}

/* One of letters, digits and the signs; isalpha would ask the locale. */
static int
all_of(const char *s, size_t n, const char *signs)
{
	size_t	 i;

	for (i = 0; i < n; i++)
		if (!((s[i] >= '0' && s[i] <= '9') ||
		    (s[i] >= 'a' && s[i] <= 'z') ||
		    (s[i] >= 'A' && s[i] <= 'Z') ||
		    (s[i] != '\0' && strchr(signs, s[i]) != NULL)))
			return 0;
	return 1;
}

const char *
code_email(const char *s)
{
	const char	*at = strchr(s, '@');
	const char	*dot;
	size_t		 n;

	if (at == NULL || at == s || (n = strlen(at + 1)) == 0 ||
	    strlen(s) > 254 || !all_of(s, (size_t)(at - s), "._%+-") ||
	    !all_of(at + 1, n, ".-"))
		return "电子邮箱格式不符，例如 name@example.cn";
	dot = strrchr(at + 1, '.');
	if (dot == NULL || dot == at + 1 || dot[1] == '\0' ||
	    strstr(at, "..") != NULL)
		return "电子邮箱格式不符，例如 name@example.cn";
	return NULL;
}

/* First and last characters stay, stars stand between. */
static void
mask(const char *s, size_t len, size_t head, size_t tail, char out[CODE_MASK])
{
	size_t	 n = strlen(s);

	out[0] = '\0';
	if (n != len || len >= CODE_MASK)
		return;
	memcpy(out, s, n + 1);
	memset(out + head, '*', n - head - tail);
}

void
code_mask_mobile(const char *s, char out[CODE_MASK])
{
	mask(s, 11, 3, 4, out);
}

void
code_mask_citizen(const char *s, char out[CODE_MASK])
{
	mask(s, CITIZEN_LEN, 6, 4, out);
}

void
code_mask_name(const char *s, char out[CODE_MASK])
{
	size_t	 first = utf8_prefix(s, 1), rest = utf8_count(s);

	out[0] = '\0';
	if (rest == 0 || first > 4)
		return;
	if (rest > 10)
		rest = 10;
	memcpy(out, s, first);
	memset(out + first, '*', rest - 1);
	out[first + rest - 1] = '\0';
}
