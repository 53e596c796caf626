/*
 * The request loop every program runs: accept, limits, route, session and
 * role, same origin and token, form, handler, answer, one log line.  What a
 * handler cannot forget is done here.  One request at a time.
 *
 *	static const struct route routes[] = {
 *		{ WEB_GET,  "/apply/new",  APPLICANT, show_new, &apply_form },
 *		{ WEB_POST, "/apply/new",  APPLICANT, post_new, &apply_form },
 *		{ WEB_GET,  "/apply/{id}", APPLICANT, show_one },
 *	};
 *
 * A handler reads records, asks the rules, writes in one transaction, then
 * calls exactly one of the answers below and returns its status.  Returning
 * another status than ST_OK (or answering nothing) makes the error page of
 * that status; nothing has left by then.  A transaction left open is rolled
 * back and the request fails.
 */
#ifndef WEB_WEB_H
#define WEB_WEB_H

#include <stddef.h>
#include <stdint.h>

#include "base/config.h"
#include "base/fault.h"
#include "base/pool.h"
#include "form/form.h"
#include "office/office.h"
#include "page/page.h"
#include "store/store.h"

struct web;
struct req;
struct keyd;			/* trust/keyd.h */

typedef enum status web_handler(struct req *r);

#define WEB_GET		1u	/* answers HEAD too */
#define WEB_POST	2u

/* Flags of a route. */
#define ROUTE_QUERY	1u	/* GET: the form reads the query string */
#define ROUTE_MACHINE	2u	/* POST by another system: no cookie, no
				   origin and token check; the raw body */
#define ROUTE_PIN	4u	/* open to who must change the PIN first */
#define ROUTE_PUBLIC	8u	/* answer may be kept by caches a while */

struct route {
	unsigned		 method;
	const char		*path;	/* {name} is one piece, never empty;
					   {name*} at the end all that is left */
	unsigned		 roles;	/* ROLE_BIT()s, one is enough; 0: all,
					   also who is not signed in */
	web_handler		*handler;
	const struct form	*form;	/* NULL: input only (CSRF is checked) */
	unsigned		 flags;
	size_t			 body;	/* most bytes of a POST; 0: LIMIT_FORM
					   and the form's FILE sizes */

};

/* What a handler sees.  Strings live until the request is over. */
struct req {
	struct web		*web;
	struct pool		*pool;	/* LIMIT_REQUEST */
	struct store		*db;	/* office */
	struct store		*content;	/* NULL unless the program
					   table says it needs it */
	struct store		*pub;	/* "public"; the same */
	struct keyd		*keyd;	/* this process's client of keyd */
	const struct config	*config;
	struct actor		*actor;	/* never NULL; person "" unknown */
	struct fault		*fault;	/* pass it to what you call */
	const char		*id;	/* request id, for log and audit */
	const char		*token;	/* of the session; "" without one */
	unsigned		 method;	/* WEB_GET or WEB_POST */
	const char		*path;
	const char		*host;	/* we were asked by; maybe no port */
	const struct route	*route;
	struct form_input	 query, input;	/* from URL, from body */
	void			*values;	/* the form's struct, or NULL */
	struct form_state	 form;	/* GET: started empty; POST: parsed;
					   nerrors > 0: show it again */
	struct bytes		 body;	/* ROUTE_MACHINE: as it came */
};

/* --- the loop ------------------------------------------------------------ */

/*
 * Everything a program needs before its first request: settings, log,
 * stores as the table of programs says, templates.  fd 0 is the listener.
 * The program is the key of that table ("apply").
 */
enum status	 web_open(struct web **out, const char *program,
		    struct fault *f);
/* Wait for a request; 0 once SIGTERM came, after the running one. */
int		 web_next(struct web *web);
void		 web_serve(struct web *web, const struct route *routes,
		    size_t n);
void		 web_close(struct web *web);
/*
 * All of it, from the first to the last request of a program: what its main
 * returns.  Why it could not start is in the log.
 */
int		 web_run(const char *program, const struct route *routes,
		    size_t n);

const struct config	*web_config(const struct web *web);

/* --- asking -------------------------------------------------------------- */

/* The piece {name} of the path; "" where the route has none. */
const char	*web_piece(const struct req *r, const char *name);
/* The path as it was sent: not decoded, its slashes not merged; no query. */
const char	*web_raw_path(const struct req *r);
/* Content-Type of what was posted, without parameters; "" for none. */
const char	*web_type(const struct req *r);
/* A value of the query or the body; NULL where none came. */
const char	*web_query(const struct req *r, const char *name);
const char	*web_input(const struct req *r, const char *name);
/* Whether the person has one of the roles. */
int		 web_has(const struct req *r, unsigned roles);
/* keyd's unlock handle of this session; ST_ABSENT without one.  Wipe it. */
enum status	 web_handle(const struct req *r, unsigned char out[32]);
/* A request header, "ACCEPT" for Accept; NULL where absent,
 * and at the console. */
const char	*web_header(const struct req *r, const char *name);
/* Whether a phone's browser asks, by its own word; it protects nothing. */
int		 web_on_phone(const struct req *r);

/* --- answering: exactly one ---------------------------------------------- */

/* A page with its title; fill it, then web_page. */
struct page	*web_page_new(struct req *r, const char *name,
		    const char *title);
/* 200; 400 where r->form has errors (title begins 错误：). */
enum status	 web_page(struct req *r, struct page *page);
enum status	 web_page_as(struct req *r, struct page *page, int http);
/* 303 to a path of our own ("/apply/…"); anything else is ST_BROKEN. */
enum status	 web_redirect(struct req *r, const char *path);
/* The same, with a path made by format; values must be ids or numbers. */
enum status	 web_redirectf(struct req *r, const char *fmt, ...)
		    __attribute__((format(printf, 2, 3)));
/* JSON written with page/json.h. */
enum status	 web_json(struct req *r, int http, struct bytes json);

struct web_file {
	const char	*name;		/* what the browser saves it as */
	const char	*type;		/* "application/pdf" */
	struct bytes	 bytes;		/* the content, or … */
	int		 fd;		/* … read from here (bytes.p NULL) */
	size_t		 size;
	/* … or piece by piece (both others unset): "size" bytes in all. */
	enum status	(*next)(void *arg, struct bytes *piece,
			    struct fault *f);
	void		*arg;
	int		 show;		/* inline instead of saving */
	int		 stranger;	/* an upload: CSP sandbox too */
};

/*
 * A file.  Its bytes or source must live until the request is over (pool, or
 * pool_defer); the first piece is read before anything is sent.
 */
enum status	 web_file(struct req *r, const struct web_file *file);
/* A buffer for the bytes of a file, gone with the request; NULL, the fault
 * set, where there is no memory. */
struct buf	*web_buf(struct req *r, size_t ceiling);
/*
 * Bytes of a type that everybody may keep until they are over, asking again
 * after "max_age" seconds (RFC 5019 6.2); 304 where a GET names them as kept.
 */
struct web_keep {
	int64_t		 modified, expires;	/* ms */
	unsigned	 max_age;
	const unsigned char *mark;		/* SM3 of the bytes */
};
enum status	 web_bytes_kept(struct req *r, const char *type,
		    struct bytes body, const struct web_keep *keep);
/* Bytes of a type for machines: CRL, OCSP, plain text. */
enum status	 web_bytes(struct req *r, int http, const char *type,
		    struct bytes body);
/* The error page of a status, through the one table. */
enum status	 web_refuse(struct req *r, enum status st);
/* The same with a heading and a sentence of the caller's own. */
enum status	 web_problem(struct req *r, int http, const char *heading,
		    const char *sentence);

/* --- cookies of a session ------------------------------------------------ */

/* The token of session_start becomes the cookie; what was there goes. */
void		 web_session_set(struct req *r, const char *token);
void		 web_session_clear(struct req *r);
/* Where to go after signing in: "next" of the query or body if it is a
 * path of ours, else "otherwise". */
const char	*web_next_path(const struct req *r, const char *otherwise);
/* Whether s is a path on this site and nothing else. */
int		 web_path_is_local(const char *s);
/* s with everything but letters, digits, - . _ ~ / as %XX. */
const char	*web_path_escape(struct pool *pool, const char *s);

/* What the band of the demonstration says besides (a code by phone). */
void		 web_band(struct req *r, const char *sentence);

#endif
