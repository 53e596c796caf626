/*
 * Every limit with its reason.  Sizes in bytes unless the name says other.
 */
#ifndef BASE_LIMITS_H
#define BASE_LIMITS_H

#define KIB	((size_t)1024)
#define MIB	(1024 * KIB)

#define LIMIT_MATERIAL	(5 * MIB)	/* design: materials up to 5 MB */
#define LIMIT_DOCUMENT	(100 * MIB)	/* design: documents up to 100 MB */
#define LIMIT_PAGES	3000		/* design: pages of a document */
#define LIMIT_FORM	(256 * KIB)	/* fields without files: long text */
#define LIMIT_PARTS	96		/* parts of one form: every rule, and room */
#define LIMIT_FIELD	(64 * KIB)	/* one value: longest text is 4000 chars */
#define LIMIT_HEADER	(8 * KIB)	/* headers of one part */
#define LIMIT_PAGE	(4 * MIB)	/* a page we render: 500 rows and room */
#define LIMIT_REQUEST	(16 * MIB)	/* pool of one request */
#define LIMIT_PICTURE	(10 * MIB)	/* an uploaded scan, 600 dpi A4 JPEG */
#define LIMIT_PIXELS	9000		/* a side of a scan: A4 at 600 dpi is 7016 */
#define LIMIT_SEAL	(1 * MIB)	/* a seal's DER: 600 dpi picture is 0.1 */
#define LIMIT_CERT	(16 * KIB)	/* one certificate's DER: real ones < 4 */
#define LIMIT_SIGNATURE	(1200 * KIB)	/* an SES_Signature: a seal and room */
#define LIMIT_CRL	(32 * MIB)	/* 500,000 entries of 40 bytes and room */
#define LIMIT_KEYD	(2 * MIB)	/* a message to keyd: a seal and statements */
#define LIMIT_PACK_FILES 20000	/* entries of an OFD: 3,000 pages of 6 files */
#define LIMIT_PACK_NAME	512		/* a path in it, bytes: real ones < 100 */
#define LIMIT_PACK_WHOLE (400 * MIB)	/* all of it unpacked: hashed in seconds */
#define LIMIT_PACK_RATIO 200		/* unpacked to packed ... */
#define LIMIT_PACK_SMALL (1 * MIB)	/* ... past this: blanks pack better */
#define LIMIT_XML	(32 * MIB)	/* one XML part: a page of drawn maps */
#define LIMIT_XML_NODES	400000		/* elements kept of it: 3,000 pages' list */
#define LIMIT_XML_DEPTH	64		/* nesting: outlines are the deepest, 10 */
#define LIMIT_REPORTS_ONE 10		/* reports a day from one address: a hall */
#define LIMIT_REPORTS	1000		/* and from all: what an office can read */
#define LIMIT_DER_DEPTH	32		/* nesting: certificates need about 10 */

#endif
