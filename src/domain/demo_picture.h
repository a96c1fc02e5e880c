/* demo_picture: a small picture for the photos of a demo county; nobody and nothing is on it. */
#ifndef DOMAIN_DEMO_PICTURE_H
#define DOMAIN_DEMO_PICTURE_H

#include "base/buf.h"

/* Appends a PNG of grey stripes that differ with `number`. */
void demo_picture(uint32_t number, struct buf *out);

#endif
