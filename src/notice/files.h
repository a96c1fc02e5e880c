/*
 * files: the first half of reading a notice. Each file's keys stand in a table of files.c; a new
 * kind of file is one more table and one line in the list of files.
 */
#ifndef NOTICE_FILES_H
#define NOTICE_FILES_H

#include "notice/notice.h"

#define AT(type, member) offsetof(struct type, member)

extern const struct shape notice_shape;   /* struct notice_head */
extern const struct shape settings_shape; /* struct notice_settings */
extern const struct shape document_shape; /* struct notice_document */
extern const struct shape form_shape;     /* struct report_form */
extern const struct shape paper_shape;    /* struct report_paper */
extern const struct shape worklist_shape; /* struct notice_worklist */
extern const char *const unit_kinds[];    /* words of enum unit_kind, NULL-ended */
extern const char *const unit_kind_labels[];

/* A file that holds one list; its shape has the one slot. */
struct list_file {
    const struct tree *at;
    MANY(char) items; /* of the slot's shape */
};
extern const struct shape units_file, categories_file, definitions_file, codes_file, calendar_file;

/* A kind of file: the ones known by name, or the file of a report. */
struct file_kind {
    const char *name;  /* "units.yaml"; NULL: any report's */
    const char *label; /* what pages call it: 单位 */
    const struct shape *shape;
    size_t offset; /* in struct notice */
    bool list;     /* `shape` is a list_file's, whose items go to `offset` */
    bool required;
};

/* The kinds known by name, in the order that pages show them. */
extern const struct file_kind file_kinds[];
extern const size_t file_kind_count;

/* The kind of a file of a notice: a report's when its name is none of the known. */
const struct file_kind *file_kind_of(struct text name);

/*
 * Fills *notice from the files; what is wrong by itself is added to faults. False when a file is
 * missing, empty or no YAML, or says nothing of reports or units: then everything that the others
 * say of it would be told as wrong.
 */
bool files_shape(struct arena *arena, const struct notice_files *files, struct notice *notice,
                 struct faults *faults);

#endif
