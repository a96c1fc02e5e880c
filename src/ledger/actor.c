#include "ledger/actor.h"

void actor_reach(int64_t region, int64_t *lo, int64_t *hi)
{
    /* GB/T 10114: two digits each of province, prefecture and county, then three of township and
     * three of village; the trailing zeros of a unit are the places of what lies inside it. */
    static const int64_t spans[] = {
        1000000000000, 10000000000, 100000000, 1000000, 1000,
    };
    if (region <= 0) {
        *lo = 1; /* no unit: no reach, not the whole country */
        *hi = 0;
        return;
    }
    *lo = *hi = region;
    for (size_t i = 0; i < COUNT(spans); i++) {
        if (region % spans[i] == 0) {
            *hi = region + spans[i] - 1;
            return;
        }
    }
}

bool actor_reaches(const struct actor *actor, int64_t region)
{
    return region >= actor->region_lo && region <= actor->region_hi;
}

bool actor_is(const struct actor *actor, unsigned roles)
{
    return actor->role == ROLE_PROGRAM || (roles & ROLE_BIT(actor->role)) != 0;
}

struct actor actor_program(int64_t county)
{
    struct actor actor = {
        .role = ROLE_PROGRAM, .county = county, .region = county, .name = TEXT("系统")};
    actor_reach(county, &actor.region_lo, &actor.region_hi);
    return actor;
}
