/*
 * Making the picture: drawn here, or taken from a scan in the reader's
 * sandbox; the scan and the work are both kept.
 */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/limits.h"
#include "office/content.h"
#include "picture/client.h"
#include "work/sealing.h"
#include "work/workshop.h"
#include "work/workshop_local.h"

/* What one making holds until it is over. */
struct making {
	struct req		*r;
	struct dossier		*d;
	struct workshop_values	*v;
	struct workshop_result	*w;
	struct picture_extract	 scan, ref;
	struct image		 work;		/* borrowed from scan, or drawn */
	struct image		 plain;		/* drawn without 样章 */
	int			 um_w, um_h;	/* as typed; 0: not */
};

/* --- files ------------------------------------------------------------------------ */

/* The form shows and carries the token of what was sent. */
static void
set_typed(struct form_state *state, const char *name, const char *text)
{
	size_t	 i;

	for (i = 0; i < state->form->n; i++)
		if (strcmp(state->form->fields[i].name, name) == 0)
			state->entries[i].typed = text;
}

static enum status
keep_file(struct making *m, const struct form_file *file, const char *name,
    const char **token)
{
	struct req	*r = m->r;
	unsigned char	 sm3[32];
	char		 text[TOKEN_PICTURE];
	enum status	 st;

	if (file == NULL || form_error_of(&r->form, name) != NULL)
		return ST_OK;
	if (lseek(file->fd, 0, SEEK_SET) == -1)
		return fault_set(r->fault, ST_BROKEN, "upload: no rewind");
	st = content_put_fd(r->content, file->fd, LIMIT_PICTURE,
	    file->type == NULL ? "application/octet-stream" : file->type,
	    sm3, r->fault);
	if (st == ST_OK)
		st = workshop_token(r, m->d, sm3, text);
	if (st == ST_OK)
		*token = pool_text(r->pool, text);
	return st;
}

static enum status
take_files(struct making *m)
{
	struct workshop_values	*v = m->v;
	enum status		 st;

	if ((st = keep_file(m, v->file, "file", &v->scan)) != ST_OK ||
	    (st = keep_file(m, v->ref_file, "ref_file", &v->ref)) != ST_OK)
		return st;
	set_typed(&m->r->form, "scan", v->scan == NULL ? "" : v->scan);
	set_typed(&m->r->form, "ref", v->ref);
	return ST_OK;
}

/* Staff's handwriting is black, everything else red. */
static enum picture_ink
ink_of(const struct dossier *d)
{
	return strcmp(d->app.category, "personal") == 0 ? INK_BLACK : INK_RED;
}

/* The seal in a kept scan; its faults beside the field "name". */
static enum status
extract(struct making *m, const char *token, const char *name, int strength,
    struct picture_extract *out, unsigned char **sm3_out)
{
	const struct picture_wish wish = {
		.ink = ink_of(m->d), .strength = strength,
		.um_w = m->um_w, .um_h = m->um_h,
	};
	struct req		*r = m->r;
	struct reader		 reader;
	enum picture_reason	 why = PICTURE_OUR_FAULT;
	unsigned char		*sm3 = pool_alloc(r->pool, 32);
	struct bytes		 piece;
	struct buf		 b;
	enum status		 st;
	int			 fd = -1;

	if (sm3 == NULL)
		return fault_set(r->fault, ST_BROKEN, "scan: memory");
	if ((st = workshop_token_read(r, m->d, token, sm3)) != ST_OK)
		return st;
	buf_init(&b, LIMIT_PICTURE);
	st = content_read(r->content, sm3, &b, r->fault);
	piece = buf_view(&b);
	if (st == ST_OK && (fd = box_file(&piece, 1, r->fault)) == -1)
		st = ST_BROKEN;
	buf_free(&b);
	sealing_reader(r, &reader);
	if (st == ST_OK)
		st = picture_extract_fd(&reader, fd, &wish, r->pool, out,
		    &why, r->fault);
	if (fd != -1)
		close(fd);
	if (st == ST_INVALID) {
		form_error(&r->form, name, picture_reason_text(why));
		return ST_OK;
	}
	*sm3_out = sm3;
	return st;
}

/* --- drawn ------------------------------------------------------------------------- */

static const char *
or_null(const char *s)
{
	return *s == '\0' ? NULL : s;
}

static enum status
draw(struct making *m)
{
	const struct workshop_values	*v = m->v;
	struct req			*r = m->r;
	struct picture_design		 design;
	char				 missing[PICTURE_CHAR] = "";
	enum status			 st;

	picture_preset(m->w->rule, &design);
	design.um_w = m->um_w;
	design.um_h = m->um_h;
	design.centre = strcmp(v->centre, "star") == 0 ? CENTRE_STAR :
	    CENTRE_BLANK;
	design.ring_text = v->ring_text;
	design.lower_text = or_null(v->lower_text);
	design.centre_text = or_null(v->centre_text);
	design.number = or_null(v->number);
	if (ink_of(m->d) == INK_BLACK)
		design.rgb = 0x000001;	/* 0 would be the usual red */
	st = picture_draw(&design, PICTURE_DPI, &m->plain, missing, r->fault);
	design.sample = config_is_demo(r->config);
	if (st == ST_OK)
		st = picture_draw(&design, PICTURE_DPI, &m->work, missing,
		    r->fault);
	if (st != ST_INVALID)
		return st;
	form_error(&r->form, "ring_text", *missing != '\0' ?
	    pool_printf(r->pool, "印章字体中没有“%s”字，请核对用字，"
	    "或改用扫描件制作", missing) :
	    "文字在这个尺寸内排不下，请缩短文字或调整尺寸");
	return ST_OK;
}

/* --- scanned ------------------------------------------------------------------------ */

/* the sheet's own code says which case it belongs to. */
static void
check_sheet(struct making *m)
{
	const char	*text = m->scan.sheet.text;

	if (*text == '\0')
		return;
	if (strcmp(text, m->d->request.number) == 0)
		m->w->has_sheet = 1;
	else
		form_error(&m->r->form, "file", pool_printf(m->r->pool,
		    "扫描件是办件 %s 的采集表，不是本件的", text));
}

static enum status
scan(struct making *m)
{
	struct req	*r = m->r;
	const char	*why;
	enum status	 st;

	if (*m->v->scan == '\0') {
		form_error(&r->form, "file", "请选择采集表的扫描件");
		return ST_OK;
	}
	st = extract(m, m->v->scan, "file", (int)m->v->strength, &m->scan,
	    &m->w->scan);
	if (st != ST_OK || m->scan.seal.rgba == NULL)
		return st;
	check_sheet(m);
	if (picture_ink_check(&m->scan.seal, ink_of(m->d), &why,
	    r->fault) != ST_OK)
		form_error(&r->form, "file", why);
	/* what was measured against what was typed. */
	if (m->um_w > 0 && m->um_h > 0 && picture_declare(&m->scan.seal,
	    m->um_w, m->um_h, r->fault) != ST_OK)
		form_error(&r->form, "mm_w", pool_printf(r->pool,
		    "与扫描件不符：测得 %s × %s 毫米",
		    workshop_mm(r, m->scan.seal.um_w),
		    workshop_mm(r, m->scan.seal.um_h)));
	m->work = m->scan.seal;
	m->w->quality = m->scan.quality;
	m->w->has_quality = 1;
	m->w->scale = m->scan.scale;
	return ST_OK;
}

/* --- the outcome --------------------------------------------------------------------- */

/* Store as our own PNG; its SM3 and token, in the pool. */
static enum status
store_picture(struct making *m, const struct image *im, unsigned char **sm3,
    const char **token)
{
	struct req	*r = m->r;
	char		 text[TOKEN_PICTURE];
	struct buf	 png;
	enum status	 st;

	if ((*sm3 = pool_alloc(r->pool, 32)) == NULL)
		return fault_set(r->fault, ST_BROKEN, "picture: memory");
	buf_init(&png, LIMIT_PICTURE);
	st = picture_png_write(im, &png, r->fault);
	if (st == ST_OK)
		st = content_put(r->content, buf_view(&png), "image/png",
		    *sm3, r->fault);
	buf_free(&png);
	if (st == ST_OK)
		st = workshop_token(r, m->d, *sm3, text);
	if (st == ST_OK)
		*token = pool_text(r->pool, text);
	return st;
}

/* At equal scale beside what it is held against. */
static enum status
lay_beside(struct making *m)
{
	const struct image	*other = m->ref.raw.rgba != NULL ?
	    &m->ref.raw : &m->scan.raw;
	const struct image	*mine = m->plain.rgba != NULL ? &m->plain :
	    &m->work;
	struct image		 both = { 0 };
	unsigned char		*sm3;
	enum status		 st;

	if (other->rgba == NULL)
		return ST_OK;
	if (m->ref.seal.rgba != NULL)
		m->w->has_score = picture_compare(&m->ref.seal, mine,
		    &m->w->score, m->r->fault) == ST_OK;
	st = picture_side_by_side(other, m->ref.raw.rgba != NULL ?
	    "比对的印模" : "扫描件", mine, "电子印模", m->w->has_score ?
	    &m->w->score : NULL, &both, m->r->fault);
	if (st == ST_OK)
		st = store_picture(m, &both, &sm3, &m->w->beside);
	picture_free(&both);
	return st;
}

static enum status
finish(struct making *m)
{
	struct workshop_result	*w = m->w;
	enum status		 st;

	if (m->work.rgba == NULL)
		return ST_OK;
	w->px_w = m->work.width;
	w->px_h = m->work.height;
	w->um_w = m->work.um_w;
	w->um_h = m->work.um_h;
	w->size = picture_size_check(w->rule, w->um_w, w->um_h,
	    &w->size_why);
	/* Compared as it is; marked afterwards, where no drawing did it. */
	st = lay_beside(m);
	if (st == ST_OK && m->plain.rgba == NULL &&
	    config_is_demo(m->r->config))
		st = workshop_mark_sample(&m->work, m->r->fault);
	if (st == ST_OK)
		st = store_picture(m, &m->work, &w->png, &w->token);
	w->made = st == ST_OK;
	return st;
}

static void
read_sizes(struct making *m, enum workshop_way way)
{
	if (*m->v->mm_w != '\0')
		workshop_read_mm(m->v->mm_w, &m->um_w);
	if (*m->v->mm_h != '\0')
		workshop_read_mm(m->v->mm_h, &m->um_h);
	if (way == WAY_DRAWN && *m->v->mm_w == '\0')
		form_error(&m->r->form, "mm_w", "请填写宽");
	if (way == WAY_DRAWN && *m->v->mm_h == '\0')
		form_error(&m->r->form, "mm_h", "请填写高");
}

enum status
workshop_make(struct req *r, struct dossier *d, enum workshop_way way,
    struct workshop_values *v, struct workshop_result *out)
{
	struct making	 m = { .r = r, .d = d, .v = v, .w = out };
	unsigned char	*ref = NULL;
	enum status	 st;

	memset(out, 0, sizeof(*out));
	out->rule = picture_rule(d->app.org_type, d->app.sub_kind);
	if ((st = take_files(&m)) != ST_OK)
		return st;
	read_sizes(&m, way);
	if (r->form.nerrors > 0)
		return ST_OK;
	st = way == WAY_DRAWN ? draw(&m) : scan(&m);
	if (st == ST_OK && *v->ref != '\0')
		st = extract(&m, v->ref, "ref_file", 0, &m.ref, &ref);
	if (st == ST_OK)
		st = finish(&m);
	if (ref != NULL && out->scan == NULL)
		out->scan = ref;
	if (way == WAY_DRAWN)
		picture_free(&m.work);
	picture_free(&m.plain);
	picture_free(&m.scan.seal);
	picture_free(&m.scan.raw);
	picture_free(&m.ref.seal);
	picture_free(&m.ref.raw);
	return st;
}
