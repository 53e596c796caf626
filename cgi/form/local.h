/* For the folder form alone. */
#ifndef FORM_LOCAL_H
#define FORM_LOCAL_H

#include "form/form.h"

#define FORM_LINE_MAX	200	/* characters, where the table says none */
#define FORM_TEXT_MAX	4000
#define FORM_RADIOS	5	/* more choices than this are a list */

/*
 * The text as it is kept: ends trimmed, invisible characters gone, the
 * field's CLEAN_ bits done, line ends \n (only "lines" may have any).  NULL
 * where a control or direction character is in it, or memory is out (the
 * pool then says so).
 */
const char	*form_clean(struct pool *pool, const char *in, unsigned clean,
		    int lines);
/* 2026年1月2日, 2026/1/2, 20260102 … as 2026-01-02; NULL if no such day. */
const char	*form_clean_date(struct pool *pool, const char *in);
/* All of it a whole number within int64_t; 1 if so. */
int		 form_read_number(const char *s, int64_t *out);

/* Where the field's member lies. */
void		*form_member(const struct field *field, void *values);
const void	*form_member_of(const struct field *field,
		    const void *values);
/* A member's value as text, as it would be typed. */
const char	*form_text_of(const struct field *field, const void *values,
		    struct pool *pool);
/* "PDF、JPEG，不超过 5 MB". */
const char	*form_file_words(const char *types, size_t max,
		    struct pool *pool);
/* The number of the field in the form; form->n where there is none. */
size_t		 form_index(const struct form *form, const char *name);
int		 choice_has(const struct choice *choices, const char *value);

#endif
