#include "import_fixture.h"

#include <string.h>

#include "base/ceilings.h"
#include "standard/code.h"
#include "standard/region.h"

static const struct field person_fields[P__COUNT] = {
    [P_NAME] = {.name = "name",
                .label = "姓名",
                .kind = KIND_TEXT,
                .flags = FIELD_REQUIRED | FIELD_NAME},
    [P_ID_NO] = {.name = "id_no",
                 .label = "身份证号",
                 .kind = KIND_CITIZEN_ID,
                 .flags = FIELD_UNIQUE},
    [P_SEX] = {.name = "sex", .label = "性别", .kind = KIND_CODE, .codes = "sex"},
    [P_BIRTH] = {.name = "birth", .label = "出生日期", .kind = KIND_DATE, .flags = FIELD_PARTIAL},
    [P_EDUCATION] = {.name = "education",
                     .label = "文化程度",
                     .kind = KIND_CODE,
                     .codes = "education"},
    [P_REGION] = {.name = "region",
                  .label = "户籍地",
                  .kind = KIND_REGION,
                  .flags = FIELD_HOUSEHOLD},
    [P_ADDRESS] = {.name = "address",
                   .label = "家庭住址",
                   .kind = KIND_TEXT,
                   .flags = FIELD_HOUSEHOLD},
    [P_HOUSEHOLD_NO] = {.name = "household_no",
                        .label = "户编号",
                        .kind = KIND_TEXT,
                        .flags = FIELD_HOUSEHOLD},
    [P_PHONE] = {.name = "phone", .label = "联系电话", .kind = KIND_PHONE},
    [P_PHONE2] = {.name = "phone2", .label = "备用电话", .kind = KIND_PHONE},
    [P_IS_STUDENT] = {.name = "is_student", .label = "是否在校", .kind = KIND_BOOL},
    [P_DISABILITY_NO] = {.name = "disability_no", .label = "残疾人证号", .kind = KIND_TEXT},
    [P_LEVEL] = {.name = "disability_level",
                 .label = "残疾等级",
                 .kind = KIND_CODE,
                 .codes = "disability_level"},
    [P_CARD] = {.name = "bank_card", .label = "一卡通账号", .kind = KIND_CARD},
    [P_INCOME] = {.name = "income", .label = "务工收入", .kind = KIND_MONEY},
    [P_REMARK] = {.name = "remark", .label = "备注", .kind = KIND_NOTE},
};

static const struct ledger_key person_keys[] = {
    {.field = {P_ID_NO}, .n = 1}, {.field = {P_NAME, P_BIRTH, P_REGION}, .n = 3, .weak = true}};

const struct ledger test_person = {.name = "person",
                                   .label = "对象台账",
                                   .counter = "人",
                                   .fields = person_fields,
                                   .count = P__COUNT,
                                   .region = P_REGION,
                                   .person = -1,
                                   .title = P_NAME,
                                   .keys = person_keys,
                                   .key_count = COUNT(person_keys)};

static const struct field tag_fields[T__COUNT] = {
    [T_PERSON] = {.name = "person_id",
                  .label = "人员",
                  .kind = KIND_REF,
                  .ref = "person",
                  .flags = FIELD_REQUIRED},
    [T_KIND] = {.name = "kind",
                .label = "类别",
                .aliases = (const char *const[]){"人员类别", NULL},
                .kind = KIND_CODE,
                .codes = "category",
                .flags = FIELD_REQUIRED},
    [T_KINDS] = {.name = "kinds", .label = "申请类别", .kind = KIND_CODES, .codes = "category"},
    [T_PLACE] = {.name = "place", .label = "就业地", .kind = KIND_REGION},
    [T_FROM] = {.name = "from_on", .label = "起始日期", .kind = KIND_DATE},
    [T_TO] = {.name = "to_on", .label = "终止日期", .kind = KIND_DATE},
    [T_HOME] = {.name = "home_id",
                .label = "户主",
                .kind = KIND_REF,
                .ref = "person",
                .flags = FIELD_HOUSEHOLD},
    [T_CREDIT_CODE] = {.name = "uscc", .label = "统一社会信用代码", .kind = KIND_CREDIT_CODE},
};

static const struct ledger_key tag_keys[] = {{.field = {T_PERSON, T_KIND}, .n = 2}};

const struct ledger test_tag = {.name = "tag",
                                .label = "人员类别",
                                .counter = "条",
                                .fields = tag_fields,
                                .count = T__COUNT,
                                .scope = SCOPE_PERSON,
                                .region = -1,
                                .person = T_PERSON,
                                .title = T_KIND,
                                .keys = tag_keys,
                                .key_count = COUNT(tag_keys)};

static const struct ledger *const ledgers[] = {&test_person, &test_tag, NULL};

static const struct code_row categories[] = {
    {TEXT("category"), TEXT("lifted"), TEXT("脱贫户")},
    {TEXT("category"), TEXT("low"), TEXT("低保")},
    {TEXT("category"), TEXT("disabled"), TEXT("残疾")},
};

static struct code_book *make_codes(struct arena *arena)
{
    struct code_rows embedded = code_rows_embedded(arena), all;
    all.n = embedded.n + COUNT(categories);
    all.at = arena_array(arena, struct code_row, all.n);
    for (size_t i = 0; i < all.n; i++) {
        all.at[i] = i < embedded.n ? embedded.at[i] : categories[i - embedded.n];
    }
    struct code_book *book = arena_new(arena, struct code_book);
    *book = code_book_new(arena, all, code_aliases_embedded(arena));
    return book;
}

void fixture_begin(struct fixture *f, const struct ledger *ledger)
{
    *f = (struct fixture){0};
    arena_init(&f->arena);
    arena_init(&f->file);
    buf_init(&f->seen, MIB);
    struct region_rows lists[] = {region_rows_national(&f->arena), region_rows_county(&f->arena)};
    f->terms = (struct import_terms){
        .ledger = ledger,
        .ledgers = ledgers,
        .codes = make_codes(&f->arena),
        .regions = region_tree_new(&f->arena, lists, COUNT(lists)),
        .county = 360722000000,
        .today = date_from_civil((struct civil){2022, 9, 30}),
    };
}

void fixture_any_codes(struct fixture *f)
{
    struct code_rows rows = code_rows_embedded(&f->arena);
    for (const struct ledger *const *l = f->terms.ledgers; *l != NULL; l++) {
        for (size_t i = 0; i < (*l)->count; i++) {
            const char *codes = (*l)->fields[i].codes;
            bool there = codes == NULL;
            for (size_t k = 0; !there && k < rows.n; k++) {
                there = text_is(rows.at[k].table, codes);
            }
            if (there) {
                continue;
            }
            struct code_row *more = arena_array(&f->arena, struct code_row, rows.n + 1);
            memcpy(more, rows.at, rows.n * sizeof(*more));
            more[rows.n++] = (struct code_row){text_of(codes), TEXT("1"), TEXT("某")};
            rows.at = more;
        }
    }
    struct code_book *book = arena_new(&f->arena, struct code_book);
    *book = code_book_new(&f->arena, rows, code_aliases_embedded(&f->arena));
    f->terms.codes = book;
}

void fixture_end(struct fixture *f)
{
    buf_release(&f->seen);
    arena_release(&f->arena);
    arena_release(&f->file);
}

/* ---- hooks ---- */

static const struct row *row_by_id(const struct fixture *f, const struct value *id_no)
{
    for (size_t i = 0; value_is_set(id_no) && i < f->row_count; i++) {
        if (value_equal(&f->rows[i]->value[P_ID_NO], id_no)) {
            return f->rows[i];
        }
    }
    return NULL;
}

static enum status resolve(void *context, struct arena *arena, struct import_ref **refs, size_t n,
                           struct error *error)
{
    (void)arena, (void)error;
    const struct fixture *f = context;
    for (size_t i = 0; i < n; i++) {
        const struct row *row = row_by_id(f, &refs[i]->like[P_ID_NO]);
        if (row != NULL) {
            refs[i]->found = 1;
            refs[i]->id = row->id;
            refs[i]->title = row->value[P_NAME].text;
        } else if (value_is_set(&refs[i]->like[P_NAME]) && !value_is_set(&refs[i]->like[P_ID_NO])) {
            refs[i]->found = 2; /* every name is borne by two */
        }
    }
    return OK;
}

static enum status match(void *context, struct arena *arena, struct import_row **rows, size_t n,
                         struct error *error)
{
    (void)arena, (void)error;
    const struct fixture *f = context;
    for (size_t i = 0; f->terms.ledger == &test_person && i < n; i++) {
        rows[i]->old = row_by_id(f, &rows[i]->value[P_ID_NO]);
        for (size_t k = 0; !value_is_set(&rows[i]->value[P_ID_NO]) && k < f->row_count; k++) {
            rows[i]->candidates +=
                value_equal(&rows[i]->value[P_NAME], &f->rows[k]->value[P_NAME]) &&
                value_equal(&rows[i]->value[P_BIRTH], &f->rows[k]->value[P_BIRTH]);
        }
    }
    return OK;
}

static void dump_value(struct fixture *f, const struct field *field, const struct value *v)
{
    char day[11];
    buf_addf(&f->seen, " %s=", field->name);
    if (field->kind == KIND_DATE) {
        date_format((struct date){(int32_t)v->number, v->precision}, day);
        buf_adds(&f->seen, day);
    } else if (kind_is_number(field->kind)) {
        buf_add_int(&f->seen, v->number);
    } else {
        buf_addt(&f->seen, v->text);
    }
    buf_adds(&f->seen, v->doubtful ? "?" : "");
}

static void dump_row(struct fixture *f, const struct import_row *row)
{
    static const char *const outcomes[] = {"new",      "changed",  "same",
                                           "repeated", "question", "error"};
    static const char *const levels[] = {"fixed", "warn", "ask", "reject"};
    const struct ledger *ledger = f->terms.ledger;
    buf_addf(&f->seen, "%u %s", row->row + 1, outcomes[row->outcome]);
    for (size_t i = 0; i < ledger->count; i++) {
        if (value_is_set(&row->value[i])) {
            dump_value(f, &ledger->fields[i], &row->value[i]);
        }
    }
    for (size_t i = 0; i < row->finding_count; i++) {
        const struct import_finding *finding = &row->findings[i];
        buf_addf(&f->seen, "%s %s %s %s %.*s", i == 0 ? " |" : ";", levels[finding->level],
                 finding->field < 0 ? "-" : ledger->fields[finding->field].name, finding->rule,
                 TEXT_ARG(finding->message));
    }
    buf_addc(&f->seen, '\n');
}

static enum status take(void *context, struct import_row *rows, size_t n, struct error *error)
{
    struct fixture *f = context;
    for (size_t i = 0; i < n; i++) {
        dump_row(f, &rows[i]);
    }
    if (f->back != NULL) {
        import_return_add(f->back, rows, n);
    }
    if (f->stop_after > 0 && f->summary.rows >= f->stop_after) {
        return error_set(error, &f->arena, BUSY, "已取消");
    }
    return OK;
}

/* ---- runs ---- */

enum status fixture_survey(struct fixture *f, struct text bytes)
{
    struct book *book;
    enum status status = book_open(&f->file, bytes, &book, &f->error);
    return status != OK
               ? status
               : import_survey(&f->arena, &f->terms, book, 0, NULL, 0, &f->layout, &f->error);
}

enum status fixture_run_layout(struct fixture *f, struct text bytes)
{
    struct book *book;
    struct import_hooks hooks = {.context = f, .resolve = resolve, .match = match, .take = take};
    buf_clear(&f->seen);
    enum status status = book_open(&f->file, bytes, &book, &f->error);
    return status != OK ? status
                        : import_run(&f->arena, &f->terms, book, &f->layout, 1, &hooks, &f->summary,
                                     &f->error);
}

enum status fixture_run(struct fixture *f, struct text bytes)
{
    enum status status = fixture_survey(f, bytes);
    return status != OK ? status : fixture_run_layout(f, bytes);
}
