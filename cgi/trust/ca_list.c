/* CAs outside and their lists; see ca_list.h. */
#include <sys/stat.h>

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/file.h"
#include "base/limits.h"
#include "base/log.h"
#include "trust/ca_list.h"
#include "trust/signed.h"

#define PATH 1024

struct ca_list {
	struct anchors	*anchors;
	struct buf	 der[CA_LISTS];		/* what crl borrows from */
	struct crl	*crl[CA_LISTS];
	size_t		 n;
};

/* Certificates under the uses an outside CA may have. */
static enum status
add_ca(struct anchors *to, struct bytes der, struct fault *f)
{
	return anchors_add(to, der, ANCHOR_FOR(FOR_SEAL) | ANCHOR_PLAIN, f);
}

static enum status
take_ca(struct ca_list *l, struct bytes raw, struct fault *f)
{
	struct buf	 der;
	enum status	 st;

	buf_init(&der, LIMIT_CERT);
	if ((st = trust_pem_read(raw, "CERTIFICATE", &der, f)) == ST_OK)
		st = add_ca(l->anchors, buf_view(&der), f);
	buf_free(&der);
	return st;
}

static enum status
take_crl(struct ca_list *l, struct bytes raw, struct fault *f)
{
	struct buf	*der = &l->der[l->n];
	enum status	 st;
	size_t		 i;

	if (l->n == CA_LISTS)
		return fault_set(f, ST_INVALID, "too many lists");
	buf_init(der, LIMIT_CRL);
	if ((st = trust_pem_read(raw, "X509 CRL", der, f)) != ST_OK)
		goto out;
	st = fault_set(f, ST_INVALID, "a list of a CA that is not listed");
	for (i = 0; i < anchors_count(l->anchors) && st != ST_OK; i++)
		st = crl_open(buf_view(der), anchors_nth(l->anchors, i),
		    &l->crl[l->n], f);
out:
	if (st == ST_OK)
		l->n++;
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
take_all(struct ca_list *l, const char *dir, const char *end,
    enum status (*take)(struct ca_list *, struct bytes, struct fault *))
{
	DIR		*d = opendir(dir);
	struct dirent	*e;
	struct fault	 f;
	struct buf	 b;
	char		 path[PATH];

	while (d != NULL && (e = readdir(d)) != NULL) {
		if (!ends_with(e->d_name, end))
			continue;
		snprintf(path, sizeof(path), "%s/%s", dir, e->d_name);
		buf_init(&b, LIMIT_CRL);
		if (file_read(path, &b, &f) != ST_OK ||
		    take(l, buf_view(&b), &f) != ST_OK) {
			fault_in(&f, f.st, e->d_name);
			log_fault(&f);
		}
		buf_free(&b);
	}
	if (d != NULL)
		closedir(d);
}

enum status
ca_list_read(const char *dir, struct ca_list **out, struct fault *f)
{
	struct ca_list	*l = calloc(1, sizeof(*l));

	*out = NULL;
	if (l == NULL || (l->anchors = anchors_new()) == NULL) {
		free(l);
		return fault_set(f, ST_BROKEN, "CA list: memory");
	}
	take_all(l, dir, ".pem", take_ca);
	take_all(l, dir, ".crl", take_crl);
	*out = l;
	return ST_OK;
}

void
ca_list_free(struct ca_list *l)
{
	size_t	 i;

	if (l == NULL)
		return;
	for (i = 0; i < l->n; i++) {
		crl_free(l->crl[i]);
		buf_free(&l->der[i]);
	}
	anchors_free(l->anchors);
	free(l);
}

const struct anchors *
ca_list_anchors(const struct ca_list *l)
{
	return l->anchors;
}

enum status
ca_list_join(const struct ca_list *l, struct anchors *to, struct fault *f)
{
	enum status	 st = ST_OK;
	size_t		 i;

	for (i = 0; st == ST_OK && i < anchors_count(l->anchors); i++)
		st = add_ca(to, anchors_nth(l->anchors, i)->der, f);
	return st;
}

/* The current list of a CA, or NULL. */
static const struct crl *
current(const struct ca_list *l, const struct cert *issuer)
{
	struct crl_info		 info;
	size_t			 i;

	for (i = 0; i < l->n; i++) {
		crl_info(l->crl[i], &info);
		if (crl_is_of(l->crl[i], issuer) &&
		    info.next_update >= clock_now())
			return l->crl[i];
	}
	return NULL;
}

enum status
ca_list_crl(void *l, const struct cert *issuer, const struct crl **out)
{
	*out = current(l, issuer);
	return *out != NULL ? ST_OK : ST_ABSENT;
}

int
ca_list_ended(const struct ca_list *l, const struct cert *c,
    struct crl_entry *out)
{
	const struct cert	*ca;
	const struct crl	*crl;
	size_t			 i;

	for (i = 0; (ca = anchors_nth(l->anchors, i)) != NULL; i++)
		if (bytes_same(ca->subject_der, c->issuer_der) &&
		    (crl = current(l, ca)) != NULL &&
		    crl_find(crl, c->serial, c->nserial, out))
			return 1;
	return 0;
}

static int64_t
changed(const char *path)
{
	struct stat	 sb;

	if (stat(path, &sb) != 0)
		return 0;
	return (int64_t)sb.st_mtim.tv_sec * 1000000000 + sb.st_mtim.tv_nsec;
}

int64_t
ca_list_time(const char *dir)
{
	DIR		*d = opendir(dir);
	int64_t		 one, last = changed(dir);
	struct dirent	*e;
	char		 path[PATH];

	while (d != NULL && (e = readdir(d)) != NULL) {
		snprintf(path, sizeof(path), "%s/%s", dir, e->d_name);
		if (e->d_name[0] != '.' && (one = changed(path)) > last)
			last = one;
	}
	if (d != NULL)
		closedir(d);
	return last;
}
