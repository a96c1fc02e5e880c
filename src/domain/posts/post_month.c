#include "domain/posts/post_month.h"

#include "domain/posts/placement.h"
#include "ledger/rows.h"

static bool overlaps(const struct row *placement, struct date month)
{
    const struct value *start = &placement->value[PLACEMENT_START];
    const struct value *exited = &placement->value[PLACEMENT_EXITED_ON];
    return value_is_set(start) && start->number <= date_last(month) &&
           (!value_is_set(exited) || exited->number > month.day);
}

/* The person's placements of that month; false: they could not be asked. */
static bool find_placements(struct change *change, struct errors *errors,
                            const struct post_month *fields, struct date month,
                            struct row_list *out)
{
    struct row_list all;
    struct error error = {0};
    if (rows_referring(change->work, &placement_ledger, PLACEMENT_PERSON,
                       change_value(change, fields->person)->number, 0, &all, &error) != OK) {
        change_fault(change, errors, fields->person, "没有查成", "请再试一次");
        return false;
    }
    *out = (struct row_list){all.at, 0};
    for (size_t i = 0; i < all.n; i++) {
        if (overlaps(all.at[i], month)) {
            out->at[out->n++] = all.at[i];
        }
    }
    return true;
}

static void settle_placement(struct change *change, struct errors *errors,
                             const struct post_month *fields, const struct row_list *found)
{
    const struct value *said = change_value(change, fields->placement);
    if (found->n == 0) {
        change_fault(change, errors, fields->month, "当月不在公益性岗位上",
                     "请核对人员和月份，或先登记公岗安置");
        return;
    }
    if (!value_is_set(said) && found->n == 1) {
        change_set(change, fields->placement, value_number(found->at[0]->id));
        return;
    }
    for (size_t i = 0; value_is_set(said) && i < found->n; i++) {
        if (found->at[i]->id == said->number) {
            return;
        }
    }
    change_fault(change, errors, fields->placement,
                 value_is_set(said) ? "不是此人当月的岗位" : "此人当月有几个岗位",
                 "请选择是哪一个岗位");
}

static void check_alone(struct change *change, struct errors *errors,
                        const struct post_month *fields)
{
    const int same[] = {fields->placement, fields->month};
    struct row_list found;
    struct error error = {0};
    if (rows_matching(change->work, change->row, same, COUNT(same), 2, 0, &found, &error) != OK) {
        change_fault(change, errors, fields->month, "没有查成", "请再试一次");
        return;
    }
    for (size_t i = 0; i < found.n; i++) {
        if (found.at[i]->id != change->row->id) {
            change_fault(change, errors, fields->month, "这个月已经登记过",
                         "请打开已有的那一条修改");
            return;
        }
    }
}

void post_month_check(struct change *change, struct errors *errors, const struct post_month *fields)
{
    if (change->old != NULL && !change_touches(change, fields->person) &&
        !change_touches(change, fields->placement) && !change_touches(change, fields->month)) {
        return;
    }
    size_t before = errors->n;
    struct date month = {(int32_t)change_value(change, fields->month)->number, DATE_MONTH};
    struct row_list found;
    if (find_placements(change, errors, fields, month, &found)) {
        settle_placement(change, errors, fields, &found);
    }
    if (errors->n == before) {
        check_alone(change, errors, fields);
    }
}
