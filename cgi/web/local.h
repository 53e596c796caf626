/* For the folder web alone. */
#ifndef WEB_LOCAL_H
#define WEB_LOCAL_H

#include <fcgiapp.h>

#include "base/buf.h"
#include "web/guard.h"
#include "web/program.h"
#include "web/upload.h"
#include "web/web.h"

#define ETAG_TEXT	35	/* half of an SM3 in hex, quotes, NUL */
#define WEB_PIECES	4	/* {names} in one path */
#define WEB_QUERY	(8 * KIB)	/* nginx's large_client_header_buffers */

struct piece {
	struct bytes	 name;
	const char	*value;
};

/* What will be sent once the handler is done. */
struct answer {
	int		 http;		/* 0: none yet */
	const char	*type;
	struct bytes	 body;
	struct web_file	 file;		/* where is_file */
	int		 is_file, sandbox;
	const char	*location, *allow, *disposition;
	const char	*session;	/* token to set; "" clears it */
	struct web_keep	 keep;		/* .expires 0: not for keeping */
	char		 etag[ETAG_TEXT];	/* quoted */
};

struct web {
	const struct web_program *program;
	struct config	 config;
	struct store	*db, *content, *pub;
	struct keyd	*keyd;
	struct pages	*pages;
	struct pool	*pool;
	FCGX_Request	 fcgi;

	/* Of the running request. */
	struct req	 req;
	struct actor	 actor;
	struct fault	 fault;
	struct answer	 answer;
	struct buf	 body;		/* what was posted; wiped */
	struct buf	 out;		/* what was rendered */
	struct piece	 pieces[WEB_PIECES];
	size_t		 npieces;
	char		 token[TOKEN_TEXT], pre[TOKEN_TEXT];
	char		 new_session[TOKEN_TEXT];
	char		 csrf[CSRF_TEXT];
	char		 id[ID_LEN + 1];
	int		 set_pre;	/* pre is new: send the cookie */
	int		 head_only;
	int		 too_large;	/* body past body_limit: 413 */
	size_t		 body_limit;
	struct buf	 head;		/* header lines of the answer */
	char		 allow[16];
	const char	*band;
	int64_t		 began;
};

/* A parameter of the request; NULL where absent or "". */
const char	*web_param(const struct web *web, const char *name);

/* route.c: whether the path fits; pieces are filled, values in the pool. */
int		 route_match(const char *pattern, const char *path,
		    struct pool *pool, struct piece *pieces, size_t *n);

/* body.c: read and parse what was posted into req->input (or ->body). */
enum status	 body_read(struct web *web);

/* frame.c: the layout's own values. */
void		 frame_fill(struct web *web, struct page *page);

/* signal.c: SIGTERM and SIGINT end the loop after the running request. */
enum status	 web_signals(struct fault *f);
int		 web_stopping(void);

/* answer.c */
enum status	 answer_problem(struct web *web, int http,
		    const char *heading, const char *sentence);
void		 answer_send(struct web *web);

#endif
