/* What the two files of revocation lists share; for "trust" alone. */
#ifndef TRUST_CRL_LOCAL_H
#define TRUST_CRL_LOCAL_H

#include <stdint.h>

#include "base/bytes.h"

struct bytes	 serial_trim(struct bytes s);
int		 serial_compare(struct bytes a, struct bytes b);
int		 reason_is_known(int64_t reason);

#endif
