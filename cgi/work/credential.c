/* Where the store key lies; see credential.h. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/id.h"
#include "base/wipe.h"
#include "keys/storekey.h"
#include "work/credential.h"

#define CREDENTIALS "CREDENTIALS_DIRECTORY"	/* systemd.exec(5) */

static void
settings_folder(char out[CONFIG_PATH])
{
	const char	*file = config_file(), *slash = strrchr(file, '/');

	if (slash == NULL)
		snprintf(out, CONFIG_PATH, ".");
	else
		snprintf(out, CONFIG_PATH, "%.*s", (int)(slash - file), file);
}

void
credential_path(char out[CONFIG_PATH])
{
	char	 dir[CONFIG_PATH];

	settings_folder(dir);
	config_path(dir, STOREKEY_CREDENTIAL, out);
}

static enum status
make_key(const char *path, struct fault *f)
{
	unsigned char	 key[SM_BOX_KEY];
	enum status	 st;

	random_bytes(key, sizeof(key));
	st = file_write(path, bytes_of(key, sizeof(key)), 0400, f);
	wipe(key, sizeof(key));
	return st;
}

enum status
credential_use(const struct config *config, int make, struct fault *f)
{
	char		 dir[CONFIG_PATH], path[CONFIG_PATH];
	enum status	 st = ST_OK;

	if (config_is_demo(config) || getenv(CREDENTIALS) != NULL)
		return ST_OK;
	settings_folder(dir);
	credential_path(path);
	if (access(path, F_OK) != 0 && make)
		st = make_key(path, f);
	if (st == ST_OK && setenv(CREDENTIALS, dir, 1) != 0)
		st = fault_set(f, ST_BROKEN, "setenv: %s", strerror(errno));
	return st;
}
