/*
 * Pages: escaping, frames, rows, parts, ceilings, and what is refused at
 * start.  Uses the house's own templates and some written for the purpose.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/limits.h"
#include "page/page.h"
#include "page/part.h"

#define MARK "{{%AUTOESCAPE context=\"HTML\"}}\n"

static const char	*made[16];
static size_t		 nmade;
static char		 dir[64];

static void
put_file(const char *name, const char *text)
{
	char	 path[128];
	FILE	*f;

	snprintf(path, sizeof(path), "%s/%s", dir, name);
	f = fopen(path, "w");
	assert_non_null(f);
	fputs(text, f);
	fclose(f);
	made[nmade++] = strdup(path);
}

static int
set_up(void **state)
{
	(void)state;
	snprintf(dir, sizeof(dir), "/tmp/page_test.XXXXXX");
	nmade = 0;
	return mkdtemp(dir) == NULL;
}

static int
tear_down(void **state)
{
	(void)state;
	while (nmade > 0) {
		unlink(made[--nmade]);
		free((void *)(uintptr_t)made[nmade]);
	}
	return rmdir(dir);
}

static enum status
open_here(struct pages **set)
{
	struct fault	 f = { 0 };

	return page_open(dir, set, &f);
}

static void
refuses_a_template_without_the_marker(void **state)
{
	struct pages	*set;

	(void)state;
	put_file("layout.tpl", MARK "{{>BODY}}");
	put_file("bare.tpl", "{{TITLE}}");
	assert_int_equal(open_here(&set), ST_INVALID);
	assert_null(set);
}

static void
refuses_a_template_that_does_not_parse(void **state)
{
	struct pages	*set;

	(void)state;
	put_file("layout.tpl", MARK "{{>BODY}}");
	put_file("bad.tpl", MARK "{{#ROWS}}never closed");
	assert_int_equal(open_here(&set), ST_INVALID);
}

static void
refuses_an_unquoted_attribute_in_a_link(void **state)
{
	struct pages	*set;

	(void)state;
	put_file("layout.tpl", MARK "<a href={{HREF}}>x</a>");
	assert_int_equal(open_here(&set), ST_INVALID);
}

static void
refuses_a_missing_layout_or_folder(void **state)
{
	struct pages	*set;
	struct fault	 f = { 0 };

	(void)state;
	assert_int_equal(open_here(&set), ST_INVALID);
	assert_int_equal(page_open("/nonexistent", &set, &f), ST_INVALID);
}

static void
escapes_what_it_prints(void **state)
{
	struct pages	*set;
	struct pool	*pool = pool_new(LIMIT_REQUEST);
	struct page	*p;
	struct buf	 out;
	struct fault	 f = { 0 };

	(void)state;
	buf_init(&out, LIMIT_PAGE);
	put_file("layout.tpl", MARK "<title>{{TITLE}}</title>{{>BODY}}");
	put_file("x.tpl", MARK
	    "<p class=\"{{TONE}}\">{{VALUE}}</p><a href=\"{{HREF}}\">a</a>"
	    "<a href=\"/q?x={{NAME:url_query_escape}}\">q</a>");
	assert_int_equal(open_here(&set), ST_OK);
	p = page_new(pool, "x");
	page_set(page_frame(p), K_TITLE, "a</title>b");
	page_set(p, K_TONE, "x\" onclick=\"y");
	page_set(p, K_VALUE, "威<海>\"'&市</script>");
	page_set(p, K_HREF, "javascript:alert(1)");
	page_set(p, K_NAME, "a&b=c d");
	assert_int_equal(page_render(set, p, &out, &f), ST_OK);
	assert_non_null(strstr(buf_str(&out), "威&lt;海&gt;&quot;&#39;&amp;"
	    "市&lt;/script&gt;"));
	assert_null(strstr(buf_str(&out), "onclick=\""));
	assert_null(strstr(buf_str(&out), "javascript"));
	assert_non_null(strstr(buf_str(&out), "a%26b%3Dc+d"));
	assert_non_null(strstr(buf_str(&out), "a&lt;/title&gt;b"));
	buf_free(&out);
	pool_free(pool);
	page_close(set);
}

static void
rows_see_around_and_parts_see_globals_only(void **state)
{
	struct pages	*set;
	struct pool	*pool = pool_new(LIMIT_REQUEST);
	struct page	*p, *row;
	struct buf	 out;
	struct fault	 f = { 0 };
	int		 i;

	(void)state;
	buf_init(&out, LIMIT_PAGE);
	put_file("layout.tpl", MARK "[{{>BODY}}]");
	put_file("x.tpl", MARK
	    "{{#TASK}}{{NAME}}{{VALUE}};{{/TASK}}{{>ERRORS}}");
	put_file("y.tpl", MARK "({{VALUE}}{{CSRF}})");
	assert_int_equal(open_here(&set), ST_OK);
	assert_true(page_exists(set, "x"));
	assert_false(page_exists(set, "z"));
	p = page_new(pool, "x");
	page_set(p, K_VALUE, "v");
	page_global(p, K_CSRF, "tok");
	for (i = 0; i < 2; i++) {
		row = page_add(p, K_TASK);
		page_int(row, K_NAME, i);
	}
	page_printf(row, K_VALUE, "%s-%d", "w", 7);
	page_include(p, K_ERRORS, "y");
	assert_int_equal(page_render(set, p, &out, &f), ST_OK);
	assert_string_equal(buf_str(&out), "[0v;1w-7;(tok)]");
	buf_free(&out);
	pool_free(pool);
	page_close(set);
}

/* Nearest first; the last value given counts; what is not shown is not. */
static void
sections_are_found_from_the_inside_out(void **state)
{
	struct pages	*set;
	struct pool	*pool = pool_new(LIMIT_REQUEST);
	struct page	*p, *row, *cell;
	struct buf	 out;
	struct fault	 f = { 0 };

	(void)state;
	buf_init(&out, LIMIT_PAGE);
	put_file("layout.tpl", MARK "[{{>BODY}}]");
	put_file("x.tpl", MARK "{{#TASK}}{{NAME}}"
	    "{{#WHY}}({{REASON}}{{NAME}}{{VALUE}}){{/WHY}}"
	    "{{#ANY}}!{{/ANY}}{{#PLAIN}}?{{/PLAIN}};{{/TASK}}"
	    "{{#MORE}}{{HREF}}{{/MORE}}{{>ERRORS}}{{>HEAD}}");
	put_file("y.tpl", MARK "({{NAME}}{{#ANY}}!{{/ANY}})");
	assert_int_equal(open_here(&set), ST_OK);
	p = page_new(pool, "x");
	page_set(p, K_VALUE, "old");
	page_set(p, K_VALUE, "v");
	page_set(p, K_REASON, NULL);
	page_show(p, K_ANY);		/* seen in every row, in no part */
	row = page_add(p, K_TASK);
	page_set(row, K_NAME, "1");
	cell = page_add(row, K_WHY);
	page_set(cell, K_REASON, "r");
	row = page_add(p, K_TASK);
	page_set(row, K_NAME, "2");
	page_show(row, K_WHY);
	page_show(row, K_WHY);
	page_show_if(row, K_PLAIN, 0);
	page_show(p, K_MORE);		/* once for what is added, if any */
	page_set(page_add(p, K_MORE), K_HREF, "a");
	page_set(page_add(p, K_MORE), K_HREF, "b");
	page_set(page_include(p, K_ERRORS, "y"), K_NAME, "e");
	page_set_bytes(page_include(p, K_ERRORS, "y"), K_NAME,
	    bytes_of("ff", 1));
	assert_int_equal(page_render(set, p, &out, &f), ST_OK);
	assert_string_equal(buf_str(&out), "[1(r1v)!;2(2v)!;ab(e)(f)]");
	buf_free(&out);
	pool_free(pool);
	page_close(set);
}

static void
a_missing_part_is_a_clean_failure(void **state)
{
	struct pages	*set;
	struct pool	*pool = pool_new(LIMIT_REQUEST);
	struct buf	 out;
	struct fault	 f = { 0 };

	(void)state;
	buf_init(&out, LIMIT_PAGE);
	put_file("layout.tpl", MARK "[{{>BODY}}]");
	assert_int_equal(open_here(&set), ST_OK);
	assert_int_equal(page_render(set, page_new(pool, "gone"), &out, &f),
	    ST_BROKEN);
	buf_free(&out);
	pool_free(pool);
	page_close(set);
}

/* However much is asked, the page stays whole and the render says no. */
static void
past_the_ceiling_nothing_is_rendered(void **state)
{
	struct pages	*set;
	struct pool	*pool = pool_new(8 * KIB);
	struct page	*p;
	struct buf	 out;
	struct fault	 f = { 0 };
	int		 i;

	(void)state;
	buf_init(&out, LIMIT_PAGE);
	put_file("layout.tpl", MARK "[{{>BODY}}]");
	put_file("x.tpl", MARK "{{#TASK}}{{NAME}}{{/TASK}}");
	assert_int_equal(open_here(&set), ST_OK);
	p = page_new(pool, "x");
	for (i = 0; i < 10000; i++)
		page_set(page_add(p, K_TASK), K_NAME, "x");
	assert_int_equal(page_render(set, p, &out, &f), ST_BROKEN);
	pool_free(pool);

	pool = pool_new(LIMIT_REQUEST);
	p = page_new(pool, "x");
	for (i = 0; i < 100000; i++)
		page_set(p, K_VALUE, "0123456789012345678901234567890123456789"
		    "012345678901234567890123456789012345678901234567890123456"
		    "012345678901234567890123456789012345678901234567890123456"
		    "012345678901234567890123456789012345678901234567890123456"
		    );
	assert_int_equal(page_render(set, p, &out, &f), ST_BROKEN);
	pool_free(pool);
	buf_free(&out);
	page_close(set);
}

static void
the_house_templates_load_and_parts_fill(void **state)
{
	struct pages	*set;
	struct pool	*pool = pool_new(LIMIT_REQUEST);
	struct page	*p, *tasks;
	struct buf	 out;
	struct fault	 f = { 0 };

	(void)state;
	buf_init(&out, LIMIT_PAGE);
	assert_int_equal(page_open("templates", &set, &f), ST_OK);
	p = page_new_bare(pool, "part/check");
	page_set(p, K_HEADING, "核对");
	part_confirm(p, K_CONFIRM, "/loss/new", "提交挂失申请", NULL, NULL, 1);
	tasks = page_include(p, K_ANSWERS, "part/tasks");
	part_task(tasks, "材料", NULL, "暂不可办", TONE_PLAIN, "先填写单位信息");
	part_task(tasks, "单位信息", "/apply/1/unit", "已完成", TONE_PLAIN,
	    NULL);
	assert_int_equal(page_render(set, p, &out, &f), ST_OK);
	assert_non_null(strstr(buf_str(&out), "action=\"/loss/new\""));
	assert_non_null(strstr(buf_str(&out), "button-urgent"));
	assert_non_null(strstr(buf_str(&out), "先填写单位信息"));
	assert_non_null(strstr(buf_str(&out), "href=\"/apply/1/unit\""));
	buf_free(&out);
	pool_free(pool);
	page_close(set);
}

/* What stands between > and < is all that is copied. */
static void
codes_stand_in_groups_and_are_escaped(void **state)
{
#define G(s) "<span class=\"g\">" s "</span>"
	static const struct {
		const char	*code, *want;
	} v[] = {
		{ "", "" }, { "AB12", "AB12" }, { "AB123", "AB123" },
		{ "5EWGSC8N", G("5EWG") G("SC8N") },
		{ "H99010226000002N",
		  G("H990") G("1022") G("6000") G("002N") },
		{ "12345678901234567",
		  G("1234") G("5678") G("9012") G("34567") },
		{ "尚未赋码", "尚未赋码" },
		{ "<i>123456\"&", "&lt;i&gt;" G("1234") G("56") "&quot;&amp;" },
	};
	struct pages	*set;
	struct pool	*pool = pool_new(LIMIT_REQUEST);
	struct page	*p;
	struct buf	 out;
	struct fault	 f = { 0 };
	size_t		 i;

	(void)state;
	put_file("layout.tpl", MARK "{{>BODY}}");
	put_file("x.tpl", MARK "<b>{{CODE:x-groups}}</b>");
	assert_int_equal(open_here(&set), ST_OK);
	for (i = 0; i < NITEMS(v); i++) {
		buf_init(&out, LIMIT_PAGE);
		p = page_new_bare(pool, "x");
		page_set(p, K_CODE, v[i].code);
		assert_int_equal(page_render(set, p, &out, &f), ST_OK);
		assert_string_equal(buf_str(&out),
		    pool_printf(pool, "<b>%s</b>", v[i].want));
		buf_free(&out);
	}
	pool_free(pool);
	page_close(set);
}

/* What was typed in lines goes through the pages between as it was. */
static void
hidden_lines_stay_lines(void **state)
{
	static const char *const pages[] = { "work/pin", "work/sure" };
	struct pool	*pool = pool_new(MIB);
	struct fault	 f = { 0 };
	struct page	*p, *hidden;
	struct pages	*set;
	struct buf	 out;
	size_t		 i;

	(void)state;
	assert_int_equal(page_open("templates", &set, &f), ST_OK);
	for (i = 0; i < sizeof(pages) / sizeof(*pages); i++) {
		p = page_new_bare(pool, pages[i]);
		hidden = page_add(p, K_HIDDEN);
		page_set(hidden, K_NAME, "serials");
		page_set(hidden, K_VALUE, "JY-1\nJY-2\"><b>");
		buf_init(&out, MIB);
		assert_int_equal(page_render(set, p, &out, &f), ST_OK);
		assert_non_null(strstr(buf_str(&out),
		    "value=\"JY-1\nJY-2&quot;&gt;&lt;b&gt;\""));
		buf_free(&out);
	}
	page_close(set);
	pool_free(pool);
}

static void
answers_know_a_code_and_an_empty_list_says_nothing(void **state)
{
	struct pages	*set;
	struct pool	*pool = pool_new(LIMIT_REQUEST);
	struct page	*p, *list;
	struct buf	 out;
	struct fault	 f = { 0 };

	(void)state;
	buf_init(&out, LIMIT_PAGE);
	assert_int_equal(page_open("templates", &set, &f), ST_OK);
	p = page_new_bare(pool, "admin/unit");
	list = page_include(p, K_ANSWERS, "part/answers");
	part_answer(list, "代码", "12990102MB70548X7H", NULL);
	part_answer(list, "号码", "371002********0011", NULL);
	part_answer(list, "电话", "13800138000", NULL);
	list = page_include(p, K_TASKS, "part/tasks");
	page_set(page_add(list, K_HEADED), K_HEADING, "可办事项");
	assert_int_equal(page_render(set, p, &out, &f), ST_OK);
	assert_non_null(strstr(buf_str(&out), "<dd class=\"code\">" G("1299")));
	assert_non_null(strstr(buf_str(&out), "<dd>371002********0011<"));
	assert_non_null(strstr(buf_str(&out), "<dd>13800138000<"));
	assert_null(strstr(buf_str(&out), "可办事项"));
	assert_null(strstr(buf_str(&out), "class=\"tasks\""));
#undef G
	buf_free(&out);
	pool_free(pool);
	page_close(set);
}

#define T(fn) cmocka_unit_test_setup_teardown(fn, set_up, tear_down)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		T(refuses_a_template_without_the_marker),
		T(refuses_a_template_that_does_not_parse),
		T(refuses_an_unquoted_attribute_in_a_link),
		T(refuses_a_missing_layout_or_folder),
		T(escapes_what_it_prints),
		T(rows_see_around_and_parts_see_globals_only),
		T(sections_are_found_from_the_inside_out),
		T(a_missing_part_is_a_clean_failure),
		T(past_the_ceiling_nothing_is_rendered),
		T(codes_stand_in_groups_and_are_escaped),
		T(the_house_templates_load_and_parts_fill),
		T(hidden_lines_stay_lines),
		T(answers_know_a_code_and_an_empty_list_says_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
