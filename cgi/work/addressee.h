/*
 * Whom to turn to: the authority of a region in the words pages use,
 * its name, who in it, phone and address.
 */
#ifndef WORK_ADDRESSEE_H
#define WORK_ADDRESSEE_H

#include "office/authority.h"
#include "web/web.h"

/* "演示市公安局（治安支队），电话 …"; in the pool. */
const char	*addressee_words(struct pool *pool,
		    const struct authority *a);
/* Of a region; *words NULL: none is registered. */
enum status	 addressee_of_region(struct req *r, const char *region,
		    enum authority_kind kind, const char **words);
/* Of the region of a unit. */
enum status	 addressee_of_unit(struct req *r, const char *unit,
		    enum authority_kind kind, const char **words);

#endif
