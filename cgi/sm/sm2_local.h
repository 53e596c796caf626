/* The key as the SM2 files know it. */
#ifndef SM_SM2_LOCAL_H
#define SM_SM2_LOCAL_H

#include <openssl/evp.h>

#include "sm/sm.h"

struct sm2 {
	EVP_PKEY	*pkey;			/* of type SM2 */
	unsigned char	 pub[SM2_PUBLIC];	/* its point */
	int		 private;		/* whether it can sign */
};

#endif
