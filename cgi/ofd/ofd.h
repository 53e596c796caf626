/*
 * OFD (GB/T 33190-2016): what others may know of a file.  Packages are only
 * ever opened inside the sandbox; callers hand in descriptors and get these
 * structs (client.h).  Nothing is judged here: digests are compared, and
 * what is displayed is compared with what is signed.
 */
#ifndef OFD_OFD_H
#define OFD_OFD_H

#include <stddef.h>
#include <stdint.h>

#include "base/bytes.h"
#include "base/image.h"
#include "base/limits.h"

/* Why a file is refused; each has one sentence. */
enum ofd_reason {
	OFD_FINE,
	OFD_EMPTY,		/* no bytes */
	OFD_NOT_OFD,		/* no package, or one without OFD.xml */
	OFD_DAMAGED,		/* the package cannot be unpacked */
	OFD_TWOFOLD,		/* the package may be read in two ways */
	OFD_ENCRYPTED,
	OFD_NAME,		/* an entry's name leads out, or is no text */
	OFD_DUPLICATE,		/* two entries of one name, case aside */
	OFD_TOO_MANY_FILES,	/* LIMIT_PACK_FILES */
	OFD_TOO_LARGE,		/* LIMIT_DOCUMENT, _PACK_WHOLE, _XML */
	OFD_BOMB,		/* LIMIT_PACK_RATIO */
	OFD_XML,		/* a part that must be read is broken */
	OFD_DOCTYPE,		/* a part has a DOCTYPE */
	OFD_TOO_DEEP,		/* LIMIT_XML_DEPTH */
	OFD_MISSING,		/* a part that must be there is not */
	OFD_PATH,		/* a path in it leads out of the package */
	OFD_TOO_MANY_PAGES,	/* LIMIT_PAGES */
	OFD_TOO_MANY_PARTS,	/* OFD_DOCS, OFD_SIGS, OFD_STAMPS */
	OFD_TOO_SLOW,
	OFD_SUSPECT,		/* the file made the reader misbehave */
	OFD_OUR_FAULT,		/* reader absent, memory */
	OFD_REASON__N
};
/* "too_large" for machines and the sentence for people. */
const char	*ofd_reason_code(enum ofd_reason r);
const char	*ofd_reason_text(enum ofd_reason r);

#define OFD_DOCS	32	/* documents of one package: 1 in practice */
#define OFD_SIGS	100	/* signatures of one package */
#define OFD_STAMPS	(LIMIT_PAGES + 100)	/* places of one seal */
#define OFD_NAMES	10	/* names told of a longer list */

/* Deviations makers are known for: tolerated, and told. */
enum ofd_quirk {
	OFD_Q_NAMESPACE,	/* not http://www.ofdspec.org/2016 */
	OFD_Q_PATH_CASE,	/* a path fits but for upper and lower case */
	OFD_Q_PATH_ROOT,	/* a path means the root and has no '/' */
	OFD_Q_PATH_SLASH,	/* '\' in a path */
	OFD_Q_RES_BASE,		/* a resource lies beside its list, not in
				 * BaseLoc */
	OFD_Q_MAX_SIGN_ID,	/* MaxSignId more than once, or too small */
	OFD_Q_SIGN_ID,		/* two signatures of one ID */
	OFD_Q_CHECK_METHOD,	/* SM3 is named otherwise than by its OID */
	OFD_Q_SM3_Z,		/* ... as SM3 with a key, and is without */
	OFD_Q_NO_SEAL_FILE,	/* a seal's signature without Seal.esl */
	OFD_Q_STAMP_ID,		/* StampAnnot without ID, or of another's */
	OFD_Q_PROPERTY,		/* propertyInfo is not Signature.xml's path */
	OFD_Q__N
};
#define OFD_Q(q)	(1u << (q))
struct ofd_quirk_row {
	const char	*name;		/* "check-method" */
	const char	*label;		/* a Chinese sentence */
	const char	*seen;		/* maker or product; "" */
};
/* Never NULL for a member of the enum. */
const struct ofd_quirk_row *ofd_quirk_row(enum ofd_quirk q);

/* PhysicalBox as it is seen; 0 by 0 where nobody says. */
struct ofd_page {
	int64_t		 id;		/* Page/@ID */
	int		 um_w, um_h;
};

/* One DocBody.  What a next signature or annotation needs is here too. */
struct ofd_document {
	const char	*root;		/* "Doc_0/Document.xml" */
	const char	*signatures;	/* "Doc_0/Signs/Signatures.xml"; "" */
	unsigned	 npages;
	const struct ofd_page *pages;
	int64_t		 max_unit_id;	/* MaxUnitID, or the largest ID of a
					 * page if that is more */
	int64_t		 max_sign_id;	/* the largest number in an ID of its
					 * signatures and stamps */
	unsigned	 seals;		/* signatures that may be a seal's */
	unsigned	 absent;	/* named parts that are not there */
	unsigned	 versions;	/* other versions of it that it names */
};

enum ofd_digest {
	OFD_DIGEST_SM3,
	OFD_DIGEST_WEAK,	/* MD5 (also where none is named), SHA-1 */
	OFD_DIGEST_OTHER,	/* what this system does not compute */
	OFD_DIGEST__N
};

/* A list of parts: how many, and the names of the first few ("a、b"). */
struct ofd_parts {
	unsigned	 n;
	const char	*names;		/* "" where none */
};

struct ofd_signature {
	unsigned	 doc;		/* of which document */
	const char	*id;		/* Signature/@ID */
	int		 is_seal;	/* Type: Seal (also by default), or
					 * another (Sign) */
	const char	*path;		/* of Signature.xml */
	int		 readable;	/* it is there and well-formed */
	/* What is signed: SM3 of these bytes is dataHash. */
	struct bytes	 xml;
	struct bytes	 value;		/* SignedValue.dat; p NULL if absent */
	struct bytes	 seal;		/* Seal.esl; p NULL if absent */
	const char	*provider;	/* name and version; "" */
	const char	*method;	/* SignatureMethod; "" */
	const char	*check_method;	/* CheckMethod; "" */
	const char	*when;		/* SignatureDateTime, never judged by */

	enum ofd_digest	 digest;
	unsigned	 nrefs;
	struct ofd_parts changed;	/* digest differs, but for the list */
	struct ofd_parts missing;	/* referenced and not there */
	struct ofd_parts uncovered;	/* displayed and not referenced */
	struct ofd_parts unclear;	/* displayed by parts that cannot be
					 * read */
	struct ofd_parts others;	/* not displayed, not referenced */
	int		 locks;		/* Signatures.xml is referenced ... */
	int		 list_changed;	/* ... and is not as it was */
	unsigned	 apart;		/* other signatures of the document
					 * that it does not cover ... */
	unsigned	 later;		/* ... of them, behind it in the list */
	/* Where it is seen; a paging seal has one place a page. */
	unsigned	 nplaces;
	const struct placement *places;
	unsigned	 stray;		/* StampAnnots of no page */
	unsigned	 quirks;
};

struct ofd_file {
	char		 version[8];	/* "1.0" */
	unsigned	 ndocs;
	struct ofd_document *docs;
	unsigned	 nsigs;
	struct ofd_signature *sigs;	/* by document, then as listed */
	unsigned	 nfiles;	/* in the package, without folders */
	int		 integrity;	/* OFDEntries.xml (GM/T 0099), which
					 * is not judged */
	unsigned	 quirks;	/* of all but the signatures */
};

#endif
