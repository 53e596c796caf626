/* A program before its first request and after its last; see web.h. */
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/limits.h"
#include "base/log.h"
#include "trust/keyd.h"
#include "web/local.h"

static const struct web_program programs[] = {
	{ "account",	USE_WRITE, USE_WRITE, USE_NOT,   1 },
	{ "apply",	USE_WRITE, USE_WRITE, USE_NOT,   1 },
	{ "change",	USE_WRITE, USE_WRITE, USE_NOT,   1 },
	{ "loss",	USE_WRITE, USE_WRITE, USE_NOT,   1 },
	{ "renew",	USE_WRITE, USE_WRITE, USE_NOT,   1 },
	{ "cancel",	USE_WRITE, USE_WRITE, USE_NOT,   1 },
	{ "replace",	USE_WRITE, USE_WRITE, USE_NOT,   1 },
	{ "progress",	USE_WRITE, USE_READ,  USE_WRITE, 1 },
	{ "approve",	USE_WRITE, USE_WRITE, USE_NOT,   1 },
	{ "issue",	USE_WRITE, USE_WRITE, USE_NOT,   1 },
	{ "stamp",	USE_WRITE, USE_WRITE, USE_READ,  1 },
	{ "admin",	USE_WRITE, USE_NOT,   USE_READ,  1 },
	{ "audit",	USE_WRITE, USE_NOT,   USE_READ,  1 },
	{ "verify",	USE_READ,  USE_READ,  USE_WRITE, 0 },
	{ "status",	USE_READ,  USE_NOT,   USE_WRITE, 0 },
};

const struct web_program *
web_program_find(const char *name)
{
	size_t	 i;

	for (i = 0; i < NITEMS(programs); i++)
		if (strcmp(programs[i].name, name) == 0)
			return &programs[i];
	return NULL;
}

static enum status
open_store(struct web *web, const char *name, enum store_use use,
    struct store **out, struct fault *f)
{
	if (use == USE_NOT)
		return ST_OK;
	return store_open(web->config.store, name, use == USE_READ, out, f);
}

static enum status
open_stores(struct web *web, struct fault *f)
{
	const struct web_program	*p = web->program;
	enum status			 st;

	if ((st = open_store(web, "office", p->office, &web->db, f)) != ST_OK ||
	    (st = open_store(web, "content", p->content, &web->content,
	    f)) != ST_OK ||
	    (st = open_store(web, "public", p->pub, &web->pub, f)) != ST_OK)
		return st;
	return ST_OK;
}

/* Started by hand, libfcgi would take itself for a CGI script. */
static enum status
open_listener(struct web *web, struct fault *f)
{
	int		 listening = 0;
	socklen_t	 n = sizeof(listening);

	if (getsockopt(STDIN_FILENO, SOL_SOCKET, SO_ACCEPTCONN, &listening,
	    &n) == -1 || !listening)
		return fault_set(f, ST_INVALID,
		    "fd 0 is no listening socket: start it by spawn-fcgi, "
		    "multiwatch or a systemd socket");
	if (FCGX_Init() != 0 || FCGX_InitRequest(&web->fcgi, 0, 0) != 0)
		return fault_set(f, ST_BROKEN, "libfcgi does not start");
	return ST_OK;
}

enum status
web_open_program(struct web **out, const struct web_program *program,
    struct fault *f)
{
	char		 path[CONFIG_PATH];
	struct web	*web;
	enum status	 st;

	*out = NULL;
	log_open(program->name);
	pool_keep_memory();
	if ((web = calloc(1, sizeof(*web))) == NULL)
		return fault_set(f, ST_BROKEN, "no memory");
	web->program = program;
	buf_init(&web->out, LIMIT_PAGE);
	buf_init(&web->head, 8 * KIB);
	if ((st = config_load(&web->config, f)) != ST_OK)
		goto out;
	if (*web->config.clock != '\0' &&
	    (st = clock_map(web->config.clock, f)) != ST_OK)
		goto out;
	config_path(web->config.share, "templates", path);
	if ((st = page_open(path, &web->pages, f)) != ST_OK ||
	    (st = open_stores(web, f)) != ST_OK)
		goto out;
	st = keyd_open(&web->config, program->name, &web->keyd, f);
	if (st != ST_OK)
		goto out;
	if ((web->pool = pool_new(LIMIT_REQUEST)) == NULL) {
		st = fault_set(f, ST_BROKEN, "no memory");
		goto out;
	}
	if ((st = open_listener(web, f)) != ST_OK ||
	    (st = web_signals(f)) != ST_OK)
		goto out;
	log_line(LOG_INFO, "ready, version %s", JIANYIN_VERSION);
	*out = web;
	web = NULL;
out:
	web_close(web);
	return st;
}

enum status
web_open(struct web **out, const char *program, struct fault *f)
{
	const struct web_program	*p = web_program_find(program);

	if (p == NULL) {
		*out = NULL;
		return fault_set(f, ST_INVALID, "no program %s", program);
	}
	return web_open_program(out, p, f);
}

void
web_close(struct web *web)
{
	if (web == NULL)
		return;
	store_close(web->db);
	store_close(web->content);
	store_close(web->pub);
	keyd_close(web->keyd);
	page_close(web->pages);
	pool_free(web->pool);
	buf_wipe(&web->body);
	buf_free(&web->out);
	buf_free(&web->head);
	free(web);
}

const struct config *
web_config(const struct web *web)
{
	return &web->config;
}

int
web_run(const char *program, const struct route *routes, size_t n)
{
	struct web	*web;
	struct fault	 f = { 0 };

	if (web_open(&web, program, &f) != ST_OK) {
		log_fault(&f);
		return 1;
	}
	while (web_next(web))
		web_serve(web, routes, n);
	web_close(web);
	return 0;
}
