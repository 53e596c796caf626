/* For the folder alone: the pieces a step is made of. */
#ifndef WORK_LOCAL_H
#define WORK_LOCAL_H

#include "work/case.h"

/* Which action a person signs with an event; NULL: none (save, system). */
const char	*case_action(int event);

/* Fill d->facts for the actor of r; everything else is loaded. */
enum status	 case_gather(struct req *r, struct dossier *d);

/* What keyd answered; all in the pool. */
struct device_result {
	char			 step[ID_LEN + 1];
	const char		*code;		/* of the seal made */
	struct keyd_cert	 cert;
	struct keyd_seal	 seal;
	struct bytes		 said;		/* by the seal's own key */
};
/* Whether the event calls keyd with a key, and so needs an intent. */
int		 case_uses_device(const struct dossier *d, int event);
/*
 * Call keyd for the event, before the transaction.  The new statements are
 * not kept yet, so they are handed in.  *why is a sentence for the page
 * where the outcome is not ST_OK.
 */
enum status	 case_device(struct req *r, struct dossier *d,
		    const struct case_act *act, const struct bytes *said,
		    size_t nsaid, struct device_result *out,
		    const char **why);

/* The package of what was made for this case, for its device alone; the same
 * each time. */
enum status	 case_package(struct req *r, struct dossier *d,
		    struct bytes *out);

struct seal_import;
/* SM3 of what was written down of a seal taken over (digest.c). */
enum status	 case_takeover_record(struct req *r, const struct dossier *d,
		    const struct seal_import *i, unsigned char out[32]);

/* A new request's columns but id and number; nothing is written. */
enum status	 case_fill(struct req *r, const struct case_new *what,
		    struct request *q);

/* Do the effects of a row, inside the transaction. */
enum status	 case_effects(struct req *r, struct dossier *d,
		    const struct flow_row *row, const struct case_act *act,
		    const struct device_result *dev, const char *statement);

/* A material as it came, in the pool, checked against its record. */
enum status	 case_material_open(struct req *r, struct dossier *d,
		    const struct material_row *m, struct bytes *plain);
/*
 * The case's imprint as it was at a moment (0: the newest); of a renewal the
 * one the seal has.  ST_ABSENT: none yet.
 */
enum status	 case_imprint(struct req *r, const struct dossier *d,
		    int64_t at, struct imprint *out);
/* The picture of a case's imprint, from "content", in the pool. */
enum status	 case_picture(struct req *r, const struct dossier *d,
		    struct bytes *png);

/* The CAs whose certificates count, as keyd names them; until the request is
 * over. */
struct anchors;
enum status	 case_anchors(struct req *r, struct keyd *keyd,
		    struct anchors **out);

#endif
