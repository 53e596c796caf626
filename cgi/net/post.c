/* One POST through libcurl; see net.h. */
#include <stdio.h>
#include <string.h>

#include "net/local.h"

#define HEADER_MAX 512		/* a name and a token */

static size_t
take_body(char *p, size_t size, size_t n, void *arg)
{
	struct buf	*answer = arg;

	buf_put(answer, p, size * n);
	return buf_ok(answer) ? size * n : 0;
}

/* *list grows; 0, the fault set, where the line cannot be a header. */
static int
add_header(struct curl_slist **list, const char *name, const char *value)
{
	char			 line[HEADER_MAX];
	struct curl_slist	*more;
	int			 n;

	n = snprintf(line, sizeof(line), "%s %s", name, value);
	if (n < 0 || (size_t)n >= sizeof(line) ||
	    strpbrk(line, "\r\n") != NULL ||
	    (more = curl_slist_append(*list, line)) == NULL)
		return 0;
	*list = more;
	return 1;
}

static int
set_up(CURL *c, const struct net_post *post, struct curl_slist **list,
    struct buf *answer)
{
	return add_header(list, "Content-Type:", post->type) &&
	    add_header(list, "Expect:", "") &&
	    (post->bearer == NULL || *post->bearer == '\0' ||
	    add_header(list, "Authorization: Bearer", post->bearer)) &&
	    (post->wait == 0 || curl_easy_setopt(c, CURLOPT_TIMEOUT,
	    post->wait) == CURLE_OK) &&
	    curl_easy_setopt(c, CURLOPT_HTTPHEADER, *list) == CURLE_OK &&
	    curl_easy_setopt(c, CURLOPT_POSTFIELDSIZE_LARGE,
	    (curl_off_t)post->body.n) == CURLE_OK &&
	    curl_easy_setopt(c, CURLOPT_POSTFIELDS, post->body.p) ==
	    CURLE_OK &&
	    curl_easy_setopt(c, CURLOPT_WRITEFUNCTION, take_body) ==
	    CURLE_OK &&
	    curl_easy_setopt(c, CURLOPT_WRITEDATA, answer) == CURLE_OK;
}

enum status
net_post(const struct net_post *post, struct buf *answer, long *code,
    struct fault *f)
{
	struct curl_slist	*list = NULL;
	CURLcode		 rc;
	CURL			*c;
	enum status		 st;

	*code = 0;
	if ((c = net_open(post->url, "http,https", f)) == NULL)
		return ST_BROKEN;
	st = set_up(c, post, &list, answer) ? net_ask(c, post->url, &rc, f) :
	    fault_set(f, ST_BROKEN, "curl does not start");
	if (st == ST_OK)
		curl_easy_getinfo(c, CURLINFO_RESPONSE_CODE, code);
	else if (!buf_ok(answer))
		st = fault_set(f, ST_INVALID, "%.200s: answer too long",
		    post->url);
	curl_easy_cleanup(c);
	curl_slist_free_all(list);
	return st;
}
