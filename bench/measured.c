/* measured COMMAND…: runs it and prints `seconds processor-seconds peak-MB` to stdout; the
 * command's own words go to stderr. Ends as the command did. */
#include <stdio.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"

static double seconds(struct timeval t)
{
    return (double)t.tv_sec + (double)t.tv_usec / 1e6;
}

int main(int argc, char **argv)
{
    double start = clock_elapsed();
    pid_t child = argc > 1 ? fork() : -1;
    if (child < 0) {
        fputs("measured COMMAND…\n", stderr);
        return 2;
    }
    if (child == 0) {
        dup2(STDERR_FILENO, STDOUT_FILENO);
        execvp(argv[1], argv + 1);
        perror(argv[1]);
        _exit(127);
    }
    int status;
    struct rusage usage;
    if (wait4(child, &status, 0, &usage) != child) {
        perror("wait4");
        return 2;
    }
    printf("%.3f %.3f %ld\n", (clock_elapsed() - start) / 1000,
           seconds(usage.ru_utime) + seconds(usage.ru_stime), usage.ru_maxrss / 1024);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128;
}
