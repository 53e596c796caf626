/*
 * A page as a picture, drawn by poppler's pdftoppm as a program of its own
 * in the sandbox.  What is shown before stamping is the prepared file
 * itself, so the preview comes from the code that stamps.
 */
#include "pdf/local.h"
#include "pdf/message.h"

#define RENDERER	"/usr/bin/pdftoppm"
#define DPI_LEAST	30
#define DPI_MOST	200

enum status
pdf_op_preview(const struct wire_msg *req, struct box_io *io, struct fault *f)
{
	const int64_t	 page = wire_num(req, PF_PAGE, -1);
	const int64_t	 dpi = wire_num(req, PF_DPI, 0);
	char		 at[24], res[24];
	const char	*argv[] = { RENDERER, "-png", "-singlefile",
	    "-cropbox", "-r", res, "-f", at, "-l", at, "-", NULL };

	if (page < 0 || dpi < DPI_LEAST || dpi > DPI_MOST)
		return pdf_op_refuse(io, PDF_NO_PAGE, f);
	snprintf(at, sizeof(at), "%lld", (long long)page + 1);
	snprintf(res, sizeof(res), "%lld", (long long)dpi);
	return box_exec(io, argv, f);
}
