/* A form with a field for every rule, between fields of its own; rules.h. */
#include "work/rules.h"

/* Those that may have another value; how many. */
static size_t
add_rules(struct req *r, struct field *to)
{
	const struct policy_rule	*rule;
	size_t				 i, n = 0;

	for (i = 0; (rule = policy_nth(i)) != NULL; i++)
		if (policy_fixed(rule) == NULL)
			rules_field(r, rule, rule->name, pool_printf(r->pool,
			    "%s %s：%s", rule->name, rule->label, rule->note),
			    offsetof(struct rules_values, value) +
			    i * sizeof(const char *), &to[n++]);
	if (n > 0)
		to[0].group = "规则";
	return n;
}

enum status
rules_form(struct req *r, const struct rules_frame *frame,
    const struct form **out)
{
	struct form	*form = pool_alloc(r->pool, sizeof(*form));
	struct field	*list;
	size_t		 n, i;

	for (n = 0; policy_nth(n) != NULL; n++)
		;
	list = pool_array(r->pool, frame->nbefore + n + frame->nbehind,
	    sizeof(*list));
	if (form == NULL || list == NULL)
		return fault_set(r->fault, ST_BROKEN, "past the pool");
	for (i = 0; i < frame->nbefore; i++)
		list[i] = frame->before[i];
	n = add_rules(r, list + frame->nbefore);
	for (i = 0; i < frame->nbehind; i++)
		list[frame->nbefore + n + i] = frame->behind[i];
	*form = (struct form){
		.fields = list, .n = frame->nbefore + n + frame->nbehind,
		.size = frame->size,
	};
	*out = form;
	return ST_OK;
}

void
rules_form_fixed(struct rules_values *v)
{
	const struct policy_rule	*rule;
	size_t				 i;

	for (i = 0; (rule = policy_nth(i)) != NULL; i++)
		if (policy_fixed(rule) != NULL)
			v->value[i] = rule->value;
}

enum status
rules_form_choices(struct req *r)
{
	const struct policy_rule	*rule;
	enum status			 st = ST_OK;
	size_t				 i;

	for (i = 0; st == ST_OK && (rule = policy_nth(i)) != NULL; i++)
		if (policy_fixed(rule) == NULL)
			st = rules_field_choices(r, rule, rule->name);
	return st;
}
