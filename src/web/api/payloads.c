#include "web/api/payloads.h"

const struct payload empty_payload = {.members = (const struct member[]){{0}}};

const struct payload row_payload = {
    .name = "Row",
    .row = true,
    .members = (const struct member[]){
        {.name = "id", .kind = MEMBER_ID, .flags = MEMBER_REQUIRED},
        {.name = "version", .kind = MEMBER_INT, .flags = MEMBER_REQUIRED},
        {.name = "created_at", .kind = MEMBER_TEXT, .flags = MEMBER_REQUIRED},
        {.name = "changed_at", .kind = MEMBER_TEXT, .flags = MEMBER_REQUIRED},
        {.name = "removed_at", .kind = MEMBER_TEXT},
        {.name = "labels", .kind = MEMBER_MAP, .flags = MEMBER_REQUIRED},
        {.name = "masked", .kind = MEMBER_TEXTS, .flags = MEMBER_REQUIRED},
        {0},
    }};

const struct payload rows_payload = {
    .name = "Rows",
    .members = (const struct member[]){
        {.name = "rows", .kind = MEMBER_LIST, .flags = MEMBER_REQUIRED, .of = &row_payload},
        {.name = "total", .kind = MEMBER_INT, .flags = MEMBER_REQUIRED},
        {.name = "offset", .kind = MEMBER_INT, .flags = MEMBER_REQUIRED},
        {0},
    }};

const struct payload fields_payload = {
    .name = "Fields", .row = true, .members = (const struct member[]){{0}}};

static const struct payload filter_payload = {
    .name = "Filter",
    .members = (const struct member[]){
        {.name = "field",
         .label = "字段",
         .kind = MEMBER_TEXT,
         .flags = MEMBER_REQUIRED,
         .min = 1,
         .max = 64},
        {.name = "op",
         .label = "条件",
         .kind = MEMBER_TEXT,
         .flags = MEMBER_REQUIRED,
         .choices = (const char *const[]){"is", "not", "in", "from", "to", "between", "contains",
                                          "empty", "filled", NULL}},
        {.name = "value", .label = "值", .kind = MEMBER_ANY},
        {0},
    }};

static const struct payload sort_payload = {
    .name = "Sort",
    .members = (const struct member[]){
        {.name = "field",
         .label = "排序字段",
         .kind = MEMBER_TEXT,
         .flags = MEMBER_REQUIRED,
         .min = 1,
         .max = 64},
        {.name = "desc", .label = "倒序", .kind = MEMBER_BOOL},
        {0},
    }};

static const struct payload alike_payload = {
    .name = "Alike",
    .members = (const struct member[]){
        {.name = "fields",
         .label = "相同的项",
         .kind = MEMBER_TEXTS,
         .flags = MEMBER_REQUIRED,
         .min = 1,
         .max = 4},
        {.name = "least", .label = "至少几条", .kind = MEMBER_INT, .min = 2, .max = 100000},
        {0},
    }};

const struct payload query_payload = {
    .name = "Query",
    .members = (const struct member[]){
        {.name = "text", .label = "搜索", .kind = MEMBER_TEXT, .flags = MEMBER_NULL, .max = 100},
        {.name = "region", .label = "区划", .kind = MEMBER_ID, .flags = MEMBER_NULL},
        {.name = "filters",
         .label = "筛选",
         .kind = MEMBER_LIST,
         .flags = MEMBER_NULL,
         .max = 50,
         .of = &filter_payload},
        {.name = "where",
         .label = "条件式",
         .kind = MEMBER_TEXT,
         .flags = MEMBER_NULL,
         .max = 20000},
        {.name = "state", .label = "状态", .kind = MEMBER_TEXTS, .flags = MEMBER_NULL, .max = 30},
        {.name = "sort",
         .label = "排序",
         .kind = MEMBER_LIST,
         .flags = MEMBER_NULL,
         .max = 3,
         .of = &sort_payload},
        {.name = "removed", .label = "含已移除", .kind = MEMBER_BOOL},
        {.name = "alike",
         .label = "与别人相同",
         .kind = MEMBER_OBJECT,
         .flags = MEMBER_NULL,
         .of = &alike_payload},
        {.name = "offset", .label = "起始行", .kind = MEMBER_INT, .min = 0, .max = 100000000},
        {.name = "limit", .label = "行数", .kind = MEMBER_INT, .min = 1, .max = 100},
        {0},
    }};

const struct payload job_payload = {
    .name = "Job",
    .members = (const struct member[]){
        {.name = "id", .kind = MEMBER_ID, .flags = MEMBER_REQUIRED},
        {.name = "kind", .kind = MEMBER_TEXT, .flags = MEMBER_REQUIRED},
        {.name = "title", .kind = MEMBER_TEXT, .flags = MEMBER_REQUIRED},
        {.name = "state",
         .kind = MEMBER_TEXT,
         .flags = MEMBER_REQUIRED,
         .choices =
             (const char *const[]){"waiting", "running", "done", "failed", "cancelled", NULL}},
        {.name = "done", .kind = MEMBER_INT, .flags = MEMBER_REQUIRED},
        {.name = "total", .kind = MEMBER_INT, .flags = MEMBER_REQUIRED},
        {.name = "message", .kind = MEMBER_TEXT, .flags = MEMBER_REQUIRED},
        {.name = "result", .kind = MEMBER_MAP, .flags = MEMBER_REQUIRED | MEMBER_NULL},
        {.name = "error", .kind = MEMBER_MAP, .flags = MEMBER_REQUIRED | MEMBER_NULL},
        {.name = "created_at", .kind = MEMBER_TEXT, .flags = MEMBER_REQUIRED},
        {.name = "finished_at", .kind = MEMBER_TEXT, .flags = MEMBER_REQUIRED | MEMBER_NULL},
        {0},
    }};

const struct payload job_answer_payload = {
    .name = "JobAnswer",
    .members = (const struct member[]){
        {.name = "job", .kind = MEMBER_OBJECT, .flags = MEMBER_REQUIRED, .of = &job_payload},
        {0},
    }};

const struct payload reason_payload = {.name = "Reason",
                                       .members = (const struct member[]){
                                           {.name = "reason",
                                            .label = "原因",
                                            .kind = MEMBER_TEXT,
                                            .flags = MEMBER_REQUIRED,
                                            .min = 1,
                                            .max = 200},
                                           {0},
                                       }};

const struct payload change_payload = {
    .name = "HistoryChange",
    .members = (const struct member[]){
        {.name = "field", .kind = MEMBER_TEXT, .flags = MEMBER_REQUIRED},
        {.name = "label", .kind = MEMBER_TEXT, .flags = MEMBER_REQUIRED},
        {.name = "old", .kind = MEMBER_ANY},
        {.name = "new", .kind = MEMBER_ANY},
        {0},
    }};
