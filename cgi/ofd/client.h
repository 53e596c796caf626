/*
 * OFD files through the reader: structs out.  "fd" is a descriptor of the
 * whole file (box_file makes one of memory).
 */
#ifndef OFD_CLIENT_H
#define OFD_CLIENT_H

#include "base/fault.h"
#include "base/pool.h"
#include "box/reader.h"
#include "ofd/ofd.h"

/* Whether the bytes are a package at all; then it may still be another. */
int		 ofd_is_package(struct bytes file);

/*
 * Look a file over: documents, pages, signatures and what they cover.  A
 * refusal is ST_INVALID and *why names it; why is OFD_FINE otherwise.  All
 * that comes out is in the pool.
 */
enum status	 ofd_look(const struct reader *reader, int fd,
		    struct pool *pool, struct ofd_file *out,
		    enum ofd_reason *why, struct fault *f);

/* The operations, for the reader program's table. */
extern const struct reader_op	 ofd_ops[];
extern const size_t		 ofd_nops;
/* Before forking: libraries set up, so that no child asks for a file. */
enum status	 ofd_warm(struct fault *f);

#endif
