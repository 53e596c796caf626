/* For the folder alone: a package opened inside the sandbox. */
#ifndef OFD_LOCAL_H
#define OFD_LOCAL_H

#include "base/pool.h"
#include "box/box.h"
#include "ofd/ofd.h"
#include "pack/pack.h"
#include "pack/xml.h"
#include "sm/sm.h"

#define OFD_CHILD_POOL	(160 * MIB)	/* names, sets, signatures and seals */
#define OFD_REPLY	(10 * MIB)	/* 100 seals of 100 KB; it must fit
					 * into LIMIT_REQUEST */
#define OFD_SIGNATURE_XML (4 * MIB)	/* one Signature.xml: 20,000 parts */

/* A document being read. */
struct doc {
	struct ofd_document	 f;
	const char		*dir;		/* "Doc_0/" */
	unsigned char		*need;		/* by entry: is displayed */
	struct ofd_page		*pages;
	int			 um_w, um_h;	/* of pages that do not say */
	int64_t			 max_id;
	struct names		*unclear;
};

/* Names being collected for a struct ofd_parts. */
struct names {
	struct ofd_parts	 f;
	char			*text;		/* in the pool; NULL yet */
	size_t			 n;
};

/* A signature being read. */
struct sig {
	struct ofd_signature	 f;
	struct placement	*places;
	unsigned char		*covered;	/* by entry; NULL unreadable */
	size_t			 at;		/* of Signature.xml */
};

struct work {
	struct pool		*pool;
	struct pack		*pack;
	size_t			 n;		/* entries */
	size_t			 top;		/* OFD.xml's */
	const char		*version;
	unsigned		 quirks;
	unsigned		 ndocs, nsigs;
	struct doc		 docs[OFD_DOCS];
	struct sig		 sigs[OFD_SIGS];
	unsigned char		(*digest)[SM3_LEN];	/* by entry ... */
	unsigned char		*hashed;	/* ... where this is set */
	struct ofd_page		*boxes;		/* by entry: page sizes read */
	unsigned char		*own;		/* by entry: of a signature */
	const char		**stamp_ids;	/* of the document at work */
	size_t			 nstamp_ids;
};

/* --- open.c: the package and its parts ------------------------------------ */

/* OFD_FINE, or why not; ofd_work_close in either case. */
enum ofd_reason	 ofd_work_open(struct work *w, struct bytes in,
		    struct pool *pool);
void		 ofd_work_close(struct work *w);
/* An entry parsed; free *x.  OFD_XML: it is broken, which may be bearable. */
enum ofd_reason	 ofd_part(struct work *w, size_t at, const char *skip,
		    struct xml **x);
enum ofd_reason	 ofd_part_of(struct work *w, struct bytes raw,
		    const char *skip, struct xml **x);
enum ofd_reason	 ofd_raw(struct work *w, size_t at, size_t most,
		    struct pool *pool, struct bytes *out);
/* SM3 of an entry unpacked, computed once. */
enum ofd_reason	 ofd_digest(struct work *w, size_t at,
		    const unsigned char **out);
void		 ofd_names_add(struct work *w, struct names *n,
		    const char *name);
struct ofd_parts ofd_names_end(const struct names *n);

/* --- path.c --------------------------------------------------------------- */

struct found {
	const char	*path;		/* "Doc_0/Pages/Page_0/Content.xml" */
	size_t		 at;		/* the entry, or PACK_NONE */
};
/*
 * What "loc" names in a file at "base" (or in a folder, '/' behind it).
 * OFD_PATH where it leads out of the package; not being there is OFD_FINE.
 */
enum ofd_reason	 ofd_find(struct work *w, const char *base, const char *loc,
		    unsigned *quirks, struct found *out);
/* The same, in a second place where it is not in the first. */
enum ofd_reason	 ofd_find_beside(struct work *w, const char *base,
		    const char *beside, const char *loc, unsigned *quirks,
		    struct found *out);

/* --- number.c ------------------------------------------------------------- */

/* n numbers in millimetres as micrometres; 1 if so. */
int		 ofd_box(const char *s, int *um, size_t n);
/* Digits only, up to 15; otherwise -1. */
int64_t		 ofd_number(const char *s);
/* The digits at the end of an ID ("s007" is 7); 0 where none. */
int64_t		 ofd_id_number(const char *s);

/* --- document.c, sign.c, look.c ------------------------------------------- */

/* Everything a document displays, from its root on. */
enum ofd_reason	 ofd_document_read(struct work *w, struct doc *d,
		    size_t root);
enum ofd_reason	 ofd_document_also(struct work *w, struct doc *d,
		    size_t root);
/* Its list of signatures, named in "base", and each of them. */
enum ofd_reason	 ofd_signatures_read(struct work *w, unsigned doc,
		    const char *base, const char *loc);
void		 ofd_coverage_read(struct work *w);
/* The whole file; what the fields of the answer are made of. */
enum ofd_reason	 ofd_file_read(struct work *w, struct bytes in,
		    struct pool *pool);
box_fn		 ofd_op_look;

#endif
