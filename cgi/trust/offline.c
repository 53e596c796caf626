/* The log of stamps made offline; see offline.h. */
#include <string.h>

#include "base/utf8.h"
#include "der/der.h"
#include "trust/offline.h"
#include "trust/signed.h"

enum { USE_V1 = 1, HEAD_V1 = 2 };

static const char *const flaws[] = {
	[OFFLINE_FINE] = "",
	[OFFLINE_UNREADABLE] = "无法识别，不是离线用章记录或者已被改动",
	[OFFLINE_OTHER] = "不属于这枚印章",
	[OFFLINE_SIGNATURE] = "签名不符，记录已被改动",
	[OFFLINE_GAP] = "之前缺少记录",
	[OFFLINE_CHAIN] = "与前一条不相连，前面的记录已被改动或更换",
	[OFFLINE_CUT] = "之后的记录被截去，或者没有结束标记，请重新导出",
	[OFFLINE_LONG] = "记录过多，请联系管理员",
};
_Static_assert(NITEMS(flaws) == OFFLINE_FLAW__N, "a sentence each");

const char *
offline_flaw_text(enum offline_flaw flaw)
{
	return flaw < OFFLINE_FLAW__N ? flaws[flaw] :
	    flaws[OFFLINE_UNREADABLE];
}

/* --- writing ------------------------------------------------------------- */

static void
put_use(struct der_out *o, const struct offline_entry *e)
{
	der_begin(o, DER_SEQ);
	der_put_octets(o, bytes_of(e->before, SM3_LEN));
	der_put_octets(o, bytes_of(e->after, SM3_LEN));
	der_put_octets(o, bytes_of(e->signature, SM3_LEN));
	der_end(o);
	der_begin(o, DER_SEQ);
	der_put_int(o, e->page);
	der_put_int(o, e->x);
	der_put_int(o, e->y);
	der_put_int(o, e->w);
	der_put_int(o, e->h);
	der_end(o);
	der_put_utf8(o, e->operator);
	der_put_utf8(o, e->requester);
	der_put_utf8(o, e->reviewer);
	der_put_utf8(o, e->title);
	der_put_utf8(o, e->reason);
}

enum status
offline_tbs_write(const struct offline_entry *e, struct buf *out,
    struct fault *f)
{
	struct der_out	 o;

	der_out_start(&o, out);
	der_begin(&o, DER_SEQ);
	der_put_int(&o, e->is_head ? HEAD_V1 : USE_V1);
	der_put_utf8(&o, e->device);
	der_put_utf8(&o, e->code);
	der_put_utf8(&o, e->serial);
	der_put_int(&o, e->n);
	der_put_octets(&o, bytes_of(e->prev, SM3_LEN));
	der_put_int(&o, e->at);
	if (!e->is_head)
		put_use(&o, e);
	der_end(&o);
	return der_out_end(&o, f);
}

/* --- reading ------------------------------------------------------------- */

static int
take_text(struct bytes *rest, char *out, size_t room)
{
	struct der	 d;

	if (!der_take(rest, DER_UTF8, &d) || d.body.n >= room ||
	    !utf8_valid((const char *)d.body.p, d.body.n) ||
	    memchr(d.body.p, 0, d.body.n) != NULL)
		return 0;
	memcpy(out, d.body.p, d.body.n);
	out[d.body.n] = '\0';
	return 1;
}

static int
take_number(struct bytes *rest, int64_t *out)
{
	struct der	 d;

	return der_take(rest, DER_INTEGER, &d) && der_number(d.body, out);
}

static int
take_hash(struct bytes *rest, unsigned char out[SM3_LEN])
{
	struct der	 d;

	if (!der_take(rest, DER_OCTETS, &d) || d.body.n != SM3_LEN)
		return 0;
	memcpy(out, d.body.p, SM3_LEN);
	return 1;
}

static int
read_use(struct bytes *in, struct offline_entry *out)
{
	struct der	 sums, place;

	return der_take(in, DER_SEQ, &sums) &&
	    take_hash(&sums.body, out->before) &&
	    take_hash(&sums.body, out->after) &&
	    take_hash(&sums.body, out->signature) && sums.body.n == 0 &&
	    der_take(in, DER_SEQ, &place) &&
	    take_number(&place.body, &out->page) &&
	    take_number(&place.body, &out->x) &&
	    take_number(&place.body, &out->y) &&
	    take_number(&place.body, &out->w) &&
	    take_number(&place.body, &out->h) && place.body.n == 0 &&
	    take_text(in, out->operator, sizeof(out->operator)) &&
	    take_text(in, out->requester, sizeof(out->requester)) &&
	    take_text(in, out->reviewer, sizeof(out->reviewer)) &&
	    take_text(in, out->title, sizeof(out->title)) &&
	    take_text(in, out->reason, sizeof(out->reason));
}

static int
read_tbs(struct bytes tbs, struct offline_entry *out)
{
	struct der	 all;
	struct bytes	 in;
	int64_t		 version;

	if (!der_take(&tbs, DER_SEQ, &all))
		return 0;
	in = all.body;
	if (!take_number(&in, &version) ||
	    (version != USE_V1 && version != HEAD_V1) ||
	    !take_text(&in, out->device, sizeof(out->device)) ||
	    !take_text(&in, out->code, sizeof(out->code)) ||
	    !take_text(&in, out->serial, sizeof(out->serial)) ||
	    !take_number(&in, &out->n) || !take_hash(&in, out->prev) ||
	    !take_number(&in, &out->at) || out->n < 0 || out->at < 0)
		return 0;
	out->is_head = version == HEAD_V1;
	if (!out->is_head && !read_use(&in, out))
		return 0;
	return in.n == 0;
}

enum status
offline_read(struct bytes der, struct offline_entry *out, struct fault *f)
{
	struct trust_signed	 s;
	enum status		 st;

	memset(out, 0, sizeof(*out));
	if ((st = trust_split(der, OFFLINE_ENTRY, &s, f)) != ST_OK)
		return st;
	if (s.rest.n != 0 || !read_tbs(s.tbs, out))
		return fault_set(f, ST_INVALID, "offline entry: malformed");
	out->whole = der;
	return sm3(der, out->hash);
}

enum status
offline_verify(const struct offline_entry *e,
    const unsigned char key[SM2_PUBLIC], struct fault *f)
{
	return trust_verify_signed(e->whole, OFFLINE_ENTRY, key, f);
}

/* --- a whole log --------------------------------------------------------- */

struct walk {
	offline_key	*key;
	void		*arg;
	struct offline_log *out;
	unsigned char	 pub[SM2_PUBLIC];
	unsigned char	 last[SM3_LEN];
	struct offline_entry first;	/* what all must agree with */
	struct fault	*f;
};

static enum status
flawed(struct walk *w, enum offline_flaw flaw, int64_t at)
{
	w->out->flaw = flaw;
	w->out->at = at;
	return fault_set(w->f, ST_INVALID, "offline log: entry %lld: %s",
	    (long long)at, flaws[flaw]);
}

static int
is_same_key(const struct offline_entry *a, const struct offline_entry *b)
{
	return strcmp(a->device, b->device) == 0 &&
	    strcmp(a->code, b->code) == 0 && strcmp(a->serial, b->serial) == 0;
}

static enum status
take_one(struct walk *w, struct offline_entry *e, int64_t n)
{
	enum status	 st;

	if (n == 1) {
		st = w->key(w->arg, e->serial, e->code, w->pub, w->f);
		if (st == ST_ABSENT)
			return flawed(w, OFFLINE_OTHER, n);
		if (st != ST_OK)
			return st;
		w->first = *e;
	} else if (!is_same_key(&w->first, e)) {
		return flawed(w, OFFLINE_OTHER, n);
	}
	st = offline_verify(e, w->pub, w->f);
	if (st != ST_OK)
		return st == ST_INVALID ? flawed(w, OFFLINE_SIGNATURE, n) :
		    st;
	if (e->is_head)
		return e->n != n - 1 || memcmp(e->prev, w->last, SM3_LEN) !=
		    0 ? flawed(w, OFFLINE_CUT, n - 1) : ST_OK;
	if (e->n != n)
		return flawed(w, OFFLINE_GAP, e->n);
	if (memcmp(e->prev, w->last, SM3_LEN) != 0)
		return flawed(w, OFFLINE_CHAIN, n);
	memcpy(w->last, e->hash, SM3_LEN);
	return ST_OK;
}

enum status
offline_check(struct bytes file, offline_key *key, void *arg,
    struct pool *pool, struct offline_log *out, struct fault *f)
{
	struct walk	 w = { .key = key, .arg = arg, .out = out, .f = f };
	struct offline_entry e = { 0 };
	const size_t	 count = der_count(file);
	struct der	 d;
	size_t		 i;
	enum status	 st;

	memset(out, 0, sizeof(*out));
	if (file.n == 0 || file.n > OFFLINE_MAX || count == SIZE_MAX)
		return flawed(&w, OFFLINE_UNREADABLE, 0);
	if (count > OFFLINE_USES + 1)
		return flawed(&w, OFFLINE_LONG, 0);
	out->uses = pool_array(pool, count, sizeof(*out->uses));
	if (out->uses == NULL)
		return fault_set(f, ST_BROKEN, "offline log: memory");
	for (i = 0; i < count && der_next(&file, &d); i++) {
		if (offline_read(d.whole, &e, f) != ST_OK)
			return flawed(&w, OFFLINE_UNREADABLE,
			    (int64_t)i + 1);
		if (e.is_head != (i + 1 == count))
			return flawed(&w, OFFLINE_CUT,
			    (int64_t)i + !e.is_head);
		if ((st = take_one(&w, &e, (int64_t)i + 1)) != ST_OK)
			return st;
		out->uses[i] = d.whole;
	}
	out->n = count - 1;
	out->head = e;
	return ST_OK;
}

/* --- what a stamp says --------------------------------------------------- */

enum status
offline_mark_write(const struct offline_mark *m, struct buf *out,
    struct fault *f)
{
	struct der_out	 o;

	der_out_start(&o, out);
	der_begin(&o, DER_SEQ);
	der_put_utf8(&o, m->device);
	der_put_utf8(&o, m->software ? "software" : "");
	der_put_int(&o, m->n);
	der_end(&o);
	return der_out_end(&o, f);
}

int
offline_mark_read(struct bytes value, struct offline_mark *out)
{
	char		 mark[16];
	struct der	 all;

	memset(out, 0, sizeof(*out));
	if (der_strict(value, NULL) != ST_OK ||
	    !der_take(&value, DER_SEQ, &all) ||
	    !take_text(&all.body, out->device, sizeof(out->device)) ||
	    !take_text(&all.body, mark, sizeof(mark)) ||
	    !take_number(&all.body, &out->n) || all.body.n != 0)
		return 0;
	out->software = strcmp(mark, "software") == 0;
	return 1;
}
