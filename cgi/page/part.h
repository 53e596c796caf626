/*
 * The small parts many pages share, each with its template in
 * templates/part and one function that fills it.
 */
#ifndef PAGE_PART_H
#define PAGE_PART_H

#include "page/page.h"

/* What a status tag looks like; never colour alone, the label says it. */
enum tone {
	TONE_PLAIN,		/* 草稿 */
	TONE_WAIT,		/* 待受理 审核中 */
	TONE_ACT,		/* 需补正: the reader must do something */
	TONE_GOOD,		/* 已启用 */
	TONE_BAD,		/* 已挂失 */
	TONE_OVER,		/* 已注销 已过期 */
	TONE__N
};

/* "plain", "wait" …, for class names. */
const char	*tone_name(enum tone tone);

/* A status tag where {{>key}} stands. */
void	 part_tag(struct page *page, enum page_key key, const char *label,
	    enum tone tone);
/*
 * The same in a row of a long table, whose template has the tag's line
 * itself (<strong class="tag tag-{{TONE}}">{{STATE}}</strong>): to include a
 * part costs a fifth of such a row.
 */
void	 part_tag_here(struct page *row, const char *label, enum tone tone);
/*
 * One line of a task list: add the list once with page_include(page, key,
 * "part/tasks"), then a line a task.  Without href the task cannot be done
 * now and "why" (or NULL) says the reason.  A list without a line prints
 * nothing, its heading (page_add(tasks, K_HEADED), K_HEADING) neither.
 */
void	 part_task(struct page *tasks, const char *label, const char *href,
	    const char *state, enum tone tone, const char *why);
/*
 * One column of a table's head (page_include(…, "part/head") once).  With
 * href it can be sorted; sorted is 1 ascending, -1 descending, 0 not.
 */
void	 part_column(struct page *head, const char *label, const char *href,
	    int sorted);
/* The pager: links that are NULL are left out; "shown" is a sentence. */
void	 part_pager(struct page *page, enum page_key key, const char *first,
	    const char *next, const char *shown);
/* One line of facts, where the template has {{#FACT}}; nothing where the
 * value is empty. */
void	 part_fact(struct page *page, const char *label, const char *value);
/* One answer of a list (page_include(…, "part/answers") once); href may be
 * NULL where it cannot be changed. */
void	 part_answer(struct page *answers, const char *label,
	    const char *value, const char *href);
/*
 * A form of one button that acts (page_include of "part/confirm" is made
 * here); hidden values are added to what is returned with part_hidden.
 */
struct page *part_confirm(struct page *page, enum page_key key,
	    const char *action, const char *button, const char *sentence,
	    const char *back, int urgent);
void	 part_hidden(struct page *confirm, const char *name,
	    const char *value);

#endif
