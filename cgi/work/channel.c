/* Channels of messages as their file says; see channel.h. */
#include <sys/stat.h>

#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "net/net.h"
#include "seal/target.h"
#include "work/channel.h"

#define AT(member) offsetof(struct channels, member)
static const struct setting lines[] = {
	{ "sms.url", AT(sms_url), 1 }, { "sms.token", AT(sms_token), 1 },
	{ "mail.url", AT(mail_url), 1 }, { "mail.user", AT(mail_user), 1 },
	{ "mail.password", AT(mail_password), 1 },
	{ "mail.from", AT(mail_from), 1 },
	{ "mail.alarm", AT(mail_alarm), 1 },
};
#undef AT

/* Beside the settings, where doctor finds what systemd hands to jobs. */
static void
find_path(const struct config *config, char out[CONFIG_PATH])
{
	const char	*given = getenv("CREDENTIALS_DIRECTORY");
	const char	*file = config_file(), *slash = strrchr(file, '/');

	if (config_is_demo(config))
		config_path(config->data, CHANNELS_CREDENTIAL, out);
	else if (given != NULL)
		snprintf(out, CONFIG_PATH, "%s/" CHANNELS_CREDENTIAL, given);
	else
		snprintf(out, CONFIG_PATH, "%.*s/" CHANNELS_CREDENTIAL,
		    slash == NULL ? 1 : (int)(slash - file),
		    slash == NULL ? "." : file);
}

int
channel_has_sms(const struct channels *c)
{
	return *c->sms_url != '\0';
}

int
channel_has_mail(const struct channels *c)
{
	return *c->mail_url != '\0';
}

const char *
channels_refusal(const struct channels *c, int demo)
{
	const char	*why = target_address_refusal(c->sms_url, demo);

	if (why != NULL)
		return why;
	if (!channel_has_mail(c))
		return *c->mail_alarm == '\0' ? NULL :
		    "写了告警邮箱，没有写邮件服务器";
	if (strncmp(c->mail_url, "smtps://", 8) != 0 &&
	    strncmp(c->mail_url, "smtp://", 7) != 0)
		return "邮件服务器的地址以 smtps:// 或 smtp:// 开头";
	if (!net_is_address(c->mail_from))
		return "发件地址不是邮箱地址";
	if (*c->mail_alarm != '\0' && !net_is_address(c->mail_alarm))
		return "告警邮箱不是邮箱地址";
	return (*c->mail_user == '\0') == (*c->mail_password == '\0') ? NULL :
	    "邮件的用户名和口令要么都写，要么都不写";
}

enum status
channels_load(const struct config *config, struct channels *out,
    struct fault *f)
{
	char		 path[CONFIG_PATH];
	struct stat	 sb;
	const char	*why;
	enum status	 st;

	memset(out, 0, sizeof(*out));
	find_path(config, path);
	if (stat(path, &sb) != 0)
		return fault_set(f, ST_ABSENT, "%s: none", path);
	if ((sb.st_mode & 077) != 0)
		return fault_set(f, ST_INVALID, "%s: 所有者以外的人可以读取",
		    path);
	st = settings_read(path, lines, NITEMS(lines), out, f);
	if (st == ST_OK && (why = channels_refusal(out,
	    config_is_demo(config))) != NULL)
		st = fault_set(f, ST_INVALID, "%s: %s", path, why);
	return st == ST_ABSENT ? ST_BROKEN : st;
}
