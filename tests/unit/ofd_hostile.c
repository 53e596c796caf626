/*
 * Packages made to harm or to deceive: each is refused with its own reason,
 * in the sandbox, and nothing dies of it. .
 */
#include "ofd_kit.h"

#include "ofd/local.h"

static const struct reader	 here = { .socket = NULL };
static struct pool		*pool;
static struct package		 p;

static int
up(void **state)
{
	(void)state;
	pool = pool_new(900 * MIB);
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

static void
refused(struct bytes file, enum ofd_reason want)
{
	struct ofd_file	 o;
	enum ofd_reason	 why;
	struct fault	 f = { 0 };
	int		 fd = box_file(&file, 1, &f);
	enum status	 st;

	assert_true(fd != -1);
	st = ofd_look(&here, fd, pool, &o, &why, &f);
	close(fd);
	if (why != want)
		fail_msg("%s, not %s: %s", ofd_reason_code(why),
		    ofd_reason_code(want), f.text);
	assert_int_equal(st, want == OFD_FINE ? ST_OK : ST_INVALID);
}

/* --- no OFD at all -------------------------------------------------------- */

static void
other_files(void **state)
{
	struct package	 other = { .pool = pool };

	(void)state;
	refused(bytes_text(""), OFD_EMPTY);
	refused(bytes_text("%PDF-1.7"), OFD_NOT_OFD);
	refused(bytes_text("PK\3\4"), OFD_DAMAGED);
	part(&other, "[Content_Types].xml", "<Types/>");
	part(&other, "word/document.xml", "<document/>");
	refused(package_end(&other), OFD_NOT_OFD);
}

/* --- a package by hand ---------------------------------------------------- */

static void
le(struct buf *b, uint32_t v, int n)
{
	for (; n > 0; n--, v >>= 8)
		buf_byte(b, (unsigned char)v);
}

static uint32_t
crc_of(struct bytes v)
{
	uint32_t	 c = ~0u;
	size_t		 i;
	int		 k;

	for (i = 0; i < v.n; i++) {
		c ^= v.p[i];
		for (k = 0; k < 8; k++)
			c = c >> 1 ^ (c & 1 ? 0xedb88320u : 0);
	}
	return ~c;
}

/* A stored entry: its names here and there, flags, method. */
struct raw {
	const char	*name, *local;
	const char	*text;
	unsigned	 flags, method;
	uint32_t	 at;		/* 0: where it is */
	uint32_t	 size;		/* 0: as it is */
	const char	*other;		/* a name in the extra fields */
};

static struct bytes
raw_end(const struct raw *r, size_t n, const char *before, const char *behind)
{
	struct buf	 b, dir;
	struct bytes	 out;
	size_t		 i, at;

	buf_init(&b, 4 * MIB);
	buf_init(&dir, 4 * MIB);
	buf_text(&b, before);
	for (i = 0; i < n; i++) {
		struct bytes	 v = bytes_text(r[i].text);
		const char	*local = r[i].local == NULL ? r[i].name :
				    r[i].local;
		const uint32_t	 size = r[i].size == 0 ? (uint32_t)v.n :
				    r[i].size;

		at = b.n;
		buf_put(&b, "PK\3\4\24\0", 6);
		le(&b, r[i].flags, 2);
		le(&b, r[i].method, 2);
		le(&b, 0x21 << 16, 4);
		le(&b, crc_of(v), 4);
		le(&b, (uint32_t)v.n, 4);
		le(&b, size, 4);
		le(&b, (uint32_t)strlen(local), 2);
		le(&b, 0, 2);
		buf_text(&b, local);
		buf_bytes(&b, v);
		buf_put(&dir, "PK\1\2\24\0\24\0", 8);
		le(&dir, r[i].flags, 2);
		le(&dir, r[i].method, 2);
		le(&dir, 0x21 << 16, 4);
		le(&dir, crc_of(v), 4);
		le(&dir, (uint32_t)v.n, 4);
		le(&dir, size, 4);
		le(&dir, (uint32_t)strlen(r[i].name), 2);
		le(&dir, r[i].other == NULL ? 0 :
		    9 + (uint32_t)strlen(r[i].other), 2);
		le(&dir, 0, 2);
		le(&dir, 0, 4);
		le(&dir, 0, 4);
		le(&dir, r[i].at == 0 ? (uint32_t)at : r[i].at, 4);
		buf_text(&dir, r[i].name);
		if (r[i].other == NULL)
			continue;
		le(&dir, 0x7075, 2);
		le(&dir, 5 + (uint32_t)strlen(r[i].other), 2);
		buf_byte(&dir, 1);
		le(&dir, crc_of(bytes_text(r[i].name)), 4);
		buf_text(&dir, r[i].other);
	}
	at = b.n;
	buf_bytes(&b, buf_view(&dir));
	buf_put(&b, "PK\5\6\0\0\0\0", 8);
	le(&b, (uint32_t)n, 2);
	le(&b, (uint32_t)n, 2);
	le(&b, (uint32_t)dir.n, 4);
	le(&b, (uint32_t)at, 4);
	le(&b, 0, 2);
	buf_text(&b, behind);
	out = pool_bytes(pool, buf_view(&b));
	buf_free(&b);
	buf_free(&dir);
	return out;
}

#define TOP	"<OFD xmlns='" OFD_NS "'><DocBody><DocRoot>D.xml</DocRoot>" \
		"</DocBody></OFD>"
#define DOC	"<Document xmlns='" OFD_NS "'><Pages><Page ID='1' " \
		"BaseLoc='P.xml'/></Pages></Document>"
#define PAGE	"<Page xmlns='" OFD_NS "'/>"

static void
by_hand(void **state)
{
	static const struct raw	 good[] = {
		{ .name = "OFD.xml", .text = TOP },
		{ .name = "D.xml", .text = DOC },
		{ .name = "P.xml", .text = PAGE },
	};

	(void)state;
	refused(raw_end(good, 3, "", ""), OFD_FINE);
	refused(raw_end(good, 3, "PK\3\4junk", ""), OFD_TWOFOLD);
	refused(raw_end(good, 3, "", "x"), OFD_TWOFOLD);
	refused(raw_end(good, 2, "", ""), OFD_FINE);	/* shows nothing */
	refused(raw_end(good, 1, "", ""), OFD_MISSING);
	refused(raw_end(good + 1, 2, "", ""), OFD_NOT_OFD);
}

/* One entry more, and what is said of it. */
static void
one_more(void **state)
{
	static const struct { struct raw r; enum ofd_reason why; } rows[] = {
		{ { .name = "more", .text = "x" }, OFD_FINE },
		{ { .name = "folder/", .text = "" }, OFD_FINE },
		{ { .name = "folder/", .text = "x" }, OFD_NAME },
		{ { .name = "../up", .text = "x" }, OFD_NAME },
		{ { .name = "a/../../up", .text = "x" }, OFD_NAME },
		{ { .name = "a/./b", .text = "x" }, OFD_NAME },
		{ { .name = "a//b", .text = "x" }, OFD_NAME },
		{ { .name = "/etc/passwd", .text = "x" }, OFD_NAME },
		{ { .name = "C:/boot.ini", .text = "x" }, OFD_NAME },
		{ { .name = "a\\b", .text = "x" }, OFD_NAME },
		{ { .name = "a\nb", .text = "x" }, OFD_NAME },
		{ { .name = "\xc4\xe3", .text = "x" }, OFD_NAME },
		{ { .name = "附件", .text = "x", .flags = 0x800 },
		  OFD_FINE },
		{ { .name = "more", .text = "x", .other = "more" },
		  OFD_FINE },
		{ { .name = "more", .text = "x", .other = "P.xml" },
		  OFD_TWOFOLD },
		{ { .name = "D.xml", .text = DOC }, OFD_DUPLICATE },
		{ { .name = "d.XML", .text = DOC }, OFD_DUPLICATE },
		{ { .name = "D.xml", .text = "<other/>" }, OFD_DUPLICATE },
		{ { .name = "more", .text = "x", .flags = 1 },
		  OFD_ENCRYPTED },
		{ { .name = "more", .text = "x", .method = 12 },
		  OFD_DAMAGED },
		/* named otherwise where the data lies */
		{ { .name = "more", .local = "D.xml", .text = "x" },
		  OFD_TWOFOLD },
		/* over another's data */
		{ { .name = "more", .text = "x", .at = 8 }, OFD_TWOFOLD },
		{ { .name = "more", .text = "x", .at = 0x7fffffff },
		  OFD_TWOFOLD },
	};
	struct raw	 r[3] = { { .name = "OFD.xml", .text = TOP },
			    { .name = "D.xml", .text = DOC } };
	size_t		 i;

	(void)state;
	for (i = 0; i < NITEMS(rows); i++) {
		r[2] = rows[i].r;
		refused(raw_end(r, 3, "", ""), rows[i].why);
	}
}

/* A PDF in it where viewers of PDFs still find it: what is shown? */
static void
a_pdf_as_well(void **state)
{
	struct raw	 r[] = { { .name = "a", .text = "%PDF-1.7\n1 0 obj" },
			    { .name = "OFD.xml", .text = TOP },
			    { .name = "D.xml", .text = DOC },
			    { .name = "z", .text = "%PDF-1.7\n1 0 obj" } };
	char		*blanks = pool_alloc(pool, 1200);

	(void)state;
	refused(raw_end(r, 4, "", ""), OFD_TWOFOLD);
	memset(blanks, ' ', 1100);
	r[0].text = blanks;
	refused(raw_end(r, 4, "", ""), OFD_FINE);
}

/* Two directories, each of which some program would take. */
static void
two_directories(void **state)
{
	static const struct raw	 good[] = {
		{ .name = "OFD.xml", .text = TOP },
		{ .name = "D.xml", .text = DOC },
	};
	struct bytes	 one = raw_end(good, 2, "", "");
	struct buf	 b;

	(void)state;
	/* the second in the comment of the first */
	buf_init(&b, MIB);
	buf_bytes(&b, one);
	b.p[b.n - 2] = 22;
	buf_put(&b, one.p + one.n - 22, 22);
	refused(buf_view(&b), OFD_TWOFOLD);
	buf_free(&b);
}

/* --- too much ------------------------------------------------------------- */

static void
bombs(void **state)
{
	const size_t	 big = 64 * MIB;
	unsigned char	*zeros = pool_alloc(pool, big);
	char		 name[32];
	size_t		 i;

	(void)state;
	part_bytes(&p, "big", bytes_of(zeros, big));
	refused(package_end(&p), OFD_BOMB);
	part_gone(&p, "big");
	/* a little less packed, and many of them: too much in all */
	for (i = 0; i < big; i++)
		if (i % 16384 < 200)
			zeros[i] = (unsigned char)(i * 2654435761u >> 24);
	for (i = 0; i < 7; i++) {
		snprintf(name, sizeof(name), "big%zu", i);
		part(&p, name, "x");
		p.part[part_at(&p, name)].bytes = bytes_of(zeros, big);
	}
	refused(package_end(&p), OFD_TOO_LARGE);
}

/* Blanks in XML pack well and are short: no bomb. */
static void
no_bomb(void **state)
{
	struct buf	 b;

	(void)state;
	buf_init(&b, MIB);
	buf_text(&b, PAGE);
	while (b.n < 900 * KIB)
		buf_byte(&b, ' ');
	part_bytes(&p, "Doc_0/Tpls/T0.xml", buf_view(&b));
	refused(package_end(&p), OFD_FINE);
	buf_free(&b);
}

static void
an_entry_larger_than_it_says(void **state)
{
	static const struct raw	 r[] = {
		{ .name = "OFD.xml", .text = TOP, .size = 5 },
		{ .name = "D.xml", .text = DOC },
	};

	(void)state;
	refused(raw_end(r, 2, "", ""), OFD_DAMAGED);
}

static void
too_many_entries(void **state)
{
	static char	 names[LIMIT_PACK_FILES + 1][8];
	struct raw	*r = pool_array(pool, NITEMS(names), sizeof(*r));
	size_t		 i;

	(void)state;
	for (i = 0; i < NITEMS(names); i++) {
		snprintf(names[i], sizeof(names[i]), "%zu", i);
		r[i].name = names[i];
		r[i].text = "";
	}
	refused(raw_end(r, NITEMS(names), "", ""), OFD_TOO_MANY_FILES);
	refused(raw_end(r, NITEMS(names) - 1, "", ""), OFD_NOT_OFD);
}

static void
too_many_pages(void **state)
{
	struct buf	 b;
	int		 i, n;

	(void)state;
	for (n = LIMIT_PAGES; n <= LIMIT_PAGES + 1; n++) {
		buf_init(&b, MIB);
		buf_text(&b, "<ofd:Document xmlns:ofd='" OFD_NS
		    "'><ofd:Pages>");
		for (i = 0; i < n; i++)
			buf_printf(&b, "<ofd:Page ID='%d' BaseLoc='Pages/"
			    "Page_0/Content.xml'/>", i + 1);
		buf_text(&b, "</ofd:Pages></ofd:Document>");
		part_bytes(&p, "Doc_0/Document.xml", buf_view(&b));
		buf_free(&b);
		refused(package_end(&p), n == LIMIT_PAGES ? OFD_FINE :
		    OFD_TOO_MANY_PAGES);
	}
}

static void
too_many_signatures(void **state)
{
	(void)state;
	list_parts(&p, OFD_SIGS, "Seal");
	refused(package_end(&p), OFD_FINE);
	list_parts(&p, OFD_SIGS + 1, "Seal");
	refused(package_end(&p), OFD_TOO_MANY_PARTS);
}

/* More in signatures and seals than a request may hold. */
static void
huge_signatures(void **state)
{
	const size_t	 big = 1 * MIB;
	unsigned char	*noise = pool_alloc(pool, 2 * big);
	char		 name[64];
	unsigned	 i, n;

	(void)state;
	for (i = 0; i < 2 * big; i++)
		noise[i] = (unsigned char)((i * 2654435761u ^ i >> 3) >> 11);
	for (n = 2; n <= 20; n += 18) {
		list_parts(&p, n, "Seal");
		for (i = 0; i < n; i++) {
			signature_part(&p, i, "", SEAL_LOC);
			snprintf(name, sizeof(name),
			    "Doc_0/Signs/Sign_%u/SignedValue.dat", i);
			part_bytes(&p, name, bytes_of(noise, big));
		}
		part_bytes(&p, SIGN(0, "Seal.esl"), bytes_of(noise, big / 2));
		refused(package_end(&p), n == 2 ? OFD_FINE : OFD_TOO_LARGE);
	}
	part_bytes(&p, SIGN(0, "SignedValue.dat"), bytes_of(noise,
	    LIMIT_SIGNATURE + 1));
	refused(package_end(&p), OFD_TOO_LARGE);
}

/* --- XML ------------------------------------------------------------------ */

static const char	 laughs[] = "<!DOCTYPE ofd [<!ENTITY a 'ha'>"
	"<!ENTITY b '&a;&a;&a;&a;&a;&a;&a;&a;'><!ENTITY c '&b;&b;&b;&b;&b;'>"
	"<!ENTITY d '&c;&c;&c;&c;&c;&c;&c;&c;&c;&c;&c;'>]>"
	"<Document>&d;</Document>";

static void
doctypes(void **state)
{
	static const char *const parts[] = { "OFD.xml", "Doc_0/Document.xml",
		"Doc_0/PublicRes.xml", "Doc_0/Pages/Page_0/Content.xml",
		"Doc_0/Annots/Annotations.xml" };
	static const char *const texts[] = {
		"<!DOCTYPE a><a/>",
		"<?xml version='1.0'?> <!-- x --><!DOCTYPE a SYSTEM "
		    "'file:///etc/passwd'><a/>",
		"<!DOCTYPE a [<!ENTITY x SYSTEM 'http://127.0.0.1:1/'>]>"
		    "<a>&x;</a>",
	};
	struct bytes	 was;
	size_t		 i, k;

	(void)state;
	for (i = 0; i < NITEMS(parts); i++) {
		was = p.part[part_at(&p, parts[i])].bytes;
		for (k = 0; k < NITEMS(texts); k++) {
			part(&p, parts[i], "%s", texts[k]);
			refused(package_end(&p), OFD_DOCTYPE);
		}
		part(&p, parts[i], "%s", laughs);
		refused(package_end(&p), OFD_DOCTYPE);
		part_bytes(&p, parts[i], was);
	}
	refused(package_end(&p), OFD_FINE);
}

static void
broken_xml(void **state)
{
	static const char *const texts[] = {
		"", "x", "<a", "<a><b></a>", "<a/><b/>", "<a>&none;</a>",
		"<a x='1' x='2'/>", "<a>\xff</a>", "\xfe\xff\0<\0a\0/\0>",
		"<?xml version='1.0' encoding='GBK'?><a>\xc4\xe3</a>",
		"<Wrong xmlns='" OFD_NS "'/>",
	};
	size_t	 i;

	(void)state;
	for (i = 0; i < NITEMS(texts); i++) {
		part(&p, "Doc_0/Document.xml", "%s", texts[i]);
		refused(package_end(&p), OFD_XML);
	}
	/* a list of signatures that cannot be read hides them: refused */
	document_parts(&p);
	list_parts(&p, 1, "Seal");
	part(&p, "Doc_0/Signs/Signatures.xml", "<Signatures");
	refused(package_end(&p), OFD_XML);
	part_gone(&p, "Doc_0/Signs/Signatures.xml");
	refused(package_end(&p), OFD_MISSING);
}

static void
deep_xml(void **state)
{
	static const size_t	 depths[] = { 40, 80, 300, 100000 };
	struct buf		 b;
	size_t			 i, k;

	(void)state;
	for (k = 0; k < NITEMS(depths); k++) {
		buf_init(&b, 4 * MIB);
		buf_text(&b, "<Page xmlns='" OFD_NS "'><Content>");
		for (i = 0; i < depths[k]; i++)
			buf_text(&b, "<a>");
		for (i = 0; i < depths[k]; i++)
			buf_text(&b, "</a>");
		buf_text(&b, "</Content></Page>");
		part_bytes(&p, "Doc_0/Tpls/T0.xml", buf_view(&b));
		p.part[part_at(&p, "Doc_0/Tpls/T0.xml")].stored = 1;
		buf_free(&b);
		refused(package_end(&p), k == 0 ? OFD_FINE : OFD_TOO_DEEP);
	}
}

/* A page with a million pieces is a page; a list of as many is an attack. */
static void
many_elements(void **state)
{
	struct buf	 b;
	int		 i, k;

	(void)state;
	for (k = 0; k < 2; k++) {
		buf_init(&b, 16 * MIB);
		buf_printf(&b, "<Page xmlns='" OFD_NS "'><%s>", k == 0 ?
		    "Content" : "Other");
		for (i = 0; i < 1000000; i++)
			buf_text(&b, "<a b=''/>");
		buf_printf(&b, "</%s></Page>", k == 0 ? "Content" : "Other");
		part_bytes(&p, "Doc_0/Tpls/T0.xml", buf_view(&b));
		p.part[part_at(&p, "Doc_0/Tpls/T0.xml")].stored = 1;
		buf_free(&b);
		refused(package_end(&p), k == 0 ? OFD_FINE : OFD_TOO_LARGE);
	}
}

/* --- paths ---------------------------------------------------------------- */

static void
paths_that_leave(void **state)
{
	static const char *const locs[] = { "../../Document.xml",
		"/../Document.xml", "Doc_0/../../x", "..\\..\\x" };
	size_t	 i;

	(void)state;
	for (i = 0; i < NITEMS(locs); i++) {
		part(&p, "OFD.xml", "<OFD xmlns='" OFD_NS "'><DocBody>"
		    "<DocRoot>%s</DocRoot></DocBody></OFD>", locs[i]);
		refused(package_end(&p), OFD_PATH);
	}
	document_parts(&p);
	list_parts(&p, 1, "Seal");
	signature_part(&p, 0, "<ofd:References CheckMethod='SM3'>"
	    "<ofd:Reference FileRef='/../../etc/passwd'><ofd:CheckValue>AA=="
	    "</ofd:CheckValue></ofd:Reference></ofd:References>", "");
	refused(package_end(&p), OFD_PATH);
}

/*
 * Saying that a page is a signature's own file does not take it out of what
 * must be covered.
 */
static void
a_page_called_a_signature(void **state)
{
	struct ofd_file	 o;
	enum ofd_reason	 why;
	struct fault	 f = { 0 };
	struct bytes	 file;
	int		 fd;

	(void)state;
	list_parts(&p, 1, "Seal");
	part(&p, SIGN(0, "Signature.xml"), "<Signature xmlns='" OFD_NS "'>"
	    "<SignedValue>/Doc_0/Pages/Page_0/Content.xml</SignedValue>"
	    "<SignedInfo><Seal><BaseLoc>/Doc_0/Document.xml</BaseLoc></Seal>"
	    "%s</SignedInfo></Signature>", "<References CheckMethod='SM3'/>");
	file = package_end(&p);
	fd = box_file(&file, 1, &f);
	assert_int_equal(ofd_look(&here, fd, pool, &o, &why, &f), ST_OK);
	close(fd);
	assert_int_equal(o.sigs[0].uncovered.n, NITEMS(shown_parts));
}

/* Cut off anywhere, or with any byte changed: an answer, not a death. */
static void
cut_and_changed(void **state)
{
	struct bytes	 file, cut;
	struct ofd_file	 o;
	enum ofd_reason	 why;
	struct fault	 f = { 0 };
	struct buf	 b;
	size_t		 i;
	int		 fd;

	(void)state;
	file = package_end(&p);
	for (i = 1; i < 2 * file.n; i += file.n / 40) {
		buf_init(&b, MIB);
		buf_bytes(&b, file);
		if (i < file.n)
			b.n = i;
		else
			b.p[i - file.n] ^= 0x55;
		cut = buf_view(&b);
		fd = box_file(&cut, 1, &f);
		ofd_look(&here, fd, pool, &o, &why, &f);
		close(fd);
		buf_free(&b);
		if (why == OFD_SUSPECT || why == OFD_OUR_FAULT)
			fail_msg("at %zu: %s", i, f.text);
		if (i < file.n)
			assert_true(why != OFD_FINE);
	}
}

#define TEST(fn) cmocka_unit_test_setup_teardown(fn, up, down)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(other_files),
		TEST(by_hand),
		TEST(one_more),
		TEST(a_pdf_as_well),
		TEST(two_directories),
		TEST(bombs),
		TEST(no_bomb),
		TEST(an_entry_larger_than_it_says),
		TEST(too_many_entries),
		TEST(too_many_pages),
		TEST(too_many_signatures),
		TEST(huge_signatures),
		TEST(doctypes),
		TEST(broken_xml),
		TEST(deep_xml),
		TEST(many_elements),
		TEST(paths_that_leave),
		TEST(a_page_called_a_signature),
		TEST(cut_and_changed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
