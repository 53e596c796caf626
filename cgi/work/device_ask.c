/*
 * What a device asks for, from the command line: a bare request (PKCS#10), the
 * application package, the renewal package.
 */
#include <stdio.h>
#include <string.h>

#include "base/file.h"
#include "base/log.h"
#include "base/utf8.h"
#include "base/wipe.h"
#include "form/codes.h"
#include "trust/csr.h"
#include "trust/device_apply.h"
#include "trust/device_renew.h"
#include "trust/signed.h"
#include "work/case.h"
#include "work/device_command.h"
#include "work/terminal.h"

struct asked {
	const char	*file, *unit, *code, *seal, *kind, *out;
	int		 fresh;
};

/* The options with a value, and where it goes. */
static const struct {
	const char	*name;
	size_t		 at;
} options[] = {
	{ "--unit", offsetof(struct asked, unit) },
	{ "--code", offsetof(struct asked, code) },
	{ "--seal", offsetof(struct asked, seal) },
	{ "--kind", offsetof(struct asked, kind) },
	{ "--out", offsetof(struct asked, out) },
};

static int
take_option(int argc, char **argv, int *i, struct asked *a)
{
	const char	*v;
	size_t		 k;

	for (k = 0; k < NITEMS(options); k++)
		if ((v = command_value(argc, argv, i, options[k].name)) !=
		    NULL) {
			*(const char **)(void *)((char *)a + options[k].at) =
			    v;
			return 1;
		}
	return 0;
}

static int
read_asked(int argc, char **argv, struct asked *a)
{
	int	 i;

	memset(a, 0, sizeof(*a));
	for (i = 2; i < argc; i++) {
		if (take_option(argc, argv, &i, a))
			continue;
		if (strcmp(argv[i], "--new") == 0)
			a->fresh = 1;
		else if (argv[i][0] == '-' || a->file != NULL)
			return 0;
		else
			a->file = argv[i];
	}
	return a->file != NULL;
}

/* --- the names ------------------------------------------------------------ */

static int
put_name(const char *text, char *out, size_t room)
{
	if (!utf8_valid(text, strlen(text)) || strlen(text) >= room)
		return 0;
	memcpy(out, text, strlen(text) + 1);
	return 1;
}

static int
read_name(const struct asked *a, struct cert_name *name)
{
	const char	*why;

	*name = (struct cert_name){ .country = "CN" };
	if ((why = code_credit(a->code)) != NULL) {
		fprintf(stderr, "jianyin: %s\n", why);
		return 0;
	}
	if (put_name(a->unit, name->org, sizeof(name->org)) &&
	    put_name(a->seal, name->cn, sizeof(name->cn)) &&
	    put_name(a->code, name->number, sizeof(name->number)))
		return 1;
	fputs("jianyin: 名称太长，或者不是 UTF-8\n", stderr);
	return 0;
}

/* The kind by its letters, or by its name as the pages say it. */
static const char *
read_kind(const char *said)
{
	const struct choice	*c;

	for (c = case_sub_kinds; c->value != NULL; c++)
		if (strcmp(c->value, said) == 0 ||
		    strcmp(c->label, said) == 0)
			return c->value;
	fputs("jianyin: 没有这个印章种类，可用：", stderr);
	for (c = case_sub_kinds; c->value != NULL; c++)
		fprintf(stderr, "%s%s %s", c == case_sub_kinds ? "" : "、",
		    c->value, c->label);
	fputs("\n", stderr);
	return NULL;
}

/* --- what comes out ------------------------------------------------------- */

/* PEM to a file, or to standard output. */
static int
give_pem(struct bytes der, const char *label, const char *path)
{
	struct fault	 f = { 0 };
	struct buf	 pem;
	int		 code = 0;

	buf_init(&pem, 2 * DEVICE_RENEW_MAX);
	trust_pem_write(der, label, &pem);
	if (path == NULL)
		fputs(buf_str(&pem), stdout);
	else if (file_write(path, buf_view(&pem), 0644, &f) != ST_OK)
		code = 1;
	if (code != 0)
		log_fault(&f);
	buf_free(&pem);
	return code;
}

/* One of the three, with the device open and its PIN known. */
typedef enum status ask_device(struct devfile *d, const char *pin,
		    const struct asked *a, struct buf *out, struct fault *f);

static int
run(const struct asked *a, ask_device *ask, const char *label,
    const char *then)
{
	char		 pin[TERMINAL_TEXT];
	struct devfile	*d;
	struct fault	 f = { 0 };
	struct buf	 out;
	enum status	 st;
	int		 code;

	if (!device_open_file(a->file, &d))
		return 1;
	if (!device_ask_pin(d, pin)) {
		devfile_close(d);
		return 1;
	}
	buf_init(&out, DEVICE_RENEW_MAX);
	st = ask(d, pin, a, &out, &f);
	wipe(pin, sizeof(pin));
	if (st == ST_INVALID) {
		fputs("jianyin: 名称不合要求，或者设备里的密钥已满\n", stderr);
		log_fault(&f);
	}
	code = st == ST_OK ? give_pem(buf_view(&out), label, a->out) :
	    st == ST_INVALID || st == ST_ABSENT ? 1 :
	    device_refused(d, st, &f);
	if (code == 0)
		fputs(then, stderr);
	buf_free(&out);
	devfile_close(d);
	return code;
}

/* --- the three ------------------------------------------------------------ */

static enum status
ask_request(struct devfile *d, const char *pin, const struct asked *a,
    struct buf *out, struct fault *f)
{
	struct cert_name	 name;
	size_t			 k;
	enum status		 st;

	if (!read_name(a, &name))
		return ST_ABSENT;
	if ((st = devfile_request(d, pin, &name, &k, f)) == ST_OK)
		buf_bytes(out, devfile_key(d, k)->request);
	return st;
}

int
device_request(int argc, char **argv)
{
	struct asked		 a;
	struct cert_name	 name;

	if (!read_asked(argc, argv, &a) || a.unit == NULL || a.code == NULL ||
	    a.seal == NULL || a.kind != NULL || a.fresh)
		return device_usage();
	return !read_name(&a, &name) ? 1 : run(&a, ask_request, CSR_LABEL,
	    "密钥已在设备内生成，私钥不出设备。请把请求文件交给制作单位，随申请"
	    "一并审批。\n");
}

static enum status
ask_apply(struct devfile *d, const char *pin, const struct asked *a,
    struct buf *out, struct fault *f)
{
	struct cert_name	 name;
	size_t			 k;

	return !read_name(a, &name) ? ST_ABSENT : devfile_apply(d, pin, &name,
	    a->kind, a->fresh, &k, out, f);
}

int
device_apply(int argc, char **argv)
{
	struct asked		 a;
	struct cert_name	 name;

	if (!read_asked(argc, argv, &a) || a.unit == NULL || a.code == NULL ||
	    a.seal == NULL || a.kind == NULL)
		return device_usage();
	if (!read_name(&a, &name) || (a.kind = read_kind(a.kind)) == NULL)
		return 1;
	return run(&a, ask_apply, DEVICE_APPLY_LABEL,
	    "申请数据包已由设备签名，其中没有私钥。申领时请在“申请数据包”一步"
	    "上传。\n");
}

static enum status
ask_renew(struct devfile *d, const char *pin, const struct asked *a,
    struct buf *out, struct fault *f)
{
	const int	 old = device_find_seal(d, a->seal);
	size_t		 k;

	return old < 0 ? ST_ABSENT : devfile_renew(d, pin, (size_t)old,
	    a->fresh, &k, out, f);
}

int
device_renew(int argc, char **argv)
{
	struct asked	 a;

	if (!read_asked(argc, argv, &a) || a.unit != NULL || a.code != NULL ||
	    a.kind != NULL)
		return device_usage();
	return run(&a, ask_renew, DEVICE_RENEW_LABEL,
	    "新密钥已在设备内生成，续期数据包已由印章现在的密钥签名，30 天内"
	    "有效。续期时请在“续期数据包”一步上传。\n");
}
