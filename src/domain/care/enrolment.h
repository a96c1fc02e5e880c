/*
 * enrolment (参训记录): one person in one training course: which, by whom, from when to when, with
 * what result. A course that was only recommended is a service; this one he attended.
 */
#ifndef DOMAIN_CARE_ENROLMENT_H
#define DOMAIN_CARE_ENROLMENT_H

#include "ledger/ledger.h"

enum {
    ENROLMENT_PERSON,
    ENROLMENT_COURSE,
    ENROLMENT_KIND,
    ENROLMENT_ORGANIZATION,
    ENROLMENT_START,
    ENROLMENT_END,
    ENROLMENT_HOURS,
    ENROLMENT_RESULT,
    ENROLMENT_CERTIFICATE,
    ENROLMENT_REMARK,
    ENROLMENT__COUNT
};

extern const struct ledger enrolment_ledger;

#endif
