/* Composing a TBSCertList (RFC 5280, 5.1); see crl.h. */
#include <stdlib.h>
#include <string.h>

#include "trust/cert_local.h"
#include "trust/crl.h"
#include "trust/crl_local.h"
#include "trust/signed.h"

/* Without leading zeros; a shorter number is the smaller one. */
int
serial_compare(struct bytes a, struct bytes b)
{
	if (a.n != b.n)
		return a.n < b.n ? -1 : 1;
	return a.n == 0 ? 0 : memcmp(a.p, b.p, a.n);
}

struct bytes
serial_trim(struct bytes s)
{
	while (s.n > 0 && s.p[0] == 0) {
		s.p++;
		s.n--;
	}
	return s;
}

static struct bytes
entry_serial(const struct crl_entry *e)
{
	return serial_trim(bytes_of(e->serial, e->nserial));
}

static int
compare(const void *a, const void *b)
{
	const struct crl_entry	*const *x = a, *const *y = b;

	return serial_compare(entry_serial(*x), entry_serial(*y));
}

/* RFC 5280 5.3.1; 8 stands in delta lists only, 7 nowhere. */
int
reason_is_known(int64_t reason)
{
	return reason >= CRL_UNSPECIFIED && reason <= CRL_AA_COMPROMISE &&
	    reason != 7 && reason != CRL_REMOVE;
}

/* The entries by serial into *out (to be freed); NULL where none. */
static enum status
sort_entries(const struct crl_fields *c, const struct crl_entry ***out,
    struct fault *f)
{
	const struct crl_entry	**v;
	size_t			  i;

	*out = NULL;
	for (i = 0; i < c->n; i++)
		if (c->entries[i].nserial > CERT_SERIAL ||
		    entry_serial(&c->entries[i]).n == 0 ||
		    c->entries[i].time < 0 ||
		    c->entries[i].time >= CERT_TIME_END ||
		    !reason_is_known(c->entries[i].reason))
			return fault_set(f, ST_INVALID, "CRL: entry %zu", i);
	if (c->n == 0)
		return ST_OK;
	if ((v = calloc(c->n, sizeof(*v))) == NULL)
		return fault_set(f, ST_BROKEN, "CRL: memory");
	for (i = 0; i < c->n; i++)
		v[i] = &c->entries[i];
	qsort(v, c->n, sizeof(*v), compare);
	for (i = 1; i < c->n; i++)
		if (compare(&v[i - 1], &v[i]) == 0) {
			free(v);
			return fault_set(f, ST_INVALID, "CRL: serial twice");
		}
	*out = v;
	return ST_OK;
}

static void
put_entry(struct der_out *o, const struct crl_entry *e)
{
	der_begin(o, DER_SEQ);
	der_put_unsigned(o, entry_serial(e));
	der_put_x509_time(o, e->time);
	if (e->reason != CRL_UNSPECIFIED) {	/* 5.3.1: absent then */
		der_begin(o, DER_SEQ);
		ext_begin(o, OID_X_REASON, 0);
		der_put_enum(o, e->reason);
		ext_end(o);
		der_end(o);
	}
	der_end(o);
}

static void
put_list(struct der_out *o, const struct crl_fields *c,
    const struct crl_entry **entries)
{
	size_t	 i;

	der_begin(o, DER_SEQ);
	der_put_int(o, CRL_V2);
	der_put_algorithm(o, OID_SM3_WITH_SM2);
	der_put_raw(o, c->issuer_der);
	der_put_x509_time(o, c->this_update);
	der_put_x509_time(o, c->next_update);
	if (c->n > 0) {			/* 5.1.2.6: never empty */
		der_begin(o, DER_SEQ);
		for (i = 0; i < c->n; i++)
			put_entry(o, entries[i]);
		der_end(o);
	}
	der_begin(o, DER_CTX(0));
	der_begin(o, DER_SEQ);
	ext_put_issuer_key(o, c->issuer_key_id);
	ext_begin(o, OID_X_CRL_NUMBER, 0);
	der_put_int(o, c->number);
	ext_end(o);
	der_end(o);
	der_end(o);
	der_end(o);
}

static int
times_are_sound(const struct crl_fields *c)
{
	return c->this_update >= 0 && c->this_update % MS_SECOND == 0 &&
	    c->next_update % MS_SECOND == 0 &&
	    c->next_update > c->this_update &&
	    c->next_update < CERT_TIME_END;
}

enum status
crl_tbs_write(const struct crl_fields *c, struct buf *out, struct fault *f)
{
	const struct crl_entry	**entries;
	struct der_out		  o;
	enum status		  st;

	if (c->issuer_der.n == 0 || c->issuer_der.p[0] != DER_SEQ ||
	    der_strict(c->issuer_der, f) != ST_OK ||
	    c->issuer_key_id.n == 0 || c->issuer_key_id.n > CERT_KEY_ID_MAX)
		return fault_set(f, ST_INVALID, "CRL: issuer");
	if (!times_are_sound(c) || c->number < 0)
		return fault_set(f, ST_INVALID, "CRL: times or number");
	if ((st = sort_entries(c, &entries, f)) != ST_OK)
		return st;
	der_out_start(&o, out);
	put_list(&o, c, entries);
	free(entries);
	return der_out_end(&o, f);
}

enum status
crl_wrap(struct bytes tbs, struct bytes sig, struct buf *out, struct fault *f)
{
	return trust_wrap(tbs, sig, out, f);
}
