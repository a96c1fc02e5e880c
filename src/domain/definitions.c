#include "domain/definitions.h"

#include "base/text.h"

const struct rule_definition domain_definitions[] = {
    {"years_old", "周岁", "person", "age(birth, as_of)"},
    {"alive", "在世", "person", "deceased_on is unknown or deceased_on > as_of"},
    /* 劳动年龄与能力: 16 周岁起，非在校，有劳动能力 (labour_ability 1-3). */
    {"able_to_work", "有劳动能力", "person",
     "age(birth, as_of) >= 16 and labour in ('1', '2', '3') and not is_student = true"},
    {"employed", "在业", "person",
     "any(employment_spell where start <= as_of and (end is unknown or end > as_of))"},
    {"unemployed_months", "失业月数", "person", "months(unemployed_on, as_of)"},
    /* A recognition counts from its first day to its last or its exit, whatever became of it later.
     */
    {"recognised", "有效认定", "person",
     "any(recognition where state in ('valid', 'exiting', 'exited') and valid_from <= as_of"
     " and (valid_to is unknown or valid_to >= as_of)"
     " and (exited_on is unknown or exited_on > as_of))"},
    /* On any day of the period. */
    {"recognised_during", "期内有效认定", "person",
     "any(recognition where state in ('valid', 'exiting', 'exited') and valid_from <= to"
     " and (valid_to is unknown or valid_to >= from)"
     " and (exited_on is unknown or exited_on > from))"},
    /* What the 131 package asks for (附件3 第2项). */
    {"told_or_guided", "已宣传或指导", "person",
     "any(service where kind in ('publicity', 'guidance') and date between from and to)"},
    {"jobs_recommended", "已推荐岗位数", "person",
     "count_distinct(service.vacancy_id where kind = 'job' and date between from and to)"},
    {"training_recommended", "已推荐培训", "person",
     "any(service where kind = 'training' and date between from and to)"},
};

const size_t domain_definition_count = COUNT(domain_definitions);
