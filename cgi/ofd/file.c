/* The package from its top: OFD.xml and the documents it names. */
#include "ofd/local.h"

/* Other versions of a document (GB/T 33190 19): displayed by choice. */
static enum ofd_reason
version(struct work *w, struct doc *d, const char *base, const char *loc)
{
	struct found	 what, root;
	struct xml	*x;
	enum ofd_reason	 why = ofd_find(w, base, loc, &w->quirks, &what);

	if (why != OFD_FINE || what.at == PACK_NONE)
		return why;
	d->need[what.at] = 1;
	if ((why = ofd_part(w, what.at, NULL, &x)) != OFD_FINE)
		return why;
	why = ofd_find(w, what.path, xml_child_text(xml_root(x), "DocRoot",
	    w->pool), &w->quirks, &root);
	xml_free(x);
	if (why != OFD_FINE || root.at == PACK_NONE)
		return why;
	return ofd_document_also(w, d, root.at);
}

static enum ofd_reason
body(struct work *w, const char *base, const struct xml_node *n)
{
	const struct xml_node	*v, *r = xml_child(n, "DocRoot");
	struct doc		*d;
	struct found		 root;
	enum ofd_reason		 why;

	if (w->ndocs == OFD_DOCS)
		return OFD_TOO_MANY_PARTS;
	d = &w->docs[w->ndocs++];
	why = ofd_find(w, base, xml_text(r, w->pool), &w->quirks, &root);
	if (why != OFD_FINE)
		return why;
	if (root.at == PACK_NONE)
		return OFD_MISSING;
	why = ofd_document_read(w, d, root.at);
	/* OFD.xml need not be signed: a second root might be the one shown */
	while (why == OFD_FINE && (r = xml_next(r, "DocRoot")) != NULL) {
		why = ofd_find(w, base, xml_text(r, w->pool), &w->quirks,
		    &root);
		if (why == OFD_FINE && root.at != PACK_NONE)
			why = ofd_document_also(w, d, root.at);
	}
	for (v = xml_child(xml_child(n, "Versions"), "Version"); v != NULL &&
	    why == OFD_FINE; v = xml_next(v, "Version"))
		why = version(w, d, base, xml_attr(v, "BaseLoc", w->pool));
	return why;
}

/* Documents first: what a signature leaves out is asked of all of them. */
static enum ofd_reason
bodies(struct work *w, const char *base, const struct xml_node *top)
{
	const struct xml_node	*n, *list;
	enum ofd_reason		 why = OFD_FINE;
	unsigned		 i = 0;

	for (n = xml_child(top, "DocBody"); n != NULL && why == OFD_FINE;
	    n = xml_next(n, "DocBody"))
		why = body(w, base, n);
	for (n = xml_child(top, "DocBody"); n != NULL && why == OFD_FINE;
	    n = xml_next(n, "DocBody"), i++)
		for (list = xml_child(n, "Signatures"); list != NULL &&
		    why == OFD_FINE; list = xml_next(list, "Signatures"))
			why = ofd_signatures_read(w, i, base, xml_text(list,
			    w->pool));
	if (why == OFD_FINE && w->ndocs == 0)
		why = OFD_MISSING;
	return why;
}

enum ofd_reason
ofd_file_read(struct work *w, struct bytes in, struct pool *pool)
{
	enum ofd_reason	 why = ofd_work_open(w, in, pool);
	struct found	 top;
	struct xml	*x;

	if (why != OFD_FINE || (why = ofd_find(w, "", "OFD.xml", &w->quirks,
	    &top)) != OFD_FINE)
		return why;
	if ((w->top = top.at) == PACK_NONE)
		return OFD_NOT_OFD;
	if ((why = ofd_part(w, top.at, NULL, &x)) != OFD_FINE)
		return why;
	w->version = xml_attr(xml_root(x), "Version", pool);
	why = xml_is(xml_root(x), "OFD") ?
	    bodies(w, pack_name(w->pack, top.at), xml_root(x)) : OFD_XML;
	xml_free(x);
	if (why == OFD_FINE)
		ofd_coverage_read(w);
	return why;
}
