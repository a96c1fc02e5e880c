#include "domain/site_settings.h"

#include <string.h>

#include "domain/people/recognition_number.h"
#include "notice/notice.h"
#include "report/report.h"

static const struct {
    const char *key, *label, *help;
    int64_t otherwise, least, most;
} own[] = {
    {"review_days", "初审期限", "乡镇初审的工作日数", 5, 1, 60},
    {"publication_days", "公示天数", "认定公示的工作日数", 5, 1, 60},
    {"decision_days", "审定期限", "县级审定的工作日数", 5, 1, 60},
    {"recheck_months", "审验间隔", "认定后多少个月审验一次；0 为不审验", 12, 0, 60},
    {RECOGNITION_NUMBER_SETTING, "认定编号规则",
     "新认定的编号怎样编；已有的编号和导入的编号不变，号码不重复使用", 0, 0, 1},
    {RECOGNITION_DIGITS_SETTING, "认定编号位数", "认定编号末尾顺序号的位数，不足补 0", 6, 4, 8},
    {REPORT_FLOW_SETTING, "统计口径", "报表中按期间计数的列（服务、招聘、救助等）从哪一天数起", 0,
     0, 2},
    {"report_weekday", "每周报送日", "周报、案例星期几报：1 星期一至 7 星期日；0 未定，不算迟报", 0,
     0, 7},
    {"lock_days", "报表锁定", "截止日后几个工作日锁定，锁定后须准予补报；-1 不自动锁定", -1, -1,
     60},
    {"status_days", "就业状态有效天数", "状态核查在这些天内算清楚", 31, 1, 366},
    {"intention_days", "就业意愿有效天数", "询问意愿在这些天内算清楚", 183, 1, 732},
    {"spell_days", "就业核实有效天数", "登记的就业在这些天内核实过算清楚", 92, 1, 732},
    {"shared_phone", "电话共用人数", "一个电话登记给这么多人或更多时提示", 5, 2, 1000},
    {"attachment_mb", "附件大小上限", "一个附件的 MB 数", 10, 1, 60},
    {"attachment_most", "附件个数上限", "一条记录的附件数", 20, 1, 200},
    {"attachment_pictures", "附件允许图片", "JPG、PNG", 1, 0, 1},
    {"attachment_pdf", "附件允许 PDF", "", 1, 0, 1},
    {"attachment_office", "附件允许文档", "不带宏的 Word、Excel", 1, 0, 1},
    {"rectify_days", "整改期限", "通知的整改日期已过时，新问题的整改工作日数", 15, 1, 120},
    {"finding_evidence", "整改须有佐证", "提交整改前要有附件", 1, 0, 1},
    {"list_again_minutes", "名单再比对间隔",
     "人员新增或变动后，至少隔这些分钟把名单里没找到人的行再比对一次；0 为不自动再比对", 10, 0,
     1440},
    {"list_error", "比对容许的误差", "比对出的疑似里容许多少是错的，千分数；定得低，疑似就少", 20,
     1, 200},
    {"password_days", "密码有效天数", "超过后必须修改；0 为不限。重启后生效", 90, 0, 366},
};

/* Settings whose values have names, from the least on. */
static const struct {
    const char *key;
    const char *const *words;
} named[] = {
    {REPORT_FLOW_SETTING,
     (const char *const[]){"按通知的规定", "累计：从活动开始", "本期：只算本期"}},
    {RECOGNITION_NUMBER_SETTING,
     (const char *const[]){"县代码＋年份＋顺序号", "乡镇代码＋年份＋顺序号"}},
    {"attachment_pictures", (const char *const[]){"不允许", "允许"}},
    {"attachment_pdf", (const char *const[]){"不允许", "允许"}},
    {"attachment_office", (const char *const[]){"不允许", "允许"}},
    {"finding_evidence", (const char *const[]){"不须有", "须有"}},
};

enum { LARGEST = 1000000000 };

static const char *const *words_of(const char *key)
{
    for (size_t i = 0; i < COUNT(named); i++) {
        if (strcmp(named[i].key, key) == 0) {
            return named[i].words;
        }
    }
    return NULL;
}

struct site_settings site_settings_list(const struct app_books *books, struct arena *arena)
{
    const struct notice *notice = books->notice;
    size_t extra = notice == NULL ? 0 : notice->settings.parameters.n;
    struct site_settings list = {.at = arena_array(arena, struct site_setting, COUNT(own) + extra)};
    for (size_t i = 0; i < COUNT(own); i++) {
        list.at[list.n++] = (struct site_setting){
            .key = text_of(own[i].key),
            .label = text_of(own[i].label),
            .help = text_of(own[i].help),
            .known = true,
            .value = settings_int(&books->settings, own[i].key, own[i].otherwise),
            .least = own[i].least,
            .most = own[i].most,
            .words = words_of(own[i].key),
        };
    }
    for (size_t i = 0; i < extra; i++) {
        const struct notice_parameter *parameter = &notice->settings.parameters.at[i];
        const char *key = arena_cstr(arena, parameter->key);
        int64_t value = settings_int(&books->settings, key, INT64_MIN);
        list.at[list.n++] = (struct site_setting){
            .key = parameter->key,
            .label = parameter->label,
            .help = arena_printf(arena, "单位：%.*s。%.*s", TEXT_ARG(parameter->unit),
                                 TEXT_ARG(parameter->note)),
            .known = value != INT64_MIN,
            .value = value,
            .most = LARGEST,
        };
    }
    return list;
}

enum status site_settings_put(struct work *work, const struct site_settings *settings,
                              struct text key, int64_t value, struct errors *errors,
                              struct error *error)
{
    for (size_t i = 0; i < settings->n; i++) {
        const struct site_setting *setting = &settings->at[i];
        if (!text_equal(setting->key, key)) {
            continue;
        }
        if (value < setting->least || value > setting->most) {
            errors_add(errors, work->arena, arena_cstr(work->arena, key),
                       arena_printf(work->arena, "“%.*s”应在 %lld 到 %lld 之间",
                                    TEXT_ARG(setting->label), (long long)setting->least,
                                    (long long)setting->most),
                       TEXT_EMPTY);
            return error_set(error, work->arena, INVALID, "设置超出范围");
        }
        return app_put_setting(work, key, arena_printf(work->arena, "%lld", (long long)value),
                               error);
    }
    errors_add(errors, work->arena, arena_cstr(work->arena, key), TEXT("没有这项设置"), TEXT_EMPTY);
    return error_set(error, work->arena, INVALID, "没有这项设置");
}
