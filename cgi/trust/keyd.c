/*
 * The client of keyd: one message there, one back; see keyd.h.  This file
 * holds the connection and what is not about persons or seals.
 */
#include <sys/socket.h>

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/limits.h"
#include "base/wipe.h"
#include "trust/keyd_local.h"
#include "trust/ocsp.h"

struct keyd {
	char	 path[2 * CONFIG_PATH];
	int	 fd;		/* kept between calls; -1 none */
	pid_t	 owner;		/* who dialled it */
	int64_t	 changes;	/* number told at changes_at (ticks, 0 never) */
	int64_t	 changes_at;
};

enum status
keyd_open(const struct config *config, const char *program,
    struct keyd **out, struct fault *f)
{
	struct keyd	*k;
	int		 n;

	*out = NULL;
	if ((k = calloc(1, sizeof(*k))) == NULL)
		return fault_set(f, ST_BROKEN, "out of memory");
	n = snprintf(k->path, sizeof(k->path), "%s/keyd/%s.sock", config->run,
	    program);
	if (n < 0 || (size_t)n >= sizeof(k->path)) {
		free(k);
		return fault_set(f, ST_INVALID, "keyd: path too long");
	}
	k->fd = -1;
	*out = k;
	return ST_OK;
}

static void
hang_up(struct keyd *k)
{
	if (k->fd != -1)
		close(k->fd);
	k->fd = -1;
}

void
keyd_close(struct keyd *k)
{
	if (k != NULL)
		hang_up(k);
	free(k);
}

/*
 * The line of the last call where keyd still holds it: it closes one that
 * is silent, and all when it restarts.  Bytes nobody asked for are no line
 * to go on with either, nor is one dialled before a fork: two would read
 * each other's answers.
 */
static enum status
dial(struct keyd *k, struct fault *f)
{
	char	 c;

	if (k->fd != -1 && k->owner == getpid() &&
	    recv(k->fd, &c, 1, MSG_PEEK | MSG_DONTWAIT) == -1 &&
	    (errno == EAGAIN || errno == EINTR))
		return ST_OK;
	hang_up(k);
	k->fd = wire_connect(k->path, f);
	k->owner = getpid();
	return k->fd != -1 ? ST_OK : ST_BROKEN;
}

void
keyd_call_begin(struct keyd_call *c, struct keyd *k, enum keyd_op op)
{
	c->keyd = k;
	buf_init(&c->out, LIMIT_KEYD);
	buf_init(&c->in, LIMIT_KEYD);
	wire_begin(&c->out, (uint16_t)op);
}

/* What came back: the status and, where refused, keyd's words. */
static enum status
read_answer(struct keyd_call *c, struct fault *f)
{
	char		 text[FAULT_MAX];
	enum status	 st;

	if ((st = wire_check(buf_view(&c->in), &c->answer, f)) != ST_OK)
		return fault_in(f, ST_BROKEN, "keyd's answer: ");
	if (c->answer.op >= ST__N)
		return fault_set(f, ST_BROKEN, "keyd's answer: status %u",
		    c->answer.op);
	st = (enum status)c->answer.op;
	if (st == ST_OK)
		return ST_OK;
	if (!wire_str(&c->answer, KF_TEXT, text, sizeof(text)))
		memcpy(text, "no reason given", 16);
	return fault_set(f, st, "keyd: %s", text);
}

enum status
keyd_call_run(struct keyd_call *c, struct fault *f)
{
	struct keyd	*k = c->keyd;
	enum status	 st;

	if (!buf_ok(&c->out))
		return fault_set(f, ST_INVALID, "message to keyd too long");
	if ((st = dial(k, f)) != ST_OK)
		return st;
	st = wire_send(k->fd, &c->out, NULL, 0, KEYD_WAIT_MS, f);
	if (st == ST_OK)
		st = wire_recv(k->fd, &c->in, NULL, KEYD_WAIT_MS, f);
	if (st != ST_OK) {	/* an answer that comes late is not the next's */
		hang_up(k);
		return fault_in(f, ST_BROKEN, "keyd: ");
	}
	return read_answer(c, f);
}

enum status
keyd_call_end(struct keyd_call *c, enum status st)
{
	buf_wipe(&c->out);
	buf_wipe(&c->in);
	return st;
}

void
keyd_put_tickets(struct buf *b, struct keyd_tickets t)
{
	size_t	 i;

	if (t.n > KEYD_TICKETS)
		b->failed = 1;
	for (i = 0; i < t.n && i < KEYD_TICKETS; i++)
		wire_put(b, KF_TICKET, t.der[i]);
}

enum status
keyd_answer_bytes(const struct keyd_call *c, uint16_t field,
    struct pool *pool, struct bytes *out, struct fault *f)
{
	struct bytes	 v = wire_get(&c->answer, field);

	*out = bytes_of(NULL, 0);
	if (v.p == NULL)
		return ST_OK;
	out->p = pool_copy(pool, v.p, v.n);
	out->n = out->p == NULL ? 0 : v.n;
	return out->p != NULL ? ST_OK :
	    fault_set(f, ST_BROKEN, "out of memory");
}

enum status
keyd_answer_text(const struct keyd_call *c, uint16_t field,
    struct pool *pool, const char **out, struct fault *f)
{
	return keyd_get_text(&c->answer, field, FAULT_MAX, 0, pool, out, f);
}

enum status
keyd_answer_cert(const struct keyd_call *c, struct pool *pool,
    struct keyd_cert *out, struct fault *f)
{
	enum status	 st;

	st = keyd_answer_text(c, KF_SERIAL, pool, &out->serial, f);
	if (st == ST_OK)
		st = keyd_answer_bytes(c, KF_DER, pool, &out->der, f);
	out->from = wire_num(&c->answer, KF_FROM, 0);
	out->until = wire_num(&c->answer, KF_UNTIL, 0);
	if (st == ST_OK && (out->serial == NULL || out->der.p == NULL))
		st = fault_set(f, ST_BROKEN, "keyd's answer: no certificate");
	return st;
}

/* --- statements --------------------------------------------------------- */

static void
put_say(struct buf *b, const struct keyd_say *s)
{
	wire_text(b, KF_ACTION, s->action);
	wire_text(b, KF_SUBJECT, s->subject);
	wire_text(b, KF_SEAL, s->seal);
	if (s->doc.n > 0)
		wire_put(b, KF_DOC, s->doc);
	if (s->digest.n > 0)
		wire_put(b, KF_DIGEST, s->digest);
	wire_int(b, KF_ROLE, s->role);
	wire_text(b, KF_UNIT, s->unit);
	wire_int(b, KF_COUNT, s->count);
	wire_int(b, KF_NOT_AFTER, s->not_after);
}

static enum status
run_for_bytes(struct keyd_call *c, uint16_t field, struct pool *pool,
    struct bytes *out, struct fault *f)
{
	enum status	 st;

	*out = bytes_of(NULL, 0);
	if ((st = keyd_call_run(c, f)) == ST_OK)
		st = keyd_answer_bytes(c, field, pool, out, f);
	if (st == ST_OK && out->p == NULL)
		st = fault_set(f, ST_BROKEN, "keyd's answer: empty");
	return keyd_call_end(c, st);
}

enum status
keyd_state_own(struct keyd *k, struct pool *pool,
    const unsigned char handle[KEYD_HANDLE], const struct keyd_say *say,
    struct bytes *out, struct fault *f)
{
	struct keyd_call	 c;

	keyd_call_begin(&c, k, OP_SAY_OWN);
	wire_text(&c.out, KF_PERSON, say->person);
	wire_put(&c.out, KF_HANDLE, bytes_of(handle, KEYD_HANDLE));
	put_say(&c.out, say);
	return run_for_bytes(&c, KF_STATEMENT, pool, out, f);
}

enum status
keyd_state_witnessed(struct keyd *k, struct pool *pool, const char *phone,
    const char *code, const struct keyd_say *say, struct bytes *out,
    struct fault *f)
{
	struct keyd_call	 c;

	keyd_call_begin(&c, k, OP_SAY_WITNESSED);
	wire_text(&c.out, KF_PHONE, phone);
	wire_text(&c.out, KF_WITNESS, code);
	put_say(&c.out, say);
	return run_for_bytes(&c, KF_STATEMENT, pool, out, f);
}

enum status
keyd_state_system(struct keyd *k, struct pool *pool,
    const struct keyd_say *say, struct bytes *out, struct fault *f)
{
	struct keyd_call	 c;

	keyd_call_begin(&c, k, OP_SAY_SYSTEM);
	put_say(&c.out, say);
	return run_for_bytes(&c, KF_STATEMENT, pool, out, f);
}

/* --- publishing --------------------------------------------------------- */

enum status
keyd_crl_issue(struct keyd *k, struct pool *pool, enum keyd_list list,
    struct keyd_listed *out, struct fault *f)
{
	struct keyd_call	 c;
	enum status		 st;

	memset(out, 0, sizeof(*out));
	keyd_call_begin(&c, k, OP_CRL);
	buf_free(&c.in);
	buf_init(&c.in, LIMIT_CRL);	/* the one long answer */
	wire_int(&c.out, KF_LIST, list);
	if ((st = keyd_call_run(&c, f)) == ST_OK)
		st = keyd_answer_bytes(&c, KF_DER, pool, &out->der, f);
	if (st == ST_OK && (out->der.p == NULL ||
	    sm3(out->der, out->mark) != ST_OK))
		st = fault_set(f, ST_BROKEN, "keyd's answer: empty");
	out->from = wire_num(&c.answer, KF_FROM, 0);
	out->until = wire_num(&c.answer, KF_UNTIL, 0);
	return keyd_call_end(&c, st);
}

enum status
keyd_status_sign(struct keyd *k, struct pool *pool,
    const struct keyd_status *status, struct bytes *out, struct bytes *cert,
    struct fault *f)
{
	struct keyd_call	 c;
	enum status		 st;

	*out = bytes_of(NULL, 0);

	keyd_call_begin(&c, k, OP_STATUS);
	wire_text(&c.out, KF_CODE, status->code);
	wire_text(&c.out, KF_STATE, status->state);
	wire_text(&c.out, KF_NONCE, status->nonce);
	wire_int(&c.out, KF_AT, status->as_of);
	if ((st = keyd_call_run(&c, f)) == ST_OK)
		st = keyd_answer_bytes(&c, KF_DER, pool, out, f);
	if (st == ST_OK && cert != NULL)
		st = keyd_answer_bytes(&c, KF_STATUS_CERT, pool, cert, f);
	if (st == ST_OK && out->p == NULL)
		st = fault_set(f, ST_BROKEN, "keyd's answer: empty");
	return keyd_call_end(&c, st);
}

enum status
keyd_ocsp(struct keyd *k, struct pool *pool, const struct ocsp_id *id,
    const struct keyd_ocsp *kept, struct keyd_ocsp *out, struct fault *f)
{
	struct keyd_call	 c;
	enum status		 st;

	memset(out, 0, sizeof(*out));
	keyd_call_begin(&c, k, OP_OCSP);
	wire_int(&c.out, KF_LIST, id->hash);
	wire_put(&c.out, KF_ISSUER_NAME, bytes_of(id->name, id->nhash));
	wire_put(&c.out, KF_ISSUER_KEY, bytes_of(id->key, id->nhash));
	wire_put(&c.out, KF_SERIAL, bytes_of(id->serial, id->nserial));
	if (kept != NULL) {
		wire_int(&c.out, KF_SEQ, kept->number);
		wire_int(&c.out, KF_FROM, kept->from);
	}
	if ((st = keyd_call_run(&c, f)) == ST_OK)
		st = keyd_answer_bytes(&c, KF_DER, pool, &out->der, f);
	if (st == ST_OK && out->der.n > 0 && sm3(out->der, out->mark) != ST_OK)
		st = fault_set(f, ST_BROKEN, "keyd's answer: digest");
	out->number = wire_num(&c.answer, KF_SEQ, 0);
	out->from = wire_num(&c.answer, KF_FROM, 0);
	out->until = wire_num(&c.answer, KF_UNTIL, 0);
	return keyd_call_end(&c, st);
}

enum status
keyd_changes(struct keyd *k, int64_t *number, struct fault *f)
{
	struct keyd_call	 c;
	const int64_t		 now = clock_ticks();
	enum status		 st = ST_OK;

	if (k->changes_at == 0 || now - k->changes_at >= CHANGES_AGE) {
		keyd_call_begin(&c, k, OP_CHANGES);
		if ((st = keyd_call_run(&c, f)) == ST_OK) {
			k->changes = wire_num(&c.answer, KF_SEQ, 0);
			k->changes_at = now;	/* when it was asked */
		}
		keyd_call_end(&c, st);
	}
	*number = k->changes_at == 0 ? -1 : k->changes;
	return st;
}

enum status
keyd_filing_sign(struct keyd *k, struct pool *pool,
    const struct keyd_filing *g, struct bytes *out,
    struct bytes *certificate, struct fault *f)
{
	struct keyd_call	 c;
	enum status		 st;

	*out = *certificate = bytes_of(NULL, 0);
	keyd_call_begin(&c, k, OP_FILING);
	wire_text(&c.out, KF_TARGET, g->target);
	wire_text(&c.out, KF_FILING, g->filing);
	wire_text(&c.out, KF_KIND, g->kind);
	wire_int(&c.out, KF_REVISION, g->revision);
	wire_text(&c.out, KF_CODE, g->code);
	wire_text(&c.out, KF_NAME, g->name);
	wire_text(&c.out, KF_UNIT_CODE, g->unit_code);
	wire_int(&c.out, KF_AT, g->at);
	wire_put(&c.out, KF_HASH, bytes_of(g->message, 32));
	if ((st = keyd_call_run(&c, f)) == ST_OK &&
	    (st = keyd_answer_bytes(&c, KF_DER, pool, out, f)) == ST_OK)
		st = keyd_answer_bytes(&c, KF_SYSTEM_CERT, pool, certificate,
		    f);
	if (st == ST_OK && (out->p == NULL || certificate->p == NULL))
		st = fault_set(f, ST_BROKEN, "keyd's answer: empty");
	return keyd_call_end(&c, st);
}

enum status
keyd_audit_anchor(struct keyd *k, struct pool *pool,
    const struct keyd_head *heads, size_t n, struct bytes *out,
    struct fault *f)
{
	struct keyd_call	 c;
	size_t			 i;

	keyd_call_begin(&c, k, OP_ANCHOR);
	for (i = 0; i < n; i++) {
		wire_int(&c.out, KF_LANE, heads[i].lane);
		wire_int(&c.out, KF_SEQ, heads[i].seq);
		wire_put(&c.out, KF_HASH, bytes_of(heads[i].hash, 32));
	}
	return run_for_bytes(&c, KF_DER, pool, out, f);
}

/* --- keys for data ------------------------------------------------------ */

static enum status
run_for_key(struct keyd_call *c, unsigned char key[32], struct fault *f)
{
	struct bytes	 v;
	enum status	 st;

	memset(key, 0, 32);
	if ((st = keyd_call_run(c, f)) == ST_OK) {
		v = wire_get(&c->answer, KF_KEY);
		if (v.n == 32)
			memcpy(key, v.p, 32);
		else
			st = fault_set(f, ST_BROKEN, "keyd's answer: no key");
	}
	return keyd_call_end(c, st);
}

enum status
keyd_data_key(struct keyd *k, const char *subject, unsigned char key[32],
    struct fault *f)
{
	struct keyd_call	 c;

	keyd_call_begin(&c, k, OP_DATA_KEY);
	wire_text(&c.out, KF_SUBJECT, subject);
	return run_for_key(&c, key, f);
}

enum status
keyd_data_key_erase(struct keyd *k, const char *subject, struct fault *f)
{
	struct keyd_call	 c;

	keyd_call_begin(&c, k, OP_DATA_ERASE);
	wire_text(&c.out, KF_SUBJECT, subject);
	return keyd_call_end(&c, keyd_call_run(&c, f));
}

enum status
keyd_find_key(struct keyd *k, unsigned char key[32], struct fault *f)
{
	struct keyd_call	 c;

	keyd_call_begin(&c, k, OP_FIND_KEY);
	return run_for_key(&c, key, f);
}

/* --- about keyd --------------------------------------------------------- */

static enum status
read_info(const struct keyd_call *c, struct pool *pool,
    struct keyd_info *out, struct fault *f)
{
	const struct { uint16_t field; const char **to; } texts[] = {
		{ KF_MODE, &out->mode }, { KF_MARK, &out->mark },
		{ KF_CA, &out->ca }, { KF_VERSION, &out->version },
	};
	const struct { uint16_t field; struct bytes *to; } certs[] = {
		{ KF_ROOT, &out->root }, { KF_MAKING_CA, &out->making_ca },
		{ KF_STAFF_CA, &out->staff_ca },
		{ KF_MAKER_CERT, &out->maker }, { KF_DESK_CERT, &out->desk },
		{ KF_SYSTEM_CERT, &out->system },
		{ KF_STATUS_CERT, &out->status }, { KF_QR_CERT, &out->qr },
	};
	enum status	 st = ST_OK;
	size_t		 i;

	for (i = 0; i < NITEMS(texts) && st == ST_OK; i++)
		st = keyd_answer_text(c, texts[i].field, pool, texts[i].to,
		    f);
	for (i = 0; i < NITEMS(certs) && st == ST_OK; i++)
		st = keyd_answer_bytes(c, certs[i].field, pool, certs[i].to,
		    f);
	out->now = wire_num(&c->answer, KF_AT, 0);
	out->persons = wire_num(&c->answer, KF_PERSONS, 0);
	out->seals = wire_num(&c->answer, KF_SEALS, 0);
	return st;
}

enum status
keyd_info(struct keyd *k, struct pool *pool, struct keyd_info *out,
    struct fault *f)
{
	struct keyd_call	 c;
	enum status		 st;

	memset(out, 0, sizeof(*out));
	keyd_call_begin(&c, k, OP_INFO);
	if ((st = keyd_call_run(&c, f)) == ST_OK)
		st = read_info(&c, pool, out, f);
	return keyd_call_end(&c, st);
}

enum status
keyd_cert_find(struct keyd *k, struct pool *pool, const char *serial,
    struct keyd_cert *out, struct fault *f)
{
	struct keyd_call	 c;
	enum status		 st;

	memset(out, 0, sizeof(*out));
	keyd_call_begin(&c, k, OP_CERT_FIND);
	wire_text(&c.out, KF_SERIAL, serial);
	if ((st = keyd_call_run(&c, f)) == ST_OK)
		st = keyd_answer_cert(&c, pool, out, f);
	return keyd_call_end(&c, st);
}
