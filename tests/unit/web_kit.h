/*
 * A program behind nginx on loopback, asked by curl: for tests of web.
 * Everything is started here and stopped by its pid.
 */
#ifndef TESTS_WEB_KIT_H
#define TESTS_WEB_KIT_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/clock.h"
#include "base/limits.h"
#include "page/json.h"
#include "web/local.h"


static char	 dir[64];
static int	 port;
static pid_t	 program = -1, nginx = -1;

/* The routes of the program under test. */
static const struct route	*kit_routes;
static size_t			 kit_nroutes;

static inline void write_file(const char *, const char *, ...)
    __attribute__((format(printf, 2, 3)));
static inline const char *ask(const char *, const char *, ...)
    __attribute__((format(printf, 2, 3)));

/* Most questions need no more arguments. */
#pragma GCC diagnostic ignored "-Wformat-zero-length"

static inline void
write_file(const char *name, const char *fmt, ...)
{
	char	 path[128];
	va_list	 ap;
	FILE	*to;

	snprintf(path, sizeof(path), "%s/%s", dir, name);
	to = fopen(path, "w");
	assert_non_null(to);
	va_start(ap, fmt);
	vfprintf(to, fmt, ap);
	va_end(ap);
	fclose(to);
}

static inline int
listen_unix(void)
{
	struct sockaddr_un	 a = { .sun_family = AF_UNIX };
	int			 fd = socket(AF_UNIX, SOCK_STREAM, 0);

	snprintf(a.sun_path, sizeof(a.sun_path), "%s/sock", dir);
	unlink(a.sun_path);
	assert_int_equal(bind(fd, (struct sockaddr *)&a, sizeof(a)), 0);
	assert_int_equal(listen(fd, 64), 0);
	chmod(a.sun_path, 0666);
	return fd;
}

static inline int
free_port(void)
{
	struct sockaddr_in	 a = { .sin_family = AF_INET,
				    .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t		 n = sizeof(a);
	int			 fd = socket(AF_INET, SOCK_STREAM, 0);

	assert_int_equal(bind(fd, (struct sockaddr *)&a, n), 0);
	getsockname(fd, (struct sockaddr *)&a, &n);
	close(fd);
	return ntohs(a.sin_port);
}

static inline void
run_program(int fd, const struct web_program *p)
{
	struct fault		 why = { 0 };
	struct web		*web;
	char			 path[128];
	int			 log;

	snprintf(path, sizeof(path), "%s/log", dir);
	log = open(path, O_WRONLY | O_CREAT | O_APPEND, 0600);
	dup2(log, STDERR_FILENO);
	dup2(fd, STDIN_FILENO);
	if (web_open_program(&web, p, &why) != ST_OK) {
		dprintf(STDERR_FILENO, "%s\n", why.text);
		_exit(1);
	}
	while (web_next(web))
		web_serve(web, kit_routes, kit_nroutes);
	web_close(web);
	_exit(0);
}

static inline void
start_program(const struct web_program *p)
{
	int	 fd = listen_unix();

	fflush(NULL);
	if ((program = fork()) == 0)
		run_program(fd, p);
	assert_true(program > 0);
	close(fd);
}

/* Its exit status, once told to stop. */
static inline int
stop(pid_t *pid)
{
	int	 status = -1;

	if (*pid > 0) {
		kill(*pid, SIGTERM);
		waitpid(*pid, &status, 0);
	}
	*pid = -1;
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static inline void
start_nginx(void)
{
	char	 conf[128];

	port = free_port();
	write_file("nginx.conf",
	    "daemon off; worker_processes 1; pid %1$s/nginx.pid;\n"
	    "error_log %1$s/nginx.log;\n"
	    "events { worker_connections 64; }\n"
	    "http { access_log off; client_max_body_size 20m;\n"
	    " client_body_temp_path %1$s/b; proxy_temp_path %1$s/p;\n"
	    " fastcgi_temp_path %1$s/f; uwsgi_temp_path %1$s/u;\n"
	    " scgi_temp_path %1$s/s;\n"
	    " server { listen 127.0.0.1:%2$d; location / {\n"
	    "  include /etc/nginx/fastcgi_params;\n"
	    "  fastcgi_pass unix:%1$s/sock; } } }\n", dir, port);
	snprintf(conf, sizeof(conf), "%s/nginx.conf", dir);
	if ((nginx = fork()) == 0) {
		if (freopen("/dev/null", "w", stderr) == NULL)
			_exit(126);
		execlp("nginx", "nginx", "-p", dir, "-c", conf, (char *)NULL);
		_exit(127);
	}
}

static char	 answer[1 << 20];

/* curl -i of a path with more arguments; the whole answer as text. */
static inline const char *
ask(const char *path, const char *more, ...)
{
	char	 command[4096], args[3072];
	va_list	 ap;
	FILE	*p;
	size_t	 n;

	va_start(ap, more);
	vsnprintf(args, sizeof(args), more, ap);
	va_end(ap);
	snprintf(command, sizeof(command),
	    "curl -s -i --max-time 20 --path-as-is %s "
	    "'http://127.0.0.1:%d%s' 2>/dev/null", args, port, path);
	p = popen(command, "r");
	assert_non_null(p);
	n = fread(answer, 1, sizeof(answer) - 1, p);
	answer[n] = '\0';
	pclose(p);
	return answer;
}

static inline int
status_of(const char *text)
{
	int	 n = 0;

	/* curl prints an interim 100 first where it waited for one. */
	if (strncmp(text, "HTTP/1.1 100", 12) == 0 &&
	    (text = strstr(text, "\r\n\r\n")) != NULL)
		text += 4;
	if (text != NULL && sscanf(text, "HTTP/1.1 %d", &n) != 1)
		return -1;
	return n;
}

#define ORIGIN "-H 'Origin: http://127.0.0.1:%d'"

/* Move the clock of the program under test. */
static inline enum status
kit_shift(int64_t ms)
{
	char	 path[128];

	snprintf(path, sizeof(path), "%s/clock", dir);
	return clock_set_shift(path, ms, NULL);
}

/* A folder, settings for a store "where", nginx and the program. */
static inline int
kit_up(const char *where, const struct web_program *p,
    const struct route *routes, size_t n)
{
	char	 path[128];
	int	 i;

	snprintf(dir, sizeof(dir), "/tmp/web_test.XXXXXX");
	if (mkdtemp(dir) == NULL)
		return -1;
	chmod(dir, 0755);
	write_file("conf", "mode = demonstration\nstore = %2$s\n"
	    "run = %1$s\ndata = %1$s\nshare = .\nurl = https://print.cn\n"
	    "ca = embedded\nprofile = national\nclock = %1$s/clock\n", dir,
	    where == NULL ? "sqlite:/nonexistent" : where);
	snprintf(path, sizeof(path), "%s/conf", dir);
	setenv("JIANYIN_CONF", path, 1);
	if (kit_shift(0) != ST_OK)
		return -1;
	kit_routes = routes;
	kit_nroutes = n;
	start_program(p);
	start_nginx();
	for (i = 0; i < 100; i++) {
		if (status_of(ask("/t/ready", "")) == 404)
			return 0;
		usleep(50 * 1000);
	}
	print_message("nginx or the program did not start\n");
	return -1;
}

static inline int
kit_down(void)
{
	char	 command[128];

	stop(&program);
	stop(&nginx);
	snprintf(command, sizeof(command), "rm -rf '%s'", dir);
	return system(command) == 0 ? 0 : -1;
}

/* The pre-session cookie and token of a fresh browser. */
static inline void
open_form(char cookie[64], char token[65])
{
	const char	*p;

	ask("/t/form", "");
	p = strstr(answer, "Set-Cookie: __Host-pre=");
	assert_non_null(p);
	assert_non_null(strstr(p, "; Path=/; Secure; HttpOnly; SameSite=Lax"));
	snprintf(cookie, 64, "%.*s", 43, p + 23);
	p = strstr(answer, "name=\"csrf\" value=\"");
	assert_non_null(p);
	snprintf(token, 65, "%.*s", 64, p + 19);
}

#endif
