/* Settings shared by keyd and the console, and lists of external CAs. */
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "keys/keys.h"
#include "keys/seal.h"
#include "trust/ocsp.h"

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
	const struct { char *to; const char *path; } all[] = {
		{ k->crl_seals, KEYD_CRL_SEALS },
		{ k->crl_staff, KEYD_CRL_STAFF },
		{ k->ocsp_url, OCSP_PATH },
	};
	size_t	 i;
	int	 n;

	for (i = 0; i < NITEMS(all); i++) {
		n = snprintf(all[i].to, CERT_URL, "%s%s", k->config.url,
		    all[i].path);
		if (n < 0 || n >= CERT_URL)
			return fault_set(f, ST_INVALID, "url: too long");
	}
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

/* --- external CAs: DATA/trust ------------------------------------------- */

static enum status
outside_load(struct keys *k, const char *dir, struct fault *f)
{
	k->outside_seen = ca_list_time(dir);
	return ca_list_read(dir, &k->outside, f);
}

enum status
outside_open(struct keys *k, struct fault *f)
{
	char	 dir[CONFIG_PATH];

	if (pthread_rwlock_init(&k->outside_lock, NULL) != 0)
		return fault_set(f, ST_BROKEN, "no lock");
	config_path(k->config.data, CA_LIST_FOLDER, dir);
	return outside_load(k, dir, f);
}

void
outside_refresh(struct keys *k)
{
	struct fault	 f;
	char		 dir[CONFIG_PATH];

	config_path(k->config.data, CA_LIST_FOLDER, dir);
	if (ca_list_time(dir) == k->outside_seen)
		return;
	pthread_rwlock_wrlock(&k->outside_lock);
	ca_list_free(k->outside);
	if (outside_load(k, dir, &f) != ST_OK)
		log_fault(&f);
	pthread_rwlock_unlock(&k->outside_lock);
}

void
outside_close(struct keys *k)
{
	if (k->outside == NULL)
		return;
	ca_list_free(k->outside);
	k->outside = NULL;
	pthread_rwlock_destroy(&k->outside_lock);
}

enum status
outside_check(struct keys *k, struct bytes der, const struct bytes *extra,
    size_t n, int64_t now, struct cert *cert, struct fault *f)
{
	struct chain_ask	 ask = { .purpose = FOR_SEAL, .at = now,
				    .extra = extra, .nextra = n,
				    .crl = ca_list_crl };
	struct chain_result	 result = { 0 };
	enum status		 st;

	pthread_rwlock_rdlock(&k->outside_lock);
	ask.crl_arg = k->outside;
	st = k->outside == NULL ? fault_set(f, ST_BROKEN, "no trust list") :
	    chain_check(der, ca_list_anchors(k->outside), &ask, cert,
	    &result, f);
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
