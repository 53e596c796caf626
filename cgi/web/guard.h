/*
 * What stands between a stranger's request and a handler: cookies read, the
 * site a POST came from, tokens.  Pure.
 */
#ifndef WEB_GUARD_H
#define WEB_GUARD_H

#include <stddef.h>

#include "office/office.h"

#define CSRF_TEXT	65		/* 64 hex digits and NUL */
#define COOKIE_SESSION	"__Host-jy"
#define COOKIE_PRE	"__Host-pre"

/*
 * The token in the cookie of that name; 0 and "" where there is none, more
 * than one (a planted one), or it has not a token's form.
 */
int		 cookie_read(const char *header, const char *name,
		    char out[TOKEN_TEXT]);
/*
 * Whether a POST came from a page of ours: Sec-Fetch-Site says same-origin,
 * or Origin names the host asked for (or our printed address).  Browsers
 * send one of them; a request with neither is not ours.
 */
int		 origin_is_ours(const char *fetch_site, const char *origin,
		    const char *host, const char *url);
/* A fresh token of 32 random bytes. */
void		 token_new(char out[TOKEN_TEXT]);
/* The CSRF value of a browser that is not signed in. */
void		 token_pre_csrf(const char *pre, char out[CSRF_TEXT]);
/* In constant time; 0 where either is empty. */
int		 token_same(const char *a, const char *b);

#endif
