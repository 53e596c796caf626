/* Is this imprint good enough, and is it the right ink? */
#include <math.h>
#include <string.h>

#include "picture/local.h"

#define DIRECTIONS 360

const char *const picture_aspect_names[] = {
	[ASPECT_RESOLUTION] = "分辨率", [ASPECT_COMPLETE] = "完整性",
	[ASPECT_COLOUR] = "颜色", [ASPECT_CONTRAST] = "反差",
};
_Static_assert(NITEMS(picture_aspect_names) == ASPECT__N, "a name each");

static const char *const words[ASPECT__N][PICTURE_GRADE__N] = {
	[ASPECT_RESOLUTION] = { "分辨率符合要求",
	    "分辨率低于300 dpi，建议以600 dpi重新扫描",
	    "分辨率低于200 dpi，无法保证1:1打印清晰" },
	[ASPECT_COMPLETE] = { "印文完整",
	    "边框有少量缺损，请核对实物印章",
	    "边框缺损或印文被截断，请重新盖印采集" },
	[ASPECT_COLOUR] = { "颜色符合要求",
	    "颜色偏离规定色，请确认印泥",
	    "颜色不符合要求" },
	[ASPECT_CONTRAST] = { "印文清晰",
	    "印色偏淡，建议重新盖印",
	    "印色过淡，无法清楚分离印文" },
};

static int
inked(const struct plane *ink, double x, double y)
{
	int	 ix = (int)lround(x - 0.5), iy = (int)lround(y - 0.5);

	if (ix < 0 || iy < 0 || ix >= (int)ink->w || iy >= (int)ink->h)
		return 0;
	return ink->p[(size_t)iy * ink->w + (size_t)ix] >= 96;
}

/*
 * Share of directions from the middle in which the rim is found; "square"
 * walks to the sides of the box, else to the ellipse in it.
 */
static double
rim_share(const struct plane *ink, int square)
{
	double	 a, r, x, y, stretch;
	int	 i, found = 0;

	for (i = 0; i < DIRECTIONS; i++) {
		a = 2 * M_PI * i / DIRECTIONS;
		stretch = square ? 1 / fmax(fabs(sin(a)), fabs(cos(a))) : 1;
		for (r = 1; r > 0.90; r -= 0.004) {
			x = ink->w / 2.0 * (1 + r * stretch * sin(a));
			y = ink->h / 2.0 * (1 + r * stretch * cos(a));
			if (inked(ink, x, y))
				break;
		}
		found += r > 0.90;
	}
	return (double)found / DIRECTIONS;
}

static enum picture_grade
grade(double v, double pass, double warn)
{
	return v >= pass ? GRADE_PASS : v >= warn ? GRADE_WARN : GRADE_FAIL;
}

static void
set(struct picture_quality *q, enum picture_aspect a, enum picture_grade g,
    double value)
{
	q->aspect[a].grade = g;
	q->aspect[a].value = (int)lround(value);
	q->aspect[a].text = words[a][g];
	if (g > q->worst)
		q->worst = g;
}

void
quality_judge(const struct quality_facts *facts, struct picture_quality *out)
{
	double			 share = 1;
	enum picture_grade	 g;

	memset(out, 0, sizeof(*out));
	set(out, ASPECT_RESOLUTION, grade(facts->dpi, 295, 195), facts->dpi);

	/* Handwriting has no rim; it may only not be cut. */
	if (facts->wanted == INK_RED)
		share = fmax(rim_share(facts->ink, 0),
		    rim_share(facts->ink, 1));
	g = facts->cut ? GRADE_FAIL : grade(share, 0.97, 0.90);
	set(out, ASPECT_COMPLETE, g, share * 100);

	/* Cinnabar lies at -6 degrees; orange begins at 25, pink at -30. */
	g = facts->wanted == INK_BLACK ? GRADE_PASS :
	    grade(-fabs(facts->hue + 2), -18, -32);
	set(out, ASPECT_COLOUR, g, facts->hue);
	set(out, ASPECT_CONTRAST, grade(facts->strength, 0.50, 0.34),
	    facts->strength * 100);
}

/* --- R-019 ---------------------------------------------------------------- */

/* 0 paper, 1 red, 2 black, 3 another colour. */
static int
ink_of(const unsigned char *p)
{
	int	 max, min;

	if (p[3] < 96)
		return 0;
	max = p[0] > p[1] ? p[0] : p[1];
	max = p[2] > max ? p[2] : max;
	min = p[0] < p[1] ? p[0] : p[1];
	min = p[2] < min ? p[2] : min;
	if (min > 170)
		return 0;
	if (max - min < 60)
		return max < 140 ? 2 : 0;
	return p[0] == max && max - min > 80 &&
	    p[1] < max - 70 && p[2] < max - 50 ? 1 : 3;
}

enum status
picture_ink_check(const struct image *im, enum picture_ink ink,
    const char **why, struct fault *f)
{
	size_t		 count[4] = { 0 }, n, i, wanted;

	*why = NULL;
	n = (size_t)im->width * im->height;
	for (i = 0; i < n; i++)
		count[ink_of(im->rgba + 4 * i)]++;
	n = count[1] + count[2] + count[3];
	wanted = count[ink == INK_RED ? 1 : 2];
	if (n == 0)
		*why = "图像中没有印文或签名";
	else if (wanted * 10 >= n * 8)
		return ST_OK;
	else
		*why = ink == INK_RED ? "单位印章应为红色印模" :
		    "工作人员签名应为黑色手写签名";
	return fault_set(f, ST_INVALID,
	    "ink: %zu red, %zu black, %zu other", count[1], count[2],
	    count[3]);
}
