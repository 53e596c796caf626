/*
 * Sizes and styles of seals: 国发〔1999〕25号 where it speaks (a hard upper
 * limit), practice where it does not (the usual size; more is a warning).
 */
#include <stdlib.h>
#include <string.h>

#include "picture/local.h"

#define TOLERANCE_UM	500	/* codes.md 11: half a millimetre */
#define DPI_MIN		300
#define DPI_MAX		1200

#define MM(n)		((n) * UM_PER_MM)
#define ROUND(d)	SHAPE_ROUND, MM(d), MM(d)
#define STATE		"国发〔1999〕25号"
#define STATE_45	STATE "：直径不得超过45毫米"
#define PRACTICE	"通行规格，以当地公安机关规定为准"

/* First that fits wins; NULL kind: any. */
static const struct picture_rule rules[] = {
	/* Invoice seals and name seals have their own measures everywhere. */
	{ NULL, "FP", SHAPE_OVAL, MM(40), MM(30), MM(40), MM(30), 1000,
	    CENTRE_BLANK, "发票专用章", "国家税务总局公告2011年第7号" },
	{ NULL, "SM", SHAPE_SQUARE, MM(20), MM(20), MM(25), MM(25), 1000,
	    CENTRE_BLANK, NULL, PRACTICE },
	{ NULL, "ZW", SHAPE_SQUARE, MM(18), MM(18), MM(25), MM(25), 1000,
	    CENTRE_BLANK, NULL, PRACTICE },
	/* Ranks of the state's organs. */
	{ "state-council", NULL, ROUND(60), MM(60), MM(60), 1500,
	    CENTRE_EMBLEM, NULL, STATE "：国务院60毫米" },
	{ "ministry", NULL, ROUND(50), MM(50), MM(50), 1200,
	    CENTRE_EMBLEM, NULL, STATE "：部委50毫米" },
	{ "province", NULL, ROUND(50), MM(50), MM(50), 1200,
	    CENTRE_EMBLEM, NULL, STATE "：省级人民政府50毫米" },
	{ "city", NULL, ROUND(45), MM(45), MM(45), 1200,
	    CENTRE_EMBLEM, NULL, STATE "：市、县人民政府45毫米" },
	{ "county", NULL, ROUND(45), MM(45), MM(45), 1200,
	    CENTRE_EMBLEM, NULL, STATE "：市、县人民政府45毫米" },
	{ "township", NULL, ROUND(42), MM(42), MM(42), 1200,
	    CENTRE_STAR, NULL, STATE "：乡镇人民政府42毫米" },
	/* Companies. */
	{ "joint-stock", "FR", ROUND(42), MM(45), MM(45), 1200,
	    CENTRE_STAR, NULL, PRACTICE },
	{ "state-owned", "FR", ROUND(42), MM(45), MM(45), 1200,
	    CENTRE_STAR, NULL, PRACTICE },
	{ "enterprise", "FR", ROUND(40), MM(45), MM(45), 1000,
	    CENTRE_STAR, NULL, PRACTICE },
	{ "foreign", "FR", SHAPE_OVAL, MM(45), MM(30), MM(45), MM(30), 1000,
	    CENTRE_BLANK, NULL, PRACTICE },
	{ "individual", "FR", ROUND(38), MM(45), MM(45), 1000,
	    CENTRE_STAR, NULL, PRACTICE },
	/* Special seals differ from the main one by their lower line. */
	{ NULL, "CW", ROUND(38), MM(45), MM(45), 1000, CENTRE_BLANK,
	    "财务专用章", PRACTICE },
	{ NULL, "HT", ROUND(40), MM(58), MM(58), 1000, CENTRE_STAR,
	    "合同专用章", PRACTICE },
	{ NULL, "YW", ROUND(40), MM(45), MM(45), 1000, CENTRE_STAR,
	    "业务专用章", PRACTICE },
	{ NULL, "ZM", ROUND(40), MM(45), MM(45), 1000, CENTRE_STAR,
	    "证明专用章", PRACTICE },
	{ NULL, "ZZ", ROUND(40), MM(45), MM(45), 1000, CENTRE_STAR,
	    "证照专用章", PRACTICE },
	{ NULL, "GW", ROUND(42), MM(45), MM(45), 1200, CENTRE_STAR,
	    "公文专用章", PRACTICE },
	{ NULL, "SY", ROUND(40), MM(45), MM(45), 1000, CENTRE_STAR,
	    "检验专用章", PRACTICE },
	{ NULL, "BG", ROUND(40), MM(45), MM(45), 1000, CENTRE_STAR,
	    "报关专用章", PRACTICE },
	{ NULL, "NS", ROUND(42), MM(45), MM(45), 1200, CENTRE_STAR, NULL,
	    STATE_45 },
	{ NULL, "FZ", ROUND(42), MM(45), MM(45), 1200, CENTRE_STAR, NULL,
	    STATE_45 },
	/* Organs' departments, institutions, associations, all others. */
	{ NULL, NULL, ROUND(42), MM(45), MM(45), 1200, CENTRE_STAR, NULL,
	    STATE_45 },
};

static int
agrees(const char *rule, const char *asked)
{
	return rule == NULL || (asked != NULL && strcmp(rule, asked) == 0);
}

const struct picture_rule *
picture_rule(const char *owner, const char *kind)
{
	size_t	 i = 0;

	while (!agrees(rules[i].owner, owner) || !agrees(rules[i].kind, kind))
		i++;			/* the last row agrees with all */
	return &rules[i];
}

const struct picture_rule *
picture_rules(size_t *n)
{
	*n = NITEMS(rules);
	return rules;
}

void
picture_preset(const struct picture_rule *rule, struct picture_design *out)
{
	*out = (struct picture_design){
		.shape = rule->shape, .um_w = rule->um_w,
		.um_h = rule->um_h, .um_ring = rule->um_ring,
		.centre = rule->centre, .lower_text = rule->lower_text,
		.rgb = PICTURE_RED,
	};
}

enum picture_grade
picture_size_check(const struct picture_rule *rule, int um_w, int um_h,
    const char **why)
{
	*why = NULL;
	if (um_w > rule->um_max_w + TOLERANCE_UM ||
	    um_h > rule->um_max_h + TOLERANCE_UM) {
		*why = "印章尺寸超过该类印章的规格上限";
		return GRADE_FAIL;
	}
	if (rule->shape == SHAPE_ROUND && abs(um_w - um_h) > TOLERANCE_UM) {
		*why = "该类印章应为圆形，宽与高不一致";
		return GRADE_FAIL;
	}
	if (um_w < rule->um_w / 2 || um_h < rule->um_h / 2) {
		*why = "印章尺寸不足该类印章通行规格的一半";
		return GRADE_FAIL;
	}
	if (abs(um_w - rule->um_w) > TOLERANCE_UM ||
	    abs(um_h - rule->um_h) > TOLERANCE_UM) {
		*why = "印章尺寸与该类印章的通行规格不同，请核对实物印章";
		return GRADE_WARN;
	}
	return GRADE_PASS;
}

enum status
picture_declare(struct image *im, int um_w, int um_h, struct fault *f)
{
	double	 dpi;

	if (um_w <= 0 || um_h <= 0 || im->width == 0 || im->height == 0)
		return fault_set(f, ST_INVALID, "declared %d x %d um", um_w,
		    um_h);
	if (im->um_w > 0 && (abs(im->um_w - um_w) > TOLERANCE_UM ||
	    abs(im->um_h - um_h) > TOLERANCE_UM))
		return fault_set(f, ST_INVALID,
		    "declared %d x %d um, the file's resolution makes"
		    " %d x %d", um_w, um_h, im->um_w, im->um_h);
	dpi = im->width * 25400.0 / um_w;
	if (dpi < DPI_MIN - 1 || dpi > DPI_MAX + 1)
		return fault_set(f, ST_INVALID,
		    "%.0f dpi at the declared size, %d to %d are taken", dpi,
		    DPI_MIN, DPI_MAX);
	/* Without a resolution in the file both sides must agree at least. */
	if (abs((int)(im->height * 25400.0 / dpi) - um_h) > TOLERANCE_UM)
		return fault_set(f, ST_INVALID,
		    "declared %d x %d um do not fit %u x %u pixels", um_w,
		    um_h, im->width, im->height);
	im->um_w = um_w;
	im->um_h = um_h;
	return ST_OK;
}
