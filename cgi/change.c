/*
 * 变更: name, unit or picture of a seal change; it ends and a linked 申领
 * brings the new one.  A change of the unit's contact data is
 * the register's alone.
 */
#include "form/codes.h"
#include "work/exchange.h"
#include "work/front.h"

#define ONLY "只变更联系方式的填写；没有变的保留原样"
#define AT(member) .at = offsetof(struct front_wish, member)
FRONT_START_FORMS_AND("要变更的印章", "变更原因",
	{ .name = "address", .label = "变更后的单位地址", .hint = ONLY,
	  .kind = FIELD_LINE, .max = 200, AT(address) },
	{ .name = "phone", .label = "变更后的联系电话", .hint =
	  "公开的办公电话", .kind = FIELD_LINE, .max = 40,
	  .clean = CLEAN_NARROW, .inputmode = "tel", AT(phone) },
	{ .name = "email", .label = "变更后的邮箱", .kind = FIELD_LINE,
	  .max = 100, .clean = CLEAN_NARROW, .check = code_email,
	  .inputmode = "email", AT(email) },
	FRONT_REV);
#undef AT

static const struct front_start change = {
	.business = "change", .page = "change/start", .title = "变更电子印章",
	.reason_title = "填写变更原因", .unfit = exchange_unfit,
	.reason_unfit = exchange_reason_unfit,
	.fill = exchange_contact_fill, .keep = exchange_contact_keep,
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
