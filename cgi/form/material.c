/*
 * Materials say when they are needed, so that the list shown and the refusal
 * cannot disagree; files are judged by first bytes and size.
 */
#include <string.h>

#include "base/buf.h"
#include "base/limits.h"
#include "form/local.h"

/* What people call the types we take. */
static const struct choice type_words[] = {
	{ "application/pdf", "PDF" },
	{ "image/jpeg", "JPEG" },
	{ "image/png", "PNG" },
	{ "application/ofd", "OFD" },
	{ NULL, NULL },
};

const struct material *
material_find(const struct material *list, size_t n, const char *name)
{
	size_t	 i;

	for (i = 0; name != NULL && i < n; i++)
		if (strcmp(list[i].name, name) == 0)
			return &list[i];
	return NULL;
}

bool
material_needed(const struct material *m, const void *subject)
{
	return m->needed == NULL || m->needed(subject);
}

const struct material *
material_missing(const struct material *list, size_t n, const void *subject,
    bool (*have)(const char *name, void *arg), void *arg, size_t *i)
{
	const struct material	*m;

	while (*i < n) {
		m = &list[(*i)++];
		if (material_needed(m, subject) && !have(m->name, arg))
			return m;
	}
	return NULL;
}

/* The next word of a list parted by blanks; its length into *n, 0 at the
 * end. */
static const char *
next_word(const char *p, size_t *n)
{
	p += strspn(p, " ");
	*n = strcspn(p, " ");
	return p;
}

static int
types_have(const char *types, const char *type)
{
	const char	*p;
	size_t		 n;

	for (p = next_word(types, &n); n > 0; p = next_word(p + n, &n))
		if (strlen(type) == n && memcmp(p, type, n) == 0)
			return 1;
	return 0;
}

/* Whole units, since limits are written so; a rest shows as KB. */
static const char *
size_words(size_t n, struct pool *pool)
{
	if (n >= MIB && n % MIB == 0)
		return pool_printf(pool, "%zu MB", n / MIB);
	if (n >= KIB)
		return pool_printf(pool, "%zu KB", n / KIB);
	return pool_printf(pool, "%zu 字节", n);
}

static const char *
type_list(const char *types, struct pool *pool)
{
	struct buf	 b;
	const char	*p;
	char		 one[64];
	size_t		 n;

	buf_init(&b, KIB);
	for (p = next_word(types, &n); n > 0; p = next_word(p + n, &n)) {
		if (n >= sizeof(one))
			continue;
		memcpy(one, p, n);
		one[n] = '\0';
		if (b.n > 0)
			buf_text(&b, "、");
		buf_text(&b, choice_label(type_words, one));
	}
	p = pool_text(pool, buf_str(&b));
	buf_free(&b);
	return p;
}

const char *
form_file_words(const char *types, size_t max, struct pool *pool)
{
	if (types == NULL)
		return pool_printf(pool, "不超过 %s", size_words(max, pool));
	return pool_printf(pool, "%s 文件，不超过 %s", type_list(types, pool),
	    size_words(max, pool));
}

const char *
form_file_refuse(const char *types, size_t max, const struct form_file *file,
    struct pool *pool)
{
	if (file->size == 0)
		return "文件是空的，请重新选择";
	if (file->size > max)
		return pool_printf(pool, "文件超过 %s，请压缩后再上传",
		    size_words(max, pool));
	if (types != NULL &&
	    (file->type == NULL || !types_have(types, file->type)))
		return pool_printf(pool,
		    "文件内容不是 %s，请换成规定的格式",
		    type_list(types, pool));
	return NULL;
}

const char *
material_refuse(const struct material *m, const struct form_file *file,
    struct pool *pool)
{
	return form_file_refuse(m->types, m->max, file, pool);
}
