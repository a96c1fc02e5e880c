#!/bin/bash
# Requests a second over HTTP at a million people: one person's row and the person page (session, scope, decryption,
# masking) beside fastify + better-sqlite3 doing a bare indexed look-up; lists with their 99th percentile; resident
# memory. wrk, 64 connections, loopback. HTTP_PEOPLE (default 1000000), HTTP_SECONDS (5). The site is made once for
# each program and number of people and kept under TMPDIR.
set -euo pipefail
cd "$(dirname "$0")/.."
people=${HTTP_PEOPLE:-1000000}
seconds=${HTTP_SECONDS:-5}
program=${NUANXIN:-build/nuanxin}
password=Bench-Http-22
kept=${TMPDIR:-/tmp}/nuanxin-bench-site-$people
folder=$(mktemp -d "${TMPDIR:-/tmp}/nuanxin-bench-XXXXXX")
pids=()
end() {
    for pid in "${pids[@]}"; do kill "$pid" 2>/dev/null || true; done
    wait
    rm -rf "$folder"
}
trap end EXIT
made=$(sha256sum "$program" | cut -c1-16)
if [ "$(cat "$kept/made-by" 2>/dev/null)" != "$made" ]; then
    rm -rf "$kept"
    mkdir -p "$kept"
    "$program" demo --data "$kept/site" --people "$people" --password "$password" >/dev/null 2>&1
    echo "$made" >"$kept/made-by"
fi
site=$kept/site
start=$(date +%s.%N)
"$program" serve --data "$site" --listen 127.0.0.1:0 >"$folder/log" 2>&1 &
server=$!
pids+=("$server")
until grep -qs "http://" "$folder/log"; do kill -0 "$server"; sleep 0.02; done
awk -v a="$start" -v b="$(date +%s.%N)" -v n="$people" \
    'BEGIN {printf "%-52s %8.2f s\n", "the server starts over " n " people and their events", b - a}'
base=$(grep -o 'http://[0-9.:]*' "$folder/log")
session=$(curl -sf -c "$folder/jar" "$base/api/v1/session" -H 'Content-Type: application/json' \
    -d "{\"account\":\"xian\",\"password\":\"$password\"}")
csrf=$(node -e 'console.log(JSON.parse(process.argv[1]).csrf)' "$session")
cookie=$(awk '$6 == "nuanxin" {print $7}' "$folder/jar")
node bench/http_ids.mjs "$site/site.db" >"$folder/ids" # from all over the ledger
lua() { # the requests of wrk: paths with ids in turn, or bodies
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
list() { # a body
    lua 'return wrk.format("POST", "/api/v1/person/search", {["Content-Type"]="application/json", ["Cookie"]="nuanxin='"$cookie"'", ["X-CSRF"]="'"$csrf"'"}, [['"$1"']])'
}
lua 'return wrk.format("GET", "/api/v1/person/" .. ids[i])' >"$folder/row.lua"
lua 'return wrk.format("GET", "/api/v1/person/" .. ids[i] .. "/file")' >"$folder/file.lua"
lua 'return wrk.format("GET", "/p/" .. ids[i])' >"$folder/peer.lua"
list '{"limit":20}' >"$folder/list.lua"
list '{"limit":20,"region":"360722100000","filters":[{"field":"sex","op":"is","value":"2"}],"sort":[{"field":"birth"}]}' >"$folder/filtered.lua"
list '{"limit":20,"text":"王"}' >"$folder/text.lua"
measure() { # name, script, base: prints requests a second and p99; keeps requests a second in $rate
    local out
    out=$(wrk -t1 -c64 -d"$seconds"s --latency -s "$folder/$2.lua" -H "Cookie: nuanxin=$cookie" "$3")
    if grep -q 'Non-2xx' <<<"$out"; then echo "$1: errors"; echo "$out"; exit 1; fi
    rate=$(awk '/Requests\/sec/ {print $2}' <<<"$out")
    printf '%-52s %8.0f req/s   p99 %s%s\n' "$1" "$rate" "$(awk '/99%/ {print $2}' <<<"$out")" "${4:-}"
}
measure "one person's row" row "$base"
row=$rate
measure "the person page" file "$base"
file=$rate
measure "a list of 20" list "$base" " (goal 20 ms)"
measure "… of a township's women, by birthday" filtered "$base" " (goal 20 ms)"
measure "… of people whose name has 王" text "$base" " (goal 20 ms)"
awk -v n="$people" '/VmRSS/ {now = $2} /VmHWM/ {most = $2}
    END {printf "%-52s %8d MB (at most %d; goal at 1000000: 400)\n", "resident memory, " n " people", now / 1024, most / 1024}' \
    /proc/"$server"/status
node bench/http_fastify.mjs "$site/site.db" >"$folder/peer.log" 2>&1 &
pids+=($!)
until grep -qs 'http://' "$folder/peer.log"; do kill -0 "${pids[1]}"; sleep 0.1; done
measure "fastify + better-sqlite3, bare look-up" peer "$(grep -o 'http://[0-9.:]*' "$folder/peer.log")"
awk -v a="$row" -v f="$file" -v b="$rate" \
    'BEGIN {printf "%-52s %8.2f (goal: at least 1)\n%-52s %8.2f (goal: at least 1)\n", "row / peer", a / b, "person page / peer", f / b}'
