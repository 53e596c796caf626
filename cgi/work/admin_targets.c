/*
 * Where filings go, as an administrator configures it: a change is
 * signed, compared with what the page showed, and audited.
 */
#include <stdlib.h>
#include <string.h>

#include "base/coding.h"
#include "page/part.h"
#include "seal/filing.h"
#include "trust/cert.h"
#include "trust/digest.h"
#include "trust/signed.h"
#include "work/admin.h"
#include "work/case.h"
#include "work/people.h"
#include "work/show.h"

struct target_values {
	const char	*name, *code, *kind, *address, *scope, *deadline;
	const char	*plan, *key, *reason, *rev;
	int		 enabled, told[FILING_KIND__N];
};

static const struct choice kinds[] = {
	{ "police", "公安机关" }, { "authority", "综合管理部门" },
	{ "province", "省级平台（P-12）" }, { "national", "国家平台（P-10）" },
	{ TARGET_AGENT, "证书代理服务商（P-47）" },
	{ NULL, NULL }
};
static const struct choice scopes[] = {
	{ "all", "全部印章" }, { "cross", "只报跨行业应用的印章" },
	{ NULL, NULL }
};

#define AT(member) .at = offsetof(struct target_values, member)
#define TOLD(k, words)							\
	{ .name = "told_" #k, .label = (words), .kind = FIELD_CHECK,	\
	  .at = offsetof(struct target_values, told[FILING_##k]) }
static const struct field fields[] = {
	{ .name = "name", .label = "名称", .kind = FIELD_LINE,
	  .required = true, .min = 2, .max = 60, AT(name) },
	{ .name = "code", .label = "代号", .kind = FIELD_LINE,
	  .hint = "报文里用它称呼对方，小写字母、数字和减号",
	  .required = true, .max = 40, .check = target_code_refusal,
	  AT(code) },
	{ .name = "kind", .label = "类别", .kind = FIELD_CHOICE,
	  .required = true, .choices = kinds, AT(kind) },
	{ .name = "enabled", .label = "向它报送", .kind = FIELD_CHECK,
	  AT(enabled) },
	{ .name = "address", .label = "地址", .kind = FIELD_LINE,
	  .hint = "https 地址；没有接通的留空，报文在本系统等待",
	  .max = 200, AT(address) },
	{ .name = "key", .label = "对方的回执公钥", .kind = FIELD_TEXT,
	  .hint = "SM2 证书（PEM），或 04 开头的 130 位十六进制公钥",
	  .max = 8000, AT(key) },
	TOLD(MADE, "报送：制作备案"), TOLD(ACTIVATED, "报送：启用"),
	TOLD(LOST, "报送：挂失"), TOLD(FOUND, "报送：解除挂失"),
	TOLD(SUSPENDED, "报送：停用"), TOLD(RESUMED, "报送：恢复使用"),
	TOLD(RENEWED, "报送：续期"), TOLD(REVOKED, "报送：注销、变更"),
	{ .name = "scope", .label = "范围", .kind = FIELD_CHOICE,
	  .required = true, .choices = scopes, AT(scope) },
	{ .name = "deadline", .label = "时限", .kind = FIELD_LINE,
	  .hint = "例如 24h（小时）、3d（天）、5w（工作日）；留空按规则 P-11",
	  .max = 10, .check = target_deadline_refusal, AT(deadline) },
	{ .name = "plan", .label = "重试间隔（分钟）", .kind = FIELD_LINE,
	  .hint = "一次比一次久，用空格隔开；最后一个一直沿用",
	  .required = true, .max = 60, .check = target_plan_refusal,
	  AT(plan) },
	{ .name = "reason", .label = "修改理由", .kind = FIELD_LINE,
	  .required = true, .min = 2, .max = 200, AT(reason) },
	{ .name = "rev", .label = "", .kind = FIELD_HIDDEN, .max = 20,
	  AT(rev) },
};
#undef AT

static void
cross(const void *values, struct form_state *state)
{
	const struct target_values	*v = values;
	int				 k, any = 0;

	for (k = 0; k < FILING_KIND__N; k++)
		any |= v->told[k];
	if (strcmp(v->kind, TARGET_AGENT) != 0) {
		if (!any)
			form_error(state, "told_MADE",
			    "请至少选择一个报送的事项");
		return;
	}
	if (any)
		form_error(state, "told_MADE",
		    "证书代理服务商只收证书申请，不报送印章的事项");
	if (*v->deadline == '\0')
		form_error(state, "deadline",
		    "请填写证书应在多久内签发，例如 5w（工作日）");
}

const struct form admin_target_form = {
	.fields = fields, .n = NITEMS(fields),
	.size = sizeof(struct target_values), .cross = cross,
};

/* --- a key as it is typed ---------------------------------------------------- */

#define PEM_MAX	(16 * 1024)

static int
key_of_cert(const char *pem, unsigned char out[SM2_PUBLIC])
{
	struct cert	 cert;
	struct buf	 der;
	int		 good;

	buf_init(&der, PEM_MAX);
	good = trust_pem_read(bytes_text(pem), "CERTIFICATE", &der, NULL) ==
	    ST_OK && cert_read(buf_view(&der), &cert, NULL, NULL) == ST_OK;
	if (good)
		memcpy(out, cert.key, SM2_PUBLIC);
	buf_free(&der);
	return good;
}

/* "" is none; 0 where the text is no key. */
static int
key_of(struct req *r, const char *text, struct bytes *out)
{
	unsigned char	*key = pool_alloc(r->pool, SM2_PUBLIC);

	*out = bytes_of(NULL, 0);
	if (*text == '\0')
		return 1;
	if (key == NULL || !(hex_read(text, key, SM2_PUBLIC) ||
	    key_of_cert(text, key)) || !sm2_is_point(key))
		return 0;
	*out = bytes_of(key, SM2_PUBLIC);
	return 1;
}

static const char *
key_text(struct req *r, struct bytes key)
{
	char	*hex;

	if (key.n != SM2_PUBLIC ||
	    (hex = pool_alloc(r->pool, HEX_TEXT(SM2_PUBLIC))) == NULL)
		return "";
	hex_write(key.p, key.n, hex);
	return hex;
}

/* --- the list ------------------------------------------------------------------ */

/* Why nothing goes there by itself. */
static const char *
state_of(struct req *r, const struct target *t, enum tone *tone)
{
	*tone = TONE_PLAIN;
	if (!t->enabled)
		return "已停用";
	if (!target_is_on(r->db, t))
		return "按规则不报送";
	*tone = TONE_ACT;
	if (*t->address == '\0')
		return "没有地址";
	if (t->receipt_key.n != SM2_PUBLIC)
		return "没有回执公钥";
	*tone = TONE_GOOD;
	return "外发";
}

enum status
admin_show_targets(struct req *r)
{
	struct page	*p = web_page_new(r, "admin/targets", "备案外发对象");
	struct page	*row;
	struct target	*list;
	const char	*state;
	enum tone	 tone;
	enum status	 st;
	size_t		 i, n;

	st = target_list(r->db, r->pool, &list, &n, r->fault);
	for (i = 0; st == ST_OK && i < n; i++) {
		row = page_add(p, K_ROW);
		page_set(row, K_ID, list[i].id);
		page_set(row, K_NAME, list[i].name);
		page_set(row, K_LABEL, choice_label(kinds, list[i].kind));
		page_set(row, K_VALUE, *list[i].address == '\0' ? "没有配置" :
		    list[i].address);
		page_set(row, K_UNTIL, *list[i].deadline == '\0' ?
		    "按 P-11" : show_span(r, list[i].deadline));
		state = state_of(r, &list[i], &tone);
		part_tag_here(row, state, tone);
	}
	if (st == ST_OK && web_has(r, ADMIN_ROLE(BUSINESS_ADMIN)) &&
	    n < TARGETS_MAX)
		page_show(p, K_ADD);
	return st == ST_OK ? web_page(r, p) : st;
}

/* --- one target ------------------------------------------------------------------- */

static void
values_of(struct req *r, const struct target *t, struct target_values *v)
{
	int	 k;

	*v = (struct target_values){
		.name = t->name, .code = t->code, .kind = t->kind,
		.address = t->address, .scope = t->scope,
		.deadline = t->deadline, .plan = t->plan,
		.key = key_text(r, t->receipt_key), .reason = "",
		.rev = admin_rev_text(r, t->rev), .enabled = t->enabled,
	};
	for (k = 0; k < FILING_KIND__N; k++)
		v->told[k] = target_has_word(t->triggers,
		    filing_kind_name((enum filing_kind)k));
}

static enum status
target_page(struct req *r, const struct target *t)
{
	struct page	*p = web_page_new(r, "admin/target", "备案外发对象");
	struct page	*form;

	page_set(p, K_HEADING, t->id[0] == '\0' ? "新的外发对象" : t->name);
	if (web_has(r, ADMIN_ROLE(BUSINESS_ADMIN))) {
		form = page_include(p, K_FORM, "part/form");
		page_set(form, K_ACTION, t->id[0] == '\0' ?
		    "/admin/target/new" : admin_path(r, "/admin/target/*",
		    t->id));
		page_set(form, K_BUTTON, "保存");
		form_fill(form, &r->form);
	} else
		page_show(p, K_NOT_MINE);
	return r->form.nerrors > 0 ? web_page_as(r, p, 400) :
	    web_page(r, p);
}

/* The target of the path; an empty one for a new one. */
static enum status
load(struct req *r, struct target *t)
{
	const char	*id = web_piece(r, "id");

	if (*id == '\0') {
		*t = (struct target){
			.kind = "police", .name = "", .code = "",
			.enabled = 1, .address = "", .triggers = "",
			.scope = "all", .deadline = "",
			.plan = "1 5 15 60 240",
		};
		return ST_OK;
	}
	return id_is(id) ? target_load(r->db, r->pool, id, t, r->fault) :
	    fault_set(r->fault, ST_ABSENT, "not an id");
}

enum status
admin_show_target(struct req *r)
{
	struct target_values	 v;
	struct target		 t;
	enum status		 st = load(r, &t);

	if (st != ST_OK)
		return st;
	values_of(r, &t, &v);
	st = form_start(&admin_target_form, &v, r->pool, &r->form);
	return st == ST_OK ? target_page(r, &t) : st;
}

static const char *
triggers_of(struct req *r, const struct target_values *v)
{
	const char	*out = "";
	int		 k;

	for (k = 0; k < FILING_KIND__N && out != NULL; k++)
		if (v->told[k])
			out = pool_printf(r->pool, "%s%s%s", out,
			    *out == '\0' ? "" : " ",
			    filing_kind_name((enum filing_kind)k));
	return out;
}

/* What was typed, as a record; errors go to the form. */
static enum status
take(struct req *r, const struct target_values *v, struct target *t)
{
	const char	*why = target_address_refusal(v->address,
			    config_is_demo(r->config));

	if (why != NULL)
		form_error(&r->form, "address", why);
	if (!key_of(r, v->key, &t->receipt_key))
		form_error(&r->form, "key",
		    "请粘贴对方的 SM2 证书（PEM），或 130 位十六进制公钥");
	t->name = v->name;
	t->code = v->code;
	t->kind = v->kind;
	t->enabled = v->enabled;
	t->address = v->address;
	t->scope = v->scope;
	t->deadline = v->deadline;
	t->plan = v->plan;
	t->triggers = triggers_of(r, v);
	return t->triggers == NULL ? fault_set(r->fault, ST_BROKEN,
	    "past the pool") : ST_OK;
}

static enum status
digest_of(struct req *r, const struct target *t, const char *reason,
    unsigned char out[DIGEST_LEN])
{
	const struct digest_field	 d[] = {
		digest_text("kind", t->kind), digest_text("name", t->name),
		digest_text("code", t->code),
		digest_text("enabled", t->enabled ? "1" : "0"),
		digest_text("address", t->address),
		digest_text("triggers", t->triggers),
		digest_text("scope", t->scope),
		digest_text("deadline", t->deadline),
		digest_text("plan", t->plan),
		digest_text("key", key_text(r, t->receipt_key)),
		digest_text("reason", reason),
	};

	return digest_fields("target", d, NITEMS(d), out, r->fault);
}

static enum status
keep(struct req *r, struct target *t, const char *reason,
    const unsigned char digest[DIGEST_LEN], struct bytes said)
{
	const struct audit_entry entry = {
		.action = "filing.target", .kind = "target",
		.object = t->code, .result = "ok", .reason = reason,
		.after = bytes_of(digest, DIGEST_LEN),
	};
	char			 id[ID_LEN + 1];
	enum status		 st;

	if ((st = store_begin(r->db, STORE_WRITE, r->fault)) != ST_OK)
		return st;
	st = target_save(r->db, t, r->actor->person, r->fault);
	if (st == ST_OK)
		st = statement_keep(r->db, t->id, said, id, r->fault);
	if (st == ST_OK)
		st = audit_add(r->db, r->actor, &entry, r->fault);
	return store_end(r->db, st, r->fault);
}

enum status
admin_post_target(struct req *r)
{
	const struct target_values	*v = r->values;
	unsigned char			 digest[DIGEST_LEN];
	struct target			 t;
	struct keyd			*keyd;
	struct bytes			 said;
	const char			*why = NULL;
	enum status			 st;

	if ((st = load(r, &t)) != ST_OK)
		return st;
	admin_is_stale(r, *v->rev == '\0' ? "-" : v->rev, t.rev,
	    "filing.target", t.code);
	if ((st = take(r, v, &t)) != ST_OK)
		return st;
	if (r->form.nerrors > 0)
		return target_page(r, &t);
	if ((st = digest_of(r, &t, v->reason, digest)) != ST_OK ||
	    (st = case_keyd(r, &keyd)) != ST_OK)
		return st;
	st = people_say(r, keyd, ACT_FILING_TARGET,
	    ADMIN_ROLE(BUSINESS_ADMIN), t.code, digest, bytes_of(NULL, 0),
	    &said, &why);
	if (st == ST_ABSENT || st == ST_INVALID)
		return case_ask_pin(r, why);
	if (st == ST_OK)
		st = keep(r, &t, v->reason, digest, said);
	if (st == ST_OK)
		return web_redirect(r, "/admin/targets");
	if (st == ST_CONFLICT)
		why = "这个代号已经用了，或者资料刚刚被他人修改";
	if (why == NULL)
		return st;
	admin_show_refusal(r, why);
	return target_page(r, &t);
}
