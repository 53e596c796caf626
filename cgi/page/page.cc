/*
 * Pages through ctemplate; see page.h.  Everything of ctemplate stays in this
 * file, and no exception leaves it.
 */
#include <ctemplate/template.h>
#include <ctemplate/template_cache.h>
#include <ctemplate/template_dictionary.h>
#include <ctemplate/template_emitter.h>
#include <ctemplate/template_modifiers.h>
#include <ctemplate/template_string.h>

#include <dirent.h>
#include <sys/stat.h>

#include <cstdarg>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <new>
#include <set>
#include <string>

extern "C" {
#include "base/limits.h"
#include "page/page.h"
}

using ctemplate::StaticTemplateString;
using ctemplate::StaticTemplateStringInitializer;
using ctemplate::TemplateDictionary;
using ctemplate::TemplateString;

static const char marker[] = "{{%AUTOESCAPE context=\"HTML\"}}\n";

/* Lines that hold only a marker vanish; nothing else changes. */
static const ctemplate::Strip strip = ctemplate::STRIP_BLANK_LINES;

/* What a dictionary costs in ctemplate's arena, roughly, for the ceiling. */
static const size_t dict_cost = 512;
static const size_t value_cost = 48;

struct pages {
	ctemplate::TemplateCache	 cache;
	std::set<std::string>		 names;		/* "apply/show" */
};

/* Shared by all dictionaries of one page. */
struct page_tree {
	TemplateDictionary	*root;
	struct page		*frame, *body;
	struct pool		*pool;
	const char		*file;		/* the template of the root */
	size_t			 held;		/* counted against a ceiling */
	int			 failed;
};

struct page {
	TemplateDictionary	*dict;		/* NULL: keeps nothing */
	struct page_tree	*tree;
};

static struct page	 nowhere;

/* --- keys -------------------------------------------------------------- */

static const char *const key_names[] = {
#define PAGE_KEY(name) #name,
	PAGE_KEYS(PAGE_KEY)
#undef PAGE_KEY
};

static_assert(sizeof(key_names) / sizeof(key_names[0]) == K__N,
    "keys and names differ");

/* Interned once: a plain string would take a global lock at each use. */
static const StaticTemplateString *
keys_interned()
{
	static StaticTemplateString	 keys[K__N];
	static bool			 done;

	for (size_t i = 0; !done && i < K__N; i++) {
		keys[i].do_not_use_directly_.ptr_ = key_names[i];
		keys[i].do_not_use_directly_.length_ = strlen(key_names[i]);
		keys[i].do_not_use_directly_.id_ = 0;
		StaticTemplateStringInitializer intern(&keys[i]);
	}
	done = true;
	return keys;
}

static TemplateString
key_of(enum page_key key)
{
	static const StaticTemplateString *const keys = keys_interned();

	return TemplateString(keys[key]);
}

/* --- loading ----------------------------------------------------------- */

/*
 * {{CODE:x-groups}}: long runs of letters and digits in groups of four, each
 * in an element, so that the eye has its gaps and what is copied has none.
 * Excluded from AUTOESCAPE by ctemplate's rules, so it escapes what it prints;
 * tests/lint keeps it out of tags.
 */
class groups_modifier : public ctemplate::TemplateModifier {
public:
	void Modify(const char *in, size_t n,
	    const ctemplate::PerExpandData *data,
	    ctemplate::ExpandEmitter *out,
	    const std::string &arg) const override
	{
		size_t	 run;

		for (size_t i = 0; i < n; i += run) {
			for (run = 0; i + run < n && is_sign(in[i + run]);)
				run++;
			if (run > group_keep) {
				groups(in + i, run, out);
				continue;
			}
			run += run == 0;
			ctemplate::html_escape.Modify(in + i, run, data, out,
			    arg);
		}
	}

private:
	static const size_t group_len = 4, group_keep = 5;

	static bool is_sign(char c)
	{
		return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') ||
		    (c >= 'a' && c <= 'z');
	}
	static void groups(const char *in, size_t n,
	    ctemplate::ExpandEmitter *out)
	{
		size_t	 len;

		for (size_t i = 0; i < n; i += len) {
			/* a last one alone stays with its group */
			len = n - i <= group_keep ? n - i : group_len;
			out->Emit("<span class=\"g\">");
			out->Emit(in + i, len);
			out->Emit("</span>");
		}
	}
};

static const groups_modifier	 groups_of_four;

static enum status
marker_check(const std::string &path, struct fault *f)
{
	char	 head[sizeof(marker)] = "";
	FILE	*in = fopen(path.c_str(), "re");
	size_t	 n;

	if (in == NULL)
		return fault_set(f, ST_INVALID, "%s: cannot be read",
		    path.c_str());
	n = fread(head, 1, sizeof(marker) - 1, in);
	fclose(in);
	if (n != sizeof(marker) - 1 || memcmp(head, marker, n) != 0)
		return fault_set(f, ST_INVALID,
		    "%s: does not begin with the AUTOESCAPE marker",
		    path.c_str());
	return ST_OK;
}

static enum status
load_file(struct pages *set, const std::string &dir,
    const std::string &name, struct fault *f)
{
	const std::string	 file = name + ".tpl";
	enum status		 st;

	if ((st = marker_check(dir + "/" + file, f)) != ST_OK)
		return st;
	if (!set->cache.LoadTemplate(TemplateString(file), strip))
		return fault_set(f, ST_INVALID, "%s/%s: does not parse",
		    dir.c_str(), file.c_str());
	set->names.insert(name);
	return ST_OK;
}

static bool
ends_in_tpl(const std::string &s)
{
	return s.size() > 4 && s.compare(s.size() - 4, 4, ".tpl") == 0;
}

/* Two floors are what we have (a folder a program); three are read. */
static enum status
load_dir(struct pages *set, const std::string &dir,
    const std::string &under, int depth, struct fault *f)
{
	const std::string	 here = dir + "/" + under;
	enum status		 st = ST_OK;
	struct dirent		*e;
	struct stat		 sb;
	DIR			*d = opendir(here.c_str());

	if (d == NULL)
		return fault_set(f, ST_INVALID, "%s: no folder",
		    here.c_str());
	while (st == ST_OK && (e = readdir(d)) != NULL) {
		const std::string name = under + e->d_name;

		if (e->d_name[0] == '.' ||
		    stat((dir + "/" + name).c_str(), &sb) == -1)
			continue;
		if (S_ISDIR(sb.st_mode) && depth > 0)
			st = load_dir(set, dir, name + "/", depth - 1, f);
		else if (S_ISREG(sb.st_mode) && ends_in_tpl(name))
			st = load_file(set, dir,
			    name.substr(0, name.size() - 4), f);
	}
	closedir(d);
	return st;
}

enum status
page_open(const char *dir, struct pages **out, struct fault *f)
{
	struct pages	*set = NULL;
	enum status	 st;

	*out = NULL;
	try {
		/* said no to where it is there already */
		ctemplate::AddXssSafeModifier("x-groups", &groups_of_four);
		set = new pages;
		set->cache.SetTemplateRootDirectory(dir);
		st = load_dir(set, dir, "", 2, f);
		if (st == ST_OK && set->names.count("layout") == 0)
			st = fault_set(f, ST_INVALID, "%s: no layout.tpl",
			    dir);
		if (st == ST_OK) {
			set->cache.Freeze();
			*out = set;
			set = NULL;
		}
	} catch (...) {
		st = fault_set(f, ST_BROKEN, "templates: no memory");
	}
	delete set;
	return st;
}

void
page_close(struct pages *set)
{
	delete set;
}

int
page_exists(const struct pages *set, const char *name)
{
	try {
		return set->names.count(name) != 0;
	} catch (...) {
		return 0;
	}
}

/* --- building ---------------------------------------------------------- */

static void
tree_free(void *arg)
{
	delete static_cast<TemplateDictionary *>(arg);
}

/* Count what ctemplate will copy; 0 where the page may grow no more. */
static int
tree_charge(struct page_tree *tree, size_t n)
{
	if (tree->failed || n > LIMIT_REQUEST ||
	    tree->held > LIMIT_REQUEST - n) {
		tree->failed = 1;
		return 0;
	}
	tree->held += n;
	return 1;
}

static struct page *
dict_wrap(struct page_tree *tree, TemplateDictionary *dict)
{
	struct page	*p = static_cast<struct page *>(
	    pool_alloc(tree->pool, sizeof(struct page)));

	if (p == NULL) {
		tree->failed = 1;
		return &nowhere;
	}
	p->dict = dict;
	p->tree = tree;
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

	if (tree == NULL || file == NULL)
		return &nowhere;
	tree->pool = pool;
	tree->file = file;
	tree->root = new TemplateDictionary(TemplateString(file));
	if (!pool_defer(pool, tree_free, tree->root)) {
		delete tree->root;
		return &nowhere;
	}
	tree->frame = tree->body = dict_wrap(tree, tree->root);
	return tree->body;
}

struct page *
page_new_bare(struct pool *pool, const char *name)
{
	try {
		return tree_new(pool, file_of(pool, name));
	} catch (...) {
		return &nowhere;
	}
}

struct page *
page_new(struct pool *pool, const char *name)
{
	struct page	*frame;

	try {
		frame = tree_new(pool, "layout.tpl");
		if (frame->dict == NULL)
			return &nowhere;
		frame->tree->body = page_include(frame, K_BODY, name);
		return frame->tree->body;
	} catch (...) {
		return &nowhere;
	}
}

struct page *
page_frame(struct page *page)
{
	return page->dict == NULL ? page : page->tree->frame;
}

void
page_set_bytes(struct page *page, enum page_key key, struct bytes text)
{
	if (page->dict == NULL ||
	    !tree_charge(page->tree, text.n + value_cost))
		return;
	try {
		page->dict->SetValue(key_of(key), TemplateString(
		    reinterpret_cast<const char *>(text.p), text.n));
	} catch (...) {
		page->tree->failed = 1;
	}
}

void
page_set(struct page *page, enum page_key key, const char *text)
{
	if (text != NULL)
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
	char	 text[1024], *more;
	va_list	 ap;
	int	 n;

	va_start(ap, fmt);
	n = vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	if (n >= 0 && static_cast<size_t>(n) < sizeof(text)) {
		page_set(page, key, text);
		return;
	}
	more = NULL;
	va_start(ap, fmt);
	if (n < 0 || vasprintf(&more, fmt, ap) == -1)
		more = NULL;
	va_end(ap);
	if (more != NULL)
		page_set(page, key, more);
	else if (page->dict != NULL)
		page->tree->failed = 1;
	free(more);
}

void
page_global(struct page *page, enum page_key key, const char *text)
{
	if (page->dict == NULL || text == NULL ||
	    !tree_charge(page->tree, strlen(text) + value_cost))
		return;
	try {
		page->dict->SetTemplateGlobalValue(key_of(key),
		    TemplateString(text, strlen(text)));
	} catch (...) {
		page->tree->failed = 1;
	}
}

void
page_show(struct page *page, enum page_key section)
{
	if (page->dict == NULL || !tree_charge(page->tree, dict_cost))
		return;
	try {
		page->dict->ShowSection(key_of(section));
	} catch (...) {
		page->tree->failed = 1;
	}
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
	if (page->dict == NULL || !tree_charge(page->tree, dict_cost))
		return &nowhere;
	try {
		return dict_wrap(page->tree,
		    page->dict->AddSectionDictionary(key_of(section)));
	} catch (...) {
		page->tree->failed = 1;
		return &nowhere;
	}
}

struct page *
page_include(struct page *page, enum page_key key, const char *name)
{
	TemplateDictionary	*dict;
	const char		*file;

	if (page->dict == NULL || !tree_charge(page->tree, dict_cost))
		return &nowhere;
	if ((file = file_of(page->tree->pool, name)) == NULL) {
		page->tree->failed = 1;
		return &nowhere;
	}
	try {
		dict = page->dict->AddIncludeDictionary(key_of(key));
		dict->SetFilename(TemplateString(file, strlen(file)));
		return dict_wrap(page->tree, dict);
	} catch (...) {
		page->tree->failed = 1;
		return &nowhere;
	}
}

/* --- rendering --------------------------------------------------------- */

/* ctemplate writes straight into our buffer. */
class buf_emitter : public ctemplate::ExpandEmitter {
public:
	explicit buf_emitter(struct buf *b) : b_(b) {}
	void Emit(char c) override
	{
		buf_byte(b_, static_cast<unsigned char>(c));
	}
	void Emit(const std::string &s) override
	{
		buf_put(b_, s.data(), s.size());
	}
	void Emit(const char *s) override { buf_put(b_, s, strlen(s)); }
	void Emit(const char *s, size_t n) override { buf_put(b_, s, n); }

private:
	struct buf	*b_;
};

enum status
page_render(const struct pages *set, struct page *page, struct buf *out,
    struct fault *f)
{
	bool	 ok = false;

	if (page->dict == NULL || page->tree->failed ||
	    pool_failed(page->tree->pool))
		return fault_set(f, ST_BROKEN, "page: past its ceiling");
	try {
		buf_emitter	 emitter(out);

		ok = set->cache.ExpandNoLoad(
		    TemplateString(page->tree->file), strip,
		    page->tree->root, NULL, &emitter);
	} catch (...) {
		ok = false;
	}
	if (!ok)
		return fault_set(f, ST_BROKEN,
		    "page: %s or a part of it is missing", page->tree->file);
	if (!buf_ok(out))
		return fault_set(f, ST_BROKEN, "page: longer than allowed");
	return ST_OK;
}
