/* A stamp as it will be: drawn by the code that stamps. */
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "work/stamping_local.h"

#define PREVIEW_DPI 100		/* A4 is 827 pixels wide: a column of a page */

/* Not a code anybody was given: a preview promises nothing. */
#define PREVIEW_CODE	"22222222222222222"

static enum status
prepare_preview(struct stamping *g, const char **why)
{
	struct use	*u = &g->s->use;

	if (u->handle == NULL)
		u->handle = u->code = PREVIEW_CODE;
	if (u->intent == 0)
		u->intent = clock_now();
	return stamping_prepare(g, why);
}

enum status
sealing_try(struct req *r, const struct sealing *s, const char **why)
{
	struct sealing	 copy = *s;
	struct stamping	 g = { .r = r, .s = &copy };

	*why = NULL;
	return prepare_preview(&g, why);
}

/* The file as it will be, in two pieces. */
static enum status
pieces_to_be(struct stamping *g, struct bytes out[2], const char **why)
{
	const struct use	*u = &g->s->use;
	enum status		 st;

	out[1] = bytes_of(NULL, 0);
	if (u->result.n != 0)
		return sealing_file_open(g->r, u->result, &out[0]);
	if ((st = prepare_preview(g, why)) != ST_OK)
		return st;
	out[0] = g->file;
	out[1] = bytes_of(g->ready.more.bytes, g->ready.more.n);
	return ST_OK;
}

enum status
sealing_preview(struct req *r, const struct sealing *s, unsigned page,
    struct bytes *png, const char **why)
{
	struct sealing	 copy = *s;
	struct stamping	 g = { .r = r, .s = &copy };
	struct bytes	 pieces[2];
	struct reader	 reader;
	enum pdf_reason	 reason;
	enum status	 st;
	int		 fd;

	*why = NULL;
	if ((st = pieces_to_be(&g, pieces, why)) != ST_OK)
		return st;
	if ((fd = box_file(pieces, NITEMS(pieces), r->fault)) == -1)
		return ST_BROKEN;
	sealing_reader(r, &reader);
	st = pdf_preview(&reader, fd, page, PREVIEW_DPI, r->pool, png,
	    &reason, r->fault);
	close(fd);
	return st == ST_OK ? st : stamping_refused(st, reason, why);
}
