/*
 * A page's dictionary, the way ctemplate asks for one; see dict.cc.  Only
 * page.cc and dict.cc know it; C sees "struct page" closed.
 */
#ifndef PAGE_DICT_HH
#define PAGE_DICT_HH

#include <ctemplate/template_dictionary_interface.h>
#include <ctemplate/template_string.h>

extern "C" {
#include "page/page.h"
}

struct page;

/* Shared by all dictionaries of one page. */
struct page_tree {
	struct page	*frame, *body;
	struct page	*globals;	/* values included parts see too */
	struct pool	*pool;
	const char	*file;		/* the template of the frame */
};

enum entry_kind { ENTRY_VALUE, ENTRY_SECTION, ENTRY_INCLUDE };

/* What a dictionary has for one key. */
struct page_entry {
	struct page_entry	*next;
	enum page_key		 key;
	enum entry_kind		 kind;
	struct bytes		 text;		/* of a value */
	struct page		*first, *last;	/* of a section, an include */
};

/*
 * Lies in the request's pool with all it names and is never destroyed: it
 * owns nothing.  "around" is NULL for a frame and for an included part.
 */
struct page final : ctemplate::TemplateDictionaryInterface {
	page() = default;
	page(struct page_tree *t, struct page *p) : tree(t), around(p) {}

	/* Its own entry, or NULL. */
	struct page_entry	*find(enum page_key, enum entry_kind) const;
	/* The same, made where there is none; NULL past the pool. */
	struct page_entry	*have(enum page_key, enum entry_kind);

	struct page_tree	*tree = nullptr;	/* NULL: keeps nothing */
	struct page		*around = nullptr;
	struct page		*next = nullptr;	/* of the same entry */
	const char		*file = nullptr;	/* of an included part */

protected:
	ctemplate::TemplateString GetValue(
	    const ctemplate::TemplateString &name) const override;
	bool IsHiddenSection(
	    const ctemplate::TemplateString &name) const override;
	bool IsUnhiddenSection(
	    const ctemplate::TemplateString &name) const override;
	bool IsHiddenTemplate(
	    const ctemplate::TemplateString &name) const override;
	const char *GetIncludeTemplateName(
	    const ctemplate::TemplateString &name, int nth) const override;
	Iterator *CreateTemplateIterator(
	    const ctemplate::TemplateString &name) const override;
	Iterator *CreateSectionIterator(
	    const ctemplate::TemplateString &name) const override;
	void DumpToString(std::string *, int) const override {}

private:
	class list;			/* runs through an entry's pages */

	const struct page_entry	*look(const ctemplate::TemplateString &,
	    enum entry_kind) const;

	struct page_entry	*entries = nullptr;	/* newest first */
	uint64_t		 seen = 0;	/* bits of the keys in it */
};

#endif
