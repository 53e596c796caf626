/*
 * The answers of an application as a form: the applicant's fields,
 * and the clerk's.  One table serves the page, the checks when it is saved
 * and when it is submitted, the printed form and the entry by the clerk.
 */
#ifndef WORK_ANSWERS_H
#define WORK_ANSWERS_H

#include "work/case.h"

struct answers {
	const char	*secret;	/* open, or nothing yet */
	const char	*org_code, *org_region, *org_type, *org_name;
	const char	*agent_name, *agent_idno, *agent_phone, *org_address;
	const char	*seal_name, *category, *sub_kind, *scope, *delivery;
	const char	*holder_name, *holder_role;
	const char	*keeper_name, *keeper_login;
	const char	*physical_number, *physical_none;
	int64_t		 physical_date;
	int		 importing;
	const char	*rev;		/* of the request, as the page showed */
};

struct entry {
	const char	*approving_name, *approving_region;
	const struct form_file *package;
	const char	*rev;
};

/* What the applicant gives: fields 1 to 8 and 11, and what others need. */
extern const struct form answers_form;
/* What the making unit's clerk completes: fields 9 and 10 (12 is the
 * picture, 13 the package). */
extern const struct form entry_form;

/* The stored answers as typed ones; the agent's numbers are unboxed. */
enum status	 answers_load(struct req *r, const struct dossier *d,
		    struct answers *out);
/*
 * Typed answers into d->app: masks and box made, nothing written.  What was
 * typed stays, right or wrong, so that a draft loses nothing.
 */
enum status	 answers_take(struct req *r, struct dossier *d,
		    const struct answers *a);
/*
 * Check stored answers as if typed now: region known, name not taken, unit
 * type in the profile.  Errors go into *state (R-061: all of them).
 */
enum status	 answers_check(struct req *r, const struct dossier *d,
		    struct form_state *state);
/*
 * Why the region's catalogue does not let a unit have a seal of this kind
 * (R-010; P-41, P-42), for the page; *why NULL where it may.  "unit" NULL: it
 * takes another's place, and is not counted.
 */
enum status	 answers_kind_fault(struct req *r, const char *unit,
		    const char *sub_kind, const char **why);
/* P-09: the scope where the applicant chose none. */
const char	*answers_usual_scope(const struct req *r);
/* what is applied for because of the scope has the new one. */
void		 answers_scope(const struct dossier *d, const char *scope,
		    struct form_state *state);
/* The checks that need the register, for typed answers too. */
enum status	 answers_register(struct req *r, const struct answers *a,
		    const char *unit, struct form_state *state);

/* The choices the region's rules leave: unit types (P-23), categories
 * (P-19). */
void		 answers_choices(struct req *r, struct form_state *state);

/* One answer as people read it; "" where it was not given. */
struct answer_line {
	const char	*name;		/* of the form's field; NULL: a clerk's */
	const char	*label, *value;
};
#define ANSWER_LINES 27
/* All of them in the order of the form; how many. */
size_t		 answers_lines(const struct application *a,
		    struct answer_line out[ANSWER_LINES]);

/* 国家行政机关 for "organ"; the value itself where unknown. */
const char	*answers_type_label(const char *type);

/* Subject of the agent's box key: the applicant, or the case of a visitor. */
const char	*answers_subject(const struct dossier *d);

#endif
