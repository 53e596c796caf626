/*
 * The PDF operations on any bytes, without their sandbox, so that a fault is
 * seen and not contained.  Each operation gives a status and nothing else.
 *
 * clang -fsanitize=fuzzer,address,undefined
 *     -DFUZZING_BUILD_MODE_UNSAFE_FOR_PRODUCTION (memory is given back);
 * corpus: tests/data/pdf and the shared samples.
 */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <unistd.h>

#include "pdf/client.h"
#include "pdf/local.h"
#include "pdf/message.h"

int	 LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* A prepare order as the client writes it: a one-pixel seal and a line. */
static void
order_put(struct buf *b)
{
	wire_begin(b, PDF_OP_PREPARE);
	wire_int(b, PF_WIDTH, 1);
	wire_int(b, PF_HEIGHT, 1);
	wire_int(b, PF_UM_W, 1000);
	wire_int(b, PF_UM_H, 1000);
	wire_int(b, PF_PLAIN, 1);
	wire_int(b, PF_COLOUR_N, 9);
	wire_int(b, PF_ALPHA_N, 9);
	wire_int(b, PF_X, 1000);
	wire_int(b, PF_Y, 1000);
	wire_text(b, PF_BEFORE, "验证");
	wire_text(b, PF_AFTER, "2026");
	wire_int(b, PF_HOLE, 1024);
}

static void
run(box_fn *fn, const struct wire_msg *req, struct bytes in)
{
	struct box_io	 io = { .in = in, .bulk = -1 };
	struct fault	 f = { 0 };

	buf_init(&io.reply, PDF_REPLY);
	fn(req, &io, &f);
	buf_free(&io.reply);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct buf	 order;
	struct wire_msg		 req;
	struct fault		 f = { 0 };

	if (order.n == 0) {
		if (pdf_warm(&f) != ST_OK)
			abort();
		buf_init(&order, 4096);
		order_put(&order);
	}
	req = (struct wire_msg){ PDF_OP_PREPARE, bytes_of(order.p + 6,
	    order.n - 6) };
	run(pdf_op_look, &req, bytes_of(data, size));
	run(pdf_op_extract, &req, bytes_of(data, size));
	run(pdf_op_prepare, &req, bytes_of(data, size));
	return 0;
}
