/*
 * person (人员): one human being known to the county, whatever number he is registered under. The
 * internal id stays for life; the citizen number is an attribute with history (domain.md A1:
 * re-numbering happens). Sex and birth are derived from the number; a column that says otherwise is
 * a finding, never an overwrite.
 */
#ifndef DOMAIN_PEOPLE_PERSON_H
#define DOMAIN_PEOPLE_PERSON_H

#include "ledger/ledger.h"

enum {
    PERSON_NAME,
    PERSON_ID_NO,
    PERSON_ID_STATE,
    PERSON_SEX,
    PERSON_BIRTH,
    PERSON_NATION,
    PERSON_EDUCATION,
    PERSON_POLITICAL,
    PERSON_MARITAL,
    PERSON_HUKOU,
    PERSON_REGION,
    PERSON_RESIDENCE,
    PERSON_ADDRESS,
    PERSON_HOUSEHOLD,
    PERSON_RELATION,
    PERSON_PHONE,
    PERSON_PHONE2,
    PERSON_LABOUR,
    PERSON_IS_STUDENT,
    PERSON_SCHOOL,
    PERSON_GRADUATED_ON,
    PERSON_VETERAN,
    PERSON_UNEMPLOYED_ON,
    PERSON_UNEMPLOYED_REASON,
    PERSON_UI_STATE,
    PERSON_DISABILITY_NO,
    PERSON_CARD,
    PERSON_HELPER,
    PERSON_CHECKED_ON,
    PERSON_DECEASED_ON,
    PERSON_REMARK,
    PERSON__COUNT
};

extern const struct ledger person_ledger;

#endif
