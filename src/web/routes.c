#include "web/routes.h"

#include "web/api/admin.h"
#include "web/api/attachment.h"
#include "web/api/campaign.h"
#include "web/api/file.h"
#include "web/api/import.h"
#include "web/api/inspection.h"
#include "web/api/ledger.h"
#include "web/api/lists.h"
#include "web/api/notice.h"
#include "web/api/notice_form.h"
#include "web/api/person.h"
#include "web/api/person_merge.h"
#include "web/api/quality.h"
#include "web/api/recognition.h"
#include "web/api/report.h"
#include "web/api/reviews.h"
#include "web/api/schema.h"
#include "web/api/session.h"
#include "web/api/submission.h"
#include "web/api/system.h"
#include "web/api/task.h"
#include "web/api/unit_merge.h"
#include "web/api/work.h"

const struct route_table all_routes[] = {
    {"设置新站点", setup_routes},
    {"登录", session_routes},
    {"自己的账号", own_routes},
    {"结构", schema_routes},
    {"账号与令牌", user_routes},
    {"台账", ledger_routes},
    {"附件", attachment_routes},
    {"导入", import_routes},
    {"文件与批量", file_routes},
    {"一人一档", person_routes},
    {"合并档案", person_merge_routes},
    {"认定", recognition_routes},
    {"统计", report_routes},
    {"数据质量", quality_routes},
    {"单位合并", unit_merge_routes},
    {"名单比对", list_routes},
    {"比对审核", review_routes},
    {"报送", submission_routes},
    {"工作台", campaign_routes},
    {"工作清单", task_routes},
    {"排查整改", inspection_routes},
    {"通知的版本", notice_routes},
    {"通知的表单", notice_form_routes},
    {"任务与偏好", work_routes},
    {"管理", admin_routes},
    {"系统", system_routes},
    {0},
};
