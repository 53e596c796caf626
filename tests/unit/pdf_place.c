/*
 * R-170: the seal is where it was put, in true size, on pages turned and
 * cropped in every way; code and line are where a reader expects them; the
 * picture is judged in pixels drawn by another program.
 */
#include "pdf_kit.h"

#include <cairo.h>

#define DPI	100
#define PX(um)	((int)((int64_t)(um) * DPI / 25400))

struct source {
	struct bytes	 v;
	size_t		 at;
};

static cairo_status_t
more_png(void *arg, unsigned char *p, unsigned n)
{
	struct source	*s = arg;

	if (n > s->v.n - s->at)
		return CAIRO_STATUS_READ_ERROR;
	memcpy(p, s->v.p + s->at, n);
	s->at += n;
	return CAIRO_STATUS_SUCCESS;
}

static cairo_surface_t *
drawn(struct pool *pool, int fd, unsigned page)
{
	struct source	 src = { 0 };
	enum pdf_reason	 why;
	struct fault	 f = { 0 };
	cairo_surface_t	*s;

	if (pdf_preview(&here, fd, page, DPI, pool, &src.v, &why, &f) !=
	    ST_OK)
		fail_msg("preview: %s", f.text);
	s = cairo_image_surface_create_from_png_stream(more_png, &src);
	assert_int_equal(cairo_surface_status(s), CAIRO_STATUS_SUCCESS);
	return s;
}

static void
pixel(cairo_surface_t *s, int x, int y, int rgb[3])
{
	const unsigned char *row = cairo_image_surface_get_data(s) +
	    y * cairo_image_surface_get_stride(s);
	uint32_t	 v;

	memcpy(&v, row + x * 4, 4);
	rgb[0] = v >> 16 & 255;
	rgb[1] = v >> 8 & 255;
	rgb[2] = v & 255;
}

static int
is_red(const int c[3])
{
	return c[0] > 120 && c[1] < 110 && c[2] < 110;
}

static int
is_dark(const int c[3])
{
	return c[0] < 110 && c[1] < 110 && c[2] < 110;
}

/* The box around all such pixels of an area; count returned. */
static int
box_of(cairo_surface_t *s, int (*such)(const int *), int x0, int y0, int x1,
    int y1, int box[4])
{
	int	 x, y, c[3], n = 0;

	box[0] = box[1] = 1 << 20;
	box[2] = box[3] = -1;
	for (y = y0; y < y1; y++)
		for (x = x0; x < x1; x++) {
			pixel(s, x, y, c);
			if (!such(c))
				continue;
			n++;
			box[0] = x < box[0] ? x : box[0];
			box[1] = y < box[1] ? y : box[1];
			box[2] = x > box[2] ? x : box[2];
			box[3] = y > box[3] ? y : box[3];
		}
	return n;
}

static void
near(int got, int want, const char *what, const char *page)
{
	if (got < want - 2 || got > want + 2)
		fail_msg("%s: %s is %d px, not %d", page, what, got, want);
}

static const char *const pages[] = {
	"/MediaBox[0 0 595 842]",
	"/MediaBox[0 0 595 842]/Rotate 90",
	"/MediaBox[0 0 595 842]/Rotate 180",
	"/MediaBox[0 0 595 842]/Rotate 270",
	"/MediaBox[0 0 595 842]/Rotate -90",
	"/MediaBox[-50 -70 800 900]/CropBox[30 -20 600 822]",
	"/MediaBox[-50 -70 800 900]/CropBox[30 -20 600 822]/Rotate 90",
	"/MediaBox[-50 -70 800 900]/CropBox[30 -20 600 822]/Rotate 180",
	"/MediaBox[-50 -70 800 900]/CropBox[30 -20 600 822]/Rotate 270",
};

static void
check_marks(cairo_surface_t *s, const char *page)
{
	const int	 w = cairo_image_surface_get_width(s);
	const int	 h = cairo_image_surface_get_height(s);
	const int	 side = QR_N * 500, quiet = 4 * 500, edge = 10000;
	int		 box[4];

	/* QR: 10 mm and its quiet zone from top and right. */
	if (box_of(s, is_dark, w - PX(32000), 0, w, PX(32000), box) <= 100)
		fail_msg("%s: no QR code", page);
	near(w - 1 - box[2], PX(edge + quiet), "QR from the right", page);
	near(box[1], PX(edge + quiet), "QR from the top", page);
	near(box[2] - box[0] + 1, PX(side), "QR's width", page);
	near(box[3] - box[1] + 1, PX(side), "QR's height", page);
	/* The line: centred, at the foot. */
	assert_true(box_of(s, is_dark, 0, h - PX(12000), w, h, box) > 100);
	near((box[0] + box[2]) / 2, w / 2, "line's middle", page);
	assert_true(h - 1 - box[3] > PX(4000) && h - 1 - box[3] < PX(7000));
}

static void
seal_is_where_it_was_put(void **state)
{
	static struct maker	 m;
	struct pdf_prepared	 more;
	struct pdf_picture	 pic;
	struct pdf_signatures	 sigs;
	struct pdf_order	 o;
	enum pdf_reason		 why;
	struct fault		 f = { 0 };
	cairo_surface_t		*s;
	struct bytes		 file;
	int			 box[4], fd, done;
	size_t			 i;

	seal_make(*state, SEAL_UM, &pic);
	for (i = 0; i < NITEMS(pages); i++) {
		file = one_page(&m, pages[i]);
		fd = file_of(file);
		o = order_for(*state, &pic, 0, 31000, 83000);
		if (pdf_prepare(&here, fd, &o, *state, &more, &why, &f) !=
		    ST_OK)
			fail_msg("%s: %s", pages[i], f.text);
		done = joined(file, &more);
		s = drawn(*state, done, 0);
		assert_true(box_of(s, is_red, 0, 0,
		    cairo_image_surface_get_width(s),
		    cairo_image_surface_get_height(s), box) > 100);
		near(box[0], PX(31000), "left", pages[i]);
		near(box[1], PX(83000), "top", pages[i]);
		near(box[2] - box[0] + 1, PX(SEAL_UM), "width", pages[i]);
		near(box[3] - box[1] + 1, PX(SEAL_UM), "height", pages[i]);
		check_marks(s, pages[i]);
		cairo_surface_destroy(s);
		/* The reader says the same in micrometres. */
		assert_int_equal(pdf_extract(&here, done, *state, &sigs, &why,
		    &f), ST_OK);
		assert_int_equal(sigs.n, 1);
		assert_in_range(sigs.list[0].where.um_x, 30998, 31002);
		assert_in_range(sigs.list[0].where.um_y, 82998, 83002);
		assert_in_range(sigs.list[0].where.um_w, 39998, 40002);
		close(done);
		close(fd);
		buf_free(&m.b);
	}
}

/* What pages of careless makers leave open, close twice, or hide. */
static const char *const careless[] = {
	"q q 3 0 0 3 90 90 cm q .1 0 0 .1 0 0 cm",
	"2 0 0 2 50 50 cm Q Q 0 0 9 9 re W n",
	"Q q Q Q Q q 5 0 0 5 0 0 cm",
	"0 0 9 9 re W n BT /F1 12 Tf 90 90 Td (q q \\) Q) Tj",
	"/OC /None BDC q /Span<</Q(Q q)/q/Q>>BDC",
	"q 9 0 0 9 300 400 cm BI /W 5/H 1/BPC 8/CS/G ID Q EIQ EI % Q Q Q\nq",
	"<71205120> Tj q % q Q",
};

static void
marks_do_not_depend_on_what_the_page_leaves_open(void **state)
{
	static struct maker	 m;
	struct pdf_prepared	 more;
	struct pdf_picture	 pic;
	struct pdf_order	 o;
	enum pdf_reason		 why;
	struct fault		 f = { 0 };
	cairo_surface_t		*s;
	struct bytes		 file;
	char			 text[256];
	int			 fd, done;
	size_t			 i;

	seal_make(*state, SEAL_UM, &pic);
	o = order_for(*state, &pic, 0, 31000, 83000);
	for (i = 0; i < NITEMS(careless); i++) {
		maker_new(&m);
		maker_object(&m, "<</Type/Catalog/Pages 2 0 R/OCProperties<<"
		    "/OCGs[6 0 R]/D<</OFF[6 0 R]>>>>>>");
		maker_object(&m, "<</Type/Pages/Kids[3 0 R]/Count 1>>");
		maker_object(&m, "<</Type/Page/Parent 2 0 R/Contents 4 0 R"
		    "/MediaBox[0 0 595 842]/Resources<</Font<</F1 5 0 R>>"
		    "/Properties<</None 6 0 R>>>>>>");
		snprintf(text, sizeof(text), "<</Length %zu>>\nstream\n%s\n"
		    "endstream", strlen(careless[i]), careless[i]);
		maker_object(&m, text);
		maker_object(&m,
		    "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>");
		maker_object(&m, "<</Type/OCG/Name(hidden)>>");
		file = maker_end(&m);
		fd = file_of(file);
		if (pdf_prepare(&here, fd, &o, *state, &more, &why, &f) !=
		    ST_OK)
			fail_msg("%s: %s", careless[i], f.text);
		done = joined(file, &more);
		s = drawn(*state, done, 0);
		check_marks(s, careless[i]);
		cairo_surface_destroy(s);
		close(done);
		close(fd);
		buf_free(&m.b);
	}
}

/*
 * Where pdf_marks_room sees room there is room, for the widest of codes; one
 * row where the page is wide, two where one could not be read.
 */
static void
line_fits_where_it_was_promised(void **state)
{
	static const struct {
		const char	*page;
		int		 rows;	/* 0: no room */
	} rows[] = {
		{ "/MediaBox[0 0 595 842]", 1 },
		{ "/MediaBox[0 0 420 595]", 1 },	/* A5 */
		{ "/MediaBox[0 0 298 420]", 2 },	/* A6 */
		{ "/MediaBox[0 0 199 420]", 2 },	/* 70.2 mm */
		{ "/MediaBox[0 0 420 199]/Rotate 90", 2 },
		{ "/MediaBox[0 0 198 420]", 0 },	/* 69.8 mm */
		{ "/MediaBox[0 0 420 60]", 0 },		/* 21.2 mm */
	};
	static struct maker	 m;
	static char		 out[65536];
	struct pdf_facts	 facts;
	struct pdf_prepared	 more;
	struct pdf_picture	 pic;
	struct pdf_order	 o;
	enum pdf_reason		 why;
	struct fault		 f = { 0 };
	const char		*p;
	struct bytes		 file;
	int			 fd, done, n;
	size_t			 i;

	seal_make(*state, 15000, &pic);
	o = order_for(*state, &pic, 0, 1000, 1000);
	o.marks.line_before = "加盖电子印章的电子文件与加盖实物印章的纸质文件"
	    "具有同等法律效力";
	o.marks.line_after = "验证码 WWWW-WWWW-WWWW-WWWWW "
	    "2026年11月25日 00:00";
	for (i = 0; i < NITEMS(rows); i++) {
		file = one_page(&m, rows[i].page);
		fd = file_of(file);
		assert_int_equal(pdf_look(&here, fd, *state, &facts, &why,
		    &f), ST_OK);
		assert_int_equal(pdf_marks_room(&facts), rows[i].rows == 0 ?
		    PDF_NO_ROOM : PDF_FINE);
		if (rows[i].rows == 0) {
			close(fd);
			buf_free(&m.b);
			continue;
		}
		if (pdf_prepare(&here, fd, &o, *state, &more, &why, &f) !=
		    ST_OK)
			fail_msg("%s: %s", rows[i].page, f.text);
		done = joined(file, &more);
		asked("pdftotext -layout", done, "-", out, sizeof(out));
		p = strstr(out, "同等法律效力");
		assert_non_null(p);
		assert_non_null(strstr(p, "WWWW-WWWW-WWWW-WWWWW"));
		n = memchr(p, '\n', (size_t)(strstr(p, "WWWW-") - p)) ==
		    NULL ? 1 : 2;
		if (n != rows[i].rows)
			fail_msg("%s: %d rows", rows[i].page, n);
		close(done);
		close(fd);
		buf_free(&m.b);
	}
}

static void
user_unit_is_counted(void **state)
{
	static struct maker	 m;
	struct pdf_facts	 facts;
	enum pdf_reason		 why;
	struct fault		 f = { 0 };
	int			 fd;

	fd = file_of(one_page(&m, "/MediaBox[0 0 300 400]/UserUnit 2.5"));
	assert_int_equal(pdf_look(&here, fd, *state, &facts, &why, &f), ST_OK);
	assert_in_range(facts.pages[0].um_w, 264582, 264585);
	assert_in_range(facts.pages[0].um_h, 352776, 352779);
	close(fd);
	buf_free(&m.b);
}

/* Black text under the red ring stays black: multiply, not cover. */
static void
text_shows_through_the_seal(void **state)
{
	static struct maker	 m;
	struct pdf_prepared	 more;
	struct pdf_picture	 pic;
	struct pdf_order	 o;
	enum pdf_reason		 why;
	struct fault		 f = { 0 };
	cairo_surface_t		*s;
	struct bytes		 file = one_page(&m, "/MediaBox[0 0 595 842]");
	int			 fd = file_of(file), done, before[4], after[4];

	/* "Hello world" begins at 120, 400 pt: the ring's left bar on it. */
	seal_make(*state, SEAL_UM, &pic);
	o = order_for(*state, &pic, 0, 43000, 130000);
	assert_int_equal(pdf_prepare(&here, fd, &o, *state, &more, &why, &f),
	    ST_OK);
	s = drawn(*state, fd, 0);
	box_of(s, is_dark, PX(40000), PX(140000), PX(90000), PX(170000),
	    before);
	cairo_surface_destroy(s);
	done = joined(file, &more);
	s = drawn(*state, done, 0);
	box_of(s, is_dark, PX(40000), PX(140000), PX(90000), PX(170000),
	    after);
	cairo_surface_destroy(s);
	assert_true(before[2] > before[0]);
	assert_memory_equal(before, after, sizeof(before));
	close(done);
	close(fd);
	buf_free(&m.b);
}

/* The line can be copied: another program reads its very words. */
static void
line_is_real_text(void **state)
{
	static struct maker	 m;
	static char		 out[65536];
	struct pdf_prepared	 more;
	struct pdf_picture	 pic;
	struct pdf_order	 o;
	enum pdf_reason		 why;
	struct fault		 f = { 0 };
	struct bytes		 file = one_page(&m, "/MediaBox[0 0 595 842]");
	int			 fd = file_of(file), done;

	seal_make(*state, SEAL_UM, &pic);
	o = order_for(*state, &pic, 0, 43000, 130000);
	/* Characters beyond those drawn before the fork: 鉴, 龘. */
	o.marks.line_before = "鉴印龘样例";
	assert_int_equal(pdf_prepare(&here, fd, &o, *state, &more, &why, &f),
	    ST_OK);
	done = joined(file, &more);
	asked("pdftotext", done, "-", out, sizeof(out));
	if (strstr(out, "鉴印龘样例 第1页/共1页 验证码 "
	    "ABCD-EFGH-JKMN-PQRST") == NULL)
		fail_msg("%s", out);
	o.marks.line_before = "\U0010FFFD";	/* no font has it */
	assert_int_equal(pdf_prepare(&here, fd, &o, *state, &more, &why, &f),
	    ST_INVALID);
	assert_int_equal(why, PDF_NO_GLYPH);
	close(done);
	close(fd);
	buf_free(&m.b);
}

static void
off_the_page_is_refused(void **state)
{
	static const struct { unsigned page; int x, y; enum pdf_reason why; }
	    places[] = {
		{ 0, -1, 0, PDF_OUTSIDE }, { 0, 0, -1, PDF_OUTSIDE },
		{ 0, 170000, 0, PDF_OUTSIDE }, { 0, 0, 257100, PDF_OUTSIDE },
		{ 0, 2147483647, 2147483647, PDF_OUTSIDE },
		{ 1, 0, 0, PDF_NO_PAGE }, { 4294967295u, 0, 0, PDF_NO_PAGE },
	};
	static struct maker	 m;
	struct pdf_prepared	 more;
	struct pdf_picture	 pic;
	struct pdf_order	 o;
	enum pdf_reason		 why;
	struct fault		 f = { 0 };
	int		 fd = file_of(one_page(&m, "/MediaBox[0 0 595 842]"));
	size_t		 i;

	seal_make(*state, SEAL_UM, &pic);
	for (i = 0; i < NITEMS(places); i++) {
		o = order_for(*state, &pic, places[i].page, places[i].x,
		    places[i].y);
		assert_int_equal(pdf_prepare(&here, fd, &o, *state, &more,
		    &why, &f), ST_INVALID);
		assert_int_equal(why, places[i].why);
	}
	close(fd);
	buf_free(&m.b);
}

#define ROW(name_, fn) { .name = name_, .test_func = fn, \
	.setup_func = kit_up, .teardown_func = kit_down }

int
main(void)
{
	const struct CMUnitTest	 tests[] = {
		ROW("R-170 seal, code and line are in place on turned and "
		    "cropped pages", seal_is_where_it_was_put),
		ROW("R-191 R-192 code and line are in place whatever the "
		    "page leaves open",
		    marks_do_not_depend_on_what_the_page_leaves_open),
		ROW("R-192 the line fits where room was promised",
		    line_fits_where_it_was_promised),
		ROW("R-170 UserUnit counts in a page's size",
		    user_unit_is_counted),
		ROW("R-170 text shows through the seal",
		    text_shows_through_the_seal),
		ROW("R-192 the line can be copied", line_is_real_text),
		ROW("R-170 a seal off the page is refused",
		    off_the_page_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
