/*
 * Both sides of asking the reader for the seal in a scan: the operation that
 * runs in the sandbox, and the side that asks and checks what came back.
 */
#include <iconv.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "picture/client.h"
#include "qr/qr.h"

#define OP_DECODE	0x0201		/* pdf has 0x01.. */
#define OP_READ		0x0202
#define MEMORY		(1024 * MIB)	/* A4 at 600 dpi: 140 MB, and planes */
#define BULK		(80 * MIB)	/* twice a seal of 60 mm at 1200 dpi */
#define SIDE_MAX	4096		/* pixels of a cropped seal */

enum {
	PC_INK = 1, PC_STRENGTH, PC_UM_W, PC_UM_H,
	PC_REASON, PC_WIDTH, PC_HEIGHT, PC_SCALE, PC_TEXT, PC_FRAME, PC_BAR,
	PC_PER_M, PC_TURNED, PC_WORST, PC_GRADE, PC_VALUE, PC_WORDS
};

static const char *const reasons[] = {
	[PICTURE_FINE] = "",
	[PICTURE_DAMAGED] = "图像文件不完整或已损坏，请重新扫描",
	[PICTURE_TOO_LARGE] = "图像过大，请以 600 dpi 以内扫描",
	[PICTURE_NO_INK] = "图像中没有找到规定颜色的印文，请核对扫描件",
	[PICTURE_NO_SCALE] =
	    "无法确定印章的实际大小，请扫描采集表，或填写宽和高",
	[PICTURE_SUSPECT] = "图像文件内容异常，不予读取",
	[PICTURE_OUR_FAULT] = "图像暂时无法处理，请稍后再试",
};
_Static_assert(NITEMS(reasons) == PICTURE_REASON__N, "a sentence each");

const char *
picture_reason_text(enum picture_reason why)
{
	return reasons[why];
}

/* --- in the sandbox ------------------------------------------------------ */

static void
answer_put(const struct picture_extract *x, struct buf *b)
{
	const struct picture_sheet	*s = &x->sheet;
	int				 i;

	wire_int(b, PC_WIDTH, x->seal.width);
	wire_int(b, PC_HEIGHT, x->seal.height);
	wire_int(b, PC_UM_W, x->seal.um_w);
	wire_int(b, PC_UM_H, x->seal.um_h);
	wire_int(b, PC_SCALE, x->scale);
	wire_text(b, PC_TEXT, s->text);
	wire_int(b, PC_FRAME, s->has_frame);
	wire_int(b, PC_BAR, s->has_bar);
	wire_int(b, PC_PER_M, (int64_t)(s->px_per_mm * 1000));
	wire_int(b, PC_TURNED, (int64_t)(s->degrees * 1000));
	wire_int(b, PC_WORST, x->quality.worst);
	for (i = 0; i < ASPECT__N; i++) {
		wire_int(b, PC_GRADE, x->quality.aspect[i].grade);
		wire_int(b, PC_VALUE, x->quality.aspect[i].value);
		wire_text(b, PC_WORDS, x->quality.aspect[i].text);
	}
}

/* No ink or no scale: the scan's own faults, told apart by what is known. */
static enum picture_reason
reason_of_fault(const struct fault *f)
{
	return strstr(f->text, "no scale") != NULL ? PICTURE_NO_SCALE :
	    PICTURE_NO_INK;
}

static enum status
op_decode(const struct wire_msg *req, struct box_io *io, struct fault *f)
{
	const struct picture_wish wish = {
		.ink = wire_num(req, PC_INK, INK_RED) == INK_BLACK ?
		    INK_BLACK : INK_RED,
		.strength = (int)wire_num(req, PC_STRENGTH, 0),
		.um_w = (int)wire_num(req, PC_UM_W, 0),
		.um_h = (int)wire_num(req, PC_UM_H, 0), .raw = 1,
	};
	struct image		 scan;
	struct picture_extract	 x = { 0 };
	enum picture_reason	 why = PICTURE_FINE;
	enum status		 st;

	if ((st = picture_read(io->in, &scan, f)) != ST_OK)
		why = st == ST_INVALID ? PICTURE_DAMAGED : PICTURE_TOO_LARGE;
	if (why == PICTURE_FINE &&
	    (st = picture_extract(&scan, &wish, &x, f)) != ST_OK)
		why = st == ST_INVALID ? reason_of_fault(f) :
		    PICTURE_TOO_LARGE;
	picture_free(&scan);
	if (why == PICTURE_FINE) {
		answer_put(&x, &io->reply);
		const size_t n = (size_t)x.seal.width * x.seal.height * 4;

		st = file_write_fd(io->bulk, bytes_of(x.seal.rgba, n), f);
		if (st == ST_OK)
			st = file_write_fd(io->bulk, bytes_of(x.raw.rgba, n),
			    f);
		if (st != ST_OK)
			why = PICTURE_OUR_FAULT;
	}
	wire_int(&io->reply, PC_REASON, why);
	picture_free(&x.seal);
	picture_free(&x.raw);
	return why == PICTURE_FINE ? ST_OK : ST_INVALID;
}

static enum status
op_read(const struct wire_msg *req, struct box_io *io, struct fault *f)
{
	struct image		 im = { 0 };
	enum picture_reason	 why = PICTURE_FINE;
	enum status		 st;

	(void)req;
	if ((st = picture_read(io->in, &im, f)) != ST_OK)
		why = PICTURE_DAMAGED;
	else if (im.width > PICTURE_SHOWN || im.height > PICTURE_SHOWN)
		why = PICTURE_TOO_LARGE;
	else if ((st = file_write_fd(io->bulk, bytes_of(im.rgba,
	    (size_t)im.width * im.height * 4), f)) != ST_OK)
		why = PICTURE_OUR_FAULT;
	wire_int(&io->reply, PC_WIDTH, im.width);
	wire_int(&io->reply, PC_HEIGHT, im.height);
	wire_int(&io->reply, PC_REASON, why);
	picture_free(&im);
	return why == PICTURE_FINE ? ST_OK : ST_INVALID;
}

const struct reader_op	 picture_ops[] = {
	{ OP_DECODE, "picture.decode", { BOX_COMPUTE, MEMORY, 20, 40000,
	    16 * KIB, BULK }, op_decode },
	{ OP_READ, "picture.read", { BOX_COMPUTE, MEMORY, 20, 40000, 16 * KIB,
	    BULK }, op_read },
};
const size_t		 picture_nops = NITEMS(picture_ops);

/* --- before the fork ------------------------------------------------------ */

/* zbar turns what a code holds into UTF-8 from these (its qrdectxt.c). */
static const char *const tables[] = { "ISO8859-1", "SJIS", "BIG5", "UTF-8" };

/* Read one code of ours as it will be read there. */
static enum status
read_sample(struct fault *f)
{
	struct pool		*pool = pool_new(1 * MIB);
	struct picture_sheet	 sheet;
	struct image		 im = { 0 };
	struct qr		 qr;
	enum status		 st = pool == NULL ? fault_set(f, ST_BROKEN,
				    "picture: memory") : ST_OK;

	if (st == ST_OK)
		st = qr_make(pool, "WARM", &qr, f);
	if (st == ST_OK)
		st = qr_image(&qr, 20000, 300, &im, f);
	if (st == ST_OK)
		st = picture_sheet_find(&im, &sheet, f);
	picture_free(&im);
	pool_free(pool);
	return st;
}

enum status
picture_warm(struct fault *f)
{
	static iconv_t	 kept[NITEMS(tables)];	/* open: tables stay loaded */
	static int	 warm;
	size_t		 i;

	if (warm)
		return ST_OK;
	for (i = 0; i < NITEMS(tables); i++) {
		kept[i] = iconv_open("UTF-8", tables[i]);
		if (kept[i] == (iconv_t)-1)
			return fault_set(f, ST_BROKEN, "no table for %s",
			    tables[i]);
	}
	warm = 1;
	return read_sample(f);
}

/* --- the side that asks -------------------------------------------------- */

static enum picture_reason
reason_of(const struct reader_answer *a)
{
	static const enum picture_reason ends[] = {
		[BOX_DONE] = PICTURE_OUR_FAULT, [BOX_SLOW] = PICTURE_TOO_LARGE,
		[BOX_MEMORY] = PICTURE_TOO_LARGE,
		[BOX_FORBIDDEN] = PICTURE_SUSPECT,
		[BOX_CRASHED] = PICTURE_SUSPECT, [BOX_FULL] = PICTURE_TOO_LARGE,
		[BOX_REFUSED] = PICTURE_OUR_FAULT,
	};
	int64_t	 said = PICTURE_OUR_FAULT;

	_Static_assert(NITEMS(ends) == BOX__N, "a row each");
	if (a->end != BOX_DONE)
		return ends[a->end];
	if (a->msg.body.p != NULL)
		said = wire_num(&a->msg, PC_REASON, PICTURE_OUR_FAULT);
	return said >= 0 && said < PICTURE_REASON__N ?
	    (enum picture_reason)said : PICTURE_OUR_FAULT;
}

static int
within(int64_t v, int64_t most)
{
	return v > 0 && v <= most;
}

static int64_t
number_at(const struct wire_msg *m, uint16_t field, size_t k, int64_t most)
{
	struct bytes	 v = wire_nth(m, field, k);
	int64_t		 n = 0;
	size_t		 i;

	for (i = 0; v.n == 8 && i < 8; i++)
		n = (int64_t)((uint64_t)n << 8 | v.p[i]);
	return n < 0 ? 0 : n > most ? most : n;
}

static enum status
findings_read(const struct wire_msg *m, struct pool *pool,
    struct picture_extract *out, struct fault *f)
{
	struct picture_quality	*q = &out->quality;
	struct bytes		 words;
	size_t			 i;

	q->worst = (enum picture_grade)number_at(m, PC_WORST, 0, GRADE_FAIL);
	for (i = 0; i < ASPECT__N; i++) {
		words = wire_nth(m, PC_WORDS, i);
		q->aspect[i].grade = (enum picture_grade)number_at(m,
		    PC_GRADE, i, GRADE_FAIL);
		q->aspect[i].value = (int)number_at(m, PC_VALUE, i, 1000000);
		q->aspect[i].text = words.p == NULL ? "" :
		    pool_copy(pool, words.p, words.n);
	}
	wire_str(m, PC_TEXT, out->sheet.text, sizeof(out->sheet.text));
	out->sheet.has_frame = wire_num(m, PC_FRAME, 0) == 1;
	out->sheet.has_bar = wire_num(m, PC_BAR, 0) == 1;
	out->sheet.px_per_mm = (double)wire_num(m, PC_PER_M, 0) / 1000;
	out->sheet.degrees = (double)wire_num(m, PC_TURNED, 0) / 1000;
	out->scale = (enum picture_scale)number_at(m, PC_SCALE, 0,
	    SCALE_GIVEN);
	return pool_failed(pool) ? fault_set(f, ST_BROKEN,
	    "scan: memory") : ST_OK;
}

/* The pixels, whose number must be what the fields say. */
static enum status
pixels_read(const struct reader_answer *a, struct picture_extract *out,
    struct fault *f)
{
	struct image	*im = &out->seal, *raw = &out->raw;

	const int64_t	 w = wire_num(&a->msg, PC_WIDTH, 0);
	const int64_t	 h = wire_num(&a->msg, PC_HEIGHT, 0);
	const int64_t	 um_w = wire_num(&a->msg, PC_UM_W, 0);
	const int64_t	 um_h = wire_num(&a->msg, PC_UM_H, 0);
	struct bytes	 map = { NULL, 0 };
	size_t		 half;
	enum status	 st;

	if (!within(w, SIDE_MAX) || !within(h, SIDE_MAX) ||
	    !within(um_w, 500000) || !within(um_h, 500000) || a->bulk == -1)
		return fault_set(f, ST_BROKEN, "scan: answer without picture");
	if ((st = box_map(a->bulk, &map, f)) != ST_OK)
		return st;
	half = (size_t)(w * h * 4);
	*im = *raw = (struct image){ NULL, (unsigned)w, (unsigned)h,
	    (int)um_w, (int)um_h };
	if (map.n != 2 * half) {
		st = fault_set(f, ST_BROKEN, "scan: %zu bytes of pixels",
		    map.n);
	} else if ((im->rgba = malloc(half)) == NULL ||
	    (raw->rgba = malloc(half)) == NULL) {
		st = fault_set(f, ST_BROKEN, "scan: memory");
	} else {
		memcpy(im->rgba, map.p, half);
		memcpy(raw->rgba, map.p + half, half);
	}
	box_unmap(&map);
	return st;
}

enum status
picture_extract_fd(const struct reader *reader, int fd,
    const struct picture_wish *wish, struct pool *pool,
    struct picture_extract *out, enum picture_reason *why, struct fault *f)
{
	struct reader_answer	 answer;
	struct buf		 req;
	enum status		 st;

	memset(out, 0, sizeof(*out));
	*why = PICTURE_OUR_FAULT;
	/* Without the program the child is ours: tables first. */
	if (reader->socket == NULL && (st = picture_warm(f)) != ST_OK)
		return st;
	buf_init(&req, KIB);
	wire_begin(&req, OP_DECODE);
	wire_int(&req, PC_INK, wish->ink);
	wire_int(&req, PC_STRENGTH, wish->strength);
	wire_int(&req, PC_UM_W, wish->um_w);
	wire_int(&req, PC_UM_H, wish->um_h);
	st = reader_ask(reader, &picture_ops[0], &req, fd, &answer, f);
	*why = reason_of(&answer);
	if (st == ST_OK && *why != PICTURE_FINE)
		st = fault_set(f, ST_INVALID, "scan: %d", (int)*why);
	if (st == ST_OK)
		st = findings_read(&answer.msg, pool, out, f);
	if (st == ST_OK)
		st = pixels_read(&answer, out, f);
	if (st != ST_OK) {
		picture_free(&out->seal);
		picture_free(&out->raw);
		if (*why == PICTURE_FINE)
			*why = PICTURE_OUR_FAULT;
	}
	reader_done(&answer);
	buf_free(&req);
	return st;
}

enum status
picture_read_fd(const struct reader *reader, int fd, struct image *out,
    enum picture_reason *why, struct fault *f)
{
	struct reader_answer	 a;
	struct bytes		 map = { NULL, 0 };
	struct buf		 req;
	int64_t			 w, h;
	enum status		 st;

	memset(out, 0, sizeof(*out));
	buf_init(&req, KIB);
	wire_begin(&req, OP_READ);
	st = reader_ask(reader, &picture_ops[1], &req, fd, &a, f);
	*why = reason_of(&a);
	if (st == ST_OK && *why != PICTURE_FINE)
		st = fault_set(f, ST_INVALID, "picture: %d", (int)*why);
	w = st == ST_OK ? wire_num(&a.msg, PC_WIDTH, 0) : 0;
	h = st == ST_OK ? wire_num(&a.msg, PC_HEIGHT, 0) : 0;
	if (st == ST_OK && (!within(w, PICTURE_SHOWN) ||
	    !within(h, PICTURE_SHOWN) || a.bulk == -1))
		st = fault_set(f, ST_BROKEN, "picture: no pixels");
	if (st == ST_OK && (st = box_map(a.bulk, &map, f)) == ST_OK) {
		*out = (struct image){ malloc(map.n), (unsigned)w,
		    (unsigned)h, 0, 0 };
		if (map.n != (size_t)(w * h * 4) || out->rgba == NULL)
			st = fault_set(f, ST_BROKEN, "picture: %zu bytes",
			    map.n);
		else
			memcpy(out->rgba, map.p, map.n);
		box_unmap(&map);
	}
	if (st != ST_OK)
		picture_free(out);
	reader_done(&a);
	buf_free(&req);
	return st;
}
