/* Workers and their queues; between server.c and workers.c. */
#ifndef KEYS_WORKERS_H
#define KEYS_WORKERS_H

#include "keys/local.h"

/* A message on its way; the worker owns it until it is given back. */
struct job {
	int		 conn;		/* the server's number for the peer */
	int		 fd;		/* the peer, open until it is given back */
	enum program	 program;
	struct buf	 in, out;
	size_t		 sent;		/* of "out" */
	struct job	*next;
};

struct workers;

/* "done" is an eventfd, written for each job given back. */
enum status	 workers_new(struct keys *k, int done, struct workers **out,
		    struct fault *f);
/* Takes the job over; slow ones stand in their own line. */
void		 workers_give(struct workers *w, struct job *job, int slow);
/* A job that is done, or NULL. */
struct job	*workers_take(struct workers *w);
/* Wait for what is under way, drop what waits. */
void		 workers_free(struct workers *w);

void		 job_free(struct job *job);	/* wiped */

#endif
