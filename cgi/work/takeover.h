/*
 * Taking over a seal that another system made (接收, R-020): the clerk of the
 * making unit proposes it, an approver decides.  What was brought is judged
 * (trust/takeover.h) when it is brought, shown with what is found, and judged
 * anew with each look until it is decided: a CA may have revoked it since.
 * keyd comes to know code and certificate; the key stays where it lies.
 */
#ifndef WORK_TAKEOVER_H
#define WORK_TAKEOVER_H

#include "page/page.h"
#include "seal/import.h"
#include "trust/ca_list.h"
#include "trust/takeover.h"
#include "work/case.h"

/* What was brought, and how it is judged now; all in the pool. */
struct takeover_found {
	struct seal_import	 import;
	struct takeover		 judged;
	struct bytes		 certs[TAKEOVER_CERTS];
	size_t			 ncerts;
	const char		*why;	/* the first reason against, or NULL */
};

/* --- judging ---------------------------------------------------------------- */

/*
 * PEM, one certificate or several, or one as DER; ST_INVALID where there is
 * anything else in it or too many.  They lie in the pool.
 */
enum status	 takeover_certs(struct req *r, struct bytes file,
		    struct bytes certs[TAKEOVER_CERTS], size_t *n);
/* Judge it for a unit, by the CAs the administrator has laid beside. */
enum status	 takeover_look(struct req *r, struct bytes seal,
		    const struct bytes *certs, size_t ncerts,
		    const struct unit *unit, const char *category,
		    struct takeover *out);
/* A flaw in words, with the CA that is unknown. */
const char	*takeover_sentence(struct pool *pool,
		    const struct takeover *t, enum takeover_flaw flaw);
/*
 * What the register and keyd know already, as a sentence;
 * *why NULL: nothing.  "besides": the own case, or "".
 */
enum status	 takeover_known(struct req *r, const char *code,
		    const char *serial, const char *besides,
		    const char **why);
/* a keeper of the unit, in office; ST_OK and *why where not. */
enum status	 takeover_keeper(struct req *r, const char *login,
		    const char *unit, struct person *out, const char **why);

/* --- a case ------------------------------------------------------------------ */

/* d->found (NULL where nothing was brought) and d->facts.unfit. */
enum status	 takeover_gather(struct req *r, struct dossier *d);
/* In keyd's terms, and as the two persons sign it. */
enum status	 takeover_facts(struct req *r, const struct dossier *d,
		    struct keyd_takeover *out);
enum status	 takeover_digest(struct req *r, const struct dossier *d,
		    unsigned char out[32]);
/* The CAs' certificates that came with it, for keyd. */
struct keyd_tickets takeover_chain(const struct dossier *d);
/* Part of a case's page ({{>TAKEOVER_PART}}): all that was found. */
void		 takeover_fill(struct req *r, const struct dossier *d,
		    struct page *page);

/* --- pages of the bench (takeover_page.c, takeover_case.c) --------------------- */

extern const struct form takeover_form;
web_handler	 takeover_new;		/* GET and POST /issue/import */
web_handler	 takeover_post;
web_handler	 takeover_show;		/* GET /issue/import/{id} */
web_handler	 takeover_propose;	/* POST …/propose, …/withdraw */
web_handler	 takeover_withdraw;

#endif
