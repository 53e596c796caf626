/* What the pages of 验真 share; see verdict_pages.h. */
#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "page/keys.h"
#include "work/verdict.h"
#include "work/verdict_pages.h"

#define NOTE_KEPT	(60 * 1000000)	/* us a policy is kept by a process */

const char *
verdict_host(struct req *r)
{
	const char	*url = strstr(r->config->url, "://");

	return url == NULL ? r->config->url : url + 3;
}

/*
 * P-28 where it may be cited, asked once a minute and not with every scan: the scan page makes one
 * look-up only (performance.md, row 9).
 */
static const struct kept {
	const char	*line, *note;
} *
words_of(struct req *r)
{
	static char		 line[256], note[1024];
	static const struct kept kept = { line, note };
	static int64_t		 until;
	const char		*l, *n;

	if (clock_ticks() >= until) {
		verdict_legal_now(r->db, r->pool, &l, &n);
		snprintf(line, sizeof(line), "%s", l);
		snprintf(note, sizeof(note), "%s", n);
		until = clock_ticks() + NOTE_KEPT;
	}
	return &kept;
}

const char *
verdict_note(struct req *r)
{
	return words_of(r)->note;
}

const char *
verdict_note_line(struct req *r)
{
	return words_of(r)->line;
}

void
verdict_word(struct page *p, const char *tone, const char *word,
    const char *sentence)
{
	if (*tone != '\0')
		page_show(p, K_LOOK);
	page_set(p, K_TONE, tone);
	page_set(p, K_WORD, word);
	page_set(p, K_SENTENCE, sentence);
}
