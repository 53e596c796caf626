/*
 * The desk's ledger of seals (印章台账): a table with its filters in the URL,
 * exported as it is filtered; and a seal's own page with its timeline, its
 * versions, the chain it stands in and the cases about it.
 */
#ifndef WORK_LEDGER_H
#define WORK_LEDGER_H

#include "seal/ledger.h"
#include "trust/role.h"
#include "web/web.h"

web_handler	 ledger_table;		/* GET /approve/seals */
web_handler	 ledger_csv;		/* GET /approve/seals.csv */
web_handler	 ledger_show;		/* GET /approve/seals/{id} */
web_handler	 ledger_picture;	/* GET /approve/seals/{id}/picture */
web_handler	 ledger_physical;	/* POST /approve/seals/{id}/physical */

/* What "ending" is: a usual window (P-01). */
#define LEDGER_SOON	(90 * MS_DAY)
/* A tab's name in the URL and on the page. */
void		 ledger_tab_words(enum ledger_tab tab, const char **name,
		    const char **label);

extern const struct form ledger_physical_form;

#endif
