/* What the files of sheet share; nobody else includes it. */
#ifndef SHEET_LOCAL_H
#define SHEET_LOCAL_H

#include "base/pool.h"
#include "draw/draw.h"
#include "sheet/sheet.h"

#define PAGE_W		210.0
#define PAGE_H		297.0
#define PAGE_LEFT	22.0
#define PAGE_RIGHT	188.0
#define PAGE_WIDTH	(PAGE_RIGHT - PAGE_LEFT)
#define PAGE_TOP	18.0
#define PAGE_BOTTOM	274.0		/* the foot begins below */

#define INK_TEXT	0x1A1A1A
#define INK_SOFT	0x5F5A55
#define INK_LINE	0x8C8781
#define INK_SHADE	0xF5F3F0
#define INK_CINNABAR	0xC8102E

/* A sheet being written: where the pen is, and what it has seen. */
struct page {
	const struct sheet	*sheet;
	struct draw		*d;
	struct pool		*pool;
	double			 y;
	unsigned		 n;		/* this page, from 1 */
	unsigned		 total;		/* 0 while counting */
	double			 seal_x, seal_y;	/* its middle */
	unsigned		 seal_page;
};

#define SIGNS_MAX 4

struct model {
	const char	*title;
	const char	*number_label;
	const char	*promise;		/* above the signatures */
	const char	*notes[5];
	const char	*sealed[5];		/* its notes where it is
						 * sealed; none: the same */
	const char	*signs[SIGNS_MAX];
	void		(*special)(struct page *);	/* after the table */
};

const struct model *sheet_model(enum sheet_kind kind);

/* layout.c: each moves the pen down and breaks the page where it must. */
void	 page_head(struct page *p, const char *title);
void	 page_foot(struct page *p);
void	 page_need(struct page *p, double h);
void	 page_row(struct page *p, const struct sheet_row *row);
void	 page_paragraph(struct page *p, const char *text);
void	 page_notes(struct page *p, const char *const *notes, size_t n);
void	 page_signs(struct page *p, const char *const *signs);
/* Issuer and day at the right, and room for a seal over them. */
void	 page_issued(struct page *p);
void	 page_demo(struct page *p);
/* A square of "side" mm; nothing where the text is NULL. */
void	 page_qr(struct page *p, const char *text, double x, double y,
	    double side);
/* Text in one line; the pen stays. */
void	 page_line(struct page *p, enum draw_face face, double size,
	    uint32_t rgb, enum draw_align align, double x, double y,
	    const char *text);

/* special.c */
void	 special_collect(struct page *p);
void	 special_proof(struct page *p);

/* letter.c */
void	 letter_draw(struct page *p);

#endif
