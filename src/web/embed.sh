#!/bin/sh
# Writes the C table and the assembler file that put built pages into the program.
# usage: embed.sh FOLDER TABLE.c BYTES.S
# FOLDER/manifest.txt has a line a page: path<TAB>file<TAB>content type<TAB>etag<TAB>immutable|no-store;
# beside a file may lie file.br and file.gz.
set -eu
folder=$(cd "$1" && pwd)
table=$2
bytes=$3
tab=$(printf '\t')

printf '#include "web/assets.h"\n\n' >"$table"
printf '    .section .rodata\n' >"$bytes"
rows=''
n=0
add() { # name, file: its bytes under a symbol
    printf '    .global %s\n%s:\n    .incbin "%s"\n    .global %s_end\n%s_end:\n    .byte 0\n' \
        "$1" "$1" "$2" "$1" "$1" >>"$bytes"
    printf 'extern const char %s[], %s_end[];\n' "$1" "$1" >>"$table"
}
while IFS=$tab read -r path file type tag keep; do
    [ -n "$path" ] || continue
    add "asset_${n}" "$folder/$file"
    row="    {.path = \"$path\", .type = \"$type\", .tag = \"\\\"$tag\\\"\", .immutable = "
    if [ "$keep" = immutable ]; then row="${row}true"; else row="${row}false"; fi
    row="$row,\n     .form = {[ASSET_PLAIN] = {asset_$n, asset_${n}_end}"
    for form in br gz; do
        if [ -f "$folder/$file.$form" ]; then
            add "asset_${n}_$form" "$folder/$file.$form"
            upper=$(printf '%s' "$form" | tr a-z A-Z)
            row="$row,\n              [ASSET_$upper] = {asset_${n}_$form, asset_${n}_${form}_end}"
        fi
    done
    rows="$rows$row}},\n"
    n=$((n + 1))
done <"$folder/manifest.txt"
printf '    .section .note.GNU-stack,"",@progbits\n' >>"$bytes"
{
    printf '\nconst struct asset asset_table[] = {\n'
    printf '%b' "$(printf '%s' "$rows" | sed 's/\\"/\\\\"/g')"
    printf '};\nconst size_t asset_count = sizeof(asset_table) / sizeof(asset_table[0]);\n'
} >>"$table"
