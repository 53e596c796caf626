/* Cookies, origins and tokens; see guard.h. */
#include <string.h>
#include <strings.h>

#include "base/coding.h"
#include "base/wipe.h"
#include "sm/sm.h"
#include "web/guard.h"

#define TOKEN_BYTES 32

static int
is_token(const char *s, size_t n)
{
	size_t	 i;

	if (n != TOKEN_TEXT - 1)
		return 0;
	for (i = 0; i < n; i++)
		if (!((s[i] >= '0' && s[i] <= '9') ||
		    (s[i] >= 'a' && s[i] <= 'z') ||
		    (s[i] >= 'A' && s[i] <= 'Z') || s[i] == '-' ||
		    s[i] == '_'))
			return 0;
	return 1;
}

int
cookie_read(const char *header, const char *name, char out[TOKEN_TEXT])
{
	const char	*p = header, *found = NULL;
	size_t		 n, nname = strlen(name), nfound = 0;

	out[0] = '\0';
	while (p != NULL && *p != '\0') {
		p += strspn(p, "; \t");
		n = strcspn(p, ";");
		if (n > nname && strncmp(p, name, nname) == 0 &&
		    p[nname] == '=') {
			if (found != NULL)
				return 0;
			found = p + nname + 1;
			nfound = n - nname - 1;
		}
		p += n;
	}
	while (nfound > 0 && (found[nfound - 1] == ' ' ||
	    found[nfound - 1] == '\t'))
		nfound--;
	if (found == NULL || !is_token(found, nfound))
		return 0;
	memcpy(out, found, nfound);
	out[nfound] = '\0';
	return 1;
}

/* The host and port of http(s)://host[:port][/…]; NULL for others. */
static const char *
host_of(const char *url, size_t *n)
{
	static const char *const schemes[] = { "https://", "http://" };
	size_t	 i, len;

	for (i = 0; i < NITEMS(schemes); i++) {
		len = strlen(schemes[i]);
		if (strncasecmp(url, schemes[i], len) == 0) {
			*n = strcspn(url + len, "/?#");
			return url + len;
		}
	}
	return NULL;
}

static int
same_host(const char *a, size_t na, const char *b, size_t nb)
{
	return na == nb && na > 0 && strncasecmp(a, b, na) == 0;
}

int
origin_is_ours(const char *fetch_site, const char *origin, const char *host,
    const char *url)
{
	const char	*from, *printed;
	size_t		 nfrom, nprinted = 0;

	if (fetch_site != NULL && strcmp(fetch_site, "same-origin") != 0)
		return 0;
	if (origin == NULL)
		return fetch_site != NULL;
	if ((from = host_of(origin, &nfrom)) == NULL)
		return 0;		/* "null": a sandbox, a file */
	if (from[nfrom] != '\0')
		return 0;		/* an Origin has no path */
	if (host != NULL && same_host(from, nfrom, host, strlen(host)))
		return 1;
	printed = url == NULL ? NULL : host_of(url, &nprinted);
	return printed != NULL && same_host(from, nfrom, printed, nprinted);
}

void
token_new(char out[TOKEN_TEXT])
{
	unsigned char	 raw[TOKEN_BYTES];

	_Static_assert(BASE64_TEXT(TOKEN_BYTES) >= TOKEN_TEXT, "no room");
	char		 text[BASE64_TEXT(TOKEN_BYTES)];

	random_bytes(raw, sizeof(raw));
	base64url_write(raw, sizeof(raw), text);
	memcpy(out, text, TOKEN_TEXT);
	wipe(raw, sizeof(raw));
	wipe(text, sizeof(text));
}

void
token_pre_csrf(const char *pre, char out[CSRF_TEXT])
{
	unsigned char	 mac[SM3_LEN];

	out[0] = '\0';
	if (sm3_hmac(bytes_text(pre), bytes_text("pre-session csrf"), mac) ==
	    ST_OK)
		hex_write(mac, sizeof(mac), out);
}

int
token_same(const char *a, const char *b)
{
	size_t		 i, n = strlen(a);
	unsigned	 different = 0;

	if (n == 0 || strlen(b) != n)
		return 0;
	for (i = 0; i < n; i++)
		different |= (unsigned char)a[i] ^ (unsigned char)b[i];
	return different == 0;
}
