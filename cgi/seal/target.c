/* Targets of filings and what may be typed of them; see target.h. */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "office/office.h"
#include "seal/filing.h"
#include "seal/target.h"

/* --- what may be typed -------------------------------------------------------- */

static int
starts(const char *s, const char *with)
{
	return strncmp(s, with, strlen(with)) == 0;
}

static int
is_loopback(const char *host)
{
	static const char *const names[] = { "127.0.0.1", "localhost",
	    "[::1]" };
	size_t	 i, n;

	for (i = 0; i < NITEMS(names); i++) {
		n = strlen(names[i]);
		if (starts(host, names[i]) && strchr(":/", host[n]) != NULL)
			return 1;
	}
	return 0;
}

/* A user in an address would end in logs; a blank or control is a slip. */
static int
is_plain(const char *s)
{
	for (; *s != '\0'; s++)
		if ((unsigned char)*s <= ' ' || (unsigned char)*s > '~' ||
		    strchr("@\"'<>\\^`{|}#", *s) != NULL)
			return 0;
	return 1;
}

const char *
target_address_refusal(const char *url, int demo)
{
	const char	*host;

	if (*url == '\0')
		return NULL;
	if (!is_plain(url))
		return "地址里有不能用的字符，也不能写用户名和口令";
	if (starts(url, "https://"))
		host = url + 8;
	else if (starts(url, "http://") && demo && is_loopback(url + 7))
		host = url + 7;
	else
		return demo ? "请填写 https 地址（演示时本机回环地址可以用 http）" :
		    "请填写 https 地址";
	return isalnum((unsigned char)*host) || *host == '[' ? NULL :
	    "地址里缺少主机名";
}

#define PLAN_TRIES	12	/* numbers of a plan */
#define PLAN_MOST	1440	/* minutes: at least once a day */

const char *
target_plan_refusal(const char *plan)
{
	static const char	 words[] = "请填写重试间隔的分钟数，用空格隔开，"
				    "由短到长，例如 1 5 15 60 240，最长 1440";
	const char		*p = plan;
	long			 n, before = 1;
	char			*end;
	int			 count = 0;

	while (*p != '\0') {
		if (!isdigit((unsigned char)*p))
			return words;
		n = strtol(p, &end, 10);
		if (n < before || n > PLAN_MOST || ++count > PLAN_TRIES ||
		    (*end != '\0' && *end != ' '))
			return words;
		before = n;
		p = *end == ' ' ? end + 1 : end;
	}
	return count == 0 || p[-1] == ' ' ? words : NULL;
}

int
target_has_word(const char *words, const char *word)
{
	const size_t	 len = strlen(word);
	size_t		 n;

	for (; *words != '\0'; words += n + (words[n] == ' ')) {
		n = strcspn(words, " ");
		if (n == len && memcmp(words, word, n) == 0)
			return 1;
	}
	return 0;
}

const char *
target_triggers_refusal(const char *triggers)
{
	const char	*p, *name;
	size_t		 n, len;
	int		 k, known;

	for (p = triggers; *p != '\0'; p += n + (p[n] == ' ')) {
		n = strcspn(p, " ");
		for (k = known = 0; k < FILING_KIND__N; k++) {
			name = filing_kind_name((enum filing_kind)k);
			len = strlen(name);
			known |= len == n && memcmp(name, p, n) == 0;
		}
		if (!known)
			return "请从列出的事项中选择";
	}
	return *triggers == '\0' ? "请至少选择一个事项" : NULL;
}

#define DEADLINE_MOST	(366 * MS_DAY)

const char *
target_deadline_refusal(const char *span)
{
	int64_t	 ms;

	return *span == '\0' || (policy_span(span, 0, 1, &ms) && ms >= 0 &&
	    ms <= DEADLINE_MOST) ? NULL :
	    "请填写时限，例如 24h（小时）、3d（天）或 5w（工作日）";
}

const char *
target_code_refusal(const char *code)
{
	const size_t	 n = strlen(code);

	return n >= 2 && n <= 40 && strspn(code,
	    "abcdefghijklmnopqrstuvwxyz0123456789-") == n ? NULL :
	    "代号用小写字母、数字和减号，2 至 40 个";
}

int
target_is_on(struct store *db, const struct target *t)
{
	if (!t->enabled)
		return 0;
	if (strcmp(t->kind, "province") == 0)
		return policy_int(db, "P-12", 0) == 1;
	return strcmp(t->kind, "national") != 0 ||
	    !policy_has(db, "P-10", "none");
}

int
target_can_send(struct store *db, const struct target *t, int demo)
{
	return *t->address != '\0' && t->receipt_key.n == SM2_PUBLIC &&
	    target_address_refusal(t->address, demo) == NULL &&
	    target_is_on(db, t);
}

int
target_is_agent(const struct target *t)
{
	return strcmp(t->kind, TARGET_AGENT) == 0;
}

/* --- records -------------------------------------------------------------------- */

enum { TARGET_BY_ID, TARGET_LIST, TARGET_ADD, TARGET_SAVE, TARGET__N };

#define COLUMNS								\
	"id, rev, kind, name, code, enabled, address, triggers, scope,"	\
	" deadline, plan, receipt_key, changed"

static const struct sql target_sql[TARGET__N] = {
	[TARGET_BY_ID] = { .nin = 1, .text =
	    "SELECT " COLUMNS " FROM filing_target WHERE id = $1" },
	[TARGET_LIST] = { .nin = 1, .text =
	    "SELECT " COLUMNS " FROM filing_target"
	    " ORDER BY kind, name, id LIMIT $1" },
	[TARGET_ADD] = { .nin = 13, .text =
	    "INSERT INTO filing_target (id, rev, kind, name, code, enabled,"
	    " address, triggers, scope, deadline, plan, receipt_key,"
	    " changed, person)"
	    " VALUES ($1, 1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12,"
	    "         $13)" },
	[TARGET_SAVE] = { .nin = 14, .text =
	    "UPDATE filing_target SET rev = rev + 1, kind = $2, name = $3,"
	    "       code = $4, enabled = $5, address = $6, triggers = $7,"
	    "       scope = $8, deadline = $9, plan = $10,"
	    "       receipt_key = $11, changed = $12, person = $13"
	    " WHERE id = $1 AND rev = $14 RETURNING rev" },
};

static enum status
read_target(const struct rows *rows, struct pool *pool, void *out,
    struct fault *f)
{
	struct target	*t = out;
	int		 c = 0;

	snprintf(t->id, sizeof(t->id), "%s", rows_str(rows, c++));
	t->rev = rows_int(rows, c++);
	t->kind = rows_text(rows, c++, pool);
	t->name = rows_text(rows, c++, pool);
	t->code = rows_text(rows, c++, pool);
	t->enabled = (int)rows_int(rows, c++);
	t->address = rows_text(rows, c++, pool);
	t->triggers = rows_text(rows, c++, pool);
	t->scope = rows_text(rows, c++, pool);
	t->deadline = rows_text(rows, c++, pool);
	t->plan = rows_text(rows, c++, pool);
	t->receipt_key = pool_bytes(pool, rows_bytes(rows, c++));
	t->changed = rows_int(rows, c++);
	return pool_failed(pool) ? fault_set(f, ST_BROKEN, "target: memory") :
	    ST_OK;
}

static const struct record target_record = {
	"target", sizeof(struct target), read_target
};

enum status
target_load(struct store *db, struct pool *pool, const char *id,
    struct target *out, struct fault *f)
{
	const struct value	 in = v_text(id);

	return store_find(db, pool, &target_sql[TARGET_BY_ID], &in, 1,
	    &target_record, out, f);
}

enum status
target_list(struct store *db, struct pool *pool, struct target **out,
    size_t *n, struct fault *f)
{
	const struct value	 in = v_int(TARGETS_MAX);

	return store_list(db, pool, &target_sql[TARGET_LIST], &in, 1,
	    &target_record, TARGETS_MAX, out, n, f);
}

enum status
target_save(struct store *db, struct target *t, const char *person,
    struct fault *f)
{
	const int		 adds = t->id[0] == '\0';
	struct rows		*rows = NULL;
	enum status		 st;

	if (adds)
		id_new(t->id);
	const struct value	 in[] = {
		v_text(t->id), v_text(t->kind), v_text(t->name),
		v_text(t->code), v_int(t->enabled), v_text(t->address),
		v_text(t->triggers), v_text(t->scope), v_text(t->deadline),
		v_text(t->plan), v_bytes(t->receipt_key),
		v_int(clock_now()), v_text(person), v_int(t->rev),
	};

	if (adds) {
		t->rev = 1;
		return store_run(db, &target_sql[TARGET_ADD], in, 13, NULL,
		    f);
	}
	st = store_query(db, &target_sql[TARGET_SAVE], in, NITEMS(in), &rows,
	    f);
	if (st == ST_OK && (st = rows_next(rows, f)) == ST_ABSENT)
		st = fault_set(f, ST_CONFLICT, "target %s moved", t->code);
	if (st == ST_OK)
		t->rev = rows_int(rows, 0);
	rows_free(rows);
	return st;
}

/* --- those of every region -------------------------------------------------------- */

#define EVENTS	"lost found suspended resumed renewed revoked"

static const struct target usual[] = {
	{ .kind = "police", .name = "公安机关印章治安管理系统", .code = "police",
	  .enabled = 1, .triggers = "made " EVENTS, .scope = "all" },
	{ .kind = "authority", .name = "印章综合管理部门", .code = "authority",
	  .enabled = 1, .triggers = EVENTS, .scope = "all" },
	{ .kind = "province", .name = "省电子印章系统", .code = "province",
	  .enabled = 1, .triggers = "made activated " EVENTS, .scope = "all" },
	{ .kind = "national", .name = "国家政务服务平台", .code = "national",
	  .enabled = 1, .triggers = "made activated " EVENTS,
	  .scope = "cross" },
};

enum status
target_defaults(struct store *db, struct fault *f)
{
	struct target	 t;
	enum status	 st = ST_OK;
	size_t		 i;

	for (i = 0; st == ST_OK && i < NITEMS(usual); i++) {
		t = usual[i];
		t.address = t.deadline = "";
		t.plan = "1 5 15 60 240";
		st = target_save(db, &t, NULL, f);
	}
	return st;
}
