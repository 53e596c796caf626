/*
 * Codes of cross-industry seals (R-079, R-129..R-131): the application to the
 * national platform as a file, its answer, and what a clerk brings from
 * outside with its evidence.
 *
 * The application package is JSON: {"format": "jianyin-code-application-1",
 * "application": base64 of a JSON object with the data, "statement": base64
 * of the clerk's signed statement (trust/statement.h)}.  What is signed is
 * digest_fields("code.ask") of the request's id, the package's id and the SM3
 * of the decoded object.  The answer is trust/national.h.
 */
#ifndef WORK_CODING_H
#define WORK_CODING_H

#include "trust/national.h"
#include "work/case.h"

/* The platform's certificate, PEM, in the office's data folder. */
#define CODING_PLATFORM	"national.pem"

/* What a clerk has brought, typed and checked; the texts "" where left out. */
struct coding_brought {
	const char	*code;		/* NULL: after the code */
	const char	*source;	/* CODE_HAND, CODE_NATIONAL */
	const char	*police_info, *receipt;
	const unsigned char *key;	/* not in a pool; NULL: left out */
	size_t		 nkey;
	const char	*name, *type;	/* of the evidence */
	struct bytes	 evidence;
};

/* Whether a code was ever given out, here or at keyd. */
enum status	 coding_is_taken(struct req *r, const struct dossier *d,
		    const char *code, int *yes);
/* What P-10 asks for before a seal is generated: CODING_ bits. */
unsigned	 coding_needed(const struct req *r);
/* Box key and evidence, with an id; nothing is recorded yet. */
enum status	 coding_make(struct req *r, const struct dossier *d,
		    const struct coding_brought *b, struct coding *out);
/*
 * Take the step "code" with it: outcomes as case_take.  Where it answers an
 * application, that is closed too ("ask" NULL: none).
 */
enum status	 coding_take(struct req *r, struct dossier *d,
		    struct coding *c, const char *ask, int64_t rev,
		    const char **why);
/* The role the step "code" would be taken in: MAKER before RA_OPERATOR. */
enum role	 coding_role(const struct req *r);
/* Brought after the code: signed and kept; outcomes as case_say. */
enum status	 coding_late(struct req *r, struct dossier *d,
		    struct coding *c, const char **why);

/* Compose, sign and keep an application; outcomes as case_say. */
enum status	 coding_ask(struct req *r, struct dossier *d,
		    const char **why);

/*
 * An answer to the last application of this case.  ST_INVALID: *why for the
 * page.  The key in *out is the caller's to wipe.
 */
enum status	 coding_answer(struct req *r, const struct dossier *d,
		    struct bytes file, struct national_answer *out,
		    const char **why);
/* The platform refused: the case goes to A16 with its reason. */
enum status	 coding_refused(struct req *r, struct dossier *d,
		    const struct national_answer *a);

#endif
