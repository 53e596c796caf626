/*
 * What the pages of 验真 share, and the door for files; cgi/verify.c has the
 * routes, scans and codes.
 */
#ifndef WORK_VERDICT_PAGES_H
#define WORK_VERDICT_PAGES_H

#include "page/page.h"
#include "web/web.h"

/* The printed address without its scheme, to compare. */
const char	*verdict_host(struct req *r);
/* verdict_legal and verdict_legal_line of this office's region (P-28). */
const char	*verdict_note(struct req *r);
const char	*verdict_note_line(struct req *r);
/* The large word with its look: tone "" without one. */
void		 verdict_word(struct page *p, const char *tone,
		    const char *word, const char *sentence);

/*
 * Judge an uploaded file as the public page does, its SM3 in hex.  ST_INVALID:
 * it cannot be opened, *why says why.  Without a store to write in, the list
 * that is kept there is taken.
 */
struct stamp_report;
enum status	 verdict_upload(struct req *r, const struct form_file *file,
		    struct stamp_report *rep, char *sm3_hex,
		    const char **why);

extern const struct form verdict_form;

web_handler	 verdict_home,		/* GET /verify */
		 verdict_form_file,	/* POST /verify/file */
		 verdict_raw_file;	/* POST /verify/api */

#endif
