#include <stdio.h>

#include "base/clock.h"
#include "cli/site.h"
#include "compare/result_csv.h"
#include "compare/source.h"

static bool tell(void *context, enum compare_phase phase, double done)
{
    static const char *const phases[] = {
        [COMPARE_READING] = "读取",
        [COMPARE_NUMBERS] = "按身份证号比对",
        [COMPARE_CANDIDATES] = "查找相近的人",
        [COMPARE_DECIDING] = "判定",
    };
    (void)context;
    site_progress(phases[phase], (int64_t)(done * 100), 100);
    return true;
}

static void report(const struct source sources[2], const struct compare_result *result, bool json)
{
    if (json) {
        printf("{\"left_rows\":%u,\"right_rows\":%u", sources[0].rows, sources[1].rows);
        for (int o = 0; o < OUTCOME__COUNT; o++) {
            printf(",\"%s\":%lld", outcome_code((enum outcome)o), (long long)result->outcomes[o]);
        }
        printf("}\n");
        return;
    }
    printf("左表 %u 人，右表 %u 人\n", sources[0].rows, sources[1].rows);
    for (int o = 0; o < OUTCOME__COUNT; o++) {
        printf("%s %lld  ", outcome_label((enum outcome)o), (long long)result->outcomes[o]);
    }
    printf("\n");
    for (int side = 0; side < 2; side++) {
        for (int q = QUALITY_ROWS + 1; q < QUALITY__COUNT; q++) {
            if (result->quality[side][q] > 0) {
                printf("%s表 %s：%lld\n", side == 0 ? "左" : "右",
                       compare_quality_label((enum compare_quality)q),
                       (long long)result->quality[side][q]);
            }
        }
    }
}

static int compare_files(const struct arguments *a, struct compare *compare, struct crew *crew,
                         int32_t today)
{
    struct source sources[2];
    struct compare_result result;
    struct error error;
    const char *out = argument(a, "out", NULL);
    enum status status = sources_read(a->arena, (const char *const[]){a->words[0], a->words[1]},
                                      compare, today, crew, sources, &error);
    if (status == OK) {
        status = compare_run(compare, &result, a->arena, &error);
    }
    if (status == OK) {
        status = result_csv_write(a->arena, &result, out, crew, &error);
    }
    if (status != OK) {
        return command_failed(&error);
    }
    report(sources, &result, argument_given(a, "json"));
    bool findings = result.outcomes[OUTCOME_LIKELY] + result.outcomes[OUTCOME_CONFLICT] > 0;
    return findings ? EXIT_FINDINGS : EXIT_OK;
}

static int run(const struct arguments *arguments)
{
    if (!text_ends(text_of(argument(arguments, "out", "")), TEXT(".csv"))) {
        fputs("--out 的文件名应以 .csv 结尾\n", stderr);
        return EXIT_USAGE;
    }
    int32_t today = clock_today(clock_system());
    struct crew *crew = crew_new(0);
    struct compare_settings settings = {
        .today = today, .crew = crew, .all_left = true, .progress = tell};
    struct compare *compare = compare_new(&settings);
    int code = compare_files(arguments, compare, crew, today);
    compare_free(compare);
    crew_free(crew);
    return code;
}

static const struct option options[] = {
    {"out", "文件", "结果写到哪里：.csv", true},
    {"json", NULL, "把人数写成 JSON", false},
};

const struct command command_compare = {
    .name = "compare",
    .words = "左表 右表",
    .least = 2,
    .most = 2,
    .summary = "比对两张名单：谁是同一人，谁只在一边",
    .help = "两张表各有一行列名即可，列的次序和叫法不限；.xlsx .xls .csv 都可以。\n"
            "结果每行是左行、右行、判定（same likely conflict left_only "
            "right_only）、可能性和理由。\n\n"
            "例：nuanxin compare 登记失业人员.xlsx 低保名单.csv --out 结果.csv",
    .options = options,
    .option_count = COUNT(options),
    .run = run,
};
