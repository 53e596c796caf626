/* One GET through libcurl; see net.h. */
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "net/local.h"

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
set_up(CURL *c, struct asked *a)
{
	return curl_easy_setopt(c, CURLOPT_HEADERFUNCTION, take_header) ==
	    CURLE_OK &&
	    curl_easy_setopt(c, CURLOPT_HEADERDATA, a) == CURLE_OK &&
	    curl_easy_setopt(c, CURLOPT_WRITEFUNCTION, drop_body) ==
	    CURLE_OK &&
	    curl_easy_setopt(c, CURLOPT_WRITEDATA, a) == CURLE_OK;
}

enum status
net_get(const char *url, struct net_header *headers, size_t nheaders,
    long *code, struct fault *f)
{
	struct asked	 a = { headers, nheaders, 0 };
	CURLcode	 rc;
	CURL		*c;
	enum status	 st;
	size_t		 i;

	*code = 0;
	for (i = 0; i < nheaders; i++)
		headers[i].value[0] = '\0';
	if ((c = net_open(url, "http,https", f)) == NULL)
		return ST_BROKEN;
	st = set_up(c, &a) ? net_ask(c, url, &rc, f) : fault_set(f,
	    ST_BROKEN, "curl does not start");
	if (st == ST_OK)
		curl_easy_getinfo(c, CURLINFO_RESPONSE_CODE, code);
	curl_easy_cleanup(c);
	return st;
}
