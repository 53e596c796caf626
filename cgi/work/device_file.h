/*
 * Packages a device made, handed in with a case: an application
 * for a new seal, and the renewal of one a device holds.  They lie in
 * "content" as they came; application.asked names them.
 */
#ifndef WORK_DEVICE_FILE_H
#define WORK_DEVICE_FILE_H

#include "trust/device_apply.h"
#include "trust/device_renew.h"
#include "work/answers.h"
#include "work/case.h"

#define DEVICE_FILE_ROOM (2 * DEVICE_RENEW_MAX)	/* a file, PEM or DER */

/* --- applying ------------------------------------------------------------- */

/* The application handed in; ST_ABSENT: none. */
enum status	 device_file_application(struct req *r,
		    const struct application *a, struct device_apply *out);
/*
 * Whether it is this unit's own, of a kind there is, and not from tomorrow;
 * a sentence for the page, NULL where it is right.  Pure.
 */
const char	*device_apply_flaw(const struct device_apply *p,
		    const struct unit *unit, int64_t now);
/* Its answers into "a": name and kind of the seal, and where it will be. */
void		 device_apply_fill(const struct device_apply *p,
		    struct application *a);
/*
 * What was typed since must still be what the device asked for; errors go to
 * the fields.  Nothing to say where none was handed in.
 */
enum status	 device_apply_agree(struct req *r, const struct application *a,
		    const struct answers *typed, struct form_state *state);

/* --- renewing ------------------------------------------------------------- */

/* The renewal handed in; ST_ABSENT: none. */
enum status	 device_file_renewal(struct req *r,
		    const struct application *a, struct device_renew *out);
/* Held against the seal of the case as it is now; *why NULL: it is right. */
enum status	 device_renew_unfit(struct req *r, const struct dossier *d,
		    const struct device_renew *p, const char **why);
/* What its statement must be over: the version that made it, and its request;
 * from the records, for showing. */
enum status	 device_renew_about(struct req *r, const struct dossier *d,
		    unsigned char out[32]);

#endif
