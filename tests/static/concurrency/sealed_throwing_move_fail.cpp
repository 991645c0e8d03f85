// SPDX-License-Identifier: MIT
// expect: neither must throw
#include <rondo/concurrency/sealing_key.h>
#include <string>
#include <utility>

using namespace rondo::concurrency;

struct Throws {
    Throws(Throws&&) {}
};
SealingKey<Throws> key("throws");
