/* What the pages of administration share: who may see which record. */
#include <stdlib.h>
#include <string.h>

#include "page/part.h"
#include "seal/seal.h"
#include "trust/digest.h"
#include "work/admin.h"
#include "work/answers.h"
#include "work/case.h"
#include "work/people.h"
#include "work/units.h"

#define R(x)	ROLE_BIT(ROLE_##x)

#define AT(member) .at = offsetof(struct act_values, member)
static const struct field act_fields[] = {
	{ .name = "reason", .label = "理由", .kind = FIELD_LINE,
	  .required = true, .min = 2, .max = 200, AT(reason) },
	{ .name = "rev", .label = "", .kind = FIELD_HIDDEN, .max = 20,
	  AT(rev) },
};
#undef AT
const struct form admin_act_form = {
	act_fields, NITEMS(act_fields), sizeof(struct act_values), NULL
};

/* --- common -------------------------------------------------------------- */

/* A unit of the path within the own subtree, or the refusal of it. */
enum status
admin_load_unit(struct req *r, const char *id, struct unit *u)
{
	enum status	 st;
	int		 mine = 0;

	if (!id_is(id))
		return fault_set(r->fault, ST_ABSENT, "no id");
	if ((st = unit_load(r->db, r->pool, id, u, r->fault)) != ST_OK ||
	    (st = unit_is_under(r->db, id, r->actor->unit, &mine,
	    r->fault)) != ST_OK)
		return st;
	if (mine)
		return ST_OK;
	audit_refusal(r->db, r->actor, "unit.read", "unit", id,
	    "不在本单位及其下级范围内（R-009）");
	return fault_set(r->fault, ST_DENIED, "unit outside the subtree");
}

/* A person with some unit, now or before, within the own subtree. */
enum status
admin_load_person_by(struct req *r, const char *id, struct person *p,
    struct grant **g, size_t *n)
{
	struct people_unit	 units[CERT_GRANTS];
	size_t			 nu, i;
	enum status		 st;
	int			 mine = 0;

	if (!id_is(id))
		return fault_set(r->fault, ST_ABSENT, "no id");
	if ((st = person_load(r->db, r->pool, id, p, r->fault)) != ST_OK ||
	    (st = grant_list(r->db, r->pool, id, g, n, r->fault)) != ST_OK ||
	    (st = people_units(r, p, units, &nu)) != ST_OK)
		return st;
	for (i = 0; st == ST_OK && !mine && i < *n; i++)
		st = unit_is_under(r->db, (*g)[i].unit, r->actor->unit,
		    &mine, r->fault);
	for (i = 0; st == ST_OK && !mine && i < nu; i++)
		st = unit_is_under(r->db, units[i].id, r->actor->unit, &mine,
		    r->fault);
	if (st != ST_OK || mine)
		return st;
	audit_refusal(r->db, r->actor, "person.read", "person", id,
	    "不在本单位及其下级范围内（R-009）");
	return fault_set(r->fault, ST_DENIED, "person outside the subtree");
}

enum status
admin_load_person(struct req *r, struct person *p, struct grant **g, size_t *n)
{
	return admin_load_person_by(r, web_piece(r, "id"), p, g, n);
}

/* What the page showed against what is stored; "" is not compared. */
int
admin_is_stale(struct req *r, const char *rev, int64_t now, const char *action,
    const char *object)
{
	char	*end;

	if (*rev == '\0' || (strtoll(rev, &end, 10) == now && *end == '\0'))
		return 0;
	audit_refusal(r->db, r->actor, action, "record", object,
	    "记录已被他人修改");
	form_error(&r->form, NULL,
	    "资料刚刚被他人修改，请返回核对现在的内容后再办");
	return 1;
}

const char *
admin_rev_text(struct req *r, int64_t rev)
{
	return pool_printf(r->pool, "%lld", (long long)rev);
}

const char *
admin_path(struct req *r, const char *fmt, const char *id)
{
	const char	*at = strchr(fmt, '*');

	return pool_printf(r->pool, "%.*s%s%s", (int)(at - fmt), fmt, id,
	    at + 1);
}

/* A refusal found after the form was read: shown on it. */
void
admin_show_refusal(struct req *r, const char *why)
{
	form_error(&r->form, NULL, why != NULL ? why :
	    "这次操作没有完成，请稍后再试");
}

enum status
admin_answer(struct req *r, enum status st, int ask, const char *why,
    const char *then, int *again)
{
	*again = 0;
	if (ask)
		return case_ask_pin(r, why);
	if (st == ST_OK)
		return web_redirect(r, then);
	if (why == NULL)
		return st;
	admin_show_refusal(r, why);
	*again = 1;
	return st;
}

/* --- choices ------------------------------------------------------------- */

int
admin_is_among(const struct choice *c, const char *value)
{
	for (; c != NULL && c->value != NULL; c++)
		if (strcmp(c->value, value) == 0)
			return 1;
	return 0;
}
