#include "domain/people/recognition_number.h"

#include "domain/people/person.h"
#include "domain/people/recognition.h"
#include "ledger/rows.h"

enum { NUMBER_OF_COUNTY, NUMBER_OF_TOWNSHIP };

/* What a region's 12 digits leave off for its county's six, and its township's nine. */
static const int64_t beyond_county = 1000000, beyond_township = 1000;

/* The row is held from here to the end of the transaction, so nobody else takes the same. */
static const struct query take = {
    .sql = "INSERT INTO running_number (county, series, last) VALUES ($1, $2, 1)"
           " ON CONFLICT (county, series) DO UPDATE SET last = running_number.last + 1"
           " RETURNING last",
};

static enum status take_next(struct work *work, struct text series, int64_t *next,
                             struct error *error)
{
    struct statement *s;
    enum status status = db_prepare(work->db, &take, &s, work->arena, error);
    if (status != OK) {
        return status;
    }
    bind_int(s, 1, work->actor->county);
    bind_text(s, 2, series);
    if (statement_step(s, work->arena, error) == DB_ROW) {
        *next = column_int(s, 0);
    } else {
        status = error->status;
    }
    statement_reset(s);
    return status;
}

/* Place and year, and nothing for the sequence yet. */
static enum status prefix(struct change *change, struct text *out, struct error *error)
{
    struct work *work = change->work;
    int64_t place = work->actor->county / beyond_county;
    if (settings_int(work->settings, RECOGNITION_NUMBER_SETTING, NUMBER_OF_COUNTY) ==
        NUMBER_OF_TOWNSHIP) {
        struct row *person;
        enum status status =
            rows_get(work, &person_ledger, change_value(change, RECOGNITION_PERSON)->number,
                     ROWS_PLAIN, &person, error);
        if (status != OK) {
            return status;
        }
        place = person->value[PERSON_REGION].number / beyond_township;
    }
    int32_t day = (int32_t)change_value(change, RECOGNITION_DECIDED_ON)->number;
    *out = arena_printf(work->arena, "%lld%d", (long long)place, date_to_civil(day).year);
    return OK;
}

/* The next number of the series that nobody has. */
static enum status next_free(struct change *change, struct text begin, struct value *number,
                             struct error *error)
{
    struct work *work = change->work;
    int digits = (int)settings_int(work->settings, RECOGNITION_DIGITS_SETTING, 6);
    /* Two lengths are two series: none of their numbers is the same. */
    struct text series = arena_printf(work->arena, "recognition %.*s %d", TEXT_ARG(begin), digits);
    for (;;) {
        int64_t next = 0;
        bool taken;
        enum status status = take_next(work, series, &next, error);
        if (status != OK) {
            return status;
        }
        struct text tail = arena_printf(work->arena, "%0*lld", digits, (long long)next);
        if (tail.n > (size_t)digits) {
            error_set(error, work->arena, CONFLICT, "本年的认定编号用完了：顺序号只有 %d 位",
                      digits);
            return error_hint(error, work->arena, "请系统管理员在系统设置里加长“认定编号位数”");
        }
        *number =
            value_text(arena_printf(work->arena, "%.*s%.*s", TEXT_ARG(begin), TEXT_ARG(tail)));
        status = rows_taken(work, &recognition_ledger, RECOGNITION_NUMBER, number, change->row->id,
                            &taken, error);
        if (status != OK || !taken) {
            return status;
        }
    }
}

enum status recognition_number_it(struct change *change, bool *filled, struct error *error)
{
    struct text begin = TEXT_EMPTY;
    struct value number = VALUE_NULL;
    if (!text_is(change_value(change, RECOGNITION_STATE)->text, "valid") ||
        value_is_set(change_value(change, RECOGNITION_NUMBER))) {
        return OK;
    }
    enum status status = prefix(change, &begin, error);
    if (status == OK) {
        status = next_free(change, begin, &number, error);
    }
    if (status == OK) {
        change_set(change, RECOGNITION_NUMBER, number);
        *filled = true;
    }
    return status;
}
