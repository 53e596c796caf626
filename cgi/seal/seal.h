/*
 * Seals, their versions and history; uses of a seal and the stamps made.
 * Records and their SQL.  Functions that write belong inside the caller's
 * transaction.
 */
#ifndef SEAL_SEAL_H
#define SEAL_SEAL_H

#include <stdint.h>

#include "base/clock.h"
#include "base/id.h"
#include "base/pool.h"
#include "office/office.h"
#include "seal/table.h"
#include "store/store.h"

/* --- the seal ------------------------------------------------------------ */

#define SEAL_IMPORTED	"imported"	/* its origin, else "made" */

struct seal {
	const char	*id, *code;
	int		 state, before_loss;	/* enum seal_state; -1 none */
	int64_t		 rev;
	const char	*name, *unit, *desk, *request;
	const char	*category, *sub_kind, *scope;
	const char	*keeper, *replaces;	/* NULL: none */
	int64_t		 version, created, activated, last_used;
	int		 software;
	const char	*physical;	/* what became of the physical seal */
	int		 imported;	/* another system made it */
	/* of the current version; 0 and NULL while being made */
	const char	*serial;
	int64_t		 valid_from, valid_to;
	struct bytes	 png;			/* SM3 of the picture */
	int64_t		 um_w, um_h;
};

enum status	 seal_load(struct store *db, struct pool *pool,
		    const char *id, struct seal *out, struct fault *f);
enum status	 seal_by_code(struct store *db, struct pool *pool,
		    const char *code, struct seal *out, struct fault *f);
/* By what people type: an imported one's too, in any spelling. */
enum status	 seal_by_typed(struct store *db, struct pool *pool,
		    const char *typed, struct seal *out, struct fault *f);
enum status	 seal_of_request(struct store *db, struct pool *pool,
		    const char *request, struct seal *out, struct fault *f);
/* Seals a person keeps, or of a unit; at most "max", newest first. */
enum status	 seal_list_unit(struct store *db, struct pool *pool,
		    const char *unit, size_t max, struct seal **out,
		    size_t *n, struct fault *f);
/* The state as it is now: S6 once the end of validity is past. */
int		 seal_state_now(const struct seal *s, int64_t now);

/* Insert with its first event (SE_BEGIN). */
enum status	 seal_add(struct store *db, const struct actor *who,
		    const struct seal *s, struct fault *f);
struct seal_version;
/*
 * Insert one that another system made, active at once with its only version
 * (SE_TAKE_OVER, R-020); ST_CONFLICT where its code or certificate is known.
 */
enum status	 seal_take_over(struct store *db, const struct actor *who,
		    const struct seal *s, const struct seal_version *v,
		    const char *statement, struct fault *f);
struct seal_move {
	int		 event;		/* enum seal_event */
	const char	*reason, *request, *statement;	/* may be NULL */
	int64_t		 version;	/* SE_RENEW: the one now in force */
	int		 broken;	/* it ends because its carrier did */
};
/*
 * Along T2, from the state as it is now; ST_CONFLICT where the table has no
 * such row or somebody moved it first.  Writes the event, and since when its
 * version is in force; the carrier it lies in follows.
 */
enum status	 seal_step(struct store *db, const struct actor *who,
		    struct seal *s, const struct seal_move *move,
		    struct fault *f);
/* Who keeps it. */
enum status	 seal_set_keeper(struct store *db, struct seal *s,
		    const char *person, struct fault *f);
/* What became of the physical seal it stands for. */
enum status	 seal_set_physical(struct store *db, struct seal *s,
		    const char *what, struct fault *f);
/* Remember a use (S3 used: last-use date). */
enum status	 seal_used(struct store *db, const char *id, int64_t at,
		    struct fault *f);

struct seal_version {
	int64_t		 version;
	const char	*serial, *request;	/* it was made for */
	struct bytes	 cert, der, png;
	int64_t		 um_w, um_h, valid_from, valid_to;
	int64_t		 activated, superseded;	/* 0: not */
};
/* Add the next one; its number is the one after the last. */
enum status	 seal_version_add(struct store *db, const char *seal,
		    const struct seal_version *v, struct fault *f);
/* The version made for a request; ST_ABSENT: none yet. */
enum status	 seal_version_of(struct store *db, const char *request,
		    int64_t *version, struct fault *f);
/* The end of validity of the version in force at a moment. */
enum status	 seal_valid_to_at(struct store *db, const struct seal *s,
		    int64_t at, int64_t *valid_to, struct fault *f);
/* Put it in force from "at" on, in the place of "old" (0: of none). */
enum status	 seal_version_start(struct store *db, const char *seal,
		    int64_t version, int64_t old, int64_t at,
		    struct fault *f);
enum status	 seal_version_load(struct store *db, struct pool *pool,
		    const char *seal, int64_t version,
		    struct seal_version *out, struct fault *f);

struct seal_line {
	int64_t		 seq, at;
	const char	*event, *from, *to, *reason, *person_name, *statement;
};
enum status	 seal_history(struct store *db, struct pool *pool,
		    const char *seal, struct seal_line **out, size_t *n,
		    struct fault *f);
/*
 * The state in a span of the past, the worst in force at any moment of it;
 * -1 before it was made.  Expiry counts.
 */
enum status	 seal_state_in(struct store *db, const struct seal *s,
		    struct span at, int *state, struct fault *f);
/* Since when it has its state, ms; uses and failed tries do not count.  0
 * where nothing is written of it. */
enum status	 seal_since(struct store *db, const char *seal, int64_t *at,
		    struct fault *f);

/* The picture as stamping wants it; see pdf/pdf.h. */
struct seal_picture {
	int64_t		 px_w, px_h;
	int		 plain;
	int		 bits;			/* of alpha a pixel */
	struct bytes	 colour, alpha;		/* deflated */
};
enum status	 seal_picture_add(struct store *db, struct bytes png,
		    const struct seal_picture *p, struct fault *f);
enum status	 seal_picture_load(struct store *db, struct pool *pool,
		    struct bytes png, struct seal_picture *out,
		    struct fault *f);

/* --- codes (R-128, R-129) ------------------------------------------------- */

#define SEAL_CODE_TEXT 17	/* H + 6 + 2 + 6 + check, and NUL */

/* The next industry code of a region; written down as taken. */
enum status	 seal_code_take(struct store *db, const char *region,
		    const char *request, char out[SEAL_CODE_TEXT],
		    struct fault *f);
/* H370000... with a right check character. */
int		 seal_code_check(const char *code);
/* The form of a code the national platform gives: region and serial, 14
 * digits (codes.md 7); it has no check digit. */
int		 seal_code_national(const char *code);
/* Either form: what people may type as the code of a seal. */
int		 seal_code_known_form(const char *code);
/* What may be one at all: other systems have codes of other forms;
 * one of ours with a wrong check character is none. */
int		 seal_code_may_be(const char *code);
/* Write down a code that came from outside ("national", "hand", "import");
 * ST_CONFLICT
 * where it was ever given out. */
enum status	 seal_code_keep(struct store *db, const char *code,
		    const char *source, const char *request,
		    struct fault *f);
/* Where a code came from; ST_ABSENT: it was never given out. */
enum status	 seal_code_source(struct store *db, struct pool *pool,
		    const char *code, const char **source, struct fault *f);
/* The code a request took already; ST_ABSENT where none. */
enum status	 seal_code_of(struct store *db, struct pool *pool,
		    const char *request, const char **out, struct fault *f);

#endif
