#include "notice/files.h"

#include <openssl/evp.h>
#include <string.h>

const struct file_kind file_kinds[] = {
    {.name = "notice.yaml",
     .label = "通知本身",
     .shape = &notice_shape,
     .offset = AT(notice, head),
     .required = true},
    {.name = "units.yaml",
     .label = "单位",
     .shape = &units_file,
     .offset = AT(notice, units),
     .list = true,
     .required = true},
    {.name = "calendar.yaml",
     .label = "日程",
     .shape = &calendar_file,
     .offset = AT(notice, calendar),
     .list = true,
     .required = true},
    {.name = "tasks.yaml",
     .label = "工作清单",
     .shape = &worklist_shape,
     .offset = AT(notice, worklist)},
    {.name = "inspection.yaml",
     .label = "排查",
     .shape = &inspection_shape,
     .offset = AT(notice, inspection)},
    {.name = "categories.yaml",
     .label = "对象类别",
     .shape = &categories_file,
     .offset = AT(notice, categories),
     .list = true,
     .required = true},
    {.name = "definitions.yaml",
     .label = "定义",
     .shape = &definitions_file,
     .offset = AT(notice, definitions),
     .list = true,
     .required = true},
    {.name = "settings.yaml",
     .label = "设置",
     .shape = &settings_shape,
     .offset = AT(notice, settings),
     .required = true},
    {.name = "codes.yaml",
     .label = "代码",
     .shape = &codes_file,
     .offset = AT(notice, codes),
     .list = true},
    {.name = "flags.yaml", .label = "红旗", .shape = &flags_shape, .offset = AT(notice, flags)},
    {.name = "letters.yaml",
     .label = "函件",
     .shape = &letters_shape,
     .offset = AT(notice, letters)},
    {.name = "document.yaml",
     .label = "正文",
     .shape = &document_shape,
     .offset = AT(notice, document)},
};
const size_t file_kind_count = COUNT(file_kinds);

static const struct file_kind report_kind = {
    .label = "报表", .shape = &form_shape, .required = true};

const struct file_kind *file_kind_of(struct text name)
{
    for (size_t i = 0; i < COUNT(file_kinds); i++) {
        if (text_is(name, file_kinds[i].name)) {
            return &file_kinds[i];
        }
    }
    return &report_kind;
}

static const struct notice_file *find_file(const struct notice_files *files, struct text name)
{
    for (size_t i = 0; i < files->n; i++) {
        if (text_equal(files->at[i].name, name)) {
            return &files->at[i];
        }
    }
    return NULL;
}

struct text notice_file_text(const struct notice_files *files, struct text name)
{
    const struct notice_file *file = find_file(files, name);
    return file == NULL ? TEXT_EMPTY : file->bytes;
}

static void read_file(struct arena *arena, const struct file_kind *kind, const struct tree *tree,
                      struct notice *notice, struct faults *faults)
{
    void *out = (char *)notice + kind->offset;
    if (kind->list) {
        struct list_file file = {0};
        shape_read(arena, kind->shape, tree, &file, faults);
        memcpy(out, &file.items, sizeof(file.items));
    } else {
        shape_read(arena, kind->shape, tree, out, faults);
    }
}

static void missing(struct faults *faults, const char *name)
{
    fault_add(faults, FAULT_ERROR, name, 0, "缺少文件 %s", name);
    fault_hint(faults, "可从自带通知的文件夹复制一份再改");
}

/* A file's mapping; NULL, told and not readable when it is no YAML or says nothing at all. */
static const struct tree *read_tree(struct arena *arena, const char *name, struct text bytes,
                                    struct faults *faults)
{
    const struct tree *tree = tree_read(arena, name, bytes, faults);
    if (tree != NULL && tree->kind == TREE_MAP && tree->n == 0) {
        fault_add(faults, FAULT_ERROR, name, 1, "文件 %s 没有内容", name);
        fault_hint(faults, "请照自带通知的同名文件写；用不着的文件请删去");
        return NULL;
    }
    return tree;
}

static bool read_reports(struct arena *arena, const struct notice_files *files,
                         struct notice *notice, struct faults *faults)
{
    size_t n = notice->head.reports.n;
    bool readable = n > 0;
    notice->reports.at = arena_array(arena, struct report_form, n);
    for (size_t i = 0; i < n; i++) {
        struct text key = notice->head.reports.at[i];
        if (key.n == 0) { /* no key: told already */
            readable = false;
            continue;
        }
        const char *name = arena_cstr(arena, arena_printf(arena, "%.*s.yaml", TEXT_ARG(key)));
        const struct notice_file *file = find_file(files, text_of(name));
        if (file == NULL) {
            fault_add(faults, FAULT_ERROR, "notice.yaml", tree_line(notice->head.at, "reports"),
                      "缺少文件 %s", name);
            fault_key(faults, "reports");
            fault_hint(faults, "可从自带通知的文件夹复制一份再改；不要这张报表的，从 reports "
                               "中删去；各代号之间用半角逗号");
            readable = false;
            continue;
        }
        const struct tree *tree = read_tree(arena, name, file->bytes, faults);
        if (tree == NULL) {
            readable = false;
            continue;
        }
        struct report_form *form = &notice->reports.at[notice->reports.n++];
        shape_read(arena, &form_shape, tree, form, faults);
        if (form->key.n > 0 && !text_equal(form->key, key)) {
            fault_add(faults, FAULT_ERROR, name, tree_line(tree, "key"),
                      "报表代号“%.*s”与文件名不同", TEXT_ARG(form->key));
            fault_hint(faults, "请写成 key: %.*s", TEXT_ARG(key));
        }
    }
    return readable;
}

/* Files that nothing reads are most likely misnamed. */
static void tell_unused(const struct notice_files *files, const struct notice *notice,
                        struct faults *faults)
{
    const char *names[COUNT(file_kinds)];
    for (size_t i = 0; i < COUNT(file_kinds); i++) {
        names[i] = file_kinds[i].name;
    }
    for (size_t i = 0; i < files->n; i++) {
        struct text name = files->at[i].name;
        bool used = false;
        for (size_t j = 0; j < COUNT(names) && !used; j++) {
            used = text_is(name, names[j]);
        }
        for (size_t j = 0; j < notice->letters.templates.n && !used; j++) {
            used = text_equal(name, notice->letters.templates.at[j].file);
        }
        struct text stem = text_slice(name, 0, name.n - strlen(".yaml"));
        for (size_t j = 0; j < notice->head.reports.n && !used; j++) {
            used = text_equal(stem, notice->head.reports.at[j]);
        }
        if (used) {
            continue;
        }
        fault_add(faults, FAULT_WARN, arena_cstr(faults->arena, name), 0, "没有用到文件 %.*s",
                  TEXT_ARG(name));
        const char *near = fault_nearest(name, names, COUNT(names));
        if (near != NULL) {
            fault_hint(faults, "是不是应叫 %s？", near);
        } else {
            fault_hint(faults, "%s；不要的文件请移走",
                       text_ends(name, TEXT(".docx"))
                           ? "函的模板要在 letters.yaml 的 file 中写上"
                           : "报表文件要在 notice.yaml 的 reports 中列出");
        }
    }
}

/* ---- templates of letters ---- */

struct text notice_docx_text(struct arena *arena, struct text bytes)
{
    char *out = arena_alloc(arena, (bytes.n + 2) / 3 * 4 + 1);
    int n = EVP_EncodeBlock((unsigned char *)out, (const unsigned char *)bytes.s, (int)bytes.n);
    return (struct text){out, (size_t)n};
}

struct text notice_docx_bytes(struct arena *arena, struct text base64)
{
    char *out = arena_alloc(arena, base64.n / 4 * 3 + 3);
    int n = EVP_DecodeBlock((unsigned char *)out, (const unsigned char *)base64.s, (int)base64.n);
    size_t padding = text_ends(base64, TEXT("==")) ? 2 : text_ends(base64, TEXT("=")) ? 1 : 0;
    return n < (int)padding ? TEXT_EMPTY : (struct text){out, (size_t)n - padding};
}

static void find_templates(struct arena *arena, const struct notice_files *files,
                           struct notice *notice)
{
    for (size_t i = 0; i < notice->letters.templates.n; i++) {
        struct letter_template *template = &notice->letters.templates.at[i];
        const struct notice_file *file =
            text_ends(template->file, TEXT(".docx")) ? find_file(files, template->file) : NULL;
        template->docx = file == NULL ? TEXT_EMPTY : notice_docx_bytes(arena, file->bytes);
    }
}

/* A notice runs without its words; nobody can read them beside the running parts. */
static void tell_no_document(const struct notice_files *files, struct faults *faults)
{
    if (find_file(files, TEXT("document.yaml")) == NULL) {
        fault_add(faults, FAULT_WARN, "document.yaml", 0,
                  "没有 document.yaml，页面上不能对照通知正文");
        fault_hint(faults, "请补上这个文件：text: | 换行后缩进写正文，一段一行");
    }
}

bool files_shape(struct arena *arena, const struct notice_files *files, struct notice *notice,
                 struct faults *faults)
{
    bool readable = true;
    size_t before = faults->errors;
    for (size_t i = 0; i < COUNT(file_kinds); i++) {
        const struct file_kind *kind = &file_kinds[i];
        const struct notice_file *file = find_file(files, text_of(kind->name));
        if (file == NULL) {
            if (kind->required) {
                missing(faults, kind->name);
                readable = false;
            }
            continue;
        }
        const struct tree *tree = read_tree(arena, kind->name, file->bytes, faults);
        if (tree == NULL) {
            readable = false;
        } else {
            read_file(arena, kind, tree, notice, faults);
        }
    }
    readable = read_reports(arena, files, notice, faults) && readable;
    tell_no_document(files, faults);
    readable = readable && (notice->units.n > 0 || faults->errors == before);
    if (readable) {
        find_templates(arena, files, notice);
        tell_unused(files, notice, faults);
    }
    return readable;
}
