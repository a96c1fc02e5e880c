/* Every example of the clerk's page on rules (docs/规则写法.md) is a rule of the product. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "base/buf.h"
#include "domain/definitions.h"
#include "domain/ledgers.h"
#include "rule/rule.h"

static bool some_region(void *context, struct text word, int64_t *region)
{
    (void)context;
    *region = 360722100000;
    return word.n > 0;
}

static void read_page(struct buf *out)
{
    char path[4096];
    snprintf(path, sizeof(path), "%s/规则写法.md", getenv("DOCS"));
    FILE *file = fopen(path, "rb");
    assert_non_null(file);
    char *room;
    size_t n;
    while ((room = buf_room(out, 4096)) != NULL && (n = fread(room, 1, 4096, file)) > 0) {
        buf_took(out, n);
    }
    fclose(file);
}

/* The next `example` of the line; false when there is none left. Two backquotes enclose one that
 * has a backquote inside. */
static bool next_example(struct text *line, struct text *example)
{
    size_t start = text_find_char(*line, '`');
    if (start == TEXT_NONE) {
        return false;
    }
    struct text rest = text_slice(*line, start, line->n);
    struct text fence = text_starts(rest, TEXT("``")) ? TEXT("``") : TEXT("`");
    rest = text_slice(rest, fence.n, rest.n);
    size_t end = text_find(rest, fence);
    assert_true(end != TEXT_NONE);
    *example = text_slice(rest, 0, end);
    *line = text_slice(rest, end + fence.n, rest.n);
    return true;
}

static bool is_rule(const struct rule_language *language, struct text text)
{
    struct arena arena;
    bool right = false;
    arena_init(&arena);
    for (size_t i = 0; all_ledgers[i] != NULL && !right; i++) {
        const struct rule *rule;
        struct errors errors = {0};
        right = rule_parse(&arena, language, all_ledgers[i], text, RULE_ANY, &rule, &errors) == OK;
    }
    arena_release(&arena);
    return right;
}

static void every_example_is_a_rule(void **state)
{
    (void)state;
    struct arena arena;
    struct buf page;
    struct faults faults;
    const struct rule_language *language;
    const struct notice_ground ground = {.ledgers = all_ledgers,
                                         .definitions = domain_definitions,
                                         .definition_count = domain_definition_count,
                                         .words = {.region = some_region},
                                         .params = domain_params,
                                         .param_count = domain_param_count};
    arena_init(&arena);
    faults_init(&faults, &arena);
    buf_init(&page, 1 << 20);
    assert_int_equal(notice_language(&arena, NULL, &ground, &language, &faults), OK);
    read_page(&page);
    struct text rest = buf_text(&page), line, example;
    size_t examples = 0;
    while (text_split(&rest, '\n', &line)) {
        if (!text_starts(line, TEXT("| "))) {
            continue;
        }
        for (; next_example(&line, &example); examples++) {
            if (!text_is(example, ".") && !is_rule(language, example)) {
                fail_msg("%.*s", TEXT_ARG(example));
            }
        }
    }
    assert_true(examples > 25);
    buf_release(&page);
    arena_release(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_example_is_a_rule),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
