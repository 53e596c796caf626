/*
 * Days as people in China count them: Asia/Shanghai, +08:00, no summer time
 * (own code: no locale, no TZ).  Proleptic Gregorian, years 1 to 9999.
 */
#ifndef BASE_CALENDAR_H
#define BASE_CALENDAR_H

#include <stdint.h>

struct civil {
	int	 year, month, day;		/* 1..9999, 1..12, 1..31 */
	int	 hour, minute, second;
	int	 weekday;			/* 0 Sunday .. 6 Saturday */
};

#define CALENDAR_TEXT 40	/* room for any of the texts below */

/* The moment as +08:00 wall time, and back (weekday ignored). */
void	 calendar_split(int64_t ms, struct civil *out);
int64_t	 calendar_join(const struct civil *c);
/* The same in UTC, for DER and HTTP. */
void	 calendar_split_utc(int64_t ms, struct civil *out);
int64_t	 calendar_join_utc(const struct civil *c);
/* Whether year, month and day name a day that exists. */
int	 calendar_is_day(int year, int month, int day);
/* 00:00 +08:00 of the day the moment lies in. */
int64_t	 calendar_midnight(int64_t ms);
/*
 * The same wall time n calendar months later (or earlier); the 31st becomes
 * the last day of a shorter month.  Never before year 1 or past year 9999.
 */
int64_t	 calendar_add_months(int64_t ms, int n);
/* The same wall time n working days (Monday to Friday) later. */
int64_t	 calendar_add_workdays(int64_t ms, int n);

/* 2026年11月20日 */
void	 calendar_date(int64_t ms, char out[CALENDAR_TEXT]);
/* 2026年11月20日 14:05 */
void	 calendar_minute(int64_t ms, char out[CALENDAR_TEXT]);
/* 2026年11月20日 14:05:09 +08:00 */
void	 calendar_second(int64_t ms, char out[CALENDAR_TEXT]);
/* 2026-11-20 14:05:09 +08:00 */
void	 calendar_exact(int64_t ms, char out[CALENDAR_TEXT]);
/* 20261120060509Z (GeneralizedTime, DER) */
void	 calendar_der(int64_t ms, char out[CALENDAR_TEXT]);
/* 2026-11-20T06:05:09Z (for machines) */
void	 calendar_iso(int64_t ms, char out[CALENDAR_TEXT]);
/* Fri, 20 Nov 2026 06:05:09 GMT (RFC 9110) */
void	 calendar_http(int64_t ms, char out[CALENDAR_TEXT]);
/* 2026-11-20, the day at +08:00, as <input type=date> takes it */
void	 calendar_day(int64_t ms, char out[CALENDAR_TEXT]);
/* "2026-11-20" to 00:00 +08:00 of that day; 0 unless exactly so. */
int	 calendar_read_day(const char *s, int64_t *ms);
/* "2026-11-20T06:05:09Z" to the moment; 0 unless exactly so. */
int	 calendar_read_iso(const char *s, int64_t *ms);

#endif
