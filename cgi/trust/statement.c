/* Composing and reading statements; see statement.h for the form. */
#include <string.h>

#include "base/limits.h"
#include "trust/cert_local.h"
#include "trust/signed.h"
#include "trust/statement.h"
#include "trust/statement_local.h"

static const struct {
	const char	*name, *label;
} kinds[] = {
	[STATEMENT_OWN] = { "own", "本人签名" },
	[STATEMENT_WITNESSED] = { "witnessed", "窗口见证" },
	[STATEMENT_SYSTEM] = { "system", "系统签名" },
	[STATEMENT_PARTNER] = { "partner", "接入系统签名" },
	[STATEMENT_SEAL] = { "seal", "印章密钥签名" },
};

_Static_assert(NITEMS(kinds) == STATEMENT__N, "a kind has no words");

enum { STATEMENT_V1 = 1 };

/* The optional parts by their tags. */
enum {
	TAG_SEAL, TAG_DOCUMENT, TAG_ROLE, TAG_UNIT, TAG_PERSON, TAG_WITNESS
};

const char *
statement_kind_name(enum statement_kind k)
{
	return k < STATEMENT__N ? kinds[k].name : NULL;
}

const char *
statement_kind_label(enum statement_kind k)
{
	return k < STATEMENT__N ? kinds[k].label : NULL;
}

/* --- what may be said ---------------------------------------------------- */

static int
is_text(const char *s, size_t room)
{
	size_t	 n = strnlen(s, room);

	return n < room && text_is_plain(s, n, n);
}

static int
texts_are_sound(const struct statement_fields *s)
{
	return s->action[0] != '\0' && s->subject[0] != '\0' &&
	    is_text(s->action, sizeof(s->action)) &&
	    is_text(s->subject, sizeof(s->subject)) &&
	    is_text(s->seal, sizeof(s->seal)) &&
	    is_text(s->unit, sizeof(s->unit)) &&
	    is_text(s->person, sizeof(s->person)) &&
	    is_text(s->phone, sizeof(s->phone)) &&
	    is_text(s->code, sizeof(s->code));
}

const char *
statement_fault(const struct statement_fields *s)
{
	const int	 phone = s->phone[0] != '\0', code = s->code[0] != '\0';
	const int	 witnessed = s->kind == STATEMENT_WITNESSED;

	if (s->kind >= STATEMENT__N)
		return "kind";
	if (!texts_are_sound(s))
		return "texts";
	if (phone != witnessed || code != witnessed)
		return "witness facts";
	if (s->role > ROLE__N)
		return "role";
	if (s->kind == STATEMENT_OWN &&
	    (s->person[0] == '\0' || s->role == ROLE__N))
		return "own, but no person or role";
	if (s->count < 0 || s->count > STATEMENT_COUNT)
		return "count";
	if (s->time < 0 || s->not_after < s->time ||
	    s->not_after >= CERT_TIME_END)
		return "times";
	return NULL;
}

/* --- writing ------------------------------------------------------------- */

static void
put_option(struct der_out *o, unsigned tag, const char *s)
{
	if (s[0] != '\0')
		der_put(o, (unsigned char)DER_CTX_PRIM(tag), bytes_text(s));
}

static void
put_options(struct der_out *o, const struct statement_fields *s)
{
	put_option(o, TAG_SEAL, s->seal);
	if (s->has_document)
		der_put(o, DER_CTX_PRIM(TAG_DOCUMENT),
		    bytes_of(s->document, sizeof(s->document)));
	if (s->role != ROLE__N)
		put_option(o, TAG_ROLE, role_name(s->role));
	put_option(o, TAG_UNIT, s->unit);
	put_option(o, TAG_PERSON, s->person);
	if (s->kind != STATEMENT_WITNESSED)
		return;
	der_begin(o, DER_CTX(TAG_WITNESS));
	der_put_utf8(o, s->phone);
	der_put_utf8(o, s->code);
	der_end(o);
}

enum status
statement_tbs_write(const struct statement_fields *s,
    struct bytes signer_cert, struct buf *out, struct fault *f)
{
	unsigned char	 signer[SM3_LEN];
	struct der_out	 o;
	const char	*why;

	if ((why = statement_fault(s)) != NULL)
		return fault_set(f, ST_INVALID, "statement: %s", why);
	if (signer_cert.n == 0 || signer_cert.n > LIMIT_CERT)
		return fault_set(f, ST_INVALID, "statement: certificate");
	if (sm3(signer_cert, signer) != ST_OK)
		return fault_set(f, ST_BROKEN, "statement: SM3");
	der_out_start(&o, out);
	der_begin(&o, DER_SEQ);
	der_put_int(&o, STATEMENT_V1);
	der_put_enum(&o, s->kind);
	der_put_utf8(&o, s->action);
	der_put_utf8(&o, s->subject);
	der_put_octets(&o, bytes_of(s->fields, sizeof(s->fields)));
	der_put_octets(&o, bytes_of(signer, sizeof(signer)));
	der_put_time(&o, s->time);
	der_put_time(&o, s->not_after);
	der_put_int(&o, s->count);
	der_put_octets(&o, bytes_of(s->nonce, sizeof(s->nonce)));
	put_options(&o, s);
	der_end(&o);
	return der_out_end(&o, f);
}

enum status
statement_wrap(struct bytes tbs, struct bytes sig, struct bytes signer_cert,
    struct buf *out, struct fault *f)
{
	unsigned char	 raw[SM2_RAW];
	struct der_out	 o;

	if (tbs.n == 0 || signer_cert.n == 0 || signer_cert.n > LIMIT_CERT)
		return fault_set(f, ST_INVALID, "statement: parts");
	if (sm2_to_raw(sig, raw, f) != ST_OK)
		return fault_in(f, ST_INVALID, "statement: ");
	der_out_start(&o, out);
	der_begin(&o, DER_SEQ);
	der_put_raw(&o, tbs);
	der_put_algorithm(&o, OID_SM3_WITH_SM2);
	der_put_bits(&o, sig);
	der_put_octets(&o, signer_cert);
	der_end(&o);
	return der_out_end(&o, f);
}

/* --- reading ------------------------------------------------------------- */

static int
take_number(struct bytes *rest, unsigned char tag, int64_t *out)
{
	struct der	 t;

	return der_take(rest, tag, &t) && der_number(t.body, out);
}

static int
take_text(struct bytes *rest, char *out, size_t room)
{
	struct der	 t;

	return der_take(rest, DER_UTF8, &t) && text_read(&t, out, room) &&
	    out[0] != '\0';
}

/* Exactly n bytes of an OCTET STRING. */
static int
take_octets(struct bytes *rest, unsigned char *out, size_t n)
{
	struct der	 t;

	if (!der_take(rest, DER_OCTETS, &t) || t.body.n != n)
		return 0;
	memcpy(out, t.body.p, n);
	return 1;
}

static int
take_time(struct bytes *rest, int64_t *out)
{
	struct der	 t;

	return der_take(rest, DER_TIME, &t) && der_moment(&t, out);
}

/* Absent, or there and not empty. */
static int
take_option(struct bytes *rest, unsigned tag, char *out, size_t room)
{
	struct der	 t;

	if (!der_take(rest, (unsigned char)DER_CTX_PRIM(tag), &t))
		return 1;
	t.tag = DER_UTF8;
	return text_read(&t, out, room) && out[0] != '\0';
}

static int
take_document(struct bytes *rest, struct statement_fields *s)
{
	struct der	 t;

	if (!der_take(rest, DER_CTX_PRIM(TAG_DOCUMENT), &t))
		return 1;
	if (t.body.n != sizeof(s->document))
		return 0;
	memcpy(s->document, t.body.p, sizeof(s->document));
	s->has_document = 1;
	return 1;
}

/* A role nobody knows any more makes the statement unreadable, not lesser. */
static int
take_role(struct bytes *rest, struct statement_fields *s)
{
	char	 name[STATEMENT_TEXT] = "";

	s->role = ROLE__N;
	if (!take_option(rest, TAG_ROLE, name, sizeof(name)))
		return 0;
	if (name[0] == '\0')
		return 1;
	s->role = role_find(name);
	return s->role != ROLE__N;
}

static int
take_witness(struct bytes *rest, struct statement_fields *s)
{
	struct der	 t;

	if (!der_take(rest, DER_CTX(TAG_WITNESS), &t))
		return 1;
	return take_text(&t.body, s->phone, sizeof(s->phone)) &&
	    take_text(&t.body, s->code, sizeof(s->code)) && t.body.n == 0;
}

static int
read_tbs(struct bytes in, struct statement_fields *s,
    unsigned char signer[SM3_LEN])
{
	struct der	 tbs;
	int64_t		 version, kind;

	if (!der_take(&in, DER_SEQ, &tbs))
		return 0;
	in = tbs.body;
	if (!take_number(&in, DER_INTEGER, &version) ||
	    version != STATEMENT_V1 || !take_number(&in, DER_ENUM, &kind) ||
	    kind < 0 || kind >= STATEMENT__N ||
	    !take_text(&in, s->action, sizeof(s->action)) ||
	    !take_text(&in, s->subject, sizeof(s->subject)) ||
	    !take_octets(&in, s->fields, sizeof(s->fields)) ||
	    !take_octets(&in, signer, SM3_LEN) ||
	    !take_time(&in, &s->time) || !take_time(&in, &s->not_after) ||
	    !take_number(&in, DER_INTEGER, &s->count) ||
	    !take_octets(&in, s->nonce, sizeof(s->nonce)))
		return 0;
	s->kind = (enum statement_kind)kind;
	return take_option(&in, TAG_SEAL, s->seal, sizeof(s->seal)) &&
	    take_document(&in, s) && take_role(&in, s) &&
	    take_option(&in, TAG_UNIT, s->unit, sizeof(s->unit)) &&
	    take_option(&in, TAG_PERSON, s->person, sizeof(s->person)) &&
	    take_witness(&in, s) && in.n == 0 && statement_fault(s) == NULL;
}

enum status
statement_read(struct bytes der, struct statement *out, struct fault *f)
{
	unsigned char		 named[SM3_LEN], is[SM3_LEN];
	struct trust_signed	 s;
	struct der		 cert;
	enum status		 st;

	memset(out, 0, sizeof(*out));
	if ((st = trust_split(der, STATEMENT_MAX, &s, f)) != ST_OK)
		return fault_in(f, st, "statement: ");
	if (!der_take(&s.rest, DER_OCTETS, &cert) || s.rest.n != 0 ||
	    cert.body.n == 0 || !read_tbs(s.tbs, &out->f, named))
		st = fault_set(f, ST_INVALID, "statement: malformed");
	else if (sm3(cert.body, is) != ST_OK)
		st = fault_set(f, ST_BROKEN, "statement: SM3");
	else if (memcmp(named, is, SM3_LEN) != 0)
		st = fault_set(f, ST_INVALID,
		    "statement: signed under another certificate");
	if (st != ST_OK) {
		memset(out, 0, sizeof(*out));
		return st;
	}
	out->tbs = s.tbs;
	out->cert = cert.body;
	return ST_OK;
}

int
statement_matches(const struct statement *st,
    const unsigned char fields[DIGEST_LEN])
{
	return memcmp(st->f.fields, fields, DIGEST_LEN) == 0;
}
