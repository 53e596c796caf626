/*
 * The pages of one use request, shared between them: the request of a path,
 * its addresses, answers to steps that were not taken; and the handlers that
 * cgi/stamp.c puts into its table of routes.
 */
#ifndef WORK_SEALING_PAGES_H
#define WORK_SEALING_PAGES_H

#include "page/page.h"
#include "work/sealing.h"

/* The request of the path ({id}), as sealing_load. */
enum status	 sealing_here(struct req *r, struct sealing *s);
/* "/stamp/ID" and more. */
const char	*sealing_path(struct req *r, const struct sealing *s,
		    const char *more);
/* How a step that was not taken is answered. */
enum status	 sealing_not_taken(struct req *r, enum status st,
		    const char *why);
/* Where the preview of the placed page is, and which page it is. */
void		 sealing_fill_preview(const struct sealing *s,
		    struct page *p);
/* A button that takes a step: posted to the path and "more", with rev. */
void		 sealing_add_deed(struct req *r, const struct sealing *s,
		    struct page *p, enum page_key key, const char *more,
		    const char *label, const char *sentence);

extern const struct form sealing_wish_form, sealing_spot_form,
		    sealing_review_form, sealing_tick_form;

web_handler	 sealing_show_new,	/* GET /stamp/new */
		 sealing_post_new,	/* POST /stamp/new */
		 sealing_show_place,	/* GET /stamp/{id}/place */
		 sealing_post_place,	/* POST /stamp/{id}/place */
		 sealing_show_use,	/* GET /stamp/{id} */
		 sealing_post_review,	/* POST /stamp/{id}/review */
		 sealing_post_stamp,	/* POST /stamp/{id}/stamp */
		 sealing_post_keeper;	/* POST /stamp/{id}/keeper */

#endif
