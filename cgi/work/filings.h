/*
 * The desk's outbox (备案外发, product.md 1.3 row 9): a table of filings with
 * its filters in the URL, exported as it is filtered; and a filing's page
 * with its message, signature, tries and receipt, and what the desk may do.
 */
#ifndef WORK_FILINGS_H
#define WORK_FILINGS_H

#include "seal/filing.h"
#include "web/web.h"

web_handler	 filings_table;		/* GET /approve/filings */
web_handler	 filings_csv;		/* GET /approve/filings.csv */
web_handler	 filing_show;		/* GET /approve/filings/{id} */
web_handler	 filing_resend;		/* POST /approve/filings/{id}/resend */
web_handler	 filing_correct;	/* POST /approve/filings/{id}/correct */
web_handler	 filing_hand;		/* POST /approve/filings/{id}/hand */

extern const struct form filing_correct_form;
extern const struct form filing_hand_form;

/* A tag's label and look: what stands in T7, or that it is overdue. */
const char	*filing_label(int state, int64_t due, int64_t now);
const char	*filing_tone(int state, int64_t due, int64_t now);
/* "迟 3 小时", "按时"; "" where it is not filed. */
const char	*filing_lateness(struct req *r, int state, int64_t lateness);

/* The counters of the workbench: 备案超时, 备案被退回. */
enum status	 filings_counters(struct req *r, struct page *page);
/* Those of one seal, for its page in the ledger. */
enum status	 filings_of_seal(struct req *r, const char *seal,
		    struct page *page);

#endif
