/*
 * What an office's machine is told: one file of "name = value" lines.
 * Unknown names and missing ones are refused, so that a typing mistake cannot
 * weaken anything.
 */
#ifndef BASE_CONFIG_H
#define BASE_CONFIG_H

#include <stddef.h>

#include "base/fault.h"

#define CONFIG_VALUE 256

/* A line of a file of settings, and where its text goes. */
struct setting {
	const char	*name;
	size_t		 at;		/* offsetof a char[CONFIG_VALUE] */
	int		 optional;
};
/* Read such a file into *out, which is zeroed by the caller. */
enum status	 settings_read(const char *path, const struct setting *table,
		    size_t n, void *out, struct fault *f);

struct config {
	char	 mode[CONFIG_VALUE];	/* demonstration | production */
	char	 store[CONFIG_VALUE];	/* sqlite:DIR or postgresql:CONNINFO */
	char	 run[CONFIG_VALUE];	/* folder of the unix sockets */
	char	 data[CONFIG_VALUE];	/* folder of our own files */
	char	 share[CONFIG_VALUE];	/* folder of templates, static, db */
	char	 url[CONFIG_VALUE];	/* address printed in QR codes */
	char	 clock[CONFIG_VALUE];	/* shift file; demonstration only */
	char	 ca[CONFIG_VALUE];	/* embedded | external */
	char	 profile[CONFIG_VALUE];	/* region profile; national */
};

/* JIANYIN_CONF, or /etc/jianyin/jianyin.conf where that is not set. */
const char	*config_file(void);
enum status	 config_load(struct config *out, struct fault *f);
enum status	 config_read(const char *path, struct config *out,
		    struct fault *f);
int		 config_is_demo(const struct config *c);
/* DIR/NAME into out (CONFIG_VALUE + 64 bytes). */
#define CONFIG_PATH (CONFIG_VALUE + 64)
void		 config_path(const char *dir, const char *name,
		    char out[CONFIG_PATH]);

#endif
