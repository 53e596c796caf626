/* What each signature needs; see policy.h. */
#include <string.h>

#include "base/clock.h"
#include "keys/policy.h"

#define R(x)	ROLE_BIT(ROLE_##x)
#define USING	(R(APPLICANT) | R(REQUESTER) | R(REVIEWER) | R(KEEPER))
#define APPLY	(R(APPLICANT) | R(KEEPER) | R(CHECKER) | R(RA_OPERATOR))
#define STAFFING (R(RA_OPERATOR) | R(RA_ADMIN) | R(SYSTEM_ADMIN))

#define ENROL(who) { \
	.action = ACT_PERSON_ENROL, .kinds = SAY_OWN, .roles = (who), \
	.match = MATCH_SUBJECT | MATCH_DIGEST | MATCH_OTHER }
#define SUBMIT { \
	.action = ACT_REQUEST_SUBMIT, .kinds = SAY_OWN, .roles = APPLY, \
	.match = MATCH_SUBJECT }
/* For a seal there is: its own unit's people, or the desk. */
#define SUBMIT_RENEWAL { \
	.action = ACT_REQUEST_SUBMIT, .kinds = SAY_OWN, .roles = APPLY, \
	.unit_roles = R(APPLICANT) | R(KEEPER), \
	.match = MATCH_SUBJECT | MATCH_SEAL }
#define AGREE_RENEWAL { \
	.action = ACT_SEAL_RENEW, .kinds = SAY_OWN | SAY_SEAL, \
	.roles = R(CHECKER), \
	.match = MATCH_SUBJECT | MATCH_SEAL | MATCH_DIGEST }
/* The device's own live key: nobody's word takes its place. */
#define AGREE_IN_DEVICE { \
	.action = ACT_SEAL_RENEW, .kinds = SAY_SEAL, \
	.match = MATCH_SEAL | MATCH_REQUEST | MATCH_LIVE }
#define MAKE { \
	.action = ACT_SEAL_MAKE, .kinds = SAY_OWN, .roles = R(MAKER), \
	.match = MATCH_SUBJECT | MATCH_DIGEST }
#define APPROVE { \
	.action = ACT_REQUEST_APPROVE, .kinds = SAY_OWN, \
	.roles = R(APPROVER), .match = MATCH_SUBJECT | MATCH_DIGEST }

static const struct rule rules[] = {
	[RULE_ENROL_OPERATOR] = { "enrol operator", "R-028",
	  { ENROL(R(RA_ADMIN)) }, .spent = 1 },
	[RULE_ENROL_USING] = { "enrol user", "R-036 R-037",
	  { ENROL(STAFFING) }, .spent = 1 },
	[RULE_ENROL_STAFF] = { "enrol staff", "R-023 R-024",
	  { ENROL(R(RA_ADMIN) | R(SYSTEM_ADMIN)) }, .spent = 1 },
	[RULE_PERSON_END] = { "end person", "R-037",
	  { { .action = ACT_PERSON_END, .kinds = SAY_OWN,
	      .roles = STAFFING, .match = MATCH_SUBJECT | MATCH_OTHER } },
	  .spent = 1 },
	[RULE_PIN_UNLOCK] = { "unlock PIN", "R-147",
	  { { .action = ACT_PIN_UNLOCK, .kinds = SAY_OWN,
	      .roles = STAFFING, .match = MATCH_SUBJECT | MATCH_PROOF |
	      MATCH_OTHER | MATCH_FRESH } }, .spent = 1 },
	[RULE_KEY_RESET] = { "reset key", "R-149",
	  { { .action = ACT_PERSON_KEY_RESET, .kinds = SAY_OWN,
	      .roles = STAFFING, .match = MATCH_SUBJECT | MATCH_PROOF |
	      MATCH_OTHER | MATCH_FRESH } }, .spent = 1 },
	[RULE_CERT] = { "seal certificate", "R-021 R-026 R-253 P-35",
	  { SUBMIT, APPROVE }, .apart = 1 },
	[RULE_SEAL_MAKE] = { "make seal", "R-021 R-026 R-253 P-35",
	  { SUBMIT, APPROVE, MAKE }, .apart = 1 },
	[RULE_ACTIVATE] = { "activate seal", "T2 S2",
	  { { .action = ACT_SEAL_ACTIVATE, .kinds = SAY_OWN,
	      .roles = R(KEEPER), .unit_roles = R(KEEPER),
	      .match = MATCH_SEAL | MATCH_AFTER } }, .spent = 1 },
	[RULE_RENEW_CERT] = { "certificate of a renewal", "R-094 R-095 P-35",
	  { SUBMIT_RENEWAL, AGREE_RENEWAL }, .apart = 1 },
	[RULE_RENEW_MAKE] = { "make renewal", "R-094 R-095 P-35",
	  { SUBMIT_RENEWAL, AGREE_RENEWAL, MAKE }, .apart = 1 },
	[RULE_RENEW_DEVICE_CERT] = { "certificate of a renewal in a device",
	  "R-094 R-095", { SUBMIT_RENEWAL, AGREE_IN_DEVICE }, .apart = 1 },
	[RULE_RENEW_DEVICE_MAKE] = { "make renewal in a device",
	  "R-094 R-095 P-35", { SUBMIT_RENEWAL, AGREE_IN_DEVICE, MAKE },
	  .apart = 1 },
	[RULE_RENEW_SELF] = { "agree with the seal's key", "R-095",
	  { { .action = ACT_REQUEST_SUBMIT, .kinds = SAY_OWN,
	      .roles = R(KEEPER), .unit_roles = R(KEEPER),
	      .match = MATCH_SUBJECT | MATCH_SEAL | MATCH_FRESH } },
	  .spent = 0 },
	[RULE_RENEW] = { "renew seal", "R-094 T2 S3",
	  { { .action = ACT_SEAL_ACTIVATE, .kinds = SAY_OWN,
	      .roles = R(KEEPER), .unit_roles = R(KEEPER),
	      .match = MATCH_SUBJECT | MATCH_SEAL | MATCH_AFTER } },
	  .spent = 1 },
	[RULE_PACK] = { "pack for a device", "R-099 R-138",
	  { { .action = ACT_SEAL_LOAD, .kinds = SAY_OWN, .roles = R(MAKER),
	      .match = MATCH_SUBJECT | MATCH_SEAL },
	    { .action = ACT_SEAL_DELIVER, .kinds = SAY_OWN,
	      .roles = R(CHECKER) | R(RA_OPERATOR) | R(KEEPER),
	      .match = MATCH_SUBJECT | MATCH_SEAL } }, .apart = 1 },
	[RULE_DROP] = { "drop what was begun", "T1 A16",
	  { { .action = ACT_REQUEST_CLOSE, .kinds = SAY_OWN,
	      .roles = R(APPROVER), .match = MATCH_SUBJECT } },
	  .spent = 1 },
	[RULE_FREEZE] = { "freeze seal", "R-085 T2 S3",
	  { { .action = ACT_SEAL_FREEZE, .kinds = SAY_OWN | SAY_WITNESSED,
	      .roles = R(KEEPER) | R(RA_OPERATOR), .unit_roles = R(KEEPER),
	      .match = MATCH_SEAL } }, .spent = 1 },
	[RULE_SUSPEND] = { "suspend seal", "R-240 T2 S3",
	  { { .action = ACT_SEAL_SUSPEND, .kinds = SAY_SYSTEM,
	      .match = MATCH_SEAL | MATCH_AFTER | MATCH_FRESH } },
	  .spent = 1 },
	[RULE_RESUME] = { "resume seal", "R-241 R-026 T2 S5",
	  { { .action = ACT_REQUEST_SUBMIT, .kinds = SAY_OWN,
	      .roles = APPLY, .match = MATCH_SEAL | MATCH_AFTER },
	    { .action = ACT_SEAL_RESUME, .kinds = SAY_OWN,
	      .roles = R(APPROVER), .match = MATCH_SEAL | MATCH_AFTER } },
	  .apart = 1, .spent = 1 },
	[RULE_RELEASE] = { "release seal", "R-029 T2 S4",
	  { { .action = ACT_SEAL_RELEASE, .kinds = SAY_OWN,
	      .roles = R(RA_OPERATOR), .match = MATCH_SEAL | MATCH_AFTER } },
	  .spent = 1 },
	[RULE_REVOKE] = { "revoke seal", "R-029 P-07",
	  { { .action = ACT_SEAL_REVOKE, .kinds = SAY_OWN,
	      .roles = R(RA_OPERATOR), .match = MATCH_SEAL },
	    { .action = ACT_SEAL_REVOKE_APPROVE, .kinds = SAY_OWN,
	      .roles = R(APPROVER), .match = MATCH_SEAL } },
	  .apart = 1, .spent = 1 },
	[RULE_USE] = { "use seal", "R-026 R-157 R-158 R-163 R-164",
	  { { .action = ACT_USE_SUBMIT, .kinds = SAY_OWN,
	      .roles = R(REQUESTER) | R(KEEPER),
	      .unit_roles = R(REQUESTER) | R(KEEPER),
	      .match = MATCH_SUBJECT | MATCH_SEAL | MATCH_DOC | MATCH_ONCE },
	    { .action = ACT_USE_APPROVE, .kinds = SAY_OWN,
	      .roles = R(REVIEWER), .unit_roles = R(REVIEWER),
	      .match = MATCH_SUBJECT | MATCH_SEAL | MATCH_DOC | MATCH_ONCE,
	      .every = 1 } }, .apart = 1 },
	[RULE_GRANT] = { "standing grant", "R-167 R-168 R-169",
	  { { .action = ACT_USE_ASSESS, .kinds = SAY_OWN,
	      .roles = R(REVIEWER), .unit_roles = R(REVIEWER),
	      .match = MATCH_SUBJECT | MATCH_SEAL | MATCH_DIGEST },
	    { .action = ACT_USE_GRANT, .kinds = SAY_OWN,
	      .roles = R(KEEPER), .unit_roles = R(KEEPER),
	      .match = MATCH_SUBJECT | MATCH_SEAL | MATCH_DIGEST } },
	  .apart = 1 },
	[RULE_USE_AUTO] = { "use under a grant", "R-167 T3 U5",
	  { { .action = ACT_USE_AUTO, .kinds = SAY_SYSTEM,
	      .match = MATCH_SUBJECT | MATCH_SEAL | MATCH_DOC |
	      MATCH_DIGEST | MATCH_ONCE | MATCH_FRESH } }, .spent = 0 },
	[RULE_GRANT_END] = { "end a grant", "R-167",
	  { { .action = ACT_USE_GRANT_END, .kinds = SAY_OWN,
	      .roles = R(REVIEWER) | R(KEEPER),
	      .unit_roles = R(REVIEWER) | R(KEEPER),
	      .match = MATCH_SUBJECT | MATCH_SEAL } }, .spent = 0 },
	[RULE_TAKE_OVER] = { "take over a seal", "R-020 R-021 R-026",
	  { { .action = ACT_SEAL_PROPOSE, .kinds = SAY_OWN,
	      .roles = R(MAKER), .match = MATCH_SUBJECT | MATCH_DIGEST },
	    { .action = ACT_SEAL_TAKE_OVER, .kinds = SAY_OWN,
	      .roles = R(APPROVER), .match = MATCH_SUBJECT | MATCH_DIGEST } },
	  .apart = 1 },
};
_Static_assert(NITEMS(rules) == RULE__N, "a rule without needs");

const struct rule *
rule_of(enum rule_id id)
{
	return &rules[id];
}

enum rule_id
rule_for_roles(unsigned roles)
{
	if (roles & R(RA_OPERATOR))
		return RULE_ENROL_OPERATOR;
	return (roles & ~USING) == 0 ? RULE_ENROL_USING : RULE_ENROL_STAFF;
}

unsigned
rule_speakers(unsigned roles)
{
	return rules[rule_for_roles(roles)].needs[0].roles;
}

/* --- one statement against one need ------------------------------------- */

static const unsigned kind_bits[STATEMENT__N] = {
	[STATEMENT_OWN] = SAY_OWN,
	[STATEMENT_WITNESSED] = SAY_WITNESSED,
	[STATEMENT_SYSTEM] = SAY_SYSTEM,
	[STATEMENT_PARTNER] = SAY_PARTNER,
	[STATEMENT_SEAL] = SAY_SEAL,
};

static int
is_same(const char *a, const char *b)
{
	return a != NULL && b != NULL && a[0] != '\0' && strcmp(a, b) == 0;
}

static int
is_hash(const unsigned char *a, const unsigned char *b)
{
	return b != NULL && memcmp(a, b, SM3_LEN) == 0;
}

static int
is_zero(const unsigned char *a)
{
	size_t	 i;

	for (i = 0; i < SM3_LEN; i++)
		if (a[i] != 0)
			return 0;
	return 1;
}

/* Who said it: NULL where that is right, else what is wrong. */
static const char *
speaker_flaw(const struct need *need, const struct ask *ask,
    const struct statement_fields *s)
{
	unsigned	 role;

	if (s->kind >= STATEMENT__N || !(kind_bits[s->kind] & need->kinds))
		return "wrong kind of statement";
	if (s->kind != STATEMENT_OWN)
		return NULL;
	role = s->role < ROLE__N ? ROLE_BIT(s->role) : 0;
	if (!(role & need->roles))
		return "said in a role that may not";
	if (ask->speakers != 0 && !(role & ask->speakers))
		return "said in a role that may not for this person";
	if ((role & need->unit_roles) && !is_same(ask->unit, s->unit))
		return "said for another unit";
	if ((need->match & MATCH_OTHER) && is_same(ask->subject, s->person))
		return "said by the person it is about";
	return NULL;
}

/* When and how often. */
static const char *
time_flaw(const struct need *need, const struct ask *ask,
    const struct statement_fields *s)
{
	if (s->not_after < ask->now)
		return "expired";
	if (s->time > ask->now)
		return "from the future";
	if ((need->match & MATCH_FRESH) && ask->now - s->time > MS_DAY)
		return "more than a day old";
	/* statements carry whole seconds */
	if ((need->match & MATCH_AFTER) &&
	    s->time < ask->since / MS_SECOND * MS_SECOND)
		return "older than the state it is to end";
	if ((need->match & MATCH_ONCE) && s->count != 1)
		return "not for one use";
	return NULL;
}

/* What it is about. */
static const char *
object_flaw(const struct need *need, const struct ask *ask,
    const struct statement_fields *s)
{
	if ((need->match & MATCH_SUBJECT) && !is_same(ask->subject, s->subject))
		return "about another record";
	if ((need->match & MATCH_SEAL) && !is_same(ask->seal, s->seal))
		return "for another seal";
	if ((need->match & MATCH_DOC) &&
	    (!s->has_document || !is_hash(s->document, ask->doc)))
		return "for another document";
	if ((need->match & MATCH_DIGEST) && !is_hash(s->fields, ask->digest))
		return "over other fields";
	if ((need->match & MATCH_PROOF) && is_zero(s->fields))
		return "without a record of proof";
	if ((need->match & MATCH_REQUEST) &&
	    (!is_same(ask->request, s->subject) ||
	    !is_hash(s->fields, ask->request_digest)))
		return "for another request of a device, or another seal";
	return NULL;
}

static const char *
need_flaw(const struct need *need, const struct ask *ask,
    const struct ticket *t)
{
	const struct statement_fields	*s = &t->f;
	const char			*why;

	if ((need->match & MATCH_LIVE) && !is_same(ask->live, t->serial))
		return "not by the key in force";

	if ((why = speaker_flaw(need, ask, s)) != NULL ||
	    (why = object_flaw(need, ask, s)) != NULL)
		return why;
	return time_flaw(need, ask, s);
}

/* --- all of them -------------------------------------------------------- */

static enum status
need_check(const struct rule *rule, const struct need *need,
    const struct ask *ask, const struct ticket *tickets, size_t n,
    int *used, struct fault *f)
{
	const char	*why = "missing", *flaw;
	size_t		 i;
	int		 found = 0;

	for (i = 0; i < n; i++) {
		if (strcmp(tickets[i].f.action, need->action) != 0)
			continue;
		flaw = need_flaw(need, ask, &tickets[i]);
		if (flaw != NULL && need->every)
			found = -1;
		if (flaw != NULL) {
			why = flaw;
		} else if (found == 0 || (need->every && found > 0)) {
			used[i] = 1;
			found = 1;
		}
	}
	return found > 0 ? ST_OK : fault_set(f, ST_DENIED,
	    "%s (%s): statement %s: %s", rule->name, rule->basis,
	    need->action, why);
}

/* Different persons, one statement each. */
static enum status
apart_check(const struct rule *rule, const struct ticket *tickets,
    const int *used, size_t n, struct fault *f)
{
	size_t	 i, j;

	for (i = 0; i < n; i++)
		for (j = 0; j < i; j++)
			if (used[i] && used[j] && strcmp(
			    tickets[i].f.person, tickets[j].f.person) == 0)
				return fault_set(f, ST_DENIED, "%s (%s): %s "
				    "and %s by the same person", rule->name,
				    rule->basis, tickets[j].f.action,
				    tickets[i].f.action);
	return ST_OK;
}

enum status
rule_check(const struct rule *rule, const struct ask *ask,
    const struct ticket *tickets, size_t n, int *used, struct fault *f)
{
	enum status	 st = ST_OK;
	size_t		 i;

	memset(used, 0, n * sizeof(*used));
	for (i = 0; i < RULE_NEEDS && rule->needs[i].action != NULL &&
	    st == ST_OK; i++)
		st = need_check(rule, &rule->needs[i], ask, tickets, n, used,
		    f);
	if (st == ST_OK && rule->apart)
		st = apart_check(rule, tickets, used, n, f);
	return st;
}

enum status
rule_may_stamp(const struct ticket *tickets, const int *used, size_t n,
    const char *person, int is_keeper, struct fault *f)
{
	int	 is_requester = 0, is_reviewer = 0;
	size_t	 i;

	for (i = 0; i < n; i++) {
		if (!used[i] || !is_same(tickets[i].f.person, person))
			continue;
		if (strcmp(tickets[i].f.action, ACT_USE_SUBMIT) == 0)
			is_requester = 1;
		else
			is_reviewer = 1;
	}
	if (is_reviewer)
		return fault_set(f, ST_DENIED,
		    "R-164: a reviewer of the request may not stamp it");
	if (!is_requester && !is_keeper)
		return fault_set(f, ST_DENIED, "R-164: neither the requester "
		    "nor a keeper of the seal's unit");
	return ST_OK;
}

/* --- print -------------------------------------------------------------- */

static const struct { unsigned bit; const char *text; } match_words[] = {
	{ MATCH_SUBJECT, "same record" }, { MATCH_SEAL, "same seal" },
	{ MATCH_DOC, "same document" }, { MATCH_DIGEST, "same fields" },
	{ MATCH_PROOF, "proof recorded" },
	{ MATCH_AFTER, "later than the state" }, { MATCH_ONCE, "one use" },
	{ MATCH_OTHER, "not by the person itself" },
	{ MATCH_FRESH, "under a day old" },
	{ MATCH_REQUEST, "same request of the device" },
	{ MATCH_LIVE, "by the key in force" },
};

static void
roles_print(struct buf *out, unsigned roles)
{
	const char	*between = "";
	int		 r;

	for (r = 0; r < ROLE__N; r++)
		if (roles & ROLE_BIT(r)) {
			buf_printf(out, "%s%s", between,
			    role_name((enum role)r));
			between = ", ";
		}
}

/* Who may say it: people in their roles, or a key that is nobody's. */
static const struct { unsigned bit; const char *text; } kind_words[] = {
	{ SAY_WITNESSED, "witnessed by the desk" }, { SAY_SYSTEM, "system" },
	{ SAY_PARTNER, "partner" }, { SAY_SEAL, "key of the seal" },
};

static void
kinds_print(struct buf *out, const struct need *need)
{
	const char	*between = "";
	size_t		 i;

	for (i = 0; i < NITEMS(kind_words); i++)
		if (need->kinds & kind_words[i].bit) {
			buf_printf(out, "%s%s", between, kind_words[i].text);
			between = ", or ";
		}
	if (need->kinds & SAY_OWN)
		buf_printf(out, "%sown by ", between);
}

static void
need_print(struct buf *out, const struct rule *rule, const struct need *need)
{
	const char	*between = "";
	size_t		 i;

	buf_printf(out, "| %s | %s%s | ", rule->name, need->action,
	    need->every ? " (every one)" : "");
	kinds_print(out, need);
	roles_print(out, need->roles);
	if (need->unit_roles != 0) {
		buf_text(out, "; of the seal's unit: ");
		roles_print(out, need->unit_roles);
	}
	buf_text(out, " | ");
	for (i = 0; i < NITEMS(match_words); i++)
		if (need->match & match_words[i].bit) {
			buf_printf(out, "%s%s", between, match_words[i].text);
			between = ", ";
		}
	buf_printf(out, " | %s%s | %s |\n",
	    rule->apart ? "different persons " : "",
	    rule->spent ? "used once" : "", rule->basis);
}

void
rules_print(struct buf *out)
{
	size_t	 i, j;

	buf_text(out, "| Step | Statement | Said | Must agree | Besides | "
	    "Basis |\n|---|---|---|---|---|---|\n");
	for (i = 0; i < RULE__N; i++)
		for (j = 0; j < RULE_NEEDS &&
		    rules[i].needs[j].action != NULL; j++)
			need_print(out, &rules[i], &rules[i].needs[j]);
}
