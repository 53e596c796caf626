/* 印章公告: notices of loss and revocation. */
#ifndef WORK_NOTICES_H
#define WORK_NOTICES_H

#include "web/web.h"

web_handler	 notices_show,		/* GET /status/notices */
		 notices_csv;		/* GET /status/notices.csv */

#endif
