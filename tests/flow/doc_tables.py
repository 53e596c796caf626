#!/usr/bin/env python3
"""docs/security.md shows keyd's tables as the programs print them.  Usage:
doc_tables.py BIN [--write]; --write puts the present tables in."""
import pathlib
import re
import subprocess
import sys

PAGE = pathlib.Path(__file__).resolve().parents[2] / "docs" / "security.md"
MARK = re.compile(r"(<!-- jianyin print (\w+) -->\n)(.*?)(<!-- end -->)",
                  re.S)


def printed(binaries, what):
    return subprocess.run([f"{binaries}/jianyin", "print", what], text=True,
                          capture_output=True, check=True).stdout


def differences(binaries):
    """The tables the page shows otherwise; it must show both."""
    found = MARK.findall(PAGE.read_text(encoding="utf-8"))
    names = [name for _, name, _, _ in found]
    return [n for n in ("rules", "operations") if n not in names] + [
        name for _, name, text, _ in found
        if text.strip() != printed(binaries, name).strip()]


def main():
    binaries = sys.argv[1]
    if "--write" in sys.argv:
        text = PAGE.read_text(encoding="utf-8")
        PAGE.write_text(MARK.sub(lambda m: m[1] + printed(
            binaries, m[2]).strip() + "\n" + m[4], text), encoding="utf-8")
    wrong = differences(binaries)
    print("not ok" if wrong else "ok", "1 - docs/security.md shows keyd's "
          "tables as they are", *wrong)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
