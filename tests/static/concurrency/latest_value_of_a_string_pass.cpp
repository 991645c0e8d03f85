// SPDX-License-Identifier: MIT
#include <rondo/concurrency/latest_value.h>
#include <string>

struct Name {
    char letters[16];
};

auto name() { return rondo::concurrency::makeLatestValue<Name>({}); }
