#include "notice/letter_docx.h"

#include "format/docx.h"

static const char row_mark[] = "行.";

const char *const letter_styles[] = {
    [LETTER_STYLE_MARK] = "LetterMark",   [LETTER_STYLE_NUMBER] = "LetterNumber",
    [LETTER_STYLE_TITLE] = "LetterTitle", [LETTER_STYLE_TO] = "LetterTo",
    [LETTER_STYLE_SIGN] = "LetterSign",   [LETTER_STYLE_DATE] = "LetterDate",
};

/* ---- the names that a template may hold ---- */

struct allowed {
    const char **at;
    size_t n;
};

static void allow_row(struct arena *arena, struct allowed *allowed, const char *name)
{
    allowed->at[allowed->n++] = arena_cstr(arena, arena_printf(arena, "%s%s", row_mark, name));
}

static struct allowed allowed_names(struct arena *arena, const struct ledger *subject)
{
    size_t rows = subject == NULL ? LETTER_ROW__COUNT : subject->count + 1;
    struct allowed out = {arena_array(arena, const char *, LETTER_FIELD__COUNT + rows), 0};
    for (size_t i = 0; letter_fields[i] != NULL; i++) {
        out.at[out.n++] = letter_fields[i];
    }
    if (subject == NULL) {
        for (size_t i = 0; letter_row_fields[i] != NULL; i++) {
            allow_row(arena, &out, letter_row_fields[i]);
        }
        return out;
    }
    allow_row(arena, &out, letter_row_fields[LETTER_ROW_NO]);
    for (size_t i = 0; i < subject->count; i++) {
        allow_row(arena, &out, subject->fields[i].label);
    }
    return out;
}

static bool is_allowed(const struct allowed *allowed, struct text name)
{
    for (size_t i = 0; i < allowed->n; i++) {
        if (text_is(name, allowed->at[i])) {
            return true;
        }
    }
    return false;
}

/* ---- checking ---- */

struct checking {
    struct arena *arena;
    const struct letter_template *template;
    const struct ledger *subject; /* NULL: figures */
    struct faults *faults;
};

static void tell(const struct checking *c, enum fault_level level, struct text message)
{
    const struct tree *at = c->template->at;
    fault_add(c->faults, level, at->file, tree_line(at, "file"), "模板“%.*s”%.*s",
              TEXT_ARG(c->template->file), TEXT_ARG(message));
    fault_key(c->faults, "file");
}

static void tell_unknown(const struct checking *c, const struct allowed *allowed,
                         const struct docx_name *field)
{
    const char *near = fault_nearest(field->name, allowed->at, allowed->n);
    tell(c, FAULT_ERROR,
         arena_printf(c->arena, "%.*s的“{{%.*s}}”没有可填的内容", TEXT_ARG(field->place),
                      TEXT_ARG(field->name)));
    if (near != NULL) {
        fault_hint(c->faults, "是不是“{{%s}}”？", near);
    } else if (!text_starts(field->name, text_of(row_mark))) {
        fault_hint(c->faults, "可以写：单位、文号、日期、数量、县名、机关、通知、通知文号、截至、"
                              "回复期限、依据、原因；重复的行写“行.”加栏名");
    } else if (c->subject == NULL) {
        fault_hint(c->faults, "没有写台账的模板，重复的行只有：行.序号、行.指标、行.数字");
    } else {
        fault_hint(c->faults, "请照%s台账的栏名写，如 行.%s", c->subject->label,
                   c->subject->fields[0].label);
    }
}

static void check_fields(const struct checking *c, const struct docx_names *names)
{
    struct allowed allowed = allowed_names(c->arena, c->subject);
    for (size_t i = 0; i < names->n; i++) {
        if (!is_allowed(&allowed, names->at[i].name)) {
            tell_unknown(c, &allowed, &names->at[i]);
        }
    }
}

/* Without these an official letter is none. */
static void check_styles(const struct checking *c, const struct docx_text *text)
{
    static const struct {
        enum letter_style style;
        const char *what;
    } needed[] = {
        {LETTER_STYLE_NUMBER, "文号"}, {LETTER_STYLE_TITLE, "标题"}, {LETTER_STYLE_DATE, "日期"}};
    for (size_t k = 0; k < COUNT(needed); k++) {
        bool there = false;
        for (size_t i = 0; i < text->n; i++) {
            there = there || text_is(text->at[i].style, letter_styles[needed[k].style]);
        }
        if (!there) {
            tell(c, FAULT_WARN,
                 arena_printf(c->arena, "没有样式为 %s 的段落，PDF 里没有%s",
                              letter_styles[needed[k].style], needed[k].what));
            fault_hint(c->faults, "请从现有模板另存一份再改，样式会一起带来");
        }
    }
}

void letter_docx_check(struct arena *arena, const struct letter_template *template,
                       struct text docx, const struct ledger *subject, struct faults *faults)
{
    struct docx_names names;
    struct docx_text text;
    struct error error = {0};
    const struct checking c = {arena, template, subject, faults};
    if (docx.n == 0) {
        fault_add(faults, FAULT_ERROR, template->at->file, tree_line(template->at, "file"),
                  "通知文件夹里没有“%.*s”", TEXT_ARG(template->file));
        fault_key(faults, "file");
        fault_hint(faults, "请上传这个 .docx 模板，或改正文件名");
        return;
    }
    if (docx_names(arena, docx, &names, &error) != OK ||
        docx_read(arena, docx, &text, &error) != OK) {
        tell(&c, FAULT_ERROR, arena_printf(arena, "读不出来：%.*s", TEXT_ARG(error.message)));
        fault_hint(faults, "请用 Word 或 WPS 另存为 .docx");
        return;
    }
    check_fields(&c, &names);
    check_styles(&c, &text);
}
