/* What every question to another server has in common. */
#ifndef NET_LOCAL_H
#define NET_LOCAL_H

#include <curl/curl.h>

#include "net/net.h"

#define WAIT_S		15L	/* all of it; a page of ours takes ms */
#define CONNECT_S	5L	/* until somebody answers at all */

/*
 * A handle for one question to "url", in these protocols ("https"); NULL,
 * the fault set, where curl does not start.
 */
CURL		*net_open(const char *url, const char *protocols,
		    struct fault *f);
/* Ask, and ST_ABSENT with curl's words where nothing came of it. */
enum status	 net_ask(CURL *c, const char *url, CURLcode *rc,
		    struct fault *f);

#endif
