/* Seals of other systems in a case; see takeover.h. */
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/limits.h"
#include "seal/device.h"
#include "seal/gram.h"
#include "trust/signed.h"
#include "work/effect.h"
#include "work/takeover.h"
#include "work/verdict.h"

#define PEM_BEGIN "-----BEGIN CERTIFICATE-----"
#define PEM_END	"-----END CERTIFICATE-----"

/* --- what came ---------------------------------------------------------------- */

static enum status
take_pem(struct req *r, struct bytes one, struct bytes *out)
{
	struct buf	 der;
	enum status	 st;

	buf_init(&der, LIMIT_CERT);
	st = trust_pem_read(one, "CERTIFICATE", &der, r->fault);
	if (st == ST_OK)
		*out = pool_bytes(r->pool, buf_view(&der));
	buf_free(&der);
	return st;
}

/* One block after the other; between them blanks and words are let be. */
static enum status
take_pems(struct req *r, struct bytes in, struct bytes *certs, size_t *n)
{
	const unsigned char	*end;
	size_t			 len;
	enum status		 st;

	while ((end = memmem(in.p, in.n, PEM_END, strlen(PEM_END))) != NULL) {
		len = (size_t)(end - in.p) + strlen(PEM_END);
		if (*n == TAKEOVER_CERTS)
			return fault_set(r->fault, ST_INVALID,
			    "more than %d certificates", TAKEOVER_CERTS);
		if ((st = take_pem(r, bytes_of(in.p, len), &certs[*n])) !=
		    ST_OK)
			return st;
		++*n;
		in.p += len;
		in.n -= len;
	}
	return memmem(in.p, in.n, PEM_BEGIN, strlen(PEM_BEGIN)) == NULL &&
	    *n > 0 ? ST_OK : fault_set(r->fault, ST_INVALID,
	    "certificates: cut short");
}

enum status
takeover_certs(struct req *r, struct bytes file,
    struct bytes certs[TAKEOVER_CERTS], size_t *n)
{
	struct cert	*c;
	enum status	 st = ST_OK;
	size_t		 i;

	*n = 0;
	if (file.n > 0 && file.p[0] == DER_SEQ)
		certs[(*n)++] = pool_bytes(r->pool, file);
	else
		st = take_pems(r, file, certs, n);
	if ((c = pool_alloc(r->pool, sizeof(*c))) == NULL)
		return fault_set(r->fault, ST_BROKEN, "take-over: memory");
	for (i = 0; st == ST_OK && i < *n; i++)
		st = cert_read(certs[i], c, NULL, r->fault);
	return st;
}

/* --- judging -------------------------------------------------------------------- */

enum status
takeover_look(struct req *r, struct bytes seal, const struct bytes *certs,
    size_t ncerts, const struct unit *unit, const char *category,
    struct takeover *out)
{
	struct takeover_ask	 ask = {
		.seal = seal, .certs = certs, .ncerts = ncerts,
		.crl = ca_list_crl, .now = clock_now(),
		.unit_name = unit->name, .unit_code = unit->code,
		.is_units = strcmp(category, "unit") == 0,
	};
	struct ca_list		*outside = NULL;
	struct anchors		*anchors = anchors_new();
	enum status		 st;

	st = anchors == NULL ? fault_set(r->fault, ST_BROKEN,
	    "take-over: memory") : verdict_outside(r->config->data, anchors,
	    &outside, r->fault);
	if (st == ST_OK) {
		ask.anchors = anchors;
		ask.crl_arg = outside;
		st = takeover_judge(&ask, out, r->fault);
	}
	ca_list_free(outside);
	anchors_free(anchors);
	return st;
}

const char *
takeover_sentence(struct pool *pool, const struct takeover *t,
    enum takeover_flaw flaw)
{
	const char	*text = takeover_words(flaw)->text;

	if ((flaw != TAKE_MAKER_CA && flaw != TAKE_CERT_CA) ||
	    *t->unknown_ca == '\0')
		return text;
	return pool_printf(pool, "%s（不认识的签发机构：%s）", text,
	    t->unknown_ca);
}

enum status
takeover_known(struct req *r, const char *code, const char *serial,
    const char *besides, const char **why)
{
	const char	*source, *number;
	enum status	 st;
	int		 taken = 0;

	*why = NULL;
	st = seal_code_source(r->db, r->pool, code, &source, r->fault);
	if (st == ST_OK) {
		*why = "这个印章编码在本系统里已经有了，不能再次登记";
		return ST_OK;
	}
	if (st != ST_ABSENT)
		return st;
	st = seal_import_open(r->db, r->pool, code, besides, &number,
	    r->fault);
	if (st == ST_OK)
		*why = pool_printf(r->pool,
		    "这枚印章正在另一件接收（%s）里办理", number);
	if (st != ST_ABSENT)
		return st;
	st = seal_import_serial_taken(r->db, serial, &taken, r->fault);
	if (st == ST_OK && taken)
		*why = "签章证书的序列号与本系统里另一枚印章的相同，无法区分，"
		    "请办理申领";
	return st;
}

enum status
takeover_keeper(struct req *r, const char *login, const char *unit,
    struct person *out, const char **why)
{
	unsigned	 roles = 0;
	enum status	 st;

	*why = NULL;
	st = person_by_login(r->db, r->pool, login, out, r->fault);
	if (st == ST_OK)
		st = grant_roles(r->db, out->id, unit, clock_now(), &roles,
		    r->fault);
	if (st == ST_ABSENT)
		*why = "没有这个账号，请核对保管人的账号";
	else if (st != ST_OK)
		return st;
	else if (!(roles & ROLE_BIT(ROLE_KEEPER)))
		*why = "这个账号不是该单位的印章保管人，请先在单位管理中登记";
	else if (strcmp(out->state, "active") != 0 || out->serial == NULL)
		*why = "这个账号已停用或者还没有证书，不能作为保管人";
	return ST_OK;
}

/* --- a case ----------------------------------------------------------------------- */

/* Kept one after the other, as they came. */
static void
split_chain(struct takeover_found *t)
{
	struct bytes	 rest = t->import.chain;
	struct der	 d;

	while (t->ncerts < TAKEOVER_CERTS && der_next(&rest, &d))
		t->certs[t->ncerts++] = d.whole;
}

/* The first of what is against it now, in the order of the table. */
static enum status
find_reason(struct req *r, const struct dossier *d, struct takeover_found *t)
{
	struct person	 keeper;
	enum status	 st = ST_OK;
	int		 k;

	for (k = 0; k < TAKE__N && t->why == NULL; k++)
		if (t->judged.flaws & TAKE(k))
			t->why = takeover_sentence(r->pool, &t->judged,
			    (enum takeover_flaw)k);
	if (t->why == NULL)
		st = takeover_known(r, t->import.code,
		    t->judged.signer.serial_hex, d->request.id, &t->why);
	if (st == ST_OK && t->why == NULL)
		st = takeover_keeper(r, d->app.keeper_login, d->request.unit,
		    &keeper, &t->why);
	if (st == ST_OK && t->why == NULL && strcmp(d->unit.name,
	    d->app.org_name) != 0)
		t->why = "单位名称在提出以后有变更，请重新提出";
	return st;
}

enum status
takeover_gather(struct req *r, struct dossier *d)
{
	struct takeover_found	*t = pool_alloc(r->pool, sizeof(*t));
	enum status		 st;

	if (t == NULL)
		return fault_set(r->fault, ST_BROKEN, "take-over: memory");
	memset(t, 0, sizeof(*t));
	st = seal_import_load(r->db, r->pool, d->request.id, &t->import,
	    r->fault);
	if (st == ST_ABSENT) {
		d->facts.unfit = "没有印章文件，请放弃后重新提出";
		return ST_OK;
	}
	if (st != ST_OK)
		return st;
	split_chain(t);
	d->found = t;
	st = takeover_look(r, t->import.der, t->certs, t->ncerts, &d->unit,
	    d->app.category, &t->judged);
	/* decided, it is the register's to say how it stands */
	if (st == ST_OK && (d->request.state == A0_DRAFT ||
	    d->request.state == A7_ENTERED))
		st = find_reason(r, d, t);
	d->facts.unfit = t->why;
	return st;
}

enum status
takeover_facts(struct req *r, const struct dossier *d,
    struct keyd_takeover *out)
{
	const struct seal_import	*i;
	enum status			 st;

	if (d->found == NULL)
		return fault_set(r->fault, ST_CONFLICT, "%s: no seal",
		    d->request.number);
	i = &d->found->import;
	memset(out, 0, sizeof(*out));
	out->request = d->request.id;
	out->unit = d->request.unit;
	out->unit_name = d->app.org_name;
	out->unit_code = d->app.org_code;
	out->seal_name = i->name;
	out->code = i->code;
	out->from = i->valid_from;
	out->until = i->valid_to;
	out->cert = i->cert;
	if ((st = sm3(i->der, out->file)) != ST_OK)
		return fault_set(r->fault, st, "take-over: digest");
	return case_takeover_record(r, d, i, out->record);
}

enum status
takeover_digest(struct req *r, const struct dossier *d,
    unsigned char out[32])
{
	struct keyd_takeover	 t;
	enum status		 st = takeover_facts(r, d, &t);

	return st == ST_OK ? keyd_takeover_digest(&t, out, r->fault) : st;
}

struct keyd_tickets
takeover_chain(const struct dossier *d)
{
	return (struct keyd_tickets){ d->found->certs, d->found->ncerts };
}

/* --- into the register --------------------------------------------------------- */

/* The device it lies in, in use since its own system gave it out. */
static enum status
keep_carrier(struct effect *w, const struct seal *s)
{
	const struct seal_import	*i = &w->d->found->import;
	const struct carrier		 c = {
		.kind = w->d->app.delivery, .serial = s->code,
		.unit = s->desk, .device = i->device, .model = "",
		.certificate = i->device_cert, .seal = s->id,
		.seal_name = s->name,
	};
	enum status			 st;

	st = carrier_load_seal(w->r->db, w->r->actor, &c, w->r->fault);
	return st == ST_OK ? carrier_follow(w->r->db, w->r->actor, s->id,
	    SE_DELIVER, 0, w->r->fault) : st;
}

static enum status
tell_keeper(struct effect *w, const struct seal *s)
{
	return notice_add(w->r->db, s->keeper, "task", pool_printf(w->r->pool,
	    "印章“%s”已由本系统接收，请核对保管情况；离线用章的记录请及时上传",
	    s->name), pool_printf(w->r->pool, "/stamp/log/%s", s->id),
	    w->r->fault);
}

static enum status
find_words(struct effect *w, const struct seal *s)
{
	enum status	 st;

	st = gram_add(w->r->db, "seal", s->id, s->name, w->r->fault);
	return st == ST_OK ? gram_add(w->r->db, "seal", s->id, s->code,
	    w->r->fault) : st;
}

enum status
effect_take_over(struct effect *w)
{
	const struct request		*q = &w->d->request;
	const struct application	*a = &w->d->app;
	const struct takeover_found	*t = w->d->found;
	char				 id[ID_LEN + 1];
	struct person			 keeper;
	struct seal			 s = { 0 };
	const struct seal_version	 v = {
		.request = q->id, .serial = t->judged.signer.serial_hex,
		.cert = t->import.cert, .der = t->import.der,
		.png = w->d->imprint.png, .um_w = w->d->imprint.um_w,
		.um_h = w->d->imprint.um_h,
		.valid_from = t->import.valid_from,
		.valid_to = t->import.valid_to,
	};
	const char			*why;
	enum status			 st;

	st = takeover_keeper(w->r, a->keeper_login, q->unit, &keeper, &why);
	if (st == ST_OK && why != NULL)
		st = fault_set(w->r->fault, ST_CONFLICT, "%s", why);
	if (st != ST_OK)
		return st;
	id_new(id);
	s.id = pool_text(w->r->pool, id);
	s.code = t->import.code;
	s.name = t->import.name;
	s.unit = q->unit;
	s.desk = q->desk;
	s.request = q->id;
	s.category = a->category;
	s.sub_kind = a->sub_kind;
	s.scope = a->scope;
	s.keeper = pool_text(w->r->pool, keeper.id);
	s.version = 1;
	s.state = S3_ACTIVE;
	s.before_loss = -1;
	s.software = strcmp(a->delivery, DELIVERY_SOFT) == 0;
	s.created = s.activated = clock_now();
	s.imported = 1;
	s.rev = 1;
	if ((st = seal_code_keep(w->r->db, s.code, IMPORT_SOURCE, q->id,
	    w->r->fault)) != ST_OK ||
	    (st = seal_take_over(w->r->db, w->r->actor, &s, &v, w->statement,
	    w->r->fault)) != ST_OK ||
	    (st = keep_carrier(w, &s)) != ST_OK ||
	    (st = find_words(w, &s)) != ST_OK)
		return st;
	w->d->seal = s;
	w->d->has_seal = 1;
	w->d->request.seal = s.id;
	return tell_keeper(w, &s);
}
