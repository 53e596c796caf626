/* Workers: each with its own connection to the store and its own pool. */
#include <sys/eventfd.h>
#include <sys/socket.h>

#include <pthread.h>
#include <stdlib.h>
#include <signal.h>
#include <unistd.h>

#include "base/log.h"
#include "keys/workers.h"

#define THREADS (KEYS_FAST + KEYS_SLOW)

struct line {
	struct job	*first, **last;
};

struct worker {
	struct workers	*all;
	struct line	*line;
	pthread_cond_t	*wanted;
	struct store	*db;
	struct pool	*pool;
	pthread_t	 thread;
	int		 started;
};

struct workers {
	struct keys	*k;
	int		 done_fd, stop;
	pthread_mutex_t	 lock;
	pthread_cond_t	 fast_wanted, slow_wanted;
	struct line	 fast, slow, done;
	struct worker	 one[THREADS];
};

static void
line_init(struct line *l)
{
	l->first = NULL;
	l->last = &l->first;
}

static void
line_put(struct line *l, struct job *job)
{
	job->next = NULL;
	*l->last = job;
	l->last = &job->next;
}

static struct job *
line_take(struct line *l)
{
	struct job	*job = l->first;

	if (job == NULL)
		return NULL;
	if ((l->first = job->next) == NULL)
		l->last = &l->first;
	return job;
}

void
job_free(struct job *job)
{
	if (job == NULL)
		return;
	buf_wipe(&job->in);
	buf_wipe(&job->out);
	free(job);
}

/* Under the lock: the next job, or NULL to end. */
static struct job *
wait_for_job(struct worker *w)
{
	struct job	*job = NULL;

	while (!w->all->stop && (job = line_take(w->line)) == NULL)
		pthread_cond_wait(w->wanted, &w->all->lock);
	return job;
}

/* The whole answer's length into its head. */
static void
seal_answer_length(struct buf *out)
{
	out->p[0] = (unsigned char)(out->n >> 24);
	out->p[1] = (unsigned char)(out->n >> 16);
	out->p[2] = (unsigned char)(out->n >> 8);
	out->p[3] = (unsigned char)out->n;
}

/*
 * The answer leaves at once, not when the server gets to it: waking a thread
 * takes as long as reading a key.  What does not fit, or fails, is its to see.
 */
static void
answer(struct job *job)
{
	ssize_t	 n;

	seal_answer_length(&job->out);
	n = send(job->fd, job->out.p, job->out.n,
	    MSG_NOSIGNAL | MSG_DONTWAIT);
	job->sent = n > 0 ? (size_t)n : 0;
}

static void *
work(void *arg)
{
	struct worker	*w = arg;
	struct workers	*all = w->all;
	const uint64_t	 one = 1;
	struct job	*job;

	pthread_mutex_lock(&all->lock);
	while ((job = wait_for_job(w)) != NULL) {
		pthread_mutex_unlock(&all->lock);
		call_serve(all->k, w->db, w->pool, job->program,
		    buf_view(&job->in), &job->out);
		answer(job);
		pool_reset(w->pool);
		pthread_mutex_lock(&all->lock);
		line_put(&all->done, job);
		if (write(all->done_fd, &one, sizeof(one)) == -1)
			log_line(LOG_ERROR, "keyd: eventfd");
	}
	pthread_mutex_unlock(&all->lock);
	return NULL;
}

static enum status
start_one(struct workers *all, struct worker *w, const char *where,
    struct fault *f)
{
	enum status	 st;

	w->all = all;
	if ((st = store_open(where, "keyd", 0, &w->db, f)) != ST_OK)
		return st;
	if ((w->pool = pool_new(KEYS_POOL)) == NULL ||
	    pthread_create(&w->thread, NULL, work, w) != 0)
		return fault_set(f, ST_BROKEN, "no thread");
	w->started = 1;
	return ST_OK;
}

enum status
workers_new(struct keys *k, int done, struct workers **out, struct fault *f)
{
	struct workers	*all;
	char		 where[CONFIG_PATH];
	sigset_t	 every, before;
	enum status	 st = ST_OK;
	int		 i, slow;

	*out = NULL;
	if ((all = calloc(1, sizeof(*all))) == NULL)
		return fault_set(f, ST_BROKEN, "out of memory");
	all->k = k;
	all->done_fd = done;
	pthread_mutex_init(&all->lock, NULL);
	pthread_cond_init(&all->fast_wanted, NULL);
	pthread_cond_init(&all->slow_wanted, NULL);
	line_init(&all->fast);
	line_init(&all->slow);
	line_init(&all->done);
	keys_where(&k->config, where);
	/* signals are the server's; the store unblocks its own */
	sigfillset(&every);
	pthread_sigmask(SIG_SETMASK, &every, &before);
	for (i = 0; i < THREADS && st == ST_OK; i++) {
		slow = i >= KEYS_FAST;
		all->one[i].line = slow ? &all->slow : &all->fast;
		all->one[i].wanted = slow ? &all->slow_wanted :
		    &all->fast_wanted;
		st = start_one(all, &all->one[i], where, f);
	}
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	if (st != ST_OK)
		workers_free(all);
	else
		*out = all;
	return st;
}

void
workers_give(struct workers *w, struct job *job, int slow)
{
	pthread_mutex_lock(&w->lock);
	line_put(slow ? &w->slow : &w->fast, job);
	pthread_cond_signal(slow ? &w->slow_wanted : &w->fast_wanted);
	pthread_mutex_unlock(&w->lock);
}

struct job *
workers_take(struct workers *w)
{
	struct job	*job;

	pthread_mutex_lock(&w->lock);
	job = line_take(&w->done);
	pthread_mutex_unlock(&w->lock);
	return job;
}

static void
line_drop(struct line *l)
{
	struct job	*job;

	while ((job = line_take(l)) != NULL)
		job_free(job);
}

void
workers_free(struct workers *w)
{
	int	 i;

	if (w == NULL)
		return;
	pthread_mutex_lock(&w->lock);
	w->stop = 1;
	pthread_cond_broadcast(&w->fast_wanted);
	pthread_cond_broadcast(&w->slow_wanted);
	pthread_mutex_unlock(&w->lock);
	for (i = 0; i < THREADS; i++) {
		if (w->one[i].started)
			pthread_join(w->one[i].thread, NULL);
		store_close(w->one[i].db);
		if (w->one[i].pool != NULL)
			pool_free(w->one[i].pool);
	}
	line_drop(&w->fast);
	line_drop(&w->slow);
	line_drop(&w->done);
	pthread_cond_destroy(&w->fast_wanted);
	pthread_cond_destroy(&w->slow_wanted);
	pthread_mutex_destroy(&w->lock);
	free(w);
}
