"""A machine with an installed office, for tests: what `make install` laid out
below a folder, its systemd files read and obeyed as far as one process can:
sockets made with their owners and modes and handed over by name, a uid for
each program, credentials, umask, limits, and the filter of system calls.
sysusers.d and tmpfiles.d are carried out by systemd's own programs.  Without
root everything runs as one user and the owners are not shown."""
import ctypes
import grp
import os
import pathlib
import pwd
import re
import resource
import shutil
import signal
import socket
import subprocess
import tempfile
import time
import traceback

from office import ROOT, free_port

ETC = "etc/jianyin"
DATA = "var/lib/jianyin"
UNITS = "usr/lib/systemd/system"


def read_unit(path):
    """[(key, value)] of a unit file, in its order."""
    lines = path.read_text().splitlines()
    return [tuple(line.split("=", 1)) for line in lines
            if "=" in line and line[0] not in "#;["]


def values(unit, key):
    return [v for k, v in unit if k == key]


def value(unit, key, otherwise=None):
    found = values(unit, key)
    return found[-1] if found else otherwise


class Calls:
    """SystemCallFilter= through libseccomp, groups as systemd lists them."""

    def __init__(self):
        text = subprocess.run(["systemd-analyze", "syscall-filter"],
                              text=True, capture_output=True,
                              check=True).stdout
        self.groups, group = {}, None
        for line in text.splitlines():
            if line.startswith("@"):
                group = self.groups.setdefault(line.strip(), [])
            elif line.startswith(" ") and group is not None and \
                    "#" not in line:
                group.append(line.strip())

    def expand(self, name):
        if not name.startswith("@"):
            return {name}
        return set().union(*map(self.expand, self.groups[name]))

    def allowed(self, filters):
        calls = set()
        for words in filters:
            names = set().union(*map(self.expand,
                                     words.lstrip("~").split()))
            calls = calls - names if words[0] == "~" else calls | names
        return calls

    @staticmethod
    def enter(calls):
        """From here on this process may do nothing else."""
        lib = ctypes.CDLL("libseccomp.so.2")
        lib.seccomp_init.restype = ctypes.c_void_p
        context = ctypes.c_void_p(lib.seccomp_init(0x00050001))  # EPERM
        for name in calls:
            number = lib.seccomp_syscall_resolve_name(name.encode())
            if number != -1:
                lib.seccomp_rule_add(context, ctypes.c_uint32(0x7fff0000),
                                     number, 0)
        if lib.seccomp_load(context) != 0:
            os._exit(126)


class Machine:
    """with Machine(build, store) as m: m.init(); m.start(); m.url"""

    def __init__(self, build, store=None):
        self.root = pathlib.Path(tempfile.mkdtemp(prefix="jianyin-machine-",
                                                  dir="/tmp"))
        self.root.chmod(0o755)
        self.https, self.http = free_port(), free_port()
        self.url = f"https://localhost:{self.https}"
        self.store, self.pids, self.nginx = store, {}, None
        self.is_root = os.geteuid() == 0
        make = ["make", "-s", "install", f"DESTDIR={self.root}",
                "NAME=localhost"]
        if build.name == "san":
            make.insert(1, "SAN=1")
        subprocess.run(make, cwd=ROOT, check=True,
                       stdout=subprocess.DEVNULL)
        self.calls = Calls()
        self.conf = self.root / ETC / "jianyin.conf"
        os.environ["JIANYIN_CONF"] = str(self.conf)
        self.settings()
        if self.is_root:
            self.host_names()
            self.systemd("sysusers")
        self.tmpfiles()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stop()
        if os.environ.get("JIANYIN_KEEP"):
            print(f"# kept {self.root}")
        else:
            shutil.rmtree(self.root, ignore_errors=True)

    # --- files ---------------------------------------------------------

    def settings(self, **changes):
        """jianyin.conf from the example that was installed."""
        text = (self.root / ETC / "jianyin.conf.example").read_text()
        for folder in ("/var/lib", "/run/jianyin", "/usr/share"):
            text = text.replace(f" {folder}", f" {self.root}{folder}") \
                .replace(f":{folder}", f":{self.root}{folder}")
        changes.setdefault("url", self.url)
        changes.setdefault("ca", "embedded")
        if self.store:
            changes.setdefault("store", self.store)
        for name, text_value in changes.items():
            text = re.sub(rf"^{name} = .*$", f"{name} = {text_value}", text,
                          flags=re.M)
        self.conf.write_text(text)

    def host_names(self):
        """What every Debian has, where sysusers.d adds ours."""
        for table, find in (("passwd", lambda n: ":".join(
                map(str, pwd.getpwnam(n)))), ("group", lambda n:
                f"{n}:x:{grp.getgrnam(n).gr_gid}:")):
            names = ("root", "www-data") + (("adm",) if table == "group"
                                            else ())
            (self.root / "etc" / table).write_text(
                "".join(find(n) + "\n" for n in names))

    def systemd(self, name, *more):
        subprocess.run([f"systemd-{name}", f"--root={self.root}", *more,
                        f"{self.root}/usr/lib/{name}.d/jianyin.conf"],
                       check=True, capture_output=True)

    def tmpfiles(self):
        if self.is_root:
            self.systemd("tmpfiles", "--create")
            return
        for line in (self.root / "usr/lib/tmpfiles.d/jianyin.conf") \
                .read_text().splitlines():
            word = line.split()
            path = self.root / word[1].lstrip("/")
            if word[0] == "d":
                path.mkdir(parents=True, exist_ok=True)
                path.chmod(int(word[2], 8))
            elif word[0] == "f" and not path.exists():
                path.touch(int(word[2], 8))
            elif word[0] == "z":
                for file in path.parent.glob(path.name):
                    file.chmod(int(word[2], 8))
            elif word[0] == "L" and not path.is_symlink():
                path.symlink_to(word[-1])

    def user(self, name):
        return self.number(name, "passwd", 2, lambda n:
                           pwd.getpwnam(n).pw_uid)

    def group(self, name):
        return self.number(name, "group", 2, lambda n:
                           grp.getgrnam(n).gr_gid)

    def number(self, name, table, field, host):
        path = self.root / "etc" / table
        for line in path.read_text().splitlines() if path.exists() else ():
            word = line.split(":")
            if word[0] == name:
                return int(word[field])
        return host(name)

    def data(self, name=""):
        return self.root / DATA / name

    # --- the command line -----------------------------------------------

    def jianyin(self, *args, typed=None, **more):
        """`jianyin ARGS` as root would type it."""
        return subprocess.run([str(self.root / "usr/bin/jianyin"), *args],
                              input=typed, text=True, capture_output=True,
                              check=False, timeout=120, **more)

    # --- units ------------------------------------------------------------

    def unit(self, name):
        return read_unit(self.root / UNITS / name)

    def listen(self, name):
        unit = self.unit(name)
        path = self.root / value(unit, "ListenStream").lstrip("/")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.unlink(missing_ok=True)
        s = socket.socket(socket.AF_UNIX)
        s.bind(str(path))
        if self.is_root:
            os.chown(path, self.user(value(unit, "SocketUser")), 0)
        path.chmod(int(value(unit, "SocketMode"), 8))
        s.listen(int(value(unit, "Backlog")))
        return s, value(unit, "FileDescriptorName")

    def credentials(self, unit, name):
        """LoadCredential=: a copy only this program can read."""
        folder = self.root / "run/credentials" / name
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        for words in values(unit, "LoadCredential"):
            ident, path = words.split(":")
            source = self.root / path.lstrip("/")
            if not source.exists():
                return None         # systemd would not start the unit
            (folder / ident).write_bytes(source.read_bytes())
            (folder / ident).chmod(0o400)
        if self.is_root:
            uid = self.user(value(unit, "User"))
            for path in (folder, *folder.iterdir()):
                os.chown(path, uid, 0)
        return folder

    def become(self, unit):
        os.umask(int(value(unit, "UMask", "0022"), 8))
        lock = value(unit, "LimitMEMLOCK")
        if lock:        # no more than this machine lets us have
            _, most = resource.getrlimit(resource.RLIMIT_MEMLOCK)
            size = int(lock.rstrip("M")) << 20
            size = size if most < 0 else min(size, most)
            resource.setrlimit(resource.RLIMIT_MEMLOCK, (size, most))
        if self.is_root:
            os.setgroups([self.group(g) for g in
                          values(unit, "SupplementaryGroups")])
            os.setgid(self.group(value(unit, "Group")))
            os.setuid(self.user(value(unit, "User")))

    def start_unit(self, name):
        unit = self.unit(f"jianyin-{name}.service")
        given, stdin = [], None
        for socket_unit in values(unit, "Sockets"):
            given.append(self.listen(socket_unit))
        if value(unit, "StandardInput") == "socket":
            stdin, _ = self.listen(f"jianyin-{name}.socket")
        secrets = self.credentials(unit, name)
        if secrets is None:
            return
        words = value(unit, "ExecStart").split()
        words = [str(self.root) + w if w.startswith("/usr/lib/jianyin")
                 else w for w in words]
        log = open(self.root / f"{name}.log", "ab")
        calls = self.calls.allowed(values(unit, "SystemCallFilter"))
        pid = os.fork()
        if pid:
            self.pids[name] = pid
            for s in [s for s, _ in given] + ([stdin] if stdin else []):
                s.close()
            log.close()
            return
        try:
            self.child(unit, words, given, stdin, log, calls, secrets)
        except BaseException:                   # a forked copy of the test
            os.write(2, traceback.format_exc().encode())
        finally:
            os._exit(127)

    def child(self, unit, words, given, stdin, log, calls, secrets):
        os.setsid()
        signal.signal(signal.SIGPIPE, signal.SIG_DFL)
        env = {"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8",
               "XDG_CACHE_HOME": "/tmp", "JIANYIN_CONF": str(self.conf),
               "CREDENTIALS_DIRECTORY": str(secrets)}
        for name in ("ASAN_OPTIONS", "UBSAN_OPTIONS"):
            if name in os.environ:
                env[name] = os.environ[name]
        if given:
            env.update(LISTEN_FDS=str(len(given)), LISTEN_PID=str(os.getpid()),
                       LISTEN_FDNAMES=":".join(n for _, n in given))
        high = [os.dup2(s.fileno(), 200 + i) for i, (s, _) in
                enumerate(given)]
        os.dup2(stdin.fileno() if stdin else
                os.open("/dev/null", os.O_RDONLY), 0)
        os.dup2(log.fileno(), 1)
        os.dup2(log.fileno(), 2)
        for i, fd in enumerate(high):
            os.dup2(fd, 3 + i)
        os.closerange(3 + len(high), 1024)
        self.become(unit)
        self.calls.enter(calls)
        os.execve(words[0], words, env)

    def services(self):
        return sorted(p.name[len("jianyin-"):-len(".service")] for p in
                      (self.root / UNITS).glob("jianyin-*.service"))

    def start(self):
        for name in self.services():
            self.start_unit(name)
        self.start_nginx()

    def end_unit(self, name):
        pid = self.pids.pop(name)
        if os.waitpid(pid, os.WNOHANG)[0]:
            return
        os.killpg(pid, signal.SIGTERM)
        end = time.monotonic() + 20
        while time.monotonic() < end:
            if os.waitpid(pid, os.WNOHANG)[0]:
                return
            time.sleep(0.02)
        os.killpg(pid, signal.SIGKILL)
        os.waitpid(pid, 0)

    def stop(self):
        if self.nginx is not None:
            self.nginx.terminate()
            self.nginx.wait(20)
            self.nginx = None
        for name in sorted(self.pids, key=lambda n: n == "keyd"):
            self.end_unit(name)

    # --- nginx --------------------------------------------------------------

    def start_nginx(self):
        """The site's template with this machine's addresses."""
        site, cert = self.root / "site", self.root / "cert.pem"
        subprocess.run([
            "openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt",
            "ec_paramgen_curve:P-256", "-nodes", "-days", "2", "-subj",
            "/CN=localhost", "-addext", "subjectAltName=DNS:localhost",
            "-keyout", str(self.root / "key.pem"), "-out", str(cert)],
            check=True, capture_output=True)
        log = self.root / "var/log/jianyin"
        log.mkdir(parents=True, exist_ok=True)
        share = self.root / "usr/share/jianyin"
        with open(site, "w", encoding="utf-8") as out:
            subprocess.run([
                str(share / "nginx/conf.sh"), "site", "NAME=localhost",
                f"HTTPS_SUFFIX=:{self.https}", f"ETC={self.root / ETC}",
                f"LOG={log}", f"RUN={self.root}/run/jianyin",
                f"STATIC={share}/static", f"CERTIFICATE={cert}",
                f"KEY={self.root}/key.pem", f"HTTP=127.0.0.1:{self.http}",
                f"HTTPS=127.0.0.1:{self.https}",
                f"HTTP6=127.0.0.2:{self.http}",
                f"HTTPS6=127.0.0.2:{self.https}",
                "PROGRAMS=" + " ".join(self.services())],
                stdout=out, check=True)
        conf, tmp = self.root / "nginx.conf", self.root / "tmp"
        tmp.mkdir(exist_ok=True)
        temps = "".join(f"{n}_temp_path {tmp}/{n};\n" for n in (
            "client_body", "fastcgi", "proxy", "uwsgi", "scgi"))
        conf.write_text(
            ("user www-data;\n" if self.is_root else "") +
            f"daemon off;\npid {self.root}/nginx.pid;\nevents {{ }}\n"
            f"http {{\ninclude /etc/nginx/mime.types;\n{temps}"
            f"include {site};\n}}\n")
        command = ["nginx", "-e", str(self.root / "nginx.log"), "-p",
                   str(self.root), "-c", str(conf)]
        env = dict(os.environ, PATH=os.environ["PATH"] + ":/usr/sbin")
        subprocess.run([*command, "-t"], env=env, check=True,
                       capture_output=True)
        self.nginx = subprocess.Popen(command, env=env,
                                      stdin=subprocess.DEVNULL,
                                      stdout=subprocess.DEVNULL,
                                      stderr=subprocess.DEVNULL)
        for _ in range(200):
            with socket.socket() as s:
                if s.connect_ex(("127.0.0.1", self.https)) == 0:
                    return
            time.sleep(0.05)
        raise RuntimeError((self.root / "nginx.log").read_text()[-600:])
