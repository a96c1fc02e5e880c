#include "domain/campaign/letters.h"

#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"
#include "domain/attachment.h"
#include "domain/campaign/letter.h"
#include "domain/people/organization.h"
#include "facts/follow.h"
#include "format/docx.h"
#include "format/pdf_letter.h"
#include "ledger/change.h"
#include "ledger/history.h"
#include "ledger/rows.h"
#include "ledger/show.h"
#include "notice/ground.h"
#include "report/report.h"
#include "rule/tally.h"
#include "standard/calendar.h"
#include "standard/region.h"

enum { UNITS_MOST = 64, ORGANIZATIONS_MOST = 50, DOCUMENT_MOST = 8 << 20 };

/* ---- which units ---- */

/* A template's figures over the notice's townships. */
struct addressed {
    const struct letter_template *template;
    int64_t units[UNITS_MOST], counts[UNITS_MOST];
    int64_t *ids[UNITS_MOST]; /* the rows of each; at most LETTER_ROWS_MOST */
    size_t id_counts[UNITS_MOST];
    size_t n;
};

static void find_units(struct work *work, struct addressed *to)
{
    const struct notice *notice = work->notice;
    for (size_t i = 0; i < notice->units.n && to->n < UNITS_MOST; i++) {
        if (notice->units.at[i].kind == UNIT_TOWNSHIP &&
            unit_merged(work->settings, &notice->units.at[i]).n == 0 &&
            actor_reaches(work->actor, notice->units.at[i].region)) {
            to->units[to->n++] = notice->units.at[i].region;
        }
    }
}

static void take_rows(struct work *work, const struct table *table, const struct tally *tally,
                      struct addressed *to)
{
    for (size_t unit = 0; unit < to->n; unit++) {
        struct set members;
        size_t row;
        to->counts[unit] = tally_figure(tally, 0, unit);
        tally_members(tally, 0, unit, &members);
        to->ids[unit] = arena_array(work->arena, int64_t, LETTER_ROWS_MOST);
        SET_EACH(&members, row)
        {
            if (to->id_counts[unit] < LETTER_ROWS_MOST) {
                to->ids[unit][to->id_counts[unit]++] = table->ids[row];
            }
        }
        set_release(&members);
    }
}

static enum status count_rows(struct app *app, struct work *work, struct addressed *to,
                              struct error *error)
{
    const struct app_books *books = app_books(app);
    struct faults faults;
    struct column_rules rules;
    int32_t today = clock_today(work->clock);
    faults_init(&faults, work->arena);
    if (notice_letter_rules(work->arena, to->template, books->ground, books->language, &rules,
                            &faults) != OK) {
        return error_set(error, work->arena, INTERNAL, "模板“%.*s”的条件有误：%.*s",
                         TEXT_ARG(to->template->name), TEXT_ARG(faults.at[0].message));
    }
    const struct tally_cell cell = {.where = rules.where, .how = TALLY_ROWS, .place = rules.by};
    find_units(work, to);
    const struct tally_plan plan = {
        .cells = &cell,
        .cell_count = 1,
        .units = to->units,
        .unit_count = to->n,
        .params = app_params(books, work->arena, today, app_first_day(books), today),
    };
    struct board *board = follow_board(app->facts);
    board_read(board);
    struct tally *tally = tally_new(board, books->language, &plan);
    take_rows(work, board_table(board, to->template->subject), tally, to);
    tally_free(tally);
    board_done(board);
    return OK;
}

enum status letters_json(struct app *app, struct work *work, struct json_out *out,
                         struct error *error)
{
    const struct notice_letters *letters = &work->notice->letters;
    struct addressed *to = arena_array(work->arena, struct addressed, letters->templates.n);
    enum status status = OK;
    for (size_t i = 0; status == OK && i < letters->templates.n; i++) {
        to[i].template = &letters->templates.at[i];
        status = count_rows(app, work, &to[i], error);
    }
    if (status != OK) {
        return status;
    }
    json_open(out, NULL);
    json_open_list(out, "templates");
    for (size_t i = 0; i < letters->templates.n; i++) {
        const struct letter_template *template = &letters->templates.at[i];
        json_open(out, NULL);
        json_put_text(out, "key", template->key);
        json_put_text(out, "name", template->name);
        json_put_text(out, "kind", letter_kind(work->notice, template->kind)->name);
        json_put_int(out, "at_least", template->at_least);
        json_put_int(out, "reply_days", template->reply_days);
        json_open_list(out, "units");
        for (size_t unit = 0; unit < to[i].n; unit++) {
            const struct region *region = region_at(work->regions, to[i].units[unit]);
            json_open(out, NULL);
            json_put_id(out, "region", to[i].units[unit]);
            json_put_text(out, "label", region == NULL ? TEXT_EMPTY : region->name);
            json_put_int(out, "count", to[i].counts[unit]);
            json_put_bool(out, "enough", to[i].counts[unit] >= template->at_least);
            json_close(out);
        }
        json_close_list(out);
        json_close(out);
    }
    json_close_list(out);
    json_close(out);
    return OK;
}

/* ---- what a letter says ---- */

static struct text long_day(struct arena *arena, int32_t day)
{
    struct civil civil = date_to_civil(day);
    return arena_printf(arena, "%d年%d月%d日", civil.year, civil.month, civil.day);
}

/* 嘉定镇人民政府: the organization of the place, or the place's own name. */
static enum status unit_name(struct work *work, int64_t unit, struct text *out, struct error *error)
{
    struct row_list rows;
    const struct value place = value_number(unit);
    const struct region *region = region_at(work->regions, unit);
    *out = region == NULL ? TEXT_EMPTY : region->name;
    enum status status = rows_with(work, &organization_ledger, ORGANIZATION_REGION, &place,
                                   ORGANIZATIONS_MOST, 0, &rows, error);
    for (size_t i = 0; status == OK && i < rows.n; i++) {
        if (text_is(rows.at[i]->value[ORGANIZATION_KIND].text, "township")) {
            *out = rows.at[i]->value[ORGANIZATION_NAME].text;
        }
    }
    return status;
}

/* Every field by its label, and the row's place in the list. */
static struct docx_fields row_fields(struct work *work, const struct row *row, size_t number)
{
    const struct ledger *ledger = row->ledger;
    struct docx_field *at = arena_array(work->arena, struct docx_field, ledger->count + 1);
    size_t n = 0;
    at[n++] = (struct docx_field){TEXT("序号"), arena_printf(work->arena, "%zu", number)};
    for (size_t i = 0; i < ledger->count; i++) {
        at[n++] = (struct docx_field){text_of(ledger->fields[i].label),
                                      value_is_set(&row->value[i])
                                          ? value_show(work, &ledger->fields[i], &row->value[i])
                                          : TEXT_EMPTY};
    }
    return (struct docx_fields){at, n};
}

static enum status read_rows(struct work *work, const struct addressed *to, size_t unit,
                             struct docx_data *data, struct error *error)
{
    const struct ledger *subject = ledger_find(work->ledgers, to->template->subject);
    size_t n = to->id_counts[unit];
    struct row **rows = arena_array(work->arena, struct row *, n);
    struct docx_fields *fields = arena_array(work->arena, struct docx_fields, n);
    enum status status = rows_get_many(work, subject, to->ids[unit], n, 0, rows, error);
    for (size_t i = 0; status == OK && i < n; i++) {
        if (rows[i] != NULL) {
            fields[data->row_count] = row_fields(work, rows[i], data->row_count + 1);
            data->row_count++;
        }
    }
    data->rows = fields;
    return status;
}

/* The fields of the whole; number and date stay open until the letter is sent. */
static struct docx_fields whole_fields(struct work *work, const struct addressed *to, size_t unit,
                                       struct text name, int32_t due)
{
    const struct notice_head *head = &work->notice->head;
    struct docx_field *at = arena_array(work->arena, struct docx_field, LETTER_FIELD__COUNT);
    const struct text values[] = {
        [LETTER_UNIT] = name,
        [LETTER_NUMBER] = TEXT("{{文号}}"),
        [LETTER_DATE] = TEXT("{{日期}}"),
        [LETTER_COUNT] = arena_printf(work->arena, "%lld", (long long)to->counts[unit]),
        [LETTER_COUNTY] = head->county_name,
        [LETTER_ISSUER] = work->notice->letters.mark,
        [LETTER_NOTICE] = head->title,
        [LETTER_NOTICE_NUMBER] = head->number,
        [LETTER_AS_OF] = long_day(work->arena, clock_today(work->clock)),
        [LETTER_REPLY_BY] = long_day(work->arena, due),
    };
    for (size_t i = 0; i < LETTER_FIELD__COUNT; i++) {
        at[i] = (struct docx_field){text_of(letter_fields[i]), values[i]};
    }
    return (struct docx_fields){at, LETTER_FIELD__COUNT};
}

/* ---- drafting ---- */

static struct text title_of(const struct docx_text *text, struct text otherwise)
{
    for (size_t i = 0; i < text->n; i++) {
        if (text_is(text->at[i].style, "LetterTitle") && text->at[i].text.n > 0) {
            return text->at[i].text;
        }
    }
    return otherwise;
}

static enum status save_letter(struct work *work, const struct addressed *to, size_t unit,
                               struct text title, int32_t due, int64_t *id, struct errors *errors,
                               struct error *error)
{
    struct change change = change_create(work, &letter_ledger);
    change.part = true;
    change_set(&change, LETTER_TITLE, value_text(title));
    change_set(&change, LETTER_KIND, value_text(to->template->kind));
    change_set(&change, LETTER_TEMPLATE, value_text(to->template->key));
    change_set(&change, LETTER_REGION, value_number(to->units[unit]));
    change_set(&change, LETTER_ROWS, value_number(to->counts[unit]));
    change_set(&change, LETTER_DUE, value_date((struct date){due, DATE_DAY}));
    enum status status = change_save(&change, errors, error);
    *id = change.row->id;
    return status;
}

static enum status attach_text(struct app *app, struct work *work, int64_t letter,
                               struct text title, struct text docx, struct error *error)
{
    struct attachment kept;
    struct attachment_upload upload = {
        .name = arena_printf(work->arena, "%.*s.docx", TEXT_ARG(title)), .kind = FILE_DOCX};
    enum status status = blob_new(app->blobs, &upload.writer, work->arena, error);
    if (status != OK) {
        return status;
    }
    status = blob_write(upload.writer, docx, work->arena, error);
    if (status != OK) {
        blob_drop(upload.writer);
        return status;
    }
    return attachment_add(work, &letter_ledger, letter, &upload, &kept, error);
}

static enum status draft_one(struct app *app, struct work *work, const struct addressed *to,
                             size_t unit, int64_t *id, struct errors *errors, struct error *error)
{
    struct text name;
    struct docx_data data = {0};
    struct docx_text text = {0};
    struct buf docx;
    int32_t due =
        calendar_add(work->calendar, clock_today(work->clock), (int)to->template->reply_days);
    enum status status = unit_name(work, to->units[unit], &name, error);
    if (status == OK) {
        status = read_rows(work, to, unit, &data, error);
    }
    if (status != OK) {
        return status;
    }
    buf_init(&docx, DOCUMENT_MOST);
    data.fields = whole_fields(work, to, unit, name, due);
    status = docx_fill(work->arena, to->template->docx, &data, &docx, error);
    if (status == OK) {
        status = docx_read(work->arena, buf_text(&docx), &text, error);
    }
    struct text title = title_of(&text, to->template->name);
    if (status == OK) {
        status = save_letter(work, to, unit, title, due, id, errors, error);
    }
    if (status == OK) {
        status = attach_text(app, work, *id, title, buf_text(&docx), error);
    }
    buf_release(&docx);
    return status;
}

static bool is_wanted(const struct addressed *to, size_t unit, const int64_t *units, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (units[i] == to->units[unit]) {
            return to->counts[unit] > 0;
        }
    }
    return n == 0 && to->counts[unit] >= to->template->at_least;
}

enum status letters_draft(struct app *app, struct work *work, struct text template,
                          const int64_t *units, size_t n, struct letters_drafted *out,
                          struct errors *errors, struct error *error)
{
    struct addressed *to = arena_new(work->arena, struct addressed);
    to->template = letter_template(work->notice, template);
    *out = (struct letters_drafted){.ids = arena_array(work->arena, int64_t, UNITS_MOST)};
    if (!actor_is(work->actor, ROLE_BIT(ROLE_COUNTY))) {
        return error_set(error, work->arena, DENIED, "只有县就创中心可以发函");
    }
    if (to->template == NULL) {
        return error_set(error, work->arena, NOT_FOUND, "没有这个模板");
    }
    enum status status = count_rows(app, work, to, error);
    for (size_t unit = 0; status == OK && unit < to->n; unit++) {
        if (is_wanted(to, unit, units, n)) {
            status = draft_one(app, work, to, unit, &out->ids[out->n], errors, error);
            out->n += status == OK;
        }
    }
    if (status == OK && out->n == 0) {
        error_set(error, work->arena, INVALID, "现在没有达到发函条件的单位");
        return error_hint(error, work->arena, "每个单位至少 %lld 条才发函",
                          (long long)to->template->at_least);
    }
    return status == OK
               ? history_close(work, TEXT("letters_draft"), &letter_ledger, 0, template, error)
               : status;
}

/* ---- documents ---- */

/* The letter's text: the first .docx attached to it that is in use. */
static enum status find_text(struct app *app, struct work *work, int64_t letter, struct text *out,
                             struct error *error)
{
    struct attachment_list list;
    enum status status = attachment_of_row(work, &letter_ledger, letter, &list, error);
    const struct attachment *found = NULL;
    for (size_t i = 0; status == OK && found == NULL && i < list.n; i++) {
        bool text = list.at[i].kind == FILE_DOCX && list.at[i].removed_at == 0;
        found = text ? &list.at[i] : NULL;
    }
    if (status != OK || found == NULL) {
        return status != OK ? status
                            : error_set(error, work->arena, NOT_FOUND, "这份函没有附上 .docx 正文");
    }
    int fd = -1;
    struct stat size;
    status = blob_file(app->blobs, found->blob, &fd, work->arena, error);
    if (status != OK) {
        return status;
    }
    char *bytes = arena_alloc(work->arena, (size_t)found->size);
    bool whole = fstat(fd, &size) == 0 && size.st_size == found->size &&
                 pread(fd, bytes, (size_t)found->size, 0) == found->size;
    close(fd);
    *out = (struct text){bytes, (size_t)found->size};
    return whole ? OK : error_set(error, work->arena, UNAVAILABLE, "读不到函的正文");
}

/* Number and date as far as the letter has them. */
static struct docx_fields open_fields(struct work *work, const struct row *letter)
{
    struct docx_field *at = arena_array(work->arena, struct docx_field, 2);
    const struct value *number = &letter->value[LETTER_NO], *dated = &letter->value[LETTER_DATED];
    const struct letter_kind *kind = letter_kind(work->notice, letter->value[LETTER_KIND].text);
    int year = date_to_civil(clock_today(work->clock)).year;
    struct text word = kind == NULL ? TEXT_EMPTY : kind->word;
    at[0] = (struct docx_field){
        text_of(letter_fields[LETTER_NUMBER]),
        value_is_set(number) ? number->text
                             : arena_printf(work->arena, "%.*s〔%d〕　号", TEXT_ARG(word), year)};
    at[1] =
        (struct docx_field){text_of(letter_fields[LETTER_DATE]),
                            value_is_set(dated) ? long_day(work->arena, (int32_t)dated->number)
                                                : arena_printf(work->arena, "%d年　月　日", year)};
    return (struct docx_fields){at, 2};
}

/* Where each paragraph goes, by its style. */
static struct pdf_letter lay_out(struct work *work, const struct docx_text *text)
{
    struct pdf_letter letter = {.mark = work->notice->letters.mark,
                                .day = clock_today(work->clock)};
    struct pdf_letter_block *blocks = arena_array(work->arena, struct pdf_letter_block, text->n);
    struct {
        const char *style;
        struct text *to;
    } places[] = {
        {"LetterMark", &letter.mark},   {"LetterNumber", &letter.number},
        {"LetterTitle", &letter.title}, {"LetterTo", &letter.to},
        {"LetterSign", &letter.sign},   {"LetterDate", &letter.date},
    };
    for (size_t i = 0; i < text->n; i++) {
        const struct docx_block *block = &text->at[i];
        bool placed = false;
        for (size_t k = 0; k < COUNT(places) && block->cells == NULL; k++) {
            if (text_is(block->style, places[k].style)) {
                *places[k].to = text_trim(block->text);
                placed = true;
            }
        }
        if (!placed && (block->cells != NULL || block->text.n > 0)) {
            bool shared = block->share_count >= block->cell_count;
            blocks[letter.block_count++] = (struct pdf_letter_block){
                .text = block->text,
                .indented = block->indented || text_is(block->style, "LetterBody"),
                .cells = shared ? block->cells : NULL,
                .shares = block->shares,
                .cell_count = block->cell_count};
        }
    }
    letter.blocks = blocks;
    return letter;
}

enum status letter_document(struct app *app, struct work *work, int64_t id,
                            enum letter_format format, struct buf *out, struct text *name,
                            struct error *error)
{
    struct row *letter;
    struct text stored = TEXT_EMPTY;
    struct docx_text text = {0};
    struct buf docx;
    enum status status = rows_get(work, &letter_ledger, id, 0, &letter, error);
    if (status == OK) {
        status = find_text(app, work, id, &stored, error);
    }
    if (status != OK) {
        return status;
    }
    const struct region *region = region_at(work->regions, letter->value[LETTER_REGION].number);
    const struct docx_data data = {.fields = open_fields(work, letter)};
    *name = arena_printf(work->arena, "%.*s-%.*s.%s",
                         TEXT_ARG(value_is_set(&letter->value[LETTER_NO])
                                      ? letter->value[LETTER_NO].text
                                      : letter->value[LETTER_TITLE].text),
                         TEXT_ARG(region == NULL ? TEXT_EMPTY : region->name),
                         format == LETTER_PDF ? "pdf" : "docx");
    if (format == LETTER_DOCX) {
        return docx_fill(work->arena, stored, &data, out, error);
    }
    buf_init(&docx, DOCUMENT_MOST);
    status = docx_fill(work->arena, stored, &data, &docx, error);
    if (status == OK) {
        status = docx_read(work->arena, buf_text(&docx), &text, error);
    }
    buf_release(&docx);
    if (status == OK) {
        struct pdf_letter laid = lay_out(work, &text);
        status = pdf_letter_write(work->arena, &laid, out, error);
    }
    return status;
}
