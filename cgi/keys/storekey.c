/* The store key; see storekey.h. */
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/id.h"
#include "base/wipe.h"
#include "keys/limits.h"
#include "keys/storekey.h"

#define MAGIC		"JYR1"
#define SALT		16
#define RECOVERY	(4 + 4 + 2 * SALT + SM_BOX_KEY + SM_BOX_MORE)
#define ROUNDS_MAX	10000000	/* more is no file of ours */

static enum status
read_exact(const char *path, unsigned char *out, size_t n, struct fault *f)
{
	struct buf	 b;
	enum status	 st;

	buf_init(&b, n + 1);
	st = file_read(path, &b, f);
	if (st == ST_OK && b.n != n)
		st = fault_set(f, ST_INVALID, "%s: not %zu bytes", path, n);
	if (st == ST_OK)
		memcpy(out, b.p, n);
	buf_wipe(&b);
	return st;
}

static void
file_path(const struct config *config, char out[CONFIG_PATH])
{
	config_path(config->data, "keyd/store.key", out);
}

enum status
storekey_load(const struct config *config, int init,
    unsigned char out[SM_BOX_KEY], struct fault *f)
{
	const char	*dir = getenv("CREDENTIALS_DIRECTORY");
	char		 path[CONFIG_PATH];
	enum status	 st;

	if (!config_is_demo(config) && dir != NULL) {
		config_path(dir, STOREKEY_CREDENTIAL, path);
		st = read_exact(path, out, SM_BOX_KEY, f);
		if (st != ST_ABSENT || !init)
			return st;
	}
	if (!config_is_demo(config) && !init)
		return fault_set(f, ST_ABSENT, "production needs the systemd "
		    "credential " STOREKEY_CREDENTIAL);
	file_path(config, path);
	return read_exact(path, out, SM_BOX_KEY, f);
}

enum status
storekey_write(const struct config *config,
    const unsigned char key[SM_BOX_KEY], struct fault *f)
{
	char	 path[CONFIG_PATH];

	file_path(config, path);
	return file_write(path, bytes_of(key, SM_BOX_KEY), 0400, f);
}

/* --- recovery ----------------------------------------------------------- */

static enum status
recovery_key(const char *const phrase[KEYS_OFFICERS],
    const unsigned char *salts, unsigned rounds, unsigned char out[32],
    struct fault *f)
{
	unsigned char	 both[2 * 32];
	enum status	 st = ST_OK;
	int		 i;

	for (i = 0; i < KEYS_OFFICERS && st == ST_OK; i++)
		st = sm3_pbkdf2(bytes_text(phrase[i]),
		    bytes_of(salts + i * SALT, SALT), rounds, both + i * 32,
		    32);
	if (st == ST_OK)
		st = sm3_hkdf(bytes_of(both, sizeof(both)),
		    bytes_of(salts, 2 * SALT), "recovery", out, 32);
	wipe(both, sizeof(both));
	return st == ST_OK ? ST_OK :
	    fault_set(f, ST_BROKEN, "key derivation failed");
}

enum status
recovery_write(const char *path, const char *const phrase[KEYS_OFFICERS],
    const unsigned char key[SM_BOX_KEY], unsigned rounds, struct fault *f)
{
	unsigned char	 kek[32], salts[2 * SALT];
	unsigned char	 box[SM_BOX_KEY + SM_BOX_MORE];
	struct buf	 b;
	enum status	 st;

	random_bytes(salts, sizeof(salts));
	buf_init(&b, RECOVERY);
	buf_text(&b, MAGIC);
	buf_u32(&b, rounds);
	buf_put(&b, salts, sizeof(salts));
	if ((st = recovery_key(phrase, salts, rounds, kek, f)) == ST_OK)
		st = sm_box_seal(kek, MAGIC, bytes_of(key, SM_BOX_KEY), box,
		    f);
	buf_put(&b, box, sizeof(box));
	if (st == ST_OK)
		st = file_write(path, buf_view(&b), 0400, f);
	wipe(kek, sizeof(kek));
	buf_free(&b);
	return st;
}

enum status
recovery_read(const char *path, const char *const phrase[KEYS_OFFICERS],
    unsigned char key[SM_BOX_KEY], struct fault *f)
{
	unsigned char	 file[RECOVERY], kek[32];
	unsigned	 rounds;
	enum status	 st;

	if ((st = read_exact(path, file, sizeof(file), f)) != ST_OK)
		return st;
	rounds = (unsigned)file[4] << 24 | (unsigned)file[5] << 16 |
	    (unsigned)file[6] << 8 | file[7];
	if (memcmp(file, MAGIC, 4) != 0 || rounds < KEYS_ROUNDS_TEST ||
	    rounds > ROUNDS_MAX)
		return fault_set(f, ST_INVALID, "%s: no recovery file", path);
	st = recovery_key(phrase, file + 8, rounds, kek, f);
	if (st == ST_OK && sm_box_open(kek, MAGIC, bytes_of(file + 8 +
	    2 * SALT, SM_BOX_KEY + SM_BOX_MORE), key, f) != ST_OK)
		st = fault_set(f, ST_DENIED, "%s: not these phrases", path);
	wipe(kek, sizeof(kek));
	return st;
}
