/* The service agreement as data; see agreement.h. */
#include "trust/digest.h"
#include "work/agreement.h"

static const struct agreement_term first[] = {
	{ "申请：使用单位应提供真实、准确、完整的资料。提供虚假资料的，"
	  "不予办理，并依法承担责任。", 0 },
	{ "保管：使用单位应指定专人保管电子印章及其口令，不得转借、出租"
	  "或者泄露。", 1 },
	{ "使用：电子印章只能用于本单位职责范围内的事务，并按本单位的"
	  "用章审批流程使用。每次用章均被记录。", 1 },
	{ "变更：名称、法定代表人等事项变更的，应当及时申请变更。", 0 },
	{ "挂失：载体遗失或者口令可能泄露的，应当立即挂失；挂失前已经"
	  "完成的签章由使用单位负责。", 1 },
	{ "注销：不再使用的，应当申请注销。注销后不能恢复。", 0 },
	{ "服务单位：受理、制作和管理电子印章，保护使用单位资料，按规定"
	  "时限办理，并提供查询和核验服务。", 0 },
};

static const struct agreement agreements[] = {
	{ 1, first, NITEMS(first) },
};

const struct agreement *
agreement_now(void)
{
	return &agreements[NITEMS(agreements) - 1];
}

const struct agreement *
agreement_find(int64_t version)
{
	size_t	 i;

	for (i = 0; i < NITEMS(agreements); i++)
		if (agreements[i].version == version)
			return &agreements[i];
	return NULL;
}

#define TERMS_MAX 32

enum status
agreement_digest(const struct agreement *a, unsigned char out[32],
    struct fault *f)
{
	struct digest_field	 d[TERMS_MAX + 1];
	size_t			 i;

	d[0] = digest_int("version", a->version);
	for (i = 0; i < a->n && i < TERMS_MAX; i++)
		d[i + 1] = digest_text("term", a->terms[i].text);
	return digest_fields("agreement", d, i + 1, out, f);
}
