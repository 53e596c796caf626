/*
 * `jianyin stamp`: a PDF is stamped with a seal in a device of the unit's own,
 * without the register.  Placing, preparing and reading back
 * are what stamps online, in the same sandbox; the device signs.  There is no
 * QR code and no verification code, since nobody here can give one out: what
 * counts is the file, uploaded at 验真; the foot of each page says so.  The
 * log entry is on disk before the file leaves.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/calendar.h"
#include "base/clock.h"
#include "base/config.h"
#include "base/file.h"
#include "base/log.h"
#include "base/wipe.h"
#include "der/ses.h"
#include "picture/picture.h"
#include "stamp/stamp.h"
#include "work/device_command.h"
#include "work/offline_args.h"
#include "work/terminal.h"

#define MEMORY		(64 * MIB)
#define HOLE_MORE	(1 * KIB)	/* a signature besides seal and cert */

struct work {
	struct offline_ask	 a;
	struct devfile		*device;
	const struct devkey	*key;
	struct pool		*pool;
	struct bytes		 file;		/* mapped */
	struct ses_seal		 seal;
	struct cert		 cert;
	struct pdf_picture	 picture;
	struct pdf_order	 order;
	struct stamp_ready	 ready;
	struct offline_entry	 entry;
	struct buf		 der;		/* SES_Signature */
	int64_t			 now;
};

static const struct reader	 here = { .socket = NULL };

static int
fail(const char *words)
{
	fprintf(stderr, "jianyin: %s\n", words);
	return 0;
}

/* --- the place ------------------------------------------------------------ */

/* Where it was asked for, or where a seal goes by itself. */
static int
find_place(struct work *w, const struct pdf_facts *facts)
{
	struct placement *to = &w->order.where;
	const char	*p = w->a.at;
	struct fault	 f = { 0 };
	char		*end = NULL;
	long		 page;

	if (stamp_place(facts, w->picture.um_w, w->picture.um_h, to, &f) !=
	    ST_OK)
		return fail("文件没有放得下印章的页");
	if (w->a.page != NULL) {
		page = strtol(w->a.page, &end, 10);
		if (*end != '\0' || page < 1 || page > (long)facts->npages)
			return fail("没有这一页，请核对 --page");
		to->page = (unsigned)page - 1;
	}
	if (p != NULL && ((p = offline_mm(p, &to->um_x)) == NULL || *p != ',' ||
	    (p = offline_mm(p + 1, &to->um_y)) == NULL || *p != '\0'))
		return fail("--at 的写法是：左,上（毫米）");
	if (stamp_place_check(facts, to, &f) != ST_OK)
		return fail("印章会超出页面，请调整 --at 或 --page");
	return 1;
}

/* --- the seal ------------------------------------------------------------- */

static int
load_seal(struct work *w)
{
	struct image	 im = { 0 };
	struct fault	 f = { 0 };
	enum status	 st;
	const int	 k = device_find_seal(w->device, w->a.seal);

	if (k < 0)
		return 0;
	w->key = devfile_key(w->device, (size_t)k);
	if ((st = ses_seal_read(w->key->in.seal, &w->seal, &f)) != ST_OK ||
	    (st = cert_read(w->key->in.certs[0], &w->cert, NULL, &f)) !=
	    ST_OK || (st = picture_read(w->seal.picture, &im, &f)) !=
	    ST_OK) {
		log_fault(&f);
		return fail("设备里的印章不能读取");
	}
	if (w->now < w->seal.start.ms || w->now > w->seal.end.ms ||
	    cert_period(&w->cert, w->now) != 0) {
		picture_free(&im);
		return fail("印章不在有效期内，不能盖章");
	}
	im.um_w = (int)w->seal.width * UM_PER_MM;
	im.um_h = (int)w->seal.height * UM_PER_MM;
	st = pdf_picture_make(w->pool, &im, &w->picture, &f);
	picture_free(&im);
	if (st != ST_OK)
		log_fault(&f);
	return st == ST_OK;
}

/* what the keeper checks before each stamp, one by one. */
static const char *
agreed(const char *s)
{
	return strcmp(s, "y") == 0 || strcmp(s, "是") == 0 ? NULL :
	    "不一致请按 Ctrl-C 退出；一致请输入 y";
}

static int
check_four(struct work *w)
{
	const struct { const char *label, *value; } what[] = {
		{ "申请人", w->a.requester }, { "文件", w->a.title },
		{ "审核人", w->a.reviewer }, { "印章", w->key->name.cn },
	};
	char		 typed[TERMINAL_TEXT], words[TERMINAL_TEXT * 2];
	struct fault	 f = { 0 };
	size_t		 i;

	for (i = 0; !w->a.checked && i < NITEMS(what); i++) {
		snprintf(words, sizeof(words), "核对%s“%.300s”，无误输入 y",
		    what[i].label, what[i].value);
		if (terminal_ask(words, agreed, TERMINAL_OPEN, typed, &f) !=
		    ST_OK)
			return fail("没有逐项核对，未盖章");
	}
	return 1;
}

/* --- the file ------------------------------------------------------------- */

static int
open_file(struct work *w)
{
	struct fault	 f = { 0 };
	FILE		*fp = fopen(w->a.in, "rbe");
	enum status	 st = ST_ABSENT;

	if (fp != NULL) {
		st = box_map(fileno(fp), &w->file, &f);
		fclose(fp);
	}
	if (st != ST_OK || w->file.n > LIMIT_DOCUMENT)
		return fail("不能读取原文件，或者文件太大");
	if (access(w->a.out, F_OK) == 0)
		return fail("盖章后的文件已经存在，没有改动");
	return 1;
}

static int
refused(enum pdf_reason why, const struct fault *f)
{
	log_fault(f);
	return fail(pdf_reason_text(why));
}

static int
look_over(struct work *w)
{
	struct pdf_facts facts;
	enum pdf_reason	 why = PDF_OUR_FAULT;
	struct fault	 f = { 0 };
	enum status	 st;
	int		 fd = box_file(&w->file, 1, &f);

	if (fd == -1)
		return refused(why, &f);
	st = pdf_look(&here, fd, w->pool, &facts, &why, &f);
	close(fd);
	if (st != ST_OK)
		return refused(why, &f);
	if (facts.repaired != -1) {
		close(facts.repaired);
		return refused(PDF_UNREPAIRED, &f);
	}
	if (stamp_check_signed(&here, w->file, w->pool, &why, &f) != ST_OK)
		return refused(why, &f);
	return find_place(w, &facts);
}

/* Where to upload it: the address the seal's certificate names. */
static const char *
verify_at(struct work *w)
{
	const char	*host = strstr(w->cert.crl_url, "://");
	const char	*end = host == NULL ? NULL :
	    strstr(host, "/status/crl/");

	return end == NULL ? "发证机构的验真平台" : pool_printf(w->pool,
	    "%.*s/verify", (int)(end - host) - 3, host + 3);
}

static int
prepare(struct work *w)
{
	enum pdf_reason	 why;
	struct fault	 f = { 0 };
	char		 when[CALENDAR_TEXT];

	calendar_minute(w->now, when);
	w->order.picture = &w->picture;
	w->order.marks.line_before = "离线加盖，无验证码";
	w->order.marks.line_after = pool_printf(w->pool,
	    "印章编码 %.*s  %s  上传文件核验：%s", (int)w->key->in.code.n,
	    (const char *)w->key->in.code.p, when, verify_at(w));
	w->order.hole = w->key->in.seal.n + w->cert.der.n + HOLE_MORE;
	w->order.signer = w->key->name.cn;
	w->order.when = w->now;
	return stamp_prepare(&here, w->file, &w->order, w->pool, &w->ready,
	    &why, &f) == ST_OK ? 1 : refused(why, &f);
}

/* --- signing -------------------------------------------------------------- */

/* What a stamp made here says of itself; the original as online. */
static enum status
write_tbs(struct work *w, struct buf *tbs, struct fault *f)
{
	struct offline_mark	 mark = { .software = 1,
				    .n = w->key->n + 1 };
	struct ses_tbs_fields	 t = { .seal = w->key->in.seal,
				    .property = "ByteRange", .next = 2,
				    .time = w->now / MS_SECOND * MS_SECOND };
	struct ses_ext		 ext[2] = { 0 };
	struct buf		 offline, original;
	struct der_out		 o;
	enum status		 st;

	snprintf(mark.device, sizeof(mark.device), "%s",
	    devfile_serial(w->device));
	buf_init(&offline, KIB);
	buf_init(&original, KIB);
	memcpy(t.data_hash, w->ready.digest, SM3_LEN);
	der_out_start(&o, &original);
	der_put_octets(&o, bytes_of(w->entry.before, SM3_LEN));
	if ((st = der_out_end(&o, f)) == ST_OK &&
	    (st = offline_mark_write(&mark, &offline, f)) == ST_OK) {
		ext[0].oid = oid_row(OID_JY_OFFLINE)->der;
		ext[0].value = buf_view(&offline);
		ext[1].oid = oid_row(OID_JY_ORIGINAL)->der;
		ext[1].value = buf_view(&original);
		t.ext = ext;
		st = ses_tbs_write(&t, tbs, f);
	}
	buf_free(&offline);
	buf_free(&original);
	return st;
}

static enum status
sign(struct work *w, struct fault *f)
{
	unsigned char	 sig[SM2_DER_MAX];
	struct buf	 tbs;
	size_t		 n = 0;
	enum status	 st;

	buf_init(&tbs, LIMIT_SIGNATURE);
	if ((st = write_tbs(w, &tbs, f)) == ST_OK &&
	    (st = devfile_sign(w->device, buf_view(&tbs), sig, &n, f)) ==
	    ST_OK)
		st = ses_signature_write(buf_view(&tbs), w->cert.der,
		    bytes_of(sig, n), &w->der, f);
	buf_free(&tbs);
	return st;
}

static int
unlock(struct work *w)
{
	char		 pin[TERMINAL_TEXT];
	struct fault	 f = { 0 };
	enum status	 st;
	size_t		 k;

	for (k = 0; devfile_key(w->device, k) != w->key; k++)
		continue;
	if (!device_ask_pin(w->device, pin))
		return 0;
	st = devfile_unlock(w->device, pin, k, &f);
	wipe(pin, sizeof(pin));
	if (st != ST_OK)
		device_refused(w->device, st, &f);
	/* what is borrowed from the file moved when the try was counted */
	return st == ST_OK && load_seal(w);
}

/* --- keeping -------------------------------------------------------------- */

static enum status
fill_entry(struct work *w, struct bytes made, struct fault *f)
{
	struct offline_entry	*e = &w->entry;
	const struct { const char *text; char *to; } texts[] = {
		{ w->a.operator, e->operator },
		{ w->a.requester, e->requester },
		{ w->a.reviewer, e->reviewer }, { w->a.title, e->title },
		{ w->a.reason, e->reason },
	};
	enum status		 st;
	size_t			 i;

	for (i = 0; i < NITEMS(texts); i++)
		snprintf(texts[i].to, OFFLINE_TEXT, "%s", texts[i].text);
	e->at = w->now;
	e->page = w->order.where.page;
	e->x = w->order.where.um_x;
	e->y = w->order.where.um_y;
	e->w = w->order.where.um_w;
	e->h = w->order.where.um_h;
	if ((st = sm3(made, e->after)) != ST_OK ||
	    (st = sm3(buf_view(&w->der), e->signature)) != ST_OK)
		return fault_set(f, st, "stamp: digest");
	return ST_OK;
}

/* The log first: a file without its entry must not exist. */
static enum status
keep(struct work *w, struct fault *f)
{
	struct bytes	 made = { 0 };
	enum status	 st;
	int		 fd;

	st = stamp_finish(&here, &w->ready, buf_view(&w->der), w->pool, &fd,
	    f);
	if (st != ST_OK)
		return st;
	if ((st = box_map(fd, &made, f)) == ST_OK &&
	    (st = fill_entry(w, made, f)) == ST_OK &&
	    (st = devfile_log(w->device, &w->entry, f)) == ST_OK)
		st = file_write(w->a.out, made, 0644, f);
	box_unmap(&made);
	close(fd);
	return st;
}

static int
stamp(struct work *w)
{
	struct fault	 f = { 0 };
	enum status	 st;

	if (sm3(w->file, w->entry.before) != ST_OK || !load_seal(w) ||
	    !look_over(w) || !check_four(w) || !unlock(w) || !prepare(w))
		return 1;
	if ((st = sign(w, &f)) != ST_OK || (st = keep(w, &f)) != ST_OK) {
		log_fault(&f);
		fail("盖章没有完成");
		return 1;
	}
	printf("已离线盖章：%s\n第 %u 页，登记为离线用章第 %lld 条。联网后请"
	    "导出记录并上传：jianyin device log %s --export 记录文件\n",
	    w->a.out, w->order.where.page + 1, (long long)w->entry.n,
	    w->a.device);
	return 0;
}

int
stamp_command(int argc, char **argv)
{
	struct work	*w = calloc(1, sizeof(*w));
	int		 code = 1;

	if (w == NULL || !offline_args(argc, argv, &w->a)) {
		free(w);
		return offline_usage();
	}
	device_take_clock();
	w->now = clock_now();
	buf_init(&w->der, LIMIT_SIGNATURE);
	if (device_open_file(w->a.device, &w->device) &&
	    (w->pool = pool_new(MEMORY)) != NULL && open_file(w))
		code = stamp(w);
	devfile_close(w->device);
	buf_free(&w->der);
	pool_free(w->pool);
	box_unmap(&w->file);
	free(w);
	return code;
}
