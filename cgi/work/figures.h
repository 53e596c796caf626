/* The desk's figures (统计, R-217): each leads to the list it counts. */
#ifndef WORK_FIGURES_H
#define WORK_FIGURES_H

#include "seal/figures.h"
#include "web/web.h"

web_handler	 figures_show;		/* GET /approve/figures */
web_handler	 figures_csv;		/* GET /approve/figures.csv */

/*
 * All of them, a line at a time: the file of them and a periodic report
 * have the same.
 */
typedef void	 figures_line(struct buf *out, const char *group,
		    const char *what, int64_t n);
enum status	 figures_lines(struct req *r, struct pool *pool,
		    const struct figures_ask *ask, figures_line *say,
		    struct buf *out);

#endif
