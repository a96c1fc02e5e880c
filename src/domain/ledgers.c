#include "domain/ledgers.h"

#include "domain/campaign/finding.h"
#include "domain/campaign/letter.h"
#include "domain/campaign/publicity.h"
#include "domain/campaign/report_note.h"
#include "domain/campaign/self_inspection.h"
#include "domain/campaign/submission.h"
#include "domain/campaign/task_unit.h"
#include "domain/care/enrolment.h"
#include "domain/care/relief.h"
#include "domain/care/service.h"
#include "domain/care/watch_item.h"
#include "domain/jobs/fair.h"
#include "domain/jobs/vacancy.h"
#include "domain/lists/list_batch.h"
#include "domain/lists/list_match.h"
#include "domain/outreach/message.h"
#include "domain/people/category_tag.h"
#include "domain/people/employment_spell.h"
#include "domain/people/household.h"
#include "domain/people/intention.h"
#include "domain/people/need.h"
#include "domain/people/organization.h"
#include "domain/people/person.h"
#include "domain/people/recognition.h"
#include "domain/people/region.h"
#include "domain/policy/claim.h"
#include "domain/posts/attendance.h"
#include "domain/posts/placement.h"
#include "domain/posts/post.h"
#include "domain/posts/wage.h"

const struct ledger *const all_ledgers[] = {
    &region_ledger,
    &organization_ledger,
    &household_ledger,
    &person_ledger,
    &category_tag_ledger,
    &recognition_ledger,
    &employment_spell_ledger,
    &intention_ledger,
    &need_ledger,
    &service_ledger,
    &relief_ledger,
    &enrolment_ledger,
    &post_ledger,
    &placement_ledger,
    &attendance_ledger,
    &wage_ledger,
    &claim_ledger,
    &vacancy_ledger,
    &fair_ledger,
    &task_unit_ledger,
    &submission_ledger,
    &report_note_ledger,
    &publicity_ledger,
    &message_ledger,
    &list_batch_ledger,
    &list_match_ledger,
    &watch_item_ledger,
    &finding_ledger,
    &finding_person_ledger,
    &self_inspection_ledger,
    &letter_ledger,
    NULL,
};
