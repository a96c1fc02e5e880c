#include <string.h>

#include "base/ceilings.h"
#include "rule/parser.h"
#include "rule/suggest.h"

enum { DEEPEST = 200 }; /* nesting of a rule with all the definitions it uses */

static const struct rule_param periods[PARAM__COUNT] = {
    [PARAM_AS_OF] = {"as_of", "截止日期", RULE_DATE},
    [PARAM_FROM] = {"from", "期初", RULE_DATE},
    [PARAM_TO] = {"to", "期末", RULE_DATE},
};

/* One text read; `depth` (may be NULL) gets how deep it nests. */
static enum status read_rule(struct arena *arena, const struct rule_language *language,
                             struct rule_language *making, const char *field,
                             const struct ledger *ledger, struct text text, enum rule_type want,
                             const struct rule **out, int *depth, struct errors *errors)
{
    struct parser parser = {.arena = arena,
                            .language = language,
                            .making = making,
                            .ledger = ledger,
                            .text = arena_text(arena, text),
                            .errors = errors,
                            .field = field};
    const struct rule_node *node = NULL;
    if (text.n > CEILING_PREDICATE) {
        errors_add(errors, arena, field,
                   arena_printf(arena, "条件太长，最多 %llu 字节", CEILING_PREDICATE), TEXT_EMPTY);
        return TOO_LARGE;
    }
    if (!utf8_valid(text)) {
        errors_add(errors, arena, field, TEXT("条件里有不是文字的字节"), TEXT_EMPTY);
        return INVALID;
    }
    node = parser_read(&parser);
    if (want == RULE_BOOL) {
        node = node_truth(&parser, node);
    } else if (want != RULE_ANY && !node_is_wrong(node) && node->type != want) {
        parser_fault(&parser, node->source, TEXT_EMPTY, "这里要%s，“%.*s”是%s",
                     rule_type_label(want), TEXT_ARG(node->source), rule_type_label(node->type));
    }
    if (parser.deepest > DEEPEST) {
        parser_fault(&parser, parser.text, TEXT_EMPTY, "定义一层套一层，太深（最多 %d 层）",
                     DEEPEST);
    }
    if (parser.faults > 0) {
        return INVALID;
    }
    struct rule *rule = arena_new(arena, struct rule);
    *rule = (struct rule){language, ledger, node, parser.text};
    *out = rule;
    if (depth != NULL) {
        *depth = parser.deepest;
    }
    return OK;
}

enum status rule_parse(struct arena *arena, const struct rule_language *language,
                       const struct ledger *ledger, struct text text, enum rule_type want,
                       const struct rule **out, struct errors *errors)
{
    return read_rule(arena, language, NULL, NULL, ledger, text, want, out, NULL, errors);
}

const struct rule *named_rule(struct parser *parser, struct named *named)
{
    struct rule_language *making = parser->making;
    if (named->state == NAMED_WAITING && making != NULL) {
        named->state = NAMED_READING;
        const struct rule *rule = NULL;
        enum status status = read_rule(making->arena, making, making, named->definition->name,
                                       named->ledger, text_of(named->definition->text), RULE_ANY,
                                       &rule, &named->depth, parser->errors);
        named->rule = status == OK ? rule : NULL;
        named->state = NAMED_READ;
    }
    return named->state == NAMED_READ ? named->rule : NULL;
}

static void params_fill(struct rule_language *language, const struct rule_language_plan *plan)
{
    language->param_count = PARAM__COUNT + plan->param_count;
    struct rule_param *params =
        arena_array(language->arena, struct rule_param, language->param_count);
    memcpy(params, periods, sizeof(periods));
    for (size_t i = 0; i < plan->param_count; i++) {
        params[PARAM__COUNT + i] = plan->params[i];
    }
    language->params = params;
}

enum status rule_language_new(struct arena *arena, const struct rule_language_plan *plan,
                              const struct rule_language **out, struct errors *errors)
{
    struct rule_language *language = arena_new(arena, struct rule_language);
    *language = (struct rule_language){.arena = arena,
                                       .ledgers = plan->ledgers,
                                       .named_count = plan->definition_count,
                                       .words = plan->words};
    params_fill(language, plan);
    language->named = arena_array(arena, struct named, plan->definition_count);
    size_t before = errors->n;
    struct parser parser = {
        .arena = arena, .language = language, .making = language, .errors = errors};
    for (size_t i = 0; i < plan->definition_count; i++) {
        struct named *named = &language->named[i];
        named->definition = &plan->definitions[i];
        named->ledger = ledger_find(plan->ledgers, text_of(named->definition->ledger));
        if (named->ledger == NULL) {
            named->state = NAMED_READ;
            errors_add(errors, arena, named->definition->name,
                       arena_printf(arena, "没有名为“%s”的台账", named->definition->ledger),
                       suggest_ledger(&parser, text_of(named->definition->ledger)));
        }
    }
    for (size_t i = 0; i < plan->definition_count; i++) {
        named_rule(&parser, &language->named[i]);
    }
    *out = language;
    return errors->n > before ? INVALID : OK;
}

const struct rule_param *rule_language_param(const struct rule_language *language, size_t index)
{
    return &language->params[index];
}

size_t rule_language_params(const struct rule_language *language)
{
    return language->param_count;
}

const struct rule_words *rule_language_words(const struct rule_language *language)
{
    return &language->words;
}
