/* Time; see clock.h. */
#include <sys/mman.h>
#include <sys/stat.h>

#include <fcntl.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"

static const volatile unsigned char	*shift_map;	/* set once at start */

static int64_t
read_clock(clockid_t id, int64_t per_second)
{
	struct timespec	 ts;

	clock_gettime(id, &ts);
	return (int64_t)ts.tv_sec * per_second +
	    (int64_t)ts.tv_nsec / (1000000000 / per_second);
}

int64_t
clock_shift(void)
{
	uint64_t	 v = 0;
	int		 i;

	if (shift_map == NULL)
		return 0;
	for (i = 0; i < 8; i++)
		v = v << 8 | shift_map[i];
	return (int64_t)v;
}

int64_t
clock_now(void)
{
	return read_clock(CLOCK_REALTIME, 1000) + clock_shift();
}

int64_t
clock_ticks(void)
{
	return read_clock(CLOCK_MONOTONIC, 1000000);
}

enum status
clock_map(const char *path, struct fault *f)
{
	struct stat	 sb;
	void		*p;
	int		 fd;

	if ((fd = open(path, O_RDONLY | O_CLOEXEC)) == -1)
		return fault_set(f, ST_BROKEN, "%s: cannot open", path);
	if (fstat(fd, &sb) == -1 || sb.st_size < 8) {
		close(fd);	/* reading past its end would be a SIGBUS */
		return fault_set(f, ST_BROKEN, "%s: no shift in it", path);
	}
	p = mmap(NULL, 8, PROT_READ, MAP_SHARED, fd, 0);
	close(fd);
	if (p == MAP_FAILED)
		return fault_set(f, ST_BROKEN, "%s: cannot map", path);
	shift_map = p;
	return ST_OK;
}

enum status
clock_set_shift(const char *path, int64_t ms, struct fault *f)
{
	unsigned char	 b[8];
	int		 fd, i;
	ssize_t		 n;

	for (i = 0; i < 8; i++)
		b[i] = (unsigned char)((uint64_t)ms >> (56 - 8 * i));
	if ((fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0644)) == -1)
		return fault_set(f, ST_BROKEN, "%s: cannot write", path);
	n = pwrite(fd, b, sizeof(b), 0);
	close(fd);
	return n == (ssize_t)sizeof(b) ? ST_OK :
	    fault_set(f, ST_BROKEN, "%s: short write", path);
}
