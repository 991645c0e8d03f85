// SPDX-License-Identifier: MIT
#include <rondo/base/id.h>

struct Track;

bool same(rondo::base::Id<Track> one, rondo::base::Id<Track> other) { return one == other; }
