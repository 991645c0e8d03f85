// SPDX-License-Identifier: MIT
#include <rondo/concurrency/latest_value.h>

struct Level {
    float value = 0;
};

auto level() { return rondo::concurrency::makeLatestValue(Level{}); }
