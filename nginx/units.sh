#!/bin/sh
# systemd's files for the programs of nginx/programs.
#
#	units.sh DIR LIBDIR PROGRAM...	write units for these into DIR
#
# Each program has a uid of its own and a socket that only nginx's uid opens.
# keyd and reader listen on one socket for each program, owned by that
# program's uid: the kernel says who is asking (FileDescriptorName = program).
set -eu
here=$(cd "$(dirname "$0")" && pwd)
out=$1
lib=$2
shift 2
served=$*
mkdir -p "$out"

row() { awk -v n="$1" '$1 == n' "$here/programs"; }
kind() { row "$1" | awk '{ print $2 }'; }

# What every program gives up.
hardening() {
	cat <<-UNIT
		NoNewPrivileges=yes
		ProtectSystem=strict
		ProtectHome=yes
		ProtectProc=invisible
		ProcSubset=pid
		ProtectClock=yes
		ProtectHostname=yes
		ProtectKernelLogs=yes
		ProtectKernelModules=yes
		ProtectKernelTunables=yes
		ProtectControlGroups=yes
		PrivateTmp=yes
		PrivateDevices=yes
		PrivateIPC=yes
		RemoveIPC=yes
		LockPersonality=yes
		MemoryDenyWriteExecute=yes
		RestrictNamespaces=yes
		RestrictRealtime=yes
		RestrictSUIDSGID=yes
		SystemCallArchitectures=native
		SystemCallFilter=@system-service
		SystemCallFilter=~@privileged @mount @debug
		SystemCallErrorNumber=EPERM
		CapabilityBoundingSet=
		AmbientCapabilities=
		KeyringMode=private
		LimitCORE=0
		TasksMax=64
	UNIT
}

# What this one keeps: files, network, credentials.  Folders are made by
# tmpfiles.d; whoever is not named here cannot see keyd's or the office's.
own() {
	case $1 in
	keyd)
		echo "LoadCredential=keyd-store-key:/etc/jianyin/keyd-store-key"
		echo "ReadWritePaths=/var/lib/jianyin/keyd"
		echo "InaccessiblePaths=/var/lib/jianyin/store"
		echo "Group=jianyin"
		echo "UMask=0077"
		echo "LimitMEMLOCK=64M"
		echo "PrivateNetwork=yes"
		echo "RestrictAddressFamilies=AF_UNIX" ;;
	reader)	# it shuts its children in; Debian 12 has no @sandbox
		echo "SystemCallFilter=seccomp landlock_create_ruleset"
		echo "SystemCallFilter=landlock_add_rule landlock_restrict_self"
		echo "InaccessiblePaths=/var/lib/jianyin"
		echo "Group=jianyin"
		echo "UMask=0077"
		echo "MemoryMax=2G"
		echo "PrivateNetwork=yes"
		echo "RestrictAddressFamilies=AF_UNIX" ;;
	jobs)	# the outbox speaks to other systems
		echo "LoadCredential=channels:/etc/jianyin/channels"
		echo "ReadWritePaths=/var/lib/jianyin/store"
		echo "ReadWritePaths=/var/lib/jianyin/public"
		echo "InaccessiblePaths=/var/lib/jianyin/keyd"
		echo "Group=jianyin-office"
		echo "SupplementaryGroups=jianyin"
		echo "UMask=0002"
		echo "RestrictAddressFamilies=AF_UNIX AF_INET AF_INET6" ;;
	verify|status)	# the office is read, public written
		echo "ReadWritePaths=/var/lib/jianyin/store"
		echo "ReadWritePaths=/var/lib/jianyin/public"
		echo "InaccessiblePaths=/var/lib/jianyin/keyd"
		echo "Group=jianyin"
		echo "UMask=0002"
		echo "PrivateNetwork=yes"
		echo "RestrictAddressFamilies=AF_UNIX" ;;
	*)
		echo "ReadWritePaths=/var/lib/jianyin/store"
		echo "ReadWritePaths=/var/lib/jianyin/public"
		echo "InaccessiblePaths=/var/lib/jianyin/keyd"
		echo "Group=jianyin-office"
		echo "SupplementaryGroups=jianyin"
		echo "UMask=0002"
		echo "PrivateNetwork=yes"
		echo "RestrictAddressFamilies=AF_UNIX" ;;
	esac
}

# service NAME COMMAND: the whole service unit.
service() {
	cat <<-UNIT
		[Unit]
		Description=Jianyin: $1
		Documentation=man:jianyin(8)
		PartOf=jianyin.target
		After=network.target

		[Service]
		User=jianyin-$1
		Environment=JIANYIN_CONF=/etc/jianyin/jianyin.conf
		Environment=LC_ALL=C.UTF-8 XDG_CACHE_HOME=/tmp
		ExecStart=$2
		StandardError=journal
		Restart=always
		RestartSec=1
		TimeoutStopSec=20
	UNIT
	[ "$(kind "$1")" != fcgi ] || echo "StandardInput=socket"
	own "$1"
	hardening
}

# socket UNIT PATH OWNER SERVICE FDNAME
socket() {
	cat <<-UNIT > "$out/$1.socket"
		[Unit]
		Description=Jianyin: socket $2
		PartOf=jianyin.target

		[Socket]
		ListenStream=$2
		SocketUser=$3
		SocketGroup=root
		SocketMode=0600
		DirectoryMode=0755
		Backlog=1024
		Accept=no
		Service=$4.service
		FileDescriptorName=$5

		[Install]
		WantedBy=jianyin.target
	UNIT
}

# Who asks keyd and reader, under the names these know; root at the command
# line is keyd's "console" and reader's "jianyin".  Where a name is lacking
# they refuse to start, so that this cannot drift from their own tables.
askers() {
	case $1 in
	keyd)
		for p in $served; do
			case $p in keyd|reader) ;; *) echo "$p" ;; esac
		done
		echo console ;;
	reader)
		printf '%s\n' account apply approve issue loss cancel renew \
		    change replace stamp verify jobs jianyin ;;
	esac
}

# The sockets of keyd and reader, and the lines that name them.
doors() {
	for p in $(askers "$1"); do
		owner=jianyin-$p
		case $p in console|jianyin) owner=root ;; esac
		socket "jianyin-$1-$p" "/run/jianyin/$1/$p.sock" "$owner" \
		    "jianyin-$1" "$p"
		echo "Sockets=jianyin-$1-$p.socket"
	done
}

for p; do
	case $(kind "$p") in
	fcgi)
		n=$(row "$p" | awk '{ print $3 }')
		socket "jianyin-$p" "/run/jianyin/$p.sock" www-data \
		    "jianyin-$p" "$p"
		service "$p" "/usr/bin/multiwatch -s TERM -t 1000 -f $n -- \
$lib/$p" > "$out/jianyin-$p.service" ;;
	service)
		doors=
		case $p in
		keyd|reader) doors=$(doors "$p") ;;
		esac
		{ service "$p" "$lib/$p"
		  [ -z "$doors" ] || printf '%s\n' "$doors"
		  printf '\n[Install]\nWantedBy=jianyin.target\n'
		} > "$out/jianyin-$p.service" ;;
	*)
		echo "units.sh: no program $p in nginx/programs" >&2
		exit 1 ;;
	esac
done

{
	echo "[Unit]"
	echo "Description=Jianyin: an electronic-seal office"
	echo "Documentation=man:jianyin(8)"
	for p; do
		case $(kind "$p") in
		fcgi) echo "Wants=jianyin-$p.socket" ;;
		*) echo "Wants=jianyin-$p.service" ;;
		esac
	done
	printf '\n[Install]\nWantedBy=multi-user.target\n'
} > "$out/jianyin.target"
