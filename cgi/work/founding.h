/*
 * The questions of a production `jianyin init`, asked at the console, and
 * the first unit and people made from the answers.  Secrets are read without
 * echo, live in one struct and are wiped with it.
 */
#ifndef WORK_FOUNDING_H
#define WORK_FOUNDING_H

#include "base/config.h"
#include "base/fault.h"
#include "work/terminal.h"

#define FOUNDING_TEXT TERMINAL_TEXT
#define FOUNDING_PEOPLE 3

struct founding {
	char	 org[FOUNDING_TEXT], code[FOUNDING_TEXT];
	char	 region[FOUNDING_TEXT], address[FOUNDING_TEXT];
	char	 phone[FOUNDING_TEXT];
	char	 above[2][FOUNDING_TEXT];	/* supervising unit, province */
	char	 login[FOUNDING_PEOPLE][FOUNDING_TEXT];
	char	 name[FOUNDING_PEOPLE][FOUNDING_TEXT];
	char	 person_pin[FOUNDING_PEOPLE][FOUNDING_TEXT];
	char	 pin[2][FOUNDING_TEXT];		/* of the root key */
	char	 phrase[2][FOUNDING_TEXT];	/* of the recovery file */
};

/* Ask until each answer is good; ST_INVALID where input ends. */
enum status	 founding_ask(const struct config *config,
		    struct founding *out, struct fault *f);
/*
 * The office's own unit and its first people: the RA administrator and the
 * system administrator, who enrol all others, and in the unit above the
 * supervisor, without whom nobody could approve the making.  "arg" is
 * the struct.
 */
enum status	 founding_fill(const struct config *config, void *arg,
		    struct fault *f);

#endif
