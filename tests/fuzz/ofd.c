/*
 * An OFD on any bytes, without its sandbox, so that a fault is seen and not
 * contained: as a package, and as the parts of one, since a fuzzer makes no
 * zip by chance.  There is a status and nothing else; nothing displayed is
 * ever said to be covered by a signature that references nothing.
 *
 * clang -fsanitize=fuzzer,address,undefined
 *     -DFUZZING_BUILD_MODE_UNSAFE_FOR_PRODUCTION; corpus: tests/data/fuzz/ofd
 */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "ofd/client.h"
#include "ofd/local.h"
#include "ofd/message.h"

int	 LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
must(int yes)
{
	if (!yes)
		abort();
}

static void
le(struct buf *b, uint32_t v, int n)
{
	for (; n > 0; n--, v >>= 8)
		buf_byte(b, (unsigned char)v);
}

static uint32_t
crc_of(struct bytes v)
{
	uint32_t	 c = ~0u;
	size_t		 i;
	int		 k;

	for (i = 0; i < v.n; i++) {
		c ^= v.p[i];
		for (k = 0; k < 8; k++)
			c = c >> 1 ^ ((c & 1) != 0 ? 0xedb88320u : 0);
	}
	return ~c;
}

/* A header of either kind, from the fields they share on. */
static void
header(struct buf *b, const char *name, struct bytes v)
{
	le(b, 0, 4);
	le(b, 0x21u << 16, 4);
	le(b, crc_of(v), 4);
	le(b, (uint32_t)v.n, 4);
	le(b, (uint32_t)v.n, 4);
	le(b, (uint32_t)strlen(name), 2);
	le(b, 0, 2);
}

/* The parts of a package, one behind the other, divided by this byte. */
#define DIVIDES	0x1f

static const char *const names[] = {
	"OFD.xml", "Doc_0/Document.xml", "Doc_0/Signs/Signatures.xml",
	"Doc_0/Signs/Sign_0/Signature.xml", "Doc_0/Pages/Page_0/Content.xml",
	"Doc_0/PublicRes.xml", "Doc_0/Signs/Sign_0/SignedValue.dat",
	"Doc_0/Res/a.png",
};

static struct bytes
next_part(struct bytes *rest)
{
	const unsigned char	*at = rest->n == 0 ? NULL :
				    memchr(rest->p, DIVIDES, rest->n);
	struct bytes		 v = *rest;

	if (at == NULL) {
		*rest = bytes_of(rest->p, 0);
		return v;
	}
	v.n = (size_t)(at - rest->p);
	*rest = bytes_of(at + 1, rest->n - v.n - 1);
	return v;
}

static void
package(struct bytes in, struct buf *out)
{
	struct buf	 dir;
	size_t		 i, at;

	buf_init(&dir, 4 * MIB);
	for (i = 0; i < NITEMS(names); i++) {
		struct bytes	 v = next_part(&in);

		at = out->n;
		buf_put(out, "PK\3\4\24\0", 6);
		header(out, names[i], v);
		buf_text(out, names[i]);
		buf_bytes(out, v);
		buf_put(&dir, "PK\1\2\24\0\24\0", 8);
		header(&dir, names[i], v);
		le(&dir, 0, 4);
		le(&dir, 0, 4);
		le(&dir, 0, 2);
		le(&dir, (uint32_t)at, 4);
		buf_text(&dir, names[i]);
	}
	at = out->n;
	buf_bytes(out, buf_view(&dir));
	buf_put(out, "PK\5\6\0\0\0\0", 8);
	le(out, NITEMS(names), 2);
	le(out, NITEMS(names), 2);
	le(out, (uint32_t)dir.n, 4);
	le(out, (uint32_t)at, 4);
	le(out, 0, 2);
	buf_free(&dir);
}

static void
look(struct bytes in, int made)
{
	struct box_io	 io = { .in = in, .bulk = -1 };
	struct wire_msg	 answer = { 0 };
	struct bytes	 v;
	struct fault	 f = { 0 };
	enum status	 st;

	buf_init(&io.reply, OFD_REPLY);
	st = ofd_op_look(NULL, &io, &f);
	must(st == ST_OK || st == ST_INVALID);
	answer.body = buf_view(&io.reply);
	/* what we packed is a package, whatever is in it but a PDF's head */
	if (made && memmem(in.p, in.n, "%PDF-", 5) == NULL)
		must(wire_num(&answer, OF_REASON, -1) != OFD_DAMAGED &&
		    wire_num(&answer, OF_REASON, -1) != OFD_TWOFOLD);
	v = wire_get(&answer, OF_SIGNATURE);
	if (st == ST_OK && v.p != NULL) {
		const struct wire_msg s = { .body = v };

		must(wire_num(&s, OF_READABLE, 0) == 0 ||
		    wire_num(&s, OF_REFS, 0) > 0 ||
		    wire_num(&s, OF_UNCOVERED, 0) > 0);
	}
	buf_free(&io.reply);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static int	 warm;
	struct fault	 f = { 0 };
	struct buf	 b;

	if (!warm && ofd_warm(&f) != ST_OK)
		abort();
	warm = 1;
	look(bytes_of(data, size), 0);
	buf_init(&b, 8 * MIB);
	package(bytes_of(data, size), &b);
	look(buf_view(&b), 1);
	buf_free(&b);
	return 0;
}
