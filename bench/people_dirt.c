/* The mistakes of a list: in numbers, in names, in both. */
#include "people_part.h"

#include <stdio.h>
#include <string.h>

void wrong_digit(struct dice *dice, char *number)
{
    size_t at = dice_below(dice, (uint32_t)strlen(number));
    char old = number[at];
    while (number[at] == old) {
        number[at] = (char)('0' + dice_below(dice, 10));
    }
}

static void swap_digits(struct dice *dice, char *number)
{
    for (int tries = 0; tries < 100; tries++) {
        size_t at = dice_below(dice, 16);
        if (number[at] != number[at + 1]) {
            char kept = number[at];
            number[at] = number[at + 1];
            number[at + 1] = kept;
            return;
        }
    }
}

void fifteen(char *number)
{
    memmove(number + 6, number + 8, 9);
    number[15] = '\0';
}

/* A digit left out, or written twice. */
static void lose_digit(struct dice *dice, bool doubled, char *number)
{
    char *at = number + dice_below(dice, 18);
    size_t rest = strlen(at);
    memmove(doubled ? at + 1 : at, doubled ? at : at + 1, rest + doubled);
}

/* Nothing where there is no 0 and no 1. */
static void write_letter(struct dice *dice, char *number)
{
    size_t n = strlen(number), start = dice_below(dice, (uint32_t)n);
    for (size_t i = 0; i < n; i++) {
        char *at = &number[(start + i) % n];
        if (*at == '0' || *at == '1') {
            *at = *at == '0' ? 'O' : 'l';
            return;
        }
    }
}

static void wrong_name(struct run *run, enum slip slip, struct person *person)
{
    const struct names *names = run->county->names;
    if (!names_slip(names, &run->dice, slip, person->name)) {
        (void)names_slip(names, &run->dice, SLIP_HOMOPHONE, person->name);
    }
}

void soil(struct run *run, enum dirt dirt, struct line *line)
{
    char day[3];
    switch (dirt) {
    case DIRT_NONE:
    case DIRT__COUNT:
        break;
    case DIRT_TWO_DIGITS:
        wrong_digit(&run->dice, line->number);
        wrong_digit(&run->dice, line->number);
        break;
    case DIRT_LOST:
    case DIRT_DOUBLED:
        lose_digit(&run->dice, dirt == DIRT_DOUBLED, line->number);
        break;
    case DIRT_LETTER:
        write_letter(&run->dice, line->number);
        break;
    case DIRT_ONE_DIGIT:
        wrong_digit(&run->dice, line->number);
        break;
    case DIRT_SWAPPED:
        swap_digits(&run->dice, line->number);
        break;
    case DIRT_FIFTEEN:
        fifteen(line->number);
        break;
    case DIRT_NO_NUMBER:
        line->number[0] = '\0';
        break;
    case DIRT_HOMOPHONE:
        wrong_name(run, SLIP_HOMOPHONE, &line->person);
        break;
    case DIRT_VARIANT:
        wrong_name(run, SLIP_VARIANT, &line->person);
        break;
    case DIRT_ACCENT:
        wrong_name(run, SLIP_ACCENT, &line->person);
        break;
    case DIRT_LOOKS:
        wrong_name(run, SLIP_LOOKS, &line->person);
        break;
    case DIRT_BOTH:
        if (dice_percent(&run->dice, 70)) {
            wrong_digit(&run->dice, line->number);
        } else {
            swap_digits(&run->dice, line->number);
        }
        wrong_name(run, dice_percent(&run->dice, 75) ? SLIP_HOMOPHONE : SLIP_VARIANT,
                   &line->person);
        break;
    case DIRT_SCIENTIFIC:
        memmove(line->number + 2, line->number + 1, 5);
        memcpy(line->number + 1, ".", 1);
        snprintf(line->number + 7, CELL - 7, "E+17");
        break;
    case DIRT_ROUNDED:
        snprintf(line->number + 15, 4, "000");
        break;
    case DIRT_DAY_MONTH:
        memcpy(day, line->number + 10, 2);
        memcpy(line->number + 10, line->number + 12, 2);
        memcpy(line->number + 12, day, 2);
        break;
    }
}
