/*
 * Which seal, and where on the page: what is settled while a use request is
 * a draft.  Seals of other units and other people's post seals are refused
 * here, places off the page by the code that stamps.
 */
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/image.h"
#include "seal/device.h"
#include "work/sealing_local.h"

/* --- the seal ---------------------------------------------------------------- */

const char *
sealing_seal_refusal(const struct req *r, const struct seal *seal)
{
	struct carrier	 c;
	const char	*no;
	enum status	 st;

	no = seal_state_refusal(seal_state_now(seal, clock_now()));
	if (no != NULL)
		return no;
	if (seal->category != NULL && strcmp(seal->category, "post") == 0 &&
	    (seal->keeper == NULL ||
	    strcmp(seal->keeper, r->actor->person) != 0))
		return "职务章只能由持章人本人使用";	/* */
	/* keyd has no key of it, and nobody shall approve in vain */
	st = carrier_of_seal(r->db, r->pool, seal->id, &c, r->fault);
	if (st == ST_OK && delivery_in_device(c.kind))
		return "印章存放在本单位的设备里，请用那台设备盖章";
	return st == ST_OK || st == ST_ABSENT ? NULL :
	    "现在查不到印章存放在哪里，请稍后再试";
}

static enum status
refuse_seal(struct req *r, const char *id, const char *why)
{
	audit_refusal(r->db, r->actor, "use.create", "seal", id, why);
	return fault_set(r->fault, ST_DENIED, "seal %s: %s", id, why);
}

enum status
sealing_seal(struct req *r, const char *id, struct seal *out,
    const char **why)
{
	enum status	 st;

	*why = NULL;
	if (id == NULL || !id_is(id))
		return fault_set(r->fault, ST_ABSENT, "not a seal's id");
	st = seal_load(r->db, r->pool, id, out, r->fault);
	if (st != ST_OK)
		return st;
	if (strcmp(out->unit, r->actor->unit) != 0)
		return refuse_seal(r, id, "不是本单位的印章");
	if ((*why = sealing_seal_refusal(r, out)) == NULL)
		return ST_OK;
	if (seal_state_now(out, clock_now()) == S3_ACTIVE)
		return refuse_seal(r, id, *why);
	return fault_set(r->fault, ST_CONFLICT, "seal %s: %s", id, *why);
}

/* --- millimetres ----------------------------------------------------------- */

#define MM_DIGITS	4	/* before the dot: below ten metres */

int64_t
sealing_mm(const char *text)
{
	int64_t	 um = 0, unit = 100;
	size_t	 n;

	for (n = 0; text[n] >= '0' && text[n] <= '9' && n <= MM_DIGITS; n++)
		um = um * 10 + (text[n] - '0');
	if (n == 0 || n > MM_DIGITS)
		return -1;
	um *= UM_PER_MM;
	if (text[n] == '\0')
		return um;
	if (text[n++] != '.' || text[n] == '\0')
		return -1;
	for (; text[n] >= '0' && text[n] <= '9' && unit >= 10; n++) {
		um += unit * (text[n] - '0');
		unit /= 10;
	}
	return text[n] == '\0' ? um : -1;
}

/*
 * Hundredths, cut and not rounded: read back, a seal at the page's edge stays
 * on the page.  A trailing zero is not written.
 */
const char *
sealing_mm_text(struct pool *pool, int64_t um)
{
	const int64_t	 h = um / 10;	/* hundredths of a millimetre */

	if (h % 100 == 0)
		return pool_printf(pool, "%lld", (long long)h / 100);
	if (h % 10 == 0)
		return pool_printf(pool, "%lld.%lld", (long long)h / 100,
		    (long long)h % 100 / 10);
	return pool_printf(pool, "%lld.%02lld", (long long)h / 100,
	    (long long)h % 100);
}

/* --- the place -------------------------------------------------------------- */

enum status
sealing_default_place(struct req *r, const struct pdf_facts *facts,
    const struct seal *seal, struct use *u, const char **why)
{
	struct placement	 where;
	enum status		 st;

	st = stamp_place(facts, (int)seal->um_w, (int)seal->um_h, &where,
	    r->fault);
	if (st != ST_OK) {
		*why = "文件的页面都小于印章，无法盖章";
		return st;
	}
	u->place_page = where.page;
	u->place_x = where.um_x;
	u->place_y = where.um_y;
	return ST_OK;
}

enum status
sealing_look(struct req *r, const struct sealing *s, struct pdf_facts *out)
{
	struct reader	 reader;
	enum pdf_reason	 reason;
	struct bytes	 file;
	enum status	 st;
	int		 fd;

	st = sealing_file_open(r, s->use.original, &file);
	if (st != ST_OK)
		return st == ST_ABSENT ? ST_BROKEN : st;
	if ((fd = box_file(&file, 1, r->fault)) == -1)
		return ST_BROKEN;
	sealing_reader(r, &reader);
	st = pdf_look(&reader, fd, r->pool, out, &reason, r->fault);
	close(fd);
	if (st != ST_OK)	/* it was fine when it came */
		return ST_BROKEN;
	if (out->repaired != -1) {
		close(out->repaired);
		out->repaired = -1;
	}
	return ST_OK;
}

static enum status
write_place(struct req *r, struct sealing *s)
{
	const struct audit_entry entry = {
		.action = "use.place", .kind = "use", .result = "ok",
		.object = s->use.number, .after = s->use.original,
	};
	enum status		 st;

	if ((st = store_begin(r->db, STORE_WRITE, r->fault)) != ST_OK)
		return st;
	st = use_place(r->db, &s->use, r->fault);
	if (st == ST_OK)
		st = audit_add(r->db, r->actor, &entry, r->fault);
	return store_end(r->db, st, r->fault);
}

enum status
sealing_place(struct req *r, struct sealing *s, int64_t page, int64_t um_x,
    int64_t um_y, const char **why)
{
	enum status	 st;

	*why = NULL;
	if (!s->facts.own) {
		*why = "只有用章申请人本人可以调整盖章位置";
		return sealing_refuse(r, s, UE_SUBMIT, ST_DENIED, *why);
	}
	if (s->use.state != U0_DRAFT) {
		*why = "申请已经提交，不能再调整盖章位置";
		return sealing_refuse(r, s, UE_SUBMIT, ST_CONFLICT, *why);
	}
	s->use.place_page = page;
	s->use.place_x = um_x;
	s->use.place_y = um_y;
	if ((st = sealing_try(r, s, why)) != ST_OK)
		return st;
	st = write_place(r, s);
	if (st == ST_CONFLICT)
		*why = "这件用章申请刚刚被改动，请核对现在的内容";
	return st;
}
