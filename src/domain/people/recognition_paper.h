/*
 * recognition_paper: what a recognition puts on paper: the list for the public notice board (公示),
 * the register of recognitions, and one person's certificate; each a printable PDF. The public list
 * holds only fields marked FIELD_PUBLIC, masked for the public (人社部/财政部 2017-12: no address,
 * telephone, birth day or kind of need): a column that is not marked stops the program.
 *
 * Papers are made over a reader. Who hands one out notes it with recognition_paper_note first.
 */
#ifndef DOMAIN_PEOPLE_RECOGNITION_PAPER_H
#define DOMAIN_PEOPLE_RECOGNITION_PAPER_H

#include "domain/query.h"

enum { RECOGNITION_PAPER_ROWS = 5000 };

struct recognition_paper {
    struct buf *out;  /* the caller's; gets the PDF */
    struct text name; /* of the file: 认定公示名单_嘉定镇_20221018.pdf */
    int64_t row;      /* the certificate's recognition; 0 for a list */
    const char *kind; /* the audit's word: notice_list, register, certificate */
    size_t rows;      /* people on it */
};

/*
 * The public list of those in notice whom the query (over recognition) finds, by place unless the
 * query sorts. Each stands with the days of his notice as the flow set them; `days` working days
 * when that is longer (0: as set). INVALID when nobody is in notice; TOO_LARGE past
 * RECOGNITION_PAPER_ROWS; what pdf_table_write answers.
 */
MUST_CHECK enum status recognition_notice_list(struct app *app, struct work *work,
                                               const struct query_plan *plan, int days,
                                               struct recognition_paper *paper,
                                               struct errors *errors, struct error *error);

/* The register of all that the query finds, in any state, secrets masked as on the screen. */
MUST_CHECK enum status recognition_register(struct app *app, struct work *work,
                                            const struct query_plan *plan,
                                            struct recognition_paper *paper, struct errors *errors,
                                            struct error *error);

/*
 * The certificate, with the ID number in full: its caller needs ACCESS_REVEAL. CONFLICT unless the
 * recognition is in force today; NOT_FOUND when it is not the actor's.
 */
MUST_CHECK enum status recognition_certificate(struct app *app, struct work *work, int64_t id,
                                               struct recognition_paper *paper,
                                               struct error *error);

/* The audit entry of a paper about to be handed out. In a write transaction. */
MUST_CHECK enum status recognition_paper_note(struct work *work,
                                              const struct recognition_paper *paper,
                                              struct error *error);

#endif
