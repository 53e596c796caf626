/* QR codes through libqrencode; see qr.h. */
#include <errno.h>
#include <math.h>
#include <qrencode.h>
#include <string.h>

#include "base/utf8.h"
#include "qr/qr.h"

enum status
qr_make(struct pool *pool, const char *text, struct qr *out,
    struct fault *f)
{
	size_t	 i, n;
	QRcode	*code;

	memset(out, 0, sizeof(*out));
	n = strlen(text);
	if (n == 0 || n > QR_TEXT_MAX || !utf8_valid(text, n))
		return fault_set(f, ST_INVALID, "QR text of %zu bytes", n);
	/* Case sensitive: no mode is chosen by folding letters. */
	code = QRcode_encodeString(text, 0, QR_ECLEVEL_M, QR_MODE_8, 1);
	if (code == NULL)
		return fault_set(f, errno == ERANGE ? ST_INVALID : ST_BROKEN,
		    "QR: %s", strerror(errno));
	out->size = (unsigned)code->width;
	n = (size_t)out->size * out->size;
	if ((out->dark = pool_alloc(pool, n)) != NULL)
		for (i = 0; i < n; i++)
			out->dark[i] = code->data[i] & 1;
	QRcode_free(code);
	if (out->dark == NULL)
		return fault_set(f, ST_BROKEN, "QR: memory");
	return ST_OK;
}

unsigned
qr_side(const struct qr *qr)
{
	return qr->size + 2 * QR_QUIET;
}

/* The run that starts at or after x in row y; n = 0 where there is none. */
static struct qr_run
run_from(const struct qr *qr, unsigned x, unsigned y)
{
	const unsigned char	*row = qr->dark + (size_t)y * qr->size;
	struct qr_run		 run = { 0, y, 0 };

	while (x < qr->size && !row[x])
		x++;
	run.x = x;
	while (x < qr->size && row[x])
		x++;
	run.n = x - run.x;
	return run;
}

enum status
qr_runs(struct pool *pool, const struct qr *qr, struct qr_run **out,
    size_t *n, struct fault *f)
{
	size_t		 most = (size_t)qr->size * (qr->size + 1) / 2;
	struct qr_run	 run;
	unsigned	 x, y;

	*n = 0;
	if ((*out = pool_array(pool, most, sizeof(**out))) == NULL)
		return fault_set(f, ST_BROKEN, "QR: memory");
	for (y = 0; y < qr->size; y++)
		for (x = 0; (run = run_from(qr, x, y)).n > 0;
		    x = run.x + run.n) {
			(*out)[*n] = run;
			(*out)[*n].x += QR_QUIET;
			(*out)[(*n)++].y += QR_QUIET;
		}
	return ST_OK;
}

static int
is_dark(const struct qr *qr, unsigned x, unsigned y)
{
	x -= QR_QUIET;		/* wraps past size in the quiet zone */
	y -= QR_QUIET;
	return x < qr->size && y < qr->size &&
	    qr->dark[(size_t)y * qr->size + x];
}

enum status
qr_image(const struct qr *qr, int um, unsigned dpi, struct image *out,
    struct fault *f)
{
	unsigned	 side = qr_side(qr), each, x, y;
	unsigned char	*p;

	memset(out, 0, sizeof(*out));
	each = (unsigned)ceil(um / 25400.0 * dpi / side);
	if (each < 1 || each > 200)
		return fault_set(f, ST_INVALID, "QR of %u px a module", each);
	out->width = out->height = each * side;
	out->um_w = out->um_h = um;
	p = out->rgba = malloc((size_t)out->width * out->height * 4);
	if (p == NULL)
		return fault_set(f, ST_BROKEN, "QR: memory");
	for (y = 0; y < out->height; y++)
		for (x = 0; x < out->width; x++, p += 4) {
			memset(p, is_dark(qr, x / each, y / each) ? 0 : 255,
			    3);
			p[3] = 255;
		}
	return ST_OK;
}

static void
escape(struct buf *out, const char *s)
{
	for (; *s != '\0'; s++)
		switch (*s) {
		case '&': buf_text(out, "&amp;"); break;
		case '<': buf_text(out, "&lt;"); break;
		case '>': buf_text(out, "&gt;"); break;
		case '"': buf_text(out, "&quot;"); break;
		default: buf_byte(out, (unsigned char)*s);
		}
}

void
qr_svg(const struct qr *qr, const char *label, struct buf *out)
{
	unsigned	 side = qr_side(qr), x, y;
	struct qr_run	 run;

	buf_printf(out, "<svg xmlns=\"http://www.w3.org/2000/svg\""
	    " viewBox=\"0 0 %u %u\" role=\"img\" aria-label=\"", side, side);
	escape(out, label);
	buf_printf(out, "\" shape-rendering=\"crispEdges\">"
	    "<path fill=\"#fff\" d=\"M0 0h%uv%uH0z\"/><path d=\"", side, side);
	for (y = 0; y < qr->size; y++)
		for (x = 0; (run = run_from(qr, x, y)).n > 0;
		    x = run.x + run.n)
			buf_printf(out, "M%u %uh%uv1h-%uz", run.x + QR_QUIET,
			    y + QR_QUIET, run.n, run.n);
	buf_text(out, "\"/></svg>");
}

char *
qr_address(struct pool *pool, const char *url, const char *handle)
{
	size_t	 n = strlen(url), i, slashes = 0;
	char	*s;

	while (n > 0 && url[n - 1] == '/')
		n--;
	s = pool_printf(pool, "%.*s/V/%s", (int)n, url, handle);
	for (i = 0; s != NULL && i < n; i++) {
		slashes += s[i] == '/';
		if (slashes < 3 && s[i] >= 'a' && s[i] <= 'z')
			s[i] = (char)(s[i] - 'a' + 'A');
	}
	return s;
}
