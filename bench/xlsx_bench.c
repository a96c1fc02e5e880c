/*
 * xlsx_bench: reads and writes the bench table in one way and prints what it took, one line:
 *
 *     seconds peak-MB cells bytes hash
 *
 *     xlsx_bench write ours|constant|shared FILE ROWS    constant, shared: libxlsxwriter
 *     xlsx_bench read  ours|peer|inflate FILE [exact]    inflate: only unpack the parts
 *     xlsx_bench table ROWS                              what a reader should find
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <xlsxwriter.h>

#include "base/clock.h"
#include "base/date.h"
#include "format/unpack.h"
#include "format/xlsx_read.h"
#include "format/xlsx_write.h"
#include "xlsx_peer.h"
#include "xlsx_table.h"

static void require(bool fine, const char *what)
{
    if (!fine) {
        fprintf(stderr, "xlsx_bench: %s\n", what);
        exit(3);
    }
}

/* ---- writing ---- */

static void write_ours(const char *path, uint32_t rows)
{
    struct arena arena;
    struct error error;
    arena_init(&arena);
    int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    require(fd >= 0, "cannot create the file");
    struct xlsx_writer *w = xlsx_writer_open(&arena, (struct zip_output){zip_to_file, &fd});
    const struct xlsx_column columns[TABLE_COLS] = {
        [1] = {.style = STYLE_TEXT}, [11] = {.style = STYLE_DATE}};
    struct xlsx_plan plan = {.columns = columns, .n = TABLE_COLS, .headless = true};
    xlsx_writer_sheet(w, &plan);
    struct table_cell cell;
    for (uint32_t r = 0; r <= rows; r++) {
        xlsx_writer_row(w);
        for (uint32_t c = 0; c < TABLE_COLS; c++) {
            table_cell(r, c, &cell);
            if (cell.kind == TABLE_NUMBER) {
                xlsx_writer_number(w, c, cell.number, STYLE_PLAIN);
            } else if (cell.kind == TABLE_DATE) {
                xlsx_writer_whole(w, c, (int64_t)cell.number, STYLE_DATE);
            } else {
                xlsx_writer_text(w, c, (struct text){cell.text, cell.n}, STYLE_PLAIN);
            }
        }
    }
    require(xlsx_writer_close(w, &error) == OK, "cannot write");
    close(fd);
    arena_release(&arena);
}

static void write_peer(const char *path, uint32_t rows, bool constant)
{
    lxw_workbook_options options = {.constant_memory = constant, .tmpdir = NULL};
    lxw_workbook *book = workbook_new_opt(path, &options);
    lxw_worksheet *sheet = workbook_add_worksheet(book, NULL);
    lxw_format *date = workbook_add_format(book);
    format_set_num_format(date, "yyyy-mm-dd");
    struct table_cell cell;
    for (uint32_t r = 0; r <= rows; r++) {
        for (uint16_t c = 0; c < TABLE_COLS; c++) {
            table_cell(r, c, &cell);
            if (cell.kind == TABLE_NUMBER || cell.kind == TABLE_DATE) {
                worksheet_write_number(sheet, r, c, cell.number,
                                       cell.kind == TABLE_DATE ? date : NULL);
            } else if (cell.kind == TABLE_TEXT) {
                worksheet_write_string(sheet, r, c, cell.text, NULL);
            }
        }
    }
    require(workbook_close(book) == LXW_NO_ERROR, "libxlsxwriter cannot write");
}

/* Making the table's cells, which every writer pays alike: to be taken off. */
static void make_table(uint32_t rows, struct tally *tally)
{
    struct table_cell cell;
    for (uint32_t r = 0; r <= rows; r++) {
        for (uint32_t c = 0; c < TABLE_COLS; c++) {
            table_cell(r, c, &cell);
            if (cell.kind != TABLE_EMPTY) {
                tally_add(tally, r, c, (struct text){cell.text, cell.n});
            }
        }
    }
}

/* ---- reading ---- */

static struct text map_file(const char *path)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    struct stat st;
    require(fd >= 0 && fstat(fd, &st) == 0, "cannot open the file");
    void *bytes = mmap(NULL, (size_t)st.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
    require(bytes != MAP_FAILED, "cannot map the file");
    close(fd);
    return (struct text){bytes, (size_t)st.st_size};
}

static bool tally_row(void *context, const struct sheet_row *row)
{
    for (size_t i = 0; i < row->n; i++) {
        tally_add(context, row->row, row->cells[i].col, row->cells[i].text);
    }
    return true;
}

static void read_ours(const char *path, struct tally *tally)
{
    struct arena arena;
    struct xlsx *book;
    struct sheet_summary summary;
    struct error error;
    arena_init(&arena);
    require(xlsx_open(&arena, map_file(path), &book, &error) == OK, "cannot open the workbook");
    struct sheet_sink sink = {tally_row, tally};
    require(xlsx_read(book, 0, sink, &summary, &error) == OK, "cannot read the sheet");
    arena_release(&arena);
}

/* What no reader can do without: the parts unpacked, on one thread, and thrown away. */
static void inflate_only(const char *path, struct tally *tally)
{
    enum { ROOM = 256 << 10 };
    struct arena arena;
    struct zip zip;
    struct error error;
    arena_init(&arena);
    require(zip_read(&arena, map_file(path), &zip, &error) == OK, "cannot open the package");
    char *room = arena_alloc(&arena, ROOM);
    for (size_t i = 0; i < zip.n; i++) {
        if (text_ends(zip.entries[i].name, TEXT("/sharedStrings.xml"))) {
            tally->cells = zip.entries[i].size; /* for the script: what these may take in memory */
        }
        struct inflate *in = inflate_open(&arena, &zip.entries[i]);
        size_t got;
        enum inflate_end end;
        do {
            end = inflate_read(in, room, ROOM, &got);
            tally->bytes += got;
        } while (end == INFLATE_MORE);
        require(end == INFLATE_DONE, "cannot unpack");
    }
    arena_release(&arena);
}

int main(int argc, char **argv)
{
    struct tally tally = {0};
    double start = clock_elapsed();
    if (argc == 5 && strcmp(argv[1], "write") == 0) {
        uint32_t rows = (uint32_t)strtoul(argv[4], NULL, 10);
        if (strcmp(argv[2], "ours") == 0) {
            write_ours(argv[3], rows);
        } else {
            write_peer(argv[3], rows, strcmp(argv[2], "constant") == 0);
        }
    } else if (argc >= 4 && strcmp(argv[1], "read") == 0) {
        tally.exact = argc > 4;
        if (strcmp(argv[2], "ours") == 0) {
            read_ours(argv[3], &tally);
        } else if (strcmp(argv[2], "peer") == 0) {
            require(peer_read(argv[3], &tally), "the peer cannot read");
        } else {
            inflate_only(argv[3], &tally);
        }
    } else if (argc == 3 && strcmp(argv[1], "table") == 0) {
        tally.exact = true;
        make_table((uint32_t)strtoul(argv[2], NULL, 10), &tally);
    } else {
        require(false, "usage: write ours|constant|shared FILE ROWS, read ours|peer|inflate FILE "
                       "[exact], table ROWS");
    }
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    printf("%.3f %ld %llu %llu %016llx\n", (clock_elapsed() - start) / 1000, usage.ru_maxrss / 1024,
           (unsigned long long)tally.cells, (unsigned long long)tally.bytes,
           (unsigned long long)tally.hash);
    return 0;
}
