/*
 * Judging an OFD: what its reader found of each signature, put into the same
 * four axes as a PDF's.  The digest of Signature.xml is computed here, over
 * the bytes that came; those of the parts it references are the reader's
 * word, because only there is a package unpacked.
 */
#include <string.h>
#include <unistd.h>

#include "base/buf.h"
#include "stamp/local.h"

#define SCOPE_ROOM	(64 * KIB)	/* five lists of ten names */

static int
is_foreign(const struct ofd_signature *s)
{
	return !s->is_seal && !stamp_is_ses(s->value);
}

/* --- axis: the file ------------------------------------------------------- */

/* A document beside its own that nobody has sealed. */
static int
has_unsealed(const struct ofd_file *o, unsigned own)
{
	unsigned	 i;

	for (i = 0; i < o->ndocs; i++)
		if (i != own && o->docs[i].seals == 0)
			return 1;
	return 0;
}

/*
 * Another kind of signature that is drawn on the pages, where some were added
 * that this one does not cover; the order of the list proves nothing.
 */
static int
is_drawn_over(const struct ofd_file *o, const struct ofd_signature *own)
{
	const struct ofd_signature	*s;

	for (s = o->sigs; own->apart > 0 && s < o->sigs + o->nsigs; s++)
		if (s->doc == own->doc && is_foreign(s) && s->nplaces > 0)
			return 1;
	return 0;
}

/* The first that is wrong, the surest before what only cannot be told. */
static struct stamp_finding
judge_file(const struct stamp_result *r, const struct ofd_file *o,
    const struct ofd_signature *s)
{
	const enum finding_state	 document =
	    r->ses.found[CHECK_DOCUMENT].state;
	const struct { int holds; enum say say; } rules[] = {
		{ !r->ses.read || !s->readable, SAY_FILE_UNREADABLE },
		{ document == FIND_BROKEN, SAY_FILE_ALTERED },
		{ document == FIND_UNKNOWN, SAY_FILE_UNREADABLE },
		{ s->missing.n > 0, SAY_FILE_PART_MISSING },
		{ s->changed.n > 0, SAY_FILE_PART_ALTERED },
		{ s->list_changed != 0, SAY_FILE_LOCKED },
		{ s->nrefs == 0 || s->uncovered.n > 0, SAY_FILE_RANGE },
		{ has_unsealed(o, s->doc), SAY_FILE_OTHER_DOCUMENT },
		{ s->digest == OFD_DIGEST_WEAK, SAY_FILE_WEAK },
		{ s->digest != OFD_DIGEST_SM3, SAY_FILE_METHOD },
		{ s->unclear.n > 0, SAY_FILE_UNCLEAR },
		{ is_drawn_over(o, s), SAY_FILE_FOREIGN_LATER },
		{ s->later > 0, SAY_FILE_LATER },
	};
	size_t	 i;

	for (i = 0; i < NITEMS(rules); i++)
		if (rules[i].holds)
			return stamp_say(rules[i].say);
	return stamp_say(SAY_FILE_INTACT);
}

/* --- words ---------------------------------------------------------------- */

static void
list(struct buf *b, const char *label, const struct ofd_parts *p)
{
	if (p->n == 0)
		return;
	buf_printf(b, "；%s %u 个文件：%s%s", label, p->n, p->names,
	    p->n > OFD_NAMES ? "等" : "");
}

static const char *
scope_of(const struct ofd_file *o, const struct ofd_signature *s,
    struct pool *pool)
{
	struct buf	 b;
	const char	*text;

	if (!s->readable)
		return "签名文件缺失或无法解析，不知道签章涵盖什么";
	buf_init(&b, SCOPE_ROOM);
	buf_printf(&b, "包内 %u 个文件，签章引用 %u 个", o->nfiles, s->nrefs);
	if (o->ndocs > 1)
		buf_printf(&b, "；包内共 %u 份文档，本签章属于第 %u 份",
		    o->ndocs, s->doc + 1);
	list(&b, "已被改动", &s->changed);
	list(&b, "已缺失", &s->missing);
	list(&b, "显示而未涵盖", &s->uncovered);
	list(&b, "无法解析", &s->unclear);
	list(&b, "不影响显示而未涵盖", &s->others);
	if (s->stray > 0)
		buf_printf(&b, "；另有 %u 处印章外观不属于任何一页",
		    s->stray);
	if (s->locks)
		buf_text(&b, "；锁定文件，不能再加签章");
	text = pool_text(pool, buf_str(&b));
	buf_free(&b);
	return text == NULL ? "" : text;
}

/* Known deviations by name: the package's, the signature's, its seal's. */
static void
tell_quirks(struct stamp_result *r, unsigned quirks, struct pool *pool)
{
	const unsigned	 ses = !r->ses.read ? 0 : (r->stamp.quirks |
			    r->stamp.seal.quirks) & ~SES_Q(SES_Q_PADDING);
	struct finding	*to = &r->ses.found[CHECK_QUIRKS];
	const char	*text;
	struct buf	 b;
	unsigned	 q;

	if ((quirks | ses) == 0 || to->state > FIND_WARNING)
		return;
	buf_init(&b, SCOPE_ROOM);
	buf_text(&b, "存在已知的书写偏差，不影响核验结果：");
	for (q = 0; q < OFD_Q__N; q++)
		if ((quirks & OFD_Q(q)) != 0)
			buf_text(&b, ofd_quirk_row((enum ofd_quirk)q)->label);
	for (q = 0; q < SES_Q__N; q++)
		if ((ses & SES_Q(q)) != 0)
			buf_text(&b, ses_quirk_row((enum ses_quirk)q)->label);
	text = pool_text(pool, buf_str(&b));
	buf_free(&b);
	to->state = FIND_WARNING;
	to->code = "quirks";
	to->text = text == NULL ? "" : text;
	to->clause = "GB/T 33190-2016";
}

/*
 * The check of the document is of what the signature references as well, not
 * of Signature.xml alone (R-190: exactly that line fails).
 */
static void
tell_document(struct stamp_result *r, const struct ofd_signature *s)
{
	struct finding			*to = &r->ses.found[CHECK_DOCUMENT];
	const struct stamp_finding	*from = &r->axis[AXIS_FILE];
	const int	 fits = s->missing.n == 0 && s->changed.n == 0 &&
	    !s->list_changed;

	if (to->state != FIND_OK || (fits && s->digest == OFD_DIGEST_SM3))
		return;
	to->state = fits ? FIND_UNKNOWN : FIND_BROKEN;
	to->code = from->code;
	to->text = from->text;
	to->clause = from->clause;
}

/* propertyInfo names what is signed: this Signature.xml, from the root. */
static int
names_itself(struct bytes property, const char *path)
{
	const size_t	 n = strlen(path);

	return property.n == n + 1 && property.p[0] == '/' &&
	    memcmp(property.p + 1, path, n) == 0;
}

/* --- one signature -------------------------------------------------------- */

static enum status
judge_one(const struct ofd_file *o, const struct ofd_signature *s,
    const struct stamp_trust *trust, struct pool *pool,
    struct stamp_result *r, struct fault *f)
{
	unsigned	 quirks = o->quirks | s->quirks;
	enum status	 st;

	r->name = s->id;
	r->contents = s->value;
	r->changed = "";
	r->scope = scope_of(o, s, pool);
	r->places = s->places;
	r->nplaces = s->nplaces;
	if ((st = sm3(s->xml, r->digest)) != ST_OK)
		return fault_set(f, st, "digest: memory");
	if ((st = stamp_judge_seal(trust, pool, r, f)) != ST_OK)
		return st;
	if (r->ses.read && !names_itself(r->stamp.property, s->path))
		quirks |= OFD_Q(OFD_Q_PROPERTY);
	tell_quirks(r, quirks, pool);
	r->axis[AXIS_FILE] = judge_file(r, o, s);
	tell_document(r, s);
	if (r->ses.read && s->seal.p != NULL &&
	    !bytes_same(s->seal, r->stamp.seal.whole) &&
	    r->axis[AXIS_SEAL].grade != GRADE_BAD)
		r->axis[AXIS_SEAL] = stamp_say(SAY_SEAL_FILE);
	return ST_OK;
}

static enum status
judge_all(const struct ofd_file *o, const struct stamp_trust *trust,
    struct pool *pool, struct stamp_report *out, struct fault *f)
{
	enum status	 st;
	unsigned	 i;

	out->list = pool_array(pool, o->nsigs + 1, sizeof(*out->list));
	if (out->list == NULL)
		return fault_set(f, ST_BROKEN, "verdict: memory");
	out->foreign = o->integrity != 0;
	for (i = 0; i < o->nsigs; i++) {
		if (is_foreign(&o->sigs[i])) {
			out->foreign++;
			continue;
		}
		st = judge_one(o, &o->sigs[i], trust, pool,
		    &out->list[out->n], f);
		if (st != ST_OK)
			return st;
		out->n++;
	}
	return ST_OK;
}

enum status
stamp_judge_ofd(const struct reader *reader, struct bytes file,
    const struct stamp_trust *trust, struct pool *pool,
    struct stamp_report *out, struct stamp_refusal *why, struct fault *f)
{
	struct ofd_file	*o = pool_alloc(pool, sizeof(*o));
	enum ofd_reason	 reason = OFD_OUR_FAULT;
	enum status	 st = ST_BROKEN;
	int		 fd = box_file(&file, 1, f);

	if (fd != -1 && o != NULL)
		st = ofd_look(reader, fd, pool, o, &reason, f);
	else if (o == NULL)
		fault_set(f, ST_BROKEN, "verdict: memory");
	if (fd != -1)
		close(fd);
	*why = (struct stamp_refusal){ ofd_reason_code(reason),
	    ofd_reason_text(reason) };
	return st == ST_OK ? judge_all(o, trust, pool, out, f) : st;
}
