/* The national platform's codes and what comes with them; see coding.h. */
#include <string.h>

#include "base/clock.h"
#include "form/form.h"
#include "seal/coding.h"
#include "seal/import.h"
#include "seal/seal.h"

enum {
	CODING_ADD, CODING_LIST, ASK_ADD, ASK_LIST, ASK_ANSWER,
	CODING_SQL__N
};

static const struct sql coding_sql[CODING_SQL__N] = {
	[CODING_ADD] = { .nin = 16, .text =
	    "INSERT INTO coding (id, request, code, police_info, police_box,"
	    " police_digest, receipt, name, type, size, sm3, digest, salt,"
	    " person, at, statement)"
	    " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12,"
	    " $13, $14, $15, $16)" },
	[CODING_LIST] = { .nin = 2, .text =
	    "SELECT c.id, c.code, s.source, c.police_info, c.police_box,"
	    " c.police_digest, c.receipt, c.name, c.type, c.size, c.sm3,"
	    " c.digest, c.salt, c.person, p.name, c.at, c.statement"
	    "  FROM coding c JOIN person p ON p.id = c.person"
	    "  LEFT JOIN seal_code s ON s.code = c.code"
	    " WHERE c.request = $1 ORDER BY c.id LIMIT $2" },
	[ASK_ADD] = { .nin = 6, .text =
	    "INSERT INTO code_request (id, request, sm3, person, at,"
	    " statement) VALUES ($1, $2, $3, $4, $5, $6)" },
	[ASK_LIST] = { .nin = 2, .text =
	    "SELECT c.id, c.sm3, c.person, p.name, c.statement, c.outcome,"
	    " c.reason, c.at, c.answered"
	    "  FROM code_request c JOIN person p ON p.id = c.person"
	    " WHERE c.request = $1 ORDER BY c.id LIMIT $2" },
	[ASK_ANSWER] = { .nin = 4, .text =
	    "UPDATE code_request SET outcome = $1, reason = $2,"
	    " answered = $3 WHERE id = $4 AND outcome IS NULL" },
};

const char *
coding_source_label(const char *source)
{
	static const struct choice labels[] = {
		{ CODE_INDUSTRY, "行业规则" },
		{ CODE_NATIONAL, "国家平台答复" },
		{ CODE_HAND, "国家平台（人工录入）" },
		{ IMPORT_SOURCE, "原系统编码" }, { NULL, NULL }
	};

	return choice_label(labels, source);
}

/* --- what was brought ------------------------------------------------------ */

enum status
coding_add(struct store *db, const char *request, const struct coding *c,
    struct fault *f)
{
	const struct material_row	*e = &c->evidence;
	const struct value		 in[] = {
		v_text(c->id), v_text(request), v_text(c->code),
		v_text(c->police_info), c->police_box.n == 0 ? v_null() :
		v_bytes(c->police_box), c->police_digest.n == 0 ? v_null() :
		v_bytes(c->police_digest), v_text(c->receipt),
		v_text(e->name), v_text(e->type), v_int(e->size),
		v_bytes(e->sm3), v_bytes(e->digest), v_bytes(e->salt),
		v_text(c->person), v_int(c->at), v_text(c->statement),
	};
	enum status			 st = ST_OK;

	if (c->code != NULL)
		st = seal_code_keep(db, c->code, c->source, request, f);
	return st != ST_OK ? st : store_run(db, &coding_sql[CODING_ADD], in,
	    NITEMS(in), NULL, f);
}

static enum status
read_coding(const struct rows *rows, struct pool *pool, void *out,
    struct fault *f)
{
	struct coding		*c = out;
	struct material_row	*e = &c->evidence;

	(void)f;
	c->id = e->id = e->box = rows_text(rows, 0, pool);
	c->code = rows_text(rows, 1, pool);
	c->source = rows_text(rows, 2, pool);
	c->police_info = rows_text(rows, 3, pool);
	c->police_box = pool_bytes(pool, rows_bytes(rows, 4));
	c->police_digest = pool_bytes(pool, rows_bytes(rows, 5));
	c->receipt = rows_text(rows, 6, pool);
	e->item = "coding";
	e->name = rows_text(rows, 7, pool);
	e->type = rows_text(rows, 8, pool);
	e->size = rows_int(rows, 9);
	e->sm3 = pool_bytes(pool, rows_bytes(rows, 10));
	e->digest = pool_bytes(pool, rows_bytes(rows, 11));
	e->salt = pool_bytes(pool, rows_bytes(rows, 12));
	c->person = rows_text(rows, 13, pool);
	c->person_name = rows_text(rows, 14, pool);
	c->at = e->added = rows_int(rows, 15);
	c->statement = rows_text(rows, 16, pool);
	return ST_OK;
}

static const struct record coding_record = {
	"coding", sizeof(struct coding), read_coding
};

enum status
coding_list(struct store *db, struct pool *pool, const char *request,
    struct coding **out, size_t *n, struct fault *f)
{
	const struct value	 in[] = {
		v_text(request), v_int(CODINGS_MAX)
	};

	return store_list(db, pool, &coding_sql[CODING_LIST], in, NITEMS(in),
	    &coding_record, CODINGS_MAX, out, n, f);
}

unsigned
coding_missing(const struct coding *list, size_t n)
{
	unsigned	 missing = CODING_ALL;
	size_t		 i;

	for (i = 0; i < n; i++) {
		if (*list[i].police_info != '\0')
			missing &= ~CODING_INFO;
		if (list[i].police_digest.n > 0)
			missing &= ~CODING_KEY;
		if (*list[i].receipt != '\0')
			missing &= ~CODING_RECEIPT;
	}
	return missing;
}

const char *
coding_words(struct pool *pool, unsigned parts)
{
	static const struct { unsigned bit; const char *word; } words[] = {
		{ CODING_INFO, "公安印章信息" },
		{ CODING_KEY, "公安对称密钥" },
		{ CODING_RECEIPT, "备案回执编号" },
	};
	const char	*out = "";
	size_t		 i;

	for (i = 0; i < NITEMS(words) && out != NULL; i++)
		if (parts & words[i].bit)
			out = pool_printf(pool, "%s%s%s", out,
			    *out == '\0' ? "" : "、", words[i].word);
	return out == NULL ? "" : out;
}

/* --- asking ------------------------------------------------------------------ */

enum status
code_request_add(struct store *db, const char *request,
    const struct code_request *c, struct fault *f)
{
	const struct value	 in[] = {
		v_text(c->id), v_text(request),
		v_bytes(bytes_of(c->sm3, sizeof(c->sm3))), v_text(c->person),
		v_int(c->at), v_text(c->statement),
	};

	return store_run(db, &coding_sql[ASK_ADD], in, NITEMS(in), NULL, f);
}

static enum status
read_request(const struct rows *rows, struct pool *pool, void *out,
    struct fault *f)
{
	struct code_request	*c = out;
	const struct bytes	 sm3 = rows_bytes(rows, 1);

	if (sm3.n != sizeof(c->sm3))
		return fault_set(f, ST_BROKEN, "code request: its package");
	memcpy(c->sm3, sm3.p, sizeof(c->sm3));
	c->id = rows_text(rows, 0, pool);
	c->person = rows_text(rows, 2, pool);
	c->person_name = rows_text(rows, 3, pool);
	c->statement = rows_text(rows, 4, pool);
	c->outcome = rows_text(rows, 5, pool);
	c->reason = rows_text(rows, 6, pool);
	c->at = rows_int(rows, 7);
	c->answered = rows_int(rows, 8);
	return ST_OK;
}

static const struct record request_record = {
	"code request", sizeof(struct code_request), read_request
};

enum status
code_request_list(struct store *db, struct pool *pool, const char *request,
    struct code_request **out, size_t *n, struct fault *f)
{
	const struct value	 in[] = {
		v_text(request), v_int(CODE_REQUESTS_MAX)
	};

	return store_list(db, pool, &coding_sql[ASK_LIST], in, NITEMS(in),
	    &request_record, CODE_REQUESTS_MAX, out, n, f);
}

enum status
code_request_answer(struct store *db, const char *id, const char *outcome,
    const char *reason, struct fault *f)
{
	const struct value	 in[] = {
		v_text(outcome), v_text(reason), v_int(clock_now()),
		v_text(id),
	};
	int64_t			 changed = 0;
	enum status		 st;

	st = store_run(db, &coding_sql[ASK_ANSWER], in, NITEMS(in), &changed,
	    f);
	return st == ST_OK && changed != 1 ? fault_set(f, ST_CONFLICT,
	    "code request %s: answered already", id) : st;
}
