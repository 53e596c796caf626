/*
 * Rules and profiles as business administrators change them: values in
 * words, changes proposed, approved, refused and withdrawn under signature
 * (office/policy_request.h), own profiles.  Each refusal is audited.
 */
#ifndef WORK_RULES_H
#define WORK_RULES_H

#include "office/office.h"
#include "page/part.h"
#include "web/web.h"

#define RULES_ROWS	50	/* lines of a list or a history on a page */

/* --- in words (rules_words.c) --------------------------------------------- */

/* A value of a rule in words: 3 个月, 是, 窗口、自助. */
const char	*rules_value_words(struct req *r,
		    const struct policy_rule *rule, const char *value);
/* The value in force, in words; *words is "" unless ST_OK. */
enum status	 rules_now(struct req *r, const char *name,
		    const char **words);
/* The words of a rule as choices; a flag's are yes and no. */
enum status	 rules_choices(struct req *r, const struct policy_rule *rule,
		    const struct choice **out);
/* "desk 窗口，self 自助": what may be typed, and what it means. */
const char	*rules_word_list(struct req *r,
		    const struct policy_rule *rule);
/* The field of a rule's value in a form, and its choices once that form is
 * r->form. */
void		 rules_field(struct req *r, const struct policy_rule *rule,
		    const char *name, const char *label, size_t at,
		    struct field *out);
enum status	 rules_field_choices(struct req *r,
		    const struct policy_rule *rule, const char *name);
/* 批准后立即生效, or the day. */
const char	*rules_day_words(struct req *r, int64_t due);
/* "P-11 公安备案时限等 3 条", or "方案“威海”"; values loaded. */
const char	*rules_summary(struct req *r,
		    const struct policy_request *q);
enum tone	 rules_tone(int state);
const char	*rules_profile_label(struct req *r, const char *name);

/* A clause a rule comes from, its document and since when that is in force
 * both NULL where it is ours or of a standard. */
struct rules_clause {
	const char	*text, *document, *period;
};
#define RULES_CLAUSES	8	/* a rule cites no more */
/* The clauses of a rule; how many. */
size_t		 rules_clauses(struct req *r, const struct policy_rule *rule,
		    struct rules_clause out[RULES_CLAUSES]);
/* They, as CLAUSEs of a table's row. */
void		 rules_fill_clauses(struct req *r, struct page *row,
		    const struct policy_rule *rule);

/* --- a form of all rules (rules_form.c) ------------------------------------- */

/*
 * Fields before and behind, between them every rule that may be chosen, over
 * a struct that begins with a struct rules_values ("at" of the others counts
 * in the whole).  In the pool.
 */
struct rules_values {
	const char	*value[POLICY_RULES];	/* in order of number */
};
struct rules_frame {
	const struct field	*before, *behind;
	size_t			 nbefore, nbehind;
	size_t			 size;		/* of the whole struct */
};
enum status	 rules_form(struct req *r, const struct rules_frame *frame,
		    const struct form **out);
/* What the form does not ask for, once it is parsed: fixed rules' values. */
void		 rules_form_fixed(struct rules_values *v);
/* The choices of all rules, once that form is r->form. */
enum status	 rules_form_choices(struct req *r);

/* --- deeds (rules_request.c) ------------------------------------------------- */

struct rules_wish {
	const char	*profile;	/* a whole one, or NULL */
	const struct policy_value *values;	/* NULL: all of the profile */
	size_t		 n;
	const char	*reason;
	int64_t		 day;		/* 00:00 +08:00; 0: once approved */
	int64_t		 seen;		/* the version the page showed */
	struct policy_request *old;	/* stood for anew, or NULL */
};
/*
 * Propose: what is in force already is left out.  ST_CONFLICT: *why is the
 * sentence and *field what it is about ("day", "P-11"), or NULL.  ST_ABSENT,
 * ST_INVALID: answer with case_ask_pin.
 */
enum status	 rules_propose(struct req *r, const struct rules_wish *w,
		    const char **id, const char **field, const char **why);
/* Whether this actor may take the step now, as if a reason were given. */
int		 rules_may(struct req *r, const struct policy_request *q,
		    int event, const char **why);
/* PE_APPROVE (and in force at once where its moment has come), PE_REFUSE or
 * PE_WITHDRAW with their reason.  Outcomes as case_take. */
enum status	 rules_take(struct req *r, struct policy_request *q,
		    int event, const char *reason, const char **why);
/* What a decision is signed over. */
enum status	 rules_decision_digest(struct req *r,
		    const struct policy_request *q, const char *event,
		    const char *note, unsigned char out[DIGEST_LEN]);
/* "P-11=48h P-15=3；理由": for the trail. */
const char	*rules_trail_words(struct pool *pool,
		    const struct policy_request *q);
/* A notice to every business administrator but one (NULL: nobody), inside
 * the caller's transaction. */
enum status	 rules_tell(struct store *db, struct pool *pool,
		    const struct policy_request *q, const char *but,
		    const char *text, struct fault *f);

/* --- pages ------------------------------------------------------------------ */

/* The day of effect and the reason, as every such form asks for them. */
#define RULES_DAY(AT_)							\
	{ .name = "day", .label = "生效日期", .kind = FIELD_DATE,	\
	  .hint = "不填的，批准后立即生效；填以后日期的，到那一天零点生效",	\
	  AT_(day) }
#define RULES_REASON(AT_)						\
	{ .name = "reason", .label = "修改理由", .kind = FIELD_LINE,	\
	  .required = true, .min = 2, .max = 200, AT_(reason) }
#define RULES_REV(AT_)							\
	{ .name = "rev", .label = "", .kind = FIELD_HIDDEN, .max = 20,	\
	  AT_(rev) }

/* How a proposal ended: to its page, the PIN, or the form once more (*again,
 * its refusal on it). */
enum status	 rules_proposed(struct req *r, enum status st,
		    const char *id, const char *field, const char *why,
		    int *again);
/* NULL, or that nobody else could approve. */
const char	*rules_alone(struct req *r);
/* The rules a request changes, was and is to be: ROWs of a table. */
void		 rules_fill_changes(struct req *r, struct page *p,
		    const struct policy_request *q);
/* Open requests as tasks, with their heading; nothing where there is none. */
enum status	 rules_fill_open(struct req *r, struct page *p,
		    enum page_key key, struct policy_request *list, size_t n);

extern const struct form rules_deed_form, rules_again_form,
		    rules_apply_form;

web_handler	 rules_show_list,	/* GET /admin/policy-requests */
		 rules_show_one,	/* GET /admin/policy-request/{id} */
		 rules_post_approve,	/* POST …/approve */
		 rules_post_refuse,	/* POST …/refuse */
		 rules_post_withdraw,	/* POST …/withdraw */
		 rules_show_again,	/* GET …/again */
		 rules_post_again,	/* POST …/again */
		 rules_show_change,	/* GET /admin/policies/change */
		 rules_post_change,	/* POST /admin/policies/change */
		 rules_show_profiles,	/* GET /admin/profiles */
		 rules_show_profile,	/* GET /admin/profile/{name} */
		 rules_show_copy,	/* GET /admin/profile/{name}/copy */
		 rules_post_copy,	/* POST …/copy */
		 rules_show_edit,	/* GET …/edit */
		 rules_post_edit,	/* POST …/edit */
		 rules_show_apply,	/* GET …/apply */
		 rules_post_apply;	/* POST …/apply */

#endif
