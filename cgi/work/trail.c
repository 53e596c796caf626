/*
 * Reading the trail of audit: which entries are asked for, the walk over
 * them, whose they are, and the entry that a look leaves behind.
 */
#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "work/trail.h"

#define SCAN_STEP	500	/* entries read at once while filtering */

static const char *
text_of(const char *s)
{
	return s == NULL ? "" : s;
}

enum status
trail_ask(struct req *r,
    const char *(*value)(const struct req *r, const char *name),
    struct trail_filter *f)
{
	const char	*below = value(r, "below");
	struct person	 p;
	char		*end;
	enum status	 st;

	f->login = text_of(value(r, "person"));
	f->object = text_of(value(r, "object"));
	f->action = text_of(value(r, "action"));
	f->result = text_of(value(r, "result"));
	f->person = NULL;
	f->below = 0;
	if (below != NULL) {
		f->below = strtoll(below, &end, 10);
		if (*end != '\0' || f->below <= 0)
			return fault_set(r->fault, ST_INVALID, "below");
	}
	if (*f->login == '\0')
		return ST_OK;
	st = person_by_login(r->db, r->pool, f->login, &p, r->fault);
	if (st == ST_OK)
		f->person = pool_text(r->pool, p.id);
	else if (st == ST_ABSENT)
		f->person = f->login;	/* an id, or nobody */
	return st == ST_ABSENT ? ST_OK : st;
}

static int
fits(const struct trail_filter *f, const struct audit_line *l)
{
	return (f->person == NULL || strcmp(l->person, f->person) == 0) &&
	    (*f->object == '\0' || strcmp(l->object, f->object) == 0) &&
	    (*f->result == '\0' || strcmp(l->result, f->result) == 0) &&
	    (*f->action == '\0' || strcmp(l->action, f->action) == 0 ||
	    strcmp(trail_action(l->action), f->action) == 0);
}

/* The next entries, by the index that fits best. */
static enum status
read_step(struct req *r, struct pool *pool, const struct trail_filter *f,
    int64_t below, struct audit_line *out, size_t room, size_t *n)
{
	if (*f->object != '\0')
		return audit_of_object(r->db, pool, f->object, below, out,
		    room, n, r->fault);
	if (f->person != NULL)
		return audit_of_person(r->db, pool, f->person, below, out,
		    room, n, r->fault);
	return audit_page(r->db, pool, below, out, room, n, r->fault);
}

enum status
trail_walk(struct req *r, const struct trail_filter *f, struct trail_walk *w)
{
	struct pool		*pool = pool_new(4 * MIB);
	struct audit_line	*step = NULL;
	int64_t			 below = f->below;
	size_t			 n, i, taken = 0, seen = 0;
	enum status		 st = ST_OK;

	w->next = 0;
	while (pool != NULL && st == ST_OK) {
		pool_reset(pool);
		step = pool_array(pool, SCAN_STEP, sizeof(*step));
		if (step == NULL)
			break;
		st = read_step(r, pool, f, below, step, SCAN_STEP, &n);
		for (i = 0; st == ST_OK && i < n; i++) {
			below = w->next = step[i].seq;
			if (fits(f, &step[i]) &&
			    (!w->fn(w->arg, &step[i]) || ++taken == w->most))
				goto out;
		}
		if (st != ST_OK || n < SCAN_STEP) {
			w->next = 0;
			break;
		}
		if ((seen += n) >= w->scan)
			break;
	}
out:
	if (pool == NULL || (st == ST_OK && step == NULL))
		st = fault_set(r->fault, ST_BROKEN, "no memory");
	pool_free(pool);
	return st;
}

enum status
trail_note(struct req *r, const char *action, const char *object,
    const char *result, const char *reason)
{
	const struct audit_entry entry = {
		.action = action, .kind = "audit", .object = object,
		.result = result, .reason = reason,
	};

	return audit_write(r->db, r->actor, &entry, r->fault);
}

const char *
trail_words(struct req *r, const struct trail_filter *f)
{
	const struct { const char *word, *value; } parts[] = {
		{ "账号", f->login }, { "对象", f->object },
		{ "操作", f->action },
		{ "结果", *f->result == '\0' ? "" :
		    choice_label(trail_results, f->result) },
	};
	const char	*out = "";
	size_t		 i;

	for (i = 0; i < NITEMS(parts) && out != NULL; i++)
		if (*parts[i].value != '\0')
			out = pool_printf(r->pool, "%s%s%s %s", out,
			    *out == '\0' ? "" : "；", parts[i].word,
			    parts[i].value);
	return out == NULL || *out == '\0' ? "全部记录" : out;
}

const char *
trail_name(struct trail_names *names, const char *id)
{
	struct person	 p;
	const char	*name;
	size_t		 i;

	if (*id == '\0')
		return "系统";
	for (i = 0; i < names->n; i++)
		if (strcmp(names->known[i].id, id) == 0)
			return names->known[i].name;
	name = person_load(names->r->db, names->r->pool, id, &p,
	    names->r->fault) == ST_OK ? pool_printf(names->r->pool,
	    "%s（%s）", p.name, p.login) : pool_text(names->r->pool, id);
	if (id_is(id) && names->n < NITEMS(names->known)) {
		memcpy(names->known[names->n].id, id, ID_LEN + 1);
		names->known[names->n++].name = name;
	}
	return name;
}
