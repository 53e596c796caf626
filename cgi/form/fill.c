/*
 * A form on its page: fields with what was typed, errors beside each, the
 * summary, hints for the browser.  All of it from the same table.
 */
#include <string.h>

#include "base/limits.h"
#include "form/local.h"
#include "page/part.h"

/* What a kind looks like. */
static const struct look {
	enum page_key	 section;
	const char	*type;		/* of an <input> */
	const char	*inputmode;
	int		 has_label;	/* <label> above, not a legend */
} looks[] = {
	[FIELD_LINE] = { K_INPUT, "text", NULL, 1 },
	[FIELD_TEXT] = { K_AREA, NULL, NULL, 1 },
	[FIELD_CHOICE] = { K_SELECT, NULL, NULL, 1 },
	[FIELD_CHECK] = { K_CHECK, NULL, NULL, 0 },
	[FIELD_DATE] = { K_INPUT, "date", NULL, 1 },
	[FIELD_NUMBER] = { K_INPUT, "text", "numeric", 1 },
	[FIELD_FILE] = { K_FILE, NULL, NULL, 1 },
	[FIELD_SECRET] = { K_INPUT, "password", NULL, 1 },
	[FIELD_HIDDEN] = { K_HIDDEN, NULL, NULL, 0 },
};

_Static_assert(NITEMS(looks) == FIELD__N, "a kind has no look");

static size_t
choice_count(const struct choice *c)
{
	size_t	 n;

	for (n = 0; c != NULL && c[n].value != NULL; n++)
		;
	return n;
}

static void
optional_value(struct page *p, enum page_key section, enum page_key key,
    const char *text)
{
	if (text == NULL)
		return;
	page_set(p, key, text);
	page_show(p, section);
}

/* A hint; a file's own limits are told with it. */
static const char *
hint_of(const struct field *f, struct pool *pool)
{
	const char	*words;

	if (f->kind != FIELD_FILE)
		return f->hint;
	words = form_file_words(f->types,
	    f->size == 0 ? LIMIT_MATERIAL : f->size, pool);
	if (f->hint == NULL)
		return words;
	return pool_printf(pool, "%s。%s", f->hint, words);
}

/* Cleaned fields may be typed with blanks, so the browser leaves room. */
static void
fill_maxlength(struct page *p, const struct field *f)
{
	size_t	 max = f->max;

	if (max == 0)
		return;
	if (f->clean & (CLEAN_TIGHT | CLEAN_PHONE))
		max *= 2;
	page_int(p, K_MAX, (int64_t)max);
	page_show(p, K_MAXLENGTH);
}

void
choice_fill(struct page *page, enum page_key section,
    const struct choice *choices, const char *chosen)
{
	const struct choice	*c;
	struct page		*row;

	for (c = choices; c != NULL && c->value != NULL; c++) {
		row = page_add(page, section);
		page_set(row, K_VALUE, c->value);
		page_set(row, K_LABEL, c->label);
		page_show_if(row, K_CHOSEN, strcmp(c->value, chosen) == 0);
	}
}

/* type=date shows nothing for what is no date: then as text. */
static const char *
type_of(const struct field *f, const struct form_entry *e)
{
	if (f->kind == FIELD_DATE && e->error != NULL && *e->typed != '\0')
		return "text";
	return looks[f->kind].type;
}

static void
fill_described(struct page *p, const struct field *f, const char *hint,
    const char *error)
{
	if (hint != NULL && error != NULL)
		page_printf(p, K_DESCRIBED_BY, "h-%s e-%s", f->name, f->name);
	else
		page_printf(p, K_DESCRIBED_BY, "%s-%s",
		    hint != NULL ? "h" : "e", f->name);
	page_show_if(p, K_DESCRIBED, hint != NULL || error != NULL);
}

static void
fill_words(struct page *p, const struct field *f, const struct form_entry *e,
    struct pool *pool)
{
	const char	*hint = hint_of(f, pool);

	optional_value(p, K_HINT, K_HINT, hint);
	optional_value(p, K_BAD, K_SENTENCE, e->error);
	optional_value(p, K_GROUP, K_GROUP_LABEL, f->group);
	fill_described(p, f, hint, e->error);
	page_show(p, f->required ? K_REQUIRED : K_OPTIONAL);
}

static void
fill_input(struct page *p, const struct field *f, const struct form_entry *e)
{
	const char	*mode = f->inputmode;

	page_set(p, K_TYPE, type_of(f, e));
	fill_maxlength(p, f);
	optional_value(p, K_MODE, K_INPUTMODE,
	    mode == NULL ? looks[f->kind].inputmode : mode);
	optional_value(p, K_COMPLETE, K_AUTOCOMPLETE, f->autocomplete);
}

/*
 * "accept" is a list with commas, the table's with blanks.  Browsers know an
 * OFD by the end of its name only, and would not offer it for choosing.
 */
static void
fill_accept(struct page *p, const struct field *f, struct pool *pool)
{
	char	*list, *c;

	if (f->types == NULL || (list = pool_printf(pool, "%s%s", f->types,
	    strstr(f->types, "application/ofd") == NULL ? "" : " .ofd")) ==
	    NULL)
		return;
	for (c = list; *c != '\0'; c++)
		if (*c == ' ')
			*c = ',';
	page_set(p, K_ACCEPT, list);
	page_int(p, K_BYTES, (int64_t)(f->size == 0 ? LIMIT_MATERIAL :
	    f->size));
}

static void
fill_field(struct page *page, const struct field *f,
    const struct form_entry *e, struct pool *pool)
{
	struct page	*p = page_include(page, K_FIELDS, "part/field");
	int		 radios;

	page_set(p, K_NAME, f->name);
	page_set(p, K_LABEL, f->label);
	if (f->kind != FIELD_SECRET)
		page_set(p, K_VALUE, e->typed);
	if (f->kind == FIELD_HIDDEN) {
		page_show(p, K_HIDDEN);
		return;
	}
	fill_words(p, f, e, pool);
	fill_input(p, f, e);
	fill_accept(p, f, pool);
	if (f->kind == FIELD_CHECK) {
		page_show_if(p, K_CHOSEN, *e->typed != '\0');
		page_show(p, K_CHECK);
		return;
	}
	radios = f->kind == FIELD_CHOICE && f->required &&
	    choice_count(e->choices) <= FORM_RADIOS;
	if (radios) {
		choice_fill(page_add(p, K_RADIOS), K_RADIO, e->choices,
		    e->typed);
		return;
	}
	page_show(p, K_LABELLED);
	if (f->kind == FIELD_CHOICE)
		choice_fill(page_add(p, K_SELECT), K_CHOICE, e->choices,
		    e->typed);
	else
		page_show(p, looks[f->kind].section);
}

static void
fill_error(struct page *summary, const char *name, const char *sentence)
{
	struct page	*row;

	if (sentence == NULL)
		return;
	row = page_add(summary, K_ERROR);
	page_set(row, K_SENTENCE, sentence);
	page_set(row, K_NAME, name);
	page_show(row, name == NULL ? K_PLAIN : K_LINK);
}

void
form_fill_errors(struct page *page, const struct form_state *state)
{
	struct page	*p;
	size_t		 i;

	if (state->nerrors == 0)
		return;
	page_show(page_frame(page), K_WRONG);
	p = page_include(page, K_ERRORS, "part/errors");
	page_int(p, K_COUNT, (int64_t)state->nerrors);
	fill_error(p, NULL, state->general);
	for (i = 0; i < state->form->n; i++)
		fill_error(p, state->form->fields[i].name,
		    state->entries[i].error);
}

void
form_fill(struct page *page, const struct form_state *state)
{
	size_t	 i;

	form_fill_errors(page, state);
	for (i = 0; i < state->form->n; i++) {
		if (state->form->fields[i].kind == FIELD_FILE)
			page_show(page, K_UPLOAD);
		fill_field(page, &state->form->fields[i], &state->entries[i],
		    state->pool);
	}
}

void
form_fill_some(struct page *page, const char *const *names,
    const struct form_state *state)
{
	size_t	 i;

	for (; *names != NULL; names++) {
		i = form_index(state->form, *names);
		if (i < state->form->n)
			fill_field(page, &state->form->fields[i],
			    &state->entries[i], state->pool);
	}
}

/* The value as a person reads it. */
static const char *
answer_of(const struct field *f, const void *values, struct pool *pool)
{
	const struct form_file	*file;
	const char		*text;

	switch (f->kind) {
	case FIELD_CHECK:
		return *(const int *)form_member_of(f, values) ? "是" : "否";
	case FIELD_FILE:
		file = *(const struct form_file *const *)
		    form_member_of(f, values);
		return file == NULL ? "" : file->name;
	case FIELD_CHOICE:
		text = form_text_of(f, values, pool);
		return choice_label(f->choices, text);
	default:
		return form_text_of(f, values, pool);
	}
}

void
form_answers(struct page *page, const struct form *form, const void *values,
    const char *back, struct pool *pool)
{
	struct page		*list;
	const struct field	*f;
	size_t			 i;

	list = page_include(page, K_ANSWERS, "part/answers");
	for (i = 0; i < form->n; i++) {
		f = &form->fields[i];
		if (f->kind == FIELD_SECRET || f->kind == FIELD_HIDDEN)
			continue;
		part_answer(list, f->label, answer_of(f, values, pool),
		    back == NULL ? NULL :
		    pool_printf(pool, "%s#f-%s", back, f->name));
	}
}
