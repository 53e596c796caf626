/*
 * Which program may ask for what, and one message from its first byte to its
 * answer.  Nothing is answered before what it says is durable.
 */
#include <string.h>

#include "base/log.h"
#include "keys/local.h"

#define HEAD 6			/* of a message: length and operation */

#define PAGES	(PROGRAM(ACCOUNT) | PROGRAM(APPLY) | PROGRAM(APPROVE) | \
		 PROGRAM(ISSUE) | PROGRAM(LOSS) | PROGRAM(CANCEL) | \
		 PROGRAM(RENEW) | PROGRAM(CHANGE) | PROGRAM(REPLACE) | \
		 PROGRAM(STAMP) | PROGRAM(ADMIN) | PROGRAM(AUDIT))
#define ALL	((1u << P__N) - 1)
#define CONSOLE	PROGRAM(CONSOLE)
#define STAFFED	(PROGRAM(ADMIN) | PROGRAM(APPROVE) | CONSOLE)
#define MAKING	(PROGRAM(ISSUE) | CONSOLE)

static const struct op ops[] = {
	{ OP_INFO, "info", ALL, 0, NULL, op_info },
	{ OP_CERT_FIND, "cert.find", ALL, 0, NULL, op_cert_find },
	{ OP_PERSON_MAKE, "person.make",
	  PROGRAM(ACCOUNT) | PROGRAM(ADMIN) | CONSOLE,
	  OP_STEP | OP_WRITE | OP_SLOW, op_person_prepare, op_person_make },
	{ OP_PERSON_REISSUE, "person.reissue", PROGRAM(ADMIN) | CONSOLE,
	  OP_STEP | OP_WRITE, NULL, op_person_reissue },
	{ OP_PERSON_END, "person.end", PROGRAM(ADMIN) | CONSOLE,
	  OP_STEP | OP_WRITE, NULL, op_person_end },
	{ OP_KEY_RESET, "person.key-reset", STAFFED,
	  OP_STEP | OP_WRITE | OP_SLOW, op_reset_prepare, op_key_reset },
	{ OP_UNLOCK, "unlock", PAGES | CONSOLE, OP_SLOW, NULL, op_unlock },
	{ OP_LOCK, "lock", PAGES | CONSOLE, 0, NULL, op_lock },
	{ OP_HANDLE, "handle", PAGES | CONSOLE, 0, NULL, op_handle },
	{ OP_PIN_CHANGE, "pin.change", PAGES | CONSOLE, OP_SLOW, NULL,
	  op_pin_change },
	{ OP_PIN_UNLOCK, "pin.unlock", STAFFED, OP_STEP | OP_WRITE, NULL,
	  op_pin_unlock },
	{ OP_SAY_OWN, "say.own", PAGES | CONSOLE, 0, NULL, op_say_own },
	{ OP_SAY_WITNESSED, "say.witnessed",
	  PROGRAM(APPLY) | PROGRAM(LOSS) | PROGRAM(APPROVE), 0, NULL,
	  op_say_witnessed },
	{ OP_SAY_SYSTEM, "say.system", ALL & ~(PROGRAM(VERIFY) |
	  PROGRAM(STATUS) | PROGRAM(PROGRESS)), 0, NULL, op_say_system },
	/* renew, approve: the key a device made for its next version */
	{ OP_SEAL_KEY, "seal.key", PROGRAM(RENEW) | PROGRAM(APPROVE) | MAKING,
	  OP_STEP | OP_WRITE, NULL, op_seal_key },
	{ OP_SEAL_CSR, "seal.csr", MAKING, 0, NULL, op_seal_csr },
	{ OP_CERT_ISSUE, "cert.issue", MAKING, OP_STEP | OP_WRITE, NULL,
	  op_cert_issue },
	/* jobs: what a certificate agent answered */
	{ OP_CERT_IMPORT, "cert.import", MAKING | PROGRAM(JOBS),
	  OP_STEP | OP_WRITE, NULL, op_cert_import },
	{ OP_SEAL_MAKE, "seal.make", MAKING, OP_STEP | OP_WRITE, NULL,
	  op_seal_make },
	{ OP_SEAL_FIND, "seal.find", ALL & ~PROGRAM(PROGRESS), 0, NULL,
	  op_seal_find },
	{ OP_SEAL_ACTIVATE, "seal.activate", PROGRAM(ACCOUNT) |
	  PROGRAM(APPLY) | MAKING, OP_STEP | OP_WRITE, NULL,
	  op_seal_activate },
	{ OP_SEAL_RENEW, "seal.renew", PROGRAM(RENEW) | MAKING,
	  OP_STEP | OP_WRITE, NULL, op_seal_renew },
	{ OP_SEAL_PACKAGE, "seal.package", PROGRAM(RENEW) | CONSOLE, 0, NULL,
	  op_seal_package },
	{ OP_SEAL_DROP, "seal.drop", PROGRAM(APPROVE) | MAKING,
	  OP_STEP | OP_WRITE, NULL, op_seal_drop },
	{ OP_SEAL_FREEZE, "seal.freeze", PROGRAM(ACCOUNT) | PROGRAM(LOSS) |
	  PROGRAM(APPROVE) | PROGRAM(JOBS) | CONSOLE, OP_STEP | OP_WRITE,
	  NULL, op_seal_freeze },
	{ OP_SEAL_SUSPEND, "seal.suspend", PROGRAM(JOBS), OP_STEP | OP_WRITE,
	  NULL, op_seal_suspend },
	{ OP_SEAL_RESUME, "seal.resume", PROGRAM(APPROVE) | CONSOLE,
	  OP_STEP | OP_WRITE, NULL, op_seal_resume },
	{ OP_SEAL_RELEASE, "seal.release", PROGRAM(APPROVE) | CONSOLE,
	  OP_STEP | OP_WRITE, NULL, op_seal_release },
	{ OP_SEAL_REVOKE, "seal.revoke", PROGRAM(APPROVE) | PROGRAM(APPLY) |
	  CONSOLE, OP_STEP | OP_WRITE, NULL, op_seal_revoke },
	{ OP_SEAL_SIGN, "seal.sign", PROGRAM(STAMP) | CONSOLE, OP_WRITE,
	  NULL, op_seal_sign },
	{ OP_SEAL_AUTO, "seal.sign-auto", PROGRAM(JOBS) | CONSOLE, OP_WRITE,
	  NULL, op_seal_auto },
	{ OP_GRANT_END, "grant.end", PROGRAM(STAMP) | CONSOLE,
	  OP_STEP | OP_WRITE, NULL, op_grant_end },
	{ OP_QR_SIGN, "qr.sign", PROGRAM(STAMP) | CONSOLE, OP_WRITE, NULL,
	  op_qr_sign },
	/* stamp: a receiver's file is judged before it may be refused */
	{ OP_CRL, "crl", PROGRAM(STATUS) | PROGRAM(VERIFY) | PROGRAM(STAMP) |
	  PROGRAM(JOBS) | CONSOLE, OP_WRITE, NULL, op_crl },
	{ OP_STATUS, "status", PROGRAM(STATUS) | PROGRAM(VERIFY) | CONSOLE,
	  0, NULL, op_status },
	{ OP_ANCHOR, "anchor", PROGRAM(JOBS) | CONSOLE, 0, NULL, op_anchor },
	{ OP_OCSP, "ocsp", PROGRAM(STATUS) | CONSOLE, 0, NULL, op_ocsp },
	{ OP_CHANGES, "changes", PROGRAM(STATUS) | CONSOLE, 0, NULL,
	  op_changes },
	{ OP_DATA_KEY, "data.key", PAGES | PROGRAM(JOBS) | CONSOLE, 0,
	  NULL, op_data_key },
	{ OP_DATA_ERASE, "data.erase", PROGRAM(ADMIN) | PROGRAM(JOBS) |
	  CONSOLE, OP_WRITE, NULL, op_data_erase },
	/* progress: the find key is what query codes are stored under */
	{ OP_FIND_KEY, "find.key", PAGES | PROGRAM(PROGRESS) | CONSOLE, 0,
	  NULL, op_find_key },
	{ OP_FILING, "filing.sign", PROGRAM(JOBS), 0, NULL, op_filing },
	{ OP_SEAL_PACK, "seal.pack", PROGRAM(APPLY) | PROGRAM(RENEW) | MAKING,
	  OP_STEP | OP_WRITE, NULL, op_seal_pack },
	{ OP_SEAL_TAKE_OVER, "seal.take-over", PROGRAM(APPROVE) | CONSOLE,
	  OP_STEP | OP_WRITE, NULL, op_seal_take_over },
};
_Static_assert(NITEMS(ops) == OP__N - 1, "an operation without a row");

static const char *const program_names[P__N] = {
	[P_ACCOUNT] = "account", [P_APPLY] = "apply",
	[P_APPROVE] = "approve", [P_ISSUE] = "issue", [P_LOSS] = "loss",
	[P_CANCEL] = "cancel",
	[P_RENEW] = "renew", [P_CHANGE] = "change",
	[P_REPLACE] = "replace", [P_STAMP] = "stamp", [P_VERIFY] = "verify",
	[P_STATUS] = "status", [P_PROGRESS] = "progress",
	[P_ADMIN] = "admin", [P_AUDIT] = "audit", [P_JOBS] = "jobs",
	[P_CONSOLE] = "console",
};

const char *
program_name(enum program p)
{
	return p < P__N ? program_names[p] : NULL;
}

const struct op *
op_find(unsigned op)
{
	size_t	 i;

	for (i = 0; i < NITEMS(ops); i++)
		if (ops[i].op == op)
			return &ops[i];
	return NULL;
}

const struct op *
op_nth(size_t k)
{
	return k < NITEMS(ops) ? &ops[k] : NULL;
}

enum status
call_name(struct call *c, uint16_t field, const char **out)
{
	return keyd_get_text(&c->m, field, KEYD_NAME, 1, c->pool, out, c->f);
}

/* --- steps: the same id and fields, the same answer --------------------- */

enum { STEP_FIND, STEP_ADD, STEP__N };

static const struct sql step_sql[STEP__N] = {
	[STEP_FIND] = { .nin = 1, .text =
	    "SELECT op, digest, answer FROM key_step WHERE id = $1" },
	[STEP_ADD] = { .nin = 5, .text =
	    "INSERT INTO key_step (id, op, digest, answer, at)"
	    " VALUES ($1, $2, $3, $4, $5)" },
};

/*
 * The fields without tickets and handle, which may differ when a step is
 * taken up again; keyed, because a PIN may be among them.
 */
enum status
call_digest(struct call *c, unsigned char out[SM3_LEN])
{
	struct bytes	 rest = c->m.body, v;
	struct buf	 b;
	uint16_t	 number;
	enum status	 st;

	buf_init(&b, LIMIT_KEYD);
	buf_u16(&b, c->m.op);
	while (rest.n >= HEAD) {	/* checked by wire_check */
		number = (uint16_t)(rest.p[0] << 8 | rest.p[1]);
		v = bytes_of(rest.p + HEAD, (size_t)rest.p[2] << 24 |
		    (size_t)rest.p[3] << 16 | (size_t)rest.p[4] << 8 |
		    rest.p[5]);
		if (number != KF_TICKET && number != KF_HANDLE)
			wire_put(&b, number, v);
		rest.p += HEAD + v.n;
		rest.n -= HEAD + v.n;
	}
	st = buf_ok(&b) ? c->k->device.ops->mac(c->k->device.dev, "steps",
	    buf_view(&b), out, c->f) :
	    fault_set(c->f, ST_BROKEN, "out of memory");
	buf_wipe(&b);
	return st;
}

/* ST_OK: done before, the answer stands in out; ST_ABSENT: go on. */
static enum status
step_find(struct call *c, const struct op *op)
{
	const struct value	 in = v_text(c->step);
	struct rows		*rows = NULL;
	enum status		 st;

	st = store_query(c->db, &step_sql[STEP_FIND], &in, 1, &rows, c->f);
	if (st != ST_OK || (st = rows_next(rows, c->f)) != ST_OK)
		goto out;
	if (rows_int(rows, 0) != op->op || !bytes_same(rows_bytes(rows, 1),
	    bytes_of(c->digest, SM3_LEN)))
		st = fault_set(c->f, ST_CONFLICT,
		    "step %s was taken with other fields", c->step);
	else
		buf_bytes(c->out, rows_bytes(rows, 2));
out:
	rows_free(rows);
	return st;
}

static enum status
step_keep(struct call *c, const struct op *op)
{
	const struct value	 in[] = {
		v_text(c->step), v_int(op->op),
		v_bytes(bytes_of(c->digest, SM3_LEN)),
		v_bytes(bytes_of(c->out->p + HEAD, c->out->n - HEAD)),
		v_int(c->now),
	};

	if (!buf_ok(c->out))
		return fault_set(c->f, ST_BROKEN, "answer too long");
	return store_run(c->db, &step_sql[STEP_ADD], in, NITEMS(in), NULL,
	    c->f);
}

/* --- one call ----------------------------------------------------------- */

static enum status
run_once(struct call *c, const struct op *op)
{
	enum status	 st;

	if ((st = store_begin(c->db, STORE_WRITE, c->f)) != ST_OK)
		return st;
	st = op->flags & OP_STEP ? step_find(c, op) : ST_ABSENT;
	if (st != ST_ABSENT) {		/* another was quicker, or failed */
		store_rollback(c->db);
		return st;
	}
	st = op->run(c);
	if (st == ST_OK && (op->flags & OP_STEP))
		st = step_keep(c, op);
	if (st == ST_OK)
		return store_commit(c->db, c->f);
	store_rollback(c->db);
	return st;
}

/*
 * Where two came at once (PostgreSQL has no gate), the one who lost looks
 * again and finds what the other did; a real conflict stays one.
 */
static enum status
run_writing(struct call *c, const struct op *op)
{
	enum status	 st;

	if ((st = run_once(c, op)) != ST_CONFLICT)
		return st;
	wire_begin(c->out, 0);
	return run_once(c, op);
}

static enum status
run_op(struct call *c, const struct op *op)
{
	enum status	 st;

	if (op->flags & OP_STEP) {
		if ((st = call_name(c, KF_STEP, &c->step)) != ST_OK ||
		    (st = call_digest(c, c->digest)) != ST_OK)
			return st;
		if ((st = step_find(c, op)) != ST_ABSENT)
			return st;
	}
	if (op->prepare != NULL && (st = op->prepare(c)) != ST_OK)
		return st;
	return op->flags & OP_WRITE ? run_writing(c, op) : op->run(c);
}

/* Put the status over the answer; a refusal says why. */
static void
finish(struct call *c, enum status st)
{
	if (st == ST_OK && !buf_ok(c->out))
		st = fault_set(c->f, ST_BROKEN, "answer too long");
	if (st != ST_OK && (!c->keep_fields || !buf_ok(c->out)))
		wire_begin(c->out, 0);
	if (st != ST_OK)
		wire_text(c->out, KF_TEXT, c->f->text);
	c->out->p[4] = 0;
	c->out->p[5] = (unsigned char)st;
}

static enum status
dispatch(struct call *c, struct bytes raw, const struct op **op)
{
	enum status	 st;

	*op = NULL;
	if ((st = wire_check(raw, &c->m, c->f)) != ST_OK)
		return st;
	if ((*op = op_find(c->m.op)) == NULL)
		return fault_set(c->f, ST_INVALID, "no operation %u",
		    c->m.op);
	if (!((*op)->programs & c->program))
		return fault_set(c->f, ST_DENIED,
		    "%s is not for this program", (*op)->name);
	return run_op(c, *op);
}

enum status
call_serve(struct keys *k, struct store *db, struct pool *pool,
    enum program program, struct bytes raw, struct buf *out)
{
	struct fault	 f = { 0 };
	struct call	 c = { .k = k, .db = db, .pool = pool,
			    .program = 1u << program, .now = clock_now(),
			    .out = out, .f = &f };
	const struct op	*op;
	enum status	 st;

	wire_begin(out, 0);
	st = dispatch(&c, raw, &op);
	finish(&c, st);
	if (st != ST_OK)
		log_line(st == ST_BROKEN ? LOG_ERROR : LOG_INFO,
		    "%s %s: %s: %s", program_names[program],
		    op == NULL ? "?" : op->name, status_name(st), f.text);
	return st;
}
