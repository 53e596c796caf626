/* Where parts begin and end; see multipart.h. */
#include <string.h>
#include <strings.h>

#include "web/multipart.h"

enum { M_PREAMBLE, M_AFTER, M_CLOSING, M_PADDING, M_LINE_END, M_HEADER,
    M_BODY, M_DONE };

static int
is_boundary_char(char c)
{
	return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
	    (c >= 'A' && c <= 'Z') ||
	    (c != '\0' && strchr("'()+_,-./:=? ", c) != NULL);
}

/* The value of boundary=, quoted or not, into out; its length or 0. */
static size_t
boundary_of(const char *type, char out[MULTIPART_BOUNDARY + 1])
{
	const char	*p = type;
	char		 stop;
	size_t		 n = 0;

	while ((p = strchr(p, ';')) != NULL) {
		p += 1 + strspn(p + 1, " \t");
		if (strncasecmp(p, "boundary=", 9) == 0)
			break;
	}
	if (p == NULL)
		return 0;
	p += 9;
	stop = *p == '"' ? *p++ : ';';
	for (; *p != '\0' && *p != stop; p++) {
		if (stop == ';' && (*p == ' ' || *p == '\t'))
			break;
		if (n == MULTIPART_BOUNDARY || !is_boundary_char(*p))
			return 0;
		out[n++] = *p;
	}
	out[n] = '\0';
	/* RFC 2046: the last may not be a blank, which would be padding. */
	return n > 0 && out[n - 1] != ' ' ? n : 0;
}

enum status
multipart_init(struct multipart *m, const char *content_type,
    const struct multipart_sink *sink, struct fault *f)
{
	static const char	 kind[] = "multipart/form-data";
	size_t			 n;

	m->sink = *sink;
	m->state = M_PREAMBLE;
	m->parts = 0;
	m->nheader = 0;
	if (strncasecmp(content_type, kind, sizeof(kind) - 1) != 0)
		return fault_set(f, ST_INVALID, "multipart: another type");
	memcpy(m->delim, "\r\n--", 4);
	if ((n = boundary_of(content_type, m->delim + 4)) == 0)
		return fault_set(f, ST_INVALID, "multipart: no boundary");
	m->ndelim = n + 4;
	m->matched = 2;		/* the first stands without a line before */
	return ST_OK;
}

static enum status
put_data(struct multipart *m, const void *p, size_t n, struct fault *f)
{
	if (m->state != M_BODY || n == 0)
		return ST_OK;		/* a preamble is nobody's */
	return m->sink.data(m->sink.arg, bytes_of(p, n), f);
}

/*
 * Look for the delimiter, handing on what is not it.  '\r' stands in it only
 * first, so after a mismatch what had matched is data and the search starts
 * over at this byte.  *used: how many bytes were eaten.
 */
static enum status
feed_content(struct multipart *m, struct bytes b, size_t *used,
    struct fault *f)
{
	const unsigned char	*cr;
	enum status		 st;
	size_t			 run;

	*used = 0;
	while (*used < b.n) {
		if (m->matched == 0) {
			cr = memchr(b.p + *used, '\r', b.n - *used);
			run = cr == NULL ? b.n - *used :
			    (size_t)(cr - b.p) - *used;
			st = put_data(m, b.p + *used, run, f);
			if (st != ST_OK)
				return st;
			if ((*used += run) == b.n)
				return ST_OK;
		}
		if (b.p[*used] != (unsigned char)m->delim[m->matched]) {
			run = m->matched;
			m->matched = 0;
			st = put_data(m, m->delim, run, f);
			if (st != ST_OK)
				return st;
			continue;
		}
		(*used)++;
		if (++m->matched == m->ndelim) {
			m->matched = 0;
			st = m->state == M_BODY ? m->sink.end(m->sink.arg, f) :
			    ST_OK;
			m->state = M_AFTER;
			return st;
		}
	}
	return ST_OK;
}

static enum status
begin_part(struct multipart *m, struct fault *f)
{
	struct part_names	 names;
	enum status		 st;

	if (++m->parts > LIMIT_PARTS)
		return fault_set(f, ST_INVALID, "multipart: too many parts");
	st = part_names_read(m->header, m->nheader, &names, f);
	if (st != ST_OK)
		return st;
	m->nheader = 0;
	m->state = M_BODY;
	return m->sink.begin(m->sink.arg, names.name,
	    names.has_filename ? names.filename : NULL, f);
}

/* Collect header lines up to the empty one. */
static enum status
feed_header(struct multipart *m, unsigned char c, struct fault *f)
{
	if (m->nheader == LIMIT_HEADER)
		return fault_set(f, ST_INVALID, "multipart: long header");
	m->header[m->nheader++] = (char)c;
	if (m->nheader >= 4 &&
	    memcmp(m->header + m->nheader - 4, "\r\n\r\n", 4) == 0) {
		m->nheader -= 2;
		return begin_part(m, f);
	}
	if (m->nheader == 2 && memcmp(m->header, "\r\n", 2) == 0)
		return fault_set(f, ST_INVALID, "multipart: no header");
	return ST_OK;
}

/* What may follow a delimiter: "--", or padding and the line's end. */
static enum status
feed_after(struct multipart *m, unsigned char c, struct fault *f)
{
	static const struct { int state; char c; int next; } t[] = {
		{ M_AFTER, '-', M_CLOSING },
		{ M_CLOSING, '-', M_DONE },
		{ M_AFTER, ' ', M_PADDING }, { M_AFTER, '\t', M_PADDING },
		{ M_PADDING, ' ', M_PADDING }, { M_PADDING, '\t', M_PADDING },
		{ M_AFTER, '\r', M_LINE_END }, { M_PADDING, '\r', M_LINE_END },
		{ M_LINE_END, '\n', M_HEADER },
	};
	size_t	 i;

	for (i = 0; i < NITEMS(t); i++)
		if (t[i].state == m->state && t[i].c == (char)c) {
			m->state = t[i].next;
			return ST_OK;
		}
	return fault_set(f, ST_INVALID, "multipart: boundary runs on");
}

enum status
multipart_feed(struct multipart *m, struct bytes b, struct fault *f)
{
	enum status	 st = ST_OK;
	size_t		 i = 0, used;

	while (st == ST_OK && i < b.n) {
		switch (m->state) {
		case M_DONE:
			return ST_OK;		/* an epilogue is nobody's */
		case M_PREAMBLE:
		case M_BODY:
			st = feed_content(m, bytes_of(b.p + i, b.n - i),
			    &used, f);
			i += used;
			break;
		case M_HEADER:
			st = feed_header(m, b.p[i++], f);
			break;
		default:
			st = feed_after(m, b.p[i++], f);
		}
	}
	return st;
}

enum status
multipart_end(const struct multipart *m, struct fault *f)
{
	if (m->state != M_DONE)
		return fault_set(f, ST_INVALID, "multipart: cut short");
	return ST_OK;
}
