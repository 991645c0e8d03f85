// SPDX-License-Identifier: MIT
// expect: no match for|invalid operands
#include <rondo/base/id.h>

struct Track;
struct Clip;

bool same(rondo::base::Id<Track> track, rondo::base::Id<Clip> clip) { return track == clip; }
