/*
 * The interface tested over a socket: every *.case file, then the matrix of roles and routes, the
 * steps of a recognition, what two people do at once, and what an open stream does when its reader
 * is shut out, on SQLite and, where TEST_POSTGRES_URL names a cluster, on PostgreSQL. usage:
 * api_test FOLDER NOTICES [FILE.case]
 */
#include <glob.h>
#include <stdio.h>
#include <stdlib.h>

#include "at_once.h"
#include "cases.h"
#include "matrix.h"
#include "steps.h"
#include "withdrawn.h"

static void run_folder(struct site *site, const char *folder, struct case_counts *counts)
{
    char path[512];
    glob_t found;
    snprintf(path, sizeof(path), "%s/*.case", folder);
    if (glob(path, 0, NULL, &found) == 0) {
        for (size_t i = 0; i < found.gl_pathc; i++) {
            cases_run(site, found.gl_pathv[i], counts);
        }
        globfree(&found);
    }
}

static void run_all(const char *folder, const char *notices, const char *only, const char *where,
                    struct case_counts *counts)
{
    struct site *site = memory_get_zeroed(sizeof(*site));
    char path[512];
    site_open(site, where, notices, true);
    if (only != NULL) {
        cases_run(site, only, counts);
    } else {
        snprintf(path, sizeof(path), "%s/cases", folder);
        run_folder(site, path, counts);
        snprintf(path, sizeof(path), "%s/matrix.txt", folder);
        matrix_run(site, path, counts);
        steps_run(site, counts);
        at_once_run(site, counts);
        withdrawn_run(site, counts);
    }
    site_close(site);
    if (only == NULL) {
        site_open(site, where, notices, false);
        snprintf(path, sizeof(path), "%s/setup", folder);
        run_folder(site, path, counts);
        site_close(site);
    }
    free(site);
}

int main(int argc, char **argv)
{
    if (argc < 3) {
        fprintf(stderr, "usage: api_test FOLDER NOTICES [FILE.case]\n");
        return 2;
    }
    struct case_counts counts = {0};
    curl_global_init(CURL_GLOBAL_DEFAULT);
    run_all(argv[1], argv[2], argc > 3 ? argv[3] : NULL, NULL, &counts);
    const char *postgres = getenv("TEST_POSTGRES_URL");
    if (postgres != NULL) {
        run_all(argv[1], argv[2], argc > 3 ? argv[3] : NULL, postgres, &counts);
    }
    curl_global_cleanup();
    printf("%d passed, %d failed\n", counts.passed, counts.failed);
    return counts.failed == 0 && counts.passed > 0 ? 0 : 1;
}
