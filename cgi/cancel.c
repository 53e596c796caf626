/*
 * 注销: a seal ends for good (R-089..R-091).  The unit chooses seal and
 * reason and brings the papers; the desk verifies, an approver agrees, an
 * operator revokes.
 */
#include "work/front.h"

FRONT_START_FORMS("要注销的印章", "注销原因");

/* T2: S1 to S6 may be revoked. */
static const char *
cannot_end(const struct seal *s)
{
	const struct flow_row	*row;
	const char		*why;

	if (flow_ask(&flow_seal, s->state, SE_REVOKE, FLOW_SYSTEM, NULL,
	    NULL, &row, &why) == FLOW_YES)
		return NULL;
	return s->state == S7_REVOKED ? "这枚印章已经注销" :
	    "这枚印章还没有制作完成，不能注销";
}

static const struct front_start cancel = {
	.business = "cancel", .page = "cancel/start",
	.title = "注销电子印章", .reason_title = "填写注销原因",
	.unfit = cannot_end, .pick = &pick_form, .type = &type_form,
	.why = &reason_form,
};

static enum status
show_start(struct req *r)
{
	return front_start_page(r, &cancel);
}

static enum status
post_new(struct req *r)
{
	return front_start_new(r, &cancel);
}

static enum status
show_reason(struct req *r)
{
	return front_start_reason(r, &cancel);
}

static enum status
post_reason(struct req *r)
{
	return front_start_keep(r, &cancel);
}

static const struct route routes[] = {
	{ WEB_GET, "/cancel", 0, show_start, NULL, 0, 0 },
	{ WEB_POST, "/cancel/new", FRONT_USING | FRONT_DESK, post_new,
	  &type_form, 0, 0 },
	{ WEB_GET, "/cancel/{id}/reason", FRONT_ROLES, show_reason,
	  &reason_form, 0, 0 },
	{ WEB_POST, "/cancel/{id}/reason", FRONT_ROLES, post_reason,
	  &reason_form, 0, 0 },
	FRONT_ROUTES("/cancel"),
};

int
main(void)
{
	return web_run("cancel", routes, NITEMS(routes));
}
