/* People: what lists need, personal data, and who waits; see people.h. */
#include <string.h>

#include "base/calendar.h"
#include "base/clock.h"
#include "base/wipe.h"
#include "form/codes.h"
#include "page/part.h"
#include "sm/sm.h"
#include "trust/action.h"
#include "trust/statement.h"
#include "work/answers.h"
#include "work/local.h"
#include "work/people.h"

enum { IDNO_TAKEN, PROPOSED, PENDING, PEOPLE__N };

static const struct sql people_sql[PEOPLE__N] = {
	[IDNO_TAKEN] = { .nin = 1, .text =
	    "SELECT id FROM person WHERE idno_find = $1 AND state <> 'left'"
	    " LIMIT 1" },
	[PROPOSED] = { .nin = 1, .text =
	    "SELECT id, name, id, name, created FROM unit"
	    " WHERE state = 'proposed' ORDER BY created, id LIMIT $1" },
	[PENDING] = { .nin = 2, .text =
	    "SELECT p.id, p.name, u.id, u.name, g.created"
	    "  FROM role_grant g JOIN person p ON p.id = g.person"
	    "  JOIN unit u ON u.id = g.unit"
	    " WHERE g.since >= $1 AND g.until IS NULL"
	    "   AND p.state = 'active'"
	    " ORDER BY g.created, g.id LIMIT $2" },
};

/* Looked at before those of other offices are left out. */
#define WAIT_ROWS 500

const char *
people_roles(struct pool *pool, unsigned roles)
{
	const char	*out = "";
	enum role	 k;

	for (k = 0; k < ROLE__N && out != NULL; k++)
		if (roles & ROLE_BIT(k))
			out = pool_printf(pool, "%s%s%s", out,
			    *out == '\0' ? "" : "、", role_label(k));
	return out;
}

const struct choice *
people_unit_types(struct req *r)
{
	struct choice	*list = pool_array(r->pool, 32, sizeof(*list));
	const char	*words = "", *end;
	size_t		 n = 0;

	if (list == NULL ||
	    policy_text(r->db, r->pool, "P-23", &words, r->fault) != ST_OK)
		return list;
	for (; *words != '\0' && n < 31; words = end) {
		words += strspn(words, " ");
		end = words + strcspn(words, " ");
		if (end == words)
			break;
		list[n].value = pool_copy(r->pool, words,
		    (size_t)(end - words));
		list[n].label = answers_type_label(list[n].value);
		n++;
	}
	return list;
}

struct page *
people_form_page(struct req *r, const char *heading, const char *sentence,
    const char *action, const char *button, const char *back)
{
	return people_form_page_some(r, NULL, heading, sentence, action,
	    button, back);
}

struct page *
people_form_page_some(struct req *r, const char *const *names,
    const char *heading, const char *sentence, const char *action,
    const char *button, const char *back)
{
	struct page	*p = web_page_new(r, "account/form", heading);
	struct page	*form;

	page_set(p, K_HEADING, heading);
	if (sentence != NULL)
		page_set(page_add(p, K_LEAD), K_SENTENCE, sentence);
	form = page_include(p, K_FORM, "part/form");
	page_set(form, K_ACTION, action);
	page_set(form, K_BUTTON, button);
	if (back != NULL)
		page_set(page_add(form, K_BACK), K_HREF, back);
	if (names != NULL) {
		form_fill_errors(form, &r->form);
		form_fill_some(form, names, &r->form);
	} else
		form_fill(form, &r->form);
	page_show_if(page_frame(p), K_WRONG, r->form.nerrors > 0);
	return p;
}

/* --- grants as rows ----------------------------------------------- */

static const struct {
	const char	*label;
	enum tone	 tone;
} grant_words[] = {
	{ "在任", TONE_GOOD }, { "待确认", TONE_WAIT },
	{ "未到期", TONE_PLAIN }, { "已结束", TONE_OVER },
};

static size_t
grant_word(const struct grant *g, int64_t now)
{
	if (g->to != 0 && g->to <= now)
		return 3;
	if (g->from >= PEOPLE_PENDING)
		return g->to == 0 ? 1 : 3;
	return g->from > now ? 2 : 0;
}

void
people_fill_grants(struct req *r, struct page *page, const struct grant *g,
    size_t n)
{
	const int64_t	 now = clock_now();
	char		 day[CALENDAR_TEXT];
	struct page	*row;
	size_t		 i, w;

	for (i = 0; i < n; i++) {
		if (g[i].to != 0 && g[i].to <= g[i].from)
			continue;	/* never took effect */
		row = page_add(page, K_GRANT);
		page_set(row, K_UNIT, g[i].unit_name);
		page_set(row, K_ID, g[i].unit);
		page_set(row, K_ROLE, g[i].role == ROLE__N ? "（不再使用）" :
		    role_label(g[i].role));
		if (g[i].from < PEOPLE_PENDING) {
			calendar_date(g[i].from, day);
			page_set(row, K_FROM, day);
		}
		if (g[i].to != 0) {
			calendar_date(g[i].to, day);
			page_set(row, K_UNTIL, day);
		}
		w = grant_word(&g[i], now);
		part_tag(row, K_TAG, grant_words[w].label,
		    grant_words[w].tone);
	}
	(void)r;
}

/* --- statements --------------------------------------------------- */

static enum status
fill_statement(struct req *r, struct page *page,
    const struct kept_statement *k, const struct anchors *anchors)
{
	const struct statement_ask	 ask = {
		.anchors = anchors, .now = clock_now(),
	};
	const struct action		*action = action_find(k->action);
	struct statement_result		 result;
	struct statement		 read;
	char				 when[CALENDAR_TEXT];
	struct page			*line;
	enum status			 st;

	st = statement_check(k->der, &ask, &read, &result, r->fault);
	if (st != ST_OK)
		return st;
	calendar_minute(k->at, when);
	line = page_add(page, K_LINE);
	page_set(line, K_AT, when);
	page_set(line, K_LABEL, action == NULL ? k->action : action->label);
	page_set(line, K_NAME, result.signer);
	page_set(line, K_STATE, statement_state_text(result.state));
	page_set(line, K_SERIAL, k->serial);
	return ST_OK;
}

enum status
people_fill_statements(struct req *r, struct page *page, const char *subject,
    const char *except, size_t max)
{
	struct kept_statement	*kept;
	struct anchors		*anchors;
	struct keyd		*keyd;
	size_t			 n, shown = 0;
	enum status		 st;

	st = statement_list(r->db, r->pool, subject, &kept, &n, r->fault);
	if (st == ST_OK)
		st = case_keyd(r, &keyd);
	if (st == ST_OK)
		st = case_anchors(r, keyd, &anchors);
	for (; st == ST_OK && n > 0 && shown < max; n--) {
		if (strcmp(kept[n - 1].action, except) == 0)
			continue;
		st = fill_statement(r, page, &kept[n - 1], anchors);
		shown++;
	}
	page_show_if(page, K_EMPTY, shown == 0);
	return st;
}

/* --- personal data ------------------------------------------------ */

enum status
people_find_hash(struct req *r, struct keyd *keyd, const char *kind,
    const char *text, unsigned char out[32])
{
	const char	*form = pool_printf(r->pool, "%s:%s", kind, text);
	unsigned char	 key[32];
	enum status	 st;

	if (form == NULL)
		return fault_set(r->fault, ST_BROKEN, "past the pool");
	if ((st = keyd_find_key(keyd, key, r->fault)) != ST_OK)
		return st;
	st = sm3_hmac(bytes_of(key, sizeof(key)), bytes_text(form), out);
	wipe(key, sizeof(key));
	return st == ST_OK ? ST_OK : fault_set(r->fault, st, "HMAC-SM3");
}

/* Box and find hash of one number, in the pool. */
static enum status
box_number(struct req *r, struct keyd *keyd, const unsigned char key[32],
    const char *kind, const char *text, struct bytes *box,
    struct bytes *find)
{
	struct bytes	 plain = bytes_text(text);
	unsigned char	*b, *h;
	enum status	 st;

	*box = *find = bytes_of(NULL, 0);
	if (plain.n == 0)
		return ST_OK;
	b = pool_alloc(r->pool, plain.n + SM_BOX_MORE);
	h = pool_alloc(r->pool, SM3_LEN);
	if (b == NULL || h == NULL)
		return fault_set(r->fault, ST_BROKEN, "past the pool");
	st = sm_box_seal(key, kind, plain, b, r->fault);
	if (st == ST_OK)
		st = people_find_hash(r, keyd, kind, text, h);
	*box = bytes_of(b, plain.n + SM_BOX_MORE);
	*find = bytes_of(h, SM3_LEN);
	return st;
}

enum status
people_contact(struct req *r, struct keyd *keyd, const char *person,
    const char *phone, const char *idno, struct person_contact *out)
{
	char		 mask[CODE_MASK];
	unsigned char	 key[32];
	enum status	 st;

	memset(out, 0, sizeof(*out));
	code_mask_mobile(phone, mask);
	out->phone_mask = pool_text(r->pool, mask);
	code_mask_citizen(idno, mask);
	out->idno_mask = pool_text(r->pool, mask);
	if ((st = keyd_data_key(keyd, person, key, r->fault)) != ST_OK)
		return st;
	st = box_number(r, keyd, key, "phone", phone, &out->phone_box,
	    &out->phone_find);
	if (st == ST_OK)
		st = box_number(r, keyd, key, "idno", idno, &out->idno_box,
		    &out->idno_find);
	wipe(key, sizeof(key));
	return st;
}

enum status
people_idno_taken(struct req *r, struct bytes find, int *yes)
{
	const struct value	 in[] = { v_bytes(find) };
	struct rows		*rows;
	enum status		 st;

	*yes = 0;
	st = store_query(r->db, &people_sql[IDNO_TAKEN], in, 1, &rows,
	    r->fault);
	if (st != ST_OK)
		return st;
	st = rows_next(rows, r->fault);
	*yes = st == ST_OK;
	rows_free(rows);
	return st == ST_ABSENT ? ST_OK : st;
}

/* --- units -------------------------------------------------------- */

static struct people_unit *
unit_slot(struct people_unit *out, size_t *n, const char *id)
{
	size_t	 i;

	for (i = 0; i < *n; i++)
		if (strcmp(out[i].id, id) == 0)
			return &out[i];
	if (*n == CERT_GRANTS)
		return NULL;
	memset(&out[*n], 0, sizeof(*out));
	memcpy(out[*n].id, id, ID_LEN + 1);
	return &out[(*n)++];
}

static enum status
unit_of_cert(struct req *r, const struct person *p, struct people_unit *out,
    size_t *n)
{
	struct cert		*c = pool_alloc(r->pool, sizeof(*c));
	struct people_unit	*u;
	struct unit		 unit;
	enum status		 st;

	if (c == NULL)
		return fault_set(r->fault, ST_BROKEN, "past the pool");
	if (p->cert.n == 0)
		return ST_OK;
	if ((st = cert_read(p->cert, c, NULL, r->fault)) != ST_OK)
		return fault_in(r->fault, ST_BROKEN, "stored certificate");
	if (c->ngrants == 0 || c->grants[0].unit[0] == '\0')
		return ST_OK;
	st = unit_load(r->db, r->pool, c->grants[0].unit, &unit, r->fault);
	if (st != ST_OK)
		return st == ST_ABSENT ? ST_OK : st;
	u = unit_slot(out, n, unit.id);
	u->name = unit.name;
	return ST_OK;
}

enum status
people_units(struct req *r, const struct person *p,
    struct people_unit out[CERT_GRANTS], size_t *n)
{
	const int64_t		 now = clock_now();
	struct people_unit	*u;
	struct grant		*g;
	size_t			 ng, i;
	enum status		 st;

	*n = 0;
	st = grant_list(r->db, r->pool, p->id, &g, &ng, r->fault);
	for (i = 0; st == ST_OK && i < ng; i++) {
		if (g[i].from > now || (g[i].to != 0 && g[i].to <= now) ||
		    g[i].role == ROLE__N ||
		    (u = unit_slot(out, n, g[i].unit)) == NULL)
			continue;
		u->name = g[i].unit_name;
		u->roles |= ROLE_BIT(g[i].role);
	}
	return st == ST_OK && *n == 0 ? unit_of_cert(r, p, out, n) : st;
}

/* Those whose unit lies below "top". */
static enum status
waiting(struct req *r, int which, const struct value *in, size_t nin,
    const char *top, struct people_wait *out, size_t room, size_t *n)
{
	struct people_wait	*all;
	struct rows		*rows;
	size_t			 k, i;
	enum status		 st;
	int			 under;

	*n = 0;
	all = pool_array(r->pool, WAIT_ROWS, sizeof(*all));
	if (all == NULL)
		return fault_set(r->fault, ST_BROKEN, "past the pool");
	st = store_query(r->db, &people_sql[which], in, nin, &rows, r->fault);
	if (st != ST_OK)
		return st;
	for (k = 0; k < WAIT_ROWS &&
	    (st = rows_next(rows, r->fault)) == ST_OK; k++) {
		all[k].id = rows_text(rows, 0, r->pool);
		all[k].name = rows_text(rows, 1, r->pool);
		all[k].unit = rows_text(rows, 2, r->pool);
		all[k].unit_name = rows_text(rows, 3, r->pool);
		all[k].at = rows_int(rows, 4);
	}
	rows_free(rows);
	if (st != ST_OK && st != ST_ABSENT)
		return st;
	for (i = 0, st = ST_OK; st == ST_OK && i < k && *n < room; i++) {
		st = unit_is_under(r->db, all[i].unit, top, &under, r->fault);
		if (st == ST_OK && under)
			out[(*n)++] = all[i];
	}
	return st;
}

enum status
people_proposed(struct req *r, const char *top, struct people_wait *out,
    size_t room, size_t *n)
{
	const struct value	 in[] = { v_int(WAIT_ROWS) };

	return waiting(r, PROPOSED, in, 1, top, out, room, n);
}

enum status
people_pending(struct req *r, const char *top, struct people_wait *out,
    size_t room, size_t *n)
{
	const struct value	 in[] = { v_int(PEOPLE_PENDING),
				    v_int(WAIT_ROWS) };

	return waiting(r, PENDING, in, 2, top, out, room, n);
}
