/*
 * Forms: every kind refused and taken, all errors at once (R-061's manner),
 * materials (R-063's manner), and the property that a refilled form, read
 * again, gives the same values.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

#include "base/buf.h"
#include "base/limits.h"
#include "base/utf8.h"
#include "form/codes.h"
#include "form/form.h"
#include "page/page.h"

struct sample {
	const char		*name, *code, *why, *kind, *pin, *rev, *unit;
	int			 agree;
	int64_t			 day, count;
	const struct form_file	*paper;
};

#define AT(member) .at = offsetof(struct sample, member)

static const struct choice kinds[] = {
	{ "official", "法定名称章" }, { "finance", "财务专用章" },
	{ NULL, NULL },
};

static const struct field fields[] = {
	{ .name = "name", .label = "单位名称", .kind = FIELD_LINE,
	  .required = true, .min = 2, .max = 10, AT(name) },
	{ .name = "code", .label = "统一社会信用代码", .kind = FIELD_LINE,
	  .required = true, .max = 18, .clean = CLEAN_CODE,
	  .check = code_credit, .hint = "18 位", AT(code) },
	{ .name = "why", .label = "原因", .kind = FIELD_TEXT, .max = 40,
	  AT(why) },
	{ .name = "kind", .label = "印章类型", .kind = FIELD_CHOICE,
	  .required = true, .choices = kinds, AT(kind) },
	{ .name = "unit", .label = "单位", .kind = FIELD_CHOICE, AT(unit) },
	{ .name = "agree", .label = "我已阅读协议", .kind = FIELD_CHECK,
	  .required = true, AT(agree) },
	{ .name = "day", .label = "日期", .kind = FIELD_DATE, AT(day) },
	{ .name = "count", .label = "份数", .kind = FIELD_NUMBER,
	  .required = true, .least = 0, .most = 100, AT(count) },
	{ .name = "pin", .label = "密码", .kind = FIELD_SECRET,
	  .check = code_pin, .autocomplete = "current-password", AT(pin) },
	{ .name = "paper", .label = "申请文件", .kind = FIELD_FILE,
	  .types = "application/pdf image/jpeg", .size = 5 * 1024 * 1024,
	  AT(paper) },
	{ .name = "rev", .label = "rev", .kind = FIELD_HIDDEN, AT(rev) },
};

static void
cross(const void *values, struct form_state *state)
{
	const struct sample	*s = values;

	if (s->count > 50 && *s->why == '\0')
		form_error(state, "why", "份数超过 50 时请填写原因");
}

static const struct form form = {
	fields, NITEMS(fields), sizeof(struct sample), cross
};

struct fixture {
	struct pool		*pool;
	struct form_value	 v[32];
	struct form_input	 in;
	struct sample		 out;
	struct form_state	 state;
};

static int
set_up(void **state)
{
	struct fixture	*t = calloc(1, sizeof(*t));

	t->pool = pool_new(LIMIT_REQUEST);
	t->in.values = t->v;
	*state = t;
	return 0;
}

static int
tear_down(void **state)
{
	struct fixture	*t = *state;

	pool_free(t->pool);
	free(t);
	return 0;
}

/* A later value of the same name takes its place. */
static void
give(struct fixture *t, const char *name, const char *text)
{
	size_t	 i;

	for (i = 0; i < t->in.n; i++)
		if (strcmp(t->v[i].name, name) == 0)
			break;
	t->v[i] = (struct form_value){ name, text, NULL };
	if (i == t->in.n)
		t->in.n++;
}

static void
give_good(struct fixture *t)
{
	give(t, "name", "威海市某局");
	give(t, "code", "91350100M000100Y43");
	give(t, "kind", "official");
	give(t, "agree", "1");
	give(t, "count", "3");
}

static enum status
parse(struct fixture *t)
{
	return form_parse(&form, &t->in, t->pool, &t->out, &t->state);
}

static void
an_empty_form_names_every_required_field(void **state)
{
	static const char *const wanted[] = {
		"name", "code", "kind", "agree", "count"
	};
	struct fixture	*t = *state;
	size_t		 i;

	assert_int_equal(parse(t), ST_INVALID);
	assert_int_equal(t->state.nerrors, NITEMS(wanted));
	for (i = 0; i < NITEMS(wanted); i++)
		assert_non_null(form_error_of(&t->state, wanted[i]));
	assert_string_equal(t->out.name, "");
	assert_string_equal(t->out.pin, "");
	assert_null(t->out.paper);
}

static void
each_wrong_field_alone_is_named(void **state)
{
	static const struct { const char *name, *text, *error; } w[] = {
		{ "name", "局", "单位名称最少 2 个字" },
		{ "name", "一二三四五六七八九十一", "单位名称最多 10 个字" },
		{ "name", "a\tb\001c", "单位名称含有不能使用的字符" },
		{ "name", "ab\nc", "单位名称含有不能使用的字符" },
		{ "name", "ab\xe2\x80\xae""c", "单位名称含有不能使用的字符" },
		{ "name", "\xff\xfe", "单位名称含有不能使用的字符" },
		{ "name", " \xe3\x80\x80 ", "请填写单位名称" },
		{ "code", "91350100M000100Y4Z", NULL },
		{ "kind", "other", "请从列出的选项中选择印章类型" },
		{ "agree", "yes", "请勾选“我已阅读协议”" },
		{ "day", "2026-02-30", NULL },
		{ "day", "昨天", NULL },
		{ "count", "x", "份数应为整数" },
		{ "count", "99999999999999999999", "份数应为整数" },
		{ "count", "101", "份数不能大于 100" },
		{ "count", "-1", "份数不能小于 0" },
		{ "count", "51", NULL },
		{ "pin", "abc", NULL },
	};
	struct fixture	*t = *state;
	const char	*name;
	size_t		 i;

	for (i = 0; i < NITEMS(w); i++) {
		t->in.n = 0;
		give_good(t);
		give(t, w[i].name, w[i].text);
		/* 51 copies want a reason: the error is beside "why". */
		name = strcmp(w[i].text, "51") == 0 ? "why" : w[i].name;
		assert_int_equal(parse(t), ST_INVALID);
		assert_int_equal(t->state.nerrors, 1);
		assert_non_null(form_error_of(&t->state, name));
		if (w[i].error != NULL)
			assert_string_equal(form_error_of(&t->state, name),
			    w[i].error);
	}
}

static void
messy_input_is_made_even(void **state)
{
	struct fixture	*t = *state;

	give_good(t);
	give(t, "name", "\xe3\x80\x80 威海（某）局 \xef\xbb\xbf");
	give(t, "code", " ９１３５－０１００ m000100y43");
	give(t, "why", "一\r\n二\r三\n");
	give(t, "day", "2026年1月2日");
	give(t, "count", "１２");
	give(t, "rev", "7");
	give(t, "undeclared", "x");
	assert_int_equal(parse(t), ST_OK);
	assert_string_equal(t->out.name, "威海（某）局");
	assert_string_equal(t->out.code, "91350100M000100Y43");
	assert_string_equal(t->out.why, "一\n二\n三");
	assert_int_equal(t->out.day, INT64_C(1767283200000));
	assert_int_equal(t->out.count, 12);
	assert_string_equal(t->out.rev, "7");
	assert_int_equal(t->out.agree, 1);
}

static void
dates_in_many_shapes(void **state)
{
	static const char *const good[] = {
		"2026-01-02", "2026/1/2", "2026.01.02", "20260102",
		"２０２６－０１－０２", "2026年01月02日", "2026‑1‑2",
	}, *const bad[] = {
		"2026", "26-1-2", "2026-13-01", "2026-01-02x", "2026--01-02",
		"0000-01-01", "2026-1", "-2026-01-02",
	};
	struct fixture	*t = *state;
	size_t		 i;

	for (i = 0; i < NITEMS(good) + NITEMS(bad); i++) {
		t->in.n = 0;
		give_good(t);
		give(t, "day", i < NITEMS(good) ? good[i] :
		    bad[i - NITEMS(good)]);
		assert_int_equal(parse(t),
		    i < NITEMS(good) ? ST_OK : ST_INVALID);
	}
}

static void
a_name_sent_twice_is_refused(void **state)
{
	struct fixture	*t = *state;

	give_good(t);
	t->v[t->in.n++] = (struct form_value){ "kind", "finance", NULL };
	assert_int_equal(parse(t), ST_INVALID);
	assert_non_null(form_error_of(&t->state, "kind"));
}

static void
files_are_judged_by_bytes_and_size(void **state)
{
	static const struct {
		struct form_file	 file;
		const char		*error;
	} w[] = {
		{ { "a.pdf", "application/pdf", 0, -1 },
		  "文件是空的，请重新选择" },
		{ { "a.pdf", "application/pdf", 5 * 1024 * 1024 + 1, -1 },
		  "文件超过 5 MB，请压缩后再上传" },
		{ { "a.pdf", "image/png", 10, -1 },
		  "文件内容不是 PDF、JPEG，请换成规定的格式" },
		{ { "a.pdf", NULL, 10, -1 },
		  "文件内容不是 PDF、JPEG，请换成规定的格式" },
		{ { "a.exe", "image/jpeg", 5 * 1024 * 1024, -1 }, NULL },
	};
	struct fixture	*t = *state;
	size_t		 i;

	give_good(t);
	for (i = 0; i < NITEMS(w); i++) {
		t->v[5] = (struct form_value){ "paper", "", &w[i].file };
		t->in.n = 6;
		parse(t);
		if (w[i].error == NULL)
			assert_null(form_error_of(&t->state, "paper"));
		else
			assert_string_equal(form_error_of(&t->state, "paper"),
			    w[i].error);
	}
}

static void
memory_gone_is_our_fault_not_theirs(void **state)
{
	struct fixture	*t = *state;
	struct pool	*small = pool_new(300);

	give_good(t);
	assert_int_equal(form_parse(&form, &t->in, small, &t->out, &t->state),
	    ST_BROKEN);
	pool_free(small);
}

/* --- on the page ------------------------------------------------------- */

static const char *
render(struct fixture *t, struct buf *out)
{
	static struct pages	*set;
	struct fault		 f = { 0 };
	struct page		*p = page_new_bare(t->pool, "part/form");

	if (set == NULL)
		assert_int_equal(page_open("templates", &set, &f), ST_OK);
	form_fill(p, &t->state);
	buf_clear(out);
	assert_int_equal(page_render(set, p, out, &f), ST_OK);
	return buf_str(out);
}

static void
errors_stand_beside_fields_and_in_the_summary(void **state)
{
	struct fixture	*t = *state;
	struct buf	 out;
	const char	*html;

	buf_init(&out, LIMIT_PAGE);
	give_good(t);
	give(t, "name", "<局");
	give(t, "code", "x");
	give(t, "pin", "geheim");
	give(t, "day", "gestern");
	assert_int_equal(parse(t), ST_INVALID);
	form_error(&t->state, NULL, "系统正忙，请稍后再试");
	html = render(t, &out);
	assert_non_null(strstr(html, "有 4 处需要修改"));
	assert_non_null(strstr(html, "<a href=\"#f-code\">"));
	assert_non_null(strstr(html, "系统正忙"));
	assert_non_null(strstr(html, "id=\"e-code\""));
	assert_non_null(strstr(html, "aria-describedby=\"h-code e-code\""));
	assert_non_null(strstr(html, "value=\"&lt;局\""));
	assert_null(strstr(html, "geheim"));
	assert_non_null(strstr(html, "type=\"text\" id=\"f-day\" name=\"day\" "
	    "value=\"gestern\""));
	assert_non_null(strstr(html, "accept=\"application/pdf,image/jpeg\""));
	assert_non_null(strstr(html, "maxlength=\"10\" required"));
	assert_non_null(strstr(html, "autocomplete=\"current-password\""));
	assert_non_null(strstr(html, "PDF、JPEG 文件，不超过 5 MB"));
	assert_non_null(strstr(html, " enctype=\"multipart/form-data\" nov"));
	/* One fieldset of radios, printed once. */
	html = strstr(html, "<fieldset");
	assert_non_null(html);
	assert_null(strstr(html + 1, "<fieldset"));
	buf_free(&out);
}

static void
a_field_without_errors_shows_none(void **state)
{
	struct fixture	*t = *state;
	struct buf	 out;
	const char	*html;

	buf_init(&out, LIMIT_PAGE);
	assert_int_equal(form_start(&form, NULL, t->pool, &t->state), ST_OK);
	html = render(t, &out);
	assert_null(strstr(html, "处需要修改"));
	assert_null(strstr(html, "aria-invalid"));
	assert_null(strstr(html, "checked"));
	assert_non_null(strstr(html, "type=\"date\""));
	buf_free(&out);
}

/* --- property: refilled and read again, the same ----------------------- */

static char *
unescape(struct pool *pool, const char *p, size_t n)
{
	static const struct { const char *name; char c; } e[] = {
		{ "&lt;", '<' }, { "&gt;", '>' }, { "&quot;", '"' },
		{ "&#39;", '\'' }, { "&amp;", '&' },
	};
	char	*out = pool_alloc(pool, n + 1);
	size_t	 i, k, at = 0, len;

	for (i = 0; i < n; i += len) {
		len = 1;
		out[at] = p[i];
		for (k = 0; k < NITEMS(e); k++)
			if (strncmp(p + i, e[k].name, strlen(e[k].name)) == 0) {
				out[at] = e[k].c;
				len = strlen(e[k].name);
			}
		at++;
	}
	return out;
}

/* The text between "from" and "to" in the tag, unescaped; NULL without. */
static char *
between(struct pool *pool, const char *tag, const char *limit,
    const char *from, const char *to)
{
	const char	*p = strstr(tag, from), *end;

	if (p == NULL || p > limit)
		return NULL;
	p += strlen(from);
	end = strstr(p, to);
	return end == NULL ? NULL : unescape(pool, p, (size_t)(end - p));
}

/* What a browser would send back. */
static void
submit_html(struct fixture *t, const char *html)
{
	const char	*p, *end;
	char		*name, *value;
	int		 on, choice;

	t->in.n = 0;
	for (p = html; (p = strchr(p, '<')) != NULL; p = end) {
		end = strchr(p, '>');
		assert_non_null(end);
		name = between(t->pool, p, end, " name=\"", "\"");
		if (strncmp(p, "<textarea", 9) == 0)
			value = between(t->pool, p, end + 1, ">\n",
			    "</textarea>");
		else if (strncmp(p, "<input", 6) == 0)
			value = between(t->pool, p, end, " value=\"", "\"");
		else
			continue;
		on = between(t->pool, p, end, " checked", ">") != NULL;
		choice = between(t->pool, p, end, "type=\"radio", "\"") != NULL ||
		    between(t->pool, p, end, "type=\"checkbox", "\"") != NULL;
		if (name == NULL || value == NULL || (choice && !on) ||
		    strcmp(name, "csrf") == 0)
			continue;
		give(t, name, value);
	}
}

static const char *
random_text(struct fixture *t, size_t most, int lines)
{
	static const char *const pieces[] = {
		"威", "<", "&amp;", "\"", "'", " ", "a", "９", "\n", "—",
		"</textarea>", "𠮷",
	};
	char	*s = pool_alloc(t->pool, 2048);
	size_t	 n = 2 + (size_t)random() % most;

	while (utf8_count(s) < n) {
		const char *piece = pieces[(size_t)random() % NITEMS(pieces)];

		if (*piece == '\n' && !lines)
			continue;
		memcpy(s + strlen(s), piece, strlen(piece) + 1);
	}
	s[utf8_prefix(s, most)] = '\0';
	return s;
}

static void
property_refill_gives_the_same_form(void **state)
{
	const char	*given = getenv("SEED");
	unsigned	 seed = given != NULL ?
	    (unsigned)strtoul(given, NULL, 10) : (unsigned)time(NULL);
	struct fixture	*t = *state;
	struct sample	 first;
	struct buf	 out;
	int		 i;

	print_message("SEED=%u\n", seed);
	srandom(seed);
	buf_init(&out, LIMIT_PAGE);
	for (i = 0; i < 300; i++) {
		pool_reset(t->pool);
		t->in.n = 0;
		give_good(t);
		give(t, "name", random_text(t, 10, 0));
		give(t, "why", random_text(t, 40, 1));
		give(t, "kind", random() % 2 ? "official" : "finance");
		give(t, "day", random() % 2 ? "" : "1999-12-31");
		give(t, "count", pool_printf(t->pool, "%ld",
		    random() % 100));
		give(t, "rev", pool_printf(t->pool, "%ld", random()));
		parse(t);
		if (form_error_of(&t->state, "name") != NULL)
			continue;	/* all blanks, or one letter left */
		first = t->out;
		submit_html(t, render(t, &out));
		parse(t);
		assert_string_equal(t->out.name, first.name);
		assert_string_equal(t->out.code, first.code);
		assert_string_equal(t->out.why, first.why);
		assert_string_equal(t->out.kind, first.kind);
		assert_string_equal(t->out.rev, first.rev);
		assert_int_equal(t->out.agree, first.agree);
		assert_int_equal(t->out.day, first.day);
		assert_int_equal(t->out.count, first.count);
		/* And the same once more from the values alone. */
		assert_int_equal(form_start(&form, &first, t->pool,
		    &t->state), ST_OK);
		submit_html(t, render(t, &out));
		parse(t);
		assert_string_equal(t->out.name, first.name);
		assert_string_equal(t->out.why, first.why);
		assert_int_equal(t->out.count, first.count);
	}
	buf_free(&out);
}

/* --- materials --------------------------------------------------------- */

static bool
if_agent(const void *subject)
{
	return *(const int *)subject != 0;
}

static const struct material papers[] = {
	{ "licence", "营业执照", "application/pdf", 5 * 1024 * 1024, NULL,
	  NULL },
	{ "mandate", "授权委托书", "application/pdf", 5 * 1024 * 1024,
	  if_agent, NULL },
};

static bool
have_one(const char *name, void *arg)
{
	return strcmp(name, arg) == 0;
}

static void
r063_each_missing_material_is_named(void **state)
{
	char	 licence[] = "licence", none[] = "";
	int	 agent = 1, no_agent = 0;
	size_t	 i = 0;

	(void)state;
	assert_string_equal(material_missing(papers, 2, &agent, have_one,
	    none, &i)->name, "licence");
	assert_string_equal(material_missing(papers, 2, &agent, have_one,
	    none, &i)->name, "mandate");
	assert_null(material_missing(papers, 2, &agent, have_one, none, &i));
	i = 0;
	assert_null(material_missing(papers, 2, &no_agent, have_one, licence,
	    &i));
	assert_null(material_find(papers, 2, "x"));
	assert_ptr_equal(material_find(papers, 2, "mandate"), &papers[1]);
}

#define T(fn) cmocka_unit_test_setup_teardown(fn, set_up, tear_down)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		T(an_empty_form_names_every_required_field),
		T(each_wrong_field_alone_is_named),
		T(messy_input_is_made_even),
		T(dates_in_many_shapes),
		T(a_name_sent_twice_is_refused),
		T(files_are_judged_by_bytes_and_size),
		T(memory_gone_is_our_fault_not_theirs),
		T(errors_stand_beside_fields_and_in_the_summary),
		T(a_field_without_errors_shows_none),
		T(property_refill_gives_the_same_form),
		T(r063_each_missing_material_is_named),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
