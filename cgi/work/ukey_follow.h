/*
 * The UKey of a person follows the key at keyd that it stands for: locked
 * after wrong PINs, unlocked at the counter, asked back when its owner leaves
 * .  Without a UKey nothing happens.
 */
#ifndef WORK_UKEY_FOLLOW_H
#define WORK_UKEY_FOLLOW_H

#include "web/web.h"

/* keyd says locked: K3, and the desk is told.  A transaction of its own; what
 * fails goes to the log, since the person is refused anyway. */
void		 ukey_locked(struct req *r, const char *person);
/* Inside the caller's transaction: unlocked after the identity was recorded. */
enum status	 ukey_unlocked(struct req *r, const char *person,
		    const char *record, const char *statement);
/* A new PIN is wanted, or was set. */
enum status	 ukey_pin(struct req *r, const char *person, int set);
/* To be brought back; the actor and the desk that gave it out have a task. */
enum status	 ukey_call_back(struct req *r, const char *person,
		    const char *why);

#endif
