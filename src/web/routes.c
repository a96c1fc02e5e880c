#include "web/routes.h"

#include "web/api/admin.h"
#include "web/api/ledger.h"
#include "web/api/schema.h"
#include "web/api/session.h"
#include "web/api/system.h"

const struct route_table all_routes[] = {
    {"登录与设置", session_routes}, {"结构", schema_routes}, {"账号与令牌", user_routes},
    {"台账", ledger_routes},        {"系统", system_routes}, {0},
};
