/*
 * command: what `nuanxin WORD …` does, one table entry and one file each. The options a command
 * knows are declared beside it, so parsing, checking and --help come from one place.
 */
#ifndef CLI_COMMAND_H
#define CLI_COMMAND_H

#include "base/arena.h"
#include "base/error.h"

/* Exit codes, DESIGN §6. */
enum { EXIT_OK = 0, EXIT_FINDINGS = 1, EXIT_USAGE = 2, EXIT_FAILED = 3 };

struct option {
    const char *name;  /* "data" for --data */
    const char *value; /* what follows it: DIR; NULL: a switch */
    const char *help;  /* one line */
    bool required;
};

enum { OPTIONS_MAX = 16, WORDS_MAX = 8 };

struct arguments {
    struct arena *arena;
    const struct command *command;
    const char *given[OPTIONS_MAX]; /* by the command's option index: its value, "" for a switch,
                                       NULL: not given */
    const char *words[WORDS_MAX];   /* what is no option */
    int word_count;
};

struct command {
    const char *name;
    const char *words;   /* usage of the words after it: "LEDGER FILE" */
    int least, most;     /* how many words */
    const char *summary; /* one line in the overview */
    const char *help;    /* the lesson that --help prints */
    const struct option *options;
    size_t option_count;
    int (*run)(const struct arguments *arguments);
};

/* The option's value, or `otherwise` when it was not given; bug() for one the command does not
 * declare. */
const char *argument(const struct arguments *arguments, const char *name, const char *otherwise);
bool argument_given(const struct arguments *arguments, const char *name);

/* Prints an error's message and hint to stderr; returns its exit code. */
int command_failed(const struct error *error);

extern const struct command command_init, command_serve, command_demo, command_import,
    command_export, command_compare, command_report, command_notice, command_audit, command_backup,
    command_restore, command_user, command_openapi, command_version;

#endif
