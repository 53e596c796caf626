/* Refusals of electronic seals, their grounds, table and SQL; decline.h. */
#include <string.h>

#include "base/clock.h"
#include "base/limits.h"
#include "seal/decline.h"
#include "seal/local.h"
#include "trust/role.h"

#define CLERK	(ROLE_BIT(ROLE_REQUESTER) | ROLE_BIT(ROLE_KEEPER))
#define ADMIN	(ROLE_BIT(ROLE_BUSINESS_ADMIN) | ROLE_BIT(ROLE_SUPERVISOR))
#define FACTS(v) const struct decline_facts *(v) = subject; (void)act

/* --- the grounds (XY 13, GD 13, WH 15a; 电子签名法 3, 13, 14) ----------------- */

/* What of the document a ground needs. */
enum needs { NEEDS_NAMED, NEEDS_BAD, NEEDS_EXCLUDED };

static const struct {
	struct decline_reason	 shown;
	enum needs		 needs;
} reasons[] = {
	{ { "status", "文书涉及婚姻、收养、继承等人身关系",
	    "电子签名法第三条第三款第（一）项" }, NEEDS_NAMED },
	{ { "supply", "文书涉及停止供水、供热、供气等公用事业服务",
	    "电子签名法第三条第三款第（二）项" }, NEEDS_NAMED },
	{ { "law", "法律、行政法规规定不适用电子文书的其他情形",
	    "电子签名法第三条第三款第（三）项" }, NEEDS_NAMED },
	{ { "class", "本地规定不用电子印章的文件种类", "规则 P-43" },
	    NEEDS_EXCLUDED },
	{ { "invalid", "核验的结论是文件已改动、印章无效或者没有电子印章",
	    "电子签名法第十三条、第十四条" }, NEEDS_BAD },
};

const struct decline_reason *
decline_reason_nth(size_t k)
{
	return k < NITEMS(reasons) ? &reasons[k].shown : NULL;
}

static size_t
index_of(const char *name)
{
	size_t	 i;

	for (i = 0; i < NITEMS(reasons); i++)
		if (strcmp(reasons[i].shown.name, name) == 0)
			break;
	return i;
}

const struct decline_reason *
decline_reason_find(const char *name)
{
	return decline_reason_nth(index_of(name));
}

const char *
decline_unfit(const char *reason, enum decline_found found, int excluded)
{
	const size_t	 i = index_of(reason);

	if (i == NITEMS(reasons))
		return "请从列出的法定理由中选择；没有法定理由的，应当接受";
	if (found == FOUND_NOTHING)
		return "请填写文件上的验证码，或者上传收到的文件";
	switch (reasons[i].needs) {
	case NEEDS_EXCLUDED:
		return excluded ? NULL : "本地规定（P-43）没有排除这种文件，"
		    "不能以此为由";
	case NEEDS_BAD:
		if (found == FOUND_UNKNOWN)
			return "现在无法核实，请稍后再核验，不能以此为由";
		return found == FOUND_BAD || found == FOUND_BARE ||
		    found == FOUND_STOPPED || found == FOUND_UNISSUED ? NULL :
		    "核验的结论是盖章时有效，不能以此为由";
	case NEEDS_NAMED:
		break;
	}
	return NULL;
}

static const char *const founds[] = {
	[FOUND_NOTHING] = "nothing", [FOUND_UNISSUED] = "unissued",
	[FOUND_HELD] = "held", [FOUND_STOPPED] = "stopped",
	[FOUND_GENUINE] = "genuine", [FOUND_BAD] = "bad",
	[FOUND_BARE] = "bare", [FOUND_UNKNOWN] = "unknown",
};
_Static_assert(NITEMS(founds) == DECLINE_FOUND__N, "a name each");

const char *
decline_found_name(int found)
{
	return found >= 0 && found < DECLINE_FOUND__N ? founds[found] : NULL;
}

int
decline_found_find(const char *name)
{
	int	 k;

	for (k = 0; k < DECLINE_FOUND__N; k++)
		if (strcmp(founds[k], name) == 0)
			break;
	return k;
}

/* --- the table ---------------------------------------------------------------- */

static const char *
may_report(const void *subject, const void *act)
{
	FACTS(d);
	if (d->unfit != NULL)
		return d->unfit;
	return d->has_note ? NULL : "请写明具体情况";
}

static const char *
may_answer(const void *subject, const void *act)
{
	FACTS(d);
	if (d->own)
		return "报告拒收的人不能自己审查，请由他人办理";
	return d->has_note ? NULL : "请写明审查的意见";
}

static const struct flow_row decline_rows[] = {
	{ FLOW_NEW, DE_REPORT, D0_REPORTED, CLERK, may_report, 0 },
	{ D0_REPORTED, DE_UPHOLD, D1_UPHELD, ADMIN, may_answer, 0 },
	{ D0_REPORTED, DE_OVERRULE, D2_OVERRULED, ADMIN, may_answer, 0 },
};

static const struct flow_word decline_states[] = {
	[D0_REPORTED] = { "reported", "待审查" },
	[D1_UPHELD] = { "upheld", "理由成立" },
	[D2_OVERRULED] = { "overruled", "理由不成立" },
};
_Static_assert(NITEMS(decline_states) == DECLINE_STATE__N, "words");

static const struct flow_word decline_events[] = {
	[DE_REPORT] = { "report", "报告拒收" },
	[DE_UPHOLD] = { "uphold", "认定理由成立" },
	[DE_OVERRULE] = { "overrule", "认定不成立，要求接受" },
};
_Static_assert(NITEMS(decline_events) == DECLINE_EVENT__N, "words");

const struct flow flow_decline = {
	.name = "decline",
	.states = decline_states, .nstates = DECLINE_STATE__N,
	.events = decline_events, .nevents = DECLINE_EVENT__N,
	.rows = decline_rows, .nrows = NITEMS(decline_rows),
};

/* --- SQL ------------------------------------------------------------------------ */

#define SELECT								\
	"SELECT d.id, d.number, d.unit, d.rev, d.state, d.handle, d.file,"	\
	"       d.found, d.words, d.title, d.seal, d.reason, d.note,"	\
	"       d.person, d.statement, d.created, d.answer, d.answerer,"	\
	"       d.answer_said, d.answered, u.name, s.name, s.code,"	\
	"       p.name, a.name"
#define NAMES								\
	"  JOIN unit u ON u.id = d.unit"				\
	"  LEFT JOIN seal s ON s.id = d.seal"				\
	"  LEFT JOIN person p ON p.id = d.person"			\
	"  LEFT JOIN person a ON a.id = d.answerer"
#define HEAD								\
	SELECT "  FROM decline_scope x JOIN decline d ON d.id = x.decline"	\
	NAMES " WHERE x.unit = $1"					\
	"   AND (x.moment, x.decline) < (CAST($2 AS BIGINT), $3)"
#define TAIL " ORDER BY x.moment DESC, x.decline DESC LIMIT $4"

/* Bit 0 a stage, bit 1 a reason; parameters in this order. */
static const struct sql list_sql[] = {
	{ .nin = 4, .text = HEAD TAIL },
	{ .nin = 5, .text = HEAD " AND x.stage = $5" TAIL },
	{ .nin = 5, .text = HEAD " AND d.reason = $5" TAIL },
	{ .nin = 6, .text = HEAD " AND x.stage = $5 AND d.reason = $6" TAIL },
};

enum { BY_ID, SEES, COUNT, ADD, SCOPE_ADD, SAVE, SCOPE_MOVE, SQL__N };

static const struct sql decline_sql[SQL__N] = {
	[BY_ID] = { .nin = 1, .text =
	    SELECT "  FROM decline d" NAMES " WHERE d.id = $1" },
	[SEES] = { .nin = 2, .text =
	    "SELECT 1 FROM decline_scope WHERE decline = $1 AND unit = $2" },
	[COUNT] = { .nin = 2, .text =
	    "SELECT COUNT(*) FROM (SELECT 1 FROM decline_scope"
	    " WHERE unit = $1 AND stage = 'reported' LIMIT $2) x" },
	[ADD] = { .nin = 14, .text =
	    "INSERT INTO decline (id, number, rev, unit, state, handle, file,"
	    " found, words, title, seal, reason, note, person, statement,"
	    " created)"
	    " VALUES ($1, $2, 1, $3, 'reported', $4, $5, $6, $7, $8, $9,"
	    "         $10, $11, $12, $13, $14)" },
	[SCOPE_ADD] = { .nin = 3, .text =
	    "INSERT INTO decline_scope (unit, decline, stage, moment)"
	    " VALUES ($1, $2, 'reported', $3)" },
	[SAVE] = { .nin = 7, .text =
	    "UPDATE decline SET state = $1, answer = $2, answerer = $3,"
	    "       answer_said = $4, answered = $5, rev = rev + 1"
	    " WHERE id = $6 AND rev = $7" },
	[SCOPE_MOVE] = { .nin = 2, .text =
	    "UPDATE decline_scope SET stage = $1 WHERE decline = $2" },
};

static enum status
read_row(const struct rows *rows, struct pool *pool, void *out,
    struct fault *f)
{
	struct decline	*d = out;
	int		 c = 0;

	d->id = rows_text(rows, c++, pool);
	d->number = rows_text(rows, c++, pool);
	d->unit = rows_text(rows, c++, pool);
	d->rev = rows_int(rows, c++);
	d->state = flow_state(&flow_decline, rows_str(rows, c++));
	d->handle = rows_text(rows, c++, pool);
	d->file = rows_text(rows, c++, pool);
	d->found = decline_found_find(rows_str(rows, c++));
	d->words = rows_text(rows, c++, pool);
	d->title = rows_text(rows, c++, pool);
	d->seal = rows_text(rows, c++, pool);
	d->reason = rows_text(rows, c++, pool);
	d->note = rows_text(rows, c++, pool);
	d->person = rows_text(rows, c++, pool);
	d->statement = rows_text(rows, c++, pool);
	d->created = rows_int(rows, c++);
	d->answer = rows_text(rows, c++, pool);
	d->answerer = rows_text(rows, c++, pool);
	d->answer_said = rows_text(rows, c++, pool);
	d->answered = rows_int(rows, c++);
	d->unit_name = rows_text(rows, c++, pool);
	d->seal_name = rows_text(rows, c++, pool);
	d->seal_code = rows_text(rows, c++, pool);
	d->person_name = rows_text(rows, c++, pool);
	d->answerer_name = rows_text(rows, c++, pool);
	return d->state < 0 || pool_failed(pool) ? fault_set(f, ST_BROKEN,
	    "refusal: unreadable row") : ST_OK;
}

static const struct record decline_record = {
	"refusal", sizeof(struct decline), read_row
};

enum status
decline_load(struct store *db, struct pool *pool, const char *id,
    struct decline *out, struct fault *f)
{
	const struct value	 in = v_text(id);

	return store_find(db, pool, &decline_sql[BY_ID], &in, 1,
	    &decline_record, out, f);
}

enum status
decline_digest(const struct decline *d, unsigned char out[DIGEST_LEN],
    struct fault *f)
{
	const struct digest_field	 fields[] = {
		digest_text("decline", d->id),
		digest_text("number", d->number),
		digest_text("handle", d->handle), digest_text("file", d->file),
		digest_text("found", decline_found_name(d->found)),
		digest_text("words", d->words), digest_text("title", d->title),
		digest_text("seal", d->seal), digest_text("reason", d->reason),
		digest_text("note", d->note),
	};

	return digest_fields("decline", fields, NITEMS(fields), out, f);
}

enum status
decline_answer_digest(const struct decline *d, int state, const char *answer,
    unsigned char out[DIGEST_LEN], struct fault *f)
{
	const struct digest_field	 fields[] = {
		digest_text("decline", d->id),
		digest_text("number", d->number),
		digest_text("state", decline_states[state].name),
		digest_text("answer", answer),
	};

	return digest_fields("decline.answer", fields, NITEMS(fields), out, f);
}

/* The unit that refuses, and those above. */
static enum status
add_scope(struct store *db, const struct decline *d, struct fault *f)
{
	const char	*up[8];
	struct pool	*pool = pool_new(64 * KIB);
	enum status	 st;
	size_t		 k, n;

	if (pool == NULL)
		return fault_set(f, ST_BROKEN, "refusal: memory");
	st = unit_ancestors(db, pool, d->unit, up, &n, f);
	for (k = 0; st == ST_OK && k < n; k++) {
		const struct value in[] = {
			v_text(up[k]), v_text(d->id), v_int(d->created),
		};
		st = store_run(db, &decline_sql[SCOPE_ADD], in, NITEMS(in),
		    NULL, f);
	}
	pool_free(pool);
	return st;
}

enum status
decline_add(struct store *db, const struct decline *d, struct fault *f)
{
	const struct value	 in[] = {
		v_text(d->id), v_text(d->number), v_text(d->unit),
		v_text(d->handle), v_text(d->file),
		v_text(decline_found_name(d->found)), v_text(d->words),
		v_text(d->title), v_text(d->seal), v_text(d->reason),
		v_text(d->note), v_text(d->person), v_text(d->statement),
		v_int(d->created),
	};
	enum status		 st;

	st = store_run(db, &decline_sql[ADD], in, NITEMS(in), NULL, f);
	return st == ST_OK ? add_scope(db, d, f) : st;
}

enum status
decline_save(struct store *db, struct decline *d, struct fault *f)
{
	const struct value	 in[] = {
		v_text(decline_states[d->state].name), v_text(d->answer),
		v_text(d->answerer), v_text(d->answer_said),
		v_int(d->answered), v_text(d->id), v_int(d->rev),
	};
	const struct value	 scope[] = {
		v_text(decline_states[d->state].name), v_text(d->id),
	};
	int64_t			 changed = 0;
	enum status		 st;

	st = store_run(db, &decline_sql[SAVE], in, NITEMS(in), &changed, f);
	if (st == ST_OK && changed != 1)
		st = fault_set(f, ST_CONFLICT, "refusal %s moved", d->number);
	d->rev += st == ST_OK;
	return st == ST_OK ? store_run(db, &decline_sql[SCOPE_MOVE], scope,
	    NITEMS(scope), NULL, f) : st;
}

enum status
decline_list(struct store *db, struct pool *pool,
    const struct decline_ask *ask, struct decline **out, size_t *n,
    int *more, struct fault *f)
{
	const size_t	 max = ask->max > DECLINES_MAX ? DECLINES_MAX :
			    ask->max;
	const int	 stage = ask->tab != DECLINES_ALL;
	const int	 reason = ask->reason != NULL;
	struct value	 in[6] = {
		v_text(ask->unit),
		v_int(ask->after != NULL ? ask->key : INT64_MAX),
		v_text(ask->after != NULL ? ask->after : ""),
		v_int((int64_t)max + 1),
	};
	size_t		 nin = 4;
	enum status	 st;

	if (stage)
		in[nin++] = v_text(decline_states[ask->tab].name);
	if (reason)
		in[nin++] = v_text(ask->reason);
	st = store_list(db, pool, &list_sql[stage | reason << 1], in, nin,
	    &decline_record, max + 1, out, n, f);
	if (st != ST_OK)
		return st;
	*more = *n > max;
	if (*more)
		*n = max;
	return ST_OK;
}

static enum status
one_number(struct store *db, int which, const struct value *in, int64_t *n,
    struct fault *f)
{
	struct rows	*rows = NULL;
	enum status	 st;

	*n = 0;
	st = store_query(db, &decline_sql[which], in, 2, &rows, f);
	if (st == ST_OK && (st = rows_next(rows, f)) == ST_OK)
		*n = rows_int(rows, 0);
	rows_free(rows);
	return st;
}

enum status
decline_sees(struct store *db, const char *unit, const char *decline,
    int *yes, struct fault *f)
{
	const struct value	 in[] = { v_text(decline), v_text(unit) };
	int64_t			 n;
	const enum status	 st = one_number(db, SEES, in, &n, f);

	*yes = st == ST_OK;
	return st == ST_ABSENT ? ST_OK : st;
}

enum status
decline_count(struct store *db, const char *unit, int64_t most, int64_t *n,
    struct fault *f)
{
	const struct value	 in[] = { v_text(unit), v_int(most) };

	return one_number(db, COUNT, in, n, f);
}
