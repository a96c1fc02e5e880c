#include "notice/notice.h"

#include <openssl/evp.h>

#include "notice/cross.h"
#include "notice/files.h"

/* Names and bytes of all files, each with its length, so that no two folders read alike. */
static void hash_files(const struct notice_files *files, char out[65])
{
    EVP_MD_CTX *context = EVP_MD_CTX_new();
    unsigned char digest[EVP_MAX_MD_SIZE];
    bool good = context != NULL && EVP_DigestInit_ex(context, EVP_sha256(), NULL) == 1;
    for (size_t i = 0; good && i < files->n; i++) {
        const struct notice_file *file = &files->at[i];
        char sizes[64];
        int n = snprintf(sizes, sizeof(sizes), "%zu %zu\n", file->name.n, file->bytes.n);
        good = EVP_DigestUpdate(context, sizes, (size_t)n) == 1 &&
               EVP_DigestUpdate(context, file->name.s, file->name.n) == 1 &&
               EVP_DigestUpdate(context, file->bytes.s, file->bytes.n) == 1;
    }
    good = good && EVP_DigestFinal_ex(context, digest, NULL) == 1;
    EVP_MD_CTX_free(context);
    if (!good) {
        bug("SHA-256 failed");
    }
    for (size_t i = 0; i < 32; i++) {
        snprintf(out + 2 * i, 3, "%02x", digest[i]);
    }
}

const struct notice *notice_read(struct arena *arena, const struct notice_files *files,
                                 struct faults *faults)
{
    struct notice *notice = arena_new(arena, struct notice);
    size_t before = faults->errors;
    if (files_shape(arena, files, notice, faults)) {
        cross_check(arena, notice, faults);
    } else if (faults->errors > before) {
        fault_stop(faults, fault_first(faults)->file);
    }
    hash_files(files, notice->version);
    return faults->errors == before ? notice : NULL;
}

/* Leaves out definitions, categories and parameters that are just being begun: one of them would
 * keep every condition from being read. */
static void drop_begun(struct notice *notice)
{
    size_t kept = 0;
    for (size_t i = 0; i < notice->definitions.n; i++) {
        const struct notice_definition *one = &notice->definitions.at[i];
        if (one->name.n > 0 && one->subject.n > 0 && one->where.n > 0) {
            notice->definitions.at[kept++] = *one;
        }
    }
    notice->definitions.n = kept;
    kept = 0;
    for (size_t i = 0; i < notice->categories.n; i++) {
        if (notice->categories.at[i].key.n > 0 && notice->categories.at[i].where.n > 0) {
            notice->categories.at[kept++] = notice->categories.at[i];
        }
    }
    notice->categories.n = kept;
    kept = 0;
    for (size_t i = 0; i < notice->settings.parameters.n; i++) {
        if (notice->settings.parameters.at[i].key.n > 0) {
            notice->settings.parameters.at[kept++] = notice->settings.parameters.at[i];
        }
    }
    notice->settings.parameters.n = kept;
}

const struct notice *notice_peek(struct arena *arena, const struct notice_files *files)
{
    struct notice *notice = arena_new(arena, struct notice);
    struct faults faults;
    faults_init(&faults, arena);
    (void)files_shape(arena, files, notice, &faults);
    drop_begun(notice);
    return notice;
}

const struct report_form *notice_report(const struct notice *notice, struct text key)
{
    for (size_t i = 0; i < notice->reports.n; i++) {
        if (text_equal(notice->reports.at[i].key, key)) {
            return &notice->reports.at[i];
        }
    }
    return NULL;
}

const struct notice_task *notice_task(const struct notice *notice, struct text key)
{
    for (size_t i = 0; i < notice->worklist.tasks.n; i++) {
        if (text_equal(notice->worklist.tasks.at[i].key, key)) {
            return &notice->worklist.tasks.at[i];
        }
    }
    return NULL;
}

bool task_is_for(const struct notice_task *task, enum unit_kind kind, struct text unit)
{
    for (size_t i = 0; i < task->who.n; i++) {
        if (text_is(task->who.at[i], unit_kinds[kind]) ||
            (unit.n > 0 && text_equal(task->who.at[i], unit))) {
            return true;
        }
    }
    return false;
}

const struct inspection_head *inspection_head(const struct notice *notice, struct text key)
{
    for (size_t i = 0; i < notice->inspection.heads.n; i++) {
        if (text_equal(notice->inspection.heads.at[i].key, key)) {
            return &notice->inspection.heads.at[i];
        }
    }
    return NULL;
}

const struct inspection_source *inspection_source(const struct notice *notice, struct text key)
{
    for (size_t i = 0; i < notice->inspection.sources.n; i++) {
        if (text_equal(notice->inspection.sources.at[i].key, key)) {
            return &notice->inspection.sources.at[i];
        }
    }
    return NULL;
}

const struct inspection_hint *inspection_hint(const struct notice *notice, struct text key)
{
    for (size_t i = 0; i < notice->inspection.hints.n; i++) {
        if (text_equal(notice->inspection.hints.at[i].key, key)) {
            return &notice->inspection.hints.at[i];
        }
    }
    return NULL;
}

const struct letter_kind *letter_kind(const struct notice *notice, struct text key)
{
    for (size_t i = 0; i < notice->letters.kinds.n; i++) {
        if (text_equal(notice->letters.kinds.at[i].key, key)) {
            return &notice->letters.kinds.at[i];
        }
    }
    return NULL;
}

const struct letter_template *letter_template(const struct notice *notice, struct text key)
{
    for (size_t i = 0; i < notice->letters.templates.n; i++) {
        if (text_equal(notice->letters.templates.at[i].key, key)) {
            return &notice->letters.templates.at[i];
        }
    }
    return NULL;
}

const struct notice_unit *notice_unit(const struct notice *notice, struct text key)
{
    for (size_t i = 0; i < notice->units.n; i++) {
        if (text_equal(notice->units.at[i].key, key)) {
            return &notice->units.at[i];
        }
    }
    return NULL;
}

bool report_beside(const struct report_form *form, enum unit_kind kind)
{
    for (size_t i = 0; i < form->beside.n; i++) {
        if (text_is(form->beside.at[i], unit_kinds[kind])) {
            return true;
        }
    }
    return false;
}

const struct report_period *report_period(const struct report_form *form, struct text key)
{
    for (size_t i = 0; i < form->periods.n; i++) {
        if (text_equal(form->periods.at[i].key, key)) {
            return &form->periods.at[i];
        }
    }
    return NULL;
}

int report_column(const struct report_form *form, struct text key)
{
    for (size_t i = 0; i < form->columns.n; i++) {
        if (text_equal(form->columns.at[i].key, key)) {
            return (int)i;
        }
    }
    return -1;
}

int64_t notice_parameter(const struct notice *notice, struct text key)
{
    for (size_t i = 0; i < notice->settings.parameters.n; i++) {
        if (text_equal(notice->settings.parameters.at[i].key, key)) {
            return notice->settings.parameters.at[i].value;
        }
    }
    return SHAPE_BLANK;
}

bool notice_has_parameter(const struct notice *notice, struct text key)
{
    for (size_t i = 0; i < notice->settings.parameters.n; i++) {
        if (text_equal(notice->settings.parameters.at[i].key, key)) {
            return true;
        }
    }
    return false;
}

int letter_task_column(const struct notice *notice, struct text key)
{
    for (int i = 0; i < LETTER_TASKS__COUNT; i++) {
        if (text_is(key, letter_task_words[i].key)) {
            return i;
        }
    }
    for (size_t i = 0; i < notice->worklist.tasks.n; i++) {
        if (text_equal(notice->worklist.tasks.at[i].key, key)) {
            return LETTER_TASKS__COUNT + (int)i;
        }
    }
    return -1;
}

struct text letter_task_label(struct arena *arena, const struct notice *notice, size_t column)
{
    if (column < LETTER_TASKS__COUNT) {
        return text_of(letter_task_words[column].label);
    }
    const struct notice_task *task = &notice->worklist.tasks.at[column - LETTER_TASKS__COUNT];
    return arena_printf(arena, "%.*s 完成（%%）", TEXT_ARG(task_title(arena, task)));
}

struct text task_title(struct arena *arena, const struct notice_task *task)
{
    return arena_printf(arena, "%lld %.*s", (long long)task->no, TEXT_ARG(task->item));
}

struct text report_column_name(const struct report_column *column)
{
    return column->full.n > 0 ? column->full : column->label;
}
