/*
 * Reading a form against its table; see form.h.  Every field is judged, so
 * that a person is told everything at once.
 */
#include <stdio.h>
#include <string.h>

#include "base/calendar.h"
#include "base/limits.h"
#include "base/utf8.h"
#include "form/local.h"

/* One field being read. */
struct reading {
	const struct field	*field;
	struct form_entry	*entry;
	struct pool		*pool;
	void			*member;
	const struct form_value	*value;		/* NULL: none came */
};

const char *
form_input_text(const struct form_input *in, const char *name)
{
	size_t	 i;

	for (i = 0; i < in->n; i++)
		if (in->values[i].file == NULL &&
		    strcmp(in->values[i].name, name) == 0)
			return in->values[i].text;
	return NULL;
}

size_t
form_index(const struct form *form, const char *name)
{
	size_t	 i;

	for (i = 0; name != NULL && i < form->n; i++)
		if (strcmp(form->fields[i].name, name) == 0)
			return i;
	return form->n;
}

void *
form_member(const struct field *field, void *values)
{
	return (char *)values + field->at;
}

const void *
form_member_of(const struct field *field, const void *values)
{
	return (const char *)values + field->at;
}

int
choice_has(const struct choice *c, const char *value)
{
	for (; c->value != NULL; c++)
		if (strcmp(c->value, value) == 0)
			return 1;
	return 0;
}

const char *
choice_label(const struct choice *c, const char *value)
{
	for (; c != NULL && c->value != NULL; c++)
		if (strcmp(c->value, value) == 0)
			return c->label;
	return value;
}

const char *
choice_known(const struct choice *choices, const char *value)
{
	const struct choice	*c;

	for (c = choices; c->value != NULL; c++)
		if (strcmp(c->value, value) == 0)
			return c->value;
	return choices->value;
}

/* --- one field --------------------------------------------------------- */

static const char *
say(const struct reading *r, const char *before, const char *after)
{
	return pool_printf(r->pool, "%s%s%s", before, r->field->label, after);
}

static const char *
say_count(const struct reading *r, const char *before, long long n,
    const char *after)
{
	return pool_printf(r->pool, "%s%s%lld%s", r->field->label, before, n,
	    after);
}

static size_t
most_of(const struct field *field)
{
	if (field->max != 0)
		return field->max;
	return field->kind == FIELD_TEXT ? FORM_TEXT_MAX : FORM_LINE_MAX;
}

/* Length in characters and the field's own check; the text is not "". */
static const char *
judge_text(const struct reading *r, const char *text)
{
	size_t	 n = utf8_count(text);

	if (n > most_of(r->field))
		return say_count(r, "最多 ", (long long)most_of(r->field),
		    " 个字");
	if (n < r->field->min)
		return say_count(r, "最少 ", (long long)r->field->min,
		    " 个字");
	return r->field->check == NULL ? NULL : r->field->check(text);
}

static const char *
raw_of(const struct reading *r)
{
	return r->value == NULL ? "" : r->value->text;
}

/* The cleaned text into entry and member; NULL where it cannot be. */
static const char *
take_text(struct reading *r, unsigned clean, int lines)
{
	const char	*text = form_clean(r->pool, raw_of(r), clean, lines);

	if (text == NULL) {
		r->entry->typed = pool_text(r->pool, raw_of(r));
		r->entry->error = say(r, "", "含有不能使用的字符");
		return NULL;
	}
	r->entry->typed = text;
	return text;
}

static const char *
read_line(struct reading *r)
{
	const char	*text;

	text = take_text(r, r->field->clean, r->field->kind == FIELD_TEXT);
	if (text == NULL)
		return r->entry->error;
	*(const char **)r->member = text;
	if (*text == '\0')
		return r->field->required ? say(r, "请填写", "") : NULL;
	return judge_text(r, text);
}

static const char *
read_choice(struct reading *r)
{
	const char	*text;

	if ((text = take_text(r, 0, 0)) == NULL)
		return r->entry->error;
	if (*text == '\0')
		return r->field->required ? say(r, "请选择", "") : NULL;
	if (r->field->choices != NULL && !choice_has(r->field->choices, text))
		return say(r, "请从列出的选项中选择", "");
	*(const char **)r->member = text;
	return judge_text(r, text);
}

static const char *
read_check(struct reading *r)
{
	int	 on = strcmp(raw_of(r), "1") == 0;

	*(int *)r->member = on;
	r->entry->typed = on ? "1" : "";
	return r->field->required && !on ? say(r, "请勾选“", "”") : NULL;
}

static const char *
read_date(struct reading *r)
{
	const char	*text, *day;

	if ((text = take_text(r, CLEAN_NARROW | CLEAN_DASH, 0)) == NULL)
		return r->entry->error;
	if (*text == '\0')
		return r->field->required ? say(r, "请填写", "") : NULL;
	if ((day = form_clean_date(r->pool, text)) == NULL ||
	    !calendar_read_day(day, r->member))
		return say(r, "", "不是有效的日期，例如 2026-11-20");
	r->entry->typed = day;
	return r->field->check == NULL ? NULL : r->field->check(day);
}

static const char *
read_number(struct reading *r)
{
	const struct field	*f = r->field;
	const char		*text;
	int64_t			 n;

	text = take_text(r, CLEAN_NARROW | CLEAN_DASH, 0);
	if (text == NULL)
		return r->entry->error;
	if (*text == '\0')
		return f->required ? say(r, "请填写", "") : NULL;
	if (!form_read_number(text, &n))
		return say(r, "", "应为整数");
	if ((f->least != 0 || f->most != 0) && n < f->least)
		return say_count(r, "不能小于 ", (long long)f->least, "");
	if ((f->least != 0 || f->most != 0) && n > f->most)
		return say_count(r, "不能大于 ", (long long)f->most, "");
	*(int64_t *)r->member = n;
	return f->check == NULL ? NULL : f->check(text);
}

static const char *
read_file(struct reading *r)
{
	const struct form_file	*file;

	file = r->value == NULL ? NULL : r->value->file;
	if (file == NULL)
		return r->field->required ? say(r, "请上传", "") : NULL;
	*(const struct form_file **)r->member = file;
	return form_file_refuse(r->field->types,
	    r->field->size == 0 ? LIMIT_MATERIAL : r->field->size, file,
	    r->pool);
}

/* Neither trimmed nor copied: it lives in the request's own buffer. */
static const char *
read_secret(struct reading *r)
{
	const char	*text = raw_of(r);

	*(const char **)r->member = text;
	if (*text == '\0')
		return r->field->required ? say(r, "请填写", "") : NULL;
	return judge_text(r, text);
}

static const struct kind {
	const char	*(*read)(struct reading *r);
	int		 is_text;	/* member is a const char * */
} kinds[] = {
	[FIELD_LINE] = { read_line, 1 },
	[FIELD_TEXT] = { read_line, 1 },
	[FIELD_CHOICE] = { read_choice, 1 },
	[FIELD_CHECK] = { read_check, 0 },
	[FIELD_DATE] = { read_date, 0 },
	[FIELD_NUMBER] = { read_number, 0 },
	[FIELD_FILE] = { read_file, 0 },
	[FIELD_SECRET] = { read_secret, 1 },
	[FIELD_HIDDEN] = { read_line, 1 },
};

_Static_assert(NITEMS(kinds) == FIELD__N, "a kind has no reader");

/* The one value of that name; *many where there are several. */
static const struct form_value *
value_of(const struct form_input *in, const char *name, int *many)
{
	const struct form_value	*found = NULL;
	size_t			 i;

	*many = 0;
	for (i = 0; i < in->n; i++) {
		if (strcmp(in->values[i].name, name) != 0)
			continue;
		*many = found != NULL;
		if (found == NULL)
			found = &in->values[i];
		else
			break;
	}
	return found;
}

static void
read_field(struct reading *r, const struct form_input *in)
{
	int	 many;

	if (kinds[r->field->kind].is_text)
		*(const char **)r->member = "";
	r->value = value_of(in, r->field->name, &many);
	r->entry->error = kinds[r->field->kind].read(r);
	if (many)
		r->entry->error = say(r, "", "重复提交，请重新填写");
}

/* --- the form ---------------------------------------------------------- */

static enum status
state_new(const struct form *form, struct pool *pool,
    struct form_state *state)
{
	size_t	 i;

	*state = (struct form_state){ .form = form, .pool = pool };
	state->entries = pool_array(pool, form->n, sizeof(*state->entries));
	if (state->entries == NULL)
		return ST_BROKEN;
	for (i = 0; i < form->n; i++)
		state->entries[i] = (struct form_entry){ .typed = "",
		    .choices = form->fields[i].choices };
	return ST_OK;
}

enum status
form_parse(const struct form *form, const struct form_input *in,
    struct pool *pool, void *values, struct form_state *state)
{
	struct reading	 r;
	size_t		 i;

	memset(values, 0, form->size);
	if (state_new(form, pool, state) != ST_OK)
		return ST_BROKEN;
	for (i = 0; i < form->n; i++) {
		r = (struct reading){ .field = &form->fields[i],
		    .entry = &state->entries[i], .pool = pool,
		    .member = form_member(&form->fields[i], values) };
		read_field(&r, in);
		if (r.entry->error != NULL)
			state->nerrors++;
	}
	if (form->cross != NULL)
		form->cross(values, state);
	if (pool_failed(pool))
		return ST_BROKEN;
	return state->nerrors > 0 ? ST_INVALID : ST_OK;
}

const char *
form_text_of(const struct field *field, const void *values, struct pool *pool)
{
	const void	*m = form_member_of(field, values);
	struct civil	 c;
	const char	*s;
	int64_t		 n;

	switch (field->kind) {
	case FIELD_CHECK:
		return *(const int *)m ? "1" : "";
	case FIELD_DATE:
		if ((n = *(const int64_t *)m) == 0)
			return "";
		calendar_split(n, &c);
		return pool_printf(pool, "%04d-%02d-%02d", c.year, c.month,
		    c.day);
	case FIELD_NUMBER:
		n = *(const int64_t *)m;
		if (n == 0 && !field->required)
			return "";
		return pool_printf(pool, "%lld", (long long)n);
	case FIELD_FILE:
	case FIELD_SECRET:
		return "";
	default:
		s = *(const char *const *)m;
		return s == NULL ? "" : s;
	}
}

enum status
form_start(const struct form *form, const void *values, struct pool *pool,
    struct form_state *state)
{
	size_t	 i;

	if (state_new(form, pool, state) != ST_OK)
		return ST_BROKEN;
	for (i = 0; values != NULL && i < form->n; i++)
		state->entries[i].typed = form_text_of(&form->fields[i],
		    values, pool);
	return pool_failed(pool) ? ST_BROKEN : ST_OK;
}

void
form_error(struct form_state *state, const char *name, const char *sentence)
{
	size_t		  i = form_index(state->form, name);
	const char	**slot;

	slot = i < state->form->n ? &state->entries[i].error :
	    &state->general;
	if (*slot != NULL)
		return;
	*slot = sentence;
	state->nerrors++;
}

void
form_forgive(struct form_state *state, const char *name)
{
	size_t	 i = form_index(state->form, name);

	if (i == state->form->n || state->entries[i].error == NULL)
		return;
	state->entries[i].error = NULL;
	state->nerrors--;
}

const char *
form_error_of(const struct form_state *state, const char *name)
{
	size_t	 i = form_index(state->form, name);

	return i < state->form->n ? state->entries[i].error : NULL;
}

void
form_choices(struct form_state *state, const char *name,
    const struct choice *choices)
{
	size_t	 i = form_index(state->form, name);

	if (i < state->form->n)
		state->entries[i].choices = choices;
}
