/*
 * file_kind: what a file that somebody hands in really is, told by its bytes (libmagic and the
 * container's own directory), never by its name. The few kinds named here are all that the program
 * keeps for people; whatever else comes is FILE_OTHER.
 */
#ifndef FORMAT_FILE_KIND_H
#define FORMAT_FILE_KIND_H

#include "base/arena.h"
#include "base/error.h"

enum file_kind {
    FILE_OTHER,
    FILE_JPEG,
    FILE_PNG,
    FILE_PDF,
    FILE_DOCX,
    FILE_XLSX,
    FILE_DOC,
    FILE_XLS,
    FILE_KIND__COUNT
};

enum file_group { FILE_GROUP_PICTURE, FILE_GROUP_PDF, FILE_GROUP_OFFICE };

struct file_kind_info {
    const char *name;              /* "jpg": how it is kept and its usual extension */
    const char *label;             /* 图片 */
    const char *type;              /* MIME */
    const char *const *extensions; /* that a name of this kind may have; NULL-ended */
    enum file_group group;
};

/* Of every kind but FILE_OTHER. */
const struct file_kind_info *file_kind_info(enum file_kind kind);
/* By the name it is kept under; FILE_OTHER when there is none. */
enum file_kind file_kind_named(struct text name);

/*
 * Says what the bytes are: *kind. INVALID when they are a kind of ours in which something else is
 * hidden: a package behind a PDF, macros in a document, bytes before its beginning. For FILE_OTHER
 * *what gets libmagic's word ("image/heic"), in the arena.
 */
MUST_CHECK enum status file_kind_find(struct text bytes, enum file_kind *kind, struct text *what,
                                      struct arena *arena, struct error *error);

/* Whether the name's extension is one of the kind's, in letters of either case. */
bool file_kind_fits(enum file_kind kind, struct text name);

#endif
