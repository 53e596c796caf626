/*
 * What a step asks of keyd, before its transaction.  Each call carries the
 * step id of the intent, so that asking again after a crash finishes what was
 * begun and never begins a second time.
 */
#include <stdio.h>
#include <string.h>

#include "base/file.h"
#include "base/limits.h"
#include "base/wipe.h"
#include "office/content.h"
#include "trust/chain.h"
#include "work/device_file.h"
#include "work/local.h"
#include "work/package.h"
#include "work/takeover.h"

#define STEP_TEXT (ID_LEN + 8)		/* the intent's id and a letter */

struct call {
	struct req		*r;
	struct dossier		*d;
	const struct case_act	*act;
	struct keyd_tickets	 tickets;
	struct device_result	*out;
	struct keyd_facts	 facts;
	char			 step[STEP_TEXT];
};

/* The id of one call of the step: several calls need several ids. */
static const char *
step_id(struct call *c, char letter)
{
	snprintf(c->step, sizeof(c->step), "%s-%c", c->out->step, letter);
	return c->step;
}

static enum status
certify(struct call *c)
{
	struct req	*r = c->r;
	unsigned char	 pub[65];
	const char	*code = NULL;
	enum status	 st;

	st = case_facts(r, c->d, &c->facts);
	if (st == ST_OK && c->d->request.state == A20_CODED_FIRST)
		st = seal_code_of(r->db, r->pool, c->d->request.id, &code,
		    r->fault);
	/* the key of an order was made with its request */
	if (st == ST_OK && !(r->actor->roles & FLOW_SYSTEM))
		st = keyd_seal_key_make(c->d->keyd, step_id(c, 'k'),
		    &c->facts, c->tickets, pub, r->fault);
	if (st != ST_OK)
		return st;
	if (c->facts.certifier == NULL &&
	    strcmp(r->config->ca, "external") != 0)
		return keyd_cert_issue(c->d->keyd, r->pool, step_id(c, 'c'),
		    &c->facts, code, c->tickets, &c->out->cert, r->fault);
	return keyd_cert_import(c->d->keyd, r->pool, step_id(c, 'i'),
	    &c->facts, code, c->act->cert, c->act->chain, c->tickets,
	    &c->out->cert, r->fault);
}

static enum status
generate(struct call *c)
{
	struct req	*r = c->r;
	struct bytes	 png;
	enum status	 st;

	st = case_facts(r, c->d, &c->facts);
	c->out->code = c->facts.renews;		/* it keeps its code */
	if (st == ST_OK && c->out->code == NULL)
		st = seal_code_of(r->db, r->pool, c->d->request.id,
		    &c->out->code, r->fault);
	if (st == ST_OK)
		st = case_picture(r, c->d, &png);
	if (st == ST_OK)
		st = keyd_seal_make(c->d->keyd, r->pool, step_id(c, 'm'),
		    &c->facts, c->out->code, png, c->tickets, &c->out->seal,
		    r->fault);
	if (st == ST_OK)
		st = keyd_cert_find(c->d->keyd, r->pool, c->out->seal.serial,
		    &c->out->cert, r->fault);
	return st;
}

/*
 * The new seal is on; where it takes the place of another, that one ends
 * now, with the consents its own case and this one hold.
 */
static enum status
activate(struct call *c)
{
	struct req	*r = c->r;
	struct request	 parent;
	struct seal	 old;
	enum status	 st;

	if (c->d->business->flow == &flow_renew)
		return keyd_seal_renew(c->d->keyd, step_id(c, 'n'),
		    c->d->seal.code, c->d->request.id, c->tickets, r->fault);
	st = keyd_seal_activate(c->d->keyd, step_id(c, 'a'),
	    c->d->seal.code, c->tickets, r->fault);
	if (st != ST_OK || c->d->request.parent == NULL)
		return st;
	st = request_load(r->db, r->pool, c->d->request.parent, &parent,
	    r->fault);
	if (st != ST_OK || parent.seal == NULL)
		return st;
	st = seal_load(r->db, r->pool, parent.seal, &old, r->fault);
	if (st == ST_OK && old.state != S7_REVOKED)	/* P-30: not before */
		st = keyd_seal_revoke(c->d->keyd, step_id(c, 'o'), old.code,
		    4 /* superseded, RFC 5280 */, c->tickets, r->fault);
	return st;
}

static enum status
freeze(struct call *c)
{
	return keyd_seal_freeze(c->d->keyd, step_id(c, 'f'),
	    c->d->seal.code, c->tickets, c->r->fault);
}

static enum status
release(struct call *c)
{
	return keyd_seal_release(c->d->keyd, step_id(c, 'r'),
	    c->d->seal.code, c->tickets, c->r->fault);
}

static enum status
resume(struct call *c)
{
	return keyd_seal_resume(c->d->keyd, step_id(c, 'e'),
	    c->d->seal.code, c->tickets, c->r->fault);
}

/*
 * what the seal's live key in its device said.  keyd judges it by taking
 * over the key it speaks for: from now on the renewal may take its time.
 */
static enum status
prove_in_device(struct call *c)
{
	struct req		*r = c->r;
	struct bytes		 list[KEYD_TICKETS];
	struct keyd_tickets	 tickets = { list, 0 };
	struct device_renew	 p;
	unsigned char		 pub[65];
	enum status		 st;

	if ((st = device_file_renewal(r, &c->d->app, &p)) != ST_OK)
		return st;
	list[tickets.n++] = p.said;
	while (tickets.n <= c->tickets.n && tickets.n < KEYD_TICKETS) {
		list[tickets.n] = c->tickets.der[tickets.n - 1];
		tickets.n++;
	}
	st = keyd_seal_key_make(c->d->keyd, step_id(c, 'k'), &c->facts,
	    tickets, pub, r->fault);
	if (st == ST_OK)
		c->out->said = p.said;
	return st;
}

/* the seal's live key says so, for the keeper who asked for it. */
static enum status
prove(struct call *c)
{
	struct req	*r = c->r;
	unsigned char	 handle[KEYD_HANDLE];
	const char	*why;
	enum status	 st;

	if ((st = case_facts(r, c->d, &c->facts)) != ST_OK)
		return st;
	if (c->facts.device.n > 0)
		return prove_in_device(c);
	if ((st = case_handle(r, c->d->keyd, handle, &why)) != ST_OK)
		return st;
	st = keyd_seal_package(c->d->keyd, r->pool, handle, &c->facts,
	    c->tickets, &c->out->said, r->fault);
	wipe(handle, sizeof(handle));
	return st;
}

/* T1, A16: what was begun and given up. */
static enum status
drop(struct call *c)
{
	return keyd_seal_drop(c->d->keyd, step_id(c, 'd'), c->d->request.id,
	    c->tickets, c->r->fault);
}

/* why a seal ends, as a CRLReason of RFC 5280. */
static int
crl_reason(const char *reason)
{
	static const struct {
		const char	*name;
		int		 code;
	} reasons[] = {
		{ "key-compromise", 1 }, { "stolen", 1 }, { "lost", 1 },
		{ "dissolved", 5 }, { "physical-ended", 5 },
		{ "electronic-ended", 5 }, { "damaged", 4 },
		{ "unit", 3 }, { "name", 3 }, { "legal", 3 }, { "person", 3 },
		{ "code", 3 }, { "physical", 4 }, { REASON_SCOPE, 4 },
		{ "carrier-damaged", 4 },
		{ "carrier-unreadable", 4 }, { "carrier-obsolete", 4 },
		{ "carrier-lost", 1 }, { "carrier-stolen", 1 },
		{ "key-exposed", 1 },	/* P-06: a loss that ends the seal */
	};
	size_t	 i;

	for (i = 0; reason != NULL && i < NITEMS(reasons); i++)
		if (strcmp(reasons[i].name, reason) == 0)
			return reasons[i].code;
	return 5;		/* cessationOfOperation */
}

static enum status
revoke(struct call *c)
{
	return keyd_seal_revoke(c->d->keyd, step_id(c, 'v'),
	    c->d->seal.code, crl_reason(c->d->request.reason), c->tickets,
	    c->r->fault);
}

/* keyd comes to know it; a crash behind it is finished by asking the
 * same again. */
static enum status
take_over(struct call *c)
{
	struct req		*r = c->r;
	struct keyd_takeover	 t;
	enum status		 st;

	st = takeover_facts(r, c->d, &t);
	if (st == ST_OK)
		st = keyd_seal_take_over(c->d->keyd, r->pool,
		    step_id(c, 't'), &t, takeover_chain(c->d), c->tickets,
		    &c->out->seal, r->fault);
	return st == ST_INVALID ? fault_in(r->fault, ST_CONFLICT,
	    "take-over") : st;	/* no PIN was wrong */
}

#define NEEDS 4

/* Which event calls what, with which statements. */
static const struct {
	int		 event;
	enum status	(*run)(struct call *c);
	const char	*needs[NEEDS];
	const char	*failed;	/* for the page */
} calls[] = {
	{ EV_CERTIFY, certify, { ACT_REQUEST_SUBMIT, ACT_REQUEST_APPROVE,
	  ACT_SEAL_RENEW }, "证书签发未成功" },
	{ EV_GENERATE, generate, { ACT_REQUEST_SUBMIT, ACT_REQUEST_APPROVE,
	  ACT_SEAL_RENEW, ACT_SEAL_MAKE }, "印章生成未成功" },
	{ EV_PROVE, prove, { ACT_REQUEST_SUBMIT }, "印章密钥证明未成功" },
	{ EV_VERIFY, prove, { ACT_REQUEST_SUBMIT },
	  "续期数据包没有通过核验：印章可能已过期、挂失或者已经续期" },
	{ EV_GIVE_UP, drop, { ACT_REQUEST_CLOSE }, "终止未成功，请再试一次" },
	{ EV_CLOSE, drop, { ACT_REQUEST_CLOSE }, "终止未成功，请再试一次" },
	{ EV_ACTIVATE, activate, { ACT_SEAL_ACTIVATE, ACT_SEAL_REVOKE,
	  ACT_SEAL_REVOKE_APPROVE }, "印章启用未成功" },
	{ EV_URGENT, freeze, { ACT_SEAL_FREEZE }, "印章冻结未成功" },
	{ EV_FREEZE, freeze, { ACT_SEAL_FREEZE }, "印章冻结未成功" },
	{ EV_RELEASE, release, { ACT_SEAL_RELEASE }, "解除挂失未成功" },
	{ EV_REVOKE, revoke, { ACT_SEAL_REVOKE, ACT_SEAL_REVOKE_APPROVE },
	  "印章注销未成功" },
	{ EV_RESUME, resume, { ACT_REQUEST_SUBMIT, ACT_SEAL_RESUME },
	  "印章重新启用未成功" },
	{ EV_TAKE_OVER, take_over, { ACT_SEAL_PROPOSE, ACT_SEAL_TAKE_OVER },
	  "密钥服务没有接收这枚印章，请核对证书链和吊销列表后再试" },
};

static int
call_of(int event)
{
	size_t	 i;

	for (i = 0; i < NITEMS(calls); i++)
		if (calls[i].event == event)
			return (int)i;
	return -1;
}

/* papers are judged here, but for a device's renewal among them. */
int
case_uses_device(const struct dossier *d, int event)
{
	return call_of(event) >= 0 && (event != EV_VERIFY ||
	    (d->business->flow == &flow_renew && case_in_device(&d->app)));
}

static int
is_needed(const char *const needs[NEEDS], const char *action)
{
	size_t	 i;

	for (i = 0; i < NEEDS && needs[i] != NULL; i++)
		if (strcmp(needs[i], action) == 0)
			return 1;
	return 0;
}

/* The newest statements first; keyd takes at most KEYD_TICKETS. */
static enum status
add_kept(struct req *r, const char *subject, const char *const needs[NEEDS],
    struct bytes *list, size_t *n)
{
	struct kept_statement	*kept;
	size_t			 i;
	enum status		 st;

	st = statement_list(r->db, r->pool, subject, &kept, &i, r->fault);
	if (st != ST_OK)
		return st;
	while (i-- > 0 && *n < KEYD_TICKETS)
		if (is_needed(needs, kept[i].action))
			list[(*n)++] = kept[i].der;
	return ST_OK;
}

static enum status
collect(struct req *r, const struct dossier *d,
    const char *const needs[NEEDS], const struct bytes *said, size_t nsaid,
    struct keyd_tickets *out)
{
	struct bytes	*list;
	size_t		 n = 0, i;
	enum status	 st;

	list = pool_array(r->pool, KEYD_TICKETS, sizeof(*list));
	if (list == NULL)
		return fault_set(r->fault, ST_BROKEN, "tickets: memory");
	for (i = 0; i < nsaid; i++)
		list[n++] = said[i];
	st = add_kept(r, d->request.id, needs, list, &n);
	if (st == ST_OK && d->request.parent != NULL)
		st = add_kept(r, d->request.parent, needs, list, &n);
	*out = (struct keyd_tickets){ list, n };
	return st;
}

static const char *
chain_words(int k)
{
	return chain_state_text((enum chain_state)k);
}

static const char *
match_words(int k)
{
	return cert_match_text((enum cert_match)k);
}

static const char *
flaw_words(int k)
{
	return cert_flaw_text((enum cert_flaw)k);
}

/* Why keyd refused an outside CA's certificate, where it is one of the flaws
 * that have words for people. */
static const char *
refused_cert(const struct fault *f)
{
	static const struct {
		const char	*(*text)(int k);
		int		 n;
	} flaws[] = {
		{ chain_words, CHAIN__N }, { match_words, MATCH__N },
		{ flaw_words, CERT_FLAW__N },
	};
	const char	*text;
	size_t		 i;
	int		 k;

	for (i = 0; i < NITEMS(flaws); i++)
		for (k = 1; k < flaws[i].n; k++) {
			text = flaws[i].text(k);
			if (strstr(f->text, text) != NULL)
				return text;
		}
	return "证书未通过校验：证书链、有效期、用途、密钥和名称须与申请一致";
}

enum status
case_device(struct req *r, struct dossier *d, const struct case_act *act,
    const struct bytes *said, size_t nsaid, struct device_result *out,
    const char **why)
{
	const int	 k = call_of(act->event);
	struct call	 c = { .r = r, .d = d, .act = act, .out = out };
	enum status	 st;

	st = collect(r, d, calls[k].needs, said, nsaid, &c.tickets);
	if (st == ST_OK)
		st = calls[k].run(&c);
	if (st != ST_OK)
		*why = st == ST_INVALID && act->cert.n > 0 ?
		    refused_cert(r->fault) : calls[k].failed;
	return st;
}

enum status
case_package(struct req *r, struct dossier *d, struct bytes *out)
{
	static const char *const needs[NEEDS] = { ACT_SEAL_LOAD,
	    ACT_SEAL_DELIVER };
	struct keyd_tickets	 tickets;
	enum status		 st;

	st = collect(r, d, needs, NULL, 0, &tickets);
	return st == ST_OK ? keyd_seal_pack(d->keyd, r->pool,
	    pool_printf(r->pool, "%s-p", d->request.id), d->request.id,
	    tickets, out, r->fault) : st;
}

enum status
case_picture(struct req *r, const struct dossier *d, struct bytes *png)
{
	struct buf	 b;
	enum status	 st;

	buf_init(&b, LIMIT_SEAL);
	st = content_read(r->content, d->imprint.png.p, &b, r->fault);
	if (st == ST_OK)
		*png = pool_bytes(r->pool, buf_view(&b));
	buf_free(&b);
	return st;
}

enum status
case_csr(struct req *r, struct dossier *d, struct bytes *out)
{
	const int		 k = call_of(EV_CERTIFY);
	struct keyd_facts	 facts;
	struct keyd_tickets	 tickets;
	unsigned char		 pub[65];
	enum status		 st;

	st = collect(r, d, calls[k].needs, NULL, 0, &tickets);
	if (st == ST_OK)
		st = case_facts(r, d, &facts);
	if (st == ST_OK)	/* one key a request: its id names the step */
		st = keyd_seal_key_make(d->keyd, d->request.id, &facts,
		    tickets, pub, r->fault);
	return st == ST_OK ? keyd_seal_csr(d->keyd, r->pool, &facts, tickets,
	    out, r->fault) : st;
}
