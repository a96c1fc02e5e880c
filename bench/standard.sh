#!/bin/bash
# Reading names, numbers and places: values a second on one core; pinyin beside ICU (bench/standard_bench.c).
set -euo pipefail
cd "$(dirname "$0")/.."
exec "${STANDARD_BENCH:-${BUILD:-build}/bench/standard_bench}"
