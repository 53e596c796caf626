/*
 * keyd's sockets and threads.  One thread reads and writes, so that slow,
 * half-closed or idle peers hold nobody up; whole messages go to workers:
 * fast ones for signatures, slow ones for PIN derivations.
 */
#ifndef KEYS_SERVER_H
#define KEYS_SERVER_H

#include "keys/local.h"

struct server;

/* Listen on every program's socket; nothing is answered yet. */
enum status	 server_new(struct keys *k, struct server **out,
		    struct fault *f);
/* Until *stop, looked at whenever "wake" (a pipe's reading end) has bytes. */
enum status	 server_run(struct server *s, int wake, volatile int *stop,
		    struct fault *f);
void		 server_free(struct server *s);

#endif
