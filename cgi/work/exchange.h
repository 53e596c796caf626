/* 变更 and 更换: one seal for another. */
#ifndef WORK_EXCHANGE_H
#define WORK_EXCHANGE_H

#include "work/front.h"

/* A front_unfit: only a seal in use is exchanged. */
front_unfit	 exchange_unfit;
/* which reasons of 变更 do not fit the seal (struct front_start). */
enum status	 exchange_reason_unfit(struct req *r, const struct seal *s,
		    const char *reason, const char **why);

/*
 * whether the unit is no longer what its seal says, by name or credit
 * code; the seal was made from "app".
 */
int		 exchange_needed(const struct unit *u,
		    const struct application *app);
/* Inside the transaction that changes a unit: who keeps one of its seals has
 * a task where its name or credit code becomes another. */
enum status	 exchange_tell(struct req *r, const struct unit *before,
		    const struct unit *now);

#endif
