/*
 * A keyd of its own for a test: a temporary folder, first keys, a child
 * process that serves, people of every role, and short ways to ask.  Tests
 * run from the top of the tree.
 */
#ifndef KEYS_KIT_H
#define KEYS_KIT_H

#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/clock.h"
#include "base/limits.h"
#include "base/log.h"
#include "base/pool.h"
#include "keys/keys.h"
#include "sm/sm.h"
#include "trust/crl.h"
#include "trust/keyd.h"

#define USED __attribute__((unused))
#ifndef KIT_CA
#define KIT_CA "embedded"
#endif
#define PIN "abcd1234"
#define FIRST_PIN "first0001"
#define UNIT "00000000000000000000000001"
#define DESK "00000000000000000000000002"

struct kit {
	char		 dir[64];
	struct config	 config;
	pid_t		 keyd;
	struct keyd	*console, *account, *stamp, *issue, *loss, *jobs;
	struct pool	*pool;
	unsigned	 steps;
};

/* The people of the test office; ids are their names padded. */
enum who { SYSADMIN, RAADMIN, OPERATOR, CHECKER, APPROVER, MAKER, APPLICANT,
	KEEPER, REQUESTER, REVIEWER, REVIEWER2, WHO__N };
static const struct {
	const char	*id, *name, *unit;
	enum role	 role;
} people[WHO__N] = {
	[SYSADMIN] = { "P0000000000000000000000001", "系统", DESK,
	  ROLE_SYSTEM_ADMIN },
	[RAADMIN] = { "P0000000000000000000000002", "注册", DESK,
	  ROLE_RA_ADMIN },
	[OPERATOR] = { "P0000000000000000000000003", "操作", DESK,
	  ROLE_RA_OPERATOR },
	[CHECKER] = { "P0000000000000000000000004", "核验", DESK,
	  ROLE_CHECKER },
	[APPROVER] = { "P0000000000000000000000005", "审批", DESK,
	  ROLE_APPROVER },
	[MAKER] = { "P0000000000000000000000006", "制作", DESK, ROLE_MAKER },
	[APPLICANT] = { "P0000000000000000000000007", "经办", UNIT,
	  ROLE_APPLICANT },
	[KEEPER] = { "P0000000000000000000000008", "保管", UNIT,
	  ROLE_KEEPER },
	[REQUESTER] = { "P0000000000000000000000009", "申请", UNIT,
	  ROLE_REQUESTER },
	[REVIEWER] = { "P0000000000000000000000010", "审核", UNIT,
	  ROLE_REVIEWER },
	[REVIEWER2] = { "P0000000000000000000000011", "复核", UNIT,
	  ROLE_REVIEWER },
};

static USED const struct keyd_tickets none = { NULL, 0 };

static USED const char *
kit_step(struct kit *k)
{
	char	*s = pool_printf(k->pool, "step-%u", ++k->steps);

	assert_non_null(s);
	return s;
}

static USED void
kit_ok(enum status st, const struct fault *f, const char *what)
{
	if (st != ST_OK)
		fail_msg("%s: %s: %s", what, status_name(st), f->text);
}
#define OK(call) do { struct fault f = { 0 }; \
	kit_ok((call), &f, #call); } while (0)
#define IS(want, call) do { struct fault f = { 0 }; \
	enum status got_ = (call); \
	if (got_ != (want)) \
		fail_msg("%s: %s, not %s: %s", #call, status_name(got_), \
		    status_name(want), f.text); } while (0)

/* --- the process -------------------------------------------------------- */

static volatile int	kit_stop;
static int		kit_wake[2];

static USED void
kit_on_term(int sig)
{
	(void)sig;
	kit_stop = 1;
	if (write(kit_wake[1], "", 1) != 1)
		kit_stop = 1;
}

static USED void
kit_start(struct kit *k)
{
	struct sigaction	 sa = { .sa_handler = kit_on_term };
	struct fault		 f = { 0 };
	char			 path[256];
	enum status		 st;
	int			 i;

	assert_int_equal(pipe(kit_wake), 0);
	fflush(stdout);
	fflush(stderr);
	/* a killed one leaves its socket behind: wait for the new one */
	snprintf(path, sizeof(path), "%s/run/keyd/console.sock", k->dir);
	unlink(path);
	if ((k->keyd = fork()) == 0) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);	/* of a failed test */
		sigaction(SIGTERM, &sa, NULL);
		log_open("keyd");
		st = keyd_serve(&k->config, kit_wake[0], &kit_stop, &f);
		if (st != ST_OK)
			log_fault(&f);
		_exit(st == ST_OK ? 0 : 1);
	}
	close(kit_wake[0]);
	close(kit_wake[1]);
	for (i = 0; i < 2000; i++) {
		struct keyd_info info;

		if (access(path, F_OK) == 0 &&
		    keyd_info(k->console, k->pool, &info, &f) == ST_OK)
			return;
		usleep(5000);
	}
	fail_msg("keyd did not start");
}

static USED int
kit_end(struct kit *k, int sig)
{
	int	 status = -1;

	kill(k->keyd, sig);
	waitpid(k->keyd, &status, 0);
	k->keyd = 0;
	return status;
}

/* Folder, settings and first keys; keyd not yet running. */
static USED void
kit_new(struct kit *k)
{
	static const struct keys_ask ask = {
		"测试市信息中心", { "officer1a", "officer2b" },
		{ "first long phrase", "second long phrase" },
	};
	char		 path[256];

	memset(k, 0, sizeof(*k));
	snprintf(k->dir, sizeof(k->dir), "/tmp/keyd-test-XXXXXX");
	assert_non_null(mkdtemp(k->dir));
	snprintf(path, sizeof(path), "%s/run", k->dir);
	mkdir(path, 0755);
	snprintf(k->config.mode, CONFIG_VALUE, "demonstration");
	/* an empty database of its own for one run, as tests/pg.sh makes */
	if (getenv("JIANYIN_TEST_PG") != NULL)
		snprintf(k->config.store, CONFIG_VALUE, "postgresql:%s",
		    getenv("JIANYIN_TEST_PG"));
	else
		snprintf(k->config.store, CONFIG_VALUE, "sqlite:%s", k->dir);
	snprintf(k->config.run, CONFIG_VALUE, "%s/run", k->dir);
	snprintf(k->config.data, CONFIG_VALUE, "%s", k->dir);
	snprintf(k->config.share, CONFIG_VALUE, ".");
	snprintf(k->config.url, CONFIG_VALUE, "http://127.0.0.1:8080");
	snprintf(k->config.ca, CONFIG_VALUE, KIT_CA);
	snprintf(k->config.profile, CONFIG_VALUE, "national");
	setenv("JIANYIN_KEYD_ROUNDS", "1000", 1);
	k->pool = pool_new(64 * MIB);
	OK(keys_init(&k->config, &ask, &f));
	OK(keyd_open(&k->config, "console", &k->console, &f));
	OK(keyd_open(&k->config, "account", &k->account, &f));
	OK(keyd_open(&k->config, "stamp", &k->stamp, &f));
	OK(keyd_open(&k->config, "issue", &k->issue, &f));
	OK(keyd_open(&k->config, "loss", &k->loss, &f));
	OK(keyd_open(&k->config, "jobs", &k->jobs, &f));
}

static USED void
kit_free(struct kit *k)
{
	char	 command[128];

	if (k->keyd > 0)
		assert_int_equal(kit_end(k, SIGTERM), 0);
	keyd_close(k->console);
	keyd_close(k->account);
	keyd_close(k->stamp);
	keyd_close(k->issue);
	keyd_close(k->loss);
	keyd_close(k->jobs);
	pool_free(k->pool);
	snprintf(command, sizeof(command), "rm -rf %s", k->dir);
	assert_int_equal(system(command), 0);
}

/* --- people ------------------------------------------------------------- */

static USED struct keyd_person
kit_fields(enum who w)
{
	return (struct keyd_person){
		.person = people[w].id, .name = people[w].name,
		.unit = people[w].unit,
		.unit_name = people[w].unit[25] == '1' ? "测试局" : "办事窗口",
		.unit_code = "12345678MB0000000X",
		.roles = ROLE_BIT(people[w].role),
	};
}

static USED void
kit_handle(enum who w, unsigned char handle[KEYD_HANDLE])
{
	memset(handle, 0xa0 + (int)w, KEYD_HANDLE);
}

static USED struct keyd_unlocked
kit_unlock(struct kit *k, enum who w)
{
	struct keyd_unlocked	 u;
	unsigned char		 handle[KEYD_HANDLE];

	kit_handle(w, handle);
	OK(keyd_unlock(k->account, k->pool, people[w].id, PIN, handle, "t1",
	    &u, &f));
	assert_int_equal(u.pin, KEYD_PIN_OK);
	return u;
}

static USED enum status
kit_say(struct kit *k, enum who w, struct keyd_say say, struct bytes *out,
    struct fault *f)
{
	unsigned char	 handle[KEYD_HANDLE];

	kit_handle(w, handle);
	say.role = people[w].role;
	return keyd_state_own(k->account, k->pool, handle, &say, out, f);
}

static USED struct bytes
kit_said(struct kit *k, enum who w, const char *action, const char *subject,
    const char *seal, const unsigned char *doc, const unsigned char *digest,
    int64_t count)
{
	struct keyd_say	 say = { .action = action, .subject = subject,
			    .seal = seal, .count = count };
	struct bytes	 out;

	if (doc != NULL)
		say.doc = bytes_of(doc, 32);
	if (digest != NULL)
		say.digest = bytes_of(digest, 32);
	OK(kit_say(k, w, say, &out, &f));
	return out;
}

/* Enrolled by the RA administrator, PIN changed, unlocked. */
static USED void
kit_enrol(struct kit *k, enum who w)
{
	struct keyd_person	 p = kit_fields(w);
	struct keyd_unlocked	 u;
	struct keyd_cert	 cert;
	unsigned char		 digest[32];
	struct bytes		 say;
	struct keyd_tickets	 t = { &say, 1 };

	OK(keyd_person_digest(&p, digest, &f));
	say = kit_said(k, RAADMIN, ACT_PERSON_ENROL, p.person, NULL, NULL,
	    digest, 0);
	OK(keyd_person_make(k->console, k->pool, kit_step(k), &p, FIRST_PIN,
	    t, &cert, &f));
	OK(keyd_pin_change(k->account, p.person, FIRST_PIN, PIN, &u, &f));
	kit_unlock(k, w);
}

static USED void
kit_people(struct kit *k)
{
	struct keyd_person	 p;
	struct keyd_cert	 cert;
	int			 w;

	for (w = SYSADMIN; w <= RAADMIN; w++) {
		p = kit_fields((enum who)w);
		OK(keyd_person_make(k->console, k->pool, kit_step(k), &p, PIN,
		    none, &cert, &f));
		kit_unlock(k, (enum who)w);
	}
	p = kit_fields(APPLICANT);
	OK(keyd_person_make(k->account, k->pool, kit_step(k), &p, PIN, none,
	    &cert, &f));
	kit_unlock(k, APPLICANT);
	for (w = OPERATOR; w < WHO__N; w++)
		if (w != APPLICANT)
			kit_enrol(k, (enum who)w);
}

/* --- a seal ------------------------------------------------------------- */

static const unsigned char kit_picture[] =
    "\x89PNG\r\n\x1a\n not drawn, only carried";

static USED struct keyd_facts
kit_facts(const char *request)
{
	struct keyd_facts	 facts = {
		.request = request, .unit = UNIT, .unit_name = "测试局",
		.unit_code = "12345678MB0000000X", .seal_name = "测试局",
		.province = "测试省", .city = "测试市", .seal_type = 1,
		.picture_type = "PNG", .mm_w = 40, .mm_h = 40, .months = 36,
	};

	sm3(bytes_of(kit_picture, sizeof(kit_picture)), facts.picture_sm3);
	return facts;
}

/* submit, approve, make: in this order. */
static USED void
kit_tickets(struct kit *k, const struct keyd_facts *facts,
    struct bytes out[3])
{
	unsigned char	 digest[32];

	OK(keyd_facts_digest(facts, digest, &f));
	out[0] = kit_said(k, APPLICANT, ACT_REQUEST_SUBMIT, facts->request,
	    NULL, NULL, digest, 0);
	out[1] = kit_said(k, APPROVER, ACT_REQUEST_APPROVE, facts->request,
	    NULL, NULL, digest, 0);
	out[2] = kit_said(k, MAKER, ACT_SEAL_MAKE, facts->request, NULL, NULL,
	    digest, 0);
}

/* Key, certificate, seal, as the bench takes them; not yet in use. */
static USED void
kit_make(struct kit *k, const struct keyd_facts *facts, const char *code,
    struct keyd_seal *seal)
{
	struct bytes		 t[3];
	struct keyd_tickets	 tickets = { t, 3 };
	struct keyd_cert	 cert;
	unsigned char		 pub[65];

	kit_tickets(k, facts, t);
	OK(keyd_seal_key_make(k->issue, kit_step(k), facts, tickets, pub,
	    &f));
	OK(keyd_cert_issue(k->issue, k->pool, kit_step(k), facts, NULL,
	    tickets, &cert, &f));
	OK(keyd_seal_make(k->issue, k->pool, kit_step(k), facts, code,
	    bytes_of(kit_picture, sizeof(kit_picture)), tickets, seal, &f));
}

/* seal.load by the maker, seal.deliver by the desk. */
static USED void
kit_handed(struct kit *k, const char *request, const char *code,
    struct bytes out[2])
{
	out[0] = kit_said(k, MAKER, ACT_SEAL_LOAD, request, code, NULL, NULL,
	    0);
	out[1] = kit_said(k, CHECKER, ACT_SEAL_DELIVER, request, code, NULL,
	    NULL, 0);
}

static USED void
kit_seal(struct kit *k, const char *request, const char *code,
    struct keyd_seal *seal)
{
	struct keyd_facts	 facts = kit_facts(request);
	struct bytes		 say;
	struct keyd_tickets	 one = { &say, 1 };

	kit_make(k, &facts, code, seal);
	say = kit_said(k, KEEPER, ACT_SEAL_ACTIVATE, request, code, NULL,
	    NULL, 0);
	OK(keyd_seal_activate(k->issue, kit_step(k), code, one, &f));
}

/* What the list of seals' certificates says of one (DER); 0 and nothing. */
static USED int
kit_listed(struct kit *k, struct bytes der, struct crl_entry *out)
{
	struct keyd_info	 info;
	struct keyd_listed	 list;
	struct cert		 ca, cert;
	struct crl		*crl;
	int			 yes;

	OK(keyd_info(k->console, k->pool, &info, &f));
	OK(cert_read(info.making_ca, &ca, NULL, &f));
	OK(cert_read(der, &cert, NULL, &f));
	OK(keyd_crl_issue(k->console, k->pool, KEYD_LIST_SEALS, &list, &f));
	assert_true(list.from <= clock_now() && list.until > clock_now());
	OK(crl_open(list.der, &ca, &crl, &f));
	yes = crl_find(crl, cert.serial, cert.nserial, out);
	crl_free(crl);
	return yes;
}

static USED int
kit_serial_listed(struct kit *k, const char *serial)
{
	struct keyd_cert	 known;

	OK(keyd_cert_find(k->console, k->pool, serial, &known, &f));
	return kit_listed(k, known.der, NULL);
}

/* submit, approve for one use. */
static USED struct keyd_use
kit_use(struct kit *k, const char *number, const char *code,
    struct bytes out[2])
{
	struct keyd_use	 use = { .request = number, .seal = code,
			    .property = "/Doc_0/Signs/Sign_0/Signature.xml" };

	memset(use.doc, 0xd0, 32);
	memset(use.data_hash, 0xda, 32);
	out[0] = kit_said(k, REQUESTER, ACT_USE_SUBMIT, number, code,
	    use.doc, NULL, 1);
	out[1] = kit_said(k, REVIEWER, ACT_USE_APPROVE, number, code, use.doc,
	    NULL, 1);
	return use;
}

#endif
