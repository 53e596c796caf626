/*
 * A region's profile: what it would change, and taking it on as a whole, one
 * version under one signature.  GET and POST /admin/profile/{name}.
 */
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "page/part.h"
#include "trust/digest.h"
#include "work/admin.h"
#include "work/case.h"
#include "work/people.h"
#include "work/rules.h"

#define R(x)	ROLE_BIT(ROLE_##x)

/* Each rule that would have another value; *n how many. */
static enum status
fill_changes(struct req *r, struct page *p, const struct policy_profile *to,
    size_t *n)
{
	const struct policy_rule	*rule;
	struct page			*all = NULL, *row;
	const char			*now, *then;
	enum status			 st;
	size_t				 k;

	*n = 0;
	for (k = 0; (rule = policy_nth(k)) != NULL; k++) {
		st = policy_text(r->db, r->pool, rule->name, &now, r->fault);
		if (st != ST_OK)
			return st;
		then = policy_profile_value(to, rule);
		if (strcmp(now, then) == 0)
			continue;
		if ((*n)++ == 0)
			all = page_add(p, K_DIFFERS);
		row = page_add(all, K_ROW);
		page_set(row, K_NAME, rule->name);
		page_set(row, K_LABEL, rule->label);
		page_set(row, K_VALUE, rules_value(r, rule, now));
		page_set(row, K_THEN, rules_value(r, rule, then));
		page_set(row, K_CLAUSE, rule->clause);
	}
	return ST_OK;
}

static enum status
profile_page(struct req *r, const struct policy_profile *to)
{
	const struct policy_profile	*now;
	struct page			*p = web_page_new(r, "admin/profile",
					    to->label), *form;
	const char			*words;
	enum status			 st;
	size_t				 n;

	page_printf(p, K_HEADING, "地区方案：%s", to->label);
	page_set(p, K_DOCUMENT, to->document);
	page_set(p, K_PERIOD, policy_period(r->pool, to, clock_now()));
	if ((words = policy_force_words(r->pool, to, clock_now())) != NULL)
		page_set(page_add(p, K_FORCE), K_SENTENCE, words);
	st = policy_profile_now(r->db, r->pool, &now, r->fault);
	if (st == ST_OK || st == ST_ABSENT)
		st = fill_changes(r, p, to, &n);
	if (st != ST_OK)
		return st;
	page_show_if(p, K_EMPTY, n == 0);
	if (web_has(r, R(BUSINESS_ADMIN)) && (n > 0 || now != to)) {
		form = page_include(p, K_FORM, "part/form");
		page_set(form, K_ACTION, admin_path(r, "/admin/profile/*",
		    to->name));
		page_set(form, K_BUTTON, "采用这个方案");
		form_fill(form, &r->form);
		page_show_if(page_frame(p), K_WRONG, r->form.nerrors > 0);
	}
	return web_page(r, p);
}

static enum status
find(struct req *r, const struct policy_profile **out)
{
	*out = policy_profile_find(web_piece(r, "name"));
	return *out != NULL ? ST_OK : fault_set(r->fault, ST_ABSENT,
	    "no such profile");
}

enum status
admin_show_profile(struct req *r)
{
	const struct policy_profile	*to;
	struct act_values		 v = { .reason = "" };
	enum status			 st;

	if ((st = find(r, &to)) != ST_OK)
		return st;
	v.rev = admin_rev_text(r, policy_version(r->db));
	st = form_start(&admin_act_form, &v, r->pool, &r->form);
	return st == ST_OK ? profile_page(r, to) : st;
}

static enum status
say(struct req *r, const struct policy_profile *to,
    const struct act_values *v, unsigned char digest[32],
    struct bytes *said, const char **why)
{
	const struct digest_field	 d[] = {
		digest_text("profile", to->name),
		digest_text("reason", v->reason),
		digest_text("version", v->rev),
	};
	struct keyd			*keyd;
	enum status			 st;

	st = digest_fields("policy.profile", d, NITEMS(d), digest, r->fault);
	if (st == ST_OK)
		st = case_keyd(r, &keyd);
	return st == ST_OK ? people_say(r, keyd, ACT_POLICY_CHANGE,
	    R(BUSINESS_ADMIN), to->name, digest, bytes_of(NULL, 0), said,
	    why) : st;
}

static enum status
keep(struct req *r, const struct policy_profile *to,
    const struct act_values *v, const unsigned char digest[32],
    struct bytes said)
{
	const struct audit_entry entry = {
		.action = "policy.profile", .kind = "policy",
		.object = to->name, .result = "ok", .reason = v->reason,
		.after = bytes_of(digest, 32),
	};
	char			 id[ID_LEN + 1];
	enum status		 st;

	if ((st = store_begin(r->db, STORE_WRITE, r->fault)) != ST_OK)
		return st;
	st = policy_apply(r->db, to->name, r->actor->person, v->reason,
	    strtoll(v->rev, NULL, 10), r->fault);
	if (st == ST_OK)
		st = statement_keep(r->db, to->name, said, id, r->fault);
	if (st == ST_OK)
		st = audit_add(r->db, r->actor, &entry, r->fault);
	return store_end(r->db, st, r->fault);
}

enum status
admin_post_profile(struct req *r)
{
	const struct act_values		*v = r->values;
	const struct policy_profile	*to;
	unsigned char			 digest[32];
	struct bytes			 said;
	const char			*why = NULL;
	enum status			 st;

	if ((st = find(r, &to)) != ST_OK)
		return st;
	admin_is_stale(r, *v->rev == '\0' ? "-" : v->rev,
	    policy_version(r->db), "policy.profile", to->name);
	if (r->form.nerrors > 0)
		return profile_page(r, to);
	st = say(r, to, v, digest, &said, &why);
	if (st == ST_ABSENT || st == ST_INVALID)
		return case_ask_pin(r, why);
	if (st == ST_OK)
		st = keep(r, to, v, digest, said);
	if (st == ST_OK)
		return web_redirect(r, "/admin/policies");
	if (st == ST_CONFLICT)
		why = "规则刚刚被他人修改，请核对现行值后再采用";
	if (why == NULL)
		return st;
	admin_show_refusal(r, why);
	return profile_page(r, to);
}
