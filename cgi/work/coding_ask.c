/* The application for a code as a file; see coding.h. */
#include "base/clock.h"
#include "base/coding.h"
#include "base/limits.h"
#include "office/content.h"
#include "page/json.h"
#include "trust/digest.h"
#include "work/coding.h"

#define PACKAGE_MAX	LIMIT_FIELD	/* a dozen texts and a statement */
#define FORMAT		"jianyin-code-application-1"

static void
hex_text(struct json *j, const char *key, struct bytes v)
{
	char	 text[HEX_TEXT(SM3_LEN)] = "";

	if (v.n == SM3_LEN)
		hex_write(v.p, v.n, text);
	json_text(j, key, text);
}

/* what a code is given upon, and no person's data. */
static enum status
write_data(struct req *r, const struct dossier *d, const char *id,
    struct buf *out)
{
	const struct application	*a = &d->app;
	struct unit			 maker;
	struct json			 j;
	enum status			 st;

	st = unit_load(r->db, r->pool, d->request.maker, &maker, r->fault);
	if (st != ST_OK)
		return st;
	json_begin(&j, out);
	json_map(&j, NULL);
	json_text(&j, "id", id);
	json_text(&j, "request", d->request.number);
	json_map(&j, "unit");
	json_text(&j, "name", a->org_name);
	json_text(&j, "code", a->org_code);
	json_text(&j, "type", a->org_type);
	json_text(&j, "region", a->org_region);
	json_text(&j, "address", a->org_address);
	json_end(&j);
	json_map(&j, "seal");
	json_text(&j, "name", a->seal_name);
	json_text(&j, "category", a->category);
	json_text(&j, "kind", a->sub_kind);
	hex_text(&j, "picture", d->imprint.png);
	json_int(&j, "width", d->imprint.um_w);
	json_int(&j, "height", d->imprint.um_h);
	json_text(&j, "physical", a->physical_number);
	json_end(&j);
	json_map(&j, "approved");
	json_text(&j, "name", a->approving_name);
	json_text(&j, "region", a->approving_region);
	json_end(&j);
	json_map(&j, "maker");
	json_text(&j, "name", maker.name);
	json_text(&j, "code", maker.code);
	json_end(&j);
	json_int(&j, "at", clock_now());
	json_end(&j);
	return json_ok(&j) ? ST_OK : fault_set(r->fault, ST_BROKEN,
	    "package: json");
}

static enum status
base64_member(struct req *r, struct json *j, const char *key,
    struct bytes v)
{
	char	*text = pool_alloc(r->pool, BASE64_TEXT(v.n));

	if (text == NULL)
		return fault_set(r->fault, ST_BROKEN, "package: memory");
	base64_write(v.p, v.n, text);
	json_text(j, key, text);
	return ST_OK;
}

/* The data and the clerk's word for them, in one file. */
static enum status
write_package(struct req *r, struct bytes data, struct bytes said,
    struct buf *out)
{
	struct json	 j;
	enum status	 st;

	json_begin(&j, out);
	json_map(&j, NULL);
	json_text(&j, "format", FORMAT);
	st = base64_member(r, &j, "application", data);
	if (st == ST_OK)
		st = base64_member(r, &j, "statement", said);
	json_end(&j);
	return st == ST_OK && !json_ok(&j) ? fault_set(r->fault, ST_BROKEN,
	    "package: json") : st;
}

static enum status
say_ask(struct req *r, struct dossier *d, const char *id,
    struct bytes data, struct bytes *said, const char **why)
{
	unsigned char	 sm3_of[SM3_LEN], digest[32];
	const struct digest_field f[] = {
		digest_text("request", d->request.id),
		digest_text("id", id),
		digest_bytes("sm3", bytes_of(sm3_of, sizeof(sm3_of))),
	};
	struct keyd_say	 say = {
		.action = ACT_REQUEST_CODE_ASK, .subject = d->request.id,
		.digest = bytes_of(digest, sizeof(digest)),
		.role = coding_role(r),
	};
	enum status	 st;

	if (sm3(data, sm3_of) != ST_OK)
		return fault_set(r->fault, ST_BROKEN, "package: sm3");
	st = digest_fields("code.ask", f, NITEMS(f), digest, r->fault);
	return st == ST_OK ? case_say(r, d->keyd, &say, said, why) : st;
}

static enum status
keep_ask(struct req *r, const struct dossier *d, struct code_request *c,
    struct bytes said)
{
	const struct audit_entry entry = {
		.action = "request.code-ask", .kind = "request",
		.object = d->request.number, .result = "ok",
		.reason = c->id,
	};
	char			 id[ID_LEN + 1];
	enum status		 st;

	if ((st = store_begin(r->db, STORE_WRITE, r->fault)) != ST_OK)
		return st;
	st = statement_keep(r->db, d->request.id, said, id, r->fault);
	c->statement = id;
	if (st == ST_OK)
		st = code_request_add(r->db, d->request.id, c, r->fault);
	if (st == ST_OK)
		st = audit_add(r->db, r->actor, &entry, r->fault);
	return store_end(r->db, st, r->fault);
}

enum status
coding_ask(struct req *r, struct dossier *d, const char **why)
{
	char			 id[ID_LEN + 1];
	struct code_request	 c = {
		.id = id, .person = r->actor->person, .at = clock_now(),
	};
	struct bytes		 said = { NULL, 0 };
	struct buf		 data, package;
	enum status		 st;

	*why = NULL;
	id_new(id);
	buf_init(&data, PACKAGE_MAX);
	buf_init(&package, PACKAGE_MAX);
	st = write_data(r, d, id, &data);
	if (st == ST_OK)
		st = say_ask(r, d, id, buf_view(&data), &said, why);
	if (st == ST_OK)
		st = write_package(r, buf_view(&data), said, &package);
	if (st == ST_OK)
		st = content_put(r->content, buf_view(&package),
		    "application/json", c.sm3, r->fault);
	buf_free(&package);
	buf_free(&data);
	return st == ST_OK ? keep_ask(r, d, &c, said) : st;
}
