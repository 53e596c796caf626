/* Shared by sealing*.c and stamping.c alone. */
#ifndef WORK_SEALING_LOCAL_H
#define WORK_SEALING_LOCAL_H

#include "work/sealing.h"

/* What the guards look at of the review, until it is over. */
enum status	 sealing_gather_review(struct req *r, struct sealing *s);
/* Ask T3; a refusal is audited. */
enum status	 sealing_ask(struct req *r, const struct sealing *s,
		    int event, const struct flow_row **row,
		    const char **why);
enum status	 sealing_refuse(struct req *r, const struct sealing *s,
		    int event, enum status st, const char *why);
/* What a statement about this use is about; the same at any later time. */
enum status	 sealing_digest(struct req *r, const struct sealing *s,
		    const char *note, unsigned char out[32]);
/* A whole file from "content", until the request is over. */
enum status	 sealing_file_open(struct req *r, struct bytes sm3,
		    struct bytes *out);
void		 sealing_buf_free(void *b);

#endif
