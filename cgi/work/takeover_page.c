/*
 * The clerk's form of taking a seal over: its files are judged before
 * anything is kept.  GET and POST /issue/import
 */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/limits.h"
#include "form/codes.h"
#include "office/content.h"
#include "page/keys.h"
#include "picture/client.h"
#include "work/answers.h"
#include "work/bench_coding.h"
#include "work/coding.h"
#include "work/package.h"
#include "work/sealing.h"
#include "work/takeover.h"

/* --- the form ------------------------------------------------------------------ */

struct typed {
	const char		*org_code, *source, *category, *sub_kind;
	const char		*holder_name, *scope, *keeper_login, *delivery;
	const char		*device, *device_cert;
	const struct form_file	*seal, *certs, *evidence;
};
#define AT(member) .at = offsetof(struct typed, member)
static const struct field fields[] = {
	{ .name = "org_code", .label = "统一社会信用代码", .required = true,
	  .hint = "使用单位，须已在本系统登记", .kind = FIELD_LINE, .min = 1,
	  .max = 18, .clean = CLEAN_CODE, .check = code_credit, AT(org_code) },
	{ .name = "seal", .label = "印章文件", .required = true,
	  .hint = "原系统导出的印章（.esl）",
	  .kind = FIELD_FILE, .size = LIMIT_SEAL, AT(seal) },
	{ .name = "certs", .label = "签章证书和证书链",
	  .hint = "PEM（可多张）或 DER；印章里已有签章证书、签发机构直接受"
	      "信任的可以不传", .kind = FIELD_FILE,
	  .size = TAKEOVER_CERTS * 2 * LIMIT_CERT, AT(certs) },
	{ .name = "evidence", .label = "接收依据", .required = true,
	  .hint = "单位加盖公章的接收申请或者移交清单",
	  .kind = FIELD_FILE, .types = "application/pdf image/jpeg image/png",
	  .size = LIMIT_MATERIAL, AT(evidence) },
	{ .name = "source", .label = "原系统", .required = true,
	  .hint = "原来制作和管理这枚印章的系统或机构的名称",
	  .kind = FIELD_LINE, .min = 2, .max = 100, AT(source) },
	{ .name = "category", .label = "印章类别", .required = true,
	  .kind = FIELD_CHOICE, AT(category) },
	{ .name = "sub_kind", .label = "印章种类", .required = true,
	  .kind = FIELD_CHOICE, AT(sub_kind) },
	{ .name = "holder_name", .label = "持章人姓名",
	  .hint = "职务章、个人印章填写", .kind = FIELD_LINE, .min = 2,
	  .max = 50, AT(holder_name) },
	{ .name = "scope", .label = "使用范围", .required = true,
	  .kind = FIELD_CHOICE, .choices = case_scopes, AT(scope) },
	{ .name = "keeper_login", .label = "保管人账号", .required = true,
	  .hint = "该单位的印章保管人", .kind = FIELD_LINE, .min = 1,
	  .max = 40, AT(keeper_login) },
	{ .name = "delivery", .label = "密钥现在存放在", .required = true,
	  .kind = FIELD_CHOICE, AT(delivery) },
	{ .name = "device", .label = "设备类型", .required = true,
	  .kind = FIELD_CHOICE, .choices = carrier_devices, AT(device) },
	{ .name = "device_cert", .label = "设备的商用密码产品认证证书编号",
	  .hint = "软件设备没有证书，不填", .kind = FIELD_LINE, .max = 60,
	  AT(device_cert) },
};
#undef AT

static void
cross(const void *values, struct form_state *state)
{
	const struct typed	*v = values;
	const int		 person = strcmp(v->category, "unit") != 0;

	if (person && *v->category != '\0' && *v->holder_name == '\0')
		form_error(state, "holder_name", "请填写持章人姓名");
	if (*v->delivery == '\0' || *v->device == '\0')
		return;
	if (package_device_flaw(v->delivery, v->device) != NULL)
		form_error(state, "device", package_device_flaw(v->delivery,
		    v->device));
	if (package_device_cert_flaw(v->delivery, v->device_cert) != NULL)
		form_error(state, "device_cert", package_device_cert_flaw(
		    v->delivery, v->device_cert));
}

const struct form takeover_form = {
	.fields = fields, .n = NITEMS(fields), .size = sizeof(struct typed),
	.cross = cross,
};

/* What is judged of an upload, before anything of it is kept. */
struct brought {
	const struct typed	*v;
	struct unit		 unit;
	struct person		 keeper;
	struct bytes		 der;
	struct bytes		 certs[TAKEOVER_CERTS];
	size_t			 ncerts;
	struct takeover		 judged;
	const char		*code, *name;
	unsigned char		 png[32];
	unsigned		 px_w, px_h;
};

/* A hosted key would have to come here, which none does. */
static const struct choice *
deliveries(struct req *r)
{
	struct choice	*list = pool_array(r->pool, 4, sizeof(*list));
	size_t		 i, n = 0;

	for (i = 0; list != NULL && case_deliveries[i].value != NULL; i++)
		if (delivery_in_device(case_deliveries[i].value) &&
		    (config_is_demo(r->config) || strcmp(
		    case_deliveries[i].value, DELIVERY_SOFT) != 0))
			list[n++] = case_deliveries[i];
	return list == NULL ? case_deliveries : list;
}

static enum status
form_page(struct req *r, const struct takeover *t)
{
	struct page	*p = web_page_new(r, "issue/import-new",
			    "接收其他系统制作的印章");
	struct page	*form, *list = NULL, *flaw;
	int		 k;

	answers_choices(r, &r->form);
	form_choices(&r->form, "delivery", deliveries(r));
	for (k = 0; t != NULL && k < TAKE__N; k++) {
		if (!(t->flaws & TAKE(k)))
			continue;
		if (list == NULL)
			list = page_add(p, K_FLAWS);
		flaw = page_add(list, K_FLAW);
		page_set(flaw, K_SENTENCE, takeover_sentence(r->pool, t,
		    (enum takeover_flaw)k));
		page_set(flaw, K_CLAUSE,
		    takeover_words((enum takeover_flaw)k)->clause);
	}
	form = page_include(p, K_FORM, "part/form");
	page_set(form, K_ACTION, "/issue/import");
	page_set(form, K_BUTTON, "校验");
	page_set(page_add(form, K_BACK), K_HREF, "/issue");
	form_fill(form, &r->form);
	return r->form.nerrors > 0 ? web_page_as(r, p, 400) :
	    web_page(r, p);
}

enum status
takeover_new(struct req *r)
{
	return form_page(r, NULL);
}

/* --- judging what came ----------------------------------------------------------- */

static enum status
read_file(struct req *r, const struct form_file *file, size_t max,
    struct bytes *out)
{
	struct buf	 b;
	enum status	 st;

	buf_init(&b, max);
	st = coding_read_file(r, file, &b);
	if (st == ST_OK)
		*out = pool_bytes(r->pool, buf_view(&b));
	buf_free(&b);
	return st == ST_OK && pool_failed(r->pool) ?
	    fault_set(r->fault, ST_BROKEN, "upload: memory") : st;
}

static enum status
find_unit(struct req *r, struct brought *b)
{
	enum status	 st;

	if (form_error_of(&r->form, "org_code") != NULL)
		return ST_OK;
	st = unit_by_code(r->db, r->pool, b->v->org_code, &b->unit, r->fault);
	if (st == ST_ABSENT)
		form_error(&r->form, "org_code", "本系统没有登记这个单位，"
		    "请先在单位管理中登记");
	else if (st == ST_OK && strcmp(b->unit.state, "active") != 0)
		form_error(&r->form, "org_code",
		    "这个单位尚未核实或者已撤销，不能办理");
	return st == ST_ABSENT ? ST_OK : st;
}

/* Who it is for, and who keeps it: nothing of the files yet. */
static enum status
check_people(struct req *r, struct brought *b)
{
	const char	*why = NULL;
	enum status	 st;

	if ((st = find_unit(r, b)) != ST_OK || r->form.nerrors > 0)
		return st;
	st = takeover_keeper(r, b->v->keeper_login, b->unit.id, &b->keeper,
	    &why);
	if (why != NULL)
		form_error(&r->form, "keeper_login", why);
	if (st == ST_OK)
		st = answers_kind_fault(r, b->unit.id, b->v->sub_kind, &why);
	if (st == ST_OK && why != NULL)
		form_error(&r->form, "sub_kind", why);
	return st;
}

/* Each flaw beside its field; the list above the form has them all. */
static void
say_flaws(struct req *r, const struct takeover *t)
{
	static const char *const places[] = {
		[TAKE_AT_SEAL] = "seal", [TAKE_AT_CERTS] = "certs",
		[TAKE_AT_UNIT] = "org_code",
	};
	int		 k;

	for (k = 0; k < TAKE__N; k++)
		if (t->flaws & TAKE(k))
			form_error(&r->form, places[takeover_words(
			    (enum takeover_flaw)k)->at], takeover_sentence(
			    r->pool, t, (enum takeover_flaw)k));
}

static enum status
check_register(struct req *r, struct brought *b)
{
	struct keyd_seal	 known;
	struct keyd		*keyd;
	const char		*why = NULL;
	enum status		 st;
	int			 taken = 0;

	st = takeover_known(r, b->code, b->judged.signer.serial_hex, "",
	    &why);
	if (st == ST_OK && why == NULL &&
	    (st = case_keyd(r, &keyd)) == ST_OK) {
		st = keyd_seal_find(keyd, r->pool, b->code, &known,
		    r->fault);
		if (st == ST_OK)
			why = "这个印章编码曾经使用过，不能再次登记";
		st = st == ST_ABSENT ? ST_OK : st;
	}
	if (st == ST_OK)
		st = application_name_taken(r->db, b->unit.id, b->name,
		    &taken, r->fault);
	if (st == ST_OK && taken && why == NULL)
		why = "本单位已有同名的有效电子印章，请先办理注销";
	if (why != NULL)
		form_error(&r->form, "seal", why);
	return st;
}

/* Its picture, decoded in the sandbox and kept as our own PNG. */
static enum status
keep_picture(struct req *r, struct brought *b)
{
	const struct ses_seal	*s = &b->judged.seal;
	enum picture_reason	 why;
	struct reader		 reader;
	struct image		 im;
	struct buf		 png;
	enum status		 st;
	int			 fd = box_file(&s->picture, 1, r->fault);

	if (fd == -1)
		return ST_BROKEN;
	sealing_reader(r, &reader);
	st = picture_read_fd(&reader, fd, &im, &why, r->fault);
	close(fd);
	if (st != ST_OK) {
		form_error(&r->form, "seal", picture_reason_text(why));
		return why == PICTURE_OUR_FAULT ? st : ST_OK;
	}
	b->px_w = im.width;
	b->px_h = im.height;
	im.um_w = (int)s->width * UM_PER_MM;
	im.um_h = (int)s->height * UM_PER_MM;
	buf_init(&png, LIMIT_SEAL);
	st = picture_png_write(&im, &png, r->fault);
	if (st == ST_OK)
		st = content_put(r->content, buf_view(&png), "image/png",
		    b->png, r->fault);
	else if (st != ST_BROKEN || !buf_ok(&png)) {
		form_error(&r->form, "seal", "印章图像太大，本系统不能保存");
		st = ST_OK;
	}
	buf_free(&png);
	picture_free(&im);
	return st;
}

static enum status
judge(struct req *r, struct brought *b)
{
	const struct typed	*v = b->v;
	struct bytes		 pem = { 0 };
	enum status		 st;

	st = read_file(r, v->seal, LIMIT_SEAL, &b->der);
	if (st == ST_OK && v->certs != NULL) {
		st = read_file(r, v->certs, TAKEOVER_CERTS * 2 * LIMIT_CERT,
		    &pem);
		if (st == ST_OK && takeover_certs(r, pem, b->certs,
		    &b->ncerts) != ST_OK)
			b->judged.flaws = TAKE(TAKE_CERTS);
	}
	if (st == ST_OK && b->judged.flaws == 0)
		st = takeover_look(r, b->der, b->certs, b->ncerts, &b->unit,
		    v->category, &b->judged);
	if (st != ST_OK)
		return st;
	say_flaws(r, &b->judged);
	if (b->judged.flaws != 0)
		return ST_OK;
	b->code = pool_copy(r->pool, b->judged.seal.es_id.p,
	    b->judged.seal.es_id.n);
	b->name = pool_copy(r->pool, b->judged.seal.name.p,
	    b->judged.seal.name.n);
	if ((st = check_register(r, b)) != ST_OK || r->form.nerrors > 0)
		return st;
	return keep_picture(r, b);
}

/* --- keeping it ------------------------------------------------------------------ */

static enum status
fill_import(struct req *r, const struct brought *b, struct seal_import *i)
{
	const struct ses_seal	*s = &b->judged.seal;
	struct buf		 chain;
	size_t			 k;

	buf_init(&chain, TAKEOVER_CERTS * LIMIT_CERT);
	for (k = 0; k < b->ncerts; k++)
		buf_bytes(&chain, b->certs[k]);
	i->code = b->code;
	i->name = b->name;
	i->vendor = pool_copy(r->pool, s->vid.p, s->vid.n);
	i->layout = s->version;
	i->der = s->whole;
	i->cert = b->judged.signer.der;
	i->maker = s->cert;
	i->chain = pool_bytes(r->pool, buf_view(&chain));
	i->valid_from = b->judged.from;
	i->valid_to = b->judged.until;
	i->source = b->v->source;
	i->device = b->v->device;
	i->device_cert = strcmp(b->v->delivery, DELIVERY_SOFT) == 0 ? "" :
	    b->v->device_cert;
	buf_free(&chain);
	return sm3(i->maker, i->maker_sm3) == ST_OK && !pool_failed(r->pool) ?
	    ST_OK : fault_set(r->fault, ST_BROKEN, "take-over: memory");
}

static void
fill_application(const struct brought *b, struct application *a)
{
	application_init(a);
	a->org_code = b->unit.code;
	a->org_name = b->unit.name;
	a->org_type = b->unit.type;
	a->org_region = b->unit.region;
	a->org_address = b->unit.address;
	a->seal_name = b->name;
	a->category = b->v->category;
	a->sub_kind = b->v->sub_kind;
	a->holder_name = b->v->holder_name;
	a->scope = b->v->scope;
	a->delivery = b->v->delivery;
	a->keeper_name = b->keeper.name;
	a->keeper_login = b->keeper.login;
}

static enum status
write_brought(struct req *r, const struct brought *b, const char *request,
    const struct seal_import *i)
{
	char			 id[ID_LEN + 1];
	const struct imprint	 im = {
		.id = id, .request = request, .source = IMPORT_SOURCE,
		.png = bytes_of(b->png, 32), .quality = "pass",
		.um_w = b->judged.seal.width * UM_PER_MM,
		.um_h = b->judged.seal.height * UM_PER_MM,
		.px_w = b->px_w, .px_h = b->px_h,
		.person = r->actor->person, .added = clock_now(),
	};
	enum status		 st;

	id_new(id);
	if ((st = store_begin(r->db, STORE_WRITE, r->fault)) != ST_OK)
		return st;
	st = seal_import_add(r->db, request, i, r->fault);
	if (st == ST_OK)
		st = imprint_add(r->db, &im, r->fault);
	return store_end(r->db, st, r->fault);
}

/* The case is there first: broken off behind it, it can only be given up. */
static enum status
keep(struct req *r, const struct brought *b, char id[ID_LEN + 1],
    const char **why)
{
	struct seal_import	 i = { 0 };
	struct application	 app;
	struct case_new		 what = {
		.business = business_find("import"), .unit = b->unit.id,
		.by_maker = 1, .app = &app,
	};
	char			 number[NUMBER_TEXT];
	struct dossier		 d;
	enum status		 st;

	fill_application(b, &app);
	if ((st = fill_import(r, b, &i)) != ST_OK)
		return st;
	if ((st = case_open(r, &what, id, number)) == ST_DENIED)
		*why = "这个单位的印章由另一个制作单位制作，请到那里办理";
	if (st == ST_OK)
		st = write_brought(r, b, id, &i);
	if (st == ST_OK)
		st = case_load(r, id, &d);
	return st == ST_OK ? case_material_put(r, &d,
	    &d.business->materials[0], b->v->evidence, why) : st;
}

enum status
takeover_post(struct req *r)
{
	struct brought	*b = pool_alloc(r->pool, sizeof(*b));
	char		 id[ID_LEN + 1];
	const char	*why = NULL;
	enum status	 st;

	if (b == NULL)
		return fault_set(r->fault, ST_BROKEN, "take-over: memory");
	memset(b, 0, sizeof(*b));
	b->v = r->values;
	if ((st = check_people(r, b)) != ST_OK)
		return st;
	if (r->form.nerrors > 0)
		return form_page(r, NULL);
	if ((st = judge(r, b)) != ST_OK)
		return st;
	if (r->form.nerrors == 0)
		st = keep(r, b, id, &why);
	if (why != NULL)
		form_error(&r->form, NULL, why);
	if (r->form.nerrors > 0) {
		audit_refusal(r->db, r->actor, "request.propose", "unit",
		    b->unit.code, why != NULL ? why : "印章文件不能接收");
		return form_page(r, &b->judged);
	}
	return st == ST_OK ? web_redirectf(r, "/issue/import/%s", id) : st;
}
