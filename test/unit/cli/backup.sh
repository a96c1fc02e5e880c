#!/bin/bash
# usage: backup.sh NUANXIN NOTICE_FOLDER
# A demo county is backed up while it is served, restored on either engine, and is the same; wrong
# files and wrong places are refused without leaving anything.
set -euo pipefail
nuanxin=$(realpath "$1") notice=$2
folder=$(mktemp -d "${TMPDIR:-/tmp}/nuanxin-test-XXXXXX")
server=
trap 'if [ -n "$server" ]; then kill "$server"; fi; rm -rf "$folder"' EXIT
cd "$folder"

fail() { echo "backup.sh: $1" >&2; exit 1; }
refused() { # refused CODE COMMAND…: it must exit with the code and explain itself
    local wanted=$1 code=0
    shift
    "$@" >out 2>err || code=$?
    [ "$code" = "$wanted" ] || fail "exit $code, not $wanted: $*"
    grep -q '错误：' err || fail "says nothing: $*"
}
head_of() { "$nuanxin" audit verify "$@" | sed 's/.*链头 //'; }

"$nuanxin" demo --data site --people 200 --notice "$notice" --password 'Abcd-12345678' >/dev/null
"$nuanxin" serve --data site --listen 127.0.0.1:0 >serve.log 2>&1 &
server=$!
"$nuanxin" backup --data site --out open.tar --with-keys >/dev/null
kill "$server"
wait "$server" || true
server=
# What the site did by itself after that backup (a demo's lists are compared) stands in a second one.
"$nuanxin" backup --data site --out still.tar --with-keys >/dev/null
"$nuanxin" backup --data site --out plain.tar >/dev/null
refused 3 "$nuanxin" backup --data site --out open.tar
"$nuanxin" backup --verify --out plain.tar >/dev/null
tar tf open.tar >open.list
tar tf plain.tar >plain.list
grep -qx keys open.list || fail "no keys inside"
if grep -qx keys plain.list; then fail "keys inside, not asked for"; fi

"$nuanxin" restore --data served open.tar >/dev/null
[ -n "$(head_of --data served)" ] || fail "no audit chain"
"$nuanxin" restore --data same still.tar >/dev/null
[ "$(head_of --data same)" = "$(head_of --data site)" ] || fail "another audit chain"
refused 3 "$nuanxin" restore --data same open.tar
refused 1 "$nuanxin" restore --data keyless plain.tar
cp -p site/keys keyless/
"$nuanxin" restore --data keyless plain.tar >/dev/null
[ "$(head_of --data keyless)" = "$(head_of --data site)" ] || fail "another audit chain"

head -c 100000 open.tar >cut.tar
refused 1 "$nuanxin" restore --data cut cut.tar
refused 3 "$nuanxin" restore --data absent absent.tar
[ ! -e cut ] && [ ! -e absent ] || fail "a refused restore left something"

if [ -n "${TEST_POSTGRES_URL:-}" ]; then
    url="$TEST_POSTGRES_URL&schema=backup_$$"
    "$nuanxin" restore --data moved --database "$url" still.tar >/dev/null
    [ "$(head_of --data moved --database "$url")" = "$(head_of --data site)" ] || fail "another chain"
    "$nuanxin" backup --data moved --database "$url" --out moved.tar --with-keys >/dev/null
    "$nuanxin" restore --data back moved.tar >/dev/null
    [ "$(head_of --data back)" = "$(head_of --data site)" ] || fail "another chain"
fi
