/*
 * Using a seal: from the uploaded file to the stamped one (T3).  As with
 * cases, every step asks the table, is signed, and is written in one
 * transaction; the file that is stamped is the one that was approved, byte
 * for byte.
 */
#ifndef WORK_SEALING_H
#define WORK_SEALING_H

#include "seal/standing.h"
#include "seal/use.h"
#include "stamp/stamp.h"
#include "work/case.h"

struct sealing {
	struct use		 use;
	struct seal		 seal;
	struct use_line		*history;
	size_t			 nhistory;
	struct review_path	 path;		/* until it is approved */
	struct use_facts	 facts;		/* for this actor */
	struct standing		*grant;		/* NULL: a person's use */
	struct keyd		*keyd;
};

/* Words for pages. */
extern const struct choice sealing_classes[];	/* */
/* its papers are never sealed without a person. */
int		 sealing_class_important(const char *class);
/* Why documents of a class are not sealed electronically (R-171, P-43), with
 * the law; NULL where they are. */
const char	*sealing_class_refusal(struct req *r, const char *class);
/* The tag of its state, as it is now. */
void		 sealing_tag(struct page *page, enum page_key key,
		    const struct use *u);
/* A person's name; "" for nobody. */
const char	*sealing_person(struct req *r, const char *id);
/* Who agreed, else who looks at it: "申审核、张主任"; "" for nobody. */
const char	*sealing_reviewers(struct req *r, const struct sealing *s);
/* At most "most" bytes as hex, then an ellipsis. */
const char	*sealing_hex(struct req *r, struct bytes b, size_t most);
/* {{>HEAD}}: number, title, state, who and when. */
struct sealing;
void		 sealing_head(struct req *r, const struct sealing *s,
		    struct page *page);
/* {{>FACTS}}: what is stamped with which seal; "change": the path where the
 * place can be changed, or NULL. */
void		 sealing_facts(struct req *r, const struct sealing *s,
		    struct page *page, const char *change);
/* {{>HISTORY_PART}}, every signature checked now. */
enum status	 sealing_history(struct req *r, const struct sealing *s,
		    struct page *page);

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

/*
 * A seal of the actor's unit by its id, if it may be used by the actor now.
 * ST_DENIED: another unit's, or a post seal of somebody else, audited.
 * ST_CONFLICT: its state; *why is the sentence.
 */
enum status	 sealing_seal(struct req *r, const char *id,
		    struct seal *out, const char **why);
/* The same question for a seal at hand; NULL: it may be used. */
const char	*sealing_seal_refusal(const struct req *r,
		    const struct seal *seal);
/* Where a seal of that size goes at first; ST_INVALID: no page is large
 * enough. */
enum status	 sealing_default_place(struct req *r,
		    const struct pdf_facts *facts, const struct seal *seal,
		    struct use *u, const char **why);
/* A new use request in its draft state (own transaction). */
enum status	 sealing_open(struct req *r, struct use *u,
		    const struct sealing_file *file);
/* As case_load: the requester sees it, and the unit's reviewers and keepers
 * once it is submitted. */
enum status	 sealing_load(struct req *r, const char *id,
		    struct sealing *out);
int		 sealing_may(const struct req *r, const struct sealing *s,
		    int event, const char **why);

/* The stored file's pages. */
enum status	 sealing_look(struct req *r, const struct sealing *s,
		    struct pdf_facts *out);
/*
 * "12.5" (millimetres, at most two decimals) in micrometres, and back.  -1:
 * not such a number, or past ten metres.  Pure.
 */
int64_t		 sealing_mm(const char *text);
const char	*sealing_mm_text(struct pool *pool, int64_t um);
/*
 * Put the seal of a draft elsewhere: checked by preparing the stamp as it
 * would be made.  ST_CONFLICT: outside the page and the like, *why says.
 */
enum status	 sealing_place(struct req *r, struct sealing *s, int64_t page,
		    int64_t um_x, int64_t um_y, const char **why);
/* Whether the stamp could be made now, without making it. */
enum status	 sealing_try(struct req *r, const struct sealing *s,
		    const char **why);

struct sealing_act {
	int		 event;		/* enum use_event, not the stamps */
	const char	*note;		/* opinion */
	int64_t		 rev;
};
/* As case_take.  ST_INVALID, ST_ABSENT: answer with case_ask_pin. */
enum status	 sealing_take(struct req *r, struct sealing *s,
		    const struct sealing_act *act, const char **why);
/*
 * Stamp (UE_STAMP or UE_STAMP_KEEPER).  Asking again after a crash gives the
 * same handle, code and signature.  "ticked": the keeper's checks.
 * Outcomes as sealing_take.
 */
enum status	 sealing_stamp(struct req *r, struct sealing *s, int event,
		    int ticked, const char **why);
/*
 * Stamp under s->grant, without a person (UE_STAMP_AUTO, R-167); the actor is
 * the system.  ST_DENIED: the table, or keyd, says no; ST_CONFLICT: it was
 * signed with other bytes before, or moved.  *why is the sentence; nothing is
 * audited.  "inside" is called in the transaction that registers it.
 */
enum status	 sealing_stamp_auto(struct req *r, struct sealing *s,
		    enum status (*inside)(struct req *r, struct sealing *s,
		    void *arg), void *arg, const char **why);
/* What the system said for a use under its grant is about. */
enum status	 sealing_auto_digest(struct req *r, const struct sealing *s,
		    unsigned char out[32]);
/* "系统授权 SQ-..."; NULL for a person's use. */
const char	*sealing_grant_words(struct req *r, const struct sealing *s);
/* The approved or the stamped file, for the browser. */
enum status	 sealing_send(struct req *r, struct sealing *s, int stamped);
/* A page (0 the first) as PNG, with the stamp where it will be. */
enum status	 sealing_preview(struct req *r, const struct sealing *s,
		    unsigned page, struct bytes *png, const char **why);

/* --- pages that show many ------------------------------------------------- */

/* Who sees a unit's requests and its use log. */
#define SEALING_WATCHERS						\
	(ROLE_BIT(ROLE_REVIEWER) | ROLE_BIT(ROLE_KEEPER))

web_handler	 sealing_list;		/* GET /stamp */
web_handler	 sealing_logs;		/* GET /stamp/log */
web_handler	 sealing_log;		/* GET /stamp/log/{seal} */
web_handler	 sealing_post_offline;	/* POST /stamp/log/{seal}/offline */
web_handler	 sealing_picture;	/* GET /stamp/seal/{seal}/picture */

#endif
