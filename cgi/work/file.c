/*
 * Materials: boxed under the agent's own key before they are stored, opened
 * only for who may see the case, and never sent as anything a browser would
 * run.
 */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/limits.h"
#include "base/wipe.h"
#include "office/content.h"
#include "sm/sm.h"
#include "work/answers.h"
#include "work/local.h"

#define SALT 16

/* The plain file, at most the material's limit. */
static enum status
read_plain(const struct form_file *file, struct buf *b, struct fault *f)
{
	if (lseek(file->fd, 0, SEEK_SET) == -1)
		return fault_set(f, ST_BROKEN, "upload: cannot rewind");
	return file_read_fd(file->fd, b, f);
}

static enum status
salted_digest(struct bytes plain, const unsigned char salt[SALT],
    unsigned char out[32], struct fault *f)
{
	struct sm3	*h = sm3_new();
	int		 ok;

	ok = h != NULL && sm3_add(h, bytes_of(salt, SALT)) &&
	    sm3_add(h, plain) && sm3_end(h, out);
	sm3_free(h);
	return ok ? ST_OK : fault_set(f, ST_BROKEN, "digest: memory");
}

/* Box it and put it into "content"; the row gets its names. */
static enum status
store_boxed(struct req *r, const struct dossier *d, const char *subject,
    struct material_row *row, struct bytes plain)
{
	unsigned char	 key[SM_BOX_KEY], *box, *sm3_out;
	enum status	 st;

	box = malloc(plain.n + SM_BOX_MORE);
	sm3_out = pool_alloc(r->pool, SM3_LEN);
	if (box == NULL || sm3_out == NULL) {
		free(box);
		return fault_set(r->fault, ST_BROKEN, "material: memory");
	}
	st = keyd_data_key(d->keyd, subject, key, r->fault);
	if (st == ST_OK)
		st = sm_box_seal(key, row->id, plain, box, r->fault);
	wipe(key, sizeof(key));
	if (st == ST_OK)
		st = content_put(r->content, bytes_of(box, plain.n +
		    SM_BOX_MORE), "application/octet-stream", sm3_out,
		    r->fault);
	free(box);
	row->sm3 = bytes_of(sm3_out, SM3_LEN);
	return st;
}

static enum status
record(struct req *r, struct dossier *d, const struct material_row *row)
{
	const struct audit_entry entry = {
		.action = "material.add", .kind = "request",
		.object = d->request.number, .result = "ok",
		.reason = row->item, .after = row->digest,
	};
	enum status	 st;

	if ((st = store_begin(r->db, STORE_WRITE, r->fault)) != ST_OK)
		return st;
	st = material_add(r->db, d->request.id, row, r->fault);
	if (st == ST_OK)
		st = audit_add(r->db, r->actor, &entry, r->fault);
	return store_end(r->db, st, r->fault);
}

enum status
case_file_put(struct req *r, const struct dossier *d, const char *subject,
    const char *id, struct bytes plain, struct material_row *row)
{
	unsigned char	*salt = pool_alloc(r->pool, SALT);
	unsigned char	*digest = pool_alloc(r->pool, SM3_LEN);
	enum status	 st;

	if (salt == NULL || digest == NULL)
		return fault_set(r->fault, ST_BROKEN, "file: memory");
	random_bytes(salt, SALT);
	row->id = row->box = id;
	row->size = (int64_t)plain.n;
	row->salt = bytes_of(salt, SALT);
	row->digest = bytes_of(digest, SM3_LEN);
	st = salted_digest(plain, salt, digest, r->fault);
	return st == ST_OK ? store_boxed(r, d, subject, row, plain) : st;
}

enum status
case_material_put(struct req *r, struct dossier *d,
    const struct material *m, const struct form_file *file,
    const char **why)
{
	char			 id[ID_LEN + 1];
	struct material_row	 row = {
		.item = m->name, .name = file == NULL ? NULL : file->name,
		.type = file == NULL ? NULL : file->type,
		.version = d->request.version,
	};
	struct buf		 b;
	enum status		 st;

	if (!case_may(r, d, EV_SAVE, why))
		return fault_set(r->fault, ST_CONFLICT, "%s: %s",
		    d->request.number, *why);
	if ((*why = material_refuse(m, file, r->pool)) != NULL)
		return fault_set(r->fault, ST_INVALID, "%s", *why);
	id_new(id);
	buf_init(&b, m->max);
	st = read_plain(file, &b, r->fault);
	if (st == ST_OK)
		st = case_file_put(r, d, answers_subject(d), id, buf_view(&b),
		    &row);
	buf_wipe(&b);
	return st == ST_OK ? record(r, d, &row) : st;
}

/* The file as it came, checked against what was recorded of it. */
enum status
case_material_open(struct req *r, struct dossier *d,
    const struct material_row *m, struct bytes *plain)
{
	return case_file_open(r, d, answers_subject(d), m, plain);
}

enum status
case_file_open(struct req *r, const struct dossier *d, const char *subject,
    const struct material_row *m, struct bytes *plain)
{
	unsigned char	 key[SM_BOX_KEY], digest[SM3_LEN], *out = NULL;
	struct buf	 b;
	enum status	 st;

	buf_init(&b, LIMIT_MATERIAL + SM_BOX_MORE);
	st = content_read(r->content, m->sm3.p, &b, r->fault);
	if (st == ST_OK && b.n < SM_BOX_MORE)
		st = fault_set(r->fault, ST_BROKEN, "material %s: cut", m->id);
	if (st == ST_OK && (out = pool_alloc(r->pool, b.n)) == NULL)
		st = fault_set(r->fault, ST_BROKEN, "material: memory");
	if (st == ST_OK)
		st = keyd_data_key(d->keyd, subject, key, r->fault);
	if (st == ST_OK)
		st = sm_box_open(key, m->box, buf_view(&b), out, r->fault);
	wipe(key, sizeof(key));
	if (st == ST_OK) {
		*plain = bytes_of(out, b.n - SM_BOX_MORE);
		st = salted_digest(*plain, m->salt.p, digest, r->fault);
	}
	if (st == ST_OK && memcmp(digest, m->digest.p, SM3_LEN) != 0)
		st = fault_set(r->fault, ST_BROKEN, "material %s: changed",
		    m->id);
	buf_free(&b);
	return st;
}

enum status
case_material_send(struct req *r, struct dossier *d, const char *material)
{
	const struct audit_entry entry = {
		.action = "material.view", .kind = "request",
		.object = d->request.number, .result = "ok",
		.reason = material,
	};
	struct material_row	 m;
	struct web_file		 file = { 0 };
	enum status		 st;

	st = material_load(r->db, r->pool, d->request.id, material, &m,
	    r->fault);
	if (st == ST_OK)
		st = case_material_open(r, d, &m, &file.bytes);
	if (st != ST_OK)
		return st;
	st = audit_write(r->db, r->actor, &entry, r->fault);
	if (st != ST_OK)
		return st;
	file.name = m.name;
	file.type = m.type;
	file.show = 1;
	file.stranger = 1;
	return web_file(r, &file);
}
