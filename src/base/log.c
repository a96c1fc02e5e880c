#include "base/log.h"

#include <stdarg.h>
#include <stdio.h>
#include <time.h>

static enum log_level level = LOG_INFO;

void log_set_level(enum log_level wanted)
{
    level = wanted;
}

static void line(const char *word, const char *format, va_list args) PRINTF(2, 0);
static void line(const char *word, const char *format, va_list args)
{
    char stamp[32], message[1024];
    time_t now = time(NULL);
    struct tm parts;
    gmtime_r(&now, &parts);
    strftime(stamp, sizeof(stamp), "%Y-%m-%dT%H:%M:%SZ", &parts);
    vsnprintf(message, sizeof(message), format, args);
    fprintf(stderr, "%s %s %s\n", stamp, word, message);
}

void log_info(const char *format, ...)
{
    if (level < LOG_INFO) {
        return;
    }
    va_list args;
    va_start(args, format);
    line("info", format, args);
    va_end(args);
}

void log_warn(const char *format, ...)
{
    if (level < LOG_WARN) {
        return;
    }
    va_list args;
    va_start(args, format);
    line("warn", format, args);
    va_end(args);
}
