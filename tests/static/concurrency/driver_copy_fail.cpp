// SPDX-License-Identifier: MIT
// expect: deleted .*Driver
#include <rondo/concurrency/driver.h>
#include <utility>

using namespace rondo::concurrency;

Driver second(Driver& first) { return first; }
