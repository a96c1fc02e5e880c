/*
 * attendance (公岗考勤): one month of one placement: on how many days he was there of how many, and
 * how the work was judged (考勤考核).
 */
#ifndef DOMAIN_POSTS_ATTENDANCE_H
#define DOMAIN_POSTS_ATTENDANCE_H

#include "ledger/ledger.h"

enum {
    ATTENDANCE_PERSON,
    ATTENDANCE_PLACEMENT,
    ATTENDANCE_MONTH,
    ATTENDANCE_DAYS_DUE,
    ATTENDANCE_DAYS,
    ATTENDANCE_RESULT,
    ATTENDANCE_CHECKER,
    ATTENDANCE_REMARK,
    ATTENDANCE__COUNT
};

extern const struct ledger attendance_ledger;

#endif
