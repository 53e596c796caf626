/* What doctor asks of those we send to: see doctor.h. */
#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/wipe.h"
#include "net/net.h"
#include "seal/filing.h"
#include "work/channel.h"
#include "work/doctor.h"

static const struct sql late_sql = { .nin = 1, .text =
    "SELECT (SELECT COUNT(*) FROM filing"
    "         WHERE state = 'waiting' AND due < $1)"
    "     + (SELECT COUNT(*) FROM cert_order"
    "         WHERE is_open = 1 AND due < $1)" };

static enum status
count_late(struct doctor *d, struct store *db, int64_t *n)
{
	const struct value	 in = v_int(clock_now());
	struct rows		*rows = NULL;
	enum status		 st;

	*n = 0;
	st = store_query(db, &late_sql, &in, 1, &rows, &d->f);
	if (st == ST_OK && (st = rows_next(rows, &d->f)) == ST_OK)
		*n = rows_int(rows, 0);
	rows_free(rows);
	return st;
}

/* Any answer at all: what it says to a GET is its own affair. */
static const char *
flaw_of(struct doctor *d, struct store *db, const struct target *t, int *ill)
{
	long	 code;

	if (!target_is_on(db, t))
		return NULL;
	if (*t->address == '\0')
		return "没有地址";
	if (t->receipt_key.n != SM2_PUBLIC)
		return "没有回执公钥";
	if (net_get(t->address, NULL, 0, &code, &d->f) == ST_OK)
		return NULL;
	*ill = 1;
	return "连不通";
}

static enum health
look_at(struct doctor *d, struct store *db)
{
	struct target	*list;
	const char	*why, *all = "";
	int64_t		 late;
	enum status	 st;
	size_t		 i, n;
	int		 ill = 0;

	st = target_list(db, d->pool, &list, &n, &d->f);
	if (st == ST_OK)
		st = count_late(d, db, &late);
	if (st != ST_OK)
		return doctor_say(d, ILL, d->f.text);
	for (i = 0; i < n && all != NULL; i++)
		if ((why = flaw_of(d, db, &list[i], &ill)) != NULL)
			all = pool_printf(d->pool, "%s%s%s%s", all,
			    *all == '\0' ? "" : "，", list[i].name, why);
	if (late > 0)
		all = pool_printf(d->pool, "%s%s%lld 件超时", all,
		    *all == '\0' ? "" : "；", (long long)late);
	return *all == '\0' ? doctor_say(d, WELL, "都可以外发") :
	    doctor_say(d, ill && !config_is_demo(&d->config) ? ILL : DOUBTFUL,
	    all);
}

enum health
doctor_targets(struct doctor *d)
{
	struct store	*db = NULL;
	enum health	 h;

	if (*d->config.clock != '\0')
		clock_map(d->config.clock, NULL);
	if (store_open(d->config.store, "office", 1, &db, &d->f) != ST_OK)
		return doctor_say(d, ILL, d->f.text);
	h = look_at(d, db);
	store_close(db);
	return h;
}

/* whom filings and notices name. */
enum health
doctor_authorities(struct doctor *d)
{
	struct authority	 first;
	struct store		*db = NULL;
	enum status		 st;
	size_t			 n = 0;

	st = store_open(d->config.store, "office", 1, &db, &d->f);
	if (st == ST_OK)
		st = authority_missing(db, d->pool, "100000", &n, &first,
		    &d->f);
	store_close(db);
	if (st != ST_OK)
		return doctor_say(d, ILL, d->f.text);
	return n == 0 ? doctor_say(d, WELL, "各区划都已登记") : doctor_say(d,
	    DOUBTFUL, pool_printf(d->pool, "缺 %zu 项，例如区划 %s 的%s", n,
	    first.region, authority_kind_label(first.kind)));
}

/* none is no fault, the inbox has everything. */
enum health
doctor_channels(struct doctor *d)
{
	struct channels	 c;
	enum status	 st = channels_load(&d->config, &c, &d->f);
	const int	 sms = channel_has_sms(&c), mail = channel_has_mail(&c);
	long		 code;
	enum health	 h;

	if (st == ST_ABSENT || (st == ST_OK && !sms && !mail))
		h = doctor_say(d, config_is_demo(&d->config) ? WELL :
		    DOUBTFUL, "没有短信和邮件，只有站内通知");
	else if (st != ST_OK)
		h = doctor_say(d, ILL, d->f.text);
	else if (sms && net_get(c.sms_url, NULL, 0, &code, &d->f) != ST_OK)
		h = doctor_say(d, ILL, "短信网关连不通");
	else
		h = doctor_say(d, WELL, sms && mail ? "短信、邮件" : sms ?
		    "短信" : "邮件");
	wipe(&c, sizeof(c));
	return h;
}
