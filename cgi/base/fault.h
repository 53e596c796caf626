/*
 * Outcomes and why.  Few outcomes, because callers do few different things;
 * the detail is for the log and is never shown to a person.
 */
#ifndef BASE_FAULT_H
#define BASE_FAULT_H

enum status {
	ST_OK = 0,
	ST_INVALID,	/* what we were given is wrong: tell the person */
	ST_ABSENT,	/* no such record */
	ST_DENIED,	/* known person, not allowed */
	ST_CONFLICT,	/* someone else moved it first */
	ST_BROKEN,	/* our side: database, disk, memory, key */
	ST__N
};

#define FAULT_MAX 512

struct fault {
	enum status	 st;
	char		 text[FAULT_MAX];
};

/*
 * Keep the detail of a refusal and return its status, so that refusing is
 * one line.  "f" may be NULL.  A second call replaces the first.
 */
enum status	 fault_set(struct fault *f, enum status st,
		    const char *fmt, ...)
		    __attribute__((format(printf, 3, 4)));
/* Put words before the detail kept so far ("while ...: ") and return st. */
enum status	 fault_in(struct fault *f, enum status st, const char *where);
/* The status as a lower-case English word, for logs. */
const char	*status_name(enum status st);

#define NITEMS(a) (sizeof(a) / sizeof((a)[0]))

#endif
