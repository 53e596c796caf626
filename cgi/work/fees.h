/* Fees noted with an employer's request (R-073, P-45). */
#ifndef WORK_FEES_H
#define WORK_FEES_H

#include "work/case.h"

/* Whether the rule asks for them with this request. */
int		 fees_asked(const struct req *r, const struct dossier *d);
/* 已缴 or 未缴, NULL where none are asked for; *paid may be NULL. */
enum status	 fees_words(struct req *r, const struct dossier *d,
		    const char **words, int *paid);

web_handler	 fees_show;		/* GET /approve/{id}/fees */
web_handler	 fees_post;		/* POST /approve/{id}/fees */
extern const struct form fees_form;

#endif
