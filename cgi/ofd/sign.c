/*
 * The signatures of a document (GB/T 33190 18): the list, each
 * Signature.xml, what it references and what it leaves out.  Digests are
 * compared here, where the parts are unpacked; whether what Signature.xml
 * says was signed is the caller's affair.
 */
#include <stdlib.h>
#include <string.h>

#include "base/coding.h"
#include "ofd/local.h"

/* How makers name SM3 (seal-format 2.2); what is not here is no SM3. */
static const struct {
	const char	*name;
	enum ofd_digest	 digest;
	unsigned	 quirks;
} methods[] = {
	{ "1.2.156.10197.1.401", OFD_DIGEST_SM3, 0 },
	{ "SM3", OFD_DIGEST_SM3, 0 },
	{ "sm3", OFD_DIGEST_SM3, OFD_Q(OFD_Q_CHECK_METHOD) },
	{ "1.2.156.10197.1.401.1", OFD_DIGEST_SM3,
	  OFD_Q(OFD_Q_CHECK_METHOD) },
	{ "1.2.156.10197.1.401.2", OFD_DIGEST_SM3, OFD_Q(OFD_Q_SM3_Z) },
	{ "", OFD_DIGEST_WEAK, 0 },		/* MD5, says the schema */
	{ "MD5", OFD_DIGEST_WEAK, 0 },
	{ "md5", OFD_DIGEST_WEAK, 0 },
	{ "SHA1", OFD_DIGEST_WEAK, 0 },
	{ "sha1", OFD_DIGEST_WEAK, 0 },
	{ "SHA-1", OFD_DIGEST_WEAK, 0 },
	{ "1.3.14.3.2.26", OFD_DIGEST_WEAK, 0 },
	{ "1.2.840.113549.2.5", OFD_DIGEST_WEAK, 0 },
};

/* Two lists of references in one file: the worse method counts. */
static void
method_note(struct sig *s, const char *name)
{
	enum ofd_digest	 digest = OFD_DIGEST_OTHER;
	size_t		 i;

	for (i = 0; i < NITEMS(methods); i++)
		if (strcmp(methods[i].name, name) == 0) {
			digest = methods[i].digest;
			s->f.quirks |= methods[i].quirks;
		}
	if (digest > s->f.digest)
		s->f.digest = digest;
	s->f.check_method = name;
}

/* --- references ----------------------------------------------------------- */

/* Base 64 with blanks in it, as makers break lines. */
static int
value_read(const char *s, unsigned char out[SM3_LEN])
{
	char	 plain[BASE64_TEXT(SM3_LEN)];
	size_t	 n = 0;

	for (; *s != '\0'; s++) {
		if (*s == ' ' || *s == '\n' || *s == '\r' || *s == '\t')
			continue;
		if (n + 1 == sizeof(plain))
			return 0;
		plain[n++] = *s;
	}
	plain[n] = '\0';
	return base64_read(plain, out, SM3_LEN, &n) && n == SM3_LEN;
}

struct lists {
	struct names	 changed, missing, uncovered, others;
};

static enum ofd_reason
reference(struct work *w, struct sig *s, const struct xml_node *n,
    size_t list, struct lists *to)
{
	unsigned char		 want[SM3_LEN];
	const unsigned char	*got;
	struct found		 what;
	enum ofd_reason		 why;

	why = ofd_find(w, s->f.path, xml_attr(n, "FileRef", w->pool),
	    &s->f.quirks, &what);
	if (why != OFD_FINE)
		return why;
	if (what.at == PACK_NONE) {
		ofd_names_add(w, &to->missing, what.path);
		return OFD_FINE;
	}
	s->covered[what.at] = 1;
	s->f.locks |= what.at == list;
	if (s->f.digest != OFD_DIGEST_SM3)
		return OFD_FINE;
	if ((why = ofd_digest(w, what.at, &got)) != OFD_FINE)
		return why;
	if (value_read(xml_child_text(n, "CheckValue", w->pool), want) &&
	    memcmp(want, got, SM3_LEN) == 0)
		return OFD_FINE;
	if (what.at == list)
		s->f.list_changed = 1;
	else
		ofd_names_add(w, &to->changed, what.path);
	return OFD_FINE;
}

static enum ofd_reason
references(struct work *w, struct sig *s, const struct xml_node *info,
    size_t list, struct lists *to)
{
	const struct xml_node	*group, *n;
	enum ofd_reason		 why = OFD_FINE;

	for (group = xml_child(info, "References"); group != NULL;
	    group = xml_next(group, "References"))
		method_note(s, xml_attr(group, "CheckMethod", w->pool));
	for (group = xml_child(info, "References"); group != NULL;
	    group = xml_next(group, "References"))
		for (n = xml_child(group, "Reference"); n != NULL &&
		    why == OFD_FINE; n = xml_next(n, "Reference")) {
			if (s->f.nrefs++ > 2 * LIMIT_PACK_FILES)
				return OFD_TOO_MANY_PARTS;
			why = reference(w, s, n, list, to);
		}
	return why;
}

/* --- places --------------------------------------------------------------- */

static int
page_of(const struct doc *d, int64_t id)
{
	unsigned	 i;

	for (i = 0; id >= 0 && i < d->f.npages; i++)
		if (d->pages[i].id == id)
			return (int)i;
	return -1;
}

/* Boundary is the whole seal; Clip, from its corner, what is seen of it. */
static int
place_read(struct work *w, const struct xml_node *n, struct placement *out)
{
	const char	*clip = xml_attr(n, "Clip", w->pool);
	int		 b[4], c[4];

	if (!ofd_box(xml_attr(n, "Boundary", w->pool), b, 4) || b[2] <= 0 ||
	    b[3] <= 0)
		return 0;
	if (*clip == '\0' || !ofd_box(clip, c, 4))
		memcpy(c, (int[4]){ 0, 0, b[2], b[3] }, sizeof(c));
	out->um_x = b[0] + c[0];
	out->um_y = b[1] + c[1];
	out->um_w = c[2];
	out->um_h = c[3];
	return c[0] >= 0 && c[1] >= 0 && c[2] > 0 && c[3] > 0;
}

static enum ofd_reason
places(struct work *w, struct doc *d, struct sig *s,
    const struct xml_node *info)
{
	const struct xml_node	*n;
	const char		*id;
	struct placement	 at;
	size_t			 count = 0;
	int			 page;

	for (n = xml_child(info, "StampAnnot"); n != NULL;
	    n = xml_next(n, "StampAnnot"))
		if (++count > OFD_STAMPS)
			return OFD_TOO_MANY_PARTS;
	s->places = pool_array(w->pool, count + 1, sizeof(*s->places));
	s->f.places = s->places;
	if (s->places == NULL)
		return OFD_OUR_FAULT;
	for (n = xml_child(info, "StampAnnot"); n != NULL;
	    n = xml_next(n, "StampAnnot")) {
		id = xml_attr(n, "ID", w->pool);
		if (*id == '\0')
			s->f.quirks |= OFD_Q(OFD_Q_STAMP_ID);
		else if (w->nstamp_ids < OFD_SIGS * 2 + OFD_STAMPS)
			w->stamp_ids[w->nstamp_ids++] = id;
		if (ofd_id_number(id) > d->f.max_sign_id)
			d->f.max_sign_id = ofd_id_number(id);
		page = page_of(d, ofd_number(xml_attr(n, "PageRef",
		    w->pool)));
		if (page < 0 || !place_read(w, n, &at)) {
			s->f.stray++;
			continue;
		}
		at.page = (unsigned)page;
		s->places[s->f.nplaces++] = at;
	}
	return OFD_FINE;
}

/* --- one signature -------------------------------------------------------- */

/* A file of the signature's own: its bytes, or nothing where absent. */
static enum ofd_reason
own_file(struct work *w, struct sig *s, const char *loc, size_t most,
    struct bytes *out)
{
	struct found	 what;
	enum ofd_reason	 why;

	*out = bytes_of(NULL, 0);
	if (*loc == '\0')
		return OFD_FINE;
	why = ofd_find(w, s->f.path, loc, &s->f.quirks, &what);
	if (why != OFD_FINE || what.at == PACK_NONE)
		return why;
	w->own[what.at] = 1;
	return ofd_raw(w, what.at, most, w->pool, out);
}

/* "ofdrw-sign 1.5.2": attributes, or children with some makers. */
static const char *
provider(struct work *w, const struct xml_node *n)
{
	const char	*name = xml_attr(n, "ProviderName", w->pool);
	const char	*version = xml_attr(n, "Version", w->pool);
	const char	*text;

	if (*name == '\0')
		name = xml_child_text(n, "ProviderName", w->pool);
	if (*version == '\0')
		version = xml_child_text(n, "Version", w->pool);
	text = pool_printf(w->pool, "%s%s%s", name, *version == '\0' ? "" :
	    " ", version);
	return text == NULL ? "" : text;
}

/* What is displayed or lies about, and is not referenced. */
static void
coverage(struct work *w, struct doc *d, struct sig *s, struct lists *to)
{
	unsigned	 k;
	size_t		 i;
	int		 shown;

	for (i = 0; i < w->n; i++) {
		if (s->covered[i] || pack_is_folder(w->pack, i))
			continue;
		if (d->need[i]) {
			ofd_names_add(w, &to->uncovered,
			    pack_name(w->pack, i));
			continue;
		}
		for (k = 0, shown = 0; k < w->ndocs && !shown; k++)
			shown = w->docs[k].need[i];
		if (!shown && !w->own[i] && i != w->top)
			ofd_names_add(w, &to->others, pack_name(w->pack, i));
	}
}

static enum ofd_reason
signature(struct work *w, struct doc *d, struct sig *s,
    const struct xml_node *root, size_t list)
{
	const struct xml_node	*info = xml_child(root, "SignedInfo");
	const struct xml_node	*seal = xml_child(info, "Seal");
	struct lists		 to = { .changed = { .f = { 0 } } };
	enum ofd_reason		 why;

	s->f.provider = provider(w, xml_child(info, "Provider"));
	s->f.method = xml_child_text(info, "SignatureMethod", w->pool);
	s->f.when = xml_child_text(info, "SignatureDateTime", w->pool);
	s->covered = pool_alloc(w->pool, w->n);
	if (s->covered == NULL)
		return OFD_OUR_FAULT;
	if ((why = own_file(w, s, xml_child_text(root, "SignedValue",
	    w->pool), LIMIT_SIGNATURE, &s->f.value)) != OFD_FINE ||
	    (why = own_file(w, s, xml_child_text(seal, "BaseLoc", w->pool),
	    LIMIT_SEAL + 64 * KIB, &s->f.seal)) != OFD_FINE ||
	    (why = references(w, s, info, list, &to)) != OFD_FINE ||
	    (why = places(w, d, s, info)) != OFD_FINE)
		return why;
	if (s->f.is_seal && s->f.seal.p == NULL)
		s->f.quirks |= OFD_Q(OFD_Q_NO_SEAL_FILE);
	s->f.changed = ofd_names_end(&to.changed);
	s->f.missing = ofd_names_end(&to.missing);
	s->f.readable = 1;
	return OFD_FINE;
}

static enum ofd_reason
signature_open(struct work *w, struct doc *d, struct sig *s,
    const char *list_path, size_t list, const char *loc)
{
	struct found	 what;
	struct xml	*x;
	enum ofd_reason	 why;

	why = ofd_find(w, list_path, loc, &w->quirks, &what);
	s->f.path = what.path;
	s->at = what.at;
	if (why != OFD_FINE || what.at == PACK_NONE)
		return why;
	w->own[what.at] = 1;
	if ((why = ofd_raw(w, what.at, OFD_SIGNATURE_XML, w->pool,
	    &s->f.xml)) != OFD_FINE)
		return why;
	why = ofd_part_of(w, s->f.xml, NULL, &x);
	if (why == OFD_FINE && xml_is(xml_root(x), "Signature"))
		why = signature(w, d, s, xml_root(x), list);
	xml_free(x);
	return why == OFD_XML ? OFD_FINE : why;
}

/* --- the list ------------------------------------------------------------- */

static int
by_text(const void *a, const void *b)
{
	const char *const *x = a, *const *y = b;

	return strcmp(*x, *y);
}

static void
stamp_ids_check(struct work *w)
{
	size_t	 i;

	qsort(w->stamp_ids, w->nstamp_ids, sizeof(*w->stamp_ids), by_text);
	for (i = 1; i < w->nstamp_ids; i++)
		if (strcmp(w->stamp_ids[i - 1], w->stamp_ids[i]) == 0)
			w->quirks |= OFD_Q(OFD_Q_STAMP_ID);
}

/* MaxSignId: at most one, and no ID behind it. */
static void
max_check(struct work *w, struct doc *d, const struct xml_node *root)
{
	const struct xml_node	*n = xml_child(root, "MaxSignId");
	int64_t			 said;

	if (n == NULL)
		return;
	said = ofd_id_number(xml_text(n, w->pool));
	if (xml_next(n, "MaxSignId") != NULL || said < d->f.max_sign_id)
		w->quirks |= OFD_Q(OFD_Q_MAX_SIGN_ID);
	for (; n != NULL; n = xml_next(n, "MaxSignId"))
		if ((said = ofd_id_number(xml_text(n, w->pool))) >
		    d->f.max_sign_id)
			d->f.max_sign_id = said;
}

static int
covers(const struct sig *s, const struct sig *other)
{
	return s->covered != NULL && other->at != PACK_NONE &&
	    s->covered[other->at];
}

/* Which others each does not cover; the list alone says who was later. */
static void
compare(struct work *w)
{
	unsigned	 i, k;

	for (i = 0; i < w->nsigs; i++)
		for (k = 0; k < w->nsigs; k++) {
			if (i == k || w->sigs[i].f.doc != w->sigs[k].f.doc)
				continue;
			if (!covers(&w->sigs[i], &w->sigs[k])) {
				w->sigs[i].f.apart++;
				w->sigs[i].f.later += k > i;
			}
			if (strcmp(w->sigs[i].f.id, w->sigs[k].f.id) == 0)
				w->quirks |= OFD_Q(OFD_Q_SIGN_ID);
		}
}

static enum ofd_reason
entry(struct work *w, unsigned doc, const struct xml_node *n,
    const char *path, size_t list)
{
	struct doc	*d = &w->docs[doc];
	struct sig	*s;
	const char	*type = xml_attr(n, "Type", w->pool);

	if (w->nsigs == OFD_SIGS)
		return OFD_TOO_MANY_PARTS;
	s = &w->sigs[w->nsigs++];
	s->at = PACK_NONE;
	s->f = (struct ofd_signature){ .doc = doc, .id = xml_attr(n, "ID",
	    w->pool), .is_seal = strcmp(type, "Sign") != 0,
	    .provider = "", .method = "", .check_method = "", .when = "",
	    .changed = { 0, "" }, .missing = { 0, "" } };
	d->f.seals += (unsigned)s->f.is_seal;
	if (ofd_id_number(s->f.id) > d->f.max_sign_id)
		d->f.max_sign_id = ofd_id_number(s->f.id);
	return signature_open(w, d, s, path, list, xml_attr(n, "BaseLoc",
	    w->pool));
}

enum ofd_reason
ofd_signatures_read(struct work *w, unsigned doc, const char *base,
    const char *loc)
{
	struct doc		*d = &w->docs[doc];
	const struct xml_node	*n;
	struct found		 what;
	struct xml		*x;
	enum ofd_reason		 why;

	if (*loc == '\0')
		return OFD_FINE;
	if ((why = ofd_find(w, base, loc, &w->quirks, &what)) != OFD_FINE)
		return why;
	if (what.at == PACK_NONE)
		return OFD_MISSING;
	w->own[what.at] = 1;
	if (*d->f.signatures == '\0')
		d->f.signatures = what.path;
	w->nstamp_ids = 0;
	w->stamp_ids = pool_array(w->pool, OFD_SIGS * 2 + OFD_STAMPS,
	    sizeof(*w->stamp_ids));
	if (w->stamp_ids == NULL)
		return OFD_OUR_FAULT;
	if ((why = ofd_part(w, what.at, NULL, &x)) != OFD_FINE)
		return why;
	if (!xml_is(xml_root(x), "Signatures"))
		why = OFD_XML;
	for (n = xml_child(xml_root(x), "Signature"); n != NULL &&
	    why == OFD_FINE; n = xml_next(n, "Signature"))
		why = entry(w, doc, n, what.path, what.at);
	if (why == OFD_FINE) {
		max_check(w, d, xml_root(x));
		stamp_ids_check(w);
	}
	xml_free(x);
	return why;
}

/* Once every signature is known, and with it whose the other files are. */
void
ofd_coverage_read(struct work *w)
{
	struct lists	 to;
	struct sig	*s;
	unsigned	 i;

	compare(w);
	for (i = 0; i < w->ndocs; i++)
		w->docs[i].unclear->f = ofd_names_end(w->docs[i].unclear);
	for (i = 0; i < w->nsigs; i++) {
		s = &w->sigs[i];
		memset(&to, 0, sizeof(to));
		if (s->covered != NULL)
			coverage(w, &w->docs[s->f.doc], s, &to);
		s->f.uncovered = ofd_names_end(&to.uncovered);
		s->f.others = ofd_names_end(&to.others);
		s->f.unclear = w->docs[s->f.doc].unclear->f;
	}
}
