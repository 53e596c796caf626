/* One GET through libcurl; see net.h. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include <curl/curl.h>

#include "net/net.h"

#define WAIT_S		10L	/* a page of ours takes milliseconds */
#define BODY_MAX	(8L * 1024 * 1024)	/* a revocation list and more */

struct asked {
	struct net_header	*headers;
	size_t			 n;
	long			 body;
};

/* "Name: value\r\n"; anything else (the status line) is no header. */
static size_t
take_header(char *line, size_t size, size_t n, void *arg)
{
	struct asked	*a = arg;
	const size_t	 len = size * n;
	size_t		 i, name, from, to = len;

	for (i = 0; i < a->n; i++) {
		name = strlen(a->headers[i].name);
		if (len <= name || line[name] != ':' ||
		    strncasecmp(line, a->headers[i].name, name) != 0)
			continue;
		for (from = name + 1; from < to && line[from] == ' '; from++)
			;
		while (to > from && (line[to - 1] == '\n' ||
		    line[to - 1] == '\r' || line[to - 1] == ' '))
			to--;
		snprintf(a->headers[i].value, NET_VALUE, "%.*s",
		    (int)(to - from), line + from);
	}
	return len;
}

/* The body is not wanted, only that it comes and ends. */
static size_t
drop_body(char *p, size_t size, size_t n, void *arg)
{
	struct asked	*a = arg;

	(void)p;
	a->body += (long)(size * n);
	return a->body > BODY_MAX ? 0 : size * n;
}

static int
set_up(CURL *c, const char *url, struct asked *a)
{
	const char	*roots = getenv("SSL_CERT_FILE");

	return curl_easy_setopt(c, CURLOPT_URL, url) == CURLE_OK &&
	    curl_easy_setopt(c, CURLOPT_PROTOCOLS_STR, "http,https") ==
	    CURLE_OK &&
	    curl_easy_setopt(c, CURLOPT_TIMEOUT, WAIT_S) == CURLE_OK &&
	    curl_easy_setopt(c, CURLOPT_NOSIGNAL, 1L) == CURLE_OK &&
	    curl_easy_setopt(c, CURLOPT_PROXY, "") == CURLE_OK &&
	    curl_easy_setopt(c, CURLOPT_HEADERFUNCTION, take_header) ==
	    CURLE_OK &&
	    curl_easy_setopt(c, CURLOPT_HEADERDATA, a) == CURLE_OK &&
	    curl_easy_setopt(c, CURLOPT_WRITEFUNCTION, drop_body) ==
	    CURLE_OK &&
	    curl_easy_setopt(c, CURLOPT_WRITEDATA, a) == CURLE_OK &&
	    (roots == NULL || curl_easy_setopt(c, CURLOPT_CAINFO, roots) ==
	    CURLE_OK);
}

enum status
net_get(const char *url, struct net_header *headers, size_t nheaders,
    long *code, struct fault *f)
{
	struct asked	 a = { headers, nheaders, 0 };
	CURL		*c = curl_easy_init();
	CURLcode	 rc;
	size_t		 i;

	*code = 0;
	for (i = 0; i < nheaders; i++)
		headers[i].value[0] = '\0';
	if (c == NULL || !set_up(c, url, &a)) {
		curl_easy_cleanup(c);
		return fault_set(f, ST_BROKEN, "curl does not start");
	}
	rc = curl_easy_perform(c);
	if (rc == CURLE_OK)
		curl_easy_getinfo(c, CURLINFO_RESPONSE_CODE, code);
	curl_easy_cleanup(c);
	return rc == CURLE_OK ? ST_OK : fault_set(f, ST_ABSENT, "%.200s: %s",
	    url, curl_easy_strerror(rc));
}
