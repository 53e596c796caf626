/*
 * The inbox and the outbox beyond notice_add, which office.h has; it
 * includes this.
 */
#ifndef OFFICE_NOTICE_H
#define OFFICE_NOTICE_H

#include <stddef.h>
#include <stdint.h>

#include "base/bytes.h"
#include "base/fault.h"
#include "base/id.h"
#include "base/pool.h"
#include "store/store.h"

struct notice {
	char		 id[ID_LEN + 1];
	const char	*kind, *text, *link;
	int		 is_new;
	int64_t		 created;
};

/* Newest first, only those before the id "before" (NULL: from the end). */
enum status	 notice_list(struct store *db, struct pool *pool,
		    const char *person, const char *before,
		    struct notice *out, size_t room, size_t *n,
		    struct fault *f);
/* Only the person's own; in a transaction. */
enum status	 notice_seen(struct store *db, const char *person,
		    const char *id, struct fault *f);
enum status	 notice_unread(struct store *db, const char *person,
		    int64_t *n, struct fault *f);

#define OUTBOX_TRIES 5		/* then it has failed and says so */

struct message {
	char		 id[ID_LEN + 1];
	const char	*channel;	/* sms mail */
	const char	*mask;		/* 138****8000 */
	const char	*text;		/* "" once sent */
	const char	*state;		/* waiting sent failed */
	struct bytes	 box;		/* the address, boxed */
	int64_t		 created, tries, due;
};

/* Queue a message in the caller's transaction; the box may be empty. */
enum status	 outbox_add(struct store *db, const char *channel,
		    const char *mask, struct bytes box, const char *text,
		    struct fault *f);
/* Newest first, created after a moment: the demonstration's band. */
enum status	 outbox_recent(struct store *db, struct pool *pool,
		    int64_t since, struct message *out, size_t room,
		    size_t *n, struct fault *f);
/* For jobs: what waits in a channel, oldest first; then say how it went. */
enum status	 outbox_due(struct store *db, struct pool *pool,
		    const char *channel, struct message *out, size_t room, size_t *n,
		    struct fault *f);
/*
 * Before it is sent: nobody else takes it before "until", a try is counted.
 * ST_CONFLICT: another process has it.
 */
enum status	 outbox_take(struct store *db, struct message *m,
		    int64_t until, struct fault *f);
enum status	 outbox_sent(struct store *db, const char *id,
		    struct fault *f);
/* A try came to nothing: again then, or given up after OUTBOX_TRIES. */
enum status	 outbox_failed(struct store *db, const char *id,
		    int64_t again, struct fault *f);
/* For administrators: those in a state, page by page behind an id. */
enum status	 outbox_in(struct store *db, struct pool *pool,
		    const char *state, const char *after,
		    struct message *out, size_t room, size_t *n,
		    struct fault *f);
/* How many of a channel are in a state. */
enum status	 outbox_count(struct store *db, const char *channel,
		    const char *state, int64_t *n, struct fault *f);
/* One that was given up waits again, at once. */
enum status	 outbox_again(struct store *db, const char *id,
		    struct fault *f);

#endif
