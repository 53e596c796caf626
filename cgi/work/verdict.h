/*
 * The one verdict of a stamped file: what stamp_judge finds, joined with our
 * register, our record of stamps and the revocation list.  Page, JSON,
 * command line and report all show what comes from here.  Every source may
 * be missing; then its axis is unknown, never valid (R-185..R-187).
 */
#ifndef WORK_VERDICT_H
#define WORK_VERDICT_H

#include <stdint.h>

#include "base/buf.h"
#include "base/fault.h"
#include "base/pool.h"
#include "office/policy_profile.h"
#include "page/page.h"
#include "seal/use.h"
#include "stamp/stamp.h"
#include "store/store.h"
#include "trust/ca_list.h"

/* --- judging -------------------------------------------------------------- */

struct verdict_ask {
	struct store		*db;	/* office, may be read only; or NULL */
	const struct anchors	*anchors;	/* NULL: no CA is trusted */
	struct bytes		 crl;	/* list of a CA among them; or none */
	struct ca_list		*outside;	/* lists of CAs outside; NULL */
	int64_t			 now;
};

/*
 * Judge a PDF or an OFD.  As stamp_judge: ST_INVALID and *why only where the
 * file cannot be opened.  Without register and list it is offline.
 */
enum status	 verdict_judge(const struct verdict_ask *ask,
		    const struct reader *reader, struct bytes file,
		    struct pool *pool, struct stamp_report *out,
		    struct stamp_refusal *why, struct fault *f);
/*
 * The CAs in a folder as init leaves them: making-ca.der, staff-ca.der; any
 * other *.der is a CA outside that may issue seals' certificates.  root.der
 * is kept for people and not needed here.  ST_ABSENT: none in it.
 */
enum status	 verdict_anchors(const char *dir, struct anchors **out,
		    struct fault *f);
/* The CAs outside that this office takes certificates from: trusted too, and
 * their lists into *out, for verdict_ask; free it. */
enum status	 verdict_outside(const char *data, struct anchors *to,
		    struct ca_list **out, struct fault *f);
/* What the state of T2 is to a judge; -1 (before it was made) too. */
enum stamp_seal	 verdict_state(int seal_state);

/* --- showing -------------------------------------------------------------- */

/* 文件 印章 用印时 现在, and "file" "seal" "then" "now". */
const char	*verdict_axis_label(enum stamp_axis a);
const char	*verdict_axis_name(enum stamp_axis a);
/* "good" "unknown" "bad": class names and JSON. */
const char	*verdict_grade_name(enum stamp_grade g);
/* The look of the overall word: "good" "warn" "bad" "" (unknown). */
const char	*verdict_tone(enum verdict v);
/* Text from a file made fit for a page or terminal: controls become '?'. */
const char	*verdict_plain(struct pool *pool, const char *s);
/* Runs of 11 digits or more (phones, identity numbers) keep three at the
 * front and four at the end. */
const char	*verdict_masked(struct pool *pool, const char *s);
/* 2026年11月20日 14:05:09 +08:00 in the pool; "" for 0. */
const char	*verdict_time(struct pool *pool, int64_t ms);
/* Where a stamp is to be seen, in words: "第 3 页". */
const char	*verdict_place(struct pool *pool,
		    const struct stamp_result *r);
/* The moment of stamping: by our record, or as claimed. */
const char	*verdict_when(struct pool *pool,
		    const struct stamp_result *r);
int		 verdict_is_software(const struct stamp_result *r);
/* What signed, where it was software; and how, where that was
 * offline; "" otherwise. */
const char	*verdict_module(struct pool *pool,
		    const struct stamp_result *r);
const char	*verdict_way(struct pool *pool, const struct stamp_result *r);
/* Whose the seal is, where another system made it; "" otherwise. */
const char	*verdict_origin(const struct stamp_result *r);
/* Where the moment of stamping comes from. */
const char	*verdict_time_source(const struct stamp_result *r);

/* The whole report for machines, the same checks as the page. */
void		 verdict_json(const struct stamp_report *rep, int64_t now,
		    struct buf *out);
/* Each stamp where {{#STAMP}} stands, and {{#OTHER}} signatures counted. */
void		 verdict_fill(const struct stamp_report *rep,
		    struct pool *pool, struct page *page);
/* And as lines for a terminal. */
void		 verdict_lines(const struct stamp_report *rep, int64_t now,
		    struct pool *pool, struct buf *out);

/* What a printed report says besides the report. */
struct report_facts {
	const char	*name;		/* of the file, as its sender has it */
	const char	*sm3;		/* of the file, hex */
	const char	*issuer;	/* our address */
	const char	*legal, *line;	/* the whole note, and its short line */
	int64_t		 now;
	int		 demo;
};
/* The report as a PDF to be kept (核验报告). */
enum status	 verdict_report(const struct stamp_report *rep,
		    const struct report_facts *facts, struct pool *pool,
		    struct buf *pdf, struct fault *f);

/* --- scans and codes ------------------------------------------------------ */

/*
 * What a scan or a typed code can say: the system holds such a document and
 * this is the seal's state.  Never that the paper is genuine.
 */
enum scan {
	SCAN_VALID,		/* 本系统存有此文件，印章状态有效 */
	SCAN_REVOKED,		/* 签章时有效，现已注销 */
	SCAN_EXPIRED,		/* 签章时有效，现已过期 */
	SCAN_SUSPENDED,		/* 签章时有效，现已停用 */
	SCAN_LOST,		/* 印章已挂失，请勿采信 */
	SCAN_UNKNOWN,		/* 无法核实 */
	SCAN__N
};
/* From the register's state and end of validity.  Pure. */
enum scan	 verdict_scan(int seal_state, int64_t valid_to, int64_t now);
const char	*verdict_scan_text(enum scan s);
const char	*verdict_scan_more(enum scan s);
const char	*verdict_scan_tone(enum scan s);	/* as verdict_tone */

/*
 * The legal note of a region by the value of P-28: what a
 * stamped file is worth, and that a printed or converted one counts as a
 * copy.  Unknown values get the national one.
 */
const char	*verdict_legal(const char *region);
/* The same in one line for the foot of a page: what the stamp is worth. */
const char	*verdict_legal_line(const char *region);
/* Both of a profile: an own one's are made of its document and article. */
void		 verdict_legal_of(struct pool *pool,
		    const struct policy_profile *p, const char **line,
		    const char **note);
/* Both of what is to be cited now (P-28, R-243). */
void		 verdict_legal_now(struct store *db, struct pool *pool,
		    const char **line, const char **note);

#endif
