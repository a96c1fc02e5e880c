/*
 * heading_word: the words that stand over the columns of a list, brought to one form
 * (dirty_data.csv X09). data/header_synonyms.csv says which of them mean what.
 */
#ifndef STANDARD_HEADING_WORD_H
#define STANDARD_HEADING_WORD_H

#include "base/arena.h"
#include "base/text.h"

/*
 * The form in which headings are compared: half width, no blanks, no signs, nothing in brackets,
 * small letters. Never longer than the heading.
 */
struct text heading_key(struct arena *arena, struct text heading);

/* Whether a heading over others says that they are about somebody else: 户主/身份证号 (I05). */
bool heading_about_others(struct text upper);

#endif
