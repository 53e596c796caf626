/*
 * Which system calls a child may make.  The lists are compiled to BPF once
 * and installed after the fork, because libseccomp takes longer than most
 * documents.
 */
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>

#include <errno.h>
#include <fcntl.h>
#include <linux/filter.h>
#include <linux/landlock.h>
#include <linux/seccomp.h>
#include <seccomp.h>
#include <unistd.h>

#include "box/local.h"

/* Memory, open descriptors, time and the end: enough to parse. */
static const int compute_calls[] = {
	SCMP_SYS(read), SCMP_SYS(write), SCMP_SYS(brk), SCMP_SYS(munmap),
	SCMP_SYS(mremap), SCMP_SYS(madvise), SCMP_SYS(futex),
	SCMP_SYS(clock_gettime), SCMP_SYS(gettimeofday), SCMP_SYS(time),
	SCMP_SYS(getrandom), SCMP_SYS(fstat), SCMP_SYS(newfstatat),
	SCMP_SYS(lseek), SCMP_SYS(close), SCMP_SYS(rt_sigaction),
	SCMP_SYS(rt_sigprocmask), SCMP_SYS(rt_sigreturn),
	SCMP_SYS(exit), SCMP_SYS(exit_group), SCMP_SYS(getpid),
	SCMP_SYS(gettid),
	SCMP_SYS(sysinfo),	/* qsort asks it once, for lists past 1 KiB */
#ifdef JIANYIN_SANITIZED
	SCMP_SYS(sigaltstack), SCMP_SYS(sched_yield), SCMP_SYS(prlimit64),
	SCMP_SYS(mprotect), SCMP_SYS(mmap), SCMP_SYS(writev),
#endif
};

/* What starting a program and reading fonts needs besides. */
static const int render_calls[] = {
	SCMP_SYS(execve), SCMP_SYS(access), SCMP_SYS(faccessat),
	SCMP_SYS(faccessat2), SCMP_SYS(arch_prctl), SCMP_SYS(mmap),
	SCMP_SYS(mprotect), SCMP_SYS(pread64), SCMP_SYS(stat),
	SCMP_SYS(lstat), SCMP_SYS(statx), SCMP_SYS(statfs),
	SCMP_SYS(fstatfs), SCMP_SYS(getdents64), SCMP_SYS(readlink),
	SCMP_SYS(readlinkat), SCMP_SYS(set_tid_address),
	SCMP_SYS(set_robust_list), SCMP_SYS(rseq), SCMP_SYS(prlimit64),
	SCMP_SYS(uname), SCMP_SYS(getuid), SCMP_SYS(geteuid),
	SCMP_SYS(getgid), SCMP_SYS(getegid), SCMP_SYS(sysinfo),
	SCMP_SYS(sched_getaffinity), SCMP_SYS(sched_yield),
	SCMP_SYS(getcwd), SCMP_SYS(writev), SCMP_SYS(sigaltstack),
	SCMP_SYS(fadvise64),
};

struct filter {
	struct sock_filter	 code[512];
	unsigned short		 n;
};

/* Compiled once, then only read. */
static struct filter	 filters[BOX_PROFILE__N];
static int		 state;		/* 0 not tried, 1 ready, -1 absent */

static int
allow_all(scmp_filter_ctx ctx, const int *calls, size_t n)
{
	size_t	 i;

	for (i = 0; i < n; i++)
		if (calls[i] >= 0 &&
		    seccomp_rule_add(ctx, SCMP_ACT_ALLOW, calls[i], 0) != 0)
			return 0;
	return 1;
}

/* abort() first asks for a signal, then traps: let it come to the trap. */
static int
compute_rules(scmp_filter_ctx ctx)
{
	if (!allow_all(ctx, compute_calls, NITEMS(compute_calls)) ||
	    seccomp_rule_add(ctx, SCMP_ACT_ERRNO(EPERM), SCMP_SYS(tgkill),
	    0) != 0)
		return 0;
#ifndef JIANYIN_SANITIZED
	/* New memory is never code. */
	if (seccomp_rule_add(ctx, SCMP_ACT_ALLOW, SCMP_SYS(mmap), 1,
	    SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0)) != 0 ||
	    seccomp_rule_add(ctx, SCMP_ACT_ALLOW, SCMP_SYS(mprotect), 1,
	    SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0)) != 0)
		return 0;
#endif
	return 1;
}

/* Opening, but for reading only. */
static int
render_rules(scmp_filter_ctx ctx)
{
	const scmp_datum_t	 no = O_ACCMODE | O_CREAT | O_TRUNC;

	return allow_all(ctx, compute_calls, NITEMS(compute_calls)) &&
	    allow_all(ctx, render_calls, NITEMS(render_calls)) &&
	    seccomp_rule_add(ctx, SCMP_ACT_ALLOW, SCMP_SYS(openat), 1,
	    SCMP_A2(SCMP_CMP_MASKED_EQ, no, O_RDONLY)) == 0;
}

/* libseccomp writes the program to a descriptor: read it back. */
static int
keep(scmp_filter_ctx ctx, struct filter *out)
{
	ssize_t	 n = -1;
	int	 fd = memfd_create("filter", MFD_CLOEXEC);

	if (fd == -1)
		return 0;
	if (seccomp_export_bpf(ctx, fd) == 0 && lseek(fd, 0, SEEK_SET) == 0)
		n = read(fd, out->code, sizeof(out->code));
	close(fd);
	if (n <= 0 || (size_t)n == sizeof(out->code) ||
	    (size_t)n % sizeof(out->code[0]) != 0)
		return 0;
	out->n = (unsigned short)((size_t)n / sizeof(out->code[0]));
	return 1;
}

static int
compile(enum box_profile profile)
{
	static const struct {
		uint32_t	 otherwise;
		int		(*rules)(scmp_filter_ctx);
	} profiles[] = {
		[BOX_COMPUTE] = { SCMP_ACT_KILL_PROCESS, compute_rules },
		/* A program probes for much; it is told no. */
		[BOX_RENDER] = { SCMP_ACT_ERRNO(EPERM), render_rules },
	};
	scmp_filter_ctx	 ctx = seccomp_init(profiles[profile].otherwise);
	int		 ok;

	_Static_assert(NITEMS(profiles) == BOX_PROFILE__N, "a row each");
	ok = ctx != NULL && profiles[profile].rules(ctx) &&
	    keep(ctx, &filters[profile]);
	seccomp_release(ctx);
	return ok;
}

int
box_filter_ready(void)
{
	int	 ok = 1;
	uint32_t kill_it = SECCOMP_RET_KILL_PROCESS;
	int	 p;

	if (state != 0)
		return state > 0;
	/* The kernel says whether it knows the action, changing nothing. */
	if (syscall(SYS_seccomp, SECCOMP_GET_ACTION_AVAIL, 0, &kill_it) != 0)
		ok = 0;
	for (p = 0; ok && p < BOX_PROFILE__N; p++)
		ok = compile((enum box_profile)p);
	state = ok ? 1 : -1;
	return ok;
}

enum status
box_filter_enter(enum box_profile profile, struct fault *f)
{
	struct sock_fprog	 prog = {
		.len = filters[profile].n, .filter = filters[profile].code,
	};

	if (state < 0)
		return ST_OK;		/* box_run has seen to that */
	if (prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &prog) != 0)
		return fault_set(f, ST_BROKEN, "seccomp refused");
	return ST_OK;
}

static void
fence_path(int rules, const char *path, uint64_t access)
{
	struct landlock_path_beneath_attr	 under = {
		.allowed_access = access,
		.parent_fd = open(path, O_PATH | O_CLOEXEC),
	};

	if (under.parent_fd == -1)
		return;
	syscall(SYS_landlock_add_rule, rules, LANDLOCK_RULE_PATH_BENEATH,
	    &under, 0);
	close(under.parent_fd);
}

void
box_fence_enter(void)
{
	const uint64_t	 look = LANDLOCK_ACCESS_FS_READ_FILE |
	    LANDLOCK_ACCESS_FS_READ_DIR;
	const struct landlock_ruleset_attr	 all = {
		.handled_access_fs = look | LANDLOCK_ACCESS_FS_EXECUTE |
		    LANDLOCK_ACCESS_FS_WRITE_FILE,
	};
	static const struct { const char *path; int run; } open_to[] = {
		{ "/usr", 1 }, { "/lib", 1 }, { "/lib64", 1 },
		{ "/etc/fonts", 0 }, { "/etc/ld.so.cache", 0 },
		{ "/var/cache/fontconfig", 0 },
	};
	size_t	 i;
	int	 rules;

	rules = (int)syscall(SYS_landlock_create_ruleset, &all, sizeof(all),
	    0);
	if (rules == -1)
		return;
	for (i = 0; i < NITEMS(open_to); i++)
		fence_path(rules, open_to[i].path, !open_to[i].run ? look :
		    look | LANDLOCK_ACCESS_FS_EXECUTE);
	syscall(SYS_landlock_restrict_self, rules, 0);
	close(rules);
}
