/*
 * Where a test keeps its stores: a new folder for SQLite, a new database of
 * the server named by JIANYIN_TEST_PG (tests/pg.sh) for PostgreSQL.
 */
#ifndef TESTS_PLACE_H
#define TESTS_PLACE_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct place {
	char	 where[512];	/* for store_open */
	char	 dir[64];	/* also for a test's own files */
	char	 base[64];	/* the database; "" with SQLite */
};

static inline int
place_shell(const char *what, const char *base)
{
	char	 text[1024];

	snprintf(text, sizeof(text), "psql -q \"$JIANYIN_TEST_PG\""
	    " -c '%s DATABASE %s' >/dev/null 2>&1", what, base);
	return system(text);
}

/* 0 if it worked. */
static inline int
place_make(struct place *p, int postgres)
{
	static int	 count;
	const char	*info = getenv("JIANYIN_TEST_PG"),
			*tmp = getenv("TMPDIR");

	memset(p, 0, sizeof(*p));
	snprintf(p->dir, sizeof(p->dir), "%s/jianyin-test.XXXXXX",
	    tmp == NULL || strlen(tmp) > 40 ? "/tmp" : tmp);
	if (mkdtemp(p->dir) == NULL)
		return -1;
	snprintf(p->where, sizeof(p->where), "sqlite:%s", p->dir);
	if (!postgres)
		return 0;
	snprintf(p->base, sizeof(p->base), "jy_%d_%d", (int)getpid(),
	    count++);
	snprintf(p->where, sizeof(p->where), "postgresql:%s dbname=%s", info,
	    p->base);
	return place_shell("CREATE", p->base);
}

static inline void
place_drop(struct place *p)
{
	char	 text[128];

	if (p->base[0] != '\0')
		place_shell("DROP", p->base);
	snprintf(text, sizeof(text), "rm -rf %s", p->dir);
	if (getenv("JIANYIN_KEEP") != NULL)
		fprintf(stderr, "# kept %s\n", p->dir);
	else if (strstr(p->dir, "/jianyin-test.") != NULL &&
	    system(text) != 0)
		perror(text);
}

static inline int
place_has_postgres(void)
{
	const char	*info = getenv("JIANYIN_TEST_PG");

	return info != NULL && *info != '\0';
}

#endif
