/*
 * PDF: what others may know of one.  Files are only ever opened inside the
 * sandbox; callers hand in descriptors and get these structs (client.h).
 */
#ifndef PDF_PDF_H
#define PDF_PDF_H

#include <stddef.h>
#include <stdint.h>

#include "base/bytes.h"
#include "base/fault.h"
#include "base/image.h"
#include "base/pool.h"

/* Why a file is refused; each has one sentence. */
enum pdf_reason {
	PDF_FINE,
	PDF_EMPTY,		/* no bytes */
	PDF_NOT_PDF,
	PDF_ENCRYPTED,
	PDF_DAMAGED,		/* past repair */
	PDF_UNREPAIRED,		/* stamp asked for, repair it first */
	PDF_DAMAGED_SIGNED,	/* repairing would break a signature */
	PDF_ALTERED_SIGNED,	/* changed since somebody signed it */
	PDF_TOO_MANY_PAGES,	/* LIMIT_PAGES */
	PDF_TOO_DEEP,
	PDF_TOO_LARGE,		/* LIMIT_DOCUMENT, or expands past memory */
	PDF_TOO_SLOW,
	PDF_LOCKED,		/* certified, no changes allowed (DocMDP P 1) */
	PDF_NO_PAGE,		/* the page asked for does not exist */
	PDF_OUTSIDE,		/* the seal would leave the page */
	PDF_NO_ROOM,		/* page 1 too small for QR code and line */
	PDF_NO_GLYPH,		/* a character the font lacks */
	PDF_SUSPECT,		/* the file made the reader misbehave */
	PDF_OUR_FAULT,		/* reader absent, memory, disk */
	PDF_REASON__N
};

/* "too_large" for machines and the sentence for people. */
const char	*pdf_reason_code(enum pdf_reason r);
const char	*pdf_reason_text(enum pdf_reason r);

/* A page as a reader sees it: crop box, after /Rotate and /UserUnit. */
struct pdf_page {
	int		 um_w, um_h;
};

struct pdf_facts {
	unsigned	 npages;
	struct pdf_page	*pages;
	char		 version[8];	/* "1.7" */
	int		 warned;	/* qpdf complained; see repaired */
	int		 repaired;	/* descriptor of it, or -1 */
	unsigned	 signatures;	/* filled signature fields */
	int		 ours;		/* QR code and line of ours are in it */
	int		 locked;	/* certified: no stamp may be added */
};

/*
 * Whether code and line will find room whatever the code: told before anyone
 * approves.  A signed file's pages are not drawn on.
 */
enum pdf_reason	 pdf_marks_room(const struct pdf_facts *facts);

/*
 * A seal picture made ready for PDF: alpha deflated, colour as one pixel
 * where it is all one colour.  Make it once for a seal and keep it.
 */
struct pdf_picture {
	unsigned	 width, height;	/* pixels */
	int		 um_w, um_h;	/* true size */
	struct bytes	 colour;	/* deflated RGB; one pixel or all */
	int		 plain;		/* colour is one pixel */
	int		 bits;		/* of alpha a pixel: 2, 4 or 8 */
	struct bytes	 alpha;		/* deflated, rows of whole bytes */
};
enum status	 pdf_picture_make(struct pool *pool, const struct image *im,
		    struct pdf_picture *out, struct fault *f);

/* The marks of a first stamp: QR code on page 1, a line on every page. */
struct pdf_marks {
	unsigned		 qr_size;	/* modules a side; 0: no QR */
	const unsigned char	*qr_dark;	/* size * size of 0 and 1 */
	/* The line: BEFORE 第n页/共m页 AFTER; NULL before: no line. */
	const char		*line_before;
	const char		*line_after;
};

struct pdf_order {
	const struct pdf_picture *picture;
	struct placement	 where;	/* size is the picture's own */
	struct pdf_marks	 marks;
	size_t			 hole;	/* bytes of DER the signer may need */
	const char		*signer;	/* /Name: the seal's name */
	const char		*reason;	/* /Reason, or NULL */
	int64_t			 when;	/* /M; milliseconds */
	/* 16 bytes for /ID, so that asking again gives the same bytes; NULL:
	 * random ones. */
	const unsigned char	*id;
};

/* The prepared increment: file, then this, is the stamped file. */
struct pdf_prepared {
	unsigned char	*bytes;		/* in the pool; may be patched */
	size_t		 n;
	size_t		 hole_at;	/* of '<', from the file's start */
	size_t		 hole_n;	/* with '<' and '>' */
	size_t		 range[4];	/* /ByteRange */
	int		 marked;	/* 0 none, 1 on pages, 2 in the seal */
};

/* One filled signature field. */
struct pdf_signature {
	const char	*field;		/* full name */
	const char	*filter, *subfilter;
	const char	*signer;	/* /Name, or "" */
	int64_t		 claimed;	/* /M in ms; 0 absent or unreadable */
	size_t		 range[4];
	int		 whole;		/* ranges are its whole revision but
					 * the /Contents string */
	size_t		 end;		/* its revision's last byte + 1 */
	int		 later;		/* bytes follow its revision */
	int		 altered;	/* ... which change what is shown, or
					 * cannot be told not to */
	const char	*changed;	/* what: "page 3 contents"; "" */
	struct bytes	 contents;	/* DER: padding cut by its own length */
	int		 placed;	/* has a visible widget: */
	struct placement where;
};

struct pdf_signatures {
	unsigned		 n;
	struct pdf_signature	*list;
	unsigned		 empty;		/* fields not filled */
};

#endif
