/*
 * notice (通知): a campaign's document as data. A folder of YAML files says title, number, window,
 * units, recipient categories, definitions, settings, report tables with their checks, and the
 * calendar; nothing of any one notice stands in C. A notice is read once into an arena, is never
 * changed afterwards, and outlives what was built from it. Files are read from bytes, so that the
 * same reader serves a folder, a copy kept in the database and a test.
 *
 * The structs below are filled by the tables in shape.c's manner (files.c); each begins with the
 * mapping it was read from, by which checks name file and line.
 */
#ifndef NOTICE_NOTICE_H
#define NOTICE_NOTICE_H

#include "notice/flags.h"
#include "notice/formula.h"
#include "notice/inspection.h"
#include "notice/letters.h"
#include "notice/shape.h"

/* ---- notice.yaml ---- */

struct notice_window {
    const struct tree *at;
    int32_t from, to;   /* the campaign's days, both included */
    int32_t last_due;   /* no deadline of the notice lies after it */
    int32_t first_data; /* cumulative figures count from this day on */
};

struct notice_basis { /* an upper document that the notice rests on */
    const struct tree *at;
    struct text title, number;
};

struct notice_correction { /* a slip of the pen in the paper, put right in the product */
    const struct tree *at;
    struct text place, original, corrected;
};

struct notice_head {
    const struct tree *at;
    struct text key;            /* xinfeng-2022-02: the folder's name and the API's */
    struct text name;           /* 就业援助“暖心活动”: what the pages call it */
    struct text title, number;  /* as on the paper */
    struct text issuer, office; /* who signed, and whom reports go to */
    struct text slogan;
    int32_t issued_on;
    int64_t county;          /* six-digit region code */
    struct text county_name; /* 信丰县 */
    const struct notice_window *window;
    MANY(struct text) reports; /* keys; each has a file <key>.yaml */
    MANY(struct notice_basis) basis;
    MANY(struct notice_correction) corrections;
};

/* ---- document.yaml ---- */

struct notice_document { /* the paper's own words, a paragraph a line */
    const struct tree *at;
    struct text text;
};

/* ---- units.yaml ---- */

enum unit_kind {
    UNIT_TOWNSHIP,
    UNIT_VILLAGE,
    UNIT_BUREAU,
    UNIT_OFFICE, /* who runs the campaign */
    UNIT_PARK,
    UNIT_WORKSHOP,
    UNIT_OTHER,
    UNIT__COUNT
};

struct notice_unit {
    const struct tree *at;
    struct text key;        /* jiading: unique in the notice */
    struct text name;       /* 嘉定镇 */
    struct text short_name; /* 嘉定 */
    int kind;               /* enum unit_kind */
    int64_t region;         /* 12-digit code of its area; SHAPE_BLANK for a bureau */
    struct text duty;       /* what the notice asks of it; may be empty */
};

/* ---- categories.yaml ---- */

struct notice_category {
    const struct tree *at;
    struct text key;           /* code of category_tag.kind and recognition.kinds */
    struct text name;          /* as this notice calls it */
    MANY(struct text) aliases; /* what lists call it: 脱贫户 */
    struct text where;         /* predicate over person: holds the tag on the day asked for */
    struct text definition, proof, note;
    struct text bureau; /* key of the unit whose list proves it; may be empty */
    int32_t from, to;   /* days on which the name is in force; DATE_NONE: open */
};

/* ---- definitions.yaml ---- */

struct notice_definition {
    const struct tree *at;
    struct text name;    /* named in predicates like a field */
    struct text label;   /* in explanations and filters: 认定有效 */
    struct text subject; /* the ledger it is about: person */
    struct text where;   /* the predicate */
    struct text note;
};

/* ---- settings.yaml ---- */

enum flow_span { FLOW_CUMULATIVE, FLOW_PERIOD }; /* 口径 */

struct notice_parameter { /* a number that predicates and checks name */
    const struct tree *at;
    struct text key, label, unit, note;
    int64_t value; /* SHAPE_BLANK until the county fills it in */
};

struct notice_settings {
    const struct tree *at;
    int flow;                 /* enum flow_span: do flows count from the window's first day? */
    int64_t review_days;      /* working days for the township's review */
    int64_t publication_days; /* working days of the public notice */
    int64_t decision_days;    /* working days for the county's decision */
    int64_t recheck_months;   /* months from recognition to its re-check */
    bool due_day_included;    /* “X日前” includes that day */
    int64_t remind_days;      /* working days before a deadline */
    int64_t lock_days; /* working days after a deadline until a report locks; SHAPE_BLANK: never */
    MANY(struct notice_parameter) parameters;
};

/* ---- codes.yaml ---- */

struct notice_code { /* another name for a code, or a code of the county's own */
    const struct tree *at;
    struct text table, code, name;
    bool retired; /* no longer offered; old rows keep it */
};

/* ---- calendar.yaml ---- */

enum calendar_frequency { CALENDAR_ONCE, CALENDAR_WEEKLY, CALENDAR_QUARTERLY, CALENDAR_ALWAYS };

struct notice_deadline {
    const struct tree *at;
    struct text key, what, note;
    MANY(struct text) who; /* unit keys, or the kinds of unit as words: township, bureau … */
    int32_t due;           /* DATE_NONE when weekly */
    int32_t remind;        /* DATE_NONE: computed from remind_days */
    int frequency;         /* enum calendar_frequency */
    int64_t weekday;       /* weekly: 1 Monday … 7 Sunday; SHAPE_BLANK: the county chooses */
    struct text report;    /* key of the report that is due; may be empty */
    struct text period;    /* key of its period; may be empty */
};

/* ---- <report>.yaml ---- */

enum report_count {
    COUNT_PEOPLE,      /* distinct persons */
    COUNT_TIMES,       /* rows */
    COUNT_PERSON_DAYS, /* distinct (person, day) */
    COUNT_SUM,         /* sum of `field` */
};

enum report_measure { MEASURE_STOCK, MEASURE_FLOW };

struct report_column {
    const struct tree *at;
    struct text key;      /* c01: in checks, in the API */
    int64_t no;           /* printed number; SHAPE_BLANK: none */
    struct text label;    /* as the form prints it */
    struct text full;     /* where it stands alone; empty: the label */
    struct text original; /* the paper's misprint, when there is one */
    struct text group;    /* heading over neighbours of the same group; may be empty */
    struct text unit;     /* 人 人次 场 个 元 */
    struct text subject;  /* ledger whose rows are counted */
    struct text where;    /* predicate over it; empty: the units type the figure */
    int count;            /* enum report_count */
    struct text field;    /* COUNT_SUM: the field added up */
    struct text day;      /* COUNT_PERSON_DAYS: the date that tells the days apart */
    struct text by;       /* field path that gives the region */
    int measure;          /* enum report_measure */
    int64_t decimals;     /* figures are integers of 10^-decimals: 2 for money in fen */
    int64_t width;        /* of the printed column, in characters; SHAPE_BLANK: the paper's */
    bool printed;         /* false: only checks use it */
    struct text needs;    /* a ledger of a later part; until it is there the column is blank */
    struct text note;
};

enum check_level { CHECK_ERROR, CHECK_WARN };
enum check_scope { CHECK_ROWS, CHECK_TOTAL, CHECK_BOTH };
enum check_flow { CHECK_ANY_FLOW, CHECK_IF_CUMULATIVE, CHECK_IF_PERIOD };

struct report_check {
    const struct tree *at;
    struct text key;                 /* V02 */
    int level;                       /* enum check_level */
    int scope;                       /* enum check_scope: which rows of the table it is asked of */
    int flow;                        /* enum check_flow */
    bool blank_fails;                /* a blank cell breaks it; else it is not asked */
    MANY(struct text) formula;       /* all must hold */
    const struct formula **formulas; /* one each, once notice_read is OK */
    struct text message, note;
};

struct report_period {
    const struct tree *at;
    struct text key, name;
    int32_t from;  /* first day of a flow when the setting is “period” */
    int32_t as_of; /* the figures' day */
    int32_t due;
};

struct report_paper {
    const struct tree *at;
    int size; /* 0 A4, 1 A3 */
    bool landscape;
    struct text title_font, body_font;
    int64_t title_points, body_points;
    int64_t row_height, label_height; /* points: of a unit's row, of the row of labels */
    int64_t unit_width, column_width; /* characters: of the first column, of the others */
};

struct report_prose { /* what a unit writes beside the figures: 本周工作进展 */
    const struct tree *at;
    struct text key, label, help;
    int64_t least, most; /* characters; least 0: may be left empty */
    bool internal;       /* for the office alone: no part of a text that is published */
};

enum form_flow { FORM_FLOW_AS_SET, FORM_FLOW_CUMULATIVE, FORM_FLOW_PERIOD };

enum heading_row { HEADING_GROUP, HEADING_NUMBER, HEADING_LABEL };

/* What is printed and handed in: the figures as a table, or the words of another part of the notice
 * (inspection.yaml, tasks.yaml), whose key the form then has; its figures are for checks. */
enum form_sheet { SHEET_FIGURES, SHEET_INSPECTION, SHEET_TASKS };

struct report_form {
    const struct tree *at;
    struct text key;          /* table2 */
    struct text name;         /* 附表2 */
    struct text title;        /* printed on top */
    struct text unit_heading; /* over the first column: 乡镇 */
    struct text total;        /* name of the county row: 合计 */
    int sheet;                /* enum form_sheet */
    int rows;                 /* enum unit_kind: which units are its rows */
    MANY(struct text)
    beside;                    /* kinds of unit with a row of their own, in no total: it counts the
                                  people of the categories that the unit answers for */
    MANY(struct text) heading; /* words group, number, label: the rows of the heading */
    MANY(struct text) above;   /* line over the table: 填报单位：…; {words} of form_words */
    MANY(struct text) below;   /* line under it: 负责人：… 填表人：… */
    const struct report_paper *paper;
    int flow; /* enum form_flow: how its flows count, whatever settings.yaml says of the others */
    int64_t photos; /* how many photos a submission has at least; 0: none are asked for */
    bool published; /* once accepted, its words may go on a public page (案例) */
    MANY(struct report_period) periods;
    MANY(struct report_column) columns;
    MANY(struct report_prose) prose;
    MANY(struct text) draft; /* paragraphs of the county's draft; {report.column} is a figure */
    MANY(struct report_check) checks;
};

/* ---- tasks.yaml ---- */

/* How far a task is, where the ledgers can tell: so many done of so many due. */
struct task_progress {
    const struct tree *at;
    struct text subject; /* ledger whose rows are counted */
    struct text due;     /* predicate over it: for whom it is to be done; empty: `target` says */
    struct text done;    /* predicate over it: for whom it is done (of those due) */
    int64_t target;      /* how many each unit is to do; SHAPE_BLANK: `due` says */
    int count;           /* enum report_count: COUNT_PEOPLE or COUNT_TIMES */
    struct text by;      /* field path that gives the region */
    struct text unit;    /* 人 次 场 */
    struct text needs;   /* a ledger of a later part; until it is there progress is typed */
};

struct notice_task {
    const struct tree *at;
    struct text key; /* t01: in the API and in the ledger */
    int64_t no;      /* as the list prints it */
    struct text item, text;
    MANY(struct text) who; /* unit keys, or kinds of unit; village: by delegation */
    struct text who_text;  /* as printed: 各乡镇、村居 */
    struct text due_text;  /* as printed: 9月底前 */
    int32_t due;           /* */
    int32_t remind;        /* DATE_NONE: computed from remind_days */
    bool standing;         /* goes on after the deadline: 并长期坚持 */
    struct text evidence;  /* what a unit must show; may be empty when progress tells */
    const struct task_progress *progress; /* NULL: typed by the unit */
    struct text note;
};

struct notice_worklist {
    const struct tree *at;
    struct text key, name, title; /* table3, 附件3, as printed on top; key empty: no list */
    MANY(struct text) heading;    /* five: number, item, task, who, deadline */
    const struct report_paper *paper;
    int64_t village_lead; /* working days that villages finish before their township */
    MANY(struct notice_task) tasks;
};

/* What may stand in braces in the lines above and below a form, NULL-ended. */
extern const char *const form_words[];
enum form_word { FORM_UNIT, FORM_COUNTY, FORM_OFFICE, FORM_AS_OF, FORM__COUNT };

struct notice {
    struct notice_head head;
    struct notice_settings settings;
    MANY(struct notice_unit) units;
    MANY(struct notice_category) categories;
    MANY(struct notice_definition) definitions;
    MANY(struct notice_code) codes;
    MANY(struct notice_deadline) calendar;
    MANY(struct report_form) reports;
    struct notice_worklist worklist;
    struct notice_inspection inspection;
    struct notice_letters letters;
    struct notice_flags flags;
    struct notice_document document;
    char version[65]; /* SHA-256 over the files, hexadecimal */
};

/* One file of the folder. */
struct notice_file {
    struct text name;  /* "units.yaml" */
    struct text bytes; /* as on disk; of a .docx in base64, so that a file is always text */
};

struct notice_files {
    struct notice_file *at;
    size_t n;
};

/* What a file holds; empty: there is none of that name. */
struct text notice_file_text(const struct notice_files *files, struct text name);
/* A .docx as such a file's text, and back; empty when it is no such text. */
struct text notice_docx_text(struct arena *arena, struct text bytes);
struct text notice_docx_bytes(struct arena *arena, struct text base64);

/*
 * Reads the .yaml and .docx files of a folder, by rising name. NOT_FOUND when there is no such
 * folder, TOO_LARGE past CEILING_NOTICE, UNAVAILABLE when it cannot be read.
 */
MUST_CHECK enum status notice_files_read(struct arena *arena, const char *folder,
                                         struct notice_files *files, struct error *error);

/*
 * Builds the notice from its files. All mistakes that can be seen without knowing the ledgers are
 * added to faults: syntax, unknown and missing keys, kinds of values, references between the files,
 * dates outside the window, checks that name no column. NULL when there was an error among them;
 * warnings alone leave it usable.
 */
const struct notice *notice_read(struct arena *arena, const struct notice_files *files,
                                 struct faults *faults);

/*
 * The notice as far as it can be read, whatever is wrong with it: for those who put it right. What
 * is missing is zero, the window NULL.
 */
const struct notice *notice_peek(struct arena *arena, const struct notice_files *files);

const struct report_form *notice_report(const struct notice *notice, struct text key);
/* Whether units of this kind have a row beside the form's own. */
bool report_beside(const struct report_form *form, enum unit_kind kind);
const struct notice_task *notice_task(const struct notice *notice, struct text key);
const struct inspection_head *inspection_head(const struct notice *notice, struct text key);
const struct inspection_source *inspection_source(const struct notice *notice, struct text key);
const struct inspection_hint *inspection_hint(const struct notice *notice, struct text key);
const struct letter_kind *letter_kind(const struct notice *notice, struct text key);
const struct letter_template *letter_template(const struct notice *notice, struct text key);
/* Whether the task is given to units of this kind (or, by its key, to this very unit). */
bool task_is_for(const struct notice_task *task, enum unit_kind kind, struct text unit);
const struct notice_unit *notice_unit(const struct notice *notice, struct text key);
const struct report_period *report_period(const struct report_form *form, struct text key);
/* Index of a column by key, or -1. */
int report_column(const struct report_form *form, struct text key);
/* A parameter's value, or SHAPE_BLANK when it is not filled in or not there. */
int64_t notice_parameter(const struct notice *notice, struct text key);
/* Whether it has a parameter of that key, filled in or not. */
bool notice_has_parameter(const struct notice *notice, struct text key);
/* What a letter's formula over the board of tasks names, by its index: of letter_task_words, then
 * of the list's tasks; -1: nothing. And what it is called. */
int letter_task_column(const struct notice *notice, struct text key);
struct text letter_task_label(struct arena *arena, const struct notice *notice, size_t column);
/* 2 开展“131”帮扶活动: what a task is called in a list. */
struct text task_title(struct arena *arena, const struct notice_task *task);
/* 认定的援助对象人数: what a column is called where it stands alone. */
struct text report_column_name(const struct report_column *column);

#endif
