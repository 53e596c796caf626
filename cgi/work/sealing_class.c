/* The classes of documents, and which of them are not sealed. */
#include <string.h>

#include "work/sealing_local.h"

const struct choice sealing_classes[] = {	/* */
	{ "official", "公文" }, { "certificate", "证明" },
	{ "agreement", "协议、合同" }, { "voucher", "凭证" },
	{ "flow", "流转单" }, { "personal", "涉及个人信息的文书" },
	{ "receipt", "回执、通知书" },
	{ NULL, NULL }
};

/* what a person looks at before it is sealed, each time. */
static const char *const important[] = {
	"official", "certificate", "agreement", "personal",
};

int
sealing_class_important(const char *class)
{
	size_t	 i;

	for (i = 0; i < NITEMS(important); i++)
		if (strcmp(important[i], class) == 0)
			return 1;
	return 0;
}

const char *
sealing_class_refusal(struct req *r, const char *class)
{
	if (class == NULL || *class == '\0' ||
	    !policy_has(r->db, "P-43", class))
		return NULL;
	return pool_printf(r->pool, "按电子签名法第三条和本地规定（规则 P-43），"
	    "“%s”不使用电子印章，请改用纸质文件加盖实物印章",
	    choice_label(sealing_classes, class));
}
