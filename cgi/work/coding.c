/* What comes from outside for a code; see coding.h. */
#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/file.h"
#include "base/limits.h"
#include "base/wipe.h"
#include "sm/sm.h"
#include "trust/cert.h"
#include "trust/signed.h"
#include "work/coding.h"

#define SALT 16

enum status
coding_is_taken(struct req *r, const struct dossier *d, const char *code,
    int *yes)
{
	struct keyd_seal	 known;
	const char		*source;
	enum status		 st;

	st = seal_code_source(r->db, r->pool, code, &source, r->fault);
	if (st == ST_ABSENT)
		st = keyd_seal_find(d->keyd, r->pool, code, &known, r->fault);
	*yes = st == ST_OK;
	return st == ST_ABSENT ? ST_OK : st;
}

unsigned
coding_needed(const struct req *r)
{
	return policy_has(r->db, "P-10", "before") ? CODING_ALL : 0;
}

/* Salt and key in one box; what is signed over is the digest of both. */
static enum status
box_key(struct req *r, const struct dossier *d,
    const struct coding_brought *b, struct coding *c)
{
	unsigned char	 plain[SALT + POLICE_KEY_MAX], key[SM_BOX_KEY];
	const size_t	 n = SALT + b->nkey;
	unsigned char	*box = pool_alloc(r->pool, n + SM_BOX_MORE);
	unsigned char	*digest = pool_alloc(r->pool, SM3_LEN);
	enum status	 st;

	if (box == NULL || digest == NULL || b->nkey > POLICE_KEY_MAX)
		return fault_set(r->fault, ST_BROKEN, "police key: memory");
	random_bytes(plain, SALT);
	memcpy(plain + SALT, b->key, b->nkey);
	st = sm3(bytes_of(plain, n), digest);
	if (st == ST_OK)
		st = keyd_data_key(d->keyd, d->request.id, key, r->fault);
	if (st == ST_OK)
		st = sm_box_seal(key, pool_printf(r->pool, "%s police key",
		    c->id), bytes_of(plain, n), box, r->fault);
	wipe(key, sizeof(key));
	wipe(plain, sizeof(plain));
	c->police_box = bytes_of(box, n + SM_BOX_MORE);
	c->police_digest = bytes_of(digest, SM3_LEN);
	return st;
}

enum status
coding_make(struct req *r, const struct dossier *d,
    const struct coding_brought *b, struct coding *out)
{
	char		 id[ID_LEN + 1];
	enum status	 st;

	id_new(id);
	*out = (struct coding){
		.id = pool_text(r->pool, id), .code = b->code,
		.source = b->code == NULL ? NULL : b->source,
		.police_info = b->police_info, .receipt = b->receipt,
		.person = r->actor->person, .at = clock_now(),
	};
	st = case_file_put(r, d, d->request.id, out->id, b->evidence,
	    &out->evidence);
	out->evidence.item = "coding";
	out->evidence.name = b->name;
	out->evidence.type = b->type;
	return st == ST_OK && b->key != NULL ? box_key(r, d, b, out) : st;
}

/* --- with the code ------------------------------------------------------------ */

struct taking {
	const struct coding	*coding;
	const char		*ask;
};

static enum status
keep_code(struct req *r, struct dossier *d, void *arg)
{
	const struct taking	*t = arg;
	enum status		 st;

	st = coding_add(r->db, d->request.id, t->coding, r->fault);
	if (st == ST_OK && t->ask != NULL)
		st = code_request_answer(r->db, t->ask, CODE_GIVEN, NULL,
		    r->fault);
	return st;
}

enum status
coding_take(struct req *r, struct dossier *d, struct coding *c,
    const char *ask, int64_t rev, const char **why)
{
	struct taking	 t = { c, ask };
	struct case_act	 act = {
		.event = EV_CODE, .inside = keep_code, .arg = &t, .rev = rev,
		.note = pool_printf(r->pool, "编码 %s，来源：%s%s%s", c->code,
		    coding_source_label(c->source), *c->receipt == '\0' ? "" :
		    "，备案回执 ", c->receipt),
	};

	d->codings = c;
	d->ncodings = 1;
	d->facts.bad_coding = NULL;
	return case_take(r, d, &act, why);
}

/* --- after it ------------------------------------------------------------------- */

static enum status
keep_late(struct req *r, const struct dossier *d, struct coding *c,
    struct bytes said)
{
	const struct audit_entry entry = {
		.action = "request.code-late", .kind = "request",
		.object = d->request.number, .result = "ok",
		.reason = coding_words(r->pool, CODING_ALL &
		    ~coding_missing(c, 1)),
	};
	char			 id[ID_LEN + 1];
	enum status		 st;

	if ((st = store_begin(r->db, STORE_WRITE, r->fault)) != ST_OK)
		return st;
	st = statement_keep(r->db, d->request.id, said, id, r->fault);
	c->statement = id;
	if (st == ST_OK)
		st = coding_add(r->db, d->request.id, c, r->fault);
	if (st == ST_OK)
		st = audit_add(r->db, r->actor, &entry, r->fault);
	return store_end(r->db, st, r->fault);
}

enum role
coding_role(const struct req *r)
{
	return web_has(r, ROLE_BIT(ROLE_MAKER)) ? ROLE_MAKER :
	    ROLE_RA_OPERATOR;
}

enum status
coding_late(struct req *r, struct dossier *d, struct coding *c,
    const char **why)
{
	unsigned char	 digest[32];
	struct keyd_say	 say = {
		.action = ACT_REQUEST_CODE, .subject = d->request.id,
		.digest = bytes_of(digest, sizeof(digest)),
		.role = coding_role(r),
	};
	struct bytes	 said;
	enum status	 st;

	*why = NULL;
	st = case_coding_digest(r, d, c, digest);
	if (st == ST_OK)
		st = case_say(r, d->keyd, &say, &said, why);
	return st == ST_OK ? keep_late(r, d, c, said) : st;
}

/* --- the answer ------------------------------------------------------------------- */

static enum status
platform_key(struct req *r, unsigned char pub[SM2_PUBLIC], const char **why)
{
	const char	*none = "还没有配置国家平台的证书，不能导入答复文件；"
	    "请联系系统管理员，或者人工录入";
	char		 path[CONFIG_PATH];
	struct cert	*c = pool_alloc(r->pool, sizeof(*c));
	struct buf	 pem, der;
	enum status	 st;

	if (c == NULL)
		return fault_set(r->fault, ST_BROKEN, "platform: memory");
	config_path(r->config->data, CODING_PLATFORM, path);
	buf_init(&pem, LIMIT_CERT * 2);
	buf_init(&der, LIMIT_CERT);
	st = file_read(path, &pem, r->fault);
	if (st == ST_OK)
		st = trust_pem_read(buf_view(&pem), "CERTIFICATE", &der,
		    r->fault);
	if (st == ST_OK)
		st = cert_read(buf_view(&der), c, NULL, r->fault);
	if (st == ST_OK && (!cert_may_sign(c) ||
	    cert_period(c, clock_now()) != 0))
		st = fault_set(r->fault, ST_INVALID, "platform: certificate "
		    "not for signing, or not valid now");
	if (st == ST_OK)
		memcpy(pub, c->key, SM2_PUBLIC);
	buf_free(&der);
	buf_free(&pem);
	*why = st == ST_ABSENT ? none : st == ST_INVALID ?
	    "国家平台的证书无效或者已经过期，请联系系统管理员" : NULL;
	return st == ST_ABSENT ? ST_INVALID : st;
}

/* an answer counts for the application it names, the last one. */
static enum status
last_asked(struct req *r, const struct dossier *d,
    const struct national_answer *a, const char **why)
{
	struct code_request	*list;
	size_t			 n;
	enum status		 st;

	st = code_request_list(r->db, r->pool, d->request.id, &list, &n,
	    r->fault);
	if (st != ST_OK)
		return st;
	if (strcmp(a->request, d->request.number) != 0)
		*why = pool_printf(r->pool, "这是办件 %s 的答复，不是本件的",
		    a->request);
	else if (n == 0 || strcmp(a->application, list[n - 1].id) != 0)
		*why = "这份答复不是对本件最近一次赋码申请的";
	else if (list[n - 1].outcome != NULL)
		*why = "这次赋码申请已经登记过答复";
	return *why == NULL ? ST_OK : fault_set(r->fault, ST_INVALID,
	    "%s: an answer to something else", d->request.number);
}

enum status
coding_answer(struct req *r, const struct dossier *d, struct bytes file,
    struct national_answer *out, const char **why)
{
	unsigned char	 pub[SM2_PUBLIC];
	enum status	 st;

	memset(out, 0, sizeof(*out));
	*why = NULL;
	if ((st = platform_key(r, pub, why)) == ST_OK)
		st = national_answer_read(file, pub, r->pool, out, why,
		    r->fault);
	if (st == ST_OK && (st = last_asked(r, d, out, why)) == ST_OK &&
	    out->given && !seal_code_national(out->code)) {
		*why = "答复文件中的编码不符合全国编码规则";
		st = fault_set(r->fault, ST_INVALID, "%s: form of the code",
		    d->request.number);
	}
	if (st != ST_OK)
		wipe(out->key, sizeof(out->key));
	return st;
}

static enum status
keep_refusal(struct req *r, struct dossier *d, void *arg)
{
	const struct national_answer	*a = arg;

	(void)d;
	return code_request_answer(r->db, a->application, CODE_REFUSED,
	    a->reason, r->fault);
}

enum status
coding_refused(struct req *r, struct dossier *d,
    const struct national_answer *a)
{
	struct national_answer	 copy = *a;

	return case_fail(r, d, EV_CODE, pool_printf(r->pool,
	    "国家平台未予赋码：%s", a->reason), keep_refusal, &copy);
}
