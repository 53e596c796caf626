/* Kinds of carrier, and what is to be known of their devices. */
#include <ctype.h>
#include <string.h>

#include "seal/carrier.h"

/* The list of R-139 and, for demonstration and tests, R-140. */
const struct choice carrier_devices[] = {
	{ "smart-key", "智能密码钥匙" },
	{ "mobile-module", "移动智能终端密码模块" },
	{ "seal-server", "电子印章服务器" },
	{ "crypto-server", "服务器密码机" },
	{ "sign-server", "签名验签服务器" },
	{ "software", "软件密码模块（不得用于生产）" },
	{ NULL, NULL }
};

#define SERVERS "seal-server crypto-server sign-server"

static const struct carrier_kind kinds[] = {
	{ CARRIER_UKEY, "UKey", 1, 0, "smart-key mobile-module" },
	{ CARRIER_HOSTED, "服务器托管", 0, 0, SERVERS " software" },
	{ CARRIER_PACKAGE, "本单位的密码设备", 0, 1,
	  "smart-key mobile-module " SERVERS },
	{ CARRIER_SOFT, "软件设备文件", 0, 1, "software" },
};

const struct choice carrier_kinds[] = {
	{ CARRIER_UKEY, "UKey" }, { CARRIER_HOSTED, "服务器托管" },
	{ CARRIER_PACKAGE, "本单位的密码设备" },
	{ CARRIER_SOFT, "软件设备文件" }, { NULL, NULL }
};

_Static_assert(NITEMS(carrier_kinds) == NITEMS(kinds) + 1, "one for each");

const struct carrier_kind *
carrier_kind_find(const char *name)
{
	size_t	 i;

	for (i = 0; i < NITEMS(kinds); i++)
		if (strcmp(kinds[i].name, name) == 0)
			return &kinds[i];
	return NULL;
}

const struct carrier_kind *
carrier_kind_nth(size_t k)
{
	return k < NITEMS(kinds) ? &kinds[k] : NULL;
}

/* Whether the word stands in the list with blanks between. */
static int
has_word(const char *list, const char *word)
{
	const size_t	 n = strlen(word);
	const char	*p;

	for (p = list; n > 0 && (p = strstr(p, word)) != NULL; p += n)
		if ((p == list || p[-1] == ' ') &&
		    (p[n] == ' ' || p[n] == '\0'))
			return 1;
	return 0;
}

const char *
carrier_device_refusal(const char *kind, const char *device,
    const char *model, const char *certificate)
{
	const struct carrier_kind	*k = carrier_kind_find(kind);

	if (k == NULL)
		return "没有这种载体";
	if (!has_word(k->devices, device))
		return "设备类型不在规定的目录内（R-139），请从列表中选择";
	if (*model == '\0' && !k->late)
		return "请填写设备型号";
	if (*certificate == '\0' && strcmp(device, "software") != 0)
		return "请填写商用密码产品认证证书编号";
	return NULL;
}

const char *
carrier_serial_refusal(const char *serial)
{
	size_t	 i, n = strlen(serial);

	if (n < SERIAL_MIN || n > SERIAL_MAX)
		return "序列号应有 4 到 40 位";
	for (i = 0; i < n; i++)
		if (!isalnum((unsigned char)serial[i]) && serial[i] != '-')
			return "序列号只能有字母、数字和连字符";
	return NULL;
}
