/*
 * The trail of audit for who may read it: asking for a part of it,
 * walking it, words for what stands in it, exporting it.  cgi/audit.c has
 * the pages.
 */
#ifndef WORK_TRAIL_H
#define WORK_TRAIL_H

#include "web/web.h"

/* --- asking -------------------------------------------------------------- */

struct trail_filter {
	const char	*login;		/* as typed; "" any */
	const char	*person;	/* its id; NULL any */
	const char	*object, *action, *result;	/* "" any */
	int64_t		 below;		/* 0: from the end */
};

/* From a query (web_query) or a posted form (web_input); ST_INVALID: no such
 * number. */
enum status	 trail_ask(struct req *r,
		    const char *(*value)(const struct req *r,
		    const char *name), struct trail_filter *f);
/* What was looked for, for people and for the trail. */
const char	*trail_words(struct req *r, const struct trail_filter *f);

#define TRAIL_SCAN	20000	/* entries looked at for one page */

/*
 * Walk down the trail and hand what fits to fn, until it says 0, "most" were
 * taken or the end is reached.  *next: where to go on, 0 at the end.
 */
struct trail_walk {
	int	(*fn)(void *arg, const struct audit_line *l);
	void	*arg;
	size_t	 most, scan;
	int64_t	 next;
};

enum status	 trail_walk(struct req *r, const struct trail_filter *f,
		    struct trail_walk *w);
/* Looking at the trail is an entry too. */
enum status	 trail_note(struct req *r, const char *action,
		    const char *object, const char *result,
		    const char *reason);

/* --- words --------------------------------------------------------------- */

/* Reasons programs write down as a word; results of an entry, "" for all. */
extern const struct choice trail_reasons[], trail_results[];
extern const struct choice trail_programs[];
/* An action's name for people; itself where none is known. */
const char	*trail_action(const char *name);

/*
 * What entries are about, as people know it: the number of a case, the name
 * and code of a seal or a unit, the name and login of a person.  One query a
 * kind for fifty of them; what nobody knows by another name is its own.
 */
struct trail_thing {
	const char	*kind, *object;		/* of the entry */
	const char	*name, *code;		/* found; code may be "" */
};
enum status	 trail_things(struct req *r, struct trail_thing *list,
		    size_t n);
/* 办件, 印章 ...; itself where none is known. */
const char	*trail_kind(const char *kind);

/* 账号 of an id, asked once for each person of a page. */
struct trail_names {
	struct req	*r;
	struct {
		char		 id[ID_LEN + 1];
		const char	*name;
	}		 known[64];
	size_t		 n;
};
const char	*trail_name(struct trail_names *names, const char *id);

/* --- export -------------------------------------------------------------- */

web_handler	 trail_export;		/* POST /audit/export */

#endif
