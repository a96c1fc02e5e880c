#include "ledger/import_template.h"

#include "base/list.h"
#include "format/xlsx_write.h"
#include "ledger/import_heading.h"
#include "standard/code.h"
#include "standard/region.h"

enum { PLACES_MOST = 1000, CHILDREN_MOST = 400 };

struct form {
    struct arena *arena;
    const struct import_terms *terms;
    struct import_words words;
    LIST(struct xlsx_column) columns;
    LIST(struct text) notes;
};

static unsigned style_of(const struct field *f)
{
    switch (f->kind) {
    case KIND_INT:
        return STYLE_WHOLE;
    case KIND_MONEY:
        return STYLE_MONEY;
    case KIND_DATE:
        return (f->flags & FIELD_PARTIAL) != 0 ? STYLE_TEXT : STYLE_DATE;
    default:
        return STYLE_TEXT;
    }
}

/* ---- choices ---- */

static void give_codes(struct form *t, const struct field *f, struct xlsx_column *column)
{
    const struct code_table *table = code_table_of(t->terms->codes, text_of(f->codes));
    if (table == NULL) {
        return; /* of a notice that is not loaded: no list to choose from */
    }
    struct text *names = arena_array(t->arena, struct text, table->n);
    for (size_t i = 0; i < table->n; i++) {
        names[i] = table->rows[i].name;
    }
    column->choices = names;
    column->choice_count = table->n;
}

/* The villages of the county by their full names. */
static void give_villages(struct form *t, struct xlsx_column *column)
{
    struct text *names = arena_array(t->arena, struct text, PLACES_MOST);
    const struct region *towns[CHILDREN_MOST], *villages[CHILDREN_MOST];
    const struct region_tree *tree = t->terms->regions;
    size_t n = 0, town_count = region_children(tree, t->terms->county, towns, CHILDREN_MOST);
    for (size_t i = 0; i < town_count && i < CHILDREN_MOST; i++) {
        size_t count = region_children(tree, towns[i]->code, villages, CHILDREN_MOST);
        for (size_t k = 0; k < count && k < CHILDREN_MOST && n < PLACES_MOST; k++) {
            names[n++] = region_full_name(tree, t->arena, villages[k]->code, REGION_TOWNSHIP);
        }
    }
    column->choices = names;
    column->choice_count = n;
}

static void give_choices(struct form *t, const struct field *f, bool home,
                         struct xlsx_column *column)
{
    static const struct text answers[] = {TEXT("是"), TEXT("否")};
    if (f->kind == KIND_CODE) {
        give_codes(t, f, column);
    } else if (f->kind == KIND_BOOL) {
        column->choices = answers;
        column->choice_count = COUNT(answers);
    } else if (f->kind == KIND_REGION && home) {
        give_villages(t, column);
    }
}

/* ---- columns ---- */

static const char *how_to_fill(const struct field *f)
{
    switch (f->kind) {
    case KIND_DATE:
        return (f->flags & FIELD_PARTIAL) != 0 ? "写成 2022-09-08，只知年月的写 2022-09"
                                               : "写成 2022-09-08";
    case KIND_MONEY:
        return "单位：元，只填数字";
    case KIND_INT:
        return "只填数字";
    case KIND_BOOL:
        return "填“是”或“否”，不清楚的留空";
    case KIND_CODE:
        return "从下拉列表选择";
    case KIND_CODES:
        return "可填多个，用“、”隔开";
    case KIND_REGION:
        return "写明乡镇和村（居）的全名，如“某某镇某某村”";
    case KIND_CITIZEN_ID:
        return "18 位，保持文本格式";
    case KIND_PHONE:
        return "11 位手机号，或带区号的座机号";
    default:
        return "";
    }
}

static void add_note(struct form *t, struct text heading, const struct field *f)
{
    const char *how = how_to_fill(f);
    const char *help = f->help == NULL ? "" : f->help;
    list_add(&t->notes, arena_printf(t->arena, "%.*s：%s%s%s", TEXT_ARG(heading), how,
                                     *how != '\0' && *help != '\0' ? "；" : "", help));
}

static void add_column(struct form *t, struct text label, const struct field *f, bool required,
                       bool home)
{
    struct text heading = arena_printf(t->arena, "%.*s%s", TEXT_ARG(label), required ? "*" : "");
    struct xlsx_column column = {.heading = heading, .style = style_of(f)};
    give_choices(t, f, home, &column);
    list_add(&t->columns, column);
    add_note(t, heading, f);
}

/* The short label when an import takes it for this target, else the long one. */
static struct text label_of(struct form *t, struct import_target target, const struct field *inner)
{
    struct text label = text_of(inner->label);
    struct import_word word = import_words_find(&t->words, t->arena, &label, 1);
    return word.target.field == target.field && word.target.ref_field == target.ref_field
               ? label
               : import_target_label(t->arena, t->terms, target);
}

/* A row referred to is told by its title and by its first sure key. */
static void add_ref(struct form *t, int field)
{
    const struct field *f = &t->terms->ledger->fields[field];
    const struct ledger *to = ledger_find(t->terms->ledgers, text_of(f->ref));
    for (int i = 0; to != NULL && i < (int)to->count; i++) {
        bool sure = to->key_count > 0 && !to->keys[0].weak && to->keys[0].n == 1 &&
                    to->keys[0].field[0] == i;
        if ((sure || i == to->title) && import_ref_field_open(to, i)) {
            struct import_target target = {field, i, IMPORT_WHOLE};
            add_column(t, label_of(t, target, &to->fields[i]), &to->fields[i],
                       sure && (f->flags & FIELD_REQUIRED) != 0, true);
        }
    }
}

static void add_columns(struct form *t)
{
    const struct ledger *ledger = t->terms->ledger;
    for (int i = 0; i < (int)ledger->count; i++) {
        const struct field *f = &ledger->fields[i];
        if (!import_field_open(f)) {
            continue;
        }
        if (f->kind == KIND_REF) {
            add_ref(t, i);
        } else {
            add_column(t, text_of(f->label), f, (f->flags & FIELD_REQUIRED) != 0,
                       i == ledger->region || (f->flags & FIELD_HOUSEHOLD) != 0);
        }
    }
}

static void release(void *what)
{
    struct form *t = what;
    list_release(&t->columns);
    list_release(&t->notes);
}

enum status import_template_write(struct arena *arena, const struct import_terms *terms,
                                  struct zip_output output, struct error *error)
{
    struct form *t = arena_new(arena, struct form);
    *t = (struct form){.arena = arena, .terms = terms};
    arena_defer(arena, release, t);
    import_words_init(&t->words, arena, terms, NULL, 0);
    list_add(&t->notes, TEXT("每行填一条；列名不要改动，列可以删减，次序可以调换"));
    list_add(&t->notes, TEXT("带 * 的列必须填写"));
    list_add(&t->notes, TEXT("身份证号、电话、卡号的单元格已设为文本，请勿改为数字"));
    list_add(&t->notes, TEXT("不清楚的留空，不要填“无”或“0”"));
    add_columns(t);
    struct xlsx_writer *w = xlsx_writer_open(arena, output);
    xlsx_writer_sheet(w, &(struct xlsx_plan){.name = text_of(terms->ledger->label),
                                             .columns = t->columns.at,
                                             .n = t->columns.n});
    xlsx_writer_note(w, TEXT("填写说明"), t->notes.at, t->notes.n);
    return xlsx_writer_close(w, error);
}
