/* Showing imprints; see imprint.h. */
#include <string.h>

#include "base/limits.h"
#include "office/content.h"
#include "work/imprint.h"
#include "work/local.h"

int
imprint_may(const struct req *r, const struct dossier *d)
{
	return d->facts.own || d->facts.opener || web_has(r, IMPRINT_ROLES) ||
	    (d->has_seal && d->seal.keeper != NULL &&
	    strcmp(d->seal.keeper, r->actor->person) == 0);
}

static enum status
refuse(struct req *r, const char *kind, const char *object, const char *why)
{
	audit_refusal(r->db, r->actor, "imprint.view", kind, object, why);
	return fault_set(r->fault, ST_DENIED, "imprint of %s", object);
}

/* The entry is durable before a byte is sent. */
static enum status
show(struct req *r, const char *kind, const char *object, const char *what,
    const struct web_file *file)
{
	const struct audit_entry entry = {
		.action = "imprint.view", .kind = kind, .object = object,
		.result = "ok", .reason = what,
	};
	enum status	 st = audit_write(r->db, r->actor, &entry, r->fault);

	return st == ST_OK ? web_file(r, file) : st;
}

enum status
imprint_send(struct req *r, const struct dossier *d, const char *what,
    const struct web_file *file)
{
	if (!imprint_may(r, d))
		return refuse(r, "request", d->request.number,
		    "印模不对这个岗位开放");
	return show(r, "request", d->request.number, what, file);
}

enum status
imprint_picture(struct req *r, const struct dossier *d)
{
	struct web_file	 file = { .name = "imprint.png",
	    .type = "image/png", .show = 1 };
	enum status	 st;

	if (!d->has_imprint)
		return fault_set(r->fault, ST_ABSENT, "no imprint");
	st = case_picture(r, d, &file.bytes);
	return st == ST_OK ? imprint_send(r, d, NULL, &file) : st;
}

enum status
imprint_of(struct req *r, const struct seal *s)
{
	struct web_file	 file = { .name = "seal.png", .type = "image/png",
	    .show = 1 };
	struct buf	 png;
	enum status	 st;

	if (s->png.n != 32)
		return fault_set(r->fault, ST_ABSENT, "no picture");
	buf_init(&png, LIMIT_SEAL);
	st = content_read(r->content, s->png.p, &png, r->fault);
	if (st == ST_OK)
		file.bytes = pool_bytes(r->pool, buf_view(&png));
	buf_free(&png);
	return st == ST_OK ? show(r, "seal", s->id, NULL, &file) : st;
}

enum status
imprint_of_seal(struct req *r, const char *id)
{
	struct seal	 s;
	enum status	 st;

	if (!id_is(id))
		return fault_set(r->fault, ST_ABSENT, "no id");
	if ((st = seal_load(r->db, r->pool, id, &s, r->fault)) != ST_OK)
		return st;
	if (strcmp(s.unit, r->actor->unit) != 0)
		return refuse(r, "seal", id, "不是本单位的印章");
	return imprint_of(r, &s);
}
