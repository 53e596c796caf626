/*
 * The store key of a production office outside keyd's unit: systemd gives
 * keyd a copy of the file keyd-store-key beside the settings, and what the
 * console does before or beside keyd takes it from there itself.
 */
#ifndef WORK_CREDENTIAL_H
#define WORK_CREDENTIAL_H

#include "base/config.h"
#include "base/fault.h"

/* The file's path; also where a recovered key belongs. */
void		 credential_path(char out[CONFIG_PATH]);
/*
 * Let keys_* and a keyd started by us find it, if systemd did not do so for
 * us already; "make" writes a new one (0400) where there is none.  Nothing
 * to do in a demonstration.
 */
enum status	 credential_use(const struct config *config, int make,
		    struct fault *f);

#endif
