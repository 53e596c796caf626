/*
 * `jianyin device adopt`: a seal that another system made goes into a device
 * with its own key; see device_command.h.
 */
#include <stdio.h>
#include <string.h>

#include "base/file.h"
#include "base/log.h"
#include "base/wipe.h"
#include "der/der.h"
#include "trust/signed.h"
#include "work/device_command.h"
#include "work/terminal.h"

#define PEM_END		"-----END CERTIFICATE-----"
#define KEY_MAX		(64 * KIB)

struct adopt {
	const char	*file, *seal, *certs, *key, *envelope;
	struct buf	 seal_der, certs_raw, key_raw;
	struct buf	 ders[PACKAGE_CERTS];
	struct bytes	 list[PACKAGE_CERTS];
	size_t		 n;
	struct sm2	*sm2;
};

static int
adopt_args(int argc, char **argv, struct adopt *a)
{
	const struct { const char *name; const char **to; } known[] = {
		{ "--seal", &a->seal }, { "--certs", &a->certs },
		{ "--key", &a->key }, { "--envelope", &a->envelope },
	};
	const char	*v;
	size_t		 k;
	int		 i;

	for (i = 2; i < argc; i++) {
		for (k = 0, v = NULL; k < NITEMS(known) && v == NULL; k++)
			if ((v = command_value(argc, argv, &i,
			    known[k].name)) != NULL)
				*known[k].to = v;
		if (v != NULL)
			continue;
		if (argv[i][0] == '-' || a->file != NULL)
			return 0;
		a->file = argv[i];
	}
	return a->file != NULL && a->seal != NULL &&
	    (a->key == NULL) != (a->envelope == NULL);
}

static int
fail(const char *words)
{
	fprintf(stderr, "jianyin: %s\n", words);
	return 0;
}

static int
read_one(const char *path, size_t max, struct buf *out, const char *what)
{
	struct fault	 f = { 0 };

	buf_init(out, max);
	if (file_read(path, out, &f) == ST_OK)
		return 1;
	fprintf(stderr, "jianyin: 不能读取%s %s，或者文件太大\n", what, path);
	return 0;
}

/* PEM, several, or one as DER. */
static int
split_certs(struct adopt *a)
{
	struct bytes		 in = buf_view(&a->certs_raw);
	const unsigned char	*end;
	size_t			 len;

	if (in.n > 0 && in.p[0] == DER_SEQ) {
		a->list[a->n++] = in;
		return 1;
	}
	while (a->n < PACKAGE_CERTS && (end = memmem(in.p, in.n, PEM_END,
	    strlen(PEM_END))) != NULL) {
		len = (size_t)(end - in.p) + strlen(PEM_END);
		buf_init(&a->ders[a->n], LIMIT_CERT);
		if (trust_pem_read(bytes_of(in.p, len), "CERTIFICATE",
		    &a->ders[a->n], NULL) != ST_OK)
			return fail("证书文件里有不能识别的内容");
		a->list[a->n] = buf_view(&a->ders[a->n]);
		a->n++;
		in.p += len;
		in.n -= len;
	}
	return a->n > 0 || fail("证书文件里没有证书");
}

static const char *
any_text(const char *s)
{
	(void)s;
	return NULL;
}

/* The key out of its file, or out of the envelope by the device's own. */
static int
read_key(struct adopt *a, struct devfile *d, const char *pin)
{
	char		 password[TERMINAL_TEXT] = "";
	struct fault	 f = { 0 };
	enum status	 st;

	if (a->envelope != NULL) {
		st = devfile_unwrap(d, pin, buf_view(&a->key_raw), &a->sm2,
		    &f);
		if (st == ST_ABSENT)
			return fail("这个密钥信封不是给这台设备的");
		if (st == ST_INVALID)
			return fail("不是 SM2EnvelopedKey，或者已损坏");
		if (st != ST_OK)
			device_refused(d, st, &f);
		return st == ST_OK;
	}
	st = sm2_from_file(buf_view(&a->key_raw), "", &a->sm2, &f);
	if (st == ST_DENIED && terminal_ask("密钥文件的口令", any_text,
	    TERMINAL_KNOWN, password, &f) == ST_OK)
		st = sm2_from_file(buf_view(&a->key_raw), password, &a->sm2,
		    &f);
	wipe(password, sizeof(password));
	if (st != ST_OK)
		fail(st == ST_INVALID ? "密钥文件里不是 SM2 私钥" :
		    "不能读取密钥文件：口令不对，或者不是 PKCS#8、PKCS#12 "
		    "文件");
	return st == ST_OK;
}

static int
put(struct adopt *a, struct devfile *d, const char *pin)
{
	struct fault	 f = { 0 };
	size_t		 k;
	enum status	 st;

	st = devfile_adopt(d, pin, a->sm2, buf_view(&a->seal_der), a->list,
	    a->n, &k, &f);
	if (st == ST_OK) {
		printf("已放入：%s\n请删除密钥文件；印章须先由印章系统接收登记，"
		    "盖的章才能核验为有效。\n", devfile_key(d, k)->name.cn);
		return 1;
	}
	if (st == ST_INVALID) {
		fail(strstr(f.text, "R-123") != NULL ? "这枚印章不是按 GB/T "
		    "38540 制作的，jianyin stamp 不能用它盖章，请用原系统的签章"
		    "软件" : "没有放入：密钥、证书和印章不是同一枚，印章签名"
		    "不对，或者设备里已有这个密钥");
		log_fault(&f);
	} else {
		device_refused(d, st, &f);
	}
	return 0;
}

static int
run(struct adopt *a, struct devfile *d)
{
	char	 pin[TERMINAL_TEXT];
	int	 ok;

	if (!read_one(a->seal, LIMIT_SEAL, &a->seal_der, "印章文件") ||
	    !read_one(a->key != NULL ? a->key : a->envelope, KEY_MAX,
	    &a->key_raw, "密钥文件") || (a->certs != NULL &&
	    (!read_one(a->certs, PACKAGE_CERTS * 2 * LIMIT_CERT,
	    &a->certs_raw, "证书文件") || !split_certs(a))) ||
	    !device_ask_pin(d, pin))
		return 1;
	ok = read_key(a, d, pin) && put(a, d, pin);
	wipe(pin, sizeof(pin));
	return !ok;
}

int
device_adopt(int argc, char **argv)
{
	struct adopt	 a = { 0 };
	struct devfile	*d;
	size_t		 i;
	int		 code;

	if (!adopt_args(argc, argv, &a))
		return -1;
	if (!device_open_file(a.file, &d))
		return 1;
	code = run(&a, d);
	sm2_free(a.sm2);
	buf_wipe(&a.key_raw);
	buf_free(&a.seal_der);
	buf_free(&a.certs_raw);
	for (i = 0; i < NITEMS(a.ders); i++)
		buf_free(&a.ders[i]);
	devfile_close(d);
	return code;
}
