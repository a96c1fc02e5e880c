#include "ledger/value_check.h"

#include "ledger/show.h"

#include "standard/card.h"
#include "standard/citizen_id.h"
#include "standard/credit_code.h"
#include "standard/name.h"
#include "standard/phone.h"
#include "standard/region.h"

enum { TEXT_MOST = 200, NOTE_MOST = 4000, EARLIEST_DAY = -25567 /* 1900-01-01 */ };

struct check {
    struct work *work;
    const struct field *field;
    struct value *value;
    struct errors *errors;
};

static void fault(struct check *c, struct text message, const char *hint)
{
    errors_add(c->errors, c->work->arena, c->field->name, message, text_of(hint));
}

static void check_text(struct check *c)
{
    const struct field *f = c->field;
    struct text t = text_trim(c->value->text);
    int64_t most = f->max > 0 ? f->max : f->kind == KIND_NOTE ? NOTE_MOST : TEXT_MOST;
    if (!utf8_valid(t)) {
        fault(c, TEXT("含有无法识别的字符"), "请重新输入");
        return;
    }
    for (size_t i = 0; i < t.n; i++) {
        unsigned char b = (unsigned char)t.s[i];
        if ((b < 0x20 && !(f->kind == KIND_NOTE && (b == '\n' || b == '\r' || b == '\t'))) ||
            b == 0x7F) {
            fault(c, TEXT("含有不可见的控制字符"), "请重新输入");
            return;
        }
    }
    int64_t length = (int64_t)utf8_length(t);
    if (length > most || length < f->min) {
        fault(c,
              length > most ? arena_printf(c->work->arena, "最多 %lld 个字，现有 %lld 个",
                                           (long long)most, (long long)length)
                            : arena_printf(c->work->arena, "至少 %lld 个字", (long long)f->min),
              "");
        return;
    }
    *c->value = t.n == 0 ? VALUE_NULL : value_text(t);
    if (t.n == 0 && (f->flags & FIELD_REQUIRED) != 0) {
        fault(c, TEXT("不能为空"), "");
    }
}

/* A person's name in its one form; what only a person can settle is told, never guessed (N01–N05).
 */
static void check_name(struct check *c)
{
    if (c->value->read) {
        return;
    }
    struct name name = name_read(c->work->arena, c->value->text);
    unsigned bad = name.findings & (NAME_EMPTY | NAME_UNREADABLE | NAME_MASKED | NAME_STRANGE);
    if (bad != 0) {
        for (int bit = 0; bit < NAME_FINDINGS; bit++) {
            if ((bad >> bit & 1) != 0) {
                fault(c, text_of(name_message((enum name_finding)(1 << bit))),
                      "请按身份证上的姓名填写");
                return;
            }
        }
    }
    *c->value = value_text(name.text);
}

static void check_number(struct check *c)
{
    const struct field *f = c->field;
    bool bounded = f->min != 0 || f->max != 0;
    if (!bounded || (c->value->number >= f->min && c->value->number <= f->max)) {
        return;
    }
    if (f->kind == KIND_MONEY) {
        fault(c,
              arena_printf(c->work->arena, "应在 %lld 元到 %lld 元之间", (long long)f->min / 100,
                           (long long)f->max / 100),
              "");
    } else {
        fault(c,
              arena_printf(c->work->arena, "应在 %lld 到 %lld 之间", (long long)f->min,
                           (long long)f->max),
              "");
    }
}

static void check_date(struct check *c)
{
    struct value *v = c->value;
    int32_t day = (int32_t)v->number;
    if ((c->field->flags & FIELD_MONTH) != 0 && v->precision == DATE_YEAR) {
        fault(c, TEXT("需要具体到月"), "请写成 2022-08 的样子");
    } else if (v->precision != DATE_DAY && (c->field->flags & FIELD_PARTIAL) == 0) {
        fault(c, TEXT("需要具体到日"), "请写成 2022-09-08 的样子");
    } else if (day < EARLIEST_DAY) {
        fault(c, TEXT("年份太早"), "请核对年份");
    } else if (day > clock_today(c->work->clock) && (c->field->flags & FIELD_FUTURE) == 0) {
        fault(c, TEXT("日期在今天以后"), "请核对日期");
    } else if ((c->field->flags & FIELD_MONTH) != 0) {
        *v = value_date(date_month((struct date){day, v->precision}));
    }
}

static void check_citizen_id(struct check *c)
{
    if (c->value->read) {
        return;
    }
    struct citizen_id id =
        citizen_id_read(c->value->text, WRITTEN_AS_TEXT, clock_today(c->work->clock));
    if (!citizen_id_usable(id.verdict)) {
        fault(c, text_of(citizen_id_message(id.verdict)), citizen_id_hint(id.verdict));
        return;
    }
    bool doubtful = c->value->doubtful || id.verdict == CITIZEN_ID_FROM_15;
    *c->value = value_text(arena_text(c->work->arena, text_of(id.number)));
    c->value->doubtful = doubtful;
}

static void check_credit_code(struct check *c)
{
    struct credit_code code = credit_code_read(c->value->text, WRITTEN_AS_TEXT);
    if (code.verdict != CREDIT_CODE_VALID && code.verdict != CREDIT_CODE_OLD_15) {
        fault(c, text_of(credit_code_message(code.verdict)), credit_code_hint(code.verdict));
        return;
    }
    *c->value = value_text(arena_text(c->work->arena, text_of(code.number)));
}

/* An odd number is kept: one that somebody once gave is worth a try (P02). */
static void check_phone(struct check *c)
{
    if (c->value->read) {
        return;
    }
    struct phones phones = phone_read(c->work->arena, c->value->text);
    if (phones.n == 0) {
        fault(c, TEXT("不是电话号码"), "请填 11 位手机号，或带区号的座机号");
        return;
    }
    *c->value = value_text(arena_text(c->work->arena, text_of(phones.at[0].number)));
}

static void check_card(struct check *c)
{
    struct card card = card_read(c->value->text, WRITTEN_AS_TEXT);
    if (!card_usable(card.verdict)) {
        fault(c, text_of(card_message(card.verdict)), card_hint(card.verdict));
        return;
    }
    *c->value = value_text(arena_text(c->work->arena, text_of(card.number)));
}

static void check_code(struct check *c, struct text code)
{
    if (code_label(c->work, c->field, code).n == 0) {
        fault(c, arena_printf(c->work->arena, "没有“%.*s”这个选项", TEXT_ARG(code)),
              "请从列表中选择");
    }
}

static void check_codes(struct check *c)
{
    struct text rest = c->value->text, code;
    while (text_split(&rest, ',', &code)) {
        check_code(c, code);
    }
}

/* A region's own code is new by nature; anywhere else it must be one that is known. */
static void check_region(struct check *c)
{
    if (region_at(c->work->regions, c->value->number) == NULL) {
        fault(c, arena_printf(c->work->arena, "没有区划代码 %lld", (long long)c->value->number),
              "请从区划列表中选择");
    }
}

void value_check(struct work *work, const struct field *field, struct value *value,
                 struct errors *errors)
{
    struct check c = {work, field, value, errors};
    if (value->masked) {
        fault(&c, TEXT("这是遮盖后的内容，不能保存"), "请先查看全文，或留着不改");
        return;
    }
    switch (field->kind) {
    case KIND_TEXT:
        if ((field->flags & FIELD_NAME) != 0) {
            check_name(&c);
        }
        if (value_is_set(value)) {
            check_text(&c);
        }
        break;
    case KIND_NOTE:
        check_text(&c);
        break;
    case KIND_INT:
    case KIND_MONEY:
        check_number(&c);
        break;
    case KIND_DATE:
        check_date(&c);
        break;
    case KIND_CODE:
        if (!value->read) {
            check_code(&c, value->text);
        }
        break;
    case KIND_CODES:
        check_codes(&c);
        break;
    case KIND_CITIZEN_ID:
        check_citizen_id(&c);
        break;
    case KIND_CREDIT_CODE:
        check_credit_code(&c);
        break;
    case KIND_PHONE:
        check_phone(&c);
        break;
    case KIND_CARD:
        check_card(&c);
        break;
    case KIND_REGION:
        check_region(&c);
        break;
    case KIND_BOOL:
    case KIND_TIME:
    case KIND_REF:
        break;
    case KIND__COUNT:
        bug("field %s has no kind", field->name);
    }
}
