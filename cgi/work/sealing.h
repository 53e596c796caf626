/*
 * Using a seal: from the uploaded file to the stamped one (T3).  As with
 * cases, every step asks the table, is signed, and is written in one
 * transaction; the file that is stamped is the one that was approved, byte
 * for byte.
 */
#ifndef WORK_SEALING_H
#define WORK_SEALING_H

#include "seal/use.h"
#include "stamp/stamp.h"
#include "work/case.h"

struct sealing {
	struct use		 use;
	struct seal		 seal;
	struct use_line		*history;
	size_t			 nhistory;
	struct use_facts	 facts;		/* for this actor */
	struct keyd		*keyd;
};

/* Words for pages. */
extern const struct choice sealing_classes[];	/* */

/* Where this process asks for files to be read. */
void		 sealing_reader(struct req *r, struct reader *out);

/*
 * What an uploaded file is: looked over in the sandbox.  Where it had to be
 * repaired the repaired one is what counts from here on.  ST_INVALID: *why
 * is the sentence.
 */
struct sealing_file {
	struct pdf_facts	 facts;
	struct bytes		 sm3;		/* as stored in "content" */
	int64_t			 size;
	int			 repaired;
};
enum status	 sealing_take_file(struct req *r,
		    const struct form_file *file, struct sealing_file *out,
		    const char **why);

/* A new use request in its draft state (own transaction). */
enum status	 sealing_open(struct req *r, struct use *u,
		    const struct sealing_file *file);
/* As case_load: the requester, the unit's reviewers and keepers see it. */
enum status	 sealing_load(struct req *r, const char *id,
		    struct sealing *out);
int		 sealing_may(const struct req *r, const struct sealing *s,
		    int event, const char **why);

struct sealing_act {
	int		 event;		/* enum use_event, not the stamps */
	const char	*note;		/* opinion */
	int64_t		 rev;
};
/* As case_take. */
enum status	 sealing_take(struct req *r, struct sealing *s,
		    const struct sealing_act *act, const char **why);
/*
 * Stamp (UE_STAMP or UE_STAMP_KEEPER).  Asking again after a crash gives the
 * same handle, code and signature.  "ticked": the keeper's checks.
 */
enum status	 sealing_stamp(struct req *r, struct sealing *s, int event,
		    int ticked, const char **why);
/* The approved or the stamped file, for the browser. */
enum status	 sealing_send(struct req *r, struct sealing *s, int stamped);
/* A page of the file as PNG, with the stamp where it will be. */
enum status	 sealing_preview(struct req *r, struct sealing *s,
		    unsigned page, struct bytes *png);

#endif
