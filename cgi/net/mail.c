/* One mail through libcurl; see net.h. */
#include <stdio.h>
#include <string.h>

#include "base/calendar.h"
#include "base/coding.h"
#include "net/local.h"

#define MAIL_MAX	(32 * 1024)	/* a notice is some hundred bytes */
#define ADDRESS_MAX	254		/* RFC 5321 */
#define LINE_BYTES	54		/* 72 characters of base 64 */
#define WORD_BYTES	30		/* 40 characters of an encoded word */

int
net_is_address(const char *s)
{
	const char	*at = strchr(s, '@');
	size_t		 n;

	if (at == NULL || at == s || at[1] == '\0' || strchr(at + 1, '@') ||
	    (n = strlen(s)) > ADDRESS_MAX)
		return 0;
	return strspn(s, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
	    "0123456789.!#$%&'*+-/=?^_`{|}~@") == n;
}

/* Cut behind a whole character: an encoded word must not split one. */
static size_t
piece(const char *s, size_t left)
{
	size_t	 n = left < WORD_BYTES ? left : WORD_BYTES;

	while (n < left && n > 1 && ((unsigned char)s[n] & 0xc0) == 0x80)
		n--;
	return n;
}

static void
put_subject(struct buf *out, const char *s)
{
	char	 word[BASE64_TEXT(WORD_BYTES)];
	size_t	 n, left = strlen(s);

	buf_text(out, "Subject:");
	for (; left > 0; s += n, left -= n) {
		n = piece(s, left);
		base64_write(s, n, word);
		buf_printf(out, " =?UTF-8?B?%s?=\r\n", word);
	}
}

static void
put_text(struct buf *out, const char *s)
{
	char	 line[BASE64_TEXT(LINE_BYTES)];
	size_t	 n, left = strlen(s);

	for (; left > 0; s += n, left -= n) {
		n = left < LINE_BYTES ? left : LINE_BYTES;
		base64_write(s, n, line);
		buf_printf(out, "%s\r\n", line);
	}
}

/* "Fri, 20 Nov 2026 06:05:09 +0000": RFC 5322 has no GMT. */
static void
put_date(struct buf *out, int64_t at)
{
	char	 when[CALENDAR_TEXT], *zone;

	calendar_http(at, when);
	if ((zone = strstr(when, " GMT")) != NULL)
		*zone = '\0';
	buf_printf(out, "Date: %s +0000\r\n", when);
}

static void
write_mail(const struct net_mail *m, struct buf *out)
{
	put_date(out, m->at);
	buf_printf(out, "From: <%s>\r\nTo: <%s>\r\nMessage-ID: <%s%s>\r\n",
	    m->from, m->to, m->id, strchr(m->from, '@'));
	put_subject(out, m->subject);
	buf_text(out, "Auto-Submitted: auto-generated\r\n"
	    "MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n"
	    "Content-Transfer-Encoding: base64\r\n\r\n");
	put_text(out, m->text);
}

struct reading {
	struct bytes	 left;
};

static size_t
give(char *to, size_t size, size_t n, void *arg)
{
	struct reading	*r = arg;
	size_t		 most = size * n < r->left.n ? size * n : r->left.n;

	if (most > 0)
		memcpy(to, r->left.p, most);
	r->left.p += most;
	r->left.n -= most;
	return most;
}

static int
set_up(CURL *c, const struct net_mail *m, struct curl_slist **to,
    struct reading *r)
{
	return (*to = curl_slist_append(NULL, m->to)) != NULL &&
	    curl_easy_setopt(c, CURLOPT_USE_SSL, (long)CURLUSESSL_ALL) ==
	    CURLE_OK &&
	    (m->user == NULL || *m->user == '\0' ||
	    (curl_easy_setopt(c, CURLOPT_USERNAME, m->user) == CURLE_OK &&
	    curl_easy_setopt(c, CURLOPT_PASSWORD, m->password) ==
	    CURLE_OK)) &&
	    curl_easy_setopt(c, CURLOPT_MAIL_FROM, m->from) == CURLE_OK &&
	    curl_easy_setopt(c, CURLOPT_MAIL_RCPT, *to) == CURLE_OK &&
	    curl_easy_setopt(c, CURLOPT_UPLOAD, 1L) == CURLE_OK &&
	    curl_easy_setopt(c, CURLOPT_READFUNCTION, give) == CURLE_OK &&
	    curl_easy_setopt(c, CURLOPT_READDATA, r) == CURLE_OK;
}

/* A 5xx to the address or the message does not become better by waiting. */
static enum status
outcome(CURL *c, const struct net_mail *m, enum status st, CURLcode rc,
    struct fault *f)
{
	long	 code = 0;

	if (st != ST_ABSENT || rc != CURLE_SEND_ERROR)
		return st;
	curl_easy_getinfo(c, CURLINFO_RESPONSE_CODE, &code);
	return code >= 550 && code <= 559 ? fault_set(f, ST_INVALID,
	    "%.200s: refused, %ld", m->url, code) : st;
}

enum status
net_mail(const struct net_mail *m, struct fault *f)
{
	struct curl_slist	*to = NULL;
	struct reading		 r;
	struct buf		 b;
	CURLcode		 rc = CURLE_OK;
	CURL			*c;
	enum status		 st;

	if (!net_is_address(m->from) || !net_is_address(m->to) ||
	    strpbrk(m->id, "<>@ \r\n") != NULL)
		return fault_set(f, ST_INVALID, "mail: no address");
	if ((c = net_open(m->url, "smtp,smtps", f)) == NULL)
		return ST_BROKEN;
	buf_init(&b, MAIL_MAX);
	write_mail(m, &b);
	r.left = buf_view(&b);
	if (!buf_ok(&b))
		st = fault_set(f, ST_INVALID, "mail: too long");
	else if (!set_up(c, m, &to, &r))
		st = fault_set(f, ST_BROKEN, "curl does not start");
	else
		st = outcome(c, m, net_ask(c, m->url, &rc, f), rc, f);
	buf_free(&b);
	curl_easy_cleanup(c);
	curl_slist_free_all(to);
	return st;
}
