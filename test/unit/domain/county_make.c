/* usage: county_make FILE.tar: the demo county of the tests, made once for all of them. */
#include "county.h"

int main(int argc, char **argv)
{
    if (argc != 2) {
        return 2;
    }
    county_pack(argv[1]);
    return 0;
}
