/* `jianyin device`: see device_command.h. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#include "base/calendar.h"
#include "base/clock.h"
#include "base/coding.h"
#include "base/config.h"
#include "base/file.h"
#include "base/log.h"
#include "base/wipe.h"
#include "der/ses.h"
#include "keys/limits.h"
#include "keys/vault.h"
#include "trust/signed.h"
#include "work/device_command.h"
#include "work/terminal.h"

#define EX_USAGE	64
#define PACKAGE_LABEL	"JIANYIN SEAL PACKAGE"

int
device_usage(void)
{
	fputs("用法：\n"
	    "  jianyin device init 文件\n"
	    "  jianyin device apply 文件 --unit 单位名称 "
	    "--code 统一社会信用代码 --seal 印章名称 --kind 种类 [--new] "
	    "[--out 申请数据包]\n"
	    "  jianyin device renew 文件 [--seal 印章编码] [--new] "
	    "[--out 续期数据包]\n"
	    "  jianyin device request 文件 --unit 单位名称 "
	    "--code 统一社会信用代码 --seal 印章名称 [--out 请求文件]\n"
	    "  jianyin device show 文件\n"
	    "  jianyin device import 文件 数据包\n"
	    "  jianyin device adopt 文件 --seal 印章文件 --key 密钥文件 | "
	    "--envelope 密钥信封 [--certs 证书文件]\n"
		    "  jianyin device log 文件 [--seal 印章编码] [--cert 证书序列号] "
	    "[--export 记录文件]\n"
	    "软件设备只用于演示和测试。退出码：0 完成；1 未完成；64 用法不对\n",
	    stderr);
	return EX_USAGE;
}

const char *
command_value(int argc, char **argv, int *i, const char *name)
{
	if (strcmp(argv[*i], name) != 0 || *i + 1 >= argc)
		return NULL;
	return argv[++*i];
}

/* --- the device ----------------------------------------------------------- */

int
device_open_file(const char *path, struct devfile **out)
{
	struct fault	 f = { 0 };
	enum status	 st;

	if ((st = vault_start(0, &f)) == ST_OK)
		st = devfile_open(path, out, &f);
	if (st == ST_OK)
		return 1;
	if (strstr(f.text, "device log") != NULL)
		fprintf(stderr, "jianyin: 设备的离线用章记录 %s.log 被截去或"
		    "改动，不能使用\n", path);
	else
		fprintf(stderr, "jianyin: 不能打开设备文件 %s：%s\n", path,
		    st == ST_CONFLICT ? "另一个程序正在使用" :
		    st == ST_ABSENT ? "没有这个文件，或者缺少它的记录文件" :
		    "不是设备文件，或者已损坏");
	log_fault(&f);
	return 0;
}

static const char *
fresh_pin(const char *pin)
{
	return devfile_pin_is_sound(pin) ? NULL :
	    "口令不少于 8 位，须同时有字母和数字";
}

static const char *
any_pin(const char *pin)
{
	return *pin == '\0' ? "请输入口令" : NULL;
}

int
device_ask_pin(const struct devfile *d, char *pin)
{
	struct fault	 f = { 0 };

	if (d != NULL && devfile_left(d) == 0) {
		fputs("jianyin: 口令已输错五次，设备已锁死，请重新建立设备并"
		    "申请印章\n", stderr);
		return 0;
	}
	return terminal_ask(d == NULL ? "设备口令（8 位以上，字母和数字）" :
	    "设备口令", d == NULL ? fresh_pin : any_pin, d == NULL ?
	    TERMINAL_NEW : TERMINAL_KNOWN, pin, &f) == ST_OK;
}

int
device_refused(const struct devfile *d, enum status st,
    const struct fault *f)
{
	if (st == ST_DENIED)
		fprintf(stderr, "jianyin: 口令不对，还可以试 %d 次\n",
		    devfile_left(d));
	else if (st == ST_CONFLICT)
		fputs("jianyin: 口令已输错五次，设备已锁死\n", stderr);
	else
		log_fault(f);
	return 1;
}

/* The key whose seal has this certificate. */
static int
find_cert(const struct devfile *d, const char *serial)
{
	const struct devkey	*k;
	struct cert		 cert;
	size_t			 i;

	for (i = 0; (k = devfile_key(d, i)) != NULL; i++)
		if (k->content.n > 0 && cert_read(k->in.certs[0], &cert, NULL,
		    NULL) == ST_OK && strcasecmp(cert.serial_hex,
		    serial) == 0)
			return (int)i;
	fprintf(stderr, "jianyin: 设备里没有证书序列号为 %s 的印章\n", serial);
	return -1;
}

int
device_find_seal(const struct devfile *d, const char *code)
{
	const struct devkey	*k;
	size_t			 i;
	int			 found = -1, several = 0;

	for (i = 0; (k = devfile_key(d, i)) != NULL; i++) {
		if (k->content.n == 0 || (code != NULL &&
		    !bytes_same(k->in.code, bytes_text(code))))
			continue;
		/* of a renewed seal the newest */
		several = found >= 0 && !bytes_same(k->in.code,
		    devfile_key(d, (size_t)found)->in.code);
		found = (int)i;
	}
	if (found == -1)
		fputs("jianyin: 设备里没有这枚印章，请先导入数据包\n",
		    stderr);
	else if (several)
		fputs("jianyin: 设备里有几枚印章，请用 --seal 指明编码\n",
		    stderr);
	return several ? -1 : found;
}

/* --- init -------------------------------------------------------- */

static int
do_init(int argc, char **argv)
{
	char		 pin[TERMINAL_TEXT];
	struct devfile	*d;
	struct fault	 f = { 0 };
	enum status	 st;

	if (argc != 3)
		return device_usage();
	if (access(argv[2], F_OK) == 0) {
		fprintf(stderr, "jianyin: %s 已经存在，没有改动\n", argv[2]);
		return 1;
	}
	if (vault_start(0, &f) != ST_OK || !device_ask_pin(NULL, pin))
		return 1;
	st = devfile_create(argv[2], pin, KEYS_ROUNDS, &f);
	wipe(pin, sizeof(pin));
	if (st != ST_OK) {
		log_fault(&f);
		return 1;
	}
	if (!device_open_file(argv[2], &d))
		return 1;
	printf("已建立软件设备 %s（演示和测试用，没有型号证书）\n"
	    "口令连续输错五次，设备锁死，其中的密钥不能再用。\n",
	    devfile_serial(d));
	devfile_close(d);
	return 0;
}

/* --- show, import --------------------------------------------------------- */

static void
show_key(const struct devkey *k)
{
	char		 from[CALENDAR_TEXT], to[CALENDAR_TEXT];
	char		 hash[HEX_TEXT(SM3_LEN)];
	unsigned char	 sum[SM3_LEN];
	struct ses_seal	 seal;
	struct cert	 cert;

	printf("\n印章名称：%s\n单位：%s（%s）\n", k->name.cn, k->name.org,
	    k->name.number);
	if (sm3(bytes_of(k->pub, SM2_PUBLIC), sum) == ST_OK) {
		hex_write(sum, sizeof(sum), hash);
		printf("公钥 SM3：%s\n", hash);
	}
	if (k->content.n == 0 ||
	    ses_seal_read(k->in.seal, &seal, NULL) != ST_OK ||
	    cert_read(k->in.certs[0], &cert, NULL, NULL) != ST_OK) {
		printf("状态：已申请，数据包尚未导入\n");
		return;
	}
	calendar_date(seal.start.ms, from);
	calendar_date(seal.end.ms, to);
	printf("印章编码：%.*s\n证书序列号：%s\n有效期：%s 至 %s\n"
	    "离线用章：%lld 次\n", (int)k->in.code.n,
	    (const char *)k->in.code.p, cert.serial_hex, from, to,
	    (long long)k->n);
	/* the last certificate is the root the seal hangs on */
	if (sm3(k->in.certs[k->in.ncerts - 1], sum) == ST_OK) {
		hex_write(sum, sizeof(sum), hash);
		printf("根证书 SM3：%s\n", hash);
	}
}

static int
do_show(int argc, char **argv)
{
	char		 own[HEX_TEXT(SM2_PUBLIC)];
	struct devfile	*d;
	size_t		 i;

	if (argc != 3)
		return device_usage();
	if (!device_open_file(argv[2], &d))
		return 1;
	printf("设备：%s\n类型：软件设备（演示和测试用），没有型号证书\n",
	    devfile_serial(d));
	hex_write(devfile_public(d), SM2_PUBLIC, own);
	printf("设备公钥：%s\n", own);
	if (devfile_left(d) == 0)
		printf("口令：已锁死\n");
	else
		printf("口令：还可以试 %d 次\n", devfile_left(d));
	for (i = 0; i < devfile_count(d); i++)
		show_key(devfile_key(d, i));
	devfile_close(d);
	return 0;
}

static int
do_import(int argc, char **argv)
{
	char		 pin[TERMINAL_TEXT];
	struct buf	 raw, der;
	struct devfile	*d;
	struct fault	 f = { 0 };
	size_t		 k;
	enum status	 st;
	int		 code = 1;

	if (argc != 4)
		return device_usage();
	if (!device_open_file(argv[2], &d))
		return 1;
	buf_init(&raw, 2 * PACKAGE_MAX);
	buf_init(&der, PACKAGE_MAX);
	if ((st = file_read(argv[3], &raw, &f)) == ST_OK)
		st = trust_pem_read(buf_view(&raw), PACKAGE_LABEL, &der, &f);
	if (st != ST_OK) {
		fprintf(stderr, "jianyin: 不能读取数据包 %s\n", argv[3]);
		goto out;
	}
	if (!device_ask_pin(d, pin))
		goto out;
	st = devfile_import(d, pin, buf_view(&der), &k, &f);
	wipe(pin, sizeof(pin));
	if (st == ST_OK) {
		printf("已导入：%s\n", devfile_key(d, k)->name.cn);
		show_key(devfile_key(d, k));
		code = 0;
	} else if (st == ST_ABSENT) {
		fputs("jianyin: 这个数据包不是给这台设备的，没有导入\n",
		    stderr);
	} else if (st == ST_INVALID) {
		fputs("jianyin: 数据包未通过检查：可能已被改动，或者不是本单位"
		    "申请的那枚印章，没有导入\n", stderr);
		log_fault(&f);
	} else {
		device_refused(d, st, &f);
	}
out:
	buf_free(&raw);
	buf_free(&der);
	devfile_close(d);
	return code;
}

/* --- log ------------------------------------------------------------------ */

static void
print_log(struct bytes log)
{
	char			 when[CALENDAR_TEXT], hash[HEX_TEXT(SM3_LEN)];
	struct offline_entry	 e;
	struct der		 one;

	while (der_next(&log, &one)) {
		if (offline_read(one.whole, &e, NULL) != ST_OK || e.is_head)
			continue;
		calendar_second(e.at, when);
		printf("\n第 %lld 条　%s\n  文件：%s\n  用途：%s\n"
		    "  申请 %s，审核 %s，盖章 %s\n  位置：第 %lld 页\n",
		    (long long)e.n, when, e.title, e.reason, e.requester,
		    e.reviewer, e.operator, (long long)e.page + 1);
		hex_write(e.before, SM3_LEN, hash);
		printf("  盖章前 SM3：%s\n", hash);
		hex_write(e.after, SM3_LEN, hash);
		printf("  盖章后 SM3：%s\n", hash);
	}
}

static int
export_log(struct devfile *d, size_t k, const char *path)
{
	char		 pin[TERMINAL_TEXT];
	struct buf	 out;
	struct fault	 f = { 0 };
	enum status	 st;
	int		 code = 0;

	if (!device_ask_pin(d, pin))
		return 1;
	buf_init(&out, OFFLINE_MAX);
	st = devfile_unlock(d, pin, k, &f);
	wipe(pin, sizeof(pin));
	if (st != ST_OK)
		code = device_refused(d, st, &f);
	else if ((st = devfile_log_export(d, &out, &f)) != ST_OK ||
	    (st = file_write(path, buf_view(&out), 0644, &f)) != ST_OK) {
		log_fault(&f);
		code = 1;
	} else {
		printf("已导出 %lld 条，请在“用章登记”上传 %s\n",
		    (long long)devfile_key(d, k)->n, path);
	}
	buf_free(&out);
	return code;
}

static int
do_log(int argc, char **argv)
{
	const char	*file = NULL, *seal = NULL, *path = NULL, *v;
	const char	*cert = NULL;		/* of an earlier version */
	struct devfile	*d;
	struct buf	 log;
	struct fault	 f = { 0 };
	int		 i, k, code = 1;

	for (i = 2; i < argc; i++) {
		if ((v = command_value(argc, argv, &i, "--seal")) != NULL)
			seal = v;
		else if ((v = command_value(argc, argv, &i, "--cert")) != NULL)
			cert = v;
		else if ((v = command_value(argc, argv, &i,
		    "--export")) != NULL)
			path = v;
		else if (argv[i][0] == '-' || file != NULL)
			return device_usage();
		else
			file = argv[i];
	}
	if (file == NULL)
		return device_usage();
	if (!device_open_file(file, &d))
		return 1;
	buf_init(&log, OFFLINE_MAX);
	k = cert != NULL ? find_cert(d, cert) : device_find_seal(d, seal);
	if (k >= 0) {
		if (path != NULL)
			code = export_log(d, (size_t)k, path);
		else if (devfile_log_read(d, (size_t)k, &log, &f) == ST_OK) {
			print_log(buf_view(&log));
			code = 0;
		}
	}
	buf_free(&log);
	devfile_close(d);
	return code;
}

/* R-020; see device_adopt.c. */
static int
do_adopt(int argc, char **argv)
{
	const int	 code = device_adopt(argc, argv);

	return code < 0 ? device_usage() : code;
}

static const struct {
	const char	*name;
	int		(*run)(int argc, char **argv);
} commands[] = {
	{ "init", do_init }, { "request", device_request },
	{ "apply", device_apply }, { "renew", device_renew },
	{ "show", do_show }, { "import", do_import }, { "adopt", do_adopt },
	{ "log", do_log },
};

void
device_take_clock(void)
{
	struct config	 config;
	struct fault	 f = { 0 };

	if (getenv("JIANYIN_CONF") != NULL &&
	    config_load(&config, &f) == ST_OK && config_is_demo(&config) &&
	    *config.clock != '\0' && clock_map(config.clock, &f) != ST_OK)
		log_fault(&f);
}

int
device_command(int argc, char **argv)
{
	size_t	 i;

	device_take_clock();
	for (i = 0; argc > 1 && i < NITEMS(commands); i++)
		if (strcmp(commands[i].name, argv[1]) == 0)
			return commands[i].run(argc, argv);
	return device_usage();
}
