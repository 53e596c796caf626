/*
 * The DER walk and reader on any bytes.  What the strict walk takes must be
 * taken again when written out again unchanged, and lie within the input.
 *
 * clang -fsanitize=fuzzer,address,undefined; corpus: tests/data/generated.
 */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include "der/der.h"

int	 LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
must(int yes)
{
	if (!yes)
		abort();
}

/* Every reader on every element; depth is capped by the strict walk. */
static void
read_all(struct bytes in, int depth)
{
	char			 text[OID_TEXT];
	struct bytes		 bits;
	struct der		 d;
	int64_t			 v;

	while (depth < 40 && der_next(&in, &d)) {
		must(d.whole.n >= d.body.n + 2);
		der_number(d.body, &v);
		der_moment(&d, &v);
		der_bit_bytes(d.body, &bits);
		der_bit(d.body, 8);
		oid_dotted(d.body, text, sizeof(text));
		if ((d.tag & 0x20) != 0)
			read_all(d.body, depth + 1);
	}
}

/* Taken apart and put together, the outer element is the same. */
static void
write_again(struct bytes whole)
{
	struct bytes	 in = whole;
	struct der_out	 o;
	struct buf	 b;
	struct der	 d;

	must(der_next(&in, &d) && in.n == 0);
	buf_init(&b, whole.n);
	der_out_start(&o, &b);
	der_begin(&o, d.tag);
	der_put_raw(&o, d.body);
	der_end(&o);
	must(der_out_end(&o, NULL) == ST_OK);
	must(bytes_same(buf_view(&b), whole));
	buf_free(&b);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct bytes	 in = bytes_of(data, size);
	struct der_signed	 parts;
	struct bytes		 whole;

	read_all(in, 0);
	if (der_strict_first(in, &whole, NULL) == ST_OK) {
		must(whole.p == data && whole.n <= size);
		must(der_strict(whole, NULL) == ST_OK);
		write_again(whole);
	}
	der_signed_read(in, &parts, NULL);
	return 0;
}
