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
"${BOARD_BENCH:-$(find build -name board_bench -type f -perm -u+x | head -1)}" "$site" | awk '
    $1 == "size" || $1 == "table" { print; next }
    { time[$1] = $2; check[$1] = $3 }
    END {
        if (check["board"] != check["peer"]) { print "the answers differ: " check["board"] " and " check["peer"]; exit 1 }
        printf "board %.1f ms   SQLite %.1f ms   %.1f times faster\n", time["board"] * 1000, time["peer"] * 1000, time["peer"] / time["board"]
        if (time["board"] > 0.150) { print "slower than 150 ms"; exit 1 }
    }'
