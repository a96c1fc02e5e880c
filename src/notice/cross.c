#include "notice/cross.h"

#include "notice/cross_part.h"
#include "notice/files.h"

void cross_once(struct crossing *c, struct map *seen, struct text word, const struct tree *at,
                const char *key)
{
    int64_t line;
    if (word.n == 0) {
        return; /* missing: told already */
    }
    if (map_get(seen, word, &line)) {
        tell(c, at, key, "“%.*s”重复，第 %d 行已经有了", TEXT_ARG(word), (int)line);
        hint(c, "请改成不同的，或删去一处");
        return;
    }
    map_put(seen, word, at->line);
}

void cross_within(struct crossing *c, const struct tree *at, const char *key, int32_t value,
                  int32_t from, int32_t to)
{
    if (value == DATE_NONE || from == DATE_NONE || to == DATE_NONE ||
        (value >= from && value <= to)) {
        return;
    }
    struct text f = date_iso(c->arena, from), t = date_iso(c->arena, to),
                v = date_iso(c->arena, value);
    tell(c, at, key, "日期 %.*s 不在 %.*s 至 %.*s 之内", TEXT_ARG(v), TEXT_ARG(f), TEXT_ARG(t));
    hint(c, "请改正日期，或在 notice.yaml 的 window 中改活动时间");
}

void cross_in_order(struct crossing *c, const struct tree *at, const char *key, int32_t first,
                    int32_t second)
{
    if (first != DATE_NONE && second != DATE_NONE && second < first) {
        tell(c, at, key, "“%s”早于前一个日期 %.*s", key, TEXT_ARG(date_iso(c->arena, first)));
        hint(c, "请检查两个日期的先后");
    }
}

static void check_head(struct crossing *c)
{
    const struct notice_head *head = &c->notice->head;
    const struct notice_window *window = head->window;
    if (window != NULL) {
        cross_in_order(c, window->at, "to", window->from, window->to);
        cross_in_order(c, window->at, "last_due", window->to, window->last_due);
        cross_in_order(c, window->at, "to", window->first_data, window->to);
        cross_within(c, head->at, "issued_on", head->issued_on, DATE_NONE, window->last_due);
        cross_in_order(c, window->at, "last_due", head->issued_on, window->last_due);
    }
    for (size_t i = 0; i < head->reports.n; i++) {
        for (size_t k = 0; k < i; k++) {
            if (text_equal(head->reports.at[i], head->reports.at[k])) {
                tell(c, head->at, "reports", "报表“%.*s”列了两遍", TEXT_ARG(head->reports.at[i]));
                hint(c, "请只留一处");
            }
        }
    }
}

bool cross_has_kind(const struct notice *notice, int kind)
{
    for (size_t i = 0; i < notice->units.n; i++) {
        if (notice->units.at[i].kind == kind) {
            return true;
        }
    }
    return false;
}

static void check_units(struct crossing *c)
{
    const struct notice *notice = c->notice;
    all_once(c, notice->units, key, "key");
    all_once(c, notice->units, name, "name");
    for (size_t i = 0; i < notice->units.n; i++) {
        const struct notice_unit *unit = &notice->units.at[i];
        if (unit->kind == UNIT_TOWNSHIP && unit->region == SHAPE_BLANK) {
            tell(c, unit->at, "region", "乡镇“%.*s”没有写区划代码", TEXT_ARG(unit->name));
            hint(c, "请补上 region: 12 位统计用区划代码");
        }
        if (unit->region == SHAPE_BLANK) {
            continue;
        }
        if (notice->head.county != 0 && unit->region / 1000000 != notice->head.county) {
            tell(c, unit->at, "region", "区划代码 %lld 不在本县（%lld）", (long long)unit->region,
                 (long long)notice->head.county);
            hint(c, "前六位应是本县代码；县代码在 notice.yaml 的 county");
        }
        for (size_t j = 0; j < i; j++) {
            if (notice->units.at[j].region == unit->region) {
                tell(c, unit->at, "region", "区划代码 %lld 与“%.*s”相同", (long long)unit->region,
                     TEXT_ARG(notice->units.at[j].name));
                hint(c, "每个单位的区划代码不同，请改正其中一处");
            }
        }
    }
}

/* Words for the hint when a unit's key is not known. */
static void hint_unit(struct crossing *c, struct text word)
{
    size_t n = c->notice->units.n;
    const char **keys = arena_array(c->arena, const char *, n + UNIT__COUNT);
    for (size_t i = 0; i < n; i++) {
        keys[i] = arena_cstr(c->arena, c->notice->units.at[i].key);
    }
    for (size_t i = 0; i < UNIT__COUNT; i++) {
        keys[n++] = unit_kinds[i];
    }
    const char *near = fault_nearest(word, keys, n);
    if (near != NULL) {
        hint(c, "是不是“%s”？", near);
    } else {
        hint(c, "请写 units.yaml 中的单位代号");
    }
}

static void check_categories(struct crossing *c)
{
    const struct notice *notice = c->notice;
    all_once(c, notice->categories, key, "key");
    for (size_t i = 0; i < notice->categories.n; i++) {
        const struct notice_category *category = &notice->categories.at[i];
        cross_in_order(c, category->at, "to", category->from, category->to);
        if (category->bureau.n > 0 && notice_unit(notice, category->bureau) == NULL) {
            tell(c, category->at, "bureau", "没有单位“%.*s”", TEXT_ARG(category->bureau));
            hint_unit(c, category->bureau);
        }
    }
}

static void check_codes(struct crossing *c)
{
    struct map seen;
    map_init(&seen);
    for (size_t i = 0; i < c->notice->codes.n; i++) {
        const struct notice_code *code = &c->notice->codes.at[i];
        struct text both =
            arena_printf(c->arena, "%.*s %.*s", TEXT_ARG(code->table), TEXT_ARG(code->code));
        cross_once(c, &seen, code->code.n == 0 ? TEXT_EMPTY : both, code->at, "code");
    }
    map_release(&seen);
}

bool cross_is_kind(struct text word)
{
    for (size_t i = 0; i < UNIT__COUNT; i++) {
        if (text_is(word, unit_kinds[i])) {
            return true;
        }
    }
    return false;
}

void cross_rest_day(struct crossing *c, const struct tree *at, int32_t due_day, int32_t remind)
{
    if (due_day == DATE_NONE || remind != DATE_NONE || calendar_works(&c->calendar, due_day)) {
        return;
    }
    struct text due = date_iso(c->arena, due_day);
    struct text last = date_iso(c->arena, calendar_last(&c->calendar, due_day));
    warn(c, at, "due", "截止日 %.*s 是休息日", TEXT_ARG(due));
    hint(c, "请补上 remind: %.*s，提前到最后一个工作日提醒", TEXT_ARG(last));
}

void cross_who(struct crossing *c, const struct tree *at, const struct text *who, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (who[i].n > 0 && !cross_is_kind(who[i]) && notice_unit(c->notice, who[i]) == NULL) {
            tell(c, at, "who", "没有单位“%.*s”", TEXT_ARG(who[i]));
            hint_unit(c, who[i]);
        }
    }
}

static void check_deadline(struct crossing *c, const struct notice_deadline *deadline)
{
    const struct notice_window *window = c->notice->head.window;
    if (window != NULL) {
        cross_within(c, deadline->at, "due", deadline->due, window->from, window->last_due);
        cross_within(c, deadline->at, "remind", deadline->remind, window->from, window->last_due);
    }
    cross_in_order(c, deadline->at, "due", deadline->remind, deadline->due);
    bool dated = deadline->frequency == CALENDAR_ONCE || deadline->frequency == CALENDAR_QUARTERLY;
    if (dated && tree_under(deadline->at, "due") == NULL) {
        tell(c, deadline->at, "due", "事项“%.*s”没有截止日期", TEXT_ARG(deadline->what));
        hint(c, "请补上 due: 日期；每周的事项写 frequency: weekly");
    }
    cross_who(c, deadline->at, deadline->who.at, deadline->who.n);
    if (deadline->report.n == 0) {
        return;
    }
    const struct report_form *form = notice_report(c->notice, deadline->report);
    if (form == NULL) {
        tell(c, deadline->at, "report", "没有报表“%.*s”", TEXT_ARG(deadline->report));
        hint(c, "报表要在 notice.yaml 的 reports 中列出");
    } else if (deadline->period.n > 0 && report_period(form, deadline->period) == NULL) {
        tell(c, deadline->at, "period", "报表“%.*s”没有期次“%.*s”", TEXT_ARG(deadline->report),
             TEXT_ARG(deadline->period));
        hint(c, "请写 %s 的 periods 中的代号", form->at->file);
    }
}

void cross_check(struct arena *arena, struct notice *notice, struct faults *faults)
{
    size_t days;
    const struct calendar_row *rows = calendar_rows(arena, &days);
    struct crossing c = {arena, notice, faults, calendar_new(arena, rows, days)};
    check_head(&c);
    check_units(&c);
    check_categories(&c);
    check_codes(&c);
    all_once(&c, notice->definitions, name, "name");
    all_once(&c, notice->settings.parameters, key, "key");
    all_once(&c, notice->calendar, key, "key");
    cross_reports(&c);
    for (size_t i = 0; i < notice->calendar.n; i++) {
        check_deadline(&c, &notice->calendar.at[i]);
        const struct notice_deadline *deadline = &notice->calendar.at[i];
        cross_rest_day(&c, deadline->at, deadline->due, deadline->remind);
    }
    cross_work(&c);
}
