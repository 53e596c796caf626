/* What the entries of the trail are about, as people know it; see trail.h. */
#include <string.h>

#include "work/trail.h"

/* Objects of one query: fewer than a statement may take. */
#define IDS_N	50
#define IDS								\
	"$1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, "	\
	"$14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25, "	\
	"$26, $27, $28, $29, $30, $31, $32, $33, $34, $35, $36, $37, "	\
	"$38, $39, $40, $41, $42, $43, $44, $45, $46, $47, $48, $49, $50"
#define OF_UNIT								\
	"SELECT id, name, COALESCE(code, '') FROM unit"			\
	" WHERE id IN (" IDS ")"

/* Each kind of object: its word, and id, name and code by what entries hold. */
static const struct {
	const char	*kind, *label;
	struct sql	 sql;		/* text NULL: its object is its name */
} kinds[] = {
	{ "request", "办件", { .nin = IDS_N, .text =
	    "SELECT id, number, '' FROM request WHERE id IN (" IDS ")" } },
	{ "use", "用章申请", { .nin = IDS_N, .text =
	    "SELECT id, number, '' FROM use_request"
	    " WHERE id IN (" IDS ")" } },
	{ "seal", "印章", { .nin = IDS_N, .text =
	    "SELECT id, name, code FROM seal WHERE id IN (" IDS ")"
	    " UNION ALL "
	    "SELECT code, name, '' FROM seal WHERE code IN (" IDS ")" } },
	{ "unit", "单位", { .nin = IDS_N, .text = OF_UNIT } },
	{ "list", "清单", { .nin = IDS_N, .text = OF_UNIT } },
	{ "person", "人员", { .nin = IDS_N, .text =
	    "SELECT id, name, COALESCE(login, '') FROM person"
	    " WHERE id IN (" IDS ")" } },
	{ "cert-order", "证书申请", { NULL, 0 } },
	{ "policy-request", "规则修改", { .nin = IDS_N, .text =
	    "SELECT id, '第 ' || CAST(number AS TEXT) || ' 号', ''"
	    "  FROM policy_request WHERE id IN (" IDS ")" } },
	{ "profile", "地区方案", { .nin = IDS_N, .text =
	    "SELECT name, label, name FROM policy_profile"
	    " WHERE name IN (" IDS ")" } },
	{ "audit", "审计", { NULL, 0 } }, { "policy", "规则", { NULL, 0 } },
	{ "notice", "消息", { NULL, 0 } }, { "office", "系统", { NULL, 0 } },
	{ "clock", "时钟", { NULL, 0 } }, { "standing", "系统授权", { NULL, 0 } }, { "page", "页面", { NULL, 0 } },
	{ "record", "记录", { NULL, 0 } },
};

/* Objects that are a word. */
static const struct choice words[] = {
	{ "list", "记录列表" }, { "proofs", "核验结果" },
	{ "chain", "审计链" }, { "refusals", "拒绝计数" },
	{ "clock", "系统时钟" }, { "demonstration", "演示数据" },
	{ NULL, NULL }
};

const char *
trail_kind(const char *kind)
{
	size_t	 i;

	for (i = 0; i < NITEMS(kinds); i++)
		if (strcmp(kinds[i].kind, kind) == 0)
			return kinds[i].label;
	return kind;
}

/* Some entries know an id and not of what: "record" may be any kind. */
static int
may_be(const struct trail_thing *t, const char *kind)
{
	return strcmp(t->kind, kind) == 0 || strcmp(t->kind, "record") == 0;
}

static int
is_asked(const char *const *ids, size_t n, const char *object)
{
	size_t	 i;

	for (i = 0; i < n; i++)
		if (strcmp(ids[i], object) == 0)
			return 1;
	return 0;
}

/* The next objects of a kind, each once; *from: where to go on, n at the
 * end.  What is left of "in" asks for nothing. */
static size_t
gather(const struct trail_thing *list, size_t n, const char *kind,
    size_t *from, struct value in[IDS_N])
{
	const char	*ids[IDS_N];
	size_t		 i, nids = 0;

	for (; *from < n && nids < IDS_N; (*from)++)
		if (may_be(&list[*from], kind) &&
		    *list[*from].object != '\0' &&
		    !is_asked(ids, nids, list[*from].object))
			ids[nids++] = list[*from].object;
	for (i = 0; i < IDS_N; i++)
		in[i] = v_text(i < nids ? ids[i] : "");
	return nids;
}

static void
name_all(struct trail_thing *list, size_t n, const char *kind,
    const char *object, const char *name, const char *code)
{
	size_t	 i;

	for (i = 0; i < n; i++)
		if (may_be(&list[i], kind) &&
		    strcmp(list[i].object, object) == 0) {
			list[i].kind = kind;
			list[i].name = name;
			list[i].code = code;
		}
}

static enum status
ask(struct req *r, const struct sql *sql, const char *kind,
    struct trail_thing *list, size_t n)
{
	struct value	 in[IDS_N];
	struct rows	*rows = NULL;
	size_t		 from = 0;
	enum status	 st = ST_OK;

	while (st == ST_OK && gather(list, n, kind, &from, in) > 0) {
		st = store_query(r->db, sql, in, IDS_N, &rows, r->fault);
		while (st == ST_OK && (st = rows_next(rows, r->fault)) ==
		    ST_OK)
			name_all(list, n, kind, rows_str(rows, 0),
			    rows_text(rows, 1, r->pool),
			    rows_text(rows, 2, r->pool));
		rows_free(rows);
		rows = NULL;
		if (st == ST_ABSENT)
			st = ST_OK;
	}
	return st;
}

enum status
trail_things(struct req *r, struct trail_thing *list, size_t n)
{
	size_t		 i;
	enum status	 st = ST_OK;

	for (i = 0; i < n; i++) {
		list[i].name = choice_label(words, list[i].object);
		list[i].code = "";
	}
	for (i = 0; st == ST_OK && i < NITEMS(kinds); i++)
		if (kinds[i].sql.text != NULL)
			st = ask(r, &kinds[i].sql, kinds[i].kind, list, n);
	return st;
}
