#!/bin/sh
# sysusers.d and tmpfiles.d for the programs of nginx/programs.
#
#	users.sh sysusers	one uid a program, and the groups
#	users.sh tmpfiles	folders and who may do what in them
#
# jianyin          may pass /var/lib/jianyin, read the office, write public
# jianyin-office   may write the office and its contents
set -eu
here=$(cd "$(dirname "$0")" && pwd)
case ${1:-} in
sysusers)
	echo 'g jianyin -'
	echo 'g jianyin-office -'
	for p in $(grep -v '^#' "$here/programs" | awk '{ print $1 }'); do
		echo "u jianyin-$p -:jianyin \"Jianyin $p\" /nonexistent"
	done ;;
tmpfiles)
	# The office may be written by its own programs only, the small public
	# store by all; a link puts that beside the others in a folder of its
	# own, where SQLite keeps its log too.  New files get the folder's group.
	cat <<-LINES
		d /run/jianyin 0755 root root -
		d /run/jianyin/keyd 0755 root root -
		d /run/jianyin/reader 0755 root root -
		d /etc/jianyin 0755 root root -
		f /etc/jianyin/channels 0400 root root -
		d /var/log/jianyin 0750 root adm -
		d /var/lib/jianyin 0750 root jianyin -
		d /var/lib/jianyin/store 2775 root jianyin-office -
		d /var/lib/jianyin/public 2775 root jianyin -
		L /var/lib/jianyin/store/public.db - - - - ../public/public.db
		L /var/lib/jianyin/store/public.gate - - - - ../public/public.gate
		z /var/lib/jianyin/store/office.* 0664 root jianyin-office -
		z /var/lib/jianyin/store/content.* 0664 root jianyin-office -
		z /var/lib/jianyin/public/public.* 0664 root jianyin -
		d /var/lib/jianyin/trust 0755 root root -
		d /var/lib/jianyin/keyd 0700 jianyin-keyd jianyin -
		Z /var/lib/jianyin/keyd - jianyin-keyd jianyin -
	LINES
	;;
*)	echo "users.sh: sysusers or tmpfiles" >&2; exit 64 ;;
esac
