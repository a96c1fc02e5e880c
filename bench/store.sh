#!/bin/bash
# The store over plain sqlite3 calls, sealing, and audited commits (bench/store_bench.c).
set -euo pipefail
cd "$(dirname "$0")/.."
folder=$(mktemp -d "${TMPDIR:-/tmp}/nuanxin-bench-XXXXXX")
trap 'rm -rf "$folder"' EXIT
"${STORE_BENCH:-$(find build -name store_bench -type f -perm -u+x | head -1)}" "$folder"
