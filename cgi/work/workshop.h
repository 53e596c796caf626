/*
 * The seal-making bench's picture work (section F): a picture drawn from its
 * elements or taken out of a scan, measured against its rule, compared with
 * a reference by a person, and put into the case as its imprint.
 */
#ifndef WORK_WORKSHOP_H
#define WORK_WORKSHOP_H

#include "picture/picture.h"
#include "work/desk.h"

struct workshop_values {
	/* drawn */
	const char		*ring_text, *lower_text, *centre_text;
	const char		*number, *centre;
	/* scanned */
	const struct form_file	*file;
	const char		*scan;		/* token of the one kept */
	int64_t			 strength;
	/* both */
	const char		*mm_w, *mm_h;
	const struct form_file	*ref_file;
	const char		*ref;		/* token */
	const char		*same, *override, *rev;
};

enum workshop_way { WAY_DRAWN, WAY_SCAN };
extern const struct form workshop_drawn_form, workshop_scan_form;

/*
 * What a picture of the bench is called in URLs and forms: its SM3 and a
 * check that it belongs to this case, so that nobody asks for another's.
 */
#define TOKEN_PICTURE 97
enum status	 workshop_token(struct req *r, const struct dossier *d,
		    const unsigned char sm3[32], char out[TOKEN_PICTURE]);
/* ST_ABSENT where it is not one of this case. */
enum status	 workshop_token_read(struct req *r, const struct dossier *d,
		    const char *token, unsigned char sm3[32]);

struct workshop_result {
	int			 made;		/* there is a picture */
	unsigned char		*png;		/* its SM3, stored */
	const char		*token, *beside;	/* NULL: nothing beside */
	unsigned		 px_w, px_h;
	int			 um_w, um_h;
	const struct picture_rule *rule;
	enum picture_grade	 size;
	const char		*size_why;
	struct picture_quality	 quality;
	int			 has_quality, has_score, has_sheet;
	enum picture_scale	 scale;
	struct picture_score	 score;
	unsigned char		*scan;		/* SM3 of what it is held
						   against; NULL: nothing */
};

/* The elements a case starts with, by its rule. */
enum status	 workshop_start(struct req *r, const struct dossier *d,
		    enum workshop_way way, struct form_state *state);
/*
 * Make the picture from what was typed; files sent are kept and named in the
 * form.  What is wrong goes into r->form.  Needs no transaction.
 */
enum status	 workshop_make(struct req *r, struct dossier *d,
		    enum workshop_way way, struct workshop_values *v,
		    struct workshop_result *out);
/* Checks before it is put; errors into r->form. */
void		 workshop_check(struct req *r, enum workshop_way way,
		    const struct workshop_values *v,
		    const struct workshop_result *w);
/* Fill d->imprint from it: what is signed, then written by workshop_keep. */
void		 workshop_imprint(struct req *r, struct dossier *d,
		    enum workshop_way way, const struct workshop_values *v,
		    const struct workshop_result *w);
enum status	 workshop_keep(struct req *r, struct dossier *d, void *arg);

/* Preview, findings and score on the page (section WORK). */
void		 workshop_fill(struct req *r, const struct dossier *d,
		    const struct workshop_result *w, struct page *page);
/* "42.0 毫米" of micrometres, in the pool. */
const char	*workshop_mm(struct req *r, int um);

#endif
