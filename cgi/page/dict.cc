/*
 * The dictionary of a page.  ctemplate's own copies every name and value into
 * arenas of its own and names each row; ours keeps what it is given in the
 * request's pool, by the number of its key.  What is found where is as in
 * ctemplate: a section's values, then those around it, then the page's
 * global ones; an included part sees its own and the global ones.
 */
#include <cstdarg>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <new>

#include "page/dict.hh"

using ctemplate::TemplateString;

static struct page	 nowhere;

/* --- keys ---------------------------------------------------------------- */

static const char *const key_names[] = {
#define PAGE_KEY(name) #name,
	PAGE_KEYS(PAGE_KEY)
#undef PAGE_KEY
};

static_assert(sizeof(key_names) / sizeof(key_names[0]) == K__N,
    "keys and names differ");

/* From the name in a template to the key's number: open addressing. */
class key_table {
public:
	key_table()
	{
		for (int k = 0; k < K__N; k++) {
			const size_t	 n = strlen(key_names[k]);
			size_t		 at = hash(key_names[k], n) % SLOTS;

			while (slots_[at] != 0)
				at = (at + 1) % SLOTS;
			slots_[at] = static_cast<uint16_t>(k + 1);
			lengths_[k] = static_cast<uint8_t>(n);
		}
	}
	/* -1: no template of ours has it. */
	int find(const char *name, size_t n) const
	{
		size_t	 at = hash(name, n) % SLOTS;
		int	 k;

		for (; slots_[at] != 0; at = (at + 1) % SLOTS) {
			k = slots_[at] - 1;
			if (lengths_[k] == n &&
			    memcmp(key_names[k], name, n) == 0)
				return k;
		}
		return -1;
	}

private:
	static const size_t SLOTS = 2048;
	static_assert(K__N * 4 < SLOTS, "the table of keys is too full");

	/* Three letters and the length tell nearly all names apart. */
	static uint32_t hash(const char *name, size_t n)
	{
		const unsigned char	*c =
		    reinterpret_cast<const unsigned char *>(name);

		return n == 0 ? 0 : static_cast<uint32_t>((c[0] * 151u +
		    c[n / 2]) * 151u + c[n - 1] * 17u + n);
	}

	uint16_t	 slots_[SLOTS] = {};
	uint8_t		 lengths_[K__N] = {};
};

static const key_table	 keys;

/* --- what ctemplate asks ------------------------------------------------- */

struct page_entry *
page::find(enum page_key key, enum entry_kind kind) const
{
	struct page_entry	*e;

	if ((seen >> (key % 64) & 1) == 0)
		return nullptr;
	for (e = entries; e != nullptr; e = e->next)
		if (e->key == key && e->kind == kind)
			return e;
	return nullptr;
}

/* Here, then around. */
const struct page_entry *
page::look(const TemplateString &name, enum entry_kind kind) const
{
	const int			 key = keys.find(name.data(),
					    name.size());
	const struct page		*p;
	const struct page_entry		*e;

	if (key < 0)
		return nullptr;
	for (p = this; p != nullptr; p = p->around)
		if ((e = p->find(static_cast<enum page_key>(key), kind)) !=
		    nullptr)
			return e;
	if (kind != ENTRY_VALUE)
		return nullptr;
	return tree->globals->find(static_cast<enum page_key>(key), kind);
}

TemplateString
page::GetValue(const TemplateString &name) const
{
	const struct page_entry	*e = look(name, ENTRY_VALUE);

	return e == nullptr ? TemplateString("", 0) : TemplateString(
	    reinterpret_cast<const char *>(e->text.p), e->text.n);
}

bool
page::IsHiddenSection(const TemplateString &name) const
{
	return look(name, ENTRY_SECTION) == nullptr;
}

bool
page::IsUnhiddenSection(const TemplateString &name) const
{
	return look(name, ENTRY_SECTION) != nullptr;
}

bool
page::IsHiddenTemplate(const TemplateString &name) const
{
	return look(name, ENTRY_INCLUDE) == nullptr;
}

const char *
page::GetIncludeTemplateName(const TemplateString &name, int nth) const
{
	const struct page_entry	*e = look(name, ENTRY_INCLUDE);
	const struct page	*p = e == nullptr ? nullptr : e->first;

	while (p != nullptr && nth-- > 0)
		p = p->next;
	return p == nullptr ? "" : p->file;
}

/* ctemplate deletes it; what it runs through stays. */
class page::list : public Iterator {
public:
	explicit list(const struct page_entry *e)
	    : at_(e == nullptr ? nullptr : e->first) {}
	bool HasNext() const override { return at_ != nullptr; }
	const TemplateDictionaryInterface &Next() override
	{
		const struct page	*p = at_;

		at_ = p->next;
		return *p;
	}

private:
	const struct page	*at_;
};

page::Iterator *
page::CreateTemplateIterator(const TemplateString &name) const
{
	return new list(look(name, ENTRY_INCLUDE));
}

page::Iterator *
page::CreateSectionIterator(const TemplateString &name) const
{
	return new list(look(name, ENTRY_SECTION));
}

/* --- building ------------------------------------------------------------ */

struct page_entry *
page::have(enum page_key key, enum entry_kind kind)
{
	struct page_entry	*e = find(key, kind);

	if (e != nullptr || tree == nullptr)
		return e;
	e = static_cast<struct page_entry *>(pool_alloc(tree->pool,
	    sizeof(*e)));
	if (e == nullptr)
		return nullptr;
	e->key = key;
	e->kind = kind;
	e->next = entries;
	entries = e;
	seen |= uint64_t{1} << (key % 64);
	return e;
}

static struct page *
page_make(struct page_tree *tree, struct page *around)
{
	void	*room = pool_alloc(tree->pool, sizeof(struct page));

	return room == nullptr ? &nowhere : new (room) page(tree, around);
}

/* One more behind the others of its kind and key. */
static struct page *
page_more(struct page *page, enum page_key key, enum entry_kind kind,
    struct page *around)
{
	struct page_entry	*e = page->have(key, kind);
	struct page		*p;

	if (e == nullptr ||
	    (p = page_make(page->tree, around))->tree == nullptr)
		return &nowhere;
	(e->last == nullptr ? e->first : e->last->next) = p;
	e->last = p;
	return p;
}

static const char *
file_of(struct pool *pool, const char *name)
{
	return pool_printf(pool, "%s.tpl", name);
}

static struct page *
tree_new(struct pool *pool, const char *file)
{
	struct page_tree	*tree = static_cast<struct page_tree *>(
	    pool_alloc(pool, sizeof(struct page_tree)));

	if (tree == nullptr || file == nullptr)
		return &nowhere;
	tree->pool = pool;
	tree->file = file;
	tree->globals = page_make(tree, nullptr);
	tree->frame = tree->body = page_make(tree, nullptr);
	return tree->body;
}

struct page *
page_new_bare(struct pool *pool, const char *name)
{
	return tree_new(pool, file_of(pool, name));
}

struct page *
page_new(struct pool *pool, const char *name)
{
	struct page	*frame = tree_new(pool, "layout.tpl");

	if (frame->tree == nullptr)
		return &nowhere;
	frame->tree->body = page_include(frame, K_BODY, name);
	return frame->tree->body;
}

struct page *
page_frame(struct page *page)
{
	return page->tree == nullptr ? page : page->tree->frame;
}

void
page_set_bytes(struct page *page, enum page_key key, struct bytes text)
{
	struct page_entry	*e = page->have(key, ENTRY_VALUE);

	if (e != nullptr)
		e->text = pool_bytes(page->tree->pool, text);
}

void
page_set(struct page *page, enum page_key key, const char *text)
{
	if (text != nullptr)
		page_set_bytes(page, key, bytes_text(text));
}

void
page_int(struct page *page, enum page_key key, int64_t n)
{
	char	 text[24];

	snprintf(text, sizeof(text), "%lld", static_cast<long long>(n));
	page_set(page, key, text);
}

void
page_printf(struct page *page, enum page_key key, const char *fmt, ...)
{
	struct page_entry	*e = page->have(key, ENTRY_VALUE);
	va_list			 ap;

	if (e == nullptr)
		return;
	va_start(ap, fmt);
	e->text = bytes_text(pool_vprintf(page->tree->pool, fmt, ap));
	va_end(ap);
}

void
page_global(struct page *page, enum page_key key, const char *text)
{
	if (page->tree != nullptr)
		page_set(page->tree->globals, key, text);
}

void
page_show(struct page *page, enum page_key section)
{
	page->have(section, ENTRY_SECTION);
}

void
page_show_if(struct page *page, enum page_key section, int yes)
{
	if (yes)
		page_show(page, section);
}

struct page *
page_add(struct page *page, enum page_key section)
{
	return page_more(page, section, ENTRY_SECTION, page);
}

struct page *
page_include(struct page *page, enum page_key key, const char *name)
{
	struct page	*p = page_more(page, key, ENTRY_INCLUDE, nullptr);

	if (p->tree != nullptr &&
	    (p->file = file_of(p->tree->pool, name)) == nullptr)
		p->file = "";		/* the pool failed: nothing is printed */
	return p;
}
