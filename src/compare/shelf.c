#include "compare/shelf.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <libgen.h>
#include <limits.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/bug.h"
#include "base/whole_file.h"

enum { NAME_SIZE = 40, HANDS = 8, WAIT_MS = 100 };

static const char magic[8] = "NXSHELF";

static const char *const step_names[SHELF_STEP__COUNT] = {"rows", "numbers", "pairs", "result"};

static void name_of(enum shelf_step step, size_t task, char out[NAME_SIZE])
{
    snprintf(out, NAME_SIZE, "%s-%06zu", step_names[step], task);
}

static void remove_folder(const char *path)
{
    DIR *folder = opendir(path);
    if (folder == NULL) {
        return;
    }
    for (const struct dirent *entry; (entry = readdir(folder)) != NULL;) {
        if (entry->d_name[0] != '.') {
            (void)unlinkat(dirfd(folder), entry->d_name, 0);
        }
    }
    closedir(folder);
    (void)rmdir(path);
}

/* Takes away the folders whose names begin with `stem`, but for `own`. */
static void remove_others(struct arena *arena, const char *stem, const char *own)
{
    const char *above = dirname(arena_cstr(arena, text_of(stem)));
    const char *begins = basename(arena_cstr(arena, text_of(stem)));
    DIR *folder = opendir(above);
    if (folder == NULL) {
        return;
    }
    for (const struct dirent *entry; (entry = readdir(folder)) != NULL;) {
        const char *path = arena_printf(arena, "%s/%s", above, entry->d_name).s;
        bool other = text_starts(text_of(entry->d_name), text_of(begins)) &&
                     strcmp(entry->d_name, basename(arena_cstr(arena, text_of(own)))) != 0;
        if (other) {
            remove_folder(path);
        }
    }
    closedir(folder);
}

enum status shelf_open(struct arena *arena, const char *result, uint64_t run,
                       const struct shelf_share *share, struct shelf *out, struct error *error)
{
    const char *stem = arena_printf(arena, "%s.比对中-", result).s;
    const char *path = arena_printf(arena, "%s%016" PRIx64, stem, run).s;
    *out = (struct shelf){path, run, share};
    remove_others(arena, stem, path);
    if (mkdir(path, 0700) == 0 || errno == EEXIST) {
        return OK;
    }
    error_set(error, arena, UNAVAILABLE, "建不了比对的工作目录 %s：%s", path, strerror(errno));
    return error_hint(error, arena, "请检查结果所在目录有没有写权限、磁盘是否已满");
}

void shelf_remove(const struct shelf *shelf)
{
    remove_folder(shelf->path);
}

bool shelf_stands(const struct shelf *shelf)
{
    return access(shelf->path, F_OK) == 0;
}

/* ---- sums ---- */

/* Four lanes of eight bytes, so that a sum costs less than reading what it is of. */
static uint64_t sum_of(const void *bytes, size_t n)
{
    const uint64_t odd = 0x9E3779B97F4A7C15u;
    uint64_t lanes[4] = {n, odd, 2, 3}, v;
    const char *at = bytes;
    for (; n >= sizeof(lanes); n -= sizeof(lanes), at += sizeof(lanes)) {
        for (size_t i = 0; i < 4; i++) {
            memcpy(&v, at + i * sizeof(v), sizeof(v));
            lanes[i] = (lanes[i] ^ v) * odd;
            lanes[i] ^= lanes[i] >> 32;
        }
    }
    uint64_t sum = 0;
    for (size_t i = 0; i < n; i++) {
        sum = (sum ^ (unsigned char)at[i]) * odd;
    }
    for (size_t i = 0; i < 4; i++) {
        sum = ((sum ^ lanes[i]) * odd) ^ sum >> 31;
    }
    return sum;
}

/* ---- writing ---- */

static bool write_at(int fd, const void *bytes, size_t n, uint64_t at)
{
    for (const char *from = bytes; n > 0;) {
        ssize_t wrote = pwrite(fd, from, n, (off_t)at);
        if (wrote <= 0) {
            return false;
        }
        from += wrote;
        at += (uint64_t)wrote;
        n -= (size_t)wrote;
    }
    return true;
}

static uint64_t next_page(uint64_t at)
{
    return (at + SHELF_PAGE - 1) / SHELF_PAGE * SHELF_PAGE;
}

static bool write_parts(int fd, struct shelf_head *head, const struct shelf_part *parts)
{
    size_t n = head->parts;
    struct shelf_place *places = memory_get(n * sizeof(*places) + 1);
    uint64_t at = next_page(sizeof(*head) + n * sizeof(*places));
    bool good = true;
    for (size_t i = 0; i < n && good; i++) {
        places[i] = (struct shelf_place){at, parts[i].bytes, sum_of(parts[i].at, parts[i].bytes)};
        good = write_at(fd, parts[i].at, parts[i].bytes, at);
        at = next_page(at + parts[i].bytes);
    }
    head->sum = sum_of(places, n * sizeof(*places));
    good = good && write_at(fd, head, sizeof(*head), 0) &&
           write_at(fd, places, n * sizeof(*places), sizeof(*head)) &&
           ftruncate(fd, (off_t)at) == 0;
    free(places);
    return good;
}

bool shelf_write(const struct shelf *shelf, enum shelf_step step, size_t task,
                 const struct shelf_part *parts, size_t n)
{
    char name[NAME_SIZE];
    struct arena arena;
    struct error error;
    struct whole_file file;
    struct shelf_head head = {
        .run = shelf->run, .step = (uint32_t)step, .task = (uint32_t)task, .parts = (uint32_t)n};
    memcpy(head.magic, magic, sizeof(magic));
    name_of(step, task, name);
    arena_init(&arena);
    const char *path = arena_printf(&arena, "%s/%s", shelf->path, name).s;
    bool good = whole_file_begin(&arena, path, &file, &error) == OK;
    if (good && !write_parts(file.fd, &head, parts)) {
        whole_file_drop(&file);
        good = false;
    } else if (good) {
        good = whole_file_keep(&arena, &file, &error) == OK;
    }
    arena_release(&arena);
    return good;
}

/* ---- reading ---- */

static bool path_of(const struct shelf *shelf, enum shelf_step step, size_t task,
                    char out[PATH_MAX])
{
    char name[NAME_SIZE];
    name_of(step, task, name);
    return snprintf(out, PATH_MAX, "%s/%s", shelf->path, name) < PATH_MAX;
}

/* The file of a task: its descriptor, or -1. */
static int open_task(const struct shelf *shelf, enum shelf_step step, size_t task)
{
    char path[PATH_MAX];
    return path_of(shelf, step, task, path) ? open(path, O_RDONLY | O_CLOEXEC) : -1;
}

/* One that is not good is taken away, so that the next run makes it again. */
static bool judge(const struct shelf *shelf, const struct shelf_file *file, bool good)
{
    char path[PATH_MAX];
    if (!good && path_of(shelf, file->step, file->task, path)) {
        (void)unlink(path);
    }
    return good;
}

static bool read_at(int fd, void *to, size_t n, uint64_t at)
{
    for (char *next = to; n > 0;) {
        ssize_t got = pread(fd, next, n, (off_t)at);
        if (got <= 0) {
            return false;
        }
        next += got;
        at += (uint64_t)got;
        n -= (size_t)got;
    }
    return true;
}

static bool read_places(const struct shelf *shelf, int fd, struct shelf_file *out)
{
    struct shelf_head head;
    struct stat found;
    if (fstat(fd, &found) != 0 || !read_at(fd, &head, sizeof(head), 0) ||
        memcmp(head.magic, magic, sizeof(magic)) != 0 || head.run != shelf->run ||
        head.step != (uint32_t)out->step || head.task != out->task || head.parts > UINT16_MAX) {
        return false;
    }
    size_t bytes = head.parts * sizeof(*out->places);
    out->parts = head.parts;
    out->places = memory_get(bytes + 1);
    bool good =
        read_at(fd, out->places, bytes, sizeof(head)) && sum_of(out->places, bytes) == head.sum;
    for (size_t i = 0; good && i < head.parts; i++) {
        good = out->places[i].at + out->places[i].bytes <= (uint64_t)found.st_size;
    }
    return good;
}

bool shelf_file_open(const struct shelf *shelf, enum shelf_step step, size_t task,
                     struct shelf_file *out)
{
    *out = (struct shelf_file){.step = step, .task = task};
    int fd = open_task(shelf, step, task);
    if (fd < 0) {
        return false;
    }
    bool good = read_places(shelf, fd, out);
    close(fd);
    if (!good) {
        shelf_file_release(out);
    }
    return judge(shelf, out, good);
}

void shelf_file_release(struct shelf_file *file)
{
    free(file->places);
    file->places = NULL;
    file->parts = 0;
}

bool shelf_read(const struct shelf *shelf, const struct shelf_file *file, size_t part, void *to)
{
    const struct shelf_place *place = &file->places[part];
    if (place->bytes == 0) {
        return true;
    }
    int fd = open_task(shelf, file->step, file->task);
    bool good = fd >= 0 && read_at(fd, to, place->bytes, place->at) &&
                sum_of(to, place->bytes) == place->sum;
    if (fd >= 0) {
        close(fd);
    }
    return judge(shelf, file, good);
}

bool shelf_map(const struct shelf *shelf, const struct shelf_file *file, size_t part, void *at)
{
    const struct shelf_place *place = &file->places[part];
    if (place->bytes == 0) {
        return true;
    }
    int fd = open_task(shelf, file->step, file->task);
    bool good = fd >= 0 && mmap(at, place->bytes, PROT_READ, MAP_SHARED | MAP_FIXED, fd,
                                (off_t)place->at) == at;
    if (fd >= 0) {
        close(fd);
    }
    good = good && sum_of(at, place->bytes) == place->sum;
    (void)madvise(at, next_page(place->bytes), MADV_DONTNEED); /* for now */
    return judge(shelf, file, good);
}

int shelf_scratch(const struct shelf *shelf)
{
    int fd = open(shelf->path, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
    char name[PATH_MAX];
    int n = snprintf(name, sizeof(name), "%s/scratch-XXXXXX", shelf->path);
    if (fd < 0 && n < (int)sizeof(name)) { /* a file system without nameless files */
        fd = mkostemp(name, O_CLOEXEC);
        if (fd >= 0) {
            (void)unlink(name);
        }
    }
    return fd;
}

/* ---- sharing ---- */

struct working {
    const struct shelf *shelf;
    enum shelf_step step;
    size_t n;
    bool (*work)(void *context, size_t task);
    void *context;
    struct shelf_told told;
    pthread_mutex_t lock;
    uint8_t *state; /* by task: of enum; under `lock` */
    size_t done;    /* under `lock` */
    bool stop;      /* atomic */
};

enum { TASK_OPEN, TASK_HELD, TASK_DONE };

/* Notes what has become of a task, and tells of it. */
static void note(struct working *w, size_t task, uint8_t state)
{
    pthread_mutex_lock(&w->lock);
    w->done += state == TASK_DONE;
    w->state[task] = state;
    bool on = w->told.progress == NULL ||
              w->told.progress(w->told.context, (double)w->done / (double)w->n);
    pthread_mutex_unlock(&w->lock);
    if (!on) {
        __atomic_store_n(&w->stop, true, __ATOMIC_RELAXED);
    }
}

/* Takes a task that no other hand has; false: there is nothing to do about it. */
static bool hold(struct working *w, size_t task)
{
    pthread_mutex_lock(&w->lock);
    bool open = w->state[task] == TASK_OPEN;
    w->state[task] = open ? TASK_HELD : w->state[task];
    pthread_mutex_unlock(&w->lock);
    return open;
}

static bool has_file(const struct shelf *shelf, enum shelf_step step, size_t task)
{
    struct shelf_file file;
    bool good = shelf_file_open(shelf, step, task, &file);
    shelf_file_release(&file);
    return good;
}

static bool claimed(const struct shelf *shelf, enum shelf_step step, size_t task)
{
    return shelf->share == NULL || shelf->share->claim(shelf->share->context, step, task);
}

static void do_task(struct working *w, size_t task)
{
    if (has_file(w->shelf, w->step, task)) {
        note(w, task, TASK_DONE);
    } else if (!claimed(w->shelf, w->step, task)) {
        note(w, task, TASK_OPEN);
    } else if (has_file(w->shelf, w->step, task) || w->work(w->context, task)) {
        note(w, task, TASK_DONE);
    } else {
        __atomic_store_n(&w->stop, true, __ATOMIC_RELAXED);
    }
}

/* One hand: goes over the tasks until all are done. */
static void work_on(void *context, size_t hand)
{
    struct working *w = context;
    (void)hand;
    for (bool waits = false;; waits = true) {
        if (waits) { /* the others are at it */
            (void)nanosleep(&(struct timespec){.tv_nsec = WAIT_MS * 1000000L}, NULL);
        }
        for (size_t task = 0; task < w->n; task++) {
            if (__atomic_load_n(&w->stop, __ATOMIC_RELAXED)) {
                return;
            }
            if (hold(w, task)) {
                do_task(w, task);
            }
        }
        pthread_mutex_lock(&w->lock);
        bool open = false; /* a task that another process holds, or may have to be done again */
        for (size_t task = 0; task < w->n && !open; task++) {
            open = w->state[task] == TASK_OPEN;
        }
        pthread_mutex_unlock(&w->lock);
        if (!open) {
            return;
        }
    }
}

bool shelf_work(const struct shelf *shelf, struct crew *crew, enum shelf_step step, size_t n,
                bool (*work)(void *context, size_t task), void *context, struct shelf_told told)
{
    struct working w = {.shelf = shelf,
                        .step = step,
                        .n = n,
                        .work = work,
                        .context = context,
                        .told = told,
                        .state = memory_get_zeroed(n + 1)};
    pthread_mutex_init(&w.lock, NULL);
    crew_run(crew, HANDS, work_on, &w);
    pthread_mutex_destroy(&w.lock);
    free(w.state);
    return !w.stop;
}
