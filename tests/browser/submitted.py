#!/usr/bin/env python3
"""Applications ready to be verified, for a journey that is about the desk.
Usage: submitted.py N; their numbers, one a line, oldest first."""
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "flow"))
import steps  # noqa: E402


def main():
    for i in range(int(sys.argv[1])):
        case = steps.submitted(seal_name=f"{steps.UNIT}第{i + 1}号合同专用章")
        print(steps.request(case, "number")[0])
    steps.leave()


if __name__ == "__main__":
    main()
