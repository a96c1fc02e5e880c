/* The table of a program built without the pages (see src/web/embed.sh for one with them). */
#include "web/assets.h"

const struct asset asset_table[1] = {{.path = ""}};
const size_t asset_count = 0;
