#!/bin/bash
# Rules and reports over a million people and three million events, beside DuckDB on the same columns; search and
# sorted pages alone (bench/rules_bench.c, bench/rules_duckdb.mjs).
set -euo pipefail
cd "$(dirname "$0")/.."
folder=$(mktemp -d "${TMPDIR:-/tmp}/nuanxin-bench-XXXXXX")
trap 'rm -rf "$folder"' EXIT
"${RULES_BENCH:-$(find build -name rules_bench -type f -perm -u+x | head -1)}" "$folder" >"$folder/ours"
bench/peers
node bench/rules_duckdb.mjs "$folder" >"$folder/peer"
awk 'NR == FNR { time[$1] = $2; check[$1] = $3; cpu[$1] = $4; next }
     $1 in time { if ($3 != check[$1]) { print $1 ": the answers differ: " $3 " and " check[$1]; bad = 1 }
                  printf "%-16s %8.1f ms   DuckDB %8.1f ms   %5.1f times faster (%.1f by processor time)\n",
                         $1, $2 * 1000, time[$1] * 1000, time[$1] / $2, cpu[$1] / $4; next }
     { printf "%-16s %8.1f ms\n", $1, $2 * 1000 } END { exit bad }' "$folder/peer" "$folder/ours"
