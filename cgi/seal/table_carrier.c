/*
 * T5, the life of a carrier: the vocabulary, the guards and the rows.  A UKey
 * goes through all of it by people's acts; what holds a hosted seal follows
 * its seal, by rows that the system raises.
 */
#include <stddef.h>

#include "base/fault.h"
#include "seal/local.h"
#include "seal/table.h"
#include "trust/role.h"

#define RA		ROLE_BIT(ROLE_RA_OPERATOR)
#define RA_ADMIN	ROLE_BIT(ROLE_RA_ADMIN)
#define STOCK		(RA | RA_ADMIN)
#define STAFFING	(STOCK | ROLE_BIT(ROLE_SYSTEM_ADMIN))
#define SYSTEM		FLOW_SYSTEM

const struct flow_word carrier_states[] = {
	[K0_STOCK] = { "stock", "空白在库" },
	[K1_PERSONALISED] = { "personalised", "待签领" },
	[K2_IN_USE] = { "in-use", "在用" },
	[K3_LOCKED] = { "locked", "已锁定" },
	[K4_LOST] = { "lost", "已挂失" },
	[K5_DAMAGED] = { "damaged", "已损坏" },
	[K6_RETURNED] = { "returned", "已交回" },
	[K7_DESTROYED] = { "destroyed", "已销毁" },
	[K_TRANSIT] = { "transit", "调拨在途" },
};

_Static_assert(NITEMS(carrier_states) == CARRIER_STATE__N, "T5 states");

const struct flow_word carrier_events[] = {
	[CE_BOOK] = { "book-in", "入库" },
	[CE_LOAD] = { "load", "写入" },
	[CE_SEND] = { "send", "调出" },
	[CE_RECEIVE] = { "receive", "调入" },
	[CE_SEND_BACK] = { "send-back", "拒收退回" },
	[CE_ASSIGN] = { "assign", "分配并写入" },
	[CE_SPOIL] = { "spoil", "报损" },
	[CE_SIGN] = { "sign-for", "签领" },
	[CE_LOCK] = { "lock", "口令连续输错，锁定" },
	[CE_UNLOCK] = { "unlock", "解锁" },
	[CE_PIN_DUE] = { "pin-due", "口令到期" },
	[CE_PIN_SET] = { "pin-set", "更换口令" },
	[CE_SUCCEED] = { "succeed", "更换使用人" },
	[CE_LOSE] = { "lose", "挂失" },
	[CE_FIND] = { "find", "找回" },
	[CE_DAMAGE] = { "damage", "损坏" },
	[CE_REPLACE] = { "replace", "被更换" },
	[CE_CALL_BACK] = { "call-back", "应交回" },
	[CE_RETURN] = { "return", "交回" },
	[CE_WIPE] = { "wipe", "擦除，重新入库" },
	[CE_DESTROY] = { "destroy", "销毁" },
};

_Static_assert(NITEMS(carrier_events) == CARRIER_EVENT__N, "T5 events");

static const char *const tones[] = {
	[K0_STOCK] = "plain", [K1_PERSONALISED] = "act",
	[K2_IN_USE] = "good", [K3_LOCKED] = "bad", [K4_LOST] = "bad",
	[K5_DAMAGED] = "bad", [K6_RETURNED] = "wait",
	[K7_DESTROYED] = "over", [K_TRANSIT] = "wait",
};

_Static_assert(NITEMS(tones) == CARRIER_STATE__N, "T5 tones");

const char *
carrier_tone(int state)
{
	return tones[state];
}

int
carrier_is_live(int state)
{
	return state >= K1_PERSONALISED && state <= K4_LOST;
}

/* --- guards -------------------------------------------------------------- */

#define FACTS(v) const struct carrier_facts *(v) = subject; (void)act

/* nothing is kept whose device is not on record. */
static const char *
may_book(const void *subject, const void *act)
{
	FACTS(c);
	return c->is_ukey ? c->bad_device : "只有 UKey 需要入库";
}

/* one person or unit, one live key. */
static const char *
may_assign(const void *subject, const void *act)
{
	FACTS(c);
	if (!c->has_holder)
		return "请填写领用的人员或单位";
	return c->bad_device != NULL ? c->bad_device : c->other_live;
}

static const char *
witnessed(const struct carrier_facts *c)
{
	if (!c->has_reason)
		return "请写明原因";
	return c->has_witness ? NULL :
	    "请填写见证人：须是本系统的另一位人员，不能是经办人或使用人本人";
}

/* what holds a seal moves with it, in the business about the seal. */
static const char *
by_hand(const void *subject, const void *act)
{
	FACTS(c);
	return c->seal_lives ? "这个载体装有未注销的印章，请办理印章的挂失、"
	    "解除挂失、更换或注销，载体随印章变动" : witnessed(c);
}

static const char *
with_witness(const void *subject, const void *act)
{
	FACTS(c);
	return witnessed(c);
}

/* signed for by who takes it. */
static const char *
signed_for(const void *subject, const void *act)
{
	FACTS(c);
	return c->has_receipt ? NULL : "请登记签领人、所持证件和签领单号";
}

/* */
static const char *
identified(const void *subject, const void *act)
{
	FACTS(c);
	return c->has_identity ? NULL :
	    "请在人员页面核对本人证件后解锁口令";
}

/* a unit's key passes on, a person's own comes back. */
static const char *
may_succeed(const void *subject, const void *act)
{
	FACTS(c);
	if (c->personal)
		return "本人专用的 UKey 不能转交他人，请办理交回";
	if (!c->has_successor)
		return "请填写接任的使用人";
	return witnessed(c);
}

static const char *
may_send(const void *subject, const void *act)
{
	FACTS(c);
	return c->has_target ? NULL : "请选择另一个调入单位";
}

/* the receiving side books it, or refuses it. */
static const char *
arrives(const void *subject, const void *act)
{
	FACTS(c);
	return c->at_receiver ? NULL : "由调入单位确认或者拒收";
}

static const char *
refused(const void *subject, const void *act)
{
	FACTS(c);
	if (!c->at_receiver)
		return "由调入单位确认或者拒收";
	return c->has_reason ? NULL : "请写明拒收的原因";
}

/* --- rows ---------------------------------------------------------------- */

/*
 * Rows that are ours: booking in and the way between two units (R-141,
 * R-143), the system's own beside a person's where a seal leads, and
 * CE_CALL_BACK for "carrier to be returned" of T1 and T2.
 */
static const struct flow_row carrier_rows[] = {
	{ FLOW_NEW, CE_BOOK, K0_STOCK, STOCK, may_book, 0 },
	{ FLOW_NEW, CE_LOAD, K1_PERSONALISED, SYSTEM, NULL, CF_BIND },
	{ K0_STOCK, CE_SEND, K_TRANSIT, STOCK, may_send, CF_TRANSFER },
	{ K_TRANSIT, CE_RECEIVE, K0_STOCK, STOCK, arrives,
	  CF_MOVED | CF_ARRIVED },
	{ K_TRANSIT, CE_SEND_BACK, K0_STOCK, STOCK, refused, CF_ARRIVED },
	{ K0_STOCK, CE_SPOIL, K5_DAMAGED, RA, with_witness, 0 },
	{ K0_STOCK, CE_ASSIGN, K1_PERSONALISED, RA, may_assign, CF_BIND },
	{ K1_PERSONALISED, CE_SPOIL, K5_DAMAGED, RA, with_witness, 0 },
	{ K1_PERSONALISED, CE_SPOIL, K5_DAMAGED, SYSTEM, NULL, 0 },
	{ K1_PERSONALISED, CE_SIGN, K2_IN_USE, RA, signed_for, 0 },
	{ K1_PERSONALISED, CE_SIGN, K2_IN_USE, SYSTEM, NULL, 0 },
	{ K1_PERSONALISED, CE_CALL_BACK, K1_PERSONALISED, SYSTEM, NULL,
	  CF_CALLED },
	{ K2_IN_USE, CE_LOCK, K3_LOCKED, SYSTEM, NULL, 0 },
	{ K3_LOCKED, CE_UNLOCK, K2_IN_USE, STAFFING, identified,
	  CF_MUST_PIN },
	{ K2_IN_USE, CE_PIN_DUE, K2_IN_USE, SYSTEM, NULL, CF_MUST_PIN },
	{ K2_IN_USE, CE_PIN_SET, K2_IN_USE, SYSTEM, NULL, CF_PIN_SET },
	{ K2_IN_USE, CE_SUCCEED, K2_IN_USE, RA, may_succeed, CF_MUST_PIN },
	{ K2_IN_USE, CE_LOSE, K4_LOST, RA, by_hand, 0 },
	{ K2_IN_USE, CE_LOSE, K4_LOST, SYSTEM, NULL, 0 },
	{ K3_LOCKED, CE_LOSE, K4_LOST, RA, by_hand, 0 },
	{ K3_LOCKED, CE_LOSE, K4_LOST, SYSTEM, NULL, 0 },
	{ K4_LOST, CE_FIND, K2_IN_USE, RA, by_hand, 0 },
	{ K4_LOST, CE_FIND, K2_IN_USE, SYSTEM, NULL, 0 },
	{ K2_IN_USE, CE_DAMAGE, K5_DAMAGED, RA, by_hand, 0 },
	{ K2_IN_USE, CE_DAMAGE, K5_DAMAGED, SYSTEM, NULL, 0 },
	{ K3_LOCKED, CE_DAMAGE, K5_DAMAGED, RA, by_hand, 0 },
	{ K3_LOCKED, CE_DAMAGE, K5_DAMAGED, SYSTEM, NULL, 0 },
	{ K4_LOST, CE_DAMAGE, K5_DAMAGED, RA, by_hand, 0 },
	{ K4_LOST, CE_DAMAGE, K5_DAMAGED, SYSTEM, NULL, 0 },
	{ K2_IN_USE, CE_REPLACE, K5_DAMAGED, RA, by_hand, 0 },
	{ K3_LOCKED, CE_REPLACE, K5_DAMAGED, RA, by_hand, 0 },
	{ K4_LOST, CE_REPLACE, K5_DAMAGED, RA, by_hand, 0 },
	{ K4_LOST, CE_REPLACE, K5_DAMAGED, SYSTEM, NULL, 0 },
	{ K2_IN_USE, CE_CALL_BACK, K2_IN_USE, SYSTEM, NULL, CF_CALLED },
	{ K3_LOCKED, CE_CALL_BACK, K3_LOCKED, SYSTEM, NULL, CF_CALLED },
	{ K2_IN_USE, CE_RETURN, K6_RETURNED, RA, by_hand, 0 },
	{ K2_IN_USE, CE_RETURN, K6_RETURNED, SYSTEM, NULL, 0 },
	{ K3_LOCKED, CE_RETURN, K6_RETURNED, RA, by_hand, 0 },
	{ K3_LOCKED, CE_RETURN, K6_RETURNED, SYSTEM, NULL, 0 },
	{ K6_RETURNED, CE_WIPE, K0_STOCK, RA, with_witness, CF_FREE },
	{ K5_DAMAGED, CE_DESTROY, K7_DESTROYED, RA_ADMIN, with_witness, 0 },
	{ K6_RETURNED, CE_DESTROY, K7_DESTROYED, RA_ADMIN, with_witness, 0 },
};

const struct flow flow_carrier = {
	.name = "carrier",
	.states = carrier_states, .nstates = CARRIER_STATE__N,
	.events = carrier_events, .nevents = CARRIER_EVENT__N,
	.rows = carrier_rows, .nrows = NITEMS(carrier_rows),
};
