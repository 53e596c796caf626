/*
 * A maker, a keeper and a seal with throw-away keys, and a stamp made with
 * them: what keyd does in the running system.
 */
#ifndef STAMP_KIT_H
#define STAMP_KIT_H

#include "trust_cert_kit.h"

#include "pdf_kit.h"
#include "stamp/stamp.h"

#define ESID	"11010000000001"
#define NOW	(T0 + 60 * MS_DAY)

struct sealed {
	struct party	 root, ca, maker, keeper;
	struct buf	 seal;
	struct pdf_picture picture;
};

static inline void
signed_by(const struct party *p, struct bytes msg, unsigned char *sig,
    size_t *n)
{
	struct fault	 f = { 0 };

	assert_int_equal(sm2_sign(p->key, msg, sig, n, &f), ST_OK);
}

static inline void
sealed_make(struct sealed *s, struct pool *pool)
{
	struct ses_seal_fields	 t = { .vid = "Jianyin", .es_id = ESID,
	    .type = 1, .name = "样例单位公章", .ncerts = 1, .create = T0 +
	    MS_DAY, .start = T0 + MS_DAY, .end = T0 + 300 * MS_DAY,
	    .picture_type = "PNG", .picture = bytes_text("\x89PNG"),
	    .width = 40, .height = 40 };
	unsigned char	 sig[SM2_DER_MAX];
	struct bytes	 cert;
	struct fault	 f = { 0 };
	struct buf	 info;
	size_t		 n;

	kit_issue(&s->root, CERT_ROOT, "样例根", NULL);
	kit_issue(&s->ca, CERT_MAKING_CA, "样例制章CA", &s->root);
	kit_issue(&s->maker, CERT_MAKER, "样例制章人", &s->ca);
	kit_issue(&s->keeper, CERT_SEAL_UNIT, "样例单位公章", &s->ca);
	buf_init(&info, LIMIT_SEAL);
	buf_init(&s->seal, LIMIT_SEAL);
	cert = buf_view(&s->keeper.der);
	t.certs = &cert;
	if (ses_seal_info_write(&t, &info, &f) != ST_OK)
		fail_msg("%s", f.text);
	signed_by(&s->maker, buf_view(&info), sig, &n);
	if (ses_seal_write(buf_view(&info), buf_view(&s->maker.der),
	    bytes_of(sig, n), &s->seal, &f) != ST_OK)
		fail_msg("%s", f.text);
	buf_free(&info);
	seal_make(pool, SEAL_UM, &s->picture);
}

static inline void
sealed_free(struct sealed *s)
{
	kit_free(&s->root);
	kit_free(&s->ca);
	kit_free(&s->maker);
	kit_free(&s->keeper);
	buf_free(&s->seal);
}

/* What TBS_Sign carries besides; none, or one. */
static struct ses_ext	 kit_ext;
/* propertyInfo: what is signed. */
static const char	*kit_property = "PDF";

/* What keyd returns for a dataHash. */
static inline void
keyd_stands_in(const struct sealed *s, const unsigned char digest[32],
    int64_t when, struct buf *out)
{
	struct ses_tbs_fields	 t = { .seal = buf_view(&s->seal),
	    .time = when, .property = kit_property, .ext = &kit_ext,
	    .next = kit_ext.value.n > 0 };
	unsigned char	 sig[SM2_DER_MAX];
	struct fault	 f = { 0 };
	struct buf	 tbs;
	size_t		 n;

	memcpy(t.data_hash, digest, 32);
	buf_init(&tbs, LIMIT_SIGNATURE);
	buf_clear(out);
	if (ses_tbs_write(&t, &tbs, &f) != ST_OK)
		fail_msg("%s", f.text);
	signed_by(&s->keeper, buf_view(&tbs), sig, &n);
	if (ses_signature_write(buf_view(&tbs), buf_view(&s->keeper.der),
	    bytes_of(sig, n), out, &f) != ST_OK)
		fail_msg("%s", f.text);
	buf_free(&tbs);
}

/* From file to stamped file, mapped; undo with box_unmap. */
static inline struct bytes
stamp_it(const struct sealed *s, struct pool *pool, struct bytes file,
    int um_x, int um_y, int64_t when)
{
	struct pdf_order	 o = order_for(pool, &s->picture, 0, um_x,
	    um_y);
	struct stamp_ready	 ready;
	enum pdf_reason		 why;
	struct fault		 f = { 0 };
	struct bytes		 out;
	struct buf		 der;
	int			 fd;

	o.hole = 8192;
	if (stamp_prepare(&here, file, &o, pool, &ready, &why, &f) != ST_OK)
		fail_msg("%s", f.text);
	buf_init(&der, LIMIT_SIGNATURE);
	keyd_stands_in(s, ready.digest, when, &der);
	if (stamp_finish(&here, &ready, buf_view(&der), pool, &fd, &f) !=
	    ST_OK)
		fail_msg("%s", f.text);
	assert_int_equal(box_map(fd, &out, &f), ST_OK);
	close(fd);
	buf_free(&der);
	return out;
}

#endif
