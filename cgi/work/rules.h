/* The rules of office/policy.h in words, for the pages that show them. */
#ifndef WORK_RULES_H
#define WORK_RULES_H

#include "office/office.h"
#include "web/web.h"

/* A word of a rule: 窗口. */
const char	*rules_word(const struct policy_rule *rule, const char *word);
/* A value of it: 3 个月, 是, 窗口、自助. */
const char	*rules_value(struct req *r, const struct policy_rule *rule,
		    const char *value);
/* The value in force, in words; *words is "" unless ST_OK. */
enum status	 rules_now(struct req *r, const char *name,
		    const char **words);

/* A clause a rule comes from, its document and since when that is in force
 * both NULL where it is ours or of a standard. */
struct rules_clause {
	const char	*text, *document, *period;
};
#define RULES_CLAUSES	8	/* a rule cites no more */
/* The clauses of a rule; how many. */
size_t		 rules_clauses(struct req *r, const struct policy_rule *rule,
		    struct rules_clause out[RULES_CLAUSES]);

#endif
