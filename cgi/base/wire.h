/*
 * Messages between our own processes (keyd, reader): a 4-byte length, a
 * 2-byte operation, then fields, each with a 2-byte number, a 4-byte length
 * and bytes.  A field appears once unless its reader asks for all of it.
 * Numbers travel big-endian in 8 bytes.  File descriptors travel beside the
 * first byte (SCM_RIGHTS).  Everything read is checked against the length.
 */
#ifndef BASE_WIRE_H
#define BASE_WIRE_H

#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/bytes.h"
#include "base/fault.h"

/* Building: op first, then fields, then send. */
void		 wire_begin(struct buf *b, uint16_t op);
void		 wire_put(struct buf *b, uint16_t field, struct bytes v);
void		 wire_text(struct buf *b, uint16_t field, const char *s);
void		 wire_int(struct buf *b, uint16_t field, int64_t v);

struct wire_msg {
	uint16_t	 op;
	struct bytes	 body;		/* the fields, borrowed */
};

/* Whether the fields of a received message are whole. */
enum status	 wire_check(struct bytes raw, struct wire_msg *out,
		    struct fault *f);
/* The first field of that number; p NULL if absent. */
struct bytes	 wire_get(const struct wire_msg *m, uint16_t field);
/* The k-th field of that number, counted from 0. */
struct bytes	 wire_nth(const struct wire_msg *m, uint16_t field, size_t k);
/* A number; "otherwise" where absent or not 8 bytes. */
int64_t		 wire_num(const struct wire_msg *m, uint16_t field,
		    int64_t otherwise);
/*
 * A text of at most n-1 bytes into out, NUL added; 0 (and "") where it is
 * absent, too long, not UTF-8 or has a NUL in it.
 */
int		 wire_str(const struct wire_msg *m, uint16_t field, char *out,
		    size_t n);

/*
 * Send everything built, with up to 4 descriptors; receive one message of at
 * most b's ceiling, storing up to 4 descriptors (-1 where none came).  Both
 * wait at most "ms" milliseconds in all.  ST_ABSENT: the peer closed before
 * the first byte.
 */
#define WIRE_FDS 4
enum status	 wire_send(int fd, const struct buf *b, const int *fds,
		    size_t nfds, int ms, struct fault *f);
enum status	 wire_recv(int fd, struct buf *b, int fds[WIRE_FDS], int ms,
		    struct fault *f);

/* Connect to, or listen on, a unix socket; -1 and a fault where not. */
int		 wire_connect(const char *path, struct fault *f);
int		 wire_listen(const char *path, unsigned mode, struct fault *f);
/*
 * The listening socket that systemd hands this process under that name
 * (FileDescriptorName=), closed in what it executes; -1 where there is none,
 * or where the environment was meant for another process.
 */
int		 wire_passed(const char *name);

#endif
