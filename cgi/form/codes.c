/*
 * Codes of units: unified social credit code (GB 32100-2015), organisation
 * code (GB 11714), region, seal number.  See codes.md 1, 2, 5, 6.
 */
#include <string.h>

#include "base/fault.h"
#include "form/codes.h"

#define CREDIT_LEN	18
#define ORG_AT		8	/* positions 9 to 17 */
#define ORG_LEN		9

/* Without I, O, Z, S and V, which are misread. */
static const char credit_alphabet[] = "0123456789ABCDEFGHJKLMNPQRTUWXY";

/* Registering department, and the classes it may have. */
static const struct credit_kind {
	char		 department;
	const char	*classes;
} credit_kinds[] = {
	{ '1', "1239" }, { '2', "19" }, { '3', "123459" }, { '4', "19" },
	{ '5', "1239" }, { '6', "129" }, { '7', "129" }, { '8', "19" },
	{ '9', "123" }, { 'A', "19" }, { 'N', "1239" }, { 'Y', "1" },
};

static const struct credit_type {
	const char	*type, *prefix, *warning;
} credit_types[] = {
	{ "organ", "11", "国家行政机关的统一社会信用代码一般以 11 开头" },
	{ "institution", "12", "事业单位的统一社会信用代码一般以 12 开头" },
	{ "enterprise", "91", "企业的统一社会信用代码一般以 91 开头" },
	{ "individual", "92", "个体工商户的统一社会信用代码一般以 92 开头" },
	{ "society", "51", "社会团体的统一社会信用代码一般以 51 开头" },
};

static int
digits_only(const char *s, size_t n)
{
	size_t	 i;

	for (i = 0; i < n; i++)
		if (s[i] < '0' || s[i] > '9')
			return 0;
	return 1;
}

/* Position in the alphabet; -1 outside it. */
static int
value_in(const char *alphabet, char c)
{
	const char	*p;

	p = c == '\0' ? NULL : strchr(alphabet, c);
	return p == NULL ? -1 : (int)(p - alphabet);
}

static const char *
credit_form(const char *s)
{
	size_t	 i;

	if (strlen(s) != CREDIT_LEN)
		return "统一社会信用代码应为 18 位";
	for (i = 0; i < CREDIT_LEN; i++)
		if (value_in(credit_alphabet, s[i]) < 0)
			return "统一社会信用代码只含数字和大写字母，"
			    "不含 I、O、S、V、Z";
	if (!digits_only(s + 2, 6))
		return "统一社会信用代码第 3 至 8 位应为数字";
	return NULL;
}

const char *
code_credit(const char *s)
{
	const char	*no = credit_form(s);
	int		 i, weight = 1, sum = 0;

	if (no != NULL)
		return no;
	for (i = 0; i < CREDIT_LEN - 1; i++) {
		sum += value_in(credit_alphabet, s[i]) * weight;
		weight = weight * 3 % 31;	/* 3^i mod 31 */
	}
	/* Remainder 0 gives '0', not a 31st character. */
	if (value_in(credit_alphabet, s[CREDIT_LEN - 1]) !=
	    (31 - sum % 31) % 31)
		return "统一社会信用代码校验位不符，请核对";
	return NULL;
}

static int
organisation_fits(const char *s)
{
	static const int	 weights[ORG_LEN - 1] = {
		3, 7, 9, 10, 5, 8, 4, 2
	};
	static const char	 alphabet[] =
	    "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";
	static const char	 checks[] = "0X987654321";
	int			 i, v, sum = 0;

	for (i = 0; i < ORG_LEN - 1; i++) {
		if ((v = value_in(alphabet, s[i])) < 0)
			return 0;
		sum += v * weights[i];
	}
	return s[ORG_LEN - 1] == checks[sum % 11];
}

const char *
code_organisation(const char *s)
{
	if (strlen(s) != ORG_LEN)
		return "组织机构代码应为 9 位";
	return organisation_fits(s) ? NULL : "组织机构代码校验位不符";
}

static int
kind_is_listed(const char *s)
{
	size_t	 i;

	for (i = 0; i < NITEMS(credit_kinds); i++)
		if (credit_kinds[i].department == s[0])
			return value_in(credit_kinds[i].classes, s[1]) >= 0;
	return 0;
}

const char *
code_credit_warning(const char *s)
{
	if (credit_form(s) != NULL)
		return NULL;		/* refused already */
	if (!kind_is_listed(s))
		return "统一社会信用代码前两位不在登记管理部门表中，请核对";
	if (!organisation_fits(s + ORG_AT))
		return "统一社会信用代码中的组织机构代码校验位不符，请核对";
	return NULL;
}

const char *
code_credit_type_warning(const char *s, const char *type)
{
	size_t	 i;

	for (i = 0; i < NITEMS(credit_types); i++)
		if (strcmp(credit_types[i].type, type) == 0)
			return strncmp(s, credit_types[i].prefix, 2) == 0 ?
			    NULL : credit_types[i].warning;
	return NULL;
}

const char *
code_seal_number_within(const char *s, size_t least, size_t most)
{
	size_t	 n = strlen(s);

	if (n < least || n > most || !digits_only(s, n))
		return "印章编码位数不符，或含有数字以外的字符";
	return NULL;
}

const char *
code_seal_number(const char *s)
{
	size_t	 n = strlen(s);

	if (n < 13 || n > 14 || !digits_only(s, n))
		return "印章编码应为 13 或 14 位数字";
	return NULL;
}

const char *
code_region(const char *s)
{
	if (strlen(s) != 6 || !digits_only(s, 6) || s[0] == '0')
		return "行政区划代码应为 6 位数字";
	/* A county needs its city, which "00" is not. */
	if (s[2] == '0' && s[3] == '0' && (s[4] != '0' || s[5] != '0'))
		return "行政区划代码层级不符，请核对";
	return NULL;
}
