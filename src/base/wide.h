/*
 * wide: inner loops that are worth compiling for wider vectors too. On x86-64 each such function is
 * compiled several times, and the processor chooses at start.
 */
#ifndef BASE_WIDE_H
#define BASE_WIDE_H

/* The sanitizers cannot run the choice before they are ready themselves. */
#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__) &&                             \
    !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
#define WIDE __attribute__((target_clones("arch=x86-64-v4", "arch=x86-64-v3", "default")))
#else
#define WIDE
#endif

#endif
