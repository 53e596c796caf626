/*
 * 更换: the carrier of a seal is broken; it ends and a linked 申领 brings a
 * new one on another.
 */
#include "work/exchange.h"
#include "work/front.h"

FRONT_START_FORMS("要更换的印章", "更换原因");

static const struct front_start replace = {
	.business = "replace", .page = "replace/start", .title = "更换电子印章载体",
	.reason_title = "填写更换原因", .unfit = exchange_unfit,
	.pick = &pick_form, .type = &type_form, .why = &reason_form,
};

FRONT_START_HANDLERS(replace)

static const struct route routes[] = {
	FRONT_START_ROUTES("/replace", "/replace"),
	FRONT_ROUTES("/replace"),
};

int
main(void)
{
	return web_run("replace", routes, NITEMS(routes));
}
