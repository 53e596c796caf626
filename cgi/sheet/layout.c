/*
 * The parts of a form: head with number and QR, table, paragraphs, notes,
 * fields to sign, foot.  The table's lines are thin and its labels shaded,
 * so that a copy of a copy is still read.
 */
#include <math.h>
#include <string.h>

#include "base/calendar.h"
#include "base/utf8.h"
#include "qr/qr.h"
#include "sheet/local.h"

#define LABEL_W		40.0
#define CELL_PAD	2.6
#define ROW_MIN		7.6
#define PIECE_CHARS	600	/* of one value in one row: a third of a page */
#define PIECE_LINES	20
#define QR_SIDE		26.0
#define SEAL_ROOM	60.0	/* the tallest a unit's seal is */

void
page_line(struct page *p, enum draw_face face, double size, uint32_t rgb,
    enum draw_align align, double x, double y, const char *text)
{
	const struct draw_style	 style = {
		.face = face, .size = size, .leading = 1.2, .align = align,
	};

	draw_colour(p->d, rgb, 1);
	draw_text(p->d, &style, x, y, text);
}

void
page_qr(struct page *p, const char *text, double x, double y, double side)
{
	struct qr_run	*runs;
	struct qr	 qr;
	size_t		 n, i;
	double		 m;

	if (text == NULL || qr_make(p->pool, text, &qr, NULL) != ST_OK ||
	    qr_runs(p->pool, &qr, &runs, &n, NULL) != ST_OK)
		return;
	m = side / qr_side(&qr);
	draw_colour(p->d, 0xFFFFFF, 1);
	draw_fill(p->d, x, y, side, side);
	draw_colour(p->d, 0, 1);
	for (i = 0; i < n; i++)
		draw_fill(p->d, x + runs[i].x * m, y + runs[i].y * m,
		    runs[i].n * m, m);
}

/* Pale words across the page, and a frame nobody can miss at the head. */
void
page_demo(struct page *p)
{
	const struct draw_style	 style = {
		.face = FACE_SANS_BOLD, .size = 26, .leading = 1,
		.align = DRAW_MIDDLE, .spacing = 8,
	};
	int			 i;

	for (i = 0; i < 3; i++) {
		draw_turn(p->d, PAGE_W / 2, 62 + i * 90, -28);
		draw_colour(p->d, INK_CINNABAR, 0.055);
		draw_text(p->d, &style, PAGE_W / 2, 49 + i * 90, "演示 样章");
		draw_back(p->d);
	}
	draw_colour(p->d, INK_CINNABAR, 1);
	draw_box(p->d, PAGE_W / 2 - 24, 7, 48, 5.6, 0.25);
	page_line(p, FACE_SANS, 3, INK_CINNABAR, DRAW_MIDDLE, PAGE_W / 2,
	    8.0, "演示环境制发  不具法律效力");
}

/* The title takes the width the QR leaves, in the middle of the page. */
static double
title_size(struct page *p, const char *title)
{
	struct draw_style	 style = { .face = FACE_SERIF_BOLD };
	double			 w, size = 7.4;

	for (; size > 4; size -= 0.4) {
		style.size = size;
		draw_measure(p->d, &style, title, &w);
		if (w < PAGE_WIDTH - 2 * QR_SIDE - 4)
			break;
	}
	return size;
}

void
page_head(struct page *p, const char *title)
{
	const struct sheet	*s = p->sheet;
	const struct model	*m = sheet_model(s->kind);
	char			*number;

	if (s->demo)
		page_demo(p);
	page_qr(p, s->qr, PAGE_RIGHT - QR_SIDE + 2.5, 14, QR_SIDE);
	if (s->issuer != NULL)
		page_line(p, FACE_SANS, 3.5, INK_SOFT, DRAW_LEFT, PAGE_LEFT,
		    18, s->issuer);
	page_line(p, FACE_SERIF_BOLD, title_size(p, title), INK_TEXT,
	    DRAW_MIDDLE, PAGE_W / 2, 27.5, title);
	if (s->number != NULL) {
		number = pool_printf(p->pool, "%s  %s", m->number_label,
		    s->number);
		if (number != NULL)
			page_line(p, FACE_SANS, 3.6, INK_TEXT, DRAW_LEFT,
			    PAGE_LEFT, 41, number);
	}
	draw_colour(p->d, INK_CINNABAR, 1);
	draw_fill(p->d, PAGE_LEFT, 47.4, PAGE_WIDTH, 0.5);
	p->y = 51;
}

void
page_foot(struct page *p)
{
	const struct sheet	*s = p->sheet;
	char			 when[CALENDAR_TEXT];
	char			*text;

	draw_colour(p->d, INK_LINE, 1);
	draw_line(p->d, PAGE_LEFT, 281.5, PAGE_RIGHT, 281.5, 0.2);
	if (s->legal != NULL)
		page_line(p, FACE_SANS, 2.7, INK_SOFT, DRAW_LEFT, PAGE_LEFT,
		    277, s->legal);
	if (s->number != NULL)
		page_line(p, FACE_SANS, 2.9, INK_SOFT, DRAW_LEFT, PAGE_LEFT,
		    283, s->number);
	text = pool_printf(p->pool, "第%u页  共%u页", p->n, p->total);
	if (text != NULL)
		page_line(p, FACE_SANS, 2.9, INK_SOFT, DRAW_MIDDLE,
		    PAGE_W / 2, 283, text);
	calendar_minute(s->ms, when);
	text = pool_printf(p->pool, "%s  %s", s->sealed ? "出具时间" :
	    "打印时间", when);
	if (text != NULL)
		page_line(p, FACE_SANS, 2.9, INK_SOFT, DRAW_RIGHT, PAGE_RIGHT,
		    283, text);
}

/* Room for "h" mm, on this page or a new one. */
void
page_need(struct page *p, double h)
{
	if (p->y + h <= PAGE_BOTTOM)
		return;
	page_foot(p);
	draw_page(p->d);
	p->n++;
	if (p->sheet->demo)
		page_demo(p);
	p->y = PAGE_TOP;
}

/* --- the table ---------------------------------------------------------- */

static void
mark_draw(struct page *p, enum sheet_mark mark, double x, double y)
{
	static const uint32_t		 colours[] = {
		[MARK_NONE] = 0, [MARK_OK] = 0x1B7F3B, [MARK_WARN] = 0xA65E00,
		[MARK_BAD] = INK_CINNABAR, [MARK_UNKNOWN] = INK_SOFT,
	};
	const struct draw_point		 warn[] = {
		{ x, y - 2 }, { x + 2.2, y + 1.8 }, { x - 2.2, y + 1.8 }
	};

	draw_colour(p->d, colours[mark], 1);
	if (mark == MARK_WARN)
		draw_polygon(p->d, warn, NITEMS(warn));
	else
		draw_ring(p->d, x, y, 2.1, 2.1, 0);
	draw_colour(p->d, 0xFFFFFF, 1);
	if (mark == MARK_OK) {
		draw_line(p->d, x - 1.0, y, x - 0.25, y + 0.8, 0.42);
		draw_line(p->d, x - 0.35, y + 0.85, x + 1.1, y - 0.8, 0.42);
	} else if (mark == MARK_BAD) {
		draw_line(p->d, x - 0.8, y - 0.8, x + 0.8, y + 0.8, 0.42);
		draw_line(p->d, x - 0.8, y + 0.8, x + 0.8, y - 0.8, 0.42);
	} else if (mark == MARK_WARN) {
		draw_line(p->d, x, y - 0.9, x, y + 0.7, 0.42);
		draw_line(p->d, x, y + 1.05, x, y + 1.45, 0.42);
	} else
		page_line(p, FACE_SANS_BOLD, 3, 0xFFFFFF, DRAW_MIDDLE, x,
		    y - 1.75, "?");
}

static void
heading_row(struct page *p, const char *text)
{
	page_need(p, 22);
	p->y += p->y > 52 ? 3.0 : 0;
	draw_colour(p->d, INK_CINNABAR, 1);
	draw_fill(p->d, PAGE_LEFT, p->y + 1.2, 1.1, 4.2);
	page_line(p, FACE_SANS_BOLD, 4, INK_TEXT, DRAW_LEFT, PAGE_LEFT + 3,
	    p->y + 0.9, text);
	p->y += 7.4;
}

static void
cells(struct page *p, double h)
{
	draw_colour(p->d, INK_SHADE, 1);
	draw_fill(p->d, PAGE_LEFT, p->y, LABEL_W, h);
	draw_colour(p->d, INK_LINE, 1);
	draw_box(p->d, PAGE_LEFT, p->y, PAGE_WIDTH, h + 0.2, 0.2);
	draw_line(p->d, PAGE_LEFT + LABEL_W, p->y, PAGE_LEFT + LABEL_W,
	    p->y + h, 0.2);
}

static void
row_piece(struct page *p, const char *label, const char *value,
    enum sheet_mark mark)
{
	double			 x = PAGE_LEFT + LABEL_W + CELL_PAD;
	double			 shift = mark == MARK_NONE ? 0 : 6, h, hl;
	const struct draw_style	 left = {
		.face = FACE_SANS, .size = 3.5, .leading = 1.35,
		.width = LABEL_W - 2 * CELL_PAD,
	};
	const struct draw_style	 right = {
		.face = FACE_SERIF, .size = 3.9, .leading = 1.45,
		.width = PAGE_WIDTH - LABEL_W - 2 * CELL_PAD - shift,
	};

	hl = draw_measure(p->d, &left, label, NULL);
	h = draw_measure(p->d, &right, value, NULL);
	h = fmax(ROW_MIN, fmax(h, hl) + 2);
	page_need(p, h);
	cells(p, h);
	draw_colour(p->d, INK_TEXT, 1);
	draw_text(p->d, &left, PAGE_LEFT + CELL_PAD, p->y + (h - hl) / 2,
	    label);
	if (mark != MARK_NONE)
		mark_draw(p, mark, x + 2.1, p->y + 1.0 + 3.9 * 1.45 / 2);
	draw_colour(p->d, INK_TEXT, 1);
	draw_text(p->d, &right, x + shift, p->y + (h - draw_measure(p->d,
	    &right, value, NULL)) / 2, value);
	p->y += h;
}

/* Bytes of the value that go into one row. */
static size_t
piece_of(const char *value)
{
	size_t	 n = utf8_prefix(value, PIECE_CHARS), i, lines = 0;

	for (i = 0; i < n; i++)
		if (value[i] == '\n' && ++lines == PIECE_LINES)
			return i + 1;
	return n;
}

void
page_row(struct page *p, const struct sheet_row *row)
{
	const char	*value = row->value != NULL ? row->value : "";
	const char	*label = row->label;
	char		*piece;
	size_t		 n;

	if (label == NULL) {
		heading_row(p, value);
		return;
	}
	do {
		n = piece_of(value);
		piece = pool_copy(p->pool, value, n);
		if (piece == NULL)
			return;		/* asked at the end */
		if (n > 0 && piece[n - 1] == '\n')
			piece[n - 1] = '\0';
		row_piece(p, label, piece, label == row->label ? row->mark :
		    MARK_NONE);
		label = "（续上）";
		value += n;
	} while (*value != '\0');
}

/* --- below the table ---------------------------------------------------- */

void
page_paragraph(struct page *p, const char *text)
{
	const struct draw_style	 style = {
		.face = FACE_SERIF, .size = 3.9, .leading = 1.65,
		.width = PAGE_WIDTH, .indent = 7.8, .align = DRAW_JUSTIFY,
	};
	double			 h;

	h = draw_measure(p->d, &style, text, NULL);
	page_need(p, fmin(h, PAGE_BOTTOM - PAGE_TOP));
	draw_colour(p->d, INK_TEXT, 1);
	p->y += draw_text(p->d, &style, PAGE_LEFT, p->y, text) + 1.5;
}

void
page_notes(struct page *p, const char *const *notes, size_t n)
{
	const struct draw_style	 style = {
		.face = FACE_SANS, .size = 3.1, .leading = 1.5,
		.width = PAGE_WIDTH - 6,
	};
	double			 h = 6;
	size_t			 i;
	char			 number[24];

	if (n == 0)
		return;
	for (i = 0; i < n; i++)
		h += draw_measure(p->d, &style, notes[i], NULL);
	page_need(p, fmin(h + 3, 200));
	p->y += 3;
	page_line(p, FACE_SANS_BOLD, 3.1, INK_SOFT, DRAW_LEFT, PAGE_LEFT,
	    p->y, "说明");
	p->y += 5;
	for (i = 0; i < n; i++) {
		page_need(p, draw_measure(p->d, &style, notes[i], NULL));
		snprintf(number, sizeof(number), "%zu.", i + 1);
		draw_colour(p->d, INK_SOFT, 1);
		draw_text(p->d, &style, PAGE_LEFT, p->y, number);
		p->y += draw_text(p->d, &style, PAGE_LEFT + 5, p->y,
		    notes[i]);
	}
}

/* Two columns of "label: ______". */
void
page_signs(struct page *p, const char *const *signs)
{
	const double	 column = PAGE_WIDTH / 2;
	struct draw_style style = { .face = FACE_SANS, .size = 3.6 };
	double		 x, w, y;
	size_t		 i, n = 0;

	while (n < SIGNS_MAX && signs[n] != NULL)
		n++;
	if (n == 0)
		return;
	page_need(p, 3 + (double)((n + 1) / 2) * 11.5);
	p->y += 3;
	for (i = 0; i < n; i++) {
		x = PAGE_LEFT + (double)(i % 2) * column;
		y = p->y + (double)(i / 2) * 11.5;
		draw_measure(p->d, &style, signs[i], &w);
		page_line(p, FACE_SANS, 3.6, INK_TEXT, DRAW_LEFT, x, y + 3.4,
		    signs[i]);
		draw_colour(p->d, INK_LINE, 1);
		draw_line(p->d, x + w + 2, y + 8.2, x + column - 5, y + 8.2,
		    0.2);
	}
	p->y += (double)((n + 1) / 2) * 11.5;
}

void
page_issued(struct page *p)
{
	const struct sheet	*s = p->sheet;
	struct draw_style	 style = { .face = FACE_SERIF, .size = 4.4 };
	char			 day[CALENDAR_TEXT];
	double			 w, x;

	page_need(p, SEAL_ROOM);
	draw_measure(p->d, &style, s->issuer, &w);
	x = fmin(PAGE_RIGHT - SEAL_ROOM / 2, PAGE_RIGHT - w / 2);
	p->seal_x = x;
	p->seal_y = p->y + SEAL_ROOM / 2;
	p->seal_page = p->n - 1;
	calendar_date(s->ms, day);
	page_line(p, FACE_SERIF, 4.4, INK_TEXT, DRAW_MIDDLE, x,
	    p->seal_y - 6.5, s->issuer);
	page_line(p, FACE_SERIF, 4.4, INK_TEXT, DRAW_MIDDLE, x,
	    p->seal_y + 1.5, day);
	p->y += SEAL_ROOM;
}
