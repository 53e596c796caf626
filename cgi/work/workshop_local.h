/* For the workshop's own files. */
#ifndef WORK_WORKSHOP_LOCAL_H
#define WORK_WORKSHOP_LOCAL_H

#include "base/fault.h"
#include "base/image.h"

/* "42.5" as micrometres, 10 to 70 mm; 0 where it is not. */
int		 workshop_read_mm(const char *s, int *um);
/* 样章 across a picture that was not drawn by us. */
enum status	 workshop_mark_sample(struct image *im, struct fault *f);

#endif
