/*
 * `jianyin doctor`: every check with its fix.  A check says how things are;
 * "serious" ones make the exit status 1.
 */
#include <sys/stat.h>
#include <sys/statvfs.h>

#include <netdb.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/config.h"
#include "base/limits.h"
#include "base/log.h"
#include "box/box.h"
#include "draw/draw.h"
#include "office/office.h"
#include "page/page.h"
#include "trust/keyd.h"
#include "work/command.h"

enum health { WELL, DOUBTFUL, ILL };

struct doctor {
	struct config	 config;
	struct pool	*pool;
	struct fault	 f;
	char		 note[FAULT_MAX];	/* how things are */
};

static enum health
say(struct doctor *d, enum health h, const char *note)
{
	snprintf(d->note, sizeof(d->note), "%.500s", note);
	return h;
}

static enum health
from(struct doctor *d, enum status st, const char *good)
{
	return st == ST_OK ? say(d, WELL, good) : say(d, ILL, d->f.text);
}

static enum health
check_store(struct doctor *d, const char *name)
{
	struct store	*db = NULL;
	enum status	 st;

	st = store_open(d->config.store, name, 1, &db, &d->f);
	store_close(db);
	return from(d, st, "可以打开，版本相符");
}

static enum health
check_office(struct doctor *d)
{
	return check_store(d, "office");
}

static enum health
check_content(struct doctor *d)
{
	return check_store(d, "content");
}

static enum health
check_public(struct doctor *d)
{
	return check_store(d, "public");
}

static enum health
check_audit(struct doctor *d)
{
	struct audit_finding	 bad = { 0 };
	struct store		*db = NULL;
	int64_t			 n = 0;
	enum status		 st;

	st = store_open(d->config.store, "office", 1, &db, &d->f);
	if (st == ST_OK)
		st = audit_verify(db, 0, &n, &bad, &d->f);
	store_close(db);
	if (st == ST_INVALID) {
		snprintf(d->note, sizeof(d->note), "第 %lld 条异常：%s",
		    (long long)bad.seq, bad.what);
		return ILL;
	}
	snprintf(d->note, sizeof(d->note), "完整，共 %lld 条", (long long)n);
	return st == ST_OK ? WELL : from(d, st, "");
}

static enum health
check_keyd(struct doctor *d)
{
	struct keyd_info	 info;
	struct keyd		*k = NULL;
	enum status		 st;

	st = keyd_open(&d->config, "console", &k, &d->f);
	if (st == ST_OK)
		st = keyd_info(k, d->pool, &info, &d->f);
	keyd_close(k);
	if (st != ST_OK)
		return from(d, st, "");
	snprintf(d->note, sizeof(d->note), "%s，%s密钥，保管 %lld 枚印章",
	    info.mode, strcmp(info.mark, "software") == 0 ? "软件" : "硬件",
	    (long long)info.seals);
	return strcmp(info.mark, "software") == 0 ? DOUBTFUL : WELL;
}

static enum health
check_ca(struct doctor *d)
{
	return strcmp(d->config.ca, "external") == 0 ?
	    say(d, WELL, "外部 CA") :
	    say(d, DOUBTFUL, "内置 CA，仅限演示、测试和封闭使用");
}

static enum health
check_mode(struct doctor *d)
{
	return config_is_demo(&d->config) ?
	    say(d, DOUBTFUL, "演示模式，不得用于办理业务") :
	    say(d, WELL, "生产模式");
}

static enum health
check_templates(struct doctor *d)
{
	char		 path[CONFIG_PATH];
	struct pages	*set = NULL;
	enum status	 st;

	config_path(d->config.share, "templates", path);
	st = page_open(path, &set, &d->f);
	page_close(set);
	return from(d, st, "全部可用");
}

static enum health
check_fonts(struct doctor *d)
{
	enum draw_face	 face;
	enum status	 st = ST_OK;

	for (face = 0; st == ST_OK && face < FACE__N; face++)
		st = draw_face_check(face, &d->f);
	return from(d, st, "齐全");
}

static enum health
check_sandbox(struct doctor *d)
{
	if (box_available())
		return say(d, WELL, "内核支持 seccomp");
	return say(d, config_is_demo(&d->config) ? DOUBTFUL : ILL,
	    "内核不支持 seccomp");
}

#define DISK_LOW (1024 * MIB)	/* a day's stamps and materials, and room */

static enum health
check_disk(struct doctor *d)
{
	struct statvfs	 v;
	uint64_t	 left;

	if (statvfs(d->config.data, &v) == -1)
		return say(d, ILL, "数据目录不可用");
	left = (uint64_t)v.f_bavail * v.f_frsize;
	snprintf(d->note, sizeof(d->note), "剩余 %llu MB",
	    (unsigned long long)(left / MIB));
	return left < DISK_LOW ? DOUBTFUL : WELL;
}

static enum health
check_clock(struct doctor *d)
{
	if (*d->config.clock == '\0')
		return say(d, WELL, "未拨动");
	if (clock_map(d->config.clock, &d->f) != ST_OK)
		return say(d, ILL, d->f.text);
	return clock_shift() == 0 ? say(d, WELL, "未拨动") :
	    say(d, DOUBTFUL, "演示时钟已拨动");
}

/* R-226, product.md lesson 4: the address in every QR code must answer. */
static enum health
check_url(struct doctor *d)
{
	const char	*url = d->config.url, *host;
	char		 name[256];
	struct addrinfo	*ai = NULL;
	size_t		 n;
	int		 e;

	if (strncmp(url, "https://", 8) != 0 && !config_is_demo(&d->config))
		return say(d, ILL, "不是 https 地址");
	host = strstr(url, "://");
	host = host == NULL ? url : host + 3;
	n = strcspn(host, ":/");
	snprintf(name, sizeof(name), "%.*s", (int)n, host);
	e = getaddrinfo(name, NULL, NULL, &ai);
	if (e == 0)
		freeaddrinfo(ai);
	return e == 0 ? say(d, WELL, url) : say(d, ILL, gai_strerror(e));
}

static const struct check {
	const char	*name;
	enum health	(*look)(struct doctor *d);
	const char	*fix;
} checks[] = {
	{ "运行模式", check_mode, "生产使用时在 jianyin.conf 设 mode = production" },
	{ "办公数据库", check_office, "运行 jianyin init；版本不符时升级程序" },
	{ "内容数据库", check_content, "运行 jianyin init，或从备份恢复" },
	{ "公共数据库", check_public, "运行 jianyin init，或从备份恢复" },
	{ "审计链", check_audit, "停止业务，保留现场，由审计管理员核查" },
	{ "密钥服务", check_keyd, "启动 keyd；合法使用须换成认证的密码设备" },
	{ "证书签发", check_ca, "生产使用时设 ca = external" },
	{ "页面模板", check_templates, "重新安装 share 目录" },
	{ "字体", check_fonts, "安装 fonts-noto-cjk 和 fonts-noto-cjk-extra" },
	{ "文件沙箱", check_sandbox, "使用启用 seccomp 的内核" },
	{ "磁盘", check_disk, "清理或扩容数据目录所在磁盘" },
	{ "时钟", check_clock, "运行 jianyin clock 0" },
	{ "对外地址", check_url, "核对 jianyin.conf 的 url 和域名解析" },
};

int
command_doctor(int argc, char **argv)
{
	static const char *const marks[] = { "正常", "注意", "异常" };
	struct doctor	 d = { 0 };
	enum health	 h;
	size_t		 i;
	int		 bad = 0;

	(void)argv;
	if (argc != 1)
		return 64;
	if (config_load(&d.config, &d.f) != ST_OK) {
		log_fault(&d.f);
		return 1;
	}
	if ((d.pool = pool_new(4 * MIB)) == NULL)
		return 1;
	for (i = 0; i < NITEMS(checks); i++) {
		h = checks[i].look(&d);
		printf("%s  %s：%s\n", marks[h], checks[i].name, d.note);
		if (h != WELL)
			printf("      办法：%s\n", checks[i].fix);
		bad |= h == ILL;
	}
	pool_free(d.pool);
	return bad;
}
