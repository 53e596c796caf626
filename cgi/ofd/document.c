/*
 * Everything a document displays (GB/T 33190 7.5 to 7.9, 15, 20): its pages,
 * templates, resources with their fonts and pictures, annotations,
 * attachments.  A part that is named and not there displays nothing; one
 * that cannot be parsed is told, since what it would display is not known.
 */
#include <string.h>

#include "ofd/local.h"

typedef enum ofd_reason	 read_part(struct work *w, struct doc *d,
	    const char *path, size_t at, const struct xml_node *root);

/* Mark it; *at is PACK_NONE where it is not there or was read before. */
static void
need(struct doc *d, struct found *what)
{
	if (what->at == PACK_NONE)
		d->f.absent++;
	else if (d->need[what->at])
		what->at = PACK_NONE;
	else
		d->need[what->at] = 1;
}

/* Parse a part and read it on; a broken one is noted. */
static enum ofd_reason
open_part(struct work *w, struct doc *d, const struct found *what,
    const char *skip, read_part *read)
{
	struct xml	*x;
	enum ofd_reason	 why = ofd_part(w, what->at, skip, &x);

	if (why == OFD_XML) {
		ofd_names_add(w, d->unclear, what->path);
		return OFD_FINE;
	}
	if (why == OFD_FINE)
		why = read(w, d, what->path, what->at, xml_root(x));
	xml_free(x);
	return why;
}

/* A file named in "base", and read on where "read" is given. */
static enum ofd_reason
follow(struct work *w, struct doc *d, const char *base, const char *loc,
    const char *skip, read_part *read)
{
	struct found	 what;
	enum ofd_reason	 why = ofd_find(w, base, loc, &w->quirks, &what);

	if (why != OFD_FINE)
		return why;
	need(d, &what);
	if (what.at == PACK_NONE || read == NULL)
		return OFD_FINE;
	return open_part(w, d, &what, skip, read);
}

/* --- resources ------------------------------------------------------------ */

static enum ofd_reason
resource(struct work *w, struct doc *d, const char *folder, const char *list,
    const char *loc)
{
	struct found	 what;
	enum ofd_reason	 why;

	if (*loc == '\0')
		return OFD_FINE;
	why = ofd_find_beside(w, folder, list, loc, &w->quirks, &what);
	if (why == OFD_FINE)
		need(d, &what);
	return why;
}

/* What names a file in a list of resources: in a child, or an attribute. */
static const struct {
	const char	*group, *item, *child, *attr;
} resources[] = {
	{ "Fonts", "Font", "FontFile", NULL },
	{ "MultiMedias", "MultiMedia", "MediaFile", NULL },
	{ "ColorSpaces", "ColorSpace", NULL, "Profile" },
};

static enum ofd_reason
read_resources(struct work *w, struct doc *d, const char *path, size_t at,
    const struct xml_node *root)
{
	const struct xml_node	*group, *item;
	const char		*folder, *loc;
	struct found		 base;
	enum ofd_reason		 why;
	size_t			 i;

	(void)at;
	why = ofd_find(w, path, xml_attr(root, "BaseLoc", w->pool),
	    &w->quirks, &base);
	if (why != OFD_FINE)
		return why;
	if ((folder = pool_printf(w->pool, "%s/", base.path)) == NULL)
		return OFD_OUR_FAULT;
	if (*xml_attr(root, "BaseLoc", w->pool) == '\0')
		folder = path;
	for (i = 0; i < NITEMS(resources); i++)
		for (group = xml_child(root, resources[i].group);
		    group != NULL; group = xml_next(group, resources[i].group))
			for (item = xml_child(group, resources[i].item);
			    item != NULL && why == OFD_FINE;
			    item = xml_next(item, resources[i].item)) {
				loc = resources[i].child == NULL ?
				    xml_attr(item, resources[i].attr,
				    w->pool) : xml_child_text(item,
				    resources[i].child, w->pool);
				why = resource(w, d, folder, path, loc);
			}
	return why;
}

/* Every child of that name is a path to a list of resources. */
static enum ofd_reason
resource_lists(struct work *w, struct doc *d, const char *path,
    const struct xml_node *parent, const char *name)
{
	const struct xml_node	*n;
	enum ofd_reason		 why = OFD_FINE;

	for (n = xml_child(parent, name); n != NULL && why == OFD_FINE;
	    n = xml_next(n, name))
		why = follow(w, d, path, xml_text(n, w->pool), NULL,
		    read_resources);
	return why;
}

/* --- pages ---------------------------------------------------------------- */

static int
box_read(struct work *w, const struct xml_node *area, int *um_w, int *um_h)
{
	int	 um[4];

	if (!ofd_box(xml_child_text(area, "PhysicalBox", w->pool), um, 4) ||
	    um[2] <= 0 || um[3] <= 0)
		return 0;
	*um_w = um[2];
	*um_h = um[3];
	return 1;
}

static enum ofd_reason
read_page(struct work *w, struct doc *d, const char *path, size_t at,
    const struct xml_node *root)
{
	box_read(w, xml_child(root, "Area"), &w->boxes[at].um_w,
	    &w->boxes[at].um_h);
	return resource_lists(w, d, path, root, "PageRes");
}

/* A page or template; *at is where its size was noted, or PACK_NONE. */
static enum ofd_reason
page(struct work *w, struct doc *d, const char *path,
    const struct xml_node *n, size_t *at)
{
	const char	*loc = xml_attr(n, "BaseLoc", w->pool);
	struct found	 what;
	enum ofd_reason	 why = ofd_find(w, path, loc, &w->quirks, &what);
	int64_t		 id = ofd_number(xml_attr(n, "ID", w->pool));

	if (id > d->max_id)
		d->max_id = id;
	*at = what.at;
	if (why != OFD_FINE)
		return why;
	need(d, &what);
	if (what.at == PACK_NONE)
		return OFD_FINE;
	return open_part(w, d, &what, "Content", read_page);
}

static enum ofd_reason
pages(struct work *w, struct doc *d, const char *path,
    const struct xml_node *list, int count)
{
	const struct xml_node	*n;
	enum ofd_reason		 why = OFD_FINE;
	size_t			 at;

	for (n = xml_child(list, "Page"); n != NULL; n = xml_next(n, "Page")) {
		if ((why = page(w, d, path, n, &at)) != OFD_FINE)
			return why;
		if (!count)
			continue;
		if (d->f.npages == LIMIT_PAGES)
			return OFD_TOO_MANY_PAGES;
		d->pages[d->f.npages++] = (struct ofd_page){
		    ofd_number(xml_attr(n, "ID", w->pool)),
		    at != PACK_NONE && w->boxes[at].um_w > 0 ?
		    w->boxes[at].um_w : d->um_w,
		    at != PACK_NONE && w->boxes[at].um_w > 0 ?
		    w->boxes[at].um_h : d->um_h };
	}
	return why;
}

/* --- annotations and attachments ------------------------------------------ */

/* Children of "item", each with a FileLoc. */
static enum ofd_reason
file_locs(struct work *w, struct doc *d, const char *path,
    const struct xml_node *root, const char *item)
{
	const struct xml_node	*n;
	const char		*loc;
	enum ofd_reason		 why = OFD_FINE;

	for (n = xml_child(root, item); n != NULL && why == OFD_FINE;
	    n = xml_next(n, item)) {
		loc = xml_child_text(n, "FileLoc", w->pool);
		if (*loc != '\0')
			why = follow(w, d, path, loc, NULL, NULL);
	}
	return why;
}

static enum ofd_reason
read_annotations(struct work *w, struct doc *d, const char *path, size_t at,
    const struct xml_node *root)
{
	(void)at;
	return file_locs(w, d, path, root, "Page");
}

static enum ofd_reason
read_attachments(struct work *w, struct doc *d, const char *path, size_t at,
    const struct xml_node *root)
{
	(void)at;
	return file_locs(w, d, path, root, "Attachment");
}

/* --- the document --------------------------------------------------------- */

static enum ofd_reason
common(struct work *w, struct doc *d, const char *path,
    const struct xml_node *data)
{
	const struct xml_node	*n;
	int64_t			 id = ofd_number(xml_child_text(data,
				    "MaxUnitID", w->pool));
	enum ofd_reason		 why;
	size_t			 at;

	if (id > d->max_id)
		d->max_id = id;
	box_read(w, xml_child(data, "PageArea"), &d->um_w, &d->um_h);
	if ((why = resource_lists(w, d, path, data, "PublicRes")) != OFD_FINE
	    || (why = resource_lists(w, d, path, data, "DocumentRes")) !=
	    OFD_FINE)
		return why;
	for (n = xml_child(data, "TemplatePage"); n != NULL &&
	    why == OFD_FINE; n = xml_next(n, "TemplatePage"))
		why = page(w, d, path, n, &at);
	return why;
}

static enum ofd_reason
document(struct work *w, struct doc *d, size_t root, int count)
{
	const char		*path = pack_name(w->pack, root), *loc;
	const struct xml_node	*top;
	struct xml		*x;
	enum ofd_reason		 why;

	d->need[root] = 1;
	if ((why = ofd_part(w, root, NULL, &x)) != OFD_FINE)
		return why;
	top = xml_root(x);
	if (!xml_is(top, "Document"))
		why = OFD_XML;
	if (why == OFD_FINE)
		why = common(w, d, path, xml_child(top, "CommonData"));
	if (why == OFD_FINE)
		why = pages(w, d, path, xml_child(top, "Pages"), count);
	loc = xml_child_text(top, "Annotations", w->pool);
	if (why == OFD_FINE && *loc != '\0')
		why = follow(w, d, path, loc, NULL, read_annotations);
	loc = xml_child_text(top, "Attachments", w->pool);
	if (why == OFD_FINE && *loc != '\0')
		why = follow(w, d, path, loc, NULL, read_attachments);
	xml_free(x);
	return why;
}

enum ofd_reason
ofd_document_read(struct work *w, struct doc *d, size_t root)
{
	enum ofd_reason	 why;

	d->f.root = pack_name(w->pack, root);
	d->f.signatures = "";
	d->need = pool_alloc(w->pool, w->n);
	d->pages = pool_array(w->pool, LIMIT_PAGES, sizeof(*d->pages));
	d->unclear = pool_alloc(w->pool, sizeof(*d->unclear));
	if (pool_failed(w->pool))
		return OFD_OUR_FAULT;
	why = document(w, d, root, 1);
	d->f.pages = d->pages;
	d->f.max_unit_id = d->max_id;
	return why;
}

/* Another version of it: somebody may be shown that one. */
enum ofd_reason
ofd_document_also(struct work *w, struct doc *d, size_t root)
{
	d->f.versions++;
	return d->need[root] ? OFD_FINE : document(w, d, root, 0);
}
