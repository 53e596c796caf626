#!/bin/sh
# nginx's files from their templates.
#
#	conf.sh demo NAME=VALUE...	a whole nginx.conf for make run
#	conf.sh site NAME=VALUE...	a site with TLS for make install
#
# Names written @NAME@ in the templates come from the arguments, names in
# small letters from nginx/limits.  A name nobody gave is an error.
# PROGRAMS lists the programs that exist; the others get no location.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
kind=${1:?demo or site}
shift
tab='	'
given=
PROGRAMS=
RUN=
STATIC=
for pair; do
	case $pair in
	PROGRAMS=*) PROGRAMS=${pair#*=} ;;
	RUN=*) RUN=${pair#*=} ;;
	STATIC=*) STATIC=${pair#*=} ;;
	*) given="$given$pair
" ;;
	esac
done

limit() {
	awk -v n="$1" '$1 == n { sub(/#.*/, ""); $1 = ""; sub(/^ /, "");
		sub(/ *$/, ""); print; found = 1 }
		END { exit !found }' "$here/limits" ||
		{ echo "conf.sh: no limit $1" >&2; exit 1; }
}

# "/" is what is left over; others end at their end or at a slash.
location() {
	case $1 in
	/) echo "location / {" ;;
	*) echo "location ~ ^$1(/|\$) {" ;;
	esac
}

# program body visitor path: one location.  nginx inherits no parameter into
# a place that sets one, so a public place lists them all.
program() {
	location "$4"
	echo "	set \$asked \$uri;"
	echo "	client_max_body_size $(limit "body_$2");"
	echo "	fastcgi_pass unix:$RUN/$1.sock;"
	[ "$3" = known ] || public
	[ "$1" != progress ] || echo "	error_log /dev/null emerg;"
	echo "}"
}

# Nobody is signed in here, and no code reaches the log of errors.
public() {
	grep -v '^#' "$here/fastcgi.conf.in" | indent "$tab"
	echo '	fastcgi_param HTTP_COOKIE "";'
	echo '	fastcgi_param HTTP_AUTHORIZATION "";'
	echo '	error_log /dev/null emerg;'
	[ "$kind" = demo ] || echo "	limit_req zone=jianyin_public" \
	    "burst=$(limit public_burst) nodelay;"
}

locations() {
	hsts=
	[ "$kind" = demo ] || hsts='	add_header Strict-Transport-Security "max-age=31536000" always;'
	band=
	[ "$kind" != demo ] || band="	sub_filter '<header' '<aside class=\"band\"><strong>演示</strong> <span>软件密钥，不用于生产。</span></aside><header';"
	sed -e "s|@STATIC@|$STATIC|g" -e "s|^@HSTS@$|$hsts|" \
	    -e "s|^@BAND@$|$band|" \
	    "$here/static.conf.in" | grep .
	grep -v '^#' "$here/programs" |
	while read -r name type n body visitor paths; do
		[ "$type" = fcgi ] || continue
		case " $PROGRAMS " in *" $name "*) ;; *) continue ;; esac
		for path in $paths; do
			program "$name" "$body" "$visitor" "$path"
		done
	done
}

indent() { sed -e '/./s/^/'"$1"'/'; }

fill() {
	sed_script=$(
		awk '!/^#/ && NF { n = $1; sub(/#.*/, ""); $1 = "";
			sub(/^ /, ""); sub(/ *$/, "");
			print "s|@" n "@|" $0 "|g" }' "$here/limits"
		printf '%s' "$given" |
		while IFS='=' read -r n v; do
			printf 's|@%s@|%s|g\n' "$n" "$(printf '%s' "$v" |
			    sed 's/[|&\\]/\\&/g')"
		done
	)
	sed "$sed_script"
}

t1=$tab t2=$tab$tab
[ "$kind" = demo ] || t1= t2=$tab
while IFS= read -r line; do
	case $line in
	@COMMON@) indent "$t1" < "$here/http.conf.in" ;;
	@FASTCGI@) indent "$t2" < "$here/fastcgi.conf.in" ;;
	@LOCATIONS@) locations | indent "$t2" ;;
	*) printf '%s\n' "$line" ;;
	esac
done < "$here/$kind.conf.in" | fill | awk '
	/@[A-Za-z_]+@/ { print "conf.sh: nobody gave: " $0 > "/dev/stderr"
		bad = 1 }
	{ print }
	END { exit bad }'
