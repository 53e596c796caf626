/*
 * The parts every page of a case shows.  A program's template places them:
 * {{>CASE}} the head, {{>ANSWERS_PART}}, {{>MATERIALS_PART}},
 * {{>IMPRINT_PART}}, {{>HISTORY_PART}}.
 */
#ifndef WORK_SHOW_H
#define WORK_SHOW_H

#include "page/part.h"
#include "work/case.h"

/* Number, heading, state, dates, and the desk's answer where there is one.
 * "desk": the desk's words for the state, else the public's. */
void		 show_head(struct req *r, const struct dossier *d,
		    struct page *page, int desk);
/* The desk's words to the applicant where there are any. */
void		 show_answered(const struct request *q, struct page *page);
/* The answers; "change": a path whose form can change them, or NULL. */
void		 show_answers(struct req *r, const struct dossier *d,
		    struct page *page, const char *change);
/* Items with their files ("base"/material/ID opens one) and verdicts. */
void		 show_materials(struct req *r, const struct dossier *d,
		    struct page *page, const char *base);
/* The picture ("base"/imprint) where there is one; who may not see it is
 * told so. */
void		 show_imprint(struct req *r, const struct dossier *d,
		    struct page *page, const char *base);
/*
 * The history with the state of each signature, checked now: signature,
 * certificate at the time, and that it fits the records as they are.
 */
enum status	 show_history(struct req *r, struct dossier *d,
		    struct page *page);
/* All of them: head, answers, materials, imprint, history. */
enum status	 show_case(struct req *r, struct dossier *d,
		    struct page *page, const char *base, int desk);

/* A tag by the name of its tone ("wait"). */
enum tone	 show_tone(const char *name);
/* 2026年11月20日 14:05 in the pool; "" for 0. */
const char	*show_minute(struct req *r, int64_t ms);
/* A policy's span in words: "30 天" of "30d"; 无 for none. */
const char	*show_span(struct req *r, const char *value);
/* How long ago: "3 天", "5 小时", "12 分钟". */
const char	*show_waited(struct req *r, int64_t since);
/* Answer with a QR code of "text" as SVG; "label" is what is read aloud. */
enum status	 show_qr(struct req *r, const char *text, const char *label);
/* 1.2 MB */
const char	*show_size(struct req *r, int64_t bytes);

#endif
