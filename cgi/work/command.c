/* Small commands of `jianyin`; see command.h. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/config.h"
#include "base/log.h"
#include "keys/keys.h"
#include "office/office.h"
#include "seal/decline.h"
#include "seal/filing.h"
#include "seal/incident.h"
#include "seal/order.h"
#include "seal/standing.h"
#include "seal/table.h"
#include "work/command.h"

static int
fail(const struct fault *f)
{
	log_fault(f);
	return 1;
}

int
command_audit(int argc, char **argv)
{
	struct audit_finding	 bad = { 0 };
	struct config		 config;
	struct store		*db = NULL;
	struct fault		 f = { 0 };
	int64_t			 n = 0;
	enum status		 st;

	if (argc != 2 || strcmp(argv[1], "verify") != 0) {
		fputs("用法：jianyin audit verify\n", stderr);
		return 64;
	}
	if ((st = config_load(&config, &f)) != ST_OK ||
	    (st = store_open(config.store, "office", 1, &db, &f)) != ST_OK)
		return fail(&f);
	st = audit_verify(db, 0, &n, &bad, &f);
	store_close(db);
	if (st == ST_OK)
		printf("审计链完整，共 %lld 条\n", (long long)n);
	else if (st == ST_INVALID)
		printf("审计链异常：第 %lld 条（%s）\n", (long long)bad.seq,
		    bad.what);
	else
		return fail(&f);
	return st == ST_OK ? 0 : 1;
}

int
command_clock(int argc, char **argv)
{
	struct config	 config;
	struct fault	 f = { 0 };
	char		*end;
	long		 days = 0;

	if (argc > 2)
		return 64;
	if (argc == 2) {
		days = strtol(argv[1], &end, 10);
		if (*end != '\0' || days < -36500 || days > 36500) {
			fputs("用法：jianyin clock [+N|0]（天）\n", stderr);
			return 64;
		}
	}
	if (config_load(&config, &f) != ST_OK)
		return fail(&f);
	if (!config_is_demo(&config) || *config.clock == '\0') {
		fputs("只有演示模式可以拨动时钟\n", stderr);
		return 1;
	}
	if (argc == 2 && clock_set_shift(config.clock, days * MS_DAY,
	    &f) != ST_OK)
		return fail(&f);
	if (clock_map(config.clock, &f) != ST_OK)
		return fail(&f);
	printf("演示时钟拨动 %lld 天\n",
	    (long long)(clock_shift() / MS_DAY));
	return 0;
}

static void
print_flows(struct buf *out)
{
	static const struct flow *const flows[] = {
		&flow_apply, &flow_loss, &flow_cancel, &flow_resume,
		&flow_renew, &flow_change, &flow_replace, &flow_import,
		&flow_seal, &flow_use, &flow_standing, &flow_carrier,
		&flow_filing, &flow_order, &flow_policy, &flow_incident,
		&flow_decline,
	};
	size_t	 i;

	for (i = 0; i < NITEMS(flows); i++) {
		flow_print(flows[i], out);
		buf_text(out, "\n");
	}
}

static const struct {
	const char	*name;
	void		(*print)(struct buf *out);
} prints[] = {
	{ "flows", print_flows },
	{ "rules", keys_rules_print },
	{ "operations", keys_ops_print },
};

int
command_print(int argc, char **argv)
{
	struct buf	 b;
	size_t		 i;

	for (i = 0; argc == 2 && i < NITEMS(prints); i++)
		if (strcmp(prints[i].name, argv[1]) == 0) {
			buf_init(&b, 1024 * 1024);
			prints[i].print(&b);
			fputs(buf_str(&b), stdout);
			buf_free(&b);
			return 0;
		}
	fputs("用法：jianyin print flows|rules|operations\n", stderr);
	return 64;
}
