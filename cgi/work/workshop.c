/* The bench's forms, its names for pictures, and what the page shows. */
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/wipe.h"
#include "page/keys.h"
#include "sm/sm.h"
#include "work/workshop.h"
#include "work/workshop_local.h"

/* --- forms -------------------------------------------------------------------- */

/* "42" or "42.5", 10 to 70 mm: nothing that is a seal lies outside. */
static int
read_mm(const char *s, int *um)
{
	char	*end;
	long	 n = strtol(s, &end, 10), tenths = 0;

	if (end == s || end - s > 2)
		return 0;
	if (*end == '.' && end[1] >= '0' && end[1] <= '9') {
		tenths = end[1] - '0';
		end += 2;
	}
	*um = (int)(n * 1000 + tenths * 100);
	return *end == '\0' && *um >= 10000 && *um <= 70000;
}

static const char *
check_mm(const char *s)
{
	int	 um;

	return read_mm(s, &um) ? NULL :
	    "请填写 10 到 70 之间的毫米数，最多一位小数";
}

static const char *
check_number(const char *s)
{
	const size_t	 n = strlen(s);

	return strspn(s, "0123456789") == n && (n == 13 || n == 14) ? NULL :
	    "印章编码是 13 或 14 位数字";
}

static const struct choice centres[] = {
	{ "star", "五角星" }, { "blank", "空白" }, { NULL, NULL }
};
static const struct choice sames[] = {	/* */
	{ "same", "一致" }, { "different", "不一致" }, { NULL, NULL }
};

#define PICTURES "image/png image/jpeg"
#define AT(member) .at = offsetof(struct workshop_values, member)
#define SIZE_FIELDS							\
	{ .name = "mm_w", .label = "宽（毫米）", .kind = FIELD_LINE,	\
	  .max = 5, .clean = CLEAN_NARROW, .check = check_mm,		\
	  .inputmode = "decimal", AT(mm_w) },				\
	{ .name = "mm_h", .label = "高（毫米）", .kind = FIELD_LINE,	\
	  .max = 5, .clean = CLEAN_NARROW, .check = check_mm,		\
	  .inputmode = "decimal", AT(mm_h) }
#define COMMON_FIELDS							\
	{ .name = "ref_file", .label = "用于比对的印模",		\
	  .kind = FIELD_FILE, .types = PICTURES, .size = LIMIT_PICTURE,	\
	  .hint = "备案印模或另一次采集的扫描件", AT(ref_file) },	\
	{ .name = "same", .label = "比对结论", .kind = FIELD_CHOICE,	\
	  .choices = sames,						\
	  .hint = "由核验人员逐笔比对后签署", AT(same) },		\
	{ .name = "override", .label = "仍然采用的理由",		\
	  .kind = FIELD_LINE, .max = 200,				\
	  .hint = "尺寸或质量有提示时填写，随提交一并签名",		\
	  AT(override) },						\
	{ .name = "ref", .label = "", .kind = FIELD_HIDDEN,		\
	  .max = TOKEN_PICTURE, AT(ref) },				\
	{ .name = "rev", .label = "", .kind = FIELD_HIDDEN, .max = 20,	\
	  AT(rev) }

static const struct field drawn_fields[] = {
	{ .name = "ring_text", .label = "环排文字", .kind = FIELD_LINE,
	  .required = true, .min = 2, .max = 60, AT(ring_text) },
	{ .name = "lower_text", .label = "下弦文字", .kind = FIELD_LINE,
	  .max = 20, .hint = "例如合同专用章；法定名称章不填",
	  AT(lower_text) },
	{ .name = "centre_text", .label = "中间文字", .kind = FIELD_LINE,
	  .max = 20, .hint = "发票专用章填写纳税人识别号",
	  AT(centre_text) },
	{ .name = "centre", .label = "中心图案", .kind = FIELD_CHOICE,
	  .choices = centres, .required = true, AT(centre) },
	{ .name = "number", .label = "印章编码", .kind = FIELD_LINE,
	  .max = 20, .clean = CLEAN_CODE, .check = check_number,
	  .inputmode = "numeric", AT(number) },
	SIZE_FIELDS, COMMON_FIELDS,
};
static const struct field scan_fields[] = {
	{ .name = "file", .label = "采集表扫描件", .kind = FIELD_FILE,
	  .types = PICTURES, .size = LIMIT_PICTURE,
	  .hint = "600 dpi、彩色、原尺寸扫描全页", AT(file) },
	{ .name = "strength", .label = "阈值强度", .kind = FIELD_NUMBER,
	  .least = -50, .most = 50,
	  .hint = "-50 到 50；数字越大保留的印迹越多，通常为 0",
	  AT(strength) },
	SIZE_FIELDS, COMMON_FIELDS,
	{ .name = "scan", .label = "", .kind = FIELD_HIDDEN,
	  .max = TOKEN_PICTURE, AT(scan) },
};

const struct form workshop_drawn_form = {
	.fields = drawn_fields, .n = NITEMS(drawn_fields),
	.size = sizeof(struct workshop_values),
};
const struct form workshop_scan_form = {
	.fields = scan_fields, .n = NITEMS(scan_fields),
	.size = sizeof(struct workshop_values),
};

int
workshop_read_mm(const char *s, int *um)
{
	return read_mm(s, um);
}

const char *
workshop_mm(struct req *r, int um)
{
	return pool_printf(r->pool, "%d.%d", um / 1000, um % 1000 / 100);
}

/* a unit's own name round the rim; a special seal's kind below it. */
enum status
workshop_start(struct req *r, const struct dossier *d, enum workshop_way way,
    struct form_state *state)
{
	const struct application	*a = &d->app;
	const struct picture_rule	*rule = picture_rule(a->org_type,
	    a->sub_kind);
	struct workshop_values		 v;

	memset(&v, 0, sizeof(v));
	v.ring_text = rule->lower_text != NULL ? a->org_name : a->seal_name;
	v.lower_text = rule->lower_text != NULL ? rule->lower_text : "";
	v.centre_text = strcmp(a->sub_kind, "FP") == 0 ? a->org_code : "";
	v.number = strlen(a->physical_number) == 13 ? a->physical_number : "";
	v.centre = rule->centre == CENTRE_STAR ? "star" :
	    rule->centre == CENTRE_BLANK ? "blank" : "";
	v.mm_w = way == WAY_SCAN ? "" : workshop_mm(r, rule->um_w);
	v.mm_h = way == WAY_SCAN ? "" : workshop_mm(r, rule->um_h);
	v.scan = v.ref = v.same = v.override = "";
	v.rev = pool_printf(r->pool, "%lld", (long long)d->request.rev);
	return form_start(way == WAY_SCAN ? &workshop_scan_form :
	    &workshop_drawn_form, &v, r->pool, state);
}

/* --- tokens -------------------------------------------------------------------- */

#define MAC_BYTES 16		/* of the check: 128 bits */

static void
hex(const unsigned char *p, size_t n, char *out)
{
	static const char	 digits[] = "0123456789abcdef";
	size_t			 i;

	for (i = 0; i < n; i++) {
		*out++ = digits[p[i] >> 4];
		*out++ = digits[p[i] & 15];
	}
	*out = '\0';
}

enum status
workshop_token(struct req *r, const struct dossier *d,
    const unsigned char sm3[32], char out[TOKEN_PICTURE])
{
	unsigned char	 key[32], mac[SM3_LEN];
	char		 name[65];
	const char	*text;
	enum status	 st;

	hex(sm3, 32, name);
	text = pool_printf(r->pool, "picture %s of %s", name, d->request.id);
	if (text == NULL)
		return fault_set(r->fault, ST_BROKEN, "token: memory");
	st = keyd_find_key(d->keyd, key, r->fault);
	if (st == ST_OK)
		st = sm3_hmac(bytes_of(key, sizeof(key)), bytes_text(text),
		    mac);
	wipe(key, sizeof(key));
	if (st != ST_OK)
		return st;
	memcpy(out, name, 64);
	hex(mac, MAC_BYTES, out + 64);
	return ST_OK;
}

static int
nibble(char c)
{
	return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ?
	    c - 'a' + 10 : -1;
}

enum status
workshop_token_read(struct req *r, const struct dossier *d,
    const char *token, unsigned char sm3[32])
{
	char		 right[TOKEN_PICTURE];
	enum status	 st;
	size_t		 i;
	int		 differs = 0;

	if (strlen(token) != TOKEN_PICTURE - 1)
		return fault_set(r->fault, ST_ABSENT, "no picture");
	for (i = 0; i < 32; i++) {
		if (nibble(token[2 * i]) < 0 || nibble(token[2 * i + 1]) < 0)
			return fault_set(r->fault, ST_ABSENT, "no picture");
		sm3[i] = (unsigned char)(nibble(token[2 * i]) << 4 |
		    nibble(token[2 * i + 1]));
	}
	if ((st = workshop_token(r, d, sm3, right)) != ST_OK)
		return st;
	for (i = 0; i < TOKEN_PICTURE - 1; i++)
		differs |= right[i] ^ token[i];
	if (differs == 0)
		return ST_OK;
	audit_refusal(r->db, r->actor, "imprint.view", "request",
	    d->request.number, "不是本件的图像");
	return fault_set(r->fault, ST_ABSENT, "picture of another case");
}

/* --- on the page ----------------------------------------------------------------- */

static const char *const grade_tones[] = {
	[GRADE_PASS] = "good", [GRADE_WARN] = "act", [GRADE_FAIL] = "bad",
};
static const char *const grade_words[] = {
	[GRADE_PASS] = "符合", [GRADE_WARN] = "提示", [GRADE_FAIL] = "不符合",
};
_Static_assert(NITEMS(grade_words) == PICTURE_GRADE__N, "a word each");

static void
finding(struct page *page, const char *label, enum picture_grade grade,
    const char *text)
{
	struct page	*p = page_add(page, K_FINDING);

	page_set(p, K_LABEL, label);
	page_set(p, K_TONE, grade_tones[grade]);
	page_set(p, K_STATE, grade_words[grade]);
	page_set(p, K_SENTENCE, text);
}

static const char *
size_words(struct req *r, const struct workshop_result *w)
{
	return pool_printf(r->pool, "%s × %s 毫米，规定 %s × %s 毫米（%s）%s%s",
	    workshop_mm(r, w->um_w), workshop_mm(r, w->um_h),
	    workshop_mm(r, w->rule->um_w), workshop_mm(r, w->rule->um_h),
	    w->rule->basis, w->size_why == NULL ? "" : "。",
	    w->size_why == NULL ? "" : w->size_why);
}

static void
fill_score(struct req *r, const struct workshop_result *w, struct page *page)
{
	const struct picture_score	*s = &w->score;
	const int			 worst = (int)(s->worst * 100 + 0.5);
	const int			 line = (int)(PICTURE_SAME * 100);

	if (!w->has_score)
		return;
	finding(page, "比对", s->same ? GRADE_PASS : GRADE_WARN,
	    pool_printf(r->pool, "差异最大处相似度 %d%%（参考线 %d%%），"
	    "宽差 %s 毫米，高差 %s 毫米；分数仅供参考，由核验人员判定",
	    worst, line, workshop_mm(r, abs(s->um_dw)),
	    workshop_mm(r, abs(s->um_dh))));
}

void
workshop_fill(struct req *r, const struct dossier *d,
    const struct workshop_result *w, struct page *page)
{
	static const char *const scales[] = {
		[SCALE_SHEET] = "按采集表方框测得",
		[SCALE_FILE] = "按扫描分辨率换算",
		[SCALE_GIVEN] = "按填写的尺寸",
	};
	struct page	*p;
	int		 i;

	if (!w->made)
		return;
	p = page_add(page, K_WORK);
	page_set(p, K_SRC, desk_path(r, d, pool_printf(r->pool, "/worked/%s",
	    w->token)));
	page_set(p, K_NAME, d->app.seal_name);
	page_set(p, K_MM_W, workshop_mm(r, w->um_w));
	page_set(p, K_MM_H, workshop_mm(r, w->um_h));
	page_printf(p, K_SIZE, "%u × %u 像素", w->px_w, w->px_h);
	finding(p, "尺寸", w->size, size_words(r, w));
	for (i = 0; w->has_quality && i < ASPECT__N; i++)
		finding(p, picture_aspect_names[i],
		    w->quality.aspect[i].grade, w->quality.aspect[i].text);
	if (w->has_quality)
		finding(p, "比例", GRADE_PASS, scales[w->scale]);
	if (w->has_sheet)
		finding(p, "采集表", GRADE_PASS,
		    "二维码与本件办件编号相符");
	fill_score(r, w, p);
	if (w->beside != NULL)
		page_set(page_add(p, K_BESIDE), K_SRC, desk_path(r, d,
		    pool_printf(r->pool, "/worked/%s", w->beside)));
}
