"""Start one demonstration office for tests and end it again."""
import fcntl
import os
import pathlib
import shutil
import signal
import socket
import subprocess
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def ended(_signal, _frame):
    raise SystemExit(143)


# What makes an office another one than that of the prototype.
MAKING = ("JIANYIN_CA", "JIANYIN_PROFILE", "JIANYIN_STORE")
# Of a start, not of the office.
PASSING = ("run", "log", "tmp", ".running", "*.conf")


def copied(binaries, var):
    """Put a copy of an office into the empty folder: making one takes half a
    minute of two processors.  It is made by the first who asks, and anew when
    programs or schemas are newer.  JIANYIN_TEST_FRESH in the
    environment: not for this one."""
    proto = pathlib.Path(binaries).resolve().parent / "office"
    with open(f"{proto}.lock", "w", encoding="ascii") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        parts = [*pathlib.Path(binaries).iterdir(), *(ROOT / "db").iterdir()]
        made = proto / "o" / ".office"
        if not made.exists() or any(p.stat().st_mtime > made.stat().st_mtime
                                    for p in parts):
            shutil.rmtree(proto, ignore_errors=True)
            proto.mkdir()
            proto.chmod(0o755)
            first = Office(binaries, folder=str(proto))
            try:
                first.start(JIANYIN_TEST_FRESH="1")
            finally:
                first.stop()
        subprocess.run(["cp", "-a", f"{proto}/o", var], check=True)
    for what in PASSING:
        for path in pathlib.Path(var).glob(what):
            if path.is_dir():
                shutil.rmtree(path)
            else:
                path.unlink()


class Office:
    """with Office(bin, store) as o: o.url, o.var"""

    def __init__(self, binaries, store=None, folder=None):
        self.bin, self.store, self.proc = binaries, store, None
        self.var = folder or tempfile.mkdtemp(prefix="jianyin-test-")
        os.chmod(self.var, 0o755)
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.log = os.path.join(self.var + ".log")

    def start(self, wait=300, **more):
        """"more" is added to its environment, and gone at the next start."""
        env = dict(os.environ, JIANYIN_VAR=os.path.join(self.var, "o"),
                   JIANYIN_PORT=str(self.port), BIN=str(self.bin),
                   JIANYIN_URL=self.url, JIANYIN_DEMO="one")
        env.update(more)
        env.pop("TMPDIR", None)     # ours: its programs may be another user
        if self.store:
            env["JIANYIN_STORE"] = self.store
        if env.pop("JIANYIN_TEST_FRESH", "") == "" and \
                env["JIANYIN_DEMO"] == "one" and \
                not os.path.exists(self.data) and \
                not any(name in env for name in MAKING):
            copied(self.bin, self.data)
        with open(self.log, "ab") as log:
            said = log.tell()
            self.proc = subprocess.Popen([str(ROOT / "nginx" / "run")],
                                         env=env, stdout=log, stderr=log,
                                         stdin=subprocess.DEVNULL,
                                         start_new_session=True)
        end = time.monotonic() + wait
        while time.monotonic() < end:
            with open(self.log, "rb") as log:
                log.seek(said)
                if b"ready: " in log.read():
                    return self
            if self.proc.poll() is not None:
                break
            time.sleep(0.1)
        self.stop()
        with open(self.log, encoding="utf-8") as log:
            raise RuntimeError("office does not start:\n" + log.read()[-3000:])

    def stop(self):
        if self.proc is not None and self.proc.poll() is None:
            self.proc.send_signal(signal.SIGTERM)
            try:
                self.proc.wait(20)
            except subprocess.TimeoutExpired:
                os.killpg(self.proc.pid, signal.SIGKILL)
        self.proc = None

    def __enter__(self):
        for one in (signal.SIGTERM, signal.SIGHUP):
            if signal.getsignal(one) == signal.SIG_DFL:
                signal.signal(one, ended)       # __exit__ ends the office
        try:
            return self.start()
        except BaseException:       # told to end while it started
            self.__exit__()
            raise

    def __exit__(self, *_):
        self.stop()
        if os.environ.get("JIANYIN_KEEP"):
            print(f"# kept {self.var}")
        else:
            shutil.rmtree(self.var, ignore_errors=True)
            os.unlink(self.log)

    @property
    def data(self):
        return os.path.join(self.var, "o")
