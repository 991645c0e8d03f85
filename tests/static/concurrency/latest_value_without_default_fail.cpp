// SPDX-License-Identifier: MIT
// expect: an end without a latest value reads as T
#include <rondo/concurrency/latest_value.h>

struct Level {
    explicit Level(float decibels) : value(decibels) {}
    float value;
};

auto level() { return rondo::concurrency::makeLatestValue(Level(0)); }
