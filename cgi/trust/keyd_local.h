/* Within the client of keyd: one call, from first field to answer. */
#ifndef TRUST_KEYD_LOCAL_H
#define TRUST_KEYD_LOCAL_H

#include "trust/keyd_wire.h"

struct keyd_call {
	struct keyd	*keyd;
	struct buf	 out, in;	/* wiped: PINs and keys pass through */
	struct wire_msg	 answer;
};

void		 keyd_call_begin(struct keyd_call *c, struct keyd *k,
		    enum keyd_op op);
/* Send and wait; the answer's status.  The answer stays readable. */
enum status	 keyd_call_run(struct keyd_call *c, struct fault *f);
/* Wipe the buffers; returns st. */
enum status	 keyd_call_end(struct keyd_call *c, enum status st);

void		 keyd_put_tickets(struct buf *b, struct keyd_tickets t);
enum status	 keyd_answer_bytes(const struct keyd_call *c, uint16_t field,
		    struct pool *pool, struct bytes *out, struct fault *f);
enum status	 keyd_answer_text(const struct keyd_call *c, uint16_t field,
		    struct pool *pool, const char **out, struct fault *f);
enum status	 keyd_answer_cert(const struct keyd_call *c,
		    struct pool *pool, struct keyd_cert *out,
		    struct fault *f);

#endif
