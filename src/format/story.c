#include "format/story.h"

#include "format/docx_write.h"

void story_picture_size(const struct picture_look *look, double *wide, double *high)
{
    bool lying = look->turn % 2 == 1;
    double w = lying ? look->height : look->width, h = lying ? look->width : look->height;
    double scale = STORY_PICTURE_WIDE / w;
    if (h * scale > STORY_PICTURE_HIGH) {
        scale = STORY_PICTURE_HIGH / h;
    }
    *wide = w * scale;
    *high = h * scale;
}

enum status story_docx(struct arena *arena, const struct story *story, struct buf *out,
                       struct error *error)
{
    static const enum docx_style styles[] = {[STORY_TITLE] = DOCX_TITLE,
                                             [STORY_ABOUT] = DOCX_CENTERED,
                                             [STORY_HEADING] = DOCX_HEADING,
                                             [STORY_BODY] = DOCX_BODY};
    struct docx_writer *w = docx_begin(arena);
    for (size_t i = 0; i < story->n; i++) {
        const struct story_block *block = &story->blocks[i];
        if (block->kind == STORY_PICTURE) {
            double wide, high;
            story_picture_size(&block->look, &wide, &high);
            docx_picture(w, block->picture, &block->look, wide, high);
            docx_paragraph(w, DOCX_CAPTION);
        } else {
            docx_paragraph(w, styles[block->kind]);
        }
        docx_text(w, block->text);
    }
    return docx_end(w, out, error);
}
