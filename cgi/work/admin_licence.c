/*
 * A making unit's certification licence: GET and POST
 * /admin/unit/{id}/licence, and its scan.
 */
#include <string.h>
#include <unistd.h>

#include "base/calendar.h"
#include "base/clock.h"
#include "base/file.h"
#include "sm/sm.h"
#include "trust/action.h"
#include "trust/digest.h"
#include "work/admin.h"
#include "work/case.h"
#include "work/people.h"

struct values {
	const char		*number, *issuer, *reason, *pin, *rev;
	int64_t			 from, last;
	const struct form_file	*scan;
};

#define AT(member) .at = offsetof(struct values, member)
static const struct field licence_fields[] = {
	{ .name = "number", .label = "许可证编号", .kind = FIELD_LINE,
	  .required = true, .min = 2, .max = 60, AT(number) },
	{ .name = "issuer", .label = "发证机关", .kind = FIELD_LINE,
	  .required = true, .min = 2, .max = 100, AT(issuer) },
	{ .name = "from", .label = "有效期第一天", .kind = FIELD_DATE,
	  .required = true, AT(from) },
	{ .name = "last", .label = "有效期最后一天", .kind = FIELD_DATE,
	  .required = true, AT(last) },
	{ .name = "scan", .label = "许可证扫描件", .kind = FIELD_FILE,
	  .required = true, .types = "application/pdf image/jpeg image/png",
	  .size = LICENCE_SCAN, AT(scan) },
	{ .name = "reason", .label = "理由", .kind = FIELD_LINE,
	  .required = true, .min = 2, .max = 200, AT(reason) },
	{ .name = "pin", .label = "签名口令", .kind = FIELD_SECRET,
	  .hint = "登录后时间较长的，签名前须再次输入；不需要时可以不填",
	  .max = 64, .autocomplete = "current-password", AT(pin) },
	{ .name = "rev", .label = "", .kind = FIELD_HIDDEN, .max = 20,
	  AT(rev) },
};
#undef AT

static void
cross(const void *values, struct form_state *state)
{
	const struct values	*v = values;

	if (v->from != 0 && v->last != 0 && v->last < v->from)
		form_error(state, "last", "最后一天不能早于第一天");
}

const struct form admin_licence_form = {
	licence_fields, NITEMS(licence_fields), sizeof(struct values), cross
};

/* Only who makes has one to show. */
static enum status
load(struct req *r, struct unit *u)
{
	enum status	 st = admin_load_unit(r, web_piece(r, "id"), u);

	return st != ST_OK || (u->functions & FUNCTION_MAKING) ? st :
	    fault_set(r->fault, ST_ABSENT, "unit %s does not make", u->id);
}

static enum status
licence_page(struct req *r, const struct unit *u)
{
	return web_page(r, people_form_page(r, "登记电子认证服务许可证",
	    pool_printf(r->pool, "%s。登记新的许可证后，以新的为准，先前的"
	    "保留。", u->name), admin_path(r, "/admin/unit/*/licence", u->id),
	    "登记许可证", admin_path(r, "/admin/unit/*", u->id)));
}

enum status
admin_show_licence(struct req *r)
{
	struct values	 v = { .number = "", .issuer = "", .reason = "",
	    .pin = "" };
	struct unit	 u;
	enum status	 st;

	if ((st = load(r, &u)) != ST_OK)
		return st;
	v.rev = admin_rev_text(r, u.rev);
	st = form_start(&admin_licence_form, &v, r->pool, &r->form);
	return st == ST_OK ? licence_page(r, &u) : st;
}

enum status
admin_licence_scan(struct req *r)
{
	struct web_file	 file = { .name = "licence", .show = 1,
	    .stranger = 1 };
	struct licence	 l;
	struct unit	 u;
	enum status	 st;

	if ((st = load(r, &u)) != ST_OK ||
	    (st = licence_scan(r->db, r->pool, u.id, &l, r->fault)) != ST_OK)
		return st;
	file.type = l.type;
	file.bytes = l.scan;
	return web_file(r, &file);
}

static enum status
write_licence(struct req *r, struct unit *u, const struct licence *l,
    const char *reason, const unsigned char digest[32], struct bytes said)
{
	const struct audit_entry entry = {
		.action = "unit.licence", .kind = "unit", .object = u->id,
		.result = "ok", .reason = reason,
		.after = bytes_of(digest, 32),
	};
	char			 id[ID_LEN + 1];
	enum status		 st;

	if ((st = store_begin(r->db, STORE_WRITE, r->fault)) != ST_OK)
		return st;
	st = unit_save(r->db, u, r->fault);	/* its rev is the record's */
	if (st == ST_OK)
		st = licence_add(r->db, u->id, l, r->fault);
	if (st == ST_OK)
		st = statement_keep(r->db, u->id, said, id, r->fault);
	if (st == ST_OK)
		st = audit_add(r->db, r->actor, &entry, r->fault);
	return store_end(r->db, st, r->fault);
}

static enum status
keep(struct req *r, struct unit *u, const struct values *v,
    struct bytes scan, int *ask, const char **why)
{
	const struct licence	 l = {
		.number = v->number, .issuer = v->issuer,
		.type = v->scan->type, .since = v->from,
		.until = v->last + MS_DAY, .scan = scan,
	};
	unsigned char		 sm3_of[SM3_LEN], digest[32];
	const struct digest_field d[] = {
		digest_text("unit", u->id), digest_text("number", l.number),
		digest_text("issuer", l.issuer),
		digest_int("since", l.since), digest_int("until", l.until),
		digest_bytes("scan", bytes_of(sm3_of, sizeof(sm3_of))),
		digest_text("reason", v->reason),
	};
	struct keyd		*keyd;
	struct bytes		 said;
	enum status		 st;

	if (sm3(scan, sm3_of) != ST_OK)
		return fault_set(r->fault, ST_BROKEN, "licence: sm3");
	if ((st = case_keyd(r, &keyd)) != ST_OK ||
	    (st = digest_fields("unit.licence", d, NITEMS(d), digest,
	    r->fault)) != ST_OK)
		return st;
	st = people_say(r, keyd, ACT_UNIT_CHANGE, DIRECTORY, u->id, digest,
	    bytes_of(NULL, 0), &said, why);
	*ask = st == ST_ABSENT || st == ST_INVALID;
	if (st != ST_OK)
		return st;
	st = write_licence(r, u, &l, v->reason, digest, said);
	if (st == ST_CONFLICT)
		*why = "单位资料刚刚被他人修改，请核对现在的内容后再办";
	return st;
}

enum status
admin_post_licence(struct req *r)
{
	const struct values	*v = r->values;
	const char		*why = NULL;
	struct unit		 u;
	struct buf		*scan;
	enum status		 st = ST_OK;
	int			 again, ask = 0;

	if ((st = load(r, &u)) != ST_OK)
		return st;
	admin_is_stale(r, v->rev, u.rev, "unit.licence", u.id);
	if (r->form.nerrors > 0)
		return licence_page(r, &u);
	if ((scan = web_buf(r, LICENCE_SCAN)) == NULL)
		return ST_BROKEN;
	if (lseek(v->scan->fd, 0, SEEK_SET) == -1)
		return fault_set(r->fault, ST_BROKEN, "upload: no rewind");
	if ((st = file_read_fd(v->scan->fd, scan, r->fault)) == ST_OK)
		st = keep(r, &u, v, buf_view(scan), &ask, &why);
	if (ask) {	/* a page that asks for it would lose the file */
		form_error(&r->form, "pin", pool_printf(r->pool,
		    "%s；文件请重新选择", why));
		return licence_page(r, &u);
	}
	st = admin_answer(r, st, 0, why, admin_path(r, "/admin/unit/*",
	    u.id), &again);
	return again ? licence_page(r, &u) : st;
}
