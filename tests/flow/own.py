"""An office of a flow's own: who imports this first has one, not started yet,
and every client made afterwards goes to it.  Usage of such a flow: BUILD."""
import os
import pathlib
import sys

from office import Office, ROOT

build = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else
                     ROOT / "build/opt").resolve()
office = Office(build / "bin")
os.environ.update(JIANYIN_TEST_URL=office.url, JIANYIN_VAR=office.data,
                  JIANYIN_CONF=os.path.join(office.data, "jianyin.conf"))
