/*
 * Stamps made without the register, brought in afterwards: part of a
 * seal's use log, and the handler that takes a device's log.
 */
#ifndef WORK_OFFLINE_LOG_H
#define WORK_OFFLINE_LOG_H

#include "page/page.h"
#include "seal/seal.h"
#include "web/web.h"

extern const struct form offline_form;

/* {{#OFFLINE}} with its rows, and {{#BRING}} for a keeper. */
enum status	 offline_fill(struct req *r, const struct seal *seal,
		    struct page *page);
/*
 * Take r->values, the log of a device, for this seal of the actor's own unit.
 * *why: the sentence where it is refused (audited); *n: how many were new.
 */
enum status	 offline_take(struct req *r, const struct seal *seal,
		    size_t *n, const char **why);

#endif
