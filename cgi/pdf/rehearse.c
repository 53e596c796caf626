/*
 * A rehearsal: one small document of our own prepared and read before any
 * stranger's, in a child that waits for its order.  What a first time costs
 * (pages of libraries, heap) is paid while nobody waits.
 */
#include "pdf/client.h"
#include "pdf/local.h"
#include "pdf/message.h"

/* One empty page; offsets are kept as the objects are written. */
static void
document_put(struct buf *b)
{
	static const char *const objects[] = {
		"<</Type/Catalog/Pages 2 0 R>>",
		"<</Type/Pages/Kids[3 0 R]/Count 1>>",
		("<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]"
		    "/Contents 4 0 R/Resources<</Font<<>>>>>>"),
		"<</Length 4>>\nstream\nq Q \nendstream",
	};
	size_t	 at[NITEMS(objects)], i, xref;

	buf_text(b, "%PDF-1.7\n");
	for (i = 0; i < NITEMS(objects); i++) {
		at[i] = b->n;
		buf_printf(b, "%zu 0 obj\n%s\nendobj\n", i + 1, objects[i]);
	}
	xref = b->n;
	buf_printf(b, "xref\n0 %zu\n0000000000 65535 f \n",
	    NITEMS(objects) + 1);
	for (i = 0; i < NITEMS(objects); i++)
		buf_printf(b, "%010zu 00000 n \n", at[i]);
	buf_printf(b, "trailer\n<</Size %zu/Root 1 0 R>>\nstartxref\n%zu\n"
	    "%%%%EOF\n", NITEMS(objects) + 1, xref);
}

static void
order_put(struct buf *b)
{
	wire_begin(b, PDF_OP_PREPARE);
	wire_int(b, PF_WIDTH, 1);
	wire_int(b, PF_HEIGHT, 1);
	wire_int(b, PF_UM_W, 1000);
	wire_int(b, PF_UM_H, 1000);
	wire_text(b, PF_BEFORE, "本文件已加盖电子印章 0123456789 ABCDEFGH");
	wire_text(b, PF_AFTER, "验证码 年月日");
	wire_int(b, PF_HOLE, 32768);
}

void
pdf_rehearse(void)
{
	struct box_io	 io = { .bulk = -1 };
	struct buf	 file, order;
	struct wire_msg	 req;
	struct fault	 f;

	buf_init(&file, 8 * KIB);
	buf_init(&order, 8 * KIB);
	buf_init(&io.reply, 8 * MIB);
	document_put(&file);
	order_put(&order);
	req = (struct wire_msg){ PDF_OP_PREPARE, bytes_of(order.p + 6,
	    order.n - 6) };
	io.in = buf_view(&file);
	pdf_op_prepare(&req, &io, &f);
	pdf_op_extract(&req, &io, &f);
	buf_free(&io.reply);
	buf_free(&order);
	buf_free(&file);
}
