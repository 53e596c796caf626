/*
 * Reading a revocation list (RFC 5280, 5) and finding serials in it.  The
 * bytes stay where they are; a sorted index points at the entries.
 */
#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "trust/cert_local.h"
#include "trust/crl.h"
#include "trust/crl_local.h"
#include "trust/signed.h"

/* Where an entry is; the serial without leading zeros. */
struct slot {
	const unsigned char	*serial;
	uint32_t		 nserial;
	uint32_t		 at;		/* of the entry, in the list */
};

struct crl {
	struct bytes	 issuer_der;		/* borrowed, as all bytes */
	unsigned char	 key[SM2_PUBLIC];	/* it was verified with */
	struct bytes	 list;			/* revokedCertificates, body */
	struct slot	*slots;
	struct crl_info	 info;
};

static struct bytes
slot_serial(const struct slot *s)
{
	return bytes_of(s->serial, s->nserial);
}

static int
compare(const void *a, const void *b)
{
	return serial_compare(slot_serial(a), slot_serial(b));
}

/* --- entries ------------------------------------------------------------- */

/* crlEntryExtensions; another issuer's certificate (indirect) is critical. */
static int
read_entry_extensions(struct bytes in, enum crl_reason *reason)
{
	struct der	 list, value;
	struct bytes	 v;
	struct ext	 e;
	int64_t		 n;

	*reason = CRL_UNSPECIFIED;
	if (in.n == 0)
		return 1;
	if (!der_take(&in, DER_SEQ, &list) || in.n != 0)
		return 0;
	while (ext_take(&list.body, &e)) {
		if (e.oid != OID_X_REASON) {
			if (e.critical)
				return 0;
			continue;
		}
		v = e.value;
		if (!der_take(&v, DER_ENUM, &value) || v.n != 0 ||
		    !der_number(value.body, &n) || !reason_is_known(n))
			return 0;
		*reason = (enum crl_reason)n;
	}
	return list.body.n == 0;
}

/* One entry out of *rest; its serial borrowed. */
static int
take_entry(struct bytes *rest, struct bytes *serial, int64_t *time,
    enum crl_reason *reason)
{
	struct der	 entry, number, moment;

	if (!der_take(rest, DER_SEQ, &entry) ||
	    !der_take(&entry.body, DER_INTEGER, &number) ||
	    number.body.p[0] >= 0x80 ||
	    !der_next(&entry.body, &moment) || !der_moment(&moment, time))
		return 0;
	*serial = serial_trim(number.body);
	return serial->n <= CERT_SERIAL &&
	    read_entry_extensions(entry.body, reason);
}

/* Sorted, and each serial once. */
static enum status
sort_slots(struct crl *crl, struct fault *f)
{
	size_t	 i, n = crl->info.n;
	int	 sorted = 1;

	for (i = 1; i < n && sorted; i++)
		sorted = compare(&crl->slots[i - 1], &crl->slots[i]) < 0;
	if (sorted)
		return ST_OK;
	qsort(crl->slots, n, sizeof(*crl->slots), compare);
	for (i = 1; i < n; i++)
		if (compare(&crl->slots[i - 1], &crl->slots[i]) == 0)
			return fault_set(f, ST_INVALID, "CRL: serial twice");
	return ST_OK;
}

static enum status
index_entries(struct crl *crl, struct fault *f)
{
	struct bytes	 rest = crl->list, serial;
	struct slot	*s;
	enum crl_reason	 reason;
	int64_t		 time;
	size_t		 n = der_count(rest);

	if (n == 0)
		return ST_OK;
	if (n == SIZE_MAX)
		return fault_set(f, ST_INVALID, "CRL: entries");
	if ((crl->slots = calloc(n, sizeof(*crl->slots))) == NULL)
		return fault_set(f, ST_BROKEN, "CRL: memory");
	for (s = crl->slots; rest.n != 0; s++) {
		s->at = (uint32_t)(rest.p - crl->list.p);
		if (!take_entry(&rest, &serial, &time, &reason))
			return fault_set(f, ST_INVALID,
			    "CRL: entry at %u (RFC 5280 5.3)", s->at);
		s->serial = serial.p;
		s->nserial = (uint32_t)serial.n;
	}
	crl->info.n = n;
	return sort_slots(crl, f);
}

/* --- the list ------------------------------------------------------------ */

/* Delta lists and those of one scope are marked by critical extensions. */
static int
read_extensions(struct bytes in, struct crl *crl)
{
	struct der	 list, number;
	struct bytes	 v;
	struct ext	 e;

	if (!der_take(&in, DER_SEQ, &list) || in.n != 0)
		return 0;
	while (ext_take(&list.body, &e)) {
		v = e.value;
		if (e.oid == OID_X_CRL_NUMBER &&
		    der_take(&v, DER_INTEGER, &number) && v.n == 0) {
			if (!der_number(number.body, &crl->info.number))
				crl->info.number = -1;	/* 20 bytes */
		} else if (e.critical && e.oid != OID_X_AUTHORITY_KEY)
			return 0;
	}
	return list.body.n == 0;
}

static int
is_time(struct bytes rest)
{
	return der_peek(rest) == DER_UTCTIME || der_peek(rest) == DER_TIME;
}

/* Everything but the entries themselves. */
static int
read_list(const struct trust_signed *s, struct crl *crl)
{
	struct bytes	 in = s->tbs;
	struct der	 t;
	int64_t		 version;

	if (!der_take(&in, DER_SEQ, &t))
		return 0;
	in = t.body;
	if (der_take(&in, DER_INTEGER, &t) &&
	    (!der_number(t.body, &version) || version != CRL_V2))
		return 0;
	if (!der_take(&in, DER_SEQ, &t) || !bytes_same(t.whole, s->alg) ||
	    !der_take(&in, DER_SEQ, &t))
		return 0;
	crl->issuer_der = t.whole;
	if (!is_time(in) || !der_next(&in, &t) ||
	    !der_moment(&t, &crl->info.this_update))
		return 0;
	if (is_time(in) && (!der_next(&in, &t) ||
	    !der_moment(&t, &crl->info.next_update)))
		return 0;
	if (der_take(&in, DER_SEQ, &t))
		crl->list = t.body;
	if (der_take(&in, DER_CTX(0), &t) && !read_extensions(t.body, crl))
		return 0;
	return in.n == 0;
}

/* The issuer may sign lists, is named in this one and did sign it. */
static enum status
verify(struct bytes der, const struct crl *crl, const struct cert *issuer,
    struct fault *f)
{
	enum status	 st;

	if (!bytes_same(crl->issuer_der, issuer->subject_der))
		return fault_set(f, ST_INVALID, "CRL: of another CA");
	if (!issuer->is_ca ||
	    (issuer->has_usage && !(issuer->usage & KU_CRL_SIGN)))
		return fault_set(f, ST_INVALID,
		    "CRL: issuer without cRLSign (RFC 5280 4.2.1.3)");
	st = trust_verify_signed(der, LIMIT_CRL, issuer->key, f);
	return st == ST_OK ? st : fault_in(f, st, "CRL: ");
}

enum status
crl_open(struct bytes der, const struct cert *issuer, struct crl **out,
    struct fault *f)
{
	struct trust_signed	 s;
	struct crl		*crl;
	enum status		 st;

	*out = NULL;
	if ((st = trust_split(der, LIMIT_CRL, &s, f)) != ST_OK)
		return fault_in(f, st, "CRL: ");
	if ((crl = calloc(1, sizeof(*crl))) == NULL)
		return fault_set(f, ST_BROKEN, "CRL: memory");
	crl->info.number = -1;
	memcpy(crl->key, issuer->key, sizeof(crl->key));
	if (s.rest.n != 0 || !read_list(&s, crl))
		st = fault_set(f, ST_INVALID, "CRL: malformed, or of a kind "
		    "not taken (RFC 5280 5.1)");
	else if ((st = verify(der, crl, issuer, f)) == ST_OK)
		st = index_entries(crl, f);
	if (st == ST_OK)
		*out = crl;
	else
		crl_free(crl);
	return st;
}

void
crl_free(struct crl *crl)
{
	if (crl == NULL)
		return;
	free(crl->slots);
	free(crl);
}

void
crl_info(const struct crl *crl, struct crl_info *out)
{
	*out = crl->info;
}

int
crl_is_of(const struct crl *crl, const struct cert *issuer)
{
	return bytes_same(crl->issuer_der, issuer->subject_der) &&
	    memcmp(crl->key, issuer->key, sizeof(crl->key)) == 0;
}

static int
slot_read(const struct crl *crl, const struct slot *s, struct crl_entry *out)
{
	struct bytes	 rest = bytes_of(crl->list.p + s->at,
			    crl->list.n - s->at);
	struct bytes	 serial;

	memset(out, 0, sizeof(*out));
	if (!take_entry(&rest, &serial, &out->time, &out->reason))
		return 0;
	if (serial.n > 0)
		memcpy(out->serial, serial.p, serial.n);
	out->nserial = serial.n;
	return 1;
}

int
crl_find(const struct crl *crl, const unsigned char *serial, size_t nserial,
    struct crl_entry *out)
{
	const struct bytes	 s = serial_trim(bytes_of(serial, nserial));
	struct slot		 key = { s.p, (uint32_t)s.n, 0 };
	const struct slot	*hit;
	struct crl_entry	 entry;

	if (crl->info.n == 0 || s.n > CERT_SERIAL)
		return 0;
	hit = bsearch(&key, crl->slots, crl->info.n, sizeof(key), compare);
	if (hit == NULL || !slot_read(crl, hit, &entry))
		return 0;
	if (out != NULL)
		*out = entry;
	return 1;
}

int
crl_nth(const struct crl *crl, size_t k, struct crl_entry *out)
{
	return k < crl->info.n && slot_read(crl, &crl->slots[k], out);
}
