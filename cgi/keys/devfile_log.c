/*
 * The log of a software device.  An entry is appended and synced before the
 * file that counts it: what a crash leaves is one entry more than counted,
 * which opening takes over; anything else is a log that was tampered with.
 */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/file.h"
#include "der/der.h"
#include "keys/devfile_local.h"
#include "trust/signed.h"

#define LOG_MAX (DEVFILE_KEYS * OFFLINE_MAX)

static enum status
read_log(struct devfile *d, struct buf *out, struct fault *f)
{
	if (lseek(d->log, 0, SEEK_SET) == -1)
		return fault_set(f, ST_BROKEN, "device log: seek");
	return file_read_fd(d->log, out, f);
}

static int
is_of(const struct devkey *k, const char *serial)
{
	struct cert	 cert;

	return k->content.n > 0 && cert_read(k->in.certs[0], &cert, NULL,
	    NULL) == ST_OK && strcmp(cert.serial_hex, serial) == 0;
}

/* What the log holds of a key; the hash before the last, to adopt one. */
struct tail {
	int64_t		 n;
	unsigned char	 before[SM3_LEN], last[SM3_LEN];
};

static enum status
walk(struct devfile *d, struct bytes log, struct tail *tails,
    struct fault *f)
{
	struct offline_entry	 e;
	struct der		 one;
	size_t			 k;

	while (log.n > 0) {
		if (!der_next(&log, &one) ||
		    offline_read(one.whole, &e, f) != ST_OK || e.is_head)
			return fault_set(f, ST_INVALID,
			    "device log: unreadable");
		for (k = 0; k < d->n; k++)
			if (is_of(&d->keys[k], e.serial))
				break;
		if (k == d->n || e.n != tails[k].n + 1 ||
		    memcmp(e.prev, tails[k].last, SM3_LEN) != 0 ||
		    offline_verify(&e, d->keys[k].pub, f) != ST_OK)
			return fault_set(f, ST_INVALID, "device log: entry "
			    "%lld was changed", (long long)e.n);
		memcpy(tails[k].before, tails[k].last, SM3_LEN);
		memcpy(tails[k].last, e.hash, SM3_LEN);
		tails[k].n = e.n;
	}
	return ST_OK;
}

enum status
devfile_log_settle(struct devfile *d, struct fault *f)
{
	struct tail	 tails[DEVFILE_KEYS];
	struct devkey	*key;
	struct buf	 log;
	size_t		 k;
	int		 adopted = 0;
	enum status	 st;

	memset(tails, 0, sizeof(tails));
	buf_init(&log, LOG_MAX);
	if ((st = read_log(d, &log, f)) == ST_OK)
		st = walk(d, buf_view(&log), tails, f);
	buf_free(&log);
	for (k = 0; st == ST_OK && k < d->n; k++) {
		key = &d->keys[k];
		if (tails[k].n == key->n + 1 && memcmp(tails[k].before,
		    key->last, SM3_LEN) == 0) {
			key->n = tails[k].n;
			memcpy(key->last, tails[k].last, SM3_LEN);
			adopted = 1;
		}
		if (tails[k].n != key->n || memcmp(tails[k].last, key->last,
		    SM3_LEN) != 0)
			st = fault_set(f, ST_INVALID, "device log: %lld "
			    "entries, not %lld", (long long)tails[k].n,
			    (long long)key->n);
	}
	return st == ST_OK && adopted ? devfile_save(d, f) : st;
}

/* --- writing -------------------------------------------------------------- */

static enum status
sign_entry(struct devfile *d, struct offline_entry *e, struct buf *out,
    struct fault *f)
{
	const struct devkey	*key = &d->keys[d->at];
	unsigned char		 sig[SM2_DER_MAX];
	struct cert		 cert;
	struct buf		 tbs;
	size_t			 n = 0;
	enum status		 st;

	if (key->content.n == 0)
		return fault_set(f, ST_ABSENT, "device: no seal yet");
	if ((st = cert_read(key->in.certs[0], &cert, NULL, f)) != ST_OK)
		return st;
	snprintf(e->device, sizeof(e->device), "%s", d->serial);
	snprintf(e->code, sizeof(e->code), "%.*s", (int)key->in.code.n,
	    (const char *)key->in.code.p);
	snprintf(e->serial, sizeof(e->serial), "%s", cert.serial_hex);
	e->n = key->n + !e->is_head;
	memcpy(e->prev, key->last, SM3_LEN);
	buf_init(&tbs, OFFLINE_ENTRY);
	if ((st = offline_tbs_write(e, &tbs, f)) == ST_OK &&
	    (st = devfile_sign(d, buf_view(&tbs), sig, &n, f)) == ST_OK)
		st = trust_wrap(buf_view(&tbs), bytes_of(sig, n), out, f);
	buf_free(&tbs);
	return st;
}

enum status
devfile_log(struct devfile *d, struct offline_entry *e, struct fault *f)
{
	struct devkey	*key = &d->keys[d->at];
	struct buf	 der;
	enum status	 st;

	e->is_head = 0;
	buf_init(&der, OFFLINE_ENTRY);
	if ((st = sign_entry(d, e, &der, f)) == ST_OK &&
	    (st = file_write_fd(d->log, buf_view(&der), f)) == ST_OK &&
	    fsync(d->log) != 0)
		st = fault_set(f, ST_BROKEN, "device log: sync");
	if (st == ST_OK && (st = sm3(buf_view(&der), key->last)) == ST_OK) {
		key->n = e->n;
		st = devfile_save(d, f);
	}
	buf_free(&der);
	return st;
}

/* --- reading -------------------------------------------------------------- */

enum status
devfile_log_read(struct devfile *d, size_t k, struct buf *out,
    struct fault *f)
{
	struct offline_entry	 e;
	struct bytes		 rest;
	struct buf		 log;
	struct der		 one;
	enum status		 st;

	buf_init(&log, LOG_MAX);
	st = read_log(d, &log, f);
	rest = buf_view(&log);
	while (st == ST_OK && der_next(&rest, &one))
		if (offline_read(one.whole, &e, f) == ST_OK &&
		    is_of(&d->keys[k], e.serial))
			buf_bytes(out, one.whole);
	buf_free(&log);
	return st == ST_OK && !buf_ok(out) ? fault_set(f, ST_INVALID,
	    "device log: too long") : st;
}

enum status
devfile_log_export(struct devfile *d, struct buf *out, struct fault *f)
{
	struct offline_entry	 head = { .is_head = 1, .at = clock_now() };
	enum status		 st;

	st = devfile_log_read(d, d->at, out, f);
	return st == ST_OK ? sign_entry(d, &head, out, f) : st;
}
