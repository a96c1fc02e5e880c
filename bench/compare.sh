#!/bin/bash
# `nuanxin compare` over two lists of COMPARE_ROWS (1,000,000) people from CSV to result CSV, beside DuckDB doing the same
# (exact join, and with cleaning and a blocked Jaro-Winkler/Damerau pass) and a bare C program with a hand-fitted pass
# (compare_duckdb.mjs, compare_peer.c); 100,000 x 100,000 from .xlsx; with COMPARE_LARGE=1 also 5M x 1M. Medians of three
# alternating runs, as ratios. Then the quality by kind of dirt for each habit of people_lists. Fails when quality misses
# a floor or a ratio misses its goal by a quarter (machines are noisy).
set -euo pipefail
cd "$(dirname "$0")"
build=${BENCH_BUILD:-../build}
ninja -C "$build" --quiet nuanxin bench/people_lists bench/compare_judge bench/compare_peer bench/measured
lists=$build/bench/people_lists judge=$build/bench/compare_judge measured=$build/bench/measured
rows=${COMPARE_ROWS:-1000000}
work=$(mktemp -d "${TMPDIR:-/tmp}/nuanxin-bench-XXXXXX")
trap 'rm -rf "$work"' EXIT
. ./goals

middle() { sort -n "$1" | sed -n 2p; }
field() { cut -d' ' -f"$1" <<<"$2"; }

ours() { # LEFT RIGHT OUT: findings end with 1
    "$measured" "$build/nuanxin" compare "$1" "$2" --out "$3" 2>"$work/said" || [ $? = 1 ] || { cat "$work/said"; exit 1; }
}
# beside LEFT RIGHT NAME: three rounds of everybody
beside() {
    for i in 1 2 3; do
        ours "$1" "$2" "$work/ours.csv" >>"$work/$3.ours"
        "$measured" "$build/bench/compare_peer" "$1" "$2" "$work/peer.csv" >>"$work/$3.peer"
        "$measured" node compare_duckdb.mjs exact "$1" "$2" "$work/exact.csv" >>"$work/$3.exact"
        "$measured" node compare_duckdb.mjs rest "$1" "$2" "$work/rest.csv" >>"$work/$3.rest"
        "$measured" node compare_duckdb.mjs all "$1" "$2" "$work/all.csv" >>"$work/$3.all"
    done
    ours=$(middle "$work/$3.ours") peer=$(middle "$work/$3.peer")
    exact=$(middle "$work/$3.exact") rest=$(middle "$work/$3.rest") all=$(middle "$work/$3.all")
    echo "$3: ours $(field 1 "$ours") s, $(field 3 "$ours") MB; DuckDB exact $(field 1 "$exact") s, $(field 3 "$exact") MB," \
        "with the fuzzy pass over the rest $(field 1 "$rest") s, $(field 3 "$rest") MB, over all rows $(field 1 "$all") s," \
        "$(field 3 "$all") MB; bare C $(field 1 "$peer") s, $(field 3 "$peer") MB"
    # The harder reading of the goal: DuckDB's fuzzy pass goes over the rest only, though ours also finds who stands twice.
    goal "$3: DuckDB's exact join, fuzzy over the rest, to ours" "$(ratio "$(field 1 "$rest")" "$(field 1 "$ours")")" at-least 5
    printf '  %-52s %8s\n' "$3: the same, fuzzy over all rows" "$(ratio "$(field 1 "$all")" "$(field 1 "$ours")")"
    goal "$3: ours to DuckDB's exact join alone" "$(ratio "$(field 1 "$ours")" "$(field 1 "$exact")")" at-most 1.5
    goal "$3: ours to the bare C program" "$(ratio "$(field 1 "$ours")" "$(field 1 "$peer")")" at-most 3
}

./peers
"$lists" issue "$rows" "$rows" "$work/left.csv" "$work/right.csv" "$work/truth.csv"
beside "$work/left.csv" "$work/right.csv" "$rows x $rows"
goal "$rows x $rows: peak MB" "$(field 3 "$ours")" at-most 600
echo "quality of ours"
"$judge" "$work/ours.csv" "$work/truth.csv" 0.999 0.9999 0.98 1 || missed=1
for peer in rest all peer; do
    echo "quality of $peer"
    "$judge" "$work/$peer.csv" "$work/truth.csv" | tail -6
done

if [ "${COMPARE_LARGE:-0}" = 1 ]; then
    "$lists" issue $((rows * 5)) "$rows" "$work/left.csv" "$work/right.csv" "$work/truth.csv"
    beside "$work/left.csv" "$work/right.csv" "$((rows * 5)) x $rows"
    "$judge" "$work/ours.csv" "$work/truth.csv" 0.999 0.9999 0.98 1 | tail -6 || missed=1
fi

"$lists" issue 100000 100000 "$work/left.xlsx" "$work/right.xlsx" "$work/truth.csv"
for kind in csv xlsx; do
    for i in 1 2 3; do
        ours "$work/left.xlsx" "$work/right.xlsx" "$work/ours.$kind" >>"$work/xlsx.$kind"
    done
    line=$(middle "$work/xlsx.$kind")
    echo "100000 x 100000 from .xlsx to .$kind: $(field 1 "$line") s, $(field 3 "$line") MB"
    goal "100000 x 100000 from .xlsx to .$kind: seconds" "$(field 1 "$line")" at-most 2
done

for habit in village payroll border plain town deaths household numberless masked cards register; do
    "$lists" $habit 200000 200000 "$work/left.csv" "$work/right.csv" "$work/truth.csv" 7
    ours "$work/left.csv" "$work/right.csv" "$work/ours.csv" >/dev/null
    echo "quality, habit $habit, 200000 x 200000"
    "$judge" "$work/ours.csv" "$work/truth.csv" || missed=1
done
exit $missed
