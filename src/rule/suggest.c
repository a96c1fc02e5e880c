#include "rule/suggest.h"

#include <string.h>

enum { LONGEST = 64 }; /* characters; nobody mistypes a longer name into a known one */

static size_t decoded(struct text t, uint32_t out[LONGEST])
{
    size_t n = 0;
    uint32_t cp;
    while (n < LONGEST && utf8_next(&t, &cp)) {
        out[n++] = cp >= 'A' && cp <= 'Z' ? cp | 0x20 : cp;
    }
    return n;
}

size_t edit_distance(struct text a, struct text b, size_t most)
{
    uint32_t x[LONGEST], y[LONGEST];
    size_t n = decoded(a, x), m = decoded(b, y);
    size_t rows[3][LONGEST + 1]; /* this row and the two before it */
    for (size_t j = 0; j <= m; j++) {
        rows[0][j] = j;
    }
    for (size_t i = 1; i <= n; i++) {
        size_t *row = rows[i % 3], *above = rows[(i - 1) % 3], *earlier = rows[(i + 1) % 3];
        row[0] = i;
        for (size_t j = 1; j <= m; j++) {
            size_t best = above[j - 1] + (x[i - 1] != y[j - 1]);
            best = above[j] + 1 < best ? above[j] + 1 : best;
            best = row[j - 1] + 1 < best ? row[j - 1] + 1 : best;
            bool swapped = i > 1 && j > 1 && x[i - 1] == y[j - 2] && x[i - 2] == y[j - 1];
            if (swapped && earlier[j - 2] + 1 < best) {
                best = earlier[j - 2] + 1;
            }
            row[j] = best;
        }
    }
    size_t distance = rows[n % 3][m];
    return distance > most ? most + 1 : distance;
}

/* The nearest candidate so far. */
struct nearest {
    struct text wanted;
    struct text name, label;
    size_t distance;
};

static struct nearest nearest_to(struct text wanted)
{
    size_t characters = utf8_length(wanted);
    size_t most = wanted.n > characters ? characters / 2 : characters / 3; /* Han: fewer letters */
    return (struct nearest){.wanted = wanted, .distance = most + 1};
}

static void consider(struct nearest *nearest, const char *name, const char *label)
{
    const char *const both[] = {name, label};
    for (size_t i = 0; i < 2; i++) {
        if (both[i] == NULL || nearest->distance == 0) {
            continue;
        }
        size_t distance = edit_distance(nearest->wanted, text_of(both[i]), nearest->distance - 1);
        if (distance < nearest->distance) {
            nearest->distance = distance;
            nearest->name = text_of(name);
            nearest->label = text_of(label);
        }
    }
}

static struct text asked(struct parser *parser, const struct nearest *nearest)
{
    if (nearest->name.n == 0) {
        return TEXT_EMPTY;
    }
    return arena_printf(parser->arena, "您是不是要写 %.*s（%.*s）？", TEXT_ARG(nearest->name),
                        TEXT_ARG(nearest->label));
}

struct text suggest_name(struct parser *parser, struct text name)
{
    struct nearest nearest = nearest_to(name);
    for (size_t i = 0; i < parser->ledger->count; i++) {
        consider(&nearest, parser->ledger->fields[i].name, parser->ledger->fields[i].label);
    }
    for (size_t i = 0; i < parser->language->named_count; i++) {
        const struct named *named = &parser->language->named[i];
        if (named->ledger == parser->ledger) {
            consider(&nearest, named->definition->name, named->definition->label);
        }
    }
    for (size_t i = 0; i < parser->language->param_count; i++) {
        consider(&nearest, parser->language->params[i].name, parser->language->params[i].label);
    }
    if (nearest.name.n == 0 && language_ledger(parser->language, name) != NULL) {
        return TEXT("这是台账名：请写成 any(台账 where 条件) 或 count(台账 where 条件) >= 数");
    }
    return asked(parser, &nearest);
}

struct text suggest_ledger(struct parser *parser, struct text name)
{
    struct nearest nearest = nearest_to(name);
    for (size_t i = 0; parser->language->ledgers[i] != NULL; i++) {
        consider(&nearest, parser->language->ledgers[i]->name, parser->language->ledgers[i]->label);
    }
    return asked(parser, &nearest);
}

struct text suggest_code(struct parser *parser, const char *table, struct text word)
{
    const struct rule_words *words = &parser->language->words;
    if (words->code_at == NULL) {
        return TEXT_EMPTY;
    }
    struct text list = TEXT_EMPTY, code, name;
    size_t shown = 0, i = 0;
    size_t most = utf8_length(word) / 2 + 1, best = most + 1;
    struct text near_code = TEXT_EMPTY, near_name = TEXT_EMPTY;
    for (; words->code_at(words->context, table, i, &code, &name); i++) {
        size_t distance = edit_distance(word, name, most);
        size_t to_code = edit_distance(word, code, most);
        distance = to_code < distance ? to_code : distance;
        if (distance < best) {
            best = distance;
            near_code = code;
            near_name = name;
        }
        if (shown < 8) {
            list = arena_printf(parser->arena, "%.*s%s'%.*s'（%.*s）", TEXT_ARG(list),
                                shown == 0 ? "" : "、", TEXT_ARG(code), TEXT_ARG(name));
            shown++;
        }
    }
    if (near_code.n > 0 && i > 8) {
        return arena_printf(parser->arena, "您是不是要写 '%.*s'（%.*s）？", TEXT_ARG(near_code),
                            TEXT_ARG(near_name));
    }
    return shown == 0 ? TEXT_EMPTY
                      : arena_printf(parser->arena, "可以写：%.*s%s", TEXT_ARG(list),
                                     i > shown ? " 等" : "");
}
