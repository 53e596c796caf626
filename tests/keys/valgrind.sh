#!/bin/sh
# keyd under valgrind (memory errors and leaks): the live test, where the
# server runs in a child of the same program, and the device's own tests.
# Exits 1 where valgrind or a test complains.  Usage: from the top of the
# tree, tests/keys/valgrind.sh [BUILD]; builds what it needs.
set -eu

BUILD=${1:-build/opt}
unset JIANYIN_TEST_PG	# one store is enough here: its memory is looked at
TESTS="keys_soft keys_policy keys_live keys_init"

command -v valgrind >/dev/null || {
	echo "valgrind.sh: skipped, valgrind is not installed"
	exit 0
}
for t in $TESTS; do
	make -s "$BUILD/tests/$t"
done
for t in $TESTS; do
	log=$(mktemp)
	if valgrind --quiet --error-exitcode=9 --leak-check=full \
	    --errors-for-leak-kinds=definite,indirect \
	    "$BUILD/tests/$t" >"$log" 2>&1 && ! grep -q '^==[0-9]*==' "$log"
	then
		echo "valgrind $t: clean"
		rm -f "$log"
	else
		grep -a -A15 '^==\|FAILED\|ERROR' "$log" | head -80
		echo "valgrind $t: FAILED, see $log"
		exit 1
	fi
done
