/*
 * Messages leave by the channels there are.  A message is taken
 * first, then sent, then what came of it is written; killed in between, it
 * goes out once more.  Without a channel, or when one fails for good, it
 * stays where administrators see it; the inbox never depended on it.
 */
#include <string.h>

#include "base/clock.h"
#include "base/limits.h"
#include "base/log.h"
#include "base/wipe.h"
#include "net/net.h"
#include "page/json.h"
#include "seal/filing.h"
#include "sm/sm.h"
#include "work/channel.h"
#include "work/timed_local.h"

#define EVERY		(5 * 1000000)	/* us between two looks */
#define LEASE		(2 * MS_MINUTE)	/* sending takes a quarter of one */
#define PLAN		"1 5 15 60"	/* minutes behind a try */
#define BATCH		20
#define TO_MAX		CONFIG_VALUE	/* a phone number or an address */
#define ALARM		"值班"		/* the mask of the duty's own address */

/* --- the two of them ------------------------------------------------------------ */

static enum status
send_sms(struct timed *t, const struct channels *c, const struct message *m,
    const char *to)
{
	struct net_post	 post = {
		.url = c->sms_url, .type = "application/json",
		.bearer = c->sms_token,
	};
	struct buf	 body, answer;
	struct json	 j;
	enum status	 st;
	long		 code = 0;

	buf_init(&body, 16 * KIB);
	buf_init(&answer, 16 * KIB);
	json_begin(&j, &body);
	json_map(&j, NULL);
	json_text(&j, "id", m->id);
	json_text(&j, "to", to);
	json_text(&j, "text", m->text);
	json_end(&j);
	post.body = buf_view(&body);
	st = json_ok(&j) ? net_post(&post, &answer, &code, &t->fault) :
	    fault_set(&t->fault, ST_BROKEN, "message: too long");
	if (st == ST_OK && code != 200 && code != 201 && code != 202)
		st = fault_set(&t->fault, ST_INVALID, "HTTP %ld", code);
	buf_wipe(&body);
	buf_free(&answer);
	return st;
}

static enum status
send_mail(struct timed *t, const struct channels *c, const struct message *m,
    const char *to)
{
	const struct net_mail	 mail = {
		.url = c->mail_url, .user = c->mail_user,
		.password = c->mail_password, .from = c->mail_from,
		.to = to, .id = m->id, .subject = "电子印章系统通知",
		.text = m->text, .at = m->created,
	};

	return net_mail(&mail, &t->fault);
}

static const struct sender {
	const char	*name;
	int		(*has)(const struct channels *c);
	enum status	(*send)(struct timed *t, const struct channels *c,
			    const struct message *m, const char *to);
} senders[] = {
	{ "sms", channel_has_sms, send_sms },
	{ "mail", channel_has_mail, send_mail },
};

/* Where it goes, in the clear; wiped by the caller. */
static enum status
open_address(struct timed *t, const struct channels *c,
    const struct message *m, char out[TO_MAX])
{
	unsigned char	 key[SM_BOX_KEY];
	size_t		 n;
	enum status	 st;

	memset(out, 0, TO_MAX);
	if (strcmp(m->mask, ALARM) == 0 && m->box.n == 0) {
		snprintf(out, TO_MAX, "%s", c->mail_alarm);
		return *out != '\0' ? ST_OK : fault_set(&t->fault,
		    ST_INVALID, "no address for alarms");
	}
	if (m->box.n <= SM_BOX_MORE || m->box.n - SM_BOX_MORE >= TO_MAX)
		return fault_set(&t->fault, ST_INVALID, "no address");
	n = m->box.n - SM_BOX_MORE;
	if ((st = keyd_data_key(t->keyd, "outbox", key, &t->fault)) != ST_OK)
		return st;
	st = sm_box_open(key, "outbox", m->box, (unsigned char *)out,
	    &t->fault);
	wipe(key, sizeof(key));
	return st == ST_OK && strlen(out) != n ? fault_set(&t->fault,
	    ST_INVALID, "address: a NUL") : st;
}

/* --- how a channel is doing ------------------------------------------------------ */

static const struct sql state_sql = { .nin = 5, .text =
    "INSERT INTO channel (name, state, since, sent, note)"
    " VALUES ($1, $2, $3, $4, $5)"
    " ON CONFLICT (name) DO UPDATE SET"
    "   since = CASE WHEN channel.state = $2 THEN channel.since ELSE $3 END,"
    "   state = $2, note = $5, sent = COALESCE($4, channel.sent)" };

static enum status
note_state(struct timed *t, const char *name, const char *state, int sent,
    const char *note)
{
	const int64_t		 now = clock_now();
	const struct value	 in[] = {
		v_text(name), v_text(state), v_int(now),
		sent ? v_int(now) : v_null(), v_text(note),
	};

	return store_run(t->office, &state_sql, in, NITEMS(in), NULL,
	    &t->fault);
}

/* --- one message ------------------------------------------------------------------ */

static enum status
take(struct timed *t, struct message *m)
{
	enum status	 st;

	st = store_begin(t->office, STORE_WRITE, &t->fault);
	if (st != ST_OK)
		return st;
	return store_end(t->office, outbox_take(t->office, m, clock_now() +
	    LEASE, &t->fault), &t->fault);
}

static enum status
write_outcome(struct timed *t, const struct sender *s,
    const struct message *m, const char *why)
{
	enum status	 st;

	if (why == NULL)
		st = outbox_sent(t->office, m->id, &t->fault);
	else
		st = outbox_failed(t->office, m->id, clock_now() +
		    filing_wait(PLAN, m->tries), &t->fault);
	return st == ST_OK ? note_state(t, s->name, why == NULL ? "ready" :
	    "failing", why == NULL, why == NULL ? "" : why) : st;
}

/* *down: the channel does not answer; the rest waits for the next look. */
static enum status
send_one(struct timed *t, const struct sender *s, const struct channels *c,
    struct message *m, int *down)
{
	char		 to[TO_MAX];
	const char	*why = NULL;
	enum status	 st;

	if ((st = take(t, m)) != ST_OK)
		return st;
	if ((st = open_address(t, c, m, to)) == ST_OK)
		st = s->send(t, c, m, to);
	wipe(to, sizeof(to));
	*down = st == ST_ABSENT;
	if (st != ST_OK) {
		why = pool_text(t->pool, t->fault.text);
		log_line(LOG_WARN, "message %s (%s): %s", m->id, s->name,
		    t->fault.text);
	}
	if ((st = store_begin(t->office, STORE_WRITE, &t->fault)) != ST_OK)
		return st;
	return store_end(t->office, write_outcome(t, s, m, why), &t->fault);
}

static enum status
send_waiting(struct timed *t, const struct sender *s,
    const struct channels *c)
{
	struct message	*list = pool_array(t->pool, BATCH, sizeof(*list));
	enum status	 st;
	size_t		 i, k;
	int		 down = 0;

	if (list == NULL)
		return fault_set(&t->fault, ST_BROKEN, "past the pool");
	st = outbox_due(t->office, t->pool, s->name, list, BATCH, &k,
	    &t->fault);
	for (i = 0; st == ST_OK && i < k && !down; i++)
		if ((st = send_one(t, s, c, &list[i], &down)) == ST_CONFLICT)
			st = ST_OK;	/* another process has it */
	return st;
}

void
timed_send(struct timed *t)
{
	const int64_t	 ticks = clock_ticks();
	struct channels	 c;
	enum status	 st;
	size_t		 i;

	if (t->sent != 0 && ticks - t->sent < EVERY)
		return;
	t->sent = ticks;
	st = channels_load(&t->config, &c, &t->fault);
	for (i = 0; st == ST_OK && i < NITEMS(senders); i++)
		if (senders[i].has(&c))
			st = send_waiting(t, &senders[i], &c);
	if (st != ST_OK && st != ST_ABSENT) {
		store_rollback(t->office);
		log_line(LOG_ERROR, "channels: %s", t->fault.text);
	}
	wipe(&c, sizeof(c));
	pool_reset(t->pool);
}

enum status
channel_alarm(struct timed *t, const char *text)
{
	struct channels	 c;
	enum status	 st;
	int		 yes;

	st = channels_load(&t->config, &c, NULL);
	yes = st == ST_OK && channel_has_mail(&c) && *c.mail_alarm != '\0';
	wipe(&c, sizeof(c));
	return yes ? outbox_add(t->office, "mail", ALARM, bytes_of(NULL, 0),
	    text, &t->fault) : ST_OK;
}

/* --- without a channel --------------------------------------------------------------- */

/*
 * In the demonstration a message has been seen on the band; its text goes
 * after an hour.  Elsewhere it waits, the log says so, and administrators
 * see it.
 */
#define MESSAGES 100

static enum status
drop_seen(struct timed *t, const struct message *list, size_t k, int64_t *n)
{
	enum status	 st;
	size_t		 i;

	st = store_begin(t->office, STORE_WRITE, &t->fault);
	for (i = 0; st == ST_OK && i < k; i++) {
		if (list[i].created > clock_now() - MS_HOUR)
			continue;
		st = outbox_sent(t->office, list[i].id, &t->fault);
		*n += st == ST_OK;
	}
	return store_end(t->office, st, &t->fault);
}

static enum status
say_none(struct timed *t, const char *name)
{
	enum status	 st;

	st = store_begin(t->office, STORE_WRITE, &t->fault);
	if (st != ST_OK)
		return st;
	return store_end(t->office, note_state(t, name, "none", 0, ""),
	    &t->fault);
}

enum status
timed_messages(struct timed *t, int64_t *n)
{
	struct message	*list = pool_array(t->pool, MESSAGES, sizeof(*list));
	struct channels	 c;
	enum status	 st = ST_OK;
	size_t		 i, k;

	if (list == NULL)
		return fault_set(&t->fault, ST_BROKEN, "past the pool");
	if (channels_load(&t->config, &c, NULL) != ST_OK)
		memset(&c, 0, sizeof(c));
	for (i = 0; st == ST_OK && i < NITEMS(senders); i++) {
		if (senders[i].has(&c))
			continue;
		st = outbox_due(t->office, t->pool, senders[i].name, list,
		    MESSAGES, &k, &t->fault);
		if (st == ST_OK)
			st = say_none(t, senders[i].name);
		if (st != ST_OK || k == 0)
			continue;
		if (config_is_demo(&t->config))
			st = drop_seen(t, list, k, n);
		else
			log_line(LOG_WARN, "%zu messages wait: no channel %s",
			    k, senders[i].name);
	}
	wipe(&c, sizeof(c));
	return st;
}
