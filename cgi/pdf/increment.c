/*
 * An increment: new and changed objects behind the file as it is, then a
 * cross-reference of the kind the file has.  Offsets are kept when written.
 */
#include <string.h>

#include "base/utf8.h"
#include "pdf/local.h"

#define TAIL 2048		/* the last startxref is within it */

struct inc_entry {
	int	 obj, gen;
	size_t	 at;
};

void
pdf_inc_open(struct increment *inc, struct doc *d, struct buf *out)
{
	*inc = (struct increment){ .out = out, .base = d->in.n,
	    .next = d->size, .pool = d->pool };
	buf_byte(out, '\n');
}

int
pdf_inc_new(struct increment *inc)
{
	return inc->next++;
}

size_t
pdf_inc_at(const struct increment *inc)
{
	return inc->base + inc->out->n;
}

static void
entry_add(struct increment *inc, int obj, int gen)
{
	struct inc_entry	*more;
	size_t			 room;

	if (inc->n == inc->room) {
		room = inc->room == 0 ? 64 : inc->room * 2;
		more = pool_array(inc->pool, room, sizeof(*more));
		if (more == NULL) {
			inc->out->failed = 1;
			return;
		}
		if (inc->n > 0)
			memcpy(more, inc->entries, inc->n * sizeof(*more));
		inc->entries = more;
		inc->room = room;
	}
	inc->entries[inc->n++] = (struct inc_entry){ obj, gen,
	    pdf_inc_at(inc) };
}

void
pdf_inc_begin(struct increment *inc, int obj, int gen)
{
	entry_add(inc, obj, gen);
	buf_printf(inc->out, "%d %d obj\n", obj, gen);
}

void
pdf_inc_end(struct increment *inc)
{
	buf_text(inc->out, "\nendobj\n");
}

size_t
pdf_inc_gap(struct increment *inc, size_t n)
{
	inc->base += n;
	return inc->out->n;
}

void
pdf_inc_stream(struct increment *inc, int obj, const char *dict,
    struct bytes data)
{
	pdf_inc_begin(inc, obj, 0);
	buf_printf(inc->out, "<<%s/Length %zu>>\nstream\n", dict, data.n);
	buf_bytes(inc->out, data);
	buf_text(inc->out, "\nendstream");
	pdf_inc_end(inc);
}

/* The number behind the last "startxref"; 0 where there is none. */
static size_t
last_startxref(struct bytes in)
{
	const size_t		 from = in.n > TAIL ? in.n - TAIL : 0;
	const unsigned char	*p = in.p + from, *hit = NULL, *q;
	size_t			 v = 0;

	while ((q = memmem(p, (size_t)(in.p + in.n - p), "startxref", 9)) !=
	    NULL) {
		hit = q;
		p = q + 9;
	}
	if (hit == NULL)
		return 0;
	for (p = hit + 9; p < in.p + in.n && strchr(" \t\r\n", *p) != NULL &&
	    *p != '\0'; p++)
		;
	for (; p < in.p + in.n && *p >= '0' && *p <= '9'; p++)
		if ((v = v * 10 + (size_t)(*p - '0')) > in.n)
			return 0;
	return v < in.n ? v : 0;
}

static int
by_number(const void *a, const void *b)
{
	const struct inc_entry	*x = a, *y = b;

	return x->obj < y->obj ? -1 : x->obj > y->obj;
}

/* How many entries from i on have consecutive numbers. */
static size_t
run_of(const struct increment *inc, size_t i)
{
	size_t	 k = i + 1;

	while (k < inc->n &&
	    inc->entries[k].obj == inc->entries[k - 1].obj + 1)
		k++;
	return k - i;
}

/* /Size and what a trailer takes over from the one before. */
static void
trailer_entries(struct increment *inc, struct doc *d, size_t prev,
    const unsigned char id[16])
{
	qpdf_oh	 trailer = qpdf_get_trailer(d->q), ids, info;
	struct buf *b = inc->out;
	int	 i;

	buf_printf(b, "/Size %d/Prev %zu", inc->next, prev);
	buf_printf(b, "/Root %s", qpdf_oh_unparse(d->q,
	    qpdf_oh_get_key(d->q, trailer, "/Root")));
	info = qpdf_oh_get_key(d->q, trailer, "/Info");
	if (qpdf_oh_is_indirect(d->q, info))
		buf_printf(b, "/Info %s", qpdf_oh_unparse(d->q, info));
	buf_text(b, "/ID[");
	ids = pdf_obj_key(d, trailer, "/ID");
	if (ids != 0 && qpdf_oh_is_array(d->q, ids) &&
	    qpdf_oh_get_array_n_items(d->q, ids) == 2)
		buf_text(b, qpdf_oh_unparse_binary(d->q,
		    qpdf_oh_get_array_item(d->q, ids, 0)));
	else {
		buf_byte(b, '<');
		for (i = 0; i < 16; i++)
			buf_printf(b, "%02x", id[i]);
		buf_byte(b, '>');
	}
	buf_byte(b, '<');
	for (i = 0; i < 16; i++)
		buf_printf(b, "%02x", id[i]);
	buf_text(b, ">]");
}

static void
write_table(struct increment *inc, struct doc *d, size_t prev,
    const unsigned char id[16])
{
	size_t	 i, k, n;

	buf_text(inc->out, "xref\n");
	for (i = 0; i < inc->n; i += n) {
		n = run_of(inc, i);
		buf_printf(inc->out, "%d %zu\n", inc->entries[i].obj, n);
		for (k = i; k < i + n; k++)
			buf_printf(inc->out, "%010zu %05d n \n",
			    inc->entries[k].at, inc->entries[k].gen);
	}
	buf_text(inc->out, "trailer\n<<");
	trailer_entries(inc, d, prev, id);
	buf_text(inc->out, ">>\n");
}

static void
write_stream(struct increment *inc, struct doc *d, int self, size_t prev,
    const unsigned char id[16])
{
	size_t	 i, n;

	buf_printf(inc->out, "%d 0 obj\n<</Type/XRef/W[1 4 2]/Index[", self);
	for (i = 0; i < inc->n; i += n) {
		n = run_of(inc, i);
		buf_printf(inc->out, " %d %zu", inc->entries[i].obj, n);
	}
	buf_byte(inc->out, ']');
	trailer_entries(inc, d, prev, id);
	buf_printf(inc->out, "/Length %zu>>\nstream\n", inc->n * 7);
	for (i = 0; i < inc->n; i++) {
		buf_byte(inc->out, 1);
		buf_u32(inc->out, (uint32_t)inc->entries[i].at);
		buf_u16(inc->out, (uint16_t)inc->entries[i].gen);
	}
	buf_text(inc->out, "\nendstream\nendobj\n");
}

enum pdf_reason
pdf_inc_close(struct increment *inc, struct doc *d, const unsigned char id[16])
{
	const size_t	 prev = last_startxref(d->in);
	size_t		 at;
	int		 self;

	if (prev == 0 || prev + 4 > d->in.n)
		return PDF_UNREPAIRED;
	if (memcmp(d->in.p + prev, "xref", 4) == 0) {
		qsort(inc->entries, inc->n, sizeof(*inc->entries), by_number);
		at = pdf_inc_at(inc);
		write_table(inc, d, prev, id);
	} else {
		self = pdf_inc_new(inc);
		at = pdf_inc_at(inc);
		entry_add(inc, self, 0);
		qsort(inc->entries, inc->n, sizeof(*inc->entries), by_number);
		write_stream(inc, d, self, prev, id);
	}
	buf_printf(inc->out, "startxref\n%zu\n%%%%EOF\n", at);
	return buf_ok(inc->out) ? PDF_FINE : PDF_TOO_LARGE;
}

/* Code points past U+FFFF become surrogates. */
void
pdf_string_put(struct buf *b, const char *s)
{
	size_t		 left = strlen(s), n;
	uint32_t	 cp;

	buf_text(b, "<FEFF");
	for (; left > 0; s += n, left -= n) {
		if ((n = utf8_next(s, left, &cp)) == 0)
			break;
		if (cp >= 0x10000) {
			cp -= 0x10000;
			buf_printf(b, "%04X", 0xD800 + (unsigned)(cp >> 10));
			cp = 0xDC00 + (cp & 0x3ff);
		}
		buf_printf(b, "%04X", (unsigned)cp);
	}
	buf_byte(b, '>');
}

/* qpdf hands out names decoded, "/" in front; write them encoded. */
void
pdf_name_put(struct buf *b, const char *name)
{
	const unsigned char	*p = (const unsigned char *)name;

	buf_byte(b, '/');
	for (p += *p == '/'; *p != '\0'; p++)
		if (*p <= ' ' || *p > '~' || strchr("#()<>[]{}/%", *p) != NULL)
			buf_printf(b, "#%02X", *p);
		else
			buf_byte(b, *p);
}
