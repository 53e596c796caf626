/* Asking at the console; see terminal.h. */
#include <stdio.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#include "base/wipe.h"
#include "work/terminal.h"

/* One line; without echo where "quietly" and a person types it. */
static int
read_line(int quietly, char out[TERMINAL_TEXT])
{
	struct termios	 was, quiet;
	const int	 tty = quietly && tcgetattr(STDIN_FILENO, &was) == 0;
	char		*end;
	int		 ok;

	if (tty) {
		quiet = was;
		quiet.c_lflag &= ~(tcflag_t)ECHO;
		tcsetattr(STDIN_FILENO, TCSAFLUSH, &quiet);
	}
	ok = fgets(out, TERMINAL_TEXT, stdin) != NULL;
	if (tty) {
		tcsetattr(STDIN_FILENO, TCSAFLUSH, &was);
		fputc('\n', stderr);
	}
	if (ok && (end = strchr(out, '\n')) != NULL)
		*end = '\0';
	return ok;
}

/* What nobody saw is typed once more: a slip would lock them out. */
static int
typed_twice(const char *words, const char *first, int *same)
{
	char	 again[TERMINAL_TEXT];
	int	 ok;

	fprintf(stderr, "%s（再输一次）：", words);
	ok = read_line(1, again);
	*same = ok && strcmp(first, again) == 0;
	wipe(again, sizeof(again));
	return ok;
}

enum status
terminal_ask(const char *words, const char *(*check)(const char *),
    enum terminal_secret secret, char out[TERMINAL_TEXT], struct fault *f)
{
	const char	*why;
	int		 ok, same;

	do {
		same = 1;
		fprintf(stderr, "%s：", words);
		ok = read_line(secret != TERMINAL_OPEN, out);
		why = ok ? check(out) : NULL;
		if (ok && why == NULL && secret == TERMINAL_NEW &&
		    isatty(STDIN_FILENO))
			ok = typed_twice(words, out, &same);
		if (!ok) {
			wipe(out, TERMINAL_TEXT);
			return fault_set(f, ST_INVALID, "input ended at: %s",
			    words);
		}
		if (!same)
			why = "两次不一样";
		if (why != NULL)
			fprintf(stderr, "  %s，请重新输入\n", why);
	} while (why != NULL);
	return ST_OK;
}

const char *
terminal_phrase(const char *s)
{
	return strlen(s) < 12 ? "恢复短语至少 12 个字符" : NULL;
}
