#!/bin/bash
# An import of IMPORT_ROWS (100,000) people in 20 columns from .xlsx into a new site, beside SQLite's own bare insert of
# the same rows (bench/import_bench.c, bare): once into a table without any index, once with the indexes that the site's
# rows have. Medians of three alternating runs. Then the same import through the server while other requests go on
# (bench/import_probe.mjs). Fails when a goal is missed by a quarter.
set -euo pipefail
cd "$(dirname "$0")/.."
build=${BUILD:-build}
ninja -C "$build" --quiet bench/import_bench bench/measured
bench=$build/bench/import_bench
program=${NUANXIN:-$build/nuanxin}
rows=${IMPORT_ROWS:-100000}
folder=$(mktemp -d "${TMPDIR:-/tmp}/nuanxin-bench-XXXXXX")
server=
end() {
    [ -z "$server" ] || kill "$server" 2>/dev/null || true
    wait
    rm -rf "$folder"
}
trap end EXIT
. bench/goals
middle() { sort -n | sed -n 2p; }
password=Bench-Import-22

"$bench" write "$folder/people.xlsx" "$rows"
printf 'parsed, cleaned and judged without a database: %s\n' "$("$bench" read "$folder/people.xlsx")"
echo "$password" | "$program" init --data "$folder/new" --notice notices/xinfeng-2022-02 >/dev/null 2>&1
for _ in 1 2 3; do
    rm -f "$folder"/bare.db*
    "$bench" bare "$folder/people.xlsx" "$folder/bare.db" >>"$folder/bare"
    rm -f "$folder"/bare.db*
    "$bench" bare "$folder/people.xlsx" "$folder/bare.db" index >>"$folder/indexed"
    rm -rf "$folder/site"
    cp -r "$folder/new" "$folder/site"
    "$build/bench/measured" "$program" import person "$folder/people.xlsx" --data "$folder/site" >>"$folder/ours" 2>"$folder/told"
done
read -r seconds cpu mb < <(middle <"$folder/ours")
bare=$(middle <"$folder/bare") indexed=$(middle <"$folder/indexed")
tail -1 "$folder/told"
"$program" audit verify --data "$folder/site"
printf '%-64s %6.2f s (%.2f s of processor)\n' "import: program start to end" "$seconds" "$cpu"
printf '%-64s %6.2f s\n' "SQLite bare insert, no index" "$bare" "SQLite bare insert, the same indexes" "$indexed"
goal "import / bare insert with the same indexes" "$(ratio "$seconds" "$indexed")" at-most 3
goal "… the worst of three pairs" "$(paste -d' ' "$folder/ours" "$folder/indexed" | awk '{ r = $1 / $4; w = r > w ? r : w } END { printf "%.2f", w }')" at-most 3
printf "  %-60s %8s\n" "import / bare insert without an index" "$(ratio "$seconds" "$bare")"
goal "peak MB" "$mb" at-most 300

"$program" demo --data "$folder/demo" --people 20000 --password "$password" >/dev/null 2>&1
"$program" serve --data "$folder/demo" --listen 127.0.0.1:0 >"$folder/log" 2>&1 &
server=$!
until grep -qs 'http://' "$folder/log"; do kill -0 "$server"; sleep 0.1; done
node bench/import_probe.mjs "$(grep -o 'http://[0-9.:]*' "$folder/log")" "$password" "$folder/people.xlsx"
printf '%-64s %6d MB\n' "the server's resident memory at most" "$(awk '/VmHWM/ {print int($2 / 1024)}' /proc/"$server"/status)"
exit $missed
