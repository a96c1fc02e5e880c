#include "domain/lists/list_platform.h"

#include "domain/lists/list_batch.h"
#include "domain/lists/list_intake.h"
#include "domain/lists/list_shape.h"
#include "domain/lists/list_store.h"
#include "domain/people/employment_spell.h"
#include "domain/people/person.h"
#include "format/xlsx_write.h"
#include "ledger/rows.h"
#include "ledger/show.h"

enum { PAGE = 200, FIELDS = 4 };

static const char *const labels[FIELDS] = {"联系电话", "工作单位", "就业形式", "就业日期"};
static const int shape[FIELDS] = {LIST_PHONE, LIST_EMPLOYER, LIST_CHANNEL, LIST_START};

/* One person: what the platform says and what we know; ours is empty where we know nothing. */
struct facing {
    struct row *person;
    int64_t place;
    struct text theirs[FIELDS], ours[FIELDS];
    bool differs[FIELDS];
    bool any;
};

struct walk {
    struct work *work;
    int64_t list;
    enum status (*take)(void *context, struct work *work, const struct facing *f,
                        struct error *error);
    void *context;
    int64_t settled; /* rows of which it is settled who they are */
};

static const struct query settled_rows = {
    .sql = "SELECT id, place, person_id FROM list_match WHERE county = $1 AND list_id = $2"
           " AND removed_at = 0 AND decision = 'same' AND state IN ('sure', 'decided')"
           " AND id > $3 ORDER BY id LIMIT $4",
};

/* ---- our side ---- */

static struct text day_text(struct arena *arena, const struct value *value)
{
    char day[11];
    size_t n = date_format((struct date){(int32_t)value->number, value->precision}, day);
    return arena_text(arena, (struct text){day, n});
}

static enum status our_facts(struct work *work, struct facing *f, struct error *error)
{
    struct row_list spells;
    const struct row *now = NULL;
    f->ours[0] = f->person->value[PERSON_PHONE].text;
    enum status status = rows_referring(work, &employment_spell_ledger, EMPLOYMENT_SPELL_PERSON,
                                        f->person->id, ROWS_PLAIN, &spells, error);
    for (size_t i = 0; status == OK && i < spells.n; i++) {
        if (employment_spell_holds(spells.at[i], clock_today(work->clock))) {
            now = spells.at[i];
        }
    }
    if (status != OK || now == NULL) {
        return status;
    }
    const struct value *v = now->value;
    const struct field *fields = employment_spell_ledger.fields;
    f->ours[1] = value_is_set(&v[EMPLOYMENT_SPELL_EMPLOYER])
                     ? v[EMPLOYMENT_SPELL_EMPLOYER].text
                     : value_show(work, &fields[EMPLOYMENT_SPELL_ORGANIZATION],
                                  &v[EMPLOYMENT_SPELL_ORGANIZATION]);
    f->ours[2] = value_show(work, &fields[EMPLOYMENT_SPELL_CHANNEL], &v[EMPLOYMENT_SPELL_CHANNEL]);
    if (value_is_set(&v[EMPLOYMENT_SPELL_START])) {
        f->ours[3] = day_text(work->arena, &v[EMPLOYMENT_SPELL_START]);
    }
    return OK;
}

/* ---- their side ---- */

static void their_facts(struct work *work, const struct list_row *row, struct facing *f)
{
    for (size_t i = 0; i < FIELDS; i++) {
        struct text value = list_row_value(row, shape[i]);
        if (shape[i] == LIST_CHANNEL && value.n > 0) {
            value = code_label(work, &list_shape.fields[LIST_CHANNEL], value);
        }
        f->theirs[i] = value.n > 0 ? value : list_row_raw(row, shape[i]);
    }
}

/* A month there and a day of it here agree. */
static void compare(struct facing *f)
{
    for (size_t i = 0; i < FIELDS; i++) {
        struct text a = text_trim(f->theirs[i]), b = text_trim(f->ours[i]);
        bool same = text_equal(a, b) || (i == 3 && a.n > 0 && text_starts(b, a));
        f->differs[i] = b.n > 0 && !same;
        f->any |= f->differs[i];
    }
}

/* ---- going through ---- */

struct found {
    int64_t id, place, person;
};

static enum status face(struct walk *w, struct work *work, const struct found *found,
                        struct error *error)
{
    struct facing f = {.place = found->place};
    struct list_row row;
    for (size_t i = 0; i < FIELDS; i++) {
        f.theirs[i] = f.ours[i] = TEXT_EMPTY;
    }
    enum status status =
        rows_get(work, &person_ledger, found->person, ROWS_PLAIN, &f.person, error);
    if (status == NOT_FOUND) {
        return OK;
    }
    if (status == OK) {
        status = list_row_read(work, w->list, found->place, &row, error);
    }
    if (status == OK) {
        status = our_facts(work, &f, error);
    }
    if (status != OK) {
        return status;
    }
    w->settled++;
    their_facts(work, &row, &f);
    compare(&f);
    return f.any ? w->take(w->context, work, &f, error) : OK;
}

static enum status walk_page(struct walk *w, struct work *work, int64_t *after, bool *more,
                             struct error *error)
{
    struct statement *s;
    struct found found[PAGE];
    size_t n = 0;
    enum status status = db_prepare(work->db, &settled_rows, &s, work->arena, error);
    if (status != OK) {
        return status;
    }
    bind_int(s, 1, work->actor->county);
    bind_int(s, 2, w->list);
    bind_int(s, 3, *after);
    bind_int(s, 4, PAGE);
    enum db_step step;
    while ((step = statement_step(s, work->arena, error)) == DB_ROW && n < PAGE) {
        found[n++] = (struct found){column_int(s, 0), column_int(s, 1), column_int(s, 2)};
    }
    statement_reset(s);
    status = step == DB_FAILED ? error->status : OK;
    for (size_t i = 0; status == OK && i < n; i++) {
        status = face(w, work, &found[i], error);
        *after = found[i].id;
    }
    *more = n == PAGE;
    return status;
}

static enum status walk_all(struct walk *w, struct error *error)
{
    struct row *list;
    int64_t after = 0;
    bool more = true;
    struct arena page;
    enum status status = list_find(w->work, w->list, 0, &list, error);
    if (status == OK && list_kind_of(list) != LIST_PLATFORM) {
        status = error_set(error, w->work->arena, INVALID, "这份名单不是省平台导出");
    }
    arena_init(&page);
    struct work work = *w->work;
    work.arena = &page;
    while (status == OK && more) {
        status = walk_page(w, &work, &after, &more, error);
        if (status != OK) {
            error->message = arena_text(w->work->arena, error->message);
        }
        arena_reset(&page);
    }
    arena_release(&page);
    return status;
}

/* ---- counts ---- */

struct counting {
    int64_t people, fields[FIELDS];
};

static enum status count(void *context, struct work *work, const struct facing *f,
                         struct error *error)
{
    (void)work;
    (void)error;
    struct counting *c = context;
    c->people++;
    for (size_t i = 0; i < FIELDS; i++) {
        c->fields[i] += f->differs[i];
    }
    return OK;
}

enum status list_platform_write(struct work *work, int64_t list, struct json_out *out,
                                struct error *error)
{
    struct counting c = {0};
    struct walk w = {.work = work, .list = list, .take = count, .context = &c};
    enum status status = walk_all(&w, error);
    if (status != OK) {
        return status;
    }
    json_open(out, NULL);
    json_put_int(out, "people", c.people);
    json_put_int(out, "settled", w.settled);
    json_open_list(out, "fields");
    for (size_t i = 0; i < FIELDS; i++) {
        json_open(out, NULL);
        json_put_cstr(out, "label", labels[i]);
        json_put_int(out, "count", c.fields[i]);
        json_close(out);
    }
    json_close_list(out);
    json_close(out);
    return OK;
}

/* ---- the workbook ---- */

struct writing {
    struct xlsx_writer *writer;
    int64_t people;
};

static enum status write_line(void *context, struct work *work, const struct facing *f,
                              struct error *error)
{
    (void)error;
    struct writing *w = context;
    const struct value *v = f->person->value;
    uint32_t col = 0;
    xlsx_writer_row(w->writer);
    xlsx_writer_whole(w->writer, col++, ++w->people, STYLE_WHOLE);
    xlsx_writer_text(w->writer, col++, v[PERSON_NAME].text, STYLE_PLAIN);
    xlsx_writer_text(w->writer, col++, v[PERSON_ID_NO].text, STYLE_TEXT);
    xlsx_writer_text(w->writer, col++,
                     value_show(work, &person_ledger.fields[PERSON_REGION], &v[PERSON_REGION]),
                     STYLE_PLAIN);
    for (size_t i = 0; i < FIELDS; i++) {
        unsigned style = f->differs[i] ? STYLE_TEXT | STYLE_BAD : STYLE_TEXT;
        xlsx_writer_text(w->writer, col++, f->theirs[i], STYLE_TEXT);
        xlsx_writer_text(w->writer, col++, f->differs[i] ? f->ours[i] : TEXT_EMPTY,
                         f->differs[i] ? style : STYLE_TEXT);
    }
    xlsx_writer_whole(w->writer, col, list_row_shown(f->place), STYLE_WHOLE);
    return OK;
}

static const struct xlsx_column columns[] = {
    {.heading = {"序号", 6}, .width = 6},           {.heading = {"姓名", 6}, .width = 10},
    {.heading = {"身份证号", 12}, .width = 21},     {.heading = {"户籍地", 9}, .width = 22},
    {.heading = {"平台联系电话", 18}, .width = 15}, {.heading = {"应改联系电话", 18}, .width = 15},
    {.heading = {"平台工作单位", 18}, .width = 24}, {.heading = {"应改工作单位", 18}, .width = 24},
    {.heading = {"平台就业形式", 18}, .width = 14}, {.heading = {"应改就业形式", 18}, .width = 14},
    {.heading = {"平台就业日期", 18}, .width = 13}, {.heading = {"应改就业日期", 18}, .width = 13},
    {.heading = {"导出表第几行", 18}, .width = 13},
};

enum status list_platform_corrections(struct work *work, int64_t list, struct zip_output output,
                                      int64_t *people, struct error *error)
{
    struct writing writing = {.writer = xlsx_writer_open(work->arena, output)};
    struct walk w = {.work = work, .list = list, .take = write_line, .context = &writing};
    const struct xlsx_plan plan = {.name = TEXT("更正清单"),
                                   .title = TEXT("省平台信息更正清单：标红的为应改内容"),
                                   .columns = columns,
                                   .n = COUNT(columns)};
    xlsx_writer_sheet(writing.writer, &plan);
    enum status status = walk_all(&w, error);
    *people = writing.people;
    if (status == OK && writing.people == 0) {
        status = error_set(error, work->arena, INVALID, "没有需要更正的内容");
    }
    return status == OK ? xlsx_writer_close(writing.writer, error) : status;
}
