/*
 * What came after a signature.  Every object the signed revision shows is
 * compared with what it is now; the only differences let pass are those a
 * further signature makes.  Anything not understood counts as a change.
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

/* Every reference inside an object onto the list; direct ones followed. */
static void
references(struct pair *p, qpdf_oh o, int depth)
{
	struct doc	 *d = p->old;
	const char	**keys;
	qpdf_oh		  v;
	int		  i, n;

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
	if (qpdf_oh_is_stream(d->q, o))
		o = qpdf_oh_get_dict(d->q, o);
	if (!qpdf_oh_is_dictionary(d->q, o) ||
	    (keys = pdf_obj_keys(d, o)) == NULL)
		return;
	for (i = 0; keys[i] != NULL; i++) {
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

/* A widget of a filled signature field: it is judged for itself. */
static int
is_signature_widget(struct doc *d, qpdf_oh o)
{
	qpdf_oh	 v = pdf_page_attr(d, o, "/V");

	return qpdf_oh_is_dictionary(d->q, o) &&
	    pdf_obj_is_name(d, pdf_page_attr(d, o, "/FT"), "/Sig") && v != 0 &&
	    pdf_obj_key(d, v, "/ByteRange") != 0;
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
		    !is_signature_widget(p->now, item))
			return 0;
	}
	return nb >= na;
}

typedef int key_rule(struct pair *, qpdf_oh, qpdf_oh);

struct key_may {
	const char	*key;
	key_rule	*rule;		/* NULL: may be anything */
};

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

	if (b == 0 || !qpdf_oh_is_dictionary(p->now->q, b))
		return 0;
	if (a == 0)	/* a form that only holds signatures is new */
		return list_grew(p, 0, pdf_obj_key(p->now, b, "/Fields"));
	return dict_same_but(p, a, b, may);
}

/* What an object may become; its words where it became something else. */
static const char *
explain(struct pair *p, qpdf_oh a, qpdf_oh b)
{
	static const struct key_may root_may[] = {
		{ "/AcroForm", form_may }, { "/DSS", NULL },
		{ "/Extensions", NULL }, { "/Metadata", NULL },
		{ NULL, NULL },
	};
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
		    is_signature_widget(p->now, b) ? "" : "签名域";
	if (pdf_obj_key(p->old, a, "/FT") != 0)
		return "表单内容";
	if (qpdf_oh_is_stream(q, a))
		return pdf_obj_is_name(p->old, pdf_obj_key(p->old, a, "/Type"),
		    "/Metadata") ? "" : "页面内容、图像或字体";
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
pdf_revision_changes(struct doc *now, size_t end)
{
	struct doc	 old;
	struct pair	 p = { .old = &old, .now = now, .changed = "" };
	qpdf_oh		 root;

	if (pdf_doc_open(&old, bytes_of(now->in.p, end), now->pool) !=
	    PDF_FINE) {
		pdf_doc_close(&old);
		return "（签名时的文件不完整）";
	}
	root = qpdf_oh_get_key(old.q, qpdf_get_trailer(old.q), "/Root");
	if (strcmp(qpdf_oh_unparse(old.q, root), qpdf_oh_unparse(now->q,
	    qpdf_oh_get_key(now->q, qpdf_get_trailer(now->q), "/Root"))) != 0)
		p.changed = "文档目录";
	else
		todo_add(&p, root);
	while (p.n > 0 && *p.changed == '\0')
		compare_one(&p, p.todo[--p.n]);
	pdf_doc_close(&old);
	return p.changed;
}
