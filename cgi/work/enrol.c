/* Certificates and roles of people, changed together; see people.h. */
#include <string.h>

#include "base/clock.h"
#include "base/wipe.h"
#include "trust/digest.h"
#include "work/case.h"
#include "work/people.h"

#define R(x)	 ROLE_BIT(ROLE_##x)
#define USING	 (R(APPLICANT) | R(REQUESTER) | R(REVIEWER) | R(KEEPER))
#define DESKS	 (R(CHECKER) | R(APPROVER) | R(RA_OPERATOR) | R(MAKER))

unsigned
people_enrollers(unsigned roles)
{
	if (roles & R(RA_OPERATOR))
		return R(RA_ADMIN);		/* */
	if ((roles & ~USING) == 0)
		return R(RA_OPERATOR) | R(RA_ADMIN) | R(SYSTEM_ADMIN);
	return R(RA_ADMIN) | R(SYSTEM_ADMIN);
}

const char *
people_role_refusal(enum role role, const struct unit *unit)
{
	const unsigned	 bit = ROLE_BIT(role);

	if (role == ROLE_SUPERVISOR &&
	    !(unit->functions & FUNCTION_SUPERVISING))
		return "本单位没有监管职能，不能设监管人员";
	if (role == ROLE_MAKER && !(unit->functions & FUNCTION_MAKING))
		return "本单位没有制作职能，不能设制作人员";
	if (unit->level == LEVEL_USING && (bit & ~USING & ~R(SUPERVISOR)))
		return "用章单位只能设经办、用章申请、用章审核和保管岗位";
	if (unit->level == LEVEL_MINISTRY && (bit & DESKS & ~R(MAKER)))
		return "部级单位不直接受理申请";
	return NULL;
}

void
people_pin_make(char out[PEOPLE_PIN_TEXT])
{
	static const char	 letters[] = "abcdefghjkmnpqrstuvwxyz";
	static const char	 digits[] = "23456789";
	size_t			 i;

	for (i = 0; i < PEOPLE_PIN_TEXT - 1; i++)
		out[i] = i % 5 < 3 ?
		    letters[random_below(sizeof(letters) - 1)] :
		    digits[random_below(sizeof(digits) - 1)];
	out[PEOPLE_PIN_TEXT - 1] = '\0';
}

/* --- saying it ---------------------------------------------------- */

static enum role
role_among(unsigned bits)
{
	enum role	 k;

	for (k = 0; k < ROLE__N; k++)
		if (bits & ROLE_BIT(k))
			break;
	return k;
}

enum status
people_say(struct req *r, struct keyd *keyd, const char *action,
    unsigned roles, const char *subject, const unsigned char digest[32],
    struct bytes doc, struct bytes *out, const char **why)
{
	struct keyd_say	 say = {
		.action = action, .subject = subject, .doc = doc,
		.digest = bytes_of(digest, 32),
		.role = role_among(roles & r->actor->roles),
		.unit = r->actor->unit,
	};

	if (say.role == ROLE__N) {
		*why = "您的岗位不能办理这一项";
		audit_refusal(r->db, r->actor, action, "record", subject,
		    *why);
		return fault_set(r->fault, ST_DENIED, "%s: no role", action);
	}
	return case_say(r, keyd, &say, out, why);
}

/* --- what keyd is to issue ---------------------------------------- */

struct plan {
	struct keyd_person	 p;
	struct cert_grant	 more[CERT_GRANTS];
	struct person		 person;
	unsigned		 had;		/* in the unit, until now */
};

/* The other units of the person keep what they have. */
static enum status
plan_others(struct req *r, const struct people_change *c, struct plan *plan)
{
	struct people_unit	*u;
	struct unit		 unit;
	size_t			 n, i;
	enum status		 st;

	u = pool_array(r->pool, CERT_GRANTS, sizeof(*u));
	if (u == NULL)
		return fault_set(r->fault, ST_BROKEN, "past the pool");
	st = people_units(r, &plan->person, u, &n);
	for (i = 0; st == ST_OK && i < n; i++) {
		if (strcmp(u[i].id, c->unit->id) == 0) {
			plan->had = u[i].roles;
			continue;
		}
		if (u[i].roles == 0)
			continue;
		if (plan->p.nmore == CERT_GRANTS - 1)
			return fault_set(r->fault, ST_INVALID,
			    "more than %d units", CERT_GRANTS);
		st = unit_load(r->db, r->pool, u[i].id, &unit, r->fault);
		if (st != ST_OK)
			break;
		memcpy(plan->more[plan->p.nmore].unit, u[i].id, ID_LEN + 1);
		plan->more[plan->p.nmore].functions = unit.functions;
		plan->more[plan->p.nmore++].roles = u[i].roles;
	}
	return st;
}

static enum status
plan_make(struct req *r, const struct people_change *c, struct plan *plan)
{
	enum status	 st;

	memset(plan, 0, sizeof(*plan));
	st = person_load(r->db, r->pool, c->person, &plan->person, r->fault);
	if (st != ST_OK)
		return st;
	plan->p = (struct keyd_person){
		.person = plan->person.id, .name = plan->person.name,
		.unit = c->unit->id, .unit_name = c->unit->name,
		.unit_code = c->unit->code, .functions = c->unit->functions,
		.roles = c->roles, .more = plan->more,
	};
	return plan_others(r, c, plan);
}

static unsigned
plan_all_roles(const struct plan *plan)
{
	unsigned	 all = plan->p.roles;
	size_t		 i;

	for (i = 0; i < plan->p.nmore; i++)
		all |= plan->more[i].roles;
	return all;
}

static const char *
plan_refusal(const struct req *r, const struct people_change *c,
    const struct plan *plan)
{
	const unsigned	 all = plan_all_roles(plan);
	const unsigned	 fresh = c->roles & ~plan->had;
	const char	*why;
	enum role	 k;

	if (strcmp(plan->person.id, r->actor->person) == 0)
		return "不能修改自己的岗位，请由另一位管理人员办理";
	if (strcmp(plan->person.state, "left") == 0)
		return "此人已离岗，不能再设岗位";
	if ((why = role_conflict(all)) != NULL)
		return why;
	if (!(people_enrollers(all) & r->actor->roles))
		return all & R(RA_OPERATOR) ?
		    "RA操作员的证书由RA管理员审核签发" :
		    "您的岗位不能签发这些岗位的证书";
	for (k = 0; k < ROLE__N; k++)
		if ((fresh & ROLE_BIT(k)) &&
		    (why = people_role_refusal(k, c->unit)) != NULL)
			return why;
	return NULL;
}

/* --- writing ------------------------------------------------------ */

static enum status
write_grants(struct req *r, const struct people_change *c, unsigned had)
{
	const int64_t	 now = clock_now();
	enum status	 st = ST_OK;
	enum role	 k;

	for (k = 0; st == ST_OK && k < ROLE__N; k++)
		if ((had & ~c->roles) & ROLE_BIT(k))
			st = grant_end(r->db, c->person, k, c->unit->id, now,
			    r->fault);
	for (k = 0; st == ST_OK && k < ROLE__N; k++)
		if ((c->roles & ~had) & ROLE_BIT(k))
			st = grant_give(r->db, c->person, k, c->unit->id, now,
			    0, r->fault);
	return st;
}

static enum status
write_change(struct req *r, const struct people_change *c,
    struct plan *plan, const struct keyd_cert *cert, struct bytes said)
{
	const struct audit_entry entry = {
		.action = plan->person.cert.n == 0 ? "person.enrol" :
		    "person.roles",
		.kind = "person", .object = c->person, .result = "ok",
		.reason = pool_printf(r->pool, "%s：%s → %s%s%s",
		    c->unit->name, people_roles(r->pool, plan->had),
		    people_roles(r->pool, c->roles),
		    c->reason == NULL ? "" : "；",
		    c->reason == NULL ? "" : c->reason),
	};
	char			 id[ID_LEN + 1];
	enum status		 st;

	if ((st = store_begin(r->db, STORE_WRITE, r->fault)) != ST_OK)
		return st;
	if (strcmp(plan->person.state, "active") != 0)
		st = person_set_state(r->db, &plan->person, "active",
		    r->fault);
	if (st == ST_OK)
		st = write_grants(r, c, plan->had);
	if (st == ST_OK)
		st = person_set_cert(r->db, c->person, cert->serial,
		    cert->der, r->fault);
	if (st == ST_OK)
		st = statement_keep(r->db, c->person, said, id, r->fault);
	if (st == ST_OK)
		st = notice_add(r->db, c->person, "person.roles",
		    pool_printf(r->pool, "您在%s的岗位现为：%s", c->unit->name,
		    c->roles == 0 ? "无" : people_roles(r->pool, c->roles)),
		    "/account/me", r->fault);
	if (st == ST_OK)
		st = audit_add(r->db, r->actor, &entry, r->fault);
	return store_end(r->db, st, r->fault);
}

/* Make, or issue anew; keyd knows what the office may have missed. */
static enum status
certify(struct req *r, struct keyd *keyd, const struct people_change *c,
    const struct plan *plan, struct bytes said, struct keyd_cert *cert,
    const char **why)
{
	const struct keyd_tickets	 tickets = { &said, 1 };
	char				 step[ID_LEN + 1];
	enum status			 st;

	id_new(step);
	if (plan->person.cert.n == 0 && c->pin != NULL)
		st = keyd_person_make(keyd, r->pool, step, &plan->p, c->pin,
		    tickets, cert, r->fault);
	else
		st = keyd_person_reissue(keyd, r->pool, step, &plan->p,
		    tickets, cert, r->fault);
	if (st == ST_DENIED)
		*why = "密钥服务按规则拒绝签发证书，请核对岗位和您的权限";
	else if (st == ST_CONFLICT)
		*why = "此人已经有密钥。请在人员资料中修改岗位，必要时重置密钥";
	return st;
}

enum status
people_give(struct req *r, struct keyd *keyd, const struct people_change *c,
    const char **why)
{
	struct plan	*plan = pool_alloc(r->pool, sizeof(*plan));
	struct keyd_cert cert;
	struct bytes	 said;
	unsigned char	 digest[32];
	enum status	 st;

	*why = NULL;
	if (plan == NULL)
		return fault_set(r->fault, ST_BROKEN, "past the pool");
	if ((st = plan_make(r, c, plan)) != ST_OK)
		return st;
	if ((*why = plan_refusal(r, c, plan)) != NULL) {
		audit_refusal(r->db, r->actor, "person.roles", "person",
		    c->person, *why);
		return fault_set(r->fault, ST_DENIED, "%s", *why);
	}
	if ((st = keyd_person_digest(&plan->p, digest, r->fault)) != ST_OK ||
	    (st = people_say(r, keyd, ACT_PERSON_ENROL,
	    people_enrollers(plan_all_roles(plan)), c->person, digest,
	    bytes_of(NULL, 0), &said, why)) != ST_OK)
		return st;
	if ((st = certify(r, keyd, c, plan, said, &cert, why)) != ST_OK) {
		if (*why != NULL)
			audit_refusal(r->db, r->actor, "person.roles",
			    "person", c->person, *why);
		return st;
	}
	return write_change(r, c, plan, &cert, said);
}

/* --- registering -------------------------------------------------- */

static enum status
register_write(struct req *r, struct person *p, const struct unit *unit,
    const struct person_contact *contact, const struct keyd_cert *cert,
    int64_t from)
{
	const struct audit_entry entry = {
		.action = "person.register", .kind = "person",
		.object = p->id, .result = "ok", .reason = unit->name,
	};
	struct actor		 self = *r->actor;
	enum status		 st;

	memcpy(self.person, p->id, sizeof(self.person));
	memcpy(self.unit, unit->id, sizeof(self.unit));
	self.serial = cert->serial;
	if ((st = store_begin(r->db, STORE_WRITE, r->fault)) != ST_OK)
		return st;
	st = person_set_state(r->db, p, "active", r->fault);
	if (st == ST_OK)
		st = person_set_contact(r->db, p->id, contact, r->fault);
	if (st == ST_OK)
		st = person_set_cert(r->db, p->id, cert->serial, cert->der,
		    r->fault);
	if (st == ST_OK)
		st = grant_give(r->db, p->id, ROLE_APPLICANT, unit->id, from,
		    0, r->fault);
	if (st == ST_OK)
		st = audit_add(r->db, &self, &entry, r->fault);
	return store_end(r->db, st, r->fault);
}

enum status
people_register(struct req *r, struct keyd *keyd, struct person *p,
    const struct unit *unit, const struct person_contact *contact,
    const char *pin, int64_t from)
{
	const struct keyd_person	 who = {
		.person = p->id, .name = p->name, .unit = unit->id,
		.unit_name = unit->name, .unit_code = unit->code,
		.functions = unit->functions,
		.roles = ROLE_BIT(ROLE_APPLICANT),
	};
	const struct keyd_tickets	 none = { NULL, 0 };
	struct keyd_cert		 cert;
	char				 step[KEYD_NAME];
	enum status			 st;

	snprintf(step, sizeof(step), "register.%s", p->id);
	st = keyd_person_make(keyd, r->pool, step, &who, pin, none, &cert,
	    r->fault);
	if (st != ST_OK)
		return st;
	return register_write(r, p, unit, contact, &cert, from);
}

/* --- confirming a pending applicant ------------------------------- */

static enum status
confirm_write(struct req *r, const struct person *p, const struct unit *unit,
    int yes, struct bytes said)
{
	const struct audit_entry entry = {
		.action = yes ? "person.confirm" : "person.decline",
		.kind = "person", .object = p->id, .result = "ok",
		.reason = unit->name,
	};
	char			 id[ID_LEN + 1];
	enum status		 st;

	if ((st = store_begin(r->db, STORE_WRITE, r->fault)) != ST_OK)
		return st;
	st = grant_end(r->db, p->id, ROLE_APPLICANT, unit->id, clock_now(),
	    r->fault);
	if (st == ST_OK && yes)
		st = grant_give(r->db, p->id, ROLE_APPLICANT, unit->id,
		    clock_now(), 0, r->fault);
	if (st == ST_OK)
		st = statement_keep(r->db, p->id, said, id, r->fault);
	if (st == ST_OK)
		st = notice_add(r->db, p->id, "person.confirm",
		    pool_printf(r->pool, yes ? "受理机构已确认您是%s的经办人，"
		    "可以办理业务" : "受理机构未能确认您是%s的经办人，请携带单位"
		    "证明到受理窗口", unit->name), yes ? "/apply" : "",
		    r->fault);
	if (st == ST_OK)
		st = audit_add(r->db, r->actor, &entry, r->fault);
	return store_end(r->db, st, r->fault);
}

enum status
people_confirm(struct req *r, struct keyd *keyd, const struct person *p,
    const struct unit *unit, int yes, const char **why)
{
	const struct digest_field	 fields[] = {
		digest_text("person", p->id), digest_text("unit", unit->id),
		digest_text("role", role_name(ROLE_APPLICANT)),
		digest_int("yes", yes),
	};
	unsigned char			 digest[32];
	struct bytes			 said;
	enum status			 st;

	*why = NULL;
	st = digest_fields("person.confirm", fields, NITEMS(fields), digest,
	    r->fault);
	if (st == ST_OK)
		st = people_say(r, keyd, ACT_PERSON_ENROL,
		    people_enrollers(R(APPLICANT)), p->id, digest,
		    bytes_of(NULL, 0), &said, why);
	return st == ST_OK ? confirm_write(r, p, unit, yes, said) : st;
}
