#include "domain/people/clarity.h"

#include "domain/people/employment_spell.h"
#include "domain/people/intention.h"
#include "domain/people/person.h"

static void miss(struct clarity_part *part, const char *what)
{
    if (part->missing_count < CLARITY_MISSING_MAX) {
        part->missing[part->missing_count++] = what;
    }
}

static void check_base(struct clarity_part *part, const struct row *person)
{
    static const int needed[] = {PERSON_NAME,      PERSON_ID_NO,  PERSON_SEX,
                                 PERSON_BIRTH,     PERSON_REGION, PERSON_PHONE,
                                 PERSON_EDUCATION, PERSON_LABOUR, PERSON_HOUSEHOLD};
    for (size_t i = 0; i < COUNT(needed); i++) {
        if (!value_is_set(&person->value[needed[i]])) {
            miss(part, person->ledger->fields[needed[i]].label);
        }
    }
    const struct value *state = &person->value[PERSON_ID_STATE];
    if (value_is_set(state) && text_is(state->text, "pending")) {
        miss(part, "身份证号待核验");
    }
}

static bool recent(const struct value *day, int32_t today, int64_t days)
{
    return value_is_set(day) && day->number <= today && today - day->number <= days;
}

/* Known lately: somebody checked, or a spell of work was verified, within the days allowed. */
static void check_status(struct clarity_part *part, const struct work *work,
                         const struct row *person, const struct row_list *spells)
{
    int32_t today = clock_today(work->clock);
    int64_t days = settings_int(work->settings, "status_days", 31);
    bool known = recent(&person->value[PERSON_CHECKED_ON], today, days);
    for (size_t i = 0; i < spells->n; i++) {
        known = known || recent(&spells->at[i]->value[EMPLOYMENT_SPELL_VERIFIED_ON], today, days);
    }
    if (!known) {
        miss(part, "近期未核查就业状态");
    }
}

static void check_intention(struct clarity_part *part, const struct work *work,
                            const struct row_list *intentions)
{
    int32_t today = clock_today(work->clock);
    int64_t days = settings_int(work->settings, "intention_days", 183);
    for (size_t i = 0; i < intentions->n; i++) {
        if (recent(&intentions->at[i]->value[INTENTION_ASKED_ON], today, days)) {
            return;
        }
    }
    miss(part, intentions->n == 0 ? "未询问就业意愿" : "就业意愿已过期，需重新询问");
}

struct clarity clarity_of(const struct work *work, const struct row *person,
                          const struct row_list *spells, const struct row_list *intentions,
                          const struct row_list *needs)
{
    struct clarity c = {.parts = {{.name = "base", .label = "人员底数清"},
                                  {.name = "status", .label = "就业状态清"},
                                  {.name = "intention", .label = "就业意愿清"},
                                  {.name = "need", .label = "服务需求清"}}};
    check_base(&c.parts[0], person);
    check_status(&c.parts[1], work, person, spells);
    check_intention(&c.parts[2], work, intentions);
    if (needs->n == 0) {
        miss(&c.parts[3], "未登记服务需求");
    }
    for (size_t i = 0; i < CLARITY_PARTS; i++) {
        c.parts[i].clear = c.parts[i].missing_count == 0;
        c.score += c.parts[i].clear ? 100 / CLARITY_PARTS : 0;
    }
    return c;
}
