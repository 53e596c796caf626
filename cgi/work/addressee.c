/* Whom to turn to, in words; see addressee.h. */
#include "work/addressee.h"

const char *
addressee_words(struct pool *pool, const struct authority *a)
{
	const char	*in = *a->section == '\0' ? "" : pool_printf(pool,
			    "（%s）", a->section);
	const char	*at = *a->address == '\0' ? "" : pool_printf(pool,
			    "，%s", a->address);

	return pool_printf(pool, "%s%s，电话 %s%s", a->name, in, a->phone, at);
}

enum status
addressee_of_region(struct req *r, const char *region,
    enum authority_kind kind, const char **words)
{
	struct authority	 a;
	enum status		 st;

	*words = NULL;
	st = authority_find(r->db, r->pool, region, kind, &a, r->fault);
	if (st == ST_OK)
		*words = addressee_words(r->pool, &a);
	return st == ST_ABSENT ? ST_OK : st;
}

enum status
addressee_of_unit(struct req *r, const char *unit, enum authority_kind kind,
    const char **words)
{
	struct unit	 u;
	enum status	 st = unit_load(r->db, r->pool, unit, &u, r->fault);

	*words = NULL;
	return st == ST_OK ? addressee_of_region(r, u.region, kind, words) :
	    st;
}
