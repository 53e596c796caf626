/* where a seal goes by rule, and what is no place for it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "stamp/stamp.h"

#define A4	{ 210000, 297000 }

static void
last_page_right_half(void **state)
{
	struct pdf_page		 pages[] = { A4, A4, { 297000, 210000 } };
	struct pdf_facts	 facts = { .npages = 3, .pages = pages };
	struct placement	 at;
	struct fault		 f = { 0 };

	(void)state;
	assert_int_equal(stamp_place(&facts, 40000, 40000, &at, &f), ST_OK);
	assert_int_equal(at.page, 2);
	assert_int_equal(at.um_x, 297000 - 26000 - 40000);
	assert_int_equal(at.um_y, 140000 - 20000);
	assert_int_equal(stamp_place_check(&facts, &at, &f), ST_OK);
}

static void
a_small_last_page_is_passed_over(void **state)
{
	struct pdf_page		 pages[] = { A4, { 30000, 30000 } };
	struct pdf_facts	 facts = { .npages = 2, .pages = pages };
	struct placement	 at;
	struct fault		 f = { 0 };

	(void)state;
	assert_int_equal(stamp_place(&facts, 40000, 40000, &at, &f), ST_OK);
	assert_int_equal(at.page, 0);
	assert_int_equal(stamp_place(&facts, 300000, 40000, &at, &f),
	    ST_INVALID);
	/* Just fitting: no edge is left, but all of it is on the page. */
	assert_int_equal(stamp_place(&facts, 210000, 297000, &at, &f), ST_OK);
	assert_int_equal(stamp_place_check(&facts, &at, &f), ST_OK);
}

static void
every_place_chosen_is_on_the_page(void **state)
{
	struct pdf_page		 page;
	struct pdf_facts	 facts = { .npages = 1, .pages = &page };
	struct placement	 at;
	struct fault		 f = { 0 };

	(void)state;
	for (page.um_w = 20000; page.um_w < 500000; page.um_w += 7919)
		for (page.um_h = 20000; page.um_h < 500000;
		    page.um_h += 7907) {
			if (stamp_place(&facts, 40000, 30000, &at, &f) !=
			    ST_OK)
				assert_true(page.um_w < 40000 ||
				    page.um_h < 30000);
			else
				assert_int_equal(stamp_place_check(&facts,
				    &at, &f), ST_OK);
		}
}

static void
off_the_page_is_refused(void **state)
{
	static const struct placement wrong[] = {
		{ 1, 0, 0, 40000, 40000 }, { 0, -1, 0, 40000, 40000 },
		{ 0, 0, -1, 40000, 40000 }, { 0, 170001, 0, 40000, 40000 },
		{ 0, 0, 257001, 40000, 40000 }, { 0, 0, 0, 0, 40000 },
		{ 0, 0, 0, 40000, -5 },
		{ 0, 2147483647, 0, 40000, 40000 },
	};
	struct pdf_page		 pages[] = { A4 };
	struct pdf_facts	 facts = { .npages = 1, .pages = pages };
	struct fault		 f = { 0 };
	size_t			 i;

	(void)state;
	for (i = 0; i < NITEMS(wrong); i++)
		assert_int_equal(stamp_place_check(&facts, &wrong[i], &f),
		    ST_INVALID);
}

int
main(void)
{
	const struct CMUnitTest	 tests[] = {
		{ .name = "R-170 by rule: last page, right half",
		    .test_func = last_page_right_half },
		{ .name = "R-170 a page too small is passed over",
		    .test_func = a_small_last_page_is_passed_over },
		{ .name = "R-170 every place chosen is on the page",
		    .test_func = every_place_chosen_is_on_the_page },
		{ .name = "R-170 off the page is refused",
		    .test_func = off_the_page_is_refused },
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
