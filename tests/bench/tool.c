/*
 * What `make bench` cannot do through a browser: preparing many drafts and
 * approved uses through the rules, timing stamps in one process, and raw
 * durable commits as the anchor.
 *
 *	tool commits SECONDS		one-row durable SQLite commits a second
 *	tool drafts N			drafts ready to submit: "id rev" lines
 *	tool stamp FILE N		N approved uses, stamped one after another
 *	tool uses FILE N		N approved uses: their ids
 */
#include <sys/mman.h>

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/config.h"
#include "base/file.h"
#include "base/limits.h"
#include "base/log.h"
#include "work/answers.h"
#include "work/console.h"
#include "work/demo.h"
#include "work/sealing.h"

static int
fail(const char *what, const struct fault *f)
{
	fprintf(stderr, "%s: %s\n", what, f->text);
	return 1;
}

static int
open_console(struct console **c)
{
	struct config	 config;
	struct fault	 f = { 0 };

	if (config_load(&config, &f) != ST_OK ||
	    (*config.clock != '\0' && clock_map(config.clock, &f) != ST_OK) ||
	    console_open(&config, c, &f) != ST_OK)
		return fail("console", &f);
	return 0;
}

/* --- commits ------------------------------------------------------------------ */

static const struct sql commit_sql = { .nin = 2, .text =
    "INSERT INTO counter (series, n) VALUES ($1, $2)"
    " ON CONFLICT (series) DO UPDATE SET n = $2" };

static int
run_commits(int seconds)
{
	struct console	*c;
	const int64_t	 start = clock_ticks();
	int64_t		 n = 0;
	enum status	 st = ST_OK;

	if (open_console(&c) != 0)
		return 1;
	while (st == ST_OK &&
	    clock_ticks() - start < (int64_t)seconds * 1000000) {
		const struct value in[] = {
			v_text("bench.commit"), v_int(++n),
		};
		if ((st = store_begin(c->office, STORE_WRITE,
		    &c->fault)) == ST_OK &&
		    (st = store_run(c->office, &commit_sql, in, 2, NULL,
		    &c->fault)) == ST_OK)
			st = store_commit(c->office, &c->fault);
	}
	if (st != ST_OK)
		return fail("commit", &c->fault);
	printf("%.0f\n", (double)n * 1e6 / (double)(clock_ticks() - start));
	console_close(c);
	return 0;
}

/* --- drafts -------------------------------------------------------------------- */

static enum status
keep(struct req *r, struct dossier *d, void *arg)
{
	(void)arg;
	return application_save(r->db, d->request.id, d->request.version,
	    &d->app, r->fault);
}

/* A draft with answers and materials, as the browser would leave it. */
static enum status
make_draft(struct console *c, int k, int fd, char id[ID_LEN + 1])
{
	const struct case_new	 what = {
		.business = business_find("apply"), .unit = c->actor.unit,
	};
	const struct case_act	 act = { .event = EV_SAVE, .inside = keep };
	struct form_file	 file = {
		.name = "m.pdf", .type = "application/pdf", .fd = fd,
		.size = 6,
	};
	struct answers		 a = {
		.secret = "open",
		.org_code = "12990102MB70548X7H", .org_name = "演示单位",
		.org_type = "institution", .org_region = "990102",
		.org_address = "演示区四号路", .agent_name = "景经办",
		.agent_idno = "371002199003070011",
		.agent_phone = "13800138000", .category = "unit",
		.sub_kind = "HT", .scope = "industry", .delivery = "hosted",
		.holder_name = "", .holder_role = "", .keeper_name = "",
		.keeper_login = "", .physical_number = "",
		.physical_none = "", .rev = "",
	};
	char			 number[NUMBER_TEXT];
	const char		*why = NULL;
	struct dossier		 d;
	enum status		 st;
	size_t			 i;

	a.seal_name = pool_printf(c->pool, "演示合同专用章%d", k);
	if ((st = case_open(&c->req, &what, id, number)) != ST_OK ||
	    (st = case_load(&c->req, id, &d)) != ST_OK ||
	    (st = answers_take(&c->req, &d, &a)) != ST_OK ||
	    (st = case_take(&c->req, &d, &act, &why)) != ST_OK)
		return st;
	for (i = 0; st == ST_OK && i < d.business->nmaterials; i++)
		if (material_needed(&d.business->materials[i], &d.app))
			st = case_material_put(&c->req, &d,
			    &d.business->materials[i], &file, &why);
	if (st == ST_OK)
		printf("%s %lld\n", id, (long long)d.request.rev);
	return st;
}

static int
run_drafts(int n)
{
	struct console	*c;
	char		 id[ID_LEN + 1];
	enum status	 st = ST_OK;
	int		 k, fd;

	if (open_console(&c) != 0)
		return 1;
	fd = memfd_create("material", MFD_CLOEXEC);
	if (write(fd, "%PDF-1", 6) != 6 ||
	    console_as(c, "applicant", DEMO_PIN) != ST_OK)
		return fail("sign in", &c->fault);
	for (k = 0; st == ST_OK && k < n; k++)
		st = make_draft(c, k, fd, id);
	if (st != ST_OK)
		return fail("draft", &c->fault);
	close(fd);
	console_close(c);
	return 0;
}

/* --- stamps --------------------------------------------------------------------- */

static enum status
step(struct console *c, const char *login, const char *id, int event)
{
	const struct sealing_act act = { .event = event, .note = "同意" };
	const char	*why = NULL;
	struct sealing	 s;
	enum status	 st;

	(void)login;
	st = sealing_load(&c->req, id, &s);
	return st == ST_OK ? sealing_take(&c->req, &s, &act, &why) : st;
}

static enum status
open_use(struct console *c, const struct sealing_file *file,
    const char *seal, const char **id)
{
	struct use	 u = {
		.seal = seal, .title = "关于开办培训班的通知",
		.class = "official", .purpose = "印发", .file_name =
		"letter.pdf", .place_page = 0, .place_x = 120000,
		.place_y = 200000,
	};
	enum status	 st;

	st = sealing_open(&c->req, &u, file);
	*id = u.id;
	return st;
}

/* n approved uses of the unit's first seal, the requester signed in. */
static int
approve_uses(struct console *c, const char *path, int n, const char **ids)
{
	struct sealing_file	 file;
	struct form_file	 up = { .type = "application/pdf" };
	struct seal		*seals;
	const char		*why = NULL;
	enum status		 st;
	size_t			 nseals;
	int			 k;

	up.fd = open(path, O_RDONLY | O_CLOEXEC);
	up.size = up.fd == -1 ? 0 : (size_t)lseek(up.fd, 0, SEEK_END);
	if (ids == NULL || up.fd == -1 ||
	    console_as(c, "requester", DEMO_PIN) != ST_OK ||
	    seal_list_unit(c->office, c->pool, c->actor.unit, 1, &seals,
	    &nseals, &c->fault) != ST_OK || nseals == 0 ||
	    sealing_take_file(&c->req, &up, &file, &why) != ST_OK)
		return fail("prepare", &c->fault);
	for (st = ST_OK, k = 0; st == ST_OK && k < n; k++) {
		st = open_use(c, &file, seals[0].id, &ids[k]);
		if (st == ST_OK)
			st = step(c, "requester", ids[k], UE_SUBMIT);
	}
	if (st == ST_OK)
		st = console_as(c, "reviewer", DEMO_PIN);
	for (k = 0; st == ST_OK && k < n; k++) {
		st = step(c, "reviewer", ids[k], UE_TAKE);
		if (st == ST_OK)
			st = step(c, "reviewer", ids[k], UE_APPROVE);
	}
	if (st == ST_OK)
		st = console_as(c, "requester", DEMO_PIN);
	close(up.fd);
	return st == ST_OK ? 0 : fail("approve", &c->fault);
}

static int
run_uses(const char *path, int n)
{
	struct console	*c;
	const char	**ids;
	int		 k, bad;

	if (open_console(&c) != 0)
		return 1;
	ids = pool_array(c->pool, (size_t)n, sizeof(*ids));
	bad = ids == NULL || approve_uses(c, path, n, ids) != 0;
	for (k = 0; !bad && k < n; k++)
		puts(ids[k]);
	console_close(c);
	return bad;
}

static int
run_stamp(const char *path, int n)
{
	struct console	*c;
	struct sealing	 s;
	const char	**ids, *why = NULL;
	enum status	 st = ST_OK;
	int64_t		 start, spent = 0;
	int		 k;

	if (open_console(&c) != 0)
		return 1;
	ids = pool_array(c->pool, (size_t)n, sizeof(*ids));
	if (ids == NULL || approve_uses(c, path, n, ids) != 0)
		return 1;
	for (k = 0; st == ST_OK && k < n; k++) {
		start = clock_ticks();
		if ((st = sealing_load(&c->req, ids[k], &s)) == ST_OK)
			st = sealing_stamp(&c->req, &s, UE_STAMP, 0, &why);
		spent += clock_ticks() - start;
	}
	if (st != ST_OK)
		return fail(why == NULL ? "stamp" : why, &c->fault);
	printf("%.1f\n", (double)n * 1e6 / (double)spent);
	console_close(c);
	return 0;
}

int
main(int argc, char **argv)
{
	log_open("bench");
	if (argc == 3 && strcmp(argv[1], "commits") == 0)
		return run_commits((int)strtol(argv[2], NULL, 10));
	if (argc == 3 && strcmp(argv[1], "drafts") == 0)
		return run_drafts((int)strtol(argv[2], NULL, 10));
	if (argc == 4 && strcmp(argv[1], "stamp") == 0)
		return run_stamp(argv[2], (int)strtol(argv[3], NULL, 10));
	if (argc == 4 && strcmp(argv[1], "uses") == 0)
		return run_uses(argv[2], (int)strtol(argv[3], NULL, 10));
	fputs("usage: tool commits SECONDS | drafts N | stamp FILE N | "
	    "uses FILE N\n", stderr);
	return 64;
}
