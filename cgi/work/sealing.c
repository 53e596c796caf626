/* Use requests: files, loading, steps; the stamp itself is in stamping.c. */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/file.h"
#include "base/limits.h"
#include "base/wipe.h"
#include "office/content.h"
#include "trust/digest.h"
#include "work/sealing_local.h"

void
sealing_reader(struct req *r, struct reader *out)
{
	const int	 console = strcmp(r->actor->program, "console") == 0;
	char		 name[64], path[CONFIG_PATH];

	snprintf(name, sizeof(name), "reader/%s.sock", console ? "jianyin" :
	    r->actor->program);
	config_path(r->config->run, name, path);
	/* At the console, before the office runs: a child of our own. */
	*out = (struct reader){ .socket = console &&
	    access(path, W_OK) != 0 ? NULL : pool_text(r->pool, path) };
}

/* --- files ------------------------------------------------------------------ */

static void
close_fd(void *arg)
{
	close(*(int *)arg);
}

/* Close the descriptor when the request is over. */
static int
defer_close(struct req *r, int fd)
{
	int	*kept = pool_alloc(r->pool, sizeof(*kept));

	if (kept == NULL)
		return 0;
	*kept = fd;
	return pool_defer(r->pool, close_fd, kept);
}

/* What is known of the file that makes a stamp impossible, told at once. */
static enum status
may_be_stamped(struct req *r, const struct reader *reader, int fd,
    const struct pdf_facts *facts, enum pdf_reason *reason)
{
	struct bytes	 file;
	enum status	 st;

	*reason = facts->locked ? PDF_LOCKED : pdf_marks_room(facts);
	if (*reason != PDF_FINE)
		return fault_set(r->fault, ST_INVALID, "file: %s",
		    pdf_reason_code(*reason));
	if (facts->signatures == 0)
		return ST_OK;
	*reason = PDF_OUR_FAULT;
	if ((st = box_map(fd, &file, r->fault)) != ST_OK)
		return st;
	st = stamp_check_signed(reader, file, r->pool, reason, r->fault);
	box_unmap(&file);
	return st;
}

enum status
sealing_take_file(struct req *r, const struct form_file *file,
    struct sealing_file *out, const char **why)
{
	struct reader	 reader;
	enum pdf_reason	 reason;
	unsigned char	*sm3_out;
	enum status	 st;
	int		 fd;

	memset(out, 0, sizeof(*out));
	sealing_reader(r, &reader);
	if ((sm3_out = pool_alloc(r->pool, 32)) == NULL)
		return fault_set(r->fault, ST_BROKEN, "file: memory");
	fd = file->fd;
	if (file->size == 0 || fd == -1) {
		*why = pdf_reason_text(PDF_EMPTY);
		return fault_set(r->fault, ST_INVALID, "file: empty");
	}
	st = pdf_look(&reader, fd, r->pool, &out->facts, &reason, r->fault);
	if (st == ST_OK)
		st = may_be_stamped(r, &reader, fd, &out->facts, &reason);
	if (st != ST_OK) {
		*why = pdf_reason_text(reason);
		return reason == PDF_OUR_FAULT ? ST_BROKEN : ST_INVALID;
	}
	if (out->facts.repaired != -1) {
		fd = out->facts.repaired;
		out->repaired = 1;
		if (!defer_close(r, fd))
			return fault_set(r->fault, ST_BROKEN, "file: memory");
	}
	out->size = lseek(fd, 0, SEEK_END);
	if (out->size == -1 || lseek(fd, 0, SEEK_SET) == -1)
		return fault_set(r->fault, ST_BROKEN, "file: rewind");
	st = content_put_fd(r->content, fd, LIMIT_DOCUMENT + MIB,
	    "application/pdf", sm3_out, r->fault);
	out->sm3 = bytes_of(sm3_out, 32);
	return st;
}

enum status
sealing_file_open(struct req *r, struct bytes sm3, struct bytes *out)
{
	struct buf	*b = pool_alloc(r->pool, sizeof(*b));
	enum status	 st;

	if (b == NULL)
		return fault_set(r->fault, ST_BROKEN, "file: memory");
	buf_init(b, LIMIT_DOCUMENT + MIB);
	st = content_read(r->content, sm3.p, b, r->fault);
	if (st == ST_OK && !pool_defer(r->pool, sealing_buf_free, b))
		st = fault_set(r->fault, ST_BROKEN, "file: memory");
	if (st != ST_OK)
		buf_free(b);
	*out = buf_view(b);
	return st;
}

void
sealing_buf_free(void *b)
{
	buf_free(b);
}

enum status
sealing_send(struct req *r, struct sealing *s, int stamped)
{
	struct web_file	 file = { 0 };
	enum status	 st;

	if (stamped && s->use.result.n == 0)
		return fault_set(r->fault, ST_ABSENT, "%s: not stamped",
		    s->use.number);
	st = sealing_file_open(r, stamped ? s->use.result : s->use.original,
	    &file.bytes);
	if (st != ST_OK)
		return st;
	file.name = stamped ? pool_printf(r->pool, "已盖章-%s",
	    s->use.file_name) : s->use.file_name;
	file.type = "application/pdf";
	file.stranger = 1;
	return web_file(r, &file);
}

/* --- records ------------------------------------------------------------------ */

enum status
sealing_open(struct req *r, struct use *u, const struct sealing_file *file)
{
	struct audit_entry	 entry = {
		.action = "use.create", .kind = "use", .result = "ok",
		.after = file->sm3,
	};
	char			*id, *number;
	enum status		 st;

	id = pool_alloc(r->pool, ID_LEN + 1);
	number = pool_alloc(r->pool, NUMBER_TEXT);
	if (id == NULL || number == NULL)
		return fault_set(r->fault, ST_BROKEN, "use: memory");
	id_new(id);
	u->id = id;
	u->number = number;
	u->state = U0_DRAFT;
	u->rev = 1;
	u->unit = r->actor->unit;
	u->requester = r->actor->person;
	u->format = "pdf";
	u->original = file->sm3;
	u->size = file->size;
	u->pages = file->facts.npages;
	u->repaired = file->repaired;
	u->policy = policy_version(r->db);
	u->created = u->changed = clock_now();
	if ((st = store_begin(r->db, STORE_WRITE, r->fault)) != ST_OK)
		return st;
	st = request_number(r->db, "YZ", u->created, number, r->fault);
	entry.object = number;
	if (st == ST_OK)
		st = use_add(r->db, r->actor, u, r->fault);
	if (st == ST_OK)
		st = audit_add(r->db, r->actor, &entry, r->fault);
	return store_end(r->db, st, r->fault);
}

static int
same(const char *a, const char *b)
{
	return a != NULL && b != NULL && strcmp(a, b) == 0;
}

static enum status
gather(struct req *r, struct sealing *s)
{
	const struct use	*u = &s->use;
	const int64_t		 now = clock_now();
	struct use_facts	*f = &s->facts;

	memset(f, 0, sizeof(*f));
	f->own = same(u->requester, r->actor->person);
	f->keeper = same(s->seal.keeper, r->actor->person);
	f->seal_no = seal_state_refusal(seal_state_now(&s->seal, now));
	if (f->seal_no == NULL)
		f->seal_no = sealing_class_refusal(r, u->class);
	f->overdue = u->due != 0 && now >= u->due;
	f->phone = web_on_phone(r);
	f->same_file = 1;	/* the file stamped is opened by this digest */
	if (u->title == NULL || *u->title == '\0')	/* */
		f->incomplete = "请填写文件标题";
	else if (u->class == NULL || *u->class == '\0')
		f->incomplete = "请选择文件种类";
	return u->state > U2_REVIEW ? ST_OK :	/* the review is over */
	    sealing_gather_review(r, s);
}

#define SEES_USES							\
	(ROLE_BIT(ROLE_REVIEWER) | ROLE_BIT(ROLE_KEEPER))

/* The own ones; those of the unit for who reviews or keeps, once submitted. */
static int
may_see(const struct req *r, const struct use *u)
{
	if (same(u->requester, r->actor->person))
		return 1;
	return u->state != U0_DRAFT && same(u->unit, r->actor->unit) &&
	    web_has(r, SEES_USES);
}

static enum status
load_grant(struct req *r, struct sealing *s)
{
	if (s->use.standing == NULL)
		return ST_OK;
	if ((s->grant = pool_alloc(r->pool, sizeof(*s->grant))) == NULL)
		return fault_set(r->fault, ST_BROKEN, "use: memory");
	return standing_load(r->db, r->pool, s->use.standing, s->grant,
	    r->fault);
}

enum status
sealing_load(struct req *r, const char *id, struct sealing *out)
{
	enum status	 st;

	memset(out, 0, sizeof(*out));
	if (!id_is(id))
		return fault_set(r->fault, ST_ABSENT, "not an id");
	st = use_load(r->db, r->pool, id, &out->use, r->fault);
	if (st != ST_OK)
		return st;
	if (!may_see(r, &out->use)) {
		audit_refusal(r->db, r->actor, "use.view", "use",
		    out->use.number, "不在本人或本单位的用章范围内");
		return fault_set(r->fault, ST_DENIED, "use %s: scope",
		    out->use.number);
	}
	if ((st = case_keyd(r, &out->keyd)) != ST_OK ||
	    (st = seal_load(r->db, r->pool, out->use.seal, &out->seal,
	    r->fault)) != ST_OK ||
	    (st = use_history(r->db, r->pool, id, &out->history,
	    &out->nhistory, r->fault)) != ST_OK ||
	    (st = load_grant(r, out)) != ST_OK)
		return st;
	return gather(r, out);
}

int
sealing_may(const struct req *r, const struct sealing *s, int event,
    const char **why)
{
	const struct flow_row	*row;

	return flow_ask(&flow_use, s->use.state, event, r->actor->roles,
	    &s->facts, NULL, &row, why) == FLOW_YES;
}

/* --- steps ---------------------------------------------------------------------- */

/* What is signed with an event, and whether it is a ticket for keyd. */
static const struct {
	const char	*action;
	int		 ticket;	/* count 1, ends with P-22 */
} actions[USE_EVENT__N] = {
	[UE_SUBMIT] = { ACT_USE_SUBMIT, 1 },
	[UE_APPROVE] = { ACT_USE_APPROVE, 1 },
	[UE_REFUSE] = { ACT_USE_REFUSE, 0 },
	[UE_WITHDRAW] = { ACT_USE_WITHDRAW, 0 },
};

enum status
sealing_digest(struct req *r, const struct sealing *s, const char *note,
    unsigned char out[32])
{
	const struct use	*u = &s->use;
	const struct digest_field d[] = {
		digest_text("number", u->number), digest_text("seal", u->seal),
		digest_text("unit", u->unit),
		digest_text("requester", u->requester),
		digest_text("title", u->title), digest_text("class", u->class),
		digest_text("purpose", u->purpose),
		digest_bytes("original", u->original),
		digest_int("page", u->place_page),
		digest_int("x", u->place_x), digest_int("y", u->place_y),
		digest_text("note", note),
	};

	return digest_fields("use", d, NITEMS(d), out, r->fault);
}

/*
 * The ticket of a submission, or of a review that others follow, outlives
 * these and the time an approval may wait; the last approval's ends with that
 * time, so that keyd refuses it too (P-22).
 */
#define REVIEW_DAYS 30		/* a review that takes longer starts anew */

static enum status
ticket_end(struct req *r, const struct flow_row *row, int64_t *end)
{
	const int64_t	 from = clock_now() +
	    (row->to == U3_APPROVED ? 0 : REVIEW_DAYS * MS_DAY);

	return policy_moment(r->db, "P-22", from, 1, end, r->fault);
}

static enum status
sign(struct req *r, struct sealing *s, const struct flow_row *row,
    const char *note, struct bytes *out, const char **why)
{
	unsigned char	 digest[32];
	struct keyd_say	 say = {
		.action = actions[row->event].action,
		.subject = s->use.number, .seal = s->seal.code,
		.doc = s->use.original,
		.role = role_first(row->roles & r->actor->roles),
	};
	enum status	 st;

	if (say.action == NULL)
		return ST_OK;
	if (actions[row->event].ticket) {
		say.count = 1;
		if ((st = ticket_end(r, row, &say.not_after)) != ST_OK)
			return st;
	}
	if ((st = sealing_digest(r, s, note, digest)) != ST_OK)
		return st;
	say.digest = bytes_of(digest, sizeof(digest));
	st = case_say(r, s->keyd, &say, out, why);
	if (st != ST_DENIED)
		return st;
	return sealing_refuse(r, s, row->event, st, *why);
}

enum status
sealing_refuse(struct req *r, const struct sealing *s, int event,
    enum status st, const char *why)
{
	audit_refusal(r->db, r->actor, pool_printf(r->pool, "use.%s",
	    flow_use.events[event].name), "use", s->use.number, why);
	return fault_set(r->fault, st, "%s: %s", s->use.number, why);
}

enum status
sealing_ask(struct req *r, const struct sealing *s, int event,
    const struct flow_row **row, const char **why)
{
	enum flow_answer	 a;

	a = flow_ask(&flow_use, s->use.state, event, r->actor->roles,
	    &s->facts, NULL, row, why);
	if (a == FLOW_YES)
		return ST_OK;
	return sealing_refuse(r, s, event, a == FLOW_NO_ROLE ? ST_DENIED :
	    ST_CONFLICT, *why);
}

/* Who learns of it; the number stands between the two halves. */
static const struct {
	int		 event;
	const char	*before, *after;
} notices[] = {
	{ UE_APPROVE, "用章申请 ", " 已同意，请在期限内盖章" },
	{ UE_REFUSE, "用章申请 ", " 未同意，意见见申请页面" },
};

static enum status
give_notice(struct req *r, const struct sealing *s, int event)
{
	const char	*next;
	size_t		 i;

	if (s->use.state == U1_SUBMITTED || s->use.state == U2_REVIEW) {
		next = s->facts.done < (int)s->path.n && event != UE_TAKE ?
		    s->path.person[s->facts.done] : NULL;
		return next == NULL ? ST_OK : notice_add(r->db, next, "use",
		    pool_printf(r->pool, "用章申请 %s 等待您审核",
		    s->use.number), pool_printf(r->pool, "/stamp/%s",
		    s->use.id), r->fault);
	}
	for (i = 0; i < NITEMS(notices); i++)
		if (notices[i].event == event)
			return notice_add(r->db, s->use.requester, "use",
			    pool_printf(r->pool, "%s%s%s", notices[i].before,
			    s->use.number, notices[i].after),
			    pool_printf(r->pool, "/stamp/%s", s->use.id),
			    r->fault);
	return ST_OK;
}

static enum status
write_step(struct req *r, struct sealing *s, const struct flow_row *row,
    const char *note, struct bytes said)
{
	char			 id[ID_LEN + 1];
	struct use_move		 move = { .row = row, .note = note };
	const struct audit_entry entry = {
		.action = pool_printf(r->pool, "use.%s",
		    flow_use.events[row->event].name),
		.kind = "use", .object = s->use.number, .result = "ok",
		.reason = note, .after = s->use.original,
	};
	enum status		 st = ST_OK;

	if (said.n > 0) {
		st = statement_keep(r->db, s->use.number, said, id, r->fault);
		move.statement = id;
	}
	if (st == ST_OK)
		st = use_step(r->db, r->actor, &s->use, &move, r->fault);
	if (st == ST_OK)
		st = give_notice(r, s, row->event);
	if (st == ST_OK)
		st = audit_add(r->db, r->actor, &entry, r->fault);
	return st;
}

enum status
sealing_take(struct req *r, struct sealing *s, const struct sealing_act *act,
    const char **why)
{
	const struct flow_row	*row;
	struct bytes		 said = { NULL, 0 };
	enum status		 st;

	*why = NULL;
	s->facts.has_opinion = act->note != NULL && *act->note != '\0';
	if (act->rev != 0 && act->rev != s->use.rev) {
		*why = "这件用章申请刚刚被他人办理，请核对现在的内容后再办";
		return sealing_refuse(r, s, act->event, ST_CONFLICT, *why);
	}
	if ((st = sealing_ask(r, s, act->event, &row, why)) != ST_OK ||
	    (st = sign(r, s, row, act->note, &said, why)) != ST_OK)
		return st;
	if (act->event == UE_TAKE || act->event == UE_APPROVE ||
	    act->event == UE_REFUSE)
		s->use.reviewer = r->actor->person;
	if (act->event == UE_APPROVE || act->event == UE_REFUSE)
		s->use.opinion = act->note;
	if (act->event == UE_APPROVE)
		s->facts.done++;
	if (row->to == U2_REVIEW && act->event == UE_APPROVE)
		s->use.reviewer = NULL;		/* the next step's */
	s->use.due = 0;
	if (row->to == U3_APPROVED && (st = policy_moment(r->db, "P-22",
	    clock_now(), 1, &s->use.due, r->fault)) != ST_OK)
		return st;
	if ((st = store_begin(r->db, STORE_WRITE, r->fault)) != ST_OK)
		return st;
	st = store_end(r->db, write_step(r, s, row, act->note, said),
	    r->fault);
	if (st == ST_CONFLICT) {
		*why = "这件用章申请刚刚被他人办理，请核对现在的内容后再办";
		return sealing_refuse(r, s, act->event, st, *why);
	}
	return st;
}
