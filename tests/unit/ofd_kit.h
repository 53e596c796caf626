/*
 * OFD packages for the tests of "ofd" and "stamp": written by libzip, or byte
 * by byte where it would not write such a thing.
 */
#ifndef OFD_KIT_H
#define OFD_KIT_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <unistd.h>
#include <zip.h>

#include <cmocka.h>

#include "base/coding.h"
#include "base/limits.h"
#include "ofd/client.h"
#include "sm/sm.h"

#define OFD_NS	"http://www.ofdspec.org/2016"
#define PARTS_MAX	96

/* A package as a list of parts; a part set again takes the new bytes. */
struct package {
	struct pool	*pool;
	unsigned	 n;
	struct { const char *name; struct bytes bytes; int stored; }
			 part[PARTS_MAX];
};

static inline unsigned
part_at(const struct package *p, const char *name)
{
	unsigned	 i;

	for (i = 0; i < p->n; i++)
		if (strcmp(p->part[i].name, name) == 0)
			break;
	return i;
}

static inline void
part_bytes(struct package *p, const char *name, struct bytes v)
{
	const unsigned	 i = part_at(p, name);

	assert_true(i < PARTS_MAX);
	p->part[i].name = pool_text(p->pool, name);
	p->part[i].bytes = pool_bytes(p->pool, v);
	if (i == p->n)
		p->n++;
}

static inline void __attribute__((format(printf, 3, 4)))
part(struct package *p, const char *name, const char *fmt, ...)
{
	va_list	 ap;
	char	*text;

	va_start(ap, fmt);
	text = pool_vprintf(p->pool, fmt, ap);
	va_end(ap);
	assert_non_null(text);
	part_bytes(p, name, bytes_text(text));
}

static inline void
part_gone(struct package *p, const char *name)
{
	const unsigned	 i = part_at(p, name);

	assert_true(i < p->n);
	p->part[i] = p->part[--p->n];
}

/* The package as a file in the pool. */
static inline struct bytes
package_end(const struct package *p)
{
	zip_error_t	 e;
	zip_source_t	*out, *src;
	zip_stat_t	 st;
	zip_t		*z;
	unsigned char	*to;
	zip_int64_t	 at;
	unsigned	 i;

	zip_error_init(&e);
	out = zip_source_buffer_create(NULL, 0, 0, &e);
	assert_non_null(out);
	zip_source_keep(out);
	z = zip_open_from_source(out, ZIP_CREATE | ZIP_TRUNCATE, &e);
	assert_non_null(z);
	for (i = 0; i < p->n; i++) {
		src = zip_source_buffer(z, p->part[i].bytes.p,
		    p->part[i].bytes.n, 0);
		at = zip_file_add(z, p->part[i].name, src, ZIP_FL_ENC_UTF_8);
		assert_true(at >= 0);
		if (p->part[i].stored)
			zip_set_file_compression(z, (zip_uint64_t)at,
			    ZIP_CM_STORE, 0);
	}
	assert_int_equal(zip_close(z), 0);
	assert_int_equal(zip_source_open(out), 0);
	zip_stat_init(&st);
	assert_int_equal(zip_source_stat(out, &st), 0);
	to = pool_alloc(p->pool, st.size + 1);
	assert_int_equal(zip_source_read(out, to, st.size), (long)st.size);
	zip_source_close(out);
	zip_source_free(out);
	return bytes_of(to, st.size);
}

/* --- a document of two pages with everything that can be displayed -------- */

#define DOC_XML \
	"<ofd:Document xmlns:ofd='" OFD_NS "'><ofd:CommonData>" \
	"<ofd:MaxUnitID>40</ofd:MaxUnitID><ofd:PageArea><ofd:PhysicalBox>" \
	"0 0 210 297</ofd:PhysicalBox></ofd:PageArea>" \
	"<ofd:PublicRes>PublicRes.xml</ofd:PublicRes>" \
	"<ofd:DocumentRes>DocumentRes.xml</ofd:DocumentRes>" \
	"<ofd:TemplatePage ID='3' BaseLoc='Tpls/T0.xml'/></ofd:CommonData>" \
	"<ofd:Pages><ofd:Page ID='1' BaseLoc='Pages/Page_0/Content.xml'/>" \
	"<ofd:Page ID='2' BaseLoc='/Doc_0/Pages/Page_1/Content.xml'/>" \
	"</ofd:Pages><ofd:Annotations>Annots/Annotations.xml" \
	"</ofd:Annotations><ofd:Attachments>Attachs/Attachments.xml" \
	"</ofd:Attachments></ofd:Document>"

static const char *const shown_parts[] = {
	"Doc_0/Document.xml", "Doc_0/PublicRes.xml", "Doc_0/DocumentRes.xml",
	"Doc_0/Res/font.ttf", "Doc_0/Res/image.png", "Doc_0/Tpls/T0.xml",
	"Doc_0/Pages/Page_0/Content.xml", "Doc_0/Pages/Page_1/Content.xml",
	"Doc_0/Pages/Page_1/Res.xml", "Doc_0/Pages/Page_1/own.png",
	"Doc_0/Annots/Annotations.xml", "Doc_0/Annots/Page_1/Annot.xml",
	"Doc_0/Attachs/Attachments.xml", "Doc_0/Attachs/list.txt",
};

static inline void
document_parts(struct package *p)
{
	static const struct { const char *name, *text; } parts[] = {
		{ "OFD.xml", "<?xml version='1.0' encoding='UTF-8'?>"
		    "<ofd:OFD xmlns:ofd='" OFD_NS "' Version='1.1'>"
		    "<ofd:DocBody><ofd:DocRoot>Doc_0/Document.xml"
		    "</ofd:DocRoot></ofd:DocBody></ofd:OFD>" },
		{ "Doc_0/Document.xml", DOC_XML },
		{ "Doc_0/PublicRes.xml", "<ofd:Res xmlns:ofd='" OFD_NS "' "
		    "BaseLoc='Res'><ofd:Fonts><ofd:Font ID='10'>"
		    "<ofd:FontFile>font.ttf</ofd:FontFile></ofd:Font>"
		    "</ofd:Fonts></ofd:Res>" },
		{ "Doc_0/DocumentRes.xml", "<ofd:Res xmlns:ofd='" OFD_NS "' "
		    "BaseLoc='./Res'><ofd:MultiMedias><ofd:MultiMedia ID='11'"
		    " Type='Image'><ofd:MediaFile>image.png</ofd:MediaFile>"
		    "</ofd:MultiMedia></ofd:MultiMedias></ofd:Res>" },
		{ "Doc_0/Res/font.ttf", "a font" },
		{ "Doc_0/Res/image.png", "a picture" },
		{ "Doc_0/Tpls/T0.xml", "<ofd:Page xmlns:ofd='" OFD_NS "'/>" },
		{ "Doc_0/Pages/Page_0/Content.xml", "<ofd:Page xmlns:ofd='"
		    OFD_NS "'><ofd:Template TemplateID='3'/><ofd:Content>"
		    "<ofd:Layer ID='20'><ofd:TextObject ID='21'><ofd:TextCode"
		    ">通知</ofd:TextCode></ofd:TextObject></ofd:Layer>"
		    "</ofd:Content></ofd:Page>" },
		{ "Doc_0/Pages/Page_1/Content.xml", "<ofd:Page xmlns:ofd='"
		    OFD_NS "'><ofd:Area><ofd:PhysicalBox>0 0 297 420.5"
		    "</ofd:PhysicalBox></ofd:Area><ofd:Content/>"
		    "<ofd:PageRes>Res.xml</ofd:PageRes></ofd:Page>" },
		{ "Doc_0/Pages/Page_1/Res.xml", "<ofd:Res xmlns:ofd='" OFD_NS
		    "'><ofd:MultiMedias><ofd:MultiMedia ID='30'>"
		    "<ofd:MediaFile>own.png</ofd:MediaFile></ofd:MultiMedia>"
		    "</ofd:MultiMedias></ofd:Res>" },
		{ "Doc_0/Pages/Page_1/own.png", "another picture" },
		{ "Doc_0/Annots/Annotations.xml", "<ofd:Annotations xmlns:"
		    "ofd='" OFD_NS "'><ofd:Page PageID='2'><ofd:FileLoc>"
		    "Page_1/Annot.xml</ofd:FileLoc></ofd:Page>"
		    "</ofd:Annotations>" },
		{ "Doc_0/Annots/Page_1/Annot.xml", "<ofd:PageAnnot xmlns:ofd="
		    "'" OFD_NS "'/>" },
		{ "Doc_0/Attachs/Attachments.xml", "<ofd:Attachments xmlns:"
		    "ofd='" OFD_NS "'><ofd:Attachment ID='40' Name='a'>"
		    "<ofd:FileLoc>list.txt</ofd:FileLoc></ofd:Attachment>"
		    "</ofd:Attachments>" },
		{ "Doc_0/Attachs/list.txt", "an attachment" },
	};
	size_t	 i;

	for (i = 0; i < NITEMS(parts); i++)
		part_bytes(p, parts[i].name, bytes_text(parts[i].text));
}

/* --- signing it ----------------------------------------------------------- */

#define SIGN(n, file)	"Doc_0/Signs/Sign_" #n "/" file

/* References to all there is but the list, unless it shall be locked. */
static inline const char *
references(const struct package *p, const char *method, int lock,
    const char *but)
{
	unsigned char	 digest[SM3_LEN];
	char		 text[BASE64_TEXT(SM3_LEN)];
	const char	*out;
	struct buf	 b;
	unsigned	 i;

	buf_init(&b, MIB);
	buf_printf(&b, "<ofd:References CheckMethod='%s'>", method);
	for (i = 0; i < p->n; i++) {
		if ((!lock && strstr(p->part[i].name, "Signatures.xml") !=
		    NULL) || (but != NULL && strcmp(p->part[i].name, but) ==
		    0))
			continue;
		assert_int_equal(sm3(p->part[i].bytes, digest), ST_OK);
		base64_write(digest, sizeof(digest), text);
		buf_printf(&b, "<ofd:Reference FileRef='/%s'><ofd:CheckValue>"
		    "%s</ofd:CheckValue></ofd:Reference>", p->part[i].name,
		    text);
	}
	buf_text(&b, "</ofd:References>");
	out = pool_text(p->pool, buf_str(&b));
	buf_free(&b);
	return out;
}

/* OFD.xml and the list name n signatures. */
static inline void
list_parts(struct package *p, unsigned n, const char *type)
{
	struct buf	 b;
	unsigned	 i;

	part(p, "OFD.xml", "<ofd:OFD xmlns:ofd='" OFD_NS "' Version='1.1'>"
	    "<ofd:DocBody><ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot>"
	    "<ofd:Signatures>/Doc_0/Signs/Signatures.xml</ofd:Signatures>"
	    "</ofd:DocBody></ofd:OFD>");
	buf_init(&b, MIB);
	buf_printf(&b, "<ofd:Signatures xmlns:ofd='" OFD_NS "'>"
	    "<ofd:MaxSignId>s%03u</ofd:MaxSignId>", 2 * n);
	for (i = 0; i < n; i++)
		buf_printf(&b, "<ofd:Signature ID='s%03u' Type='%s' "
		    "BaseLoc='Sign_%u/Signature.xml'/>", 2 * i + 1, type, i);
	buf_text(&b, "</ofd:Signatures>");
	part_bytes(p, "Doc_0/Signs/Signatures.xml", buf_view(&b));
	buf_free(&b);
}

/* Signature.xml of the n-th, with these references. */
static inline void
signature_part(struct package *p, unsigned n, const char *refs,
    const char *more)
{
	char	 name[64];

	snprintf(name, sizeof(name), "Doc_0/Signs/Sign_%u/Signature.xml", n);
	part(p, name, "<?xml version='1.0' encoding='UTF-8'?>"
	    "<ofd:Signature xmlns:ofd='" OFD_NS "'><ofd:SignedInfo>"
	    "<ofd:Provider ProviderName='kit' Version='1'/>"
	    "<ofd:SignatureMethod>1.2.156.10197.1.501</ofd:SignatureMethod>"
	    "<ofd:SignatureDateTime>2026-01-01 00:00:00"
	    "</ofd:SignatureDateTime>%s%s</ofd:SignedInfo><ofd:SignedValue>"
	    "SignedValue.dat</ofd:SignedValue></ofd:Signature>", refs, more);
}

#define STAMP_ANNOT(id, page, box) "<ofd:StampAnnot ID='" id "' PageRef='" \
	page "' Boundary='" box "'/>"
#define SEAL_LOC "<ofd:Seal><ofd:BaseLoc>Seal.esl</ofd:BaseLoc></ofd:Seal>"

#endif
