/* Which seals can be exchanged; see exchange.h. */
#include <string.h>

#include "base/clock.h"
#include "work/exchange.h"
#include "work/tell.h"

enum status
exchange_unfit(struct req *r, const struct seal *s, const char **why)
{
	static const char *const words[SEAL_STATE__N] = {
		[S0_MAKING] = "印章尚在制作，不能办理",
		[S1_MADE] = "印章尚未交付，不能办理",
		[S2_DELIVERED] = "印章尚未启用，不能办理",
		[S4_LOST] = "印章已挂失，请在挂失办件里补领新章",
		[S5_SUSPENDED] = "印章已停用，须先重新启用才能办理",
		[S6_EXPIRED] = "印章已过有效期，请续期，或者注销后申领新章",
		[S7_REVOKED] = "印章已注销，请申领新章",
	};

	(void)r;
	*why = words[seal_state_now(s, clock_now())];
	return ST_OK;
}

enum status
exchange_reason_unfit(struct req *r, const struct seal *s,
    const char *reason, const char **why)
{
	(void)r;
	*why = strcmp(reason, REASON_SCOPE) == 0 &&
	    strcmp(s->scope, "cross") == 0 ?
	    "这枚印章已经是跨行业应用，不需要变更使用范围" : NULL;
	return ST_OK;
}

static int
same(const char *a, const char *b)
{
	return a != NULL && b != NULL && strcmp(a, b) == 0;
}

int
exchange_needed(const struct unit *u, const struct application *app)
{
	return !same(u->name, app->org_name) || !same(u->code, app->org_code);
}

#define SEALS_MAX 200		/* of one unit */

enum status
exchange_tell(struct req *r, const struct unit *before,
    const struct unit *now)
{
	struct tell	 t = {
		.db = r->db, .pool = r->pool, .fault = r->fault,
		.kind = "task",
	};
	struct seal	*list;
	enum status	 st;
	size_t		 i, n;

	if (before->id[0] == '\0' || (same(before->name, now->name) &&
	    same(before->code, now->code)))
		return ST_OK;
	st = seal_list_unit(r->db, r->pool, now->id, SEALS_MAX, &list, &n,
	    r->fault);
	for (i = 0; st == ST_OK && i < n; i++) {
		if (list[i].state == S7_REVOKED)
			continue;
		t.text = pool_printf(r->pool, "单位的名称或统一社会信用代码已经"
		    "变更，印章“%s”需要办理变更", list[i].name);
		t.link = pool_printf(r->pool, "/change?seal=%s",
		    list[i].code);
		st = tell_seal(&t, &list[i]);
	}
	return st;
}

/* --- contact data (R-083) ------------------------------------------------ */

static int
is_contact(const char *reason)
{
	return same(reason, REASON_CONTACT);
}

/* What the register says, or what is asked for already. */
void
exchange_contact_fill(const struct dossier *d, struct front_wish *w)
{
	const int	 asked = is_contact(d->request.reason);

	w->address = asked ? d->app.org_address : d->unit.address;
	w->phone = asked ? d->app.org_phone : d->unit.phone;
	w->email = asked ? d->app.org_email : d->unit.email;
}

/* Of another reason the answers stay those of the seal. */
enum status
exchange_contact_keep(struct req *r, struct dossier *d,
    const struct front_wish *w)
{
	struct application	 seals;
	enum status		 st;

	d->app.org_phone = d->app.org_email = "";
	if (!is_contact(w->reason)) {
		st = case_seal_answers(r, &d->seal, &seals);
		d->app.org_address = seals.org_address;
	} else {
		/* opened with a reason only: as the register has it */
		d->app.org_address = w->address != NULL ? w->address :
		    d->unit.address;
		d->app.org_phone = w->address != NULL ? w->phone :
		    d->unit.phone;
		d->app.org_email = w->address != NULL ? w->email :
		    d->unit.email;
		st = ST_OK;
	}
	return st == ST_OK ? application_save(r->db, d->request.id,
	    d->request.version, &d->app, r->fault) : st;
}

int
exchange_contact_differs(const struct dossier *d)
{
	return !same(d->app.org_address, d->unit.address) ||
	    !same(d->app.org_phone, d->unit.phone) ||
	    !same(d->app.org_email, d->unit.email);
}

enum status
exchange_register(struct req *r, struct dossier *d)
{
	struct unit	*u = &d->unit;

	u->address = d->app.org_address;
	u->phone = d->app.org_phone;
	u->email = d->app.org_email;
	return unit_save(r->db, u, r->fault);
}
