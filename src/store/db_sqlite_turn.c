#include "store/db_sqlite_turn.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/buf.h"

enum { ROUND_NS = 1000 * 1000, ROUNDS_MOST = 1000 };

int turn_open(const char *where)
{
    static const char ending[] = "-turn";
    size_t n = strlen(where);
    char *path = memory_get(n + sizeof(ending));
    memcpy(path, where, n);
    memcpy(path + n, ending, sizeof(ending));
    int turn = open(path, O_CREAT | O_RDWR | O_CLOEXEC, 0600);
    free(path);
    return turn;
}

void turn_wish(int turn, bool waits)
{
    struct flock lock = {.l_type = waits ? F_RDLCK : F_UNLCK, .l_whence = SEEK_SET};
    if (turn >= 0) {
        (void)fcntl(turn, F_OFD_SETLK, &lock); /* refused by no one: all of them are shared */
    }
}

bool turn_is_wished(int turn)
{
    struct flock lock = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
    return turn >= 0 && fcntl(turn, F_OFD_GETLK, &lock) == 0 && lock.l_type != F_UNLCK;
}

void turn_let_others(int turn)
{
    for (int i = 0; i < ROUNDS_MOST && turn_is_wished(turn); i++) {
        nanosleep(&(struct timespec){.tv_nsec = ROUND_NS}, NULL);
    }
}
