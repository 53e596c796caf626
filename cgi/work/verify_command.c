/*
 * The verifier as a command; see verify_command.h.  Where the settings name
 * an office its register, anchors and list are used, read only.  Else what is
 * handed in counts: --anchors a folder of CA certificates, --crl a
 * revocation list; without a list the state is said to be not checked
 * (R-185, R-187).
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/config.h"
#include "base/file.h"
#include "base/limits.h"
#include "base/log.h"
#include "trust/inspect.h"
#include "trust/keyd.h"
#include "work/publish.h"
#include "work/verdict.h"
#include "work/verify_command.h"

enum { EXIT_GENUINE, EXIT_NOT, EXIT_UNSURE, EXIT_USE = 64 };

#define MEMORY (64 * MIB)	/* findings of a file with many stamps */

struct asked {
	const char	*file, *anchors, *crl;
	int		 json, offline;
};

static int
usage(void)
{
	fputs("用法：jianyin verify 文件 [--json] [--anchors 目录] "
	    "[--crl 文件] [--offline]\n"
	    "退出码：0 真实有效；1 不是；2 无法判断或印章现已失效；"
	    "64 用法不对\n", stderr);
	return EXIT_USE;
}

/* The value behind an option, or NULL. */
static const char *
value_of(int argc, char **argv, int *i, const char *name)
{
	if (strcmp(argv[*i], name) != 0 || *i + 1 >= argc)
		return NULL;
	return argv[++*i];
}

static int
read_args(int argc, char **argv, struct asked *a)
{
	const char	*v;
	int		 i;

	memset(a, 0, sizeof(*a));
	for (i = 1; i < argc; i++) {
		if (strcmp(argv[i], "--json") == 0)
			a->json = 1;
		else if (strcmp(argv[i], "--offline") == 0)
			a->offline = 1;
		else if ((v = value_of(argc, argv, &i, "--anchors")) != NULL)
			a->anchors = v;
		else if ((v = value_of(argc, argv, &i, "--crl")) != NULL)
			a->crl = v;
		else if (argv[i][0] == '-' || a->file != NULL)
			return 0;
		else
			a->file = argv[i];
	}
	return a->file != NULL;
}

/* Where what is needed for a judgement comes from. */
struct sources {
	struct config	 config;
	int		 has_config;
	struct store	*office, *pub;
	struct keyd	*keyd;
	struct anchors	*anchors;
	struct ca_list	*outside;
	struct buf	 crl;
	struct bytes	 list;
};

static void
sources_close(struct sources *s)
{
	store_close(s->office);
	store_close(s->pub);
	keyd_close(s->keyd);
	anchors_free(s->anchors);
	ca_list_free(s->outside);
	buf_free(&s->crl);
}

/* An office that cannot be opened is said, and done without. */
static void
open_office(struct sources *s)
{
	struct fault	 f = { 0 };

	if (getenv("JIANYIN_CONF") == NULL && access(config_file(), F_OK) != 0)
		return;
	if (config_load(&s->config, &f) != ST_OK) {
		log_fault(&f);
		return;
	}
	s->has_config = 1;
	if (*s->config.clock != '\0' && clock_map(s->config.clock, &f) !=
	    ST_OK)
		log_fault(&f);
	if (store_open(s->config.store, "office", 1, &s->office, &f) != ST_OK)
		log_fault(&f);
	if (store_open(s->config.store, "public", 1, &s->pub, &f) != ST_OK)
		log_fault(&f);
	if (keyd_open(&s->config, "console", &s->keyd, &f) != ST_OK)
		log_fault(&f);
}

static enum status
open_anchors(struct sources *s, const struct asked *a, struct pool *pool,
    struct fault *f)
{
	char			 dir[CONFIG_PATH];
	struct keyd_info	 info;
	struct fault		 why = { 0 };

	if (a->anchors != NULL)
		return verdict_anchors(a->anchors, &s->anchors, f);
	if (!s->has_config)
		return ST_OK;		/* no CA is trusted then */
	config_path(s->config.data, "anchors", dir);
	if (verdict_anchors(dir, &s->anchors, &why) == ST_OK)
		return verdict_outside(s->config.data, s->anchors,
		    &s->outside, f);
	log_fault(&why);
	if (s->keyd == NULL || keyd_info(s->keyd, pool, &info, &why) != ST_OK)
		return ST_OK;
	if ((s->anchors = anchors_new()) == NULL)
		return fault_set(f, ST_BROKEN, "anchors: memory");
	return anchors_add(s->anchors, info.making_ca, ANCHOR_SEALS, f);
}

static enum status
open_list(struct sources *s, const struct asked *a, struct pool *pool,
    struct fault *f)
{
	const struct publish	 from = { s->office, NULL, s->keyd };
	const struct publish	 kept = { s->office, s->pub, NULL };
	struct keyd_listed	 list;
	struct fault		 why = { 0 };
	enum status		 st;

	if (a->crl != NULL) {
		st = file_read(a->crl, &s->crl, f);
		s->list = buf_view(&s->crl);
		return st;
	}
	if (a->offline || !s->has_config)
		return ST_OK;
	/* keyd's own word first; what was published last is the next best */
	if (publish_list(&from, pool, KEYD_LIST_SEALS, &list, &why) != ST_OK &&
	    publish_list(&kept, pool, KEYD_LIST_SEALS, &list, &why) != ST_OK)
		log_fault(&why);
	s->list = list.der;
	return ST_OK;
}

static void
print_refusal(const struct asked *a, struct stamp_refusal why,
    struct buf *out)
{
	if (a->json)
		buf_printf(out, "{\"verdict\":\"unknown\",\"refused\":\"%s\","
		    "\"text\":\"%s\"}", why.code, why.text);
	else
		buf_printf(out, "无法判断\n%s\n", why.text);
}

static int
exit_of(enum verdict v)
{
	static const int codes[] = {
		[VERDICT_ALTERED] = EXIT_NOT, [VERDICT_INVALID] = EXIT_NOT,
		[VERDICT_UNKNOWN] = EXIT_UNSURE,
		[VERDICT_LAPSED] = EXIT_UNSURE,
		[VERDICT_GENUINE] = EXIT_GENUINE, [VERDICT_NONE] = EXIT_NOT,
	};

	return codes[v];
}

static int
judge(const struct asked *a, struct bytes file, struct sources *s,
    struct pool *pool, struct fault *f)
{
	const struct reader	 reader = { .socket = NULL };
	struct verdict_ask	 ask = { .now = clock_now() };
	struct stamp_report	 rep;
	struct stamp_refusal	 why = { "", "" };
	struct buf		 out;
	int			 code = EXIT_UNSURE;
	enum status		 st;

	ask.db = a->offline ? NULL : s->office;
	ask.anchors = s->anchors;
	ask.crl = s->list;
	ask.outside = a->offline ? NULL : s->outside;
	buf_init(&out, LIMIT_PAGE);
	st = verdict_judge(&ask, &reader, file, pool, &rep, &why, f);
	if (st == ST_OK) {
		if (a->json)
			verdict_json(&rep, ask.now, &out);
		else
			verdict_lines(&rep, ask.now, pool, &out);
		code = exit_of(rep.verdict);
	} else {
		log_fault(f);
		print_refusal(a, why, &out);
	}
	printf("%s%s", buf_str(&out), a->json ? "\n" : "");
	if (!buf_ok(&out))
		code = EXIT_UNSURE;
	buf_free(&out);
	return code;
}

/* The file, mapped; 0 and words where it cannot be read. */
static int
open_file(const char *path, struct bytes *file)
{
	struct fault	 f = { 0 };
	FILE		*fp = fopen(path, "rbe");
	enum status	 st = ST_ABSENT;

	if (fp != NULL) {
		st = box_map(fileno(fp), file, &f);
		fclose(fp);
	}
	if (st == ST_OK && file->n > LIMIT_DOCUMENT + 8 * MIB) {
		box_unmap(file);
		st = ST_INVALID;
	}
	if (st == ST_OK)
		return 1;
	fprintf(stderr, "jianyin: 不能读取 %s%s\n", path,
	    st == ST_INVALID ? "（不是文件，或者太大）" : "");
	return 0;
}

int
verify_command(int argc, char **argv)
{
	struct sources	 s = { 0 };
	struct fault	 f = { 0 };
	struct asked	 a;
	struct bytes	 file;
	struct pool	*pool;
	int		 code = EXIT_UNSURE;

	if (!read_args(argc, argv, &a))
		return usage();
	if (!open_file(a.file, &file))
		return EXIT_USE;
	buf_init(&s.crl, LIMIT_CRL);
	if ((pool = pool_new(MEMORY)) == NULL)
		goto out;
	open_office(&s);
	if (open_anchors(&s, &a, pool, &f) != ST_OK ||
	    open_list(&s, &a, pool, &f) != ST_OK) {
		fprintf(stderr, "jianyin: %s\n", f.text);
		code = EXIT_USE;	/* a folder or list named wrongly */
		goto out;
	}
	code = judge(&a, file, &s, pool, &f);
out:
	sources_close(&s);
	pool_free(pool);
	box_unmap(&file);
	return code;
}

/* --- inspect -------------------------------------------------------------- */

static void
inspect_place(const struct placement *p, struct buf *out)
{
	buf_printf(out, "  位置：第 %u 页，左上角 %d.%d mm, %d.%d mm，"
	    "大小 %d.%d × %d.%d mm\n", p->page + 1,
	    p->um_x / 1000, abs(p->um_x) % 1000 / 100, p->um_y / 1000,
	    abs(p->um_y) % 1000 / 100, p->um_w / 1000, p->um_w % 1000 / 100,
	    p->um_h / 1000, p->um_h % 1000 / 100);
}

/* Every filled field: what PDF says of it, then its bytes explained. */
static int
inspect_pdf(struct bytes file, struct pool *pool, struct buf *out)
{
	const struct reader	 reader = { .socket = NULL };
	struct pdf_signatures	 sigs;
	enum pdf_reason		 why = PDF_OUR_FAULT;
	struct fault		 f = { 0 };
	enum status		 st = ST_BROKEN;
	unsigned		 i;
	int			 fd = box_file(&file, 1, &f);

	if (fd != -1) {
		st = pdf_extract(&reader, fd, pool, &sigs, &why, &f);
		close(fd);
	}
	if (st != ST_OK) {
		buf_printf(out, "PDF：%s\n", pdf_reason_text(why));
		return EXIT_NOT;
	}
	buf_printf(out, "PDF：%u 个签名，%u 个空白签名域\n", sigs.n,
	    sigs.empty);
	for (i = 0; i < sigs.n; i++) {
		const struct pdf_signature *s = &sigs.list[i];

		buf_printf(out, "\n签名 %u：域 %s\n  Filter %s，SubFilter %s\n"
		    "  ByteRange [%zu %zu %zu %zu]，%s%s\n", i + 1,
		    verdict_plain(pool, s->field),
		    verdict_plain(pool, s->filter),
		    verdict_plain(pool, s->subfilter), s->range[0],
		    s->range[1], s->range[2], s->range[3], s->whole ?
		    "覆盖整个修订版" : "没有覆盖整个修订版",
		    s->altered ? "，其后改动了显示内容" : s->later ?
		    "，其后另有追加" : "");
		if (s->placed)
			inspect_place(&s->where, out);
		inspect_print(s->contents, clock_now(), out);
	}
	return sigs.n == 0 ? EXIT_NOT : EXIT_GENUINE;
}

static void
inspect_parts(const char *label, const struct ofd_parts *p,
    struct pool *pool, struct buf *out)
{
	if (p->n > 0)
		buf_printf(out, "  %s %u 个：%s%s\n", label, p->n,
		    verdict_plain(pool, p->names), p->n > OFD_NAMES ? "……" :
		    "");
}

static void
inspect_quirks(unsigned quirks, struct buf *out)
{
	unsigned	 q;

	for (q = 0; q < OFD_Q__N; q++)
		if ((quirks & OFD_Q(q)) != 0)
			buf_printf(out, "  书写偏差：%s（%s）\n",
			    ofd_quirk_row((enum ofd_quirk)q)->label,
			    ofd_quirk_row((enum ofd_quirk)q)->name);
}

static void
inspect_ofd_signature(const struct ofd_signature *s, unsigned k,
    struct pool *pool, struct buf *out)
{
	static const char *const digests[] = {
		[OFD_DIGEST_SM3] = "SM3", [OFD_DIGEST_WEAK] = "已不安全",
		[OFD_DIGEST_OTHER] = "本系统不能计算",
	};
	unsigned	 i;

	buf_printf(out, "\n签名 %u：%s，标识 %s，第 %u 份文档\n  %s\n", k,
	    s->is_seal ? "电子签章（Seal）" : "数字签名（Sign）",
	    verdict_plain(pool, s->id), s->doc + 1,
	    verdict_plain(pool, s->path));
	if (!s->readable) {
		buf_text(out, "  签名文件缺失或无法解析\n");
		return;
	}
	buf_printf(out, "  由 %s 写成，自称时间 %s\n  引用 %u 个文件，"
	    "杂凑算法 %s（%s）%s\n", verdict_plain(pool, s->provider),
	    verdict_plain(pool, s->when), s->nrefs,
	    verdict_plain(pool, s->check_method), digests[s->digest],
	    s->locks ? "，锁定签章列表" : "");
	inspect_parts("与引用不符的文件", &s->changed, pool, out);
	inspect_parts("引用而缺失的文件", &s->missing, pool, out);
	inspect_parts("显示而未引用的文件", &s->uncovered, pool, out);
	inspect_parts("无法解析的文件", &s->unclear, pool, out);
	inspect_parts("不显示也未引用的文件", &s->others, pool, out);
	if (s->list_changed)
		buf_text(out, "  引用的签章列表已被改动\n");
	for (i = 0; i < s->nplaces; i++)
		inspect_place(&s->places[i], out);
	inspect_quirks(s->quirks, out);
	if (s->value.p == NULL)
		buf_text(out, "  没有签名值\n");
	else
		inspect_print(s->value, clock_now(), out);
}

/* Documents with their pages, then every signature explained. */
static int
inspect_ofd(struct bytes file, struct pool *pool, struct buf *out)
{
	const struct reader	 reader = { .socket = NULL };
	struct ofd_file		 o;
	enum ofd_reason		 why = OFD_OUR_FAULT;
	struct fault		 f = { 0 };
	enum status		 st = ST_BROKEN;
	unsigned		 i;
	int			 fd = box_file(&file, 1, &f);

	if (fd != -1) {
		st = ofd_look(&reader, fd, pool, &o, &why, &f);
		close(fd);
	}
	if (st != ST_OK) {
		buf_printf(out, "OFD：%s\n", ofd_reason_text(why));
		return EXIT_NOT;
	}
	buf_printf(out, "OFD %s：%u 份文档，%u 个签名，包内 %u 个文件%s\n",
	    verdict_plain(pool, o.version), o.ndocs, o.nsigs, o.nfiles,
	    o.integrity ? "，另有完整性保护清单" : "");
	for (i = 0; i < o.ndocs; i++) {
		const struct ofd_document *d = &o.docs[i];

		buf_printf(out, "文档 %u：%s，%u 页", i + 1,
		    verdict_plain(pool, d->root), d->npages);
		if (d->npages > 0)
			buf_printf(out, "，第 1 页 %d × %d mm",
			    d->pages[0].um_w / 1000, d->pages[0].um_h / 1000);
		buf_printf(out, "，最大标识 %lld\n",
		    (long long)d->max_unit_id);
	}
	inspect_quirks(o.quirks, out);
	for (i = 0; i < o.nsigs; i++)
		inspect_ofd_signature(&o.sigs[i], i + 1, pool, out);
	return o.nsigs == 0 ? EXIT_NOT : EXIT_GENUINE;
}

int
inspect_command(int argc, char **argv)
{
	struct bytes	 file;
	struct pool	*pool;
	struct buf	 out;
	int		 code = EXIT_NOT;

	if (argc != 2 || argv[1][0] == '-') {
		fputs("用法：jianyin inspect 文件\n", stderr);
		return EXIT_USE;
	}
	if (!open_file(argv[1], &file))
		return EXIT_USE;
	buf_init(&out, INSPECT_ROOM + MIB);
	if ((pool = pool_new(MEMORY)) == NULL)
		goto out;
	if (file.n >= 5 && memcmp(file.p, "%PDF-", 5) == 0)
		code = inspect_pdf(file, pool, &out);
	else if (ofd_is_package(file))
		code = inspect_ofd(file, pool, &out);
	else if (inspect_print(file, clock_now(), &out) != INSPECT_NOTHING)
		code = EXIT_GENUINE;
	fputs(buf_str(&out), stdout);
out:
	buf_free(&out);
	pool_free(pool);
	box_unmap(&file);
	return code;
}
