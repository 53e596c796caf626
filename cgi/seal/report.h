/*
 * The periodic report on seals and their use (定期统计, R-030): which period
 * is due by P-48, until when, and the reports that were handed in.
 */
#ifndef SEAL_REPORT_H
#define SEAL_REPORT_H

#include "office/office.h"
#include "trust/digest.h"

#define REPORT_DAYS	10	/* after its period a report is due */

/* [from, until) */
struct report_span {
	int64_t		 from, until;
};
/*
 * The last whole period before a moment, by "month", "quarter" or "year";
 * 0: no report is asked for ("none").  Pure.
 */
int		 report_last(const char *interval, int64_t now,
		    struct report_span *out);
/* When it is overdue: so many days after its end. */
int64_t		 report_due(const struct report_span *s);

struct report {
	const char	*id, *unit, *figures, *person, *statement;
	struct report_span span;
	int64_t		 at;
	const char	*person_name;		/* read only */
};

/* What a unit has to hand in now. */
struct report_duty {
	int		 asked;		/* P-48 asks for one of this period */
	int		 handed_in;	/* and it is here */
	int		 overdue;	/* or it is past its day */
	struct report_span span;
};
/*
 * Of a unit at a moment: no period counts that had ended when the rule was
 * made.
 */
enum status	 report_duty(struct store *db, struct pool *pool,
		    const char *unit, int64_t now, struct report_duty *out,
		    struct fault *f);

/* What its hander-in signs. */
enum status	 report_digest(const struct report *r,
		    unsigned char out[DIGEST_LEN], struct fault *f);
/* ST_CONFLICT: there is one of this period. */
enum status	 report_add(struct store *db, const struct report *r,
		    struct fault *f);
enum status	 report_load(struct store *db, struct pool *pool,
		    const char *id, struct report *out, struct fault *f);
/* A unit's, newest first. */
#define REPORTS_MAX	100		/* eight years of months */
enum status	 report_list(struct store *db, struct pool *pool,
		    const char *unit, struct report **out, size_t *n,
		    struct fault *f);

#endif
