/*
 * What is found in an OFD (GB/T 33190): pages and sizes, everything that is
 * displayed, what signatures reference, leave out and come after; makers'
 * deviations by name. .
 */
#include "ofd_kit.h"

#include "base/file.h"

static const struct reader	 here = { .socket = NULL };
static struct pool		*pool;
static struct package		 p;

static int
up(void **state)
{
	(void)state;
	pool = pool_new(400 * MIB);
	p = (struct package){ .pool = pool };
	document_parts(&p);
	return pool == NULL ? -1 : 0;
}

static int
down(void **state)
{
	(void)state;
	pool_free(pool);
	return 0;
}

static enum ofd_reason
looked(struct bytes file, struct ofd_file *o)
{
	enum ofd_reason	 why;
	struct fault	 f = { 0 };
	int		 fd = box_file(&file, 1, &f);
	enum status	 st;

	assert_true(fd != -1);
	st = ofd_look(&here, fd, pool, o, &why, &f);
	close(fd);
	assert_int_equal(st == ST_OK, why == OFD_FINE);
	return why;
}

static struct ofd_file
found(void)
{
	struct ofd_file	 o;
	enum ofd_reason	 why = looked(package_end(&p), &o);

	if (why != OFD_FINE)
		fail_msg("%s", ofd_reason_code(why));
	return o;
}

/* Signed once over all, as most makers do. */
static struct ofd_signature
signed_once(const char *refs)
{
	struct ofd_file	 o;

	list_parts(&p, 1, "Seal");
	part(&p, SIGN(0, "Seal.esl"), "a seal");
	if (refs == NULL)
		refs = references(&p, "1.2.156.10197.1.401", 0, NULL);
	signature_part(&p, 0, refs, SEAL_LOC
	    STAMP_ANNOT("s002", "2", "10 20.5 40 40"));
	part(&p, SIGN(0, "SignedValue.dat"), "a value");
	o = found();
	assert_int_equal(o.nsigs, 1);
	return o.sigs[0];
}

/* --- what is there -------------------------------------------------------- */

static void
pages_have_sizes(void **state)
{
	struct ofd_file	 o = found();

	(void)state;
	assert_int_equal(o.ndocs, 1);
	assert_string_equal(o.version, "1.1");
	assert_string_equal(o.docs[0].root, "Doc_0/Document.xml");
	assert_string_equal(o.docs[0].signatures, "");
	assert_int_equal(o.docs[0].npages, 2);
	assert_int_equal(o.docs[0].pages[0].id, 1);
	assert_int_equal(o.docs[0].pages[0].um_w, 210000);
	assert_int_equal(o.docs[0].pages[1].um_w, 297000);
	assert_int_equal(o.docs[0].pages[1].um_h, 420500);
	assert_int_equal(o.docs[0].max_unit_id, 40);
	assert_int_equal(o.nsigs, 0);
	assert_int_equal(o.quirks, 0);
	assert_int_equal(o.nfiles, NITEMS(shown_parts) + 1);
}

static void
a_signature_over_all(void **state)
{
	struct ofd_signature	 s = signed_once(NULL);

	(void)state;
	assert_true(s.readable && s.is_seal && !s.locks && !s.list_changed);
	assert_string_equal(s.id, "s001");
	assert_string_equal(s.path, "Doc_0/Signs/Sign_0/Signature.xml");
	assert_string_equal(s.provider, "kit 1");
	assert_int_equal(s.nrefs, NITEMS(shown_parts) + 2);
	assert_int_equal(s.digest, OFD_DIGEST_SM3);
	assert_int_equal(s.changed.n + s.missing.n + s.uncovered.n +
	    s.unclear.n + s.others.n + s.later, 0);
	assert_true(bytes_same(s.value, bytes_text("a value")));
	assert_true(bytes_same(s.seal, bytes_text("a seal")));
	assert_true(bytes_same(s.xml, p.part[part_at(&p, SIGN(0,
	    "Signature.xml"))].bytes));
	assert_int_equal(s.nplaces, 1);
	assert_int_equal(s.places[0].page, 1);
	assert_int_equal(s.places[0].um_y, 20500);
	assert_int_equal(s.quirks, 0);
}

/* Every displayed part by itself: changed, gone, or never referenced. */
static void
r190_each_part_is_missed(void **state)
{
	struct ofd_signature	 s;
	const char		*refs;
	size_t			 i;

	for (i = 0; i < NITEMS(shown_parts); i++) {
		list_parts(&p, 1, "Seal");
		part(&p, SIGN(0, "Seal.esl"), "a seal");
		refs = references(&p, "SM3", 0, shown_parts[i]);
		s = signed_once(refs);
		if (s.uncovered.n != 1 ||
		    strcmp(s.uncovered.names, shown_parts[i]) != 0)
			fail_msg("%s: not referenced, told %u %s",
			    shown_parts[i], s.uncovered.n, s.uncovered.names);
		down(state);
		up(state);
	}
}

static void
r190_each_part_changed_or_gone(void **state)
{
	struct ofd_signature	 s;
	struct ofd_file		 o;
	struct bytes		 was;
	unsigned		 k;
	size_t			 i;

	(void)state;
	signed_once(NULL);
	for (i = 0; i < NITEMS(shown_parts); i++) {
		k = part_at(&p, shown_parts[i]);
		was = p.part[k].bytes;
		part(&p, shown_parts[i], "%.*s ", (int)was.n, was.p);
		o = found();
		s = o.sigs[0];
		if (s.changed.n != 1 || s.missing.n != 0 ||
		    strcmp(s.changed.names, shown_parts[i]) != 0)
			fail_msg("%s: changed, told %u %s", shown_parts[i],
			    s.changed.n, s.changed.names);
		part_gone(&p, shown_parts[i]);
		if (i == 0) {
			assert_int_equal(looked(package_end(&p), &o),
			    OFD_MISSING);
		} else {
			o = found();
			assert_int_equal(o.sigs[0].missing.n, 1);
			assert_string_equal(o.sigs[0].missing.names,
			    shown_parts[i]);
		}
		part_bytes(&p, shown_parts[i], was);
	}
}

/* What Document.xml lists and nobody signed: one more page. */
static void
an_unlisted_page(void **state)
{
	const char	*refs;
	struct ofd_file	 o;

	(void)state;
	signed_once(NULL);
	part_gone(&p, SIGN(0, "Signature.xml"));
	part_gone(&p, SIGN(0, "SignedValue.dat"));
	refs = references(&p, "SM3", 0, "Doc_0/Document.xml");
	part(&p, "Doc_0/Document.xml", "<ofd:Document xmlns:ofd='" OFD_NS "'>"
	    "<ofd:Pages><ofd:Page ID='9' BaseLoc='More.xml'/></ofd:Pages>"
	    "</ofd:Document>");
	part(&p, "Doc_0/More.xml", "<ofd:Page xmlns:ofd='" OFD_NS "'/>");
	signature_part(&p, 0, refs, "");
	o = found();
	assert_int_equal(o.sigs[0].uncovered.n, 2);
	assert_string_equal(o.sigs[0].uncovered.names,
	    "Doc_0/Document.xml、Doc_0/More.xml");
	/* what is shown no longer is still referenced, and as it was */
	assert_int_equal(o.sigs[0].changed.n, 0);
}

/* A part that is there and displayed by nobody is told, no more. */
static void
other_files_are_told(void **state)
{
	struct ofd_file	 o;

	(void)state;
	signed_once(NULL);
	part(&p, "Doc_0/Tags/CustomTags.xml", "<a/>");
	o = found();
	assert_int_equal(o.sigs[0].uncovered.n, 0);
	assert_int_equal(o.sigs[0].others.n, 1);
	assert_string_equal(o.sigs[0].others.names,
	    "Doc_0/Tags/CustomTags.xml");
}

static void
a_broken_part_is_unclear(void **state)
{
	struct ofd_file	 o;

	(void)state;
	part(&p, "Doc_0/Annots/Annotations.xml", "<ofd:Annotations>");
	signed_once(NULL);
	o = found();
	assert_int_equal(o.sigs[0].unclear.n, 1);
	assert_string_equal(o.sigs[0].unclear.names,
	    "Doc_0/Annots/Annotations.xml");
	assert_int_equal(o.sigs[0].changed.n, 0);
}

static void
an_absent_resource_shows_nothing(void **state)
{
	struct ofd_file	 o;

	(void)state;
	part_gone(&p, "Doc_0/PublicRes.xml");
	o = found();
	assert_int_equal(o.docs[0].absent, 1);
}

/* --- several -------------------------------------------------------------- */

static void
a_second_signature(void **state)
{
	struct ofd_file	 o;

	(void)state;
	signed_once(NULL);
	list_parts(&p, 2, "Seal");
	part(&p, SIGN(1, "Seal.esl"), "a seal");
	signature_part(&p, 1, references(&p, "SM3", 0, NULL), SEAL_LOC
	    STAMP_ANNOT("s004", "1", "50 50 40 40"));
	part(&p, SIGN(1, "SignedValue.dat"), "another value");
	o = found();
	assert_int_equal(o.nsigs, 2);
	assert_int_equal(o.sigs[0].changed.n, 0);
	assert_int_equal(o.sigs[0].later, 1);
	assert_int_equal(o.sigs[0].others.n, 0);
	assert_int_equal(o.sigs[1].later, 0);
	assert_int_equal(o.docs[0].seals, 2);
	assert_int_equal(o.docs[0].max_sign_id, 4);
	/* the second covers the first: changed, it is told */
	part(&p, SIGN(0, "SignedValue.dat"), "a value!");
	o = found();
	assert_int_equal(o.sigs[1].changed.n, 1);
	assert_int_equal(o.sigs[0].changed.n, 0);
}

static void
a_locked_list(void **state)
{
	struct ofd_file		 o;
	struct ofd_signature	 s;

	(void)state;
	list_parts(&p, 1, "Seal");
	part(&p, SIGN(0, "Seal.esl"), "a seal");
	s = signed_once(references(&p, "SM3", 1, NULL));
	assert_true(s.locks && !s.list_changed);
	list_parts(&p, 2, "Seal");
	o = found();
	assert_true(o.sigs[0].locks && o.sigs[0].list_changed);
	assert_int_equal(o.sigs[0].changed.n, 0);
	assert_false(o.sigs[1].readable);
}

static void
several_documents(void **state)
{
	struct ofd_file	 o;

	(void)state;
	signed_once(NULL);
	part(&p, "OFD.xml", "<OFD xmlns='" OFD_NS "'><DocBody><DocRoot>"
	    "Doc_0/Document.xml</DocRoot><Signatures>Doc_0/Signs/"
	    "Signatures.xml</Signatures></DocBody><DocBody><DocRoot>Doc_1/"
	    "Document.xml</DocRoot></DocBody></OFD>");
	part(&p, "Doc_1/Document.xml", "<Document xmlns='" OFD_NS "'><Pages>"
	    "<Page ID='7' BaseLoc='P.xml'/></Pages></Document>");
	part(&p, "Doc_1/P.xml", "<Page xmlns='" OFD_NS "'/>");
	o = found();
	assert_int_equal(o.ndocs, 2);
	assert_int_equal(o.docs[0].seals, 1);
	assert_int_equal(o.docs[1].seals, 0);
	assert_int_equal(o.docs[1].pages[0].id, 7);
	assert_int_equal(o.sigs[0].doc, 0);
	assert_int_equal(o.sigs[0].uncovered.n, 0);
	assert_int_equal(o.sigs[0].changed.n, 1);	/* OFD.xml is signed */
}

/* A version that may be chosen instead is displayed too. */
static void
other_versions(void **state)
{
	struct ofd_file	 o;

	(void)state;
	signed_once(NULL);
	part(&p, "OFD.xml", "<OFD xmlns='" OFD_NS "'><DocBody><DocRoot>"
	    "Doc_0/Document.xml</DocRoot><Versions><Version ID='1' Current="
	    "'true' BaseLoc='Doc_0/V.xml'/></Versions><Signatures>Doc_0/Signs"
	    "/Signatures.xml</Signatures></DocBody></OFD>");
	part(&p, "Doc_0/V.xml", "<DocVersion xmlns='" OFD_NS "'><DocRoot>"
	    "Other.xml</DocRoot></DocVersion>");
	part(&p, "Doc_0/Other.xml", "<Document xmlns='" OFD_NS "'/>");
	o = found();
	assert_int_equal(o.docs[0].versions, 1);
	assert_int_equal(o.sigs[0].uncovered.n, 2);
}

/* --- digests -------------------------------------------------------------- */

static void
digest_methods(void **state)
{
	static const struct {
		const char	*name;
		enum ofd_digest	 digest;
		unsigned	 quirks;
	} rows[] = {
		{ "1.2.156.10197.1.401", OFD_DIGEST_SM3, 0 },
		{ "SM3", OFD_DIGEST_SM3, 0 },
		{ "sm3", OFD_DIGEST_SM3, OFD_Q(OFD_Q_CHECK_METHOD) },
		{ "1.2.156.10197.1.401.1", OFD_DIGEST_SM3,
		  OFD_Q(OFD_Q_CHECK_METHOD) },
		{ "1.2.156.10197.1.401.2", OFD_DIGEST_SM3,
		  OFD_Q(OFD_Q_SM3_Z) },
		{ "MD5", OFD_DIGEST_WEAK, 0 }, { "", OFD_DIGEST_WEAK, 0 },
		{ "SHA1", OFD_DIGEST_WEAK, 0 },
		{ "SHA256", OFD_DIGEST_OTHER, 0 },
		{ "nonsense", OFD_DIGEST_OTHER, 0 },
	};
	struct ofd_signature	 s;
	size_t			 i;

	(void)state;
	for (i = 0; i < NITEMS(rows); i++) {
		list_parts(&p, 1, "Seal");
		part(&p, SIGN(0, "Seal.esl"), "a seal");
		s = signed_once(references(&p, rows[i].name, 0, NULL));
		assert_int_equal(s.digest, rows[i].digest);
		assert_int_equal(s.quirks, rows[i].quirks);
		assert_int_equal(s.uncovered.n, 0);
		part_gone(&p, SIGN(0, "Signature.xml"));
		part_gone(&p, SIGN(0, "SignedValue.dat"));
	}
}

static void
no_references(void **state)
{
	struct ofd_signature	 s = signed_once("");

	(void)state;
	assert_int_equal(s.nrefs, 0);
	assert_int_equal(s.uncovered.n, NITEMS(shown_parts));
	assert_non_null(strstr(s.uncovered.names, "Doc_0/Document.xml"));
}

static void
check_values(void **state)
{
	static const char *const bad[] = { "", "!!!!", "AAAA",
		"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",
		"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA" };
	struct ofd_signature	 s;
	size_t			 i;

	(void)state;
	for (i = 0; i < NITEMS(bad); i++) {
		s = signed_once(pool_printf(pool, "<ofd:References "
		    "CheckMethod='SM3'><ofd:Reference FileRef='/Doc_0/"
		    "Document.xml'><ofd:CheckValue>%s</ofd:CheckValue>"
		    "</ofd:Reference></ofd:References>", bad[i]));
		assert_int_equal(s.changed.n, 1);
	}
}

/* --- places --------------------------------------------------------------- */

static void
places_of_stamps(void **state)
{
	struct ofd_file	 o;

	(void)state;
	signed_once(NULL);
	signature_part(&p, 0, "",
	    "<ofd:StampAnnot ID='1' PageRef='1' Boundary='202 40 40 40' "
	    "Clip='0 0 8 40'/>"
	    "<ofd:StampAnnot PageRef='2' Boundary='194,40,40,40' "
	    "Clip='8 0 8 40'/>"
	    "<ofd:StampAnnot ID='1' PageRef='77' Boundary='1 1 1 1'/>"
	    "<ofd:StampAnnot ID='3' PageRef='1' Boundary='1 1 x'/>"
	    "<ofd:StampAnnot ID='4' PageRef='1' Boundary='1 1 -4 4'/>"
	    "<ofd:StampAnnot ID='5' PageRef='1' Boundary='1 1 4000000 4'/>");
	o = found();
	assert_int_equal(o.sigs[0].nplaces, 2);
	assert_int_equal(o.sigs[0].places[0].um_x, 202000);
	assert_int_equal(o.sigs[0].places[0].um_w, 8000);
	assert_int_equal(o.sigs[0].places[1].um_x, 202000);
	assert_int_equal(o.sigs[0].places[1].page, 1);
	assert_int_equal(o.sigs[0].stray, 4);
	assert_int_equal(o.sigs[0].quirks, OFD_Q(OFD_Q_STAMP_ID) |
	    OFD_Q(OFD_Q_NO_SEAL_FILE));
	assert_int_equal(o.quirks, OFD_Q(OFD_Q_STAMP_ID) |
	    OFD_Q(OFD_Q_MAX_SIGN_ID));	/* an ID of 5, and at most 2 said */
}

/* --- deviations, each by its name ----------------------------------------- */

static void
quirk_is(unsigned want)
{
	struct ofd_file	 o = found();

	if (o.quirks != want)
		fail_msg("quirks %x, not %x", o.quirks, want);
	assert_int_equal(o.docs[0].npages, 2);
	assert_int_equal(o.docs[0].absent, 0);
}

static void
document_as(const char *from, const char *to)
{
	const char	*at = strstr(DOC_XML, from);

	assert_non_null(at);
	part(&p, "Doc_0/Document.xml", "%.*s%s%s", (int)(at - DOC_XML),
	    DOC_XML, to, at + strlen(from));
}

static void
odd_namespaces(void **state)
{
	static const char *const tops[] = {
		"<ofd:OFD xmlns:ofd='http://www.ofdspec.org'><ofd:DocBody>"
		    "<ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot>"
		    "</ofd:DocBody></ofd:OFD>",
		"<OFD><DocBody><DocRoot>Doc_0/Document.xml</DocRoot>"
		    "</DocBody></OFD>",
		"<x:OFD xmlns:x='urn:y'><x:DocBody><x:DocRoot>Doc_0/"
		    "Document.xml</x:DocRoot></x:DocBody></x:OFD>",
		"<ofd:OFD><ofd:DocBody><ofd:DocRoot> \n Doc_0/Document.xml\t"
		    "</ofd:DocRoot></ofd:DocBody></ofd:OFD>",
	};
	size_t	 i;

	(void)state;
	for (i = 0; i < NITEMS(tops); i++) {
		part(&p, "OFD.xml", "%s", tops[i]);
		quirk_is(OFD_Q(OFD_Q_NAMESPACE));
	}
	/* another prefix or none is as good; so is a mark of byte order */
	part(&p, "OFD.xml", "\xef\xbb\xbf<OFD xmlns='" OFD_NS "'><DocBody>"
	    "<DocRoot>/Doc_0/./Pages/../Document.xml</DocRoot></DocBody>"
	    "</OFD>");
	quirk_is(0);
}

static void
odd_paths(void **state)
{
	(void)state;
	document_as("PublicRes.xml", "publicres.XML");
	quirk_is(OFD_Q(OFD_Q_PATH_CASE));
	document_as("PublicRes.xml", "Doc_0/PublicRes.xml");
	quirk_is(OFD_Q(OFD_Q_PATH_ROOT));
	document_as("Annots/Annotations.xml", "Annots\\Annotations.xml");
	quirk_is(OFD_Q(OFD_Q_PATH_SLASH));
	document_as("PublicRes.xml", "PublicRes.xml");
	part_gone(&p, "Doc_0/Res/font.ttf");
	part(&p, "Doc_0/font.ttf", "a font");
	quirk_is(OFD_Q(OFD_Q_RES_BASE));
}

static void
odd_ids(void **state)
{
	struct ofd_file	 o;

	(void)state;
	signed_once(NULL);
	part(&p, "Doc_0/Signs/Signatures.xml", "<ofd:Signatures xmlns:ofd='"
	    OFD_NS "'><ofd:MaxSignId>1</ofd:MaxSignId><ofd:Signature ID='7' "
	    "BaseLoc='/Doc_0/Signs/Sign_0/Signature.xml'/><ofd:MaxSignId>9"
	    "</ofd:MaxSignId><ofd:Signature ID='7' Type='Sign' BaseLoc='"
	    "Sign_0/Signature.xml'/></ofd:Signatures>");
	o = found();
	assert_int_equal(o.quirks, OFD_Q(OFD_Q_MAX_SIGN_ID) |
	    OFD_Q(OFD_Q_SIGN_ID) | OFD_Q(OFD_Q_STAMP_ID));
	assert_int_equal(o.docs[0].max_sign_id, 9);
	assert_true(o.sigs[0].is_seal && !o.sigs[1].is_seal);
	assert_int_equal(o.docs[0].seals, 1);
}

static void
integrity_list(void **state)
{
	struct ofd_file	 o;

	(void)state;
	part(&p, "OFDEntries.xml", "<ofd:DocEntries xmlns:ofd='" OFD_NS
	    "'/>");
	o = found();
	assert_true(o.integrity);
}

static void
quirks_have_names(void **state)
{
	unsigned	 q, k;

	(void)state;
	for (q = 0; q < OFD_Q__N; q++)
		for (k = 0; k < q; k++)
			assert_string_not_equal(
			    ofd_quirk_row((enum ofd_quirk)q)->name,
			    ofd_quirk_row((enum ofd_quirk)k)->name);
}

#define TEST(fn) cmocka_unit_test_setup_teardown(fn, up, down)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(pages_have_sizes),
		TEST(a_signature_over_all),
		TEST(r190_each_part_is_missed),
		TEST(r190_each_part_changed_or_gone),
		TEST(an_unlisted_page),
		TEST(other_files_are_told),
		TEST(a_broken_part_is_unclear),
		TEST(an_absent_resource_shows_nothing),
		TEST(a_second_signature),
		TEST(a_locked_list),
		TEST(several_documents),
		TEST(other_versions),
		TEST(digest_methods),
		TEST(no_references),
		TEST(check_values),
		TEST(places_of_stamps),
		TEST(odd_namespaces),
		TEST(odd_paths),
		TEST(odd_ids),
		TEST(integrity_list),
		TEST(quirks_have_names),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
