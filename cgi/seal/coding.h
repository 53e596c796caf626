/*
 * What the national platform gives for a cross-industry seal (R-079, R-130,
 * its code, the police's symmetric key and seal information, the
 * receipt of the filing; and the packages it was asked with.  Records and
 * their SQL; functions that write belong inside the caller's transaction.
 */
#ifndef SEAL_CODING_H
#define SEAL_CODING_H

#include "seal/request.h"

/* Codes and their sources as stored and for people. */
#define CODE_INDUSTRY	"industry"
#define CODE_NATIONAL	"national"	/* the platform's signed answer */
#define CODE_HAND	"hand"		/* typed in from its papers */
/* 行业规则 …; the source itself where it is unknown. */
const char	*coding_source_label(const char *source);

/* One thing brought: with the code, or after it. */
struct coding {
	const char	*id;
	const char	*code, *source;	/* NULL: brought after the code */
	const char	*police_info, *receipt;		/* "": not with it */
	struct bytes	 police_box, police_digest;	/* empty: not with it */
	struct material_row evidence;	/* boxed under the request's key; its
					 * box is "id" */
	const char	*person, *person_name;
	int64_t		 at;
	const char	*statement;	/* NULL: that of the step */
};

#define CODINGS_MAX	20	/* of one request: a code and what was late */

/* Keep it; its code, where it has one, is given out with it. */
enum status	 coding_add(struct store *db, const char *request,
		    const struct coding *c, struct fault *f);
/* In the order they came; the first one has the code. */
enum status	 coding_list(struct store *db, struct pool *pool,
		    const char *request, struct coding **out, size_t *n,
		    struct fault *f);

/* What has not been brought yet. */
#define CODING_INFO	1u
#define CODING_KEY	2u
#define CODING_RECEIPT	4u
#define CODING_ALL	7u
unsigned	 coding_missing(const struct coding *list, size_t n);
/* 公安印章信息、公安对称密钥、备案回执 of CODING_ bits, in the pool. */
const char	*coding_words(struct pool *pool, unsigned parts);

/* --- asking -------------------------------------------------------------- */

struct code_request {
	const char	*id;
	unsigned char	 sm3[32];	/* of the package */
	const char	*person, *person_name, *statement;
	const char	*outcome, *reason;	/* NULL: no answer yet */
	int64_t		 at, answered;
};

#define CODE_GIVEN	"given"
#define CODE_REFUSED	"refused"
#define CODE_REQUESTS_MAX 50	/* of one case; each is a person's deed */

enum status	 code_request_add(struct store *db, const char *request,
		    const struct code_request *c, struct fault *f);
/* Oldest first: an answer is to the last one. */
enum status	 code_request_list(struct store *db, struct pool *pool,
		    const char *request, struct code_request **out,
		    size_t *n, struct fault *f);
/* Once; ST_CONFLICT where it was answered already. */
enum status	 code_request_answer(struct store *db, const char *id,
		    const char *outcome, const char *reason,
		    struct fault *f);

#endif
