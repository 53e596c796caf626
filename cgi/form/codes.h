/*
 * Codes people type: pure checks by their public rules (codes.md 1..6).
 * A check returns NULL for yes, else one Chinese sentence; a warning is the
 * same but refuses nothing.  They expect text already cleaned (CLEAN_CODE,
 * CLEAN_PHONE): a check never repairs.
 */
#ifndef FORM_CODES_H
#define FORM_CODES_H

#include <stddef.h>
#include <stdint.h>

/* Unified social credit code, GB 32100-2015: 18 characters and check. */
const char	*code_credit(const char *s);
/*
 * Doubts about a valid credit code: first two characters not in the table,
 * or the organisation code inside (GB 11714) has another check character.
 */
const char	*code_credit_warning(const char *s);
/* Doubt where the code's kind does not fit the unit type: organ,
 * institution, enterprise, individual, society; any other type: none. */
const char	*code_credit_type_warning(const char *s, const char *type);
/* Organisation code alone, GB 11714: 9 characters, without a dash. */
const char	*code_organisation(const char *s);

/*
 * Citizen number, GB 11643-1999: check, province, a birthday that exists and
 * is not after "today" (ms).  The two others ask for an age of 16 to 120 as
 * well (people who act); the last takes today from the clock, for tables.
 */
const char	*code_citizen_number(const char *s, int64_t today);
const char	*code_citizen_at(const char *s, int64_t today);
const char	*code_citizen(const char *s);

/* Blanks, dashes and a leading +86 or 0086 away; 0 where out is too small. */
int		 code_mobile_clean(const char *in, char *out, size_t room);
/* A mobile number: 11 digits from 13 to 19. */
const char	*code_mobile(const char *s);

/* The number engraved in a physical seal: 13 or 14 digits. */
const char	*code_seal_number(const char *s);
/* As above, with the length a policy allows. */
const char	*code_seal_number_within(const char *s, size_t least,
		    size_t most);
/* Region code, GB/T 2260: the form alone; the table is elsewhere. */
const char	*code_region(const char *s);
/* PIN: at least 8 characters with letters and digits. */
const char	*code_pin(const char *s);
/* E-mail, the plain form. */
const char	*code_email(const char *s);

/* For lists: 138****8000, 371002********0011, 王*.  "" where too short. */
#define CODE_MASK 64
void		 code_mask_mobile(const char *s, char out[CODE_MASK]);
void		 code_mask_citizen(const char *s, char out[CODE_MASK]);
void		 code_mask_name(const char *s, char out[CODE_MASK]);

#endif
