/*
 * The channels by which messages leave the house: one file with
 * their addresses and secrets, which only jobs is given.
 *
 * In production it is /etc/jianyin/channels (0400 root), a systemd
 * credential of jobs; in a demonstration DATA/channels.  Lines of "name =
 * value" as in the settings:
 *
 *	sms.url    = https://gateway.example/send
 *	sms.token  = ...		bearer token
 *	mail.url   = smtps://mail.example:465	or smtp://mail.example:587
 *	mail.user  = ...
 *	mail.password = ...
 *	mail.from  = seal@example.gov.cn
 *	mail.alarm = duty@example.gov.cn	who gets alarms
 *
 * A gateway is sent { "id", "to", "text" } by POST and says it took it with
 * 200, 201 or 202; the same id may come twice, after a crash.
 */
#ifndef WORK_CHANNEL_H
#define WORK_CHANNEL_H

#include "base/config.h"
#include "base/fault.h"

#define CHANNELS_CREDENTIAL "channels"

struct channels {
	char	 sms_url[CONFIG_VALUE], sms_token[CONFIG_VALUE];
	char	 mail_url[CONFIG_VALUE], mail_user[CONFIG_VALUE];
	char	 mail_password[CONFIG_VALUE], mail_from[CONFIG_VALUE];
	char	 mail_alarm[CONFIG_VALUE];
};

/*
 * Read them; wipe *out when done.  ST_ABSENT: there is no file, so no
 * channel.  ST_INVALID: what stands there will not do, or others may read it.
 */
enum status	 channels_load(const struct config *config,
		    struct channels *out, struct fault *f);
/* Why they will not do, in Chinese; NULL where they will. */
const char	*channels_refusal(const struct channels *c, int demo);
int		 channel_has_sms(const struct channels *c);
int		 channel_has_mail(const struct channels *c);

#endif
