/*
 * A filing's page: what was sent (personal data masked, R-136), that our
 * signature and the target's receipt fit it, every try; and what the desk
 * does with it: send now, correct and send again, note what was filed by
 * hand.
 */
#include <stdlib.h>
#include <string.h>

#include "base/calendar.h"
#include "base/clock.h"
#include "form/codes.h"
#include "page/json_read.h"
#include "page/keys.h"
#include "seal/filing_message.h"
#include "seal/filing_receipt.h"
#include "trust/answer.h"
#include "trust/digest.h"
#include "work/addressee.h"
#include "work/desk.h"
#include "work/filings.h"
#include "work/people.h"
#include "work/show.h"

struct correction {
	const char	*note, *rev;
};
struct by_hand {
	const char	*number, *proof, *rev;
	int64_t		 day;
};

static const struct field correct_fields[] = {
	{ .name = "note", .label = "更正了什么", .kind = FIELD_LINE,
	  .hint = "先在单位或印章资料里更正，报文按现在的资料重新生成",
	  .required = true, .min = 2, .max = 200,
	  .at = offsetof(struct correction, note) },
	{ .name = "rev", .label = "", .kind = FIELD_HIDDEN, .max = 20,
	  .at = offsetof(struct correction, rev) },
};
const struct form filing_correct_form = {
	.fields = correct_fields, .n = NITEMS(correct_fields),
	.size = sizeof(struct correction),
};

#define AT(member) .at = offsetof(struct by_hand, member)
static const struct field hand_fields[] = {
	{ .name = "number", .label = "回执编号", .kind = FIELD_LINE,
	  .hint = "对方给出的备案编号或文号", .required = true, .min = 2,
	  .max = 60, AT(number) },
	{ .name = "day", .label = "备案日期", .kind = FIELD_DATE,
	  .required = true, AT(day) },
	{ .name = "proof", .label = "凭据说明", .kind = FIELD_TEXT,
	  .hint = "在哪里、向谁备案，凭据存在何处", .required = true,
	  .min = 4, .max = 1000, AT(proof) },
	{ .name = "rev", .label = "", .kind = FIELD_HIDDEN, .max = 20,
	  AT(rev) },
};
#undef AT
const struct form filing_hand_form = {
	.fields = hand_fields, .n = NITEMS(hand_fields),
	.size = sizeof(struct by_hand),
};

/* A filing and who gets it. */
struct view {
	struct filing	 g;
	struct target	 to;
	struct seal	 seal;
	int64_t		 now;
};

/* of a seal that the unit applies for, decides on or makes. */
static enum status
load(struct req *r, struct view *v)
{
	const char	*id = web_piece(r, "id");
	enum status	 st;
	int		 yes = 0;

	v->now = clock_now();
	if (!id_is(id))
		return fault_set(r->fault, ST_ABSENT, "not an id");
	st = filing_load(r->db, r->pool, id, &v->g, r->fault);
	if (st == ST_OK)
		st = filing_sees(r->db, r->actor->unit, id, &yes, r->fault);
	if (st == ST_OK && !yes) {
		audit_refusal(r->db, r->actor, "filing.view", "filing", id,
		    "不在本单位的办理范围内");
		return fault_set(r->fault, ST_DENIED, "filing %s: scope", id);
	}
	if (st == ST_OK)
		st = target_load(r->db, r->pool, v->g.target, &v->to,
		    r->fault);
	return st == ST_OK ? seal_load(r->db, r->pool, v->g.seal, &v->seal,
	    r->fault) : st;
}

/* --- what was sent and what came back ----------------------------------------- */

/* Items whose text is a code with words of its own. */
static const struct {
	const char		*name;
	const struct choice	*words;
} coded[] = {
	{ "sealKind", case_sub_kinds }, { "scope", case_scopes },
	{ "category", case_categories },
};

static const char *
shown_value(struct req *r, const struct json_value *m)
{
	const struct filing_item *item = filing_item(m->name);
	char			 mask[CODE_MASK];
	int64_t			 ms;
	size_t			 i;

	if (m->kind != JV_TEXT)
		return "";
	if (item != NULL && item->personal) {
		code_mask_name(m->text, mask);
		return pool_text(r->pool, mask);
	}
	for (i = 0; i < NITEMS(coded); i++)
		if (strcmp(coded[i].name, m->name) == 0)
			return choice_label(coded[i].words, m->text);
	return calendar_read_iso(m->text, &ms) ? show_minute(r, ms) : m->text;
}

static enum status
fill_message(struct req *r, const struct view *v, struct page *page)
{
	const struct filing_item *item;
	const struct json_value	*all, *m;
	struct page		*p;
	enum status		 st;

	st = json_read(bytes_text(v->g.message), r->pool, &all, r->fault);
	if (st != ST_OK)
		return fault_in(r->fault, ST_BROKEN, "message");
	m = json_member(all, "items", JV_MAP);
	for (m = m == NULL ? NULL : m->first; m != NULL; m = m->next) {
		item = filing_item(m->name);
		p = page_add(page, K_ITEM);
		page_set(p, K_LABEL, item == NULL ? m->name : item->label);
		page_set(p, K_VALUE, shown_value(r, m));
	}
	return ST_OK;
}

/* Verified now, against the message as it is kept. */
static const char *
signature_words(struct req *r, const struct view *v)
{
	struct answer_filing	 a;
	unsigned char		 sum[SM3_LEN];
	struct cert		 cert;

	if (v->g.statement.n == 0)
		return "尚未签名（外发前由系统密钥签名）";
	if (cert_read(v->g.certificate, &cert, NULL, r->fault) != ST_OK ||
	    answer_filing_read(v->g.statement, cert.key, &a, r->fault) !=
	    ST_OK || sm3(bytes_text(v->g.message), sum) != ST_OK ||
	    memcmp(sum, a.message, sizeof(sum)) != 0 ||
	    strcmp(a.filing, v->g.id) != 0)
		return "签名与保存的报文不符，请保留现场并报告审计管理员";
	return pool_printf(r->pool, "签名有效，%s 由本系统签名，证书 %s",
	    show_minute(r, a.time), cert.serial_hex);
}

static const char *
receipt_words(struct req *r, const struct view *v)
{
	struct filing_receipt	 got;
	const char		*why;

	if (v->g.receipt.n == 0)
		return v->g.state == J1_FILED ? "线下备案，没有电子回执" :
		    "还没有收到";
	if (filing_receipt_read(v->g.receipt, &v->to, &v->g, r->pool, &got,
	    &why, r->fault) != ST_OK)
		return pool_printf(r->pool, "现在核对：%s", why == NULL ?
		    "不能核对" : why);
	return pool_printf(r->pool, "签名有效，对方 %s 签发：%s",
	    show_minute(r, got.at), got.filed ? "已备案" : "退回");
}

static enum status
fill_history(struct req *r, const struct view *v, struct page *page)
{
	struct filing_line	*l;
	struct page		*p;
	enum status		 st;
	size_t			 i, n;
	int			 event;

	st = filing_history(r->db, r->pool, v->g.id, &l, &n, r->fault);
	for (i = 0; st == ST_OK && i < n; i++) {
		event = flow_event(&flow_filing, l[i].event);
		p = page_add(page, K_LINE);
		page_set(p, K_EVENT, event < 0 ? l[i].event :
		    flow_filing.events[event].label);
		page_set(p, K_WHEN, show_minute(r, l[i].at));
		page_set(p, K_WHO, l[i].person_name == NULL ? "系统" :
		    l[i].person_name);
		if (l[i].note != NULL)
			page_set(page_add(p, K_NOTE), K_SENTENCE, l[i].note);
	}
	return st;
}

/* the authority of the seal's region that this target stands for. */
static enum status
fill_addressee(struct req *r, const struct view *v, struct page *page)
{
	const int	 kind = filing_authority(v->to.kind);
	const char	*words;
	enum status	 st;

	if (kind == AUTHORITY__N)
		return ST_OK;
	st = addressee_of_unit(r, v->seal.unit, (enum authority_kind)kind,
	    &words);
	if (st == ST_OK)
		part_fact(page, "受理机关", words != NULL ? words :
		    pool_printf(r->pool, "印章所属区划没有登记%s，请业务管理员"
		    "在“主管部门”里登记", authority_kind_label(kind)));
	return st;
}

/* --- the page ---------------------------------------------------------------------- */

static enum status
fill_facts(struct req *r, const struct view *v, struct page *page)
{
	const struct filing	*g = &v->g;
	struct person		 by;

	page_printf(page, K_HEADING, "%s：%s", g->target_name,
	    filing_kind_label(g->kind));
	part_tag(page, K_TAG, filing_label(g->state, g->due, v->now),
	    show_tone(filing_tone(g->state, g->due, v->now)));
	page_set(page, K_ID, g->seal);
	page_set(page, K_NAME, g->seal_name);
	page_set(page, K_CODE, g->seal_code);
	part_fact(page, "事情发生", show_minute(r, g->at));
	if (g->due < FILING_NEVER)
		part_fact(page, "时限", show_minute(r, g->due));
	part_fact(page, "已外发", pool_printf(r->pool, "%lld 次",
	    (long long)g->tries));
	if (g->state == J0_WAITING && g->next_try < FILING_NEVER)
		part_fact(page, "下次外发", g->next_try > v->now ?
		    show_minute(r, g->next_try) : "一分钟内");
	part_fact(page, "未成原因", g->reason);
	part_fact(page, "备案时间", show_minute(r, g->filed));
	part_fact(page, "与时限相比", filing_lateness(r, g->state,
	    g->lateness));
	part_fact(page, "回执编号", g->receipt_number);
	if (g->person != NULL && person_load(r->db, r->pool, g->person, &by,
	    r->fault) == ST_OK)
		part_fact(page, "线下备案登记人", by.name);
	if (*v->to.address == '\0')
		part_fact(page, "外发地址", "没有配置，不会自动外发");
	part_fact(page, "报文", pool_printf(r->pool, "第 %lld 稿",
	    (long long)g->version));
	page_set(page, K_SIGNATURE, signature_words(r, v));
	page_set(page, K_RECEIPT, receipt_words(r, v));
	if (filing_is_overdue(g, v->now) &&		/* */
	    web_has(r, ROLE_BIT(ROLE_RA_OPERATOR)))
		page_set(page_add(page, K_ALARM), K_ID, g->id);
	return fill_addressee(r, v, page);
}

/* A form of the page: as it was typed where it is the one posted. */
static enum status
fill_form(struct req *r, const struct form *form, const void *start,
    const char *path, struct page *section)
{
	struct form_state	 state;
	enum status		 st = ST_OK;

	page_set(section, K_ACTION, path);
	if (r->form.form == form)
		state = r->form;
	else
		st = form_start(form, start, r->pool, &state);
	if (st == ST_OK)
		form_fill(section, &state);
	return st;
}

static const char *
deed_path(struct req *r, const struct view *v, const char *deed)
{
	return pool_printf(r->pool, "/approve/filings/%s/%s", v->g.id, deed);
}

static enum status
fill_deeds(struct req *r, const struct view *v, struct page *page)
{
	struct correction	 c = { .note = "" };
	struct by_hand		 h = { .number = "", .proof = "" };
	enum status		 st = ST_OK;

	if (!web_has(r, DESK_CLERKS) || v->g.state == J1_FILED)
		return ST_OK;
	c.rev = h.rev = pool_printf(r->pool, "%lld", (long long)v->g.rev);
	if (v->g.state == J0_WAITING && v->g.next_try < FILING_NEVER)
		part_hidden(part_confirm(page_add(page, K_RESEND), K_CONFIRM,
		    deed_path(r, v, "resend"), "立即重发", NULL, NULL, 0),
		    "rev", c.rev);
	if (v->g.state == J2_REFUSED)
		st = fill_form(r, &filing_correct_form, &c, deed_path(r, v,
		    "correct"), page_add(page, K_CORRECT));
	return st == ST_OK ? fill_form(r, &filing_hand_form, &h, deed_path(r,
	    v, "hand"), page_add(page, K_HAND)) : st;
}

static enum status
show_page(struct req *r, const struct view *v)
{
	struct page	*p = web_page_new(r, "approve/filing", "备案外发");
	enum status	 st;

	if ((st = fill_facts(r, v, p)) != ST_OK ||
	    (st = fill_message(r, v, p)) != ST_OK ||
	    (st = fill_history(r, v, p)) != ST_OK ||
	    (st = fill_deeds(r, v, p)) != ST_OK)
		return st;
	return r->form.nerrors > 0 ? web_page_as(r, p, 400) :
	    web_page(r, p);
}

enum status
filing_show(struct req *r)
{
	struct view	 v;
	enum status	 st = load(r, &v);

	return st == ST_OK ? show_page(r, &v) : st;
}

/* --- deeds ------------------------------------------------------------------------------ */

/* One step of T7 by the actor, with the audit entry. */
static enum status
keep(struct req *r, struct view *v, const struct filing_facts *facts,
    struct filing_move *m, struct bytes said, const char *action)
{
	const struct audit_entry entry = {
		.action = action, .kind = "filing", .object = v->g.id,
		.result = "ok", .reason = m->note,
	};
	char			 id[ID_LEN + 1];
	enum status		 st;

	if ((st = store_begin(r->db, STORE_WRITE, r->fault)) != ST_OK)
		return st;
	if (said.n > 0) {
		st = statement_keep(r->db, v->g.id, said, id, r->fault);
		m->statement = id;
	}
	if (st == ST_OK)
		st = filing_step(r->db, r->actor, r->actor->roles, facts,
		    &v->g, m, r->fault);
	if (st == ST_OK)
		st = audit_add(r->db, r->actor, &entry, r->fault);
	return store_end(r->db, st, r->fault);
}

/* Whether the step may be taken: else an error of the form, and the refusal
 * in the trail. */
static int
may(struct req *r, const struct view *v, int event, const char *rev,
    const struct filing_facts *facts)
{
	const struct flow_row	*row;
	const char		*why = NULL;

	if (strtoll(rev, NULL, 10) != v->g.rev)
		why = "这件备案刚刚有变化，请核对现在的内容后再办";
	else if (flow_ask(&flow_filing, v->g.state, event, r->actor->roles,
	    facts, NULL, &row, &why) == FLOW_YES)
		return 1;
	audit_refusal(r->db, r->actor, pool_printf(r->pool, "filing.%s",
	    flow_filing.events[event].name), "filing", v->g.id, why);
	form_error(&r->form, NULL, why);
	return 0;
}

static enum status
answer(struct req *r, struct view *v, enum status st)
{
	if (st == ST_OK)
		return web_redirectf(r, "/approve/filings/%s", v->g.id);
	return st == ST_CONFLICT ? web_problem(r, 409, "没有办理",
	    "这件备案刚刚有变化，请返回核对现在的内容后再办。") : st;
}

enum status
filing_resend(struct req *r)
{
	const char		*rev = web_input(r, "rev");
	struct filing_move	 m = { .event = FE_RESEND };
	struct filing_facts	 facts;
	const struct flow_row	*row;
	const char		*why = NULL;
	struct view		 v;
	enum status		 st;

	if ((st = load(r, &v)) != ST_OK)
		return st;
	filing_gather(&v.g, v.now, &facts);
	m.next_try = v.now;
	if (v.g.next_try >= FILING_NEVER)
		why = "这类报文不能外发，请线下办理后登记";
	else if (rev == NULL || strtoll(rev, NULL, 10) != v.g.rev)
		why = "这件备案刚刚有变化，请返回核对现在的内容";
	else if (flow_ask(&flow_filing, v.g.state, FE_RESEND,
	    r->actor->roles, &facts, NULL, &row, &why) == FLOW_YES)
		return answer(r, &v, keep(r, &v, &facts, &m,
		    bytes_of(NULL, 0), "filing.resend"));
	audit_refusal(r->db, r->actor, "filing.resend", "filing", v.g.id,
	    why);
	return web_problem(r, 409, "没有重发", why);
}

/* The person signs, the step is written; else the PIN is asked for. */
static enum status
say_and_keep(struct req *r, struct view *v, const struct filing_facts *facts,
    struct filing_move *m, const char *action,
    const struct digest_field *d, size_t nd)
{
	unsigned char	 digest[DIGEST_LEN];
	struct keyd	*keyd;
	struct bytes	 said;
	const char	*why = NULL;
	enum status	 st;

	if ((st = digest_fields("filing", d, nd, digest, r->fault)) !=
	    ST_OK || (st = case_keyd(r, &keyd)) != ST_OK)
		return st;
	st = people_say(r, keyd, action, DESK_CLERKS, v->g.id, digest,
	    bytes_of(NULL, 0), &said, &why);
	if (st == ST_ABSENT || st == ST_INVALID)
		return case_ask_pin(r, why);
	if (st != ST_OK)
		return why == NULL ? st : web_problem(r, 403, "没有办理", why);
	return answer(r, v, keep(r, v, facts, m, said, action));
}

enum status
filing_correct(struct req *r)
{
	const struct correction	*c = r->values;
	struct filing_move	 m = { .event = FE_CORRECT, .note = c->note };
	struct filing_facts	 facts;
	struct view		 v;
	enum status		 st;

	if ((st = load(r, &v)) != ST_OK)
		return st;
	filing_gather(&v.g, v.now, &facts);
	facts.has_reason = *c->note != '\0';
	if (r->form.nerrors > 0 || !may(r, &v, FE_CORRECT, c->rev, &facts))
		return show_page(r, &v);
	m.next_try = v.now;
	st = filing_compose(r->db, r->pool, &v.g, &m.message, r->fault);
	if (st != ST_OK)
		return st;
	const struct digest_field	 d[] = {
		digest_text("filing", v.g.id), digest_text("note", c->note),
		digest_text("message", m.message),
	};

	return say_and_keep(r, &v, &facts, &m, ACT_FILING_CORRECT, d,
	    NITEMS(d));
}

/* A day says no hour: its end, unless that is still to come. */
static int64_t
moment_of(int64_t day, const struct view *v)
{
	const int64_t	 end = day + MS_DAY - 1;

	return end > v->now ? v->now : end < v->g.at ? v->g.at : end;
}

enum status
filing_hand(struct req *r)
{
	const struct by_hand	*h = r->values;
	struct filing_move	 m = {
		.event = FE_HAND, .note = h->proof,
		.receipt_number = h->number,
	};
	struct filing_facts	 facts;
	struct view		 v;
	enum status		 st;

	if ((st = load(r, &v)) != ST_OK)
		return st;
	if (h->day > v.now)
		form_error(&r->form, "day", "备案日期不能晚于今天");
	else if (h->day != 0 && h->day < calendar_midnight(v.g.at))
		form_error(&r->form, "day", "备案日期不能早于事情发生的日期");
	filing_gather(&v.g, v.now, &facts);
	facts.has_proof = *h->number != '\0' && *h->proof != '\0';
	if (r->form.nerrors > 0 || !may(r, &v, FE_HAND, h->rev, &facts))
		return show_page(r, &v);
	m.filed = moment_of(h->day, &v);
	const struct digest_field	 d[] = {
		digest_text("filing", v.g.id),
		digest_text("number", h->number),
		digest_text("proof", h->proof),
	};

	return say_and_keep(r, &v, &facts, &m, ACT_FILING_HAND, d,
	    NITEMS(d));
}
