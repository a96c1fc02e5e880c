/*
 * notice_template: the templates of a notice's letters (.docx), as versions of the notice on the
 * shelf keep them: what each is and where it came in, its bytes, its replacement in a draft after a
 * check. The thresholds and names of templates are letters.yaml's, edited like every other file.
 */
#ifndef DOMAIN_NOTICE_TEMPLATE_H
#define DOMAIN_NOTICE_TEMPLATE_H

#include "domain/app.h"
#include "format/json.h"

/*
 * Writes docs/api.md's list of a version's templates: each with its file's size, hash and fields,
 * what is said against it, and the versions in which the file came to be another. NOT_FOUND: no
 * such version.
 */
MUST_CHECK enum status notice_templates_json(struct work *work, int64_t version,
                                             struct json_out *out, struct error *error);

/* A template's file and its name. NOT_FOUND: no such version or template, or no file. */
MUST_CHECK enum status notice_template_file(struct work *work, int64_t version, struct text key,
                                            struct text *docx, struct text *name,
                                            struct error *error);

/*
 * Puts a file in the place of a draft's template, in the writer's transaction. INVALID, with every
 * fault among errors: no .docx, with macros, unpacking to too much, damaged, or with a field that
 * nothing fills. CONFLICT: the version is no draft.
 */
MUST_CHECK enum status notice_template_put(struct work *work, int64_t version, struct text key,
                                           struct text bytes, struct errors *errors,
                                           struct error *error);

/* The letter that a unit would get now by a version's template, as PDF; see letters_preview.
 * INVALID too when the version has a mistake. */
MUST_CHECK enum status notice_template_preview(struct app *app, struct work *work, int64_t version,
                                               struct text key, int64_t unit, struct buf *out,
                                               struct text *name, struct error *error);

#endif
