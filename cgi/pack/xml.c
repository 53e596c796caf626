/* libxml2, held short; see xml.h. */
#include <libxml/SAX2.h>
#include <libxml/parser.h>
#include <libxml/tree.h>
#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "pack/xml.h"

struct xml {
	xmlDoc		*doc;
};

/* What the parser knows while it works; libxml2 carries it for us. */
struct work {
	const char	*skip;
	unsigned	 depth, skipped;	/* levels within "skip" */
	size_t		 nodes;
	enum xml_end	 end;
};

static struct work *
work_of(void *ctx)
{
	return ((xmlParserCtxt *)ctx)->_private;
}

static void
stop(void *ctx, enum xml_end why)
{
	work_of(ctx)->end = why;
	xmlStopParser(ctx);
}

/* --- what libxml2 tells --------------------------------------------------- */

static void
on_doctype(void *ctx, const xmlChar *name, const xmlChar *external,
    const xmlChar *system)
{
	(void)name;
	(void)external;
	(void)system;
	stop(ctx, XML_DOCTYPE);
}

/* A name without its prefix, also where the prefix was never declared. */
static const char *
plain(const xmlChar *name)
{
	const char	*colon = strchr((const char *)name, ':');

	return colon == NULL ? (const char *)name : colon + 1;
}

static void
on_start(void *ctx, const xmlChar *name, const xmlChar *prefix,
    const xmlChar *uri, int nspaces, const xmlChar **spaces, int nattrs,
    int ndefaults, const xmlChar **attrs)
{
	struct work	*w = work_of(ctx);

	if (++w->depth > LIMIT_XML_DEPTH) {
		stop(ctx, XML_DEEP);
		return;
	}
	if (w->skipped > 0) {
		w->skipped++;
		return;
	}
	w->nodes += 1 + (size_t)nattrs + (size_t)nspaces;
	if (w->nodes > LIMIT_XML_NODES) {
		stop(ctx, XML_LARGE);
		return;
	}
	xmlSAX2StartElementNs(ctx, name, prefix, uri, nspaces, spaces, nattrs,
	    ndefaults, attrs);
	if (w->skip != NULL && strcmp(plain(name), w->skip) == 0)
		w->skipped = 1;
}

static void
on_end(void *ctx, const xmlChar *name, const xmlChar *prefix,
    const xmlChar *uri)
{
	struct work	*w = work_of(ctx);

	if (w->depth > 0)
		w->depth--;
	if (w->skipped > 0 && --w->skipped > 0)
		return;
	xmlSAX2EndElementNs(ctx, name, prefix, uri);
}

static void
on_text(void *ctx, const xmlChar *text, int n)
{
	if (work_of(ctx)->skipped == 0)
		xmlSAX2Characters(ctx, text, n);
}

static void
on_nothing(void *ctx, const xmlChar *text)
{
	(void)ctx;
	(void)text;
}

static void
on_instruction(void *ctx, const xmlChar *target, const xmlChar *data)
{
	(void)ctx;
	(void)target;
	(void)data;
}

/* --- parsing -------------------------------------------------------------- */

static void
listen(xmlParserCtxt *c, struct work *w)
{
	c->_private = w;
	c->sax->internalSubset = on_doctype;
	c->sax->externalSubset = on_doctype;
	c->sax->startElementNs = on_start;
	c->sax->endElementNs = on_end;
	c->sax->characters = on_text;
	c->sax->ignorableWhitespace = on_text;
	c->sax->cdataBlock = on_text;
	c->sax->comment = on_nothing;
	c->sax->processingInstruction = on_instruction;
}

enum xml_end
xml_read(struct bytes in, const char *skip, struct xml **out)
{
	struct work	 w = { .skip = skip };
	xmlParserCtxt	*c;
	xmlDoc		*doc;

	*out = NULL;
	if (in.n > LIMIT_XML)
		return XML_LARGE;
	if (in.n >= 3 && memcmp(in.p, "\xef\xbb\xbf", 3) == 0)
		in = bytes_of(in.p + 3, in.n - 3);
	if (in.n == 0)
		return XML_BROKEN;
	if ((c = xmlNewParserCtxt()) == NULL)
		return XML_LARGE;
	listen(c, &w);
	/* Told the encoding, it loads no converter, which is a file. */
	doc = xmlCtxtReadMemory(c, (const char *)in.p, (int)in.n, NULL,
	    "UTF-8", XML_PARSE_NONET | XML_PARSE_NOERROR |
	    XML_PARSE_NOWARNING | XML_PARSE_IGNORE_ENC);
	if (w.end == XML_FINE && (doc == NULL || !c->wellFormed ||
	    xmlDocGetRootElement(doc) == NULL))
		w.end = XML_BROKEN;
	if (w.end == XML_FINE && (*out = calloc(1, sizeof(**out))) == NULL)
		w.end = XML_LARGE;
	xmlFreeParserCtxt(c);
	if (w.end == XML_FINE)
		(*out)->doc = doc;
	else if (doc != NULL)
		xmlFreeDoc(doc);
	return w.end;
}

void
xml_free(struct xml *x)
{
	if (x != NULL)
		xmlFreeDoc(x->doc);
	free(x);
}

void
xml_warm(void)
{
	static const char	 text[] = "<a b='c'>d</a>";
	struct xml		*x;

	xmlInitParser();
	if (xml_read(bytes_text(text), NULL, &x) == XML_FINE)
		xml_free(x);
}

/* --- looking -------------------------------------------------------------- */

static const struct xml_node *
node(const xmlNode *n)
{
	return (const struct xml_node *)(const void *)n;
}

static const xmlNode *
inner(const struct xml_node *n)
{
	return (const xmlNode *)(const void *)n;
}

const struct xml_node *
xml_root(const struct xml *x)
{
	return node(xmlDocGetRootElement(x->doc));
}

int
xml_is(const struct xml_node *n, const char *name)
{
	return n != NULL && strcmp(plain(inner(n)->name), name) == 0;
}

static const struct xml_node *
from(const xmlNode *n, const char *name)
{
	for (; n != NULL; n = n->next)
		if (n->type == XML_ELEMENT_NODE &&
		    strcmp(plain(n->name), name) == 0)
			return node(n);
	return NULL;
}

const struct xml_node *
xml_child(const struct xml_node *n, const char *name)
{
	return n == NULL ? NULL : from(inner(n)->children, name);
}

const struct xml_node *
xml_next(const struct xml_node *n, const char *name)
{
	return from(inner(n)->next, name);
}

const char *
xml_space(const struct xml_node *n)
{
	const xmlNs	*ns = inner(n)->ns;

	return ns == NULL || ns->href == NULL ? "" : (const char *)ns->href;
}

static int
is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

/* The texts of these nodes, one behind the other. */
static const char *
gather(const xmlNode *first, struct pool *pool)
{
	const xmlNode	*n;
	size_t		 len = 0, at = 0;
	char		*s;

	for (n = first; n != NULL; n = n->next)
		if (n->type == XML_TEXT_NODE && n->content != NULL)
			len += strlen((const char *)n->content);
	if ((s = pool_alloc(pool, len + 1)) == NULL)
		return "";
	for (n = first; n != NULL; n = n->next)
		if (n->type == XML_TEXT_NODE && n->content != NULL) {
			const size_t k = strlen((const char *)n->content);

			memcpy(s + at, n->content, k);
			at += k;
		}
	while (at > 0 && is_blank(s[at - 1]))
		s[--at] = '\0';
	while (is_blank(*s))
		s++;
	return s;
}

const char *
xml_text(const struct xml_node *n, struct pool *pool)
{
	return n == NULL ? "" : gather(inner(n)->children, pool);
}

const char *
xml_attr(const struct xml_node *n, const char *name, struct pool *pool)
{
	const xmlAttr	*a;

	for (a = n == NULL ? NULL : inner(n)->properties; a != NULL;
	    a = a->next)
		if (strcmp(plain(a->name), name) == 0)
			return gather(a->children, pool);
	return "";
}

const char *
xml_child_text(const struct xml_node *n, const char *name, struct pool *pool)
{
	return xml_text(xml_child(n, name), pool);
}
