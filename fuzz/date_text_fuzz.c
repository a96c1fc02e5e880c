#include "base/bug.h"
#include "standard/date_text.h"
#include "standard/money_text.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n);

static void check(struct text raw, enum written written)
{
    struct date_text d = date_text_read(raw, written, DATE_FROM_1900, 19243);
    bool dated = d.verdict == DATE_TEXT_OK || d.verdict == DATE_TEXT_OPEN_FROM ||
                 d.verdict == DATE_TEXT_SHORT_YEAR;
    if (dated != (d.date.day != DATE_NONE)) {
        bug("verdict %d with day %d", (int)d.verdict, (int)d.date.day);
    }
    if (dated) {
        char iso[11];
        struct date again;
        date_format(d.date, iso);
        if (!date_parse(text_of(iso), &again) || again.day != d.date.day ||
            again.precision != d.date.precision) {
            bug("%s does not read as itself", iso);
        }
    }
    struct money_text m = money_text_read(raw, written, MONEY_YUAN);
    if (m.verdict != MONEY_OK && m.fen != 0) {
        bug("an amount that was refused");
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
    struct text raw = {(const char *)bytes, n};
    check(raw, WRITTEN_AS_TEXT);
    check(raw, WRITTEN_AS_NUMBER);
    return 0;
}
