/* The questions of a production office; see founding.h. */
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/wipe.h"
#include "form/codes.h"
#include "work/console.h"
#include "work/founding.h"
#include "work/people.h"

#define AT(member) offsetof(struct founding, member)

static const char *
check_words(const char *s)
{
	return strlen(s) < 4 ? "太短" : NULL;
}

static const char *
check_phrase(const char *s)
{
	return strlen(s) < 12 ? "恢复短语至少 12 个字符" : NULL;
}

/* In the order they are asked. */
static const struct question {
	size_t		 at;
	const char	*words;
	const char	*(*check)(const char *);
	int		 secret;
} questions[] = {
	{ AT(org), "单位全称", check_words, 0 },
	{ AT(code), "统一社会信用代码", code_credit, 0 },
	{ AT(region), "行政区划码（6 位）", code_region, 0 },
	{ AT(address), "单位地址", check_words, 0 },
	{ AT(phone), "对外咨询电话", check_words, 0 },
	{ AT(login[0]), "RA管理员账号", check_words, 0 },
	{ AT(name[0]), "RA管理员姓名", check_words, 0 },
	{ AT(person_pin[0]), "RA管理员一次性口令（首次登录须更换）",
	  code_pin, 1 },
	{ AT(login[1]), "系统管理员账号", check_words, 0 },
	{ AT(name[1]), "系统管理员姓名", check_words, 0 },
	{ AT(person_pin[1]), "系统管理员一次性口令（首次登录须更换）",
	  code_pin, 1 },
	{ AT(pin[0]), "根密钥第一保管人口令", code_pin, 1 },
	{ AT(phrase[0]), "第一保管人恢复短语", check_phrase, 1 },
	{ AT(pin[1]), "根密钥第二保管人口令", code_pin, 1 },
	{ AT(phrase[1]), "第二保管人恢复短语", check_phrase, 1 },
};

/* One line; without echo where it is a secret and a person types it. */
static int
read_line(int secret, char out[FOUNDING_TEXT])
{
	struct termios	 was, quiet;
	const int	 tty = secret && tcgetattr(STDIN_FILENO, &was) == 0;
	char		*end;
	int		 ok;

	if (tty) {
		quiet = was;
		quiet.c_lflag &= ~(tcflag_t)ECHO;
		tcsetattr(STDIN_FILENO, TCSAFLUSH, &quiet);
	}
	ok = fgets(out, FOUNDING_TEXT, stdin) != NULL;
	if (tty) {
		tcsetattr(STDIN_FILENO, TCSAFLUSH, &was);
		fputc('\n', stderr);
	}
	if (ok && (end = strchr(out, '\n')) != NULL)
		*end = '\0';
	return ok;
}

enum status
founding_ask(const struct config *config, struct founding *out,
    struct fault *f)
{
	const char	*why;
	char		*to;
	size_t		 i;

	memset(out, 0, sizeof(*out));
	fprintf(stderr, "建立机构。印在二维码里的地址是 %s，启用后不能更改。\n",
	    config->url);
	if (strcmp(config->ca, "embedded") == 0)
		fputs("注意：使用内置 CA，仅限演示、测试和封闭使用。\n",
		    stderr);
	for (i = 0; i < NITEMS(questions); i++) {
		to = (char *)out + questions[i].at;
		do {
			fprintf(stderr, "%s：", questions[i].words);
			if (!read_line(questions[i].secret, to)) {
				wipe(out, sizeof(*out));
				return fault_set(f, ST_INVALID,
				    "input ended at: %s", questions[i].words);
			}
			why = questions[i].check(to);
			if (why != NULL)
				fprintf(stderr, "  %s，请重新输入\n", why);
		} while (why != NULL);
	}
	return ST_OK;
}

/* --- from answers to records ----------------------------------------------------- */

/* The office's own units: a ministry's place and a province's are held by
 * the office itself until its superiors connect (R-001 asks for parents). */
static enum status
make_units(struct console *c, const struct founding *a, struct unit *office)
{
	struct unit	 up[2] = { { .level = LEVEL_MINISTRY,
	    .functions = FUNCTION_SUPERVISING, .name = "上级监管单位（待接入）",
	    .region = "100000" }, { .level = LEVEL_PROVINCE,
	    .functions = FUNCTION_ISSUING, .name = "省级单位（待接入）" } };
	char		 province[7];
	enum status	 st = ST_OK;
	size_t		 i;

	snprintf(province, sizeof(province), "%.2s0000", a->region);
	up[1].region = province;
	for (i = 0; st == ST_OK && i < NITEMS(up); i++) {
		up[i].code = up[i].address = up[i].phone = "";
		up[i].type = "organ";
		up[i].state = "active";
		if (i > 0)
			memcpy(up[i].parent, up[i - 1].id, sizeof(up[i].id));
		st = unit_add(c->office, &up[i], &c->fault);
	}
	*office = (struct unit){
		.level = LEVEL_CITY,
		.functions = FUNCTION_ISSUING | FUNCTION_MAKING,
		.name = a->org, .code = a->code, .region = a->region,
		.type = "institution", .address = a->address,
		.phone = a->phone, .state = "active",
	};
	memcpy(office->parent, up[1].id, sizeof(up[1].id));
	return st == ST_OK ? unit_add(c->office, office, &c->fault) : st;
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
make_house(struct console *c, const struct founding *a, struct unit *office,
    struct person p[2])
{
	const struct audit_entry entry = {
		.action = "office.init", .kind = "office", .object = a->code,
		.result = "ok",
	};
	enum status	 st;

	if ((st = store_begin(c->office, STORE_WRITE, &c->fault)) != ST_OK)
		return st;
	if ((st = make_units(c, a, office)) == ST_OK &&
	    (st = make_record(c, a->login[0], a->name[0], &p[0])) == ST_OK &&
	    (st = make_record(c, a->login[1], a->name[1], &p[1])) == ST_OK &&
	    (st = audit_add(c->office, &c->actor, &entry,
	    &c->fault)) == ST_OK)
		st = store_commit(c->office, &c->fault);
	if (st != ST_OK)
		store_rollback(c->office);
	return st;
}

enum status
founding_fill(const struct config *config, void *arg, struct fault *f)
{
	static const enum role	 roles[] = {
		ROLE_RA_ADMIN, ROLE_SYSTEM_ADMIN
	};
	const struct founding	*a = arg;
	struct console		*c;
	struct unit		 office;
	struct person		 p[2];
	enum status		 st;
	size_t			 i;

	if ((st = console_open(config, &c, f)) != ST_OK)
		return st;
	st = make_house(c, a, &office, p);
	for (i = 0; st == ST_OK && i < NITEMS(roles); i++)
		st = console_enrol(c, &p[i], &office, ROLE_BIT(roles[i]),
		    a->person_pin[i]);
	if (st != ST_OK)
		*f = c->fault;
	console_close(c);
	return st;
}
