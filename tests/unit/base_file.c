/* Whole files, old or new and never between; the machine's settings. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <dirent.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#include <cmocka.h>

#include "base/config.h"
#include "base/file.h"
#include "chance.h"
#include "place.h"

static struct place	 where;
static char		 path[128];
static struct fault	 f;
static struct buf	 b;

static int
setup(void **state)
{
	(void)state;
	if (place_make(&where, 0) != 0)
		return -1;
	snprintf(path, sizeof(path), "%s/file", where.dir);
	buf_init(&b, 1 << 20);
	return 0;
}

static int
teardown(void **state)
{
	(void)state;
	buf_free(&b);
	place_drop(&where);
	return 0;
}

static int
files_in(const char *dir)
{
	DIR		*d = opendir(dir);
	int		 n = 0;

	while (readdir(d) != NULL)
		n++;
	closedir(d);
	return n - 2;
}

static void
write_text(const char *s)
{
	assert_int_equal(file_write(path, bytes_text(s), 0600, &f), ST_OK);
}

/* --- files --------------------------------------------------------------- */

static void
what_is_written_is_read(void **state)
{
	static const size_t	 sizes[] = { 0, 1, 65535, 65536, 65537,
	    1 << 20 };
	unsigned char		*p = malloc(1 << 20);
	struct stat		 sb;
	size_t			 i;

	(void)state;
	for (i = 0; i < NITEMS(sizes); i++) {
		chance_fill(p, sizes[i]);
		assert_int_equal(file_write(path, bytes_of(p, sizes[i]),
		    0640, &f), ST_OK);
		buf_clear(&b);
		assert_int_equal(file_read(path, &b, &f), ST_OK);
		assert_true(bytes_same(buf_view(&b), bytes_of(p, sizes[i])));
	}
	free(p);
	assert_int_equal(stat(path, &sb), 0);
	assert_int_equal(sb.st_mode & 0777, 0640);
	assert_int_equal(files_in(where.dir), 1);	/* nothing beside */
}

static void
reading_goes_behind_what_is_there_and_stops_at_the_ceiling(void **state)
{
	struct buf	 small;

	(void)state;
	write_text("world");
	buf_text(&b, "hello ");
	assert_int_equal(file_read(path, &b, &f), ST_OK);
	assert_string_equal(buf_str(&b), "hello world");
	buf_init(&small, 4);
	assert_int_equal(file_read(path, &small, &f), ST_INVALID);
	buf_free(&small);
	buf_init(&small, 5);
	assert_int_equal(file_read(path, &small, &f), ST_OK);
	buf_free(&small);
	buf_init(&small, 100);		/* what has no end has a ceiling */
	assert_int_equal(file_read("/dev/zero", &small, &f), ST_INVALID);
	buf_free(&small);
}

static void
what_cannot_be_read_or_written_is_told(void **state)
{
	(void)state;
	assert_int_equal(file_read("/nonexistent/x", &b, &f), ST_ABSENT);
	assert_int_equal(file_read(where.dir, &b, &f), ST_BROKEN);
	assert_int_equal(file_write("/nonexistent/x", bytes_text("x"), 0600,
	    &f), ST_BROKEN);
	assert_int_equal(file_write(where.dir, bytes_text("x"), 0600, &f),
	    ST_BROKEN);
	assert_int_equal(files_in(where.dir), 0);
	assert_int_equal(file_read_fd(-1, &b, &f), ST_BROKEN);
	assert_int_equal(file_write_fd(-1, bytes_text("x"), &f), ST_BROKEN);
}

/* A disk that is full, played by a limit on the size of files. */
static void
r225_a_write_that_fails_leaves_the_old_file(void **state)
{
	struct rlimit	 old, tight;
	unsigned char	 big[20000] = { 1 };

	(void)state;
	write_text("old");
	signal(SIGXFSZ, SIG_IGN);
	assert_int_equal(getrlimit(RLIMIT_FSIZE, &old), 0);
	tight = (struct rlimit){ 5000, old.rlim_max };
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &tight), 0);
	assert_int_equal(file_write(path, bytes_of(big, sizeof(big)), 0600,
	    &f), ST_BROKEN);
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &old), 0);
	assert_int_equal(file_read(path, &b, &f), ST_OK);
	assert_string_equal(buf_str(&b), "old");
	assert_int_equal(files_in(where.dir), 1);
}

/* Killed at any moment, the file holds one writing whole. */
static void
r225_a_killed_writer_leaves_old_or_new(void **state)
{
	static unsigned char	 all[2][100000];
	pid_t			 child;
	int			 i, k;

	(void)state;
	memset(all[0], 'a', sizeof(all[0]));
	memset(all[1], 'b', sizeof(all[1]));
	assert_int_equal(file_write(path, bytes_of(all[0], sizeof(all[0])),
	    0600, &f), ST_OK);
	for (i = 0; i < 30; i++) {
		if ((child = fork()) == 0)
			for (k = 0; ; k = !k)
				file_write(path, bytes_of(all[k],
				    sizeof(all[k])), 0600, NULL);
		usleep((useconds_t)chance_below(8000));
		kill(child, SIGKILL);
		assert_int_equal(waitpid(child, NULL, 0), child);
		buf_clear(&b);
		assert_int_equal(file_read(path, &b, &f), ST_OK);
		k = b.n > 0 && b.p[0] == 'b';
		assert_true(bytes_same(buf_view(&b), bytes_of(all[k],
		    sizeof(all[k]))));
	}
}

/* A link put where the new file is written beside must not be followed. */
static void
what_stands_beside_is_replaced_not_followed(void **state)
{
	char	 beside[256], target[256];

	(void)state;
	snprintf(beside, sizeof(beside), "%s.%ld.new", path, (long)getpid());
	snprintf(target, sizeof(target), "%s/victim", where.dir);
	assert_int_equal(symlink(target, beside), 0);
	write_text("new");
	assert_int_equal(access(target, F_OK), -1);
	assert_int_equal(file_read(path, &b, &f), ST_OK);
	assert_string_equal(buf_str(&b), "new");
}

/* --- settings ------------------------------------------------------------ */

#define WITHOUT_MODE "store = sqlite:/x\nrun=/run/x\n data = /d \n" \
	"share=/s\nurl = https://a.example/?x=1\nca=embedded\n" \
	"profile = national\n"
#define DEMO "mode = demonstration\n" WITHOUT_MODE
#define PRODUCTION "mode = production\n" WITHOUT_MODE

static void
settings_are_read(void **state)
{
	struct config	 c;
	char		 file[CONFIG_PATH];

	(void)state;
	write_text("# a comment\n\n\t \n" DEMO "clock = /c\r\n# end");
	assert_int_equal(config_read(path, &c, &f), ST_OK);
	assert_true(config_is_demo(&c));
	assert_string_equal(c.store, "sqlite:/x");
	assert_string_equal(c.run, "/run/x");
	assert_string_equal(c.data, "/d");
	assert_string_equal(c.url, "https://a.example/?x=1");
	assert_string_equal(c.clock, "/c");
	config_path(c.run, "keyd.sock", file);
	assert_string_equal(file, "/run/x/keyd.sock");
	write_text(PRODUCTION);
	assert_int_equal(config_read(path, &c, &f), ST_OK);
	assert_false(config_is_demo(&c));
	assert_string_equal(c.clock, "");
}

static void
wrong_settings_are_refused(void **state)
{
	static const struct { const char *text, *word; } bad[] = {
		{ "", "mode missing" },
		{ WITHOUT_MODE, "mode missing" },
		{ "mode =\n" WITHOUT_MODE, "mode missing" },
		{ "mode = demo\n" WITHOUT_MODE, "mode: demo" },
		{ "mode = Production\n" WITHOUT_MODE, "mode" },
		{ DEMO "colour = red\n", "unknown setting colour" },
		{ DEMO "Mode = production\n", "unknown setting Mode" },
		{ DEMO "mode\n", "no '='" },
		{ DEMO "= x\n", "unknown setting" },
		{ DEMO "mode = production\n", "once more" },
		{ DEMO "url = https://b.example\n", "once more" },
		{ PRODUCTION "clock = /c\n", "only in demonstration" },
		{ "mode = production\nca = none\nstore=x\nrun=x\ndata=x\n"
		  "share=x\nurl=x\nprofile=x\n", "ca: none" },
	};
	struct config	 c;
	size_t		 i;

	(void)state;
	for (i = 0; i < NITEMS(bad); i++) {
		write_text(bad[i].text);
		assert_int_equal(config_read(path, &c, &f), ST_INVALID);
		if (strstr(f.text, bad[i].word) == NULL)
			fail_msg("%zu: %s", i, f.text);
		assert_non_null(strstr(f.text, path));
	}
}

/* Each setting left out in turn is missed by name. */
static void
every_setting_but_the_clock_is_needed(void **state)
{
	static const char	*names[] = { "mode", "store", "run", "data",
	    "share", "url", "ca", "profile" };
	struct config		 c;
	size_t			 i, k;

	(void)state;
	for (i = 0; i < NITEMS(names); i++) {
		buf_clear(&b);
		for (k = 0; k < NITEMS(names); k++)
			if (k != i)
				buf_printf(&b, "%s = %s\n", names[k],
				    k == 0 ? "production" : k == 6 ?
				    "external" : "x");
		write_text(buf_str(&b));
		assert_int_equal(config_read(path, &c, &f), ST_INVALID);
		buf_clear(&b);
		buf_printf(&b, "setting %s missing", names[i]);
		assert_non_null(strstr(f.text, buf_str(&b)));
	}
}

static void
long_values_and_files_are_refused(void **state)
{
	struct config	 c;
	int		 i;

	(void)state;
	for (i = 255; i <= 256; i++) {
		buf_clear(&b);
		buf_printf(&b, "%sclock = %0*d\n", DEMO, i, 0);
		write_text(buf_str(&b));
		assert_int_equal(config_read(path, &c, &f), i < 256 ? ST_OK :
		    ST_INVALID);
	}
	assert_non_null(strstr(f.text, "too long"));
	/* exactly the largest file, and one byte more */
	for (i = 0; i < 2; i++) {
		buf_clear(&b);
		buf_text(&b, DEMO);
		while (b.n < 64 * 1024 + (size_t)i)
			buf_byte(&b, '#');
		assert_int_equal(file_write(path, buf_view(&b), 0600, &f),
		    ST_OK);
		assert_int_equal(config_read(path, &c, &f), i == 0 ? ST_OK :
		    ST_INVALID);
	}
	/* what stands behind a NUL would not be seen */
	assert_int_equal(file_write(path, bytes_of(DEMO "\0clock = /c\n",
	    sizeof(DEMO) + 11), 0600, &f), ST_OK);
	assert_int_equal(config_read(path, &c, &f), ST_INVALID);
	assert_int_equal(config_read("/nonexistent", &c, &f), ST_ABSENT);
}

static void
the_file_is_named_by_the_environment(void **state)
{
	struct config	 c;

	(void)state;
	unsetenv("JIANYIN_CONF");
	assert_string_equal(config_file(), "/etc/jianyin/jianyin.conf");
	write_text(DEMO);
	setenv("JIANYIN_CONF", path, 1);
	assert_int_equal(config_load(&c, &f), ST_OK);
	unsetenv("JIANYIN_CONF");
}

#define T(t) cmocka_unit_test_setup_teardown(t, setup, teardown)

static const struct CMUnitTest tests[] = {
	T(what_is_written_is_read),
	T(reading_goes_behind_what_is_there_and_stops_at_the_ceiling),
	T(what_cannot_be_read_or_written_is_told),
	T(r225_a_write_that_fails_leaves_the_old_file),
	T(r225_a_killed_writer_leaves_old_or_new),
	T(what_stands_beside_is_replaced_not_followed),
	T(settings_are_read),
	T(wrong_settings_are_refused),
	T(every_setting_but_the_clock_is_needed),
	T(long_values_and_files_are_refused),
	T(the_file_is_named_by_the_environment),
};

int
main(void)
{
	chance_begin();
	return cmocka_run_group_tests_name("file", tests, NULL, NULL);
}
