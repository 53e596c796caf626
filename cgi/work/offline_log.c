/*
 * A device's log into the register; see offline_log.h.  What is believed is
 * the signature of the seal's own key over each entry and the chain of them;
 * the moments are the device's word.  What is known already is skipped, and
 * must be what was brought before.
 */
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/file.h"
#include "page/keys.h"
#include "page/part.h"
#include "seal/device.h"
#include "seal/use.h"
#include "trust/cert.h"
#include "work/offline_log.h"
#include "work/sealing.h"
#include "work/show.h"

#define SHORT_DIGEST	8	/* bytes of an SM3 in a table */

struct upload {
	const struct form_file	*file;
};

static const struct field upload_fields[] = {
	{ .name = "file", .label = "离线用章记录",
	  .hint = "用 jianyin device log 导出的文件", .kind = FIELD_FILE,
	  .required = true, .size = OFFLINE_MAX,
	  .at = offsetof(struct upload, file) },
};
const struct form offline_form = {
	upload_fields, NITEMS(upload_fields), sizeof(struct upload), NULL,
};

/* --- showing -------------------------------------------------------------- */

static void
fill_row(struct req *r, const struct offline_use *u, struct page *some)
{
	struct page	*row = page_add(some, K_ROW);

	page_set(row, K_WHEN, show_minute(r, u->at));
	page_int(row, K_N, u->n);
	page_set(row, K_NAME, u->title);
	page_set(row, K_REASON, u->reason);
	page_set(row, K_WHO, u->requester);
	page_set(row, K_REVIEWER, u->reviewer);
	page_set(row, K_OPERATOR, u->operator);
	page_set(row, K_SERIAL, u->device);
	page_printf(row, K_SOURCE, "%s 由 %s 上传", show_minute(r,
	    u->uploaded), u->person);
	page_set(row, K_BEFORE, sealing_hex(r, u->original, SHORT_DIGEST));
	page_set(row, K_AFTER, sealing_hex(r, u->result, SHORT_DIGEST));
}

enum status
offline_fill(struct req *r, const struct seal *seal, struct page *page)
{
	struct offline_use	*list;
	struct carrier		 c;
	struct page		*p;
	size_t			 i, n;
	enum status		 st;

	st = carrier_of_seal(r->db, r->pool, seal->id, &c, r->fault);
	if (st != ST_OK || !delivery_in_device(c.kind))
		return st == ST_ABSENT ? ST_OK : st;
	st = offline_use_list(r->db, r->pool, seal->id, &list, &n, r->fault);
	if (st != ST_OK)
		return st;
	p = n == 0 ? NULL : page_add(page, K_OFFLINE);
	for (i = 0; i < n; i++)
		fill_row(r, &list[i], p);
	if (!web_has(r, ROLE_BIT(ROLE_KEEPER)))
		return ST_OK;
	p = page_add(page, K_BRING);
	page_printf(p, K_ACTION, "/stamp/log/%s/offline", seal->id);
	form_fill(p, &r->form);
	return ST_OK;
}

/* --- taking --------------------------------------------------------------- */

struct known {
	struct req		*r;
	const struct seal	*seal;
};

/* The certificate of one of the seal's versions. */
static enum status
find_key(void *arg, const char *serial, const char *code,
    unsigned char key[SM2_PUBLIC], struct fault *f)
{
	const struct known	*k = arg;
	struct seal_version	 v;
	struct cert		 cert;
	enum status		 st;
	int64_t			 n;

	if (strcmp(code, k->seal->code) != 0)
		return ST_ABSENT;
	for (n = k->seal->version; n > 0; n--) {
		st = seal_version_load(k->r->db, k->r->pool, k->seal->id, n,
		    &v, f);
		if (st == ST_OK)
			st = cert_read(v.cert, &cert, NULL, f);
		if (st != ST_OK)
			return st;
		if (strcmp(cert.serial_hex, serial) == 0) {
			memcpy(key, cert.key, SM2_PUBLIC);
			return ST_OK;
		}
	}
	return ST_ABSENT;
}

static enum status
read_upload(struct req *r, struct bytes *out)
{
	const struct upload	*u = r->values;
	struct buf		 b;
	enum status		 st;

	if (lseek(u->file->fd, 0, SEEK_SET) == -1)
		return fault_set(r->fault, ST_BROKEN, "upload: no rewind");
	buf_init(&b, OFFLINE_MAX);
	st = file_read_fd(u->file->fd, &b, r->fault);
	if (st == ST_OK)
		*out = pool_bytes(r->pool, buf_view(&b));
	buf_free(&b);
	return st == ST_OK && out->p == NULL && out->n > 0 ?
	    fault_set(r->fault, ST_BROKEN, "upload: memory") : st;
}

/* What was brought before is still there, as it was. */
static const char *
against_known(struct req *r, const struct offline_log *log, int64_t n,
    struct bytes hash)
{
	unsigned char	 sum[SM3_LEN];

	if (n == 0)
		return NULL;
	if ((size_t)n > log->n)
		return pool_printf(r->pool, "记录比已经登记的少：已登记到第"
		    " %lld 条，上传的只有 %zu 条，没有导入", (long long)n,
		    log->n);
	if (sm3(log->uses[n - 1], sum) != ST_OK ||
	    !bytes_same(hash, bytes_of(sum, sizeof(sum))))
		return pool_printf(r->pool, "第 %lld 条与已经登记的不同，"
		    "记录已被改动或更换，没有导入", (long long)n);
	return NULL;
}

/* A stamp of tomorrow is a wrong clock, and nobody's record. */
static const char *
times_flaw(struct req *r, const struct offline_log *log, size_t from)
{
	struct offline_entry	 e;
	size_t			 i;

	for (i = from; i < log->n; i++)
		if (offline_read(log->uses[i], &e, NULL) == ST_OK &&
		    e.at > clock_now() + 5 * MS_MINUTE)
			return pool_printf(r->pool, "第 %zu 条的用章时间晚于"
			    "现在，请核对设备的时钟", i + 1);
	return NULL;
}

static enum status
write_uses(struct req *r, const struct seal *seal,
    const struct offline_log *log, size_t from)
{
	const struct audit_entry entry = {
		.action = "use.offline", .kind = "seal", .object = seal->code,
		.result = "ok", .reason = pool_printf(r->pool,
		    "离线用章 %zu 条，设备 %s", log->n - from,
		    log->head.device),
		.after = bytes_of(log->head.prev, SM3_LEN),
	};
	const int64_t		 now = clock_now();
	struct offline_entry	 e;
	int64_t			 last = 0;
	enum status		 st = ST_OK;
	size_t			 i;

	for (i = from; st == ST_OK && i < log->n; i++) {
		st = offline_read(log->uses[i], &e, r->fault);
		if (st == ST_OK)
			st = offline_use_add(r->db, seal->id, &e, now,
			    r->actor->person, r->fault);
		if (e.at > last)
			last = e.at;
	}
	if (st == ST_OK && last > seal->last_used)
		st = seal_used(r->db, seal->id, last, r->fault);
	return st == ST_OK ? audit_add(r->db, r->actor, &entry, r->fault) :
	    st;
}

static enum status
keep(struct req *r, const struct seal *seal, const struct offline_log *log,
    size_t *n, const char **why)
{
	struct bytes	 hash;
	int64_t		 known = 0;
	enum status	 st;

	if ((st = store_begin(r->db, STORE_WRITE, r->fault)) != ST_OK)
		return st;
	st = offline_use_last(r->db, r->pool, log->head.serial, &known, &hash,
	    r->fault);
	if (st == ST_OK && ((*why = against_known(r, log, known, hash)) !=
	    NULL || (*why = times_flaw(r, log, (size_t)known)) != NULL))
		st = fault_set(r->fault, ST_CONFLICT, "%s", *why);
	*n = st == ST_OK ? log->n - (size_t)known : 0;
	if (st == ST_OK && *n > 0)
		st = write_uses(r, seal, log, (size_t)known);
	return store_end(r->db, st, r->fault);
}

/* A hosted seal has no log but ours. */
static enum status
check_outside(struct req *r, const struct seal *seal, const char **why)
{
	struct carrier	 c;
	enum status	 st;

	st = carrier_of_seal(r->db, r->pool, seal->id, &c, r->fault);
	if (st == ST_ABSENT || (st == ST_OK && !delivery_in_device(c.kind))) {
		*why = "这枚印章由服务器托管，没有离线用章记录";
		return fault_set(r->fault, ST_CONFLICT, "%s: hosted",
		    seal->code);
	}
	return st;
}

enum status
offline_take(struct req *r, const struct seal *seal, size_t *n,
    const char **why)
{
	struct known		 k = { r, seal };
	struct offline_log	 log = { .flaw = OFFLINE_UNREADABLE };
	struct bytes		 file = { 0 };
	enum status		 st;

	*n = 0;
	*why = NULL;
	if ((st = check_outside(r, seal, why)) == ST_OK &&
	    (st = read_upload(r, &file)) == ST_OK)
		st = offline_check(file, find_key, &k, r->pool, &log,
		    r->fault);
	if (st == ST_INVALID)
		*why = log.at == 0 ? pool_printf(r->pool, "文件%s，没有导入",
		    offline_flaw_text(log.flaw)) : pool_printf(r->pool,
		    "第 %lld 条%s，没有导入", (long long)log.at,
		    offline_flaw_text(log.flaw));
	else if (st == ST_OK)
		st = keep(r, seal, &log, n, why);
	if (*why != NULL)
		audit_refusal(r->db, r->actor, "use.offline", "seal",
		    seal->code, *why);
	return st;
}
