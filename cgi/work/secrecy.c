/* State secrets stay outside; see secrecy.h. */
#include <string.h>

#include "office/office.h"
#include "page/keys.h"
#include "work/secrecy.h"

#define SECRET "secret"

const struct choice secrecy_choices[] = {
	{ "open", "不涉及国家秘密" }, { SECRET, "涉及国家秘密" },
	{ NULL, NULL }
};

void
secrecy_notice(struct page *p)
{
	page_include(p, K_SECRECY, "part/secrecy");
}

static int
is_secret(const char *said)
{
	return said != NULL && strcmp(said, SECRET) == 0;
}

void
secrecy_check(const char *said, struct form_state *state)
{
	if (is_secret(said))
		form_error(state, "secret", "涉及国家秘密的文件和事项不得在"
		    "本系统办理，请按保密规定办理");
}

int
secrecy_refused(struct req *r, const char *said, const char *action,
    const char *kind, const char *object)
{
	if (!is_secret(said))
		return 0;
	audit_refusal(r->db, r->actor, action, kind, object,
	    "R-233: 涉及国家秘密");
	return 1;
}
