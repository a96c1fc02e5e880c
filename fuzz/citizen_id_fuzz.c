#include "base/bug.h"
#include "standard/card.h"
#include "standard/citizen_id.h"
#include "standard/credit_code.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n);

/* What was read once must read the same again, unchanged. */
static void check(struct text raw, enum written written, int32_t today)
{
    struct citizen_id id = citizen_id_read(raw, written, today);
    bool usable = citizen_id_usable(id.verdict);
    if (usable != (id.number[0] != '\0') || usable != (id.birth != DATE_NONE)) {
        bug("a number without a usable verdict, or the other way round");
    }
    if (usable) {
        struct citizen_id again = citizen_id_read(text_of(id.number), WRITTEN_AS_TEXT, today);
        if (again.verdict != CITIZEN_ID_VALID || again.findings & CITIZEN_ID_CHANGED) {
            bug("the normalised number is not valid");
        }
    }
    struct credit_code code = credit_code_read(raw, written);
    if (code.verdict == CREDIT_CODE_VALID &&
        credit_code_read(text_of(code.number), WRITTEN_AS_TEXT).verdict != CREDIT_CODE_VALID) {
        bug("the normalised code is not valid");
    }
    struct card card = card_read(raw, written);
    if (card_usable(card.verdict) != (card.number[0] != '\0')) {
        bug("a card without a usable verdict");
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
    struct text raw = {(const char *)bytes, n};
    check(raw, WRITTEN_AS_TEXT, 19243);
    check(raw, WRITTEN_AS_NUMBER, 19243);
    return 0;
}
