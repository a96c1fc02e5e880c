#!/bin/bash
# The store over plain sqlite3 calls, sealing, and audited commits (bench/store_bench.c).
set -euo pipefail
cd "$(dirname "$0")/.."
build=${BUILD:-build}
ninja -C "$build" --quiet bench/store_bench
folder=$(mktemp -d "${TMPDIR:-/tmp}/nuanxin-bench-XXXXXX")
trap 'rm -rf "$folder"' EXIT
"$build/bench/store_bench" "$folder"
