/* Tables of carriers, paged by key; see carrier.h. */
#include <string.h>

#include "seal/carrier.h"
#include "seal/gram.h"
#include "seal/local.h"

/* The columns are those that carrier_read takes. */
#define SELECT								\
	"SELECT c.id, c.kind, c.serial, c.state, c.rev, c.unit,"	\
	"       c.device, c.model, c.certificate, c.person, c.org,"	\
	"       c.keeper, c.seal, c.transfer, c.must_pin, c.called,"	\
	"       c.created, c.changed, u.name, p.name, o.name, k.name,"	\
	"       s.code, s.name"						\
	"  FROM carrier c"
#define SEARCH(n)							\
	"  JOIN gram g ON g.id = c.id AND g.kind = 'carrier'"		\
	"   AND g.gram = $" n
#define NAMES								\
	"  JOIN unit u ON u.id = c.unit"				\
	"  LEFT JOIN person p ON p.id = c.person"			\
	"  LEFT JOIN unit o ON o.id = c.org"				\
	"  LEFT JOIN person k ON k.id = c.keeper"			\
	"  LEFT JOIN seal s ON s.id = c.seal"				\
	" WHERE c.unit = $1 AND c.kind = $5"
/* A serial is the whole key; gram_page has a number before it. */
#define BY_SERIAL							\
	" AND CAST($2 AS BIGINT) = 0 AND c.serial > $3"			\
	" ORDER BY c.serial LIMIT $4"
#define STATE(n)	" AND c.state = $" n

/* Bit 0 state, bit 1 search; parameters in this order. */
static const struct sql list_sql[] = {
	{ .nin = 5, .text = SELECT NAMES BY_SERIAL },
	{ .nin = 6, .text = SELECT NAMES STATE("6") BY_SERIAL },
	{ .nin = 6, .text = SELECT SEARCH("6") NAMES BY_SERIAL },
	{ .nin = 7, .text = SELECT SEARCH("7") NAMES STATE("6") BY_SERIAL },
};

const struct sql *
carrier_list_statement(size_t k)
{
	return k < NITEMS(list_sql) ? &list_sql[k] : NULL;
}

/* A page being read. */
struct reading {
	const struct carrier_ask	*ask;
	struct pool			*pool;
	struct carrier			*list;
	struct fault			*f;
	int				 broken;
};

/* The piece found may be of an earlier holder: the words decide. */
static int
matches(const struct reading *g, const struct carrier *c)
{
	return g->ask->text == NULL ||
	    gram_matches(c->serial, g->ask->text) ||
	    gram_matches(carrier_holder(g->pool, c), g->ask->text);
}

static int
take(struct rows *rows, void *arg, size_t n, int64_t *key, const char **id)
{
	struct reading	*g = arg;
	struct carrier	*c = &g->list[n];

	if (carrier_read(rows, g->pool, c, g->f) != ST_OK)
		g->broken = 1;
	*key = 0;
	*id = c->serial;
	return matches(g, c);
}

enum status
carrier_list(struct store *db, struct pool *pool,
    const struct carrier_ask *ask, struct carrier **out, size_t *n,
    int *more, struct fault *f)
{
	const size_t	 max = ask->max > CARRIERS_MAX ? CARRIERS_MAX :
			    ask->max;
	const int	 state = ask->state >= 0, text = ask->text != NULL;
	struct gram_choice choice = { .gram = "" };
	struct value	 in[7] = {
		v_text(ask->unit),
		v_int(0), v_text(ask->after != NULL ? ask->after : ""),
		v_int((int64_t)max + 1), v_text(ask->kind),
	};
	struct reading	 reading = { .ask = ask, .pool = pool, .f = f };
	struct gram_page page = {
		.sql = &list_sql[state | text << 1], .in = in, .nin = 5,
		.max = max, .take = take, .arg = &reading,
	};
	enum status	 st = ST_OK;

	*out = NULL;
	*n = 0;
	*more = 0;
	if (text)
		st = gram_choose(db, "carrier", ask->text, GRAM_OTHER,
		    &choice, f);
	if (st != ST_OK)
		return st;
	if (state)
		in[page.nin++] = v_text(carrier_states[ask->state].name);
	if (text)
		in[page.nin++] = v_text(choice.gram);
	reading.list = *out = pool_array(pool, max + 1, sizeof(**out));
	if (*out == NULL)
		return fault_set(f, ST_BROKEN, "carriers: memory");
	st = gram_page(db, &page, n, more, f);
	return st == ST_OK && reading.broken ? ST_BROKEN : st;
}
