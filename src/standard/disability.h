/*
 * disability: kind and level of a disability as certified by the 残疾人证 (GB/T 26341-2010: seven
 * kinds, four levels; 1 and 2 are severe). Reads the words people write and the card's number,
 * whose digits 19 and 20 say the same. Pure and free of allocation.
 */
#ifndef STANDARD_DISABILITY_H
#define STANDARD_DISABILITY_H

#include "base/text.h"

struct disability {
    char type; /* '1' 视力 '2' 听力 '3' 言语 '4' 肢体 '5' 智力 '6' 精神 '7' 多重; 0 not said */
    char level; /* '1'–'4'; 0 not said */
};

/*
 * Reads 肢体二级, 肢二, 肢体残疾2级, 42, 二级, 肢体 (dirty_data.csv F03). False when the text says
 * neither kind nor level, says something else too, or names several kinds (多重 itself is one).
 * A single digit is a level, as forms ask for it.
 */
bool disability_read(struct text t, struct disability *out);

/* 肢体残疾, 二级(重度); "" for 0 or an impossible code. */
const char *disability_type_name(char type);
const char *disability_level_name(char level);

#endif
