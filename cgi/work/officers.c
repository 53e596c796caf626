/* Two officers at the console; see officers.h. */
#include <sys/stat.h>

#include <stdio.h>
#include <string.h>

#include "base/file.h"
#include "base/limits.h"
#include "base/log.h"
#include "base/wipe.h"
#include "form/codes.h"
#include "keys/keys.h"
#include "keys/storekey.h"
#include "office/directory.h"
#include "office/office.h"
#include "trust/cert.h"
#include "trust/keyd.h"
#include "work/credential.h"
#include "work/officers.h"
#include "work/terminal.h"

#define ADMINISTRATORS	(ROLE_BIT(ROLE_RA_ADMIN) | \
			ROLE_BIT(ROLE_SYSTEM_ADMIN))

/* --- their secrets --------------------------------------------------------- */

struct officers {
	char		 text[KEYS_OFFICERS][TERMINAL_TEXT];
	const char	*each[KEYS_OFFICERS];
};

static enum status
ask_officers(struct officers *o, const char *const words[KEYS_OFFICERS],
    const char *(*check)(const char *), struct fault *f)
{
	enum status	 st = ST_OK;
	int		 i;

	for (i = 0; st == ST_OK && i < KEYS_OFFICERS; i++) {
		o->each[i] = o->text[i];
		st = terminal_ask(words[i], check, TERMINAL_NEW, o->text[i], f);
	}
	return st;
}

static enum status
ask_pins(struct officers *o, struct fault *f)
{
	static const char *const words[] = {
		"根密钥第一保管人口令", "根密钥第二保管人口令",
	};

	return ask_officers(o, words, code_pin, f);
}

static int
told(enum status st, const struct fault *f)
{
	if (st != ST_OK)
		log_fault(f);
	return st == ST_OK ? 0 : 1;
}

/* --- the trail ------------------------------------------------------------- */

/* What was done at the console, with the change it belongs to. */
static enum status
note(struct store *db, const char *action, const char *kind,
    const char *object, struct fault *f)
{
	char			 id[ID_LEN + 1];
	const struct actor	 who = {
		.name = "系统", .unit_name = "", .serial = "",
		.address = "console", .program = "console", .request = id,
	};
	const struct audit_entry entry = {
		.action = action, .kind = kind, .object = object,
		.result = "ok", .reason = "控制台，两名保管人",
	};

	id_new(id);
	return audit_add(db, &who, &entry, f);
}

/* --- ca --------------------------------------------------------------------- */

enum status
officers_publish(const struct config *config, struct fault *f)
{
	struct pool		*pool = pool_new(1024 * 1024);
	struct keyd		*k = NULL;
	struct keyd_info	 info;
	char			 path[CONFIG_PATH];
	const mode_t		 mask = umask(022);	/* verify reads them */
	enum status		 st;
	size_t			 i;

	st = keyd_open(config, "console", &k, f);
	if (st == ST_OK)
		st = keyd_info(k, pool, &info, f);
	if (st == ST_OK) {
		const struct { const char *name; struct bytes der; } all[] = {
			{ "anchors/root.der", info.root },
			{ "anchors/making-ca.der", info.making_ca },
			{ "anchors/staff-ca.der", info.staff_ca },
		};

		config_path(config->data, "anchors", path);
		mkdir(path, 0755);
		for (i = 0; st == ST_OK && i < NITEMS(all); i++) {
			config_path(config->data, all[i].name, path);
			st = file_write(path, all[i].der, 0644, f);
		}
	}
	umask(mask);
	keyd_close(k);
	pool_free(pool);
	return st;
}

static enum status
note_alone(const struct config *config, const char *action,
    const char *kind, const char *object, struct fault *f)
{
	struct store	*db = NULL;
	enum status	 st;

	if ((st = store_open(config->store, "office", 0, &db, f)) == ST_OK &&
	    (st = store_begin(db, STORE_WRITE, f)) == ST_OK)
		st = store_end(db, note(db, action, kind, object, f), f);
	store_close(db);
	return st;
}

static const struct {
	const char	*name;
	enum keys_ca	 which;
} authorities[] = {
	{ "making", KEYS_MAKING_CA }, { "staff", KEYS_STAFF_CA },
};

static enum status
reissue(const struct config *config, size_t i, struct fault *f)
{
	struct officers	 pins = { .each = { NULL } };
	enum status	 st;

	if ((st = ask_pins(&pins, f)) == ST_OK)
		st = keys_ca_reissue(config, pins.each, authorities[i].which,
		    f);
	wipe(&pins, sizeof(pins));
	if (st == ST_OK)
		st = note_alone(config, "ca.reissue", "ca",
		    authorities[i].name, f);
	if (st == ST_OK)
		fputs("已签发新的 CA 证书。请重启 keyd，再运行 jianyin ca publish\n",
		    stdout);
	return st;
}

int
command_ca(int argc, char **argv)
{
	struct config	 config;
	struct fault	 f = { 0 };
	enum status	 st;
	size_t		 i;
	const int	 publish = argc == 2 && strcmp(argv[1], "publish") == 0;

	for (i = 0; i < NITEMS(authorities); i++)
		if (argc == 3 && strcmp(argv[1], "reissue") == 0 &&
		    strcmp(argv[2], authorities[i].name) == 0)
			break;
	if (i == NITEMS(authorities) && !publish) {
		fputs("用法：jianyin ca reissue making|staff\n"
		    "      jianyin ca publish\n", stderr);
		return 64;
	}
	if ((st = config_load(&config, &f)) == ST_OK &&
	    (st = credential_use(&config, 0, &f)) == ST_OK)
		st = publish ? officers_publish(&config, &f) :
		    reissue(&config, i, &f);
	return told(st, &f);
}

/* --- recover ------------------------------------------------------------------ */

/* The store key out of its recovery file, to where keyd's unit takes it. */
static enum status
recover_key(const struct config *config, const char *file, struct fault *f)
{
	static const char *const words[] = {
		"第一保管人恢复短语", "第二保管人恢复短语",
	};
	unsigned char	 key[SM_BOX_KEY] = { 0 };
	char		 path[CONFIG_PATH];
	struct officers	 phrases = { .each = { NULL } };
	enum status	 st;

	if ((st = ask_officers(&phrases, words, terminal_phrase, f)) != ST_OK)
		goto out;
	if (config_is_demo(config)) {
		st = keys_recover(config, file, phrases.each, f);
		goto out;
	}
	credential_path(path);
	if ((st = recovery_read(file, phrases.each, key, f)) == ST_OK)
		st = file_write(path, bytes_of(key, sizeof(key)), 0400, f);
	if (st == ST_OK)
		printf("存储密钥已写入 %s，请重启 keyd\n", path);
out:
	wipe(key, sizeof(key));
	wipe(&phrases, sizeof(phrases));
	return st;
}

/* Only those whom nobody in office could reset any more. */
static enum status
find_administrator(struct store *db, struct pool *pool, const char *login,
    struct person *p, struct fault *f)
{
	struct grant	*list;
	enum status	 st;
	size_t		 i, n;
	unsigned	 roles = 0;

	if ((st = person_by_login(db, pool, login, p, f)) != ST_OK)
		return fault_in(f, st, login);
	if ((st = grant_list(db, pool, p->id, &list, &n, f)) != ST_OK)
		return st;
	for (i = 0; i < n; i++)
		roles |= ROLE_BIT(list[i].role);
	return (roles & ADMINISTRATORS) != 0 ? ST_OK : fault_set(f, ST_DENIED,
	    "%s is no administrator: the desk resets this key", login);
}

static enum status
keep_person(struct store *db, const struct person *p, struct bytes der,
    struct fault *f)
{
	struct cert	 cert;
	enum status	 st;

	if ((st = cert_read(der, &cert, NULL, f)) != ST_OK)
		return st;
	if ((st = store_begin(db, STORE_WRITE, f)) != ST_OK)
		return st;
	if ((st = person_set_cert(db, p->id, cert.serial_hex, der,
	    f)) == ST_OK &&
	    (st = session_end_all(db, p->id, f)) == ST_OK)
		st = note(db, "person.recover", "person", p->id, f);
	return store_end(db, st, f);
}

static enum status
recover_person(const struct config *config, const char *login,
    struct fault *f)
{
	struct officers	 pins = { 0 };
	char		 once[TERMINAL_TEXT] = "";
	struct pool	*pool = pool_new(1024 * 1024);
	struct store	*db = NULL;
	struct person	 p;
	struct buf	 der;
	enum status	 st;

	buf_init(&der, LIMIT_CERT);
	if ((st = store_open(config->store, "office", 0, &db, f)) == ST_OK &&
	    (st = find_administrator(db, pool, login, &p, f)) == ST_OK &&
	    (st = ask_pins(&pins, f)) == ST_OK &&
	    (st = terminal_ask("一次性口令（首次登录须更换）", code_pin,
	    TERMINAL_NEW, once, f)) == ST_OK &&
	    (st = keys_person_recover(config, pins.each, p.id, once, &der,
	    f)) == ST_OK)
		st = keep_person(db, &p, buf_view(&der), f);
	if (st == ST_OK)
		printf("%s 的密钥已重置，原证书停用\n", login);
	wipe(&pins, sizeof(pins));
	wipe(once, sizeof(once));
	buf_free(&der);
	store_close(db);
	pool_free(pool);
	return st;
}

static const struct {
	const char	*name;
	enum status	(*run)(const struct config *, const char *,
			    struct fault *);
} recoveries[] = {
	{ "key", recover_key }, { "person", recover_person },
};

int
command_recover(int argc, char **argv)
{
	struct config	 config;
	struct fault	 f = { 0 };
	enum status	 st;
	size_t		 i;

	for (i = 0; i < NITEMS(recoveries); i++)
		if (argc == 3 && strcmp(argv[1], recoveries[i].name) == 0)
			break;
	if (i == NITEMS(recoveries)) {
		fputs("用法：jianyin recover key 恢复文件\n"
		    "      jianyin recover person 账号\n", stderr);
		return 64;
	}
	if ((st = config_load(&config, &f)) == ST_OK &&
	    (st = credential_use(&config, 0, &f)) == ST_OK)
		st = recoveries[i].run(&config, argv[2], &f);
	return told(st, &f);
}
