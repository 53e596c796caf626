/*
 * Templates loaded and pages printed, through ctemplate; see page.h.  All of
 * ctemplate stays here and in dict.cc, and no exception leaves them.
 */
#include <ctemplate/template.h>
#include <ctemplate/template_cache.h>
#include <ctemplate/template_emitter.h>
#include <ctemplate/template_modifiers.h>
#include <ctemplate/template_string.h>

#include <dirent.h>
#include <sys/stat.h>

#include <cstdio>
#include <cstring>
#include <set>
#include <string>

#include "page/dict.hh"

using ctemplate::TemplateString;

static const char marker[] = "{{%AUTOESCAPE context=\"HTML\"}}\n";

/* Lines that hold only a marker vanish; nothing else changes. */
static const ctemplate::Strip strip = ctemplate::STRIP_BLANK_LINES;

struct pages {
	ctemplate::TemplateCache	 cache;
	std::set<std::string>		 names;		/* "apply/show" */
};

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

	if (page->tree == NULL || pool_failed(page->tree->pool))
		return fault_set(f, ST_BROKEN, "page: past its ceiling");
	try {
		buf_emitter	 emitter(out);

		ok = set->cache.ExpandNoLoad(
		    TemplateString(page->tree->file), strip,
		    page->tree->frame, NULL, &emitter);
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
