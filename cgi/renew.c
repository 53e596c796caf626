/*
 * 续期: certificate and seal are made anew under the same code, with the same
 * picture (R-093..R-096).  On paper as every business; or by the keeper alone
 * with the seal's live key, who then receives it here as well.  Of a
 * seal in a device its key has spoken there: a package of it is handed in.
 */
#include "base/clock.h"
#include "work/front.h"
#include "work/renew.h"

FRONT_START_FORMS("要续期的印章", "办理方式");

static const struct front_start renewing = {
	.business = "renew", .page = "renew/start",
	.title = "电子印章续期", .reason_title = "填写办理方式",
	.unfit = renewal_unfit, .reasons = renewal_ways, .pick = &pick_form,
	.type = &type_form, .why = &reason_form,
};

FRONT_START_HANDLERS(renewing)

/* --- with the seal's key, and back again --------------------------------- */

static enum status
post_prove(struct req *r)
{
	struct dossier	 d;
	enum status	 st = front_load(r, &d);

	return st == ST_OK ? front_prove(r, d.request.id) : st;
}

/* received with the own signature. */
static enum status
keep_receipt(struct req *r, struct dossier *d, void *arg)
{
	struct delivery	 what = {
		.receiver = r->actor->name, .form = d->app.delivery,
		.clerk = r->actor->person, .at = clock_now(),
		.identity = pool_printf(r->pool, "数字证书 %s",
		    r->actor->serial),
	};

	(void)arg;
	return case_keep_delivery(r, d, &what);
}

static enum status
post_receive(struct req *r)
{
	return front_deed(r, EV_DELIVER, keep_receipt);
}

static enum status
post_activate(struct req *r)
{
	return front_deed(r, EV_ACTIVATE, NULL);
}

static const struct route routes[] = {
	FRONT_START_ROUTES("/renew", "/renew"),
	{ WEB_POST, "/renew/{id}/prove", ROLE_BIT(ROLE_KEEPER), post_prove,
	  &deed_form, 0, 0 },
	{ WEB_POST, "/renew/{id}/receive", ROLE_BIT(ROLE_KEEPER),
	  post_receive, &deed_form, 0, 0 },
	{ WEB_POST, "/renew/{id}/activate", ROLE_BIT(ROLE_KEEPER),
	  post_activate, &deed_form, 0, 0 },
	FRONT_DEVICE_ROUTES("/renew"),
	FRONT_ROUTES("/renew"),
};

int
main(void)
{
	return web_run("renew", routes, NITEMS(routes));
}
