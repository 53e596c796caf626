/* Standing grants, their table and their SQL; see standing.h. */
#include <string.h>

#include "seal/local.h"
#include "seal/standing.h"
#include "sm/sm.h"
#include "trust/role.h"

#define KEEPER		ROLE_BIT(ROLE_KEEPER)
#define REVIEWER	ROLE_BIT(ROLE_REVIEWER)
#define FACTS(v) const struct standing_facts *(v) = subject; (void)act

static const struct flow_word standing_states[] = {
	[STANDING_PROPOSED] = { "proposed", "待保管人同意" },
	[STANDING_ACTIVE] = { "active", "有效" },
	[STANDING_OVER] = { "over", "已到期" },
	[STANDING_ENDED] = { "ended", "已终止" },
};
_Static_assert(NITEMS(standing_states) == STANDING_STATE__N, "words");

static const struct flow_word standing_events[] = {
	[SG_PROPOSE] = { "propose", "提出" },
	[SG_GRANT] = { "grant", "同意授权" },
	[SG_END] = { "end", "终止" },
};
_Static_assert(NITEMS(standing_events) == STANDING_EVENT__N, "words");

static const char *
fits(const void *subject, const void *act)
{
	FACTS(s);
	return s->unfit;
}

/* assessed by one, given by another. */
static const char *
may_grant(const void *subject, const void *act)
{
	FACTS(s);
	if (s->own)
		return "评估风险的人不得自己同意授权，请由另一位保管人办理";
	if (s->over)
		return "授权的期限已过，请重新提出";
	if (s->other != NULL)
		return s->other;
	return fits(subject, act);
}

static const char *
may_end(const void *subject, const void *act)
{
	FACTS(s);
	return s->has_reason ? NULL : "请填写终止的原因";
}

static const struct flow_row standing_rows[] = {
	{ FLOW_NEW, SG_PROPOSE, STANDING_PROPOSED, REVIEWER, fits, 0 },
	{ STANDING_PROPOSED, SG_GRANT, STANDING_ACTIVE, KEEPER, may_grant,
	  0 },
	{ STANDING_PROPOSED, SG_END, STANDING_ENDED, REVIEWER | KEEPER,
	  may_end, 0 },
	{ STANDING_ACTIVE, SG_END, STANDING_ENDED, REVIEWER | KEEPER,
	  may_end, 0 },
};

const struct flow flow_standing = {
	.name = "standing",
	.states = standing_states, .nstates = STANDING_STATE__N,
	.events = standing_events, .nevents = STANDING_EVENT__N,
	.rows = standing_rows, .nrows = NITEMS(standing_rows),
};

int
standing_state_now(const struct standing *s, int64_t now)
{
	return s->state != STANDING_ENDED && now > s->until ? STANDING_OVER :
	    s->state;
}

const char *
standing_refusal(const struct standing *s, const char *step,
    const char *class, const char *seal, int64_t today, int64_t now)
{
	switch (standing_state_now(s, now)) {
	case STANDING_PROPOSED:
		return "系统授权还没有生效";
	case STANDING_OVER:
		return "系统授权已到期";
	case STANDING_ENDED:
		return "系统授权已终止";
	default:
		break;
	}
	if (now < s->from)
		return "系统授权还没有生效";
	if (strcmp(s->step, step) != 0)		/* */
		return "系统授权不包括这个业务环节";
	if (strcmp(s->class, class) != 0)
		return "系统授权不包括这一种类的文件";
	if (strcmp(s->seal, seal) != 0)
		return "系统授权不包括这枚印章";
	return today >= s->per_day ? "系统授权当日的用章次数已用完" : NULL;
}

enum status
standing_terms(const struct standing *s, const struct seal *seal,
    struct keyd_auto *out, struct fault *f)
{
	*out = (struct keyd_auto){
		.grant = s->number, .seal = seal->code, .step = s->step,
		.class = s->class, .from = s->from, .until = s->until,
		.per_day = s->per_day,
	};
	return sm3(bytes_text(s->assessment), out->assessment) == ST_OK ?
	    ST_OK : fault_set(f, ST_BROKEN, "SM3 failed");
}

/* --- SQL ------------------------------------------------------------------ */

#define COLUMNS								\
	"id, number, state, rev, seal, unit, step, class, assessment,"	\
	" starts, ends, per_day, assessor, assess_said, granter,"	\
	" grant_said, granted, ender, end_said, ended, reason, created"

enum { BY_ID, LIST, LIVE, OF_SEAL, USED, ADD, SAVE, SQL__N };

static const struct sql standing_sql[SQL__N] = {
	[BY_ID] = { .nin = 1, .text =
	    "SELECT " COLUMNS " FROM standing WHERE id = $1" },
	[LIST] = { .nin = 2, .text =
	    "SELECT " COLUMNS " FROM standing WHERE unit = $1"
	    " ORDER BY created DESC, id DESC LIMIT $2" },
	[LIVE] = { .nin = 3, .text =
	    "SELECT " COLUMNS " FROM standing WHERE unit = $1 AND step = $2"
	    " AND state = 'active' AND starts <= $3 AND ends >= $3"
	    " ORDER BY granted DESC, id DESC LIMIT 1" },
	[OF_SEAL] = { .nin = 2, .text =
	    "SELECT 1 FROM standing WHERE seal = $1"
	    " AND state = 'active' AND ends >= $2 LIMIT 1" },
	[USED] = { .nin = 2, .text =
	    "SELECT COUNT(*) FROM use_request WHERE standing = $1"
	    " AND changed >= $2 AND state = 'stamped'" },
	[ADD] = { .nin = 22, .text =
	    "INSERT INTO standing (" COLUMNS ") VALUES ($1, $2, $3, $4, $5,"
	    " $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18,"
	    " $19, $20, $21, $22)" },
	[SAVE] = { .nin = 10, .text =
	    "UPDATE standing SET state = $1, granter = $2, grant_said = $3,"
	    "       granted = $4, ender = $5, end_said = $6, ended = $7,"
	    "       reason = $8, rev = rev + 1"
	    " WHERE id = $9 AND rev = $10" },
};

static enum status
read_row(const struct rows *rows, struct pool *pool, void *out,
    struct fault *f)
{
	struct standing	*s = out;
	int		 c = 0;

	s->id = rows_text(rows, c++, pool);
	s->number = rows_text(rows, c++, pool);
	s->state = flow_state(&flow_standing, rows_str(rows, c++));
	s->rev = rows_int(rows, c++);
	s->seal = rows_text(rows, c++, pool);
	s->unit = rows_text(rows, c++, pool);
	s->step = rows_text(rows, c++, pool);
	s->class = rows_text(rows, c++, pool);
	s->assessment = rows_text(rows, c++, pool);
	s->from = rows_int(rows, c++);
	s->until = rows_int(rows, c++);
	s->per_day = rows_int(rows, c++);
	s->assessor = rows_text(rows, c++, pool);
	s->assess_said = rows_text(rows, c++, pool);
	s->granter = rows_text(rows, c++, pool);
	s->grant_said = rows_text(rows, c++, pool);
	s->granted = rows_int(rows, c++);
	s->ender = rows_text(rows, c++, pool);
	s->end_said = rows_text(rows, c++, pool);
	s->ended = rows_int(rows, c++);
	s->reason = rows_text(rows, c++, pool);
	s->created = rows_int(rows, c++);
	return s->state < 0 || pool_failed(pool) ? fault_set(f, ST_BROKEN,
	    "standing grant: unreadable row") : ST_OK;
}

static const struct record standing_record = {
	"standing grant", sizeof(struct standing), read_row
};

enum status
standing_load(struct store *db, struct pool *pool, const char *id,
    struct standing *out, struct fault *f)
{
	const struct value	 in[] = { v_text(id) };

	return store_find(db, pool, &standing_sql[BY_ID], in, NITEMS(in),
	    &standing_record, out, f);
}

enum status
standing_list(struct store *db, struct pool *pool, const char *unit,
    struct standing **out, size_t *n, struct fault *f)
{
	const struct value	 in[] = { v_text(unit), v_int(STANDING_MAX) };

	return store_list(db, pool, &standing_sql[LIST], in, NITEMS(in),
	    &standing_record, STANDING_MAX, out, n, f);
}

enum status
standing_live(struct store *db, struct pool *pool, const char *unit,
    const char *step, int64_t now, struct standing *out, struct fault *f)
{
	const struct value	 in[] = {
		v_text(unit), v_text(step), v_int(now),
	};

	return store_find(db, pool, &standing_sql[LIVE], in, NITEMS(in),
	    &standing_record, out, f);
}

enum status
standing_used(struct store *db, const char *id, int64_t since, int64_t *n,
    struct fault *f)
{
	const struct value	 in[] = { v_text(id), v_int(since) };
	struct rows		*rows = NULL;
	enum status		 st;

	*n = 0;
	st = store_query(db, &standing_sql[USED], in, NITEMS(in), &rows, f);
	if (st == ST_OK && (st = rows_next(rows, f)) == ST_OK)
		*n = rows_int(rows, 0);
	rows_free(rows);
	return st;
}

enum status
standing_of_seal(struct store *db, const char *seal, int64_t now, int *yes,
    struct fault *f)
{
	const struct value	 in[] = { v_text(seal), v_int(now) };
	struct rows		*rows = NULL;
	enum status		 st;

	st = store_query(db, &standing_sql[OF_SEAL], in, NITEMS(in), &rows,
	    f);
	if (st == ST_OK)
		st = rows_next(rows, f);
	*yes = st == ST_OK;
	rows_free(rows);
	return st == ST_ABSENT ? ST_OK : st;
}

enum status
standing_add(struct store *db, const struct standing *s, struct fault *f)
{
	const struct value	 in[] = {
		v_text(s->id), v_text(s->number),
		v_text(standing_states[s->state].name), v_int(s->rev),
		v_text(s->seal), v_text(s->unit), v_text(s->step),
		v_text(s->class), v_text(s->assessment), v_int(s->from),
		v_int(s->until), v_int(s->per_day), v_text(s->assessor),
		v_text(s->assess_said), v_text(s->granter),
		v_text(s->grant_said), v_time(s->granted), v_text(s->ender),
		v_text(s->end_said), v_time(s->ended), v_text(s->reason),
		v_int(s->created),
	};

	return store_run(db, &standing_sql[ADD], in, NITEMS(in), NULL, f);
}

enum status
standing_save(struct store *db, struct standing *s, struct fault *f)
{
	const struct value	 in[] = {
		v_text(standing_states[s->state].name), v_text(s->granter),
		v_text(s->grant_said), v_time(s->granted), v_text(s->ender),
		v_text(s->end_said), v_time(s->ended), v_text(s->reason),
		v_text(s->id), v_int(s->rev),
	};
	int64_t			 changed = 0;
	enum status		 st;

	st = store_run(db, &standing_sql[SAVE], in, NITEMS(in), &changed, f);
	if (st == ST_OK && changed != 1)
		st = fault_set(f, ST_CONFLICT, "grant %s moved", s->number);
	s->rev += st == ST_OK;
	return st;
}
