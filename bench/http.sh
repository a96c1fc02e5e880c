#!/bin/bash
# Requests a second over HTTP: one person's row (session, scope, decryption, masking) beside fastify + better-sqlite3
# doing a bare look-up; the person page and a list of 20 with their 99th percentile. wrk, 64 connections, loopback.
# HTTP_PEOPLE (default 1000000), HTTP_SECONDS (5).
set -euo pipefail
cd "$(dirname "$0")/.."
people=${HTTP_PEOPLE:-1000000}
seconds=${HTTP_SECONDS:-5}
program=${NUANXIN:-build/nuanxin}
folder=$(mktemp -d "${TMPDIR:-/tmp}/nuanxin-bench-XXXXXX")
pids=()
end() {
    for pid in "${pids[@]}"; do kill "$pid" 2>/dev/null || true; done
    wait
    rm -rf "$folder"
}
trap end EXIT
password=Bench-Http-22
"$program" demo --data "$folder/site" --people "$people" --password "$password" >/dev/null 2>&1
"$program" serve --data "$folder/site" --listen 127.0.0.1:0 >"$folder/log" 2>&1 &
pids+=($!)
server=$!
until grep -q 'http://' "$folder/log"; do sleep 0.1; done
base=$(grep -o 'http://[0-9.:]*' "$folder/log")
session=$(curl -sf -c "$folder/jar" "$base/api/v1/session" -H 'Content-Type: application/json' \
    -d "{\"account\":\"xian\",\"password\":\"$password\"}")
csrf=$(node -e 'console.log(JSON.parse(process.argv[1]).csrf)' "$session")
cookie=$(awk '$6 == "nuanxin" {print $7}' "$folder/jar")
curl -sf "$base/api/v1/person/search" -H "Cookie: nuanxin=$cookie" -H "X-CSRF: $csrf" -H 'Content-Type: application/json' \
    -d '{"limit":100}' | node -e '
    const rows = JSON.parse(require("fs").readFileSync(0)).rows
    console.log(rows.map((r) => r.id).join("\n"))' >"$folder/ids"
lua() { # the requests of wrk: paths with ids in turn, or one body
    cat <<LUA
local ids = {}
for line in io.lines("$folder/ids") do ids[#ids + 1] = line end
local i = 0
function request()
  i = i % #ids + 1
  $1
end
LUA
}
lua 'return wrk.format("GET", "/api/v1/person/" .. ids[i])' >"$folder/row.lua"
lua 'return wrk.format("GET", "/api/v1/person/" .. ids[i] .. "/file")' >"$folder/file.lua"
lua 'return wrk.format("GET", "/p/" .. ids[i])' >"$folder/peer.lua"
lua 'return wrk.format("POST", "/api/v1/person/search", {["Content-Type"]="application/json", ["Cookie"]="nuanxin='"$cookie"'", ["X-CSRF"]="'"$csrf"'"}, "{\"limit\":20}")' >"$folder/list.lua"
measure() { # name, script, base: prints requests a second and p99; keeps requests a second in $rate
    local out
    out=$(wrk -t1 -c64 -d"$seconds"s --latency -s "$folder/$2.lua" -H "Cookie: nuanxin=$cookie" "$3")
    if grep -q 'Non-2xx' <<<"$out"; then echo "$1: errors"; echo "$out"; exit 1; fi
    rate=$(awk '/Requests\/sec/ {print $2}' <<<"$out")
    printf '%-44s %10.0f req/s   p99 %s\n' "$1" "$rate" "$(awk '/99%/ {print $2}' <<<"$out")"
}
measure "one person's row" row "$base"
row=$rate
measure "the person page" file "$base"
measure "a list of 20" list "$base"
printf '%-44s %10s MB\n' "resident memory, $people people" "$(awk '/VmRSS/ {print int($2 / 1024)}' /proc/"$server"/status)"
if [ -d bench/node_modules/fastify ]; then
    node bench/http_fastify.mjs "$folder/site/site.db" 18391 >"$folder/peer.log" 2>&1 &
    pids+=($!)
    until curl -s -o /dev/null http://127.0.0.1:18391/p/1; do sleep 0.1; done
    measure "fastify + better-sqlite3, bare look-up" peer http://127.0.0.1:18391
    awk -v a="$row" -v b="$rate" 'BEGIN {printf "%-44s %10.2f\n", "row / peer (goal: at least 1)", a / b}'
fi
