/* For the folder alone: locking a child in. */
#ifndef BOX_LOCAL_H
#define BOX_LOCAL_H

#include <sys/types.h>

#include <stdint.h>

#include "base/limits.h"
#include "box/box.h"

/* Compile the filters once, before the first fork: 1 if there are any. */
int		 box_filter_ready(void);
/* From here on this process may only what its profile allows. */
enum status	 box_filter_enter(enum box_profile profile, struct fault *f);
/* Files that may be opened for reading while drawing; a kernel without
 * Landlock leaves that to the owner of the process. */
void		 box_fence_enter(void);

/*
 * A child forked ahead of its job, so that the fork is not waited for.  It
 * has seen no file; each is used once.  pid -1: there is none.
 */
struct leaving;
struct box_spare {
	pid_t		 pid;
	int		 fd;		/* its order goes in, its word comes out */
	struct leaving	*left;
	size_t		 room;
	pid_t		 ending;	/* the one before: told to end; 0 none */
};
#define BOX_REQUEST_MAX	(8 * MIB)	/* a seal picture and marks */

/* One for answers of at most "reply" bytes; on failure there is none. */
void		 box_spare_new(struct box_spare *s, size_t reply);
void		 box_spare_free(struct box_spare *s);
/* Wait for the end of one whose answer was taken; at once, mostly. */
void		 box_spare_reap(struct box_spare *s);
/* box_run, taking the spare (and forgetting it) where it fits. */
enum status	 box_run_spare(const struct box_job *job,
		    struct box_spare *spare, struct buf *reply, int *bulk,
		    enum box_end *end, struct fault *f);

/* An answer: how it went, then the child's fields. */
void		 box_answer_frame(struct buf *out, uint16_t op, enum status st,
		    enum box_end end, const struct fault *f,
		    struct bytes fields);

#endif
