/* What doctor looks at on the machine; see doctor.h. */
#include <sys/stat.h>
#include <sys/statvfs.h>

#include <glob.h>
#include <grp.h>
#include <pwd.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/limits.h"
#include "box/box.h"
#include "draw/draw.h"
#include "net/net.h"
#include "page/page.h"
#include "work/credential.h"
#include "work/doctor.h"

/* --- files and their owners -------------------------------------------------- */

/* Another user cannot see half of what is to be looked at. */
enum health
doctor_user(struct doctor *d)
{
	if (config_is_demo(&d->config) || geteuid() == 0)
		return doctor_say(d, WELL, "可以查看全部文件");
	return doctor_say(d, DOUBTFUL, "不是 root，有些检查看不全");
}

enum health
doctor_store_key(struct doctor *d)
{
	char		 path[CONFIG_PATH];
	struct stat	 sb;

	if (config_is_demo(&d->config))
		config_path(d->config.data, "keyd/store.key", path);
	else
		credential_path(path);
	if (stat(path, &sb) != 0)
		return doctor_say(d, ILL, "找不到，密钥服务不能启动");
	if (sb.st_size != 32)
		return doctor_say(d, ILL, "不是 32 字节");
	if ((sb.st_mode & 077) != 0 || (!config_is_demo(&d->config) &&
	    sb.st_uid != geteuid()))
		return doctor_say(d, ILL, "所有者以外的人可以读取");
	return doctor_say(d, WELL, "在，只有所有者可读");
}

/* Beside the keys it protects them from nobody. */
enum health
doctor_recovery(struct doctor *d)
{
	char	 path[CONFIG_PATH];

	config_path(d->config.data, "keyd/recovery", path);
	if (config_is_demo(&d->config) || access(path, F_OK) != 0)
		return doctor_say(d, WELL, "不在本机");
	return doctor_say(d, DOUBTFUL, "还在本机");
}

/* What tmpfiles.d says, as far as a wrong owner stops a program or opens a
 * door; users and groups of units.sh and users.sh. */
static const struct holding {
	const char	*pattern;	/* below the data folder */
	const char	*user, *group;	/* NULL: anybody's */
	unsigned	 lacking, excess;	/* mode bits that must, must not */
	int		 as_folder;	/* the owner of the folder around it */
} holdings[] = {
	{ "keyd", "jianyin-keyd", NULL, 0700, 077, 0 },
	{ "keyd/*", "jianyin-keyd", NULL, 0400, 077, 1 },
	{ "store", NULL, "jianyin-office", 0070, 0002, 0 },
	{ "store/office.*", NULL, "jianyin-office", 0060, 0002, 0 },
	{ "store/content.*", NULL, "jianyin-office", 0060, 0002, 0 },
	{ "public", NULL, "jianyin", 0070, 0002, 0 },
	{ "public/public.*", NULL, "jianyin", 0060, 0002, 0 },
};

/* What root made in another's folder is not the other's to write. */
static int
same_owner(const char *path, const struct stat *sb)
{
	char		 dir[2 * CONFIG_PATH];
	const char	*slash = strrchr(path, '/');
	struct stat	 around;

	if (slash == NULL)
		return 1;
	snprintf(dir, sizeof(dir), "%.*s", (int)(slash - path), path);
	return stat(dir, &around) != 0 || around.st_uid == sb->st_uid;
}

static const char *
flaw_of(const struct holding *h, const char *path, const struct stat *sb)
{
	const struct passwd	*user;
	const struct group	*group;

	if (h->user != NULL && (user = getpwnam(h->user)) != NULL &&
	    sb->st_uid != user->pw_uid)
		return "所有者不对";
	if (h->group != NULL && (group = getgrnam(h->group)) != NULL &&
	    sb->st_gid != group->gr_gid)
		return "所属组不对";
	if (h->as_folder && !same_owner(path, sb))
		return "所有者与目录不同";
	if ((sb->st_mode & h->excess) != 0)
		return "权限过宽";
	if ((sb->st_mode & h->lacking) != h->lacking)
		return "权限不足";
	return NULL;
}

static const char *
look_over(const struct doctor *d, const struct holding *h, glob_t *found,
    size_t *at)
{
	char		 pattern[CONFIG_PATH];
	const char	*why = NULL;
	struct stat	 sb;

	config_path(d->config.data, h->pattern, pattern);
	if (glob(pattern, 0, NULL, found) != 0)
		found->gl_pathc = 0;
	for (*at = 0; why == NULL && *at < found->gl_pathc; (*at)++)
		if (stat(found->gl_pathv[*at], &sb) == 0)
			why = flaw_of(h, found->gl_pathv[*at], &sb);
	return why;
}

enum health
doctor_files(struct doctor *d)
{
	glob_t		 found;
	const char	*why = NULL;
	size_t		 i, at;

	if (config_is_demo(&d->config))
		return doctor_say(d, WELL, "演示机关由一个用户运行");
	for (i = 0; why == NULL && i < NITEMS(holdings); i++) {
		memset(&found, 0, sizeof(found));
		why = look_over(d, &holdings[i], &found, &at);
		if (why != NULL)
			snprintf(d->note, sizeof(d->note), "%.400s：%s",
			    found.gl_pathv[at - 1], why);
		globfree(&found);
	}
	return why == NULL ? doctor_say(d, WELL, "所有者和权限相符") : ILL;
}

/* --- what is installed -------------------------------------------------------- */

enum health
doctor_templates(struct doctor *d)
{
	char		 path[CONFIG_PATH];
	struct pages	*set = NULL;
	enum status	 st;

	config_path(d->config.share, "templates", path);
	st = page_open(path, &set, &d->f);
	page_close(set);
	return doctor_from(d, st, "全部可用");
}

enum health
doctor_fonts(struct doctor *d)
{
	enum draw_face	 face;
	enum status	 st = ST_OK;

	for (face = 0; st == ST_OK && face < FACE__N; face++)
		st = draw_face_check(face, &d->f);
	return doctor_from(d, st, "齐全");
}

enum health
doctor_sandbox(struct doctor *d)
{
	if (box_available())
		return doctor_say(d, WELL, "内核支持 seccomp");
	return doctor_say(d, config_is_demo(&d->config) ? DOUBTFUL : ILL,
	    "内核不支持 seccomp");
}

#define DISK_LOW (1024 * MIB)	/* a day's stamps and materials, and room */

enum health
doctor_disk(struct doctor *d)
{
	struct statvfs	 v;
	uint64_t	 left;

	if (statvfs(d->config.data, &v) == -1)
		return doctor_say(d, ILL, "数据目录不可用");
	left = (uint64_t)v.f_bavail * v.f_frsize;
	snprintf(d->note, sizeof(d->note), "剩余 %llu MB",
	    (unsigned long long)(left / MIB));
	return left < DISK_LOW ? DOUBTFUL : WELL;
}

enum health
doctor_renderer(struct doctor *d)
{
	return access("/usr/bin/pdftoppm", X_OK) == 0 ?
	    doctor_say(d, WELL, "pdftoppm 可用") :
	    doctor_say(d, ILL, "没有 pdftoppm，不能预览盖章位置");
}

/* --- the public address --------------------------------------------------------- */

/* What nginx's site adds, and what it keeps to itself. */
static const char *
header_flaw(const struct net_header *hsts, const struct net_header *server)
{
	if (*hsts->value == '\0')
		return "应答没有 Strict-Transport-Security";
	if (strchr(server->value, '/') != NULL)
		return "应答写出了服务器的版本";
	return NULL;
}

/* R-226, product.md lesson 4: the address in every QR code must answer. */
enum health
doctor_url(struct doctor *d)
{
	const int		 demo = config_is_demo(&d->config);
	struct net_header	 wanted[] = {
		{ .name = "strict-transport-security" },
		{ .name = "server" },
	};
	char			 url[CONFIG_PATH];
	const char		*why;
	long			 code;

	if (strncmp(d->config.url, "https://", 8) != 0 && !demo)
		return doctor_say(d, ILL, "不是 https 地址");
	snprintf(url, sizeof(url), "%s/verify", d->config.url);
	if (net_get(url, wanted, NITEMS(wanted), &code, &d->f) != ST_OK)
		return doctor_say(d, ILL, d->f.text);
	if (code != 200) {
		snprintf(d->note, sizeof(d->note), "%.300s 应答 %ld", url,
		    code);
		return ILL;
	}
	why = demo ? NULL : header_flaw(&wanted[0], &wanted[1]);
	return why == NULL ? doctor_say(d, WELL, d->config.url) :
	    doctor_say(d, ILL, why);
}
