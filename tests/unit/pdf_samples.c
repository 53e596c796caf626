/*
 * Every sample of the shared papers is stamped or refused with the right
 * reason (the papers may be absent: then only the file we keep).  What comes
 * out passes qpdf --check, and pdfsig lists the field.
 */
#include "pdf_kit.h"

#include <fcntl.h>

#define SHARED	"../shared/samples/pdf/"

static const struct {
	const char	*path;
	enum pdf_reason	 look, prepare;
	int		 marked;
	unsigned	 pages, fields;
} samples[] = {
	{ "tests/data/pdf/weihai-rules.pdf", PDF_FINE, PDF_FINE, 1, 6, 1 },
	{ SHARED "SimFang-variant.pdf", PDF_FINE, PDF_FINE, 1, 1, 1 },
	{ SHARED "annotation-tx2.pdf", PDF_FINE, PDF_FINE, 1, 1, 1 },
	{ SHARED "bigboundingbox.pdf", PDF_FINE, PDF_FINE, 1, 1, 1 },
	{ SHARED "boundingBox_invalid.pdf", PDF_FINE, PDF_FINE, 1, 3, 1 },
	{ SHARED "encrypted-attachment.pdf", PDF_ENCRYPTED, 0, 0, 0, 0 },
	{ SHARED "hello_world_rotated.pdf", PDF_FINE, PDF_FINE, 1, 5, 1 },
	{ SHARED "noembed-identity.pdf", PDF_FINE, PDF_FINE, 1, 1, 1 },
	{ SHARED "rotated.pdf", PDF_FINE, PDF_FINE, 1, 1, 1 },
	{ SHARED "rotation.pdf", PDF_FINE, PDF_FINE, 1, 2, 1 },
	{ SHARED "signed_verified.pdf", PDF_FINE, PDF_FINE, 2, 1, 2 },
	{ SHARED "simpletype3font.pdf", PDF_FINE, PDF_FINE, 1, 1, 1 },
	{ SHARED "structure_simple.pdf", PDF_FINE, PDF_FINE, 1, 1, 1 },
	{ SHARED "tracemonkey_annotation_on_page_8.pdf", PDF_FINE, PDF_FINE,
	    1, 14, 1 },
	{ SHARED "weihai-rules.pdf", PDF_FINE, PDF_FINE, 1, 6, 1 },
	/* Repaired when looked at; its page is 70 by 18 mm. */
	{ SHARED "xref_command_missing.pdf", PDF_FINE, PDF_OUTSIDE, 0, 1, 0 },
};

/* The stamped file as other programs see it. */
static void
check_stamped(const char *path, int fd, unsigned fields)
{
	static char	 out[65536];
	const char	*p = out;
	unsigned	 n = 0;

	if (asked(QPDF_CHECK, fd, "", out, sizeof(out)) != 0 ||
	    strstr(out, "WARNING") != NULL)
		fail_msg("%s: %s", path, out);
	asked(PDFSIG, fd, "", out, sizeof(out));
	while ((p = strstr(p, "Signature Field Name:")) != NULL) {
		n++;
		p++;
	}
	if (n != fields || strstr(out, "JianyinSeal") == NULL)
		fail_msg("%s: pdfsig says %s", path, out);
}

static void
stamp_one(struct pool *pool, size_t i, int fd)
{
	struct pdf_facts	 facts;
	struct pdf_picture	 pic;
	struct pdf_order	 o;
	struct pdf_prepared	 more;
	struct bytes		 map;
	enum pdf_reason		 why;
	struct fault		 f = { 0 };
	int			 done;

	pdf_look(&here, fd, pool, &facts, &why, &f);
	if (why != samples[i].look)
		fail_msg("%s: %s", samples[i].path, pdf_reason_code(why));
	if (why != PDF_FINE)
		return;
	assert_int_equal(facts.npages, samples[i].pages);
	if (facts.repaired != -1)
		fd = facts.repaired;
	seal_make(pool, SEAL_UM, &pic);
	o = order_for(pool, &pic, facts.npages - 1,
	    facts.pages[facts.npages - 1].um_w - SEAL_UM - 20000,
	    facts.pages[facts.npages - 1].um_h - SEAL_UM - 60000);
	pdf_prepare(&here, fd, &o, pool, &more, &why, &f);
	if (why != samples[i].prepare)
		fail_msg("%s: %s %s", samples[i].path, pdf_reason_code(why),
		    f.text);
	if (why != PDF_FINE)
		goto out;
	assert_int_equal(more.marked, samples[i].marked);
	assert_int_equal(box_map(fd, &map, &f), ST_OK);
	done = joined(map, &more);
	check_stamped(samples[i].path, done, samples[i].fields);
	box_unmap(&map);
	close(done);
out:
	if (facts.repaired != -1)
		close(facts.repaired);
}

static void
every_sample_is_stamped_or_refused(void **state)
{
	size_t	 i, seen = 0;
	int	 fd;

	for (i = 0; i < NITEMS(samples); i++) {
		if ((fd = open(samples[i].path, O_RDONLY)) == -1)
			continue;
		stamp_one(*state, i, fd);
		close(fd);
		seen++;
	}
	assert_true(seen >= 1);
}

int
main(void)
{
	const struct CMUnitTest	 tests[] = {
		{ .name = "R-170 every sample is stamped or refused with its "
		    "reason", .test_func = every_sample_is_stamped_or_refused,
		    .setup_func = kit_up, .teardown_func = kit_down },
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
