/* The desk's check list and its decisions; see desk.h. */
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "page/keys.h"
#include "work/desk.h"

/* --- the form ---------------------------------------------------------------- */

static const struct choice verdicts[] = {
	{ "ok", "通过" }, { "fault", "不通过" }, { NULL, NULL }
};

/* The phrase book: what is usually wrong with an item. */
#define ALWAYS								\
	{ "blurred", "扫描不清晰，无法辨认" },				\
	{ "pages", "页面不全" }, { NULL, NULL }
static const struct choice sealed_faults[] = {
	{ "no-seal", "未加盖单位公章" },
	{ "other-seal", "公章名称与申请单位不一致" },
	{ "differs", "内容与填写的申请信息不一致" },
	{ "unsigned", "缺经办人签字或日期" }, ALWAYS
};
static const struct choice agent_faults[] = {
	{ "expired", "证件已过有效期" },
	{ "one-side", "缺少证件正面或反面" },
	{ "differs", "姓名或号码与填写的经办人不一致" }, ALWAYS
};
static const struct choice contact_faults[] = {
	{ "no-seal", "未加盖单位公章" },
	{ "differs", "姓名或手机号码与填写的不一致" }, ALWAYS
};
static const struct choice founding_faults[] = {
	{ "differs", "单位名称或代码与填写的不一致" },
	{ "expired", "证照已过有效期" },
	{ "wrong-kind", "不是规定的证照或文件" }, ALWAYS
};
static const struct choice holder_faults[] = {
	{ "expired", "证件已过有效期" },
	{ "differs", "姓名与填写的持章人不一致" }, ALWAYS
};

#define AT(member) .at = offsetof(struct desk_values, member)
#define CHECK(k, n, faults)						\
	{ .name = "v_" n, .label = "核验结论", .kind = FIELD_CHOICE,	\
	  .choices = verdicts, AT(item[k].verdict) },			\
	{ .name = "p_" n, .label = "常见问题", .kind = FIELD_CHOICE,	\
	  .choices = (faults), AT(item[k].phrase) },			\
	{ .name = "w_" n, .label = "补充说明", .kind = FIELD_LINE,	\
	  .max = 200, AT(item[k].words) }

static const struct field desk_fields[] = {
	CHECK(DESK_SEALED, "sealed", sealed_faults),
	CHECK(DESK_AGENT, "agent", agent_faults),
	CHECK(DESK_CONTACT, "contact", contact_faults),
	CHECK(DESK_FOUNDING, "founding", founding_faults),
	CHECK(DESK_HOLDER, "holder", holder_faults),
	{ .name = "remark", .label = "申请信息中需要补正的内容",
	  .kind = FIELD_TEXT, .max = 1000, AT(remark) },
	{ .name = "note", .label = "意见或理由", .kind = FIELD_TEXT,
	  .max = 1000, AT(note) },
	{ .name = "falsified", .label = "认定提供虚假材料",
	  .kind = FIELD_CHECK, AT(falsified) },
	{ .name = "rev", .label = "", .kind = FIELD_HIDDEN, .max = 20,
	  AT(rev) },
};
#define FIELDS_A_CHECK 3	/* verdict, phrase, words */

const struct form desk_form = {
	.fields = desk_fields, .n = NITEMS(desk_fields),
	.size = sizeof(struct desk_values),
};

/* "sealed" of "v_sealed"; the k-th item. */
static const char *
item_name(size_t k)
{
	return desk_fields[k * FIELDS_A_CHECK].name + 2;
}

static const struct choice *
item_phrases(size_t k)
{
	return desk_fields[k * FIELDS_A_CHECK + 1].choices;
}

static struct material_row *
row_of(const struct dossier *d, const char *item)
{
	size_t	 i;

	for (i = 0; i < d->nmaterials; i++)
		if (strcmp(d->materials[i].item, item) == 0)
			return &d->materials[i];
	return NULL;
}

enum status
desk_start(struct req *r, const struct dossier *d, struct form_state *state)
{
	struct desk_values	 v;
	const struct material_row *m;
	size_t			 k;

	memset(&v, 0, sizeof(v));
	for (k = 0; k < DESK_ITEM__N; k++) {
		m = row_of(d, item_name(k));
		v.item[k].verdict = m != NULL && m->verdict != NULL ?
		    m->verdict : "";
		v.item[k].phrase = "";
		v.item[k].words = m != NULL && m->fault != NULL ?
		    m->fault : "";
	}
	v.remark = v.note = "";
	v.rev = pool_printf(r->pool, "%lld", (long long)d->request.rev);
	return form_start(&desk_form, &v, r->pool, state);
}

/* "未加盖单位公章；第二页" of a phrase and words. */
static const char *
fault_words(struct req *r, size_t k, const struct desk_check *c)
{
	const char	*phrase = *c->phrase == '\0' ? "" :
	    choice_label(item_phrases(k), c->phrase);

	return pool_printf(r->pool, "%s%s%s", phrase, *phrase != '\0' &&
	    *c->words != '\0' ? "；" : "", c->words);
}

static void
gather(struct dossier *d)
{
	size_t	 i;

	d->facts.all_judged = 1;
	d->facts.any_fault = 0;
	for (i = 0; i < d->nmaterials; i++) {
		if (d->materials[i].verdict == NULL)
			d->facts.all_judged = 0;
		else if (strcmp(d->materials[i].verdict, "fault") == 0)
			d->facts.any_fault = 1;
	}
}

void
desk_judge(struct req *r, struct dossier *d, const struct desk_values *v)
{
	struct material_row	*m;
	size_t			 k;

	for (k = 0; k < DESK_ITEM__N; k++) {
		const struct desk_check *c = &v->item[k];

		m = row_of(d, item_name(k));
		if (m == NULL || *c->verdict == '\0')
			continue;
		m->verdict = c->verdict;
		m->fault = NULL;
		m->checker = r->actor->person;
		m->checked = clock_now();
		if (strcmp(c->verdict, "fault") != 0)
			continue;
		m->fault = fault_words(r, k, c);
		if (*m->fault == '\0')
			form_error(&r->form,
			    desk_fields[k * FIELDS_A_CHECK + 2].name,
			    "请选择或写明不通过的原因");
	}
	gather(d);
	d->facts.any_fault |= *v->remark != '\0';
	d->facts.has_reason = *v->note != '\0';
}

size_t
desk_undecided(struct req *r, const struct dossier *d)
{
	const struct material_row	*m;
	const struct material		*kind;
	size_t				 k, n = 0;

	for (k = 0; k < DESK_ITEM__N; k++) {
		m = row_of(d, item_name(k));
		kind = material_find(d->business->materials,
		    d->business->nmaterials, item_name(k));
		if (m == NULL || m->verdict != NULL || kind == NULL)
			continue;
		form_error(&r->form, desk_fields[k * FIELDS_A_CHECK].name,
		    pool_printf(r->pool, "请给出“%s”的核验结论",
		    kind->label));
		n++;
	}
	return n;
}

enum status
desk_keep(struct req *r, struct dossier *d, void *arg)
{
	enum status	 st = ST_OK;
	size_t		 i;

	(void)arg;
	for (i = 0; st == ST_OK && i < d->nmaterials; i++) {
		const struct material_row *m = &d->materials[i];

		if (m->verdict != NULL)
			st = material_judge(r->db, d->request.id, m->item,
			    m->verdict, m->fault, m->checker, m->checked,
			    r->fault);
	}
	return st;
}

enum status
desk_falsified(struct req *r, struct dossier *d, const char *reason)
{
	const struct audit_entry entry = {
		.action = "unit.falsified", .kind = "unit",
		.object = d->unit.id, .result = "ok", .reason = reason,
	};
	enum status	 st;

	d->unit.falsified = d->request.number;
	st = unit_save(r->db, &d->unit, r->fault);
	return st == ST_OK ? audit_add(r->db, r->actor, &entry, r->fault) :
	    st;
}

enum status
desk_save(struct req *r, struct dossier *d)
{
	const struct audit_entry entry = {
		.action = "request.check", .kind = "request",
		.object = d->request.number, .result = "ok",
	};
	enum status	 st;

	if ((st = store_begin(r->db, STORE_WRITE, r->fault)) != ST_OK)
		return st;
	st = desk_keep(r, d, NULL);
	if (st == ST_OK)
		st = audit_add(r->db, r->actor, &entry, r->fault);
	return store_end(r->db, st, r->fault);
}

const char *
desk_faults(struct req *r, const struct dossier *d, const char *remark)
{
	const char		*text = "";
	const struct material	*kind;
	size_t			 i;
	int			 n = 0;

	for (i = 0; text != NULL && i < d->nmaterials; i++) {
		const struct material_row *m = &d->materials[i];

		if (m->verdict == NULL || strcmp(m->verdict, "fault") != 0)
			continue;
		kind = material_find(d->business->materials,
		    d->business->nmaterials, m->item);
		text = pool_printf(r->pool, "%s%s%d. %s：%s", text,
		    n > 0 ? "\n" : "", n + 1, kind == NULL ? m->item :
		    kind->label, m->fault == NULL ? "" : m->fault);
		n++;
	}
	if (*remark != '\0' && text != NULL)
		text = pool_printf(r->pool, "%s%s%d. 申请信息：%s", text,
		    n > 0 ? "\n" : "", n + 1, remark);
	return text;
}

/* --- the check list on its page -------------------------------------------------- */

/* Who gave the stored verdict, and when. */
static enum status
fill_judged(struct req *r, const struct material_row *m, struct page *p)
{
	struct person	 who;
	struct page	*j;
	enum status	 st;

	if (m->verdict == NULL || m->checker == NULL)
		return ST_OK;
	st = person_load(r->db, r->pool, m->checker, &who, r->fault);
	if (st != ST_OK)
		return st == ST_ABSENT ? ST_OK : st;
	j = page_add(p, K_JUDGED);
	page_set(j, K_NAME, who.name);
	page_set(j, K_WHEN, show_minute(r, m->checked));
	return ST_OK;
}

enum status
desk_fill_checks(struct req *r, const struct dossier *d,
    const struct form_state *state, struct page *page)
{
	const struct material_row	*m;
	const struct material		*kind;
	struct page			*p;
	enum status			 st = ST_OK;
	size_t				 k;

	for (k = 0; st == ST_OK && k < DESK_ITEM__N; k++) {
		const struct form_entry *e =
		    &state->entries[k * FIELDS_A_CHECK];

		m = row_of(d, item_name(k));
		kind = material_find(d->business->materials,
		    d->business->nmaterials, item_name(k));
		if (m == NULL || kind == NULL)
			continue;
		p = page_add(page, K_ITEM);
		page_set(p, K_LABEL, kind->label);
		page_set(p, K_NAME, item_name(k));
		page_set(p, K_ID, m->id);
		page_set(p, K_FILE_NAME, m->name);
		choice_fill(p, K_RADIO, verdicts, e[0].typed);
		choice_fill(p, K_CHOICE, item_phrases(k), e[1].typed);
		page_set(p, K_VALUE, e[2].typed);
		page_show_if(p, K_WHY_OPEN, e[2].error != NULL);
		if (e[0].error != NULL || e[2].error != NULL)
			page_set(page_add(p, K_BAD), K_SENTENCE,
			    e[0].error != NULL ? e[0].error : e[2].error);
		st = fill_judged(r, m, p);
	}
	return st;
}
