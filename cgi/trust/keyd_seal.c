/* The client's calls about seals: made, moved, used; see keyd.h. */
#include <string.h>

#include "trust/keyd_local.h"

static void
begin_making(struct keyd_call *c, struct keyd *k, enum keyd_op op,
    const char *step, const struct keyd_facts *facts,
    struct keyd_tickets tickets)
{
	keyd_call_begin(c, k, op);
	wire_text(&c->out, KF_STEP, step);
	keyd_put_facts(&c->out, facts);
	keyd_put_tickets(&c->out, tickets);
}

enum status
keyd_seal_key_make(struct keyd *k, const char *step,
    const struct keyd_facts *facts, struct keyd_tickets tickets,
    unsigned char pub[65], struct fault *f)
{
	struct keyd_call	 c;
	struct bytes		 v;
	enum status		 st;

	begin_making(&c, k, OP_SEAL_KEY, step, facts, tickets);
	if ((st = keyd_call_run(&c, f)) == ST_OK) {
		v = wire_get(&c.answer, KF_PUBLIC);
		if (v.n == 65)
			memcpy(pub, v.p, 65);
		else
			st = fault_set(f, ST_BROKEN, "keyd's answer: no key");
	}
	return keyd_call_end(&c, st);
}

static enum status
run_for_der(struct keyd_call *c, struct pool *pool, struct bytes *out,
    int64_t *at, struct fault *f)
{
	enum status	 st;

	*out = bytes_of(NULL, 0);
	if ((st = keyd_call_run(c, f)) == ST_OK)
		st = keyd_answer_bytes(c, KF_DER, pool, out, f);
	if (st == ST_OK && out->p == NULL)
		st = fault_set(f, ST_BROKEN, "keyd's answer: empty");
	if (st == ST_OK && at != NULL)
		*at = wire_num(&c->answer, KF_AT, 0);
	return keyd_call_end(c, st);
}

enum status
keyd_seal_csr(struct keyd *k, struct pool *pool,
    const struct keyd_facts *facts, struct keyd_tickets tickets,
    struct bytes *out, struct fault *f)
{
	struct keyd_call	 c;

	begin_making(&c, k, OP_SEAL_CSR, NULL, facts, tickets);
	return run_for_der(&c, pool, out, NULL, f);
}

static enum status
run_for_cert(struct keyd_call *c, struct pool *pool, struct keyd_cert *out,
    struct fault *f)
{
	enum status	 st;

	memset(out, 0, sizeof(*out));
	if ((st = keyd_call_run(c, f)) == ST_OK)
		st = keyd_answer_cert(c, pool, out, f);
	return keyd_call_end(c, st);
}

enum status
keyd_cert_issue(struct keyd *k, struct pool *pool, const char *step,
    const struct keyd_facts *facts, const char *code,
    struct keyd_tickets tickets, struct keyd_cert *out, struct fault *f)
{
	struct keyd_call	 c;

	begin_making(&c, k, OP_CERT_ISSUE, step, facts, tickets);
	if (code != NULL)
		wire_text(&c.out, KF_CODE, code);
	return run_for_cert(&c, pool, out, f);
}

enum status
keyd_cert_import(struct keyd *k, struct pool *pool, const char *step,
    const struct keyd_facts *facts, const char *code, struct bytes cert,
    struct keyd_tickets chain, struct keyd_tickets tickets,
    struct keyd_cert *out, struct fault *f)
{
	struct keyd_call	 c;
	size_t			 i;

	begin_making(&c, k, OP_CERT_IMPORT, step, facts, tickets);
	if (code != NULL)
		wire_text(&c.out, KF_CODE, code);
	wire_put(&c.out, KF_DER, cert);
	for (i = 0; i < chain.n && i < KEYD_TICKETS; i++)
		wire_put(&c.out, KF_CHAIN, chain.der[i]);
	return run_for_cert(&c, pool, out, f);
}

static enum status
read_seal(const struct keyd_call *c, struct pool *pool,
    struct keyd_seal *out, struct fault *f)
{
	const struct { uint16_t field; const char **to; } texts[] = {
		{ KF_CODE, &out->code }, { KF_STATE, &out->state },
		{ KF_MARK, &out->mark }, { KF_SERIAL, &out->serial },
	};
	enum status	 st = ST_OK;
	size_t		 i;

	for (i = 0; i < NITEMS(texts) && st == ST_OK; i++)
		st = keyd_answer_text(c, texts[i].field, pool, texts[i].to,
		    f);
	if (st == ST_OK)
		st = keyd_answer_bytes(c, KF_DER, pool, &out->der, f);
	out->from = wire_num(&c->answer, KF_FROM, 0);
	out->until = wire_num(&c->answer, KF_UNTIL, 0);
	out->changed = wire_num(&c->answer, KF_CHANGED, 0);
	return st;
}

static enum status
run_for_seal(struct keyd_call *c, struct pool *pool, struct keyd_seal *out,
    struct fault *f)
{
	enum status	 st;

	memset(out, 0, sizeof(*out));
	if ((st = keyd_call_run(c, f)) == ST_OK)
		st = read_seal(c, pool, out, f);
	return keyd_call_end(c, st);
}

enum status
keyd_seal_make(struct keyd *k, struct pool *pool, const char *step,
    const struct keyd_facts *facts, const char *code, struct bytes picture,
    struct keyd_tickets tickets, struct keyd_seal *out, struct fault *f)
{
	struct keyd_call	 c;

	begin_making(&c, k, OP_SEAL_MAKE, step, facts, tickets);
	wire_text(&c.out, KF_CODE, code);
	wire_put(&c.out, KF_PICTURE, picture);
	return run_for_seal(&c, pool, out, f);
}

enum status
keyd_seal_take_over(struct keyd *k, struct pool *pool, const char *step,
    const struct keyd_takeover *t, struct keyd_tickets chain,
    struct keyd_tickets tickets, struct keyd_seal *out, struct fault *f)
{
	struct keyd_call	 c;
	enum status		 st;
	size_t			 i;

	memset(out, 0, sizeof(*out));
	keyd_call_begin(&c, k, OP_SEAL_TAKE_OVER);
	wire_text(&c.out, KF_STEP, step);
	keyd_put_takeover(&c.out, t);
	for (i = 0; i < chain.n && i < KEYD_TICKETS; i++)
		wire_put(&c.out, KF_CHAIN, chain.der[i]);
	keyd_put_tickets(&c.out, tickets);
	if ((st = keyd_call_run(&c, f)) == ST_OK)
		st = read_seal(&c, pool, out, f);
	return keyd_call_end(&c, st);
}

enum status
keyd_seal_find(struct keyd *k, struct pool *pool, const char *code,
    struct keyd_seal *out, struct fault *f)
{
	struct keyd_call	 c;

	keyd_call_begin(&c, k, OP_SEAL_FIND);
	wire_text(&c.out, KF_CODE, code);
	return run_for_seal(&c, pool, out, f);
}

static enum status
run_move(struct keyd *k, enum keyd_op op, const char *step,
    const char *code, int reason, struct keyd_tickets tickets,
    struct fault *f)
{
	struct keyd_call	 c;

	keyd_call_begin(&c, k, op);
	wire_text(&c.out, KF_STEP, step);
	wire_text(&c.out, KF_CODE, code);
	if (op == OP_SEAL_REVOKE)
		wire_int(&c.out, KF_REASON, reason);
	keyd_put_tickets(&c.out, tickets);
	return keyd_call_end(&c, keyd_call_run(&c, f));
}

enum status
keyd_seal_activate(struct keyd *k, const char *step, const char *code,
    struct keyd_tickets tickets, struct fault *f)
{
	return run_move(k, OP_SEAL_ACTIVATE, step, code, 0, tickets, f);
}

enum status
keyd_seal_renew(struct keyd *k, const char *step, const char *code,
    const char *request, struct keyd_tickets tickets, struct fault *f)
{
	struct keyd_call	 c;

	keyd_call_begin(&c, k, OP_SEAL_RENEW);
	wire_text(&c.out, KF_STEP, step);
	wire_text(&c.out, KF_CODE, code);
	wire_text(&c.out, KF_REQUEST, request);
	keyd_put_tickets(&c.out, tickets);
	return keyd_call_end(&c, keyd_call_run(&c, f));
}

enum status
keyd_seal_package(struct keyd *k, struct pool *pool,
    const unsigned char handle[KEYD_HANDLE], const struct keyd_facts *facts,
    struct keyd_tickets tickets, struct bytes *out, struct fault *f)
{
	struct keyd_call	 c;

	begin_making(&c, k, OP_SEAL_PACKAGE, NULL, facts, tickets);
	wire_put(&c.out, KF_HANDLE, bytes_of(handle, KEYD_HANDLE));
	return run_for_der(&c, pool, out, NULL, f);
}

enum status
keyd_seal_pack(struct keyd *k, struct pool *pool, const char *step,
    const char *request, struct keyd_tickets tickets, struct bytes *out,
    struct fault *f)
{
	struct keyd_call	 c;

	keyd_call_begin(&c, k, OP_SEAL_PACK);
	wire_text(&c.out, KF_STEP, step);
	wire_text(&c.out, KF_REQUEST, request);
	keyd_put_tickets(&c.out, tickets);
	return run_for_der(&c, pool, out, NULL, f);
}

enum status
keyd_seal_drop(struct keyd *k, const char *step, const char *request,
    struct keyd_tickets tickets, struct fault *f)
{
	struct keyd_call	 c;

	keyd_call_begin(&c, k, OP_SEAL_DROP);
	wire_text(&c.out, KF_STEP, step);
	wire_text(&c.out, KF_REQUEST, request);
	keyd_put_tickets(&c.out, tickets);
	return keyd_call_end(&c, keyd_call_run(&c, f));
}

enum status
keyd_seal_freeze(struct keyd *k, const char *step, const char *code,
    struct keyd_tickets tickets, struct fault *f)
{
	return run_move(k, OP_SEAL_FREEZE, step, code, 0, tickets, f);
}

enum status
keyd_seal_suspend(struct keyd *k, const char *step, const char *code,
    struct keyd_tickets tickets, struct fault *f)
{
	return run_move(k, OP_SEAL_SUSPEND, step, code, 0, tickets, f);
}

enum status
keyd_seal_resume(struct keyd *k, const char *step, const char *code,
    struct keyd_tickets tickets, struct fault *f)
{
	return run_move(k, OP_SEAL_RESUME, step, code, 0, tickets, f);
}

enum status
keyd_seal_release(struct keyd *k, const char *step, const char *code,
    struct keyd_tickets tickets, struct fault *f)
{
	return run_move(k, OP_SEAL_RELEASE, step, code, 0, tickets, f);
}

enum status
keyd_seal_revoke(struct keyd *k, const char *step, const char *code,
    int reason, struct keyd_tickets tickets, struct fault *f)
{
	return run_move(k, OP_SEAL_REVOKE, step, code, reason, tickets, f);
}

enum status
keyd_seal_sign(struct keyd *k, struct pool *pool,
    const unsigned char handle[KEYD_HANDLE], const struct keyd_use *use,
    struct keyd_tickets tickets, struct bytes *out, int64_t *at,
    struct fault *f)
{
	struct keyd_call	 c;

	keyd_call_begin(&c, k, OP_SEAL_SIGN);
	wire_put(&c.out, KF_HANDLE, bytes_of(handle, KEYD_HANDLE));
	wire_text(&c.out, KF_REQUEST, use->request);
	wire_text(&c.out, KF_SEAL, use->seal);
	wire_put(&c.out, KF_DOC, bytes_of(use->doc, 32));
	wire_put(&c.out, KF_DATA_HASH, bytes_of(use->data_hash, 32));
	wire_text(&c.out, KF_PROPERTY, use->property);
	keyd_put_tickets(&c.out, tickets);
	return run_for_der(&c, pool, out, at, f);
}

enum status
keyd_seal_auto(struct keyd *k, struct pool *pool,
    const struct keyd_auto *grant, const struct keyd_use *use,
    struct keyd_tickets tickets, struct bytes *out, int64_t *at,
    struct fault *f)
{
	struct keyd_call	 c;

	keyd_call_begin(&c, k, OP_SEAL_AUTO);
	keyd_put_auto(&c.out, grant);
	wire_text(&c.out, KF_REQUEST, use->request);
	wire_put(&c.out, KF_DOC, bytes_of(use->doc, 32));
	wire_put(&c.out, KF_DATA_HASH, bytes_of(use->data_hash, 32));
	wire_text(&c.out, KF_PROPERTY, use->property);
	keyd_put_tickets(&c.out, tickets);
	return run_for_der(&c, pool, out, at, f);
}

enum status
keyd_grant_end(struct keyd *k, const char *step, const char *grant,
    const char *seal, struct keyd_tickets tickets, struct fault *f)
{
	struct keyd_call	 c;

	keyd_call_begin(&c, k, OP_GRANT_END);
	wire_text(&c.out, KF_STEP, step);
	wire_text(&c.out, KF_GRANT, grant);
	wire_text(&c.out, KF_SEAL, seal);
	keyd_put_tickets(&c.out, tickets);
	return keyd_call_end(&c, keyd_call_run(&c, f));
}

enum status
keyd_qr_sign(struct keyd *k, struct pool *pool, const struct keyd_qr *qr,
    struct keyd_tickets tickets, struct bytes *out, struct fault *f)
{
	struct keyd_call	 c;

	keyd_call_begin(&c, k, OP_QR_SIGN);
	wire_text(&c.out, KF_REQUEST, qr->request);
	wire_text(&c.out, KF_SEAL, qr->seal);
	wire_text(&c.out, KF_QR, qr->handle);
	wire_put(&c.out, KF_DOC, bytes_of(qr->doc, 32));
	keyd_put_tickets(&c.out, tickets);
	return run_for_der(&c, pool, out, NULL, f);
}
