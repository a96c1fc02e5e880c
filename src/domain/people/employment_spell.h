/*
 * employment_spell (就业登记): one stretch of work of one person. The history is never overwritten:
 * a new job is a new spell, a job that ended gets its end. The statistics' four channels (企业吸纳
 * 灵活就业 自主创业 公益性岗位) are exclusive within a spell.
 */
#ifndef DOMAIN_PEOPLE_EMPLOYMENT_SPELL_H
#define DOMAIN_PEOPLE_EMPLOYMENT_SPELL_H

#include "ledger/ledger.h"

enum {
    EMPLOYMENT_SPELL_PERSON,
    EMPLOYMENT_SPELL_CHANNEL,
    EMPLOYMENT_SPELL_EMPLOYER,
    EMPLOYMENT_SPELL_ORGANIZATION,
    EMPLOYMENT_SPELL_JOB,
    EMPLOYMENT_SPELL_WORK_REGION,
    EMPLOYMENT_SPELL_WORK_AREA,
    EMPLOYMENT_SPELL_START,
    EMPLOYMENT_SPELL_END,
    EMPLOYMENT_SPELL_END_REASON,
    EMPLOYMENT_SPELL_PAY,
    EMPLOYMENT_SPELL_CONTRACT,
    EMPLOYMENT_SPELL_HELPED,
    EMPLOYMENT_SPELL_SERVICE,
    EMPLOYMENT_SPELL_EVIDENCE,
    EMPLOYMENT_SPELL_VERIFIED_ON,
    EMPLOYMENT_SPELL_VERIFIED_BY,
    EMPLOYMENT_SPELL_REMARK,
    EMPLOYMENT_SPELL__COUNT
};

extern const struct ledger employment_spell_ledger;

/* Whether somebody is at work through this spell on a day: the definition `employed`, asked of one
 * row. */
bool employment_spell_holds(const struct row *spell, int32_t day);

#endif
