/* Whole files; see file.h. */
#include <sys/stat.h>

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"

#define PIECE (64 * 1024)

enum status
file_read_fd(int fd, struct buf *b, struct fault *f)
{
	unsigned char	 piece[PIECE];
	ssize_t		 n;

	for (;;) {
		n = read(fd, piece, sizeof(piece));
		if (n == 0)
			return ST_OK;
		if (n == -1 && errno == EINTR)
			continue;
		if (n == -1)
			return fault_set(f, ST_BROKEN, "read: %s",
			    strerror(errno));
		buf_put(b, piece, (size_t)n);
		if (!buf_ok(b))
			return fault_set(f, ST_INVALID,
			    "file: more than %zu bytes", b->ceiling);
	}
}

enum status
file_read(const char *path, struct buf *b, struct fault *f)
{
	enum status	 st;
	int		 fd;

	if ((fd = open(path, O_RDONLY | O_CLOEXEC)) == -1)
		return fault_set(f, errno == ENOENT ? ST_ABSENT : ST_BROKEN,
		    "%s: %s", path, strerror(errno));
	st = file_read_fd(fd, b, f);
	close(fd);
	return st == ST_OK ? ST_OK : fault_in(f, st, path);
}

enum status
file_write_fd(int fd, struct bytes v, struct fault *f)
{
	ssize_t	 n;

	while (v.n > 0) {
		n = write(fd, v.p, v.n);
		if (n == -1 && errno == EINTR)
			continue;
		if (n == -1)
			return fault_set(f, ST_BROKEN, "write: %s",
			    strerror(errno));
		v.p += n;
		v.n -= (size_t)n;
	}
	return ST_OK;
}

/* A rename is durable only once the folder is. */
static int
sync_folder(const char *path)
{
	char	 copy[4096];
	int	 fd, ok;

	snprintf(copy, sizeof(copy), "%s", path);
	if ((fd = open(dirname(copy), O_RDONLY | O_CLOEXEC)) == -1)
		return 0;
	ok = fsync(fd) == 0;
	close(fd);
	return ok;
}

enum status
file_write(const char *path, struct bytes v, unsigned mode, struct fault *f)
{
	char		 beside[4096];
	enum status	 st;
	int		 fd;

	if (snprintf(beside, sizeof(beside), "%s.%ld.new", path,
	    (long)getpid()) >= (int)sizeof(beside))
		return fault_set(f, ST_BROKEN, "%s: path too long", path);
	unlink(beside);
	fd = open(beside, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC,
	    (mode_t)mode);
	if (fd == -1)
		return fault_set(f, ST_BROKEN, "%s: %s", beside,
		    strerror(errno));
	st = file_write_fd(fd, v, f);
	if (st == ST_OK && fsync(fd) == -1)
		st = fault_set(f, ST_BROKEN, "sync: %s", strerror(errno));
	close(fd);
	if (st == ST_OK &&
	    (rename(beside, path) == -1 || !sync_folder(path)))
		st = fault_set(f, ST_BROKEN, "%s: %s", path, strerror(errno));
	if (st != ST_OK)
		unlink(beside);
	return st;
}
