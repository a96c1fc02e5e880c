#include "domain/campaign/inspection_paper.h"

#include "base/buf.h"
#include "base/ceilings.h"
#include "base/list.h"
#include "domain/campaign/finding.h"
#include "domain/campaign/self_inspection.h"
#include "ledger/rows.h"
#include "report/report.h"
#include "standard/region.h"

enum { UNITS_MOST = 64, FINDINGS_MOST = 100000, LINES_MOST = 12, SELF_MOST = 4096 };

/* A finding as of the day. */
struct found {
    int64_t region;
    size_t head;
    struct text problem, source, progress;
    bool rectified, closed, overdue;
};

struct paper {
    struct work *work;
    const struct notice *notice;
    int32_t as_of;
    int64_t units[UNITS_MOST];
    size_t n; /* the last unit is the whole */
    LIST(struct found) found;
    struct row_list self;
};

static bool by_then(const struct paper *paper, const struct value *day)
{
    return value_is_set(day) && day->number <= paper->as_of;
}

static struct text source_name(const struct paper *paper, struct text key)
{
    const struct inspection_source *source = inspection_source(paper->notice, key);
    return source == NULL ? key : source->name;
}

static enum status read_findings(struct paper *paper, struct error *error)
{
    struct row_list rows;
    enum status status =
        rows_after(paper->work, &finding_ledger, 0, FINDINGS_MOST, 0, &rows, error);
    for (size_t i = 0; status == OK && i < rows.n; i++) {
        const struct value *v = rows.at[i]->value;
        const struct inspection_head *head = inspection_head(paper->notice, v[FINDING_HEAD].text);
        if (head == NULL || !by_then(paper, &v[FINDING_FOUND_ON])) {
            continue; /* of an earlier notice, or of a later day */
        }
        bool rectified = by_then(paper, &v[FINDING_RECTIFIED_ON]);
        struct found one = {
            .region = v[FINDING_REGION].number,
            .head = (size_t)(head - paper->notice->inspection.heads.at),
            .problem = v[FINDING_PROBLEM].text,
            .source = source_name(paper, v[FINDING_SOURCE].text),
            .progress = value_is_set(&v[FINDING_PROGRESS]) ? v[FINDING_PROGRESS].text : TEXT_EMPTY,
            .rectified = rectified,
            .closed = by_then(paper, &v[FINDING_CLOSED_ON]),
            .overdue = !rectified && value_is_set(&v[FINDING_DEADLINE]) &&
                       v[FINDING_DEADLINE].number < paper->as_of,
        };
        list_add(&paper->found, one);
    }
    return status;
}

static const struct row *self_of(const struct paper *paper, int64_t unit, size_t head)
{
    struct text key = paper->notice->inspection.heads.at[head].key;
    for (size_t i = 0; i < paper->self.n; i++) {
        const struct value *v = paper->self.at[i]->value;
        if (v[SELF_INSPECTION_REGION].number == unit &&
            text_equal(v[SELF_INSPECTION_HEAD].text, key) &&
            by_then(paper, &v[SELF_INSPECTION_CHECKED_ON])) {
            return paper->self.at[i];
        }
    }
    return NULL;
}

static void count(const struct paper *paper, int64_t unit, size_t head, int64_t *counts)
{
    for (size_t i = 0; i < paper->found.n; i++) {
        const struct found *one = &paper->found.at[i];
        if (one->head == head && region_contains(unit, one->region)) {
            counts[FORM_TOTAL]++;
            counts[FORM_PUT_RIGHT] += one->rectified;
            counts[FORM_CLOSED] += one->closed;
            counts[FORM_OVERDUE] += one->overdue;
        }
    }
    counts[FORM_SAID] = counts[FORM_TOTAL] > 0 || self_of(paper, unit, head) != NULL;
}

static struct text kept(struct arena *arena, struct buf *text)
{
    struct text out = arena_text(arena, buf_text(text));
    buf_release(text);
    return out;
}

/* ---- one unit's cells ---- */

/* 是, 否, or how many of how many. */
static struct text rectified_cell(struct arena *arena, const int64_t *counts)
{
    if (counts[FORM_TOTAL] == 0) {
        return TEXT("—");
    }
    return counts[FORM_PUT_RIGHT] == counts[FORM_TOTAL] ? TEXT("是")
           : counts[FORM_PUT_RIGHT] == 0
               ? TEXT("否")
               : arena_printf(arena, "部分整改\n（%lld/%lld）", (long long)counts[FORM_PUT_RIGHT],
                              (long long)counts[FORM_TOTAL]);
}

static const char *stage(const struct found *one)
{
    return one->closed      ? "已销号"
           : one->rectified ? "已整改待验收"
           : one->overdue   ? "超期"
                            : "整改中";
}

static void write_lines(const struct paper *paper, int64_t unit, size_t head, struct buf *problems,
                        struct buf *progress)
{
    size_t n = 0;
    for (size_t i = 0; i < paper->found.n; i++) {
        const struct found *one = &paper->found.at[i];
        if (one->head != head || !region_contains(unit, one->region) || ++n > LINES_MOST) {
            continue;
        }
        buf_addf(problems, "%s%zu.%.*s（%.*s）", n == 1 ? "" : "\n", n, TEXT_ARG(one->problem),
                 TEXT_ARG(one->source));
        buf_addf(progress, "%s%zu.%s%s%.*s", n == 1 ? "" : "\n", n, stage(one),
                 one->progress.n > 0 ? "：" : "", TEXT_ARG(one->progress));
    }
    if (n > LINES_MOST) {
        buf_addf(problems, "\n另有 %zu 个，见整改台账", n - LINES_MOST);
    }
}

static void fill_unit(const struct paper *paper, size_t unit, size_t head, struct sheet *sheet)
{
    struct text *cells = sheet_cells(sheet, unit, head);
    int64_t *counts = sheet_counts(sheet, unit, head);
    struct buf problems, progress;
    count(paper, paper->units[unit], head, counts);
    buf_init(&problems, MIB);
    buf_init(&progress, MIB);
    write_lines(paper, paper->units[unit], head, &problems, &progress);
    if (counts[FORM_TOTAL] == 0) {
        buf_adds(&problems, counts[FORM_SAID] != 0 ? "未发现问题" : "未填报");
        buf_adds(&progress, "—");
    }
    cells[FORM_PROBLEM] = kept(paper->work->arena, &problems);
    cells[FORM_RECTIFIED] = rectified_cell(paper->work->arena, counts);
    cells[FORM_PROGRESS] = kept(paper->work->arena, &progress);
}

/* ---- all together ---- */

static void write_whole(struct arena *arena, struct sheet *sheet, size_t head, size_t none,
                        size_t silent)
{
    size_t whole = sheet->units - 1;
    const int64_t *counts = sheet_counts(sheet, whole, head);
    struct text *cells = sheet_cells(sheet, whole, head);
    struct buf problems;
    buf_init(&problems, MIB);
    buf_addf(&problems, "共 %lld 个", (long long)counts[FORM_TOTAL]);
    bool first = true;
    for (size_t i = 0; i < whole; i++) {
        int64_t here = sheet_counts(sheet, i, head)[FORM_TOTAL];
        if (here > 0) {
            buf_addf(&problems, "%s%.*s %lld", first ? "：" : "，", TEXT_ARG(sheet->names[i]),
                     (long long)here);
            first = false;
        }
    }
    buf_addf(&problems, "。未发现问题 %zu 个单位", none);
    if (silent > 0) {
        buf_addf(&problems, "，未填报 %zu 个单位", silent);
    }
    cells[FORM_PROBLEM] = kept(arena, &problems);
    cells[FORM_RECTIFIED] = rectified_cell(arena, counts);
    cells[FORM_PROGRESS] = arena_printf(
        arena, "已销号 %lld，待验收 %lld，整改中 %lld，超期 %lld", (long long)counts[FORM_CLOSED],
        (long long)(counts[FORM_PUT_RIGHT] - counts[FORM_CLOSED]),
        (long long)(counts[FORM_TOTAL] - counts[FORM_PUT_RIGHT] - counts[FORM_OVERDUE]),
        (long long)counts[FORM_OVERDUE]);
}

void inspection_paper_whole(struct arena *arena, struct sheet *sheet)
{
    for (size_t head = 0; head < sheet->lines; head++) {
        int64_t *counts = sheet_counts(sheet, sheet->units - 1, head);
        size_t none = 0, silent = 0;
        for (size_t k = 0; k < FORM_COUNTED; k++) {
            counts[k] = 0;
        }
        for (size_t i = 0; i + 1 < sheet->units; i++) {
            const int64_t *unit = sheet_counts(sheet, i, head);
            for (size_t k = 0; k < FORM_COUNTED; k++) {
                counts[k] += unit[k];
            }
            none += unit[FORM_TOTAL] == 0 && unit[FORM_SAID] != 0;
            silent += unit[FORM_SAID] == 0;
        }
        write_whole(arena, sheet, head, none, silent);
    }
}

/* ---- the page ---- */

/* One unit alone, or every township within reach and then the whole. */
static void find_units(struct paper *paper, int64_t region)
{
    for (size_t i = 0; i < paper->notice->units.n && paper->n + 1 < UNITS_MOST; i++) {
        const struct notice_unit *unit = &paper->notice->units.at[i];
        if (unit->kind == UNIT_TOWNSHIP && unit->region != region &&
            !unit_is_merged(paper->work->settings, unit, paper->as_of) &&
            region_contains(region, unit->region)) {
            paper->units[paper->n++] = unit->region;
        }
    }
    paper->units[paper->n++] = region;
}

static void fill(const struct paper *paper, struct inspection_page *out)
{
    const struct notice_inspection *inspection = &paper->notice->inspection;
    struct arena *arena = paper->work->arena;
    struct sheet sheet = sheet_new(arena, paper->n, inspection->heads.n, FORM_FILLED, FORM_COUNTED);
    for (size_t head = 0; head < sheet.lines; head++) {
        sheet.keys[head] = inspection->heads.at[head].key;
    }
    for (size_t i = 0; i < paper->n; i++) {
        const struct region *region = region_at(paper->work->regions, paper->units[i]);
        sheet.names[i] = region == NULL ? TEXT("合计") : region->name;
        for (size_t head = 0; head < sheet.lines && (i + 1 < paper->n || i == 0); head++) {
            fill_unit(paper, i, head, &sheet);
        }
    }
    if (paper->n > 1) {
        inspection_paper_whole(arena, &sheet);
    }
    *out = (struct inspection_page){paper->notice, paper->as_of, sheet};
}

enum status inspection_paper_make(struct app *app, struct work *work, int64_t region, int32_t as_of,
                                  struct inspection_page *out, struct error *error)
{
    struct paper paper = {.work = work, .notice = app_books(app)->notice, .as_of = as_of};
    region = region == 0 ? work->actor->region : region;
    if (paper.notice->inspection.at == NULL) {
        return error_set(error, work->arena, NOT_FOUND, "这份通知没有排查");
    }
    if (!actor_reaches(work->actor, region)) {
        return error_set(error, work->arena, NOT_FOUND, "没有这个单位");
    }
    find_units(&paper, region);
    enum status status = read_findings(&paper, error);
    if (status == OK) {
        status = rows_after(work, &self_inspection_ledger, 0, SELF_MOST, 0, &paper.self, error);
    }
    if (status == OK) {
        fill(&paper, out);
    }
    list_release(&paper.found);
    return status;
}
