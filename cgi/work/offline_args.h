/* The arguments of `jianyin stamp`. */
#ifndef WORK_OFFLINE_ARGS_H
#define WORK_OFFLINE_ARGS_H

struct offline_ask {
	const char	*device, *seal, *page, *at, *operator, *requester,
			*reviewer, *title, *reason, *in, *out;
	int		 checked;	/* all four were looked at */
};

/* Says how it is called; gives the exit status. */
int		 offline_usage(void);
/* 1 where all that must be said is, and fits. */
int		 offline_args(int argc, char **argv, struct offline_ask *a);
/* "20.5" millimetres as micrometres; what follows it, or NULL. */
const char	*offline_mm(const char *s, int *um);

#endif
