/* The questions of a production office; see founding.h. */
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/wipe.h"
#include "form/codes.h"
#include "office/directory.h"
#include "work/console.h"
#include "work/founding.h"
#include "work/people.h"
#include "work/terminal.h"

#define AT(member) offsetof(struct founding, member)

static const char *
check_words(const char *s)
{
	return strlen(s) < 4 ? "太短" : NULL;
}

/* Two characters of UTF-8. */
static const char *
check_name(const char *s)
{
	return strlen(s) < 6 ? "请填写姓名" : NULL;
}

/* In the order they are asked. */
static const struct question {
	size_t		 at;
	const char	*words;
	const char	*(*check)(const char *);
	enum terminal_secret secret;
} questions[] = {
	{ AT(org), "单位全称", check_words, 0 },
	{ AT(code), "统一社会信用代码", code_credit, 0 },
	{ AT(region), "行政区划码（6 位）", code_region, 0 },
	{ AT(address), "单位地址", check_words, 0 },
	{ AT(phone), "对外咨询电话", check_words, 0 },
	{ AT(above[0]), "监管单位全称", check_words, 0 },
	{ AT(above[1]), "省级单位全称", check_words, 0 },
	{ AT(login[0]), "RA管理员账号", check_words, 0 },
	{ AT(name[0]), "RA管理员姓名", check_name, 0 },
	{ AT(person_pin[0]), "RA管理员口令（请本人输入）", code_pin, 1 },
	{ AT(login[1]), "系统管理员账号", check_words, 0 },
	{ AT(name[1]), "系统管理员姓名", check_name, 0 },
	{ AT(person_pin[1]), "系统管理员口令（请本人输入）", code_pin, 1 },
	{ AT(login[2]), "监管人员账号", check_words, 0 },
	{ AT(name[2]), "监管人员姓名", check_name, 0 },
	{ AT(person_pin[2]), "监管人员一次性口令（首次登录须更换）",
	  code_pin, 1 },
	{ AT(pin[0]), "根密钥第一保管人口令", code_pin, 1 },
	{ AT(phrase[0]), "第一保管人恢复短语", terminal_phrase, 1 },
	{ AT(pin[1]), "根密钥第二保管人口令", code_pin, 1 },
	{ AT(phrase[1]), "第二保管人恢复短语", terminal_phrase, 1 },
};

enum status
founding_ask(const struct config *config, struct founding *out,
    struct fault *f)
{
	enum status	 st = ST_OK;
	size_t		 i;

	memset(out, 0, sizeof(*out));
	fprintf(stderr, "建立机构。印在二维码里的地址是 %s，启用后不能更改。\n",
	    config->url);
	if (strcmp(config->ca, "embedded") == 0)
		fputs("注意：使用内置 CA，仅限演示、测试和封闭使用。\n",
		    stderr);
	for (i = 0; st == ST_OK && i < NITEMS(questions); i++)
		st = terminal_ask(questions[i].words, questions[i].check,
		    questions[i].secret, (char *)out + questions[i].at, f);
	if (st != ST_OK)
		wipe(out, sizeof(*out));
	return st;
}

/* --- from answers to records ----------------------------------------------------- */

/* The office and, above it, the units it answers to, which have no
 * accounts here but the supervisor's. */
static enum status
make_units(struct console *c, const struct founding *a, struct unit *top,
    struct unit *office)
{
	struct unit	 up[2] = { { .level = LEVEL_MINISTRY,
	    .functions = FUNCTION_SUPERVISING, .region = "100000" },
	    { .level = LEVEL_PROVINCE, .functions = FUNCTION_ISSUING } };
	char		 province[7];
	enum status	 st = ST_OK;
	size_t		 i;

	snprintf(province, sizeof(province), "%.2s0000", a->region);
	up[1].region = province;
	for (i = 0; st == ST_OK && i < NITEMS(up); i++) {
		up[i].name = a->above[i];
		up[i].code = up[i].address = up[i].phone = "";
		up[i].type = "organ";
		up[i].state = "active";
		if (i > 0)
			memcpy(up[i].parent, up[i - 1].id, sizeof(up[i].id));
		st = unit_add(c->office, &up[i], &c->fault);
	}
	*top = up[0];
	*office = (struct unit){
		.level = LEVEL_CITY,
		.functions = FUNCTION_ISSUING | FUNCTION_MAKING,
		.name = a->org, .code = a->code, .region = a->region,
		.type = "institution", .address = a->address,
		.phone = a->phone, .state = "active",
	};
	memcpy(office->parent, up[1].id, sizeof(up[1].id));
	if (st == ST_OK)
		st = unit_add(c->office, office, &c->fault);
	/* it serves the province until desks of their own regions do */
	return st == ST_OK ? unit_map_desk(c->office, province, "",
	    office->id, &c->fault) : st;
}

static enum status
make_record(struct console *c, const char *login, const char *name,
    struct person *p)
{
	memset(p, 0, sizeof(*p));
	p->login = login;
	p->name = name;
	p->phone_mask = p->idno_mask = "";
	p->state = "active";
	return person_add(c->office, p, &c->fault);
}

static enum status
make_house(struct console *c, const struct founding *a, struct unit *top,
    struct unit *office, struct person p[FOUNDING_PEOPLE])
{
	const struct audit_entry entry = {
		.action = "office.init", .kind = "office", .object = a->code,
		.result = "ok",
	};
	enum status	 st;
	size_t		 i;

	if ((st = store_begin(c->office, STORE_WRITE, &c->fault)) != ST_OK)
		return st;
	st = make_units(c, a, top, office);
	for (i = 0; st == ST_OK && i < FOUNDING_PEOPLE; i++)
		st = make_record(c, a->login[i], a->name[i], &p[i]);
	if (st == ST_OK)
		st = audit_add(c->office, &c->actor, &entry, &c->fault);
	return store_end(c->office, st, &c->fault);
}

/* The RA administrator's own act, signed like every later one. */
static enum status
enrol_supervisor(struct console *c, const struct founding *a,
    const struct unit *top, const struct person *p)
{
	const struct people_change change = {
		.person = p->id, .unit = top,
		.roles = ROLE_BIT(ROLE_SUPERVISOR), .reason = "建立机构",
		.pin = a->person_pin[2],
	};
	const char	*why = NULL;
	enum status	 st;

	st = console_as(c, a->login[0], a->person_pin[0]);
	return st == ST_OK ? people_give(&c->req, c->keyd, &change, &why) :
	    st;
}

enum status
founding_fill(const struct config *config, void *arg, struct fault *f)
{
	static const enum role	 roles[] = {
		ROLE_RA_ADMIN, ROLE_SYSTEM_ADMIN
	};
	const struct founding	*a = arg;
	struct console		*c;
	struct unit		 top, office;
	struct person		 p[FOUNDING_PEOPLE];
	enum status		 st;
	size_t			 i;

	if ((st = console_open(config, &c, f)) != ST_OK)
		return st;
	st = make_house(c, a, &top, &office, p);
	for (i = 0; st == ST_OK && i < NITEMS(roles); i++)
		st = console_enrol(c, &p[i], &office, ROLE_BIT(roles[i]),
		    a->person_pin[i]);
	if (st == ST_OK)
		st = enrol_supervisor(c, a, &top, &p[2]);
	if (st != ST_OK)
		*f = c->fault;
	console_close(c);
	return st;
}
