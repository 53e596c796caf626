/* Who keeps a unit's seals, and passing them on. */
#include <stdlib.h>
#include <string.h>

#include "base/calendar.h"
#include "base/clock.h"
#include "base/wipe.h"
#include "form/codes.h"
#include "page/part.h"
#include "seal/seal.h"
#include "trust/digest.h"
#include "work/admin.h"
#include "work/answers.h"
#include "work/case.h"
#include "work/people.h"
#include "work/show.h"
#include "work/units.h"

#define R(x)	ROLE_BIT(ROLE_##x)

struct keeper_values {
	const char	*keeper, *reason, *rev;
};
#define AT(member) .at = offsetof(struct keeper_values, member)
static const struct field keeper_fields[] = {
	{ .name = "keeper", .label = "接任的保管人", .kind = FIELD_CHOICE,
	  .hint = "只列出本单位有印章保管人岗位的人员", .required = true,
	  AT(keeper) },
	{ .name = "reason", .label = "理由", .kind = FIELD_LINE,
	  .required = true, .min = 2, .max = 200, AT(reason) },
	{ .name = "rev", .label = "", .kind = FIELD_HIDDEN, .max = 20,
	  AT(rev) },
};
#undef AT
const struct form admin_keeper_form = {
	keeper_fields, NITEMS(keeper_fields), sizeof(struct keeper_values),
	NULL
};

/* --- keepers of the unit's seals (R-031, R-037) ------------------- */

static void
fill_seal(struct req *r, struct page *some, const struct unit *u,
    const struct seal *s)
{
	const int	 state = seal_state_now(s, clock_now());
	struct page	*row = page_add(some, K_ROW);
	struct person	 keeper;

	page_set(row, K_NAME, s->name);
	page_set(row, K_CODE, s->code);
	part_tag(row, K_TAG, flow_seal.states[state].label,
	    show_tone(seal_tone(state)));
	page_set(row, K_KEEPER_NAME, s->keeper != NULL &&
	    person_load(r->db, r->pool, s->keeper, &keeper, r->fault) ==
	    ST_OK ? pool_printf(r->pool, "%s%s", keeper.name,
	    strcmp(keeper.state, "left") == 0 ? "（已离岗）" : "") :
	    "未指定");
	if (state != S7_REVOKED)
		page_set(page_add(row, K_LINK), K_HREF, pool_printf(r->pool,
		    "/admin/unit/%s/keeper/%s", u->id, s->id));
}

enum status
admin_show_seals(struct req *r)
{
	struct page	*p, *some;
	struct seal	*list;
	struct unit	 u;
	size_t		 n, i;
	enum status	 st;

	if ((st = admin_load_unit(r, web_piece(r, "id"), &u)) != ST_OK ||
	    (st = seal_list_unit(r->db, r->pool, u.id, TREE_MAX, &list, &n,
	    r->fault)) != ST_OK)
		return st;
	p = web_page_new(r, "admin/seals", "印章和保管人");
	page_printf(p, K_HEADING, "%s的印章和保管人", u.name);
	page_show_if(p, K_EMPTY, n == 0);
	some = n == 0 ? NULL : page_add(p, K_SOME);
	for (i = 0; i < n; i++)
		fill_seal(r, some, &u, &list[i]);
	page_set(p, K_BACK_HREF, admin_path(r, "/admin/unit/*", u.id));
	page_set(p, K_BACK_LABEL, u.name);
	return web_page(r, p);
}

/* Seal of the path, of the unit of the path. */
static enum status
load_seal(struct req *r, struct unit *u, struct seal *s)
{
	enum status	 st;

	if (!id_is(web_piece(r, "seal")))
		return fault_set(r->fault, ST_ABSENT, "no id");
	if ((st = admin_load_unit(r, web_piece(r, "id"), u)) != ST_OK ||
	    (st = seal_load(r->db, r->pool, web_piece(r, "seal"), s,
	    r->fault)) != ST_OK)
		return st;
	return strcmp(s->unit, u->id) == 0 ? ST_OK :
	    fault_set(r->fault, ST_ABSENT, "seal of another unit");
}

static enum status
keepers(struct req *r, const struct unit *u, const struct choice **out)
{
	struct choice	*list = pool_array(r->pool, GRANT_LIST_MAX + 1,
			    sizeof(*list));
	const int64_t	 now = clock_now();
	struct grant	*g;
	size_t		 n, k = 0, i;
	enum status	 st;

	*out = list;
	if (list == NULL)
		return fault_set(r->fault, ST_BROKEN, "past the pool");
	st = grant_of_unit(r->db, r->pool, u->id, &g, &n, r->fault);
	for (i = 0; st == ST_OK && i < n; i++)
		if (g[i].role == ROLE_KEEPER && g[i].from <= now &&
		    (g[i].to == 0 || g[i].to > now)) {
			list[k].value = g[i].person;
			list[k++].label = g[i].person_name;
		}
	form_choices(&r->form, "keeper", list);
	return st;
}

static enum status
keeper_page(struct req *r, const struct unit *u, const struct seal *s)
{
	return web_page(r, people_form_page(r, "指定保管人",
	    pool_printf(r->pool, "%s，%s", u->name, s->name),
	    pool_printf(r->pool, "/admin/unit/%s/keeper/%s", u->id, s->id),
	    "指定保管人", admin_path(r, "/admin/unit/*/seals", u->id)));
}

enum status
admin_show_keeper(struct req *r)
{
	struct keeper_values	 v = { .keeper = "", .reason = "" };
	const struct choice	*list;
	struct unit		 u;
	struct seal		 s;
	enum status		 st;

	if ((st = load_seal(r, &u, &s)) != ST_OK)
		return st;
	v.rev = admin_rev_text(r, s.rev);
	st = form_start(&admin_keeper_form, &v, r->pool, &r->form);
	if (st == ST_OK)
		st = keepers(r, &u, &list);
	return st == ST_OK ? keeper_page(r, &u, &s) : st;
}

static enum status
write_keeper(struct req *r, struct seal *s, const struct keeper_values *v,
    const unsigned char digest[32], struct bytes said)
{
	const struct audit_entry entry = {
		.action = "seal.keeper", .kind = "seal", .object = s->id,
		.result = "ok", .reason = v->reason,
		.after = bytes_of(digest, 32),
	};
	char			 id[ID_LEN + 1];
	enum status		 st;

	if ((st = store_begin(r->db, STORE_WRITE, r->fault)) != ST_OK)
		return st;
	st = seal_set_keeper(r->db, s, v->keeper, r->fault);
	if (st == ST_OK)
		st = statement_keep(r->db, s->id, said, id, r->fault);
	if (st == ST_OK)
		st = notice_add(r->db, v->keeper, "seal.keeper",
		    pool_printf(r->pool, "您已被指定为“%s”的保管人", s->name),
		    "/account/seals", r->fault);
	if (st == ST_OK)
		st = audit_add(r->db, r->actor, &entry, r->fault);
	return store_end(r->db, st, r->fault);
}

enum status
admin_post_keeper(struct req *r)
{
	const struct keeper_values	*v = r->values;
	const struct digest_field	 d[] = {
		digest_text("seal", web_piece(r, "seal")),
		digest_text("keeper", v->keeper),
		digest_text("reason", v->reason),
	};
	const struct choice		*list;
	const char			*why = NULL;
	unsigned char			 digest[32];
	struct bytes			 said;
	struct keyd			*keyd;
	struct unit			 u;
	struct seal			 s;
	enum status			 st;

	if ((st = load_seal(r, &u, &s)) != ST_OK ||
	    (st = keepers(r, &u, &list)) != ST_OK ||
	    (st = case_keyd(r, &keyd)) != ST_OK)
		return st;
	admin_is_stale(r, v->rev, s.rev, "seal.keeper", s.id);
	if (*v->keeper != '\0' && !admin_is_among(list, v->keeper))
		form_error(&r->form, "keeper", "此人不是本单位的印章保管人");
	if (r->form.nerrors > 0)
		return keeper_page(r, &u, &s);
	st = digest_fields("seal.keeper", d, NITEMS(d), digest, r->fault);
	if (st == ST_OK)
		st = people_say(r, keyd, ACT_GRANT_CHANGE, INTAKE, s.id,
		    digest, bytes_of(NULL, 0), &said, &why);
	if ((st == ST_ABSENT || st == ST_INVALID) && why != NULL)
		return case_ask_pin(r, why);
	if (st == ST_OK)
		st = write_keeper(r, &s, v, digest, said);
	if (st == ST_OK)
		return web_redirectf(r, "/admin/unit/%s/seals", u.id);
	if (why == NULL)
		return st;
	admin_show_refusal(r, why);
	return keeper_page(r, &u, &s);
}
