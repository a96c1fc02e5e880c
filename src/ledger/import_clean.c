#include "ledger/import_clean.h"

#include <math.h>
#include <string.h>

#include "standard/card.h"
#include "standard/citizen_id.h"
#include "standard/code.h"
#include "standard/credit_code.h"
#include "standard/name.h"
#include "standard/phone.h"

#define LARGEST_EXACT 1e15 /* a double of 15 digits is still what was typed */

struct clean {
    struct import_cleaner *with;
    struct import_cell *cell;
    struct text raw; /* trimmed; a whole number without exponent or fraction */
    enum written written;
};

/* ---- findings ---- */

void import_cell_find(struct import_cleaner *with, const struct import_cell *cell,
                      enum import_level level, const char *rule, struct text message,
                      struct text hint)
{
    import_add(with->arena, cell->row,
               (struct import_finding){
                   .level = level,
                   .field = cell->field,
                   .col = cell->cell->kind == CELL_EMPTY ? -1 : (int64_t)cell->cell->col,
                   .rule = rule,
                   .message = message,
                   .hint = hint});
}

static void find(struct clean *c, enum import_level level, const char *rule, struct text message,
                 const char *hint)
{
    import_cell_find(c->with, c->cell, level, rule, message, text_of(hint));
}

static void fixed(struct clean *c, const char *rule, struct text now)
{
    if (text_equal(text_trim(c->raw), now)) {
        return; /* blanks around it are nobody's mistake */
    }
    find(c, IMPORT_FIXED, rule,
         arena_printf(c->with->arena, "“%.*s”整理为“%.*s”", TEXT_ARG(c->raw), TEXT_ARG(now)), "");
}

void import_keep_words(struct arena *arena, struct import_row *row, struct text words)
{
    if (words.n > 0) {
        row->extra = arena_printf(arena, "%.*s%s%.*s", TEXT_ARG(row->extra),
                                  row->extra.n > 0 ? "；" : "", TEXT_ARG(words));
    }
}

static void keep_words(struct clean *c, struct text words)
{
    import_keep_words(c->with->arena, c->cell->row, words);
}

static void set_text(struct clean *c, struct text t)
{
    *c->cell->value = value_text(arena_text(c->with->arena, t));
}

/* ---- kinds ---- */

static void clean_name(struct clean *c)
{
    struct name name = name_read(c->with->arena, c->raw);
    if ((name.findings & NAME_EMPTY) == 0) {
        *c->cell->value = value_text(name.text);
        c->cell->value->read = name.findings == 0;
    }
    keep_words(c, name.remark);
    for (int bit = 0; bit < NAME_FINDINGS; bit++) {
        enum name_finding finding = (enum name_finding)(1 << bit);
        if ((name.findings & finding) == 0) {
            continue;
        }
        bool rare = finding == NAME_REPLACED || finding == NAME_PRIVATE || finding == NAME_SPLIT ||
                    finding == NAME_UNREADABLE || finding == NAME_LATIN;
        const char *rule = finding == NAME_CHANGED ? "N01" : rare ? "N03" : "N05";
        if (finding == NAME_CHANGED || finding == NAME_REPLACED || finding == NAME_REMARK) {
            fixed(c, rule, name.text);
        } else {
            find(c,
                 (finding & NAME_ASK) != 0  ? IMPORT_ASK
                 : finding == NAME_DECEASED ? IMPORT_WARN
                                            : IMPORT_FIXED,
                 rule, text_of(name_message(finding)),
                 (finding & NAME_ASK) != 0 ? "请按身份证上的姓名确认" : "");
        }
    }
}

/* One line: line ends inside become blanks. */
static struct text one_line(struct arena *arena, struct text t)
{
    if (text_find_char(t, '\n') == TEXT_NONE && text_find_char(t, '\r') == TEXT_NONE) {
        return t;
    }
    char *copy = arena_cstr(arena, t);
    size_t n = 0;
    for (size_t i = 0; i < t.n; i++) {
        bool end = t.s[i] == '\n' || t.s[i] == '\r';
        if (!end || (n > 0 && copy[n - 1] != ' ')) {
            copy[n++] = end ? ' ' : t.s[i];
        }
    }
    return text_trim((struct text){copy, n});
}

static void clean_text(struct clean *c)
{
    const struct field *f = c->cell->to;
    if ((f->flags & FIELD_NAME) != 0) {
        clean_name(c);
        return;
    }
    if (c->written != WRITTEN_AS_TEXT && fabs(c->cell->cell->number) >= LARGEST_EXACT) {
        find(c, IMPORT_REJECT, "M02", TEXT("单元格是数字格式，15位以后的数字已丢失，无法恢复"),
             "请把该列设为文本格式后重新填写");
        return;
    }
    if (c->written == WRITTEN_AS_DATE) {
        struct date_text day =
            date_text_read(c->raw, c->written, c->with->serial, c->with->terms->today);
        char iso[11];
        if (day.verdict == DATE_TEXT_OK && date_format(day.date, iso) > 0) {
            set_text(c, text_of(iso));
            return;
        }
    }
    /* The cell's own text lives as long as the row. */
    *c->cell->value = value_text(f->kind == KIND_NOTE ? c->raw : one_line(c->with->arena, c->raw));
}

static const char *rule_of_id(enum citizen_id_verdict verdict)
{
    switch ((int)verdict) {
    case CITIZEN_ID_SCIENTIFIC:
    case CITIZEN_ID_TRUNCATED:
        return "I01";
    case CITIZEN_ID_FLOAT:
        return "I02";
    case CITIZEN_ID_FROM_15:
        return "I03";
    case CITIZEN_ID_MAYBE_X:
    case CITIZEN_ID_CHAR:
    case CITIZEN_ID_MASKED:
        return "I04";
    case CITIZEN_ID_FROM_CARD:
    case CITIZEN_ID_CARD_END:
        return "I07";
    default:
        return "I06";
    }
}

/* The card's own number has its own field, where the ledger has one. */
static void keep_card_number(struct clean *c)
{
    struct import_row *row = c->cell->row;
    int field = ledger_field(c->with->terms->ledger, TEXT("disability_no"));
    if (field >= 0 && row->raw[field].n == 0) {
        row->value[field] = value_text(arena_text(c->with->arena, c->raw));
    }
}

/*
 * A numeric cell has lost the last digits of an ID number, not the birthday in its middle: with the
 * name and the village it leads to whom the row may mean (I01).
 */
static void keep_birth(struct clean *c)
{
    struct import_row *row = c->cell->row;
    const struct ledger *ledger = c->with->terms->ledger;
    int field = ledger_field(ledger, TEXT("birth"));
    double number = c->cell->cell->number;
    if (field < 0 || ledger->fields[field].kind != KIND_DATE || row->raw[field].n > 0 ||
        c->written != WRITTEN_AS_NUMBER || number < 1e17 || number >= 1e18) {
        return;
    }
    int64_t day = (int64_t)(number / 1e4) % 100000000; /* YYYYMMDD before sequence and check */
    struct civil civil = {(int)(day / 10000), (int)(day / 100 % 100), (int)(day % 100)};
    if (civil_valid(civil)) {
        row->value[field] = value_date((struct date){date_from_civil(civil), DATE_DAY});
    }
}

static void clean_citizen_id(struct clean *c)
{
    struct citizen_id id = citizen_id_read(c->cell->cell->text, c->written, c->with->terms->today);
    const char *rule = rule_of_id(id.verdict);
    if (id.verdict == CITIZEN_ID_EMPTY) {
        return;
    }
    if (!citizen_id_usable(id.verdict)) {
        find(c, id.verdict == CITIZEN_ID_MAYBE_X ? IMPORT_ASK : IMPORT_REJECT, rule,
             text_of(citizen_id_message(id.verdict)), citizen_id_hint(id.verdict));
        keep_birth(c);
        return;
    }
    set_text(c, text_of(id.number));
    c->cell->value->read = true;
    c->cell->value->doubtful = id.verdict == CITIZEN_ID_FROM_15;
    if (id.verdict == CITIZEN_ID_FROM_15) {
        find(c, IMPORT_WARN, rule, TEXT("由15位推导，待核验"), "请核对新证");
    } else if (id.verdict == CITIZEN_ID_FROM_CARD) {
        find(c, IMPORT_FIXED, rule, text_of(citizen_id_message(id.verdict)), "");
        keep_card_number(c);
    } else if ((id.findings & CITIZEN_ID_CHANGED) != 0) {
        fixed(c, "I04", text_of(id.number));
    }
    if ((id.findings & CITIZEN_ID_ENDS_000) != 0) {
        find(c, IMPORT_WARN, "I01", TEXT("末三位是000，可能曾存成数字而丢失"), "请对照身份证核对");
    }
}

static void clean_credit_code(struct clean *c)
{
    struct credit_code code = credit_code_read(c->raw, c->written);
    if (code.verdict == CREDIT_CODE_EMPTY) {
        return;
    }
    if (code.verdict == CREDIT_CODE_VALID) {
        set_text(c, text_of(code.number));
        if ((code.findings & CREDIT_CODE_CHANGED) != 0) {
            fixed(c, "", text_of(code.number));
        }
        return;
    }
    if (code.verdict == CREDIT_CODE_OLD_15) {
        find(c, IMPORT_WARN, "", TEXT("是15位旧注册号，不是统一社会信用代码，未采用"),
             "请补填18位统一社会信用代码");
        keep_words(c, arena_printf(c->with->arena, "注册号 %s", code.number));
        return;
    }
    find(c, IMPORT_REJECT, "", text_of(credit_code_message(code.verdict)),
         code.suggestion[0] == '\0'
             ? credit_code_hint(code.verdict)
             : arena_printf(c->with->arena, "是否应为 %s？请对照营业执照", code.suggestion).s);
}

/* Further numbers go to the next phone field that the row leaves empty, else into the remark. */
static void keep_spare_phones(struct clean *c, const struct phones *phones)
{
    const struct ledger *ledger = c->with->terms->ledger;
    struct import_row *row = c->cell->row;
    size_t i = 1;
    for (int field = c->cell->field + 1; i < phones->n && field < (int)ledger->count; field++) {
        if (ledger->fields[field].kind == KIND_PHONE && row->raw[field].n == 0) {
            row->value[field] =
                value_text(arena_text(c->with->arena, text_of(phones->at[i++].number)));
        }
    }
    for (; i < phones->n; i++) {
        keep_words(c, arena_printf(c->with->arena, "电话 %s", phones->at[i].number));
    }
    keep_words(c, phones->remark);
}

static void clean_phone(struct clean *c)
{
    struct phones phones = phone_read(c->with->arena, c->raw);
    if (phones.n > 0) {
        set_text(c, text_of(phones.at[0].number));
        c->cell->value->read = true;
        keep_spare_phones(c, &phones);
    }
    for (int bit = 0; bit < PHONE_FINDINGS; bit++) {
        enum phone_finding finding = (enum phone_finding)(1 << bit);
        if ((phones.findings & finding) == 0) {
            continue;
        }
        bool mild = finding == PHONE_CHANGED || finding == PHONE_SEVERAL || finding == PHONE_MORE;
        find(c, mild ? IMPORT_FIXED : IMPORT_WARN, finding == PHONE_SEVERAL ? "P01" : "P02",
             text_of(phone_message(finding)), mild ? "" : "请补填正确的号码");
    }
}

static void clean_card(struct clean *c)
{
    struct card card = card_read(c->raw, c->written);
    if (card.verdict == CARD_EMPTY) {
        return;
    }
    if (!card_usable(card.verdict)) {
        find(c, IMPORT_REJECT, "M02", text_of(card_message(card.verdict)), card_hint(card.verdict));
        return;
    }
    set_text(c, text_of(card.number));
    if (card.verdict == CARD_LUHN) {
        find(c, IMPORT_WARN, "M02", text_of(card_message(card.verdict)), card_hint(card.verdict));
    }
}

static void set_date(struct clean *c, const struct date_text *read)
{
    const struct field *f = c->cell->to;
    if (read->date.precision != DATE_DAY && (f->flags & FIELD_PARTIAL) == 0) {
        find(c, IMPORT_REJECT, "D01", TEXT("需要具体到日"), "请写成 2022-09-08 的样子");
        return;
    }
    if (read->date.day > c->with->terms->today && (f->flags & FIELD_FUTURE) == 0) {
        find(c, IMPORT_REJECT, "D02", TEXT("日期在今天以后"), "请核对日期");
        return;
    }
    bool month = (f->flags & FIELD_MONTH) != 0;
    if (month && read->date.precision == DATE_YEAR) {
        find(c, IMPORT_REJECT, "D01", TEXT("需要具体到月"), "请写成 2022-08 的样子");
        return;
    }
    struct date date = month ? date_month(read->date) : read->date;
    *c->cell->value = value_date(date);
    char iso[11];
    date_format(date, iso);
    if (read->verdict == DATE_TEXT_SHORT_YEAR) {
        find(c, IMPORT_WARN, "D01", arena_printf(c->with->arena, "年份只有两位，按 %s 理解", iso),
             "请核对年份");
    } else if (read->date.precision != DATE_DAY && !month) {
        find(c, IMPORT_WARN, "D01", arena_printf(c->with->arena, "只精确到“%s”", iso), "");
    } else if ((read->findings & DATE_TEXT_CHANGED) != 0 && !c->cell->cell->date) {
        fixed(c, "D01", text_of(iso));
    }
}

static void clean_date(struct clean *c)
{
    struct date_text read =
        date_text_read(c->raw, c->written, c->with->serial, c->with->terms->today);
    switch (read.verdict) {
    case DATE_TEXT_OK:
    case DATE_TEXT_SHORT_YEAR:
        set_date(c, &read);
        break;
    case DATE_TEXT_OPEN_FROM:
        set_date(c, &read);
        find(c, IMPORT_FIXED, "D03", text_of(date_text_message(read.verdict)), "");
        break;
    case DATE_TEXT_OPEN:
        find(c, IMPORT_FIXED, "D03", text_of(date_text_message(read.verdict)), "");
        break;
    case DATE_TEXT_EMPTY:
        break;
    case DATE_TEXT_UNCLEAR:
        find(c, IMPORT_ASK, "D01", text_of(date_text_message(read.verdict)), "");
        break;
    case DATE_TEXT_NO_YEAR:
    case DATE_TEXT_IMPOSSIBLE:
    case DATE_TEXT_UNREADABLE:
    case DATE_TEXT__COUNT:
        find(c, IMPORT_REJECT, read.verdict == DATE_TEXT_IMPOSSIBLE ? "D02" : "D01",
             text_of(date_text_message(read.verdict)), "");
        break;
    }
}

static void clean_money(struct clean *c)
{
    struct money_text money = money_text_read(c->raw, c->written, c->cell->unit);
    if (money.verdict == MONEY_EMPTY) {
        return;
    }
    if (money.verdict != MONEY_OK) {
        find(c, IMPORT_REJECT, "M01", text_of(money_text_message(money.verdict)),
             "请只填数字，单位为元");
        return;
    }
    *c->cell->value = value_number(money.fen);
    if (money.unit == MONEY_WAN) {
        find(c, IMPORT_FIXED, "M01",
             arena_printf(c->with->arena, "按万元计：%lld.%02d 元", (long long)money.fen / 100,
                          (int)(money.fen % 100 < 0 ? -(money.fen % 100) : money.fen % 100)),
             "");
    }
}

static void clean_int(struct clean *c)
{
    static const struct text units[] = {TEXT("个月"), TEXT("人"), TEXT("个"), TEXT("月"),
                                        TEXT("岁"),   TEXT("名"), TEXT("户"), TEXT("次"),
                                        TEXT("场"),   TEXT("天"), TEXT("年")};
    struct text t = fold_text(c->with->arena, c->raw);
    for (size_t i = 0; i < COUNT(units); i++) {
        if (text_ends(t, units[i])) {
            t = text_trim(text_slice(t, 0, t.n - units[i].n));
            break;
        }
    }
    if (text_ends(t, TEXT(".0"))) {
        t = text_slice(t, 0, t.n - 2);
    }
    int64_t number;
    if (!text_to_int(t, &number)) {
        find(c, IMPORT_REJECT, "", arena_printf(c->with->arena, "“%.*s”不是整数", TEXT_ARG(c->raw)),
             "请只填数字");
        return;
    }
    *c->cell->value = value_number(number);
}

static void clean_bool(struct clean *c)
{
    switch (answer_read(c->raw)) {
    case ANSWER_EMPTY:
        break;
    case ANSWER_NO:
        *c->cell->value = value_number(0);
        break;
    case ANSWER_YES:
        *c->cell->value = value_number(1);
        break;
    case ANSWER_UNCLEAR:
        find(c, IMPORT_REJECT, "F01",
             arena_printf(c->with->arena, "“%.*s”看不出是“是”还是“否”", TEXT_ARG(c->raw)),
             "请填“是”或“否”；不清楚的留空");
        break;
    }
}

/* ---- the way in ---- */

static bool is_one_of(struct text t, const struct text *words, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (text_equal(t, words[i])) {
            return true;
        }
    }
    return false;
}

/* Signs and words by which people say that they leave a cell empty. */
static bool says_nothing(const struct field *f, struct text t)
{
    static const struct text signs[] = {TEXT("/"),  TEXT("-"),  TEXT("--"), TEXT("—"),
                                        TEXT("——"), TEXT("－"), TEXT("\\"), TEXT("／")};
    static const struct text words[] = {TEXT("无"),   TEXT("暂无"), TEXT("没有"), TEXT("NULL"),
                                        TEXT("null"), TEXT("未知"), TEXT("不详")};
    enum { LONGEST = sizeof("暂无") - 1 };
    if (t.n > LONGEST) {
        return false;
    }
    bool wordless = f->kind != KIND_TEXT && f->kind != KIND_NOTE && f->kind != KIND_BOOL &&
                    f->kind != KIND_CODE && f->kind != KIND_CODES;
    return is_one_of(t, signs, COUNT(signs)) || (wordless && is_one_of(t, words, COUNT(words)));
}

/* A whole number as Excel keeps it, 1.38E10 or 12.0, in plain digits. */
static struct text plain_number(struct arena *arena, const struct sheet_cell *cell)
{
    bool whole = fabs(cell->number) < LARGEST_EXACT && trunc(cell->number) == cell->number;
    if (!whole || text_is_digits(cell->text)) {
        return cell->text;
    }
    return arena_printf(arena, "%.0f", cell->number);
}

static void clean_by_kind(struct clean *c)
{
    switch (c->cell->to->kind) {
    case KIND_TEXT:
    case KIND_NOTE:
        clean_text(c);
        break;
    case KIND_INT:
        clean_int(c);
        break;
    case KIND_MONEY:
        clean_money(c);
        break;
    case KIND_BOOL:
        clean_bool(c);
        break;
    case KIND_DATE:
        clean_date(c);
        break;
    case KIND_CODE:
    case KIND_CODES:
        import_clean_code(c->with, c->cell, c->raw);
        break;
    case KIND_CITIZEN_ID:
        clean_citizen_id(c);
        break;
    case KIND_CREDIT_CODE:
        clean_credit_code(c);
        break;
    case KIND_PHONE:
        clean_phone(c);
        break;
    case KIND_CARD:
        clean_card(c);
        break;
    case KIND_REGION:
        import_clean_place(c->with, c->cell, c->raw);
        break;
    case KIND_TIME:
    case KIND_REF:
    case KIND__COUNT:
        bug("%s is not read from a cell", c->cell->to->name);
    }
}

void import_clean(struct import_cleaner *with, struct import_cell *cell)
{
    struct clean c = {.with = with, .cell = cell, .raw = text_trim(cell->cell->text)};
    *cell->value = VALUE_NULL;
    if (cell->cell->kind == CELL_ERROR) {
        find(&c, IMPORT_REJECT, "",
             arena_printf(with->arena, "单元格是错误值 %.*s", TEXT_ARG(c.raw)),
             "请改正公式，或直接填写内容");
        return;
    }
    if (cell->cell->kind == CELL_NUMBER) {
        c.written = cell->cell->date ? WRITTEN_AS_DATE : WRITTEN_AS_NUMBER;
        c.raw = plain_number(with->arena, cell->cell);
    } else if (cell->cell->kind == CELL_BOOL) {
        c.raw = cell->cell->number != 0 ? TEXT("是") : TEXT("否");
    }
    if (c.raw.n > 0 && !says_nothing(cell->to, c.raw)) {
        clean_by_kind(&c);
    }
}
