/* keyd from start to end: store key, store, keys, sockets. */
#include <sys/stat.h>

#include <string.h>

#include "base/log.h"
#include "keys/keys.h"
#include "keys/server.h"
#include "keys/storekey.h"
#include "keys/vault.h"

/* Production never looks at a shifted clock (design.md, "Data"). */
static enum status
check_clock(const struct config *config, struct fault *f)
{
	if (clock_shift() != 0 && !config_is_demo(config))
		return fault_set(f, ST_INVALID,
		    "the clock is shifted: refused in production");
	return ST_OK;
}

static enum status
open_device(struct keys *k, struct fault *f)
{
	unsigned char	 key[SM_BOX_KEY] = { 0 };
	unsigned	 rounds;
	enum status	 st;

	if ((st = keys_rounds(&k->config, &rounds, f)) == ST_OK &&
	    (st = storekey_load(&k->config, 0, key, f)) == ST_OK)
		st = soft_open(key, rounds, &k->device, f);
	wipe(key, sizeof(key));
	return st;
}

/* What a demonstration made is not taken into production, nor back. */
static enum status
check_mode(struct keys *k, struct store *db, struct pool *pool,
    struct fault *f)
{
	const char	*mode = NULL;
	enum status	 st;

	st = meta_find(db, pool, "mode", &mode, NULL, f);
	if (st == ST_OK && (mode == NULL || strcmp(mode, k->config.mode) != 0))
		st = fault_set(f, ST_INVALID, "keys made for %s, this is %s",
		    mode == NULL ? "?" : mode, k->config.mode);
	return st;
}

static enum status
open_keys(struct keys *k, struct fault *f)
{
	char		 where[CONFIG_PATH];
	struct store	*db = NULL;
	struct pool	*pool = pool_new(KEYS_POOL);
	enum status	 st;

	keys_where(&k->config, where);
	if (pool == NULL)
		return fault_set(f, ST_BROKEN, "out of memory");
	if ((st = store_open(where, "keyd", 0, &db, f)) == ST_OK &&
	    (st = check_mode(k, db, pool, f)) == ST_OK &&
	    (st = house_open(k, db, f)) == ST_OK)
		st = house_renew(k, db, pool, f);
	store_close(db);
	pool_free(pool);
	return st;
}

void
house_refresh(struct keys *k)
{
	struct fault	 f = { 0 };
	char		 where[CONFIG_PATH];
	struct store	*db = NULL;
	struct pool	*pool = pool_new(KEYS_POOL);
	enum status	 st;

	keys_where(&k->config, where);
	st = pool == NULL ? fault_set(&f, ST_BROKEN, "out of memory") :
	    store_open(where, "keyd", 0, &db, &f);
	if (st == ST_OK)
		st = house_renew(k, db, pool, &f);
	if (st == ST_OK)
		log_line(LOG_INFO, "system certificates renewed");
	else
		log_line(LOG_ERROR, "system certificates not renewed: %s",
		    f.text);
	store_close(db);
	if (pool != NULL)
		pool_free(pool);
}

static enum status
new_seen(struct keys *k, struct fault *f)
{
	k->seen = seen_new();
	return k->seen != NULL ? ST_OK :
	    fault_set(f, ST_BROKEN, "out of memory");
}

enum status
keyd_serve(const struct config *config, int wake, volatile int *stop,
    struct fault *f)
{
	struct keys	 k = { .config = *config,
			    .demo = config_is_demo(config) };
	struct server	*server = NULL;
	enum status	 st;

	umask(077);
	if ((st = check_clock(config, f)) != ST_OK ||
	    (st = vault_start(!k.demo, f)) != ST_OK ||
	    (st = open_device(&k, f)) != ST_OK ||
	    (st = keys_addresses(&k, f)) != ST_OK ||
	    (st = open_keys(&k, f)) != ST_OK ||
	    (st = outside_open(&k, f)) != ST_OK ||
	    (st = handles_new(&k.device, &k.handles, f)) != ST_OK ||
	    (st = new_seen(&k, f)) != ST_OK ||
	    (st = server_new(&k, &server, f)) != ST_OK)
		goto out;
	log_line(LOG_INFO, "%s, %s keys: ready", config->mode,
	    k.device.ops->mark);
	st = server_run(server, wake, stop, f);
out:
	server_free(server);
	handles_free(k.handles);
	seen_free(k.seen);
	outside_close(&k);
	if (k.device.ops != NULL)
		house_close(&k);
	device_close(&k.device);
	return st;
}
