/*
 * The stamp itself.  The order is chosen so that a crash anywhere leaves the
 * request before or after, and asking again finishes what was begun: handle,
 * code and moment are committed before anything is signed (while the reader
 * prepares, who needs them too); keyd gives the same signature for the same
 * request; the file is stored before the register names it.
 */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/wipe.h"
#include "base/calendar.h"
#include "base/limits.h"
#include "base/log.h"
#include "office/content.h"
#include "picture/picture.h"
#include "qr/code.h"
#include "qr/qr.h"
#include "sm/sm.h"
#include "work/stamping_local.h"
#include "work/verdict.h"

/* An SES_Signature besides seal and certificate: hash, time, extensions. */
#define HOLE_MORE (1 * KIB)

/* Where the time of a stamp goes; one log line says it (make bench). */
static const char *const part_names[] = {
	[PART_SETTLE] = "settle", [PART_LOAD] = "load",
	[PART_PREPARE] = "prepare", [PART_TICKETS] = "tickets",
	[PART_SIGN] = "sign", [PART_CHECK] = "check",
	[PART_STORE] = "store", [PART_REGISTER] = "register",
};

_Static_assert(NITEMS(part_names) == PART__N, "a part has no name");

/* What was done since the last call was this part. */
static void
done(struct stamping *g, enum part part)
{
	const int64_t	 now = clock_ticks();

	g->part[part] += now - g->since;
	g->since = now;
}

static void
log_parts(struct stamping *g)
{
	char	 text[PART__N * 32];
	size_t	 n = 0;
	int	 i;

	text[0] = '\0';
	for (i = 0; i < PART__N && n < sizeof(text); i++)
		n += (size_t)snprintf(text + n, sizeof(text) - n,
		    " %s=%lld", part_names[i], (long long)g->part[i]);
	log_line(LOG_INFO, "stamp us:%s", text);
}

/* --- preparing --------------------------------------------------------------- */

/* Handle, code and moment, but for what is taken up after a crash. */
static void
choose(struct stamping *g)
{
	struct use	*u = &g->s->use;
	char		 code[CODE_LEN + 1];

	if (u->handle != NULL)
		return;
	code_new(code);
	u->handle = pool_text(g->r->pool, code);
	code_new(code);
	u->code = pool_text(g->r->pool, code);
	u->intent = clock_now();
	g->chosen = 1;
}

/* They are settled once, before anything is signed. */
static enum status
settle(struct stamping *g, const char **why)
{
	struct use	*u = &g->s->use;
	enum status	 st;

	if (!g->chosen)
		return ST_OK;
	if ((st = store_begin(g->r->db, STORE_WRITE, g->r->fault)) != ST_OK)
		return st;
	st = store_end(g->r->db, use_save(g->r->db, u, g->r->fault),
	    g->r->fault);
	if (st == ST_CONFLICT)
		*why = "这件用章申请正由他人办理，请稍后查看结果";
	return st;
}

/* Decode and deflate the seal's picture once; afterwards it is at hand. */
static enum status
make_picture(struct stamping *g)
{
	struct req		*r = g->r;
	struct image		 im = { 0 };
	struct seal_picture	 row;
	struct buf		 png;
	enum status		 st;

	buf_init(&png, LIMIT_SEAL);
	st = content_read(r->content, g->version.png.p, &png, r->fault);
	if (st == ST_OK)
		st = picture_png_read(buf_view(&png), &im, r->fault);
	buf_free(&png);
	if (st == ST_OK) {
		im.um_w = (int)g->version.um_w;
		im.um_h = (int)g->version.um_h;
		st = pdf_picture_make(r->pool, &im, &g->picture, r->fault);
	}
	picture_free(&im);
	if (st != ST_OK)
		return st;
	row = (struct seal_picture){
		.px_w = g->picture.width, .px_h = g->picture.height,
		.plain = g->picture.plain, .colour = g->picture.colour,
		.bits = g->picture.bits, .alpha = g->picture.alpha,
	};
	if ((st = store_begin(r->db, STORE_WRITE, r->fault)) != ST_OK)
		return st;
	return store_end(r->db, seal_picture_add(r->db, g->version.png, &row,
	    r->fault), r->fault);
}

static enum status
load_picture(struct stamping *g)
{
	struct seal_picture	 row;
	enum status		 st;

	st = seal_picture_load(g->r->db, g->r->pool, g->version.png, &row,
	    g->r->fault);
	if (st == ST_ABSENT)
		return make_picture(g);
	if (st != ST_OK)
		return st;
	g->picture = (struct pdf_picture){
		.width = (unsigned)row.px_w, .height = (unsigned)row.px_h,
		.um_w = (int)g->version.um_w, .um_h = (int)g->version.um_h,
		.colour = row.colour, .plain = row.plain, .bits = row.bits,
		.alpha = row.alpha,
	};
	return ST_OK;
}

/* P-28, R-243: what the foot of every page says about the law. */
static const char *
legal_line(struct stamping *g)
{
	const char	*line, *note;

	verdict_legal_now(g->r->db, g->r->pool, &line, &note);
	return line;
}

static enum status
fill_order(struct stamping *g)
{
	const struct use	*u = &g->s->use;
	struct req		*r = g->r;
	char			 printed[CODE_PRINTED], when[CALENDAR_TEXT];
	enum status		 st;

	st = qr_make(r->pool, qr_address(r->pool, r->config->url, u->handle),
	    &g->qr, r->fault);
	if (st != ST_OK)
		return st;
	code_print(u->code, printed);
	calendar_minute(u->intent, when);
	g->order = (struct pdf_order){
		.picture = &g->picture,
		.where = {
			.page = (unsigned)u->place_page,
			.um_x = (int)u->place_x, .um_y = (int)u->place_y,
			.um_w = g->picture.um_w, .um_h = g->picture.um_h,
		},
		.marks = {
			.qr_size = g->qr.size, .qr_dark = g->qr.dark,
			.line_before = legal_line(g),
			.line_after = pool_printf(r->pool,
			    "验证码 %s  %s", printed, when),
		},
		.hole = g->version.der.n + g->version.cert.n + HOLE_MORE,
		.signer = g->s->seal.name,
		.when = u->intent, .id = g->file_id,
	};
	return sm3(bytes_text(u->handle), g->file_id);
}

/*
 * What the reader refuses is a conflict with the file as it is: ST_INVALID
 * is kept for a wrong PIN, ST_ABSENT for a locked key (sealing.h).
 */
enum status
stamping_refused(enum status st, enum pdf_reason reason, const char **why)
{
	if (st != ST_INVALID || reason == PDF_OUR_FAULT)
		return ST_BROKEN;
	*why = pdf_reason_text(reason);
	return ST_CONFLICT;
}

/* What a person's use was agreed to by, and the person's own key. */
static enum status
collect_persons(struct stamping *g)
{
	struct kept_statement	*kept;
	struct bytes		*list;
	size_t			 i, n, k = 0;
	enum status		 st;

	list = pool_array(g->r->pool, KEYD_TICKETS, sizeof(*list));
	if (list == NULL)
		return fault_set(g->r->fault, ST_BROKEN, "tickets: memory");
	st = statement_list(g->r->db, g->r->pool, g->s->use.number, &kept,
	    &n, g->r->fault);
	for (i = 0; st == ST_OK && i < n && k < KEYD_TICKETS; i++)
		if (strcmp(kept[i].action, ACT_USE_SUBMIT) == 0 ||
		    strcmp(kept[i].action, ACT_USE_APPROVE) == 0)
			list[k++] = kept[i].der;
	g->tickets = (struct keyd_tickets){ list, k };
	return st == ST_OK ? case_handle(g->r, g->s->keyd, g->key, g->why) :
	    st;
}

static enum status
sign_person(struct stamping *g, const struct keyd_use *use)
{
	return keyd_seal_sign(g->s->keyd, g->r->pool, g->key, use,
	    g->tickets, &g->der, &g->at, g->r->fault);
}

static const struct stamping_by by_person = {
	"use.stamp", collect_persons, sign_person, NULL
};

/* All that must stand before keyd is asked to sign. */
static void
begin(void *arg)
{
	struct stamping	*g = arg;

	done(g, PART_PREPARE);
	g->begun = settle(g, g->why);
	done(g, PART_SETTLE);
	if (g->begun == ST_OK)
		g->begun = g->by->collect(g);
	done(g, PART_TICKETS);
}

enum status
stamping_prepare(struct stamping *g, const char **why)
{
	struct req	*r = g->r;
	struct reader	 reader;
	enum pdf_reason	 reason;
	enum status	 st;

	st = seal_version_load(r->db, r->pool, g->s->seal.id,
	    g->s->seal.version, &g->version, r->fault);
	if (st == ST_OK)
		st = unit_load(r->db, r->pool, g->s->use.unit, &g->unit,
		    r->fault);
	if (st == ST_OK)
		st = load_picture(g);
	if (st == ST_OK)
		st = sealing_file_open(r, g->s->use.original, &g->file);
	if (st == ST_OK)
		st = fill_order(g);
	if (st != ST_OK)		/* all of it is there, or we are broken */
		return st == ST_ABSENT ? ST_BROKEN : st;
	done(g, PART_LOAD);
	sealing_reader(r, &reader);
	if (g->by != NULL) {
		reader.meanwhile = begin;
		reader.arg = g;
	}
	st = stamp_prepare(&reader, g->file, &g->order, r->pool, &g->ready,
	    &reason, r->fault);
	done(g, PART_PREPARE);
	return st == ST_OK ? st : stamping_refused(st, reason, why);
}

/* --- signing ------------------------------------------------------------------- */

static enum status
sign(struct stamping *g, const char **why)
{
	struct keyd_use	 use = {
		.request = g->s->use.number, .seal = g->s->seal.code,
		.property = "ByteRange",
	};
	enum status	 st;

	memcpy(use.doc, g->s->use.original.p, 32);
	memcpy(use.data_hash, g->ready.digest, 32);
	st = g->by->sign(g, &use);
	done(g, PART_SIGN);
	if (st == ST_DENIED)
		*why = "密钥服务拒绝了这次签名：印章状态、审核或本人身份不符合要求";
	if (st == ST_CONFLICT)
		*why = "这件申请已按另一内容签名，不能再盖章，请重新申请用章";
	return st;
}

/* --- keeping ----------------------------------------------------------------------- */

static void
close_fd(void *fd)
{
	close(*(int *)fd);
}

static enum status
keep_file(struct stamping *g)
{
	struct reader	 reader;
	int		*fd = pool_alloc(g->r->pool, sizeof(*fd));
	enum status	 st;

	if (fd == NULL)
		return fault_set(g->r->fault, ST_BROKEN, "stamp: memory");
	sealing_reader(g->r, &reader);
	st = stamp_finish(&reader, &g->ready, g->der, g->r->pool, fd,
	    g->r->fault);
	done(g, PART_CHECK);
	if (st != ST_OK)
		return st;
	if (!pool_defer(g->r->pool, close_fd, fd)) {
		close(*fd);
		return fault_set(g->r->fault, ST_BROKEN, "stamp: memory");
	}
	if (lseek(*fd, 0, SEEK_SET) == -1)
		return fault_set(g->r->fault, ST_BROKEN, "stamp: rewind");
	if ((st = stamp_digest(&g->ready, g->result, g->r->fault)) == ST_OK)
		st = content_put_known(g->r->content, *fd, LIMIT_DOCUMENT +
		    8 * MIB, "application/pdf", g->result, g->r->fault);
	if (st == ST_OK)
		st = sm3(g->der, g->signature);
	done(g, PART_STORE);
	return st;
}

/* P-33: how much of the original a scan shows. */
static const char *
disclosure(struct stamping *g)
{
	if (strcmp(g->s->use.class, "personal") == 0)
		return "second";
	if (g->s->use.standing != NULL)		/* a case's own papers */
		return "facts";
	return policy_has(g->r->db, "P-33", "original") ? "open" : "facts";
}

static enum status
write_stamp(struct stamping *g, const struct flow_row *row)
{
	struct use		*u = &g->s->use;
	struct req		*r = g->r;
	const struct stamp_row	 stamp = {
		.handle = u->handle, .code = u->code, .use = u->id,
		.seal = g->s->seal.id, .version = g->s->seal.version,
		.unit = u->unit, .unit_name = g->unit.name,
		.seal_name = g->s->seal.name, .seal_code = g->s->seal.code,
		.title = u->title, .class = u->class,
		.disclosure = disclosure(g), .pages = u->pages, .at = g->at,
		.original = u->original,
		.data_hash = bytes_of(g->ready.digest, 32),
		.result = bytes_of(g->result, 32),
		.signature = bytes_of(g->signature, 32),
		.valid_to = g->s->seal.valid_to,
	};
	struct use_move		 move = { .row = row };
	const struct audit_entry entry = {
		.action = g->by->action, .kind = "use", .object = u->number,
		.result = "ok", .reason = g->s->seal.code,
		.before = u->original, .after = stamp.result,
	};
	enum status		 st;

	u->result = stamp.result;
	u->intent = 0;
	u->due = 0;
	st = stamp_add(r->db, &stamp, r->fault);
	if (st == ST_OK && g->by->inside != NULL)
		st = g->by->inside(g, &move);
	if (st == ST_OK)
		st = use_step(r->db, r->actor, u, &move, r->fault);
	if (st == ST_OK)
		st = seal_used(r->db, g->s->seal.id, g->at, r->fault);
	if (st == ST_OK)
		st = audit_add(r->db, r->actor, &entry, r->fault);
	return st;
}

static enum status
register_stamp(struct stamping *g, const struct flow_row *row,
    const char **why)
{
	struct req	*r = g->r;
	enum status	 st;

	if ((st = store_begin(r->db, STORE_WRITE, r->fault)) != ST_OK)
		return st;
	st = store_end(r->db, write_stamp(g, row), r->fault);
	if (st == ST_CONFLICT)
		*why = "这件用章申请刚刚已经盖章";
	return st;
}

enum status
stamping_run(struct stamping *g, const struct flow_row *row)
{
	enum status	 st;

	g->since = clock_ticks();
	choose(g);
	if ((st = stamping_prepare(g, g->why)) == ST_OK &&
	    (st = g->begun) == ST_OK && (st = sign(g, g->why)) == ST_OK &&
	    (st = keep_file(g)) == ST_OK)
		st = register_stamp(g, row, g->why);
	done(g, PART_REGISTER);
	log_parts(g);
	return st;
}

enum status
sealing_stamp(struct req *r, struct sealing *s, int event, int ticked,
    const char **why)
{
	const struct flow_row	*row;
	unsigned char		 key[KEYD_HANDLE] = { 0 };
	struct stamping		*g;
	enum status		 st;

	*why = NULL;
	s->facts.checks_ticked = ticked;
	if ((st = sealing_ask(r, s, event, &row, why)) != ST_OK)
		return st;
	if ((g = pool_alloc(r->pool, sizeof(*g))) == NULL)
		return fault_set(r->fault, ST_BROKEN, "stamp: memory");
	g->r = r;
	g->s = s;
	g->by = &by_person;
	g->key = key;
	g->why = why;
	st = stamping_run(g, row);
	wipe(key, sizeof(key));
	if (*why != NULL && (st == ST_DENIED || st == ST_CONFLICT))
		return sealing_refuse(r, s, event, st, *why);
	return st;
}
