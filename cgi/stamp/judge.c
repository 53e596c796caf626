/*
 * The one function that judges.  Each axis is decided by itself from facts,
 * then one word from the axes, worst first: what could not be told never
 * reads as valid.
 */
#include <string.h>
#include <unistd.h>

#include "sm/sm.h"
#include "stamp/local.h"

/* --- axis: the file ------------------------------------------------------ */

static enum status
range_digest(struct bytes file, const struct pdf_signature *s,
    unsigned char out[SM3_LEN], struct fault *f)
{
	struct sm3	*h = sm3_new();
	const size_t	*r = s->range;
	int		 i, ok = h != NULL;

	for (i = 0; ok && i < 4; i += 2)
		if (r[i] <= file.n && r[i + 1] <= file.n - r[i])
			ok = sm3_add(h, bytes_of(file.p + r[i], r[i + 1]));
	ok = ok && sm3_end(h, out);
	sm3_free(h);
	return ok ? ST_OK : fault_set(f, ST_BROKEN, "digest: memory");
}

/* CMS begins with an identifier, a bare SM2 value with a number. */
int
stamp_is_ses(struct bytes der)
{
	size_t	 i = 1;

	if (der.n < 8)
		return 0;
	i += der.p[1] > 0x80 ? 1 + (der.p[1] & 0x7fu) : 1;
	return i < der.n && der.p[i] == 0x30;
}

/*
 * What is no SES_Signature is another kind of signature, unless it says of
 * itself that it is a seal's.
 */
static int
is_foreign(const struct pdf_signature *s)
{
	return strncmp(s->subfilter, "/GM.sm2seal", 11) != 0 &&
	    !stamp_is_ses(s->contents);
}

/*
 * What follows the signed revision and changes nothing: another seal's
 * signature over all of it, one that we cannot verify and that may draw on
 * the pages, or bytes that nobody signed.
 */
static enum say
what_follows(const struct pdf_signatures *all,
    const struct pdf_signature *own)
{
	const struct pdf_signature	*s;
	enum say			 what = SAY_FILE_APPENDED;
	unsigned			 i;

	if (!own->later)
		return SAY_FILE_INTACT;
	for (i = 0; i < all->n; i++) {
		s = &all->list[i];
		if (is_foreign(s) && s->end > own->end)
			return SAY_FILE_FOREIGN_LATER;
		if (s->whole && !s->later)
			what = SAY_FILE_LATER;
	}
	return what;
}

static struct stamp_finding
judge_file(const struct stamp_result *r, const struct pdf_signature *sig,
    const struct pdf_signatures *all)
{
	if (!r->ses.read)
		return stamp_say(SAY_FILE_UNREADABLE);
	if (!sig->whole)
		return stamp_say(SAY_FILE_RANGE);
	if (r->ses.found[CHECK_DOCUMENT].state == FIND_BROKEN)
		return stamp_say(SAY_FILE_ALTERED);
	if (r->ses.found[CHECK_DOCUMENT].state == FIND_UNKNOWN)
		return stamp_say(SAY_FILE_UNREADABLE);
	if (sig->altered)
		return stamp_say(SAY_FILE_LATER_ALTERED);
	return stamp_say(what_follows(all, sig));
}

/* --- axis: the seal ------------------------------------------------------ */

/* The worst check but the document's; the first of equals is the reason. */
static struct stamp_finding
judge_seal(const struct ses_verdict *v)
{
	const struct finding	*worst = NULL, *one;
	int			 c;

	for (c = 0; c < CHECK__N; c++) {
		one = &v->found[c];
		if (c == CHECK_DOCUMENT || one->state < FIND_UNKNOWN)
			continue;
		if (worst == NULL || one->state > worst->state)
			worst = one;
	}
	if (worst == NULL)
		return stamp_say(SAY_SEAL_GOOD);
	return (struct stamp_finding){ worst->state == FIND_BROKEN ?
	    GRADE_BAD : GRADE_UNKNOWN, worst->code, worst->text,
	    worst->clause };
}

/* --- axes: the seal's state ---------------------------------------------- */

/* A state that cannot be had is unknown, whatever the reason. */
static void
state_ask(const struct stamp_trust *trust, const char *esid, struct span at,
    struct stamp_state *out)
{
	struct fault	 f = { 0 };

	*out = (struct stamp_state){ .state = STAMP_SEAL_UNKNOWN };
	if (trust->state == NULL || *esid == '\0' || at.from == 0)
		return;
	if (trust->state(trust->arg, esid, at, out, &f) != ST_OK ||
	    (unsigned)out->state >= STAMP_SEAL__N)
		*out = (struct stamp_state){ .state = STAMP_SEAL_UNKNOWN };
}

/*
 * A seal that is no longer valid was valid when stamping only if the moment
 * is proven; the signer's own word proves nothing then.
 */
static struct stamp_finding
judge_then(const struct stamp_result *r, int offline)
{
	static const enum say bad[] = {
		[STAMP_SEAL_FROZEN] = SAY_THEN_FROZEN,
		[STAMP_SEAL_EXPIRED] = SAY_THEN_EXPIRED,
		[STAMP_SEAL_REVOKED] = SAY_THEN_REVOKED,
	};

	if (offline)
		return stamp_say(SAY_THEN_OFFLINE);
	if (r->then.state == STAMP_SEAL_UNKNOWN)
		return stamp_say(SAY_THEN_UNKNOWN);
	if (r->then.state != STAMP_SEAL_VALID)
		return stamp_say(bad[r->then.state]);
	if (r->proven != 0)
		return stamp_say(SAY_THEN_GOOD);
	return stamp_say(r->now.state == STAMP_SEAL_VALID ? SAY_THEN_CLAIMED :
	    SAY_THEN_NO_PROOF);
}

static struct stamp_finding
judge_now(const struct stamp_result *r, int offline)
{
	static const enum say words[] = {
		[STAMP_SEAL_UNKNOWN] = SAY_NOW_UNKNOWN,
		[STAMP_SEAL_VALID] = SAY_NOW_GOOD,
		[STAMP_SEAL_FROZEN] = SAY_NOW_FROZEN,
		[STAMP_SEAL_EXPIRED] = SAY_NOW_EXPIRED,
		[STAMP_SEAL_REVOKED] = SAY_NOW_REVOKED,
	};

	_Static_assert(NITEMS(words) == STAMP_SEAL__N, "a sentence each");
	return stamp_say(offline ? SAY_NOW_OFFLINE : words[r->now.state]);
}

/* --- one word ------------------------------------------------------------- */

static enum verdict
word_of(const struct stamp_finding axis[AXIS__N])
{
	int	 a;

	if (axis[AXIS_FILE].grade == GRADE_BAD)
		return VERDICT_ALTERED;
	if (axis[AXIS_SEAL].grade == GRADE_BAD ||
	    axis[AXIS_THEN].grade == GRADE_BAD)
		return VERDICT_INVALID;
	for (a = 0; a < AXIS__N; a++)
		if (axis[a].grade == GRADE_UNKNOWN)
			return VERDICT_UNKNOWN;
	return axis[AXIS_NOW].grade == GRADE_BAD ? VERDICT_LAPSED :
	    VERDICT_GENUINE;
}

static const char *
text_of(struct pool *pool, struct bytes v)
{
	const char	*s = v.p == NULL ? "" : pool_copy(pool, v.p, v.n);

	return s == NULL ? "" : s;
}

static void
names_take(struct stamp_result *r, struct pool *pool)
{
	struct ses_cert	 cert;
	struct ses_ext	 ext;

	r->esid = r->seal_name = r->signer = "";
	if (!r->ses.read)
		return;
	r->esid = text_of(pool, r->stamp.seal.es_id);
	r->seal_name = text_of(pool, r->stamp.seal.name);
	r->claimed = r->stamp.time.ms;
	r->offline = ses_ext_find(r->stamp.ext, OID_JY_OFFLINE, &ext) &&
	    offline_mark_read(ext.value, &r->mark);
	if (ses_cert_read(r->stamp.cert, &cert, NULL) == ST_OK)
		r->signer = text_of(pool, ses_name_part(cert.subject,
		    OID_CN));
}

/* When we stamped it ourselves, by our own record; 0 where we did not. */
static int64_t
proof_of(const struct stamp_result *r, const struct stamp_trust *trust)
{
	struct fault	 f = { 0 };
	int64_t		 ms = 0;

	if (trust->record == NULL || trust->record(trust->arg, r->digest,
	    r->contents, &ms, &f) != ST_OK)
		return 0;
	return ms;
}

enum status
stamp_judge_seal(const struct stamp_trust *trust, struct pool *pool,
    struct stamp_result *r, struct fault *f)
{
	const int	 offline = trust->state == NULL;
	struct ses_ask	 ask = { .now = trust->now, .digest = r->digest,
	    .chain = trust->chain, .chain_arg = trust->chain_arg };
	enum status	 st;

	st = ses_signature_judge(r->contents, &ask, &r->stamp, &r->ses, f);
	if (st != ST_OK)
		return st;
	names_take(r, pool);
	if (trust->meet != NULL)
		trust->meet(trust->arg, r);
	r->proven = proof_of(r, trust);
	state_ask(trust, r->esid, r->proven != 0 && !r->offline ?
	    span_of(r->proven) : span_of_second(r->claimed), &r->then);
	state_ask(trust, r->esid, span_of(trust->now), &r->now);
	r->axis[AXIS_SEAL] = judge_seal(&r->ses);
	r->axis[AXIS_THEN] = judge_then(r, offline);
	r->axis[AXIS_NOW] = judge_now(r, offline);
	return ST_OK;
}

static enum status
judge_one(struct bytes file, const struct pdf_signatures *all,
    const struct pdf_signature *sig, const struct stamp_trust *trust,
    struct pool *pool, struct stamp_result *r, struct fault *f)
{
	enum status	 st;

	r->name = sig->field;
	r->contents = sig->contents;
	r->changed = sig->changed;
	r->scope = "";
	r->places = &sig->where;
	r->nplaces = sig->placed != 0;
	if ((st = range_digest(file, sig, r->digest, f)) != ST_OK ||
	    (st = stamp_judge_seal(trust, pool, r, f)) != ST_OK)
		return st;
	r->axis[AXIS_FILE] = judge_file(r, sig, all);
	return ST_OK;
}

/*
 * Unknown for want of a network is another sentence than unknown for want of
 * trust: file and seal are known to be sound.
 */
static const char *
sentence_of(const struct stamp_report *rep, int offline)
{
	unsigned	 i;

	if (rep->verdict == VERDICT_NONE && rep->foreign > 0)
		return "文件没有电子签章；另有其他类型的数字签名，"
		    "本系统不能核验。";
	if (rep->verdict != VERDICT_UNKNOWN || !offline)
		return verdict_sentence(rep->verdict);
	for (i = 0; i < rep->n; i++)
		if (rep->list[i].axis[AXIS_FILE].grade != GRADE_GOOD ||
		    rep->list[i].axis[AXIS_SEAL].grade != GRADE_GOOD)
			return verdict_sentence(rep->verdict);
	return "文件完整，印章真实，未联网核对印章状态。";
}

static enum status
judge_all(struct bytes file, const struct pdf_signatures *sigs,
    const struct stamp_trust *trust, struct pool *pool,
    struct stamp_report *out, struct fault *f)
{
	enum status	 st;
	unsigned	 i;

	out->list = pool_array(pool, sigs->n + 1, sizeof(*out->list));
	if (out->list == NULL)
		return fault_set(f, ST_BROKEN, "verdict: memory");
	for (i = 0; i < sigs->n; i++) {
		if (is_foreign(&sigs->list[i])) {
			out->foreign++;
			continue;
		}
		st = judge_one(file, sigs, &sigs->list[i], trust, pool,
		    &out->list[out->n], f);
		if (st != ST_OK)
			return st;
		out->n++;
	}
	return ST_OK;
}

static enum status
extract(const struct reader *reader, struct bytes file, struct pool *pool,
    struct pdf_signatures **out, enum pdf_reason *why, struct fault *f)
{
	enum status	 st;
	int		 fd = box_file(&file, 1, f);

	*why = PDF_OUR_FAULT;
	if (fd == -1)
		return ST_BROKEN;
	*out = pool_alloc(pool, sizeof(**out));
	st = *out == NULL ? fault_set(f, ST_BROKEN, "verdict: memory") :
	    pdf_extract(reader, fd, pool, *out, why, f);
	close(fd);
	return st;
}

/* Of another kind of signature only what came later can be told. */
static enum status
is_spoiled(struct bytes file, const struct pdf_signature *s, int *yes,
    struct fault *f)
{
	unsigned char		 digest[SM3_LEN];
	const struct ses_ask	 ask = { .digest = digest };
	struct ses_signature	 ses;
	struct ses_verdict	 v;
	enum status		 st;

	*yes = s->altered || (!is_foreign(s) && !s->whole);
	if (*yes || is_foreign(s))
		return ST_OK;
	if ((st = range_digest(file, s, digest, f)) == ST_OK)
		st = ses_signature_judge(s->contents, &ask, &ses, &v, f);
	*yes = st == ST_OK && v.found[CHECK_DOCUMENT].state == FIND_BROKEN;
	return st;
}

enum status
stamp_check_signed(const struct reader *reader, struct bytes file,
    struct pool *pool, enum pdf_reason *why, struct fault *f)
{
	struct pdf_signatures	*sigs;
	enum status		 st;
	unsigned		 i;
	int			 yes = 0;

	st = extract(reader, file, pool, &sigs, why, f);
	for (i = 0; st == ST_OK && i < sigs->n && !yes; i++)
		st = is_spoiled(file, &sigs->list[i], &yes, f);
	if (st != ST_OK || !yes)
		return st;
	*why = PDF_ALTERED_SIGNED;
	return fault_set(f, ST_INVALID, "%s: changed since it was signed",
	    sigs->list[i - 1].field);
}

/* --- the whole file ------------------------------------------------------- */

static const struct { const char *name, *label; } formats[] = {
	[STAMP_PDF] = { "pdf", "PDF" }, [STAMP_OFD] = { "ofd", "OFD" },
};
_Static_assert(NITEMS(formats) == STAMP_FORMAT__N, "a name each");

const char *
stamp_format_name(enum stamp_format f)
{
	return formats[f].name;
}

const char *
stamp_format_label(enum stamp_format f)
{
	return formats[f].label;
}

struct stamp_refusal
stamp_refusal_of(enum pdf_reason why)
{
	return (struct stamp_refusal){ pdf_reason_code(why),
	    why == PDF_NOT_PDF ? "这不是PDF或OFD文件。" :
	    pdf_reason_text(why) };
}

static enum status
judge_pdf(const struct reader *reader, struct bytes file,
    const struct stamp_trust *trust, struct pool *pool,
    struct stamp_report *out, struct stamp_refusal *why, struct fault *f)
{
	struct pdf_signatures	*sigs;
	enum pdf_reason		 reason;
	enum status		 st;

	st = extract(reader, file, pool, &sigs, &reason, f);
	*why = stamp_refusal_of(reason);
	return st == ST_OK ? judge_all(file, sigs, trust, pool, out, f) : st;
}

enum status
stamp_judge(const struct reader *reader, struct bytes file,
    const struct stamp_trust *trust, struct pool *pool,
    struct stamp_report *out, struct stamp_refusal *why, struct fault *f)
{
	enum status	 st;
	unsigned	 i;

	*out = (struct stamp_report){ .verdict = VERDICT_UNKNOWN,
	    .text = verdict_sentence(VERDICT_UNKNOWN),
	    .format = ofd_is_package(file) ? STAMP_OFD : STAMP_PDF };
	st = out->format == STAMP_OFD ?
	    stamp_judge_ofd(reader, file, trust, pool, out, why, f) :
	    judge_pdf(reader, file, trust, pool, out, why, f);
	if (st != ST_OK)
		return st;
	out->verdict = VERDICT_NONE;
	for (i = 0; i < out->n; i++) {
		out->list[i].verdict = word_of(out->list[i].axis);
		if (out->list[i].verdict < out->verdict)
			out->verdict = out->list[i].verdict;
	}
	out->text = sentence_of(out, trust->state == NULL);
	return ST_OK;
}
