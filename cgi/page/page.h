/*
 * Pages from templates (ctemplate behind a C face; page.cc is the only C++).
 * A page is a tree of dictionaries: the frame (layout.tpl), the body the
 * program fills, rows and included parts.  Keys are constants generated from
 * the templates (page/keys.h, K_TITLE for {{TITLE}}), so a key no template
 * names does not compile.  Text is escaped by the template, never here.
 */
#ifndef PAGE_PAGE_H
#define PAGE_PAGE_H

#include <stdint.h>

#include "base/buf.h"
#include "base/bytes.h"
#include "base/fault.h"
#include "base/pool.h"
#include "page/keys.h"

/* The loaded templates of a process; read only after page_open. */
struct pages;
/* A dictionary: a page's body, its frame, a row or a part. */
struct page;

/*
 * Load every *.tpl below "dir".  ST_INVALID, naming the file, where one does
 * not parse, does not begin with the AUTOESCAPE marker, or layout.tpl is
 * missing: a program refuses to start then, since ctemplate would print raw.
 */
enum status	 page_open(const char *dir, struct pages **out,
		    struct fault *f);
void		 page_close(struct pages *set);
/* Whether "apply/show" (without .tpl) was loaded. */
int		 page_exists(const struct pages *set, const char *name);

/*
 * A page "apply/show" inside the layout, or without it (a part of its own,
 * a printed form with its own head).  Never NULL: where memory or the pool's
 * ceiling is reached the page is one that keeps nothing, and page_render
 * says ST_BROKEN.  Freed with the pool.
 */
struct page	*page_new(struct pool *pool, const char *name);
struct page	*page_new_bare(struct pool *pool, const char *name);
/* The layout's dictionary of this page; the page itself where it is bare. */
struct page	*page_frame(struct page *page);

/* Values.  The text is copied; NULL leaves the key empty. */
void		 page_set(struct page *page, enum page_key key,
		    const char *text);
void		 page_set_bytes(struct page *page, enum page_key key,
		    struct bytes text);
void		 page_int(struct page *page, enum page_key key, int64_t n);
void		 page_printf(struct page *page, enum page_key key,
		    const char *fmt, ...)
		    __attribute__((format(printf, 3, 4)));
/* A value every part of the page sees, included ones too (CSRF). */
void		 page_global(struct page *page, enum page_key key,
		    const char *text);

/* Print the section once with the values at hand. */
void		 page_show(struct page *page, enum page_key section);
void		 page_show_if(struct page *page, enum page_key section,
		    int yes);
/* Print the section once more; values set in it win over those around. */
struct page	*page_add(struct page *page, enum page_key section);
/*
 * Put the template "part/field" where {{>KEY}} stands, once more each call.
 * An included part sees its own values and the global ones only.
 */
struct page	*page_include(struct page *page, enum page_key key,
		    const char *name);

/* The whole page behind what is in "out".  ST_BROKEN: see page_new. */
enum status	 page_render(const struct pages *set, struct page *page,
		    struct buf *out, struct fault *f);

#endif
