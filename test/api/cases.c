#include "cases.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "files.h"

enum { VARIABLES = 64, HEADERS = 8, LINE = 8192 };

struct variable {
    char name[32], value[128];
};

struct run {
    struct site *site;
    const char *file;
    int line;
    struct arena arena;
    struct variable variables[VARIABLES];
    size_t variable_count;
    char name[128];
    bool open, bad; /* a case is open; something in it failed */
    struct client *client;
    bool bare;
    char method[16];
    char *path, *body;
    size_t body_n;
    const char *headers[HEADERS + 1];
    size_t header_count;
    struct answer answer;
    bool answered;
    struct case_counts *counts;
};

static void complain(struct run *run, const char *what, const char *detail)
{
    fprintf(stderr, "%s:%d: %s: %s %s\n    answer: %ld %.*s\n", run->file, run->line, run->name,
            what, detail, run->answer.status,
            (int)(run->answer.body.n < 600 ? run->answer.body.n : 600), run->answer.body.s);
    run->bad = true;
}

static void end_case(struct run *run)
{
    if (run->open) {
        run->counts->passed += run->bad ? 0 : 1;
        run->counts->failed += run->bad ? 1 : 0;
    }
    run->open = run->bad = false;
}

/* The line with ${names} replaced. */
static char *expand(struct run *run, const char *text)
{
    struct text out = TEXT_EMPTY;
    for (const char *at = text; *at != '\0';) {
        const char *open = strstr(at, "${");
        const char *close = open == NULL ? NULL : strchr(open, '}');
        if (close == NULL) {
            out = arena_printf(&run->arena, "%.*s%s", TEXT_ARG(out), at);
            break;
        }
        const char *value = NULL;
        for (size_t i = 0; i < run->variable_count; i++) {
            size_t n = strlen(run->variables[i].name);
            if (n == (size_t)(close - open - 2) &&
                memcmp(run->variables[i].name, open + 2, n) == 0) {
                value = run->variables[i].value;
            }
        }
        if (value == NULL) {
            complain(run, "unknown variable", open);
            value = "";
        }
        out = arena_printf(&run->arena, "%.*s%.*s%s", TEXT_ARG(out), (int)(open - at), at, value);
        at = close + 1;
    }
    return arena_cstr(&run->arena, out);
}

static void send_request(struct run *run)
{
    if (run->answered) {
        answer_release(&run->answer);
    }
    run->headers[run->header_count] = NULL;
    run->answer = site_ask(run->site, run->client, run->method, run->path, run->body, run->body_n,
                           run->headers, run->bare);
    run->answered = true;
    run->header_count = 0;
    run->body = NULL;
    run->body_n = 0;
}

/* The member of a dotted path; NULL when it is not there. */
static const struct json *find(struct run *run, const char *path)
{
    struct json *root;
    struct error error;
    if (json_parse(&run->arena, buf_text(&run->answer.body), &root, &error) != OK) {
        return NULL;
    }
    const struct json *at = root;
    struct text rest = text_of(path), part;
    while (at != NULL && text_split(&rest, '.', &part)) {
        int64_t index;
        if (at->kind == JSON_KIND_LIST && text_to_int(part, &index)) {
            at = index >= 0 && (size_t)index < at->n ? &at->at[index] : NULL;
        } else {
            at = json_member(at, arena_cstr(&run->arena, part));
        }
    }
    return at;
}

static const char *shown(struct run *run, const struct json *value)
{
    switch (value->kind) {
    case JSON_KIND_TEXT:
        return arena_cstr(&run->arena, value->text);
    case JSON_KIND_INT:
        return arena_printf(&run->arena, "%lld", (long long)value->number).s;
    case JSON_KIND_BOOL:
        return value->number != 0 ? "true" : "false";
    case JSON_KIND_NULL:
        return "null";
    case JSON_KIND_LIST:
        return arena_printf(&run->arena, "[%zu]", value->n).s;
    default:
        return "?";
    }
}

static void check_json(struct run *run, char *words)
{
    char *path = words;
    char *rest = strchr(words, ' ');
    if (rest == NULL) {
        complain(run, "cannot read", words);
        return;
    }
    *rest++ = '\0';
    const struct json *value = find(run, path);
    if (strcmp(rest, "exists") == 0 || strcmp(rest, "absent") == 0) {
        if ((value != NULL) != (strcmp(rest, "exists") == 0)) {
            complain(run, path, rest);
        }
    } else if (strncmp(rest, "= ", 2) != 0) {
        complain(run, "cannot read", rest);
    } else if (value == NULL || strcmp(shown(run, value), rest + 2) != 0) {
        complain(run, path, value == NULL ? "is absent" : shown(run, value));
    }
}

static void save(struct run *run, char *words)
{
    char *path = strchr(words, ' ');
    const struct json *value = path == NULL ? NULL : find(run, path + 1);
    if (value == NULL) {
        complain(run, "cannot save", words);
        return;
    }
    *path = '\0';
    struct variable *variable = NULL;
    for (size_t i = 0; i < run->variable_count && variable == NULL; i++) {
        variable = strcmp(run->variables[i].name, words) == 0 ? &run->variables[i] : NULL;
    }
    if (variable == NULL && run->variable_count < VARIABLES) {
        variable = &run->variables[run->variable_count++];
    }
    if (variable != NULL) {
        snprintf(variable->name, sizeof(variable->name), "%s", words);
        snprintf(variable->value, sizeof(variable->value), "%s", shown(run, value));
    }
}

static bool answer_has(const struct run *run, const char *what)
{
    return text_has(buf_text(&run->answer.body), text_of(what)) ||
           text_has(buf_text(&run->answer.headers), text_of(what));
}

static void expect(struct run *run, const char *status)
{
    send_request(run);
    if (run->answer.status != strtol(status, NULL, 10)) {
        complain(run, "expected", status);
    }
}

static void set_body(struct run *run, char *json)
{
    run->body = json;
    run->body_n = strlen(json);
}

/* A file of several lines, each \n of the case a line's end. */
static void set_lines(struct run *run, const char *words)
{
    char *lines = arena_alloc(&run->arena, strlen(words) + 1), *to = lines;
    for (; *words != '\0'; words++) {
        bool end = words[0] == '\\' && words[1] == 'n';
        *to++ = end ? '\n' : *words;
        words += end;
    }
    set_body(run, lines);
}

static void set_zeros(struct run *run, const char *count)
{
    run->body_n = strtoul(count, NULL, 10);
    run->body = arena_alloc(&run->arena, run->body_n);
}

static void set_hex(struct run *run, const char *hex)
{
    run->body_n = strlen(hex) / 2;
    run->body = arena_alloc(&run->arena, run->body_n);
    for (size_t i = 0; i < run->body_n; i++) {
        char pair[3] = {hex[2 * i], hex[2 * i + 1], '\0'};
        run->body[i] = (char)strtoul(pair, NULL, 16);
    }
}

static void choose_client(struct run *run, char *words)
{
    char *bare = strstr(words, " bare");
    run->bare = bare != NULL;
    if (bare != NULL) {
        *bare = '\0';
    }
    run->client = site_client(run->site, words);
}

static void take_line(struct run *run, char *line)
{
    char *words = strchr(line, ' ');
    words = words == NULL ? line + strlen(line) : words + 1;
    size_t n = strcspn(line, " ");
    struct text verb = {line, n};
    if (text_is(verb, "case")) {
        end_case(run);
        run->open = true;
        snprintf(run->name, sizeof(run->name), "%s", words);
    } else if (text_is(verb, "as")) {
        choose_client(run, words);
    } else if (text_is(verb, "beside")) {
        site_beside(run->site);
    } else if (text_is(verb, "header") && run->header_count < HEADERS) {
        run->headers[run->header_count++] = words;
    } else if (text_is(verb, "body")) {
        set_body(run, words);
    } else if (text_is(verb, "file")) {
        struct text file = files_make(&run->arena, words);
        run->body = arena_cstr(&run->arena, file);
        run->body_n = file.n;
    } else if (text_is(verb, "lines")) {
        set_lines(run, words);
    } else if (text_is(verb, "zeros")) {
        set_zeros(run, words);
    } else if (text_is(verb, "hex")) {
        set_hex(run, words);
    } else if (text_is(verb, "expect")) {
        expect(run, words);
    } else if (text_is(verb, "json")) {
        check_json(run, words);
    } else if (text_is(verb, "save")) {
        save(run, words);
    } else if (text_is(verb, "has") || text_is(verb, "lacks")) {
        if (answer_has(run, words) != text_is(verb, "has")) {
            complain(run, text_is(verb, "has") ? "lacks" : "has", words);
        }
    } else if (words[0] == '/' && n < sizeof(run->method)) {
        snprintf(run->method, sizeof(run->method), "%.*s", (int)n, line);
        run->path = words;
    } else {
        complain(run, "cannot read", line);
    }
}

void cases_run(struct site *site, const char *file, struct case_counts *counts)
{
    struct run *run = memory_get_zeroed(sizeof(*run));
    run->site = site;
    run->file = file;
    run->counts = counts;
    run->client = site_client(site, "nobody");
    FILE *in = fopen(file, "re");
    if (in == NULL) {
        fprintf(stderr, "cannot read %s\n", file);
        counts->failed++;
        free(run);
        return;
    }
    char line[LINE];
    while (fgets(line, sizeof(line), in) != NULL) {
        run->line++;
        line[strcspn(line, "\n")] = '\0';
        if (line[0] != '\0' && line[0] != '#') {
            take_line(run, expand(run, line));
        }
    }
    end_case(run);
    fclose(in);
    if (run->answered) {
        answer_release(&run->answer);
    }
    arena_release(&run->arena);
    free(run);
}
