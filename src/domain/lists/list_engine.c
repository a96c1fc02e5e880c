#include "domain/lists/list_engine.h"

#include "base/map.h"

struct text list_outcome_name(enum list_outcome outcome)
{
    static const char *const names[] = {[LIST_SAME] = "same",
                                        [LIST_LIKELY] = "likely",
                                        [LIST_CONFLICT] = "conflict",
                                        [LIST_ALONE] = "alone"};
    return text_of(names[outcome]);
}

/* By number, else by name alone. */
enum status list_engine_run(struct arena *arena, const struct list_side *left,
                            const struct list_side *right, struct text model,
                            const struct list_watch *watch, struct list_found *out,
                            struct error *error)
{
    struct map numbers, names;
    int64_t k = 0;
    map_init(&numbers);
    map_init(&names);
    for (size_t i = 0; i < right->n; i++) {
        if (right->at[i].id_no.n > 0) {
            map_put(&numbers, right->at[i].id_no, (int64_t)i);
        }
        map_put(&names, right->at[i].name, (int64_t)i);
    }
    *out = (struct list_found){.at = arena_array(arena, struct list_pair, left->n),
                               .model = model.n > 0 ? model : TEXT("{\"exact\":1}")};
    for (size_t i = 0; i < left->n; i++) {
        const struct list_who *who = &left->at[i];
        bool number = map_get(&numbers, who->id_no, &k);
        if (number || map_get(&names, who->name, &k)) {
            bool same = number && text_equal(who->name, right->at[k].name);
            out->at[out->n++] = (struct list_pair){
                .left = i,
                .right = (size_t)k,
                .outcome = same     ? LIST_SAME
                           : number ? LIST_CONFLICT
                                    : LIST_LIKELY,
                .sure = same,
                .hard = number && !same,
                .score = same ? 1000 : 700,
                .reason = number ? TEXT("身份证号相同") : TEXT("姓名相同"),
                .weights = TEXT("[]"),
            };
        }
    }
    map_release(&numbers);
    map_release(&names);
    return watch->progress(watch->context, 100) ? OK : error_set(error, arena, BUSY, "比对已停止");
}
