/* What the pages of the UKey ledger share; see ukey.h. */
#include <ctype.h>
#include <string.h>

#include "page/keys.h"
#include "trust/digest.h"
#include "work/case.h"
#include "work/people.h"
#include "work/ukey.h"

enum status
ukey_load(struct req *r, struct carrier *c)
{
	const char	*id = web_piece(r, "id");
	enum status	 st;
	int		 mine = 0;

	if (!id_is(id))
		return fault_set(r->fault, ST_ABSENT, "no id");
	st = carrier_load(r->db, r->pool, id, c, r->fault);
	if (st == ST_OK)
		st = unit_is_under(r->db, c->unit, r->actor->unit, &mine,
		    r->fault);
	if (st != ST_OK || mine)
		return st;
	audit_refusal(r->db, r->actor, "carrier.read", "carrier", c->serial,
	    "不在本单位及其下级范围内（R-009）");
	return fault_set(r->fault, ST_DENIED, "carrier outside the subtree");
}

enum status
ukey_unit(struct req *r, struct unit *u)
{
	const char	*id = web_query(r, "unit");

	return admin_load_unit(r, id != NULL && id_is(id) ? id :
	    r->actor->unit, u);
}

enum status
ukey_paper_mine(struct req *r, const char *unit, const char *number)
{
	enum status	 st;
	int		 mine = 0;

	st = unit_is_under(r->db, unit, r->actor->unit, &mine, r->fault);
	if (st != ST_OK || mine)
		return st;
	audit_refusal(r->db, r->actor, "carrier.read", "paper", number,
	    "不在本单位及其下级范围内（R-009）");
	return fault_set(r->fault, ST_DENIED, "paper of others");
}

/* --- lists of serials ---------------------------------------------------- */

#define BAD_NAMED 10	/* lines named one by one; the others are counted */

void
ukey_bad_line(struct req *r, struct ukey_bad *bad, size_t line,
    const char *serial, const char *why)
{
	if (bad->n++ >= BAD_NAMED)
		return;
	bad->words = pool_printf(r->pool, "%s%s第 %zu 行“%s”%s",
	    bad->words == NULL ? "" : bad->words, bad->n > 1 ? "；" : "",
	    line, serial, why);
}

void
ukey_bad_done(struct req *r, const struct ukey_bad *bad, const char *field)
{
	if (bad->n == 0)
		return;
	form_error(&r->form, field, bad->n <= BAD_NAMED ? bad->words :
	    pool_printf(r->pool, "%s；另有 %zu 行不对", bad->words,
	    bad->n - BAD_NAMED));
}

/* A line without blanks around it, in capitals. */
static const char *
take_line(struct req *r, const char *s, size_t n)
{
	char	*out;
	size_t	 i;

	while (n > 0 && isspace((unsigned char)*s))
		s++, n--;
	while (n > 0 && isspace((unsigned char)s[n - 1]))
		n--;
	if ((out = pool_copy(r->pool, s, n)) == NULL)
		return "";
	for (i = 0; i < n; i++)
		out[i] = (char)toupper((unsigned char)out[i]);
	return out;
}

static size_t
line_of(const struct ukey_list *list, const size_t *at, const char *serial)
{
	size_t	 i;

	for (i = 0; i < list->n; i++)
		if (strcmp(list->serials[i], serial) == 0)
			return at[i];
	return 0;
}

enum status
ukey_lines(struct req *r, const char *field, const char *text, size_t max,
    struct ukey_list *out)
{
	struct ukey_bad	 bad = { 0 };
	size_t		*at, len, line, first;
	const char	*serial, *why;

	out->n = 0;
	out->serials = pool_array(r->pool, max, sizeof(*out->serials));
	at = pool_array(r->pool, max, sizeof(*at));
	if (out->serials == NULL || at == NULL)
		return fault_set(r->fault, ST_BROKEN, "past the pool");
	for (line = 1; *text != '\0'; line++, text += len +
	    (text[len] != '\0')) {
		len = strcspn(text, "\n");
		serial = take_line(r, text, len);
		if (*serial == '\0')
			continue;
		if (out->n == max) {
			form_error(&r->form, field, pool_printf(r->pool,
			    "一次最多 %zu 个，请分几次办理", max));
			break;
		}
		if ((why = carrier_serial_refusal(serial)) != NULL)
			ukey_bad_line(r, &bad, line, serial,
			    pool_printf(r->pool, "：%s", why));
		else if ((first = line_of(out, at, serial)) != 0)
			ukey_bad_line(r, &bad, line, serial,
			    pool_printf(r->pool, "与第 %zu 行重复", first));
		else {
			at[out->n] = line;
			out->serials[out->n++] = serial;
		}
	}
	ukey_bad_done(r, &bad, field);
	return ST_OK;
}

const char *
ukey_joined(struct req *r, const struct ukey_list *list)
{
	struct buf	*b = web_buf(r, (SERIAL_MAX + 1) * list->n + 1);
	size_t		 i;

	if (b == NULL)
		return NULL;
	for (i = 0; i < list->n; i++)
		buf_printf(b, "%s%s", i == 0 ? "" : "\n", list->serials[i]);
	return buf_str(b);
}

/* --- what is said -------------------------------------------------------- */

enum status
ukey_say(struct req *r, const char *action, const char *subject,
    const struct digest_field *fields, size_t n, struct bytes *said,
    const char **why)
{
	unsigned char	 digest[DIGEST_LEN];
	struct keyd	*keyd;
	enum status	 st;

	if ((st = digest_fields(action, fields, n, digest,
	    r->fault)) != ST_OK || (st = case_keyd(r, &keyd)) != ST_OK)
		return st;
	return people_say(r, keyd, action, UKEY_STOCK, subject, digest,
	    bytes_of(NULL, 0), said, why);
}
