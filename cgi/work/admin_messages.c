/*
 * Messages that leave the house, for administrators: how each channel
 * is doing, what waits and what was given up.  Texts are not shown: they may
 * be codes.
 */
#include <string.h>

#include "page/part.h"
#include "work/admin.h"
#include "work/show.h"

static const struct choice channels[] = {
	{ "sms", "短信" }, { "mail", "邮件" }, { NULL, NULL }
};

static const struct sql channel_sql = { .nin = 1, .text =
    "SELECT state, since, COALESCE(sent, 0), note FROM channel"
    " WHERE name = $1" };

static const struct {
	const char	*name, *label;
	enum tone	 tone;
} states[] = {
	{ "none", "没有配置，只在站内通知", TONE_PLAIN },
	{ "ready", "正常", TONE_GOOD }, { "failing", "发送失败", TONE_BAD },
};

static enum status
fill_channel(struct req *r, const struct choice *c, struct page *page)
{
	const struct value	 in = v_text(c->value);
	struct page		*p = page_add(page, K_CHANNEL);
	struct rows		*rows = NULL;
	size_t			 i = 0;
	int64_t			 waiting, failed;
	enum status		 st;

	page_set(p, K_LABEL, c->label);
	st = store_query(r->db, &channel_sql, &in, 1, &rows, r->fault);
	if (st == ST_OK && (st = rows_next(rows, r->fault)) == ST_OK) {
		while (i + 1 < NITEMS(states) && strcmp(states[i].name,
		    rows_str(rows, 0)) != 0)
			i++;
		page_set(p, K_WHEN, show_minute(r, rows_int(rows, 1)));
		page_set(p, K_AT, show_minute(r, rows_int(rows, 2)));
		page_set(p, K_NOTE, rows_text(rows, 3, r->pool));
	}
	rows_free(rows);
	part_tag_here(p, states[i].label, states[i].tone);
	if (st == ST_ABSENT)
		st = ST_OK;
	if (st == ST_OK)
		st = outbox_count(r->db, c->value, "waiting", &waiting,
		    r->fault);
	if (st == ST_OK)
		st = outbox_count(r->db, c->value, "failed", &failed,
		    r->fault);
	if (st != ST_OK)
		return st;
	page_int(p, K_N, waiting);
	page_int(p, K_COUNT, failed);
	return ST_OK;
}

static enum status
fill_messages(struct req *r, const char *state, struct page *page)
{
	const int	 failed = strcmp(state, "failed") == 0;
	struct message	*m = pool_array(r->pool, PAGE_ROWS, sizeof(*m));
	struct page	*p, *row;
	size_t		 i, n;
	enum status	 st;

	if (m == NULL)
		return fault_set(r->fault, ST_BROKEN, "past the pool");
	st = outbox_in(r->db, r->pool, state, "", m, PAGE_ROWS, &n,
	    r->fault);
	if (st != ST_OK || n == 0)
		return st;
	p = page_add(page, K_QUEUE);
	page_set(p, K_LABEL, failed ? "没有发出，不再重试" : "等待发送");
	for (i = 0; i < n; i++) {
		row = page_add(p, K_ROW);
		page_set(row, K_LABEL, choice_label(channels, m[i].channel));
		page_set(row, K_NAME, m[i].mask);
		page_set(row, K_WHEN, show_minute(r, m[i].created));
		page_int(row, K_N, m[i].tries);
		if (failed && web_has(r, ADMIN_ROLE(SYSTEM_ADMIN)))
			part_confirm(row, K_CONFIRM, admin_path(r,
			    "/admin/message/*", m[i].id), "再发一次", NULL,
			    NULL, 0);
	}
	return ST_OK;
}

enum status
admin_show_messages(struct req *r)
{
	struct page	*p = web_page_new(r, "admin/messages", "外发消息");
	enum status	 st = ST_OK;
	size_t		 i;

	for (i = 0; st == ST_OK && channels[i].value != NULL; i++)
		st = fill_channel(r, &channels[i], p);
	if (st == ST_OK)
		st = fill_messages(r, "failed", p);
	if (st == ST_OK)
		st = fill_messages(r, "waiting", p);
	return st == ST_OK ? web_page(r, p) : st;
}

enum status
admin_post_message(struct req *r)
{
	const char		*id = web_piece(r, "id");
	const struct audit_entry entry = {
		.action = "message.again", .kind = "message", .object = id,
		.result = "ok",
	};
	enum status		 st;

	if (!id_is(id))
		return fault_set(r->fault, ST_ABSENT, "not an id");
	if ((st = store_begin(r->db, STORE_WRITE, r->fault)) != ST_OK)
		return st;
	st = outbox_again(r->db, id, r->fault);
	if (st == ST_OK)
		st = audit_add(r->db, r->actor, &entry, r->fault);
	st = store_end(r->db, st, r->fault);
	if (st == ST_CONFLICT)
		return web_problem(r, 409, "没有重发",
		    "这条消息不在没有发出的列表里。");
	return st == ST_OK ? web_redirect(r, "/admin/messages") : st;
}
