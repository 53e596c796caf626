/* Whole files, read and written so that a crash leaves the old or the new. */
#ifndef BASE_FILE_H
#define BASE_FILE_H

#include "base/buf.h"
#include "base/fault.h"

/* The whole file behind what is in b; ST_ABSENT, or ST_INVALID past b's
 * ceiling. */
enum status	 file_read(const char *path, struct buf *b, struct fault *f);
/* From a descriptor, to its end. */
enum status	 file_read_fd(int fd, struct buf *b, struct fault *f);
/* Beside, sync, rename, sync the folder. */
enum status	 file_write(const char *path, struct bytes v, unsigned mode,
		    struct fault *f);
/* All of it to a descriptor. */
enum status	 file_write_fd(int fd, struct bytes v, struct fault *f);

#endif
