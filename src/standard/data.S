/* Puts the files of data/ into the binary; the assembler finds them through -I data/. */
    .section .rodata
    .macro embed symbol, file
    .global data_\symbol, data_\symbol\()_end
data_\symbol:
    .incbin "\file"
data_\symbol\()_end:
    .byte 0
    .endm

    embed code_tables, "code_tables.csv"
    embed code_nationality, "code_nationality_gb3304.csv"
    embed code_product, "code_product.csv"
    embed code_aliases, "code_aliases.csv"
    embed header_synonyms, "header_synonyms.csv"
    embed holidays, "holidays_2022_2026.csv"
    embed id_legacy, "id_legacy_ganzhou_codes.csv"
    embed pua, "pua_to_unicode.csv"
    embed regions_national, "regions_national_county.csv"
    embed regions_townships, "regions_xinfeng_townships.csv"
    embed regions_villages, "regions_xinfeng_villages.csv"

/* Made by pinyin_make.c. */
    .balign 8
    .global pinyin_syllables, pinyin_syllables_end, pinyin_table
pinyin_syllables:
    .incbin "pinyin_syllables.bin"
pinyin_syllables_end:
    .balign 8
pinyin_table:
    .incbin "pinyin_table.bin"
    .section .note.GNU-stack, "", %progbits
