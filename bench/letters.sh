#!/bin/bash
# bench/letters.sh [BINARY]: sixteen letters drafted from a template, then each as PDF and as .docx, over HTTP on a demo county of
# 20,000 people. Prints the seconds; fails above 3.
set -eu
binary=$(realpath "${1:-build/nuanxin}")
cd "$(dirname "$0")/.."
folder=$(mktemp -d)
server=""
stop() {
    [ -z "$server" ] || { kill "$server" 2>/dev/null; wait "$server" 2>/dev/null; } || true
    rm -rf "$folder"
}
trap stop EXIT
trap 'exit 130' INT TERM
port=$((20000 + $$ % 20000))
at="http://127.0.0.1:$port/api/v1"
"$binary" demo --data "$folder/demo" --people 20000 --seed 7 --password "Demo-2022-nuanxin" >"$folder/log" 2>&1
"$binary" serve --data "$folder/demo" --listen "127.0.0.1:$port" >>"$folder/log" 2>&1 &
server=$!
for _ in $(seq 200); do
    curl -fsS -o /dev/null "http://127.0.0.1:$port/healthz" 2>/dev/null && break
    sleep 0.1
done
ask() { curl -fsS -b "$folder/jar" -c "$folder/jar" -H "X-CSRF: ${csrf:-}" -H 'Content-Type: application/json' "$@"; }
csrf=$(ask -d '{"account":"xian","password":"Demo-2022-nuanxin"}' "$at/session" | sed 's/.*"csrf":"\([^"]*\)".*/\1/')
began=$(date +%s.%N)
ids=$(ask -d '{"template":"tasks"}' "$at/letters" | grep -o '[0-9]\{10,\}')
[ "$(echo "$ids" | wc -l)" -eq 16 ] || { echo "not sixteen letters" >&2; exit 1; }
for id in $ids; do
    ask -o "$folder/$id.pdf" "$at/letter/$id/document?format=pdf" -o "$folder/$id.docx" "$at/letter/$id/document?format=docx"
done
ended=$(date +%s.%N)
[ "$(head -qc 4 "$folder"/*.pdf | grep -o '%PDF' | wc -l)" -eq 16 ]
. bench/goals
goal "16 letters as PDF and docx, s" "$(awk -v b="$began" -v e="$ended" 'BEGIN { printf "%.2f", e - b }')" at-most 3
exit "$missed"
