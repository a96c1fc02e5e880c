#include "report/sheet.h"

#include <string.h>

#include "base/ceilings.h"

/* What a file may ask for, so that a damaged one cannot ask for all memory. */
enum { SIZE_MOST = 100000 };

struct sheet sheet_new(struct arena *arena, size_t units, size_t lines, size_t width,
                       size_t counted)
{
    return (struct sheet){
        .lines = lines,
        .width = width,
        .counted = counted,
        .units = units,
        .keys = arena_array(arena, struct text, lines),
        .names = arena_array(arena, struct text, units),
        .cells = arena_array(arena, struct text, units * lines * width),
        .counts = arena_array(arena, int64_t, units * lines * counted),
    };
}

struct text *sheet_cells(const struct sheet *sheet, size_t unit, size_t line)
{
    return &sheet->cells[(unit * sheet->lines + line) * sheet->width];
}

int64_t *sheet_counts(const struct sheet *sheet, size_t unit, size_t line)
{
    return &sheet->counts[(unit * sheet->lines + line) * sheet->counted];
}

void sheet_take(struct sheet *to, size_t unit, const struct sheet *from, size_t which)
{
    if (to->lines != from->lines || to->width != from->width || to->counted != from->counted) {
        bug("a sheet of %zu lines taken into one of %zu", from->lines, to->lines);
    }
    to->names[unit] = from->names[which];
    memcpy(sheet_cells(to, unit, 0), sheet_cells(from, which, 0),
           to->lines * to->width * sizeof(*to->cells));
    memcpy(sheet_counts(to, unit, 0), sheet_counts(from, which, 0),
           to->lines * to->counted * sizeof(*to->counts));
}

static void write_texts(struct json_out *out, const char *key, const struct text *at, size_t n)
{
    json_open_list(out, key);
    for (size_t i = 0; i < n; i++) {
        json_put_text(out, NULL, at[i]);
    }
    json_close_list(out);
}

void sheet_write(const struct sheet *sheet, struct json_out *out, const char *key)
{
    json_open(out, key);
    json_put_int(out, "width", (int64_t)sheet->width);
    json_put_int(out, "counted", (int64_t)sheet->counted);
    write_texts(out, "keys", sheet->keys, sheet->lines);
    write_texts(out, "names", sheet->names, sheet->units);
    write_texts(out, "cells", sheet->cells, sheet->units * sheet->lines * sheet->width);
    json_open_list(out, "counts");
    for (size_t i = 0; i < sheet->units * sheet->lines * sheet->counted; i++) {
        json_put_int(out, NULL, sheet->counts[i]);
    }
    json_close_list(out);
    json_close(out);
}

static bool read_texts(struct arena *arena, const struct json *list, struct text **out)
{
    bool good = true;
    *out = arena_array(arena, struct text, list->n);
    for (size_t i = 0; i < list->n; i++) {
        good = json_text(&list->at[i], &(*out)[i]) && good;
    }
    return good;
}

bool sheet_read(struct arena *arena, const struct json *from, struct sheet *out)
{
    static const char *const names[] = {"keys", "names", "cells", "counts"};
    const struct json *lists[COUNT(names)];
    int64_t width, counted;
    for (size_t i = 0; i < COUNT(names); i++) {
        lists[i] = json_member(from, names[i]);
        if (lists[i] == NULL || lists[i]->kind != JSON_KIND_LIST || lists[i]->n > SIZE_MOST) {
            return false;
        }
    }
    if (!json_int(json_member(from, "width"), &width) || width < 0 || width > SIZE_MOST ||
        !json_int(json_member(from, "counted"), &counted) || counted < 0 || counted > SIZE_MOST) {
        return false;
    }
    *out = (struct sheet){.lines = lists[0]->n,
                          .units = lists[1]->n,
                          .width = (size_t)width,
                          .counted = (size_t)counted};
    size_t places = out->lines * out->units;
    if (lists[2]->n != places * out->width || lists[3]->n != places * out->counted) {
        return false;
    }
    bool good = read_texts(arena, lists[0], &out->keys) &&
                read_texts(arena, lists[1], &out->names) &&
                read_texts(arena, lists[2], &out->cells);
    out->counts = arena_array(arena, int64_t, lists[3]->n);
    for (size_t i = 0; i < lists[3]->n; i++) {
        good = json_int(&lists[3]->at[i], &out->counts[i]) && good;
    }
    return good;
}
