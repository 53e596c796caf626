/*
 * libFuzzer: multipart from anybody.  The first byte says how the rest is
 * cut; whatever comes, the parts seen must not depend on the cutting.
 *
 *	clang -g -fsanitize=fuzzer,address,undefined -Icgi -Ibuild/opt/gen
 *	    -D_GNU_SOURCE -include base/banned.h tests/fuzz/multipart.c
 *	    cgi/web/multipart.c cgi/web/part.c cgi/web/urlencoded.c
 *	    and buf, wipe, fault, pool, utf8 of cgi/base
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "web/multipart.h"

int	 LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static enum status
on_begin(void *arg, const char *name, const char *filename, struct fault *f)
{
	(void)f;
	if (strlen(name) >= MULTIPART_NAME ||
	    (filename != NULL && strlen(filename) >= MULTIPART_FILENAME))
		abort();
	buf_printf(arg, "[%s|%s]", name, filename == NULL ? "-" : filename);
	return ST_OK;
}

static enum status
on_data(void *arg, struct bytes b, struct fault *f)
{
	(void)f;
	buf_bytes(arg, b);
	return ST_OK;
}

static enum status
on_end(void *arg, struct fault *f)
{
	(void)f;
	buf_byte(arg, ';');
	return ST_OK;
}

static enum status
run(struct bytes in, size_t step, struct buf *out)
{
	struct multipart_sink	 sink = { on_begin, on_data, on_end, out };
	static struct multipart	 m;
	struct fault		 f = { 0 };
	enum status		 st;
	size_t			 n;

	st = multipart_init(&m, "multipart/form-data; boundary=x", &sink, &f);
	if (st != ST_OK)
		abort();
	for (; in.n > 0 && st == ST_OK; in.p += n, in.n -= n) {
		n = in.n < step ? in.n : step;
		st = multipart_feed(&m, bytes_of(in.p, n), &f);
	}
	return st == ST_OK ? multipart_end(&m, &f) : st;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct buf	 whole, cut;
	enum status	 a, b;

	if (n == 0)
		return 0;
	buf_init(&whole, 4 << 20);
	buf_init(&cut, 4 << 20);
	a = run(bytes_of(data + 1, n - 1), n, &whole);
	b = run(bytes_of(data + 1, n - 1), (size_t)(data[0] % 16) + 1, &cut);
	if (a != b || (a == ST_OK &&
	    !bytes_same(buf_view(&whole), buf_view(&cut))))
		abort();
	buf_free(&whole);
	buf_free(&cut);
	return 0;
}
