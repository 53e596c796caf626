/*
 * What a software device asks for in a file: a seal for a key it made,
 * and the next version of a seal it holds, which the seal's own key signs for
 * see devfile.h.
 */
#include <string.h>

#include "base/clock.h"
#include "base/id.h"
#include "keys/devfile_local.h"
#include "trust/action.h"
#include "trust/device_apply.h"
#include "trust/device_renew.h"
#include "trust/signed.h"

static int
is_same_name(const struct cert_name *a, const struct cert_name *b)
{
	return strcmp(a->org, b->org) == 0 && strcmp(a->cn, b->cn) == 0 &&
	    strcmp(a->number, b->number) == 0;
}

/* The last key asked for in this name that has no seal yet; d->n: none. */
static size_t
unanswered(const struct devfile *d, const struct cert_name *name)
{
	size_t	 k;

	for (k = d->n; k-- > 0;)
		if (d->keys[k].content.n == 0 &&
		    is_same_name(&d->keys[k].name, name))
			return k;
	return d->n;
}

/* A file that was lost is made again over the same key; "fresh": a new one. */
static enum status
key_for(struct devfile *d, const char *pin, const struct cert_name *name,
    int fresh, size_t *k, struct fault *f)
{
	const struct cert_name	 copy = *name;	/* the keys may move */

	*k = fresh ? d->n : unanswered(d, &copy);
	return *k < d->n ? ST_OK : devfile_request(d, pin, &copy, k, f);
}

/* Signed by the k-th key, and shut again. */
static enum status
sign_with(struct devfile *d, const char *pin, size_t k, struct bytes tbs,
    unsigned char sig[SM2_DER_MAX], size_t *n, struct fault *f)
{
	enum status	 st;

	if ((st = devfile_unlock(d, pin, k, f)) != ST_OK)
		return st;
	st = devfile_sign(d, tbs, sig, n, f);
	devfile_lock(d);
	return st;
}

/* --- applying ------------------------------------------------------------- */

enum status
devfile_apply(struct devfile *d, const char *pin,
    const struct cert_name *name, const char *kind, int fresh, size_t *k,
    struct buf *out, struct fault *f)
{
	struct device_apply	 a = { .software = 1, .time = clock_now() };
	unsigned char		 sig[SM2_DER_MAX];
	struct buf		 tbs;
	size_t			 n = 0;
	enum status		 st;

	if (strlen(kind) >= sizeof(a.kind))
		return fault_set(f, ST_INVALID, "R-256: kind of seal");
	if ((st = key_for(d, pin, name, fresh, k, f)) != ST_OK)
		return st;
	memcpy(a.kind, kind, strlen(kind) + 1);
	memcpy(a.device, d->serial, sizeof(d->serial));
	a.csr.subject = d->keys[*k].name;
	buf_init(&tbs, DEVICE_APPLY_MAX);
	a.request = d->keys[*k].request;
	if ((st = device_apply_tbs_write(&a, &tbs, f)) == ST_OK &&
	    (st = sign_with(d, pin, *k, buf_view(&tbs), sig, &n, f)) == ST_OK)
		st = trust_wrap(buf_view(&tbs), bytes_of(sig, n), out, f);
	buf_free(&tbs);
	return st;
}

/* --- renewing ------------------------------------------------------------- */

/* What the seal's key says of the new one's request. */
static enum status
fill_statement(const struct devkey *old, struct bytes request,
    struct statement_fields *s, struct fault *f)
{
	enum status	 st;

	memset(s, 0, sizeof(*s));
	s->kind = STATEMENT_SEAL;
	s->role = ROLE__N;
	s->time = clock_now();
	s->not_after = s->time + DEVICE_RENEW_GOOD * MS_DAY;
	random_bytes(s->nonce, sizeof(s->nonce));
	if (old->in.code.n >= sizeof(s->seal))
		return fault_set(f, ST_INVALID, "device: code of the seal");
	memcpy(s->action, ACT_SEAL_RENEW, sizeof(ACT_SEAL_RENEW));
	memcpy(s->seal, old->in.code.p, old->in.code.n);
	st = device_renew_subject(request, s->subject, f);
	return st == ST_OK ? device_renew_digest(s->seal, old->in.seal,
	    request, s->fields, f) : st;
}

static enum status
say_renewal(struct devfile *d, const char *pin, size_t old, size_t fresh,
    struct buf *out, struct fault *f)
{
	struct statement_fields	 s;
	unsigned char		 sig[SM2_DER_MAX];
	struct buf		 tbs, said;
	size_t			 n = 0;
	enum status		 st;

	buf_init(&tbs, STATEMENT_MAX);
	buf_init(&said, STATEMENT_MAX);
	/* certificate and request are asked anew: unlocking moves them */
	if ((st = fill_statement(&d->keys[old], d->keys[fresh].request, &s,
	    f)) == ST_OK && (st = statement_tbs_write(&s,
	    d->keys[old].in.certs[0], &tbs, f)) == ST_OK &&
	    (st = sign_with(d, pin, old, buf_view(&tbs), sig, &n,
	    f)) == ST_OK && (st = statement_wrap(buf_view(&tbs),
	    bytes_of(sig, n), d->keys[old].in.certs[0], &said, f)) == ST_OK)
		st = device_renew_write(buf_view(&said),
		    d->keys[fresh].request, out, f);
	buf_free(&said);
	buf_free(&tbs);
	return st;
}

enum status
devfile_renew(struct devfile *d, const char *pin, size_t old, int fresh,
    size_t *k, struct buf *out, struct fault *f)
{
	enum status	 st;

	if (old >= d->n || d->keys[old].content.n == 0)
		return fault_set(f, ST_ABSENT, "device: no seal %zu", old);
	st = key_for(d, pin, &d->keys[old].name, fresh, k, f);
	return st == ST_OK ? say_renewal(d, pin, old, *k, out, f) : st;
}
