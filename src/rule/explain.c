#include "rule/explain.h"

#include <string.h>

#include "base/list.h"
#include "rule/describe.h"
#include "rule/eval.h"

enum {
    MOST_REASONS = 400, /* of one explanation: the rest is left out */
    MOST_RECORDS = 5,   /* of another ledger shown under one condition */
};

struct explainer {
    size_t reasons;
    LIST(struct missing) missing;
};

static void explain(struct explainer *explainer, const struct one *one,
                    const struct rule_node *node, uint32_t row, struct reason *reason);

/* ---- missing facts ---- */

static void add_missing(struct explainer *explainer, const struct one *one,
                        const struct rule_node *node, uint32_t row)
{
    const struct table *table = context_table(&one->context, node->ledger);
    const struct column *column = &table->columns[node->field];
    bool partial = column->partial != NULL && bit_get(column->partial, row);
    if (column_known(column, row) && !partial && node->op == RULE_FIELD) {
        return;
    }
    struct missing missing = {node->ledger, table->ids[row], column->field, partial};
    for (size_t i = 0; i < explainer->missing.n; i++) {
        const struct missing *one_missing = &explainer->missing.at[i];
        if (one_missing->id == missing.id && one_missing->field == missing.field) {
            return;
        }
    }
    if (explainer->missing.n < MOST_REASONS) {
        list_add(&explainer->missing, missing);
    }
}

/* The facts under a value that are not known. */
static void seek_missing(struct explainer *explainer, const struct one *one,
                         const struct rule_node *node, uint32_t row)
{
    struct one inside;
    uint32_t to;
    switch (node->op) {
    case RULE_FIELD:
        add_missing(explainer, one, node, row);
        return;
    case RULE_VIA:
        to = one_led(one, node, row);
        if (to == ROW_NONE) {
            add_missing(explainer, one, node, row);
        } else {
            seek_missing(explainer, one, node->child[0], to);
        }
        return;
    case RULE_NAMED:
        inside = one_inside(one, node);
        seek_missing(explainer, &inside, node->child[0], row);
        return;
    default:
        break;
    }
    if (node->op < RULE_EXISTS || node->op > RULE_LAST) {
        for (size_t i = 0; i < node->n; i++) {
            seek_missing(explainer, one, node->child[i], row);
        }
        return;
    }
    struct referring *rows;
    size_t n = one_referring(one, node, row, false, &rows);
    for (size_t i = 0; i < n; i++) {
        if (rows[i].answer == ANSWER_UNKNOWN) {
            struct reason unseen;
            explain(explainer, one, node->child[0], rows[i].row, &unseen);
        }
        for (size_t k = 1; k < node->n; k++) {
            seek_missing(explainer, one, node->child[k], rows[i].row);
        }
    }
}

/* ---- reasons ---- */

static struct reason *parts_of(const struct one *one, struct reason *reason, size_t n)
{
    reason->parts = arena_array(one->context.arena, struct reason, n);
    reason->n = n;
    return reason->parts;
}

static void name_record(const struct one *one, struct reason *reason, const struct ledger *ledger,
                        uint32_t row)
{
    reason->ledger = ledger;
    reason->id = context_table(&one->context, ledger)->ids[row];
}

static const char *sentence_of(const struct rule_node *node)
{
    switch (node->op) {
    case RULE_AND:
        return "以下各项都符合";
    case RULE_OR:
        return "以下至少一项符合";
    default:
        return "以下不成立";
    }
}

static void explain_parts(struct explainer *explainer, const struct one *one,
                          const struct rule_node *node, uint32_t row, struct reason *reason)
{
    reason->sentence = text_of(sentence_of(node));
    struct reason *parts = parts_of(one, reason, node->n);
    for (size_t i = 0; i < node->n; i++) {
        explain(explainer, one, node->child[i], row, &parts[i]);
    }
}

static void explain_via(struct explainer *explainer, const struct one *one,
                        const struct rule_node *node, uint32_t row, struct reason *reason)
{
    const struct field *field = &node->ledger->fields[node->field];
    uint32_t to = one_led(one, node, row);
    reason->sentence = arena_printf(one->context.arena, "就其%s而言", field->label);
    if (to == ROW_NONE) {
        add_missing(explainer, one, node, row);
        return;
    }
    struct reason *part = parts_of(one, reason, 1);
    explain(explainer, one, node->child[0], to, part);
    name_record(one, part, node->child[0]->ledger, to);
}

/* The records that decide: those that fit, else those that may, else why the others do not. */
static void explain_exists(struct explainer *explainer, const struct one *one,
                           const struct rule_node *node, uint32_t row, struct reason *reason)
{
    struct referring *rows;
    size_t n = one_referring(one, node, row, true, &rows), fit = 0, kept = 0;
    for (size_t i = 0; i < n; i++) {
        fit += rows[i].answer == ANSWER_YES;
        if (rows[i].answer == reason->answer) {
            rows[kept++] = rows[i];
        }
    }
    reason->sentence = arena_printf(one->context.arena, "有符合条件的%s（%zu 条中 %zu 条）",
                                    node->over->label, n, fit);
    size_t shown = kept < MOST_RECORDS ? kept : MOST_RECORDS;
    reason->left_out = kept - shown;
    struct reason *parts = parts_of(one, reason, shown);
    for (size_t i = 0; i < shown; i++) {
        explain(explainer, one, node->child[0], rows[i].row, &parts[i]);
        name_record(one, &parts[i], node->over, rows[i].row);
    }
}

static void explain_leaf(struct explainer *explainer, const struct one *one,
                         const struct rule_node *node, uint32_t row, struct reason *reason)
{
    reason->sentence = describe_leaf(one, node, row);
    if (reason->answer == ANSWER_UNKNOWN) {
        if (node->op == RULE_FIELD) {
            add_missing(explainer, one, node, row);
        }
        for (size_t i = 0; i < node->n; i++) {
            seek_missing(explainer, one, node->child[i], row);
        }
    }
}

static void explain(struct explainer *explainer, const struct one *one,
                    const struct rule_node *node, uint32_t row, struct reason *reason)
{
    size_t known_missing = explainer->missing.n;
    *reason = (struct reason){
        .op = node->op, .source = node->source, .answer = one_truth(one, node, row)};
    if (++explainer->reasons > MOST_REASONS) {
        reason->sentence = node->source;
        reason->left_out = 1;
        return;
    }
    struct one inside;
    switch (node->op) {
    case RULE_AND:
    case RULE_OR:
    case RULE_NOT:
        explain_parts(explainer, one, node, row, reason);
        break;
    case RULE_VIA:
        explain_via(explainer, one, node, row, reason);
        break;
    case RULE_NAMED:
        inside = one_inside(one, node);
        reason->sentence = node->text;
        explain(explainer, &inside, node->child[0], row, parts_of(one, reason, 1));
        break;
    case RULE_EXISTS:
        explain_exists(explainer, one, node, row, reason);
        break;
    default:
        explain_leaf(explainer, one, node, row, reason);
    }
    if (reason->answer != ANSWER_UNKNOWN) {
        explainer->missing.n = known_missing; /* what is missing below decides nothing */
    }
}

/* ---- the face ---- */

static struct one one_of(struct arena *arena, const struct board *board, const struct rule *rule,
                         const int64_t *params, size_t *left)
{
    *left = ONE_QUESTIONS;
    return (struct one){{board, rule->language, arena}, {params, TEXT_EMPTY}, left};
}

/* The same from the whole board, for rules that are too wide to ask of one row. */
static enum answer answer_from_all(const struct board *board, const struct rule *rule,
                                   const int64_t *params, uint32_t row)
{
    struct set yes, unknown;
    rule_rows(board, rule, params, &yes, &unknown);
    enum answer answer = set_has(&yes, row)       ? ANSWER_YES
                         : set_has(&unknown, row) ? ANSWER_UNKNOWN
                                                  : ANSWER_NO;
    set_release(&yes);
    set_release(&unknown);
    return answer;
}

enum answer rule_answer(const struct board *board, const struct rule *rule, const int64_t *params,
                        uint32_t row)
{
    struct arena arena;
    size_t left;
    arena_init(&arena);
    struct one one = one_of(&arena, board, rule, params, &left);
    enum answer answer = one_truth(&one, rule->node, row);
    if (one_tired(&one)) {
        answer = answer_from_all(board, rule, params, row);
    }
    arena_release(&arena);
    return answer;
}

struct interval rule_value(const struct board *board, const struct rule *rule,
                           const int64_t *params, uint32_t row)
{
    struct arena arena;
    size_t left;
    arena_init(&arena);
    struct one one = one_of(&arena, board, rule, params, &left);
    struct interval value = one_number(&one, rule->node, row);
    if (one_tired(&one)) {
        struct rule_run *run = rule_run_new(board, rule->language, params);
        rule_run_add(run, rule);
        rule_run_work(run);
        rule_run_values(run, 0, &row, 1, &value);
        rule_run_free(run);
    }
    arena_release(&arena);
    return value;
}

void rule_explain(struct arena *arena, const struct board *board, const struct rule *rule,
                  const int64_t *params, uint32_t row, struct explanation *out)
{
    size_t left;
    struct one one = one_of(arena, board, rule, params, &left);
    struct explainer explainer = {0};
    explain(&explainer, &one, rule->node, row, &out->top);
    if (one_tired(&one)) {
        out->top = (struct reason){.op = rule->node->op,
                                   .sentence = rule->text,
                                   .source = rule->text,
                                   .answer = answer_from_all(board, rule, params, row),
                                   .left_out = 1};
        explainer.missing.n = 0;
    }
    out->answer = out->top.answer;
    out->missing_count = explainer.missing.n;
    out->missing = arena_array(arena, struct missing, explainer.missing.n);
    if (explainer.missing.n > 0) {
        memcpy(out->missing, explainer.missing.at, explainer.missing.n * sizeof(*out->missing));
    }
    list_release(&explainer.missing);
}

const char *answer_name(enum answer answer)
{
    return answer == ANSWER_YES ? "yes" : answer == ANSWER_NO ? "no" : "unknown";
}

/* The first condition, from the top, that makes the answer what it is. */
static const struct reason *decisive(const struct reason *reason)
{
    for (size_t i = 0; i < reason->n && reason->op != RULE_EXISTS; i++) {
        if (reason->parts[i].answer == reason->answer || reason->op == RULE_NOT) {
            return decisive(&reason->parts[i]);
        }
    }
    return reason;
}

static struct text missing_names(struct arena *arena, const struct explanation *explanation)
{
    struct text names = TEXT_EMPTY;
    size_t shown = 0;
    for (size_t i = 0; i < explanation->missing_count && shown < 3; i++) {
        struct text label = text_of(explanation->missing[i].field->label);
        if (!text_has(names, arena_printf(arena, "“%.*s”", TEXT_ARG(label)))) {
            names = arena_printf(arena, "%.*s%s“%.*s”", TEXT_ARG(names), shown > 0 ? "、" : "",
                                 TEXT_ARG(label));
            shown++;
        }
    }
    return shown == 0 ? TEXT("必要的信息") : names;
}

struct text explanation_line(struct arena *arena, const struct explanation *explanation)
{
    if (explanation->answer == ANSWER_YES) {
        return TEXT("符合");
    }
    if (explanation->answer == ANSWER_UNKNOWN) {
        return arena_printf(arena, "无法判断：缺少%.*s",
                            TEXT_ARG(missing_names(arena, explanation)));
    }
    return arena_printf(arena, "不符合：%.*s", TEXT_ARG(decisive(&explanation->top)->sentence));
}

static void reason_json(const struct reason *reason, struct json_out *out, const char *key)
{
    json_open(out, key);
    json_put_text(out, "sentence", reason->sentence);
    json_put_cstr(out, "answer", answer_name(reason->answer));
    json_put_text(out, "source", reason->source);
    if (reason->ledger != NULL) {
        json_put_cstr(out, "ledger", reason->ledger->name);
        json_put_id(out, "id", reason->id);
    }
    json_open_list(out, "parts");
    for (size_t i = 0; i < reason->n; i++) {
        reason_json(&reason->parts[i], out, NULL);
    }
    json_close_list(out);
    json_put_int(out, "left_out", (int64_t)reason->left_out);
    json_close(out);
}

void explanation_json(const struct explanation *explanation, struct json_out *out, const char *key)
{
    struct arena arena;
    arena_init(&arena);
    json_open(out, key);
    json_put_cstr(out, "answer", answer_name(explanation->answer));
    json_put_text(out, "line", explanation_line(&arena, explanation));
    reason_json(&explanation->top, out, "reason");
    json_open_list(out, "missing");
    for (size_t i = 0; i < explanation->missing_count; i++) {
        const struct missing *missing = &explanation->missing[i];
        json_open(out, NULL);
        json_put_cstr(out, "ledger", missing->ledger->name);
        json_put_id(out, "id", missing->id);
        json_put_cstr(out, "field", missing->field->name);
        json_put_cstr(out, "label", missing->field->label);
        json_put_bool(out, "partial", missing->partial);
        json_close(out);
    }
    json_close_list(out);
    json_close(out);
    arena_release(&arena);
}
