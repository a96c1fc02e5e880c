#!/bin/bash
# Loading the facts of a million people and three million events from SQLite at start; a commit followed
# (bench/facts_bench.c).
set -euo pipefail
cd "$(dirname "$0")/.."
folder=$(mktemp -d "${TMPDIR:-/tmp}/nuanxin-bench-XXXXXX")
trap 'rm -rf "$folder"' EXIT
"${FACTS_BENCH:-$(find build -name facts_bench -type f -perm -u+x | head -1)}" "$folder"
