/*
 * The original behind a scanned QR code, as far as P-33 lets it be seen
 * not at all, after a second value that is not in the
 * QR code, or at once.  Pages are drawn in the sandbox as pictures, so that
 * a phone needs nothing; the stamped file itself may be saved.
 */
#ifndef WORK_ORIGINAL_H
#define WORK_ORIGINAL_H

#include "web/web.h"

enum original { ORIGINAL_HIDDEN, ORIGINAL_SECOND, ORIGINAL_OPEN };

/* From the stamp's "disclosure"; what is not known is hidden.  Pure. */
enum original	 original_rule(const char *disclosure);
/*
 * Whether "typed" is the last four characters of the printed code, typed in
 * any shape; in constant time.  Pure.
 */
int		 original_matches(const char *code, const char *typed);

/* Routes of verify; {handle} and {n} are pieces of the path. */
enum status	 original_show(struct req *r);
enum status	 original_second(struct req *r);
enum status	 original_page(struct req *r);
enum status	 original_file(struct req *r);

#endif
