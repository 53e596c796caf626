/*
 * One request after the other; see web.h.  The order of the steps is the
 * order of style.md, "A request, from start to end".
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/limits.h"
#include "base/log.h"
#include "base/utf8.h"
#include "base/wipe.h"
#include "web/local.h"
#include "web/urlencoded.h"

const char *
web_param(const struct web *web, const char *name)
{
	const char	*s = FCGX_GetParam(name, web->fcgi.envp);

	return s == NULL || *s == '\0' ? NULL : s;
}

int
web_next(struct web *web)
{
	int	 rc;

	if (web_stopping())
		return 0;
	if ((rc = FCGX_Accept_r(&web->fcgi)) >= 0)
		return 1;
	if (!web_stopping())
		log_line(LOG_ERROR, "accept failed: %d", rc);
	return 0;
}

/* --- beginning --------------------------------------------------------- */

static void
req_begin(struct web *web)
{
	const char	*path;

	web->began = clock_ticks();
	memset(&web->req, 0, sizeof(web->req));
	memset(&web->actor, 0, sizeof(web->actor));
	memset(&web->fault, 0, sizeof(web->fault));
	memset(&web->answer, 0, sizeof(web->answer));
	web->npieces = 0;
	web->set_pre = web->head_only = web->too_large = 0;
	web->token[0] = web->pre[0] = web->csrf[0] = '\0';
	web->band = NULL;
	id_new(web->id);
	if ((path = web_param(web, "DOCUMENT_URI")) == NULL &&
	    (path = web_param(web, "SCRIPT_NAME")) == NULL)
		path = "";
	web->req = (struct req){ .web = web, .pool = web->pool,
	    .db = web->db, .content = web->content, .pub = web->pub,
	    .keyd = web->keyd, .config = &web->config, .actor = &web->actor,
	    .fault = &web->fault, .id = web->id, .token = web->token,
	    .path = path,
	    .host = web_param(web, "HTTP_HOST") };
}

/* What an actor carries besides the session. */
static void
actor_stamp(struct web *web)
{
	web->actor.address = web_param(web, "REMOTE_ADDR");
	web->actor.program = web->program->name;
	web->actor.request = web->id;
}

/* --- routes ------------------------------------------------------------ */

static unsigned
method_of(struct web *web)
{
	const char	*m = web_param(web, "REQUEST_METHOD");

	if (m == NULL)
		return 0;
	web->head_only = strcmp(m, "HEAD") == 0;
	if (web->head_only || strcmp(m, "GET") == 0)
		return WEB_GET;
	return strcmp(m, "POST") == 0 ? WEB_POST : 0;
}

static enum status
refuse_method(struct web *web, unsigned allowed)
{
	enum status	 st;

	snprintf(web->allow, sizeof(web->allow), "%s%s%s",
	    allowed & WEB_GET ? "GET, HEAD" : "",
	    allowed == (WEB_GET | WEB_POST) ? ", " : "",
	    allowed & WEB_POST ? "POST" : "");
	st = answer_problem(web, 405, "不支持这种访问方式",
	    "请从页面上的链接或按钮进入。");
	web->answer.allow = web->allow;
	return st;
}

/* The first route that fits path and method; ST_ABSENT or answered 405. */
static enum status
find_route(struct web *web, const struct route *routes, size_t n)
{
	unsigned	 allowed = 0;
	size_t		 i;

	if (!utf8_valid(web->req.path, strlen(web->req.path)))
		return fault_set(&web->fault, ST_INVALID, "path: not UTF-8");
	web->req.method = method_of(web);
	for (i = 0; i < n; i++) {
		if (!route_match(routes[i].path, web->req.path, web->pool,
		    web->pieces, &web->npieces))
			continue;
		allowed |= routes[i].method;
		if (routes[i].method & web->req.method) {
			web->req.route = &routes[i];
			return ST_OK;
		}
	}
	web->npieces = 0;
	if (allowed != 0)
		return refuse_method(web, allowed);
	return fault_set(&web->fault, ST_ABSENT, "no route");
}

/* --- who --------------------------------------------------------------- */

static enum status
identify(struct web *web)
{
	const char	*cookies = web_param(web, "HTTP_COOKIE");
	enum status	 st;

	actor_stamp(web);
	if (!web->program->cookies || cookies == NULL ||
	    (web->req.route->flags & ROUTE_MACHINE))
		return ST_OK;
	cookie_read(cookies, COOKIE_PRE, web->pre);
	if (!cookie_read(cookies, COOKIE_SESSION, web->token))
		return ST_OK;
	if (web->req.method == WEB_GET)
		store_hold(web->db);	/* a page is of one moment */
	st = session_find(web->db, web->pool, web->token, &web->actor,
	    &web->fault);
	if (st == ST_ABSENT)
		memset(&web->actor, 0, sizeof(web->actor));
	actor_stamp(web);
	return st == ST_ABSENT ? ST_OK : st;
}

/* A refusal leaves a trace: of a known person an entry, else a count. */
static void
note_refusal(struct web *web, const char *reason)
{
	log_line(LOG_WARN, "%s refused: %s", web->id, reason);
	if (web->program->office != USE_WRITE)
		return;
	if (*web->actor.person != '\0')
		audit_refusal(web->db, &web->actor, "web.refuse", "page",
		    web->req.route->path, reason);
	else
		audit_count(web->db, web->program->name, reason);
}

static enum status
to_sign_in(struct web *web)
{
	const char	*query = web_param(web, "QUERY_STRING");
	const char	*next = web->req.path;

	if (query != NULL && web->req.method == WEB_GET)
		next = pool_printf(web->pool, "%s?%s", next, query);
	if (next == NULL || !web_path_is_local(next) || strlen(next) > 512)
		next = "/";
	return web_redirect(&web->req, pool_printf(web->pool,
	    "/account/signin?next=%s", web_path_escape(web->pool, next)));
}

/* a deed of who works under a contract that does not run. */
static enum status
refuse_lapsed(struct web *web)
{
	const char	*why = web->actor.lapsed;

	audit_refusal(web->db, &web->actor, "service.lapsed", "route",
	    web->req.route->path, why);
	return answer_problem(web, 403, "服务合同不在有效期内", why);
}

/* Whether the route is open to who asks; answers where it is not. */
static enum status
authorise(struct web *web)
{
	const struct route	*route = web->req.route;

	if (*web->actor.person != '\0' && web->actor.must_change_pin &&
	    route->roles != 0 && !(route->flags & ROUTE_PIN))
		return web_redirect(&web->req, "/account/pin");
	if (route->roles == 0)
		return ST_OK;
	if (*web->actor.person == '\0')
		return to_sign_in(web);
	if (web->req.method == WEB_POST && route->roles != ROLE_ANY &&
	    web->actor.lapsed != NULL &&
	    !(route->roles & actor_roles(&web->actor)) &&
	    (route->roles & web->actor.roles))
		return refuse_lapsed(web);
	if (web->req.method == WEB_POST)
		web->actor.roles = actor_roles(&web->actor);
	if (route->roles == ROLE_ANY || (route->roles & web->actor.roles))
		return ST_OK;
	note_refusal(web, "role");
	return fault_set(&web->fault, ST_DENIED, "%s: not for these roles",
	    route->path);
}

/* --- what was sent ----------------------------------------------------- */

static enum status
read_query(struct web *web)
{
	const char	*query = web_param(web, "QUERY_STRING");
	char		*copy;
	size_t		 n;

	if (query == NULL)
		return ST_OK;
	if ((n = strlen(query)) > WEB_QUERY)
		return fault_set(&web->fault, ST_INVALID, "query: too long");
	if ((copy = pool_copy(web->pool, query, n)) == NULL)
		return fault_set(&web->fault, ST_BROKEN, "past the pool");
	return urlencoded_read(copy, n, web->pool, &web->req.query,
	    &web->fault);
}

static enum status
refuse_post(struct web *web, const char *reason)
{
	note_refusal(web, reason);
	return answer_problem(web, 403, "页面已失效",
	    "请重新打开填写页面，再提交一次。");
}

static enum status
refuse_body(struct web *web, enum status st)
{
	char	 words[128];

	if (st == ST_DENIED)
		return refuse_post(web, "token");
	if (!web->too_large)
		return st;
	snprintf(words, sizeof(words), "一次最多提交 %zu %s。请减小文件后"
	    "重新提交。", web->body_limit >= MIB ? web->body_limit / MIB :
	    web->body_limit / KIB, web->body_limit >= MIB ? "MB" : "KB");
	return answer_problem(web, 413, "提交的内容过大", words);
}

/*
 * Debian's fastcgi_params hand on the host without its port, so the port
 * nginx listens on is tried as well; behind a gateway that listens elsewhere
 * the printed address decides.
 */
static int
came_from_us(const struct web *web)
{
	const char	*site = web_param(web, "HTTP_SEC_FETCH_SITE");
	const char	*origin = web_param(web, "HTTP_ORIGIN");
	const char	*port = web_param(web, "SERVER_PORT");
	const char	*host = web->req.host;

	if (origin_is_ours(site, origin, host, web->config.url))
		return 1;
	if (host == NULL || port == NULL || strchr(host, ':') != NULL)
		return 0;
	host = pool_printf(web->pool, "%s:%s", host, port);
	return origin_is_ours(site, origin, host, NULL);
}

/* The loop's duty on every POST: where from, how much, and the token. */
static enum status
guard_post(struct web *web)
{
	const char	*given;
	enum status	 st;

	if (web->req.route->flags & ROUTE_MACHINE) {
		st = body_read(web);
		return st == ST_OK ? ST_OK : refuse_body(web, st);
	}
	if (!came_from_us(web))
		return refuse_post(web, "origin");
	if (*web->actor.person != '\0')
		session_csrf(web->token, web->csrf);
	else if (*web->pre != '\0')
		token_pre_csrf(web->pre, web->csrf);
	if ((st = body_read(web)) != ST_OK)
		return refuse_body(web, st);
	if (!web->program->cookies)
		return ST_OK;
	given = form_input_text(&web->req.input, "csrf");
	if (given == NULL || !token_same(given, web->csrf))
		return refuse_post(web, "token");
	return ST_OK;
}

static enum status
read_form(struct web *web)
{
	const struct form	*form = web->req.route->form;
	struct req		*r = &web->req;
	enum status		 st;

	if (form == NULL)
		return ST_OK;
	if ((r->values = pool_alloc(web->pool, form->size)) == NULL)
		return fault_set(&web->fault, ST_BROKEN, "past the pool");
	if (r->method == WEB_POST)
		st = form_parse(form, &r->input, web->pool, r->values,
		    &r->form);
	else if (r->route->flags & ROUTE_QUERY)
		st = form_parse(form, &r->query, web->pool, r->values,
		    &r->form);
	else
		st = form_start(form, NULL, web->pool, &r->form);
	if (st == ST_BROKEN)
		return fault_set(&web->fault, ST_BROKEN, "form: past the pool");
	return ST_OK;		/* errors are the handler's to show */
}

/* --- the request ------------------------------------------------------- */

/* Each step may answer by itself; then the rest is not done. */
static enum status
serve(struct web *web, const struct route *routes, size_t n)
{
	enum status	 st;

	if ((st = find_route(web, routes, n)) != ST_OK ||
	    web->answer.http != 0)
		return st;
	if ((st = identify(web)) != ST_OK)
		return st;
	if ((st = authorise(web)) != ST_OK || web->answer.http != 0)
		return st;
	if ((st = read_query(web)) != ST_OK)
		return st;
	if (web->req.method == WEB_POST &&
	    ((st = guard_post(web)) != ST_OK || web->answer.http != 0))
		return st;
	if ((st = read_form(web)) != ST_OK)
		return st;
	return web->req.route->handler(&web->req);
}

static enum status
drop_transaction(struct store *db, enum status st, struct fault *f)
{
	if (db == NULL || !store_is_writing(db))
		return st;
	store_rollback(db);
	return st != ST_OK ? st :
	    fault_set(f, ST_BROKEN, "a transaction was left open");
}

/* What must hold before anything leaves. */
static enum status
settle(struct web *web, enum status st)
{
	if (web->db != NULL)
		store_let_go(web->db);
	st = drop_transaction(web->db, st, &web->fault);
	st = drop_transaction(web->content, st, &web->fault);
	st = drop_transaction(web->pub, st, &web->fault);
	if (st == ST_OK && pool_failed(web->pool))
		st = fault_set(&web->fault, ST_BROKEN, "past the pool");
	if (st == ST_OK && web->answer.http == 0)
		st = fault_set(&web->fault, ST_BROKEN, "nothing answered");
	return st;
}

/* Made on an empty pool, since the request may have used it all up. */
static void
answer_failure(struct web *web, enum status st)
{
	static const char	 words[] = "系统出现问题，请稍后再试。\n";

	if (st == ST_BROKEN || web->fault.st != ST_OK)
		log_line(st == ST_BROKEN ? LOG_ERROR : LOG_INFO, "%s %s: %s",
		    web->id, status_name(st), web->fault.text);
	if (pool_failed(web->pool)) {
		web->actor.name = web->actor.unit_name = NULL;
		web->actor.serial = NULL;
		memset(&web->req.form, 0, sizeof(web->req.form));
		pool_reset(web->pool);
	}
	if (web_refuse(&web->req, st) == ST_OK)
		return;
	memset(&web->answer, 0, sizeof(web->answer));
	web->answer.http = 500;
	web->answer.type = "text/plain; charset=utf-8";
	web->answer.body = bytes_text(words);
}

static void
req_end(struct web *web, size_t used)
{
	log_line(LOG_INFO, "%s %s %s person=%s status=%d us=%lld pool=%zu",
	    web->id, web->req.method == WEB_POST ? "POST" : "GET",
	    web->req.route == NULL ? "-" : web->req.route->path,
	    *web->actor.person == '\0' ? "-" : web->actor.person,
	    web->answer.http, (long long)(clock_ticks() - web->began), used);
	FCGX_Finish_r(&web->fcgi);
	pool_reset(web->pool);
	buf_wipe(&web->body);
	wipe(web->token, sizeof(web->token));
	wipe(web->new_session, sizeof(web->new_session));
	wipe(web->csrf, sizeof(web->csrf));
}

void
web_serve(struct web *web, const struct route *routes, size_t n)
{
	enum status	 st;
	size_t		 used;

	req_begin(web);
	st = settle(web, serve(web, routes, n));
	used = pool_used(web->pool);
	if (st != ST_OK)
		answer_failure(web, st);
	answer_send(web);
	req_end(web, used);
}

/* --- asking ------------------------------------------------------------ */

const char *
web_piece(const struct req *r, const char *name)
{
	const struct web	*web = r->web;
	size_t			 i;

	for (i = 0; i < web->npieces; i++)
		if (bytes_same(web->pieces[i].name, bytes_text(name)))
			return web->pieces[i].value;
	return "";
}

const char *
web_raw_path(const struct req *r)
{
	const char	*uri = web_param(r->web, "REQUEST_URI");
	const char	*path;

	if (uri == NULL)
		return r->path;
	path = pool_copy(r->pool, uri, strcspn(uri, "?"));
	return path == NULL ? "" : path;
}

const char *
web_type(const struct req *r)
{
	const char	*type = web_param(r->web, "CONTENT_TYPE");
	const char	*name;

	if (type == NULL)
		return "";
	name = pool_copy(r->pool, type, strcspn(type, "; \t"));
	return name == NULL ? "" : name;
}

const char *
web_query(const struct req *r, const char *name)
{
	return form_input_text(&r->query, name);
}

const char *
web_input(const struct req *r, const char *name)
{
	return form_input_text(&r->input, name);
}

int
web_has(const struct req *r, unsigned roles)
{
	return *r->actor->person != '\0' && (r->actor->roles & roles) != 0;
}

enum status
web_handle(const struct req *r, unsigned char out[32])
{
	if (*r->actor->person == '\0' || *r->token == '\0')
		return fault_set(r->fault, ST_ABSENT, "no session");
	session_handle(r->token, out);
	return ST_OK;
}

const char *
web_header(const struct req *r, const char *name)
{
	char	 key[64];

	if (r->web == NULL)
		return NULL;		/* at the console */
	snprintf(key, sizeof(key), "HTTP_%s", name);
	return web_param(r->web, key);
}

int
web_on_phone(const struct req *r)
{
	static const char *const words[] = { "Mobi", "Android", "iPhone" };
	const char		*ua = web_header(r, "USER_AGENT");
	const char		*hint = web_header(r, "SEC_CH_UA_MOBILE");
	size_t			 i;

	if (hint != NULL && strcmp(hint, "?1") == 0)
		return 1;
	for (i = 0; ua != NULL && i < NITEMS(words); i++)
		if (strstr(ua, words[i]) != NULL)
			return 1;
	return 0;
}

const char *
web_next_path(const struct req *r, const char *otherwise)
{
	const char	*next = web_input(r, "next");

	if (next == NULL)
		next = web_query(r, "next");
	return web_path_is_local(next) ? next : otherwise;
}
