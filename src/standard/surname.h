/*
 * surname: which characters of a name are its surname, and the surnames there are. Common ones
 * stand in order of frequency, so that synthetic people look like a county and a rare surname can
 * weigh more in a comparison.
 */
#ifndef STANDARD_SURNAME_H
#define STANDARD_SURNAME_H

#include "base/text.h"

/*
 * Bytes of the surname at the start of a normalised name: two characters where a compound surname
 * (欧阳) is followed by at least one more, else the first character. A name with '·' has no
 * surname; its first character is given. 0 of an empty name.
 */
size_t surname_length(struct text name);

/* The i-th most common surname (王, 李, 张 …), or the empty text past the last. */
struct text surname_common(size_t i);
/* The i-th compound surname (欧阳, 上官 …), or the empty text past the last. */
struct text surname_compound(size_t i);

#endif
