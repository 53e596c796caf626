/*
 * What anybody may report from the pages of 验真: a document that looks forged
 * a receiver that would not take one.  Nobody is asked who
 * they are; the number is for asking later.
 */
#ifndef WORK_OUTCRY_H
#define WORK_OUTCRY_H

#include "web/web.h"

web_handler	 outcry_show,		/* GET /verify/report */
		 outcry_post;		/* POST /verify/report */
extern const struct form outcry_form;

#endif
