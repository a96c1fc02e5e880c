#include "domain/people/person_check.h"

#include "domain/people/person.h"
#include "standard/citizen_id.h"

static void derive_sex(struct change *change, struct errors *errors, enum sex sex)
{
    struct text code = sex == SEX_MALE ? TEXT("1") : TEXT("2");
    const struct value *given = change_value(change, PERSON_SEX);
    bool stated = value_is_set(given) && (text_is(given->text, "1") || text_is(given->text, "2"));
    if (stated && !text_equal(given->text, code)) {
        change_fault(change, errors, PERSON_SEX,
                     sex == SEX_MALE ? "与身份证号不符：证号为男性" : "与身份证号不符：证号为女性",
                     "请核对身份证；性别以证号为准时可清空本项");
        return;
    }
    change_set(change, PERSON_SEX, value_text(code));
}

/* The number's birthday wins; what was registered otherwise is kept as a remark. */
static void derive_birth(struct change *change, int32_t birth)
{
    const struct value *given = change_value(change, PERSON_BIRTH);
    struct date right = {birth, DATE_DAY};
    if (value_is_set(given) && given->precision == DATE_DAY && given->number != birth) {
        char day[11];
        date_format((struct date){(int32_t)given->number, DATE_DAY}, day);
        const struct value *remark = change_value(change, PERSON_REMARK);
        struct text before = value_is_set(remark) ? remark->text : TEXT_EMPTY;
        struct text note = arena_printf(change->work->arena, "%.*s%s登记生日 %s", TEXT_ARG(before),
                                        before.n > 0 ? "；" : "", day);
        change_set(change, PERSON_REMARK, value_text(note));
    }
    change_set(change, PERSON_BIRTH, value_date(right));
}

static const char *id_state(const struct value *id)
{
    if (!value_is_set(id)) {
        return "missing";
    }
    return id->doubtful ? "pending" : "verified";
}

void person_check(struct change *change, struct errors *errors)
{
    const struct value *id = change_value(change, PERSON_ID_NO);
    if (value_is_set(id)) {
        struct citizen_id read =
            citizen_id_read(id->text, WRITTEN_AS_TEXT, clock_today(change->work->clock));
        if (citizen_id_usable(read.verdict)) {
            derive_sex(change, errors, read.sex);
            derive_birth(change, read.birth);
        }
    } else if (!value_is_set(change_value(change, PERSON_BIRTH))) {
        change_fault(change, errors, PERSON_ID_NO, "身份证号和出生日期至少填一项",
                     "暂无身份证号的，请填出生日期以便与同名人区分");
    }
    if (change->old == NULL || change_touches(change, PERSON_ID_NO)) {
        change_set(change, PERSON_ID_STATE, value_text(text_of(id_state(id))));
    }
    change_check_order(change, errors, PERSON_BIRTH, PERSON_DECEASED_ON);
    change_check_order(change, errors, PERSON_BIRTH, PERSON_GRADUATED_ON);
}
