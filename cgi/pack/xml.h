/*
 * XML of strangers, as much as OFD needs: elements by their local name,
 * whatever prefix or namespace a maker gave them.  No DOCTYPE, so no entities;
 * nothing is fetched; UTF-8 only (GB/T 33190 says so); depth and number of
 * elements are bounded.
 */
#ifndef PACK_XML_H
#define PACK_XML_H

#include <stdint.h>

#include "base/bytes.h"
#include "base/pool.h"

enum xml_end {
	XML_FINE,
	XML_BROKEN,		/* not well-formed, or not UTF-8 */
	XML_DOCTYPE,		/* a DOCTYPE, harmless or not */
	XML_DEEP,		/* LIMIT_XML_DEPTH */
	XML_LARGE,		/* LIMIT_XML_NODES, or memory */
	XML__N
};

struct xml;
struct xml_node;		/* an element */

/*
 * Parse.  What is inside elements named "skip" (or NULL) is checked and not
 * kept: a page's drawing is long and says nothing about files.  *out is NULL
 * unless XML_FINE; free it.
 */
enum xml_end	 xml_read(struct bytes in, const char *skip,
		    struct xml **out);
void		 xml_free(struct xml *x);

const struct xml_node *xml_root(const struct xml *x);
int		 xml_is(const struct xml_node *n, const char *name);
/* The first child of that name, and the next one; NULL where none. */
const struct xml_node *xml_child(const struct xml_node *n, const char *name);
const struct xml_node *xml_next(const struct xml_node *n, const char *name);
/* Its namespace, "" without one. */
const char	*xml_space(const struct xml_node *n);

/* Text without blanks at its ends, in the pool; "" where there is none or
 * no memory (pool_failed). */
const char	*xml_text(const struct xml_node *n, struct pool *pool);
const char	*xml_attr(const struct xml_node *n, const char *name,
		    struct pool *pool);
/* xml_text of the first child of that name; "" without one. */
const char	*xml_child_text(const struct xml_node *n, const char *name,
		    struct pool *pool);

/* Before forking: libxml2's tables. */
void		 xml_warm(void);

#endif
