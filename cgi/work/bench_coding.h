/* Shared by the two files of the pages of a code. */
#ifndef WORK_BENCH_CODING_H
#define WORK_BENCH_CODING_H

#include "work/bench.h"

struct coding_typed {
	const char		*code, *again, *police_info, *police_key;
	const char		*receipt, *pin, *rev;
	const struct form_file	*evidence;
};

/* The pages with a form, and the deed of each. */
enum { CODING_ANSWER, CODING_BY_HAND, CODING_LATER, CODING_PAGE__N };
struct coding_page {
	const struct form	*form;
	const char		*path, *title, *sentence, *button;
	int			 late;		/* after the code */
};
extern const struct coding_page	 coding_pages[];

/* A cross-industry 申领; others take their code by the industry's rule. */
enum status	 coding_load(struct req *r, struct dossier *d);
/*
 * A posted form of a page: who may not is refused and audited, *why the
 * sentence, which coding_no_more answers with.
 */
enum status	 coding_begin(struct req *r, struct dossier *d,
		    const struct coding_page *e, const char **why);
enum status	 coding_no_more(struct req *r, enum status st,
		    const char *why);
/* Before anything is stored: the actor's key is unlocked, or an error stands
 * beside "pin". */
enum status	 coding_check_pin(struct req *r, const struct dossier *d);
/* an error beside the field where the code was ever given out. */
enum status	 coding_check_free(struct req *r, const struct dossier *d,
		    const char *code, const char *field);
enum status	 coding_read_file(struct req *r,
		    const struct form_file *file, struct buf *out);
/* After the deed: on, or the form with what is wrong. */
enum status	 coding_done(struct req *r, struct dossier *d,
		    const struct coding_page *e, enum status st,
		    const char *why);

#endif
