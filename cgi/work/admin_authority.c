/*
 * The authorities of the regions: which are registered, whose a
 * region goes by, and what changed.  A change is signed, compared with what
 * the page showed, kept beside what was before, and audited.
 */
#include <string.h>

#include "base/calendar.h"
#include "form/codes.h"
#include "page/part.h"
#include "trust/action.h"
#include "trust/digest.h"
#include "work/addressee.h"
#include "work/admin.h"
#include "work/case.h"
#include "work/people.h"
#include "work/show.h"

struct values {
	const char	*name, *section, *phone, *address, *mail;
	const char	*reason, *rev;
	int		 above;
};

#define AT(member) .at = offsetof(struct values, member)
static const struct field fields[] = {
	{ .name = "name", .label = "部门名称", .kind = FIELD_LINE,
	  .hint = "全称；备案和公告用它称呼对方", .min = 2, .max = 100,
	  AT(name) },
	{ .name = "section", .label = "经办科室", .kind = FIELD_LINE,
	  .max = 60, AT(section) },
	{ .name = "phone", .label = "联系电话", .kind = FIELD_LINE,
	  .hint = "公开的办公电话，显示给办事人和公众", .min = 5, .max = 40,
	  .clean = CLEAN_NARROW, .inputmode = "tel", AT(phone) },
	{ .name = "address", .label = "地址", .kind = FIELD_LINE, .max = 200,
	  AT(address) },
	{ .name = "mail", .label = "电子邮箱", .kind = FIELD_LINE, .max = 100,
	  .check = code_email, AT(mail) },
	{ .name = "above", .label = "本区划不单独登记，沿用上级区划的",
	  .kind = FIELD_CHECK, AT(above) },
	{ .name = "reason", .label = "理由", .kind = FIELD_LINE,
	  .required = true, .min = 2, .max = 200, AT(reason) },
	{ .name = "rev", .label = "", .kind = FIELD_HIDDEN, .max = 20,
	  AT(rev) },
};
#undef AT

static void
cross(const void *values, struct form_state *state)
{
	const struct values	*v = values;

	if (v->above)
		return;
	if (*v->name == '\0')
		form_error(state, "name", "请填写部门名称");
	if (*v->phone == '\0')
		form_error(state, "phone", "请填写联系电话");
}

const struct form admin_authority_form = {
	.fields = fields, .n = NITEMS(fields),
	.size = sizeof(struct values), .cross = cross,
};

static const char *
region_words(struct req *r, const char *code)
{
	const char	*name;

	if (region_name(r->db, r->pool, code, &name, r->fault) != ST_OK)
		return code;
	return pool_printf(r->pool, "%s（%s）", name, code);
}

/* The region the actor's unit lies in: what is within it is the actor's. */
static enum status
own_region(struct req *r, const char **out)
{
	struct unit	 u;
	enum status	 st = unit_load(r->db, r->pool, r->actor->unit, &u,
			    r->fault);

	*out = st == ST_OK ? u.region : "";
	return st;
}

/* --- the list ----------------------------------------------------------- */

static enum status
fill_cell(struct req *r, const char *region, int kind, struct page *row)
{
	struct authority	 a;
	struct page		*cell = page_add(row, K_CELL);
	enum status		 st;

	page_printf(cell, K_HREF, "/admin/authority/%s/%s", region,
	    authority_kind_name(kind));
	page_set(cell, K_LABEL, authority_kind_label(kind));
	st = authority_find(r->db, r->pool, region,
	    (enum authority_kind)kind, &a, r->fault);
	if (st == ST_ABSENT) {
		page_set(cell, K_NAME, "没有登记");
		page_show(cell, K_MISSING);
		return ST_OK;
	}
	if (st != ST_OK)
		return st;
	page_set(cell, K_NAME, a.name);
	page_set(cell, K_PHONE, a.phone);
	if (strcmp(a.region, region) != 0)
		page_set(page_add(cell, K_ABOVE), K_REGION,
		    region_words(r, a.region));
	return ST_OK;
}

enum status
admin_show_authorities(struct req *r)
{
	struct page	*p = web_page_new(r, "admin/authorities", "主管部门");
	struct page	*row;
	const char	**list, *top;
	enum status	 st;
	size_t		 i, n;
	int		 kind;

	if ((st = own_region(r, &top)) != ST_OK ||
	    (st = authority_regions(r->db, r->pool, top, &list, &n,
	    r->fault)) != ST_OK)
		return st;
	for (i = 0; st == ST_OK && i < n; i++) {
		row = page_add(p, K_ROW);
		page_set(row, K_REGION, region_words(r, list[i]));
		for (kind = 0; st == ST_OK && kind < AUTHORITY__N; kind++)
			st = fill_cell(r, list[i], kind, row);
	}
	page_show_if(p, K_NOT_MINE, !web_has(r, DIRECTORY));
	return st == ST_OK ? web_page(r, p) : st;
}

/* What an administrator is told; NULL: nothing is missing. */
const char *
admin_authority_warning(struct req *r)
{
	struct authority	 first;
	const char		*top;
	size_t			 n;

	if (own_region(r, &top) != ST_OK ||
	    authority_missing(r->db, r->pool, top, &n, &first, r->fault) !=
	    ST_OK || n == 0)
		return NULL;
	return pool_printf(r->pool, "有 %zu 项主管部门没有登记，例如%s的%s", n,
	    region_words(r, first.region), authority_kind_label(first.kind));
}

/* --- one of them ---------------------------------------------------------- */

struct view {
	const char	*region;
	int		 kind;
	struct authority *lines;	/* newest first */
	size_t		 n;
};

/* of the own region and what lies in it. */
static enum status
load(struct req *r, struct view *v)
{
	const char	*top, *name;
	enum status	 st;

	v->region = web_piece(r, "region");
	v->kind = authority_kind_find(web_piece(r, "kind"));
	if (v->kind == AUTHORITY__N || code_region(v->region) != NULL)
		return fault_set(r->fault, ST_ABSENT, "no such authority");
	if ((st = region_name(r->db, r->pool, v->region, &name,
	    r->fault)) != ST_OK || (st = own_region(r, &top)) != ST_OK)
		return st;
	if (!region_is_within(v->region, top)) {
		audit_refusal(r->db, r->actor, "authority.view", "region",
		    v->region, "不在本单位的区划内（R-009）");
		return fault_set(r->fault, ST_DENIED, "region %s", v->region);
	}
	return authority_history(r->db, r->pool, v->region,
	    (enum authority_kind)v->kind, &v->lines, &v->n, r->fault);
}

static void
fill_history(struct req *r, const struct view *v, struct page *page)
{
	const struct authority	*a;
	struct page		*p;
	size_t			 i;

	for (i = 0; i < v->n; i++) {
		a = &v->lines[i];
		p = page_add(page, K_LINE);
		page_set(p, K_EVENT, *a->name == '\0' ? "改为沿用上级区划的" :
		    addressee_words(r->pool, a));
		page_set(p, K_WHEN, show_minute(r, a->at));
		page_set(p, K_WHO, a->person == NULL ? "系统" : a->person);
		page_set(page_add(p, K_NOTE), K_SENTENCE, a->reason);
	}
}

static enum status
show_page(struct req *r, const struct view *v)
{
	struct page		*p = web_page_new(r, "admin/authority",
				    authority_kind_label(v->kind));
	struct page		*form;
	struct authority	 now;
	enum status		 st;

	page_printf(p, K_HEADING, "%s的%s", region_words(r, v->region),
	    authority_kind_label(v->kind));
	st = authority_find(r->db, r->pool, v->region,
	    (enum authority_kind)v->kind, &now, r->fault);
	if (st != ST_OK && st != ST_ABSENT)
		return st;
	part_fact(p, "现在", st == ST_ABSENT ? "没有登记" :
	    addressee_words(r->pool, &now));
	if (st == ST_OK && strcmp(now.region, v->region) != 0)
		part_fact(p, "沿用", region_words(r, now.region));
	if (web_has(r, DIRECTORY)) {
		form = page_include(p, K_FORM, "part/form");
		page_printf(form, K_ACTION, "/admin/authority/%s/%s",
		    v->region, authority_kind_name(v->kind));
		page_set(form, K_BUTTON, "保存");
		form_fill(form, &r->form);
	} else
		page_show(p, K_NOT_MINE);
	fill_history(r, v, p);
	return web_page(r, p);
}

enum status
admin_show_authority(struct req *r)
{
	struct values	 v = { "", "", "", "", "", "", "0", 0 };
	struct view	 w;
	enum status	 st;

	if ((st = load(r, &w)) != ST_OK)
		return st;
	if (w.n > 0) {
		v.name = w.lines[0].name;
		v.section = w.lines[0].section;
		v.phone = w.lines[0].phone;
		v.address = w.lines[0].address;
		v.mail = w.lines[0].mail;
		v.above = *v.name == '\0';
		v.rev = admin_rev_text(r, w.lines[0].seq);
	}
	st = form_start(&admin_authority_form, &v, r->pool, &r->form);
	return st == ST_OK ? show_page(r, &w) : st;
}

/* --- a change ---------------------------------------------------------------- */

static enum status
keep(struct req *r, struct authority *a, const char *subject,
    const unsigned char digest[DIGEST_LEN], struct bytes said)
{
	const struct audit_entry entry = {
		.action = "authority.change", .kind = "authority",
		.object = subject, .result = "ok", .reason = a->reason,
		.after = bytes_of(digest, DIGEST_LEN),
	};
	char			 id[ID_LEN + 1];
	enum status		 st;

	if ((st = store_begin(r->db, STORE_WRITE, r->fault)) != ST_OK)
		return st;
	st = authority_add(r->db, a, r->fault);
	if (st == ST_OK)
		st = statement_keep(r->db, subject, said, id, r->fault);
	if (st == ST_OK)
		st = audit_add(r->db, r->actor, &entry, r->fault);
	return store_end(r->db, st, r->fault);
}

static struct authority
taken(const struct req *r, const struct view *w)
{
	const struct values	*v = r->values;
	struct authority	 a = {
		.region = w->region, .kind = w->kind, .name = "",
		.section = "", .phone = "", .address = "", .mail = "",
		.seq = w->n > 0 ? w->lines[0].seq : 0, .reason = v->reason,
		.person = r->actor->person,
	};

	if (v->above)
		return a;
	a.name = v->name;
	a.section = v->section;
	a.phone = v->phone;
	a.address = v->address;
	a.mail = v->mail;
	return a;
}

static enum status
digest_of(struct req *r, const struct authority *a,
    unsigned char out[DIGEST_LEN])
{
	const struct digest_field	 d[] = {
		digest_text("region", a->region),
		digest_text("kind", authority_kind_name(a->kind)),
		digest_int("seq", a->seq + 1), digest_text("name", a->name),
		digest_text("section", a->section),
		digest_text("phone", a->phone),
		digest_text("address", a->address),
		digest_text("mail", a->mail), digest_text("reason", a->reason),
	};

	return digest_fields("authority", d, NITEMS(d), out, r->fault);
}

enum status
admin_post_authority(struct req *r)
{
	const struct values	*v = r->values;
	unsigned char		 digest[DIGEST_LEN];
	struct authority	 a;
	const char		*subject, *why = NULL;
	struct keyd		*keyd;
	struct bytes		 said;
	struct view		 w;
	enum status		 st;
	int			 again, ask;

	if ((st = load(r, &w)) != ST_OK)
		return st;
	a = taken(r, &w);
	subject = pool_printf(r->pool, "%s.%s", w.region,
	    authority_kind_name(w.kind));
	admin_is_stale(r, *v->rev == '\0' ? "-" : v->rev, a.seq,
	    "authority.change", subject);
	if (r->form.nerrors > 0)
		return show_page(r, &w);
	if ((st = digest_of(r, &a, digest)) != ST_OK ||
	    (st = case_keyd(r, &keyd)) != ST_OK)
		return st;
	st = people_say(r, keyd, ACT_AUTHORITY, DIRECTORY, subject, digest,
	    bytes_of(NULL, 0), &said, &why);
	ask = st == ST_ABSENT || st == ST_INVALID;
	if (st == ST_OK && (st = keep(r, &a, subject, digest, said)) ==
	    ST_CONFLICT)
		why = "资料刚刚被他人修改，请返回核对现在的内容后再办";
	st = admin_answer(r, st, ask, why, "/admin/authorities", &again);
	return again ? show_page(r, &w) : st;
}
