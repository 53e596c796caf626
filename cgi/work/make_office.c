/*
 * `jianyin init`: stores, keys, regions and the first people of an office.
 * A demonstration fills itself; a production office asks at the console.
 */
#include <sys/stat.h>
#include <sys/wait.h>

#include <errno.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/file.h"
#include "base/log.h"
#include "base/wipe.h"
#include "form/codes.h"
#include "keys/keys.h"
#include "seal/target.h"
#include "work/command.h"
#include "work/console.h"
#include "work/credential.h"
#include "work/demo.h"
#include "work/founding.h"
#include "work/officers.h"

/* --- keyd beside us, while the office is made ---------------------------------- */

/* Where the programs lie, seen from the folder of this one: as built, as
 * installed. */
static const char *const places[] = { ".", "../lib/jianyin" };

static int
program_find(const char *name, char out[PATH_MAX])
{
	char	 here[PATH_MAX], *slash;
	ssize_t	 n = readlink("/proc/self/exe", here, sizeof(here) - 1);
	size_t	 i;

	if (n <= 0)
		return 0;
	here[n] = '\0';
	if ((slash = strrchr(here, '/')) == NULL)
		return 0;
	*slash = '\0';
	for (i = 0; i < NITEMS(places); i++)
		if (snprintf(out, PATH_MAX, "%s/%s/%s", here, places[i],
		    name) < PATH_MAX && access(out, X_OK) == 0)
			return 1;
	return 0;
}

#define KEYD_WAIT 100		/* tries of 50 ms: it opens one database */

static enum status
keyd_answers(const struct config *config, struct fault *f)
{
	const struct timespec	 pause = { 0, 50 * 1000 * 1000 };
	struct keyd_info	 info;
	struct pool		*pool = pool_new(1024 * 1024);
	struct keyd		*k = NULL;
	enum status		 st;
	int			 i;

	st = keyd_open(config, "console", &k, f);
	for (i = 0; st == ST_OK && i < KEYD_WAIT; i++) {
		if ((st = keyd_info(k, pool, &info, f)) == ST_OK)
			break;
		nanosleep(&pause, NULL);
		st = i + 1 < KEYD_WAIT ? ST_OK : st;
	}
	keyd_close(k);
	pool_free(pool);
	return st;
}

static enum status
keyd_start(const struct config *config, pid_t *pid, struct fault *f)
{
	char	 path[PATH_MAX], dir[CONFIG_PATH];

	config_path(config->run, "keyd", dir);
	mkdir(config->run, 0750);
	mkdir(dir, 0750);
	if (!program_find("keyd", path))
		return fault_set(f, ST_BROKEN, "keyd: neither beside jianyin "
		    "nor in ../lib/jianyin");
	if ((*pid = fork()) == -1)
		return fault_set(f, ST_BROKEN, "fork: %s", strerror(errno));
	if (*pid == 0) {
		execl(path, "keyd", (char *)NULL);
		_exit(127);
	}
	return keyd_answers(config, f);
}

static void
keyd_stop(pid_t pid)
{
	if (pid <= 0)
		return;
	kill(pid, SIGTERM);
	while (waitpid(pid, NULL, 0) == -1 && errno == EINTR)
		;
}

/* --- what every office needs ------------------------------------------------------ */

static enum status
make_stores(const struct config *config, struct fault *f)
{
	static const char *const names[] = { "office", "content", "public" };
	enum status	 st = ST_OK;
	size_t		 i;

	for (i = 0; st == ST_OK && i < NITEMS(names); i++)
		st = store_create(config->store, names[i], config->share, f);
	return st;
}

static enum status
load_rules(const struct config *config, struct fault *f)
{
	char		 path[CONFIG_PATH];
	struct store	*db;
	int64_t		 n;
	enum status	 st;

	config_path(config->share, "db/regions.csv", path);
	if ((st = store_open(config->store, "office", 0, &db, f)) != ST_OK)
		return st;
	if ((st = store_begin(db, STORE_WRITE, f)) == ST_OK) {
		st = region_load(db, path, &n, f);
		if (st == ST_OK)
			st = policy_apply(db, config->profile, NULL,
			    NULL, 0, f);
		if (st == ST_OK)
			st = target_defaults(db, f);
		if (st == ST_OK)
			st = store_commit(db, f);
		if (st != ST_OK)
			store_rollback(db);
	}
	store_close(db);
	return st;
}

static enum status
make_all(const struct config *config, const struct keys_ask *ask,
    enum status (*fill)(const struct config *, void *, struct fault *),
    void *arg, struct fault *f)
{
	enum status	 st;
	pid_t		 pid = 0;

	if ((st = make_stores(config, f)) == ST_OK &&
	    (st = load_rules(config, f)) == ST_OK &&
	    (st = keys_init(config, ask, f)) == ST_OK &&
	    (st = keyd_start(config, &pid, f)) == ST_OK &&
	    (st = officers_publish(config, f)) == ST_OK)
		st = fill(config, arg, f);
	keyd_stop(pid);
	return st;
}

static enum status
fill_demo(const struct config *config, void *all, struct fault *f)
{
	return demo_make(config, *(const int *)all, f);
}

static enum status
make_demo(const struct config *config, int all, struct fault *f)
{
	const struct keys_ask	 ask = {
		.org = "鉴印演示", .pin = { "yanshi0001", "yanshi0002" },
		.phrase = { "demonstration only one",
		    "demonstration only two" },
	};

	if (!config_is_demo(config))
		return fault_set(f, ST_INVALID,
		    "--demo: the configuration says production");
	return make_all(config, &ask, fill_demo, &all, f);
}

/* --- a production office ------------------------------------------------------------ */

/* Whoever founds an office twice would reset its rules. */
static enum status
not_founded(const struct config *config, struct fault *f)
{
	struct audit_finding	 bad;
	struct fault		 unused;
	struct store		*db;
	int64_t			 n = 0;

	if (store_open(config->store, "office", 1, &db, &unused) != ST_OK)
		return ST_OK;
	audit_verify(db, 0, &n, &bad, &unused);
	store_close(db);
	return n == 0 ? ST_OK : fault_set(f, ST_CONFLICT,
	    "there is an office already; empty %s to begin again",
	    config->data);
}

/* What init cannot do itself, in this order. */
static void
print_next(const struct config *config)
{
	char	 key[CONFIG_PATH];

	credential_path(key);
	printf("机构已建立。接下来：\n"
	    "  1. systemd-tmpfiles --create（把新文件交给各程序）\n"
	    "  2. 把 %s/keyd/recovery 移到机外，由两名保管人保存\n"
	    "  3. 存储密钥在 %s，只有 root 可读；建议改用 systemd-creds 加密\n"
	    "  4. systemctl enable --now jianyin.target\n"
	    "  5. jianyin doctor，直到没有异常\n", config->data, key);
}

static enum status
make_real(const struct config *config, struct fault *f)
{
	struct founding	 ask;
	struct keys_ask	 keys = { 0 };
	enum status	 st;

	if (config_is_demo(config))
		return fault_set(f, ST_INVALID,
		    "init without --demo: the configuration says "
		    "demonstration");
	if ((st = not_founded(config, f)) != ST_OK ||
	    (st = founding_ask(config, &ask, f)) != ST_OK)
		return st;
	keys.org = ask.org;
	keys.pin[0] = ask.pin[0];
	keys.pin[1] = ask.pin[1];
	keys.phrase[0] = ask.phrase[0];
	keys.phrase[1] = ask.phrase[1];
	if ((st = credential_use(config, 1, f)) == ST_OK)
		st = make_all(config, &keys, founding_fill, &ask, f);
	wipe(&ask, sizeof(ask));
	if (st == ST_OK)
		print_next(config);
	return st;
}

int
command_init(int argc, char **argv)
{
	struct config	 config;
	struct fault	 f = { 0 };
	enum status	 st;

	const char	*demo = argc == 2 ? argv[1] : "";
	const int	 one = strcmp(demo, "--demo=one") == 0;

	if (argc > 2 || (argc == 2 && !one && strcmp(demo, "--demo") != 0)) {
		fputs("用法：jianyin init [--demo | --demo=one]\n", stderr);
		return 64;
	}
	if ((st = config_load(&config, &f)) == ST_OK)
		st = argc > 1 ? make_demo(&config, !one, &f) :
		    make_real(&config, &f);
	if (st == ST_OK)
		return 0;
	log_fault(&f);
	return 1;
}
