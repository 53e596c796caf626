/* Stages as tables; see stages.h. */
#include <string.h>

#include "base/fault.h"
#include "work/renew.h"
#include "work/stages.h"

struct way {
	const char	*business;
	size_t		 n;
	struct { const char *label; enum stage_office office; } stage[STAGES_MAX];
	/* How many stages are done in a state; what is not named: none. */
	unsigned char	 done[REQUEST_STATE__N];
};

/* 变更 and 更换 go the same way. */
#define EXCHANGE(BUSINESS, ASKED)					\
	{ (BUSINESS), 4, {						\
		{ (ASKED), STAGE_APPLICANT }, { "核验材料", STAGE_DESK },	\
		{ "核准换领", STAGE_DESK }, { "换领新章", STAGE_MAKER },	\
	  }, {								\
		[A1_SUBMITTED] = 1, [A3_VERIFIED] = 2,			\
		[A17_OLD_HANDLED] = 3, [A14_COMPLETED] = 4,		\
	  } }

static const struct way ways[] = {
	{ "apply", 7, {
		{ "提交申请", STAGE_APPLICANT }, { "核验材料", STAGE_DESK },
		{ "确认印模", STAGE_APPLICANT }, { "审批", STAGE_DESK },
		{ "制作印章", STAGE_MAKER }, { "领取", STAGE_DESK },
		{ "启用", STAGE_APPLICANT },
	  }, {
		[A1_SUBMITTED] = 1, [A3_VERIFIED] = 2, [A5_IMAGE] = 2,
		[A6_CONFIRMED] = 3, [A7_ENTERED] = 3, [A8_APPROVED] = 4,
		[A9_CERTIFIED] = 4, [A10_CODED] = 4, [A11_MADE] = 4,
		[A16_FAILED] = 4, [A12_LOADED] = 5, [A13_DELIVERED] = 6,
		[A14_COMPLETED] = 7, [A19_TO_PERMIT] = 2,
		[A20_CODED_FIRST] = 4,
	  } },
	{ "loss", 4, {
		{ "提交挂失", STAGE_APPLICANT }, { "核验材料", STAGE_DESK },
		{ "停用原章", STAGE_DESK }, { "办结", STAGE_DESK },
	  }, {
		[A1_SUBMITTED] = 1, [A3_VERIFIED] = 2, [A17_OLD_HANDLED] = 3,
		[A14_COMPLETED] = 4,
	  } },
	{ "cancel", 3, {
		{ "提交注销", STAGE_APPLICANT }, { "核验材料", STAGE_DESK },
		{ "注销印章", STAGE_DESK },
	  }, {
		[A1_SUBMITTED] = 1, [A3_VERIFIED] = 2, [A14_COMPLETED] = 3,
	  } },
	{ "resume", 3, {
		{ "提交申请", STAGE_APPLICANT }, { "核验材料", STAGE_DESK },
		{ "审批并恢复使用", STAGE_DESK },
	  }, {
		[A1_SUBMITTED] = 1, [A3_VERIFIED] = 2, [A14_COMPLETED] = 3,
	  } },
	EXCHANGE("change", "提交变更"),
	{ REASON_CONTACT, 3, {
		{ "提交变更", STAGE_APPLICANT }, { "核验材料", STAGE_DESK },
		{ "更新登记资料", STAGE_DESK },
	  }, {
		[A1_SUBMITTED] = 1, [A3_VERIFIED] = 2, [A14_COMPLETED] = 3,
	  } },
	EXCHANGE("replace", "提交更换"),
	{ "renew", 5, {
		{ "提交申请", STAGE_APPLICANT }, { "核验", STAGE_DESK },
		{ "签发证书、制作印章", STAGE_MAKER }, { "领取", STAGE_DESK },
		{ "启用", STAGE_APPLICANT },
	  }, {
		[A1_SUBMITTED] = 1, [A3_VERIFIED] = 2, [A9_CERTIFIED] = 2,
		[A11_MADE] = 2, [A16_FAILED] = 2, [A12_LOADED] = 3,
		[A13_DELIVERED] = 4, [A14_COMPLETED] = 5,
	  } },
	{ "import", 2, {
		{ "提出接收", STAGE_MAKER }, { "审批", STAGE_DESK },
	  }, {
		[A7_ENTERED] = 1, [A14_COMPLETED] = 2,
	  } },
};

static const struct {
	int		 yours;
	const char	*sentence;
} words[] = {
	[A0_DRAFT] = { 1, "申请尚未提交。请填写完整后提交。" },
	[A1_SUBMITTED] = { 0, "已经收到申请，等待核验材料。" },
	[A2_RETURNED] = { 1, "材料需要补正。请按下面的内容一次补齐后重新提交。" },
	[A3_VERIFIED] = { 0, "材料核验通过，正在办理下一步。" },
	[A4_REJECTED] = { 0, "申请没有通过，原因见下。" },
	[A5_IMAGE] = { 1, "印模已经做好。请登录核对，与实物一致后确认。" },
	[A6_CONFIRMED] = { 0, "印模已经确认，正在录入资料。" },
	[A7_ENTERED] = { 0, "资料已经录入，等待审批。" },
	[A8_APPROVED] = { 0, "审批通过，等待制章。" },
	[A9_CERTIFIED] = { 0, "证书已经签发，正在制章。" },
	[A10_CODED] = { 0, "印章编码已经生成，正在制章。" },
	[A11_MADE] = { 0, "印章已经做好，正在写入载体。" },
	[A12_LOADED] = { 1, "印章已经可以领取。请保管人携带身份证件到窗口领取。" },
	[A13_DELIVERED] = { 1, "印章已经交付。请保管人登录后启用。" },
	[A14_COMPLETED] = { 0, "已经办结。" },
	[A15_WITHDRAWN] = { 0, "申请人已经撤回。需要时可以重新申请。" },
	[A16_FAILED] = { 0, "制作中遇到问题，制作单位正在处理。" },
	[A17_OLD_HANDLED] = { 0, "原来的印章已经停用，正在办理后续手续。" },
	[A18_CLOSED] = { 0, "办件已经终止。需要时可以重新申请。" },
	[A19_TO_PERMIT] = { 0, "材料核验通过，等待主管部门审批。" },
	[A20_CODED_FIRST] = { 0, "印章编码已经生成，正在签发证书。" },
};
_Static_assert(NITEMS(words) == REQUEST_STATE__N, "a sentence each");

static const struct way *
way_of(const char *business)
{
	size_t	 i;

	for (i = 0; i < NITEMS(ways); i++)
		if (strcmp(ways[i].business, business) == 0)
			return &ways[i];
	return NULL;
}

static int
ended_otherwise(int state)
{
	return state == A4_REJECTED || state == A15_WITHDRAWN ||
	    state == A18_CLOSED;
}

/* A case may go back: what was done after that counts anew. */
static size_t
walk(const struct way *w, const struct request_line *history, size_t n,
    struct stage *out)
{
	size_t	 i, k, done = 0, now;
	int	 to;

	for (i = 0; i < n; i++) {
		to = flow_state(&flow_apply, history[i].to);
		if (to < 0 || ended_otherwise(to))
			continue;
		now = w->done[to];
		for (k = done; k < now; k++)
			out[k].at = history[i].at;
		for (k = now; k < done; k++)
			out[k].at = 0;
		done = now;
	}
	return done;
}

const char *
stage_way(const struct request *q)
{
	return strcmp(q->business, "change") == 0 && q->reason != NULL &&
	    strcmp(q->reason, REASON_CONTACT) == 0 ? REASON_CONTACT :
	    q->business;
}

size_t
stages_of(const char *business, int state, const struct request_line *history,
    size_t n, struct stage out[STAGES_MAX])
{
	const struct way	*w = way_of(business);
	size_t			 k, done;

	if (w == NULL || state < 0 || state >= REQUEST_STATE__N)
		return 0;
	memset(out, 0, STAGES_MAX * sizeof(*out));
	done = walk(w, history, n, out);
	if (!ended_otherwise(state))
		done = w->done[state];
	for (k = 0; k < w->n; k++) {
		out[k].label = w->stage[k].label;
		out[k].office = w->stage[k].office;
		out[k].past = k < done;
		out[k].here = k == done && !ended_otherwise(state);
	}
	return w->n;
}

const char *
stage_sentence(const struct request *q)
{
	if (q->urgent && q->state == A0_DRAFT)
		return "印章已经停用。请在期限内补交材料并提交申请。";
	if (renewal_is_self(q) && q->state == A12_LOADED)
		return "续期已经办好。请保管人登录后接收并启用。";
	if (q->state == A17_OLD_HANDLED && strcmp(q->business, "loss") != 0)
		return "换领新章的申请已经发起，请在“我的办件”里接着办理。";
	return words[q->state].sentence;
}

int
stage_is_yours(int state)
{
	return words[state].yours;
}
