/*
 * Asking another server over HTTP(S): one question, bounded in time and
 * size, no redirect followed, certificates checked (SSL_CERT_FILE names
 * other roots than the machine's).  Only programs that may have a network
 * use it.
 */
#ifndef NET_NET_H
#define NET_NET_H

#include <stddef.h>

#include "base/fault.h"

#define NET_VALUE 128

struct net_header {
	const char	*name;		/* asked for: "server" */
	char		 value[NET_VALUE];	/* "" where it did not come */
};

/*
 * GET; the status code and the headers asked for.  ST_ABSENT: no answer, and
 * the fault says why in curl's words; ST_BROKEN: ours.
 */
enum status	 net_get(const char *url, struct net_header *headers,
		    size_t nheaders, long *code, struct fault *f);

#endif
