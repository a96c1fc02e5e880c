#include "base/ceilings.h"
#include "domain/attachment.h"
#include "domain/campaign/report_note.h"
#include "domain/campaign/submitting_parts.h"
#include "domain/people/organization.h"
#include "ledger/change.h"
#include "ledger/rows.h"

/* ---- writing ---- */

static enum status organization_of(const struct submitting *s, int64_t *id, struct error *error)
{
    struct value name = value_text(s->unit->name);
    struct row_list found;
    enum status status =
        rows_with(s->work, &organization_ledger, ORGANIZATION_NAME, &name, 1, 0, &found, error);
    *id = status == OK && found.n > 0 ? found.at[0]->id : 0;
    return status;
}

static void set_day(struct change *change, int field, int32_t day)
{
    change_set(change, field,
               day == DATE_NONE ? VALUE_NULL : value_date((struct date){day, DATE_DAY}));
}

enum status submitting_begin(struct submitting *s, struct errors *errors, struct error *error)
{
    if (s->row != NULL) {
        return OK;
    }
    struct change change = change_create(s->work, &submission_ledger);
    change.program = true;
    change_set(
        &change, SUBMISSION_TITLE,
        value_text(arena_printf(s->work->arena, "%.*s %.*s %.*s", TEXT_ARG(s->round->form->name),
                                TEXT_ARG(s->round->name), TEXT_ARG(submitting_unit_name(s)))));
    change_set(&change, SUBMISSION_REPORT, value_text(s->round->form->key));
    change_set(&change, SUBMISSION_ROUND, value_text(s->round->key));
    change_set(&change, SUBMISSION_UNIT, value_text(submitting_unit_key(s)));
    change_set(&change, SUBMISSION_REGION, value_number(submitting_region(s)));
    set_day(&change, SUBMISSION_AS_OF, s->round->as_of);
    set_day(&change, SUBMISSION_DUE, s->round->due);
    int64_t organization = 0;
    enum status status = submitting_is_county(s) || s->unit->region != SHAPE_BLANK
                             ? OK
                             : organization_of(s, &organization, error);
    if (status == OK && organization != 0) {
        change_set(&change, SUBMISSION_ORGANIZATION, value_number(organization));
    }
    status = status == OK ? change_save(&change, errors, error) : status;
    if (status == OK) {
        s->row = row_copy(s->work->arena, change.row);
    }
    return status;
}

static struct row *note_row(const struct submitting *s, const struct submitting_words *words)
{
    for (size_t i = s->note_count; i-- > 0;) {
        const struct value *v = s->notes[i]->value;
        bool remark = text_is(TEXT(NOTE_COMMENT), words->kind);
        if (!remark && text_is(v[REPORT_NOTE_KIND].text, words->kind) &&
            text_equal(v[REPORT_NOTE_TARGET].text, words->target)) {
            return s->notes[i];
        }
    }
    return NULL;
}

/* What a line of the notice's list is called; empty: it is none. */
static struct text line_label(const struct submitting *s, struct text target)
{
    const struct notice *notice = s->books->notice;
    if (s->round->form->sheet == SHEET_INSPECTION) {
        const struct inspection_head *head = inspection_head(notice, target);
        return head == NULL ? TEXT_EMPTY : head->item;
    }
    const struct notice_task *task =
        s->round->form->sheet == SHEET_TASKS ? notice_task(notice, target) : NULL;
    return task == NULL ? TEXT_EMPTY : task_title(s->work->arena, task);
}

/* What a target is called: a column, a check, a part of the prose or a line of the list. */
static struct text label_of(const struct submitting *s, const struct submitting_words *words)
{
    const struct report_form *form = s->round->form;
    struct text line = line_label(s, words->target);
    if (line.n > 0) {
        return line;
    }
    for (size_t i = 0; i < form->prose.n; i++) {
        if (text_equal(form->prose.at[i].key, words->target)) {
            return form->prose.at[i].label;
        }
    }
    for (size_t i = 0; i < form->checks.n; i++) {
        if (text_equal(form->checks.at[i].key, words->target)) {
            return form->checks.at[i].message;
        }
    }
    int column = report_column(form, words->target);
    return column < 0 ? TEXT("整份报表") : report_column_name(&form->columns.at[column]);
}

static enum status write_note(struct submitting *s, const struct submitting_words *words,
                              struct errors *errors, struct error *error)
{
    struct row *old = note_row(s, words);
    struct text body = text_trim(words->body);
    if (body.n == 0) {
        if (old == NULL) {
            return OK;
        }
        struct change change = change_edit(s->work, old);
        change.program = true;
        change.reason = TEXT("清空");
        return change_remove(&change, error);
    }
    struct change change =
        old == NULL ? change_create(s->work, &report_note_ledger) : change_edit(s->work, old);
    change.program = true;
    change_set(&change, REPORT_NOTE_SUBMISSION, value_number(s->row->id));
    change_set(&change, REPORT_NOTE_REGION, value_number(submitting_region(s)));
    change_set(&change, REPORT_NOTE_KIND, value_text(text_of(words->kind)));
    if (words->target.n > 0) {
        change_set(&change, REPORT_NOTE_TARGET, value_text(words->target));
    }
    change_set(&change, REPORT_NOTE_LABEL, value_text(label_of(s, words)));
    change_set(&change, REPORT_NOTE_BODY, value_text(body));
    return change_save(&change, errors, error);
}

static enum status write_notes(struct submitting *s, const struct submitting_words *words, size_t n,
                               struct errors *errors, struct error *error)
{
    enum status status = OK;
    for (size_t i = 0; status == OK && i < n; i++) {
        status = write_note(s, &words[i], errors, error);
    }
    return status == OK ? submitting_read(s, error) : status;
}

enum status submitting_write(struct submitting *s, const struct submitting_words *words, size_t n,
                             struct errors *errors, struct error *error)
{
    bool comment = n == 1 && text_is(TEXT(NOTE_COMMENT), words[0].kind);
    bool reads_only = actor_is(s->work->actor, ROLE_BIT(ROLE_AUDITOR));
    if (comment ? reads_only : !submitting_may(s).write) {
        return submitting_may_not(s, "填写", error);
    }
    enum status status = submitting_begin(s, errors, error);
    return status == OK ? write_notes(s, words, n, errors, error) : status;
}

/* ---- handing in ---- */

/* Numbers of people and phones have eleven digits and more; what may be published has none. */
static bool shows_a_number(struct text body)
{
    size_t digits = 0;
    for (size_t i = 0; i < body.n && digits < 11; i++) {
        digits = body.s[i] >= '0' && body.s[i] <= '9' ? digits + 1 : 0;
    }
    return digits == 11;
}

static void ask_prose(const struct submitting *s, struct errors *errors)
{
    const struct report_form *form = s->round->form;
    struct arena *arena = s->work->arena;
    for (size_t i = 0; i < form->prose.n; i++) {
        const struct report_prose *prose = &form->prose.at[i];
        struct text body = submitting_note(s, NOTE_PROSE, prose->key);
        int64_t length = (int64_t)utf8_length(body);
        if (form->published && shows_a_number(body)) {
            errors_add(errors, arena,
                       arena_cstr(arena, arena_printf(arena, "prose.%.*s", TEXT_ARG(prose->key))),
                       arena_printf(arena, "“%.*s”里有证号或电话号码", TEXT_ARG(prose->label)),
                       TEXT("可以公开的文字不写证号、电话，请删去"));
            continue;
        }
        if (length >= prose->least && length <= prose->most) {
            continue;
        }
        struct text message =
            length == 0 ? arena_printf(arena, "“%.*s”没有填写", TEXT_ARG(prose->label))
                        : arena_printf(arena, "“%.*s”写了 %lld 个字，应在 %lld 到 %lld 个字之间",
                                       TEXT_ARG(prose->label), (long long)length,
                                       (long long)prose->least, (long long)prose->most);
        errors_add(errors, arena,
                   arena_cstr(arena, arena_printf(arena, "prose.%.*s", TEXT_ARG(prose->key))),
                   message, prose->help);
    }
}

/* An error refuses; a warning passes with a sentence. */
static void ask_checks(const struct submitting *s, const struct report *report,
                       struct errors *errors)
{
    struct arena *arena = s->work->arena;
    for (size_t i = 0; i < report->finding_count; i++) {
        const struct report_finding *finding = &report->findings[i];
        bool refused = finding->check->level == CHECK_ERROR;
        if (submitting_is_county(s) != (finding->row == report->rows)) {
            continue; /* a unit's row was asked when the unit handed it in, the sum by the county */
        }
        if (!refused && submitting_note(s, NOTE_EXPLAIN, finding->check->key).n > 0) {
            continue;
        }
        errors_add(errors, arena,
                   arena_cstr(arena, arena_printf(arena, "%s.%.*s", refused ? "check" : "explain",
                                                  TEXT_ARG(finding->check->key))),
                   finding->sentence,
                   refused ? TEXT("请更正台账或填报数后再报送")
                           : TEXT("确实如此的，请在这一条下写一句说明"));
    }
}

static enum status ask_photos(const struct submitting *s, struct errors *errors,
                              struct error *error)
{
    int64_t photos = 0;
    if (s->round->form->photos == 0) {
        return OK;
    }
    enum status status =
        s->row == NULL ? OK
                       : attachment_count(s->work, &submission_ledger, s->row->id, &photos, error);
    if (status == OK && photos < s->round->form->photos) {
        errors_add(errors, s->work->arena, "photos",
                   arena_printf(s->work->arena, "至少要 %lld 张照片，现在有 %lld 张",
                                (long long)s->round->form->photos, (long long)photos),
                   TEXT("先暂存，再在“照片和附件”里上传"));
    }
    return status;
}

static enum status keep_frozen(struct submitting *s, struct frozen *frozen,
                               char name[BLOB_NAME + 1], struct error *error)
{
    struct work *work = s->work;
    struct frozen_note *notes = arena_array(work->arena, struct frozen_note, s->note_count);
    for (size_t i = 0; i < s->note_count; i++) {
        const struct value *v = s->notes[i]->value;
        notes[i] = (struct frozen_note){v[REPORT_NOTE_KIND].text, v[REPORT_NOTE_TARGET].text,
                                        v[REPORT_NOTE_LABEL].text, v[REPORT_NOTE_BODY].text};
    }
    frozen->notes = notes;
    frozen->note_count = s->note_count;
    struct buf bytes;
    buf_init(&bytes, CEILING_UPLOAD);
    frozen_write(frozen, &bytes);
    enum status status = bytes.full
                             ? error_set(error, work->arena, TOO_LARGE, "报表太大，不能封存")
                             : blob_put(s->app->blobs, work->db, work->actor->county, work->clock,
                                        buf_text(&bytes), name, work->arena, error);
    buf_release(&bytes);
    return status;
}

static enum status act(struct submitting *s, struct row *row, const char *step, struct text reason,
                       void (*fill)(struct change *change, void *context), void *context,
                       struct errors *errors, struct error *error)
{
    struct change change = change_edit(s->work, row);
    change.program = true;
    change.reason = reason;
    if (fill != NULL) {
        fill(&change, context);
    }
    return change_act(&change, flow_action(&submission_flow, text_of(step)), errors, error);
}

struct handed_in {
    const struct submitting *s;
    const char *frozen;
};

static void fill_handed_in(struct change *change, void *context)
{
    const struct handed_in *handed_in = context;
    const struct submitting *s = handed_in->s;
    int32_t today = clock_today(s->work->clock);
    change_set(change, SUBMISSION_FROZEN, value_text(text_of(handed_in->frozen)));
    set_day(change, SUBMISSION_SUBMITTED_ON, today);
    set_day(change, SUBMISSION_AS_OF, s->round->as_of);
    set_day(change, SUBMISSION_DUE, s->round->due);
    if (!value_is_set(change_value(change, SUBMISSION_FIRST_ON))) {
        set_day(change, SUBMISSION_FIRST_ON, today);
        change_set(change, SUBMISSION_LATE,
                   value_number(round_is_late(s->books->notice, s->round, today)));
    }
}

static enum status refuse(const struct submitting *s, const struct errors *errors,
                          struct error *error)
{
    (void)error_set(error, s->work->arena, INVALID, "还不能报送：%zu 处需要处理", errors->n);
    return INVALID;
}

static enum status submit_checked(struct submitting *s, const struct report *report,
                                  const struct figure_members *members, const struct sheet *sheet,
                                  const char *step, struct text reason, struct errors *errors,
                                  struct error *error)
{
    char name[BLOB_NAME + 1];
    struct frozen frozen = frozen_of(s->work->arena, report, members);
    frozen.sheet = sheet;
    enum status status = keep_frozen(s, &frozen, name, error);
    struct handed_in handed_in = {s, name};
    if (status == OK) {
        status = act(s, s->row, step, reason, fill_handed_in, &handed_in, errors, error);
    }
    return status == OK ? submitting_read(s, error) : status;
}

enum status submitting_submit(struct submitting *s, struct errors *errors, struct error *error)
{
    if (!submitting_may(s).write) {
        return submitting_may_not(s, "报送", error);
    }
    if (submitting_locked(s)) {
        (void)error_set(error, s->work->arena, CONFLICT, "这一期已经锁定");
        return error_hint(error, s->work->arena, "需要补报的，请县就创中心准予补报");
    }
    struct report report;
    struct figure_members *members;
    enum status status = submitting_begin(s, errors, error);
    status = status == OK ? submitting_report(s, &report, &members, error) : status;
    if (status == OK) {
        ask_prose(s, errors);
        ask_checks(s, &report, errors);
        status = ask_photos(s, errors, error);
    }
    if (status == OK && errors->n > 0) {
        return refuse(s, errors, error);
    }
    struct sheet sheet = {0};
    status = status == OK ? submitting_sheet(s, &sheet, error) : status;
    return status == OK ? submit_checked(s, &report, members, sheet.lines > 0 ? &sheet : NULL,
                                         "submit", TEXT_EMPTY, errors, error)
                        : status;
}

enum status submitting_step(struct submitting *s, const char *step, struct text reason,
                            const struct submitting_words *words, size_t n, struct errors *errors,
                            struct error *error)
{
    if (s->row == NULL) {
        return submitting_may_not(s, "办理", error);
    }
    const char *label = flow_action(&submission_flow, text_of(step))->label;
    struct submitting_may may = submitting_may(s);
    bool allowed = text_is(TEXT("return"), step) ? may.give_back : may.accept;
    if (!allowed && actor_is(s->work->actor, ROLE_BIT(ROLE_COUNTY))) {
        return submitting_may_not(s, label, error);
    }
    enum status status = act(s, s->row, step, reason, NULL, NULL, errors, error);
    return status == OK ? write_notes(s, words, n, errors, error) : status;
}

enum status submitting_extend(struct submitting *s, int32_t until, struct text reason,
                              struct errors *errors, struct error *error)
{
    if (!submitting_may(s).extend) {
        return submitting_may_not(s, "准予补报", error);
    }
    int32_t today = clock_today(s->work->clock);
    if (text_trim(reason).n == 0) {
        errors_add(errors, s->work->arena, "reason", TEXT("请写明准予补报的理由"), TEXT_EMPTY);
    }
    if (until < today) {
        errors_add(errors, s->work->arena, "until", TEXT("补报期限不能早于今天"), TEXT_EMPTY);
    }
    if (errors->n > 0) {
        return error_set(error, s->work->arena, INVALID, "输入有误");
    }
    enum status status = submitting_begin(s, errors, error);
    if (status != OK) {
        return status;
    }
    struct change change = change_edit(s->work, s->row);
    change.program = true;
    change.reason = reason;
    submission_let(&change, until);
    status = change_save(&change, errors, error);
    return status == OK ? submitting_read(s, error) : status;
}

/* ---- sealing ---- */

static enum status seal_parts(struct submitting *s, struct submitting_parts *parts,
                              struct text reason, struct errors *errors, struct error *error)
{
    struct report report;
    struct figure_members *members = NULL;
    enum status status = OK;
    if (submitting_has_row(s)) {
        status = submitting_join(s, parts, &report, &members, error);
    } else {
        submitting_words_only(s, &report, &members);
    }
    if (status != OK) {
        return status;
    }
    ask_checks(s, &report, errors);
    if (errors->n > 0) {
        return refuse(s, errors, error);
    }
    struct sheet sheet = {0};
    if (s->round->form->sheet != SHEET_FIGURES) {
        submitting_join_sheet(s, parts, &sheet);
    }
    status = submit_checked(s, &report, members, sheet.lines > 0 ? &sheet : NULL, "seal", reason,
                            errors, error);
    for (size_t i = 0; status == OK && i < parts->submitted.n; i++) {
        if (text_is(parts->submitted.at[i]->value[SUBMISSION_STATE].text, "accepted")) {
            status =
                act(s, parts->submitted.at[i], "freeze", TEXT_EMPTY, NULL, NULL, errors, error);
        }
    }
    return status;
}

enum status submitting_seal(struct submitting *s, struct text reason,
                            const struct submitting_words *words, size_t n, struct errors *errors,
                            struct error *error)
{
    if (!submitting_may(s).seal) {
        return submitting_may_not(s, "封存", error);
    }
    struct submitting_parts parts = {0};
    enum status status = submitting_begin(s, errors, error);
    status = status == OK ? write_notes(s, words, n, errors, error) : status;
    status = status == OK ? submitting_collect(s, &parts, error) : status;
    if (status == OK && parts.missing_n > 0 && text_trim(reason).n == 0) {
        (void)error_set(error, s->work->arena, CONFLICT, "还有 %zu 个单位没有接收：%.*s",
                        parts.missing_n, TEXT_ARG(parts.missing));
        status = error_hint(error, s->work->arena, "请先接收或催报；确要先封存的，请写明缺报原因");
    }
    if (status == OK) {
        status = seal_parts(s, &parts, reason, errors, error);
    }
    list_release(&parts.submitted);
    return status;
}

static enum status open_part(struct submitting *s, const struct notice_unit *unit,
                             struct text reason, struct errors *errors, struct error *error)
{
    struct row *row = NULL;
    enum status status = submitting_find(s, unit->key, s->round, &row, error);
    bool frozen =
        status == OK && row != NULL && text_is(row->value[SUBMISSION_STATE].text, "frozen");
    return frozen ? act(s, row, "unfreeze", reason, NULL, NULL, errors, error) : status;
}

enum status submitting_reopen(struct submitting *s, struct text reason, struct errors *errors,
                              struct error *error)
{
    if (!submitting_may(s).reopen) {
        return submitting_may_not(s, "重开", error);
    }
    enum status status = act(s, s->row, "reopen", reason, NULL, NULL, errors, error);
    for (size_t i = 0; status == OK && i < s->books->notice->units.n; i++) {
        const struct notice_unit *unit = &s->books->notice->units.at[i];
        if (round_asks(s->round, unit)) {
            status = open_part(s, unit, reason, errors, error);
        }
    }
    return status == OK ? submitting_read(s, error) : status;
}
