/* A picture in memory, and where it goes on a page. */
#ifndef BASE_IMAGE_H
#define BASE_IMAGE_H

#include <stddef.h>
#include <stdint.h>

/*
 * Straight (not premultiplied) RGBA, 8 bits each, rows without padding, top
 * row first.  Its true size on paper is part of it.
 */
struct image {
	unsigned char	*rgba;		/* width * height * 4 bytes */
	unsigned	 width, height;	/* pixels */
	int		 um_w, um_h;	/* micrometres on paper */
};

/*
 * Micrometres from the top left corner of the page as a reader sees it
 * (crop box, after /Rotate and /UserUnit), to the top left of the thing.
 */
struct placement {
	unsigned	 page;		/* 0 is the first */
	int		 um_x, um_y;
	int		 um_w, um_h;
};

#define UM_PER_MM	1000

#endif
