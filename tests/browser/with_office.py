#!/usr/bin/env python3
"""Run a command beside an office made for it.  Usage: with_office.py BUILD
COMMAND...  The command finds the office in JIANYIN_TEST_URL and JIANYIN_VAR."""
import os
import pathlib
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "flow"))
from office import Office  # noqa: E402


def main():
    build, command = pathlib.Path(sys.argv[1]), sys.argv[2:]
    with Office(build / "bin") as office:
        # what the browser leaves goes with the office, however it ends
        env = dict(os.environ, JIANYIN_TEST_URL=office.url,
                   JIANYIN_VAR=office.data, TMPDIR=office.var)
        child = subprocess.Popen(command, env=env, stdin=subprocess.DEVNULL)
        try:
            return child.wait()
        finally:
            if child.poll() is None:
                child.terminate()
                child.wait(10)


if __name__ == "__main__":
    sys.exit(main())
