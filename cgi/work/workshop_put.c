/*
 * Putting a picture into the case: the last checks, the record that is
 * signed, and the mark every demonstration picture carries.
 */
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "work/workshop.h"
#include "work/workshop_local.h"

void
workshop_check(struct req *r, enum workshop_way way,
    const struct workshop_values *v, const struct workshop_result *w)
{
	const int	 held = way == WAY_SCAN || w->scan != NULL;

	if (!w->made)
		return;
	if ((w->size != GRADE_PASS || (w->has_quality &&
	    w->quality.worst != GRADE_PASS)) && *v->override == '\0')
		form_error(&r->form, "override",
		    "尺寸或质量有提示，请写明仍然采用的理由");
	if (!held)
		return;
	if (!web_has(r, ROLE_BIT(ROLE_CHECKER)))
		form_error(&r->form, "same",
		    "用扫描件制作或比对的印模，须由核验人员签署比对结论");
	else if (*v->same == '\0')
		form_error(&r->form, "same", "请比对后选择结论");
	else if (strcmp(v->same, "same") != 0)
		form_error(&r->form, "same",
		    "比对不一致的印模不能提交，请重新制作");
}

/* "pass", or "warn" and every sentence. */
static const char *
quality_words(struct req *r, const struct workshop_result *w)
{
	const char	*text = "";
	int		 i;

	if (w->size_why != NULL)
		text = w->size_why;
	for (i = 0; w->has_quality && text != NULL && i < ASPECT__N; i++)
		if (w->quality.aspect[i].grade != GRADE_PASS)
			text = pool_printf(r->pool, "%s%s%s", text,
			    *text == '\0' ? "" : "；",
			    w->quality.aspect[i].text);
	return text == NULL || *text == '\0' ? "pass" :
	    pool_printf(r->pool, "warn %s", text);
}

void
workshop_imprint(struct req *r, struct dossier *d, enum workshop_way way,
    const struct workshop_values *v, const struct workshop_result *w)
{
	char		 id[ID_LEN + 1];
	struct imprint	*i = &d->imprint;

	id_new(id);
	memset(i, 0, sizeof(*i));
	i->id = pool_text(r->pool, id);
	i->request = d->request.id;
	i->source = way == WAY_SCAN ? "scan" : "drawn";
	i->png = bytes_of(w->png, 32);
	if (w->scan != NULL)
		i->scan = bytes_of(w->scan, 32);
	i->um_w = w->um_w;
	i->um_h = w->um_h;
	i->px_w = w->px_w;
	i->px_h = w->px_h;
	i->quality = quality_words(r, w);
	i->override = *v->override == '\0' ? NULL : v->override;
	i->person = r->actor->person;
	i->added = clock_now();
	if (*v->same != '\0' && w->scan != NULL) {
		i->same = v->same;
		i->comparer = r->actor->person;
		i->compared = i->added;
	}
	d->has_imprint = 1;
}

enum status
workshop_keep(struct req *r, struct dossier *d, void *arg)
{
	(void)arg;
	return imprint_add(r->db, &d->imprint, r->fault);
}

/* --- the demonstration's mark -------------------------------------------------------- */

/* A disc of that size, with or without 样章 across it. */
static enum status
draw_disc(int um, unsigned dpi, int sample, struct image *out,
    struct fault *f)
{
	const struct picture_design	 disc = {
		.shape = SHAPE_ROUND, .um_w = um, .um_h = um,
		.centre = CENTRE_BLANK, .ring_text = "样章",
		.sample = sample,
	};

	return picture_draw(&disc, dpi, out, NULL, f);
}

/*
 * What 样章 changes in a drawing of that size is copied into the middle of
 * the picture: a scan says so as a drawing does.
 */
enum status
workshop_mark_sample(struct image *im, struct fault *f)
{
	const int	 um = im->um_w < im->um_h ? im->um_w : im->um_h;
	const unsigned	 dpi = (unsigned)(picture_dpi(im) + 0.5);
	struct image	 with = { 0 }, without = { 0 };
	unsigned	 x, y, dx, dy;
	enum status	 st;

	st = draw_disc(um, dpi, 1, &with, f);
	if (st == ST_OK)
		st = draw_disc(um, dpi, 0, &without, f);
	dx = st == ST_OK && im->width > with.width ?
	    (im->width - with.width) / 2 : 0;
	dy = st == ST_OK && im->height > with.height ?
	    (im->height - with.height) / 2 : 0;
	for (y = 0; st == ST_OK && y < with.height && y + dy < im->height; y++)
		for (x = 0; x < with.width && x + dx < im->width; x++) {
			const size_t k = 4 * ((size_t)y * with.width + x);

			if (memcmp(with.rgba + k, without.rgba + k, 4) != 0)
				memcpy(im->rgba + 4 * ((size_t)(y + dy) *
				    im->width + x + dx), with.rgba + k, 4);
		}
	picture_free(&with);
	picture_free(&without);
	return st;
}
