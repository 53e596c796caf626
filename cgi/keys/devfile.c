/* A software device in a file: its form, its PIN, its keys; see devfile.h. */
#include <sys/file.h>
#include <sys/stat.h>

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/coding.h"
#include "base/file.h"
#include "base/id.h"
#include "base/wipe.h"
#include "der/der.h"
#include "keys/devfile_local.h"
#include "keys/local.h"
#include "trust/csr.h"

#define DEVFILE_TITLE "jianyin software device"
#define OWN_CONTEXT "device"

enum { DEVFILE_V1 = 1 };

int
devfile_pin_is_sound(const char *pin)
{
	return pin_is_sound(bytes_text(pin));
}

void
devfile_context(size_t k, char out[DEVFILE_CONTEXT])
{
	snprintf(out, DEVFILE_CONTEXT, "key:%zu", k);
}

/* --- the file's form ------------------------------------------------------ */

static void
put_key(struct der_out *o, const struct devkey *k)
{
	der_begin(o, DER_SEQ);
	der_put_octets(o, bytes_of(k->pub, SM2_PUBLIC));
	der_put_octets(o, k->blob);
	der_put_octets(o, k->request);
	der_put_octets(o, k->content);
	der_put_int(o, k->n);
	der_put_octets(o, bytes_of(k->last, SM3_LEN));
	der_end(o);
}

static enum status
write_form(const struct devfile *d, struct buf *out, struct fault *f)
{
	struct der_out	 o;
	size_t		 i;

	der_out_start(&o, out);
	der_begin(&o, DER_SEQ);
	der_put_utf8(&o, DEVFILE_TITLE);
	der_put_int(&o, DEVFILE_V1);
	der_put_octets(&o, bytes_of(d->store_key, SM_BOX_KEY));
	der_put_int(&o, d->rounds);
	der_put_int(&o, d->wrong);
	der_put_octets(&o, d->blob);
	der_put_octets(&o, bytes_of(d->pub, SM2_PUBLIC));
	der_begin(&o, DER_SEQ);
	for (i = 0; i < d->n; i++)
		put_key(&o, &d->keys[i]);
	der_end(&o);
	der_end(&o);
	return der_out_end(&o, f);
}

static int
take_octets(struct bytes *rest, struct bytes *out)
{
	struct der	 d;

	if (!der_take(rest, DER_OCTETS, &d))
		return 0;
	*out = d.body;
	return 1;
}

static int
take_exact(struct bytes *rest, unsigned char *out, size_t n)
{
	struct bytes	 v;

	if (!take_octets(rest, &v) || v.n != n)
		return 0;
	memcpy(out, v.p, n);
	return 1;
}

static int
take_int(struct bytes *rest, int64_t *out)
{
	struct der	 d;

	return der_take(rest, DER_INTEGER, &d) && der_number(d.body, out);
}

static int
read_key(struct bytes in, struct devkey *k)
{
	struct csr	 csr;

	if (!take_exact(&in, k->pub, SM2_PUBLIC) ||
	    !take_octets(&in, &k->blob) || !take_octets(&in, &k->request) ||
	    !take_octets(&in, &k->content) || !take_int(&in, &k->n) ||
	    !take_exact(&in, k->last, SM3_LEN) || in.n != 0 ||
	    csr_read(k->request, &csr, NULL) != ST_OK)
		return 0;
	k->name = csr.subject;
	return k->content.n == 0 ||
	    package_content_read(k->content, &k->in, NULL) == ST_OK;
}

static int
read_form(struct devfile *d)
{
	struct bytes	 in = buf_view(&d->raw);
	struct der	 all, title, keys, one;
	int64_t		 version;

	if (der_strict(in, NULL) != ST_OK ||
	    !der_take(&in, DER_SEQ, &all) ||
	    !der_take(&all.body, DER_UTF8, &title) ||
	    !bytes_same(title.body, bytes_text(DEVFILE_TITLE)) ||
	    !take_int(&all.body, &version) || version != DEVFILE_V1 ||
	    !take_exact(&all.body, d->store_key, SM_BOX_KEY) ||
	    !take_int(&all.body, &d->rounds) ||
	    !take_int(&all.body, &d->wrong) ||
	    !take_octets(&all.body, &d->blob) ||
	    !take_exact(&all.body, d->pub, SM2_PUBLIC) ||
	    !der_take(&all.body, DER_SEQ, &keys) || all.body.n != 0)
		return 0;
	memset(d->keys, 0, sizeof(d->keys));
	for (d->n = 0; d->n < DEVFILE_KEYS &&
	    der_take(&keys.body, DER_SEQ, &one); d->n++)
		if (!read_key(one.body, &d->keys[d->n]))
			return 0;
	return keys.body.n == 0 && d->rounds >= KEYS_ROUNDS_TEST &&
	    d->rounds <= 100 * KEYS_ROUNDS && d->wrong >= 0;
}

enum status
devfile_save(struct devfile *d, struct fault *f)
{
	struct buf	 fresh;
	enum status	 st;

	buf_init(&fresh, DEVFILE_MAX);
	if ((st = write_form(d, &fresh, f)) == ST_OK)
		st = file_write(d->path, buf_view(&fresh), 0600, f);
	if (st != ST_OK) {
		buf_wipe(&fresh);
		return st;
	}
	buf_wipe(&d->raw);
	d->raw = fresh;
	return read_form(d) ? ST_OK : fault_set(f, ST_BROKEN,
	    "device file: unreadable as written");
}

/* --- opening -------------------------------------------------------------- */

/* "SW-" and the beginning of SM3 over the device's own key. */
static enum status
name_serial(struct devfile *d, struct fault *f)
{
	unsigned char	 hash[SM3_LEN];
	char		 hex[HEX_TEXT(6)], *p;

	if (sm3(bytes_of(d->pub, SM2_PUBLIC), hash) != ST_OK)
		return fault_set(f, ST_BROKEN, "device file: digest");
	hex_write(hash, 6, hex);
	for (p = hex; *p != '\0'; p++)
		if (*p >= 'a' && *p <= 'f')
			*p = (char)(*p - 'a' + 'A');
	snprintf(d->serial, sizeof(d->serial), "SW-%s", hex);
	return ST_OK;
}

static enum status
lock_log(struct devfile *d, int flags, struct fault *f)
{
	char	 path[DEVFILE_PATH + 8];

	snprintf(path, sizeof(path), "%s.log", d->path);
	d->log = open(path, O_RDWR | O_APPEND | O_CLOEXEC | O_NOFOLLOW |
	    flags, 0600);
	if (d->log == -1)
		return fault_set(f, errno == ENOENT ? ST_ABSENT : errno ==
		    EEXIST ? ST_CONFLICT : ST_BROKEN, "%s: %s", path,
		    strerror(errno));
	if (flock(d->log, LOCK_EX | LOCK_NB) != 0)
		return fault_set(f, ST_CONFLICT, "%s: in use", d->path);
	return ST_OK;
}

static struct devfile *
new_devfile(const char *path, struct fault *f)
{
	struct devfile	*d = calloc(1, sizeof(*d));

	if (d == NULL || strlen(path) >= sizeof(d->path)) {
		fault_set(f, ST_INVALID, "device file: path too long");
		free(d);
		return NULL;
	}
	d->log = -1;
	snprintf(d->path, sizeof(d->path), "%s", path);
	buf_init(&d->raw, DEVFILE_MAX);
	return d;
}

enum status
devfile_open(const char *path, struct devfile **out, struct fault *f)
{
	struct devfile	*d = new_devfile(path, f);
	enum status	 st;

	*out = NULL;
	if (d == NULL)
		return ST_INVALID;
	if ((st = file_read(path, &d->raw, f)) != ST_OK ||
	    (st = lock_log(d, 0, f)) != ST_OK)
		goto out;
	/* once more: another may have written before the lock was ours */
	buf_wipe(&d->raw);
	buf_init(&d->raw, DEVFILE_MAX);
	if ((st = file_read(path, &d->raw, f)) != ST_OK)
		goto out;
	if (!read_form(d)) {
		st = fault_set(f, ST_INVALID, "%s: no device file", path);
		goto out;
	}
	if ((st = name_serial(d, f)) == ST_OK &&
	    (st = soft_open(d->store_key, (unsigned)d->rounds, &d->device,
	    f)) == ST_OK)
		st = devfile_log_settle(d, f);
out:
	if (st == ST_OK)
		*out = d;
	else
		devfile_close(d);
	return st;
}

void
devfile_close(struct devfile *d)
{
	if (d == NULL)
		return;
	devfile_lock(d);
	device_close(&d->device);
	if (d->log != -1)
		close(d->log);
	buf_wipe(&d->raw);
	wipe(d->store_key, sizeof(d->store_key));
	free(d);
}

enum status
devfile_create(const char *path, const char *pin, unsigned rounds,
    struct fault *f)
{
	struct devfile	*d;
	struct buf	 blob;
	enum status	 st;

	if (!devfile_pin_is_sound(pin))
		return fault_set(f, ST_INVALID, "R-145: form of the PIN");
	if (access(path, F_OK) == 0)
		return fault_set(f, ST_CONFLICT, "%s is there", path);
	if ((d = new_devfile(path, f)) == NULL)
		return ST_INVALID;
	buf_init(&blob, 1 * KIB);
	random_bytes(d->store_key, sizeof(d->store_key));
	d->rounds = rounds;
	if ((st = lock_log(d, O_CREAT | O_EXCL, f)) == ST_OK &&
	    (st = soft_open(d->store_key, rounds, &d->device, f)) == ST_OK &&
	    (st = d->device.ops->generate(d->device.dev, OWN_CONTEXT,
	    bytes_text(pin), &blob, d->pub, f)) == ST_OK) {
		d->blob = buf_view(&blob);
		st = devfile_save(d, f);
	}
	buf_free(&blob);
	devfile_close(d);
	return st;
}

/* --- what it is ----------------------------------------------------------- */

const char *
devfile_serial(const struct devfile *d)
{
	return d->serial;
}

const unsigned char *
devfile_public(const struct devfile *d)
{
	return d->pub;
}

int
devfile_left(const struct devfile *d)
{
	return d->wrong >= KEYS_PIN_TRIES ? 0 :
	    KEYS_PIN_TRIES - (int)d->wrong;
}

size_t
devfile_count(const struct devfile *d)
{
	return d->n;
}

const struct devkey *
devfile_key(const struct devfile *d, size_t k)
{
	return k < d->n ? &d->keys[k] : NULL;
}

/* --- the PIN -------------------------------------------------------------- */

enum status
devfile_pin(struct devfile *d, const char *pin, const char *context,
    struct bytes blob, void **key, struct fault *f)
{
	enum status	 st;

	*key = NULL;
	if (devfile_left(d) == 0)
		return fault_set(f, ST_CONFLICT, "R-146: locked");
	if (*pin == '\0')
		return fault_set(f, ST_DENIED, "no PIN");
	d->wrong++;		/* on disk before anybody learns */
	if ((st = devfile_save(d, f)) != ST_OK)
		return st;
	/* what is borrowed moved with the file */
	blob = context == NULL ? d->blob : d->keys[d->at].blob;
	st = d->device.ops->open(d->device.dev, context == NULL ?
	    OWN_CONTEXT : context, bytes_text(pin), blob, key, f);
	if (st != ST_OK)
		return st;
	d->wrong = 0;
	if ((st = devfile_save(d, f)) != ST_OK) {
		d->device.ops->shut(*key);
		*key = NULL;
	}
	return st;
}

enum status
devfile_unlock(struct devfile *d, const char *pin, size_t k, struct fault *f)
{
	char	 context[DEVFILE_CONTEXT];

	devfile_lock(d);
	if (k >= d->n)
		return fault_set(f, ST_ABSENT, "no key %zu", k);
	d->at = k;
	devfile_context(k, context);
	return devfile_pin(d, pin, context, d->keys[k].blob, &d->opened, f);
}

void
devfile_lock(struct devfile *d)
{
	if (d->opened != NULL)
		d->device.ops->shut(d->opened);
	d->opened = NULL;
}

enum status
devfile_sign(struct devfile *d, struct bytes msg,
    unsigned char sig[SM2_DER_MAX], size_t *n, struct fault *f)
{
	if (d->opened == NULL)
		return fault_set(f, ST_DENIED, "device: locked");
	return device_sign(&d->device, d->opened, d->keys[d->at].pub, msg, sig,
	    n, f);
}
