/*
 * A seal's page in the ledger: what it is, its timeline, its versions, the
 * chain it stands in, the cases about it; and the desk's note that the
 * physical seal was changed or abolished.
 */
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "page/keys.h"
#include "seal/carrier.h"
#include "seal/ledger.h"
#include "trust/digest.h"
#include "work/desk.h"
#include "work/filings.h"
#include "work/imprint.h"
#include "work/ledger.h"
#include "work/package.h"
#include "work/people.h"
#include "work/show.h"
#include "work/tell.h"

/* of what the unit applies for, decides on or makes. */
static enum status
load(struct req *r, struct seal *s)
{
	const char	*id = web_piece(r, "id");
	enum status	 st;
	int		 yes = 0;

	if (!id_is(id))
		return fault_set(r->fault, ST_ABSENT, "not an id");
	st = seal_load(r->db, r->pool, id, s, r->fault);
	if (st == ST_OK)
		st = ledger_sees(r->db, r->actor->unit, id, &yes, r->fault);
	if (st != ST_OK || yes)
		return st;
	audit_refusal(r->db, r->actor, "seal.view", "seal", s->code,
	    "不在本单位的办理范围内");
	return fault_set(r->fault, ST_DENIED, "seal %s: scope", s->code);
}

/* --- what it is ---------------------------------------------------------------- */

/* Its words, of a reason that a request, a job or a person gave. */
static const char *
reason_words(const char *reason)
{
	static const struct choice own[] = {
		{ "making given up", "制作终止" },
		{ "expired", "到期未续" }, { NULL, NULL }
	};
	const struct business	*b;
	const char		*words = choice_label(own, reason);
	size_t			 i;

	for (i = 0; words == reason && (b = business_nth(i)) != NULL; i++)
		if (b->reasons != NULL)
			words = choice_label(b->reasons, reason);
	return words;
}

static const struct choice physicals[] = {
	{ "changed", "实物印章已变更" }, { "abolished", "实物印章已废止" },
	{ NULL, NULL }
};

static enum status
fill_facts(struct req *r, const struct seal *s, struct page *page)
{
	const int	 state = seal_state_now(s, clock_now());
	struct carrier	 carrier;
	struct person	 keeper;
	struct unit	 unit, desk;
	const char	*source;
	enum status	 st;

	page_set(page, K_CODE, s->code);
	page_set(page, K_HEADING, s->name);
	part_tag(page, K_TAG, flow_seal.states[state].label,
	    show_tone(seal_tone(state)));
	st = unit_load(r->db, r->pool, s->unit, &unit, r->fault);
	if (st == ST_OK)
		st = unit_load(r->db, r->pool, s->desk, &desk, r->fault);
	if (st != ST_OK)
		return st;
	part_fact(page, "单位", unit.name);
	part_fact(page, "受理单位", desk.name);
	part_fact(page, "种类", choice_label(case_sub_kinds, s->sub_kind));
	part_fact(page, "使用范围", choice_label(case_scopes, s->scope));
	st = seal_code_source(r->db, r->pool, s->code, &source, r->fault);
	if (st != ST_OK)
		return st;
	part_fact(page, "编码来源", coding_source_label(source));
	part_fact(page, "来源", s->imported ? "其他系统制作，经接收登记；证书由"
	    "其他机构签发，本系统的证书吊销列表不列它" : "本系统制作");
	if (s->keeper != NULL && person_load(r->db, r->pool, s->keeper,
	    &keeper, r->fault) == ST_OK)
		part_fact(page, "保管人", keeper.name);
	part_fact(page, "启用", show_minute(r, s->activated));
	part_fact(page, "最近使用", show_minute(r, s->last_used));
	st = carrier_of_seal(r->db, r->pool, s->id, &carrier, r->fault);
	if (st == ST_OK)
		part_fact(page, "载体", pool_printf(r->pool, "%s，%s",
		    package_words(r->pool, &carrier),
		    flow_carrier.states[carrier.state].label));
	if (st != ST_OK && st != ST_ABSENT)
		return st;
	if (s->physical != NULL)
		part_fact(page, "实物印章", choice_label(physicals,
		    s->physical));
	return ST_OK;
}

static enum status
fill_versions(struct req *r, const struct seal *s, struct page *page)
{
	struct seal_version	*v;
	struct page		*p;
	enum status		 st;
	size_t			 i, n;

	st = ledger_versions(r->db, r->pool, s->id, &v, &n, r->fault);
	for (i = 0; st == ST_OK && i < n; i++) {
		p = page_add(page, K_VERSION);
		page_int(p, K_N, v[i].version);
		page_set(p, K_SERIAL, v[i].serial);
		page_set(p, K_FROM, show_minute(r, v[i].valid_from));
		page_set(p, K_UNTIL, show_minute(r, v[i].valid_to));
		page_set(p, K_STATE, v[i].superseded != 0 ? "已续期替代" :
		    v[i].version == s->version ? "现行" :
		    v[i].activated == 0 ? "没有启用" : "");
		page_set(p, K_WHEN, show_minute(r, v[i].activated));
	}
	return st;
}

static enum status
fill_timeline(struct req *r, const struct seal *s, struct page *page)
{
	struct seal_line	*l;
	struct page		*p;
	enum status		 st;
	size_t			 i, n;
	int			 event;

	st = seal_history(r->db, r->pool, s->id, &l, &n, r->fault);
	for (i = 0; st == ST_OK && i < n; i++) {
		event = flow_event(&flow_seal, l[i].event);
		p = page_add(page, K_LINE);
		page_set(p, K_EVENT, event < 0 ? l[i].event :
		    flow_seal.events[event].label);
		page_set(p, K_WHEN, show_minute(r, l[i].at));
		page_set(p, K_WHO, l[i].person_name == NULL ? "系统" :
		    l[i].person_name);
		if (l[i].reason != NULL)
			page_set(page_add(p, K_NOTE), K_SENTENCE,
			    reason_words(l[i].reason));
	}
	return st;
}

static void
fill_link(const struct seal *s, const char *label, struct page *page)
{
	struct page	*p = page_add(page, K_CHAIN);

	page_set(p, K_LABEL, label);
	page_set(p, K_ID, s->id);
	page_set(p, K_CODE, s->code);
	page_set(p, K_NAME, s->name);
}

/* what it came in the place of, and what came in its. */
static enum status
fill_chain(struct req *r, const struct seal *s, struct page *page)
{
	struct seal	 other;
	enum status	 st = ST_OK;

	if (s->replaces != NULL) {
		st = seal_load(r->db, r->pool, s->replaces, &other,
		    r->fault);
		if (st == ST_OK)
			fill_link(&other, "换领自", page);
	}
	if (st != ST_OK && st != ST_ABSENT)
		return st;
	st = ledger_successor(r->db, r->pool, s->id, &other, r->fault);
	if (st == ST_OK)
		fill_link(&other, "换领为", page);
	return st == ST_ABSENT ? ST_OK : st;
}

static enum status
fill_cases(struct req *r, const struct seal *s, struct page *page)
{
	const struct business	*b;
	struct ledger_case	*c;
	struct page		*p;
	enum status		 st;
	size_t			 i, n;

	st = ledger_cases(r->db, r->pool, s, &c, &n, r->fault);
	for (i = 0; st == ST_OK && i < n; i++) {
		b = business_find(c[i].business);
		p = page_add(page, K_ROW);
		page_set(p, K_ID, c[i].id);
		page_set(p, K_NUMBER, c[i].number);
		page_set(p, K_LABEL, b == NULL ? c[i].business : b->label);
		page_set(p, K_WHEN, show_minute(r, c[i].created));
		part_tag_here(p, request_label(c[i].state, c[i].urgent),
		    show_tone(request_tone(c[i].state, c[i].urgent)));
	}
	return st;
}

/* --- the physical seal ------------------------------------------------------------ */

struct physical {
	const char	*what, *note, *rev;
};
#define AT(member) .at = offsetof(struct physical, member)
static const struct field physical_fields[] = {
	{ .name = "what", .label = "实物印章的变动", .kind = FIELD_CHOICE,
	  .required = true, .choices = physicals, AT(what) },
	{ .name = "note", .label = "说明", .kind = FIELD_LINE,
	  .hint = "依据的文件、日期", .required = true, .min = 2, .max = 200,
	  AT(note) },
	{ .name = "rev", .label = "", .kind = FIELD_HIDDEN, .max = 20,
	  AT(rev) },
};
#undef AT
const struct form ledger_physical_form = {
	.fields = physical_fields, .n = NITEMS(physical_fields),
	.size = sizeof(struct physical),
};

/* What the electronic one needs then. */
static const struct {
	const char	*what, *sentence, *page;
} follows[] = {
	{ "changed", "已变更，请为电子印章办理变更", "/change" },
	{ "abolished", "已废止，请为电子印章办理注销", "/cancel" },
};
_Static_assert(NITEMS(follows) == NITEMS(physicals) - 1, "one for each");

static enum status
show_page(struct req *r, const struct seal *s)
{
	struct page	*p = web_page_new(r, "approve/seal", "印章台账");
	struct page	*note, *picture;
	enum status	 st;

	if ((st = fill_facts(r, s, p)) != ST_OK ||
	    (st = fill_versions(r, s, p)) != ST_OK ||
	    (st = fill_timeline(r, s, p)) != ST_OK ||
	    (st = fill_chain(r, s, p)) != ST_OK ||
	    (st = fill_cases(r, s, p)) != ST_OK ||
	    (st = filings_of_seal(r, s->id, p)) != ST_OK)
		return st;
	page_set(p, K_ID, s->id);
	if (s->png.n == 32) {
		/* a CSS pixel is 1/96 inch: it prints at its true size */
		picture = page_add(p, K_PICTURE);
		page_int(picture, K_WIDTH, s->um_w * 96 / 25400);
		page_int(picture, K_HEIGHT, s->um_h * 96 / 25400);
	}
	if (web_has(r, DESK_CLERKS) && s->state != S7_REVOKED) {
		note = page_add(p, K_NOTES);
		page_printf(note, K_ACTION, "/approve/seals/%s/physical",
		    s->id);
		form_fill(note, &r->form);
	}
	return r->form.nerrors > 0 ? web_page_as(r, p, 400) :
	    web_page(r, p);
}

enum status
ledger_show(struct req *r)
{
	struct physical	 start = { "", "", "" };
	struct seal	 s;
	enum status	 st;

	if ((st = load(r, &s)) != ST_OK)
		return st;
	start.rev = pool_printf(r->pool, "%lld", (long long)s.rev);
	st = form_start(&ledger_physical_form, &start, r->pool, &r->form);
	return st == ST_OK ? show_page(r, &s) : st;
}

enum status
ledger_picture(struct req *r)
{
	struct seal	 s;
	enum status	 st = load(r, &s);

	return st == ST_OK ? imprint_of(r, &s) : st;
}

static enum status
digest_of(struct req *r, const struct seal *s, const struct physical *v,
    unsigned char out[32])
{
	const struct digest_field	 d[] = {
		digest_text("seal", s->code), digest_text("what", v->what),
		digest_text("note", v->note),
	};

	return digest_fields("physical", d, NITEMS(d), out, r->fault);
}

/* the keeper has a task, and both units above the desk hear of it. */
static enum status
tell_all(struct req *r, const struct seal *s, const struct physical *v)
{
	struct tell		 t = {
		.db = r->db, .pool = r->pool, .fault = r->fault,
		.kind = "task",
	};
	const char		*up[8];
	enum status		 st;
	size_t			 i, n, k = 0;

	while (k + 1 < NITEMS(follows) && strcmp(follows[k].what,
	    v->what) != 0)
		k++;
	t.text = pool_printf(r->pool, "印章“%s”的实物印章%s", s->name,
	    follows[k].sentence);
	t.link = pool_printf(r->pool, "%s?seal=%s", follows[k].page,
	    s->code);
	if ((st = tell_seal(&t, s)) != ST_OK ||
	    (st = unit_ancestors(r->db, r->pool, s->desk, up, &n,
	    r->fault)) != ST_OK)
		return st;
	t.kind = "physical";
	t.text = pool_printf(r->pool, "印章“%s”（%s）的%s：%s", s->name,
	    s->code, choice_label(physicals, v->what), v->note);
	t.link = "";
	for (i = 1; st == ST_OK && i < n && i <= 2; i++)
		st = tell_unit(&t, up[i], ROLE_BIT(ROLE_SUPERVISOR) |
		    ROLE_BIT(ROLE_BUSINESS_ADMIN) |
		    ROLE_BIT(ROLE_RA_OPERATOR));
	return st;
}

static enum status
keep(struct req *r, struct seal *s, const struct physical *v,
    struct bytes said)
{
	const struct audit_entry entry = {
		.action = "seal.physical", .kind = "seal", .object = s->code,
		.result = "ok", .reason = pool_printf(r->pool, "%s：%s",
		    choice_label(physicals, v->what), v->note),
	};
	char			 id[ID_LEN + 1];
	enum status		 st;

	if ((st = store_begin(r->db, STORE_WRITE, r->fault)) != ST_OK)
		return st;
	st = statement_keep(r->db, s->id, said, id, r->fault);
	if (st == ST_OK)
		st = seal_set_physical(r->db, s, v->what, r->fault);
	if (st == ST_OK)
		st = tell_all(r, s, v);
	if (st == ST_OK)
		st = audit_add(r->db, r->actor, &entry, r->fault);
	return store_end(r->db, st, r->fault);
}

enum status
ledger_physical(struct req *r)
{
	const struct physical	*v = r->values;
	unsigned char		 digest[32];
	struct keyd		*keyd;
	struct bytes		 said;
	const char		*why = NULL;
	struct seal		 s;
	enum status		 st;

	if ((st = load(r, &s)) != ST_OK)
		return st;
	if (s.state == S7_REVOKED)
		form_error(&r->form, NULL, "印章已注销，不用再登记");
	if (strtoll(v->rev, NULL, 10) != s.rev)
		form_error(&r->form, NULL,
		    "这枚印章刚刚有变化，请核对现在的内容后再登记");
	if (r->form.nerrors > 0)
		return show_page(r, &s);
	if ((st = digest_of(r, &s, v, digest)) != ST_OK ||
	    (st = case_keyd(r, &keyd)) != ST_OK)
		return st;
	st = people_say(r, keyd, ACT_SEAL_PHYSICAL, DESK_CLERKS, s.id,
	    digest, bytes_of(NULL, 0), &said, &why);
	if (st == ST_OK)
		st = keep(r, &s, v, said);
	if (st == ST_ABSENT || st == ST_INVALID)
		return case_ask_pin(r, why);
	return st == ST_OK ? web_redirectf(r, "/approve/seals/%s", s.id) :
	    why == NULL ? st : web_problem(r, 403, "没有登记", why);
}
