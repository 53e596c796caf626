/*
 * 变更: name, unit or picture of a seal change; it ends and a linked 申领
 * brings the new one.
 */
#include "work/exchange.h"
#include "work/front.h"

FRONT_START_FORMS("要变更的印章", "变更原因");

static const struct front_start change = {
	.business = "change", .page = "change/start", .title = "变更电子印章",
	.reason_title = "填写变更原因", .unfit = exchange_unfit,
	.reason_unfit = exchange_reason_unfit,
	.pick = &pick_form, .type = &type_form, .why = &reason_form,
};

FRONT_START_HANDLERS(change)

static const struct route routes[] = {
	FRONT_START_ROUTES("/change", "/change"),
	FRONT_ROUTES("/change"),
};

int
main(void)
{
	return web_run("change", routes, NITEMS(routes));
}
