/* The shapes that the routes of submissions take and answer. */
#ifndef WEB_API_SUBMISSION_SHAPES_H
#define WEB_API_SUBMISSION_SHAPES_H

#include "web/payload.h"

extern const struct payload submission_board_payload;
extern const struct payload submission_payload;
extern const struct payload submission_history_payload;
extern const struct payload submission_history_query;
extern const struct payload submission_figure_body;
extern const struct payload submission_changes_payload;
extern const struct payload submission_changes_query;
extern const struct payload submission_changed_body;
extern const struct payload submission_words_body;
extern const struct payload submission_comment_body;
extern const struct payload submission_return_body;
extern const struct payload submission_extend_body;
extern const struct payload submission_seal_body;
extern const struct payload submission_file_query;

#endif
