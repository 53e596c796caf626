/* Bytes as text and back: hex, base 32 and base 64 (RFC 4648). */
#ifndef BASE_CODING_H
#define BASE_CODING_H

#include <stddef.h>

#include "base/bytes.h"
#include "base/pool.h"

#define HEX_TEXT(n)	(2 * (n) + 1)
#define BASE64_TEXT(n)	(((n) + 2) / 3 * 4 + 1)
#define BASE32_TEXT(n)	(((n) * 8 + 4) / 5 + 1)

/* Lower-case hex; "out" has HEX_TEXT(n). */
void	 hex_write(const void *p, size_t n, char *out);
/* Exactly n bytes from 2n hex digits, nothing behind; 1 if so. */
int	 hex_read(const char *s, unsigned char *out, size_t n);
/* With padding; "out" has BASE64_TEXT(n). */
void	 base64_write(const void *p, size_t n, char *out);
/* URL alphabet without padding; "out" has BASE64_TEXT(n). */
void	 base64url_write(const void *p, size_t n, char *out);
/* Strict, padded; at most "room" bytes, the count into *n; 1 if so. */
int	 base64_read(const char *s, unsigned char *out, size_t room,
	    size_t *n);
/* Upper case without padding, for QR alphanumeric mode; BASE32_TEXT(n). */
void	 base32_write(const void *p, size_t n, char *out);
/* Strict reverse: exactly n bytes, unused bits zero; 1 if so. */
int	 base32_read(const char *s, unsigned char *out, size_t n);

#endif
