"""An office of a flow's own: who imports this first has one, not started yet,
and every client made afterwards goes to it.  Usage of such a flow: BUILD."""
import os
import pathlib
import subprocess
import sys

from office import Office, ROOT

build = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else
                     ROOT / "build/opt").resolve()
office = Office(build / "bin")
os.environ.update(JIANYIN_TEST_URL=office.url, JIANYIN_VAR=office.data,
                  JIANYIN_CONF=os.path.join(office.data, "jianyin.conf"))


def second_jobs():
    """Another process of the same office, as the same user."""
    who = os.stat(os.path.join(office.data, "store"))

    def become():
        os.setgroups([])
        os.setgid(who.st_gid)
        os.setuid(who.st_uid)
    env = dict(os.environ, JIANYIN_CONF=os.path.join(office.data,
                                                     "jianyin.conf"))
    return subprocess.Popen([os.path.join(office.bin, "jobs")], env=env,
                            preexec_fn=become if os.getuid() == 0 else None,
                            stdout=subprocess.DEVNULL,
                            stderr=subprocess.DEVNULL)
