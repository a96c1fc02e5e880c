/* session: set-up of a new site, signing in and out, the own password and second factor. */
#ifndef WEB_API_SESSION_H
#define WEB_API_SESSION_H

#include "store/secret.h"
#include "web/request.h"

/* Members of a body: a password, taken as typed, and the six digits of the second factor. */
#define SESSION_PASSWORD(member, word)                                                             \
    {                                                                                              \
        .name = (member), .label = (word), .kind = MEMBER_TEXT,                                    \
        .flags = MEMBER_REQUIRED | MEMBER_BLANKS, .min = 1, .max = 200                             \
    }
#define SESSION_CODE                                                                               \
    {                                                                                              \
        .name = "code", .label = "动态码", .kind = MEMBER_TEXT, .flags = MEMBER_REQUIRED,          \
        .min = 6, .max = 6                                                                         \
    }

/* Each ended by one without a path. */
extern const struct route setup_routes[], session_routes[], own_routes[];

/* A session as docs/api.md says; and the routes' description of it. */
extern const struct payload session_payload;
void session_write(struct request *request, struct json_out *out);

/* Opens the answer's object with a session just opened, and hands its token to the browser; the
 * caller closes the object. */
void session_write_opened(struct request *request, const char *token);
/* Sets the session cookie; an empty token takes it away. */
void session_set_cookie(struct request *request, const char *token);
/* From here on the request acts as that user: for the audit of signing in. */
void session_act_as(struct request *request, const struct user *user);

/* Where a user's second-factor secret is sealed to. */
struct secret_place session_totp_place(const struct user *user);
/* Whether the code belongs to the user's second factor now; *step is its time step. */
MUST_CHECK enum status session_check_code(struct request *request, const struct user *user,
                                          struct text code, int64_t *step, bool *right,
                                          struct error *error);

#endif
