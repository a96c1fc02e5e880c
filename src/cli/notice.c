#include <stdio.h>
#include <string.h>

#include "cli/command.h"
#include "domain/ground.h"

static void print_fault(const struct fault *fault)
{
    const char *level = fault->level == FAULT_ERROR ? "错误" : "提醒";
    if (fault->line > 0) {
        printf("%s:%d: %s：%.*s\n", fault->file, fault->line, level, TEXT_ARG(fault->message));
    } else {
        printf("%s: %s：%.*s\n", fault->file, level, TEXT_ARG(fault->message));
    }
    if (fault->hint.n > 0) {
        printf("    改法：%.*s\n", TEXT_ARG(fault->hint));
    }
}

static int run(const struct arguments *arguments)
{
    if (strcmp(arguments->words[0], "check") != 0) {
        fprintf(stderr, "没有这个操作：%s；可用的是 check\n", arguments->words[0]);
        return EXIT_USAGE;
    }
    struct error error;
    struct faults faults;
    const struct notice *notice;
    faults_init(&faults, arguments->arena);
    if (ground_check_notice(arguments->arena, arguments->words[1], &notice, &faults, &error) !=
        OK) {
        return command_failed(&error);
    }
    faults_sort(&faults);
    for (size_t i = 0; i < faults.n; i++) {
        print_fault(&faults.at[i]);
    }
    if (faults.errors > 0 || notice == NULL) {
        printf("%zu 处错误，%zu 处提醒：改完再启用\n", faults.errors, faults.n - faults.errors);
        return EXIT_FINDINGS;
    }
    printf("%.*s：没有错误，%zu 处提醒。%zu 个单位，%zu 个类别，%zu 张报表\n",
           TEXT_ARG(notice->head.title), faults.n, notice->units.n, notice->categories.n,
           notice->reports.n);
    return EXIT_OK;
}

const struct command command_notice = {
    .name = "notice",
    .words = "check 目录",
    .least = 2,
    .most = 2,
    .summary = "检查一份通知的数据",
    .help = "读通知目录里的每个文件，指出每一处错误在哪个文件第几行、应该怎么写：\n"
            "认不得的词、条件里写错的字段、窗口以外的日期、没有一条规则校验的列、没有责任单位的任务"
            "。\n\n"
            "例：nuanxin notice check notices/xinfeng-2022-02",
    .run = run,
};
