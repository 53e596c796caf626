/*
 * A case about a seal there is (挂失, 注销): which seals a unit is offered,
 * whose seal a typed code may name, and the reasons of the business.
 */
#include <string.h>

#include "base/clock.h"
#include "page/keys.h"
#include "work/front.h"

const char *
front_check_code(const char *s)
{
	return seal_code_may_be(s) ? NULL :
	    "印章编码不对：行业编码共 16 位，以 H 开头；全国编码为 14 位数字；"
	    "原系统的编码按原样填写";
}

static const char *
label_of(struct req *r, const struct seal *s, int state)
{
	return !state ? pool_printf(r->pool, "%s（%s）", s->name, s->code) :
	    pool_printf(r->pool, "%s（%s，%s）", s->name, s->code,
	    flow_seal.states[seal_state_now(s, clock_now())].label);
}

enum status
front_own_seals(struct req *r, front_unfit *unfit, int state,
    struct choice **out, size_t *n)
{
	struct seal	*list;
	const char	*why;
	enum status	 st;
	size_t		 i, k;

	*n = 0;
	if ((*out = pool_array(r->pool, FRONT_SEALS + 1,
	    sizeof(**out))) == NULL)
		return fault_set(r->fault, ST_BROKEN, "past the pool");
	if (r->actor->unit[0] == '\0')
		return ST_OK;
	st = seal_list_unit(r->db, r->pool, r->actor->unit, FRONT_SEALS,
	    &list, &k, r->fault);
	for (i = 0; st == ST_OK && i < k; i++)
		if ((st = unfit(r, &list[i], &why)) == ST_OK && why == NULL) {
			(*out)[*n].value = list[i].code;
			(*out)[(*n)++].label = label_of(r, &list[i], state);
		}
	return st;
}

enum status
front_find_seal(struct req *r, const char *code, unsigned desk,
    struct seal *s, const char **wrong)
{
	enum status	 st;
	int		 yes = 0;

	*wrong = NULL;
	st = seal_by_typed(r->db, r->pool, code, s, r->fault);
	if (st == ST_OK) {
		yes = strcmp(s->unit, r->actor->unit) == 0;
		if (!yes && web_has(r, desk))
			st = unit_is_under(r->db, s->desk, r->actor->unit,
			    &yes, r->fault);
	}
	if (st != ST_OK && st != ST_ABSENT)
		return st;
	if (!yes) {
		audit_refusal(r->db, r->actor, "request.create", "seal",
		    code, "不是本单位的印章");
		*wrong = "没有找到这枚印章，请核对编码";
	}
	return ST_OK;
}

int
front_reason_known(const struct choice *c, const char *value)
{
	while (c->value != NULL && strcmp(c->value, value) != 0)
		c++;
	return c->value != NULL;
}

enum status
front_reason_page(struct req *r, struct dossier *d,
    const struct choice *reasons, const char *title)
{
	struct page	*p = web_page_new(r, "front/reason", title);

	form_choices(&r->form, "reason", reasons);
	show_head(r, d, p, 0);
	page_set(p, K_ACTION, front_path(r, d, "/reason"));
	page_set(p, K_BACK, front_path(r, d, ""));
	form_fill(p, &r->form);
	return web_page(r, p);
}
