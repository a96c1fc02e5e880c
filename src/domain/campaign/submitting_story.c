#include "domain/campaign/submitting_story.h"

#include "base/ceilings.h"
#include "domain/attachment.h"
#include "domain/campaign/report_note.h"
#include "domain/campaign/submitting_parts.h"
#include "format/story.h"

enum { PICTURES_MOST = 48 * MIB /* bytes in one document */ };

struct telling {
    const struct submitting *s;
    LIST(struct story_block) blocks;
    size_t pictures; /* bytes so far */
};

static void add(struct telling *t, enum story_kind kind, struct text text)
{
    struct story_block block = {.kind = kind, .text = text};
    list_add(&t->blocks, block);
}

/* ---- one unit's ---- */

/* Each line is a paragraph. */
static void add_words(struct telling *t, const struct submitting *unit)
{
    const struct report_form *form = unit->round->form;
    for (size_t i = 0; i < form->prose.n; i++) {
        struct text body = submitting_note(unit, NOTE_PROSE, form->prose.at[i].key), line;
        if (body.n == 0) {
            continue;
        }
        add(t, STORY_HEADING, form->prose.at[i].label);
        while (body.n > 0 && text_split(&body, '\n', &line)) {
            line = text_trim(line);
            if (line.n > 0) {
                add(t, STORY_BODY, line);
            }
        }
    }
}

/* 走访.jpg is called 走访. */
static struct text name_of(const struct attachment *photo)
{
    size_t dot = photo->name.n;
    while (dot > 0 && photo->name.s[dot - 1] != '.') {
        dot--;
    }
    return dot > 1 ? text_slice(photo->name, 0, dot - 1) : photo->name;
}

static enum status add_photo(struct telling *t, const struct attachment *photo, struct error *error)
{
    const struct submitting *s = t->s;
    struct story_block block = {.kind = STORY_PICTURE, .text = name_of(photo)};
    if (t->pictures + (size_t)photo->size > PICTURES_MOST) {
        add(t, STORY_BODY,
            arena_printf(s->work->arena,
                         "（照片“%.*s”没有放进来：照片太多，请打开该单位的报送查看）",
                         TEXT_ARG(block.text)));
        return OK;
    }
    enum status status =
        blob_bytes(s->app->blobs, photo->blob, &block.picture, s->work->arena, error);
    if (status == OK && picture_look(block.picture, &block.look)) {
        t->pictures += block.picture.n;
        list_add(&t->blocks, block);
    }
    return status;
}

static enum status add_photos(struct telling *t, const struct submitting *unit, struct error *error)
{
    struct attachment_list list = {0};
    enum status status = unit->row == NULL ? OK
                                           : attachment_of_row(unit->work, &submission_ledger,
                                                               unit->row->id, &list, error);
    for (size_t i = 0; status == OK && i < list.n; i++) {
        const struct attachment *photo = &list.at[i];
        bool picture = photo->kind == FILE_JPEG || photo->kind == FILE_PNG;
        if (picture && photo->removed_at == 0) {
            status = add_photo(t, photo, error);
        }
    }
    return status;
}

/* ---- the document ---- */

static void add_head(struct telling *t)
{
    const struct submitting *s = t->s;
    const struct flow_state *state = flow_state(&submission_flow, submitting_state(s));
    add(t, STORY_TITLE, s->round->form->title);
    add(t, STORY_ABOUT,
        arena_printf(s->work->arena, "%.*s　%.*s%s%s", TEXT_ARG(submitting_unit_name(s)),
                     TEXT_ARG(s->round->name), state == NULL ? "" : "　",
                     state == NULL ? "" : state->label));
}

static enum status add_units(struct telling *t, size_t *told, struct error *error)
{
    struct submitting *units;
    size_t n;
    enum status status = submitting_units(t->s, &units, &n, error);
    for (size_t i = 0; status == OK && i < n; i++) {
        if (!submitting_with_county(&units[i])) {
            continue; /* a draft is the unit's own yet */
        }
        ++*told;
        add(t, STORY_TITLE, submitting_unit_name(&units[i]));
        add_words(t, &units[i]);
        status = add_photos(t, &units[i], error);
    }
    return status;
}

static enum status add_all(struct telling *t, struct error *error)
{
    size_t told = 0;
    add_head(t);
    if (submitting_is_county(t->s)) {
        enum status status = add_units(t, &told, error);
        return status == OK && told == 0
                   ? error_set(error, t->s->work->arena, NOT_FOUND, "这一期还没有单位报送")
                   : status;
    }
    size_t before = t->blocks.n;
    add_words(t, t->s);
    return t->blocks.n == before
               ? error_set(error, t->s->work->arena, NOT_FOUND, "这一期还没有填写文字")
               : add_photos(t, t->s, error);
}

enum status submitting_story(const struct submitting *s, enum story_format format, struct buf *out,
                             struct error *error)
{
    struct telling t = {.s = s};
    struct arena *arena = s->work->arena;
    if (s->round->form->prose.n == 0) {
        (void)error_set(error, arena, NOT_FOUND, "“%.*s”没有文字部分，没有 Word 文档",
                        TEXT_ARG(s->round->form->name));
        return error_hint(error, arena, "请导出 Excel 或 PDF");
    }
    enum status status = add_all(&t, error);
    if (status == OK) {
        const struct story story = {t.blocks.at, t.blocks.n, s->round->form->title,
                                    s->round->as_of};
        status = format == STORY_FORMAT_DOCX ? story_docx(arena, &story, out, error)
                                             : story_pdf(arena, &story, out, error);
    }
    list_release(&t.blocks);
    return status;
}
