/*
 * An official letter in the look of GB/T 9704: issuer in red over a red
 * line, number, title, body of 28 characters a line, name and date where
 * the seal goes.  Paper to stamp in demonstrations and tests.
 */
#include <math.h>

#include "base/calendar.h"
#include "sheet/local.h"

#define LEFT		28.0
#define RIGHT		184.0
#define BOTTOM		262.0
#define BODY		5.57		/* 28 characters in 156 mm */
#define INK_LETTER	0xD7000F	/* the red of letterheads */
#define LEADING		1.83		/* 22 lines in 225 mm */

static void
letter_head(struct page *p)
{
	const struct sheet	*s = p->sheet;
	struct draw_style	 style = {
		.face = FACE_SERIF_BOLD, .size = 13, .leading = 1.2,
		.align = DRAW_MIDDLE, .spacing = 1.2,
	};
	double			 w;

	if (s->demo)
		page_demo(p);
	for (; style.size > 6; style.size -= 0.5) {
		draw_measure(p->d, &style, s->issuer, &w);
		if (w < RIGHT - LEFT - 6)
			break;
	}
	draw_colour(p->d, INK_LETTER, 1);
	draw_text(p->d, &style, PAGE_W / 2, 30, s->issuer);
	draw_fill(p->d, 20, 51, 170, 0.9);
	draw_fill(p->d, 20, 52.5, 170, 0.3);
	if (s->number != NULL)
		page_line(p, FACE_SERIF, BODY, INK_TEXT, DRAW_RIGHT, RIGHT,
		    58, s->number);
	p->y = 74;
}

static void
letter_title(struct page *p)
{
	const struct draw_style	 style = {
		.face = FACE_SERIF_BOLD, .size = 7.6, .leading = 1.5,
		.width = RIGHT - LEFT - 10, .align = DRAW_MIDDLE,
	};

	draw_colour(p->d, INK_TEXT, 1);
	p->y += draw_text(p->d, &style, LEFT + 5, p->y, p->sheet->title !=
	    NULL ? p->sheet->title : sheet_model(SHEET_LETTER)->title) + 8;
}

static void
letter_number(struct page *p)
{
	char	 text[20];

	snprintf(text, sizeof(text), "— %u —", p->n);
	page_line(p, FACE_SERIF, 4.4, INK_TEXT, DRAW_MIDDLE, PAGE_W / 2, 268,
	    text);
	if (p->sheet->legal != NULL)
		page_line(p, FACE_SANS, 2.7, INK_SOFT, DRAW_LEFT, LEFT, 276,
		    p->sheet->legal);
}

static void
letter_need(struct page *p, double h)
{
	if (p->y + h <= BOTTOM)
		return;
	letter_number(p);
	draw_page(p->d);
	p->n++;
	if (p->sheet->demo)
		page_demo(p);
	p->y = 37;
}

/* The first paragraph names the addressee and starts at the edge. */
static void
letter_body(struct page *p)
{
	struct draw_style	 style = {
		.face = FACE_SERIF, .size = BODY, .leading = LEADING,
		.width = RIGHT - LEFT, .align = DRAW_JUSTIFY,
	};
	size_t			 i;

	for (i = 0; i < p->sheet->nparagraphs; i++) {
		style.indent = i == 0 ? 0 : 2 * BODY;
		letter_need(p, draw_measure(p->d, &style,
		    p->sheet->paragraphs[i], NULL));
		draw_colour(p->d, INK_TEXT, 1);
		p->y += draw_text(p->d, &style, LEFT, p->y,
		    p->sheet->paragraphs[i]);
	}
}

/* Date four characters from the edge, the name centred over it. */
static void
letter_signature(struct page *p)
{
	struct draw_style	 style = { .face = FACE_SERIF, .size = BODY };
	char			 day[CALENDAR_TEXT];
	double			 w, name, x;

	calendar_date(p->sheet->ms, day);
	draw_measure(p->d, &style, day, &w);
	draw_measure(p->d, &style, p->sheet->issuer, &name);
	letter_need(p, 46);
	p->y += 16;
	x = fmin(RIGHT - 4 * BODY - w / 2, RIGHT - name / 2);
	page_line(p, FACE_SERIF, BODY, INK_TEXT, DRAW_MIDDLE, x, p->y,
	    p->sheet->issuer);
	page_line(p, FACE_SERIF, BODY, INK_TEXT, DRAW_MIDDLE, x, p->y + 10,
	    day);
	p->seal_x = x;
	p->seal_y = p->y + 5;		/* the two lines below its middle */
	p->seal_page = p->n - 1;
	p->y += 20;
}

void
letter_draw(struct page *p)
{
	letter_head(p);
	letter_title(p);
	letter_body(p);
	letter_signature(p);
	letter_number(p);
}
