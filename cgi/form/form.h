/*
 * Forms as data.  A table of fields is declared once; parsing, checking, the
 * page, the refilled page with its errors and the hints for the browser all
 * read it.  All errors are found together.  Undeclared fields do not exist.
 */
#ifndef FORM_FORM_H
#define FORM_FORM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/fault.h"
#include "base/pool.h"
#include "page/keys.h"

/* --- what came in --------------------------------------------------- */

/* An uploaded file.  The descriptor closes with the request. */
struct form_file {
	const char	*name;		/* display text only, never a path */
	const char	*type;		/* by its first bytes; NULL unknown */
	size_t		 size;
	int		 fd;		/* unlinked; read with pread */
};

struct form_value {
	const char		*name;
	const char		*text;	/* UTF-8 without NUL; "" for a file */
	const struct form_file	*file;	/* NULL for text */
};

struct form_input {
	const struct form_value	*values;
	size_t			 n;
};

/* The first value of that name; NULL where none came (or it is a file). */
const char	*form_input_text(const struct form_input *in,
		    const char *name);

/* --- the table ------------------------------------------------------ */

enum field_kind {		/* and the member that "at" points to */
	FIELD_LINE,		/* const char *: one line, "" if empty */
	FIELD_TEXT,		/* const char *: lines, ends are \n */
	FIELD_CHOICE,		/* const char *: a choice's value, or "" */
	FIELD_CHECK,		/* int: 0 or 1 */
	FIELD_DATE,		/* int64_t: 00:00 +08:00, ms; 0 if empty */
	FIELD_NUMBER,		/* int64_t: 0 if empty */
	FIELD_FILE,		/* const struct form_file *: NULL if none */
	FIELD_SECRET,		/* const char *: as typed, in the request's
				   own buffer (wiped), never refilled */
	FIELD_HIDDEN,		/* const char *: rev, step id; not shown */
	FIELD__N
};

/* What is done to a line before it is checked; ends are always trimmed. */
#define CLEAN_NARROW	1u	/* full-width letters, digits, signs to ASCII */
#define CLEAN_DASH	2u	/* any dash to '-' */
#define CLEAN_TIGHT	4u	/* blanks and dashes go */
#define CLEAN_UPPER	8u	/* a-z to A-Z */
#define CLEAN_PHONE	16u	/* CLEAN_NARROW, CLEAN_TIGHT, no +86 */
#define CLEAN_CODE	(CLEAN_NARROW | CLEAN_DASH | CLEAN_TIGHT | CLEAN_UPPER)

struct choice {
	const char	*value, *label;	/* both NULL at the end */
};

/* Pure: NULL is "yes", else one sentence for the person, without a dot. */
typedef const char *form_check(const char *text);

struct field {
	const char		*name;	/* request key, column, id f-NAME */
	const char		*label;
	const char		*hint;	/* a sentence below the label */
	enum field_kind		 kind;
	bool			 required;
	size_t			 min, max;	/* characters; 0: 1 and 200
						   (TEXT 4000) */
	int64_t			 least, most;	/* NUMBER; both 0: any */
	unsigned		 clean;		/* CLEAN_ bits */
	form_check		*check;
	const struct choice	*choices;	/* CHOICE; NULL: filled in by
						   form_choices */
	const char		*types;	/* FILE: "application/pdf image/png" */
	size_t			 size;	/* FILE: bytes; 0: LIMIT_MATERIAL */
	const char		*autocomplete;	/* "name", "tel", … */
	const char		*inputmode;	/* "numeric", … */
	const char		*group;	/* a heading printed above it */
	size_t			 at;	/* offsetof(struct …, member) */
};

/* How a table says where its member lies:
 *	#define AT(member) .at = offsetof(struct application, member)	*/

struct form_state;

struct form {
	const struct field	*fields;
	size_t			 n;
	size_t			 size;	/* of the struct "at" counts in */
	/* Checks across fields; adds with form_error.  May be NULL; is
	 * called also where fields have errors of their own. */
	void			(*cross)(const void *values,
				    struct form_state *state);
};

/* --- parsing and showing -------------------------------------------- */

struct form_entry {
	const char		*typed;	/* shown again; "" */
	const char		*error;	/* NULL or a sentence */
	const struct choice	*choices;
};

/* A form being shown: what was typed and what is wrong with it. */
struct form_state {
	const struct form	*form;
	struct form_entry	*entries;	/* one a field */
	struct pool		*pool;
	size_t			 nerrors;
	const char		*general;	/* about no field; or NULL */
};

/* A form to be filled in: empty, or with the values of a record. */
enum status	 form_start(const struct form *form, const void *values,
		    struct pool *pool, struct form_state *state);
/*
 * Read the input into *values (zeroed first, strings in the pool) and check
 * it.  ST_INVALID: state holds the errors, values what could be read.
 * ST_BROKEN: memory.
 */
enum status	 form_parse(const struct form *form,
		    const struct form_input *in, struct pool *pool,
		    void *values, struct form_state *state);
/*
 * Note an error found later (a record exists, a PIN is wrong).  The first of
 * a field stays; name NULL, or of no field, makes a general one.  The
 * sentence is kept by pointer.
 */
void		 form_error(struct form_state *state, const char *name,
		    const char *sentence);
/* Take back the error of a field whose value is known to be right though it
 * is not at hand. */
void		 form_forgive(struct form_state *state, const char *name);
/* The choices of a field that are not known when compiling. */
void		 form_choices(struct form_state *state, const char *name,
		    const struct choice *choices);
/* The error of a field, NULL where it has none. */
const char	*form_error_of(const struct form_state *state,
		    const char *name);
/* The label of a choice's value; the value itself where unknown. */
const char	*choice_label(const struct choice *choices,
		    const char *value);
/* The value where it is one of the choices, the first one's otherwise. */
const char	*choice_known(const struct choice *choices,
		    const char *value);

struct page;
/* Each choice as a row of the section: VALUE, LABEL, CHOSEN. */
void		 choice_fill(struct page *page, enum page_key section,
		    const struct choice *choices, const char *chosen);
/*
 * Print all fields where {{>FIELDS}} stands in the page, and the summary of
 * errors where {{>ERRORS}} stands ("有 N 处需要修改", with links).  The
 * section UPLOAD (the form's enctype) is shown where there is a file.
 */
void		 form_fill(struct page *page, const struct form_state *state);
/* Only the fields named (NULL ends the list), to place them in groups. */
void		 form_fill_some(struct page *page, const char *const *names,
		    const struct form_state *state);
/* Only the summary, where the page prints its fields itself. */
void		 form_fill_errors(struct page *page,
		    const struct form_state *state);
/*
 * Check answers: each field's label and value where {{>ANSWERS}} stands,
 * with a link "修改" to "back#f-NAME" (none where back is NULL).
 */
void		 form_answers(struct page *page, const struct form *form,
		    const void *values, const char *back, struct pool *pool);

/* --- materials ------------------------------------------------------ */

struct material {
	const char	*name, *label;
	const char	*types;		/* "application/pdf image/jpeg" */
	size_t		 max;		/* bytes */
	/* Whether this subject must bring it; NULL: always. */
	bool		(*needed)(const void *subject);
	const char	*hint;
};

const struct material *material_find(const struct material *list, size_t n,
		    const char *name);
bool		 material_needed(const struct material *m,
		    const void *subject);
/*
 * The first material from *i on that is needed and not had; *i is moved
 * behind it.  NULL where none is missing.
 */
const struct material *material_missing(const struct material *list,
		    size_t n, const void *subject,
		    bool (*have)(const char *name, void *arg), void *arg,
		    size_t *i);
/* Whether a file may be taken for it: NULL, or a sentence naming the limit. */
const char	*material_refuse(const struct material *m,
		    const struct form_file *file, struct pool *pool);
/* The same by types and size alone, as FIELD_FILE is judged. */
const char	*form_file_refuse(const char *types, size_t max,
		    const struct form_file *file, struct pool *pool);

#endif
