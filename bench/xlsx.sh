#!/bin/bash
# Reading and writing a table of XLSX_ROWS (1,000,000) x 12 as .xlsx, beside expat over minizip, exceljs and
# libxlsxwriter. Prints medians of three alternating runs, each as a ratio to its peer, and fails when a reader
# disagrees with the table by a byte or a goal is missed by a quarter (machines are noisy; the goals are ratios).
set -euo pipefail
cd "$(dirname "$0")"
build=${BENCH_BUILD:-../build}
ninja -C "$build" --quiet bench/xlsx_bench
bench=$build/bench/xlsx_bench
rows=${XLSX_ROWS:-1000000}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
. ./goals

# of the lines of three runs the one of median time
middle() { sort -n | sed -n 2p; }
field() { cut -d' ' -f"$1" <<<"$2"; }
mb() { echo $(($(stat -c %s "$1") / 1048576)); }

for i in 1 2 3; do
    "$bench" write ours "$work/ours.xlsx" "$rows" >>"$work/write.ours"
    "$bench" write constant "$work/constant.xlsx" "$rows" >>"$work/write.constant"
done
"$bench" write shared "$work/shared.xlsx" "$rows" >/dev/null
for kind in shared constant ours; do
    for i in 1 2 3; do
        for way in inflate ours peer; do
            "$bench" read $way "$work/$kind.xlsx" >>"$work/$kind.$way"
        done
    done
done

ours=$(middle <"$work/write.ours") peer=$(middle <"$work/write.constant")
table=$("$bench" table "$rows")
echo "write $rows x 12: $(field 1 "$ours") s, $(mb "$work/ours.xlsx") MB; libxlsxwriter constant_memory" \
    "$(field 1 "$peer") s, $(mb "$work/constant.xlsx") MB; making the cells themselves $(field 1 "$table") s of both"
goal "write: libxlsxwriter's time to ours" "$(ratio "$(field 1 "$peer")" "$(field 1 "$ours")")" at-least 5
goal "write: our file to libxlsxwriter's" \
    "$(ratio "$(stat -c %s "$work/ours.xlsx")" "$(stat -c %s "$work/constant.xlsx")")" at-most 1.2
goal "write: peak MB" "$(field 2 "$ours")" at-most 16

for kind in shared constant ours; do
    ours=$(middle <"$work/$kind.ours") peer=$(middle <"$work/$kind.peer") bare=$(middle <"$work/$kind.inflate")
    strings=$(($(field 3 "$bare") / 1048576))
    echo "read $kind: $(field 1 "$ours") s, $(field 2 "$ours") MB; expat over minizip $(field 1 "$peer") s," \
        "$(field 2 "$peer") MB; inflating alone $(field 1 "$bare") s"
    goal "read $kind: expat over minizip to ours" "$(ratio "$(field 1 "$peer")" "$(field 1 "$ours")")" at-least 5
    goal "read $kind: ours to inflating alone" "$(ratio "$(field 1 "$ours")" "$(field 1 "$bare")")" at-most 3
    goal "read $kind: peak MB over file and shared strings" \
        "$(($(field 2 "$ours") - $(mb "$work/$kind.xlsx") - strings))" at-most 20
done

# To the byte: our reader over our file gives the table itself, over the others' what the second reader gives.
[ "$(field 5 "$("$bench" read ours "$work/ours.xlsx" exact)")" = "$(field 5 "$table")" ] ||
    { echo "  DIFFERENT: our file does not read back as the table"; missed=1; }
for kind in shared constant; do
    [ "$(field 3- "$("$bench" read ours "$work/$kind.xlsx" exact)")" = \
        "$(field 3- "$("$bench" read peer "$work/$kind.xlsx" exact)")" ] ||
        { echo "  DIFFERENT: $kind reads differently from expat over minizip"; missed=1; }
done
echo "  every cell of three files compared by hash with the table and the second reader"

if [ -d node_modules/exceljs ]; then
    exceljs=$(node xlsx_exceljs.mjs "$work/shared.xlsx")
    ours=$(middle <"$work/shared.ours")
    echo "exceljs streaming: $(field 1 "$exceljs") s, $(field 2 "$exceljs") MB, $(field 5 "$exceljs") texts damaged"
    goal "read shared: exceljs streaming to ours" "$(ratio "$(field 1 "$exceljs")" "$(field 1 "$ours")")" at-least 15
fi
exit $missed
