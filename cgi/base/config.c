/* What a machine is told; see config.h. */
#include <ctype.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/config.h"
#include "base/file.h"

#define CONFIG_MAX (64 * 1024)	/* a page of settings and their comments */

static const struct setting settings[] = {
	{ "mode", offsetof(struct config, mode), 0 },
	{ "store", offsetof(struct config, store), 0 },
	{ "run", offsetof(struct config, run), 0 },
	{ "data", offsetof(struct config, data), 0 },
	{ "share", offsetof(struct config, share), 0 },
	{ "url", offsetof(struct config, url), 0 },
	{ "clock", offsetof(struct config, clock), 1 },
	{ "ca", offsetof(struct config, ca), 0 },
	{ "profile", offsetof(struct config, profile), 0 },
};

static char *
value_of(void *out, const struct setting *s)
{
	return (char *)out + s->at;
}

static char *
trim(char *s)
{
	char	*end = s + strlen(s);

	while (isspace((unsigned char)*s))
		s++;
	while (end > s && isspace((unsigned char)end[-1]))
		*--end = '\0';
	return s;
}

struct reading {
	const struct setting	*table;
	size_t			 n;
	void			*out;
};

static enum status
take_line(const struct reading *r, char *line, int number, struct fault *f)
{
	char	*name = trim(line), *value;
	size_t	 i;

	if (*name == '\0' || *name == '#')
		return ST_OK;
	if ((value = strchr(name, '=')) == NULL)
		return fault_set(f, ST_INVALID, "line %d: no '='", number);
	*value++ = '\0';
	name = trim(name);
	value = trim(value);
	for (i = 0; i < r->n; i++)
		if (strcmp(r->table[i].name, name) == 0)
			break;
	if (i == r->n)
		return fault_set(f, ST_INVALID, "line %d: unknown setting %s",
		    number, name);
	if (*value_of(r->out, &r->table[i]) != '\0')
		return fault_set(f, ST_INVALID, "line %d: %s once more",
		    number, name);
	if (strlen(value) >= CONFIG_VALUE)
		return fault_set(f, ST_INVALID, "line %d: too long", number);
	memcpy(value_of(r->out, &r->table[i]), value, strlen(value) + 1);
	return ST_OK;
}

static enum status
check_present(const struct reading *r, struct fault *f)
{
	size_t	 i;

	for (i = 0; i < r->n; i++)
		if (!r->table[i].optional &&
		    *value_of(r->out, &r->table[i]) == '\0')
			return fault_set(f, ST_INVALID, "setting %s missing",
			    r->table[i].name);
	return ST_OK;
}

enum status
settings_read(const char *path, const struct setting *table, size_t n,
    void *out, struct fault *f)
{
	const struct reading	 r = { table, n, out };
	struct buf		 b;
	char			*line, *next;
	enum status		 st;
	int			 number = 0;

	buf_init(&b, CONFIG_MAX);
	if ((st = file_read(path, &b, f)) != ST_OK)
		goto out;
	buf_str(&b);		/* a NUL behind it, also at the ceiling */
	if (memchr(b.p, '\0', b.n) != NULL)
		st = fault_set(f, ST_INVALID, "a NUL in the settings");
	for (line = (char *)b.p; st == ST_OK && line != NULL; line = next) {
		if ((next = strchr(line, '\n')) != NULL)
			*next++ = '\0';
		st = take_line(&r, line, ++number, f);
	}
	if (st == ST_OK)
		st = check_present(&r, f);
	if (st != ST_OK)
		st = fault_in(f, st, path);
out:
	buf_wipe(&b);		/* some settings are secrets */
	return st;
}

static enum status
check_all(struct config *c, struct fault *f)
{
	if (strcmp(c->mode, "demonstration") != 0 &&
	    strcmp(c->mode, "production") != 0)
		return fault_set(f, ST_INVALID, "mode: %s", c->mode);
	if (strcmp(c->ca, "embedded") != 0 && strcmp(c->ca, "external") != 0)
		return fault_set(f, ST_INVALID, "ca: %s", c->ca);
	if (*c->clock != '\0' && !config_is_demo(c))
		return fault_set(f, ST_INVALID,
		    "clock: only in demonstration mode");
	return ST_OK;
}

enum status
config_read(const char *path, struct config *out, struct fault *f)
{
	enum status	 st;

	memset(out, 0, sizeof(*out));
	st = settings_read(path, settings, NITEMS(settings), out, f);
	if (st == ST_OK && (st = check_all(out, f)) != ST_OK)
		st = fault_in(f, st, path);
	return st;
}

const char *
config_file(void)
{
	const char	*path = getenv("JIANYIN_CONF");

	return path == NULL ? "/etc/jianyin/jianyin.conf" : path;
}

enum status
config_load(struct config *out, struct fault *f)
{
	return config_read(config_file(), out, f);
}

int
config_is_demo(const struct config *c)
{
	return strcmp(c->mode, "demonstration") == 0;
}

void
config_path(const char *dir, const char *name, char out[CONFIG_PATH])
{
	snprintf(out, CONFIG_PATH, "%s/%s", dir, name);
}
