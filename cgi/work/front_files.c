/*
 * The files of a case before the applicant: the page of materials, uploading
 * one, and looking at what was given.
 */
#include <string.h>

#include "page/keys.h"
#include "work/front.h"
#include "work/imprint.h"
#include "work/local.h"

struct upload {
	const struct form_file	*file;
};
static const struct field upload_fields[] = {
	{ .name = "file", .label = "文件", .kind = FIELD_FILE,
	  .required = true, .types = "application/pdf image/jpeg image/png",
	  .at = offsetof(struct upload, file) },
};
const struct form upload_form = {
	.fields = upload_fields, .n = NITEMS(upload_fields),
	.size = sizeof(struct upload),
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

static enum status
materials_page(struct req *r, struct dossier *d, const char *item,
    const char *wrong)
{
	struct material_row	*before = NULL;
	struct page		*p, *m;
	size_t			 i, k, n = 0;
	enum status		 st = ST_OK;

	if (d->request.version > 1)
		st = material_list_of(r->db, r->pool, d->request.id,
		    d->request.version - 1, &before, &n, r->fault);
	if (st != ST_OK)
		return st;
	p = web_page_new(r, "front/materials", "上传材料");
	show_head(r, d, p, 0);
	page_set(p, K_BACK, front_path(r, d, ""));
	if (wrong != NULL) {
		m = page_add(p, K_WRONG_FILE);
		page_set(m, K_NAME, item);
		page_set(m, K_SENTENCE, wrong);
		page_show(page_frame(p), K_WRONG);
	}
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
		if (item != NULL && strcmp(item, kind->name) == 0 &&
		    wrong != NULL)
			page_set(page_add(m, K_BAD), K_SENTENCE, wrong);
		for (k = 0; k < d->nmaterials; k++)
			if (strcmp(d->materials[k].item, kind->name) == 0)
				fill_given(r, d, &d->materials[k], fault_told(d,
				    &d->materials[k], before, n), m);
	}
	return wrong == NULL ? web_page(r, p) : web_page_as(r, p, 400);
}

enum status
front_materials(struct req *r)
{
	struct dossier	 d;
	enum status	 st;

	if ((st = front_load(r, &d)) != ST_OK)
		return st;
	return materials_page(r, &d, NULL, NULL);
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
	if (r->form.nerrors > 0 || u->file == NULL) {
		why = form_error_of(&r->form, "file");
		return materials_page(r, &d, item, why != NULL ? why :
		    "请选择要上传的文件");
	}
	st = case_material_put(r, &d, m, u->file, &why);
	if (st == ST_INVALID || st == ST_CONFLICT)
		return materials_page(r, &d, item, why);
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
