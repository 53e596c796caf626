/*
 * Asking the reader program (or, without one, a child of ours): a request
 * and a file go in, fields and at most one file come out.  What the
 * operations are is a table that others hand in; this folder knows none.
 */
#ifndef BOX_READER_H
#define BOX_READER_H

#include <stdint.h>

#include "base/buf.h"
#include "base/fault.h"
#include "base/wire.h"
#include "box/box.h"

struct reader_op {
	uint16_t		 op;
	const char		*name;
	struct box_rules	 rules;
	box_fn			*fn;
};

/*
 * Where files are read: through the socket of the reader program, or, where
 * that is NULL (command line, tests), in a sandboxed child of this process.
 * "meanwhile" is called once it was asked and before the answer is waited
 * for: what must be done anyway costs nothing then.
 */
struct reader {
	const char	*socket;
	void		(*meanwhile)(void *arg);	/* or NULL */
	void		*arg;
};

struct reader_answer {
	struct buf	 raw;		/* the message; fields point into it */
	struct wire_msg	 msg;
	enum box_end	 end;
	int		 bulk;		/* -1, or a file; see reader_done */
};

/*
 * Ask.  "req" is a message made by wire_begin with the op's number; "in" is
 * a descriptor of the file (it stays the caller's).  The result is the
 * child's own status with its fault, or ST_INVALID where it died
 * (answer->end says of what), or ST_BROKEN where nobody answers.  Always
 * end with reader_done, whatever came back.
 */
enum status	 reader_ask(const struct reader *reader,
		    const struct reader_op *op, struct buf *req, int in,
		    struct reader_answer *answer, struct fault *f);
void		 reader_done(struct reader_answer *answer);

/* The program's side: one table of operations, one listening socket each
 * caller; "ops" names what that caller may ask (bits of the table's rows). */
struct reader_door {
	int		 fd;
	uint64_t	 ops;
};

/* Serve one request from any of the doors; ST_OK also for a refused one. */
enum status	 reader_serve(const struct reader_door *doors, size_t ndoors,
		    const struct reader_op *ops, size_t nops,
		    struct fault *f);

#define READER_FILE_MAX	(160 * 1024 * 1024)	/* what may be handed in */

#endif
