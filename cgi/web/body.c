/*
 * What was posted: counted as it comes (a length may be missing or lie),
 * fields into one buffer that is wiped, files into spools.
 */
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#include "base/limits.h"
#include "base/utf8.h"
#include "web/local.h"
#include "web/multipart.h"
#include "web/urlencoded.h"

#define BODY_PIECE	(32 * KIB)	/* read at a time */

/* A part as it is collected; offsets, since the buffer moves. */
struct part {
	size_t		 name, text;
	int		 is_file;
	const char	*filename;
	struct spool	 spool;
};

struct collecting {
	struct web	*web;
	struct part	*parts;
	size_t		 n;
};

/* The sizes of all files the form may bring, and room for its fields. */
static size_t
limit_of(const struct route *route)
{
	const struct form	*form = route->form;
	size_t			 i, limit = LIMIT_FORM;

	if (route->body != 0)
		return route->body;
	for (i = 0; form != NULL && i < form->n; i++)
		if (form->fields[i].kind == FIELD_FILE)
			/* Twice, so that one too large is told so beside
			 * its field, with the others kept. */
			limit += 2 * (form->fields[i].size == 0 ?
			    LIMIT_MATERIAL : form->fields[i].size);
	return limit;
}

static enum status
too_large(struct web *web)
{
	web->too_large = 1;
	return fault_set(&web->fault, ST_INVALID, "body past %zu bytes",
	    web->body_limit);
}

/* The length announced, or -1; an impossible one is past any limit. */
static long long
announced(const struct web *web)
{
	const char	*s = web_param(web, "CONTENT_LENGTH");
	char		*end;
	long long	 n;

	if (s == NULL)
		return -1;
	n = strtoll(s, &end, 10);
	return *end != '\0' || n < 0 ? INT64_MAX : n;
}

/* Hand every piece to "take"; refuse past the limit or cut short. */
static enum status
read_all(struct web *web, enum status (*take)(void *, struct bytes,
    struct fault *), void *arg)
{
	static char	 piece[BODY_PIECE];
	long long	 want = announced(web);
	size_t		 total = 0;
	enum status	 st = ST_OK;
	int		 n;

	if (want > (long long)web->body_limit)
		return too_large(web);
	while (st == ST_OK &&
	    (n = FCGX_GetStr(piece, sizeof(piece), web->fcgi.in)) > 0) {
		total += (size_t)n;
		st = total > web->body_limit ? too_large(web) :
		    take(arg, bytes_of(piece, (size_t)n), &web->fault);
	}
	explicit_bzero(piece, total < sizeof(piece) ? total : sizeof(piece));
	if (st == ST_OK && want >= 0 && total != (size_t)want)
		st = fault_set(&web->fault, ST_INVALID, "body cut short");
	return st;
}

static enum status
take_raw(void *arg, struct bytes b, struct fault *f)
{
	struct buf	*out = arg;

	buf_bytes(out, b);
	return buf_ok(out) ? ST_OK :
	    fault_set(f, ST_BROKEN, "body: no memory");
}

/* --- multipart --------------------------------------------------------- */

/* How much of a file is worth keeping; nothing of an undeclared one. */
static size_t
keep_of(const struct route *route, const char *name)
{
	const struct form	*form = route->form;
	size_t			 i;

	if (form == NULL)
		return route->body;
	for (i = 0; i < form->n; i++)
		if (form->fields[i].kind == FIELD_FILE &&
		    strcmp(form->fields[i].name, name) == 0)
			return form->fields[i].size == 0 ? LIMIT_MATERIAL :
			    form->fields[i].size;
	return 0;
}

/* The token must come before the first file, or a stranger's page could
 * make us store what it likes. */
static int
token_has_come(const struct collecting *c)
{
	const char	*base = (const char *)c->web->body.p;
	size_t		 i;

	if (!c->web->program->cookies)
		return 1;
	for (i = 0; i < c->n; i++)
		if (!c->parts[i].is_file &&
		    strcmp(base + c->parts[i].name, "csrf") == 0)
			return token_same(base + c->parts[i].text,
			    c->web->csrf);
	return 0;
}

static enum status
part_begin(void *arg, const char *name, const char *filename,
    struct fault *f)
{
	struct collecting	*c = arg;
	struct buf		*b = &c->web->body;
	struct part		*part = &c->parts[c->n];

	if (!utf8_valid(name, strlen(name)))
		return fault_set(f, ST_INVALID, "part: name not UTF-8");
	if (filename != NULL && *filename != '\0' && !token_has_come(c))
		return fault_set(f, ST_DENIED, "file before the token");
	*part = (struct part){ .is_file = filename != NULL };
	spool_init(&part->spool, keep_of(c->web->req.route, name));
	if (filename != NULL)
		part->filename = *filename == '\0' ? "" :
		    upload_name(c->web->pool, filename);
	part->name = b->n;
	buf_put(b, name, strlen(name) + 1);
	part->text = b->n;
	return ST_OK;
}

static enum status
part_data(void *arg, struct bytes v, struct fault *f)
{
	struct collecting	*c = arg;
	struct part		*part = &c->parts[c->n];

	if (part->is_file)
		return spool_put(&part->spool, v, f);
	if (c->web->body.n - part->text > LIMIT_FIELD - v.n ||
	    v.n > LIMIT_FIELD)
		return fault_set(f, ST_INVALID, "part: field too long");
	if (memchr(v.p, '\0', v.n) != NULL)
		return fault_set(f, ST_INVALID, "part: NUL in a field");
	return take_raw(&c->web->body, v, f);
}

static enum status
part_end(void *arg, struct fault *f)
{
	struct collecting	*c = arg;
	struct part		*part = &c->parts[c->n];
	struct buf		*b = &c->web->body;

	if (!part->is_file && !utf8_valid((char *)b->p + part->text,
	    b->n - part->text))
		return fault_set(f, ST_INVALID, "part: field not UTF-8");
	buf_byte(b, '\0');
	c->n++;
	return buf_ok(b) ? ST_OK : fault_set(f, ST_BROKEN, "body: no memory");
}

static void
part_drop(void *arg)
{
	struct part	*part = arg;

	spool_drop(&part->spool);
}

static enum status
file_new(struct web *web, struct part *part, const struct form_file **out)
{
	struct form_file	*file = pool_alloc(web->pool, sizeof(*file));

	if (file == NULL)
		return fault_set(&web->fault, ST_BROKEN, "past the pool");
	file->name = part->filename;
	file->type = upload_type(bytes_of(part->spool.head,
	    part->spool.nhead));
	file->size = part->spool.size;
	file->fd = part->spool.fd;
	*out = file;
	return ST_OK;
}

/* The parts as values; a file input left empty is no value at all. */
static enum status
parts_to_input(struct collecting *c)
{
	struct web		*web = c->web;
	const char		*base = (const char *)web->body.p;
	struct form_value	*list, *v;
	size_t			 i, n = 0;
	enum status		 st;

	list = pool_array(web->pool, c->n + 1, sizeof(*list));
	if (list == NULL)
		return fault_set(&web->fault, ST_BROKEN, "past the pool");
	for (i = 0; i < c->n; i++) {
		if (c->parts[i].is_file && *c->parts[i].filename == '\0' &&
		    c->parts[i].spool.size == 0)
			continue;
		v = &list[n++];
		v->name = base + c->parts[i].name;
		v->text = c->parts[i].is_file ? "" : base + c->parts[i].text;
		if (c->parts[i].is_file &&
		    (st = file_new(web, &c->parts[i], &v->file)) != ST_OK)
			return st;
	}
	web->req.input = (struct form_input){ list, n };
	return ST_OK;
}

static enum status
take_multipart(void *arg, struct bytes b, struct fault *f)
{
	return multipart_feed(arg, b, f);
}

static enum status
read_multipart(struct web *web, const char *type)
{
	struct collecting	 c = { .web = web };
	struct multipart_sink	 sink = { part_begin, part_data, part_end,
				    &c };
	struct multipart	*m = pool_alloc(web->pool, sizeof(*m));
	enum status		 st;
	size_t			 i;

	c.parts = pool_array(web->pool, LIMIT_PARTS + 1, sizeof(*c.parts));
	if (c.parts == NULL || m == NULL)
		return fault_set(&web->fault, ST_BROKEN, "past the pool");
	for (i = 0; i <= LIMIT_PARTS; i++) {
		spool_init(&c.parts[i].spool, 0);
		if (!pool_defer(web->pool, part_drop, &c.parts[i]))
			return fault_set(&web->fault, ST_BROKEN,
			    "past the pool");
	}
	if ((st = multipart_init(m, type, &sink, &web->fault)) != ST_OK ||
	    (st = read_all(web, take_multipart, m)) != ST_OK ||
	    (st = multipart_end(m, &web->fault)) != ST_OK)
		return st;
	return parts_to_input(&c);
}

/* --- the rest ---------------------------------------------------------- */

static enum status
read_urlencoded(struct web *web)
{
	enum status	 st;

	if ((st = read_all(web, take_raw, &web->body)) != ST_OK)
		return st;
	buf_byte(&web->body, '\0');
	if (!buf_ok(&web->body))
		return fault_set(&web->fault, ST_BROKEN, "body: no memory");
	return urlencoded_read((char *)web->body.p, web->body.n - 1,
	    web->pool, &web->req.input, &web->fault);
}

static int
type_is(const char *type, const char *wanted)
{
	size_t	 n = strlen(wanted);

	return strncasecmp(type, wanted, n) == 0 &&
	    (type[n] == '\0' || type[n] == ';' || type[n] == ' ');
}

enum status
body_read(struct web *web)
{
	const char	*type = web_param(web, "CONTENT_TYPE");
	enum status	 st;

	web->body_limit = limit_of(web->req.route);
	buf_init(&web->body, web->body_limit < LIMIT_FORM ?
	    LIMIT_FORM + KIB : web->body_limit + KIB);
	if (web->req.route->flags & ROUTE_MACHINE) {
		st = read_all(web, take_raw, &web->body);
		web->req.body = buf_view(&web->body);
		return st;
	}
	if (type != NULL && type_is(type, "multipart/form-data"))
		return read_multipart(web, type);
	if (type == NULL ||
	    !type_is(type, "application/x-www-form-urlencoded"))
		return fault_set(&web->fault, ST_INVALID, "body: type");
	if (web->body_limit > LIMIT_FORM)
		web->body_limit = LIMIT_FORM;
	return read_urlencoded(web);
}
