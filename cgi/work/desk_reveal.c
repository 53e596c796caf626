/*
 * Showing the agent's numbers in full: lists and pages mask them; the
 * checker who needs them says why, and that is in the trail before they are
 * on the page.
 */
#include <string.h>

#include "page/keys.h"
#include "work/answers.h"
#include "work/desk.h"

struct reveal {
	const char	*reason;
};
static const struct field reveal_fields[] = {
	{ .name = "reason", .label = "查看理由", .kind = FIELD_LINE,
	  .required = true, .min = 2, .max = 200,
	  .at = offsetof(struct reveal, reason) },
};
const struct form reveal_form = {
	.fields = reveal_fields, .n = NITEMS(reveal_fields),
	.size = sizeof(struct reveal),
};

static enum status
reveal_page(struct req *r, struct dossier *d, const char *reason)
{
	struct answers	 plain;
	struct page	*p, *list;
	enum status	 st;

	if ((st = answers_load(r, d, &plain)) != ST_OK)
		return st;
	p = web_page_new(r, "approve/reveal", pool_printf(r->pool, "%s %s",
	    d->business->label, d->request.number));
	show_head(r, d, p, 1);
	page_set(p, K_REASON, reason);
	page_set(p, K_BACK, desk_path(r, d, ""));
	list = page_include(p, K_ANSWERS, "part/answers");
	part_answer(list, "经办人姓名", plain.agent_name, NULL);
	part_answer(list, "经办人公民身份号码", plain.agent_idno, NULL);
	part_answer(list, "经办人手机号码", plain.agent_phone, NULL);
	return web_page(r, p);
}

enum status
desk_reveal(struct req *r)
{
	const struct reveal	*v = r->values;
	struct audit_entry	 entry = {
		.action = "personal.show", .kind = "request",
		.result = "ok", .reason = v->reason,
	};
	const char		*wrong = form_error_of(&r->form, "reason");
	struct dossier		 d;
	enum status		 st;

	if ((st = case_load(r, web_piece(r, "id"), &d)) != ST_OK)
		return st;
	if (wrong != NULL) {
		audit_refusal(r->db, r->actor, entry.action, entry.kind,
		    d.request.number, wrong);
		return web_problem(r, 400, "没有显示", wrong);
	}
	entry.object = d.request.number;
	st = audit_write(r->db, r->actor, &entry, r->fault);
	return st == ST_OK ? reveal_page(r, &d, v->reason) : st;
}
