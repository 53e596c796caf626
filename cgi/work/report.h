/*
 * The periodic report: RA administrators and operators run the figures
 * of their unit for any period, hand in what P-48 asks for, and read what
 * was handed in.
 */
#ifndef WORK_REPORT_H
#define WORK_REPORT_H

#include "seal/report.h"
#include "web/web.h"

#define REPORTERS	(ROLE_BIT(ROLE_RA_ADMIN) | ROLE_BIT(ROLE_RA_OPERATOR))

web_handler	 report_show,		/* GET /admin/report */
		 report_post,		/* POST /admin/report/hand-in */
		 report_show_kept;	/* GET /admin/report/{id} */
extern const struct form report_form;

/* "2026年10月1日至2026年10月31日的定期统计…" for whoever must hand it in and is
 * late; *words NULL: nobody is. */
enum status	 report_reminder(struct req *r, const char **words);

#endif
