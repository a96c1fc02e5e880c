/*
 * form: a file of a notice as something to fill in: the tables that say what it may hold, with the
 * labels of each field, and what stands in it now. Written as JSON for the page that edits it
 * (docs/api.md); each field carries the path that notice_edit takes.
 */
#ifndef NOTICE_FORM_H
#define NOTICE_FORM_H

#include "format/json.h"
#include "notice/notice.h"

/*
 * Writes the members of one file's form into the object just opened: file, label, there, readable,
 * shapes, root. A file that is not there has an empty root; one that is no YAML has none.
 */
void form_write(struct arena *arena, const struct notice_files *files, struct text name,
                struct json_out *out);

/* Writes the list of files that a notice may have, those that it has and those it could have. */
void form_write_files(struct arena *arena, const struct notice_files *files, struct json_out *out);

/* Writes what its texts may name, by sense: units and kinds, reports, periods, heads, letters. */
void form_write_names(struct arena *arena, const struct notice_files *files, struct json_out *out);

#endif
