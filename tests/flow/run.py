#!/usr/bin/env python3
"""Every flow test against one office behind real nginx.  Usage: run.py BUILD
sqlite|postgres.  On PostgreSQL only the flows marked WHOLE below run: the
statements are the same, the whole way is walked once."""
import os
import pathlib
import re
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).parent))
from office import Office, ROOT  # noqa: E402

# In this order: later ones use what earlier ones left.
FLOWS = ["basic_flow", "people_flow", "stamp_flow", "verify_flow",
         "loss_flow", "chain_flow", "desk_flow", "rules_flow",
         "tables_flow", "attack_flow"]
WHOLE = {"desk_flow", "stamp_flow"}


def main():
    build, engine = pathlib.Path(sys.argv[1]).resolve(), sys.argv[2]
    store = None
    if engine == "postgres":
        conninfo = os.environ.get("JIANYIN_TEST_PG")
        if not conninfo:
            print("ok 1 - flows on PostgreSQL # SKIP no JIANYIN_TEST_PG")
            return 0
        store = f"postgresql:{conninfo}"
    number, bad = 0, 0
    with Office(build / "bin", store) as office:
        env = dict(os.environ, JIANYIN_TEST_URL=office.url,
                   JIANYIN_VAR=office.data, JIANYIN_ENGINE=engine,
                   JIANYIN_BIN=str(build / "bin"),
                   JIANYIN_CONF=os.path.join(office.data, "jianyin.conf"))
        for name in FLOWS:
            script = ROOT / "tests" / "flow" / f"{name}.py"
            if store and name not in WHOLE:
                continue
            done = subprocess.run([sys.executable, str(script)], env=env,
                                  text=True, capture_output=True,
                                  check=False)
            seen = 0
            for line in done.stdout.splitlines():
                found = re.match(r"(ok|not ok) \d+ - (.*)", line)
                if found:
                    number += 1
                    seen += 1
                    bad += found.group(1) != "ok"
                    print(f"{found.group(1)} {number} - {engine} {name}: "
                          f"{found.group(2)}")
                elif line.startswith("#"):
                    print(line)
            if done.returncode != 0 and "not ok" not in done.stdout or \
                    not seen:
                number += 1
                bad += 1
                print(f"not ok {number} - {engine} {name} ended badly")
                print("# " + done.stderr[-1500:].replace("\n", "\n# "))
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
