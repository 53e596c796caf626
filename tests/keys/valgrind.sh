#!/bin/bash
# keyd under valgrind (memory errors and leaks): the live test, where the
# server runs in a child of the same program, and the device's own tests.
# One TAP line a program.  Usage: from the top of the tree,
# tests/keys/valgrind.sh [BUILD]; builds what it needs.
set -eu

BUILD=${1:-build/opt}
unset JIANYIN_TEST_PG	# one store is enough here: its memory is looked at
TESTS=(keys_soft keys_policy keys_live keys_init)

if ! command -v valgrind >/dev/null; then
	echo "ok 1 - keyd under valgrind # SKIP valgrind is not installed"
	exit 0
fi
make -s "${TESTS[@]/#/$BUILD/tests/}" >&2
log=$(mktemp)
trap 'rm -f "$log"' EXIT
n=0
bad=0
for t in "${TESTS[@]}"; do
	n=$((n + 1))
	if valgrind --quiet --error-exitcode=9 --leak-check=full \
	    --errors-for-leak-kinds=definite,indirect \
	    "$BUILD/tests/$t" >"$log" 2>&1 && ! grep -q '^==[0-9]*==' "$log"
	then
		echo "ok $n - $t: clean under valgrind"
	else
		echo "not ok $n - $t under valgrind"
		grep -a -A15 '^==\|FAILED\|ERROR\|^not ok' "$log" |
		    head -80 | sed 's/^/# /' || :
		bad=1
	fi
done
echo "1..$n"
exit "$bad"
