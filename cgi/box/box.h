/*
 * A stranger's file is opened in a child of its own, which can compute and
 * nothing else: limits on memory, time and output, no new privileges, and an
 * allow-list of system calls (stack.md 4.4).  What the child dies of is an
 * outcome, not an accident.
 */
#ifndef BOX_BOX_H
#define BOX_BOX_H

#include <stddef.h>

#include "base/buf.h"
#include "base/bytes.h"
#include "base/fault.h"
#include "base/wire.h"

/* How the child ended. */
enum box_end {
	BOX_DONE,		/* it answered; its own status counts */
	BOX_SLOW,		/* past its time */
	BOX_MEMORY,		/* past its memory */
	BOX_FORBIDDEN,		/* asked the kernel for what it may not */
	BOX_CRASHED,		/* died of the file */
	BOX_FULL,		/* its answer was past its room */
	BOX_REFUSED,		/* no sandbox on this machine */
	BOX__N
};

enum box_profile {
	BOX_COMPUTE,		/* memory and open descriptors only */
	BOX_RENDER,		/* may run one drawing program, read fonts */
	BOX_PROFILE__N
};

struct box_rules {
	enum box_profile	 profile;
	size_t			 memory;	/* address space, bytes */
	unsigned		 cpu;		/* seconds */
	int			 wall;		/* milliseconds */
	size_t			 reply;		/* most bytes of fields */
	size_t			 bulk;		/* most bytes of io->bulk */
};

/* What the function in the child sees. */
struct box_io {
	struct bytes	 in;		/* the file, read only */
	struct buf	 reply;		/* put wire fields here */
	int		 bulk;		/* -1, or a descriptor to write to */
};

/*
 * Runs in the child.  "req" is the request's fields.  ST_INVALID with a
 * fault is a refusal of the file; fields put before it still arrive.
 */
typedef enum status box_fn(const struct wire_msg *req, struct box_io *io,
	    struct fault *f);

struct box_job {
	const struct box_rules	*rules;
	box_fn			*fn;
	const struct wire_msg	*req;
	int			 in;		/* the file, or -1 */
};

/*
 * Run the job and wait for it.  The fields it put are appended to "reply"
 * and *bulk is a descriptor (memory, at its start, to be closed by the
 * caller) or -1.  *end says how the child ended; anything but BOX_DONE is
 * ST_INVALID (BOX_REFUSED: ST_BROKEN).
 */
enum status	 box_run(const struct box_job *job, struct buf *reply,
		    int *bulk, enum box_end *end, struct fault *f);

/* Whether this kernel has seccomp filters (asked once). */
int		 box_available(void);
/*
 * Without seccomp nothing runs, unless a demonstration says that limits
 * alone will do.  Called once at start, never in production.
 */
void		 box_allow_missing(void);

/* Memory as a file: the pieces one after the other; -1 and a fault. */
int		 box_file(const struct bytes *pieces, size_t n,
		    struct fault *f);
/* The whole of a descriptor mapped read only; undo with box_unmap. */
enum status	 box_map(int fd, struct bytes *out, struct fault *f);
void		 box_unmap(struct bytes *b);

/*
 * For BOX_RENDER, inside the child, as the last thing: become the program,
 * which reads "in" as descriptor 0 and writes the bulk as descriptor 1.
 * Returns only where that failed.
 */
enum status	 box_exec(struct box_io *io, const char *const argv[],
		    struct fault *f);

#endif
