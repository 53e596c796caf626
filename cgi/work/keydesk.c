/*
 * What the desk does with a person's key: unlock the PIN of who has shown an
 * identity card, give a new key to who forgot it, end it for who has left
 * .  Each is signed, and never by the person itself.
 */
#include <string.h>

#include "base/clock.h"
#include "form/codes.h"
#include "seal/seal.h"
#include "trust/digest.h"
#include "work/case.h"
#include "work/people.h"
#include "work/ukey_follow.h"

#define R(x)	  ROLE_BIT(ROLE_##x)
#define STAFFING  (R(RA_OPERATOR) | R(RA_ADMIN) | R(SYSTEM_ADMIN))
#define SEALS_MAX 200

/* One act on a key, from the refusal to the entry. */
struct key_act {
	const char	*action;		/* said, and in the trail */
	const char	*sentence;		/* told to the person */
	const char	*reason;		/* for the trail */
	unsigned char	 digest[32];
	struct bytes	 said;
	struct keyd_cert cert;			/* der.n 0: none new */
	int		 left;			/* everything ends */
	const char	*back;			/* why a UKey comes back; NULL:
						 * it is unlocked */
};

static enum status
refuse(struct req *r, const char *action, const struct person *p,
    const char *why)
{
	audit_refusal(r->db, r->actor, action, "person", p->id, why);
	return fault_set(r->fault, ST_DENIED, "%s: %s", action, why);
}

/*
 * Whoever could give a person all the roles held may handle the key, within
 * the own subtree: else a desk could take over an administrator's account.
 */
static enum status
check_reach(struct req *r, const struct person *p, const char **why)
{
	struct people_unit	 u[CERT_GRANTS];
	unsigned		 all = 0;
	size_t			 n, i;
	enum status		 st;
	int			 under = 1;

	st = people_units(r, p, u, &n);
	for (i = 0; st == ST_OK && under && i < n; i++) {
		all |= u[i].roles;
		st = unit_is_under(r->db, u[i].id, r->actor->unit, &under,
		    r->fault);
	}
	if (st != ST_OK)
		return st;
	if (!under)
		*why = "此人在本单位范围以外还有岗位，请由上级单位办理（R-009）";
	else if (!(people_enrollers(all) & r->actor->roles))
		*why = "您的岗位不能办理此人的密钥（R-028）";
	return ST_OK;
}

/* Not oneself; the number shown is the number on record. */
static enum status
check(struct req *r, struct keyd *keyd, const char *action,
    const struct person *p, const struct people_proof *proof,
    const char **why)
{
	struct person_contact	 c;
	unsigned char		 find[32];
	enum status		 st;

	*why = NULL;
	if (strcmp(p->id, r->actor->person) == 0)
		*why = "不能办理自己的密钥，请由另一位工作人员办理";
	else if (p->cert.n == 0)
		*why = "此人还没有密钥";
	else if ((st = check_reach(r, p, why)) != ST_OK)
		return st;
	if (*why != NULL)
		return refuse(r, action, p, *why);
	if (proof == NULL)
		return ST_OK;
	st = person_contact(r->db, r->pool, p->id, &c, r->fault);
	if (st == ST_OK)
		st = people_find_hash(r, keyd, "idno", proof->idno, find);
	if (st != ST_OK)
		return st;
	if (c.idno_find.n != 0 && !bytes_same(c.idno_find,
	    bytes_of(find, sizeof(find)))) {
		*why = "所示证件号码与登记的公民身份号码不一致";
		return refuse(r, action, p, *why);
	}
	return ST_OK;
}

/* What was seen, as one text: signed and kept in the trail alike. */
static const char *
proof_words(struct req *r, const struct people_proof *proof)
{
	char	 mask[CODE_MASK];

	code_mask_citizen(proof->idno, mask);
	return pool_printf(r->pool, "%s；%s；%s", proof->method_label, mask,
	    proof->note);
}

static enum status
say(struct req *r, struct keyd *keyd, const struct person *p,
    struct key_act *act, const char **why)
{
	const struct digest_field	 fields[] = {
		digest_text("person", p->id),
		digest_text("record", act->reason),
	};
	enum status			 st;

	st = digest_fields(act->action, fields, NITEMS(fields), act->digest,
	    r->fault);
	return st == ST_OK ? people_say(r, keyd, act->action, STAFFING, p->id,
	    act->digest, bytes_of(NULL, 0), &act->said, why) : st;
}

/* Every role that is not over; rows of other units too. */
static enum status
end_grants(struct req *r, const struct person *p)
{
	const int64_t	 now = clock_now();
	struct grant	*g;
	size_t		 n, i;
	enum status	 st;

	st = grant_list(r->db, r->pool, p->id, &g, &n, r->fault);
	for (i = 0; st == ST_OK && i < n; i++) {
		if (g[i].role == ROLE__N || (g[i].to != 0 && g[i].to <= now))
			continue;
		st = grant_end(r->db, p->id, g[i].role, g[i].unit, now,
		    r->fault);
		if (st == ST_ABSENT)	/* a row of the same role did it */
			st = ST_OK;
	}
	return st;
}

/* Kept seals need a successor: the unit's people and the actor are told. */
static enum status
tell_succession(struct req *r, const struct person *p)
{
	struct people_unit	 u[CERT_GRANTS];
	struct seal		*seals;
	size_t			 n, ns, i, k;
	enum status		 st;

	st = people_units(r, p, u, &n);
	for (i = 0; st == ST_OK && i < n; i++) {
		st = seal_list_unit(r->db, r->pool, u[i].id, SEALS_MAX,
		    &seals, &ns, r->fault);
		for (k = 0; st == ST_OK && k < ns; k++)
			if (seals[k].keeper != NULL &&
			    strcmp(seals[k].keeper, p->id) == 0)
				st = notice_add(r->db, r->actor->person,
				    "seal.succession", pool_printf(r->pool,
				    "%s已离岗，其保管的“%s”须指定接任的保管人"
				    "后才能继续使用（由业务管理员或RA管理员办理）",
				    p->name, seals[k].name),
				    pool_printf(r->pool, web_has(r,
				    R(BUSINESS_ADMIN) | R(RA_ADMIN)) ?
				    "/admin/unit/%s/seals" :
				    "/admin/unit/%s", u[i].id), r->fault);
	}
	return st;
}

static enum status
write_left(struct req *r, struct person *p)
{
	enum status	 st;

	if ((st = tell_succession(r, p)) != ST_OK ||
	    (st = end_grants(r, p)) != ST_OK)
		return st;
	return person_set_state(r->db, p, "left", r->fault);
}

static enum status
write(struct req *r, struct person *p, const struct key_act *act)
{
	const struct audit_entry entry = {
		.action = act->action, .kind = "person", .object = p->id,
		.result = "ok", .reason = act->reason,
		.after = bytes_of(act->digest, sizeof(act->digest)),
	};
	char			 id[ID_LEN + 1];
	enum status		 st;

	if ((st = store_begin(r->db, STORE_WRITE, r->fault)) != ST_OK)
		return st;
	if (act->left)
		st = write_left(r, p);
	else if (act->cert.der.n != 0)
		st = person_set_cert(r->db, p->id, act->cert.serial,
		    act->cert.der, r->fault);
	if (st == ST_OK)
		st = session_end_all(r->db, p->id, r->fault);
	if (st == ST_OK)
		st = statement_keep(r->db, p->id, act->said, id, r->fault);
	if (st == ST_OK)
		st = act->back != NULL ? ukey_call_back(r, p->id,
		    act->back) : ukey_unlocked(r, p->id, act->reason, id);
	if (st == ST_OK && act->sentence != NULL)
		st = notice_add(r->db, p->id, act->action, act->sentence, "",
		    r->fault);
	if (st == ST_OK)
		st = audit_add(r->db, r->actor, &entry, r->fault);
	return store_end(r->db, st, r->fault);
}

/* keyd's answer in words; the refusal is on record. */
static enum status
answered(struct req *r, const struct person *p, const char *action,
    enum status st, const char **why)
{
	if (st == ST_DENIED)
		*why = "密钥服务按规则拒绝了这一操作，请核对您的岗位";
	else if (st == ST_ABSENT)
		*why = "此人的密钥已经停用";
	else
		return st;
	return refuse(r, action, p, *why);
}

enum status
people_unlock_pin(struct req *r, struct keyd *keyd, const struct person *p,
    const struct people_proof *proof, const char **why)
{
	struct key_act		 act = {
		.action = ACT_PIN_UNLOCK,
		.sentence = "受理窗口已为您解锁口令，登录后须更换口令",
	};
	struct keyd_tickets	 ticket = { &act.said, 1 };
	struct person		 copy = *p;
	char			 step[ID_LEN + 1];
	enum status		 st;

	if ((st = check(r, keyd, act.action, p, proof, why)) != ST_OK)
		return st;
	act.reason = proof_words(r, proof);
	if ((st = say(r, keyd, p, &act, why)) != ST_OK)
		return st;
	id_new(step);
	st = keyd_pin_unlock(keyd, step, p->id, ticket, r->fault);
	if (st != ST_OK)
		return answered(r, p, act.action, st, why);
	return write(r, &copy, &act);
}

enum status
people_reset_key(struct req *r, struct keyd *keyd, const struct person *p,
    const struct people_proof *proof, const char *pin, const char **why)
{
	struct key_act		 act = {
		.action = ACT_PERSON_KEY_RESET,
		.sentence = "受理窗口已为您重置密钥，原证书停用",
		.back = "的密钥已重置",
	};
	struct keyd_tickets	 ticket = { &act.said, 1 };
	struct person		 copy = *p;
	char			 step[ID_LEN + 1];
	enum status		 st;

	if ((st = check(r, keyd, act.action, p, proof, why)) != ST_OK)
		return st;
	act.reason = proof_words(r, proof);
	if ((st = say(r, keyd, p, &act, why)) != ST_OK)
		return st;
	id_new(step);
	st = keyd_person_key_reset(keyd, r->pool, step, p->id, pin, ticket,
	    &act.cert, r->fault);
	if (st != ST_OK)
		return answered(r, p, act.action, st, why);
	return write(r, &copy, &act);
}

enum status
people_end(struct req *r, struct keyd *keyd, struct person *p,
    const char *reason, const char **why)
{
	struct key_act		 act = { .action = ACT_PERSON_END,
				    .reason = reason, .left = 1,
				    .back = "已离岗" };
	struct keyd_tickets	 ticket = { &act.said, 1 };
	char			 step[ID_LEN + 1];
	enum status		 st;

	if ((st = check(r, keyd, act.action, p, NULL, why)) != ST_OK ||
	    (st = say(r, keyd, p, &act, why)) != ST_OK)
		return st;
	id_new(step);
	st = keyd_person_end(keyd, step, p->id, ticket, r->fault);
	/* ended at keyd before, not yet here: go on */
	if (st != ST_OK && st != ST_ABSENT)
		return answered(r, p, act.action, st, why);
	return write(r, p, &act);
}
