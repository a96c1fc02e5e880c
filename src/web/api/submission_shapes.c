#include "web/api/submission_shapes.h"

#include "web/api/report.h"

static const struct payload unit_payload = {
    .name = "RoundUnit",
    .members = (const struct member[]){
        {.name = "unit", .kind = MEMBER_TEXT, .flags = MEMBER_REQUIRED},
        {.name = "label", .kind = MEMBER_TEXT, .flags = MEMBER_REQUIRED},
        {.name = "state", .kind = MEMBER_TEXT, .flags = MEMBER_REQUIRED},
        {.name = "state_label", .kind = MEMBER_TEXT, .flags = MEMBER_REQUIRED},
        {.name = "light",
         .kind = MEMBER_TEXT,
         .flags = MEMBER_REQUIRED,
         .choices = (const char *const[]){"done", "red", "yellow", "green", "none", NULL}},
        {.name = "submitted_on", .kind = MEMBER_DAY, .flags = MEMBER_REQUIRED | MEMBER_NULL},
        {.name = "late", .kind = MEMBER_BOOL, .flags = MEMBER_REQUIRED},
        {.name = "days_late", .kind = MEMBER_INT, .flags = MEMBER_REQUIRED},
        {.name = "extended_to", .kind = MEMBER_DAY, .flags = MEMBER_REQUIRED | MEMBER_NULL},
        {.name = "times", .kind = MEMBER_INT, .flags = MEMBER_REQUIRED},
        {0},
    }};

#define DAY_OR_NULL(key)                                                                           \
    {                                                                                              \
        .name = key, .kind = MEMBER_DAY, .flags = MEMBER_REQUIRED | MEMBER_NULL                    \
    }

static const struct payload round_payload = {
    .name = "ReportRound",
    .members = (const struct member[]){
        {.name = "report", .kind = MEMBER_TEXT, .flags = MEMBER_REQUIRED},
        {.name = "report_name", .kind = MEMBER_TEXT, .flags = MEMBER_REQUIRED},
        {.name = "title", .kind = MEMBER_TEXT, .flags = MEMBER_REQUIRED},
        {.name = "round", .kind = MEMBER_TEXT, .flags = MEMBER_REQUIRED},
        {.name = "name", .kind = MEMBER_TEXT, .flags = MEMBER_REQUIRED},
        {.name = "table", .kind = MEMBER_BOOL, .flags = MEMBER_REQUIRED},
        DAY_OR_NULL("from"),
        DAY_OR_NULL("as_of"),
        DAY_OR_NULL("due"),
        DAY_OR_NULL("remind"),
        DAY_OR_NULL("lock"),
        {.name = "units", .kind = MEMBER_LIST, .flags = MEMBER_REQUIRED, .of = &unit_payload},
        {.name = "asked", .kind = MEMBER_INT, .flags = MEMBER_REQUIRED},
        {.name = "handed_in", .kind = MEMBER_INT, .flags = MEMBER_REQUIRED},
        {.name = "on_time", .kind = MEMBER_INT, .flags = MEMBER_REQUIRED},
        {.name = "counted", .kind = MEMBER_INT, .flags = MEMBER_REQUIRED},
        {.name = "sealed", .kind = MEMBER_BOOL, .flags = MEMBER_REQUIRED},
        {0},
    }};
static const struct payload rank_payload = {
    .name = "RoundRank",
    .members = (const struct member[]){
        {.name = "unit", .kind = MEMBER_TEXT, .flags = MEMBER_REQUIRED},
        {.name = "label", .kind = MEMBER_TEXT, .flags = MEMBER_REQUIRED},
        {.name = "asked", .kind = MEMBER_INT, .flags = MEMBER_REQUIRED},
        {.name = "handed_in", .kind = MEMBER_INT, .flags = MEMBER_REQUIRED},
        {.name = "on_time", .kind = MEMBER_INT, .flags = MEMBER_REQUIRED},
        {.name = "returned", .kind = MEMBER_INT, .flags = MEMBER_REQUIRED},
        {0},
    }};
const struct payload submission_board_payload = {
    .name = "Submissions",
    .members = (const struct member[]){
        {.name = "rounds", .kind = MEMBER_LIST, .flags = MEMBER_REQUIRED, .of = &round_payload},
        {.name = "ranking", .kind = MEMBER_LIST, .flags = MEMBER_REQUIRED, .of = &rank_payload},
        {.name = "today", .kind = MEMBER_DAY, .flags = MEMBER_REQUIRED},
        {0},
    }};
static const struct payload may_payload = {
    .name = "SubmissionMay",
    .members = (const struct member[]){
        {.name = "write", .kind = MEMBER_BOOL, .flags = MEMBER_REQUIRED},
        {.name = "submit", .kind = MEMBER_BOOL, .flags = MEMBER_REQUIRED},
        {.name = "return", .kind = MEMBER_BOOL, .flags = MEMBER_REQUIRED},
        {.name = "accept", .kind = MEMBER_BOOL, .flags = MEMBER_REQUIRED},
        {.name = "seal", .kind = MEMBER_BOOL, .flags = MEMBER_REQUIRED},
        {.name = "reopen", .kind = MEMBER_BOOL, .flags = MEMBER_REQUIRED},
        {.name = "extend", .kind = MEMBER_BOOL, .flags = MEMBER_REQUIRED},
        {0},
    }};
static const struct payload prose_payload = {
    .name = "SubmissionProse",
    .members = (const struct member[]){
        {.name = "key", .kind = MEMBER_TEXT, .flags = MEMBER_REQUIRED},
        {.name = "label", .kind = MEMBER_TEXT, .flags = MEMBER_REQUIRED},
        {.name = "help", .kind = MEMBER_TEXT, .flags = MEMBER_REQUIRED},
        {.name = "least", .kind = MEMBER_INT, .flags = MEMBER_REQUIRED},
        {.name = "most", .kind = MEMBER_INT, .flags = MEMBER_REQUIRED},
        {.name = "internal", .kind = MEMBER_BOOL, .flags = MEMBER_REQUIRED},
        {.name = "body", .kind = MEMBER_TEXT, .flags = MEMBER_REQUIRED},
        {0},
    }};
static const struct payload part_payload = {
    .name = "SubmissionPart",
    .members = (const struct member[]){
        {.name = "unit", .kind = MEMBER_TEXT, .flags = MEMBER_REQUIRED},
        {.name = "label", .kind = MEMBER_TEXT, .flags = MEMBER_REQUIRED},
        {.name = "state", .kind = MEMBER_TEXT, .flags = MEMBER_REQUIRED},
        {.name = "state_label", .kind = MEMBER_TEXT, .flags = MEMBER_REQUIRED},
        {.name = "prose", .kind = MEMBER_LIST, .flags = MEMBER_REQUIRED, .of = &prose_payload},
        {0},
    }};
static const struct payload note_payload = {
    .name = "ReportNote",
    .members = (const struct member[]){
        {.name = "id", .kind = MEMBER_ID, .flags = MEMBER_REQUIRED},
        {.name = "kind", .kind = MEMBER_TEXT, .flags = MEMBER_REQUIRED},
        {.name = "target", .kind = MEMBER_TEXT, .flags = MEMBER_REQUIRED},
        {.name = "label", .kind = MEMBER_TEXT, .flags = MEMBER_REQUIRED},
        {.name = "body", .kind = MEMBER_TEXT, .flags = MEMBER_REQUIRED},
        {.name = "actor", .kind = MEMBER_TEXT, .flags = MEMBER_REQUIRED},
        DAY_OR_NULL("day"),
        {0},
    }};
static const struct payload sheet_line_payload = {
    .name = "SheetLine",
    .members = (const struct member[]){
        {.name = "key", .kind = MEMBER_TEXT, .flags = MEMBER_REQUIRED},
        {.name = "no", .kind = MEMBER_INT, .flags = MEMBER_REQUIRED},
        {.name = "label", .kind = MEMBER_TEXT, .flags = MEMBER_REQUIRED},
        {.name = "text", .kind = MEMBER_TEXT, .flags = MEMBER_REQUIRED},
        {0},
    }};
static const struct payload sheet_cells_payload = {
    .name = "SheetCells",
    .members = (const struct member[]){
        {.name = "cells", .kind = MEMBER_TEXTS, .flags = MEMBER_REQUIRED},
        {0},
    }};
static const struct payload sheet_unit_payload = {
    .name = "SheetUnit",
    .members = (const struct member[]){
        {.name = "label", .kind = MEMBER_TEXT, .flags = MEMBER_REQUIRED},
        {.name = "lines",
         .kind = MEMBER_LIST,
         .flags = MEMBER_REQUIRED,
         .of = &sheet_cells_payload},
        {0},
    }};
static const struct payload sheet_payload = {
    .name = "SubmissionSheet",
    .members = (const struct member[]){
        {.name = "columns", .kind = MEMBER_TEXTS, .flags = MEMBER_REQUIRED},
        {.name = "lines", .kind = MEMBER_LIST, .flags = MEMBER_REQUIRED, .of = &sheet_line_payload},
        {.name = "units", .kind = MEMBER_LIST, .flags = MEMBER_REQUIRED, .of = &sheet_unit_payload},
        DAY_OR_NULL("before_as_of"),
        {.name = "before",
         .kind = MEMBER_OBJECT,
         .flags = MEMBER_REQUIRED | MEMBER_NULL,
         .of = &sheet_unit_payload},
        {0},
    }};
static const struct payload beside_payload = {
    .name = "SubmissionBeside",
    .members = (const struct member[]){
        {.name = "unit", .kind = MEMBER_TEXT, .flags = MEMBER_REQUIRED},
        {.name = "label", .kind = MEMBER_TEXT, .flags = MEMBER_REQUIRED},
        {.name = "state", .kind = MEMBER_TEXT, .flags = MEMBER_REQUIRED},
        {.name = "state_label", .kind = MEMBER_TEXT, .flags = MEMBER_REQUIRED},
        {.name = "cells", .kind = MEMBER_LIST, .flags = MEMBER_REQUIRED},
        {0},
    }};
const struct payload submission_payload = {
    .name = "Submission",
    .members = (const struct member[]){
        {.name = "report", .kind = MEMBER_TEXT, .flags = MEMBER_REQUIRED},
        {.name = "title", .kind = MEMBER_TEXT, .flags = MEMBER_REQUIRED},
        {.name = "round", .kind = MEMBER_TEXT, .flags = MEMBER_REQUIRED},
        {.name = "name", .kind = MEMBER_TEXT, .flags = MEMBER_REQUIRED},
        {.name = "unit", .kind = MEMBER_TEXT, .flags = MEMBER_REQUIRED},
        {.name = "label", .kind = MEMBER_TEXT, .flags = MEMBER_REQUIRED},
        DAY_OR_NULL("from"),
        DAY_OR_NULL("as_of"),
        DAY_OR_NULL("due"),
        DAY_OR_NULL("lock"),
        {.name = "locked", .kind = MEMBER_BOOL, .flags = MEMBER_REQUIRED},
        {.name = "id", .kind = MEMBER_ID, .flags = MEMBER_REQUIRED | MEMBER_NULL},
        {.name = "state", .kind = MEMBER_TEXT, .flags = MEMBER_REQUIRED},
        {.name = "state_label", .kind = MEMBER_TEXT, .flags = MEMBER_REQUIRED},
        DAY_OR_NULL("submitted_on"),
        DAY_OR_NULL("extended_to"),
        {.name = "seal", .kind = MEMBER_TEXT, .flags = MEMBER_REQUIRED},
        {.name = "photos", .kind = MEMBER_INT, .flags = MEMBER_REQUIRED},
        {.name = "published", .kind = MEMBER_BOOL, .flags = MEMBER_REQUIRED},
        {.name = "draft", .kind = MEMBER_BOOL, .flags = MEMBER_REQUIRED},
        {.name = "may", .kind = MEMBER_OBJECT, .flags = MEMBER_REQUIRED, .of = &may_payload},
        {.name = "prose", .kind = MEMBER_LIST, .flags = MEMBER_REQUIRED, .of = &prose_payload},
        {.name = "parts", .kind = MEMBER_LIST, .of = &part_payload},
        {.name = "notes", .kind = MEMBER_LIST, .flags = MEMBER_REQUIRED, .of = &note_payload},
        {.name = "sheet",
         .kind = MEMBER_OBJECT,
         .flags = MEMBER_REQUIRED | MEMBER_NULL,
         .of = &report_payload},
        {.name = "beside", .kind = MEMBER_LIST, .of = &beside_payload},
        {.name = "list",
         .kind = MEMBER_OBJECT,
         .flags = MEMBER_REQUIRED | MEMBER_NULL,
         .of = &sheet_payload},
        {0},
    }};
static const struct payload version_payload = {
    .name = "SubmissionVersion",
    .members = (const struct member[]){
        {.name = "at", .kind = MEMBER_TEXT, .flags = MEMBER_REQUIRED},
        {.name = "actor", .kind = MEMBER_TEXT, .flags = MEMBER_REQUIRED},
        {.name = "step", .kind = MEMBER_TEXT, .flags = MEMBER_REQUIRED},
        {.name = "value", .kind = MEMBER_REAL, .flags = MEMBER_REQUIRED | MEMBER_NULL},
        {.name = "computed", .kind = MEMBER_REAL, .flags = MEMBER_REQUIRED | MEMBER_NULL},
        {.name = "reason", .kind = MEMBER_TEXT, .flags = MEMBER_REQUIRED},
        {.name = "cells", .kind = MEMBER_TEXTS, .flags = MEMBER_REQUIRED},
        {0},
    }};
const struct payload submission_history_payload = {
    .name = "SubmissionHistory",
    .members = (const struct member[]){
        {.name = "versions", .kind = MEMBER_LIST, .flags = MEMBER_REQUIRED, .of = &version_payload},
        {0},
    }};
const struct payload submission_history_query = {
    .members = (const struct member[]){
        {.name = "target", .label = "列或行的代号", .kind = MEMBER_TEXT, .flags = MEMBER_REQUIRED},
        {0},
    }};
const struct payload submission_figure_body = {
    .members = (const struct member[]){
        {.name = "column", .label = "列", .kind = MEMBER_TEXT, .flags = MEMBER_REQUIRED},
        {.name = "value", .label = "填报数", .kind = MEMBER_ANY, .flags = MEMBER_NULL},
        {.name = "reason", .label = "原因", .kind = MEMBER_TEXT, .max = 300},
        {0},
    }};
static const struct payload changed_cell_payload = {
    .name = "ChangedCell",
    .members = (const struct member[]){
        {.name = "column", .kind = MEMBER_TEXT, .flags = MEMBER_REQUIRED},
        {.name = "before", .kind = MEMBER_REAL, .flags = MEMBER_REQUIRED | MEMBER_NULL},
        {.name = "now", .kind = MEMBER_REAL, .flags = MEMBER_REQUIRED | MEMBER_NULL},
        {.name = "added", .kind = MEMBER_INT, .flags = MEMBER_REQUIRED},
        {.name = "removed", .kind = MEMBER_INT, .flags = MEMBER_REQUIRED},
        {0},
    }};
static const struct payload changed_row_payload = {
    .name = "ChangedRow",
    .members = (const struct member[]){
        {.name = "unit", .kind = MEMBER_TEXT, .flags = MEMBER_REQUIRED},
        {.name = "label", .kind = MEMBER_TEXT, .flags = MEMBER_REQUIRED},
        {.name = "cells",
         .kind = MEMBER_LIST,
         .flags = MEMBER_REQUIRED,
         .of = &changed_cell_payload},
        {0},
    }};
const struct payload submission_changes_payload = {
    .name = "SubmissionChanges",
    .members = (const struct member[]){
        DAY_OR_NULL("base_as_of"),
        {.name = "rows", .kind = MEMBER_LIST, .flags = MEMBER_REQUIRED, .of = &changed_row_payload},
        {0},
    }};

#define AGAINST                                                                                    \
    {                                                                                              \
        .name = "against", .label = "与哪一次比", .kind = MEMBER_TEXT, .flags = MEMBER_REQUIRED,   \
        .choices = (const char *const[])                                                           \
        {                                                                                          \
            "before", "last", NULL                                                                 \
        }                                                                                          \
    }

const struct payload submission_changes_query = {.members = (const struct member[]){AGAINST, {0}}};
const struct payload submission_changed_body = {
    .members = (const struct member[]){
        AGAINST,
        {.name = "unit", .label = "单位", .kind = MEMBER_TEXT, .flags = MEMBER_REQUIRED},
        {.name = "column", .label = "列", .kind = MEMBER_TEXT, .flags = MEMBER_REQUIRED},
        {.name = "which",
         .label = "增减",
         .kind = MEMBER_TEXT,
         .flags = MEMBER_REQUIRED,
         .choices = (const char *const[]){"added", "removed", NULL}},
        {.name = "offset", .label = "起点", .kind = MEMBER_INT, .min = 0, .max = 10000000},
        {.name = "limit", .label = "条数", .kind = MEMBER_INT, .min = 1, .max = 100},
        {0},
    }};
const struct payload submission_words_body = {
    .members = (const struct member[]){
        {.name = "prose", .label = "正文", .kind = MEMBER_MAP},
        {.name = "explain", .label = "校验说明", .kind = MEMBER_MAP},
        {0},
    }};
const struct payload submission_comment_body = {
    .members = (const struct member[]){
        {.name = "target", .label = "所指的列", .kind = MEMBER_TEXT, .max = 60},
        {.name = "body",
         .label = "批注",
         .kind = MEMBER_TEXT,
         .flags = MEMBER_REQUIRED,
         .min = 1,
         .max = 500},
        {0},
    }};
const struct payload submission_return_body = {
    .members = (const struct member[]){
        {.name = "reason", .label = "理由", .kind = MEMBER_TEXT, .flags = MEMBER_REQUIRED},
        {.name = "remarks", .label = "各格意见", .kind = MEMBER_MAP},
        {0},
    }};
const struct payload submission_extend_body = {
    .members = (const struct member[]){
        {.name = "until", .label = "补报期限", .kind = MEMBER_DAY, .flags = MEMBER_REQUIRED},
        {.name = "reason", .label = "理由", .kind = MEMBER_TEXT, .flags = MEMBER_REQUIRED},
        {0},
    }};
const struct payload submission_seal_body = {
    .members = (const struct member[]){
        {.name = "explain", .label = "校验说明", .kind = MEMBER_MAP},
        {.name = "reason", .label = "缺报原因", .kind = MEMBER_TEXT, .max = 300},
        {0},
    }};
static const char *const file_formats[] = {"xlsx", "csv", "pdf", "docx", NULL};

const struct payload submission_file_query = {.members = (const struct member[]){
                                                  {.name = "format",
                                                   .label = "格式",
                                                   .kind = MEMBER_TEXT,
                                                   .flags = MEMBER_REQUIRED,
                                                   .choices = file_formats},
                                                  {0},
                                              }};
