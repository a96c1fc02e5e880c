/* The table that says what flags.yaml may hold. */
#include "notice/flags.h"

#include "notice/files.h"

static const struct slot draw_slots[] = {
    {"label", AT(notice_draw, label), SLOT_TEXT, .label = "名称", .required = true,
     .say = "目前在享受什么，如 认定有效"},
    {"where", AT(notice_draw, where), SLOT_TEXT, .label = "条件", .sense = SENSE_RULE,
     .required = true, .say = "对人员的条件"},
    {"needs", AT(notice_draw, needs), SLOT_KEY, .label = "等哪一台账", .sense = SENSE_LEDGER,
     .say = "要等哪一台账启用"},
};
static const struct shape draw_shape = {"享受的项目", sizeof(struct notice_draw), draw_slots,
                                        COUNT(draw_slots)};

static const struct slot flag_slots[] = {
    {"list", AT(notice_flag, list), SLOT_KEY, .label = "名单性质", .required = true,
     .say = "名单性质的代码，如 pension"},
    {"where", AT(notice_flag, where), SLOT_TEXT, .label = "条件", .sense = SENSE_RULE,
     .required = true, .say = "名单上的人还符合什么条件才提醒"},
    {"kind", AT(notice_flag, kind), SLOT_KEY, .label = "关注事项", .required = true,
     .say = "关注事项的代码，如 flag_pension"},
    {"label", AT(notice_flag, label), SLOT_TEXT, .label = "名单显示了什么", .required = true,
     .say = "名单显示了什么"},
    {"measure", AT(notice_flag, measure), SLOT_TEXT, .label = "请经办人做什么", .sense = SENSE_LONG,
     .required = true, .say = "请经办人做什么"},
};
static const struct shape flag_shape = {"红旗", sizeof(struct notice_flag), flag_slots,
                                        COUNT(flag_slots)};

static const struct slot slots[] = {
    {"draws", AT(notice_flags, draws), SLOT_MANY, .label = "享受的项目", .shape = &draw_shape},
    {"flags", AT(notice_flags, flags), SLOT_MANY, .label = "红旗", .required = true,
     .shape = &flag_shape},
};
const struct shape flags_shape = {"红旗清单", sizeof(struct notice_flags), slots, COUNT(slots)};
