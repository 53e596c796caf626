/* What a filing is about and when it is tried again: pure; see filing.h. */
#include <stdlib.h>
#include <string.h>

#include "seal/filing.h"

static const struct {
	const char	*name, *label;
} kinds[] = {
	[FILING_MADE] = { "made", "制作备案" },
	[FILING_ACTIVATED] = { "activated", "启用报送" },
	[FILING_LOST] = { "lost", "挂失报送" },
	[FILING_FOUND] = { "found", "解除挂失报送" },
	[FILING_SUSPENDED] = { "suspended", "停用报送" },
	[FILING_RESUMED] = { "resumed", "恢复使用报送" },
	[FILING_RENEWED] = { "renewed", "续期报送" },
	[FILING_REVOKED] = { "revoked", "注销、变更报送" },
};

_Static_assert(NITEMS(kinds) == FILING_KIND__N, "kinds of filings");

const char *
filing_kind_name(enum filing_kind k)
{
	return k < FILING_KIND__N ? kinds[k].name : NULL;
}

const char *
filing_kind_label(const char *name)
{
	size_t	 i;

	for (i = 0; i < NITEMS(kinds); i++)
		if (strcmp(kinds[i].name, name) == 0)
			return kinds[i].label;
	return name;
}

static const struct {
	int			 event;
	enum filing_kind	 kind;
} reported[] = {
	{ SE_MADE, FILING_MADE }, { SE_ACTIVATE, FILING_ACTIVATED },
	{ SE_LOSE, FILING_LOST }, { SE_FIND, FILING_FOUND },
	{ SE_SUSPEND, FILING_SUSPENDED }, { SE_RESUME, FILING_RESUMED },
	{ SE_RENEW, FILING_RENEWED }, { SE_REVOKE, FILING_REVOKED },
	{ SE_REPLACED, FILING_REVOKED }, { SE_LAPSE, FILING_REVOKED },
	{ SE_TAKE_OVER, FILING_ACTIVATED },
};

enum filing_kind
filing_kind_of(int seal_event, int before)
{
	size_t	 i;

	if (before && seal_event == SE_BEGIN)
		return FILING_MADE;
	if (before && seal_event == SE_MADE)
		return FILING_NONE;
	if (before && seal_event == SE_DROP)
		return FILING_REVOKED;
	for (i = 0; i < NITEMS(reported); i++)
		if (reported[i].event == seal_event)
			return reported[i].kind;
	return FILING_NONE;
}

/* Plans are checked when they are typed (target_plan_refusal). */
int64_t
filing_wait(const char *plan, int64_t tries)
{
	int64_t	 minutes = 1;
	char	*end;

	for (; *plan != '\0' && tries > 0; plan = end, tries--) {
		const long	 n = strtol(plan, &end, 10);

		if (end == plan)
			break;
		minutes = n;
	}
	return (minutes < 1 ? 1 : minutes) * MS_MINUTE;
}

#define CLOCKS_DIFFER	(10 * MS_MINUTE)	/* of two offices, at most */

int64_t
filing_filed_at(int64_t event, int64_t said, int64_t now)
{
	if (said < event - CLOCKS_DIFFER || said > now + CLOCKS_DIFFER)
		return now;
	return said < event ? event : said > now ? now : said;
}

int
filing_is_overdue(const struct filing *g, int64_t now)
{
	return g->state != J1_FILED && now > g->due;
}

void
filing_gather(const struct filing *g, int64_t now, struct filing_facts *out)
{
	*out = (struct filing_facts){
		.overdue = filing_is_overdue(g, now),
		.alarmed = g->alarmed != 0, .busy = g->lease > now,
	};
}
