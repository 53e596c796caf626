/*
 * `jianyin doctor`: every check with its fix.  A check says how things are;
 * "serious" ones make the exit status 1.
 */
#include <sys/timex.h>

#include <glob.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/limits.h"
#include "base/log.h"
#include "box/box.h"
#include "office/office.h"
#include "pdf/client.h"
#include "trust/ca_list.h"
#include "trust/keyd.h"
#include "work/command.h"
#include "work/doctor.h"

enum health
doctor_say(struct doctor *d, enum health h, const char *note)
{
	snprintf(d->note, sizeof(d->note), "%.500s", note);
	return h;
}

enum health
doctor_from(struct doctor *d, enum status st, const char *good)
{
	return st == ST_OK ? doctor_say(d, WELL, good) :
	    doctor_say(d, ILL, d->f.text);
}

static enum health
check_store(struct doctor *d, const char *name)
{
	struct store	*db = NULL;
	enum status	 st;

	st = store_open(d->config.store, name, 1, &db, &d->f);
	store_close(db);
	return doctor_from(d, st, "可以打开，版本相符");
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
	return st == ST_OK ? WELL : doctor_from(d, st, "");
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
		return doctor_from(d, st, "");
	snprintf(d->note, sizeof(d->note), "%s，%s密钥，保管 %lld 枚印章",
	    info.mode, strcmp(info.mark, "software") == 0 ? "软件" : "硬件",
	    (long long)info.seals);
	return strcmp(info.mark, "software") == 0 ? DOUBTFUL : WELL;
}

/* keyd believes an outside CA by what lies in this folder. */
static enum health
check_ca(struct doctor *d)
{
	char	 pattern[CONFIG_PATH + 8];
	glob_t	 found = { 0 };
	size_t	 n;

	if (strcmp(d->config.ca, "external") != 0)
		return doctor_say(d, DOUBTFUL,
		    "内置 CA，仅限演示、测试和封闭使用");
	config_path(d->config.data, CA_LIST_FOLDER "/*.pem", pattern);
	n = glob(pattern, 0, NULL, &found) == 0 ? found.gl_pathc : 0;
	globfree(&found);
	if (n == 0)
		return doctor_say(d, ILL, "外部 CA，但没有登记它的证书");
	snprintf(d->note, sizeof(d->note), "外部 CA，登记证书 %zu 张", n);
	return WELL;
}

/* What is no PDF must come back as that: then it was opened and read. */
static enum health
check_reader(struct doctor *d)
{
	static const char	 text[] = "no PDF";
	struct reader		 reader = { 0 };
	struct pdf_facts	 facts;
	struct bytes		 file = bytes_text(text);
	enum pdf_reason		 why = PDF_FINE;
	char			 path[CONFIG_PATH];
	int			 fd = box_file(&file, 1, &d->f);
	enum status		 st = ST_BROKEN;

	config_path(d->config.run, "reader/jianyin.sock", path);
	reader.socket = path;
	if (fd != -1) {
		st = pdf_look(&reader, fd, d->pool, &facts, &why, &d->f);
		close(fd);
	}
	return st == ST_INVALID && why == PDF_NOT_PDF ?
	    doctor_say(d, WELL, "应答正常") : doctor_say(d, ILL, d->f.text);
}

/* --- moments --------------------------------------------------------------- */

/* One moment out of the office; 0 where there is none yet. */
static enum status
moment(struct doctor *d, const struct sql *sql, int64_t *out)
{
	struct store	*db = NULL;
	struct rows	*rows = NULL;
	enum status	 st;

	*out = 0;
	st = store_open(d->config.store, "office", 1, &db, &d->f);
	if (st == ST_OK)
		st = store_query(db, sql, NULL, 0, &rows, &d->f);
	if (st == ST_OK && (st = rows_next(rows, &d->f)) == ST_OK)
		*out = rows_int(rows, 0);
	rows_free(rows);
	store_close(db);
	return st;
}

#define JOBS_LATE	(10 * MS_MINUTE)	/* the quickest runs each minute */

/* Timed work leaves its mark every minute. */
static enum health
check_jobs(struct doctor *d)
{
	static const struct sql	 last = { .nin = 0, .text =
	    "SELECT CAST(COALESCE(MAX(done), 0) AS BIGINT) FROM job" };
	int64_t			 done;

	if (moment(d, &last, &done) != ST_OK)
		return doctor_say(d, ILL, d->f.text);
	return clock_now() - done > JOBS_LATE ?
	    doctor_say(d, ILL, "超过 10 分钟没有运行") :
	    doctor_say(d, WELL, "按时运行");
}

/* Nothing can have been done in the future; who sets the clock, the kernel
 * knows. */
static enum health
check_clock(struct doctor *d)
{
	static const struct sql	 last = { .nin = 0, .text =
	    "SELECT COALESCE((SELECT at FROM audit WHERE lane = 0"
	    " ORDER BY seq DESC LIMIT 1), 0)" };
	struct timex		 state = { 0 };
	int64_t			 at;

	if (*d->config.clock != '\0' &&
	    clock_map(d->config.clock, &d->f) != ST_OK)
		return doctor_say(d, ILL, d->f.text);
	if (moment(d, &last, &at) == ST_OK && at > clock_now() + MS_SECOND)
		return doctor_say(d, ILL, "系统时间早于审计链最后一条");
	if (clock_shift() != 0)
		return doctor_say(d, DOUBTFUL, "演示时钟已拨动");
	if (!config_is_demo(&d->config) && adjtimex(&state) == TIME_ERROR)
		return doctor_say(d, DOUBTFUL, "没有与时间服务器同步");
	return doctor_say(d, WELL, "准确");
}

/* a document that is not in force is a doubt, not a fault. */
static enum health
check_profile(struct doctor *d)
{
	const struct policy_profile	*p = NULL;
	const char			*words;
	struct store			*db = NULL;
	enum status			 st;

	st = store_open(d->config.store, "office", 1, &db, &d->f);
	if (st == ST_OK)
		st = policy_profile_now(db, d->pool, &p, &d->f);
	store_close(db);
	if (st != ST_OK)
		return doctor_say(d, ILL, st == ST_ABSENT ?
		    "没有采用地区方案" : d->f.text);
	words = policy_force_words(d->pool, p, clock_now());
	return words == NULL ? doctor_say(d, WELL, p->label) :
	    doctor_say(d, DOUBTFUL, words);
}

static enum health
check_mode(struct doctor *d)
{
	return config_is_demo(&d->config) ?
	    doctor_say(d, DOUBTFUL, "演示模式，不得用于办理业务") :
	    doctor_say(d, WELL, "生产模式");
}

static const struct check {
	const char	*name;
	enum health	(*look)(struct doctor *d);
	const char	*fix;
} checks[] = {
	{ "运行模式", check_mode, "生产使用时在 jianyin.conf 设 mode = production" },
	{ "运行用户", doctor_user, "用 root 运行：sudo jianyin doctor" },
	{ "存储密钥", doctor_store_key, "取回 keyd-store-key（root 所有，0400），"
	    "或用 jianyin recover key 从恢复文件恢复" },
	{ "恢复文件", doctor_recovery, "移到机外，由两名保管人保存" },
	{ "文件权限", doctor_files, "运行 systemd-tmpfiles --create" },
	{ "办公数据库", check_office, "运行 jianyin init；版本不符时升级程序" },
	{ "内容数据库", check_content, "运行 jianyin init，或从备份恢复" },
	{ "公共数据库", check_public, "运行 jianyin init，或从备份恢复" },
	{ "审计链", check_audit, "停止业务，保留现场，由审计管理员核查" },
	{ "密钥服务", check_keyd, "启动 keyd（systemctl start jianyin-keyd）；"
	    "合法使用须换成认证的密码设备" },
	{ "文件阅读", check_reader, "启动 reader（systemctl start jianyin-reader）" },
	{ "定时任务", check_jobs, "启动 jobs（systemctl start jianyin-jobs）" },
	{ "证书签发", check_ca, "生产使用时设 ca = external，把外部 CA 的证书（.pem）"
	    "和撤销列表（.crl）放入数据目录的 trust" },
	{ "页面模板", doctor_templates, "重新安装 share 目录" },
	{ "字体", doctor_fonts, "安装 fonts-noto-cjk 和 fonts-noto-cjk-extra" },
	{ "文件沙箱", doctor_sandbox, "使用启用 seccomp 的内核" },
	{ "文件预览", doctor_renderer, "安装 poppler-utils" },
	{ "磁盘", doctor_disk, "清理或扩容数据目录所在磁盘" },
	{ "时钟", check_clock, "校准系统时间（启用 systemd-timesyncd 或 chrony）；"
	    "演示时钟用 jianyin clock 0 复位" },
	{ "地区方案", check_profile, "由业务管理员核对规则与参数；"
	    "不在有效期内的规定，法律效力说明改引国家规定" },
	{ "对外地址", doctor_url, "核对 jianyin.conf 的 url、域名解析、TLS 证书，"
	    "nginx 站点用 nginx/conf.sh 写出的原样" },
	{ "备案外发", doctor_targets, "由业务管理员在“备案外发对象”里填写地址和回执公钥；"
	    "不通的核对网络和对方的证书" },
	{ "消息渠道", doctor_channels, "核对 channels 文件（0400 root）；"
	    "改过以后重启 jobs" },
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
