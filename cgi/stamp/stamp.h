/*
 * Stamping a PDF, and judging a PDF or an OFD.  Stamping: place, prepare
 * (reader), digest (here, over the very bytes), signature (keyd, by the
 * caller), patch, re-read.  Judging: four axes and one word, worst first; what
 * cannot be known is never shown as valid (design.md, Verdict).
 */
#ifndef STAMP_STAMP_H
#define STAMP_STAMP_H

#include <stdint.h>

#include "base/bytes.h"
#include "base/clock.h"
#include "base/fault.h"
#include "base/image.h"
#include "base/pool.h"
#include "box/reader.h"
#include "ofd/client.h"
#include "pdf/client.h"
#include "trust/offline.h"
#include "trust/ses.h"

/* --- place ---------------------------------------------------------------- */

/*
 * Where a seal goes unless somebody says otherwise: the last page, right
 * half, its centre two thirds down (GB/T 9704 7.3.5 puts issuer and date
 * there).  ST_INVALID where no page is large enough.
 */
enum status	 stamp_place(const struct pdf_facts *facts, int um_w,
		    int um_h, struct placement *out, struct fault *f);
/* Whether the whole seal lies on the page; the size is the seal's own. */
enum status	 stamp_place_check(const struct pdf_facts *facts,
		    const struct placement *where, struct fault *f);

/* --- stamp ---------------------------------------------------------------- */

struct stamp_ready {
	struct bytes		 file;		/* the original, borrowed */
	struct pdf_prepared	 more;		/* what is appended */
	unsigned char		 digest[SM3_LEN];	/* over the ByteRange:
						 * sign it as dataHash */
	struct sm3		*before;	/* all before the hole, hashed */
};

/*
 * "file" must stay until finish.  The digest is computed here, over the
 * caller's own bytes and the increment, never taken from the reader.
 */
enum status	 stamp_prepare(const struct reader *reader, struct bytes file,
		    const struct pdf_order *order, struct pool *pool,
		    struct stamp_ready *out, enum pdf_reason *why,
		    struct fault *f);
/*
 * Whether a signed file may be stamped: ST_INVALID and PDF_ALTERED_SIGNED
 * where it was changed since, as the stamp would stand on what somebody else
 * did not sign, and no verdict on the file could be good.
 */
enum status	 stamp_check_signed(const struct reader *reader,
		    struct bytes file, struct pool *pool,
		    enum pdf_reason *why, struct fault *f);
/*
 * Patch the signature (DER SES_Signature) into the hole, then read the
 * result back as a stranger's file: the field must be there, cover all of
 * it, hold these bytes, and every earlier signature must be as it was.
 * *fd is the stamped file in memory (the caller closes it).
 */
enum status	 stamp_finish(const struct reader *reader,
		    struct stamp_ready *ready, struct bytes der,
		    struct pool *pool, int *fd, struct fault *f);
/* SM3 of the finished file, over our own bytes; once. */
enum status	 stamp_digest(struct stamp_ready *ready,
		    unsigned char out[SM3_LEN], struct fault *f);

/* --- judge ---------------------------------------------------------------- */

enum stamp_grade {
	GRADE_GOOD,
	GRADE_UNKNOWN,		/* cannot be told; never shown as valid */
	GRADE_BAD,
	GRADE__N
};

enum stamp_axis {
	AXIS_FILE,		/* unchanged, everything displayed covered */
	AXIS_SEAL,		/* structure, signatures, maker, chain */
	AXIS_THEN,		/* the seal's state when stamped */
	AXIS_NOW,		/* the seal's state now */
	AXIS__N
};

/* One finding: a machine's code, a sentence, the clause behind it. */
struct stamp_finding {
	enum stamp_grade	 grade;
	const char		*code;		/* "file.altered" */
	const char		*text;
	const char		*clause;
};

enum verdict {			/* worst first when several seals differ */
	VERDICT_ALTERED,	/* 文件已被改动 */
	VERDICT_INVALID,	/* 印章无效 */
	VERDICT_UNKNOWN,	/* 无法判断 */
	VERDICT_LAPSED,		/* 用印时有效，印章现已失效 */
	VERDICT_GENUINE,	/* 真实有效 */
	VERDICT_NONE,		/* 无电子签章 */
	VERDICT__N
};
const char	*verdict_code(enum verdict v);
const char	*verdict_text(enum verdict v);

/* A seal's state at one moment, as a status service tells it. */
enum stamp_seal {
	STAMP_SEAL_UNKNOWN,	/* nobody to ask, or not its register */
	STAMP_SEAL_VALID,
	STAMP_SEAL_FROZEN,	/* lost or suspended */
	STAMP_SEAL_EXPIRED,
	STAMP_SEAL_REVOKED,	/* cancelled, replaced */
	STAMP_SEAL__N
};
struct stamp_state {
	enum stamp_seal	 state;
	int64_t		 since;		/* ms; 0 not known */
	int64_t		 as_of;		/* of the answer; 0: online, now */
};

/*
 * What the judge may ask; any function may be NULL (offline).
 * state: the seal "esid", the worst in force at any moment of the span.
 * record: when we ourselves stamped exactly this (our stamping record), or the
 * log of what was stamped offline reached us, while the seal was good;
 * ST_ABSENT where neither.
 * chain: see trust/ses.h; without it no seal is trusted.
 */
struct stamp_result;
struct stamp_trust {
	void		*arg;		/* of state and record */
	int64_t		 now;		/* ms */
	enum status	(*state)(void *arg, const char *esid, struct span at,
			    struct stamp_state *out, struct fault *f);
	enum status	(*record)(void *arg, const unsigned char digest[32],
			    struct bytes signature, int64_t *ms,
			    struct fault *f);
	ses_chain	*chain;
	void		*chain_arg;
	/* May be NULL: told of each stamp once it was read and its chains were
	 * judged, before its states are asked for. */
	void		(*meet)(void *arg, struct stamp_result *r);
};

enum stamp_format { STAMP_PDF, STAMP_OFD, STAMP_FORMAT__N };
/* "pdf" and PDF. */
const char	*stamp_format_name(enum stamp_format f);
const char	*stamp_format_label(enum stamp_format f);

struct stamp_result {
	const char		*name;		/* PDF's field, OFD's ID */
	struct bytes		 contents;	/* the signature's DER */
	unsigned		 nplaces;	/* 0: is not seen; the first
						 * is where it is said to be */
	const struct placement	*places;
	const char		*changed;	/* PDF: what later revisions
						 * changed; "" */
	const char		*scope;		/* OFD: which parts it covers
						 * and which not; "" */
	struct stamp_finding	 axis[AXIS__N];
	struct ses_verdict	 ses;		/* every check */
	struct ses_signature	 stamp;		/* where ses.read; borrowed */
	enum verdict		 verdict;
	const char		*esid, *seal_name;	/* "" unreadable */
	const char		*signer;
	int64_t			 claimed;	/* timeInfo: signer's word */
	/*
	 * Made where the register was not: by its own word (OID_JY_OFFLINE).
	 * Then "proven" is when its log was brought in, no more than a bound:
	 * the claimed moment is judged, and may be so.
	 */
	int			 offline;
	struct offline_mark	 mark;
	int64_t			 proven;	/* our record; 0 none */
	struct stamp_state	 then, now;
	unsigned char		 digest[SM3_LEN];	/* of what is signed */
	int			 imported;	/* its seal is another system's,
						 * taken over */
};

struct stamp_report {
	enum stamp_format	 format;
	enum verdict		 verdict;	/* of the whole file */
	const char		*text;		/* one sentence for it */
	unsigned		 n;
	struct stamp_result	*list;
	unsigned		 foreign;	/* signatures, not seals' */
};

/* Why a file could not be opened: for machines, and one sentence. */
struct stamp_refusal {
	const char	*code, *text;
};
/* A PDF's, or what is said where no format is known. */
struct stamp_refusal	 stamp_refusal_of(enum pdf_reason why);

/*
 * Judge a PDF or an OFD, told apart by what is in it and not by a name.
 * ST_INVALID only where the file cannot be opened (*why); everything else,
 * however wrong, is a report.
 */
enum status	 stamp_judge(const struct reader *reader, struct bytes file,
		    const struct stamp_trust *trust, struct pool *pool,
		    struct stamp_report *out, struct stamp_refusal *why,
		    struct fault *f);

#endif
