/*
 * The command line: making an office, looking after it, and the same checks
 * of files the public platform makes.  A table of commands; each is small.
 */
#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "base/fault.h"
#include "base/log.h"
#include "work/command.h"
#include "work/device_command.h"
#include "work/officers.h"
#include "work/status_command.h"
#include "work/verify_command.h"

#define EX_USAGE 64		/* sysexits */

static const struct command {
	const char	*name, *usage, *words;
	int		(*run)(int argc, char **argv);
} commands[] = {
	{ "init", "init [--demo | --demo=one]",
	  "建立机构：数据库、密钥、首批账号；演示：各种状态的印章，或者一枚",
	  command_init },
	{ "doctor", "doctor", "逐项检查，给出每项的处理办法",
	  command_doctor },
	{ "ca", "ca reissue making|staff, ca publish",
	  "两名保管人：重签 CA 证书；写出 CA 证书", command_ca },
	{ "recover", "recover key FILE, recover person LOGIN",
	  "两名保管人：恢复存储密钥；重置管理员的密钥", command_recover },
	{ "verify", "verify FILE [--json] [--anchors DIR] [--crl FILE] [--offline]",
	  "核验文件：0 真实有效，1 不真实，2 无法判断", verify_command },
	{ "status", "status FILE [CODE] [--anchors DIR]",
	  "核对状态服务给出的列表和答复：0 签名正确，1 不正确，2 无法判断或已过期",
	  status_command },
	{ "inspect", "inspect FILE", "逐项解释证书、印章、签名或已盖章的 PDF、OFD",
	  inspect_command },
	{ "device", "device init|request|show|import|log FILE",
	  "软件设备：生成密钥、导入印章数据包、导出离线用章记录",
	  device_command },
	{ "stamp", "stamp --device FILE ... IN OUT",
	  "用设备里的印章离线盖章", stamp_command },
	{ "audit", "audit verify", "验证审计链，指出第一处异常",
	  command_audit },
	{ "clock", "clock [+N days|0]", "演示用：拨动演示时钟", command_clock },
	{ "print", "print flows|rules|operations",
	  "输出状态表、签名要求表、密钥操作表（Markdown）", command_print },
};

static int
usage(void)
{
	size_t	 i;

	fputs("用法：jianyin 命令 [参数]\n\n", stderr);
	for (i = 0; i < NITEMS(commands); i++)
		fprintf(stderr, "  %-32s %s\n", commands[i].usage,
		    commands[i].words);
	return EX_USAGE;
}

int
main(int argc, char **argv)
{
	size_t	 i;

	log_open("jianyin");
	signal(SIGPIPE, SIG_IGN);
	if (argc < 2)
		return usage();
	for (i = 0; i < NITEMS(commands); i++)
		if (strcmp(commands[i].name, argv[1]) == 0)
			return commands[i].run(argc - 1, argv + 1);
	return usage();
}
