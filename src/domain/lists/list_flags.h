/*
 * list_flags: the notice's red flags (notice/flags.h) asked of one person: which item a list of a
 * kind opens for him, and in which words. Read once for a run over a list.
 */
#ifndef DOMAIN_LISTS_LIST_FLAGS_H
#define DOMAIN_LISTS_LIST_FLAGS_H

#include "domain/app.h"

struct list_flags;

/* Those for lists of that kind (a code of list_kind). Everything in work->arena, which must outlive
 * them; the facts must be loaded. */
MUST_CHECK enum status list_flags_read(struct app *app, struct work *work, struct text kind,
                                       struct list_flags **out, struct error *error);

struct list_flag {
    struct text kind;   /* code of watch_kind */
    struct text detail; /* 名单显示已领取养老待遇；目前认定有效、在公益性岗位上，请核实是否停止 */
};
enum { LIST_FLAGS_MOST = 16 };
/* What holds of a person as of the day of reading; in `arena`. */
size_t list_flags_ask(const struct list_flags *flags, int64_t person, struct arena *arena,
                      struct list_flag *out);

#endif
