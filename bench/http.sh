#!/bin/bash
# Requests a second over HTTP at a million people: one person's row and the person page (session, scope, decryption,
# masking) beside fastify + better-sqlite3 doing a bare indexed look-up; lists with their 99th percentile; searches of
# every kind, each request another one; saves and pages while an import runs (bench/import_probe.mjs, on a copy of the
# site); resident memory. wrk, 64 connections (searches: 4), loopback. HTTP_PEOPLE (default 1000000), HTTP_SECONDS (5),
# HTTP_IMPORT rows (20000). The site is made once for each program and number of people and kept under TMPDIR. Fails
# when a number misses its goal by a quarter.
set -euo pipefail
cd "$(dirname "$0")/.."
people=${HTTP_PEOPLE:-1000000}
seconds=${HTTP_SECONDS:-5}
program=${NUANXIN:-build/nuanxin}
password=Bench-Http-22
kept=${TMPDIR:-/tmp}/nuanxin-bench-site-$people
build=${BUILD:-build}
import=${HTTP_IMPORT:-20000}
. bench/goals
ninja -C "$build" --quiet bench/import_bench
bench/peers
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
# The demo leaves its comparisons of lists to the first start: they are no part of what is measured.
if [ "$(node bench/http_jobs.mjs "$site/site.db")" != 0 ]; then
    "$program" serve --data "$site" --listen 127.0.0.1:0 >"$folder/log" 2>&1 &
    server=$!
    pids+=("$server")
    until [ "$(node bench/http_jobs.mjs "$site/site.db")" = 0 ]; do kill -0 "$server"; sleep 1; done
    kill "$server"
    wait "$server" || true
    : >"$folder/log"
fi
start=$(date +%s.%N)
"$program" serve --data "$site" --listen 127.0.0.1:0 >"$folder/log" 2>&1 &
server=$!
pids+=("$server")
until grep -qs "http://" "$folder/log"; do kill -0 "$server" || { cat "$folder/log"; exit 1; }; sleep 0.02; done
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
# texts to look for, a line each; each request takes the next
texts() {
    lua 'return wrk.format("POST", "/api/v1/person/search", {["Content-Type"]="application/json", ["Cookie"]="nuanxin='"$cookie"'", ["X-CSRF"]="'"$csrf"'"}, "{\"limit\":20,\"text\":\"" .. ids[i] .. "\"}")' |
        sed "s#$folder/ids#$1#"
}
lua 'return wrk.format("GET", "/api/v1/person/" .. ids[i])' >"$folder/row.lua"
lua 'return wrk.format("GET", "/api/v1/person/" .. ids[i] .. "/file")' >"$folder/file.lua"
lua 'return wrk.format("GET", "/p/" .. ids[i])' >"$folder/peer.lua"
list '{"limit":20}' >"$folder/list.lua"
list '{"limit":20,"region":"360722100000","filters":[{"field":"sex","op":"is","value":"2"}],"sort":[{"field":"birth"}]}' >"$folder/filtered.lua"
list '{"limit":20,"text":"王"}' >"$folder/text.lua"
connections=64
measure() { # name, script, base: prints requests a second and p99; keeps them in $rate and $p99 (ms)
    local out
    out=$(wrk -t1 -c"$connections" -d"$seconds"s --latency -s "$folder/$2.lua" -H "Cookie: nuanxin=$cookie" "$3")
    if grep -q 'Non-2xx' <<<"$out"; then echo "$1: errors"; echo "$out"; exit 1; fi
    rate=$(awk '/Requests\/sec/ {print $2}' <<<"$out")
    p99=$(awk '/99%/ {n = $2 + 0; print $2 ~ /us$/ ? n / 1000 : $2 ~ /ms$/ ? n : n * 1000}' <<<"$out")
    printf '%-52s %8.0f req/s   p99 %8.2f ms\n' "$1" "$rate" "$p99"
}

# The peer beside the two that are held against it.
node bench/http_fastify.mjs "$site/site.db" >"$folder/peer.log" 2>&1 &
peer_pid=$!
pids+=("$peer_pid")
until grep -qs 'http://' "$folder/peer.log"; do kill -0 "$peer_pid"; sleep 0.1; done
measure "one person's row" row "$base"
row=$rate
measure "fastify + better-sqlite3, bare look-up" peer "$(grep -o 'http://[0-9.:]*' "$folder/peer.log")"
peer=$rate
measure "the person page" file "$base"
goal "one person's row to the bare look-up" "$(ratio "$row" "$peer")" at-least 1
goal "the person page (一人一档) to the bare look-up" "$(ratio "$rate" "$peer")" at-least 1
kill "$peer_pid"
wait "$peer_pid" || true

measure "a list of 20" list "$base"
goal "a list of 20: p99 in ms, 64 connections" "$p99" at-most 20
measure "… of a township's women, by birthday" filtered "$base"
goal "a township's women by birthday: p99 in ms" "$p99" at-most 20
measure "… of people whose name has 王" text "$base"
goal "whose name has 王: p99 in ms" "$p99" at-most 20

# Every request another text: what was found before is of no help.
node bench/http_texts.mjs "$base" "nuanxin=$cookie" "$csrf" "$folder/ids" "$folder" "$site/site.db"
connections=4
for kind in name part pinyin initials number last4 phone address village; do
    texts "$folder/texts.$kind" >"$folder/search.lua"
    measure "search by $kind, each another" search "$base"
    goal "search by $kind: p99 in ms, 4 connections" "$p99" at-most 100
done
awk -v n="$people" '/VmRSS/ {now = $2} /VmHWM/ {most = $2}
    END {printf "%-52s %8d MB (at most %d)\n", "resident memory, " n " people", now / 1024, most / 1024}' \
    /proc/"$server"/status
[ "$people" != 1000000 ] || goal "resident memory in MB" "$(awk '/VmRSS/ {print int($2 / 1024)}' /proc/"$server"/status)" at-most 400
kill "$server"
wait "$server" || true

cp -r "$site" "$folder/copy"
"$build/bench/import_bench" write "$folder/people.xlsx" "$import"
"$program" serve --data "$folder/copy" --listen 127.0.0.1:0 >"$folder/log" 2>&1 &
server=$!
pids+=("$server")
until grep -qs "http://" "$folder/log"; do kill -0 "$server"; sleep 0.1; done
base=$(grep -o 'http://[0-9.:]*' "$folder/log")
node bench/http_writes.mjs "$base" "$password" | tee "$folder/writes"
goal "a save, answered and in every figure: half in ms" "$(awk '{for (i = 1; i < NF; i++) if ($i == "half") print $(i + 1)}' "$folder/writes")" at-most 10
node bench/import_probe.mjs "$base" "$password" "$folder/people.xlsx" | tee "$folder/probe"
goal "saving a person while $import rows are imported: p99 in ms" "$(awk '/saving a person/ {for (i = 1; i < NF; i++) if ($i == "p99") print $(i + 1)}' "$folder/probe")" at-most 100
goal "… and at worst" "$(awk '/saving a person/ {print $NF}' "$folder/probe")" at-most 100
exit $missed
