#include "compare/columns.h"

#include "base/map.h"

#include "format/heading.h"
#include "standard/data.h"
#include "standard/heading_word.h"

/* By what data/header_synonyms.csv calls the field, and what a comparison knows besides. */
static const struct {
    const char *label, *synonyms;
    const char *words[12];
} fields[CLEAN_FIELD__COUNT] = {
    [CLEAN_NAME] = {"姓名", "name", {"名字", "学生姓名", "本人姓名", "name", NULL}},
    [CLEAN_NUMBER] = {"身份证号",
                      "id_no",
                      {"公民身份证号码", "居民身份证号码", "证件号码身份证", "本人身份证号",
                       "身份证件号码", "身份号码", "身份证编号", "idno", "idnumber", "idcard",
                       NULL}},
    [CLEAN_SEX] = {"性别", "sex", {"男女", "sex", "gender", NULL}},
    [CLEAN_BIRTH] = {"出生日期",
                     "birth",
                     {"出生时间", "生日", "birth", "birthday", "birthdate", NULL}},
    [CLEAN_PHONE] = {"联系电话",
                     "phone",
                     {"电话", "手机", "电话号码", "联系手机", "本人联系电话", "phone", "mobile",
                      "tel", NULL}},
    [CLEAN_TOWN] = {"乡镇", "town", {"乡镇街道", "镇乡", "户籍乡镇", "town", "township", NULL}},
    [CLEAN_VILLAGE] = {"村",
                       "village",
                       {"村居", "村居委会", "村社区", "村组", "村名", "行政村社区", "户籍村",
                        "village", NULL}},
    [CLEAN_ADDRESS] = {"家庭住址", "address", {"地址", "居住地址", "联系地址", "address", NULL}},
    [CLEAN_DEAD] = {"死亡",
                    "",
                    {"是否死亡", "死亡日期", "死亡时间", "死亡标志", "人员状态", "生存状态",
                     "是否去世", "注销原因", NULL}},
    [CLEAN_PENSION] = {"养老待遇",
                       "",
                       {"是否领取养老金", "养老待遇状态", "是否领取养老待遇", "养老金领取状态",
                        "领取养老待遇", "是否领取养老保险待遇", "待遇领取状态", "是否享受养老待遇",
                        "养老金", NULL}},
};

const char *clean_field_label(enum clean_field field)
{
    return fields[field].label;
}

/*
 * Where no column is called by a word that is known, one that ends in these: 死者姓名,
 * 死亡人员身份证号, or the number of a disability card, which begins with the citizen ID (domain.md
 * A4).
 */
static const struct {
    enum clean_field field;
    struct text end;
} endings[] = {{CLEAN_NAME, TEXT("姓名")},         {CLEAN_NAME, TEXT("名字")},
               {CLEAN_NUMBER, TEXT("身份证号")},   {CLEAN_NUMBER, TEXT("身份证号码")},
               {CLEAN_NUMBER, TEXT("身份证")},     {CLEAN_NUMBER, TEXT("身份号码")},
               {CLEAN_NUMBER, TEXT("证件号码")},   {CLEAN_NUMBER, TEXT("残疾人证号")},
               {CLEAN_NUMBER, TEXT("残疾证号")},   {CLEAN_NUMBER, TEXT("残疾人证号码")},
               {CLEAN_NUMBER, TEXT("残疾证号码")}, {CLEAN_NUMBER, TEXT("残疾人证编号")},
               {CLEAN_NUMBER, TEXT("残疾证编号")}};

struct words {
    struct map by_key; /* key to field */
    bool by_ending;    /* an ending is enough */
};

static void add_word(struct words *words, struct arena *arena, struct text word, int64_t field)
{
    struct text key = heading_key(arena, word);
    int64_t taken;
    if (key.n > 0 && !map_get(&words->by_key, key, &taken)) {
        map_put(&words->by_key, key, field);
    }
}

static void gather(struct words *words, struct arena *arena)
{
    *words = (struct words){.by_ending = true};
    map_init(&words->by_key);
    for (int f = 0; f < CLEAN_FIELD__COUNT; f++) {
        struct text rest = data_rows("header_synonyms.csv"), cells[DATA_CELLS];
        add_word(words, arena, text_of(fields[f].label), f);
        while (fields[f].synonyms[0] != '\0' && data_next_row(&rest, cells)) {
            if (text_is(cells[0], fields[f].synonyms)) {
                add_word(words, arena, cells[1], f);
            }
        }
        for (size_t i = 0; fields[f].words[i] != NULL; i++) {
            add_word(words, arena, text_of(fields[f].words[i]), f);
        }
    }
}

/* 帮扶干部姓名, 单位名字. */
static bool is_about_others(struct text key)
{
    static const struct text others[] = {
        TEXT("父"),   TEXT("母"),   TEXT("监护"), TEXT("联系"), TEXT("单位"), TEXT("企业"),
        TEXT("公司"), TEXT("学校"), TEXT("班级"), TEXT("银行"), TEXT("开户"), TEXT("干部"),
        TEXT("责任"), TEXT("经办"), TEXT("填报"), TEXT("填表"), TEXT("审核"), TEXT("家长"),
        TEXT("代领"), TEXT("代办"), TEXT("代理"), TEXT("委托"), TEXT("曾用"), TEXT("项目"),
        TEXT("机构"), TEXT("车间"), TEXT("妻"),   TEXT("夫"),   TEXT("导师"), TEXT("老师")};
    bool about_others = heading_about_others(key);
    for (size_t i = 0; i < COUNT(others) && !about_others; i++) {
        about_others = text_has(key, others[i]);
    }
    return about_others;
}

/* -1 where there is none, or the heading is about somebody else. */
static int64_t field_by_ending(struct text key)
{
    bool about_others = is_about_others(key);
    for (size_t i = 0; i < COUNT(endings) && !about_others; i++) {
        if (text_ends(key, endings[i].end)) {
            return endings[i].field;
        }
    }
    return -1;
}

/* 户籍村居, 本人电话, 享受人姓名: what such a word stands before means the same without it. */
static int64_t field_of(const struct words *words, struct text key)
{
    static const struct text before[] = {
        TEXT("户籍所在"), TEXT("户籍"),     TEXT("户口所在"), TEXT("户口"),     TEXT("常住"),
        TEXT("现住"),     TEXT("居住"),     TEXT("所在"),     TEXT("所属"),     TEXT("家庭"),
        TEXT("本人"),     TEXT("人员"),     TEXT("享受人"),   TEXT("受益人"),   TEXT("领取人"),
        TEXT("申请人"),   TEXT("参保人"),   TEXT("被保险人"), TEXT("救助对象"), TEXT("补贴对象"),
        TEXT("保障对象"), TEXT("低保对象"), TEXT("监测对象"), TEXT("帮扶对象"), TEXT("残疾人"),
        TEXT("退役军人"), TEXT("毕业生"),   TEXT("学员"),     TEXT("职工"),     TEXT("员工"),
        TEXT("务工人员"), TEXT("失业人员"), TEXT("就业人员"), TEXT("登记人"),   TEXT("个人")};
    int64_t field;
    if (map_get(&words->by_key, key, &field)) {
        return field;
    }
    for (size_t i = 0; i < COUNT(before); i++) {
        if (text_starts(key, before[i]) &&
            map_get(&words->by_key, text_slice(key, before[i].n, key.n), &field)) {
            return field;
        }
    }
    return words->by_ending ? field_by_ending(key) : -1;
}

/* The longest joined name first: 户主/姓名 is the householder and no name. */
static int64_t known_field(void *context, struct arena *scratch, const struct text *layers,
                           size_t n)
{
    const struct words *words = context;
    for (size_t from = 0; from < n; from++) {
        struct text joined = TEXT_EMPTY, upper = TEXT_EMPTY;
        for (size_t i = 0; i < n; i++) {
            struct text *to = i < from ? &upper : &joined;
            *to = arena_printf(scratch, "%.*s%.*s", TEXT_ARG(*to), TEXT_ARG(layers[i]));
        }
        int64_t field = field_of(words, heading_key(scratch, joined));
        if (field >= 0) {
            return heading_about_others(upper) ? -1 : field;
        }
    }
    return -1;
}

static enum status judge(struct arena *arena, const struct heading *heading,
                         const struct columns *c, struct error *error)
{
    if (heading->cells.n == 0) {
        error_set(error, arena, INVALID, "表是空的");
        return error_hint(error, arena, "请选择有数据的表");
    }
    if (c->known == 0) {
        error_set(error, arena, INVALID, "前 %d 行没有认出任何一列", HEADING_WITHIN);
        return error_hint(error, arena, "请保留一行列名，如“姓名”“身份证号”“联系电话”");
    }
    bool named = c->at[CLEAN_NAME] != COLUMN_ABSENT,
         numbered = c->at[CLEAN_NUMBER] != COLUMN_ABSENT;
    if (!named && !numbered) {
        error_set(error, arena, INVALID, "没有“姓名”列，也没有“身份证号”列，无法比对");
        return error_hint(error, arena, "请至少保留其中一列；认出的列共 %zu 列", c->known);
    }
    return OK;
}

/* Of two columns that are one thing the first. */
static void take_columns(struct heading *heading, const struct heading_place *place,
                         struct words *words, struct columns *out)
{
    for (uint32_t col = 0; place->hits > 0 && col < heading->cols; col++) {
        struct text layers[HEADING_LAYERS];
        size_t n = heading_layers(heading, place, col, layers);
        int64_t f = n == 0 ? -1 : known_field(words, &heading->scratch, layers, n);
        if (f >= 0 && out->at[f] == COLUMN_ABSENT) {
            out->at[f] = (int32_t)col;
            out->title[f] = layers[n - 1];
        }
    }
}

/* 证号, 证件, 编号 …: where no heading says which column is the number, the first whose cells are
 * numbers of people says it itself. */
static void take_ids(struct heading *heading, const struct heading_place *place,
                     struct columns *out)
{
    for (uint32_t col = 0; place->hits > 0 && col < heading->cols; col++) {
        struct text layers[HEADING_LAYERS];
        size_t n = heading_layers(heading, place, col, layers);
        bool taken = n == 0;
        for (int f = 0; f < CLEAN_FIELD__COUNT; f++) {
            taken |= out->at[f] == (int32_t)col;
        }
        for (size_t i = 0; i < n; i++) {
            taken |= is_about_others(heading_key(&heading->scratch, layers[i]));
        }
        if (!taken && heading_over_ids(heading, place, col)) {
            out->at[CLEAN_NUMBER] = (int32_t)col;
            out->title[CLEAN_NUMBER] = layers[n - 1];
            return;
        }
    }
}

static enum status find(struct arena *arena, struct heading *heading, struct words *words,
                        struct columns *out, struct error *error)
{
    struct heading_place place = heading_find(heading, CLEAN_FIELD__COUNT, known_field, words);
    *out = (struct columns){.heading_row = place.row,
                            .heading_rows = place.rows,
                            .known = place.hits,
                            .filled = place.filled};
    for (int f = 0; f < CLEAN_FIELD__COUNT; f++) {
        out->at[f] = COLUMN_ABSENT;
    }
    words->by_ending = false;
    take_columns(heading, &place, words, out);
    words->by_ending = true; /* for what no word has named */
    take_columns(heading, &place, words, out);
    if (out->at[CLEAN_NUMBER] == COLUMN_ABSENT) {
        take_ids(heading, &place, out);
    }
    return judge(arena, heading, out, error);
}

enum status columns_find(struct arena *arena, struct book *book, size_t sheet, struct columns *out,
                         struct error *error)
{
    struct heading heading;
    struct words words;
    struct sheet_summary summary;
    gather(&words, arena);
    enum status status = heading_read(&heading, arena, book, sheet, &summary, error);
    if (status == OK) {
        status = find(arena, &heading, &words, out, error);
    }
    heading_release(&heading);
    map_release(&words.by_key);
    return status;
}
