/*
 * The ledger of incidents (安全事件, R-248): the table with its filters in the
 * URL, what waits to be recorded, one incident with its steps and evidence.
 * It stands in admin: there are RA operators, administrators and supervisors.
 * The auditor records from the trail (/audit/incident) and reads no more.
 */
#ifndef WORK_INCIDENT_H
#define WORK_INCIDENT_H

#include "seal/incident.h"
#include "web/web.h"

#define INCIDENT_STAFF	(ROLE_BIT(ROLE_RA_OPERATOR) |			\
			 ROLE_BIT(ROLE_RA_ADMIN) |			\
			 ROLE_BIT(ROLE_BUSINESS_ADMIN) |		\
			 ROLE_BIT(ROLE_SUPERVISOR))

web_handler	 incident_table,	/* GET /admin/incidents */
		 incident_csv,		/* GET /admin/incidents.csv */
		 incident_leads,	/* GET /admin/incidents/leads */
		 incident_show_new,	/* GET /admin/incidents/new */
		 incident_post_new,	/* POST /admin/incidents/new */
		 incident_show,		/* GET /admin/incident/{id} */
		 incident_file_give,	/* GET …/{id}/file/{file} */
		 incident_show_act,	/* GET …/{id}/act/{act} */
		 incident_post_act;	/* POST …/{id}/act/{act} */
extern const struct form incident_new_form, incident_act_form;

/* --- where they come from ------------------------------------------------- */

/* An alarm that is to become an incident, as its form begins. */
struct incident_lead {
	const char	*source, *ref;
	int		 kind;
	const char	*summary;
	const char	*seal_code, *request, *org_code;	/* or "" */
	int64_t		 day;
};
/* "公众举报"; "" of what is no source. */
const char	*incident_source_label(const char *source);
/*
 * What the source tells, where it exists and is the actor's to see:
 * ST_ABSENT or ST_DENIED (audited) otherwise.
 */
enum status	 incident_lead_load(struct req *r, const char *source,
		    const char *ref, struct incident_lead *out);

/* --- one of them ------------------------------------------------------------ */

/* The incident of the path, in the actor's scope. */
enum status	 incident_of_path(struct req *r, struct incident *out);
/* Whether the table has this step for the actor, whatever will be said. */
int		 incident_may(const struct req *r, const struct incident *i,
		    int event);
const char	*incident_result_label(const char *result);
int		 incident_tone(int state);
/* "伪造、变造，2026年11月20日 …": all that is signed of a new one, in words. */
const char	*incident_words(struct req *r, const struct incident *i);

/* Open ones, for the first page of admin. */
enum status	 incident_open(struct req *r, int64_t *n);

#endif
