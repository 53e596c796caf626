/*
 * The organisation reviews whether its staff need the seal they ask for
 * GET and POST /apply/{id}/need, for its reviewers.
 */
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "page/keys.h"
#include "work/front.h"

struct need_values {
	const char	*agreed, *note, *rev;
};

static const struct choice words[] = {
	{ "yes", "确有工作需要，同意" }, { "no", "没有实际需要，不同意" },
	{ NULL, NULL }
};

#define AT(member) .at = offsetof(struct need_values, member)
static const struct field need_fields[] = {
	{ .name = "agreed", .label = "审核意见", .kind = FIELD_CHOICE,
	  .required = true, .choices = words, AT(agreed) },
	{ .name = "note", .label = "说明", .kind = FIELD_LINE,
	  .hint = "办理什么工作需要，或者不同意的理由", .required = true,
	  .min = 2, .max = 200, AT(note) },
	{ .name = "rev", .label = "", .kind = FIELD_HIDDEN, .max = 20,
	  AT(rev) },
};
#undef AT
const struct form front_need_form = {
	.fields = need_fields, .n = NITEMS(need_fields),
	.size = sizeof(struct need_values),
};

/* Before the seal is being made, and never about the own request. */
static const char *
refusal(const struct req *r, const struct dossier *d)
{
	if (strcmp(r->actor->unit, d->request.unit) != 0)
		return "只有申请单位的用章审核员可以审核";
	if (d->facts.own || d->facts.opener)
		return "不得审核本人提交的申请";
	if (d->request.state != A1_SUBMITTED &&
	    d->request.state != A3_VERIFIED)
		return "这件申请现在不需要审核实际需要";
	return NULL;
}

static enum status
load(struct req *r, struct dossier *d)
{
	enum status	 st = front_load(r, d);

	return st != ST_OK || case_wants_need(d) ? st :
	    fault_set(r->fault, ST_ABSENT, "%s: nobody's need is asked",
	    d->request.number);
}

static enum status
need_page(struct req *r, struct dossier *d, const char *why)
{
	struct page	*p = web_page_new(r, "front/need", "审核实际需要");
	struct page	*form;

	show_head(r, d, p, 0);
	show_answers(r, d, p, NULL);
	if (why != NULL) {
		page_set(page_add(p, K_CANNOT), K_SENTENCE, why);
		return web_page(r, p);
	}
	form = page_include(p, K_FORM, "part/form");
	page_set(form, K_ACTION, front_path(r, d, "/need"));
	page_set(form, K_BUTTON, "签名并提交意见");
	form_fill(form, &r->form);
	return web_page(r, p);
}

enum status
front_show_need(struct req *r)
{
	struct need_values	 v = { "", "", "" };
	struct dossier		 d;
	enum status		 st;

	if ((st = load(r, &d)) != ST_OK)
		return st;
	v.rev = pool_printf(r->pool, "%lld", (long long)d.request.rev);
	st = form_start(&front_need_form, &v, r->pool, &r->form);
	return st == ST_OK ? need_page(r, &d, refusal(r, &d)) : st;
}

/* Who applied is told what the organisation said. */
static enum status
tell_applicant(struct req *r, const struct dossier *d,
    const struct need_said *n)
{
	if (d->request.applicant == NULL)
		return ST_OK;
	return notice_add(r->db, d->request.applicant, "need",
	    pool_printf(r->pool, "申请 %s：本单位%s这枚个人印章的实际需要",
	    d->request.number, n->agreed ? "同意" : "不同意"),
	    pool_printf(r->pool, "/apply/%s", d->request.id), r->fault);
}

static enum status
keep(struct req *r, const struct dossier *d, struct need_said *n,
    struct bytes said)
{
	const struct audit_entry entry = {
		.action = "request.need", .kind = "request",
		.object = d->request.number, .result = "ok",
		.reason = pool_printf(r->pool, "%s：%s", n->agreed ? "同意" :
		    "不同意", n->note),
	};
	char			 id[ID_LEN + 1];
	enum status		 st;

	if ((st = store_begin(r->db, STORE_WRITE, r->fault)) != ST_OK)
		return st;
	st = statement_keep(r->db, d->request.id, said, id, r->fault);
	n->statement = id;
	if (st == ST_OK)
		st = need_add(r->db, d->request.id, d->request.version, n,
		    r->fault);
	if (st == ST_OK)
		st = tell_applicant(r, d, n);
	if (st == ST_OK)
		st = audit_add(r->db, r->actor, &entry, r->fault);
	return store_end(r->db, st, r->fault);
}

static enum status
say(struct req *r, struct dossier *d, struct need_said *n, const char **why)
{
	unsigned char	 digest[32];
	struct keyd_say	 ask = {
		.action = ACT_REQUEST_NEED, .subject = d->request.id,
		.digest = bytes_of(digest, sizeof(digest)),
		.role = ROLE_REVIEWER,
	};
	struct bytes	 said;
	enum status	 st;

	st = case_need_digest(r, d, n, digest);
	if (st == ST_OK)
		st = case_say(r, d->keyd, &ask, &said, why);
	return st == ST_OK ? keep(r, d, n, said) : st;
}

/* What was read is what is judged: the form carries the rev it was shown. */
static enum status
check(struct req *r, const struct dossier *d, const struct need_values *v,
    const char **why)
{
	*why = refusal(r, d);
	if (*why != NULL) {
		audit_refusal(r->db, r->actor, "request.need", "request",
		    d->request.number, *why);
		return ST_DENIED;
	}
	if (*v->rev != '\0' && strtoll(v->rev, NULL, 10) != d->request.rev)
		form_error(&r->form, NULL,
		    "这件申请刚刚被他人办理，请核对现在的内容后再办");
	return ST_OK;
}

enum status
front_post_need(struct req *r)
{
	const struct need_values *v = r->values;
	struct need_said	 n = {
		.agreed = strcmp(v->agreed, "yes") == 0, .note = v->note,
		.person = r->actor->person, .at = clock_now(),
	};
	const char		*why = NULL;
	struct dossier		 d;
	enum status		 st;

	if ((st = load(r, &d)) != ST_OK)
		return st;
	if (check(r, &d, v, &why) != ST_OK)
		return web_problem(r, 403, "不能审核", why);
	if (r->form.nerrors > 0)
		return need_page(r, &d, NULL);
	st = say(r, &d, &n, &why);
	if (st == ST_ABSENT || st == ST_INVALID)
		return case_ask_pin(r, why);
	if (why != NULL)
		return web_problem(r, 403, "意见没有提交", why);
	return st == ST_OK ? web_redirect(r, front_path(r, &d, "/need")) :
	    st;
}
