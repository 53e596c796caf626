/* The rules in force, their changes and what they mean; see policy.h. */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/calendar.h"
#include "base/clock.h"
#include "base/log.h"
#include "office/local.h"

#define VERSION_SERIES	"policy.version"
#define NUMBER_MAX	1000000
#define MONTHS_MAX	120	/* no certificate of ours outlives ten years */

enum { POLICY_VALUE, POLICY_VERSION, POLICY_PUT, POLICY_KEEP, POLICY_OF,
	POLICY_ALL, POLICY_CITABLE, POLICY__N };

static const struct sql policy_sql[POLICY__N] = {
	[POLICY_VALUE] = { .nin = 1, .text =
	    "SELECT value FROM policy WHERE name = $1" },
	[POLICY_VERSION] = { .nin = 1, .text =
	    "SELECT n FROM counter WHERE series = $1" },
	[POLICY_PUT] = { .nin = 5, .text =
	    "INSERT INTO policy (name, value, version, since, who)"
	    " VALUES ($1, $2, $3, $4, $5)"
	    " ON CONFLICT (name) DO UPDATE SET value = excluded.value,"
	    " version = excluded.version, since = excluded.since,"
	    " who = excluded.who" },
	[POLICY_KEEP] = { .nin = 7, .text =
	    "INSERT INTO policy_history (name, value, version, since, who,"
	    " reason, request) VALUES ($1, $2, $3, $4, $5, $6, $7)" },
	[POLICY_OF] = { .nin = 2, .text =
	    "SELECT version, since, name, value, who, reason, request"
	    "  FROM policy_history WHERE name = $1"
	    " ORDER BY version DESC LIMIT $2" },
	[POLICY_ALL] = { .nin = 1, .text =
	    "SELECT version, since, name, value, who, reason, request"
	    "  FROM policy_history ORDER BY version DESC, name LIMIT $1" },
	[POLICY_CITABLE] = { .nin = 2, .text =
	    "SELECT p.name FROM policy_profile p"
	    " WHERE p.name = $1 AND p.article <> ''"
	    "   AND (p.name = $2 OR EXISTS (SELECT 1 FROM policy_request q"
	    "        WHERE q.profile = p.name AND q.state = 'applied'))" },
};

/* --- values ------------------------------------------------------------ */

/* "30d" to 30 and 'd'; 0 unless exactly so. */
static int
span_read(const char *s, int *n, char *unit)
{
	char	*end;
	long	 v;

	if (!isdigit((unsigned char)*s))
		return 0;
	v = strtol(s, &end, 10);
	if (v > NUMBER_MAX || strlen(end) != 1 || strchr("hdwm", *end) == NULL)
		return 0;
	*n = (int)v;
	*unit = *end;
	return 1;
}

/* Whether the word of n bytes is one of those in "list". */
static int
list_has(const char *list, const char *word, size_t n)
{
	const char	*p;
	size_t		 len;

	for (p = list; *p != '\0'; p += len + (p[len] == ' ')) {
		len = strcspn(p, " ");
		if (len == n && memcmp(p, word, n) == 0)
			return 1;
	}
	return 0;
}

static int
words_fit(const char *choices, const char *value)
{
	const char	*p;
	size_t		 len;

	for (p = value; *p != '\0'; p += len + (p[len] == ' ')) {
		len = strcspn(p, " ");
		if (len == 0 || !list_has(choices, p, len))
			return 0;
	}
	return *value != '\0';
}

int
policy_value_fits(const struct policy_rule *rule, const char *value)
{
	size_t	 len = strlen(value);
	char	 unit;
	int	 n;

	if (policy_fixed(rule) != NULL)
		return strcmp(value, rule->value) == 0;
	switch (rule->kind) {
	case POLICY_FLAG:
		return strcmp(value, "0") == 0 || strcmp(value, "1") == 0;
	case POLICY_NUMBER:
		return len > 0 && len < 7 &&
		    strspn(value, "0123456789") == len;
	case POLICY_SPAN:
		return span_read(value, &n, &unit);
	case POLICY_MONTHS:
		return span_read(value, &n, &unit) && unit == 'm' && n > 0 &&
		    n <= MONTHS_MAX;
	case POLICY_CHOICE:
		return len > 0 && list_has(rule->choices, value, len);
	case POLICY_WORDS:
		return words_fit(rule->choices, value);
	}
	return 0;
}

/* --- in force ---------------------------------------------------------- */

enum status
policy_text(struct store *db, struct pool *pool, const char *name,
    const char **out, struct fault *f)
{
	const struct policy_rule	*rule = policy_find(name);
	struct value			 in[1];
	struct rows			*rows;
	enum status			 st;

	*out = NULL;
	if (rule == NULL)
		return fault_set(f, ST_ABSENT, "no policy %.40s", name);
	in[0] = v_text(rule->name);
	st = one_row(db, &policy_sql[POLICY_VALUE], in, 1, &rows, f);
	if (st == ST_ABSENT) {
		*out = rule->value;
		return ST_OK;
	}
	if (st != ST_OK)
		return st;
	*out = rows_text(rows, 0, pool);
	rows_free(rows);
	return pool_held(pool, f);
}

/* With a pool of its own, for those who want no text. */
static enum status
value_read(struct store *db, const char *name, char *out, size_t room)
{
	struct pool	*pool = pool_new(16 * 1024);
	struct fault	 f = { 0 };
	const char	*s = NULL;
	enum status	 st = ST_BROKEN;

	if (pool != NULL)
		st = policy_text(db, pool, name, &s, &f);
	if (st == ST_OK)
		snprintf(out, room, "%s", s);
	else
		log_fault(&f);
	pool_free(pool);
	return st;
}

int64_t
policy_int(struct store *db, const char *name, int64_t otherwise)
{
	char	 text[256];

	if (value_read(db, name, text, sizeof(text)) != ST_OK ||
	    !isdigit((unsigned char)text[0]))
		return otherwise;
	return strtoll(text, NULL, 10);
}

int
policy_has(struct store *db, const char *name, const char *word)
{
	char	 text[256];

	return value_read(db, name, text, sizeof(text)) == ST_OK &&
	    list_has(text, word, strlen(word));
}

int64_t
policy_version(struct store *db)
{
	const struct value	 in[] = { v_text(VERSION_SERIES) };
	struct fault		 f = { 0 };
	struct rows		*rows;
	int64_t			 n = 0;
	enum status		 st;

	st = one_row(db, &policy_sql[POLICY_VERSION], in, 1, &rows, &f);
	if (st == ST_OK) {
		n = rows_int(rows, 0);
		rows_free(rows);
	} else if (st != ST_ABSENT)
		log_fault(&f);
	return n;
}

int
policy_span(const char *span, int64_t at, int sign, int64_t *out)
{
	char	 unit;
	int	 n;

	*out = at;
	if (!span_read(span, &n, &unit))
		return 0;
	n = sign < 0 ? -n : n;
	switch (unit) {
	case 'h':
		*out = at + n * MS_HOUR;
		break;
	case 'd':
		*out = at + n * MS_DAY;
		break;
	case 'w':
		*out = calendar_add_workdays(at, n);
		break;
	case 'm':
		*out = calendar_add_months(at, n);
		break;
	}
	return 1;
}

enum status
policy_moment(struct store *db, const char *name, int64_t at, int sign,
    int64_t *out, struct fault *f)
{
	char		 text[256];
	enum status	 st;

	*out = at;
	if ((st = value_read(db, name, text, sizeof(text))) != ST_OK)
		return fault_set(f, st, "policy %.40s", name);
	return policy_span(text, at, sign, out) ? ST_OK :
	    fault_set(f, ST_INVALID, "policy %.40s is no span", name);
}

/* --- changes ----------------------------------------------------------- */

enum status
policy_value_known(struct store *db, const struct policy_rule *rule,
    const char *value, const char *profile, int *yes, struct fault *f)
{
	const struct value	 in[] = {
		v_text(value), v_text(or_empty(profile))
	};
	struct rows		*rows;
	enum status		 st;

	*yes = policy_value_fits(rule, value);
	if (*yes || strcmp(rule->name, POLICY_LEGAL) != 0)
		return ST_OK;
	st = one_row(db, &policy_sql[POLICY_CITABLE], in, 2, &rows, f);
	*yes = st == ST_OK;
	if (st == ST_OK)
		rows_free(rows);
	return st == ST_ABSENT ? ST_OK : st;
}

static enum status
put(struct store *db, const struct policy_rule *rule, const char *value,
    int64_t version, const struct policy_why *why, struct fault *f)
{
	const struct value	 in[] = {
		v_text(rule->name), v_text(value), v_int(version),
		v_int(clock_now()), v_text(or_empty(why->who)),
		v_text(or_empty(why->reason)), v_text(why->request),
	};
	enum status		 st;

	st = store_run(db, &policy_sql[POLICY_PUT], in, 5, NULL, f);
	if (st == ST_OK)
		st = store_run(db, &policy_sql[POLICY_KEEP], in, 7, NULL, f);
	return st;
}

/* Whatever is asked for here may be any own profile that can be cited. */
static enum status
put_one(struct store *db, const struct policy_value *v, int64_t version,
    const struct policy_why *why, struct fault *f)
{
	const struct policy_rule	*rule = policy_find(v->rule);
	enum status			 st;
	int				 yes;

	if (rule == NULL)
		return fault_set(f, ST_INVALID, "no policy %.40s", v->rule);
	st = policy_value_known(db, rule, v->value, v->value, &yes, f);
	if (st == ST_OK && !yes)
		st = fault_set(f, ST_INVALID, "policy %s cannot be '%.80s'",
		    rule->name, v->value);
	return st == ST_OK ? put(db, rule, v->value, version, why, f) : st;
}

enum status
policy_set(struct store *db, const struct policy_value *v, size_t n,
    const struct policy_why *why, int64_t seen, int64_t *version,
    struct fault *f)
{
	enum status	 st;
	size_t		 i;

	if ((st = counter_next(db, VERSION_SERIES, version, f)) != ST_OK)
		return st;
	if (seen != POLICY_ANY && *version != seen + 1)
		return fault_set(f, ST_CONFLICT,
		    "the rules are at version %lld now",
		    (long long)*version - 1);
	for (i = 0; st == ST_OK && i < n; i++)
		st = put_one(db, &v[i], *version, why, f);
	return st;
}

enum status
policy_history(struct store *db, struct pool *pool, const char *name,
    struct policy_change *out, size_t room, size_t *n, struct fault *f)
{
	const struct policy_rule *rule = name == NULL ? NULL :
				    policy_find(name);
	const struct value	 in[] = {
		v_text(rule == NULL ? "" : rule->name),
		v_int((int64_t)room),
	};
	struct rows		*rows;
	enum status		 st;

	*n = 0;
	if (name != NULL && rule == NULL)
		return fault_set(f, ST_ABSENT, "no policy %.40s", name);
	if (rule != NULL)
		st = store_query(db, &policy_sql[POLICY_OF], in, 2, &rows, f);
	else
		st = store_query(db, &policy_sql[POLICY_ALL], in + 1, 1,
		    &rows, f);
	if (st != ST_OK)
		return st;
	while (*n < room && (st = rows_next(rows, f)) == ST_OK) {
		out[*n].version = rows_int(rows, 0);
		out[*n].since = rows_int(rows, 1);
		out[*n].name = rows_text(rows, 2, pool);
		out[*n].value = rows_text(rows, 3, pool);
		out[*n].who = rows_text(rows, 4, pool);
		out[*n].reason = rows_text(rows, 5, pool);
		out[*n].request = rows_text(rows, 6, pool);
		(*n)++;
	}
	rows_free(rows);
	return st == ST_OK || st == ST_ABSENT ? pool_held(pool, f) : st;
}
