/*
 * State secrets stay outside: the question every form asks that takes
 * answers or documents, the notice above it, and the refusal.
 */
#ifndef WORK_SECRECY_H
#define WORK_SECRECY_H

#include "form/form.h"
#include "web/web.h"

struct page;

extern const struct choice secrecy_choices[];

/* A row of a form's table; the member is a const char *. */
#define SECRECY_FIELD(words, place)					\
	{ .name = "secret", .label = (words), .kind = FIELD_CHOICE,	\
	  .required = true, .choices = secrecy_choices, .at = (place) }

/* The notice, where {{>SECRECY}} stands in the page. */
void		 secrecy_notice(struct page *p);
/* For the form's cross: a secret is an error of the field. */
void		 secrecy_check(const char *said, struct form_state *state);
/* Whether it was said to be a secret; the try is audited as refused. */
int		 secrecy_refused(struct req *r, const char *said,
		    const char *action, const char *kind, const char *object);

#endif
