/*
 * The files of a case before the applicant: the page of materials, uploading
 * one, and looking at what was given.
 */
#include <string.h>

#include "page/keys.h"
#include "work/front.h"
#include "work/imprint.h"
#include "work/local.h"
#include "work/secrecy.h"

struct upload {
	const char		*secret;
	const struct form_file	*file;
};
static const struct field upload_fields[] = {
	SECRECY_FIELD("文件密级", offsetof(struct upload, secret)),
	{ .name = "file", .label = "文件", .kind = FIELD_FILE,
	  .required = true, .types = "application/pdf image/jpeg image/png",
	  .at = offsetof(struct upload, file) },
};

static void
cross_upload(const void *values, struct form_state *state)
{
	const struct upload	*u = values;

	secrecy_check(u->secret, state);
}

const struct form upload_form = {
	.fields = upload_fields, .n = NITEMS(upload_fields),
	.size = sizeof(struct upload), .cross = cross_upload,
};

/* What the desk found wrong with a material that was not brought anew. */
static const char *
fault_told(const struct dossier *d, const struct material_row *now,
    const struct material_row *before, size_t n)
{
	size_t	 i;

	if (d->request.state != A2_RETURNED || now->verdict != NULL ||
	    now->checker == NULL)
		return NULL;
	for (i = 0; i < n; i++)
		if (strcmp(before[i].item, now->item) == 0 &&
		    before[i].fault != NULL)
			return before[i].fault;
	return NULL;
}

static void
fill_given(struct req *r, const struct dossier *d,
    const struct material_row *m, const char *fault, struct page *p)
{
	struct page	*g = page_add(p, K_GIVEN);

	page_set(g, K_NAME, m->name);
	page_set(g, K_SIZE, show_size(r, m->size));
	page_printf(g, K_HREF, "%s/%s", front_path(r, d, "/material"), m->id);
	if (fault != NULL)
		page_set(page_add(p, K_FAULT), K_SENTENCE, fault);
}

/* Where the page tells what is wrong with a field of one material. */
static const struct {
	const char	*field, *suffix;	/* of the material's own id */
	enum page_key	 beside;
} told[] = {
	{ "file", "", K_BAD }, { "secret", "-secret", K_BAD_SECRET },
};

static void
fill_summary(struct req *r, const char *item, struct page *p)
{
	struct page	*top = page_add(p, K_WRONG_FILE), *row;
	const char	*why;
	size_t		 i;

	page_int(top, K_COUNT, (int64_t)r->form.nerrors);
	for (i = 0; i < NITEMS(told); i++) {
		if ((why = form_error_of(&r->form, told[i].field)) == NULL)
			continue;
		row = page_add(top, K_ERROR);
		page_printf(row, K_ID, "%s%s", item, told[i].suffix);
		page_set(row, K_SENTENCE, why);
	}
	page_show(page_frame(p), K_WRONG);
}

static void
fill_beside(struct req *r, struct page *m)
{
	const char	*why;
	size_t		 i;

	for (i = 0; i < NITEMS(told); i++) {
		why = form_error_of(&r->form, told[i].field);
		if (why != NULL)
			page_set(page_add(m, told[i].beside), K_SENTENCE, why);
	}
}

/* All materials; "item" is the one whose upload was refused, or NULL. */
static enum status
materials_page(struct req *r, struct dossier *d, const char *item)
{
	const struct upload	*u = r->values;
	struct material_row	*before = NULL;
	struct page		*p, *m;
	size_t			 i, k, n = 0;
	enum status		 st = ST_OK;
	int			 here;

	if (d->request.version > 1)
		st = material_list_of(r->db, r->pool, d->request.id,
		    d->request.version - 1, &before, &n, r->fault);
	if (st != ST_OK)
		return st;
	p = web_page_new(r, "front/materials", "上传材料");
	show_head(r, d, p, 0);
	page_set(p, K_BACK, front_path(r, d, ""));
	secrecy_notice(p);
	if (item != NULL)
		fill_summary(r, item, p);
	for (i = 0; i < d->business->nmaterials; i++) {
		const struct material *kind = &d->business->materials[i];

		if (!material_needed(kind, &d->app))
			continue;
		m = page_add(p, K_MATERIAL);
		page_set(m, K_LABEL, kind->label);
		page_set(m, K_HINT, kind->hint);
		page_set(m, K_NAME, kind->name);
		page_set(m, K_SIZE, show_size(r, (int64_t)kind->max));
		page_int(m, K_MAX, (int64_t)kind->max);
		page_set(m, K_ACTION, pool_printf(r->pool, "%s/%s",
		    front_path(r, d, "/materials"), kind->name));
		here = item != NULL && strcmp(item, kind->name) == 0;
		choice_fill(m, K_RADIO, secrecy_choices, here ? u->secret :
		    "");
		if (here)
			fill_beside(r, m);
		for (k = 0; k < d->nmaterials; k++)
			if (strcmp(d->materials[k].item, kind->name) == 0)
				fill_given(r, d, &d->materials[k], fault_told(d,
				    &d->materials[k], before, n), m);
	}
	return item == NULL ? web_page(r, p) : web_page_as(r, p, 400);
}

enum status
front_materials(struct req *r)
{
	struct dossier	 d;
	enum status	 st;

	if ((st = front_load(r, &d)) != ST_OK)
		return st;
	return materials_page(r, &d, NULL);
}

enum status
front_upload(struct req *r)
{
	const struct upload	*u = r->values;
	const char		*item = web_piece(r, "item"), *why = NULL;
	const struct material	*m;
	struct dossier		 d;
	enum status		 st;

	if ((st = front_load(r, &d)) != ST_OK)
		return st;
	m = material_find(d.business->materials, d.business->nmaterials,
	    item);
	if (m == NULL)
		return fault_set(r->fault, ST_ABSENT, "no material %s", item);
	if (secrecy_refused(r, u->secret, "material.add", "request",
	    d.request.id) || r->form.nerrors > 0)
		return materials_page(r, &d, item);
	st = case_material_put(r, &d, m, u->file, &why);
	if (st == ST_INVALID || st == ST_CONFLICT) {
		form_error(&r->form, "file", why);
		return materials_page(r, &d, item);
	}
	return st == ST_OK ? web_redirect(r, front_path(r, &d,
	    "/materials")) : st;
}

enum status
front_material(struct req *r)
{
	struct dossier	 d;
	enum status	 st;

	if ((st = front_load(r, &d)) != ST_OK)
		return st;
	return case_material_send(r, &d, web_piece(r, "material"));
}

enum status
front_imprint(struct req *r)
{
	struct dossier	 d;
	enum status	 st;

	if ((st = front_load(r, &d)) != ST_OK)
		return st;
	return imprint_picture(r, &d);
}
