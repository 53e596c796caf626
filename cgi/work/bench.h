/*
 * The seal-making bench (制章台): the steps of T1 from the picture to the
 * activation as one line, with the one now possible, and its papers.
 */
#ifndef WORK_BENCH_H
#define WORK_BENCH_H

#include "work/workshop.h"

#define BENCH_ROLES							\
	(ROLE_BIT(ROLE_MAKER) | ROLE_BIT(ROLE_RA_OPERATOR) |		\
	ROLE_BIT(ROLE_CHECKER))

/* What the clerk writes down when a seal is handed over. */
struct bench_delivery {
	const char	*form, *device, *device_cert;	/* */
	const char	*receiver, *kind, *number, *rev;
};
extern const struct form	 bench_delivery_form;

/* An outside CA's answer, PEM. */
struct bench_cert {
	const char	*pem, *rev;
};
extern const struct form	 bench_cert_form;

struct bench_act {
	const char	*note, *rev;
};
extern const struct form	 bench_act_form;

/* An event by the name of its button ("certify"); -1 where there is none. */
int		 bench_event(const char *name);
/* Whether the bench has work with a case of this business (申领, 续期). */
int		 bench_works(const struct dossier *d);
/* Load {id}; ST_ABSENT where it has none. */
enum status	 bench_load(struct req *r, struct dossier *d);
/* The page of a case; r->form is the form of the state, or nothing. */
enum status	 bench_page(struct req *r, struct dossier *d);
/* Start r->form as the state wants it. */
enum status	 bench_start(struct req *r, const struct dossier *d);

/* Its code from the national platform (bench_coding.c, R-079). */
extern const struct form	 coding_hand_form, coding_late_form,
				 coding_answer_form;
web_handler	 coding_show;		/* GET /issue/{id}/coding */
web_handler	 coding_show_hand;	/* GET and POST …/coding/hand */
web_handler	 coding_hand;
web_handler	 coding_show_late;	/* GET and POST …/coding/late */
web_handler	 coding_add_late;
web_handler	 coding_post_ask;	/* POST /issue/{id}/coding/ask */
web_handler	 coding_package;	/* GET /issue/{id}/coding/ask/{ask} */
web_handler	 coding_show_answer;	/* GET and POST …/coding/answer */
web_handler	 coding_post_answer;
web_handler	 coding_evidence;	/* GET …/coding/evidence/{entry} */

web_handler	 bench_list;		/* GET /issue */
web_handler	 bench_enter;		/* POST /issue/{id}/enter */
web_handler	 bench_deliver;		/* POST /issue/{id}/deliver */
web_handler	 bench_paper;		/* GET /issue/{id}/paper/{paper} */

#endif
