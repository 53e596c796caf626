/*
 * What two officers do at the console with the root key or the recovery
 * file (design.md, Keys and Certificates): `jianyin ca`, `jianyin recover`.
 */
#ifndef WORK_OFFICERS_H
#define WORK_OFFICERS_H

#include "base/config.h"
#include "base/fault.h"

int		 command_ca(int argc, char **argv);
int		 command_recover(int argc, char **argv);
/* The CAs' certificates beside the data, for verify, which keyd tells
 * little; keyd must run. */
enum status	 officers_publish(const struct config *config,
		    struct fault *f);

#endif
