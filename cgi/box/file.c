/* Files that are memory; see box.h. */
#include <sys/mman.h>
#include <sys/stat.h>

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "box/box.h"

int
box_file(const struct bytes *pieces, size_t n, struct fault *f)
{
	size_t	 i;
	int	 fd = memfd_create("document", MFD_CLOEXEC);

	if (fd == -1) {
		fault_set(f, ST_BROKEN, "memory file: %s", strerror(errno));
		return -1;
	}
	for (i = 0; i < n; i++)
		if (file_write_fd(fd, pieces[i], f) != ST_OK)
			goto fail;
	if (lseek(fd, 0, SEEK_SET) == 0)
		return fd;
fail:
	close(fd);
	return -1;
}

enum status
box_map(int fd, struct bytes *out, struct fault *f)
{
	struct stat	 sb;
	void		*p;

	*out = bytes_of(NULL, 0);
	if (fstat(fd, &sb) == -1)
		return fault_set(f, ST_BROKEN, "map: %s", strerror(errno));
	if (!S_ISREG(sb.st_mode))
		return fault_set(f, ST_INVALID, "map: not a file");
	if (sb.st_size == 0)
		return ST_OK;
	p = mmap(NULL, (size_t)sb.st_size, PROT_READ, MAP_SHARED, fd, 0);
	if (p == MAP_FAILED)
		return fault_set(f, ST_BROKEN, "map: %s", strerror(errno));
	*out = bytes_of(p, (size_t)sb.st_size);
	return ST_OK;
}

void
box_unmap(struct bytes *b)
{
	union { const void *in; void *out; } p = { .in = b->p };

	if (b->p != NULL)
		munmap(p.out, b->n);
	*b = bytes_of(NULL, 0);
}
