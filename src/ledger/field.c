#include "ledger/field.h"

static const struct {
    const char *name, *label;
    bool number;
} kinds[] = {
    [KIND_TEXT] = {"text", "文本", false},
    [KIND_NOTE] = {"note", "多行文本", false},
    [KIND_INT] = {"int", "整数", true},
    [KIND_MONEY] = {"money", "金额(元)", true},
    [KIND_BOOL] = {"bool", "是/否", true},
    [KIND_DATE] = {"date", "日期", true},
    [KIND_TIME] = {"time", "时间", true},
    [KIND_CODE] = {"code", "代码", false},
    [KIND_CODES] = {"codes", "多选代码", false},
    [KIND_CITIZEN_ID] = {"citizen_id", "公民身份号码", false},
    [KIND_CREDIT_CODE] = {"credit_code", "统一社会信用代码", false},
    [KIND_PHONE] = {"phone", "电话", false},
    [KIND_CARD] = {"card", "银行卡号", false},
    [KIND_REGION] = {"region", "行政区划", true},
    [KIND_REF] = {"ref", "关联", true},
};
_Static_assert(COUNT(kinds) == KIND__COUNT, "every kind is described");

const char *kind_label(enum kind kind)
{
    return kinds[kind].label;
}

const char *kind_name(enum kind kind)
{
    return kinds[kind].name;
}

bool kind_is_number(enum kind kind)
{
    return kinds[kind].number;
}
