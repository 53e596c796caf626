/* For the tests of "pdf" and "stamp": small PDFs, a seal picture, an order. */
#ifndef PDF_KIT_H
#define PDF_KIT_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/clock.h"
#include "base/file.h"
#include "base/limits.h"
#include "pdf/client.h"

#define SEAL_UM		40000
#define SEAL_PX		200
#define QR_N		25
#define LINE_BEFORE	"本文件已加盖电子印章，可在验真平台核验。"
#define LINE_AFTER	"验证码 ABCD-EFGH-JKMN-PQRST 2026年11月20日 14:05"

static const struct reader	 here = { .socket = NULL };

/* A document being written: objects 1.. in order, then xref and trailer. */
struct maker {
	struct buf	 b;
	size_t		 at[20100];
	int		 n;
};

static inline void
maker_new(struct maker *m)
{
	m->n = 0;
	buf_init(&m->b, 64 * MIB);
	buf_text(&m->b, "%PDF-1.7\n");
}

static inline int
maker_object(struct maker *m, const char *text)
{
	m->at[m->n++] = m->b.n;
	buf_printf(&m->b, "%d 0 obj\n%s\nendobj\n", m->n, text);
	return m->n;
}

static inline struct bytes
maker_end(struct maker *m)
{
	size_t	 xref = m->b.n;
	int	 i;

	buf_printf(&m->b, "xref\n0 %d\n0000000000 65535 f \n", m->n + 1);
	for (i = 0; i < m->n; i++)
		buf_printf(&m->b, "%010zu 00000 n \n", m->at[i]);
	buf_printf(&m->b, "trailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%zu\n"
	    "%%%%EOF\n", m->n + 1, xref);
	assert_true(buf_ok(&m->b));
	return buf_view(&m->b);
}

/* One page with these page entries and a line of text. */
static inline struct bytes
one_page(struct maker *m, const char *entries)
{
	char	 page[512];

	maker_new(m);
	maker_object(m, "<</Type/Catalog/Pages 2 0 R>>");
	maker_object(m, "<</Type/Pages/Kids[3 0 R]/Count 1>>");
	snprintf(page, sizeof(page), "<</Type/Page/Parent 2 0 R/Contents 4 0 R"
	    "/Resources<</Font<</F1 5 0 R>>>>%s>>", entries);
	maker_object(m, page);
	maker_object(m, "<</Length 41>>\nstream\n"
	    "BT /F1 18 Tf 120 400 Td (Hello world) Tj \nendstream");
	maker_object(m, "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>");
	return maker_end(m);
}

static inline int
file_of(struct bytes v)
{
	struct fault	 f = { 0 };
	int		 fd = box_file(&v, 1, &f);

	if (fd == -1)
		fail_msg("%s", f.text);
	return fd;
}

/* A red square ring: its outer edge is the picture's edge. */
static inline void
seal_make(struct pool *pool, int um, struct pdf_picture *out)
{
	struct image	 im = { .width = SEAL_PX, .height = SEAL_PX,
	    .um_w = um, .um_h = um };
	struct fault	 f = { 0 };
	unsigned	 x, y;

	im.rgba = pool_alloc(pool, SEAL_PX * SEAL_PX * 4);
	for (y = 0; y < SEAL_PX; y++)
		for (x = 0; x < SEAL_PX; x++) {
			unsigned char *p = im.rgba + (y * SEAL_PX + x) * 4;

			p[0] = 0xd0;
			p[3] = x < 12 || y < 12 || x >= SEAL_PX - 12 ||
			    y >= SEAL_PX - 12 ? 255 : 0;
		}
	assert_int_equal(pdf_picture_make(pool, &im, out, &f), ST_OK);
	assert_true(out->plain);
}

/* An order with marks; the QR is a chess board with a solid frame. */
static inline struct pdf_order
order_for(struct pool *pool, const struct pdf_picture *pic, unsigned page,
    int um_x, int um_y)
{
	unsigned char	*dark = pool_alloc(pool, QR_N * QR_N);
	struct pdf_order o = { .picture = pic, .hole = 4096,
	    .signer = "样例单位公章", .when = INT64_C(1790000000000) };
	int		 i;

	for (i = 0; i < QR_N * QR_N; i++)
		dark[i] = i % QR_N == 0 || i / QR_N == 0 ||
		    i % QR_N == QR_N - 1 || i / QR_N == QR_N - 1 || i % 2;
	o.marks = (struct pdf_marks){ QR_N, dark, LINE_BEFORE, LINE_AFTER };
	o.where = (struct placement){ page, um_x, um_y, pic->um_w,
	    pic->um_h };
	return o;
}

/* File and increment in one. */
static inline int
joined(struct bytes file, const struct pdf_prepared *p)
{
	const struct bytes	 v[] = { file, bytes_of(p->bytes, p->n) };
	struct fault		 f = { 0 };
	int			 fd = box_file(v, 2, &f);

	assert_true(fd != -1);
	return fd;
}

/* What another program says of the file; its exit code. */
static inline int
asked(const char *command, int fd, const char *last, char *out,
    size_t room)
{
	char	 line[512];
	size_t	 n = 0;
	FILE	*p;

	snprintf(line, sizeof(line), "%s /proc/%ld/fd/%d %s 2>&1", command,
	    (long)getpid(), fd, last);
	if ((p = popen(line, "r")) == NULL)
		return -1;
	while (n < room - 1 && !feof(p))
		n += fread(out + n, 1, room - 1 - n, p);
	out[n] = '\0';
	return pclose(p);
}
#define QPDF_CHECK "qpdf --check"
#define PDFSIG "pdfsig -nocert"

static inline int
kit_up(void **state)
{
	struct fault	 f = { 0 };

	*state = pool_new(200 * MIB);
	if (pdf_warm(&f) != ST_OK)
		fail_msg("%s", f.text);
	return 0;
}

static inline int
kit_down(void **state)
{
	pool_free(*state);
	return 0;
}

#endif
