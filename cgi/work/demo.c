/*
 * The demonstration office: its units and people, and the files left beside
 * it; its seal is made in demo_case.c.
 */
#include <sys/stat.h>

#include <string.h>

#include "base/clock.h"
#include "base/file.h"
#include "base/limits.h"
#include "form/codes.h"
#include "sheet/sheet.h"
#include "work/demo_local.h"
#include "work/people.h"

/* --- units --------------------------------------------------------------- */

static const struct {
	int		 parent;	/* -1: the top */
	enum unit_level	 level;
	unsigned	 functions;
	const char	*name, *code, *region, *type, *address, *phone;
} units[DU__N] = {
	[DU_TOP] = { -1, LEVEL_MINISTRY, FUNCTION_SUPERVISING,
	  "演示电子印章监管中心", "", "100000", "organ",
	  "演示省演示市一号路 1 号", "0990-0000001" },
	[DU_PROVINCE] = { DU_TOP, LEVEL_PROVINCE, FUNCTION_ISSUING,
	  "演示省人力资源和社会保障厅", "", "990000", "organ",
	  "演示省演示市一号路 2 号", "0990-0000002" },
	[DU_CITY] = { DU_PROVINCE, LEVEL_CITY,
	  FUNCTION_ISSUING | FUNCTION_MAKING,
	  "演示市人力资源和社会保障信息中心", "", "990100", "institution",
	  "演示市二号路 3 号", "0990-0000003" },
	[DU_DESK] = { DU_CITY, LEVEL_DESK, FUNCTION_ISSUING,
	  "演示区公共就业服务中心", "", DEMO_REGION, "institution",
	  "演示区三号路 4 号", "0990-0000004" },
	[DU_USING] = { DU_DESK, LEVEL_USING, 0,
	  "演示区清泉职业培训学校", "", DEMO_REGION, "institution",
	  "演示区四号路 5 号", "0990-0000005" },
};

#define R(x)	ROLE_BIT(ROLE_##x)

/* --- people -------------------------------------------------------------- */

static const struct account {
	const char	*login, *name;
	int		 unit;
	unsigned	 roles;
	const char	*may, *tries;	/* what it can do, what to try first */
} accounts[] = {
	/* The first two are made at the console; the others by the first. */
	{ "ra-admin", "罗管理", DU_CITY, R(RA_ADMIN),
	  "登记人员、签发证书、解锁口令、重置密钥",
	  "“管理”里登记一名人员，用显示的一次性口令登录" },
	{ "system", "席系统", DU_CITY, R(SYSTEM_ADMIN),
	  "管理账号，查看参数；看不到业务内容",
	  "打开“管理”；再访问 /approve，看到被拒绝" },
	{ "supervisor", "简监管", DU_TOP, R(SUPERVISOR),
	  "批准、暂停、恢复下级的制作单位",
	  "“管理”里暂停演示市的制作，再恢复" },
	{ "business", "叶业务", DU_CITY, R(BUSINESS_ADMIN),
	  "管理单位和办理规则，提出和批准规则的修改",
	  "“管理”的“规则与参数”里提出把一条规则改成别的值" },
	{ "business2", "桂规则", DU_CITY, R(BUSINESS_ADMIN),
	  "与 business 相同；规则的修改由他们中的一人提出，另一人批准",
	  "business 提出以后，“管理”里打开“待批准的规则”，批准" },
	{ "auditor", "沈审计", DU_CITY, R(AUDIT_ADMIN),
	  "查看、核验、导出审计记录", "“审计”里核验审计链" },
	{ "operator", "欧操作", DU_DESK, R(RA_OPERATOR),
	  "解除挂失，执行注销、变更和续期，登记用章单位人员",
	  "“审批”里解除合同专用章的挂失" },
	{ "checker", "何核验", DU_DESK, R(CHECKER),
	  "核验申请材料，为来访者开办件，交付印章",
	  "“审批”里核验证照专用章的申请，或者为来访者开办件" },
	{ "approver", "盛审批", DU_DESK, R(APPROVER),
	  "审批申请，对注销、变更、续期出具意见；查看台账和统计",
	  "“审批”里审批检验专用章；打开“统计”，点任何一个数" },
	{ "maker", "章制作", DU_CITY, R(MAKER),
	  "制作印模、录入、签发证书、赋码、生成和装载印章",
	  "“制章”里为公文专用章制作印模" },
	{ "applicant", "景经办", DU_USING, R(APPLICANT),
	  "申领、变更、更换、续期、注销印章，确认印模",
	  "“申领”的“我的办件”里接着填写变更后的证明专用章" },
	{ "keeper", "鲍保管", DU_USING, R(KEEPER),
	  "保管和启用印章，用章，挂失，自助续期",
	  "“挂失”里停用印章，再到“验真”核验盖过章的文件；“续期”里续培训部的印章" },
	{ "requester", "永用章", DU_USING, R(REQUESTER),
	  "申请用章，审核同意以后盖章、下载",
	  "“用章”里上传 letter.pdf，选位置，提交" },
	{ "reviewer", "申审核", DU_USING, R(REVIEWER),
	  "审核用章申请", "requester 提交以后，在“用章”里同意" },
	/* the desk's own seal, and its grant (demo_grant.c) */
	{ "window-keeper", "钱保管", DU_DESK, R(KEEPER) | R(APPLICANT),
	  "保管受理单位自己的印章，同意或者终止系统授权",
	  "“用章”的“系统授权”里看回执为什么自动盖章" },
	{ "window-reviewer", "安审核", DU_DESK, R(REVIEWER),
	  "评估风险，提出或者终止系统授权",
	  "提交一件申领以后，在“用章登记”里看自动盖过的受理单" },
	{ DEMO_LOCKED, "费忘记", DU_USING, R(REQUESTER),
	  "没有：口令连续输错五次，已经锁定",
	  "登录，看到怎么办；再由 operator 在“管理”里核对身份后解锁" },
};
_Static_assert(NITEMS(accounts) >= ROLE__N, "an account for every role");

/* A valid code for an invented unit: the check character is computed. */
static const char *
unit_code(struct demo *d, int k)
{
	static const char	 alphabet[] =
	    "0123456789ABCDEFGHJKLMNPQRTUWXY";
	char			*code;
	size_t			 i;

	code = pool_printf(d->c->pool, "12%sMB%05dX7?", units[k].region,
	    70000 + k * 137);
	if (code == NULL || strlen(code) != 18)
		code = pool_printf(d->c->pool, "12%sMB%06dX?",
		    units[k].region, 70000 + k * 137);
	for (i = 0; code != NULL && alphabet[i] != '\0'; i++) {
		code[17] = alphabet[i];
		if (code_credit(code) == NULL)
			break;
	}
	return code;
}

static enum status
make_unit(struct demo *d, int k)
{
	struct unit	*u = &d->unit[k];

	memset(u, 0, sizeof(*u));
	u->level = units[k].level;
	u->functions = units[k].functions;
	u->name = units[k].name;
	u->code = unit_code(d, k);
	u->region = units[k].region;
	u->type = units[k].type;
	u->address = units[k].address;
	u->phone = units[k].phone;
	u->state = "active";
	u->making_approved = (u->functions & FUNCTION_MAKING) != 0;
	if (units[k].parent >= 0)
		memcpy(u->parent, d->unit[units[k].parent].id,
		    sizeof(u->parent));
	return unit_add(d->c->office, u, d->f);
}

/* Invented regions, so that no real place is in the demonstration. */
static enum status
make_regions(struct demo *d)
{
	static const struct region_row rows[] = {
		{ "990000", "演示省", 1, "", "demo" },
		{ "990100", "演示市", 2, "990000", "demo" },
		{ DEMO_REGION, "演示区", 3, "990100", "demo" },
	};
	enum status	 st = ST_OK;
	size_t		 i;

	for (i = 0; st == ST_OK && i < NITEMS(rows); i++)
		st = region_add(d->c->office, &rows[i], d->f);
	return st;
}

/* Whom the demonstration's filings and notices name. */
static enum status
make_authorities(struct demo *d)
{
	static const struct authority rows[] = {
		{ .region = "990000", .kind = AUTHORITY_CRYPTO,
		  .name = "演示省密码管理局", .section = "",
		  .phone = "0990-0000013", .address = "演示省演示市一号路 8 号" },
		{ .region = "990100", .kind = AUTHORITY_MANAGEMENT,
		  .name = "演示市政务服务和数据管理局", .section = "印章管理科",
		  .phone = "0990-0000011", .address = "演示市二号路 6 号" },
		{ .region = "990100", .kind = AUTHORITY_POLICE,
		  .name = "演示市公安局", .section = "治安管理支队",
		  .phone = "0990-0000012", .address = "演示市二号路 7 号" },
		/* the province's own, for its own seals */
		{ .region = "990000", .kind = AUTHORITY_MANAGEMENT,
		  .name = "演示省政务服务管理局", .section = "",
		  .phone = "0990-0000014", .address = "" },
		{ .region = "990000", .kind = AUTHORITY_POLICE,
		  .name = "演示省公安厅", .section = "",
		  .phone = "0990-0000015", .address = "" },
	};
	struct authority	 a;
	enum status		 st = ST_OK;
	size_t			 i;

	for (i = 0; st == ST_OK && i < NITEMS(rows); i++) {
		a = rows[i];
		a.mail = "";
		a.reason = "演示";
		st = authority_add(d->c->office, &a, d->f);
	}
	return st;
}

static enum status
make_house(struct demo *d)
{
	struct audit_entry	 entry = {
		.action = "office.demo", .kind = "office", .result = "ok",
		.object = "demonstration",
	};
	enum status		 st;
	int			 k;

	if ((st = store_begin(d->c->office, STORE_WRITE, d->f)) != ST_OK)
		return st;
	st = make_regions(d);
	if (st == ST_OK)
		st = make_authorities(d);
	for (k = 0; st == ST_OK && k < DU__N; k++)
		st = make_unit(d, k);
	if (st == ST_OK)
		st = unit_map_desk(d->c->office, "990000", "",
		    d->unit[DU_DESK].id, d->f);
	if (st == ST_OK)
		st = audit_add(d->c->office, &d->c->actor, &entry, d->f);
	return store_end(d->c->office, st, d->f);
}

/* The account's record; key, certificate and roles follow. */
static enum status
make_person(struct demo *d, const struct account *a, struct person *p)
{
	enum status	 st;

	memset(p, 0, sizeof(*p));
	p->login = a->login;
	p->name = a->name;
	p->phone_mask = p->idno_mask = "";
	p->state = "active";
	if ((st = store_begin(d->c->office, STORE_WRITE, d->f)) != ST_OK)
		return st;
	st = person_add(d->c->office, p, d->f);
	return store_end(d->c->office, st, d->f);
}

#define ONE_TIME "yici12345"	/* replaced before anybody can use it */

static enum status
enrol(struct demo *d, const struct account *a, struct person *p)
{
	const struct people_change change = {
		.person = p->id, .unit = &d->unit[a->unit],
		.roles = a->roles, .reason = "演示", .pin = ONE_TIME,
	};
	const char		*why = NULL;
	enum status		 st;

	st = people_give(d->r, d->c->keyd, &change, &why);
	return st == ST_OK ? ST_OK : fault_in(d->f, st, a->login);
}

static enum status
settle_pin(struct demo *d, const struct person *p)
{
	struct keyd_unlocked	 u = { 0 };

	return keyd_pin_change(d->c->keyd, p->id, ONE_TIME, DEMO_PIN, &u,
	    d->f);
}

static enum status
make_people(struct demo *d)
{
	struct person	 p;
	enum status	 st = ST_OK;
	size_t		 i;

	for (i = 0; st == ST_OK && i < NITEMS(accounts); i++) {
		if (i == 2)
			st = console_as(d->c, accounts[0].login, DEMO_PIN);
		if (st == ST_OK)
			st = make_person(d, &accounts[i], &p);
		if (st == ST_OK)
			st = i < 2 ? console_enrol(d->c, &p,
			    &d->unit[accounts[i].unit], accounts[i].roles,
			    ONE_TIME) : enrol(d, &accounts[i], &p);
		if (st == ST_OK)
			st = settle_pin(d, &p);
	}
	return st;
}

/* --- what is left beside the office -------------------------------------- */

static const char *
roles_text(struct demo *d, unsigned roles)
{
	const char	*out = "";
	enum role	 role;

	for (role = 0; role < ROLE__N && out != NULL; role++)
		if (roles & ROLE_BIT(role))
			out = pool_printf(d->c->pool, "%s%s%s", out,
			    *out == '\0' ? "" : "、", role_label(role));
	return out;
}

static enum status
write_accounts(struct demo *d)
{
	char		 path[CONFIG_PATH], dir[CONFIG_PATH];
	struct buf	 b;
	enum status	 st;
	size_t		 i;

	buf_init(&b, 64 * KIB);
	buf_printf(&b, "演示账号（口令都是 %s）\n", DEMO_PIN);
	for (i = 0; i < NITEMS(accounts); i++)
		buf_printf(&b, "\n  %-16s%s　%s，%s\n"
		    "              能做：%s\n              先试：%s\n",
		    accounts[i].login, roles_text(d, accounts[i].roles),
		    accounts[i].name, units[accounts[i].unit].name,
		    accounts[i].may, accounts[i].tries);
	config_path(d->c->config.data, "demo/letter.pdf", path);
	buf_printf(&b, "\n最短的一趟：requester 登录，“用章”里上传\n  %s\n"
	    "选印章和位置，提交；reviewer 登录，同意；requester 盖章、下载；"
	    "退出，到“验真”上传。\n", path);
	config_path(d->c->config.data, "demo", dir);
	mkdir(dir, 0750);
	config_path(d->c->config.data, "demo/accounts.txt", path);
	st = buf_ok(&b) ? file_write(path, buf_view(&b), 0640, d->f) :
	    fault_set(d->f, ST_BROKEN, "accounts: memory");
	buf_free(&b);
	return st;
}

static enum status
write_letter(struct demo *d)
{
	static const char *const paragraphs[] = {
		"各参训学员：",
		"根据本校 2026 年度职业技能培训计划，定于 2026 年 12 月 7 日开办"
		"电子商务师（四级）培训班，培训期 20 个工作日。现将有关事项通知如下。",
		"一、报名时间为 2026 年 11 月 23 日至 12 月 4 日，凭居民身份证到本校"
		"教务处办理。",
		"二、培训期满考核合格的，由本校出具培训证明，证明加盖本校电子印章，"
		"可在验真平台核验。",
		"三、本文件为演示文件，所涉单位、人员和事项均为虚构。",
		"特此通知。",
	};
	const struct sheet	 sheet = {
		.kind = SHEET_LETTER, .title = "关于开办职业技能培训班的通知",
		.issuer = d->unit[DU_USING].name,
		.number = "演清培〔2026〕12号", .paragraphs = paragraphs,
		.nparagraphs = NITEMS(paragraphs), .ms = clock_now(),
		.demo = 1,
	};
	char			 path[CONFIG_PATH];
	struct buf		 pdf;
	enum status		 st;

	buf_init(&pdf, 8 * MIB);
	st = sheet_write(&sheet, &pdf, d->f);
	config_path(d->c->config.data, "demo/letter.pdf", path);
	if (st == ST_OK)
		st = file_write(path, buf_view(&pdf), 0640, d->f);
	buf_free(&pdf);
	return st;
}

/*
 * What is older than the rest, then back to the present.  At each step of the
 * clock keyd locks everybody's key.
 */
static enum status
make_past(struct demo *d, const struct config *config)
{
	enum status	 st;

	if ((st = demo_cases(d, DEMO_PAST, 1)) != ST_OK ||
	    (st = demo_idle(d, config)) != ST_OK ||
	    (st = demo_clock(config, -DEMO_LATELY_DAYS, d->f)) != ST_OK)
		return st;
	d->who = NULL;
	if ((st = demo_cases(d, DEMO_LATELY, 1)) == ST_OK &&
	    (st = demo_grant(d)) == ST_OK)
		st = demo_clock(config, 0, d->f);
	d->who = NULL;
	return st;
}

enum status
demo_clock(const struct config *config, int days, struct fault *f)
{
	if (*config->clock == '\0')
		return ST_OK;
	return clock_set_shift(config->clock, days * MS_DAY, f);
}

enum status
demo_make(const struct config *config, int all, struct fault *f)
{
	struct demo	 d = { 0 };
	enum status	 st;

	if ((st = console_open(config, &d.c, f)) != ST_OK)
		return st;
	d.r = &d.c->req;
	d.f = &d.c->fault;
	if ((st = make_house(&d)) == ST_OK &&
	    (st = make_people(&d)) == ST_OK &&
	    (!all || (st = make_past(&d, config)) == ST_OK) &&
	    (st = demo_cases(&d, DEMO_NOW, all)) == ST_OK &&
	    (!all || (st = demo_ukeys(&d)) == ST_OK) &&
	    (!all || (st = demo_filings(&d)) == ST_OK) &&
	    (st = write_accounts(&d)) == ST_OK)
		st = write_letter(&d);
	if (st != ST_OK && f != NULL)
		*f = *d.f;
	console_close(d.c);
	return st;
}
