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

    /* What the board counts over a period. */
    {"newly_recognised", "期内新认定", "person",
     "any(recognition where state in ('valid', 'exiting', 'exited')"
     " and valid_from between from and to)"},
    {"helped_in_period", "期内帮助就业", "person",
     "any(employment_spell where helped and start between from and to)"},
    {"served_in_period", "期内已服务", "person", "any(service where date between from and to)"},
    {"visited", "走访慰问", "service",
     "kind = 'visit' and date between from and to and person.recognised_during"},
    {"held", "期内招聘活动", "fair", "date between from and to"},
    {"published", "期内发布岗位", "vacancy", "published_on between from and to"},
    {"relieved", "期内临时救助", "relief", "date between from and to"},

    /* What waits for somebody to act. */
    {"awaits_review", "待初审", "recognition", "state = 'applied'"},
    {"awaits_decision", "公示期满待认定", "recognition", "state = 'public' and notice_to < as_of"},
    {"awaits_exit", "拟退出待确认", "recognition", "state = 'exiting'"},
    /* Who was taken over from an older list without an end is due by his day of decision. */
    {"awaits_recheck", "30 天内到期待审验", "recognition",
     "state = 'valid' and (valid_to <= as_of + 30 days or valid_to is unknown"
     " and recheck_months > 0 and decided_on + recheck_months months <= as_of + 30 days)"},

    /* 四清; people/clarity.h says the same of one person, with what is missing. */
    {"base_clear", "人员底数清", "person",
     "name is known and id_no is known and (id_state is unknown or id_state != 'pending')"
     " and sex is known and birth is known and region is known and phone is known"
     " and education is known and labour is known and household_id is known"},
    {"status_clear", "就业状态清", "person",
     "checked_on is known and checked_on between as_of - status_days days and as_of"
     " or any(employment_spell where verified_on is known"
     " and verified_on between as_of - status_days days and as_of)"},
    {"intention_clear", "就业意愿清", "person",
     "any(intention where asked_on is known and asked_on between as_of - intention_days days and "
     "as_of)"},
    {"need_clear", "服务需求清", "person", "any(need)"},
    {"all_clear", "四清", "person",
     "base_clear and status_clear and intention_clear and need_clear"},

    /* What is wrong with a record; campaign/quality.h counts them. */
    {"quality_base", "底数不清", "person", "alive and not base_clear"},
    {"quality_status", "状态过期", "person", "alive and not status_clear"},
    {"quality_intention", "意愿不清", "person", "alive and not intention_clear"},
    {"quality_need", "需求不清", "person", "alive and not need_clear"},
    {"quality_id_no", "证号有问题", "person",
     "alive and (id_no is unknown or (id_state is known and id_state = 'pending'))"},
    {"quality_phone", "没有电话", "person", "alive and phone is unknown"},
    {"quality_spell", "就业未核实", "person",
     "alive and any(employment_spell where start <= as_of and (end is unknown or end > as_of)"
     " and (verified_on is unknown or verified_on < as_of - spell_days days))"},
    {"quality_any", "有质量问题", "person",
     "quality_base or quality_status or quality_intention or quality_need or quality_id_no"
     " or quality_phone or quality_spell"},
};

const size_t domain_definition_count = COUNT(domain_definitions);

const struct ground_param domain_params[] = {
    {{"status_days", "就业状态有效天数", RULE_INT}, 31},
    {{"intention_days", "就业意愿有效天数", RULE_INT}, 183},
    {{"spell_days", "就业核实有效天数", RULE_INT}, 92},
    {{"recheck_months", "审验间隔月数", RULE_INT}, 0},
};

const size_t domain_param_count = COUNT(domain_params);
