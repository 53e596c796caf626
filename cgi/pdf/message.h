/*
 * What client and child say to each other: operations and field numbers.
 * A signature is one field whose bytes are fields again.  Of a prepared
 * increment the caller has most already: the seal's picture and the zeros
 * for the signature are not sent there and back, but left out as gaps.
 */
#ifndef PDF_MESSAGE_H
#define PDF_MESSAGE_H

enum pdf_op {
	PDF_OP_LOOK = 0x0101,
	PDF_OP_PREVIEW,
	PDF_OP_PREPARE,
	PDF_OP_EXTRACT
};

enum pdf_field {
	PF_REASON = 1,		/* enum pdf_reason */
	PF_PAGES,		/* two 4-byte sizes a page */
	PF_VERSION, PF_WARNED, PF_SIGNATURES, PF_OURS, PF_LOCKED,

	PF_PAGE, PF_DPI,

	PF_WIDTH, PF_HEIGHT,	/* of the picture, pixels */
	PF_UM_W, PF_UM_H, PF_COLOUR_N, PF_PLAIN, PF_BITS, PF_ALPHA_N,
	PF_X, PF_Y, PF_QR_SIZE, PF_QR_DARK, PF_BEFORE, PF_AFTER, PF_HOLE,
	PF_SIGNER, PF_WHY, PF_WHEN, PF_ID,

	PF_BYTES,		/* the increment but for its gaps */
	PF_GAP,			/* where each is in it; one a gap, in order */
	PF_MARKED,

	PF_SIGNATURE, PF_EMPTY, PF_NAME, PF_FILTER, PF_SUBFILTER,
	PF_CLAIMED, PF_RANGE, PF_WHOLE, PF_END, PF_LATER, PF_ALTERED, PF_CHANGED,
	PF_CONTENTS, PF_PLACED
};

/* In the order they are written. */
enum pdf_gap { GAP_ALPHA, GAP_COLOUR, GAP_HOLE, GAP__N };

#endif
