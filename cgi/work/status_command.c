/*
 * What the status service gave out, judged alone; see status_command.h.
 * Nothing of a file is said before its signature is right.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/calendar.h"
#include "base/clock.h"
#include "base/coding.h"
#include "base/config.h"
#include "base/file.h"
#include "base/limits.h"
#include "base/log.h"
#include "page/json_read.h"
#include "seal/table.h"
#include "trust/answer.h"
#include "trust/chain.h"
#include "trust/ocsp.h"
#include "trust/seal_list.h"
#include "trust/signed.h"
#include "work/state.h"
#include "work/status_command.h"
#include "work/verdict.h"

enum { EXIT_RIGHT, EXIT_WRONG, EXIT_UNSURE, EXIT_USE = 64 };

#define SHOWN	200		/* entries of a list that are printed */

struct job {
	struct bytes	 in;
	const char	*code;		/* of the seal asked for, or NULL */
	struct anchors	*anchors;
	int64_t		 now;
};

static void
print_moment(const char *label, int64_t ms)
{
	char	 when[CALENDAR_TEXT];

	calendar_second(ms, when);
	printf("%s：%s\n", label, when);
}

static int
wrong(const struct fault *f)
{
	printf("签名不正确，或者内容被改动过，不得采信\n原因：%s\n", f->text);
	return EXIT_WRONG;
}

static int
unknown_ca(void)
{
	puts("无法判断：不认识签发机构，请用 --anchors 指定 CA 证书的目录");
	return EXIT_UNSURE;
}

/* Right, as far as its own time goes. */
static int
right(const struct job *j, int64_t until)
{
	puts("签名正确");
	if (until + CHAIN_CLOCK >= j->now)
		return EXIT_RIGHT;
	print_moment("已过期，请重新下载；应更新于", until);
	return EXIT_UNSURE;
}

/*
 * The certificate of the status service, which signs lists and answers: on the
 * list at the moment, and that system's.  EXIT_RIGHT, or why not.
 */
static int
judge_signer(const struct job *j, struct bytes cert, int64_t at)
{
	const struct chain_ask	 ask = { .purpose = FOR_SYSTEM, .at = at };
	struct chain_result	 res;
	struct fault		 f = { 0 };
	struct cert		 leaf;

	if (chain_check(cert, j->anchors, &ask, &leaf, &res, &f) != ST_OK)
		return wrong(&f);
	if (res.state == CHAIN_OK && strcmp(leaf.holder, "status") == 0)
		return EXIT_RIGHT;
	if (res.state == CHAIN_UNKNOWN_CA)
		return unknown_ca();
	printf("不是状态服务签发的，不得采信\n原因：%s\n", res.state ==
	    CHAIN_OK ? "证书属于其他系统" : chain_state_text(res.state));
	return EXIT_WRONG;
}

/* --- the list of seals ----------------------------------------------------- */

static const char *
kind_words(enum seal_list_kind k)
{
	static const char *const words[LISTED__N] = {
		[LISTED_LOST] = "挂失", [LISTED_SUSPENDED] = "停用",
		[LISTED_REVOKED] = "注销",
	};

	return words[k];
}

static void
print_seals(const struct job *j, struct bytes entries)
{
	char			 when[CALENDAR_TEXT];
	struct seal_list_entry	 e;
	size_t			 n = 0;

	while (seal_list_next(&entries, &e)) {
		if (j->code != NULL ? strcmp(j->code, e.code) != 0 :
		    n++ >= SHOWN)
			continue;
		calendar_second(e.time, when);
		printf("%s　%s　%s　%s\n", e.code, kind_words(e.kind), when,
		    e.name);
		if (j->code != NULL)
			return;
	}
	if (j->code != NULL)
		printf("%s　不在列表中\n", j->code);
	else if (n > SHOWN)
		printf("只列出前 %d 枚；在文件名后写印章编码，查其中一枚\n",
		    SHOWN);
}

static int
judge_list(const struct job *j, struct bytes der)
{
	struct seal_list_info	 info;
	struct fault		 f = { 0 };
	struct bytes		 entries;
	struct cert		 cert;
	int			 code;

	if (cert_read(der, &cert, NULL, &f) != ST_OK ||
	    seal_list_read(j->in, cert.key, &info, &entries, &f) != ST_OK)
		return wrong(&f);
	if ((code = judge_signer(j, der, info.this_update)) != EXIT_RIGHT)
		return code;
	printf("电子印章吊销列表，第 %lld 号，共 %zu 枚\n",
	    (long long)info.number, info.n);
	print_moment("本次更新", info.this_update);
	print_moment("下次更新", info.next_update);
	print_seals(j, entries);
	return right(j, info.next_update);
}

/* --- a status answer ------------------------------------------------------- */

static int
member_bytes(const struct json_value *json, const char *name, struct buf *out)
{
	const char	*text = json_member_text(json, name);
	unsigned char	*room = buf_room(out, LIMIT_CERT);
	size_t		 n = 0;
	int		 ok;

	ok = text != NULL && room != NULL &&
	    strlen(text) < BASE64_TEXT(LIMIT_CERT) &&
	    base64_read(text, room, LIMIT_CERT, &n);
	out->n = ok ? n : 0;
	return ok;
}

/* What stands beside the signed answer says the same. */
static const char *
difference(const struct json_value *json, const struct answer_status *a)
{
	char		 at[CALENDAR_TEXT];
	const int	 st = flow_state(&flow_seal, a->state);
	const struct { const char *name, *want; } all[] = {
		{ "code", a->seal }, { "state", a->state }, { "at", at },
		{ "label", state_label(st) },
	};
	const struct json_value	*national;
	const char		*said;
	size_t			 i;

	calendar_iso(a->as_of, at);
	for (i = 0; i < NITEMS(all); i++) {
		said = json_member_text(json, all[i].name);
		if (said == NULL || strcmp(said, all[i].want) != 0)
			return all[i].name;
	}
	national = json_member(json, "national", JV_INT);
	return national != NULL && national->n == (st < 0 ||
	    seal_national(st) != 0) ? NULL : "national";
}

static int
judge_answer(const struct job *j, const struct json_value *json,
    struct bytes cert_der, struct bytes der)
{
	struct answer_status	 a;
	struct fault		 f = { 0 };
	struct cert		 cert;
	const char		*other;
	int			 code;

	if (cert_read(cert_der, &cert, NULL, &f) != ST_OK ||
	    answer_status_read(der, cert.key, &a, &f) != ST_OK)
		return wrong(&f);
	if ((code = judge_signer(j, cert_der, a.time)) != EXIT_RIGHT)
		return code;
	if ((other = difference(json, &a)) != NULL) {
		fault_set(&f, ST_INVALID, "%s: not what was signed", other);
		return wrong(&f);
	}
	if (j->code != NULL && strcmp(j->code, a.seal) != 0) {
		printf("这是另一枚印章的答复：%s\n", a.seal);
		return EXIT_WRONG;
	}
	printf("印章状态答复：%s，%s（%s）\n", a.seal,
	    state_label(flow_state(&flow_seal, a.state)), a.state);
	print_moment("状态的时刻", a.as_of);
	print_moment("答复的时间", a.time);
	if (a.nonce[0] != '\0')
		printf("随机数：%s\n", a.nonce);
	return right(j, j->now);	/* of its moment, for ever */
}

static int
judge_json(const struct job *j)
{
	struct pool	*pool = pool_new(2 * JSON_READ_MAX);
	const struct json_value *json;
	struct buf	 cert, der;
	int		 code;

	buf_init(&cert, LIMIT_CERT);
	buf_init(&der, LIMIT_CERT);
	if (pool != NULL && json_read(j->in, pool, &json, NULL) == ST_OK &&
	    member_bytes(json, "certificate", &cert) &&
	    member_bytes(json, "answer", &der))
		code = judge_answer(j, json, buf_view(&cert), buf_view(&der));
	else {
		puts("不是签名的状态答复");
		code = EXIT_WRONG;
	}
	buf_free(&cert);
	buf_free(&der);
	pool_free(pool);
	return code;
}

/* --- certificates: lists and OCSP ------------------------------------------ */

/* The CA itself, or its namesake: then the signature tells. */
static int
judge_crl(const struct job *j, struct bytes der)
{
	struct fault	 f = { 0 }, why = { 0 };
	struct crl_info	 info;
	struct crl	*crl = NULL;
	size_t		 k;

	for (k = 0; crl == NULL && k < anchors_count(j->anchors); k++)
		if (crl_open(der, anchors_nth(j->anchors, k), &crl, &f) !=
		    ST_OK && strstr(f.text, "another CA") == NULL)
			why = f;
	if (crl == NULL && why.st == ST_OK)
		return unknown_ca();
	if (crl == NULL)
		return wrong(&why);
	crl_info(crl, &info);
	printf("证书吊销列表，第 %lld 号，共 %zu 张证书\n",
	    (long long)info.number, info.n);
	print_moment("本次更新", info.this_update);
	print_moment("下次更新", info.next_update);
	crl_free(crl);
	return right(j, info.next_update);
}

static const struct cert *
issuer_of(const struct job *j, const struct ocsp_id *id)
{
	size_t	 k;

	for (k = 0; k < anchors_count(j->anchors); k++)
		if (ocsp_id_is_of(id, anchors_nth(j->anchors, k)))
			return anchors_nth(j->anchors, k);
	return NULL;
}

static void
print_ocsp(const struct ocsp_answer *a)
{
	static const char *const words[OCSP_STATE__N] = {
		[OCSP_GOOD] = "有效", [OCSP_REVOKED] = "已吊销或冻结",
		[OCSP_UNKNOWN] = "未知",
	};
	char	 hex[HEX_TEXT(CERT_SERIAL)];

	hex_write(a->id.serial, a->id.nserial, hex);
	printf("证书状态答复（OCSP）：序列号 %s，%s\n", hex, words[a->state]);
	if (a->state == OCSP_REVOKED) {
		printf("原因：%s\n", crl_reason_label(a->reason));
		print_moment("自", a->revoked_at);
	}
	print_moment("本次更新", a->this_update);
	print_moment("下次更新", a->next_update);
}

static int
judge_ocsp(const struct job *j, const struct ocsp_response *r)
{
	struct bytes		 rest = r->responses;
	struct ocsp_answer	 a, checked;
	const struct cert	*issuer;
	struct fault		 f = { 0 };

	if (r->refusal != OCSP_SUCCESSFUL) {
		printf("没有答复：%s\n", ocsp_refusal_name(r->refusal));
		return EXIT_UNSURE;
	}
	if (!ocsp_next(&rest, &a) || rest.n != 0) {
		puts("不是对一张证书的答复");
		return EXIT_WRONG;
	}
	if ((issuer = issuer_of(j, &a.id)) == NULL)
		return unknown_ca();
	/* at its own time: that it is over is said apart */
	if (ocsp_check(j->in, issuer, &a.id, a.this_update, &checked, &f) !=
	    ST_OK)
		return wrong(&f);
	print_ocsp(&checked);
	return right(j, checked.next_update);
}

static int
judge(const struct job *j)
{
	struct ocsp_response	 r;
	struct bytes		 cert;
	struct buf		 der;
	int			 code;

	if (j->in.n > 0 && j->in.p[0] == '{')
		return judge_json(j);
	if (ocsp_response_read(j->in, &r, NULL) == ST_OK)
		return judge_ocsp(j, &r);
	if (seal_list_cert(j->in, &cert, NULL) == ST_OK)
		return judge_list(j, cert);
	buf_init(&der, LIMIT_CRL);
	if (trust_pem_read(j->in, "X509 CRL", &der, NULL) != ST_OK) {
		buf_free(&der);
		puts("不是状态服务发布的文件");
		return EXIT_WRONG;
	}
	code = judge_crl(j, buf_view(&der));
	buf_free(&der);
	return code;
}

/* --- the command ------------------------------------------------------------ */

/* Those named, or the office's; an empty list where there are none. */
static enum status
open_anchors(const char *dir, struct anchors **out, struct fault *f)
{
	char		 own[CONFIG_PATH];
	struct config	 config;

	if (dir != NULL)
		return verdict_anchors(dir, out, f);
	if (getenv("JIANYIN_CONF") != NULL ||
	    access(config_file(), F_OK) == 0) {
		if (config_load(&config, f) != ST_OK)
			return f->st;
		if (*config.clock != '\0' && clock_map(config.clock, f) !=
		    ST_OK)
			return f->st;
		config_path(config.data, "anchors", own);
		return verdict_anchors(own, out, f);
	}
	return (*out = anchors_new()) != NULL ? ST_OK :
	    fault_set(f, ST_BROKEN, "anchors: memory");
}

static int
read_args(int argc, char **argv, const char **file, const char **code,
    const char **dir)
{
	int	 i;

	*file = *code = *dir = NULL;
	for (i = 1; i < argc; i++)
		if (strcmp(argv[i], "--anchors") == 0 && i + 1 < argc)
			*dir = argv[++i];
		else if (argv[i][0] == '-')
			return 0;
		else if (*file == NULL)
			*file = argv[i];
		else if (*code == NULL)
			*code = argv[i];
		else
			return 0;
	return *file != NULL;
}

int
status_command(int argc, char **argv)
{
	struct job	 j = { .code = NULL };
	struct fault	 f = { 0 };
	const char	*file, *dir;
	struct buf	 in;
	int		 code = EXIT_USE;

	if (!read_args(argc, argv, &file, &j.code, &dir)) {
		fputs("用法：jianyin status 文件 [印章编码] [--anchors 目录]\n"
		    "退出码：0 签名正确；1 不正确；2 无法判断或已过期；"
		    "64 用法不对\n", stderr);
		return EXIT_USE;
	}
	buf_init(&in, LIMIT_CRL);
	if (open_anchors(dir, &j.anchors, &f) != ST_OK ||
	    file_read(file, &in, &f) != ST_OK)
		fprintf(stderr, "jianyin: %s\n", f.text);
	else {
		j.in = buf_view(&in);
		j.now = clock_now();
		code = judge(&j);
	}
	anchors_free(j.anchors);
	buf_free(&in);
	return code;
}
