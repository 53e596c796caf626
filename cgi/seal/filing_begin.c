/*
 * What is reported of a seal, to whom, and the message: see filing.h.  The
 * message is composed when the event happens, out of a table that says which
 * target needs which item of which event.
 */
#include <string.h>

#include "base/calendar.h"
#include "base/limits.h"
#include "page/json.h"
#include "seal/filing_message.h"
#include "seal/local.h"

#define BEGIN_POOL	(512 * KIB)	/* twenty targets and their messages */
#define MESSAGE_MAX	(16 * KIB)	/* of names, at most 200 bytes each */

enum { FACTS, FILING_ADD, SCOPE_ADD, EVENT_ADD, SQL__N };

static const struct sql begin_sql[SQL__N] = {
	/* in the order of enum filing_fact */
	[FACTS] = { .nin = 1, .text =
	    "SELECT s.code, s.name, u.name, u.code, u.region, s.sub_kind,"
	    "       s.category, s.scope, d.name, m.name, o.code, v.serial,"
	    "       v.valid_from, v.valid_to, a.holder_name, a.agent_name"
	    "  FROM seal s LEFT JOIN unit u ON u.id = s.unit"
	    "  LEFT JOIN unit d ON d.id = s.desk"
	    "  LEFT JOIN request r ON r.id = s.request"
	    "  LEFT JOIN unit m ON m.id = r.maker"
	    "  LEFT JOIN seal o ON o.id = s.replaces"
	    "  LEFT JOIN seal_version v"
	    "    ON v.seal = s.id AND v.version = s.version"
	    "  LEFT JOIN application a"
	    "    ON a.request = r.id AND a.version = r.version"
	    " WHERE s.id = $1" },
	[FILING_ADD] = { .nin = 12, .text =
	    "INSERT INTO filing (id, target, seal, request, kind, state, rev,"
	    " at, cause, version, message, due, tries, next_try, lease,"
	    " created, reason)"
	    " VALUES ($1, $2, $3, $4, $5, 'waiting', 1, $6, $7, 1, $8, $9, 0,"
	    "         $10, 0, $11, $12)" },
	[SCOPE_ADD] = { .nin = 4, .text =
	    "INSERT INTO filing_scope (unit, filing, target, stage, is_open,"
	    " moment)"
	    " SELECT unit, $1, $2, 'waiting', 1, CAST($3 AS BIGINT)"
	    "   FROM seal_scope WHERE seal = $4" },
	[EVENT_ADD] = { .nin = 4, .text =
	    "INSERT INTO filing_event (filing, seq, at, event, from_state,"
	    " to_state, person, note)"
	    " VALUES ($1, 1, $2, 'begin', '', 'waiting', $3, $4)" },
};

/* --- the message ------------------------------------------------------------ */

#define K(kind)		(1u << FILING_##kind)
#define EVERY		((1u << FILING_KIND__N) - 1)
#define MAKING		K(MADE)
#define VALIDITY	(K(MADE) | K(ACTIVATED) | K(RENEWED))

static const struct filing_item items[FACT__N] = {
	[FACT_CODE] = { "sealCode", "印章编码", EVERY, NULL, 0 },
	[FACT_NAME] = { "sealName", "印章名称", EVERY, NULL, 0 },
	[FACT_UNIT] = { "unitName", "使用单位", EVERY, NULL, 0 },
	[FACT_UNIT_CODE] = { "unitCode", "统一社会信用代码", EVERY, NULL, 0 },
	[FACT_REGION] = { "region", "行政区划码", MAKING, NULL, 0 },
	[FACT_SUB_KIND] = { "sealKind", "印章种类", MAKING, NULL, 0 },
	[FACT_CATEGORY] = { "category", "印章类别", MAKING, NULL, 0 },
	[FACT_SCOPE] = { "scope", "使用范围", MAKING, NULL, 0 },
	[FACT_DESK] = { "issuer", "制发单位", MAKING, NULL, 0 },
	[FACT_MAKER] = { "maker", "制作单位", MAKING, NULL, 0 },
	[FACT_REPLACES] = { "replaces", "换领自", MAKING, NULL, 0 },
	[FACT_SERIAL] = { "certSerial", "证书序列号", VALIDITY, NULL, 0 },
	[FACT_FROM] = { "validFrom", "有效期从", VALIDITY, NULL, 0 },
	[FACT_UNTIL] = { "validTo", "有效期至", VALIDITY, NULL, 0 },
	/* who a post's or a personal seal belongs to is part of the seal */
	[FACT_HOLDER] = { "holder", "持章人", MAKING, NULL, 1 },
	/* the police registers who asked for a seal (WH 14) */
	[FACT_AGENT] = { "agent", "经办人", MAKING, "police", 1 },
};

const struct filing_item *
filing_item(const char *name)
{
	size_t	 i;

	for (i = 0; i < NITEMS(items); i++)
		if (strcmp(items[i].name, name) == 0)
			return &items[i];
	return NULL;
}

static unsigned
kind_bit(const char *name)
{
	int	 k;

	for (k = 0; k < FILING_KIND__N; k++)
		if (strcmp(filing_kind_name((enum filing_kind)k), name) == 0)
			return 1u << k;
	return 0;
}

int
filing_item_wanted(enum filing_fact fact, const char *kind,
    const char *target_kind)
{
	return (items[fact].kinds & kind_bit(kind)) != 0 &&
	    (items[fact].target == NULL ||
	    strcmp(items[fact].target, target_kind) == 0);
}

/* One item, where there is a value. */
static void
put_item(struct json *j, const struct rows *rows, int fact)
{
	char		 when[CALENDAR_TEXT];
	const char	*text;

	if (rows_is_null(rows, fact))
		return;
	if (fact == FACT_FROM || fact == FACT_UNTIL) {
		calendar_iso(rows_int(rows, fact), when);
		json_text(j, items[fact].name, when);
		return;
	}
	text = rows_str(rows, fact);
	if (*text != '\0')
		json_text(j, items[fact].name, text);
}

static void
write_message(const struct filing *g, const struct target *t,
    const struct rows *rows, const char *addressee, struct buf *out)
{
	char		 when[CALENDAR_TEXT];
	struct json	 j;
	int		 fact;

	calendar_iso(g->at, when);
	json_begin(&j, out);
	json_map(&j, NULL);
	json_int(&j, "version", FILING_MESSAGE_VERSION);
	json_text(&j, "type", "filing");
	json_text(&j, "target", t->code);
	json_text(&j, "filing", g->id);
	json_int(&j, "revision", g->version + 1);
	json_text(&j, "kind", g->kind);
	json_text(&j, "at", when);
	if (g->cause != NULL)
		json_text(&j, "reason", g->cause);
	if (addressee != NULL)
		json_text(&j, "addressee", addressee);
	json_map(&j, "items");
	for (fact = 0; fact < FACT__N; fact++)
		if (filing_item_wanted((enum filing_fact)fact, g->kind,
		    t->kind))
			put_item(&j, rows, fact);
	json_end(&j);
	json_end(&j);
	if (!json_ok(&j))
		out->failed = 1;
}

/* which authority of the seal's region a target stands for. */
int
filing_authority(const char *target_kind)
{
	static const struct { const char *target; int authority; } whose[] = {
		{ "police", AUTHORITY_POLICE },
		{ "authority", AUTHORITY_MANAGEMENT },
	};
	size_t	 i;

	for (i = 0; i < NITEMS(whose); i++)
		if (strcmp(whose[i].target, target_kind) == 0)
			return whose[i].authority;
	return AUTHORITY__N;
}

static enum status
find_addressee(struct store *db, struct pool *pool, const struct target *t,
    const char *region, const char **name, struct fault *f)
{
	const int		 kind = filing_authority(t->kind);
	struct authority	 a;
	enum status		 st;

	*name = NULL;
	if (kind == AUTHORITY__N || region == NULL)
		return ST_OK;
	st = authority_find(db, pool, region, (enum authority_kind)kind, &a,
	    f);
	if (st == ST_OK)
		*name = a.name;
	return st == ST_ABSENT ? ST_OK : st;
}

static enum status
compose(struct store *db, struct pool *pool, const struct filing *g,
    const struct target *t, const char **out, struct fault *f)
{
	const struct value	 in = v_text(g->seal);
	struct rows		*rows = NULL;
	const char		*addressee;
	struct buf		 b;
	enum status		 st;

	*out = NULL;
	buf_init(&b, MESSAGE_MAX);
	st = store_query(db, &begin_sql[FACTS], &in, 1, &rows, f);
	if (st == ST_OK && (st = rows_next(rows, f)) == ST_OK)
		st = find_addressee(db, pool, t, rows_text(rows, FACT_REGION,
		    pool), &addressee, f);
	if (st == ST_OK) {
		write_message(g, t, rows, addressee, &b);
		if (!buf_ok(&b) || (*out = pool_text(pool,
		    buf_str(&b))) == NULL)
			st = fault_set(f, ST_BROKEN, "filing: message");
	}
	rows_free(rows);
	buf_free(&b);
	return st;
}

enum status
filing_compose(struct store *db, struct pool *pool, const struct filing *g,
    const char **out, struct fault *f)
{
	struct target	 t;
	enum status	 st = target_load(db, pool, g->target, &t, f);

	return st == ST_OK ? compose(db, pool, g, &t, out, f) : st;
}

/* --- who is told -------------------------------------------------------------- */

/* P-13: for these the national specification has no message. */
static int
is_unknown_abroad(const struct target *t, enum filing_kind kind)
{
	return strcmp(t->kind, "national") == 0 &&
	    (kind == FILING_SUSPENDED || kind == FILING_FOUND ||
	    kind == FILING_RESUMED);
}

static enum status
due_of(struct store *db, const struct target *t, int64_t at, int64_t *due,
    struct fault *f)
{
	enum status	 st = ST_OK;

	if (*t->deadline == '\0')
		st = policy_moment(db, "P-11", at, 1, due, f);
	else if (!policy_span(t->deadline, at, 1, due))
		st = fault_set(f, ST_BROKEN, "target %s: deadline", t->code);
	if (st == ST_OK && *due <= at)
		*due = at + FILING_AT_ONCE;
	return st;
}

static enum status
add(struct store *db, const struct actor *who, const struct filing *g,
    const char *note, struct fault *f)
{
	const struct value	 row[] = {
		v_text(g->id), v_text(g->target), v_text(g->seal),
		v_text(g->request), v_text(g->kind), v_int(g->at),
		v_text(g->cause), v_text(g->message), v_int(g->due), v_int(g->next_try),
		v_int(g->created), v_text(g->reason),
	};
	const struct value	 scope[] = {
		v_text(g->id), v_text(g->target), v_int(g->due),
		v_text(g->seal),
	};
	const struct value	 line[] = {
		v_text(g->id), v_int(g->created),
		v_text(who->person[0] == '\0' ? NULL : who->person),
		v_text(note),
	};
	enum status		 st;

	st = store_run(db, &begin_sql[FILING_ADD], row, NITEMS(row), NULL, f);
	if (st == ST_OK)
		st = store_run(db, &begin_sql[SCOPE_ADD], scope,
		    NITEMS(scope), NULL, f);
	return st == ST_OK ? store_run(db, &begin_sql[EVENT_ADD], line,
	    NITEMS(line), NULL, f) : st;
}

/* What one target has to be told; ST_OK with nothing done where nothing. */
static enum status
begin_one(struct store *db, struct pool *pool, const struct actor *who,
    const struct seal *s, const struct seal_move *move,
    const struct target *t, int64_t at, struct fault *f)
{
	const int		 before = strcmp(t->kind, "national") == 0 &&
				    policy_has(db, "P-10", "before");
	const enum filing_kind	 kind = filing_kind_of(move->event, before);
	char			 id[ID_LEN + 1];
	struct filing		 g = {
		.target = t->id, .seal = s->id, .request = move->request,
		.cause = move->reason, .at = at, .created = at, .next_try = at,
	};
	enum status		 st;

	if (kind == FILING_NONE ||
	    !target_has_word(t->triggers, filing_kind_name(kind)) ||
	    (strcmp(t->scope, "cross") == 0 &&
	    strcmp(s->scope, "cross") != 0) || !target_is_on(db, t))
		return ST_OK;
	id_new(id);
	g.id = id;
	g.kind = filing_kind_name(kind);
	if (is_unknown_abroad(t, kind) && policy_int(db, "P-13", 0) != 1) {
		g.due = g.next_try = FILING_NEVER;
		g.reason = "国家平台没有这类报文，请按当地要求另行报告，再登记结果";
	} else if ((st = due_of(db, t, at, &g.due, f)) != ST_OK)
		return st;
	st = compose(db, pool, &g, t, &g.message, f);
	return st == ST_OK ? add(db, who, &g, g.reason, f) : st;
}

enum status
filing_begin(struct store *db, const struct actor *who, const struct seal *s,
    const struct seal_move *move, int64_t at, struct fault *f)
{
	struct target	*list;
	struct pool	*pool;
	enum status	 st;
	size_t		 i, n;

	if (filing_kind_of(move->event, 0) == FILING_NONE &&
	    filing_kind_of(move->event, 1) == FILING_NONE)
		return ST_OK;
	if ((pool = pool_new(BEGIN_POOL)) == NULL)
		return fault_set(f, ST_BROKEN, "filing: memory");
	st = target_list(db, pool, &list, &n, f);
	for (i = 0; st == ST_OK && i < n; i++)
		st = begin_one(db, pool, who, s, move, &list[i], at, f);
	pool_free(pool);
	return st;
}
