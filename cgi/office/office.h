/*
 * The office: units, people, their roles and sessions, what they said under
 * signature (statements), the policies in force, the trail of audit, notices
 * and numbers.  All of it lives in the store "office".
 */
#ifndef OFFICE_OFFICE_H
#define OFFICE_OFFICE_H

#include <stdint.h>

#include "base/config.h"
#include "base/id.h"
#include "base/pool.h"
#include "office/authority.h"
#include "office/content.h"
#include "office/directory.h"
#include "office/institution.h"
#include "office/licence.h"
#include "office/notice.h"
#include "office/policy.h"
#include "office/policy_profile.h"
#include "office/policy_request.h"
#include "office/public.h"
#include "office/region.h"
#include "office/trail.h"
#include "store/store.h"
#include "trust/role.h"

/* --- who acts ---------------------------------------------------------- */

#define TOKEN_TEXT 44		/* 32 bytes, base64url, and NUL */

struct actor {
	char		 person[ID_LEN + 1];	/* "" for nobody known */
	char		 unit[ID_LEN + 1];	/* the unit acted for */
	char		 session[ID_LEN + 1];
	const char	*name;			/* in the request's pool */
	const char	*unit_name;
	const char	*serial;		/* of the person's certificate */
	unsigned	 roles;			/* in that unit, now */
	/* Whose service contract does not run now: why ROLES_SERVICE give
	 * nothing to do, a sentence; NULL: they do. */
	const char	*lapsed;
	int		 must_change_pin;
	const char	*address;		/* terminal, as nginx saw it */
	const char	*program;		/* "apply" */
	const char	*request;		/* request id, for the log */
};

/* What the staff of a service institution do for a unit. */
#define ROLES_SERVICE							\
	(ROLE_BIT(ROLE_CHECKER) | ROLE_BIT(ROLE_MAKER) |		\
	ROLE_BIT(ROLE_APPROVER) | ROLE_BIT(ROLE_RA_OPERATOR))
/* The roles the actor may use for a deed now. */
static inline unsigned
actor_roles(const struct actor *who)
{
	return who->lapsed == NULL ? who->roles : who->roles &
	    ~ROLES_SERVICE;
}

/* --- units ------------------------------------------------------------- */

enum unit_level {			/* */
	LEVEL_MINISTRY, LEVEL_PROVINCE, LEVEL_CITY, LEVEL_DESK, LEVEL_USING,
	LEVEL__N
};

#define FUNCTION_SUPERVISING	1u	/* 监管单位 */
#define FUNCTION_ISSUING	2u	/* 制发单位 */
#define FUNCTION_MAKING		4u	/* 制作单位 */

struct unit {
	char		 id[ID_LEN + 1];
	char		 parent[ID_LEN + 1];	/* "" at the top */
	int64_t		 rev;
	enum unit_level	 level;
	unsigned	 functions;
	const char	*name, *code, *region, *type, *address, *phone, *email;
	const char	*state;		/* proposed active closed */
	int		 making_approved, making_suspended;	/* R-003..5 */
	const char	*falsified;	/* the case with false papers, or NULL
					 */
};

enum status	 unit_load(struct store *db, struct pool *pool,
		    const char *id, struct unit *out, struct fault *f);
enum status	 unit_by_code(struct store *db, struct pool *pool,
		    const char *code, struct unit *out, struct fault *f);
/* Insert; checks the tree and fills id.  Inside a transaction. */
enum status	 unit_add(struct store *db, struct unit *unit,
		    struct fault *f);
enum status	 unit_save(struct store *db, struct unit *unit,
		    struct fault *f);
/* Whether "unit" is "top" or lies below it. */
enum status	 unit_is_under(struct store *db, const char *unit,
		    const char *top, int *yes, struct fault *f);
/* The unit itself and its ancestors, nearest first; at most 8. */
enum status	 unit_ancestors(struct store *db, struct pool *pool,
		    const char *unit, const char *out[8], size_t *n,
		    struct fault *f);
/* The issuing desk that serves a using unit of this region. */
enum status	 unit_desk_for(struct store *db, struct pool *pool,
		    const char *region, struct unit *out, struct fault *f);

/* --- people ------------------------------------------------------------ */

struct person {
	char		 id[ID_LEN + 1];
	int64_t		 rev;
	const char	*login, *name;
	const char	*phone_mask, *idno_mask;	/* 138****8000 */
	const char	*serial;		/* certificate; NULL without */
	struct bytes	 cert;
	const char	*state;		/* active left blocked */
	int64_t		 created, last_login;
};

enum status	 person_load(struct store *db, struct pool *pool,
		    const char *id, struct person *out, struct fault *f);
enum status	 person_by_login(struct store *db, struct pool *pool,
		    const char *login, struct person *out, struct fault *f);
enum status	 person_add(struct store *db, struct person *p,
		    struct fault *f);
enum status	 person_set_cert(struct store *db, const char *id,
		    const char *serial, struct bytes cert, struct fault *f);
/* Roles held in a unit at a moment. */
enum status	 grant_roles(struct store *db, const char *person,
		    const char *unit, int64_t at, unsigned *roles,
		    struct fault *f);
/* Give or take a role; refuses what role_conflict names. */
enum status	 grant_give(struct store *db, const char *person,
		    enum role role, const char *unit, int64_t from,
		    int64_t to, struct fault *f);
enum status	 grant_end(struct store *db, const char *person,
		    enum role role, const char *unit, int64_t at,
		    struct fault *f);

/* --- sessions ---------------------------------------------------------- */

#define SESSION_IDLE	 (15 * 60 * 1000)	/* ms; design.md, Keys */
#define SESSION_ABSOLUTE (8 * 60 * 60 * 1000)

/* A new session for a person in a unit; the token goes into the cookie. */
enum status	 session_start(struct store *db, const char *person,
		    const char *unit, const char *address,
		    char token[TOKEN_TEXT], struct fault *f);
/*
 * Who the token belongs to, within idle and absolute time; ST_ABSENT where
 * nobody.  Touches "last seen" at most once a minute (own transaction).
 */
enum status	 session_find(struct store *db, struct pool *pool,
		    const char *token, struct actor *out, struct fault *f);
enum status	 session_end(struct store *db, const char *session,
		    struct fault *f);
/* Every session of a person: blocked, left, PIN reset. */
enum status	 session_end_all(struct store *db, const char *person,
		    struct fault *f);
/* What session_find then tells in must_change_pin. */
enum status	 session_must_change_pin(struct store *db,
		    const char *session, int yes, struct fault *f);
/* For jobs: drop those begun before a moment. */
enum status	 session_purge(struct store *db, int64_t before,
		    int64_t *gone, struct fault *f);
/* Derived from the token: CSRF value (hex) and keyd's unlock handle. */
void		 session_csrf(const char *token, char out[65]);
void		 session_handle(const char *token, unsigned char out[32]);

/* --- audit ------------------------------------------------------------- */

struct audit_entry {			/* */
	const char	*action;	/* "request.submit" */
	const char	*kind, *object;	/* "request", its id or number */
	const char	*result;	/* ok refused failed */
	const char	*reason;	/* NULL or why */
	const char	*function;	/* function code of the unit */
	struct bytes	 before, after;	/* SM3 digests; may be empty */
};

/* Append to the chain; the last thing before commit. */
enum status	 audit_add(struct store *db, const struct actor *who,
		    const struct audit_entry *e, struct fault *f);
/* The same in a transaction of its own: where a look is all there is. */
enum status	 audit_write(struct store *db, const struct actor *who,
		    const struct audit_entry *e, struct fault *f);
/*
 * A refusal, in a transaction of its own; never fails the caller: roll your
 * own back first, or it only gets into the log.
 */
void		 audit_refusal(struct store *db, const struct actor *who,
		    const char *action, const char *kind, const char *object,
		    const char *reason);
/*
 * An anonymous refusal: counted per program, reason and minute.  "db" is
 * office or, for those who may only read there, public.
 */
void		 audit_count(struct store *db, const char *program,
		    const char *reason);

struct audit_finding {
	int64_t		 seq;		/* the first bad entry */
	const char	*what;		/* changed missing reordered */
};

/* Walk the chain of a lane; ST_INVALID and *bad where it breaks. */
enum status	 audit_verify(struct store *db, int64_t lane, int64_t *count,
		    struct audit_finding *bad, struct fault *f);

/* --- statements (R-027) ------------------------------------------------ */

/*
 * Keep a signed action statement as keyd composed it (see
 * trust/statement.h).  "subject" is the record it speaks of.
 */
enum status	 statement_keep(struct store *db, const char *subject,
		    struct bytes der, char id[ID_LEN + 1], struct fault *f);
struct kept_statement {
	char		 id[ID_LEN + 1];
	const char	*action, *person, *serial;
	int64_t		 at;
	struct bytes	 der;
};
/* All of a subject, oldest first. */
enum status	 statement_list(struct store *db, struct pool *pool,
		    const char *subject, struct kept_statement **out,
		    size_t *n, struct fault *f);

/* --- policies (P-01..P-38) --------------------------------------------- */

/*
 * The value in force, as number or text, by "P-01" or by word; the version
 * of the whole set for the record (0: never changed).  See policy.h.
 */
int64_t		 policy_int(struct store *db, const char *name,
		    int64_t otherwise);
enum status	 policy_text(struct store *db, struct pool *pool,
		    const char *name, const char **out, struct fault *f);
int64_t		 policy_version(struct store *db);

/* --- numbers, notices, outbox ------------------------------------------ */

/* The next number of a series, without gaps in a committed world. */
enum status	 counter_next(struct store *db, const char *series,
		    int64_t *n, struct fault *f);
/* Into a person's inbox, in the caller's transaction. */
enum status	 notice_add(struct store *db, const char *person,
		    const char *kind, const char *text, const char *link,
		    struct fault *f);

#endif
