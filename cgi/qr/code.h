/*
 * Codes people type and scan (codes.md 13, R-195): 16 random characters of
 * 31 and one check character.  31 is prime, so every single wrong character
 * and every swap of neighbours is noticed.  The QR handle and the printed
 * verification code are two separate codes of this form.
 */
#ifndef QR_CODE_H
#define QR_CODE_H

#include <stddef.h>

#define CODE_LEN	17	/* characters, check included */
#define CODE_PRINTED	21	/* 4-4-4-5 with hyphens, and NUL */

/* A new code from the kernel's random numbers: 79 bits. */
void	 code_new(char out[CODE_LEN + 1]);
/*
 * What a person typed or pasted, made plain: upper case; blanks, hyphens
 * and dashes of any kind dropped; full-width letters narrowed.  1 if the
 * result has the length and the characters of a code (check not looked at).
 */
int	 code_clean(const char *typed, char out[CODE_LEN + 1]);
/* Whether a clean code's check character fits. */
int	 code_check(const char *code);
/* ABCD-EFGH-JKMN-PQRST */
void	 code_print(const char *code, char out[CODE_PRINTED]);

#endif
