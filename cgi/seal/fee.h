/*
 * What an employer paid for carrier and yearly service: noted at the
 * desk from its receipt.  Nothing is collected here.
 */
#ifndef SEAL_FEE_H
#define SEAL_FEE_H

#include <stdint.h>

#include "base/pool.h"
#include "store/store.h"

struct fee {
	const char	*kind;		/* carrier 介质成本, service 年服务费 */
	int64_t		 cents;		/* 分 */
	const char	*receipt;	/* 票据号, as typed */
	const char	*person;	/* who noted it; read: the name */
	int64_t		 at;		/* ms */
};

#define FEES_MAX	100	/* of one request; notings, corrections too */

enum status	 fee_add(struct store *db, const char *request,
		    const struct fee *fee, struct fault *f);
/* Oldest first: of a kind the last one counts. */
enum status	 fee_list(struct store *db, struct pool *pool,
		    const char *request, struct fee **out, size_t *n,
		    struct fault *f);

#endif
