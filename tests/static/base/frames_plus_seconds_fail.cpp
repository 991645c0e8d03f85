// SPDX-License-Identifier: MIT
// expect: no match for|invalid operands
#include <rondo/base/units.h>

using namespace rondo::base;

Frames end(Frames start, Seconds length) { return start + length; }
