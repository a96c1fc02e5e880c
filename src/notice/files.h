/*
 * files: the first half of reading a notice. Each file's keys stand in a table of files.c; a new
 * kind of file is one more table and one line in the list of files.
 */
#ifndef NOTICE_FILES_H
#define NOTICE_FILES_H

#include "notice/notice.h"

extern const struct shape paper_shape; /* struct report_paper */
extern const char *const unit_kinds[]; /* words of enum unit_kind, NULL-ended */

/*
 * Fills *notice from the files; what is wrong by itself is added to faults. False when a file is no
 * YAML: then it makes no sense to ask what the others say of it.
 */
bool files_shape(struct arena *arena, const struct notice_files *files, struct notice *notice,
                 struct faults *faults);

#endif
