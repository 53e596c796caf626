/* Where a seal goes; see stamp.h. */
#include "stamp/stamp.h"

#define EDGE		(10 * UM_PER_MM)	/* from every edge by default */
#define RIGHT_MARGIN	(26 * UM_PER_MM)	/* GB/T 9704: right margin */

enum status
stamp_place_check(const struct pdf_facts *facts,
    const struct placement *where, struct fault *f)
{
	const struct pdf_page	*p;

	if (where->page >= facts->npages)
		return fault_set(f, ST_INVALID, "place: page %u of %u",
		    where->page + 1, facts->npages);
	p = &facts->pages[where->page];
	if (where->um_w <= 0 || where->um_h <= 0 || where->um_x < 0 ||
	    where->um_y < 0 || where->um_w > p->um_w - where->um_x ||
	    where->um_h > p->um_h - where->um_y)
		return fault_set(f, ST_INVALID, "place: off page %u",
		    where->page + 1);
	return ST_OK;
}

/* Between the page's edges, as near to "want" as the seal allows. */
static int
within(int want, int size, int side)
{
	const int	 edge = side >= size + 2 * EDGE ? EDGE :
	    (side - size) / 2;

	if (want > side - size - edge)
		want = side - size - edge;
	return want < edge ? edge : want;
}

enum status
stamp_place(const struct pdf_facts *facts, int um_w, int um_h,
    struct placement *out, struct fault *f)
{
	const struct pdf_page	*p;
	unsigned		 page = facts->npages;

	*out = (struct placement){ 0 };
	while (page-- > 0) {
		p = &facts->pages[page];
		if (um_w > p->um_w || um_h > p->um_h)
			continue;
		*out = (struct placement){ page,
		    within(p->um_w - RIGHT_MARGIN - um_w, um_w, p->um_w),
		    within(p->um_h / 3 * 2 - um_h / 2, um_h, p->um_h),
		    um_w, um_h };
		return ST_OK;
	}
	return fault_set(f, ST_INVALID, "place: no page is large enough");
}
