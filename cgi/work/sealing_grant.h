/*
 * Standing grants (系统授权) as people give and end them:
 * a reviewer of the seal's unit assesses the risk and proposes, a keeper who
 * is somebody else agrees, either ends it.  Each step asks the table, is
 * signed, and is written in one transaction; refusals are audited.
 */
#ifndef WORK_SEALING_GRANT_H
#define WORK_SEALING_GRANT_H

#include "seal/standing.h"
#include "work/case.h"

struct grant_wish {
	const char	*seal;		/* its code */
	const char	*step, *class, *assessment;
	int64_t		 last;		/* the last day, 00:00 +08:00 */
	int64_t		 per_day;
};

/* One of the own unit; ST_DENIED, audited, where it is another's. */
enum status	 grant_load(struct req *r, const char *id,
		    struct standing *out, struct seal *seal);
/*
 * Propose.  ST_CONFLICT: *why is the sentence and *field what of the wish it
 * is about ("class"), or NULL.  ST_ABSENT, ST_INVALID: answer with
 * case_ask_pin.
 */
enum status	 grant_propose(struct req *r, const struct grant_wish *w,
		    const char **id, const char **field, const char **why);
/* Whether this actor may take the step now; "reason" as if one were given. */
int		 grant_may(struct req *r, const struct standing *s,
		    const struct seal *seal, int event, const char **why);
/* SG_GRANT, or SG_END with its reason.  Outcomes as case_take. */
enum status	 grant_take(struct req *r, struct standing *s,
		    const struct seal *seal, int event, const char *reason,
		    const char **why);

web_handler	 grant_show_list,	/* GET /stamp/grants */
		 grant_show_new,	/* GET /stamp/grants/new */
		 grant_post_new,	/* POST /stamp/grants/new */
		 grant_show_one,	/* GET /stamp/grants/{grant} */
		 grant_post_agree,	/* POST /stamp/grants/{grant}/agree */
		 grant_post_end;	/* POST /stamp/grants/{grant}/end */
extern const struct form grant_wish_form, grant_end_form;

#endif
