/*
 * Asking another server: one question over HTTP(S), or one mail; bounded in
 * time and size, no redirect followed, certificates checked (SSL_CERT_FILE
 * names other roots than the machine's).  Only programs that may have a
 * network use it, and never inside a transaction.
 */
#ifndef NET_NET_H
#define NET_NET_H

#include <stddef.h>

#include "base/buf.h"
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

struct net_post {
	const char	*url, *type;	/* "application/json" */
	struct bytes	 body;
	const char	*bearer;	/* token of the caller; NULL: none */
	long		 wait;		/* s, all of it; 0: as every question */
};
/*
 * POST; the answer's body is appended to "answer", whose ceiling is the most
 * that is taken.  ST_ABSENT: no answer (the fault says why), ST_INVALID: an
 * answer longer than that; ST_BROKEN: ours.
 */
enum status	 net_post(const struct net_post *post, struct buf *answer,
		    long *code, struct fault *f);

struct net_mail {
	const char	*url;		/* smtps://host:465, smtp://host:587 */
	const char	*user, *password;	/* "" or NULL: none */
	const char	*from, *to;	/* bare addresses */
	const char	*id;		/* of the message, our own */
	const char	*subject, *text;	/* UTF-8 */
	int64_t		 at;		/* ms */
};
/* Whether s can stand as an address in a mail: one @, printable ASCII. */
int		 net_is_address(const char *s);
/*
 * Hand one mail to a server, TLS from the start (smtps) or by STARTTLS, never
 * without.  ST_INVALID: an address that is none, or the server refused it for
 * good; ST_ABSENT: not now (the fault says why); ST_BROKEN: ours.
 */
enum status	 net_mail(const struct net_mail *mail, struct fault *f);

#endif
