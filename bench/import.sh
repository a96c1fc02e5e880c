#!/bin/bash
# The reading side of an import: 100,000 people in 20 columns parsed, cleaned and judged (bench/import_bench.c).
set -euo pipefail
cd "$(dirname "$0")/.."
"${IMPORT_BENCH:-$(find build -name import_bench -type f -perm -u+x | head -1)}"
