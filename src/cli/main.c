/* nuanxin: finds the command, reads its options, runs it. */
#include <locale.h>
#include <stdio.h>
#include <string.h>

#include "cli/command.h"

static const struct command *const commands[] = {
    &command_init,    &command_serve,  &command_demo,    &command_import,  &command_export,
    &command_compare, &command_report, &command_notice,  &command_audit,   &command_backup,
    &command_restore, &command_user,   &command_openapi, &command_version,
};

const char *argument(const struct arguments *arguments, const char *name, const char *otherwise)
{
    const struct command *command = arguments->command;
    for (size_t i = 0; i < command->option_count; i++) {
        if (strcmp(command->options[i].name, name) == 0) {
            return arguments->given[i] != NULL ? arguments->given[i] : otherwise;
        }
    }
    bug("command %s has no option --%s", command->name, name);
}

bool argument_given(const struct arguments *arguments, const char *name)
{
    return argument(arguments, name, NULL) != NULL;
}

int command_failed(const struct error *error)
{
    fprintf(stderr, "错误：%.*s\n", TEXT_ARG(error->message));
    if (error->hint.n > 0) {
        fprintf(stderr, "办法：%.*s\n", TEXT_ARG(error->hint));
    }
    if (error->detail.n > 0) {
        fprintf(stderr, "详情：%.*s\n", TEXT_ARG(error->detail));
    }
    return status_exit(error->status);
}

static void overview(FILE *out)
{
    fputs("暖心 nuanxin " NUANXIN_VERSION
          " · 县级就业援助工作系统\n\n用法：nuanxin 命令 [选项]\n\n",
          out);
    for (size_t i = 0; i < COUNT(commands); i++) {
        fprintf(out, "  %-9s %s\n", commands[i]->name, commands[i]->summary);
    }
    fputs("\n每个命令加 --help 有详细说明和例子。\n"
          "退出码：0 成功，1 有需要处理的问题，2 用法有误，3 未能完成。\n",
          out);
}

/* How far a word reaches on the screen: a Chinese character has three bytes and two columns. */
static int columns_of(const char *word)
{
    int columns = 0;
    for (const char *at = word; *at != '\0'; at++) {
        columns += (unsigned char)*at >= 0xe0 ? 0 : 1;
    }
    return columns;
}

static void explain(const struct command *command, FILE *out)
{
    fprintf(out, "用法：nuanxin %s%s%s%s\n\n%s\n", command->name,
            command->words[0] != '\0' ? " " : "", command->words,
            command->option_count > 0 ? " [选项]" : "", command->help);
    if (command->option_count > 0) {
        fputs("\n选项：\n", out);
    }
    for (size_t i = 0; i < command->option_count; i++) {
        const struct option *o = &command->options[i];
        char word[64];
        snprintf(word, sizeof(word), "--%s%s%s", o->name, o->value != NULL ? " " : "",
                 o->value != NULL ? o->value : "");
        int blanks = columns_of(word) < 20 ? 20 - columns_of(word) : 0;
        fprintf(out, "  %s%*s  %s%s\n", word, blanks, "", o->help, o->required ? "（必填）" : "");
    }
}

static int usage(const struct command *command, const char *what, const char *which)
{
    fprintf(stderr, "%s%s\n", what, which);
    fprintf(stderr, "用 nuanxin %s --help 看用法。\n", command->name);
    return EXIT_USAGE;
}

/* Reads the words after the command; EXIT_OK, or EXIT_USAGE with the fault printed. */
static int read_arguments(struct arguments *arguments, int count, char **words)
{
    const struct command *command = arguments->command;
    for (int i = 0; i < count; i++) {
        if (strncmp(words[i], "--", 2) != 0) {
            if (arguments->word_count == WORDS_MAX || arguments->word_count == command->most) {
                return usage(command, "多余的参数：", words[i]);
            }
            arguments->words[arguments->word_count++] = words[i];
            continue;
        }
        const char *equals = strchr(words[i], '=');
        size_t length = equals != NULL ? (size_t)(equals - words[i]) - 2 : strlen(words[i]) - 2;
        size_t o = 0;
        while (o < command->option_count &&
               (strlen(command->options[o].name) != length ||
                memcmp(command->options[o].name, words[i] + 2, length) != 0)) {
            o++;
        }
        if (o == command->option_count) {
            return usage(command, "没有这个选项：", words[i]);
        }
        if (command->options[o].value == NULL) {
            arguments->given[o] = "";
        } else if (equals != NULL) {
            arguments->given[o] = equals + 1;
        } else if (i + 1 < count) {
            arguments->given[o] = words[++i];
        } else {
            return usage(command, "缺少选项的值：", words[i]);
        }
    }
    for (size_t o = 0; o < command->option_count; o++) {
        if (command->options[o].required && arguments->given[o] == NULL) {
            return usage(command, "缺少选项 --", command->options[o].name);
        }
    }
    return arguments->word_count >= command->least ? EXIT_OK
                                                   : usage(command, "缺少参数：", command->words);
}

int main(int argc, char **argv)
{
    setlocale(LC_CTYPE, "C.UTF-8");
    if (argc < 2 || strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "help") == 0) {
        overview(argc < 2 ? stderr : stdout);
        return argc < 2 ? EXIT_USAGE : EXIT_OK;
    }
    const struct command *command = NULL;
    for (size_t i = 0; i < COUNT(commands); i++) {
        if (strcmp(commands[i]->name, argv[1]) == 0 ||
            (strcmp(argv[1], "--version") == 0 && commands[i] == &command_version)) {
            command = commands[i];
        }
    }
    if (command == NULL) {
        fprintf(stderr, "没有这个命令：%s\n", argv[1]);
        overview(stderr);
        return EXIT_USAGE;
    }
    for (int i = 2; i < argc; i++) {
        if (strcmp(argv[i], "--help") == 0) {
            explain(command, stdout);
            return EXIT_OK;
        }
    }
    struct arena arena;
    arena_init(&arena);
    struct arguments arguments = {.arena = &arena, .command = command};
    int code = read_arguments(&arguments, argc - 2, argv + 2);
    if (code == EXIT_OK) {
        code = command->run(&arguments);
    }
    arena_release(&arena);
    return code;
}
