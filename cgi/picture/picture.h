/*
 * Pictures of seals: drawn from their elements, read from files, taken out
 * of a scan, checked against the rule for the unit, compared.  Everything
 * here is a pure function of bytes and pixels (the decoding of strangers'
 * files runs inside the reader's sandbox).  Pixels are malloc'd; give them
 * back with picture_free.
 */
#ifndef PICTURE_PICTURE_H
#define PICTURE_PICTURE_H

#include "base/buf.h"
#include "base/bytes.h"
#include "base/fault.h"
#include "base/image.h"
#include "base/limits.h"

#define PICTURE_RED	0xE60012u	/* cinnabar as printed */
#define PICTURE_DPI	600		/* what we draw and recommend */
#define PICTURE_CHAR	8		/* a character in UTF-8 and NUL */

void	 picture_free(struct image *im);
/* Dots per inch across, from pixels and micrometres; 0 where unknown. */
double	 picture_dpi(const struct image *im);

/* --- files ------------------------------------------------------------- */

/*
 * Alpha in few steps: the picture goes into every stamp twice, in the seal
 * and on the page.  What is drawn has ink or none, and at 600 dpi two steps
 * between them make its edges smooth; what is scanned keeps the ink's own
 * unevenness.  The steps divide 255.
 */
#define PICTURE_DRAWN	3
#define PICTURE_SCANNED	15
void		 picture_calm(struct image *im, int steps);
/*
 * With pHYs; a picture of one ink as a palette of its alpha levels, else
 * 8-bit RGBA.  The same pixels give the same bytes.
 */
enum status	 picture_png_write(const struct image *im, struct buf *out,
		    struct fault *f);
/*
 * From untrusted bytes, judged by their first bytes: PNG or JPEG, at most
 * LIMIT_PICTURE bytes, LIMIT_PIXELS a side, PICTURE_AREA in all.  Anything
 * else, cut short or damaged is ST_INVALID.  um_w and um_h come from the
 * file's resolution, 0 where it names none.  Alpha is kept.
 */
#define PICTURE_AREA	(40u * 1000 * 1000)	/* A4 at 600 dpi: 35 million */
enum status	 picture_read(struct bytes file, struct image *out,
		    struct fault *f);
enum status	 picture_png_read(struct bytes file, struct image *out,
		    struct fault *f);
enum status	 picture_jpeg_read(struct bytes file, struct image *out,
		    struct fault *f);
/*
 * The same, and the name or media type it came under ("scan.png",
 * "image/jpeg") must tell the truth: a renamed file is ST_INVALID.
 */
enum status	 picture_read_as(struct bytes file, const char *name,
		    struct image *out, struct fault *f);
/* Read, and write anew as our own PNG: nothing but pixels survives. */
enum status	 picture_reencode(struct bytes file, struct buf *out,
		    struct fault *f);

/* --- drawing ----------------------------------------------------------- */

enum picture_shape { SHAPE_ROUND, SHAPE_OVAL, SHAPE_SQUARE, SHAPE__N };
/* The national emblem is never drawn by us: it comes from a scan. */
enum picture_centre { CENTRE_STAR, CENTRE_BLANK, CENTRE_EMBLEM, CENTRE__N };

struct picture_design {
	enum picture_shape	 shape;
	int			 um_w, um_h;	/* outer size */
	int			 um_ring;	/* rim; 0: the usual one */
	enum picture_centre	 centre;
	const char		*ring_text;	/* name; square: its text */
	const char		*lower_text;	/* 合同专用章; NULL: none */
	const char		*centre_text;	/* tax number; NULL: none */
	const char		*number;	/* 13 digits on the rim; NULL */
	uint32_t		 rgb;		/* 0: PICTURE_RED */
	int			 sample;	/* 样章 across it */
};

/*
 * The picture at dpi, transparent where there is no ink.  ST_INVALID for a
 * character the seal face lacks (named in the fault and in "missing", which
 * may be NULL), for text that does not fit, for an emblem.
 */
enum status	 picture_draw(const struct picture_design *design,
		    unsigned dpi, struct image *out,
		    char missing[PICTURE_CHAR], struct fault *f);

/* --- size and style ---------------------------------------------------- */

struct picture_rule {
	const char		*owner;		/* organ, institution ... */
	const char		*kind;		/* FR, CW ...; NULL: any */
	enum picture_shape	 shape;
	int			 um_w, um_h;	/* usual */
	int			 um_max_w, um_max_h;	/* never more */
	int			 um_ring;
	enum picture_centre	 centre;
	const char		*lower_text;	/* usual, NULL: none */
	const char		*basis;		/* where it stands, Chinese */
};

/*
 * The rule for an owner ("organ" "institution" "mass" "social" "enterprise"
 * "joint-stock" "state-owned" "foreign" "individual" "person" "other" and
 * the ranks of 国发〔1999〕25号 in the table) and sub-kind (FR NS FZ ZZ GW
 * SY BG HT CW FP YW ZM ZW SM); never NULL.
 */
const struct picture_rule *picture_rule(const char *owner, const char *kind);
/* All of them, for a page that shows the table. */
const struct picture_rule *picture_rules(size_t *n);
/* A design with the rule's measures, texts left NULL. */
void		 picture_preset(const struct picture_rule *rule,
		    struct picture_design *out);

enum picture_grade { GRADE_PASS, GRADE_WARN, GRADE_FAIL, PICTURE_GRADE__N };

/*
 * The declared size against the rule: above the hard limit FAIL, more than
 * 0.5 mm off the usual size WARN.  *why is a Chinese sentence or NULL.
 */
enum picture_grade picture_size_check(const struct picture_rule *rule,
		    int um_w, int um_h, const char **why);
/*
 * Pixels at the picture's resolution against the declared size:
 * more than 0.5 mm apart, or outside 300..1200 dpi, is ST_INVALID.  Where
 * the file names no resolution the declared size is taken, if plausible.
 * On ST_OK the picture's um_w and um_h are the declared ones.
 */
enum status	 picture_declare(struct image *im, int um_w, int um_h,
		    struct fault *f);

/* --- a collection sheet's scan ----------------------------------------- */

#define PICTURE_QR 256

struct picture_sheet {
	char	 text[PICTURE_QR];	/* of the sheet's QR code, "" if none */
	int	 has_frame;		/* the 60 mm frame was found */
	double	 corner[4][2];		/* its outer corners, px: tl tr br bl */
	int	 has_bar;		/* the 50 mm bar was found */
	double	 px_per_mm;		/* 0 where neither was found */
	double	 degrees;		/* how far the sheet was turned */
};

/* What of the sheet can be recognised; finding nothing is no fault. */
enum status	 picture_sheet_find(const struct image *scan,
		    struct picture_sheet *out, struct fault *f);

/* --- the seal in a scan ------------------------------------------------ */

enum picture_ink { INK_RED, INK_BLACK, INK__N };
enum picture_scale { SCALE_SHEET, SCALE_FILE, SCALE_GIVEN, SCALE__N };

struct picture_wish {
	enum picture_ink ink;
	int		 strength;	/* -50..50, 0 usual: more ink kept */
	int		 um_w, um_h;	/* given by the operator; 0: not */
	uint32_t	 rgb;		/* 0: PICTURE_RED, or black */
	int		 raw;		/* the paper under the seal too */
};

enum picture_aspect {
	ASPECT_RESOLUTION, ASPECT_COMPLETE, ASPECT_COLOUR, ASPECT_CONTRAST,
	ASPECT__N
};

struct picture_finding {
	enum picture_grade	 grade;
	int			 value;		/* dpi, percent ... */
	const char		*text;		/* Chinese sentence */
};

/* R-113; anything but PASS needs a checker's reason. */
struct picture_quality {
	enum picture_grade	 worst;
	struct picture_finding	 aspect[ASPECT__N];
};
extern const char *const picture_aspect_names[ASPECT__N];	/* 分辨率 ... */

struct picture_extract {
	struct image		 seal;		/* cropped, constant colour */
	struct image		 raw;		/* wish->raw: the same piece as
						   scanned, to be freed too */
	enum picture_scale	 scale;		/* where its size is from */
	struct picture_sheet	 sheet;
	struct picture_quality	 quality;
};

/*
 * Take the seal out of a scan.  ST_INVALID where there is no ink of that
 * colour, or no scale is known (no frame, no resolution, none given).
 */
enum status	 picture_extract(const struct image *scan,
		    const struct picture_wish *wish,
		    struct picture_extract *out, struct fault *f);
/*
 * Which ink a picture shows: ST_OK where it is the one asked for,
 * else ST_INVALID and a Chinese sentence in *why.
 */
enum status	 picture_ink_check(const struct image *im,
		    enum picture_ink ink, const char **why, struct fault *f);

/* --- comparing --------------------------------------------------------- */

/*
 * Worst block of one seal scanned twice: 0.9 and more on simulated scans down
 * to 150 dpi; one stroke added to one character: 0.77.  Not yet calibrated on
 * real ink: the page shows the worst block to a person, who decides.
 */
#define PICTURE_SAME 0.82

struct picture_score {
	double	 worst;		/* of the blocks, 0..1 */
	double	 whole;		/* all of them; does not discriminate */
	double	 x, y, w, h;	/* the worst block, 0..1 of the first picture */
	double	 degrees;	/* b turned against a */
	int	 um_dw, um_dh;	/* b's size less a's */
	int	 same;		/* worst >= PICTURE_SAME, sizes within 0.5 mm */
};

enum status	 picture_compare(const struct image *a, const struct image *b,
		    struct picture_score *out, struct fault *f);
/*
 * Both at equal scale on white with millimetre rulers, the worst block
 * framed in each (score may be NULL); captions are Chinese words.
 */
enum status	 picture_side_by_side(const struct image *a,
		    const char *caption_a, const struct image *b,
		    const char *caption_b, const struct picture_score *score,
		    struct image *out, struct fault *f);

#endif
