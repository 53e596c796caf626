#!/bin/bash
# The site of `make install` behind a throw-away certificate on loopback:
# TLS, redirect, forged identities, limits, routes, the trail of visits.
# TAP: one line "ok" or "not ok" a check; exit 1 if any is not ok.
set -u
tree=$(cd "$(dirname "$0")/../.." && pwd)
dir=$(mktemp -d /tmp/jianyin-tls-XXXXXX)
name=seal.test
http=$((20000 + RANDOM % 20000)) https=$((http + 1))
pids=
failed=0
number=0

cleanup() {
	[ -z "$pids" ] || kill $pids 2>/dev/null
	wait 2>/dev/null
	rm -rf "$dir"
}
trap cleanup EXIT
trap 'exit 1' INT TERM HUP

# check TEXT COMMAND...
check() {
	local text=$1

	shift
	number=$((number + 1))
	if "$@" > "$dir/said" 2>&1; then
		echo "ok $number - $text"
	else
		echo "not ok $number - $text"
		sed 's/^/#   /' "$dir/said" | head -n 12
		failed=1
	fi
}
not() { ! "$@"; }

# get ARGUMENTS...: our host over TLS, with our certificate as the root.
get() {
	curl -s -m 10 --noproxy '*' --cacert "$dir/cert.pem" \
	    --resolve "$name:$https:127.0.0.1" "$@"
}
site=https://$name:$https
has() { get "${@:2}" | grep -qxF -- "$1"; }
lacks() { get "${@:2}" > "$dir/body" && [ -s "$dir/body" ] &&
	! grep -qE -- "$1" "$dir/body"; }
code() { local want=$1; shift; [ "$(get -o /dev/null -w '%{http_code}' \
	"$@")" = "$want" ]; }

# --- the site, as installed but for addresses -------------------------------

openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 \
    -subj "/CN=$name" -addext "subjectAltName=DNS:$name" \
    -keyout "$dir/key.pem" -out "$dir/cert.pem" 2>/dev/null || exit 1
mkdir -p "$dir/etc" "$dir/tmp"
echo '127.0.0.9 1;' > "$dir/etc/gateway.geo"
echo 'set_real_ip_from 127.0.0.9;' > "$dir/etc/gateway.conf"
"$tree/nginx/conf.sh" site NAME=$name HTTPS_SUFFIX=:$https ETC="$dir/etc" \
    LOG="$dir" RUN="$dir" STATIC="$tree/static" CERTIFICATE="$dir/cert.pem" \
    KEY="$dir/key.pem" HTTP=127.0.0.1:$http HTTPS=127.0.0.1:$https \
    HTTP6=127.0.0.2:$http HTTPS6=127.0.0.2:$https \
    PROGRAMS="account apply stamp verify status" > "$dir/site" || exit 1
cat > "$dir/nginx.conf" <<CONF
daemon off;
pid $dir/nginx.pid;
events { }
http {
	include /etc/nginx/mime.types;
	client_body_temp_path $dir/tmp/body;
	fastcgi_temp_path $dir/tmp/answer;
	proxy_temp_path $dir/tmp/proxy;
	uwsgi_temp_path $dir/tmp/uwsgi;
	scgi_temp_path $dir/tmp/scgi;
	include $dir/site;
}
CONF
cc -o "$dir/echo" "$tree/tests/flow/echo.c" -lfcgi || exit 1
PATH=$PATH:/usr/sbin
# stamp has no program behind it: it is down.
for p in account apply verify status; do
	spawn-fcgi -n -s "$dir/$p.sock" -M 0666 -- "$dir/echo" &
	pids="$pids $!"
done
chmod 755 "$dir"
nginx -e "$dir/start.log" -p "$dir" -c "$dir/nginx.conf" &
pids="$pids $!"
for _ in $(seq 100); do
	get -o /dev/null "$site/" && break
	sleep 0.05
done
kill -0 "${pids##* }" || { cat "$dir/start.log"; exit 1; }

# --- TLS ---------------------------------------------------------------------

plain() { curl -s -m 10 --noproxy "*" -o /dev/null -w '%{http_code} %{redirect_url}' \
	-H "Host: $name" "http://127.0.0.1:$http/v/ABCD?x=1"; }
redirects() { [ "$(plain)" = "308 $site/v/ABCD?x=1" ]; }
check "R-226 plain HTTP answers with the address over TLS" redirects
check "R-226 TLS 1.2 is spoken" \
    code 200 --tlsv1.2 --tls-max 1.2 "$site/"
check "R-226 TLS 1.3 is spoken" code 200 --tlsv1.3 "$site/"
old() { openssl s_client -connect 127.0.0.1:$https -servername $name "$1" \
	-cipher 'ALL:@SECLEVEL=0' < /dev/null 2>&1 |
	grep -q 'Cipher is (NONE)'; }
check "R-226 TLS 1.1 is refused" old -tls1_1
check "R-226 TLS 1.0 is refused" old -tls1
weak() { openssl s_client -connect 127.0.0.1:$https -servername $name \
	-tls1_2 -cipher "$1" < /dev/null 2>&1 | grep -q 'Cipher is (NONE)'; }
check "R-226 a cipher without forward secrecy is refused" \
    weak AES128-GCM-SHA256
check "R-226 another name gets no answer" \
    not curl -sk --noproxy '*' -m 5 -o /dev/null "https://127.0.0.1:$https/"
bare() { curl -s -m 5 --noproxy '*' "http://127.0.0.1:$http/"
	local rc=$?
	echo "curl ended with $rc"
	[ $rc -eq 52 ] || [ $rc -eq 56 ]; }
check "R-226 plain HTTP to a bare address gets no answer" bare
hsts() { get -D - -o /dev/null "$1" | tr -d '\r' |
	grep -ci '^strict-transport-security: max-age=31536000$' |
	grep -qx 1; }
for path in / /v/ABCD /static/style.css /stamp; do
	check "R-226 HSTS is sent once at $path" hsts "$site$path"
done

# --- who the visitor is -------------------------------------------------------

forged=(-H 'X-Gateway-Client: CN=forged' -H 'X-Forwarded-For: 10.9.9.9'
    -H 'X-Real-IP: 10.9.9.9' -H 'X-SSL-Client-Cert: forged'
    -H 'X-SSL-Client-Verify: SUCCESS' -H 'X-Remote-User: forged'
    -H 'X_Gateway_Client: CN=forged' -H 'X-Forwarded-Proto: http'
    -H 'X-Forwarded-Host: forged' -H 'Proxy: http://forged'
    -H 'X-Original-URL: /forged' -H 'X-Request-Id: forged')
for path in /apply /v/ABCD; do
	check "R-226 forged identity headers do not reach $path" \
	    lacks 'forged|10\.9\.9\.9|SUCCESS' "${forged[@]}" "$site$path"
	check "R-226 the address is the connection's own at $path" \
	    has REMOTE_ADDR=127.0.0.1 "${forged[@]}" "$site$path"
done
from_gateway=(--interface 127.0.0.9 -H 'X-Gateway-Client: CN=known'
    -H 'X-Forwarded-For: 203.0.113.7')
check "R-226 a listed gateway's client identity is honoured" \
    has GATEWAY_CLIENT=CN=known "${from_gateway[@]}" "$site/apply"
check "R-226 a listed gateway's client address is honoured" \
    has REMOTE_ADDR=203.0.113.7 "${from_gateway[@]}" "$site/apply"
for path in /verify /v/ABCD /V/ABCD /status /status/x; do
	check "no cookie and no authorization reach $path" \
	    lacks 'HTTP_COOKIE=.|HTTP_AUTHORIZATION=.|GATEWAY_CLIENT=.' \
	    -H 'Cookie: a=b' -H 'Authorization: Basic x' "$site$path"
done
check "a cookie reaches a program people sign in to" \
    has HTTP_COOKIE=a=b -H 'Cookie: a=b' "$site/apply"

# --- routes, limits, the trail ----------------------------------------------

check "the whole path and query arrive" \
    has 'REQUEST_URI=/apply/a%20b?q=1' "$site/apply/a%20b?q=1"
check "the path arrives decoded" has 'PATH_INFO=/apply/a b' "$site/apply/a%20b"
for path in /keyd /reader /jobs /run/keyd.sock; do
	# Not a route: what is left over goes to account, the front door.
	check "there is no route to $path" has PATH_INFO=$path "$site$path"
done
# bytes FILE NAME: a limit of cgi/base/limits.h, or of nginx/limits.
ours() { sed -n "s/^#define $1[[:space:]]*(\([0-9]*\) \* \([KM]\)IB).*/\1\2/p" \
	"$tree/cgi/base/limits.h" | numfmt --from=iec; }
theirs() { awk -v n="$1" '$1 == n { print toupper($2) }' "$tree/nginx/limits" |
	numfmt --from=iec; }
above() { [ "$(theirs "$1")" -gt $(($(ours "$2") + $(ours LIMIT_FORM))) ]; }
check "a form may be as long as the programs take" [ "$(theirs body_form)" \
    -gt "$(ours LIMIT_FORM)" ]
check "a material reaches the program that judges it" \
    above body_material LIMIT_MATERIAL
check "a picture reaches the program that judges it" \
    above body_picture LIMIT_PICTURE
check "a document reaches the program that judges it" \
    above body_document LIMIT_DOCUMENT

head -c 600000 /dev/zero > "$dir/body600k"
check "a body past the limit is refused with 413" \
    code 413 --data-binary "@$dir/body600k" "$site/account"
check "the same body is taken where materials go" \
    code 200 --data-binary "@$dir/body600k" "$site/apply"
check "a program that is down answers 502" code 502 "$site/stamp"
paused() { get "$site/stamp" | grep -q '暂时'; }
check "and says so in words" paused

get -o /dev/null "$site//v/WXYZSECRETSECRET?k=QUERYSECRET"
get -o /dev/null "$site/%76/WXYZSECRETSECRET"
get -o /dev/null "$site/verify/code/WXYZSECRETSECRE"
kill -TERM ${pids##* } 2>/dev/null
sleep 0.3
logged() { grep -q '/v/WXYZ\.\. ' "$dir/access.log"; }
check "the trail of visits keeps four characters of a code" logged
check "and no more of it, nor any query, in any log" \
    not grep -r SECRET "$dir" --include='*.log'
echo "1..$number"
exit $failed
