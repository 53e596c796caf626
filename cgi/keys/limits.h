/* keyd's limits, each with its reason. */
#ifndef KEYS_LIMITS_H
#define KEYS_LIMITS_H

#define KEYS_CONNECTIONS 256	/* open at once: 200 staff, each call short */
#define KEYS_READ_MS	5000	/* a whole request in: local, 2 MiB at most */
#define KEYS_WRITE_MS	5000	/* a whole answer out */
#define KEYS_FAST	3	/* for signatures: 2 cores and one that waits */
#define KEYS_SLOW	2	/* workers for PIN derivations: one per core */
#define KEYS_PER_PROGRAM 64	/* of these for one program: none takes all */
#define KEYS_POOL	(8 * MIB)	/* one request: a seal, copied thrice */
#define KEYS_HANDLES	1024	/* unlocked keys: 200 staff and applicants */
#define KEYS_PER_PERSON	4	/* windows of one person at one terminal */
#define KEYS_IDLE_MS	(15 * MS_MINUTE)	/* design.md, Keys */
#define KEYS_ABSOLUTE_MS (8 * MS_HOUR)

/*
 * PBKDF2-HMAC-SM3: 600,000 rounds were measured at 322 ms (stack.md 9), so
 * this is about 100 ms a try, for whoever stole disk and store key too.
 */
#define KEYS_ROUNDS	200000
#define KEYS_ROUNDS_TEST 1000	/* demonstration and tests may go so low */

#define KEYS_PIN_MIN	8	/* */
#define KEYS_PIN_MAX	64	/* bytes; longer is no PIN but a mistake */
#define KEYS_PIN_TRIES	5	/* */
#define KEYS_PIN_HISTORY 5	/* */
#define KEYS_PERSON_DAYS 365	/* design.md: at most one year */
#define KEYS_CA_YEARS	20	/* root; the two CAs half of it */
#define KEYS_CRL_MS	(24 * MS_HOUR)	/* P-26 */
#define KEYS_OCSP_MS	(4 * MS_HOUR)	/* an OCSP answer: an outage bridged */
#define KEYS_OCSP_FRESH	(2 * MS_HOUR)	/* given again so long, if unchanged */
#define KEYS_SECURE	(1 * MIB)	/* OpenSSL's locked heap: keys in use */

#endif
