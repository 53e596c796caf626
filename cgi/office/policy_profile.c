/* The profiles there are, the house's and own ones; see policy_profile.h. */
#include <ctype.h>
#include <string.h>

#include "base/clock.h"
#include "base/utf8.h"
#include "office/local.h"

#define COLUMNS								\
	"SELECT name, rev, label, document, article, first_day,"	\
	" last_day, draft, base FROM policy_profile"
#define NAME_MAX	31

enum { BY_NAME, LIST, VALUES, COUNT, ADD, SAVE, DROP_VALUES, ADD_VALUE, HELD,
	HOLD, LAST_APPLIED, SQL__N };

static const struct sql profile_sql[SQL__N] = {
	[BY_NAME] = { .nin = 1, .text = COLUMNS " WHERE name = $1" },
	[LIST] = { .nin = 1, .text = COLUMNS " ORDER BY name LIMIT $1" },
	[VALUES] = { .nin = 1, .text =
	    "SELECT rule, value FROM policy_profile_value"
	    " WHERE profile = $1 ORDER BY rule" },
	[COUNT] = { .nin = 0, .text =
	    "SELECT COUNT(*) FROM policy_profile" },
	[ADD] = { .nin = 10, .text =
	    "INSERT INTO policy_profile (name, rev, label, document,"
	    " article, first_day, last_day, draft, base, who, created,"
	    " changed) VALUES ($1, 1, $2, $3, $4, $5, $6, $7, $8, $9, $10,"
	    " $10)" },
	[SAVE] = { .nin = 10, .text =
	    "UPDATE policy_profile SET rev = rev + 1, label = $1,"
	    "       document = $2, article = $3, first_day = $4,"
	    "       last_day = $5, draft = $6, who = $7, changed = $8"
	    " WHERE name = $9 AND rev = $10" },
	[DROP_VALUES] = { .nin = 1, .text =
	    "DELETE FROM policy_profile_value WHERE profile = $1" },
	[ADD_VALUE] = { .nin = 3, .text =
	    "INSERT INTO policy_profile_value (profile, rule, value)"
	    " VALUES ($1, $2, $3)" },
	[HELD] = { .nin = 1, .text =
	    "SELECT id FROM policy_request WHERE profile = $1"
	    "   AND state IN ('proposed', 'approved', 'applied') LIMIT 1" },
	[HOLD] = { .nin = 2, .text =
	    "UPDATE policy_profile SET rev = rev + 1"
	    " WHERE name = $1 AND rev = $2" },
	[LAST_APPLIED] = { .nin = 0, .text =
	    "SELECT profile FROM policy_request WHERE state = 'applied'"
	    "   AND profile IS NOT NULL ORDER BY version DESC LIMIT 1" },
};

/* --- what may be written ----------------------------------------------------- */

const char *
policy_profile_name_unfit(const char *name)
{
	size_t	 n = strlen(name);

	if (n < 2 || n > NAME_MAX ||
	    strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789-") != n ||
	    !islower((unsigned char)name[0]) || name[n - 1] == '-')
		return "方案代号为 2 至 31 位小写字母、数字和短横，以字母开头，"
		    "不以短横结尾";
	if (policy_profile_find(name) != NULL || strcmp(name, "own") == 0 ||
	    strcmp(name, "new") == 0)
		return "这个代号已由系统使用，请换一个";
	return NULL;
}

/* They are printed at the foot of stamped pages: what its font has. */
const char *
policy_profile_words_unfit(const char *words)
{
	static const uint32_t	 marks[] = {
		0xB7, 0x3001, 0xFF08, 0xFF09, '-'	/* · 、 （ ） */
	};
	size_t			 left = strlen(words), n, i;
	uint32_t		 cp;

	for (; left > 0; words += n, left -= n) {
		if ((n = utf8_next(words, left, &cp)) == 0)
			return "不是有效的文字";
		for (i = 0; i < NITEMS(marks) && marks[i] != cp; i++)
			;
		if (i == NITEMS(marks) && (cp < 0x4E00 || cp > 0x9FA5) &&
		    (cp >= 0x80 || !isalnum((int)cp)))
			return "只能用汉字、字母、数字和“·、（）-”";
	}
	return NULL;
}

/* --- reading ------------------------------------------------------------------- */

static enum status
read_row(const struct rows *rows, struct pool *pool, void *out,
    struct fault *f)
{
	struct policy_profile	*p = out;

	(void)f;
	memset(p, 0, sizeof(*p));
	p->name = rows_text(rows, 0, pool);
	p->rev = rows_int(rows, 1);
	p->label = rows_text(rows, 2, pool);
	p->document = rows_text(rows, 3, pool);
	p->article = rows_text(rows, 4, pool);
	p->from = rows_text(rows, 5, pool);
	p->to = rows_text(rows, 6, pool);
	p->draft = rows_int(rows, 7) != 0;
	p->base = rows_text(rows, 8, pool);
	return ST_OK;
}

static const struct record profile_record = {
	"profile", sizeof(struct policy_profile), read_row
};

/* A rule that is no more is left out: its value has no meaning. */
static enum status
read_values(struct store *db, struct pool *pool, struct policy_profile *p,
    struct fault *f)
{
	const struct value	 in[] = { v_text(p->name) };
	struct rows		*rows;
	enum status		 st;
	size_t			 n = 0;

	st = store_query(db, &profile_sql[VALUES], in, 1, &rows, f);
	if (st != ST_OK)
		return st;
	while (n < POLICY_RULES && (st = rows_next(rows, f)) == ST_OK) {
		p->sets[n].rule = rows_text(rows, 0, pool);
		p->sets[n].value = rows_text(rows, 1, pool);
		if (p->sets[n].rule != NULL &&
		    policy_find(p->sets[n].rule) != NULL)
			n++;
	}
	memset(&p->sets[n], 0, sizeof(p->sets[n]));
	rows_free(rows);
	return st == ST_OK || st == ST_ABSENT ? pool_held(pool, f) : st;
}

enum status
policy_profile_load(struct store *db, struct pool *pool, const char *name,
    struct policy_profile *out, struct fault *f)
{
	const struct policy_profile	*ours = policy_profile_find(name);
	const struct value		 in[] = { v_text(name) };
	enum status			 st;

	if (ours != NULL) {
		*out = *ours;
		return ST_OK;
	}
	st = store_find(db, pool, &profile_sql[BY_NAME], in, 1,
	    &profile_record, out, f);
	return st == ST_OK ? read_values(db, pool, out, f) : st;
}

enum status
policy_profile_list(struct store *db, struct pool *pool,
    struct policy_profile **out, size_t *n, struct fault *f)
{
	const struct value	 in[] = { v_int(POLICY_PROFILES_MAX) };
	struct policy_profile	*own;
	size_t			 nown, i, k;
	enum status		 st;

	*n = 0;
	st = store_list(db, pool, &profile_sql[LIST], in, 1, &profile_record,
	    POLICY_PROFILES_MAX, &own, &nown, f);
	if (st != ST_OK)
		return st;
	for (k = 0; policy_profile_nth(k) != NULL; k++)
		;
	if ((*out = pool_array(pool, k + nown, sizeof(**out))) == NULL)
		return fault_set(f, ST_BROKEN, "profiles: past the pool");
	for (i = 0; i < k; i++)
		(*out)[i] = *policy_profile_nth(i);
	for (i = 0; st == ST_OK && i < nown; i++) {
		st = read_values(db, pool, &own[i], f);
		(*out)[k + i] = own[i];
	}
	*n = k + nown;
	return st;
}

const char *
policy_profile_value(const struct policy_profile *p,
    const struct policy_rule *rule)
{
	size_t	 i;

	for (i = 0; i < NITEMS(p->sets) && p->sets[i].rule != NULL; i++)
		if (strcmp(p->sets[i].rule, rule->name) == 0)
			return p->sets[i].value;
	return rule->value;
}

enum status
policy_profile_now(struct store *db, struct pool *pool, const char *init,
    struct policy_profile *out, struct fault *f)
{
	struct rows	*rows;
	const char	*name = init;
	enum status	 st;

	st = one_row(db, &profile_sql[LAST_APPLIED], NULL, 0, &rows, f);
	if (st == ST_OK) {
		name = rows_text(rows, 0, pool);
		rows_free(rows);
		if (name == NULL)
			return fault_set(f, ST_BROKEN, "profile: memory");
	} else if (st != ST_ABSENT)
		return st;
	return policy_profile_load(db, pool, name, out, f);
}

enum status
policy_profile_is_held(struct store *db, const char *name, int *yes,
    struct fault *f)
{
	const struct value	 in[] = { v_text(name) };
	struct rows		*rows;
	enum status		 st;

	st = one_row(db, &profile_sql[HELD], in, 1, &rows, f);
	*yes = st == ST_OK;
	if (st == ST_OK)
		rows_free(rows);
	return st == ST_ABSENT ? ST_OK : st;
}

/* --- writing ------------------------------------------------------------------- */

enum status
policy_apply(struct store *db, const char *profile, const char *who,
    struct fault *f)
{
	const struct policy_profile	*p = policy_profile_find(profile);
	const struct policy_rule	*r;
	struct policy_value		 all[POLICY_RULES];
	struct policy_why		 why = { .who = who };
	int64_t				 version;
	size_t				 n;

	if (p == NULL)
		return fault_set(f, ST_INVALID, "no profile %.40s", profile);
	for (n = 0; (r = policy_nth(n)) != NULL; n++)
		all[n] = (struct policy_value){
			r->name, policy_profile_value(p, r)
		};
	why.reason = p->label;
	return policy_set(db, all, n, &why, POLICY_ANY, &version, f);
}

/* Only what differs from the default. */
static enum status
write_values(struct store *db, const struct policy_profile *p,
    struct fault *f)
{
	const struct value		 name[] = { v_text(p->name) };
	const struct policy_rule	*r;
	const char			*value;
	enum status			 st;
	size_t				 i;

	st = store_run(db, &profile_sql[DROP_VALUES], name, 1, NULL, f);
	for (i = 0; st == ST_OK && (r = policy_nth(i)) != NULL; i++) {
		value = policy_profile_value(p, r);
		if (strcmp(value, r->value) == 0)
			continue;
		const struct value	 in[] = {
			v_text(p->name), v_text(r->name), v_text(value)
		};
		st = store_run(db, &profile_sql[ADD_VALUE], in, 3, NULL, f);
	}
	return st;
}

static enum status
is_full(struct store *db, struct fault *f)
{
	struct rows	*rows;
	int64_t		 n;
	enum status	 st;

	st = one_row(db, &profile_sql[COUNT], NULL, 0, &rows, f);
	if (st != ST_OK)
		return st;
	n = rows_int(rows, 0);
	rows_free(rows);
	return n < POLICY_PROFILES_MAX ? ST_OK : fault_set(f, ST_CONFLICT,
	    "%lld own profiles", (long long)n);
}

enum status
policy_profile_add(struct store *db, const struct policy_profile *p,
    const char *who, struct fault *f)
{
	const struct value	 in[] = {
		v_text(p->name), v_text(p->label), v_text(p->document),
		v_text(p->article), v_text(p->from), v_text(p->to),
		v_int(p->draft), v_text(p->base), v_text(who),
		v_int(clock_now()),
	};
	enum status		 st = is_full(db, f);

	if (st == ST_OK)
		st = store_run(db, &profile_sql[ADD], in, NITEMS(in), NULL,
		    f);
	return st == ST_OK ? write_values(db, p, f) : st;
}

enum status
policy_profile_save(struct store *db, const struct policy_profile *p,
    const char *who, struct fault *f)
{
	const struct value	 in[] = {
		v_text(p->label), v_text(p->document), v_text(p->article),
		v_text(p->from), v_text(p->to), v_int(p->draft), v_text(who),
		v_int(clock_now()), v_text(p->name), v_int(p->rev),
	};
	int64_t			 changed = 0;
	enum status		 st;
	int			 held;

	st = store_run(db, &profile_sql[SAVE], in, NITEMS(in), &changed, f);
	if (st == ST_OK)	/* asked for since the page was shown? */
		st = policy_profile_is_held(db, p->name, &held, f);
	if (st == ST_OK && (changed != 1 || held))
		st = fault_set(f, ST_CONFLICT, "profile %s moved", p->name);
	return st == ST_OK ? write_values(db, p, f) : st;
}

enum status
policy_profile_hold(struct store *db, const struct policy_profile *p,
    struct fault *f)
{
	const struct value	 in[] = { v_text(p->name), v_int(p->rev) };
	int64_t			 changed = 1;
	enum status		 st = ST_OK;

	if (p->base != NULL)
		st = store_run(db, &profile_sql[HOLD], in, 2, &changed, f);
	return st != ST_OK || changed == 1 ? st : fault_set(f, ST_CONFLICT,
	    "profile %s moved", p->name);
}
