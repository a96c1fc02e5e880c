#!/bin/bash
# Rules and reports over a million people and three million events, beside DuckDB on the same columns; search and
# sorted pages alone (bench/rules_bench.c, bench/rules_duckdb.mjs).
set -euo pipefail
cd "$(dirname "$0")/.."
folder=$(mktemp -d "${TMPDIR:-/tmp}/nuanxin-bench-XXXXXX")
trap 'rm -rf "$folder"' EXIT
"${RULES_BENCH:-${BUILD:-build}/bench/rules_bench}" "$folder" >"$folder/ours"
bench/peers
node bench/rules_duckdb.mjs "$folder" >"$folder/peer"
awk 'NR == FNR { time[$1] = $2; check[$1] = $3; cpu[$1] = $4; next }
     $1 in time { if ($3 != check[$1]) { print $1 ": the answers differ: " $3 " and " check[$1]; bad = 1 }
                  printf "%-16s %8.1f ms   DuckDB %8.1f ms   %5.1f times faster (%.1f by processor time)\n",
                         $1, $2 * 1000, time[$1] * 1000, time[$1] / $2, cpu[$1] / $4; next }
     { printf "%-16s %8.1f ms\n", $1, $2 * 1000 } END { exit bad }' "$folder/peer" "$folder/ours"
. bench/goals
faster() { awk -v n="$1" 'NR == FNR { peer[$1] = $2; next } $1 == n { printf "%.1f", peer[n] / $2 }' "$folder/peer" "$folder/ours"; }
goal "100 rules over a million people, times faster than DuckDB" "$(faster rules)" at-least 10
goal "Table 2 over 3 million events, times faster than DuckDB" "$(faster report)" at-least 10
exit "$missed"
