/*
 * masking: what may be shown of a value to somebody who has not asked to see it whole, and what may
 * be published (公示; 人社部/财政部 2017-12: no address, telephone, account, birth day or state of
 * need). Works on any text, right or wrong, and never shows more of a short or broken one.
 */
#ifndef STANDARD_MASKING_H
#define STANDARD_MASKING_H

#include "base/arena.h"
#include "base/text.h"

enum masking_kind {
    MASKING_NAME,
    MASKING_CITIZEN_ID,
    MASKING_PHONE,
    MASKING_CARD,      /* bank or social security card */
    MASKING_BIRTH,     /* a day of birth */
    MASKING_ADDRESS,   /* below the village */
    MASKING_CONDITION, /* disability, 低保, hardship */
};

enum masking_scene { MASKING_SCREEN, MASKING_PUBLIC };

/*
 * The value as it may be shown, in the arena (or the text itself when all of it may):
 *                 screen                public
 *   name          all                   张*  张*三  欧**娜
 *   citizen_id    360***********1234    360722********1234
 *   phone         138****5678           nothing
 *   card          ****1234              nothing
 *   birth, address, condition: all      nothing
 */
struct text masking_mask(struct arena *arena, enum masking_kind kind, enum masking_scene scene,
                         struct text value);

#endif
