/*
 * Incidents (安全事件, R-248): forgery, misuse, theft of a seal, false
 * applications, recorded by hand or from an alarm and followed up until they
 * are closed with a result.  They move along a table of their own; each step
 * is signed over its line.  Functions that write belong inside the caller's
 * transaction.
 */
#ifndef SEAL_INCIDENT_H
#define SEAL_INCIDENT_H

#include "office/office.h"
#include "seal/request.h"
#include "seal/table.h"
#include "trust/digest.h"

/* --- the table ---------------------------------------------------------- */

enum incident_state {
	I0_RECORDED, I1_INVESTIGATING, I2_MEASURED, I3_NOTIFIED, I4_CLOSED,
	INCIDENT_STATE__N
};

enum incident_event {
	IE_RECORD, IE_BEGIN, IE_ADD, IE_MEASURE, IE_NOTIFY, IE_CLOSE,
	IE_REOPEN,
	INCIDENT_EVENT__N
};

enum incident_kind {
	INCIDENT_FORGERY, INCIDENT_MISUSE, INCIDENT_THEFT, INCIDENT_FALSE,
	INCIDENT_OTHER,
	INCIDENT_KIND__N
};
/* "forgery" and 伪造、变造; NULL outside the list; by name, or KIND__N. */
const char	*incident_kind_name(int kind);
const char	*incident_kind_label(int kind);
int		 incident_kind_find(const char *name);

/* What a measure says was done; the first two are seen in the register. */
enum incident_measure {
	MEASURE_FREEZE, MEASURE_REVOKE, MEASURE_GRANT, MEASURE_PAPERS,
	MEASURE_OTHER,
	INCIDENT_MEASURE__N
};

/* What the guards look at. */
struct incident_facts {
	int		 has_note;	/* what is said with the step */
	const char	*undone;	/* why the measure is not one, or NULL */
	const char	*nobody;	/* why nobody can be told, or NULL */
	int		 has_proof;	/* how, and its number where there is one */
	int		 has_result;
	int		 confirmed;	/* the result is that it was so */
	int		 criminal;	/* forgery, theft: the police's too */
	int		 measured, notified;	/* so far */
};

extern const struct flow flow_incident;

/* Why a measure cannot be called done, by what the register says now; NULL:
 * it can.  "state" -1: no seal is concerned.  Pure. */
const char	*incident_undone(enum incident_measure m, int seal_state,
		    int granted, int falsified);
/* Forgery and theft are crimes: closed as confirmed, an authority knows. */
int		 incident_is_criminal(int kind);

/* --- records ------------------------------------------------------------ */

struct incident {
	const char	*id, *number, *unit;
	int64_t		 rev;
	int		 state, kind;
	const char	*source, *source_ref, *summary;
	int64_t		 day;
	const char	*seal, *request, *org;		/* ids, or NULL */
	int64_t		 measures, notified;
	const char	*result;			/* NULL: open */
	int64_t		 created, changed;
	/* read only */
	const char	*unit_name, *seal_name, *seal_code, *request_number,
			*org_name, *org_region;
};

enum status	 incident_load(struct store *db, struct pool *pool,
		    const char *id, struct incident *out, struct fault *f);
/* The one that was made from an alarm; ST_ABSENT: none. */
enum status	 incident_of_source(struct store *db, struct pool *pool,
		    const char *source, const char *ref, const char **id,
		    struct fault *f);
enum status	 incident_sees(struct store *db, const char *unit,
		    const char *incident, int *yes, struct fault *f);

/* Evidence; "box" as it is stored, "sum" its SM3 in hex. */
struct incident_file {
	const char	*id, *name, *type, *sum;
	int64_t		 size;
	struct bytes	 box;
};
/* It lies in the office's store, as licences do: a page, a photograph. */
#define INCIDENT_FILE	(2 * 1024 * 1024)
#define INCIDENT_FILES	50

struct incident_move {
	int		 event;
	const char	*note;		/* all that is said, in words */
	const char	*result;	/* IE_CLOSE */
	const struct incident_file *file;	/* with IE_ADD; NULL: none */
	const char	*statement;	/* its id */
};
/*
 * What a person signs of a step: the incident, what it was, what is said and
 * the evidence; recomputed from the line when it is shown.
 */
enum status	 incident_digest(const struct incident *i, const char *event,
		    const char *from, const char *note, const char *sum,
		    unsigned char out[DIGEST_LEN], struct fault *f);

/* The record with its scope and first line. */
enum status	 incident_add(struct store *db, const struct actor *who,
		    const struct incident *i, const struct incident_move *m,
		    struct fault *f);
/*
 * Along the table, if the facts allow it.  ST_CONFLICT: the table has no such
 * row, a guard says no, or somebody moved it first.
 */
enum status	 incident_step(struct store *db, const struct actor *who,
		    unsigned roles, const struct incident_facts *facts,
		    struct incident *i, const struct incident_move *m,
		    struct fault *f);

struct incident_line {
	int64_t		 seq, at;
	const char	*event, *from, *person_name, *note, *statement;
	const char	*file, *file_name, *sum;	/* NULL: none */
};
#define INCIDENT_LINES	500
/* Oldest first. */
enum status	 incident_history(struct store *db, struct pool *pool,
		    const char *id, struct incident_line **out, size_t *n,
		    struct fault *f);
enum status	 incident_file_load(struct store *db, struct pool *pool,
		    const char *incident, const char *file,
		    struct incident_file *out, struct fault *f);

/* --- tables ------------------------------------------------------------- */

/* Tabs: every open one, one state, or all. */
#define INCIDENTS_OPEN	INCIDENT_STATE__N
#define INCIDENTS_ALL	(INCIDENT_STATE__N + 1)

struct incident_ask {
	const char	*unit;		/* whose scope */
	int		 tab;		/* enum incident_state, or above */
	const char	*kind;		/* NULL: all */
	int64_t		 key;		/* behind this moment ... */
	const char	*after;		/* ... and id; NULL: the first page */
	size_t		 max;		/* at most INCIDENTS_MAX */
};
#define INCIDENTS_MAX	500
/* Newest first. */
enum status	 incident_list(struct store *db, struct pool *pool,
		    const struct incident_ask *ask, struct incident **out,
		    size_t *n, int *more, struct fault *f);
/* How many in the scope of a unit are open, at most "most". */
enum status	 incident_count_open(struct store *db, const char *unit,
		    int64_t most, int64_t *n, struct fault *f);

#endif
