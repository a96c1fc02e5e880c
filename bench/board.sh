#!/bin/bash
# The board of tasks, 13 tasks by every township, village and workshop, over 20,000 recipients and 300,000 events, as
# the page asks for it; beside SQLite counting the same figures from the same database (bench/board_bench.c). The
# board has to stay within 150 ms.
set -euo pipefail
cd "$(dirname "$0")/.."
folder=$(mktemp -d "${TMPDIR:-/tmp}/nuanxin-bench-XXXXXX")
trap 'rm -rf "$folder"' EXIT
site=${BOARD_SITE:-$folder/site} # one made before saves the making
[ -d "$site" ] || build/nuanxin demo --data "$site" --people "${BOARD_PEOPLE:-125000}" >/dev/null
. bench/goals
"${BOARD_BENCH:-${BUILD:-build}/bench/board_bench}" "$site" >"$folder/times"
grep -E '^(size|table) ' "$folder/times"
read -r board answer < <(sed -n 's/^board //p' "$folder/times")
read -r peer same < <(sed -n 's/^peer //p' "$folder/times")
[ "$answer" = "$same" ] || { echo "the answers differ: $answer and $same"; exit 1; }
goal "board, ms (SQLite beside it: $(awk -v s="$peer" 'BEGIN { printf "%.0f", s * 1000 }') ms)" "$(awk -v s="$board" 'BEGIN { printf "%.1f", s * 1000 }')" at-most 150
exit "$missed"
