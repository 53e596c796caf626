/*
 * 注销: a seal ends for good (R-089..R-091).  The unit chooses seal and
 * reason and brings the papers; the desk verifies, an approver agrees, an
 * operator revokes.
 */
#include "work/front.h"

FRONT_START_FORMS("要注销的印章", "注销原因");

/* T2: S1 to S6 may be revoked. */
static enum status
cannot_end(struct req *r, const struct seal *s, const char **why)
{
	const struct flow_row	*row;

	(void)r;
	if (flow_ask(&flow_seal, s->state, SE_REVOKE, FLOW_SYSTEM, NULL,
	    NULL, &row, why) == FLOW_YES)
		*why = NULL;
	else
		*why = s->state == S7_REVOKED ? "这枚印章已经注销" :
		    "这枚印章还没有制作完成，不能注销";
	return ST_OK;
}

static const struct front_start cancel = {
	.business = "cancel", .page = "cancel/start",
	.title = "注销电子印章", .reason_title = "填写注销原因",
	.unfit = cannot_end, .pick = &pick_form, .type = &type_form,
	.why = &reason_form,
};

FRONT_START_HANDLERS(cancel)

static const struct route routes[] = {
	FRONT_START_ROUTES("/cancel", "/cancel"),
	FRONT_ROUTES("/cancel"),
};

int
main(void)
{
	return web_run("cancel", routes, NITEMS(routes));
}
