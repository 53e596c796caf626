/* Days as people count them; see calendar.h. */
#include <stddef.h>
#include <stdio.h>

#include "base/calendar.h"
#include "base/clock.h"

#define SHANGHAI (8 * MS_HOUR)
#define FIRST_MONTH 12			/* January of year 1 */
#define LAST_MONTH (9999 * 12 + 11)	/* December of year 9999 */

/* Days from 1970-01-01 to the day; years counted from March (era method). */
static int64_t
days_from(int y, int m, int d)
{
	int64_t	 year = m <= 2 ? y - 1 : y, era, yoe, doy;

	era = (year >= 0 ? year : year - 399) / 400;
	yoe = year - era * 400;
	doy = (153 * (m + (m > 2 ? -3 : 9)) + 2) / 5 + d - 1;
	return era * 146097 + yoe * 365 + yoe / 4 - yoe / 100 + doy - 719468;
}

static int64_t
floor_div(int64_t a, int64_t b)
{
	return a / b - (a % b < 0);
}

void
calendar_split_utc(int64_t ms, struct civil *out)
{
	int64_t	 days = floor_div(ms, MS_DAY), rest = ms - days * MS_DAY;
	int64_t	 z = days + 719468, era, doe, yoe, doy, mp;

	era = floor_div(z, 146097);
	doe = z - era * 146097;
	yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
	doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
	mp = (5 * doy + 2) / 153;
	out->day = (int)(doy - (153 * mp + 2) / 5 + 1);
	out->month = (int)(mp < 10 ? mp + 3 : mp - 9);
	out->year = (int)(yoe + era * 400 + (out->month <= 2));
	out->hour = (int)(rest / MS_HOUR);
	out->minute = (int)(rest % MS_HOUR / MS_MINUTE);
	out->second = (int)(rest % MS_MINUTE / MS_SECOND);
	out->weekday = (int)((days % 7 + 11) % 7);	/* 1970-01-01: 4 */
}

int64_t
calendar_join_utc(const struct civil *c)
{
	return days_from(c->year, c->month, c->day) * MS_DAY +
	    c->hour * MS_HOUR + c->minute * MS_MINUTE + c->second * MS_SECOND;
}

void
calendar_split(int64_t ms, struct civil *out)
{
	calendar_split_utc(ms + SHANGHAI, out);
}

int64_t
calendar_join(const struct civil *c)
{
	return calendar_join_utc(c) - SHANGHAI;
}

static int
month_days(int y, int m)
{
	static const int days[] = {
		31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31
	};

	if (m == 2 && y % 4 == 0 && (y % 100 != 0 || y % 400 == 0))
		return 29;
	return days[m - 1];
}

int
calendar_is_day(int y, int m, int d)
{
	return y >= 1 && y <= 9999 && m >= 1 && m <= 12 && d >= 1 &&
	    d <= month_days(y, m);
}

int64_t
calendar_midnight(int64_t ms)
{
	return floor_div(ms + SHANGHAI, MS_DAY) * MS_DAY - SHANGHAI;
}

int64_t
calendar_add_months(int64_t ms, int n)
{
	struct civil	 c;
	int64_t		 sub = ms - floor_div(ms, MS_SECOND) * MS_SECOND, m;
	int		 last;

	calendar_split(ms, &c);
	m = (int64_t)c.year * 12 + c.month - 1 + n;
	m = m < FIRST_MONTH ? FIRST_MONTH : m > LAST_MONTH ? LAST_MONTH : m;
	c.year = (int)(m / 12);
	c.month = (int)(m % 12 + 1);
	last = month_days(c.year, c.month);
	if (c.day > last)
		c.day = last;
	return calendar_join(&c) + sub;
}

int64_t
calendar_add_workdays(int64_t ms, int n)
{
	struct civil	 c;

	while (n > 0) {
		ms += MS_DAY;
		calendar_split(ms, &c);
		n -= c.weekday != 0 && c.weekday != 6;
	}
	return ms;
}

/* --- texts ----------------------------------------------------------------- */

/* Parts of a moment in a pattern: a letter, where it stands, how wide. */
static const struct part {
	char	 letter;
	size_t	 at;
	int	 width;			/* at least, with zeros before it */
} parts[] = {
	{ 'Y', offsetof(struct civil, year), 4 },
	{ 'y', offsetof(struct civil, year), 1 },
	{ 'M', offsetof(struct civil, month), 2 },
	{ 'n', offsetof(struct civil, month), 1 },
	{ 'D', offsetof(struct civil, day), 2 },
	{ 'd', offsetof(struct civil, day), 1 },
	{ 'h', offsetof(struct civil, hour), 2 },
	{ 'm', offsetof(struct civil, minute), 2 },
	{ 's', offsetof(struct civil, second), 2 },
};

static char *
put_number(char *out, int n, int width)
{
	char	 digits[12];
	int	 k = 0;

	for (; n > 0 || k < width; n /= 10)
		digits[k++] = (char)('0' + n % 10);
	while (k > 0)
		*out++ = digits[--k];
	return out;
}

/*
 * "%Y-%M" and the like.  A table of fifty rows prints a hundred moments, and
 * snprintf was the dearest part of it.
 */
static void
put(const struct civil *c, const char *pattern, char out[CALENDAR_TEXT])
{
	const char	*s;
	size_t		 i;

	for (s = pattern; *s != '\0'; s++) {
		if (*s != '%') {
			*out++ = *s;
			continue;
		}
		for (i = 0, s++; parts[i].letter != *s;)
			i++;
		out = put_number(out, *(const int *)((const char *)c +
		    parts[i].at), parts[i].width);
	}
	*out = '\0';
}

static void
put_local(int64_t ms, const char *pattern, char out[CALENDAR_TEXT])
{
	struct civil	 c;

	calendar_split(ms, &c);
	put(&c, pattern, out);
}

static void
put_utc(int64_t ms, const char *pattern, char out[CALENDAR_TEXT])
{
	struct civil	 c;

	calendar_split_utc(ms, &c);
	put(&c, pattern, out);
}

void
calendar_date(int64_t ms, char out[CALENDAR_TEXT])
{
	put_local(ms, "%y年%n月%d日", out);
}

void
calendar_day(int64_t ms, char out[CALENDAR_TEXT])
{
	put_local(ms, "%Y-%M-%D", out);
}

void
calendar_minute(int64_t ms, char out[CALENDAR_TEXT])
{
	put_local(ms, "%y年%n月%d日 %h:%m", out);
}

void
calendar_second(int64_t ms, char out[CALENDAR_TEXT])
{
	put_local(ms, "%y年%n月%d日 %h:%m:%s +08:00", out);
}

void
calendar_exact(int64_t ms, char out[CALENDAR_TEXT])
{
	put_local(ms, "%Y-%M-%D %h:%m:%s +08:00", out);
}

void
calendar_der(int64_t ms, char out[CALENDAR_TEXT])
{
	put_utc(ms, "%Y%M%D%h%m%sZ", out);
}

void
calendar_iso(int64_t ms, char out[CALENDAR_TEXT])
{
	put_utc(ms, "%Y-%M-%DT%h:%m:%sZ", out);
}

void
calendar_http(int64_t ms, char out[CALENDAR_TEXT])
{
	static const char days[] = "SunMonTueWedThuFriSat";
	static const char months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
	struct civil	 c;

	calendar_split_utc(ms, &c);
	put(&c, "ddd, %D mmm %Y %h:%m:%s GMT", out);
	memcpy(out, days + 3 * c.weekday, 3);
	memcpy(out + 8, months + 3 * (c.month - 1), 3);
}

static int
digits(const char *s, int n, int *out)
{
	*out = 0;
	while (n-- > 0) {
		if (*s < '0' || *s > '9')
			return 0;
		*out = *out * 10 + (*s++ - '0');
	}
	return 1;
}

int
calendar_read_day(const char *s, int64_t *ms)
{
	struct civil	 c = { 0 };

	if (!digits(s, 4, &c.year) || s[4] != '-' ||
	    !digits(s + 5, 2, &c.month) || s[7] != '-' ||
	    !digits(s + 8, 2, &c.day) || s[10] != '\0' ||
	    !calendar_is_day(c.year, c.month, c.day))
		return 0;
	*ms = calendar_join(&c);
	return 1;
}

int
calendar_read_iso(const char *s, int64_t *ms)
{
	struct civil	 c = { 0 };

	if (!digits(s, 4, &c.year) || s[4] != '-' ||
	    !digits(s + 5, 2, &c.month) || s[7] != '-' ||
	    !digits(s + 8, 2, &c.day) || s[10] != 'T' ||
	    !digits(s + 11, 2, &c.hour) || s[13] != ':' ||
	    !digits(s + 14, 2, &c.minute) || s[16] != ':' ||
	    !digits(s + 17, 2, &c.second) || s[19] != 'Z' || s[20] != '\0' ||
	    !calendar_is_day(c.year, c.month, c.day) || c.hour > 23 ||
	    c.minute > 59 || c.second > 59)
		return 0;
	*ms = calendar_join_utc(&c);
	return 1;
}
