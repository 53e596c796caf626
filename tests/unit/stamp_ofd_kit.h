/* Sealing an OFD as a maker of signatures does; keys of stamp_kit.h. */
#ifndef STAMP_OFD_KIT_H
#define STAMP_OFD_KIT_H

#include "stamp_kit.h"

#include "ofd_kit.h"

/* The n-th signature's two files over these references. */
static inline void
ofd_seal_with(const struct sealed *s, struct package *p, unsigned n,
    const char *refs, int64_t when)
{
	unsigned char	 digest[SM3_LEN];
	char		 name[64], path[64];
	struct buf	 der;

	snprintf(path, sizeof(path), "/Doc_0/Signs/Sign_%u/Signature.xml", n);
	signature_part(p, n, refs, SEAL_LOC
	    STAMP_ANNOT("x", "1", "100 150 40 40"));
	assert_int_equal(sm3(p->part[part_at(p, path + 1)].bytes, digest),
	    ST_OK);
	buf_init(&der, LIMIT_SIGNATURE);
	kit_property = path;
	keyd_stands_in(s, digest, when, &der);
	kit_property = "PDF";
	snprintf(name, sizeof(name), "Doc_0/Signs/Sign_%u/SignedValue.dat",
	    n);
	part_bytes(p, name, buf_view(&der));
	buf_free(&der);
}

static inline void
ofd_seal_file(const struct sealed *s, struct package *p, unsigned n)
{
	char	 name[64];

	snprintf(name, sizeof(name), "Doc_0/Signs/Sign_%u/Seal.esl", n);
	part_bytes(p, name, buf_view(&s->seal));
}

/* Seal it as one more: list, seal, references to all, signature. */
static inline void
ofd_seal(const struct sealed *s, struct package *p, unsigned n, int lock,
    int64_t when)
{
	list_parts(p, n + 1, "Seal");
	ofd_seal_file(s, p, n);
	ofd_seal_with(s, p, n, references(p, "1.2.156.10197.1.401", lock,
	    NULL), when);
}

#endif
