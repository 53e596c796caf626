/*
 * What a filing reports to another authority, under the system key:
 * composed from typed fields, for jobs alone.
 */
#include <string.h>

#include "keys/seal.h"
#include "trust/answer.h"

static enum status
read_filing(struct call *c, struct answer_filing *a)
{
	const struct bytes	 hash = wire_get(&c->m, KF_HASH);
	const struct {
		uint16_t	 field;
		int		 required;
		char		*to;
		size_t		 room;
	} texts[] = {
		{ KF_TARGET, 1, a->target, sizeof(a->target) },
		{ KF_FILING, 1, a->filing, sizeof(a->filing) },
		{ KF_KIND, 1, a->kind, sizeof(a->kind) },
		{ KF_CODE, 1, a->seal, sizeof(a->seal) },
		{ KF_NAME, 1, a->name, sizeof(a->name) },
		{ KF_UNIT_CODE, 0, a->unit, sizeof(a->unit) },
	};
	const char		*text;
	enum status		 st;
	size_t			 i;

	for (i = 0; i < NITEMS(texts); i++) {
		st = keyd_get_text(&c->m, texts[i].field, texts[i].room - 1,
		    texts[i].required, c->pool, &text, c->f);
		if (st != ST_OK)
			return st;
		if (text != NULL)
			memcpy(texts[i].to, text, strlen(text) + 1);
	}
	a->revision = wire_num(&c->m, KF_REVISION, 0);
	a->at = wire_num(&c->m, KF_AT, 0);
	if (hash.n != SM3_LEN || a->revision < 1)
		return fault_set(c->f, ST_INVALID, "filing: malformed");
	memcpy(a->message, hash.p, SM3_LEN);
	return a->at <= 0 || a->at > c->now + MS_SECOND ?
	    fault_set(c->f, ST_INVALID, "filing: moment") : ST_OK;
}

/* What keyd knows itself it does not sign otherwise: nothing comes to life
 * after the seal was revoked here. */
static enum status
check_seal(struct call *c, const struct answer_filing *a)
{
	static const char *const living[] = { "made", "activated", "found",
	    "resumed", "renewed" };
	struct seal_row	 row;
	enum status	 st;
	size_t		 i;

	st = kept_seal_find(c->db, c->pool, a->seal, &row, c->f);
	if (st != ST_OK || strcmp(row.state, "revoked") != 0)
		return st == ST_ABSENT ? ST_OK : st;	/* not made yet */
	for (i = 0; i < NITEMS(living); i++)
		if (strcmp(living[i], a->kind) == 0 &&
		    a->at / MS_SECOND > row.changed / MS_SECOND)
			return fault_set(c->f, ST_CONFLICT,
			    "seal %s is revoked", a->seal);
	return ST_OK;
}

enum status
op_filing(struct call *c)
{
	struct answer_filing	 a = { .time = c->now };
	struct buf		 tbs, der;
	enum status		 st;

	if ((st = read_filing(c, &a)) != ST_OK ||
	    (st = check_seal(c, &a)) != ST_OK)
		return st;
	buf_init(&tbs, ANSWER_MAX);
	buf_init(&der, ANSWER_MAX);
	if ((st = answer_filing_write(&a, &tbs, c->f)) == ST_OK &&
	    (st = call_sign_answer(c, HOUSE_SYSTEM, buf_view(&tbs), &der)) ==
	    ST_OK) {
		wire_put(c->out, KF_DER, buf_view(&der));
		wire_put(c->out, KF_SYSTEM_CERT,
		    c->k->house[HOUSE_SYSTEM].cert->der);
	}
	buf_free(&tbs);
	buf_free(&der);
	return st;
}
