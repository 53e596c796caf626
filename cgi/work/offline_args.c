/* The arguments of `jianyin stamp`; see offline_args.h. */
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/image.h"
#include "base/limits.h"
#include "base/utf8.h"
#include "work/device_command.h"
#include "work/offline_args.h"

#define EX_USAGE	64
#define TEXT_MAX	200		/* bytes: 66 characters */

int
offline_usage(void)
{
	fputs("用法：jianyin stamp --device 设备文件 [--seal 印章编码] "
	    "[--page 页] [--at 左,上]\n"
	    "    --title 文件名称 --reason 用途 --requester 申请人 "
	    "--reviewer 审核人 --operator 盖章人\n"
	    "    [--checked] 原文件 盖章后的文件\n"
	    "位置以毫米计，从页面左上角到印章左上角；不写则盖在最后一页。\n"
	    "退出码：0 已盖章；1 未盖章；64 用法不对\n", stderr);
	return EX_USAGE;
}

#define AT(member) offsetof(struct offline_ask, member)
static const struct {
	const char	*name;
	size_t		 at;
	int		 required;
} options[] = {
	{ "--device", AT(device), 1 }, { "--seal", AT(seal), 0 },
	{ "--page", AT(page), 0 }, { "--at", AT(at), 0 },
	{ "--title", AT(title), 1 }, { "--reason", AT(reason), 1 },
	{ "--requester", AT(requester), 1 },
	{ "--reviewer", AT(reviewer), 1 },
	{ "--operator", AT(operator), 1 },
};

static const char **
option_at(struct offline_ask *a, size_t k)
{
	return (const char **)(void *)((char *)a + options[k].at);
}

static int
take_option(int argc, char **argv, int *i, struct offline_ask *a)
{
	const char	*v;
	size_t		 k;

	for (k = 0; k < NITEMS(options); k++)
		if ((v = command_value(argc, argv, i, options[k].name)) !=
		    NULL) {
			*option_at(a, k) = v;
			return 1;
		}
	return 0;
}

static int
texts_fit(const struct offline_ask *a)
{
	const char	*texts[] = { a->operator, a->requester, a->reviewer,
	    a->title, a->reason };
	size_t		 i;

	for (i = 0; i < NITEMS(texts); i++)
		if (strlen(texts[i]) > TEXT_MAX ||
		    !utf8_valid(texts[i], strlen(texts[i]))) {
			fputs("jianyin: 文件名称、用途和姓名都不超过 60 个字\n",
			    stderr);
			return 0;
		}
	return 1;
}

int
offline_args(int argc, char **argv, struct offline_ask *a)
{
	size_t	 k;
	int	 i;

	memset(a, 0, sizeof(*a));
	for (i = 1; i < argc; i++) {
		if (take_option(argc, argv, &i, a))
			continue;
		if (strcmp(argv[i], "--checked") == 0)
			a->checked = 1;
		else if (argv[i][0] == '-' || a->out != NULL)
			return 0;
		else if (a->in == NULL)
			a->in = argv[i];
		else
			a->out = argv[i];
	}
	for (k = 0; k < NITEMS(options); k++)
		if (options[k].required && (*option_at(a, k) == NULL ||
		    **option_at(a, k) == '\0'))
			return 0;
	return a->out != NULL && texts_fit(a);
}

/* "20.5" millimetres as micrometres; NULL or what follows it. */
const char *
offline_mm(const char *s, int *um)
{
	char	*end;
	long	 mm = strtol(s, &end, 10), part = 0;
	int	 unit = 100;

	if (end == s || *s == '-' || *s == '+' || mm > 5000)
		return NULL;
	if (*end == '.')
		for (end++; *end >= '0' && *end <= '9'; end++, unit /= 10)
			part += unit * (*end - '0');
	*um = (int)(mm * UM_PER_MM + part);
	return end;
}
