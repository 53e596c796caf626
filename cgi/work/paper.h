/*
 * Papers of a case.  Receipts and notices tell of one line of its history:
 * pages print them as they are, jobs has them sealed; both are
 * composed here, so that the two cannot differ.
 */
#ifndef WORK_PAPER_H
#define WORK_PAPER_H

#include "seal/receipt.h"
#include "sheet/sheet.h"
#include "work/case.h"

#define PAPER_ROWS 80		/* materials, faults, or a form's answers */

struct paper {
	struct sheet		 sheet;
	struct sheet_row	 rows[PAPER_ROWS];
	size_t			 n;
};

/* A line of its table; nothing where the value is empty. */
void		 paper_row(struct paper *p, const char *label,
		    const char *value);

/* The last line of the case's history that such a paper tells of, or NULL;
 * and the line of a number. */
const struct request_line *paper_line(const struct dossier *d,
		    enum receipt_kind kind);
const struct request_line *paper_line_at(const struct dossier *d,
		    int64_t seq);
/* 受理单, 补正通知书 ... as the line wants it. */
const char	*paper_title(const struct dossier *d, enum receipt_kind kind,
		    const struct request_line *line);
/*
 * Compose it from what the line was about: the answers and materials of that
 * version.  Names of people are masked.  "sealed": closed with issuer and day,
 * else it says that there is no seal.  Values live in the pool of r.
 */
enum status	 paper_notice(struct req *r, const struct dossier *d,
		    enum receipt_kind kind, const struct request_line *line,
		    int sealed, struct paper *out);
/* Written, in the pool. */
enum status	 paper_write(struct req *r, struct paper *p,
		    struct bytes *pdf);

/* What there is of a kind for who may see the case. */
struct paper_offer {
	enum receipt_kind	 kind;
	const char		*title;
	const struct request_line *line;
	int			 sealed;	/* else it is printed unsealed */
	int			 waiting;	/* the seal comes with time */
	struct bytes		 file;		/* SM3 of the sealed one */
};
/* Whether it bears the seal, for people. */
const char	*paper_words(const struct paper_offer *offer);
/* Of each kind the newest, in the order of the kinds. */
enum status	 paper_offers(struct req *r, const struct dossier *d,
		    struct paper_offer out[RECEIPT_KIND__N], size_t *n);
/* Answer with the one of the kind; ST_ABSENT where the history has none. */
enum status	 paper_send(struct req *r, const struct dossier *d,
		    enum receipt_kind kind);

#endif
