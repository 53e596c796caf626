/* Files of strangers; see upload.h. */
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/sendfile.h>
#include <unistd.h>

#include "base/file.h"
#include "base/limits.h"
#include "base/utf8.h"
#include "web/upload.h"

#define SPOOL_MEMORY	(1 * MIB)	/* most materials fit; documents not */

static const struct magic {
	const char	*bytes;
	size_t		 n;
	const char	*type;
} magics[] = {
	{ "%PDF-", 5, "application/pdf" },
	{ "\xff\xd8\xff", 3, "image/jpeg" },
	{ "\x89PNG\r\n\x1a\n", 8, "image/png" },
	{ "PK\x03\x04", 4, "application/ofd" },
};

const char *
upload_type(struct bytes head)
{
	size_t	 i;

	for (i = 0; i < NITEMS(magics); i++)
		if (head.n >= magics[i].n &&
		    memcmp(head.p, magics[i].bytes, magics[i].n) == 0)
			return magics[i].type;
	return NULL;
}

static int
may_show(uint32_t cp)
{
	return cp >= 0x20 && (cp < 0x7f || cp > 0x9f) &&
	    !(cp >= 0x200b && cp <= 0x200f) &&
	    !(cp >= 0x2028 && cp <= 0x202e) &&
	    !(cp >= 0x2060 && cp <= 0x2069) && cp != 0xfeff;
}

const char *
upload_name(struct pool *pool, const char *filename)
{
	const char	*p, *last = filename;
	uint32_t	 cp;
	size_t		 n, len, at = 0, count = 0;
	char		*out;

	for (p = filename; *p != '\0'; p++)
		if (*p == '/' || *p == '\\')
			last = p + 1;
	n = strlen(last);
	if ((out = pool_alloc(pool, n + 1)) == NULL)
		return NULL;
	for (p = last; n > 0 && count < UPLOAD_NAME; p += len, n -= len) {
		if ((len = utf8_next(p, n, &cp)) == 0) {
			len = 1;	/* not UTF-8: left out */
			continue;
		}
		if (may_show(cp)) {
			memcpy(out + at, p, len);
			at += len;
			count++;
		}
	}
	out[at] = '\0';
	if (at == 0 || strcmp(out, ".") == 0 || strcmp(out, "..") == 0)
		return "未命名";
	return out;
}

void
spool_init(struct spool *s, size_t keep)
{
	*s = (struct spool){ .fd = -1, .keep = keep };
}

void
spool_drop(struct spool *s)
{
	if (s->fd != -1)
		close(s->fd);
	s->fd = -1;
}

/* A file no name leads to, where the machine has room. */
static int
open_unlinked(void)
{
	const char	*dir = getenv("TMPDIR");

	return open(dir == NULL ? "/tmp" : dir,
	    O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
}

static enum status
move_to_disk(struct spool *s, size_t kept, struct fault *f)
{
	off_t	 at = 0;
	ssize_t	 n;
	int	 fd;

	if ((fd = open_unlinked()) == -1)
		return fault_set(f, ST_BROKEN, "spool: no room in TMPDIR");
	while ((size_t)at < kept) {
		n = sendfile(fd, s->fd, &at, kept - (size_t)at);
		if (n <= 0) {
			close(fd);
			return fault_set(f, ST_BROKEN, "spool: disk full");
		}
	}
	close(s->fd);
	s->fd = fd;
	s->on_disk = 1;
	return ST_OK;
}

enum status
spool_put(struct spool *s, struct bytes b, struct fault *f)
{
	size_t		 kept = s->size < s->keep ? s->size : s->keep;
	size_t		 n;
	enum status	 st;

	if (s->fd == -1 &&
	    (s->fd = memfd_create("upload", MFD_CLOEXEC)) == -1)
		return fault_set(f, ST_BROKEN, "spool: no memory file");
	n = UPLOAD_HEAD - s->nhead < b.n ? UPLOAD_HEAD - s->nhead : b.n;
	memcpy(s->head + s->nhead, b.p, n);
	s->nhead += n;
	s->size += b.n;
	if (b.n > s->keep - kept)
		b.n = s->keep - kept;
	if (!s->on_disk && kept + b.n > SPOOL_MEMORY &&
	    (st = move_to_disk(s, kept, f)) != ST_OK)
		return st;
	return file_write_fd(s->fd, b, f);
}
