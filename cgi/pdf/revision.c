/*
 * What came after a signature.  Every object the signed revision shows is
 * compared with what it is now; the only differences let pass are those a
 * further signature makes, and only where that signature itself covers them:
 * a widget that borrows an older signature shows what nobody signed.
 * Anything not understood counts as a change.
 */
#include <string.h>

#include "pdf/local.h"

#define NEST_MAX	100	/* direct arrays and dictionaries in another */
#define SET_START	1024

/* Object numbers seen, with their generations: open addressing. */
struct seen {
	uint64_t	*slots;
	size_t		 n, room;
};

struct pair {
	struct doc	*old, *now;
	const struct sig_list *sigs;	/* of now */
	size_t		 end;		/* of old */
	int		 root;		/* the catalog's number */
	struct seen	 seen;
	uint64_t	*todo;
	size_t		 n, room;
	const char	*changed;	/* "" so far */
};

static int
grow(struct pool *pool, uint64_t **list, size_t n, size_t *room)
{
	const size_t	 more = *room == 0 ? SET_START : *room * 2;
	uint64_t	*p = pool_array(pool, more, sizeof(*p));

	if (p == NULL)
		return 0;
	if (n > 0)
		memcpy(p, *list, n * sizeof(*p));
	*list = p;
	*room = more;
	return 1;
}

/* 1 where it is new; 0 is no key, as object numbers start at 1. */
static int
slot_take(uint64_t *slots, size_t room, uint64_t key)
{
	size_t	 i = (size_t)(key * UINT64_C(0x9E3779B97F4A7C15)) % room;

	while (slots[i] != 0) {
		if (slots[i] == key)
			return 0;
		i = (i + 1) % room;
	}
	slots[i] = key;
	return 1;
}

static int
seen_add(struct pair *p, uint64_t key)
{
	struct seen	*s = &p->seen;
	uint64_t	*fresh;
	size_t		 i;

	if (s->n * 2 >= s->room) {
		fresh = pool_array(p->old->pool, s->room * 2 + SET_START,
		    sizeof(*fresh));
		if (fresh == NULL) {
			p->changed = "（文件过大，未能比对）";
			return 0;
		}
		for (i = 0; i < s->room; i++)
			if (s->slots[i] != 0)
				slot_take(fresh, s->room * 2 + SET_START,
				    s->slots[i]);
		s->slots = fresh;
		s->room = s->room * 2 + SET_START;
	}
	if (!slot_take(s->slots, s->room, key))
		return 0;
	s->n++;
	return 1;
}

static void
todo_add(struct pair *p, qpdf_oh ref)
{
	const uint64_t	 id = (uint64_t)qpdf_oh_get_object_id(p->old->q, ref);
	const uint64_t	 gen = (uint64_t)qpdf_oh_get_generation(p->old->q,
	    ref);

	if (id == 0 || !seen_add(p, id << 16 | (gen & 0xffff)))
		return;
	if (p->n == p->room && !grow(p->old->pool, &p->todo, p->n, &p->room)) {
		p->changed = "（文件过大，未能比对）";
		return;
	}
	p->todo[p->n++] = id << 16 | (gen & 0xffff);
}

typedef int key_rule(struct pair *, qpdf_oh, qpdf_oh);
static key_rule	 form_may;

struct key_may {
	const char	*key;
	key_rule	*rule;		/* NULL: may be anything */
};

static const struct key_may root_may[] = {
	{ "/AcroForm", form_may }, { "/DSS", NULL },
	{ "/Extensions", NULL }, { "/Metadata", NULL },
	{ NULL, NULL },
};

/*
 * Of the catalog only, and not followed: what else uses such an object is
 * reached otherwise and must be the same.
 */
static int
may_be_anything(const char *key)
{
	size_t	 i;

	for (i = 0; root_may[i].key != NULL; i++)
		if (root_may[i].rule == NULL &&
		    strcmp(root_may[i].key, key) == 0)
			return 1;
	return 0;
}

/* Every reference inside an object onto the list; direct ones followed. */
static void
references(struct pair *p, qpdf_oh o, int depth)
{
	struct doc	 *d = p->old;
	const char	**keys;
	qpdf_oh		  v;
	int		  i, n, root;

	if (depth > NEST_MAX) {
		p->changed = "（结构过深，未能比对）";
		return;
	}
	if (qpdf_oh_is_array(d->q, o)) {
		n = qpdf_oh_get_array_n_items(d->q, o);
		for (i = 0; i < n; i++) {
			v = qpdf_oh_get_array_item(d->q, o, i);
			if (qpdf_oh_is_indirect(d->q, v))
				todo_add(p, v);
			else
				references(p, v, depth + 1);
			qpdf_oh_release(d->q, v);
		}
		return;
	}
	root = depth == 0 && qpdf_oh_get_object_id(d->q, o) == p->root;
	if (qpdf_oh_is_stream(d->q, o))
		o = qpdf_oh_get_dict(d->q, o);
	if (!qpdf_oh_is_dictionary(d->q, o) ||
	    (keys = pdf_obj_keys(d, o)) == NULL)
		return;
	for (i = 0; keys[i] != NULL; i++) {
		if (root && may_be_anything(keys[i]))
			continue;
		v = qpdf_oh_get_key(d->q, o, keys[i]);
		if (qpdf_oh_is_indirect(d->q, v))
			todo_add(p, v);
		else
			references(p, v, depth + 1);
		qpdf_oh_release(d->q, v);
	}
}

static int
text_same(struct pair *p, qpdf_oh a, qpdf_oh b)
{
	return strcmp(qpdf_oh_unparse_resolved(p->old->q, a),
	    qpdf_oh_unparse_resolved(p->now->q, b)) == 0;
}

static int
data_same(struct pair *p, qpdf_oh a, qpdf_oh b)
{
	unsigned char	*x = NULL, *y = NULL;
	size_t		 nx = 0, ny = 0;
	int		 same;

	/* A warning from elsewhere in the file is no error of this stream. */
	same = (qpdf_oh_get_stream_data(p->old->q, a, qpdf_dl_none, NULL, &x,
	    &nx) & QPDF_ERRORS) == 0 &&
	    (qpdf_oh_get_stream_data(p->now->q, b, qpdf_dl_none, NULL, &y,
	    &ny) & QPDF_ERRORS) == 0 &&
	    bytes_same(bytes_of(x, nx), bytes_of(y, ny));
	free(x);
	free(y);
	return same;
}

static int
object_same(struct pair *p, qpdf_oh a, qpdf_oh b)
{
	const int	 stream = qpdf_oh_is_stream(p->old->q, a);

	if (stream != qpdf_oh_is_stream(p->now->q, b))
		return 0;
	if (!stream)
		return text_same(p, a, b);
	return text_same(p, qpdf_oh_get_dict(p->old->q, a),
	    qpdf_oh_get_dict(p->now->q, b)) && data_same(p, a, b);
}

/*
 * A later signature's field or widget: found through the form, so that it is
 * judged for itself, and signing what it adds, which one that ends where the
 * old revision does cannot.
 */
static int
is_later_signature(struct pair *p, qpdf_oh o)
{
	const int	 id = qpdf_oh_get_object_id(p->now->q, o);
	qpdf_oh		 type = pdf_obj_key(p->now, o, "/Type");
	size_t		 i;

	if (id <= 0 || !qpdf_oh_is_dictionary(p->now->q, o) ||
	    (type != 0 && !pdf_obj_is_name(p->now, type, "/Annot")))
		return 0;
	for (i = 0; i < p->sigs->n; i++)
		if ((p->sigs->list[i].id == id ||
		    p->sigs->list[i].widget_id == id) &&
		    p->sigs->list[i].end > p->end)
			return 1;
	return 0;
}

/* The old items in their order, and behind them only signatures. */
static int
list_grew(struct pair *p, qpdf_oh a, qpdf_oh b)
{
	qpdf_oh	 item;
	int	 i, na = 0, nb;

	if (b == 0 || !qpdf_oh_is_array(p->now->q, b))
		return 0;
	if (a != 0 && !qpdf_oh_is_array(p->old->q, a))
		return 0;
	if (a != 0)
		na = qpdf_oh_get_array_n_items(p->old->q, a);
	nb = qpdf_oh_get_array_n_items(p->now->q, b);
	for (i = 0; i < nb; i++) {
		item = qpdf_oh_get_array_item(p->now->q, b, i);
		if (i < na ? strcmp(qpdf_oh_unparse(p->old->q,
		    qpdf_oh_get_array_item(p->old->q, a, i)),
		    qpdf_oh_unparse(p->now->q, item)) != 0 :
		    !is_later_signature(p, item))
			return 0;
	}
	return nb >= na;
}

/* Same keys and values, except where a rule lets one differ. */
static int
dict_same_but(struct pair *p, qpdf_oh a, qpdf_oh b, const struct key_may *may)
{
	const char	**keys[2];
	qpdf_oh		  x, y;
	size_t		  side, i, k;

	if (!qpdf_oh_is_dictionary(p->old->q, a) ||
	    !qpdf_oh_is_dictionary(p->now->q, b))
		return 0;
	keys[0] = pdf_obj_keys(p->old, a);
	keys[1] = pdf_obj_keys(p->now, b);
	for (side = 0; side < 2; side++)
		for (i = 0; keys[side] != NULL && keys[side][i] != NULL; i++) {
			x = qpdf_oh_get_key(p->old->q, a, keys[side][i]);
			y = qpdf_oh_get_key(p->now->q, b, keys[side][i]);
			if (strcmp(qpdf_oh_unparse(p->old->q, x),
			    qpdf_oh_unparse(p->now->q, y)) == 0)
				continue;
			for (k = 0; may[k].key != NULL; k++)
				if (strcmp(may[k].key, keys[side][i]) == 0)
					break;
			if (may[k].key == NULL ||
			    (may[k].rule != NULL && !may[k].rule(p,
			    pdf_obj_key(p->old, a, keys[side][i]),
			    pdf_obj_key(p->now, b, keys[side][i]))))
				return 0;
		}
	return keys[0] != NULL && keys[1] != NULL;
}

/* A form: more signatures, and the flag that says so. */
static int
form_may(struct pair *p, qpdf_oh a, qpdf_oh b)
{
	static const struct key_may may[] = {
		{ "/Fields", list_grew }, { "/SigFlags", NULL },
		{ NULL, NULL },
	};

	/* A signed revision has a form: the signature is in it. */
	return a != 0 && b != 0 && dict_same_but(p, a, b, may);
}

/* What an object may become; its words where it became something else. */
static const char *
explain(struct pair *p, qpdf_oh a, qpdf_oh b)
{
	static const struct key_may page_may[] = {
		{ "/Annots", list_grew }, { NULL, NULL },
	};
	static const struct key_may field_may[] = {
		{ "/V", NULL }, { "/AP", NULL }, { "/M", NULL },
		{ NULL, NULL },
	};
	qpdf_data	 q = p->old->q;
	qpdf_oh		 root = qpdf_get_root(q);
	qpdf_oh		 form = pdf_obj_key(p->old, root, "/AcroForm");
	const int	 id = qpdf_oh_get_object_id(q, a);

	if (id == qpdf_oh_get_object_id(q, root))
		return dict_same_but(p, a, b, root_may) ? "" : "文档目录";
	if (form != 0 && id == qpdf_oh_get_object_id(q, form))
		return form_may(p, a, b) ? "" : "表单";
	if (qpdf_oh_is_array(q, a))
		return list_grew(p, a, b) ? "" : "页面或批注";
	if (pdf_obj_is_name(p->old, pdf_obj_key(p->old, a, "/Type"), "/Page"))
		return dict_same_but(p, a, b, page_may) ? "" : "页面";
	if (pdf_obj_is_name(p->old, pdf_page_attr(p->old, a, "/FT"), "/Sig") &&
	    pdf_page_attr(p->old, a, "/V") == 0)
		return dict_same_but(p, a, b, field_may) &&
		    is_later_signature(p, b) ? "" : "签名域";
	if (pdf_obj_key(p->old, a, "/FT") != 0)
		return "表单内容";
	if (qpdf_oh_is_stream(q, a))
		return "页面内容、图像或字体";
	return "文档内容";
}

static void
compare_one(struct pair *p, uint64_t key)
{
	const int	 id = (int)(key >> 16), gen = (int)(key & 0xffff);
	qpdf_oh		 a = qpdf_get_object_by_id(p->old->q, id, gen);
	qpdf_oh		 b = qpdf_get_object_by_id(p->now->q, id, gen);

	if (!object_same(p, a, b))
		p->changed = explain(p, a, b);
	if (*p->changed == '\0')
		references(p, a, 0);
	qpdf_oh_release(p->old->q, a);
	qpdf_oh_release(p->now->q, b);
}

const char *
pdf_revision_changes(struct doc *now, const struct sig_list *sigs, size_t end)
{
	struct doc	 old;
	struct pair	 p = { .old = &old, .now = now, .sigs = sigs,
	    .end = end, .changed = "" };
	qpdf_oh		 root;

	if (pdf_doc_open(&old, bytes_of(now->in.p, end), now->pool) !=
	    PDF_FINE) {
		pdf_doc_close(&old);
		return "（签名时的文件不完整）";
	}
	root = qpdf_oh_get_key(old.q, qpdf_get_trailer(old.q), "/Root");
	p.root = qpdf_oh_get_object_id(old.q, root);
	if (p.root == 0 || strcmp(qpdf_oh_unparse(old.q, root), qpdf_oh_unparse(now->q,
	    qpdf_oh_get_key(now->q, qpdf_get_trailer(now->q), "/Root"))) != 0)
		p.changed = "文档目录";
	else
		todo_add(&p, root);
	while (p.n > 0 && *p.changed == '\0')
		compare_one(&p, p.todo[--p.n]);
	pdf_doc_close(&old);
	return p.changed;
}
