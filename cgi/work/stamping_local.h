/* One stamp, shared by the files that make, try and show one. */
#ifndef WORK_STAMPING_LOCAL_H
#define WORK_STAMPING_LOCAL_H

#include "qr/qr.h"
#include "work/sealing_local.h"

enum part {
	PART_SETTLE, PART_LOAD, PART_PREPARE, PART_TICKETS,
	PART_SIGN, PART_CHECK, PART_STORE, PART_REGISTER, PART__N
};
struct stamping;

/* On whose word it is made. */
struct stamping_by {
	const char	*action;		/* in the trail */
	/* What keyd wants to see, while the reader prepares. */
	enum status	(*collect)(struct stamping *g);
	enum status	(*sign)(struct stamping *g,
			    const struct keyd_use *use);
	/* In the transaction that registers it, before the row moves; or
	 * NULL. */
	enum status	(*inside)(struct stamping *g, struct use_move *move);
};

struct stamping {
	struct req		*r;
	struct sealing		*s;
	struct seal_version	 version;
	struct pdf_picture	 picture;
	struct pdf_order	 order;
	struct qr		 qr;
	struct bytes		 file;
	struct stamp_ready	 ready;
	struct keyd_tickets	 tickets;
	struct bytes		 der;		/* SES_Signature */
	int64_t			 at;
	unsigned char		 result[32], signature[32];
	unsigned char		 file_id[32];	/* 16 are used: same each time */
	struct unit		 unit;
	/* What is done while the reader prepares; see begin. */
	int			 chosen;	/* handle and code are new */
	const struct stamping_by *by;		/* NULL: preview */
	unsigned char		*key;		/* a person's handle at keyd */
	void			*arg;		/* of "by" */
	const char		**why;
	enum status		 begun;
	int64_t			 since, part[PART__N];	/* microseconds */
};

/* All of it; g->r, s, by, why and what "by" wants are set. */
enum status	 stamping_run(struct stamping *g,
		    const struct flow_row *row);
enum status	 stamping_prepare(struct stamping *g, const char **why);
/*
 * What the reader refuses is a conflict with the file as it is: ST_INVALID
 * is kept for a wrong PIN, ST_ABSENT for a locked key (sealing.h).
 */
enum status	 stamping_refused(enum status st, enum pdf_reason reason,
		    const char **why);

#endif
