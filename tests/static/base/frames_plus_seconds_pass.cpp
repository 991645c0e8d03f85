// SPDX-License-Identifier: MIT
#include <rondo/base/units.h>

using namespace rondo::base;

Frames end(Frames start, Seconds length) { return start + toFrames(length, 48000); }
