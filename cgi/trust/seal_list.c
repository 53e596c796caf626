/* The list of seals not to be trusted; see seal_list.h. */
#include <string.h>

#include "base/clock.h"
#include "base/limits.h"
#include "trust/cert_local.h"
#include "trust/seal_list.h"
#include "trust/signed.h"

#define VERSION 1

static const char *const kinds[LISTED__N] = {
	[LISTED_LOST] = "lost", [LISTED_SUSPENDED] = "suspended",
	[LISTED_REVOKED] = "revoked",
};

const char *
seal_list_kind_name(enum seal_list_kind k)
{
	return k < LISTED__N ? kinds[k] : NULL;
}

enum seal_list_kind
seal_list_kind_find(const char *name)
{
	int	 k;

	for (k = 0; k < LISTED__N; k++)
		if (strcmp(kinds[k], name) == 0)
			break;
	return (enum seal_list_kind)k;
}

/* --- writing ------------------------------------------------------------- */

static int
is_second(int64_t ms)
{
	return ms >= 0 && ms < CERT_TIME_END && ms % MS_SECOND == 0;
}

void
seal_list_begin(struct seal_list_out *o, const struct seal_list_info *info,
    struct buf *tbs)
{
	memset(o, 0, sizeof(*o));
	o->bad = info->number < 0 || !is_second(info->this_update) ||
	    !is_second(info->next_update) ||
	    info->next_update <= info->this_update;
	der_out_start(&o->der, tbs);
	der_begin(&o->der, DER_SEQ);
	der_put_oid(&o->der, OID_JY_SEAL_LIST);
	der_put_int(&o->der, VERSION);
	der_put_int(&o->der, info->number);
	der_put_time(&o->der, info->this_update);
	der_put_time(&o->der, info->next_update);
	der_begin(&o->der, DER_SEQ);
}

void
seal_list_add(struct seal_list_out *o, const char *code, const char *name,
    enum seal_list_kind kind, int64_t time)
{
	if (kind >= LISTED__N || strlen(code) >= CERT_CODE ||
	    strlen(name) >= CERT_TEXT || *code == '\0' ||
	    time < 0 || time >= CERT_TIME_END) {
		o->bad = 1;
		return;
	}
	der_begin(&o->der, DER_SEQ);
	der_put_utf8(&o->der, code);
	der_put_utf8(&o->der, name);
	der_put_utf8(&o->der, kinds[kind]);
	der_put_time(&o->der, time);
	der_end(&o->der);
}

enum status
seal_list_end(struct seal_list_out *o, struct fault *f)
{
	enum status	 st;

	der_end(&o->der);
	der_end(&o->der);
	st = der_out_end(&o->der, f);
	return st == ST_OK && o->bad ?
	    fault_set(f, ST_INVALID, "seal list: fields or order") : st;
}

/* --- reading ------------------------------------------------------------- */

/* Type and version first: other things are signed in the same shape. */
static int
is_list(struct bytes *tbs)
{
	struct der	 all, t;
	int64_t		 version;

	if (!der_take(tbs, DER_SEQ, &all))
		return 0;
	*tbs = all.body;
	return der_take(tbs, DER_OID, &t) && oid_is(t.body, OID_JY_SEAL_LIST) &&
	    der_take(tbs, DER_INTEGER, &t) && der_number(t.body, &version) &&
	    version == VERSION;
}

static enum status
split(struct bytes der, struct trust_signed *s, struct bytes *cert,
    struct fault *f)
{
	struct bytes	 tbs;
	struct der	 t, list;
	enum status	 st;

	*cert = bytes_of(NULL, 0);
	if ((st = trust_split(der, LIMIT_CRL, s, f)) != ST_OK)
		return st;
	tbs = s->tbs;
	if (!is_list(&tbs))
		return fault_set(f, ST_INVALID, "seal list: another thing");
	if (!der_take(&s->rest, DER_CTX(0), &t) || s->rest.n != 0 ||
	    !der_take(&t.body, DER_SEQ, &list) || t.body.n != 0 ||
	    !der_take(&list.body, DER_SEQ, &t) || list.body.n != 0)
		return fault_set(f, ST_INVALID, "seal list: no certificate");
	*cert = t.whole;
	return ST_OK;
}

enum status
seal_list_cert(struct bytes der, struct bytes *cert, struct fault *f)
{
	struct trust_signed	 s;

	return split(der, &s, cert, f);
}

static int
take_time(struct bytes *rest, int64_t *ms)
{
	struct der	 t;

	return der_take(rest, DER_TIME, &t) && der_moment(&t, ms);
}

static int
take_text(struct bytes *rest, char *out, size_t room)
{
	struct der	 t;

	return der_take(rest, DER_UTF8, &t) && text_read(&t, out, room);
}

int
seal_list_next(struct bytes *rest, struct seal_list_entry *out)
{
	char		 kind[16];
	struct der	 one;

	memset(out, 0, sizeof(*out));
	if (!der_take(rest, DER_SEQ, &one) ||
	    !take_text(&one.body, out->code, sizeof(out->code)) ||
	    !take_text(&one.body, out->name, sizeof(out->name)) ||
	    !take_text(&one.body, kind, sizeof(kind)) ||
	    !take_time(&one.body, &out->time))
		return 0;
	out->kind = seal_list_kind_find(kind);
	return out->kind != LISTED__N && one.body.n == 0;
}

static int
read_entries(struct bytes rest, size_t *n)
{
	struct seal_list_entry	 e;

	for (*n = 0; rest.n > 0; ++*n)
		if (!seal_list_next(&rest, &e))
			return 0;
	return 1;
}

enum status
seal_list_read(struct bytes der, const unsigned char pub[SM2_PUBLIC],
    struct seal_list_info *out, struct bytes *entries, struct fault *f)
{
	struct trust_signed	 s;
	struct bytes		 cert, in;
	struct der		 t;
	enum status		 st;

	memset(out, 0, sizeof(*out));
	*entries = bytes_of(NULL, 0);
	if ((st = split(der, &s, &cert, f)) != ST_OK ||
	    (st = trust_verify_signed(der, LIMIT_CRL, pub, f)) != ST_OK)
		return st;
	in = s.tbs;
	if (!is_list(&in) || !der_take(&in, DER_INTEGER, &t) ||
	    !der_number(t.body, &out->number) || out->number < 0 ||
	    !take_time(&in, &out->this_update) ||
	    !take_time(&in, &out->next_update) ||
	    out->next_update <= out->this_update ||
	    !der_take(&in, DER_SEQ, &t) || in.n != 0 ||
	    !read_entries(t.body, &out->n))
		return fault_set(f, ST_INVALID, "seal list: malformed");
	*entries = t.body;
	return ST_OK;
}
