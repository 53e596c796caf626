/*
 * The font of the verification line: a Type 3 font of the few characters it
 * has, outlines from the sans face, with their Unicode values, so that the
 * code can be copied.  About 200 bytes a character, whatever the viewer.
 */
#include <fontconfig/fontconfig.h>
#include <math.h>
#include <string.h>
#include <zlib.h>

#include "base/utf8.h"
#include "draw/draw.h"
#include "pdf/client.h"
#include "pdf/local.h"

#define EM		1000
#define CODES		255	/* single-byte font, code 0 unused */
#define CACHE		512	/* characters drawn before forking */
#define GLYPH_MAX	8192	/* one outline's bytes; real ones < 2000 */
#define BOX_ROOM	100	/* the font's box is wider: viewers round */

struct glyph {
	uint32_t	 cp;
	int		 advance;	/* thousandths of the size */
	long		 box[4];	/* of its ink: left, low, right, high */
	struct bytes	 proc;		/* deflated */
};

struct line_font {
	struct glyph	 glyphs[CODES];
	size_t		 n;
};

/* Filled once by pdf_line_warm, before the first fork; then only read. */
static struct {
	struct pool	*pool;
	struct glyph	 glyphs[CACHE];
	size_t		 n;
	FcPattern	*face;		/* what FACE_SANS is */
	FcCharSet	*has;		/* its characters, of "face" */
} warm;

/*
 * Which characters the face has, asked of fontconfig before the fork: inside
 * the sandbox a missing one would send pango looking for other fonts.
 */
static void
warm_face(void)
{
	FcPattern	*want = FcPatternBuild(NULL, FC_FAMILY, FcTypeString,
			    "Noto Sans CJK SC", (char *)NULL);
	FcResult	 r;

	FcConfigSubstitute(NULL, want, FcMatchPattern);
	FcDefaultSubstitute(want);
	warm.face = FcFontMatch(NULL, want, &r);
	FcPatternDestroy(want);
	if (warm.face == NULL || FcPatternGetCharSet(warm.face, FC_CHARSET,
	    0, &warm.has) != FcResultMatch)
		warm.has = NULL;
}

static void
point_put(struct buf *b, const struct draw_point *p)
{
	buf_int(b, lround(p->x * EM));
	buf_byte(b, ' ');
	buf_int(b, lround(-p->y * EM));
	buf_byte(b, ' ');
}

static void
outline_put(struct buf *b, const struct draw_outline *o)
{
	static const struct { char word; int points; } ops[] = {
		[DRAW_MOVE] = { 'm', 1 }, [DRAW_LINE] = { 'l', 1 },
		[DRAW_CURVE] = { 'c', 3 }, [DRAW_CLOSE] = { 'h', 0 },
	};
	const struct draw_point	*p = o->points;
	size_t			 i;
	int			 k;

	for (i = 0; i < o->nops; i++) {
		for (k = 0; k < ops[o->ops[i]].points; k++)
			point_put(b, p++);
		buf_byte(b, (unsigned char)ops[o->ops[i]].word);
		buf_byte(b, '\n');
	}
	if (o->nops > 0)
		buf_byte(b, 'f');
}

static enum status
glyph_make(struct pool *pool, const char *s, size_t n, uint32_t cp,
    struct glyph *out, struct fault *f)
{
	unsigned char		 packed[GLYPH_MAX];
	struct draw_outline	 o;
	struct buf		 b;
	uLongf			 len = sizeof(packed);
	enum status		 st;
	char			*one = pool_copy(pool, s, n);

	if (one == NULL)
		return fault_set(f, ST_BROKEN, "line: memory");
	buf_init(&b, GLYPH_MAX * 4);
	st = draw_outline(pool, FACE_SANS, one, &o, NULL, f);
	if (st != ST_OK)
		goto out;
	out->cp = cp;
	out->advance = (int)lround(o.advance * EM);
	out->box[0] = lround(floor(o.x0 * EM));
	out->box[1] = lround(floor(-o.y1 * EM));
	out->box[2] = lround(ceil(o.x1 * EM));
	out->box[3] = lround(ceil(-o.y0 * EM));
	buf_printf(&b, "%d 0 %ld %ld %ld %ld d1\n", out->advance,
	    out->box[0], out->box[1], out->box[2], out->box[3]);
	outline_put(&b, &o);
	if (!buf_ok(&b) || compress2(packed, &len, b.p, b.n, 9) != Z_OK)
		st = fault_set(f, ST_BROKEN, "line: glyph too large");
	else
		out->proc = pool_bytes(pool, bytes_of(packed, len));
	if (st == ST_OK && out->proc.p == NULL)
		st = fault_set(f, ST_BROKEN, "line: memory");
out:
	buf_free(&b);
	return st;
}

static const struct glyph *
glyph_find(const struct glyph *list, size_t n, uint32_t cp)
{
	size_t	 i;

	for (i = 0; i < n; i++)
		if (list[i].cp == cp)
			return &list[i];
	return NULL;
}

int
pdf_line_is_warm(void)
{
	return warm.pool != NULL;
}

int
pdf_line_ready(const char *text)
{
	size_t	 left = strlen(text), n;
	uint32_t cp;

	for (; left > 0; text += n, left -= n)
		if ((n = utf8_next(text, left, &cp)) == 0 ||
		    glyph_find(warm.glyphs, warm.n, cp) == NULL)
			return 0;
	return 1;
}

enum status
pdf_line_warm(struct fault *f)
{
	static const char usual[] = " 0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
	    "abcdefghijklmnopqrstuvwxyz!\"#%&'()*+,-./:;=?@[]_~"
	    "第页共年月日时分秒，。、：；（）·《》“”"
	    "本文件已加盖电子印章签与纸质具有同等效力凭此码可在验真平台核验"
	    "证真查询打印复视为请登录扫描二维网址编号由号用于及的以"
	    /* what the legal lines of the regions have besides (P-28) */
	    "物实法律办条信阳三广东威海十六公共就业四手写名档材料";
	const char	*s = usual;
	size_t		 left = sizeof(usual) - 1, n;
	uint32_t	 cp;
	enum status	 st;

	if (warm.pool != NULL)
		return ST_OK;
	if ((warm.pool = pool_new(8 * 1024 * 1024)) == NULL)
		return fault_set(f, ST_BROKEN, "line: memory");
	warm_face();
	for (; left > 0 && warm.n < CACHE; s += n, left -= n) {
		if ((n = utf8_next(s, left, &cp)) == 0)
			return fault_set(f, ST_BROKEN, "line: not UTF-8");
		if (glyph_find(warm.glyphs, warm.n, cp) != NULL)
			continue;
		st = glyph_make(warm.pool, s, n, cp, &warm.glyphs[warm.n], f);
		if (st != ST_OK)
			return st;
		warm.n++;
	}
	return ST_OK;
}

static enum pdf_reason
font_add(struct pool *pool, struct line_font *font, const char *s, size_t n,
    uint32_t cp, struct fault *f)
{
	const struct glyph	*g;
	enum status		 st;

	if (glyph_find(font->glyphs, font->n, cp) != NULL)
		return PDF_FINE;
	if (font->n == CODES) {
		fault_set(f, ST_INVALID, "line: too many characters");
		return PDF_NO_GLYPH;
	}
	if ((g = glyph_find(warm.glyphs, warm.n, cp)) != NULL) {
		font->glyphs[font->n++] = *g;
		return PDF_FINE;
	}
	if (warm.has != NULL && !FcCharSetHasChar(warm.has, cp)) {
		fault_set(f, ST_INVALID, "line: no glyph for U+%04X",
		    (unsigned)cp);
		return PDF_NO_GLYPH;
	}
	st = glyph_make(pool, s, n, cp, &font->glyphs[font->n], f);
	if (st != ST_OK)
		return st == ST_INVALID ? PDF_NO_GLYPH : PDF_OUR_FAULT;
	font->n++;
	return PDF_FINE;
}

enum pdf_reason
pdf_line_font_new(struct pool *pool, const char *const *texts, size_t ntexts,
    struct line_font **out, struct fault *f)
{
	struct line_font	*font = pool_alloc(pool, sizeof(*font));
	enum pdf_reason		 why;
	const char		*s;
	size_t			 i, n, left;
	uint32_t		 cp;

	*out = NULL;
	if (font == NULL)
		return PDF_OUR_FAULT;
	for (i = 0; i < ntexts; i++)
		for (s = texts[i], left = strlen(s); left > 0;
		    s += n, left -= n) {
			if ((n = utf8_next(s, left, &cp)) == 0)
				return PDF_NO_GLYPH;
			why = font_add(pool, font, s, n, cp, f);
			if (why != PDF_FINE)
				return why;
		}
	*out = font;
	return PDF_FINE;
}

/* Code to Unicode, so that text can be copied and searched. */
static void
cmap_put(const struct line_font *font, struct buf *b)
{
	size_t	 i, k, n;

	buf_text(b, "/CIDInit/ProcSet findresource begin 12 dict begin "
	    "begincmap\n/CIDSystemInfo<</Registry(Adobe)/Ordering(UCS)"
	    "/Supplement 0>>def\n/CMapName/JyLine def/CMapType 2 def\n"
	    "1 begincodespacerange<00><FF>endcodespacerange\n");
	for (i = 0; i < font->n; i += n) {
		n = font->n - i < 100 ? font->n - i : 100;
		buf_printf(b, "%zu beginbfchar\n", n);
		for (k = i; k < i + n; k++)
			buf_printf(b, "<%02zX><%04X>\n", k + 1,
			    (unsigned)font->glyphs[k].cp);
		buf_text(b, "endbfchar\n");
	}
	buf_text(b, "endcmap CMapName currentdict/CMap defineresource pop "
	    "end end\n");
}

/* The font's box: around every glyph, with room. */
static void
box_put(const struct line_font *font, struct buf *b)
{
	long	 all[4] = { 0 };
	size_t	 i;
	int	 k;

	for (i = 0; i < font->n; i++)
		for (k = 0; k < 4; k++)
			if (k < 2 ? font->glyphs[i].box[k] < all[k] :
			    font->glyphs[i].box[k] > all[k])
				all[k] = font->glyphs[i].box[k];
	buf_printf(b, "/FontBBox[%ld %ld %ld %ld]", all[0] - BOX_ROOM,
	    all[1] - BOX_ROOM, all[2] + BOX_ROOM, all[3] + BOX_ROOM);
}

int
pdf_line_font_write(const struct line_font *font, struct increment *inc)
{
	struct buf	*b = inc->out, cmap;
	int		 first = inc->next, unicode, self;
	size_t		 i;

	for (i = 0; i < font->n; i++)
		pdf_inc_stream(inc, pdf_inc_new(inc), "/Filter/FlateDecode",
		    font->glyphs[i].proc);
	buf_init(&cmap, 64 * 1024);
	cmap_put(font, &cmap);
	unicode = pdf_inc_new(inc);
	pdf_inc_stream(inc, unicode, "", buf_view(&cmap));
	buf_free(&cmap);
	self = pdf_inc_new(inc);
	pdf_inc_begin(inc, self, 0);
	buf_text(b, "<</Type/Font/Subtype/Type3/Name/JyLine");
	box_put(font, b);
	buf_printf(b, "/FontMatrix[.001 0 0 .001 0 0]/Resources<<>>"
	    "/ToUnicode %d 0 R/FirstChar 1/LastChar %zu/Widths[", unicode,
	    font->n);
	for (i = 0; i < font->n; i++)
		buf_printf(b, "%d ", font->glyphs[i].advance);
	buf_text(b, "]/Encoding<</Type/Encoding/Differences[1");
	for (i = 0; i < font->n; i++)
		buf_printf(b, "/g%zu", i);
	buf_text(b, "]>>/CharProcs<<");
	for (i = 0; i < font->n; i++)
		buf_printf(b, "/g%zu %d 0 R", i, first + (int)i);
	buf_text(b, ">>>>");
	pdf_inc_end(inc);
	return self;
}

static const struct glyph *
next_glyph(const struct line_font *font, const char **s, size_t *left)
{
	uint32_t	 cp;
	size_t		 n;

	if (*left == 0 || (n = utf8_next(*s, *left, &cp)) == 0)
		return NULL;
	*s += n;
	*left -= n;
	return glyph_find(font->glyphs, font->n, cp);
}

long
pdf_line_width(const struct line_font *font, const char *text)
{
	const struct glyph	*g;
	size_t			 left = strlen(text);
	long			 w = 0;

	while ((g = next_glyph(font, &text, &left)) != NULL)
		w += g->advance;
	return w;
}

void
pdf_line_show(const struct line_font *font, const char *text, struct buf *out)
{
	const struct glyph	*g;
	size_t			 left = strlen(text);

	buf_byte(out, '<');
	while ((g = next_glyph(font, &text, &left)) != NULL)
		buf_printf(out, "%02X", (unsigned)(g - font->glyphs) + 1);
	buf_text(out, ">Tj");
}
