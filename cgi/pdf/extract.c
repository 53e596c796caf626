/*
 * What the signatures of a file say and cover.  Nothing is judged here: the
 * ranges are checked against the bytes, later revisions against what they
 * left as it was.
 */
#include <ctype.h>
#include <string.h>

#include "base/calendar.h"
#include "base/limits.h"
#include "pdf/local.h"
#include "pdf/message.h"

static int
hex_value(unsigned char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c = (unsigned char)(c | 0x20);
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* Whether the gap is one hex string of exactly these bytes. */
static int
gap_is(struct bytes in, size_t from, size_t to, struct bytes want)
{
	size_t	 i, n = 0;
	int	 hi, lo;

	if (to - from < 2 || in.p[from] != '<' || in.p[to - 1] != '>' ||
	    (to - from - 2) % 2 != 0 || (to - from - 2) / 2 != want.n)
		return 0;
	for (i = from + 1; i < to - 1; i += 2) {
		hi = hex_value(in.p[i]);
		lo = hex_value(in.p[i + 1]);
		if (hi < 0 || lo < 0 || want.p[n++] != (hi << 4 | lo))
			return 0;
	}
	return 1;
}

/* Whether a revision ends at "end": the file does, or %%EOF and its line. */
static int
revision_ends(struct bytes in, size_t end)
{
	size_t	 i = end;

	if (end == in.n)
		return 1;
	while (i > 0 && end - i < 2 &&
	    (in.p[i - 1] == '\n' || in.p[i - 1] == '\r'))
		i--;
	return i >= 5 && memcmp(in.p + i - 5, "%%EOF", 5) == 0;
}

static int
range_read(struct doc *d, qpdf_oh value, size_t r[4])
{
	qpdf_oh		 o = pdf_obj_key(d, value, "/ByteRange");
	long long	 v;
	int		 i;

	memset(r, 0, 4 * sizeof(*r));
	if (o == 0 || !qpdf_oh_is_array(d->q, o) ||
	    qpdf_oh_get_array_n_items(d->q, o) != 4)
		return 0;
	for (i = 0; i < 4; i++) {
		if (!pdf_obj_int(d, qpdf_oh_get_array_item(d->q, o, i), &v) ||
		    v < 0 || v > (long long)d->in.n)
			return 0;
		r[i] = (size_t)v;
	}
	return r[1] <= d->in.n - r[0] && r[0] + r[1] <= r[2] &&
	    r[3] <= d->in.n - r[2];
}

/* The DER without its padding; nothing where there is no DER. */
static struct bytes
der_cut(struct bytes v)
{
	size_t	 head = 2, len, i, k;

	if (v.n < 2 || v.p[0] != 0x30)
		return bytes_of(v.p, 0);
	len = v.p[1];
	if (len > 0x80) {
		k = len & 0x7f;
		if (k > 4 || v.n < 2 + k)
			return bytes_of(v.p, 0);
		for (len = 0, i = 0; i < k; i++)
			len = len << 8 | v.p[2 + i];
		head += k;
	}
	return len > v.n - head ? bytes_of(v.p, 0) :
	    bytes_of(v.p, head + len);
}

/* Behind the DER only zeros: nothing is hidden in the hole. */
static int
padding_is_empty(struct bytes raw)
{
	size_t	 i = der_cut(raw).n;

	for (; i < raw.n; i++)
		if (raw.p[i] != 0)
			return 0;
	return 1;
}

/* "D:20261120140509+08'00'" */
static int64_t
moment_read(const char *s)
{
	struct civil	 c = { .month = 1, .day = 1 };
	int		 zh = 0, zm = 0;
	char		 sign = 'Z';
	int64_t		 ms;

	if (strncmp(s, "D:", 2) == 0)
		s += 2;
	if (sscanf(s, "%4d%2d%2d%2d%2d%2d%c%2d%*1[']%2d", &c.year, &c.month,
	    &c.day, &c.hour, &c.minute, &c.second, &sign, &zh, &zm) < 3 ||
	    !calendar_is_day(c.year, c.month, c.day) || c.hour > 23 ||
	    c.minute > 59 || c.second > 60)
		return 0;
	ms = calendar_join_utc(&c);
	zm += zh * 60;
	if (zm < 0 || zm > 24 * 60)
		return 0;
	return ms + (sign == '+' ? -zm : sign == '-' ? zm : 0) *
	    INT64_C(60000);
}

/* The widget of a field: itself, or its first kid with a rectangle. */
static qpdf_oh
widget_of(struct doc *d, qpdf_oh field)
{
	qpdf_oh	 kids;

	if (pdf_obj_key(d, field, "/Rect") != 0)
		return field;
	kids = pdf_obj_key(d, field, "/Kids");
	if (kids == 0 || !qpdf_oh_is_array(d->q, kids) ||
	    qpdf_oh_get_array_n_items(d->q, kids) == 0)
		return 0;
	return qpdf_oh_get_array_item(d->q, kids, 0);
}

static int
page_has(struct doc *d, qpdf_oh page, int id)
{
	qpdf_oh	 annots = pdf_obj_key(d, page, "/Annots");
	int	 i, n, hit = 0;

	if (annots == 0 || !qpdf_oh_is_array(d->q, annots))
		return 0;
	n = qpdf_oh_get_array_n_items(d->q, annots);
	for (i = 0; !hit && i < n; i++)
		hit = qpdf_oh_get_object_id(d->q,
		    qpdf_oh_get_array_item(d->q, annots, i)) == id;
	return hit;
}

/* The page that shows the widget, and where; 0 where none does. */
static int
place_of(struct doc *d, qpdf_oh field, struct placement *out)
{
	qpdf_oh		 w = widget_of(d, field), rect, page;
	struct page_box	 box;
	int64_t		 r[4];
	unsigned	 i;
	int		 k, id;

	rect = pdf_obj_key(d, w, "/Rect");
	if (rect == 0 || !qpdf_oh_is_array(d->q, rect) ||
	    qpdf_oh_get_array_n_items(d->q, rect) != 4)
		return 0;
	for (k = 0; k < 4; k++)
		if (!pdf_obj_fx(d, qpdf_oh_get_array_item(d->q, rect, k),
		    &r[k]))
			return 0;
	if (r[2] <= r[0] || r[3] <= r[1])
		return 0;	/* invisible */
	id = qpdf_oh_get_object_id(d->q, w);
	for (i = 0; i < d->npages; i++) {
		page = qpdf_get_page_n(d->q, i);
		if (id > 0 && page_has(d, page, id)) {
			pdf_page_measure(d, page, &box);
			pdf_page_unrect(&box, r, out);
			out->page = i;
			return 1;
		}
	}
	return 0;
}

static void
place_put(struct buf *b, const struct placement *p)
{
	struct buf	 room;

	buf_init(&room, 64);
	buf_u32(&room, p->page);
	buf_u32(&room, (uint32_t)p->um_x);
	buf_u32(&room, (uint32_t)p->um_y);
	buf_u32(&room, (uint32_t)p->um_w);
	buf_u32(&room, (uint32_t)p->um_h);
	wire_put(b, PF_PLACED, buf_view(&room));
	buf_free(&room);
}

static void
range_put(struct buf *b, const size_t r[4])
{
	struct buf	 room;
	int		 i;

	buf_init(&room, 64);
	for (i = 0; i < 4; i++)
		buf_u64(&room, r[i]);
	wire_put(b, PF_RANGE, buf_view(&room));
	buf_free(&room);
}

static void
coverage_put(struct doc *d, const struct sig_list *sigs, const size_t r[4],
    struct bytes raw, int ok, struct buf *b)
{
	const size_t	 end = r[2] + r[3];
	const char	*changed = "";

	ok = ok && r[0] == 0 && gap_is(d->in, r[1], r[2], raw) &&
	    padding_is_empty(raw) && revision_ends(d->in, end);
	wire_int(b, PF_WHOLE, ok);
	wire_int(b, PF_END, (int64_t)end);
	wire_int(b, PF_LATER, end < d->in.n);
	if (ok && end < d->in.n)
		changed = pdf_revision_changes(d, sigs, end);
	wire_int(b, PF_ALTERED, *changed != '\0');
	wire_text(b, PF_CHANGED, changed);
}

static const char *
entry_text(struct doc *d, qpdf_oh dict, const char *key)
{
	return pdf_obj_text(d, pdf_obj_key(d, dict, key));
}

static void
signature_put(struct doc *d, const struct sig_list *sigs,
    const struct sig_field *s, struct buf *b)
{
	qpdf_oh		 o = pdf_obj_key(d, s->value, "/Contents");
	struct placement at;
	struct bytes	 raw = { (const unsigned char *)"", 0 };
	size_t		 r[4], n;
	const char	*p;
	int		 ok;

	wire_text(b, PF_NAME, s->name);
	wire_text(b, PF_FILTER, entry_text(d, s->value, "/Filter"));
	wire_text(b, PF_SUBFILTER, entry_text(d, s->value, "/SubFilter"));
	wire_text(b, PF_SIGNER, entry_text(d, s->value, "/Name"));
	wire_int(b, PF_CLAIMED, moment_read(entry_text(d, s->value, "/M")));
	if (o != 0 && qpdf_oh_is_string(d->q, o) &&
	    (p = qpdf_oh_get_binary_string_value(d->q, o, &n)) != NULL)
		raw = pool_bytes(d->pool, bytes_of(p, n));
	ok = range_read(d, s->value, r) && raw.p != NULL;
	range_put(b, r);
	wire_put(b, PF_CONTENTS, der_cut(raw));
	coverage_put(d, sigs, r, raw, ok, b);
	if (place_of(d, s->field, &at))
		place_put(b, &at);
}

/* What a later widget may call its own; see pdf_revision_changes. */
static void
fields_mark(struct doc *d, struct sig_list *sigs)
{
	struct sig_field	*s;
	qpdf_oh			 w;
	size_t			 i, r[4];

	for (i = 0; i < sigs->n; i++) {
		s = &sigs->list[i];
		if (s->value == 0 || !range_read(d, s->value, r))
			continue;
		s->end = r[2] + r[3];
		s->id = qpdf_oh_get_object_id(d->q, s->field);
		if ((w = widget_of(d, s->field)) != 0)
			s->widget_id = qpdf_oh_get_object_id(d->q, w);
	}
}

static enum pdf_reason
extract(struct doc *d, struct pool *pool, struct box_io *io)
{
	struct sig_list	 sigs;
	struct buf	 one;
	enum pdf_reason	 why;
	int64_t		 empty = 0;
	size_t		 i;

	if ((why = pdf_doc_open(d, io->in, pool)) != PDF_FINE ||
	    (why = pdf_sig_find(d, &sigs)) != PDF_FINE)
		return why;
	fields_mark(d, &sigs);
	buf_init(&one, PDF_REPLY);
	for (i = 0; i < sigs.n; i++) {
		if (sigs.list[i].value == 0) {
			empty++;
			continue;
		}
		buf_clear(&one);
		signature_put(d, &sigs, &sigs.list[i], &one);
		wire_put(&io->reply, PF_SIGNATURE, buf_view(&one));
	}
	wire_int(&io->reply, PF_EMPTY, empty);
	if (!buf_ok(&one) || pool_failed(pool))
		why = PDF_TOO_LARGE;
	buf_free(&one);
	return why;
}

enum status
pdf_op_extract(const struct wire_msg *req, struct box_io *io,
    struct fault *f)
{
	struct pool	*pool = pool_new(PDF_CHILD_POOL);
	struct doc	 d;
	enum pdf_reason	 why;

	(void)req;
	if (pool == NULL)
		return pdf_op_refuse(io, PDF_OUR_FAULT, f);
	why = extract(&d, pool, io);
	pdf_op_end(&d, pool);
	return pdf_op_refuse(io, why, f);
}
