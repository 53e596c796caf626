/* The desk's figures (统计, R-217): each leads to the list it counts. */
#ifndef WORK_FIGURES_H
#define WORK_FIGURES_H

#include "web/web.h"

web_handler	 figures_show;		/* GET /approve/figures */
web_handler	 figures_csv;		/* GET /approve/figures.csv */

#endif
