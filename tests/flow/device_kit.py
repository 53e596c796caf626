"""A unit's own machine with a software device: the client's commands in a
folder of their own, and DER taken apart."""
import os
import pathlib
import subprocess
import tempfile

from own import build

work = pathlib.Path(tempfile.mkdtemp(prefix="jianyin-device-"))
DEVICE_PIN = "shebei2026"
ID = "1234567812345678"


def jianyin(*args, typed=(), conf=False):
    """The client's own machine: no office there unless "conf"."""
    env = dict(os.environ)
    if not conf:
        env.pop("JIANYIN_CONF", None)
    return subprocess.run(
        [build / "bin/jianyin", *map(str, args)], env=env, text=True,
        input="".join(line + "\n" for line in typed), capture_output=True,
        check=False, cwd=work)


def good(*args, **more):
    done = jianyin(*args, **more)
    assert done.returncode == 0, (args, done.stdout, done.stderr)
    return done.stdout


def pieces(data):
    """The DER elements of a log."""
    out, at = [], 0
    while at < len(data) and data[at] != 0:
        n, head = data[at + 1], 2
        if n & 0x80:
            head = 2 + (n & 0x7f)
            n = int.from_bytes(data[at + 2:at + head], "big")
        out.append(data[at:at + head + n])
        at += head + n
    return out


def body(element):
    """What a DER element holds."""
    n = element[1]
    return element[2 + (n & 0x7f if n & 0x80 else 0):]
