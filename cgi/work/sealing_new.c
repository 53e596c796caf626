/*
 * A new request to use a seal: which seal, which file, what for.  A file that
 * is a state secret is refused here.
 */
#include "base/clock.h"
#include "base/limits.h"
#include "page/keys.h"
#include "work/sealing_pages.h"
#include "work/secrecy.h"
#include "work/show.h"

#define SEALS_MAX	200	/* seals of one unit */

struct wish {
	const char		*seal, *title, *class, *purpose, *secret;
	const struct form_file	*file;
};
#define AT(member) .at = offsetof(struct wish, member)
static const struct field wish_fields[] = {
	{ .name = "seal", .label = "", .kind = FIELD_HIDDEN, .max = ID_LEN,
	  AT(seal) },
	{ .name = "title", .label = "文件标题", .kind = FIELD_LINE,
	  .hint = "验真页面会显示这个标题，请与文件上的一致",
	  .required = true, .max = 100, AT(title) },
	{ .name = "class", .label = "文件种类", .kind = FIELD_CHOICE,
	  .required = true, .choices = sealing_classes, AT(class) },
	{ .name = "purpose", .label = "用途", .kind = FIELD_TEXT,
	  .hint = "说明文件发给谁、办什么事", .max = 500, AT(purpose) },
	SECRECY_FIELD("文件密级", offsetof(struct wish, secret)),
	{ .name = "file", .label = "要盖章的文件", .kind = FIELD_FILE,
	  .required = true, .types = "application/pdf",
	  .size = LIMIT_DOCUMENT, AT(file) },
};
#undef AT

static void
cross_wish(const void *values, struct form_state *state)
{
	const struct wish	*w = values;

	secrecy_check(w->secret, state);
}

const struct form sealing_wish_form = {
	wish_fields, NITEMS(wish_fields), sizeof(struct wish), cross_wish
};

static enum status
choose_page(struct req *r, const struct seal *list, size_t n)
{
	struct page	*p, *card;
	const char	*no;
	size_t		 i;
	int		 state;

	p = web_page_new(r, "stamp/choose", "申请用章");
	page_show_if(p, K_NONE, n == 0);
	for (i = 0; i < n; i++) {
		state = seal_state_now(&list[i], clock_now());
		card = page_add(p, K_SEAL);
		page_set(card, K_ID, list[i].id);
		page_set(card, K_NAME, list[i].name);
		page_set(card, K_CODE, list[i].code);
		part_tag(card, K_STATE, flow_seal.states[state].label,
		    show_tone(seal_tone(state)));
		no = sealing_seal_refusal(r, &list[i]);
		if (no == NULL)
			page_show(card, K_USABLE);
		else
			page_set(page_add(card, K_REFUSED), K_SENTENCE, no);
	}
	return web_page(r, p);
}

static enum status
wish_page(struct req *r, const struct seal *seal)
{
	struct page	*p = web_page_new(r, "stamp/new", "申请用章");

	page_set(p, K_ID, seal->id);
	page_set(p, K_NAME, seal->name);
	page_set(p, K_CODE, seal->code);
	secrecy_notice(p);
	form_fill(p, &r->form);
	return web_page(r, p);
}

enum status
sealing_show_new(struct req *r)
{
	const char	*id = web_query(r, "seal"), *why;
	struct wish	 w = { .seal = id };
	struct seal	*list, seal;
	enum status	 st;
	size_t		 i, n, usable = 0, last = 0;

	if (id == NULL) {
		st = seal_list_unit(r->db, r->pool, r->actor->unit, SEALS_MAX,
		    &list, &n, r->fault);
		if (st != ST_OK)
			return st;
		for (i = 0; i < n; i++)
			if (sealing_seal_refusal(r, &list[i]) == NULL) {
				usable++;
				last = i;
			}
		if (usable != 1 || web_query(r, "choose") != NULL)
			return choose_page(r, list, n);
		w.seal = list[last].id;	/* nothing to choose */
	}
	if ((st = sealing_seal(r, w.seal, &seal, &why)) != ST_OK)
		return why != NULL ? sealing_not_taken(r, st, why) : st;
	st = form_start(&sealing_wish_form, &w, r->pool, &r->form);
	return st == ST_OK ? wish_page(r, &seal) : st;
}

/* The file is looked at only where everything else is right. */
static enum status
take_wish(struct req *r, const struct wish *w, const struct seal *seal,
    struct use *u)
{
	struct sealing_file	 file;
	const char		*why = NULL;
	enum status		 st;

	st = sealing_take_file(r, w->file, &file, &why);
	if (st == ST_OK)
		st = sealing_default_place(r, &file.facts, seal, u, &why);
	if (st == ST_INVALID && why != NULL)
		form_error(&r->form, "file", why);
	if (st != ST_OK)
		return st;
	u->seal = seal->id;
	u->title = w->title;
	u->class = w->class;
	u->purpose = w->purpose;
	u->file_name = w->file->name;
	return sealing_open(r, u, &file);
}

enum status
sealing_post_new(struct req *r)
{
	const struct wish	*w = r->values;
	struct use		 u = { 0 };
	const char		*why;
	struct seal		 seal;
	enum status		 st;

	if ((st = sealing_seal(r, w->seal, &seal, &why)) != ST_OK)
		return why != NULL ? sealing_not_taken(r, st, why) : st;
	if (secrecy_refused(r, w->secret, "use.create", "seal", seal.id))
		return wish_page(r, &seal);
	if ((why = sealing_class_refusal(r, w->class)) != NULL) {
		audit_refusal(r->db, r->actor, "use.create", "seal", seal.id,
		    why);
		form_error(&r->form, "class", why);
	}
	if (r->form.nerrors > 0)
		return wish_page(r, &seal);
	st = take_wish(r, w, &seal, &u);
	if (st == ST_INVALID && r->form.nerrors > 0)
		return wish_page(r, &seal);
	return st == ST_OK ? web_redirectf(r, "/stamp/%s/place", u.id) : st;
}
