/*
 * Asking, and the answer's frame; see reader.h.  An answer is the child's
 * fields behind three of our own, which come first so that a child cannot
 * speak for us.
 */
#include <unistd.h>

#include "base/limits.h"
#include "box/local.h"
#include "box/reader.h"

#define ASK_MS	90000		/* the longest job, and waiting for a turn */

enum { A_STATUS = 0xfff0, A_END, A_FAULT };

void
box_answer_frame(struct buf *out, uint16_t op, enum status st, enum box_end end,
    const struct fault *f, struct bytes fields)
{
	wire_begin(out, op);
	wire_int(out, A_STATUS, st);
	wire_int(out, A_END, end);
	if (st != ST_OK)
		wire_text(out, A_FAULT, f->text);
	buf_bytes(out, fields);
}

/* Our own fields of a received answer: the status it carries. */
static enum status
answer_open(struct reader_answer *answer, struct fault *f)
{
	int64_t		 st, end;
	char		 why[FAULT_MAX];

	if (wire_check(buf_view(&answer->raw), &answer->msg, f) != ST_OK)
		return fault_in(f, ST_BROKEN, "reader: ");
	st = wire_num(&answer->msg, A_STATUS, -1);
	end = wire_num(&answer->msg, A_END, -1);
	if (st < 0 || st >= ST__N || end < 0 || end >= BOX__N)
		return fault_set(f, ST_BROKEN, "reader: no status");
	answer->end = (enum box_end)end;
	if (st == ST_OK)
		return ST_OK;
	wire_str(&answer->msg, A_FAULT, why, sizeof(why));
	return fault_set(f, (enum status)st, "reader: %s", why);
}

/* wire_check wants the length in place, which only sending writes. */
static void
seal_length(struct buf *b)
{
	int	 i;

	for (i = 0; buf_ok(b) && b->n >= 4 && i < 4; i++)
		b->p[i] = (unsigned char)(b->n >> (24 - 8 * i));
}

static void
meanwhile(const struct reader *reader)
{
	if (reader->meanwhile != NULL)
		reader->meanwhile(reader->arg);
}

static enum status
ask_here(const struct reader_op *op, struct buf *req, int in,
    struct reader_answer *answer, struct fault *f)
{
	struct box_job	 job = { .rules = &op->rules, .fn = op->fn, .in = in };
	struct wire_msg	 msg;
	struct buf	 fields;
	struct fault	 own = { 0 };
	enum status	 st;

	buf_init(&fields, op->rules.reply);
	seal_length(req);
	st = wire_check(buf_view(req), &msg, f);
	if (st != ST_OK)
		goto out;
	job.req = &msg;
	st = box_run(&job, &fields, &answer->bulk, &answer->end, &own);
	box_answer_frame(&answer->raw, op->op, st, answer->end, &own,
	    buf_view(&fields));
	seal_length(&answer->raw);
	st = answer_open(answer, f);
out:
	buf_free(&fields);
	return st;
}

static enum status
ask_there(const struct reader *reader, struct buf *req, int in,
    struct reader_answer *answer, struct fault *f)
{
	int		 fds[WIRE_FDS] = { -1, -1, -1, -1 };
	int		 fd, i;
	enum status	 st;

	if ((fd = wire_connect(reader->socket, f)) == -1)
		return ST_BROKEN;
	st = wire_send(fd, req, &in, in == -1 ? 0 : 1, ASK_MS, f);
	if (st == ST_OK)
		meanwhile(reader);
	if (st == ST_OK)
		st = wire_recv(fd, &answer->raw, fds, ASK_MS, f);
	close(fd);
	answer->bulk = fds[0];
	for (i = 1; i < WIRE_FDS; i++)
		if (fds[i] != -1)
			close(fds[i]);
	if (st != ST_OK)
		return fault_in(f, ST_BROKEN, "reader: ");
	return answer_open(answer, f);
}

enum status
reader_ask(const struct reader *reader, const struct reader_op *op,
    struct buf *req, int in, struct reader_answer *answer, struct fault *f)
{
	*answer = (struct reader_answer){ .end = BOX_REFUSED, .bulk = -1 };
	buf_init(&answer->raw, op->rules.reply + 4 * KIB);
	if (!buf_ok(req))
		return fault_set(f, ST_BROKEN, "reader: request too large");
	if (reader->socket != NULL)
		return ask_there(reader, req, in, answer, f);
	meanwhile(reader);
	return ask_here(op, req, in, answer, f);
}

void
reader_done(struct reader_answer *answer)
{
	buf_free(&answer->raw);
	if (answer->bulk != -1)
		close(answer->bulk);
	answer->bulk = -1;
}
