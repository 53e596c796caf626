/* Public notices and the public's search for a seal; see bulletin.h. */
#include <string.h>

#include "flow/flow.h"
#include "seal/bulletin.h"
#include "seal/gram.h"
#include "seal/local.h"
#include "seal/request.h"
#include "seal/table.h"

enum { BULLETIN_LIST, SEAL_FIND, BULLETIN_SQL__N };

static const struct sql bulletin_sql[BULLETIN_SQL__N] = {
	[BULLETIN_LIST] = { .nin = 5, .text =
	    "SELECT e.at, e.seq, e.seal, e.event, e.to_state, s.code,"
	    "       s.name, u.name, u.region"
	    "  FROM seal_event e JOIN seal s ON s.id = e.seal"
	    "  JOIN unit u ON u.id = s.unit"
	    " WHERE e.at >= $1 AND e.at <= $2"
	    "   AND (e.at < $2 OR e.seal < $3"
	    "    OR (e.seal = $3 AND e.seq < $4))"
	    "   AND e.event IN"
	    "       ('suspend', 'resume', 'lose', 'find', 'lapse', 'replaced',"
	    "        'revoke')"
	    " ORDER BY e.at DESC, e.seal DESC, e.seq DESC LIMIT $5" },
	[SEAL_FIND] = { .nin = 2, .text =
	    "SELECT s.code, s.name, u.name"
	    "  FROM gram g JOIN seal s ON s.id = g.id"
	    "  JOIN unit u ON u.id = s.unit"
	    " WHERE g.gram = $1 AND g.kind = 'seal'"
	    "   AND s.activated IS NOT NULL"
	    " ORDER BY s.id LIMIT $2" },
};

#define FIND_SCAN 2000		/* seals with the text's rarest piece looked at */

static const struct label {
	int		 event, to;	/* to -1: any */
	int		 kind;
	const char	*label;
} labels[] = {
	{ SE_SUSPEND, -1, BULLETIN_SUSPENDED, "停用" },
	{ SE_RESUME, -1, BULLETIN_SUSPENDED, "重新启用" },
	{ SE_LOSE, -1, BULLETIN_LOST, "挂失" },
	{ SE_FIND, S5_SUSPENDED, BULLETIN_LOST, "解除挂失（仍停用）" },
	{ SE_FIND, -1, BULLETIN_LOST, "解除挂失" },
	{ SE_LAPSE, -1, BULLETIN_REVOKED, "到期未续，注销" },
	{ SE_REPLACED, -1, BULLETIN_REVOKED, "换发后注销" },
	{ SE_REVOKE, -1, BULLETIN_REVOKED, "注销" },
};

const char *
bulletin_kind_name(int kind)
{
	static const char *const names[] = {
		[BULLETIN_LOST] = "lost", [BULLETIN_REVOKED] = "revoked",
		[BULLETIN_SUSPENDED] = "suspended",
	};

	return kind >= 0 && kind < BULLETIN__N ? names[kind] : NULL;
}

static const struct label *
label_of(const struct bulletin *b)
{
	size_t	 i;

	for (i = 0; i < NITEMS(labels); i++)
		if (labels[i].event == b->event &&
		    (labels[i].to == -1 || labels[i].to == b->to))
			return &labels[i];
	return NULL;
}

const char *
bulletin_label(const struct bulletin *b)
{
	const struct label	*l = label_of(b);

	return l == NULL ? "" : l->label;
}

/* P-24: of a list that is not published nothing is shown. */
static int
is_hidden(const struct bulletin *b, unsigned hidden)
{
	const struct label	*l = label_of(b);

	return l != NULL && (hidden & 1u << l->kind) != 0;
}

static int
fits(const struct bulletin *b, const char *text)
{
	return text == NULL || gram_matches(b->name, text) ||
	    gram_matches(b->code, text) || gram_matches(b->unit_name, text);
}

static void
read_row(struct rows *rows, struct pool *pool, struct bulletin *b)
{
	int	 c = 0;

	b->at = rows_int(rows, c++);
	b->seq = rows_int(rows, c++);
	b->seal = rows_text(rows, c++, pool);
	b->event = flow_event(&flow_seal, rows_str(rows, c++));
	b->to = flow_state(&flow_seal, rows_str(rows, c++));
	b->code = rows_text(rows, c++, pool);
	b->name = rows_text(rows, c++, pool);
	b->unit_name = rows_text(rows, c++, pool);
	b->region = rows_text(rows, c++, pool);
}

enum status
bulletin_list(struct store *db, struct pool *pool,
    const struct bulletin_ask *ask, struct bulletin **out, size_t *n,
    int *more, struct bulletin *last, struct fault *f)
{
	const int64_t		 end = ask->until != 0 ? ask->until :
				    INT64_MAX;
	const struct value	 in[] = {
		v_int(ask->from), v_int(ask->at != 0 ? ask->at : end),
		v_text(ask->at != 0 ? ask->seal : ""),
		v_int(ask->at != 0 ? ask->seq : 0),
		v_int(BULLETIN_SCAN),
	};
	struct rows		*rows = NULL;
	struct bulletin		 b = { 0 };
	enum status		 st;
	size_t			 seen = 0;

	*n = 0;
	*more = 0;
	*out = pool_array(pool, ask->max + 1, sizeof(**out));
	if (*out == NULL)
		return fault_set(f, ST_BROKEN, "notices: memory");
	st = store_query(db, &bulletin_sql[BULLETIN_LIST], in, NITEMS(in),
	    &rows, f);
	while (st == ST_OK && *n < ask->max &&
	    (st = rows_next(rows, f)) == ST_OK) {
		read_row(rows, pool, &b);
		seen++;
		if (pool_failed(pool))
			st = fault_set(f, ST_BROKEN, "notices: memory");
		else if (!is_hidden(&b, ask->hidden) && fits(&b, ask->text))
			(*out)[(*n)++] = b;
	}
	if (st == ST_OK && (st = rows_next(rows, f)) == ST_OK)
		*more = 1;
	if (st == ST_ABSENT && seen == BULLETIN_SCAN)
		*more = 1;
	if (last != NULL)
		*last = b;
	rows_free(rows);
	return st == ST_ABSENT ? ST_OK : st;
}

enum status
bulletin_find(struct store *db, struct pool *pool, const char *text,
    size_t max, struct found_seal **out, size_t *n, struct fault *f)
{
	struct gram_choice choice;
	struct rows	*rows = NULL;
	struct found_seal s;
	enum status	 st;

	*n = 0;
	if ((*out = pool_array(pool, max + 1, sizeof(**out))) == NULL)
		return fault_set(f, ST_BROKEN, "search: memory");
	st = gram_choose(db, "seal", text, GRAM_OTHER, &choice, f);
	if (st != ST_OK)
		return st == ST_INVALID ? ST_OK : st;
	const struct value in[] = { v_text(choice.gram), v_int(FIND_SCAN) };
	st = store_query(db, &bulletin_sql[SEAL_FIND], in, NITEMS(in), &rows,
	    f);
	while (st == ST_OK && *n < max &&
	    (st = rows_next(rows, f)) == ST_OK) {
		if (!gram_matches(rows_str(rows, 1), text))
			continue;
		s.code = rows_text(rows, 0, pool);
		s.name = rows_text(rows, 1, pool);
		s.unit_name = rows_text(rows, 2, pool);
		(*out)[(*n)++] = s;
	}
	rows_free(rows);
	return st == ST_ABSENT ? ST_OK : st;
}
