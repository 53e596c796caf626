/*
 * Seals that go into a device of the unit's own (R-137..R-139): the device's
 * request among the application's papers, the device written down with the
 * delivery, and the package that is handed out once.
 */
#ifndef WORK_PACKAGE_H
#define WORK_PACKAGE_H

#include "seal/device.h"
#include "work/case.h"

int		 case_in_device(const struct application *a);
/* What lies in "content" under this SM3 in hex, in the pool; ST_ABSENT where
 * the name is none. */
enum status	 package_stored(struct req *r, const char *name, size_t max,
		    struct bytes *out);
/* The request (PKCS#10) of the device; ST_CONFLICT: none yet. */
enum status	 package_request(struct req *r, const struct application *a,
		    struct bytes *out);
/*
 * what is wrong with the device named for a delivery of this form, for
 * the field; NULL where it is right.  Pure.
 */
const char	*package_device_flaw(const char *form, const char *device);
const char	*package_device_cert_flaw(const char *form,
		    const char *device_cert);
/*
 * Part of a case's page ({{>PACKAGE_PART}}): what was handed out, the button
 * that takes it, and for the desk the reason for another.
 */
enum status	 package_fill(struct req *r, const struct dossier *d,
		    struct page *page, const char *base, int desk);
/* Answer with the package and note who took it; *why where none may be. */
enum status	 package_send(struct req *r, struct dossier *d,
		    const char **why);
/* Another may be taken, for this reason. */
enum status	 package_again(struct req *r, struct dossier *d,
		    const char *reason, const char **why);
/* In words: 软件设备…, 服务器密码机 and its certificate. */
const char	*package_words(struct pool *pool, const struct carrier *c);

#endif
