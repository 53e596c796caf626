/* One-time numbers sent to a registered phone; see phone.h. */
#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/wipe.h"
#include "form/codes.h"
#include "sm/sm.h"
#include "work/answers.h"
#include "work/people.h"
#include "work/phone.h"

enum { CODE_ADD, CODE_LOAD, CODE_TRY, CODE_USED, CODE_OF_SUBJECT,
	CODE_OF_ADDRESS, CODE_PURGE, CODE__N };

static const struct sql code_sql[CODE__N] = {
	[CODE_ADD] = { .nin = 7, .text =
	    "INSERT INTO phone_code (id, subject, seals, phone, address,"
	    " hash, tries, at) VALUES ($1, $2, $3, $4, $5, $6, 0, $7)" },
	[CODE_LOAD] = { .nin = 1, .text =
	    "SELECT subject, seals, phone, request, tries, at, used"
	    "  FROM phone_code WHERE id = $1" },
	[CODE_TRY] = { .nin = 3, .text =
	    "UPDATE phone_code SET tries = tries + 1"
	    " WHERE id = $1 AND tries < $2 AND used IS NULL AND at > $3"
	    " RETURNING hash, tries" },
	[CODE_USED] = { .nin = 3, .text =
	    "UPDATE phone_code SET used = $1, request = $2 WHERE id = $3" },
	[CODE_OF_SUBJECT] = { .nin = 2, .text =
	    "SELECT CAST(COUNT(*) AS BIGINT) FROM phone_code"
	    " WHERE subject = $1 AND at > $2" },
	[CODE_OF_ADDRESS] = { .nin = 2, .text =
	    "SELECT CAST(COUNT(*) AS BIGINT) FROM phone_code"
	    " WHERE address = $1 AND at > $2" },
	[CODE_PURGE] = { .nin = 1, .text =
	    "DELETE FROM phone_code WHERE at < $1" },
};

#define SEALS_MAX 20		/* seals of one unit that are looked at */
#define LIVES(s) ((s)->state == S3_ACTIVE || (s)->state == S5_SUSPENDED)

int
phone_same(const unsigned char a[32], const unsigned char b[32])
{
	unsigned	 diff = 0;
	size_t		 i;

	for (i = 0; i < 32; i++)
		diff |= (unsigned)(a[i] ^ b[i]);
	return diff == 0;
}

/* --- which phones are registered for a seal ------------------------------------- */

/* The agent's phone as given in the seal's application. */
static enum status
agent_phone(struct req *r, struct keyd *keyd, const struct seal *s,
    const char **phone)
{
	struct dossier	 d = { .keyd = keyd };
	struct answers	 a;
	enum status	 st;

	*phone = "";
	st = request_load(r->db, r->pool, s->request, &d.request, r->fault);
	if (st == ST_OK)
		st = application_load(r->db, r->pool, d.request.id,
		    d.request.version, &d.app, r->fault);
	if (st == ST_OK)
		st = answers_load(r, &d, &a);
	if (st == ST_OK)
		*phone = a.agent_phone;
	/* erased, or not readable: then it proves nothing */
	return st == ST_BROKEN ? st : ST_OK;
}

static enum status
matches(struct req *r, struct keyd *keyd, const struct seal *s,
    const unsigned char typed[32], int *yes)
{
	struct person_contact	 keeper = { 0 };
	unsigned char		 hash[32];
	const char		*phone;
	enum status		 st;

	*yes = 0;
	if ((st = agent_phone(r, keyd, s, &phone)) != ST_OK ||
	    (st = people_find_hash(r, keyd, "phone", phone, hash)) != ST_OK)
		return st;
	*yes = *phone != '\0' && phone_same(hash, typed);
	if (s->keeper == NULL)
		return ST_OK;
	st = person_contact(r->db, r->pool, s->keeper, &keeper, r->fault);
	if (st == ST_OK && keeper.phone_find.n == 32)
		*yes |= phone_same(keeper.phone_find.p, typed);
	return st == ST_ABSENT ? ST_OK : st;
}

/* The seals a code speaks of: one, or those of a unit. */
static enum status
find_seals(struct req *r, const char *subject, struct seal **list, size_t *n)
{
	struct unit	 unit;
	enum status	 st;

	*n = 0;
	if (code_credit(subject) != NULL) {
		if ((*list = pool_alloc(r->pool, sizeof(**list))) == NULL)
			return fault_set(r->fault, ST_BROKEN, "past the pool");
		st = seal_by_typed(r->db, r->pool, subject, *list, r->fault);
		*n = st == ST_OK;
	} else {
		st = unit_by_code(r->db, r->pool, subject, &unit, r->fault);
		if (st == ST_OK)
			st = seal_list_unit(r->db, r->pool, unit.id,
			    SEALS_MAX, list, n, r->fault);
	}
	return st == ST_ABSENT ? ST_OK : st;
}

/* Ids of the seals in use this phone is registered for, blanks between. */
static enum status
resolve(struct req *r, struct keyd *keyd, const char *subject,
    const char *phone, const char **seals)
{
	unsigned char	 typed[32];
	struct seal	*list = NULL;
	enum status	 st;
	size_t		 i, n = 0;
	int		 yes;

	*seals = "";
	if ((st = people_find_hash(r, keyd, "phone", phone, typed)) != ST_OK ||
	    (st = find_seals(r, subject, &list, &n)) != ST_OK)
		return st;
	for (i = 0; i < n && *seals != NULL; i++) {
		if (!LIVES(&list[i]))
			continue;
		st = matches(r, keyd, &list[i], typed, &yes);
		if (st != ST_OK)
			return st;
		if (yes)
			*seals = pool_printf(r->pool, "%s%s%s", *seals,
			    **seals == '\0' ? "" : " ", list[i].id);
	}
	return *seals == NULL ? fault_set(r->fault, ST_BROKEN,
	    "past the pool") : ST_OK;
}

/* --- sending --------------------------------------------------------------------------- */

/* Six digits say little: the hash is keyed and bound to its row. */
static enum status
code_hash(struct req *r, struct keyd *keyd, const char *id,
    const char *digits, unsigned char out[32])
{
	char		 text[ID_LEN + 64];
	unsigned char	 key[32];
	enum status	 st;

	snprintf(text, sizeof(text), "phone code %s:%.16s", id, digits);
	if ((st = keyd_find_key(keyd, key, r->fault)) != ST_OK)
		return st;
	st = sm3_hmac(bytes_of(key, sizeof(key)), bytes_text(text), out);
	wipe(key, sizeof(key));
	wipe(text, sizeof(text));
	return st == ST_OK ? ST_OK : fault_set(r->fault, st, "HMAC-SM3");
}

static enum status
count_since(struct req *r, int which, const char *key, int64_t *n)
{
	const struct value	 in[] = {
		v_text(key), v_int(clock_now() - MS_HOUR)
	};
	struct rows		*rows = NULL;
	enum status		 st;

	*n = 0;
	st = store_query(r->db, &code_sql[which], in, NITEMS(in), &rows,
	    r->fault);
	if (st == ST_OK && (st = rows_next(rows, r->fault)) == ST_OK)
		*n = rows_int(rows, 0);
	rows_free(rows);
	return st;
}

static enum status
check_rate(struct req *r, const char *subject, const char **why)
{
	int64_t		 of_subject, of_address;
	enum status	 st;

	if ((st = count_since(r, CODE_OF_SUBJECT, subject,
	    &of_subject)) != ST_OK ||
	    (st = count_since(r, CODE_OF_ADDRESS, r->actor->address,
	    &of_address)) != ST_OK)
		return st;
	if (of_subject < PHONE_SUBJECT && of_address < PHONE_ADDRESS)
		return ST_OK;
	audit_count(r->db, "loss", "phone-rate");
	*why = "验证码发送次数过多，请一小时后再试，或立即致电受理单位";
	return fault_set(r->fault, ST_CONFLICT, "too many phone codes");
}

/* The end of the id, so that a message is found among others. */
static const char *
mark_of(const char *id)
{
	return id + ID_LEN - 4;
}

/* The number goes out boxed: only who sends it opens it. */
static enum status
box_phone(struct req *r, struct keyd *keyd, const char *phone,
    struct bytes *box)
{
	const size_t	 n = strlen(phone);
	unsigned char	 key[SM_BOX_KEY], *out;
	enum status	 st;

	if ((out = pool_alloc(r->pool, n + SM_BOX_MORE)) == NULL)
		return fault_set(r->fault, ST_BROKEN, "past the pool");
	if ((st = keyd_data_key(keyd, "outbox", key, r->fault)) != ST_OK)
		return st;
	st = sm_box_seal(key, "outbox", bytes_text(phone), out, r->fault);
	wipe(key, sizeof(key));
	*box = bytes_of(out, n + SM_BOX_MORE);
	return st;
}

static enum status
queue(struct req *r, const char *id, const char *mask, struct bytes box,
    const char *digits)
{
	const char	*text;

	text = pool_printf(r->pool, "【鉴印】您正在办理电子印章挂失，验证码 "
	    "%s，10 分钟内有效，请勿告诉他人。序号 %s", digits, mark_of(id));
	return text == NULL ? fault_set(r->fault, ST_BROKEN,
	    "past the pool") : outbox_add(r->db, "sms", mask, box, text,
	    r->fault);
}

static enum status
add_code(struct req *r, const char *id, const char *subject,
    const char *seals, const char *mask, const unsigned char hash[32])
{
	const struct value	 in[] = {
		v_text(id), v_text(subject), v_text(seals), v_text(mask),
		v_text(r->actor->address), v_bytes(bytes_of(hash, 32)),
		v_int(clock_now()),
	};

	return store_run(r->db, &code_sql[CODE_ADD], in, NITEMS(in), NULL,
	    r->fault);
}

enum status
phone_send(struct req *r, const char *subject, const char *phone,
    char id[ID_LEN + 1], const char **why)
{
	struct keyd	*keyd;
	unsigned char	 hash[32];
	struct bytes	 box;
	char		 digits[PHONE_DIGITS + 1], mask[CODE_MASK];
	const char	*seals;
	enum status	 st;

	*why = NULL;
	if ((st = check_rate(r, subject, why)) != ST_OK ||
	    (st = case_keyd(r, &keyd)) != ST_OK ||
	    (st = resolve(r, keyd, subject, phone, &seals)) != ST_OK)
		return st;
	id_new(id);
	snprintf(digits, sizeof(digits), "%06u", random_below(1000000));
	code_mask_mobile(phone, mask);
	if ((st = code_hash(r, keyd, id, digits, hash)) != ST_OK ||
	    (st = box_phone(r, keyd, phone, &box)) != ST_OK ||
	    (st = store_begin(r->db, STORE_WRITE, r->fault)) != ST_OK)
		return st;
	st = add_code(r, id, subject, seals, mask, hash);
	if (st == ST_OK && *seals != '\0')
		st = queue(r, id, mask, box, digits);
	st = store_end(r->db, st, r->fault);
	wipe(digits, sizeof(digits));
	return st;
}

/* --- proving ------------------------------------------------------------------------------ */

enum status
phone_load(struct req *r, const char *id, struct phone_code *out)
{
	const struct value	 in[] = { v_text(id) };
	struct rows		*rows = NULL;
	enum status		 st;

	memset(out, 0, sizeof(*out));
	if (!id_is(id))
		return fault_set(r->fault, ST_ABSENT, "not an id");
	memcpy(out->id, id, sizeof(out->id));
	st = store_query(r->db, &code_sql[CODE_LOAD], in, 1, &rows, r->fault);
	if (st == ST_OK && (st = rows_next(rows, r->fault)) == ST_OK) {
		out->subject = rows_text(rows, 0, r->pool);
		out->seals = rows_text(rows, 1, r->pool);
		out->phone = rows_text(rows, 2, r->pool);
		out->request = rows_text(rows, 3, r->pool);
		out->tries = rows_int(rows, 4);
		out->at = rows_int(rows, 5);
		out->used = rows_int(rows, 6);
	}
	rows_free(rows);
	return st;
}

/* The try is on disk before the answer is known. */
static enum status
count_try(struct req *r, struct phone_code *c, unsigned char hash[32])
{
	const struct value	 in[] = {
		v_text(c->id), v_int(PHONE_TRIES),
		v_int(clock_now() - PHONE_LIFE),
	};
	struct rows		*rows = NULL;
	enum status		 st;

	if ((st = store_begin(r->db, STORE_WRITE, r->fault)) != ST_OK)
		return st;
	st = store_query(r->db, &code_sql[CODE_TRY], in, NITEMS(in), &rows,
	    r->fault);
	if (st == ST_OK && (st = rows_next(rows, r->fault)) == ST_OK) {
		rows_copy(rows, 0, hash, 32);
		c->tries = rows_int(rows, 1);
	}
	rows_free(rows);
	return store_end(r->db, st, r->fault);
}

enum status
phone_try(struct req *r, struct phone_code *c, const char *digits,
    const char **why)
{
	struct keyd	*keyd;
	unsigned char	 stored[32] = { 0 }, typed[32];
	enum status	 st;
	int		 right;

	if ((st = case_keyd(r, &keyd)) != ST_OK ||
	    (st = code_hash(r, keyd, c->id, digits, typed)) != ST_OK)
		return st;
	if ((st = count_try(r, c, stored)) == ST_ABSENT) {
		*why = "验证码已失效，请重新发送";
		return fault_set(r->fault, ST_INVALID, "phone code is over");
	}
	if (st != ST_OK)
		return st;
	/* nothing was sent for nobody's phone: no digits are right then */
	right = phone_same(stored, typed) & (*c->seals != '\0');
	if (right)
		return ST_OK;
	audit_count(r->db, "loss", "phone-code");
	*why = c->tries >= PHONE_TRIES ?
	    "验证码不对，已输错 5 次，请重新发送" : pool_printf(r->pool,
	    "验证码不对，还可以再试 %d 次", PHONE_TRIES - (int)c->tries);
	return fault_set(r->fault, ST_INVALID, "phone code is wrong");
}

enum status
phone_used(struct req *r, const char *id, const char *request)
{
	const struct value	 in[] = {
		v_int(clock_now()), v_text(request), v_text(id)
	};
	enum status		 st;

	if ((st = store_begin(r->db, STORE_WRITE, r->fault)) != ST_OK)
		return st;
	st = store_run(r->db, &code_sql[CODE_USED], in, NITEMS(in), NULL,
	    r->fault);
	return store_end(r->db, st, r->fault);
}

#define SHOWN_MAX 20		/* messages looked through */

const char *
phone_shown(struct req *r, const struct phone_code *c)
{
	struct message	*list;
	size_t		 i, n;

	if (!config_is_demo(r->config))
		return NULL;
	list = pool_array(r->pool, SHOWN_MAX, sizeof(*list));
	if (list == NULL || outbox_recent(r->db, r->pool, c->at - MS_MINUTE,
	    list, SHOWN_MAX, &n, r->fault) != ST_OK)
		return NULL;
	for (i = 0; i < n; i++)
		if (strstr(list[i].text, mark_of(c->id)) != NULL)
			return pool_printf(r->pool, "短信（演示）：%s",
			    list[i].text);
	return NULL;
}

enum status
phone_purge(struct store *db, int64_t before, int64_t *gone, struct fault *f)
{
	const struct value	 in[] = { v_int(before) };

	return store_run(db, &code_sql[CODE_PURGE], in, 1, gone, f);
}
