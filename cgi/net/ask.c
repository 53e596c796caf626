/* The set-up of every question; see local.h. */
#include <stdlib.h>

#include "net/local.h"

static int
set_up(CURL *c, const char *url, const char *protocols)
{
	const char	*roots = getenv("SSL_CERT_FILE");

	return curl_easy_setopt(c, CURLOPT_URL, url) == CURLE_OK &&
	    curl_easy_setopt(c, CURLOPT_PROTOCOLS_STR, protocols) ==
	    CURLE_OK &&
	    curl_easy_setopt(c, CURLOPT_TIMEOUT, WAIT_S) == CURLE_OK &&
	    curl_easy_setopt(c, CURLOPT_CONNECTTIMEOUT, CONNECT_S) ==
	    CURLE_OK &&
	    curl_easy_setopt(c, CURLOPT_FOLLOWLOCATION, 0L) == CURLE_OK &&
	    curl_easy_setopt(c, CURLOPT_SSL_VERIFYPEER, 1L) == CURLE_OK &&
	    curl_easy_setopt(c, CURLOPT_SSL_VERIFYHOST, 2L) == CURLE_OK &&
	    curl_easy_setopt(c, CURLOPT_SSLVERSION,
	    (long)CURL_SSLVERSION_TLSv1_2) == CURLE_OK &&
	    curl_easy_setopt(c, CURLOPT_NOSIGNAL, 1L) == CURLE_OK &&
	    curl_easy_setopt(c, CURLOPT_PROXY, "") == CURLE_OK &&
	    (roots == NULL || curl_easy_setopt(c, CURLOPT_CAINFO, roots) ==
	    CURLE_OK);
}

CURL *
net_open(const char *url, const char *protocols, struct fault *f)
{
	CURL	*c = curl_easy_init();

	if (c != NULL && set_up(c, url, protocols))
		return c;
	curl_easy_cleanup(c);
	fault_set(f, ST_BROKEN, "curl does not start");
	return NULL;
}

enum status
net_ask(CURL *c, const char *url, CURLcode *rc, struct fault *f)
{
	*rc = curl_easy_perform(c);
	return *rc == CURLE_OK ? ST_OK : fault_set(f, ST_ABSENT,
	    "%.200s: %s", url, curl_easy_strerror(*rc));
}
