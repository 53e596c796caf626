/*
 * The answering side: one request at a time, each document in its own
 * child.  Several such processes share the doors.
 */
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/stat.h>

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/limits.h"
#include "base/log.h"
#include "box/local.h"
#include "box/reader.h"

#define PEER_MS		5000		/* a caller of ours is never slow */

/* This worker's child made ahead; see local.h. */
static struct box_spare	 spare = { .pid = -1, .fd = -1 };
static int		 watch = -1;	/* this worker's view of the doors */

static void
spare_keep(const struct reader_op *ops, size_t nops)
{
	size_t	 i, most = 0;

	for (i = 0; i < nops; i++)
		if (ops[i].rules.reply > most)
			most = ops[i].rules.reply;
	if (spare.pid == -1)
		box_spare_new(&spare, most);
}

static const struct reader_op *
op_find(const struct reader_op *ops, size_t nops, uint64_t allowed,
    uint16_t op)
{
	size_t	 i;

	for (i = 0; i < nops; i++)
		if (ops[i].op == op && (allowed >> i & 1) != 0)
			return &ops[i];
	return NULL;
}

static enum status
file_fits(int in, struct fault *f)
{
	struct stat	 sb;

	if (in == -1)
		return ST_OK;
	if (fstat(in, &sb) == -1 || !S_ISREG(sb.st_mode))
		return fault_set(f, ST_INVALID, "not a file");
	if (sb.st_size > READER_FILE_MAX)
		return fault_set(f, ST_INVALID, "file of %lld bytes",
		    (long long)sb.st_size);
	return ST_OK;
}

/* Run what was asked and send what came of it. */
static enum status
answer_one(int peer, const struct reader_op *op, const struct wire_msg *msg,
    int in, struct fault *f)
{
	struct box_job	 job;
	struct buf	 fields, out;
	struct fault	 own = { 0 };
	enum box_end	 end = BOX_REFUSED;
	int64_t		 started = clock_ticks();
	int		 bulk = -1;
	enum status	 st;

	buf_init(&fields, op->rules.reply);
	buf_init(&out, op->rules.reply + 4 * KIB);
	job = (struct box_job){ .rules = &op->rules, .fn = op->fn,
	    .req = msg, .in = in };
	if ((st = file_fits(in, &own)) == ST_OK)
		st = box_run_spare(&job, &spare, &fields, &bulk, &end,
		    &own);
	box_answer_frame(&out, op->op, st, end, &own, buf_view(&fields));
	log_line(st == ST_OK ? LOG_INFO : LOG_WARN, "%s: %s %s, %lld us",
	    op->name, status_name(st), own.text,
	    (long long)(clock_ticks() - started));
	st = wire_send(peer, &out, &bulk, bulk == -1 ? 0 : 1, PEER_MS, f);
	if (bulk != -1)
		close(bulk);
	buf_free(&fields);
	buf_free(&out);
	return st;
}

static enum status
serve_peer(int peer, uint64_t allowed, const struct reader_op *ops,
    size_t nops, struct fault *f)
{
	const struct reader_op	*op;
	struct wire_msg		 msg;
	struct buf		 req;
	int			 fds[WIRE_FDS], i;
	enum status		 st;

	buf_init(&req, BOX_REQUEST_MAX);
	if ((st = wire_recv(peer, &req, fds, PEER_MS, f)) != ST_OK)
		goto out;
	st = wire_check(buf_view(&req), &msg, f);
	if (st == ST_OK &&
	    (op = op_find(ops, nops, allowed, msg.op)) == NULL)
		st = fault_set(f, ST_DENIED, "operation %u", msg.op);
	if (st == ST_OK)
		st = answer_one(peer, op, &msg, fds[0], f);
	for (i = 0; i < WIRE_FDS; i++)
		if (fds[i] != -1)
			close(fds[i]);
out:
	buf_free(&req);
	return st;
}

/* Exclusive: one caller wakes one of the processes that wait, not all. */
static enum status
doors_watch(const struct reader_door *doors, size_t ndoors, struct fault *f)
{
	struct epoll_event	 ev = { .events = EPOLLIN | EPOLLEXCLUSIVE };
	size_t			 i;

	if ((watch = epoll_create1(EPOLL_CLOEXEC)) == -1)
		return fault_set(f, ST_BROKEN, "epoll: %s", strerror(errno));
	for (i = 0; i < ndoors; i++) {
		ev.data.u64 = i;
		if (epoll_ctl(watch, EPOLL_CTL_ADD, doors[i].fd, &ev) == -1)
			return fault_set(f, ST_BROKEN, "epoll: %s",
			    strerror(errno));
	}
	return ST_OK;
}

/* Wait for a caller; *out is NULL where something else came. */
static enum status
door_knock(const struct reader_door *doors, size_t ndoors,
    const struct reader_door **out, struct fault *f)
{
	struct epoll_event	 ev;
	enum status		 st;

	*out = NULL;
	if (watch == -1 && (st = doors_watch(doors, ndoors, f)) != ST_OK)
		return st;
	switch (epoll_wait(watch, &ev, 1, -1)) {
	case 1:
		*out = &doors[ev.data.u64];
		return ST_OK;
	case -1:
		if (errno != EINTR)
			return fault_set(f, ST_BROKEN, "epoll: %s",
			    strerror(errno));
	}
	return ST_OK;
}

enum status
reader_serve(const struct reader_door *doors, size_t ndoors,
    const struct reader_op *ops, size_t nops, struct fault *f)
{
	const struct reader_door *door;
	enum status		 st;
	int			 peer;

	if (nops > 64)
		return fault_set(f, ST_BROKEN, "reader: too many operations");
	/* while nobody waits */
	box_spare_reap(&spare);
	spare_keep(ops, nops);
	if ((st = door_knock(doors, ndoors, &door, f)) != ST_OK)
		return st;
	/* Another process may have taken it: never wait here. */
	if (door == NULL ||
	    (peer = accept4(door->fd, NULL, NULL, SOCK_CLOEXEC)) == -1)
		return ST_OK;
	st = serve_peer(peer, door->ops, ops, nops, f);
	close(peer);
	if (st != ST_OK)
		log_fault(f);
	return ST_OK;
}
