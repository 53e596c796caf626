/*
 * Requests and what belongs to them: answers, materials, imprints, history.
 * Records and their SQL only; which step may be taken stands in table.h, who
 * takes it is decided by work/case.  Functions that write belong inside the
 * caller's transaction.
 */
#ifndef SEAL_REQUEST_H
#define SEAL_REQUEST_H

#include <stdint.h>

#include "base/id.h"
#include "base/pool.h"
#include "flow/flow.h"
#include "office/office.h"
#include "seal/table.h"
#include "store/store.h"

#define NUMBER_TEXT	24	/* SL-20261120-00017 and room */

/* --- the request -------------------------------------------------------- */

/* Whose CA certifies the seal, fixed by the approval (P-47). */
#define CERTIFIER_OWN	"own"
#define CERTIFIER_THIRD	"third"

struct request {
	const char	*id, *number, *business, *channel;
	int		 state;			/* enum request_state */
	int64_t		 rev;
	const char	*unit, *desk, *maker;	/* unit ids */
	const char	*applicant, *opener, *submitter;	/* persons, NULL */
	const char	*checker, *clerk, *approver;
	const char	*seal, *parent;		/* ids or NULL */
	int		 urgent, waiting;
	const char	*reason, *note, *answer;
	const char	*failed;		/* event name of the failed step */
	int64_t		 version;		/* of the application */
	int64_t		 policy;		/* version in force at opening */
	int64_t		 months;		/* validity by it (P-03) */
	const char	*certifier;		/* CERTIFIER_; NULL: open */
	int64_t		 created, changed;
	int64_t		 submitted, due;	/* 0: none */
};

enum status	 request_load(struct store *db, struct pool *pool,
		    const char *id, struct request *out, struct fault *f);
enum status	 request_by_number(struct store *db, struct pool *pool,
		    const char *number, struct request *out,
		    struct fault *f);
/*
 * The next number of a business: two letters, the day, a serial that starts
 * anew each day.
 */
enum status	 request_number(struct store *db, const char *letters,
		    int64_t now, char out[NUMBER_TEXT], struct fault *f);
/* Insert with its scope rows; id is given by the caller. */
enum status	 request_add(struct store *db, struct pool *pool,
		    const struct request *r, struct fault *f);
/*
 * Write every column that may change, the scope rows where the stage moved,
 * and one line of history.  ST_CONFLICT where somebody moved it since it was
 * read; "r" then is as before, else its rev and changed are the new ones.
 */
struct request_move {
	const struct flow_row	*row;
	const char		*note;		/* for the history; may be NULL */
	const char		*statement;	/* id; NULL for the system */
	enum role		 role;		/* acted in; ROLE__N: system */
	int64_t			 at;		/* its moment; 0: now */
};
enum status	 request_step(struct store *db, const struct actor *who,
		    struct request *r, const struct request_move *move,
		    struct fault *f);
/* A person's own, newest first, at most "max". */
enum status	 request_list_mine(struct store *db, struct pool *pool,
		    const char *person, size_t max, struct request **out,
		    size_t *n, struct fault *f);
/*
 * The number of another request for the same seal that is under way and has
 * to end first; what stops or ends a seal does not wait for what keeps it.
 */
enum status	 request_open_for(struct store *db, struct pool *pool,
		    const struct request *q, const char **number,
		    struct fault *f);
/* The ids of all others about a seal that are not final, oldest first. */
#define REQUEST_ABOUT_MAX 20
enum status	 request_about(struct store *db, struct pool *pool,
		    const char *seal, const char *besides,
		    const char *ids[REQUEST_ABOUT_MAX], size_t *n,
		    struct fault *f);
/* The linked 申领 of a loss, newest first; ST_ABSENT where none. */
enum status	 request_child(struct store *db, struct pool *pool,
		    const char *parent, struct request *out,
		    struct fault *f);

struct request_line {			/* one line of history */
	int64_t		 seq, at;
	const char	*event, *from, *to;	/* stored names */
	int64_t		 version;	/* of the answers at that time */
	int64_t		 policy;	/* of the rules at that time */
	const char	*person, *person_name, *unit_name, *note, *statement;
};
enum status	 request_history(struct store *db, struct pool *pool,
		    const char *request, struct request_line **out,
		    size_t *n, struct fault *f);
/* Its last line; ST_ABSENT where it has none. */
enum status	 request_last(struct store *db, struct pool *pool,
		    const char *request, struct request_line *out,
		    struct fault *f);

/* --- the answers (R-061) ------------------------------------------------ */

struct application {
	const char	*org_code, *org_region, *org_type, *org_name;
	const char	*agent_name, *agent_idno_mask, *agent_phone_mask;
	struct bytes	 agent_box;
	const char	*org_address, *approving_name, *approving_region;
	const char	*seal_name, *package, *category, *sub_kind;
	const char	*holder_name, *holder_role, *scope, *delivery;
	const char	*keeper_name, *keeper_login;
	const char	*physical_number, *physical_date, *physical_none;
	const char	*secret;	/* "open" once the applicant said so */
	const char	*asked;		/* the package a device made: SM3, hex, of
					 * what lies in "content" */
	const char	*org_phone, *org_email;	/* 变更 of contact data */
	int		 importing, declared;
	int		 agent_right;	/* the sealed numbers passed their checks */
	int64_t		 agreement, saved;
};

/* All members "", empty or 0: a new draft. */
void		 application_init(struct application *a);
/* Without the agent's numbers, sealed and masked. */
void		 application_drop_numbers(struct application *a);
enum status	 application_load(struct store *db, struct pool *pool,
		    const char *request, int64_t version,
		    struct application *out, struct fault *f);
/* Insert or replace the version; earlier versions are never written. */
enum status	 application_save(struct store *db, const char *request,
		    int64_t version, const struct application *a,
		    struct fault *f);
/* Agreement and declaration alone, given with the submission. */
enum status	 application_promise(struct store *db, const char *request,
		    int64_t version, const struct application *a,
		    struct fault *f);
/* Make unit and seal name findable (gram). */
enum status	 application_index(struct store *db, const char *request,
		    const struct application *a, struct fault *f);
/* SM3 over all answers, in the order of the struct: what a person signs. */
enum status	 application_digest(const struct application *a,
		    unsigned char out[32], struct fault *f);
/* Whether the unit has a seal of this kind that has not ended. */
enum status	 application_kind_taken(struct store *db, const char *unit,
		    const char *sub_kind, int64_t now, int *taken,
		    struct fault *f);
/* Whether another request, not withdrawn, has this package (SM3, hex): a
 * device's key serves one seal. */
enum status	 application_package_taken(struct store *db,
		    const char *package, const char *request, int *taken,
		    struct fault *f);
/* Whether a live seal of the unit has this name already (field 11). */
enum status	 application_name_taken(struct store *db, const char *unit,
		    const char *seal_name, int *taken, struct fault *f);

/* --- materials (tables 1 to 6) ------------------------------------------ */

struct material_row {
	const char	*id, *item, *name, *type;
	int64_t		 version, size, added;
	struct bytes	 sm3, digest, salt;
	const char	*verdict, *fault;	/* NULL: not judged */
	const char	*checker;
	int64_t		 checked;
	const char	*box;			/* context it was boxed with */
};

/* A new one; an earlier one of the same item is kept, no longer live. */
enum status	 material_add(struct store *db, const char *request,
		    const struct material_row *m, struct fault *f);
enum status	 material_list(struct store *db, struct pool *pool,
		    const char *request, struct material_row **out,
		    size_t *n, struct fault *f);
/* What a version of the answers came with, for showing old signatures. */
enum status	 material_list_of(struct store *db, struct pool *pool,
		    const char *request, int64_t version,
		    struct material_row **out, size_t *n, struct fault *f);
/*
 * Copy each live row to the version "version" of a request: the same one,
 * returned for completion (so that what was judged stays as it was), or the
 * linked one of a re-making (P-37).  What was faulted must be judged again.
 */
enum status	 material_carry(struct store *db, struct pool *pool,
		    const char *from, const char *to, int64_t version,
		    struct fault *f);
enum status	 material_load(struct store *db, struct pool *pool,
		    const char *request, const char *id,
		    struct material_row *out, struct fault *f);
/* The checker's verdict on a live item: "ok" or "fault" with words. */
enum status	 material_judge(struct store *db, const char *request,
		    const char *item, const char *verdict, const char *words,
		    const char *checker, int64_t at, struct fault *f);
/* Nothing of a draft that was given up stays (P-38). */
enum status	 material_wipe(struct store *db, const char *request,
		    struct fault *f);

/* --- the imprint (section F) -------------------------------------------- */

struct imprint {
	const char	*id, *request, *source, *quality, *override, *same;
	const char	*comparer, *statement, *person;
	struct bytes	 png, scan;		/* SM3 in "content" */
	int64_t		 um_w, um_h, px_w, px_h;
	int64_t		 compared, confirmed, added;	/* 0: not yet */
};

enum status	 imprint_add(struct store *db, const struct imprint *i,
		    struct fault *f);
/* The newest of a request; ST_ABSENT where there is none. */
enum status	 imprint_load(struct store *db, struct pool *pool,
		    const char *request, struct imprint *out,
		    struct fault *f);
/* The one in force at a moment, for showing old signatures. */
enum status	 imprint_at(struct store *db, struct pool *pool,
		    const char *request, int64_t at, struct imprint *out,
		    struct fault *f);
/* The desk's word on scan against picture. */
enum status	 imprint_compare(struct store *db, const char *id,
		    const char *same, const char *person, int64_t at,
		    struct fault *f);
/* The applicant's confirmation of exactly this picture. */
enum status	 imprint_confirm(struct store *db, const char *id,
		    const char *statement, int64_t at, struct fault *f);

/* --- delivery ----------------------------------------------------------- */

struct delivery {
	const char	*receiver, *identity, *form, *clerk, *statement;
	const char	*device, *device_cert;	/* kept with the carrier */
	int64_t		 at;
};
enum status	 delivery_add(struct store *db, const char *request,
		    const struct delivery *d, struct fault *f);
enum status	 delivery_load(struct store *db, struct pool *pool,
		    const char *request, struct delivery *out,
		    struct fault *f);

/* --- intents (R-225) ----------------------------------------------------- */

/*
 * Say that a call to keyd begins.  An intent of this kind that is open for
 * the subject already is taken up again: its id comes back, so that the same
 * step is asked for.
 */
enum status	 intent_begin(struct store *db, const char *kind,
		    const char *subject, const char *person,
		    char id[ID_LEN + 1], struct fault *f);
enum status	 intent_end(struct store *db, const char *id,
		    struct fault *f);

#endif
