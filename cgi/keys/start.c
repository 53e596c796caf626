/* Settings shared by keyd and the console, and lists of external CAs. */
#include <sys/stat.h>

#include <dirent.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/log.h"
#include "keys/keys.h"
#include "keys/seal.h"
#include "trust/crl.h"
#include "trust/signed.h"

void
keys_where(const struct config *config, char out[CONFIG_PATH])
{
	if (strncmp(config->store, "sqlite:", 7) == 0)
		snprintf(out, CONFIG_PATH, "sqlite:%s/keyd", config->data);
	else
		snprintf(out, CONFIG_PATH, "%s", config->store);
}

enum status
keys_addresses(struct keys *k, struct fault *f)
{
	int	 a, b;

	a = snprintf(k->crl_seals, sizeof(k->crl_seals), "%s%s",
	    k->config.url, KEYD_CRL_SEALS);
	b = snprintf(k->crl_staff, sizeof(k->crl_staff), "%s%s",
	    k->config.url, KEYD_CRL_STAFF);
	if (a < 0 || b < 0 || (size_t)a >= sizeof(k->crl_seals) ||
	    (size_t)b >= sizeof(k->crl_staff))
		return fault_set(f, ST_INVALID, "url: too long");
	return ST_OK;
}

enum status
keys_rounds(const struct config *config, unsigned *out, struct fault *f)
{
	const char	*s = getenv("JIANYIN_KEYD_ROUNDS");
	unsigned long	 n;
	char		*end;

	*out = KEYS_ROUNDS;
	if (s == NULL)
		return ST_OK;
	if (!config_is_demo(config))
		return fault_set(f, ST_INVALID, "JIANYIN_KEYD_ROUNDS: only "
		    "in demonstration mode");
	n = strtoul(s, &end, 10);
	if (*end != '\0' || n < KEYS_ROUNDS_TEST || n > 100 * KEYS_ROUNDS)
		return fault_set(f, ST_INVALID, "JIANYIN_KEYD_ROUNDS: %s", s);
	*out = (unsigned)n;
	return ST_OK;
}

/* --- external CAs: DATA/keyd/trust, certificates and their lists -------- */

static enum status
outside_crl(void *arg, const struct cert *issuer, const struct crl **out)
{
	const struct keys	*k = arg;
	struct crl_info		 info;
	size_t			 i;

	*out = NULL;
	for (i = 0; i < k->ncrl; i++) {
		crl_info(k->crl[i], &info);
		if (crl_is_of(k->crl[i], issuer) &&
		    info.next_update >= clock_now()) {
			*out = k->crl[i];
			return ST_OK;
		}
	}
	return ST_ABSENT;
}

static enum status
take_ca(struct keys *k, struct bytes raw, struct fault *f)
{
	struct buf	 der;
	enum status	 st;

	buf_init(&der, LIMIT_CERT);
	if ((st = trust_pem_read(raw, "CERTIFICATE", &der, f)) == ST_OK)
		st = anchors_add(k->outside, buf_view(&der),
		    ANCHOR_FOR(FOR_SEAL) | ANCHOR_PLAIN, f);
	buf_free(&der);
	return st;
}

static enum status
take_list(struct keys *k, struct bytes raw, struct fault *f)
{
	struct buf	*der = &k->crl_der[k->ncrl];
	enum status	 st;
	size_t		 i;

	if (k->ncrl == KEYS_OUTSIDE)
		return fault_set(f, ST_INVALID, "too many lists");
	buf_init(der, LIMIT_CRL);
	if ((st = trust_pem_read(raw, "X509 CRL", der, f)) != ST_OK)
		goto out;
	st = fault_set(f, ST_INVALID, "a list of a CA that is not listed");
	for (i = 0; i < anchors_count(k->outside) && st != ST_OK; i++)
		st = crl_open(buf_view(der), anchors_nth(k->outside, i),
		    &k->crl[k->ncrl], f);
out:
	if (st == ST_OK)
		k->ncrl++;
	else
		buf_free(der);
	return st;
}

static int
ends_with(const char *name, const char *end)
{
	size_t	 n = strlen(name), m = strlen(end);

	return n > m && strcmp(name + n - m, end) == 0;
}

/* Every file of a kind; one that cannot be read is told and left out. */
static void
take_all(struct keys *k, const char *dir, const char *end,
    enum status (*take)(struct keys *, struct bytes, struct fault *))
{
	DIR		*d = opendir(dir);
	struct dirent	*e;
	struct fault	 f;
	struct buf	 b;
	char		 path[2 * CONFIG_PATH];

	while (d != NULL && (e = readdir(d)) != NULL) {
		if (!ends_with(e->d_name, end))
			continue;
		snprintf(path, sizeof(path), "%s/%s", dir, e->d_name);
		buf_init(&b, LIMIT_CRL);
		if (file_read(path, &b, &f) != ST_OK ||
		    take(k, buf_view(&b), &f) != ST_OK) {
			fault_in(&f, f.st, e->d_name);
			log_fault(&f);
		}
		buf_free(&b);
	}
	if (d != NULL)
		closedir(d);
}

/* When the folder last changed; 0 where there is none. */
static int64_t
folder_time(const char *dir)
{
	struct stat	 sb;

	if (stat(dir, &sb) != 0)
		return 0;
	return (int64_t)sb.st_mtim.tv_sec * 1000000000 + sb.st_mtim.tv_nsec;
}

static void
outside_drop(struct keys *k)
{
	size_t	 i;

	for (i = 0; i < k->ncrl; i++) {
		crl_free(k->crl[i]);
		buf_free(&k->crl_der[i]);
	}
	k->ncrl = 0;
	anchors_free(k->outside);
	k->outside = NULL;
}

static enum status
outside_load(struct keys *k, const char *dir, struct fault *f)
{
	k->outside_seen = folder_time(dir);
	if ((k->outside = anchors_new()) == NULL)
		return fault_set(f, ST_BROKEN, "out of memory");
	take_all(k, dir, ".pem", take_ca);
	take_all(k, dir, ".crl", take_list);
	return ST_OK;
}

enum status
outside_open(struct keys *k, struct fault *f)
{
	char	 dir[CONFIG_PATH];

	if (pthread_rwlock_init(&k->outside_lock, NULL) != 0)
		return fault_set(f, ST_BROKEN, "no lock");
	config_path(k->config.data, "keyd/trust", dir);
	return outside_load(k, dir, f);
}

void
outside_refresh(struct keys *k)
{
	struct fault	 f;
	char		 dir[CONFIG_PATH];

	config_path(k->config.data, "keyd/trust", dir);
	if (folder_time(dir) == k->outside_seen)
		return;
	pthread_rwlock_wrlock(&k->outside_lock);
	outside_drop(k);
	if (outside_load(k, dir, &f) != ST_OK)
		log_fault(&f);
	pthread_rwlock_unlock(&k->outside_lock);
}

void
outside_close(struct keys *k)
{
	if (k->outside == NULL)
		return;
	outside_drop(k);
	pthread_rwlock_destroy(&k->outside_lock);
}

enum status
outside_check(struct keys *k, struct bytes der, const struct bytes *extra,
    size_t n, int64_t now, struct cert *cert, struct fault *f)
{
	const struct chain_ask	 ask = { .purpose = FOR_SEAL, .at = now,
				    .extra = extra, .nextra = n,
				    .crl = outside_crl, .crl_arg = k };
	struct chain_result	 result = { 0 };
	enum status		 st;

	pthread_rwlock_rdlock(&k->outside_lock);
	st = k->outside == NULL ? fault_set(f, ST_BROKEN, "no trust list") :
	    chain_check(der, k->outside, &ask, cert, &result, f);
	pthread_rwlock_unlock(&k->outside_lock);
	if (st != ST_OK)
		return st;
	if (result.state == CHAIN_MALFORMED)
		return fault_set(f, ST_INVALID, "R-115: %s",
		    cert_flaw_text(result.flaw));
	if (result.state != CHAIN_OK)
		return fault_set(f, ST_INVALID, "R-117: %s",
		    chain_state_text(result.state));
	return ST_OK;
}

void
keys_rules_print(struct buf *out)
{
	rules_print(out);
}

void
keys_ops_print(struct buf *out)
{
	const struct op	*op;
	size_t		 k;
	int		 p;

	buf_text(out, "| Operation | Sockets |\n|---|---|\n");
	for (k = 0; (op = op_nth(k)) != NULL; k++) {
		buf_printf(out, "| %s |", op->name);
		for (p = 0; p < P__N; p++)
			if (op->programs & (1u << p))
				buf_printf(out, " %s",
				    program_name((enum program)p));
		buf_text(out, " |\n");
	}
}
