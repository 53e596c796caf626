/*
 * A verdict in words: labels, times, JSON and lines.  Tables only; what is
 * decided is decided in stamp/judge.c and verdict.c.
 */
#include <string.h>

#include "base/calendar.h"
#include "base/limits.h"
#include "base/utf8.h"
#include "page/json.h"
#include "work/verdict.h"

static const struct { const char *name, *label; } axes[] = {
	[AXIS_FILE] = { "file", "文件" },
	[AXIS_SEAL] = { "seal", "印章" },
	[AXIS_THEN] = { "then", "用印时" },
	[AXIS_NOW] = { "now", "现在" },
};
_Static_assert(NITEMS(axes) == AXIS__N, "a label each");

static const struct { const char *name, *mark; } grades[] = {
	[GRADE_GOOD] = { "good", "✓" },
	[GRADE_UNKNOWN] = { "unknown", "?" },
	[GRADE_BAD] = { "bad", "✕" },
};
_Static_assert(NITEMS(grades) == GRADE__N, "a name each");

static const char *const tones[] = {
	[VERDICT_ALTERED] = "bad", [VERDICT_INVALID] = "bad",
	[VERDICT_UNKNOWN] = "", [VERDICT_LAPSED] = "warn",
	[VERDICT_GENUINE] = "good", [VERDICT_NONE] = "warn",
};
_Static_assert(NITEMS(tones) == VERDICT__N, "a look each");

static const char *const states[] = {
	[STAMP_SEAL_UNKNOWN] = "unknown", [STAMP_SEAL_VALID] = "valid",
	[STAMP_SEAL_FROZEN] = "frozen", [STAMP_SEAL_EXPIRED] = "expired",
	[STAMP_SEAL_REVOKED] = "revoked",
};
_Static_assert(NITEMS(states) == STAMP_SEAL__N, "a name each");

const char *
verdict_axis_label(enum stamp_axis a)
{
	return axes[a].label;
}

const char *
verdict_axis_name(enum stamp_axis a)
{
	return axes[a].name;
}

const char *
verdict_grade_name(enum stamp_grade g)
{
	return grades[g].name;
}

const char *
verdict_tone(enum verdict v)
{
	return tones[v];
}

/* Controls and characters that turn the direction of writing. */
static int
is_unfit(uint32_t cp)
{
	return cp < 0x20 || (cp >= 0x7f && cp < 0xa0) ||
	    (cp >= 0x200b && cp <= 0x200f) || (cp >= 0x2028 && cp <= 0x202e) ||
	    (cp >= 0x2066 && cp <= 0x2069) || cp == 0xfeff;
}

const char *
verdict_plain(struct pool *pool, const char *s)
{
	size_t		 n = s == NULL ? 0 : strlen(s), i = 0, k = 0, len;
	char		*out = pool_alloc(pool, n + 1);
	uint32_t	 cp;

	if (out == NULL)
		return "";
	while (i < n) {
		len = utf8_next(s + i, n - i, &cp);
		if (len == 0 || is_unfit(cp)) {
			out[k++] = '?';
			i += len == 0 ? 1 : len;
			continue;
		}
		memcpy(out + k, s + i, len);
		k += len;
		i += len;
	}
	return out;
}

#define MASK_RUN	11	/* digits of a phone, the shortest to hide */

/* How many digits begin here; an identity number may end in X. */
static size_t
digits_at(const char *s)
{
	size_t	 n = strspn(s, "0123456789");

	return n >= MASK_RUN && (s[n] == 'X' || s[n] == 'x') ? n + 1 : n;
}

const char *
verdict_masked(struct pool *pool, const char *s)
{
	char	*out = pool_text(pool, s == NULL ? "" : s);
	size_t	 i, n;

	if (out == NULL)
		return "";
	for (i = 0; out[i] != '\0'; i += n == 0 ? 1 : n)
		if ((n = digits_at(out + i)) >= MASK_RUN)
			memset(out + i + 3, '*', n - 7);
	return out;
}

const char *
verdict_time(struct pool *pool, int64_t ms)
{
	char		 text[CALENDAR_TEXT];
	const char	*copy;

	if (ms == 0)
		return "";
	calendar_second(ms, text);
	copy = pool_text(pool, text);
	return copy == NULL ? "" : copy;
}

#define PLACES_TOLD	20	/* pages named one by one; more are counted */

/* One page by its number, several in order, each once. */
const char *
verdict_place(struct pool *pool, const struct stamp_result *r)
{
	struct buf	 b;
	const char	*text;
	unsigned	 i, told = 0, last = 0;

	if (r->nplaces == 0)
		return "不可见";
	buf_init(&b, KIB);
	buf_text(&b, "第 ");
	for (i = 0; i < r->nplaces && told < PLACES_TOLD; i++) {
		if (told > 0 && r->places[i].page == last)
			continue;
		last = r->places[i].page;
		buf_printf(&b, "%s%u", told++ > 0 ? "、" : "", last + 1);
	}
	buf_text(&b, i < r->nplaces ? " 等页" : " 页");
	if (r->nplaces > 1)
		buf_printf(&b, "，共 %u 处", r->nplaces);
	text = pool_text(pool, buf_str(&b));
	buf_free(&b);
	return text == NULL ? "" : text;
}

/* --- for machines --------------------------------------------------------- */

static void
json_time(struct json *j, const char *key, int64_t ms)
{
	char	 text[CALENDAR_TEXT];

	if (ms == 0) {
		json_none(j, key);
		return;
	}
	calendar_iso(ms, text);
	json_text(j, key, text);
}

static void
json_axes(struct json *j, const struct stamp_result *r)
{
	int	 a;

	json_map(j, "axes");
	for (a = 0; a < AXIS__N; a++) {
		const struct stamp_finding *f = &r->axis[a];

		json_map(j, axes[a].name);
		json_text(j, "grade", grades[f->grade].name);
		json_text(j, "code", f->code);
		json_text(j, "text", f->text);
		json_text(j, "clause", f->clause);
		json_end(j);
	}
	json_end(j);
}

static void
json_checks(struct json *j, const struct stamp_result *r)
{
	int	 c;

	json_list(j, "checks");
	for (c = 0; c < CHECK__N; c++) {
		const struct finding *f = &r->ses.found[c];

		json_map(j, NULL);
		json_text(j, "check", ses_check_name((enum ses_check)c));
		json_text(j, "label", ses_check_label((enum ses_check)c));
		json_text(j, "state", finding_state_name(f->state));
		json_text(j, "code", f->code);
		json_text(j, "text", f->text);
		json_text(j, "clause", f->clause);
		json_end(j);
	}
	json_end(j);
}

static void
json_stamp(struct json *j, const struct stamp_result *r)
{
	json_map(j, NULL);
	json_text(j, "verdict", verdict_code(r->verdict));
	json_text(j, "text", verdict_text(r->verdict));
	json_text(j, "seal_code", r->esid);
	json_text(j, "seal_name", r->seal_name);
	json_text(j, "signer", r->signer);
	json_text(j, "origin", r->imported ? SEAL_IMPORTED : "");
	json_text(j, "field", r->name);
	if (r->nplaces > 0)
		json_int(j, "page", (int64_t)r->places[0].page + 1);
	else
		json_none(j, "page");
	json_int(j, "places", r->nplaces);
	json_text(j, "scope", r->scope);
	json_time(j, "claimed", r->claimed);
	json_time(j, "recorded", r->proven);
	json_bool(j, "offline", r->offline);
	json_bool(j, "software", verdict_is_software(r));
	json_text(j, "state_then", states[r->then.state]);
	json_text(j, "state_now", states[r->now.state]);
	json_time(j, "state_as_of", r->now.as_of);
	json_axes(j, r);
	json_checks(j, r);
	json_end(j);
}

void
verdict_json(const struct stamp_report *rep, int64_t now, struct buf *out)
{
	struct json	 j;
	unsigned	 i;

	json_begin(&j, out);
	json_map(&j, NULL);
	json_text(&j, "verdict", verdict_code(rep->verdict));
	json_text(&j, "word", verdict_text(rep->verdict));
	json_text(&j, "text", rep->text);
	json_text(&j, "format", stamp_format_name(rep->format));
	json_time(&j, "checked", now);
	json_int(&j, "other_signatures", rep->foreign);
	json_list(&j, "stamps");
	for (i = 0; i < rep->n; i++)
		json_stamp(&j, &rep->list[i]);
	json_end(&j);
	json_end(&j);
	if (!json_ok(&j))
		out->failed = 1;
}

/* --- for a terminal ------------------------------------------------------- */

static void
line(struct buf *out, const char *label, const char *value)
{
	if (value != NULL && *value != '\0')
		buf_printf(out, "  %s：%s\n", label, value);
}

static void
stamp_lines(const struct stamp_result *r, unsigned k, struct pool *pool,
    struct buf *out)
{
	int	 i;

	buf_printf(out, "\n印章 %u：%s\n", k, verdict_text(r->verdict));
	line(out, "印章名称", verdict_plain(pool, r->seal_name));
	line(out, "印章编码", verdict_plain(pool, r->esid));
	line(out, "签章人", verdict_plain(pool, r->signer));
	line(out, "签章时间", verdict_when(pool, r));
	line(out, "时间来源", verdict_time_source(r));
	line(out, "加盖方式", verdict_way(pool, r));
	line(out, "密码模块", verdict_module(pool, r));
	line(out, "印章来源", verdict_origin(r));
	line(out, "位置", verdict_place(pool, r));
	line(out, "签章范围", verdict_plain(pool, r->scope));
	line(out, "状态截至", verdict_time(pool, r->now.as_of));
	for (i = 0; i < AXIS__N; i++)
		buf_printf(out, "  %s %s：%s [%s]\n",
		    grades[r->axis[i].grade].mark, axes[i].label,
		    r->axis[i].text, r->axis[i].code);
	for (i = 0; i < CHECK__N; i++) {
		const struct finding *f = &r->ses.found[i];

		buf_printf(out, "    %s %s%s%s\n",
		    finding_state_label(f->state),
		    ses_check_label((enum ses_check)i),
		    f->state == FIND_OK ? "" : "：",
		    f->state == FIND_OK ? "" : f->text);
	}
}

void
verdict_lines(const struct stamp_report *rep, int64_t now, struct pool *pool,
    struct buf *out)
{
	unsigned	 i;

	buf_printf(out, "%s\n%s\n", verdict_text(rep->verdict), rep->text);
	buf_printf(out, "格式：%s\n核验时间：%s\n",
	    stamp_format_label(rep->format), verdict_time(pool, now));
	for (i = 0; i < rep->n; i++)
		stamp_lines(&rep->list[i], i + 1, pool, out);
}

/* --- scans ---------------------------------------------------------------- */

static const struct {
	const char	*text, *more, *tone;
} scans[] = {
	[SCAN_VALID] = { "本系统存有此文件，印章状态：有效",
	    "逐项核对一致，才说明您手中的纸质件与存档相符。", "good" },
	[SCAN_REVOKED] = { "签章时有效，现已注销",
	    "本系统存有此文件；印章在盖章之后注销。", "warn" },
	[SCAN_EXPIRED] = { "签章时有效，现已过期",
	    "本系统存有此文件；印章在盖章之后到期。", "warn" },
	[SCAN_SUSPENDED] = { "签章时有效，现已停用",
	    "本系统存有此文件；印章在盖章之后停用。", "warn" },
	[SCAN_LOST] = { "印章已挂失，请勿采信",
	    "使用单位已经报失这枚印章，请向盖章单位核实。", "bad" },
	[SCAN_UNKNOWN] = { "无法核实",
	    "现在不能确定印章的状态，请稍后再试或向盖章单位核实。", "" },
};
_Static_assert(NITEMS(scans) == SCAN__N, "words each");

enum scan
verdict_scan(int seal_state, int64_t valid_to, int64_t now)
{
	switch (seal_state) {
	case S3_ACTIVE:
		return valid_to < now ? SCAN_EXPIRED : SCAN_VALID;
	case S4_LOST:
		return SCAN_LOST;
	case S5_SUSPENDED:
		return SCAN_SUSPENDED;
	case S6_EXPIRED:
		return SCAN_EXPIRED;
	case S7_REVOKED:
		return SCAN_REVOKED;
	default:	/* a seal that was not active cannot have stamped */
		return SCAN_UNKNOWN;
	}
}

const char *
verdict_scan_text(enum scan s)
{
	return scans[s].text;
}

const char *
verdict_scan_more(enum scan s)
{
	return scans[s].more;
}

const char *
verdict_scan_tone(enum scan s)
{
	return scans[s].tone;
}
