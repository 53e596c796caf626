/*
 * `jianyin device` and `jianyin stamp`: the client of a unit that keeps its
 * seal in a device of its own, here the software device in a file.
 * Neither needs an office, a register or a network.
 */
#ifndef WORK_DEVICE_COMMAND_H
#define WORK_DEVICE_COMMAND_H

#include "keys/devfile.h"

int	 device_command(int argc, char **argv);
int	 stamp_command(int argc, char **argv);
/* `jianyin device adopt` (device_adopt.c); -1: wrong usage. */
int	 device_adopt(int argc, char **argv);

/* The subcommands that ask for a seal (device_ask.c). */
int	 device_request(int argc, char **argv);
int	 device_apply(int argc, char **argv);
int	 device_renew(int argc, char **argv);
/* How it is called; gives the exit status. */
int	 device_usage(void);

/* The demonstration's clock, where this machine has an office. */
void	 device_take_clock(void);
/* The value behind an option, or NULL; *i moves. */
const char *command_value(int argc, char **argv, int *i, const char *name);
/* The device at the path; 0 and words where it cannot be opened. */
int	 device_open_file(const char *path, struct devfile **out);
/* The PIN of a device, asked for; 0 where input ends. */
int	 device_ask_pin(const struct devfile *d, char *pin);
/* Words for what a device answered; gives the exit status. */
int	 device_refused(const struct devfile *d, enum status st,
	    const struct fault *f);
/* The key that has the seal of this code; NULL code: the only seal.  -1 and
 * words where there is none, or several. */
int	 device_find_seal(const struct devfile *d, const char *code);

#endif
