#!/bin/sh
# A throw-away PostgreSQL for tests, on a unix socket only.
#   tests/pg.sh start   makes a cluster in a new folder, prints its conninfo
#   tests/pg.sh stop CONNINFO   ends it and removes the folder
# As root the server runs as the user postgres (or nobody).
set -eu

bin=$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -n 1)
[ -n "$bin" ] || { echo "pg.sh: PostgreSQL is not installed" >&2; exit 1; }

user=$(id -un)
if [ "$(id -u)" = 0 ]; then
	if id postgres >/dev/null 2>&1; then user=postgres; else user=nobody; fi
fi

as_user() {
	if [ "$user" = "$(id -un)" ]; then
		"$@"
	else
		runuser -u "$user" -- "$@"
	fi
}

start() {
	dir=$(mktemp -d /tmp/jianyin-pg.XXXXXX)
	trap 'rm -rf "$dir" "$dir.log"' EXIT	# until it runs
	chown "$user" "$dir"
	chmod 711 "$dir"	# the office of a test runs as another user
	cd "$dir"
	as_user "$bin/initdb" -D "$dir/data" -U jianyin -A trust -E UTF8 \
	    --locale=C >"$dir.log" 2>&1 || { cat "$dir.log" >&2; exit 1; }
	# fsync stays off here only: the machine's crash is not what is tested
	as_user "$bin/pg_ctl" -D "$dir/data" -w -s -l "$dir/data/server.log" \
	    -o "-c listen_addresses='' -c unix_socket_directories='$dir' \
	    -c fsync=${JIANYIN_PG_FSYNC:-off} -c max_connections=300" start \
	    >/dev/null 2>&1 </dev/null ||
	    { cat "$dir/data/server.log" >&2; exit 1; }
	as_user "$bin/createdb" -h "$dir" -U jianyin jianyin
	rm -f "$dir.log"
	trap - EXIT
	echo "host=$dir user=jianyin dbname=jianyin"
}

stop() {
	dir=$(printf '%s\n' "$1" | sed -n 's/.*host=\([^ ]*\).*/\1/p')
	case $dir in
	/tmp/jianyin-pg.*) ;;
	*) echo "pg.sh: '$1' is not one of ours" >&2; exit 1 ;;
	esac
	cd /
	as_user "$bin/pg_ctl" -D "$dir/data" -w -s -m immediate stop || true
	[ -n "${JIANYIN_KEEP:-}" ] || rm -rf "$dir"
}

case ${1:-} in
start) start ;;
stop) stop "${2:?conninfo}" ;;
*) echo "usage: pg.sh start | stop CONNINFO" >&2; exit 64 ;;
esac
