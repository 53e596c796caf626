/* The client's calls about persons, PINs and handles; see keyd.h. */
#include <string.h>

#include "trust/keyd_local.h"

/* Run, read the certificate, end. */
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
keyd_person_make(struct keyd *k, struct pool *pool, const char *step,
    const struct keyd_person *p, const char *pin,
    struct keyd_tickets tickets, struct keyd_cert *out, struct fault *f)
{
	struct keyd_call	 c;

	keyd_call_begin(&c, k, OP_PERSON_MAKE);
	wire_text(&c.out, KF_STEP, step);
	keyd_put_person(&c.out, p);
	wire_text(&c.out, KF_PIN, pin);
	keyd_put_tickets(&c.out, tickets);
	return run_for_cert(&c, pool, out, f);
}

enum status
keyd_person_reissue(struct keyd *k, struct pool *pool, const char *step,
    const struct keyd_person *p, struct keyd_tickets tickets,
    struct keyd_cert *out, struct fault *f)
{
	struct keyd_call	 c;

	keyd_call_begin(&c, k, OP_PERSON_REISSUE);
	wire_text(&c.out, KF_STEP, step);
	keyd_put_person(&c.out, p);
	keyd_put_tickets(&c.out, tickets);
	return run_for_cert(&c, pool, out, f);
}

static enum status
run_on_person(struct keyd *k, enum keyd_op op, const char *step,
    const char *person, struct keyd_tickets tickets, struct fault *f)
{
	struct keyd_call	 c;

	keyd_call_begin(&c, k, op);
	wire_text(&c.out, KF_STEP, step);
	wire_text(&c.out, KF_PERSON, person);
	keyd_put_tickets(&c.out, tickets);
	return keyd_call_end(&c, keyd_call_run(&c, f));
}

enum status
keyd_person_end(struct keyd *k, const char *step, const char *person,
    struct keyd_tickets tickets, struct fault *f)
{
	return run_on_person(k, OP_PERSON_END, step, person, tickets, f);
}

enum status
keyd_pin_unlock(struct keyd *k, const char *step, const char *person,
    struct keyd_tickets tickets, struct fault *f)
{
	return run_on_person(k, OP_PIN_UNLOCK, step, person, tickets, f);
}

enum status
keyd_person_key_reset(struct keyd *k, struct pool *pool, const char *step,
    const char *person, const char *one_time_pin,
    struct keyd_tickets tickets, struct keyd_cert *out, struct fault *f)
{
	struct keyd_call	 c;

	keyd_call_begin(&c, k, OP_KEY_RESET);
	wire_text(&c.out, KF_STEP, step);
	wire_text(&c.out, KF_PERSON, person);
	wire_text(&c.out, KF_PIN, one_time_pin);
	keyd_put_tickets(&c.out, tickets);
	return run_for_cert(&c, pool, out, f);
}

/* How the PIN fared; there with ST_OK and with ST_DENIED. */
static void
read_pin(const struct keyd_call *c, struct keyd_unlocked *out)
{
	int64_t	 pin = wire_num(&c->answer, KF_PIN_STATE, KEYD_PIN_WRONG);

	out->pin = pin >= 0 && pin < KEYD_PIN__N ? (enum keyd_pin)pin :
	    KEYD_PIN_WRONG;
	out->left = (int)wire_num(&c->answer, KF_LEFT, 0);
}

static enum status
read_unlocked(const struct keyd_call *c, struct pool *pool,
    struct keyd_unlocked *out, struct fault *f)
{
	enum status	 st;

	out->must_change = wire_num(&c->answer, KF_MUST_CHANGE, 1) != 0;
	out->pin_at = wire_num(&c->answer, KF_PIN_AT, 0);
	out->roles = (unsigned)wire_num(&c->answer, KF_ROLES, 0);
	st = keyd_answer_text(c, KF_UNIT, pool, &out->unit, f);
	if (st == ST_OK)
		st = keyd_answer_text(c, KF_SERIAL, pool, &out->serial, f);
	if (st == ST_OK)
		st = keyd_answer_bytes(c, KF_STATEMENT, pool,
		    &out->statement, f);
	return st;
}

enum status
keyd_unlock(struct keyd *k, struct pool *pool, const char *person,
    const char *pin, const unsigned char handle[KEYD_HANDLE],
    const char *terminal, struct keyd_unlocked *out, struct fault *f)
{
	struct keyd_call	 c;
	enum status		 st;

	memset(out, 0, sizeof(*out));
	out->pin = KEYD_PIN_WRONG;
	keyd_call_begin(&c, k, OP_UNLOCK);
	wire_text(&c.out, KF_PERSON, person);
	wire_text(&c.out, KF_PIN, pin);
	wire_put(&c.out, KF_HANDLE, bytes_of(handle, KEYD_HANDLE));
	wire_text(&c.out, KF_TERMINAL, terminal);
	st = keyd_call_run(&c, f);
	if (st == ST_OK || st == ST_DENIED)
		read_pin(&c, out);
	if (st == ST_OK)
		st = read_unlocked(&c, pool, out, f);
	return keyd_call_end(&c, st);
}

enum status
keyd_lock(struct keyd *k, const unsigned char handle[KEYD_HANDLE],
    struct fault *f)
{
	struct keyd_call	 c;

	keyd_call_begin(&c, k, OP_LOCK);
	wire_put(&c.out, KF_HANDLE, bytes_of(handle, KEYD_HANDLE));
	return keyd_call_end(&c, keyd_call_run(&c, f));
}

enum status
keyd_handle_check(struct keyd *k, struct pool *pool,
    const unsigned char handle[KEYD_HANDLE], const char **person,
    int *must_change, struct fault *f)
{
	struct keyd_call	 c;
	enum status		 st;

	*person = NULL;
	*must_change = 1;
	keyd_call_begin(&c, k, OP_HANDLE);
	wire_put(&c.out, KF_HANDLE, bytes_of(handle, KEYD_HANDLE));
	if ((st = keyd_call_run(&c, f)) == ST_OK) {
		*must_change = wire_num(&c.answer, KF_MUST_CHANGE, 1) != 0;
		st = keyd_answer_text(&c, KF_PERSON, pool, person, f);
	}
	return keyd_call_end(&c, st);
}

enum status
keyd_pin_change(struct keyd *k, const char *person, const char *old_pin,
    const char *new_pin, struct keyd_unlocked *out, struct fault *f)
{
	struct keyd_call	 c;
	enum status		 st;

	memset(out, 0, sizeof(*out));
	out->pin = KEYD_PIN_WRONG;
	keyd_call_begin(&c, k, OP_PIN_CHANGE);
	wire_text(&c.out, KF_PERSON, person);
	wire_text(&c.out, KF_PIN, old_pin);
	wire_text(&c.out, KF_NEW_PIN, new_pin);
	st = keyd_call_run(&c, f);
	if (st == ST_OK || st == ST_DENIED)
		read_pin(&c, out);
	return keyd_call_end(&c, st);
}
