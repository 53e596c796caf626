/*
 * In which steps a unit's use requests are reviewed: as many as for
 * its physical seal, each by a named person or by any reviewer of the unit.
 */
#include <string.h>

#include "base/clock.h"
#include "page/part.h"
#include "seal/use.h"
#include "trust/action.h"
#include "trust/digest.h"
#include "work/admin.h"
#include "work/case.h"
#include "work/people.h"

#define ANYBODY	"any"

struct review_values {
	const char	*step[REVIEW_STEPS];
	const char	*reason, *rev;
};
#define AT(member) .at = offsetof(struct review_values, member)
static const struct field review_fields[] = {
	{ .name = "step1", .label = "第一步", .kind = FIELD_CHOICE,
	  .required = true, AT(step[0]) },
	{ .name = "step2", .label = "第二步", .kind = FIELD_CHOICE,
	  AT(step[1]) },
	{ .name = "step3", .label = "第三步", .kind = FIELD_CHOICE,
	  AT(step[2]) },
	{ .name = "reason", .label = "理由", .kind = FIELD_LINE,
	  .required = true, .min = 2, .max = 200, AT(reason) },
	{ .name = "rev", .label = "", .kind = FIELD_HIDDEN, .max = 20,
	  AT(rev) },
};
#undef AT

_Static_assert(REVIEW_STEPS == 3, "a field for each step");

/* No gap, and nobody named twice: each step is another person's. */
static void
cross_review(const void *values, struct form_state *state)
{
	const struct review_values	*v = values;
	size_t				 i, k;

	for (i = 1; i < REVIEW_STEPS; i++) {
		if (*v->step[i] != '\0' && *v->step[i - 1] == '\0')
			form_error(state, review_fields[i - 1].name,
			    "前面的步骤不能空着");
		for (k = 0; k < i; k++)
			if (*v->step[i] != '\0' &&
			    strcmp(v->step[i], ANYBODY) != 0 &&
			    strcmp(v->step[i], v->step[k]) == 0)
				form_error(state, review_fields[i].name,
				    "每一步须由不同的人审核");
	}
}

const struct form admin_review_form = {
	review_fields, NITEMS(review_fields), sizeof(struct review_values),
	cross_review
};

/* The unit's reviewers of today, behind what stands for none and for any. */
static enum status
choices(struct req *r, const struct unit *u)
{
	const int64_t	 now = clock_now();
	struct choice	*list = pool_array(r->pool, GRANT_LIST_MAX + 3,
			    sizeof(*list));
	struct grant	*g;
	size_t		 n, i, k = 0;
	enum status	 st;

	if (list == NULL)
		return fault_set(r->fault, ST_BROKEN, "past the pool");
	list[k++] = (struct choice){ "", "不设" };
	list[k++] = (struct choice){ ANYBODY, "任一审核员" };
	st = grant_of_unit(r->db, r->pool, u->id, &g, &n, r->fault);
	for (i = 0; st == ST_OK && i < n; i++)
		if (g[i].role == ROLE_REVIEWER && g[i].from <= now &&
		    (g[i].to == 0 || g[i].to > now))
			list[k++] = (struct choice){ g[i].person,
			    g[i].person_name };
	form_choices(&r->form, "step1", list + 1);
	form_choices(&r->form, "step2", list);
	form_choices(&r->form, "step3", list);
	return st;
}

static enum status
review_page(struct req *r, const struct unit *u)
{
	return web_page(r, people_form_page(r, "用章审核步骤",
	    pool_printf(r->pool, "%s。与实物印章的审批流程一致；各步都同意后"
	    "才能盖章，每一步由不同的人审核。", u->name),
	    admin_path(r, "/admin/unit/*/review", u->id), "保存审核步骤",
	    admin_path(r, "/admin/unit/*", u->id)));
}

enum status
admin_show_review(struct req *r)
{
	struct review_values	 v = { .reason = "" };
	struct review_path	 path;
	struct unit		 u;
	enum status		 st;
	size_t			 i;

	if ((st = admin_load_unit(r, web_piece(r, "id"), &u)) != ST_OK ||
	    (st = review_path_load(r->db, r->pool, u.id, &path,
	    r->fault)) != ST_OK)
		return st;
	for (i = 0; i < REVIEW_STEPS; i++)
		v.step[i] = i >= path.n ? "" : path.person[i] == NULL ?
		    ANYBODY : path.person[i];
	v.rev = admin_rev_text(r, u.rev);
	st = form_start(&admin_review_form, &v, r->pool, &r->form);
	if (st == ST_OK)
		st = choices(r, &u);
	return st == ST_OK ? review_page(r, &u) : st;
}

/* What was chosen; the unit's own rev is compared, as the path is a part
 * of it. */
static enum status
write_path(struct req *r, struct unit *u, const struct review_path *path,
    const struct audit_entry *entry, struct bytes said)
{
	char		 id[ID_LEN + 1];
	enum status	 st;

	if ((st = store_begin(r->db, STORE_WRITE, r->fault)) != ST_OK)
		return st;
	st = unit_save(r->db, u, r->fault);
	if (st == ST_OK)
		st = review_path_save(r->db, u->id, path, r->fault);
	if (st == ST_OK)
		st = statement_keep(r->db, u->id, said, id, r->fault);
	if (st == ST_OK)
		st = audit_add(r->db, r->actor, entry, r->fault);
	return store_end(r->db, st, r->fault);
}

static void
check_chosen(struct req *r, const struct review_values *v,
    struct review_path *path)
{
	size_t	 i;

	for (i = 0; i < REVIEW_STEPS; i++) {
		if (*v->step[i] == '\0')
			continue;
		if (!admin_is_among(r->form.entries[0].choices, v->step[i]))
			form_error(&r->form, review_fields[i].name,
			    "此人不是本单位的用章审核员");
		path->person[path->n++] = strcmp(v->step[i], ANYBODY) == 0 ?
		    NULL : v->step[i];
	}
}

enum status
admin_post_review(struct req *r)
{
	const struct review_values	*v = r->values;
	struct review_path		 path = { .n = 0 };
	unsigned char			 digest[32];
	struct audit_entry		 entry = {
		.action = "unit.review", .kind = "unit", .result = "ok",
		.reason = v->reason, .after = bytes_of(digest, 32),
	};
	const char			*why = NULL;
	struct bytes			 said;
	struct keyd			*keyd;
	struct unit			 u;
	enum status			 st;
	int				 again;

	if ((st = admin_load_unit(r, web_piece(r, "id"), &u)) != ST_OK ||
	    (st = choices(r, &u)) != ST_OK ||
	    (st = case_keyd(r, &keyd)) != ST_OK)
		return st;
	admin_is_stale(r, v->rev, u.rev, "unit.review", u.id);
	check_chosen(r, v, &path);
	if (r->form.nerrors > 0)
		return review_page(r, &u);
	const struct digest_field d[] = {
		digest_text("unit", u.id), digest_text("step1", v->step[0]),
		digest_text("step2", v->step[1]),
		digest_text("step3", v->step[2]),
		digest_text("reason", v->reason),
	};
	entry.object = u.id;
	st = digest_fields("unit.review", d, NITEMS(d), digest, r->fault);
	if (st == ST_OK)
		st = people_say(r, keyd, ACT_GRANT_CHANGE, INTAKE, u.id,
		    digest, bytes_of(NULL, 0), &said, &why);
	if (st == ST_OK) {
		st = write_path(r, &u, &path, &entry, said);
		if (st == ST_CONFLICT)
			why = "单位资料刚刚被他人修改，请核对后再办";
	}
	st = admin_answer(r, st, st == ST_ABSENT || st == ST_INVALID, why,
	    admin_path(r, "/admin/unit/*", u.id), &again);
	return again ? review_page(r, &u) : st;
}
