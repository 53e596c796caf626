/*
 * Signature fields, found through the form and never by searching text.  The
 * field tree is walked without recursion, its depth and size capped.
 */
#include <string.h>

#include "pdf/local.h"

struct step {
	qpdf_oh		 list;
	int		 at, n;
	int		 is_sig;	/* /FT inherited */
	const char	*name;
};

static int
list_add(struct doc *d, struct sig_list *out, qpdf_oh field,
    const char *name)
{
	struct sig_field	*more;

	if (out->n == PDF_SIGS_MAX)
		return 0;
	if (out->list == NULL) {
		more = pool_array(d->pool, PDF_SIGS_MAX, sizeof(*more));
		if (more == NULL)
			return 0;
		out->list = more;
	}
	out->list[out->n++] = (struct sig_field){ .name = name,
	    .field = field };
	return 1;
}

/* /V, from the field or a node above it. */
static qpdf_oh
value_of(struct doc *d, qpdf_oh field)
{
	qpdf_oh	 v = pdf_page_attr(d, field, "/V");

	return v != 0 && qpdf_oh_is_dictionary(d->q, v) ? v : 0;
}

/* Whether the kids are fields (they have names) or only widgets. */
static int
kids_are_fields(struct doc *d, qpdf_oh kids)
{
	if (kids == 0 || !qpdf_oh_is_array(d->q, kids) ||
	    qpdf_oh_get_array_n_items(d->q, kids) == 0)
		return 0;
	return pdf_obj_key(d, qpdf_oh_get_array_item(d->q, kids, 0), "/T") != 0;
}

static const char *
full_name(struct doc *d, const char *above, qpdf_oh field)
{
	const char	*own = pdf_obj_text(d, pdf_obj_key(d, field, "/T"));
	const char	*name;

	if (*above == '\0' || *own == '\0')
		return *own == '\0' ? above : own;
	name = strlen(above) > 1000 ? NULL :
	    pool_printf(d->pool, "%s.%s", above, own);
	return name == NULL ? own : name;
}

/* One field: into the list, or its kids onto the stack. */
static enum pdf_reason
field_take(struct doc *d, qpdf_oh field, const struct step *above,
    struct step *stack, int *depth, struct sig_list *out)
{
	qpdf_oh		 kids = pdf_obj_key(d, field, "/Kids");
	qpdf_oh		 type = pdf_obj_key(d, field, "/FT");
	const int	 is_sig = type == 0 ? above->is_sig :
	    pdf_obj_is_name(d, type, "/Sig");
	const char	*name = full_name(d, above->name, field);

	if (kids_are_fields(d, kids)) {
		if (*depth >= PDF_TREE_DEPTH)
			return PDF_TOO_DEEP;
		stack[(*depth)++] = (struct step){ .list = kids,
		    .n = qpdf_oh_get_array_n_items(d->q, kids),
		    .is_sig = is_sig, .name = name };
		return PDF_FINE;
	}
	if (!is_sig)
		return PDF_FINE;
	if (!list_add(d, out, field, name))
		return PDF_TOO_LARGE;
	out->list[out->n - 1].value = value_of(d, field);
	return PDF_FINE;
}

enum pdf_reason
pdf_sig_find(struct doc *d, struct sig_list *out)
{
	struct step	 stack[PDF_TREE_DEPTH], above;
	qpdf_oh		 form, fields, field;
	enum pdf_reason	 why;
	int		 depth = 1;

	*out = (struct sig_list){ 0 };
	form = pdf_obj_key(d, qpdf_get_root(d->q), "/AcroForm");
	fields = pdf_obj_key(d, form, "/Fields");
	if (fields == 0 || !qpdf_oh_is_array(d->q, fields))
		return PDF_FINE;
	stack[0] = (struct step){ .list = fields, .name = "",
	    .n = qpdf_oh_get_array_n_items(d->q, fields) };
	while (depth > 0) {
		struct step *top = &stack[depth - 1];

		if (top->at >= top->n) {
			depth--;
			continue;
		}
		if (++out->seen > PDF_FIELDS_MAX)
			return PDF_TOO_LARGE;
		field = qpdf_oh_get_array_item(d->q, top->list, top->at++);
		if (!qpdf_oh_is_dictionary(d->q, field))
			continue;
		above = *top;
		why = field_take(d, field, &above, stack, &depth, out);
		if (why != PDF_FINE)
			return why;
	}
	return PDF_FINE;
}

int
pdf_sig_is_ours(struct doc *d, qpdf_oh value)
{
	qpdf_oh	 app = pdf_obj_key(d, pdf_obj_key(d, value, "/Prop_Build"),
	    "/App");

	return pdf_obj_is_name(d, pdf_obj_key(d, app, "/Name"), "/Jianyin");
}

/* Whether one signature's references certify with P 1. */
static int
value_locks(struct doc *d, qpdf_oh value)
{
	qpdf_oh		 refs = pdf_obj_key(d, value, "/Reference");
	qpdf_oh		 ref, by, params;
	long long	 p;
	int		 i, n;

	if (refs == 0 || !qpdf_oh_is_array(d->q, refs))
		return 0;
	n = qpdf_oh_get_array_n_items(d->q, refs);
	for (i = 0; i < n && i < PDF_SIGS_MAX; i++) {
		ref = qpdf_oh_get_array_item(d->q, refs, i);
		by = pdf_obj_key(d, ref, "/TransformMethod");
		params = pdf_obj_key(d, ref, "/TransformParams");
		if (pdf_obj_is_name(d, by, "/DocMDP") && pdf_obj_int(d,
		    pdf_obj_key(d, params, "/P"), &p) && p == 1)
			return 1;
	}
	return 0;
}

int
pdf_sig_locks(struct doc *d, const struct sig_list *sigs)
{
	qpdf_oh	 perms = pdf_obj_key(d, qpdf_get_root(d->q), "/Perms");
	size_t	 i;

	if (value_locks(d, pdf_obj_key(d, perms, "/DocMDP")))
		return 1;
	for (i = 0; i < sigs->n; i++)
		if (value_locks(d, sigs->list[i].value))
			return 1;
	return 0;
}
